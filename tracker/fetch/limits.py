"""Limits of a rendered page: time, memory, browsers at once."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.page import Cause

GOTO = 45.0  # seconds until the document is there and parsed
WAIT = 15.0  # seconds for the element that a board waits for
CLOSING = 2.0  # seconds for a browser to close by itself before it is killed
OPENING = 150.0  # seconds for scrolling and pressing "load more"


# The kinds of failure that a rendered page may have (`Page.failure_kind`).
BROWSER, NETWORK, PRIVATE, REDIRECTS, TIMEOUT, TOO_LARGE = (
    "browser",
    "network",
    "private",
    "redirects",
    "timeout",
    "too-large",
)


MOVED = "moved"  # the page leads to another origin: the reason is its address, which is then a new request


class Failed(Exception):
    """A page that was abandoned. `kind` is a `Page.failure_kind`. `unusable`: its browser must be ended."""

    def __init__(self, kind: str, why: str, *, unusable: bool = False, cause: Cause | None = None) -> None:
        super().__init__(why)
        self.kind = kind
        self.unusable = unusable
        self.cause = cause or Cause(why)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for the pages of one source. Times in seconds, memory in bytes.

    `page` and `listing` limit a page as a whole, from the start of its browser to its last byte. They exceed the sum of
    the limits of its steps: 45 for the document, 15 to wait for an element, 8 until a banner's traffic is over, and 150
    for a list that is opened. `answer` limits each single command to the page; only a script that never pauses reaches
    it. `memory` covers the worker, the driver and the browser: a large careers page takes 300 to 400 MB.
    """

    page: float = 75.0
    listing: float = 75.0 + OPENING
    answer: float = 15.0
    memory: int = 1 << 30
    at_once: int = 3  # browsers that are open at the same time: one renders while others wait for the network
    kills: int = 2  # browsers of one source that may be lost before its other pages are given up
