"""A posting, an entry of a listing, and the listing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.model.page import Page, Request
from tracker.model.values import field_setter


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay as stated. `min` and `max` are in whole units of `currency` for each `period`; None is unknown."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: str | None = None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting as a board states it. What is unknown is None, never a guess.

    `open` is False where the posting's own page says that it is not published. `without` says why its own page, which
    was read, has no text.
    """

    external_id: str
    url: str
    title: str
    text: str = ""
    location: str | None = None
    department: str | None = None
    employment_type: str | None = None
    workplace: str | None = None
    pay: Pay | None = None
    posted_at: str | None = None
    closes_at: str | None = None
    requisition_id: str | None = None
    language: str | None = None
    open: bool = True
    without: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing, parsed no further than needed.

    `fingerprint` covers everything in the entry except its volatile parts; while it stays the same, `read` is not
    called. `read` returns a `Posting`, or what was made of it. `detail` requests the page that has the text, where the
    list has none. `own_page`: the list has no text for this posting, though it may have texts for others, and `detail`
    is the page that it links to (`tracker.check.absent_texts`).

    `open` is False if the source itself says that the posting is closed. `lost` says why a row could not be read;
    `signs` are the texts of such a row, by which a known posting can still be recognised.
    """

    external_id: str
    url: str
    title: str
    fingerprint: str
    read: Callable[[Page | None], Any]
    detail: Request | None = None
    open: bool = True
    lost: str = ""
    signs: frozenset[str] = frozenset()
    own_page: bool = False


with_read = field_setter(Entry, "read")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a board found, and the evidence that it is complete.

    `end` says how the end of the list was proved ("" if it was not). `cap` is a limit of the board that was reached.
    `problems` are the reasons why something is missing. `api` is False for pages made for people, where an edit counts
    only once a second read agrees. `rows` counts the lines of the list before duplicates of one posting were merged.
    `definite`: a posting that is not in a complete list is gone, as a file that is not in its folder. `lost` are the
    rows that could not be read.
    """

    entries: tuple[Entry, ...]
    end: str = ""
    stated_total: int | None = None
    cap: str = ""
    problems: tuple[str, ...] = ()
    api: bool = True
    employer: str = ""
    addresses: tuple[str, ...] = ()
    rows: int = 0
    definite: bool = False
    lost: tuple[Entry, ...] = ()

    @property
    def exact(self) -> bool:
        """Return whether entries repeat the source exactly, so that no second read is needed to believe them."""
        return self.api or self.definite
