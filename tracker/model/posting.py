"""A posting, a line of a listing, and a listing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.model.page import Page, Request


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay as it was stated; `min` and `max` in whole units of `currency` for each `period`, unknown is None."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: str | None = None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting as a board gave it. What is not known is None, never a guess.

    `open` is False where the posting's own page says that it is not published.
    `without` says why its own page, which was read, has no text.
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

    `fingerprint` covers all of the entry but its volatile parts; while it stays the same, `read` is not called.
    `detail` is the page that has the text, where the list has none. `open` is False where the source itself
    says that the posting is closed. `read` returns a `Posting`, or what was made of it. `lost` says why a row could not be read; `signs` are the texts in such a row, by
    which a posting that is known can still be told to be there. `own_page`: the list has no text for this one posting,
    though it may for others, and `detail` is the page that it links to (`tracker.check.absent_texts`).
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


@dataclass(frozen=True, slots=True)
class Listing:
    """What a board found, and its evidence of completeness.

    `end` says how the end of the list was proved ("" if it was not); `cap` is a limit of the board that was
    reached; `problems` are the reasons why something is missing. `api` is False for pages made for people,
    where an edit counts only once a second read agrees.
    `rows` counts the lines of the list before those that name one posting twice were put together. `definite`: what
    is not in a whole list is gone, as a file is that is not in its folder. `lost` are the rows that could not be read.
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
        """Return whether an entry says what the source says, to the letter: then no second read is needed to believe it."""
        return self.api or self.definite
