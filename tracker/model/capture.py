"""A check as it is archived, and where its pages are in the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.model.page import Page
from tracker.model.source import Source
from tracker.model.values import Time, check_id


@dataclass(frozen=True, slots=True)
class Capture:
    """One check as it is archived: every page of both its reads, in the order in which they arrived.

    `dictionary_content` returns the content of this capture and of those that follow it, where it is known. The archive uses it to
    compress each of them better. `misdated` are earlier checks that a wrong clock dated in the future: they stay in the
    archive, and are not part of the history.
    """

    source: Source
    run: str
    started_at: Time
    finished_at: Time
    pages: tuple[Page, ...]
    imported: bool = False
    reread: bool = False
    misdated: tuple[str, ...] = ()
    dictionary_content: Callable[[], bytes] | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Return the id of the check, made of its source and its time."""
        return check_id(self.source.slug, self.started_at)


@dataclass(frozen=True, slots=True)
class Prior:
    """The newest stored body of a request: where it is in the archive, and the validators that the server sent with it."""

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
    """Where a page of a capture is in the archive. `whole` is False for a revisit record."""

    page: Page
    file: str
    offset: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """How much of an archive file is committed: its length, the offset of its last closing record, and that record's hash.

    Every closing record states the hash of all bytes since the start of the previous one. The hash of the last one is
    stated here.
    """

    file: str
    length: int
    closing: int
    tail: str
