"""One version of a posting: its fields, its text, and which of them are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import overload

from tracker.model import Pay, Posting, StoredBytes, digest


class Lines(Sequence[str]):
    """The lines of a text that is stored outside memory. Equal to any sequence of the same lines.

    They are read when needed and not kept, because ten thousand postings would fill the memory.
    """

    __slots__ = ("_count", "_stored")

    def __init__(self, stored: StoredBytes, count: int) -> None:
        self._stored = stored
        self._count = count

    def _read(self) -> tuple[str, ...]:
        return tuple(self.joined().decode("utf-8", "surrogatepass").split("\n"))

    def joined(self) -> bytes:
        """Return the text as it is stored, one line each."""
        return self._stored.read()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._read()[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, Lines)):
            return NotImplemented
        return len(self) == len(other) and self._read() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._read())


class Hashed(tuple[str, ...]):  # noqa: SLOT001 (a tuple can have no slots of its own)
    """The lines of a text in memory, with the hash of the text."""

    sha256: str

    @classmethod
    def of(cls, lines: Iterable[str], sha256: str) -> Hashed:
        """Return these lines with the hash of their text."""
        hashed = cls(lines)
        hashed.sha256 = sha256
        return hashed


@dataclass(frozen=True, slots=True)
class Wording:
    """The fields and the text of one version, as they are compared. `blocks` are the lines of the text."""

    title: str
    blocks: Sequence[str] = ()
    location: str | None = None
    department: str | None = None
    employment_type: str | None = None
    workplace: str | None = None
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None
    pay_stated: str | None = None
    posted_at: str | None = None
    closes_at: str | None = None
    language: str | None = None

    @classmethod
    def of(cls, posting: Posting, keep: Callable[[tuple[str, ...]], Sequence[str]] = tuple) -> Wording:
        """Return the wording of a posting. `keep` stores its lines, and returns a sequence that equals them."""
        pay = posting.pay or Pay()
        return cls(
            title=posting.title,
            blocks=keep(tuple(posting.text.split("\n")) if posting.text else ()),
            location=posting.location,
            department=posting.department,
            employment_type=posting.employment_type,
            workplace=posting.workplace,
            pay_min=pay.min,
            pay_max=pay.max,
            pay_currency=pay.currency,
            pay_period=pay.period,
            pay_stated=pay.stated or None,
            posted_at=posting.posted_at,
            closes_at=posting.closes_at,
            language=posting.language,
        )

    @property
    def text(self) -> str:
        """Return the text: the blocks, one a line."""
        return "\n".join(self.blocks)

    @property
    def text_sha256(self) -> str:
        """Return the hash of the text."""
        blocks = self.blocks
        if isinstance(blocks, Hashed):
            return blocks.sha256
        text = blocks.joined() if isinstance(blocks, Lines) else self.text.encode("utf-8", "surrogatepass")
        return hashlib.sha256(text).hexdigest()

    @property
    def twin(self) -> str:
        """Return a hash of title and text, which finds the same ad under a new id."""
        return digest(self.title, self.text_sha256)

    def value(self, name: str) -> object:
        """Return the compared value of a field of COMPARED."""
        return value_of(self, name)

    @property
    def state(self) -> str:
        """Return a hash of everything that is compared, which recognises a wording that was there before."""
        return state_of(self, self.text_sha256)


# A change of one of these is an edit; `pay` means all columns of pay. The posting date and the language are shown
# but not compared: boards change the date, and begin to state the language, although nobody edited the posting.
COMPARED = ("title", "location", "department", "pay", "employment_type", "workplace", "closes_at")
# The columns from which the compared values are made.
STATE_FIELDS = (
    "title",
    "location",
    "department",
    "employment_type",
    "workplace",
    "closes_at",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "pay_stated",
)


def value_of(fields: Wording | SimpleNamespace, name: str) -> object:
    """Return the compared value of a field: equal values are not an edit.

    Pay compares by amounts, currency and period, or by its wording if no amount could be read.
    """
    if name != "pay":
        return getattr(fields, name) or None
    amounts = tuple(None if amount is None else round(float(amount), 2) for amount in (fields.pay_min, fields.pay_max))
    if amounts == (None, None):
        return (fields.pay_stated or "").strip() or None
    return (*amounts, fields.pay_currency or None, fields.pay_period or None)


def state_of(fields: Wording | SimpleNamespace, text_sha256: str) -> str:
    """Return a hash of the compared values of a wording (or a row with the columns of STATE_FIELDS) and its text's hash."""
    values = (value_of(fields, name) for name in COMPARED)
    return digest(*("" if value is None else str(value) for value in values), text_sha256)
