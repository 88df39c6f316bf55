"""The interface of a board: one frozen value with its functions."""

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

    `name` is its display name. `example` is one of its addresses. `recognise(url)` returns the board's name in one of
    its addresses, or "". `own(source, external_id, url)` returns the pages that can say whether a posting is still up,
    the best first. `read(source)` is a generator: it yields the requests that it needs, is sent their pages, and
    returns a `Listing`; it never fetches anything itself.

    `home(url)` returns the address of the board that any of its addresses belongs to, or "". `mark` is a regular
    expression that only the pages of this software match; it is for software that employers serve under their own
    domains.
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
        """Return the board of a module with `NAME`, `EXAMPLE`, `recognise`, `own`, `read`, and maybe `home` and `MARK`."""
        return cls(
            module.NAME,
            module.EXAMPLE,
            module.recognise,
            module.own,
            module.read,
            getattr(module, "home", _no_home),
            getattr(module, "MARK", ""),
        )
