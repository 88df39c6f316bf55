"""A request to a site, and the page that comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from tracker.model import charset
from tracker.model.values import Time


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a board. `render` asks for a browser; `wait_for` is the CSS selector that it waits for.

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
        """Return the name of the request, by which its replies in two checks are compared."""
        tail = f" {hashlib.sha256(self.body).hexdigest()[:16]}" if self.body else ""
        way = "EXPAND" if self.expand else "RENDER" if self.render else self.method
        return f"{way} {self.url}{tail}"


class StoredBytes(Protocol):
    """Bytes that are stored outside memory, in a file. `size` is their number; `read` returns them."""

    @property
    def size(self) -> int:
        """Return the number of bytes."""

    def read(self) -> bytes:
        """Return the bytes."""


# `Page.ended` is archived as text. It begins so where the end of an expanded list was not reached.
OPEN = "open: "
FAILED_REQUEST = "a request of the page's script failed: "  # and then so, with the address, if that is why


class Reason(Enum):
    """What a failure is, where its kind does not say what a person can do about it."""

    ROBOTS_RULE = auto()  # robots.txt has a rule that forbids the requested page
    NO_ENCRYPTION = auto()  # something answers, and it is not TLS
    NO_BROWSER = auto()  # no browser was found


@dataclass(frozen=True, slots=True)
class Cause:
    """What failed, for advice: `what` is `Page.failure` without the robots.txt that was asked first, and without any advice."""

    what: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A reply. If there was none, `failure` says why, `status` is 0 and `body` is empty.

    `content` is the body, or where it is stored outside memory; `body` returns its bytes in either case. `headers` may
    be stored outside memory too. `failure_kind` is one of network, offline, dns, refused, certificate, timeout, robots,
    private, too-large, redirects, malformed, busy, browser, budget, unasked. `part_of` is the key of the page whose
    script loaded this one. `ended` says how the end of an expanded list was proved, or why it was not
    (`left_open`). `cause` is set by our own fetch, and not archived.
    """

    request: Request
    url: str
    status: int = 0
    headers: Sequence[tuple[str, str]] = ()
    content: bytes | StoredBytes = b""
    fetched_at: Time = ""
    failure: str = ""
    failure_kind: str = ""
    parts: tuple[Page, ...] = ()
    part_of: str = ""
    ended: str = ""
    not_modified: bool = False
    sha256: str = field(default="", compare=False)
    cause: Cause | None = field(default=None, compare=False, repr=False)

    @property
    def body(self) -> bytes:
        """Return the bytes of the body. A body that is stored in a file is read each time."""
        return self.content if isinstance(self.content, bytes) else self.content.read()

    @property
    def size(self) -> int:
        """Return the length of the body in bytes, without reading it."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    @property
    def left_open(self) -> str:
        """Return why the end of an expanded list was not reached, "" if it was or if the page is not such a list."""
        return self.ended.removeprefix(OPEN) if self.ended.startswith(OPEN) else ""

    def header(self, name: str) -> str:
        """Return the first header of this name, "" if there is none."""
        lower_name = name.lower()
        return next((value for key, value in self.headers if key.lower() == lower_name), "")

    def text(self) -> str:
        """Return the body as text, decoded as browsers do (`tracker.model.charset`); undecodable bytes are replaced."""
        return charset.decode(self.body, self.header("content-type"))
