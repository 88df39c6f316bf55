"""The table of a packed file: where each of its records was written, and where it is now.

The first record, a `warcinfo`, has it in two fields of JSON. `packed` is short, because it is read whenever a file is opened.
`packed-table` is read when a packed record is needed.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate, pairwise
from typing import Self

from tracker.archive import records
from tracker.model import Time
from tracker.model.errors import Damaged

_PACKED, _TABLE = b"\r\npacked: ", b"\r\npacked-table: "


@dataclass(frozen=True, slots=True)
class Head:
    """The packed part of a file: the bytes that were written before `end`.

    `closing` is the address of the last closing record among them, `tail` the hash of its bytes before they were packed. `size`
    is how many bytes the packed frames take, `dictionary` the CRC-32 of the bytes before this record.
    """

    end: int
    closing: int
    tail: str
    size: int
    dictionary: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A packed frame: its position and length in the packed part, and the numbers of its first record and the next frame's.

    `crc` is the CRC-32 of its bytes.
    """

    position: int
    length: int
    first: int
    end: int
    crc: int


@dataclass(frozen=True, slots=True)
class Table:
    """The packed frames and, for each record in order, its address and where it ends in the uncompressed content of all frames.

    `closings` has, by address, the hash of the records before each closing record of an earlier version. Such a record itself
    states a hash of compressed bytes, which are gone.
    """

    frames: Sequence[Frame] = ()
    addresses: Sequence[int] = ()
    ends: Sequence[int] = ()
    closings: Mapping[int, str] = field(default_factory=dict)

    def number(self, address: int) -> int:
        """Return the number of the first record that was written at or after an address."""
        return bisect_left(self.addresses, address)

    def frame(self, number: int) -> Frame:
        """Return the frame that holds a record. Raise Damaged if there is none."""
        for frame in self.frames:
            if number < frame.end:
                return frame
        message = f"no packed frame holds record {number}"
        raise Damaged(message)

    def within(self, number: int, frame: Frame) -> int:
        """Return where a record begins in the uncompressed content of its frame."""
        return self._start(number) - self._start(frame.first)

    def length(self, number: int) -> int:
        """Return the length of a record."""
        return self.ends[number] - self._start(number)

    def _start(self, number: int) -> int:
        return self.ends[number - 1] if number else 0

    def written(self) -> str:
        """Write the table as JSON, with distances in place of addresses."""
        shape = {
            "frames": [[row.length, row.end - row.first, row.crc] for row in self.frames],
            "addresses": [after - before for before, after in pairwise((0, *self.addresses))],
            "lengths": [after - before for before, after in pairwise((0, *self.ends))],
            "closings": list(self.closings.items()),
        }
        return json.dumps(shape, separators=(",", ":"))

    @classmethod
    def read(cls, info: bytes, where: str) -> Self:
        """Read the table from the first record of a packed file. Raise Damaged if it is not what was written."""
        record = records.parse(info, where)
        digest = records.payload_digest(hashlib.sha256(record.body).hexdigest())
        if record.headers.get("warc-block-digest") != digest:
            message = f"{where}: the table of the packed records is not what was written; restore the file from a copy"
            raise Damaged(message)
        shape = json.loads(_line(info, _TABLE))
        return cls(
            frames_of(shape["frames"]),
            tuple(accumulate(shape["addresses"])),
            tuple(accumulate(shape["lengths"])),
            dict(shape["closings"]),
        )


def frames_of(counted: Iterable[Sequence[int]]) -> tuple[Frame, ...]:
    """Return frames of the length, number of records and CRC-32 of each."""
    frames: list[Frame] = []
    position = first = 0
    for length, count, crc in counted:
        frames.append(Frame(position, length, first, first + count, crc))
        position, first = position + length, first + count
    return tuple(frames)


def head_of(info: bytes) -> Head | None:
    """Return what the first record of a file says about its packed part; None if the file was never packed."""
    if _PACKED not in info:
        return None
    shape = json.loads(_line(info, _PACKED))
    return Head(shape["end"], shape["closing"], shape["tail"], shape["size"], shape["dictionary"])


def info(name: str, date: Time, version: str, head: Head, table: Table) -> bytes:
    """Write the first record of a packed file."""
    fields = (
        ("description", "the records share Zstandard frames; packed-table says where each was written, and its length"),
        ("packed", json.dumps(asdict(head), separators=(",", ":"))),
        ("packed-table", table.written()),
    )
    return records.packed_info(name, date, version, fields)


def _line(info: bytes, name: bytes) -> bytes:
    start = info.index(name) + len(name)
    return info[start : info.index(b"\r\n", start)]
