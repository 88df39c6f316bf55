"""How much an import takes, and the temporary file that keeps what does not belong in memory.

A file of somebody else may be of any size and unpack to a thousand times more. These bounds keep an import below 500 MB of
memory; what is beyond them is a problem that is told, and the rest of the file is read.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from tracker.archive.naming import is_time
from tracker.diff.render import printable
from tracker.extract import urls
from tracker.fetch.spool import Spool, Stored
from tracker.model import Time, iso
from tracker.model.errors import UsageError

MOST_BODY = 64 << 20  # bytes of one reply: as much as is fetched live
MOST_CHECK = 4 << 30  # bytes of all replies of one capture: 50,000 pages of 80 kB
MOST_UNPACKED = 16 << 30  # bytes that one file unpacks to: half a minute of gzip
MOST_RATIO = 20_000  # unpacked to packed, beyond a gigabyte; our own files reach 5,000
MOST_REPLIES = 150_000  # recorded replies of one import; each takes up to two kilobytes of memory
MOST_MEMBERS = 200_000  # files of a folder or a tar, or in a commit
MOST_NOTE = 32 << 20  # bytes of a closing record: 100,000 pages
MOST_VALUES = 3_000_000  # commas of a JSON text that is read as a whole; a hundred bytes of memory each
MOST_NESTED = 1_000_000  # objects and lists of it
MOST_HEADERS = 200  # header fields of a reply that are kept
MOST_HEADER = 8 << 10  # characters of one of them, as most servers allow
MOST_HEAD = 24 << 10  # bytes of all of them: FastWARC reads 32 kB
MOST_ADDRESS = 4096  # characters of an address
KEPT_FREE = 256 << 20  # bytes of the disk that are left alone
SKEW = 300.0  # seconds that another clock may be ahead of ours
_MOST_TOLD = 1000  # problems of an import that are listed
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")  # RFC 9110, 5.6.2
BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")  # what would end a line, or can't be written
_BARRED = re.compile("[\x00-\x20\x7f-\x9f\ud800-\udfff]")


class TooMuch(ValueError):
    """More than an import takes. The text says of what, and how much is taken."""


def shown(text: object, most: int = 200) -> str:
    """Write a name or a value from a file for a message: on one line, without control characters, not too long."""
    line = printable(str(text)[: most + 1])
    return line if len(line) <= most else f"{line[:most]}…"


def past(at: object, now: Time) -> Time:
    """Return a time as it is stored if it is one, from 1970 on and not in the future. ValueError says what it is else.

    `at` is a text in ISO 8601, UTC if it says no offset, or the seconds since 1970.
    """
    try:
        if isinstance(at, int):
            found = datetime.fromtimestamp(at, UTC)
        else:
            found = datetime.fromisoformat(str(at))
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
        time = iso(found)
    except (ValueError, OverflowError, OSError) as error:
        message = f"{shown(at, 40)!r} is no time"
        raise ValueError(message) from error
    if not is_time(time):
        message = f"{time} is before 1970 or far in the future"
        raise ValueError(message)
    if (found - datetime.fromisoformat(now)).total_seconds() > SKEW:
        message = f"{time} is in the future, by the clock of this machine"
        raise ValueError(message)
    return time


def address(url: object) -> str:
    """Return a web address that can be archived and compared. ValueError if it is none."""
    text = str(url)
    if len(text) > MOST_ADDRESS or _BARRED.search(text) or not text.startswith(("http://", "https://")):
        message = f"{shown(text, 100)!r} is no web address"
        raise ValueError(message)
    found = urls.parse(text)
    if not found.host:
        message = f"{shown(text, 100)!r} is no web address{f' ({found.problem})' if found.problem else ''}"
        raise ValueError(message)
    return text


def headers(pairs: Iterable[tuple[object, object]]) -> tuple[tuple[str, str], ...]:
    """Return header fields that can be written into a record and read again.

    Their names are names, their values of one line; those that are too many or too long are left out.
    """
    kept: list[tuple[str, str]] = []
    left = MOST_HEAD
    for name, value in islice(pairs, MOST_HEADERS):
        plain = BREAKING.sub(" ", str(value)[:MOST_HEADER]).strip()
        size = len(str(name)) + len(plain.encode()) + 20  # bytes; it may be renamed X-Archive-Orig-…
        if _TOKEN.fullmatch(str(name)) and size <= left:
            kept.append((str(name), plain))
            left -= size
    return tuple(kept)


def json_of(data: bytes, most: int) -> object:
    """Read a JSON text whose size, number of values and depth are bounded. ValueError says what is wrong with it."""
    if len(data) > most:
        message = f"{len(data):,} bytes of JSON, more than {most:,}"
        raise TooMuch(message)
    if data.count(b",") > MOST_VALUES or data.count(b"[") + data.count(b"{") > MOST_NESTED:
        message = f"more than {MOST_VALUES:,} values in one JSON text"
        raise TooMuch(message)
    try:
        return json.loads(data)
    except RecursionError as error:
        message = "JSON that is nested too deep"
        raise ValueError(message) from error


class Problems:
    """What of a file could not be used, in words. The first thousand are kept, and the rest are counted."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.count = 0

    def add(self, where: str, why: object) -> None:
        """Note a problem and where it is."""
        self.count += 1
        if len(self.told) < _MOST_TOLD:
            self.told.append(f"{shown(where)}: {shown(why, 400)}")

    def all(self) -> list[str]:
        """Return them, and how many more there were."""
        more = self.count - len(self.told)
        return [*self.told, *([f"{more:,} more problems of the same import are not listed"] if more else [])]


class Shelf(Spool):
    """Keeps the bodies and headers of an import in a file of the project, and looks after the room on the disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, in_memory=0)
        self._room = 0

    def keep(self, data: bytes) -> bytes | Stored:
        """Keep bytes, and return where they are. UsageError if the disk has no room for them."""
        self._room -= len(data)
        if self._room < 0 and self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._room = room(self.folder, len(data))
        return super().keep(data)


def bytes_of(held: bytes | Stored) -> bytes:
    """Read what was kept."""
    return held if isinstance(held, bytes) else held.read()


def room(folder: str | Path, wanted: int) -> int:
    """Return how many bytes may be written before the next look. UsageError if `wanted` do not fit."""
    free = shutil.disk_usage(folder).free - KEPT_FREE
    if free < wanted:
        message = f"{folder} has no room to unpack into: {max(free, 0):,} bytes, and {wanted:,} are next; free some"
        raise UsageError(message)
    return min(free - wanted, 1 << 30)
