import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from balansekunst.storage import WholeFileStorage


class TooLarge(ContentFile):
    """A file that the disk has room for half of."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_leaves_no_part_of_file(tmp_path: Path) -> None:
    storage = WholeFileStorage(tmp_path)
    storage.save("earlier.pdf", ContentFile(b"whole"))

    with pytest.raises(OSError, match="No space"):
        storage.save("plan.pdf", TooLarge(b"half and half"))

    assert [path.name for path in tmp_path.iterdir()] == ["earlier.pdf"]
