"""The settings of production, with static files that nobody has collected."""

from balansekunst.settings import *  # noqa: F403
from balansekunst.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
