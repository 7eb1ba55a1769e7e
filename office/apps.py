"""The app of what knows all programmes at once: the import of the office's workbooks, and the daily command."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """What knows all programmes at once."""

    name = "office"
