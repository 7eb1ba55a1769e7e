"""The folder settings.BACKUP_DIR, with the backups that `manage.py backup` makes and names by itself."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from balansekunst.backup import BackupError, erasures

NAME = re.compile(r"balansekunst-(\d{8}T\d{6}Z)\.backup", re.ASCII)
FORMAT = "%Y%m%dT%H%M%SZ"


def new_path(at: datetime) -> Path:
    """Return the path of a backup of the moment. Raises BackupError without a folder."""
    if not settings.BACKUP_DIR:
        raise BackupError(_("Sett BACKUP_DIR til mappen for sikkerhetskopier, eller skriv navnet på en fil."))
    return Path(settings.BACKUP_DIR) / f"balansekunst-{at.astimezone(UTC):{FORMAT}}.backup"


def backups() -> list[tuple[datetime, Path]]:
    """Return the backups in the folder with the moment of each, the oldest first."""
    if not settings.BACKUP_DIR or not Path(settings.BACKUP_DIR).is_dir():
        return []
    named = ((NAME.fullmatch(path.name), path) for path in Path(settings.BACKUP_DIR).iterdir())
    return sorted((datetime.strptime(match[1], FORMAT).replace(tzinfo=UTC), path) for match, path in named if match)


def newest() -> Path:
    """Return the newest backup. Raises BackupError if there is none."""
    if found := backups():
        return found[-1][1]
    raise BackupError(_("Det er ingen sikkerhetskopi i BACKUP_DIR."))


def delete_old(at: datetime) -> int:
    """Delete the backups that are older than BACKUP_DAYS, but never the newest, and return how many.

    What is remembered of erasures before the oldest of those that are left is deleted too.
    """
    limit = at - timedelta(days=settings.BACKUP_DAYS)
    found = backups()
    old = [path for taken_at, path in found[:-1] if taken_at < limit]
    for path in old:
        path.unlink()
    left = found[len(old) :]
    erasures.forget_before(min(limit, left[0][0]) if left else limit)
    return len(old)
