"""Store every check unchanged in snapshots/, as WARC 1.1 files that other tools can read. It is the source of truth.

`snapshots/<source>/<YYYY-MM>.warc.zst`, and `<YYYY>-commits.warc.zst` for the commits of a folder. A check is a group of
records that ends with a `metadata` record; a group without it does not count, and is cut off when the file is next opened
for writing.
"""

from tracker.archive.reading import ArchiveReader, Committed
from tracker.archive.writing import Archive

__all__ = ["Archive", "ArchiveReader", "Committed"]
