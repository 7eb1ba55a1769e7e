"""Who was erased, remembered beside the backups for as long as they are: a restored person is erased again.

The file has the number of the account, and keyed checksums of the addresses that the person has had, since an account
of a restored database may get a number that was another's. It can be copied with the backups, and read by nobody else.
"""

import hmac
import json
import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = "erasures.jsonl"


def remember(account: int, emails: Iterable[str], *, at: datetime) -> None:
    """Write that the person of an account was erased, if there is a folder of backups."""
    if not settings.BACKUP_DIR or not settings.BACKUP_KEYS:
        return
    checksums = [checksum(account, email, settings.BACKUP_KEYS[0]) for email in sorted(emails)]
    line = json.dumps({"at": at.isoformat(), "account": account, "emails": checksums}) + "\n"
    # One write at the end of the file, so that lines of two processes are not mixed.
    descriptor = os.open(Path(settings.BACKUP_DIR) / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:  # noqa: PTH123 (of a descriptor)
        file.write(line)


def since(at: datetime, folder: Path) -> list[dict[str, Any]]:
    """Return the erasures after the moment that the file in the folder has."""
    return [erasure for erasure in _read(folder / NAME) if datetime.fromisoformat(erasure["at"]) >= at]


def is_of(erasure: dict[str, Any], email: str) -> bool:
    """Return whether the address is one of the person that was erased."""
    found = {checksum(erasure["account"], email, key) for key in settings.BACKUP_KEYS}
    return not found.isdisjoint(erasure["emails"])


def forget_before(at: datetime) -> None:
    """Delete the erasures before the moment."""
    path = Path(settings.BACKUP_DIR) / NAME
    if not settings.BACKUP_DIR or not path.exists():
        return
    left = [erasure for erasure in _read(path) if datetime.fromisoformat(erasure["at"]) >= at]
    unfinished = path.with_suffix(".part")
    unfinished.touch(mode=0o600)
    unfinished.write_text("".join(json.dumps(erasure) + "\n" for erasure in left))
    unfinished.rename(path)


def checksum(account: int, email: str, key: str) -> str:
    return hmac.new(key.encode(), f"{account} {email.lower()}".encode(), sha256).hexdigest()


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
