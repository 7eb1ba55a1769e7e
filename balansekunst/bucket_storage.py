"""Uploaded files in a bucket of an object store (S3), for servers that set ATTACHMENTS_BUCKET.

Its packages are installed with the group `s3` of pyproject.toml.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Raise OSError where the store doesn't do what it is asked for, as a folder does."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, type(error).__name__) from error


class BucketStorage(S3Storage):
    """A bucket that nobody but the program reads. Where it is and its keys are in boto's own variables (AWS_…)."""

    def get_default_settings(self) -> dict[str, Any]:
        # Somebody waits for the answer, and boto by itself would wait for minutes. Not every store has a host name for
        # each bucket.
        config = Config(
            connect_timeout=5, read_timeout=20, retries={"max_attempts": 2}, s3={"addressing_style": "path"}
        )
        return super().get_default_settings() | {"file_overwrite": False, "client_config": config}

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_os_errors():
            file = super()._open(name, mode)
            return file.open()  # reads it whole

    def _save(self, name: str, content: Any) -> str:
        with _as_os_errors():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _as_os_errors():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_os_errors():
            return super().exists(name)

    def size(self, name: str) -> int:
        with _as_os_errors():
            return super().size(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _as_os_errors():
            return super().listdir(name)

    def get_modified_time(self, name: str) -> datetime:
        with _as_os_errors():
            return super().get_modified_time(name)
