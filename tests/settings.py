"""The project's settings, made quick and quiet for tests."""

import os
from datetime import timedelta

os.environ.setdefault("DEBUG", "true")

from balansekunst.settings import *  # noqa: F403
from balansekunst.settings import CACHES, DATABASES, INSTALLED_APPS, STORAGES

DEBUG = False
# Its commands are tested; demo mode itself is off.
INSTALLED_APPS = [*INSTALLED_APPS, "demo.apps.DemoConfig"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
LOGGING = {}
CACHES["pages"]["TIMEOUT"] = None
# Enhetsregisteret, from the fixture `register_server`; without it, no network is reached.
REGISTER_TRANSPORT = "tests.register_server.transport"
# A moment after the deadline is too late, except in the tests of the grace period.
DEADLINE_GRACE = timedelta(0)
# Files are found where they are asked for: nothing is collected before tests.
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "balansekunst.sqlite":
    # Said out loud, since pytest-django's workers know only Django's own SQLite backend.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
else:
    # Nothing that tests write has to outlive them.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
