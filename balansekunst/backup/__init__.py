"""Backups: the whole database and its attachments in one encrypted file, and back.

`encrypted_files` writes bytes that nobody else can read or change. `archives` is what the bytes are: a header, the rows
of each table (`tables`), and the attachments. `restoring` fills an empty database from it. `folder` has the files that
`manage.py backup` makes by itself, and `erasures` who was erased since.
"""


class BackupError(Exception):
    """Why a backup is not made, or can not be read, in words for who runs the command."""
