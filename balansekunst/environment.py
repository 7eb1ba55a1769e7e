"""Settings read from environment variables. What is wrong or missing is collected, and named in one list."""

from importlib.util import find_spec
from typing import Any

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

MAKE_KEY = "DEBUG=true uv run manage.py make_key prints one."
NO = {"false", "off", "no", "n", "f", "0", ""}


class Environment(environ.Env):
    """Reads variables as django-environ does. After a wrong one the default is used, until `raise_problems`.

    No value is in a message, since it may be a password.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def check(self, condition: object, problem: str) -> None:
        """Add the problem unless the condition is true."""
        if not condition:
            self.problems.append(problem)

    def raise_problems(self) -> None:
        """Raise ImproperlyConfigured with all problems, if there is any."""
        if self.problems:
            raise ImproperlyConfigured("\n- ".join(["Wrong settings:", *dict.fromkeys(self.problems)]))

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: Any = "") -> Any:
        if cast is bool and self.ENVIRON.get(var, "").lower() not in {*self.BOOLEAN_TRUE_STRINGS, *NO}:
            self.problems.append(f"{var} is neither true nor false.")
            return default
        try:
            value = super().get_value(var, cast, default, parse_default)
        except (ValueError, TypeError):
            self.problems.append(f"{var} is not a number.")
            return default
        if cast in (int, float) and value < 0:
            self.problems.append(f"{var} is less than 0.")
            return default
        return value

    def keys(self, var: str) -> list[str]:
        """Return Fernet keys, separated by commas."""
        keys = [key.strip() for key in self.list(var, default=[]) if key.strip()]
        for place, key in enumerate(keys, start=1):
            try:
                Fernet(key)
            except ValueError:
                self.problems.append(f"Key {place} of {var} is not a key: {MAKE_KEY}")
        return keys

    def db_url(self, var: str, default: str) -> dict[str, Any]:
        return self._address(var, default, self.db_url_config, "ENGINE")

    def cache_url(self, var: str, default: str) -> dict[str, Any]:
        return self._address(var, default, self.cache_url_config, "BACKEND")

    def email_url(self, var: str, default: str) -> dict[str, Any]:
        return self._address(var, default, self.email_url_config, "EMAIL_BACKEND")

    def file_storage(self, *, bucket: str, folder: str) -> dict[str, Any]:
        """Return the storage of uploaded files: the bucket of that name, or without a name the folder."""
        if not bucket:
            return {"BACKEND": "balansekunst.storage.WholeFileStorage", "OPTIONS": {"location": folder}}
        self.check(find_spec("storages"), "ATTACHMENTS_BUCKET needs more packages: uv sync --group s3 installs them.")
        return {"BACKEND": "balansekunst.bucket_storage.BucketStorage", "OPTIONS": {"bucket_name": bucket}}

    def _address(self, var: str, default: str, parse: Any, expected: str) -> dict[str, Any]:
        """Return the settings in an address, or in the default if they lack `expected`."""
        try:
            found = parse(self.get_value(var, default=default))
        except (ImproperlyConfigured, ValueError, LookupError):
            found = {}
        if expected in found:
            return found
        self.problems.append(f"{var} is not an address that the program knows.")
        return parse(default)
