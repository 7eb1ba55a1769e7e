"""Files of backups are read as they were written, and refused otherwise, before their content is used."""

import io

import pytest
from cryptography.fernet import Fernet

from balansekunst.backup import BackupError
from balansekunst.backup.encrypted_files import CHUNK, LENGTH, MAGIC, EncryptedReader, EncryptedWriter

HEAD = len(MAGIC) + 32
CONTENT = bytes(range(256)) * (CHUNK // 128)  # two chunks


def written(content: bytes) -> bytes:
    output = io.BytesIO()
    writer = EncryptedWriter(output)
    for start in range(0, len(content), 100_000):
        writer.write(content[start : start + 100_000])
    writer.finish()
    return output.getvalue()


def read(file: bytes) -> bytes:
    return io.BufferedReader(EncryptedReader(io.BytesIO(file))).read()


@pytest.fixture(scope="module")
def file() -> bytes:
    return written(CONTENT)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_content_is_read_as_written(size):
    content = (CONTENT * 2)[:size]

    assert read(written(content)) == content


def test_content_is_not_in_file(file):
    assert CONTENT[:16] not in file


def second_chunk_start() -> int:
    return HEAD + LENGTH + CHUNK + 16


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda file: file[:-1], id="last-byte-gone"),
        pytest.param(lambda file: file[: second_chunk_start()], id="last-chunk-gone"),
        pytest.param(lambda file: file[: second_chunk_start() + 2], id="cut-in-a-length"),
        pytest.param(lambda file: file[: HEAD + LENGTH], id="first-chunk-gone"),
        pytest.param(lambda file: file[:HEAD], id="all-chunks-gone"),
        pytest.param(lambda file: file[: HEAD - 1], id="cut-in-the-head"),
        pytest.param(lambda file: file + b"\0", id="byte-added"),
        pytest.param(lambda file: file + file[second_chunk_start() :], id="chunk-added"),
        pytest.param(
            lambda file: file[:HEAD] + file[second_chunk_start() :] + file[HEAD : second_chunk_start()],
            id="chunks-moved",
        ),
        pytest.param(lambda file: file[:HEAD] + b"\xff\xff\xff\xff" + file[HEAD + LENGTH :], id="length-changed"),
        *(
            pytest.param(lambda file, at=at: file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :], id=f"bit-{at}-changed")
            for at in (len(MAGIC), HEAD - 1, HEAD, HEAD + LENGTH, HEAD + 5000, second_chunk_start() + LENGTH)
        ),
    ],
)
def test_damaged_file_is_refused(file, damage):
    with pytest.raises(BackupError):
        read(damage(file))


@pytest.mark.parametrize(
    ("begin", "reason"),
    [
        pytest.param(b"PK\x03\x04", "ikke en sikkerhetskopi", id="another-file"),
        pytest.param(b"", "ikke en sikkerhetskopi", id="empty"),
        pytest.param(MAGIC[:-1] + b"\x02" + bytes(40), "nyere utgave", id="newer-format"),
    ],
)
def test_other_file_is_refused(begin, reason):
    with pytest.raises(BackupError, match=reason):
        read(begin)


def test_file_of_another_key_is_refused(file, settings):
    own = settings.BACKUP_KEYS
    settings.BACKUP_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(BackupError, match="BACKUP_KEYS"):
        read(file)

    settings.BACKUP_KEYS = [*settings.BACKUP_KEYS, *own]
    assert read(file) == CONTENT


def test_nothing_is_written_without_key(settings):
    settings.BACKUP_KEYS = []

    with pytest.raises(BackupError, match="Sett BACKUP_KEYS"):
        written(b"")
