"""Write the archive as .warc.gz files, which any WARC tool reads."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from tracker.archive import ArchiveReader
from tracker.archive.atomic_files import replaced
from tracker.archive.file_names import SUFFIX


def export(archive: ArchiveReader, output: Path, files: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Write files of the archive into a directory. Yield each file's name and its number of records."""
    output.mkdir(parents=True, exist_ok=True)
    for file in files:
        target = output / name_of(file)
        count = 0
        with replaced(target) as partial, partial.open("wb") as opened:
            for plain in archive.plain(file):
                opened.write(member(plain))
                count += 1
        yield target.name, count


def name_of(file: str) -> str:
    """Return the name of an exported file of the archive."""
    return file.replace("/", "-").removesuffix(SUFFIX) + ".warc.gz"


def member(plain: bytes) -> bytes:
    """Return a record as a gzip member of its own."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as compressed:
        compressed.write(plain)
    return packed.getvalue()
