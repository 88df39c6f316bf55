"""Limit what an import may take, and keep its large data in a temporary file.

A foreign file may have any size and unpack to a thousand times more. These limits keep an import below 500 MB of
memory. What exceeds them is reported as a problem, and the rest of the file is read.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from tracker.archive.file_names import is_time
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
MOST_MEMBERS = 200_000  # files of a folder, a tar or a commit
MOST_NOTE = 32 << 20  # bytes of a closing record: 100,000 pages
MOST_VALUES = 3_000_000  # commas of a JSON text that is read at once; each value takes a hundred bytes of memory
MOST_NESTED = 1_000_000  # objects and lists of such a text
MOST_HEADERS = 200  # header fields of a reply that are kept
MOST_HEADER = 8 << 10  # characters of one of them, as most servers allow
MOST_HEAD = 24 << 10  # bytes of all of them: FastWARC reads 32 kB
MOST_ADDRESS = 4096  # characters of an address
KEPT_FREE = 256 << 20  # bytes of the disk that are kept free
SKEW = 300.0  # seconds that another clock may be ahead of ours
_MOST_TOLD = 1000  # problems of an import that are listed
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")  # RFC 9110, 5.6.2
BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")  # characters that end a line or can't be written
_BARRED = re.compile("[\x00-\x20\x7f-\x9f\ud800-\udfff]")


class TooMuch(ValueError):
    """A limit of an import was exceeded. The message names what exceeded it, and the limit."""


def printed(text: object, most: int = 200) -> str:
    """Return a name or value from a file for a message: on one line, without control characters, shortened."""
    line = printable(str(text)[: most + 1])
    return line if len(line) <= most else f"{line[:most]}…"


def past(at: object, now: Time) -> Time:
    """Return a time as it is stored. Raise ValueError if it is not a time, is before 1970, or is in the future.

    `at` is ISO 8601 text, UTC without an offset, or the seconds since 1970.
    """
    try:
        if isinstance(at, int):
            moment = datetime.fromtimestamp(at, UTC)
        else:
            moment = datetime.fromisoformat(str(at))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        time = iso(moment)
    except (ValueError, OverflowError, OSError) as error:
        message = f"{printed(at, 40)!r} is not a valid time"
        raise ValueError(message) from error
    if not is_time(time):
        message = f"{time} is before 1970 or far in the future"
        raise ValueError(message)
    if (moment - datetime.fromisoformat(now)).total_seconds() > SKEW:
        message = f"{time} is in the future, by the clock of this machine"
        raise ValueError(message)
    return time


def address(url: object) -> str:
    """Return a web address that can be archived and compared. Raise ValueError if it is not one."""
    text = str(url)
    if len(text) > MOST_ADDRESS or _BARRED.search(text) or not text.startswith(("http://", "https://")):
        message = f"{printed(text, 100)!r} is not a web address"
        raise ValueError(message)
    parsed = urls.parse(text)
    if not parsed.host:
        message = f"{printed(text, 100)!r} is not a web address{f' ({parsed.problem})' if parsed.problem else ''}"
        raise ValueError(message)
    return text


def headers(pairs: Iterable[tuple[object, object]]) -> tuple[tuple[str, str], ...]:
    """Return the header fields that can be written into a record and read again.

    Names must be valid names and values single lines. Fields beyond the limits are left out.
    """
    fields: list[tuple[str, str]] = []
    bytes_left = MOST_HEAD
    for name, value in islice(pairs, MOST_HEADERS):
        plain = BREAKING.sub(" ", str(value)[:MOST_HEADER]).strip()
        size = len(str(name)) + len(plain.encode()) + 20  # bytes; it may be renamed X-Archive-Orig-…
        if _TOKEN.fullmatch(str(name)) and size <= bytes_left:
            fields.append((str(name), plain))
            bytes_left -= size
    return tuple(fields)


def json_of(data: bytes, most: int) -> object:
    """Parse a JSON text with limits on size, number of values and depth. Raise ValueError if it exceeds them or is invalid."""
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
    """The problems of an import, in words. The first thousand are kept; any more are only counted."""

    def __init__(self) -> None:
        self.listed: list[str] = []
        self.count = 0

    def add(self, where: str, why: object) -> None:
        """Note a problem and where it is."""
        self.count += 1
        if len(self.listed) < _MOST_TOLD:
            self.listed.append(f"{printed(where)}: {printed(why, 400)}")

    def all(self) -> list[str]:
        """Return the problems, and the number of those that were not kept."""
        more = self.count - len(self.listed)
        return [*self.listed, *([f"{more:,} more problems of the same import are not listed"] if more else [])]


class ImportSpool(Spool):
    """Keeps bodies and headers of an import in a file of the project, and checks the free space of the disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, in_memory=0)
        self._room = 0

    def keep(self, data: bytes) -> bytes | Stored:
        """Keep bytes, and return where they are. Raise UsageError if the disk is full."""
        self._room -= len(data)
        if self._room < 0 and self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._room = check_space(self.folder, len(data))
        return super().keep(data)


def bytes_of(stored: bytes | Stored) -> bytes:
    """Return the bytes that were kept."""
    return stored if isinstance(stored, bytes) else stored.read()


def check_space(folder: str | Path, needed: int) -> int:
    """Return how many bytes may be written before the next check. Raise UsageError if `needed` do not fit."""
    free = shutil.disk_usage(folder).free - KEPT_FREE
    if free < needed:
        message = (
            f"{folder} has too little free space: {max(free, 0):,} bytes, and {needed:,} are needed next; free some"
        )
        raise UsageError(message)
    return min(free - needed, 1 << 30)
