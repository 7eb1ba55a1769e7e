"""Files that are encrypted and authenticated in chunks, written and read from start to end in constant memory.

A file is MAGIC, a salt, the identifier of its key, and chunks: the length of the ciphertext in four bytes, and the
ciphertext by AES-256-GCM. The key of a file is made of one of settings.BACKUP_KEYS and the salt, so that the number of
the chunk can be its nonce. The nonce also says which chunk is the last: none can be changed, moved or left out.
"""

import io
import os
from base64 import urlsafe_b64decode
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from balansekunst.backup import BackupError

# The last byte is the version of the format: a program reads the versions that it knows.
NAME, VERSION = b"BALANSEKUNST-BACKUP", 1
MAGIC = NAME + bytes([VERSION])
CHUNK = 1024 * 1024
SALT = IDENTIFIER = 16
LENGTH = 4
DAMAGED = _("Filen er avkortet eller endret etter at den ble laget.")
# Of a chunk: its plain text and the authentication tag of GCM.
LONGEST = CHUNK + 16


class EncryptedWriter(io.RawIOBase):
    """Writes to a binary file, which is complete after `finish`."""

    def __init__(self, file: IO[bytes]) -> None:
        if not settings.BACKUP_KEYS:
            raise BackupError(_("Sett BACKUP_KEYS til en nøkkel som manage.py make_key lager."))
        salt = os.urandom(SALT)
        identifier, self._cipher = _keys(settings.BACKUP_KEYS[0], salt)
        self._file, self._number, self._pending = file, 0, bytearray()
        file.write(MAGIC + salt + identifier)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self._pending += data  # type: ignore[arg-type]  # bytes, or what gzip has them in
        while len(self._pending) > CHUNK:
            self._write_chunk(CHUNK, is_last=False)
        return len(data)  # type: ignore[arg-type]

    def finish(self) -> None:
        """Write the last chunk. A file without it is refused."""
        self._write_chunk(CHUNK, is_last=True)

    def _write_chunk(self, size: int, *, is_last: bool) -> None:
        plain = bytes(self._pending[:size])
        del self._pending[:size]
        encrypted = self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, MAGIC)
        self._file.write(len(encrypted).to_bytes(LENGTH) + encrypted)
        self._number += 1


class EncryptedReader(io.RawIOBase):
    """Reads from a binary file. Raises BackupError where the file is not as it was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._number, self._rest = file, 0, b""
        self._cipher = self._open()
        self._next_length = self._read_length()
        if self._next_length is None:  # there is always a last chunk
            raise BackupError(DAMAGED)

    def _open(self) -> AESGCM:
        """Return the cipher of the file's key."""
        start = self._file.read(len(MAGIC))
        if not start.startswith(NAME) or len(start) < len(MAGIC):
            raise BackupError(_("Filen er ikke en sikkerhetskopi fra dette programmet."))
        if start != MAGIC:
            raise BackupError(_("Sikkerhetskopien er laget av en nyere utgave av programmet."))
        salt, identifier = self._file.read(SALT), self._file.read(IDENTIFIER)
        for key in settings.BACKUP_KEYS:
            expected, cipher = _keys(key, salt)
            if identifier == expected:
                return cipher
        raise BackupError(_("Ingen av nøklene i BACKUP_KEYS passer til filen, eller begynnelsen av den er endret."))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer, and return how many bytes there were; 0 at the end."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # which any buffer is
        while not self._rest and self._next_length is not None:
            self._rest = self._read_chunk(self._next_length)
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def _read_chunk(self, length: int) -> bytes:
        encrypted = self._file.read(length) if length <= LONGEST else b""
        self._next_length = self._read_length()
        nonce = _nonce(self._number, is_last=self._next_length is None)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, encrypted, MAGIC)
        except InvalidTag as error:
            raise BackupError(DAMAGED) from error

    def _read_length(self) -> int | None:
        """Return the length of the next chunk, None at the end of the file."""
        length = self._file.read(LENGTH)
        return int.from_bytes(length) if length else None


def _keys(key: str, salt: bytes) -> tuple[bytes, AESGCM]:
    """Return the identifier of a file's key, which says nothing about it, and the cipher."""
    hkdf = HKDF(algorithm=SHA256(), length=IDENTIFIER + 32, salt=salt, info=MAGIC)
    derived = hkdf.derive(urlsafe_b64decode(key))
    return derived[:IDENTIFIER], AESGCM(derived[IDENTIFIER:])


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])
