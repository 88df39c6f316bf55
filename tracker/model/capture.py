"""One check as it is archived, and where its pages stand in the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.model.page import Page
from tracker.model.source import Source
from tracker.model.values import Time, check_id


@dataclass(frozen=True, slots=True)
class Capture:
    """One check as it is archived: every page of both its reads, in the order in which they came.

    `ahead` returns what this capture and those that follow it consist of, where that is known, so that the archive can
    write each of them in few bytes.
    """

    source: Source
    run: str
    started_at: Time
    finished_at: Time
    pages: tuple[Page, ...]
    imported: bool = False
    reread: bool = False
    ahead: Callable[[], bytes] | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Name the check by its source and its time."""
        return check_id(self.source.slug, self.started_at)


@dataclass(frozen=True, slots=True)
class Prior:
    """The newest body that is kept of a request: where it is, and what the server called it."""

    key: str
    url: str
    sha256: str
    fetched_at: Time
    file: str
    offset: int
    etag: str = ""
    last_modified: str = ""
    snapshot_id: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a page of a capture stands in the archive; `whole` is False for a revisit."""

    page: Page
    file: str
    offset: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an archive file is committed: its length, where its last closing record begins, and that record's hash.

    Every closing record states the hash of all bytes since the one before it began; the last one is stated here.
    """

    file: str
    length: int
    closing: int
    tail: str
