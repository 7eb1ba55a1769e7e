"""The app of the demo: installed only where DEMO is on."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Made-up data to try the program on."""

    name = "demo"
