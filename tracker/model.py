"""The nouns. Plain frozen data, nothing that does anything.

Times are text: UTC, ISO 8601, fixed width, milliseconds, `Z` — so that they sort as they happened.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from tracker import charset

Time = str
Outcome = Literal["complete", "window", "partial", "blocked", "failed"]
Kind = Literal["opened", "edited", "closed", "reopened", "unlisted"]
Significance = Literal["cosmetic", "template", "minor", "major"]

KINDS: tuple[Kind, ...] = ("opened", "edited", "closed", "reopened", "unlisted")
SIGNIFICANCES: tuple[Significance, ...] = ("cosmetic", "template", "minor", "major")
GOOD: tuple[Outcome, ...] = ("complete", "window")
USUAL_DELAY = 1.0  # seconds between two requests to one host, where nothing is configured
COMMIT = "git-"  # begins the run of a check that is a commit of git; the commit's name follows


def iso(moment: datetime) -> Time:
    """Write a moment as the one form of time that is stored."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(time: Time) -> datetime:
    """Read a stored time back."""
    return datetime.fromisoformat(time)


def digest(*parts: str, length: int = 20) -> str:
    """Make an id out of content: the same parts give the same id, for ever."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def posting_id(source: str, external_id: str) -> str:
    """Name a posting by its source and its id there; an id that would not look well in an address is hashed."""
    plain = _SIMPLE(external_id) and external_id not in _ENDINGS
    return f"{source}.{external_id if plain else 'x' + digest(external_id, length=12)}"


_ENDINGS = frozenset(("json", "atom", "jsonfeed"))  # which name a form in the website's addresses
_SIMPLE = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


@dataclass(frozen=True, slots=True)
class Request:
    """What a board asks for. `render` wants a browser; `wait_for` is a CSS selector to wait for there.

    `expand`: the page is a list, to be scrolled and clicked open in the browser until its end.
    """

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    render: bool = False
    wait_for: str = ""
    expand: bool = False

    @property
    def key(self) -> str:
        """Name the request, so that its replies in two checks can be compared."""
        tail = f" {hashlib.sha256(self.body).hexdigest()[:16]}" if self.body else ""
        how = "EXPAND" if self.expand else "RENDER" if self.render else self.method
        return f"{how} {self.url}{tail}"


class Held(Protocol):
    """Bytes that are kept outside memory, in a file. `size` is their number; `read` returns them."""

    @property
    def size(self) -> int:
        """Return how many bytes there are."""

    def read(self) -> bytes:
        """Read them."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back. `failure` is why nothing did; then `status` is 0 and `body` empty.

    `content` is the body, or where it is held outside memory; `body` returns its bytes in either case. `headers` may be
    held likewise.
    `failure_kind` is one of network, offline, dns, refused, certificate, timeout, robots, private, too-large, redirects, malformed, busy, browser, budget,
    unasked.
    `part_of` is the key of the page whose own script loaded this one. `ended` says of an expanded list how its end
    was proved, or, beginning with "open: ", why it was not.
    """

    request: Request
    url: str
    status: int = 0
    headers: Sequence[tuple[str, str]] = ()
    content: bytes | Held = b""
    fetched_at: Time = ""
    failure: str = ""
    failure_kind: str = ""
    parts: tuple[Page, ...] = ()
    part_of: str = ""
    ended: str = ""
    not_modified: bool = False
    sha256: str = field(default="", compare=False)

    @property
    def body(self) -> bytes:
        """Return the bytes of the body; they are read anew each time where they are held in a file."""
        return self.content if isinstance(self.content, bytes) else self.content.read()

    @property
    def size(self) -> int:
        """Return the length of the body in bytes, without reading it."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    def header(self, name: str) -> str:
        """Give the first header of this name, or the empty text."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    def text(self) -> str:
        """Decode the body as browsers do (`tracker.charset`); what can't be decoded is replaced."""
        return charset.decode(self.body, self.header("content-type"))


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
    though it may for others, and `detail` is the page that it links to (`tracker.absent`).
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
        """Say whether an entry says what the source says, to the letter: then no second read is needed to believe it."""
        return self.api or self.definite


@dataclass(frozen=True, slots=True)
class Source:
    """A watched listing as tracker.toml describes it. `every`, `delay`, `reread` and `limit` are in seconds.

    `limit` and `max_bytes` are what one check may take.
    """

    slug: str
    url: str
    name: str = ""
    board: str = ""
    endpoint: str = ""
    every: float = 21600.0
    delay: float = USUAL_DELAY
    reread: float = 604800.0
    complete: str = "auto"
    formerly: str = ""
    allow_private: bool = False
    render: str = "auto"
    item: str = ""
    link: str = ""
    title: str = ""
    location: str = ""
    department: str = ""
    text: str = ""
    next: str = ""
    items: str = ""
    id: str = ""
    pay: str = ""
    posted: str = ""
    open: str = ""
    limit: float = 3600.0
    max_bytes: int = 8_000_000_000

    def settings(self) -> dict[str, str | float | bool]:
        """Give every key that differs from its default: what a check records of its source."""
        bare = Source(slug="", url="")
        return {
            item.name: getattr(self, item.name)
            for item in fields(self)
            if getattr(self, item.name) != getattr(bare, item.name)
        }

    @property
    def address(self) -> str:
        """Name where the list is read, and how: another one means that the source moved."""
        return " ".join((self.board, self.endpoint or self.url))

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Source:
        """Make a source again from what a check recorded; keys that are no more are left out."""
        known = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in settings.items() if key in known})  # type: ignore[arg-type]


Flow = Generator[Sequence[Request], Sequence[Page], Listing]
Board = Callable[[Source], Flow]


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


def check_id(source: str, at: Time) -> str:
    """Name the check of a source at a time."""
    return f"{source}.{at.translate(_PLAIN)}"


_PLAIN = str.maketrans("", "", "-:.")


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
