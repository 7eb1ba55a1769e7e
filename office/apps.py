"""The office import and the daily command, which use all the programmes."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The office import and the daily command."""

    name = "office"
