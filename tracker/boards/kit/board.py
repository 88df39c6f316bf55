"""What a board is to the rest of the tracker: one frozen value with its functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from tracker.model import Flow, Request, Source


def _no_home(_url: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Board:
    """A kind of careers listing, and how it is read.

    `name` is what people call it. `example` is an address of one. `recognise(url)` returns what names the board in one of
    its addresses, or "". `own(source, external_id, url)` returns the pages that can say whether a posting still stands, the
    best first. `read(source)` is a generator: it yields the requests that it needs, is sent their pages, and returns a
    `Listing`; it never fetches anything itself.

    `home(url)` returns the address of the board that any of its addresses belongs to, or "". `mark` is a regular expression
    that only the pages of this software match; it is for software that stands under employers' own domains.
    """

    name: str
    example: str
    recognise: Callable[[str], str]
    own: Callable[[Source, str, str], tuple[Request, ...]]
    read: Callable[[Source], Flow]
    home: Callable[[str], str] = _no_home
    mark: str = ""

    @classmethod
    def of(cls, module: ModuleType) -> Board:
        """Make a board of a module that has `NAME`, `EXAMPLE`, `recognise`, `own`, `read`, and perhaps `home` and `MARK`."""
        return cls(
            module.NAME,
            module.EXAMPLE,
            module.recognise,
            module.own,
            module.read,
            getattr(module, "home", _no_home),
            getattr(module, "MARK", ""),
        )
