"""Where uploaded files are stored."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's folder, in which no part of a file is left when the disk gets full while it is written."""

    def _save(self, name: str, content: Any) -> str:
        is_new = not self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if is_new:
                self.delete(name)
            raise
