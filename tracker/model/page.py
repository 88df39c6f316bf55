"""What is asked of a site, and what comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tracker.model import charset
from tracker.model.values import Time


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
        """Return the first header of this name, or the empty text."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    def text(self) -> str:
        """Decode the body as browsers do (`tracker.model.charset`); what can't be decoded is replaced."""
        return charset.decode(self.body, self.header("content-type"))
