"""The links and text that a page shows: find a link by its words or by an id in its address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tracker.extract import htmltree, text, urls
from tracker.model import Page

_ID_BEGINS, _ID_ENDS = frozenset("/=_#-"), frozenset("/?&#.-")
_LONGEST_ID, _MOST_PIECES = 100, 32  # characters of an id in an address, and parts of an id; a UUID has five
_MUCH = 1_500  # characters of text; a page that shows more is not an empty shell for its script
_SAMPLE = 50  # titles of a list that are searched


class Anchors:
    """The links that a page shows. They find the address of an object that states none: by its title or by its id.

    They are parsed once, when the first object needs them.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    @cached_property
    def _all(self) -> list[tuple[str, str]]:
        links = []
        for node in htmltree.lexbor(self._page.text()).css("a[href]"):
            href = (node.attributes.get("href") or "").strip()
            if href and not href.lower().startswith(("javascript:", "mailto:", "tel:")):
                links.append((urls.clean(urls.join(self._page.url, href)), text.line(node.text(separator=" "))))
        return links

    @cached_property
    def _said(self) -> str:
        return text.main_text(self._page.text()).casefold()

    def shows(self, titles: Sequence[str]) -> bool:
        """Return whether the page shows most of these titles, or is a shell that shows next to nothing."""
        if len(self._said) < _MUCH:
            return True
        folded = [title.casefold() for title in titles[:_SAMPLE]]
        return sum(bool(title) and title in self._said for title in folded) * 2 >= len(folded)

    @cached_property
    def _by_words(self) -> dict[str, set[str]]:
        addresses: dict[str, set[str]] = {}
        for address, words in self._all:
            addresses.setdefault(words.casefold(), set()).add(address)
        return addresses

    @cached_property
    def _by_piece(self) -> dict[str, str]:
        """The first address for every part of an address that begins and ends where an id can."""
        addresses: dict[str, str] = {}
        for address, _ in self._all:
            parts = urls.parse(address)
            where = f"{parts.path}?{parts.query}#{parts.fragment}".casefold()
            ends = [place for place, sign in enumerate(where) if sign in _ID_ENDS]
            ends.append(len(where))
            first = 0
            for begin in (0, *(place + 1 for place, sign in enumerate(where) if sign in _ID_BEGINS)):
                while first < len(ends) and ends[first] <= begin:
                    first += 1
                for end in ends[first : first + _MOST_PIECES]:
                    if end - begin > _LONGEST_ID:
                        break
                    addresses.setdefault(where[begin:end], address)
        return addresses

    def by_id(self, number: str) -> str:
        """Return the first address that has an id as a separate part, "" if there is none."""
        return self._by_piece.get(number.casefold(), "")

    def by_words(self, title: str) -> str:
        """Return the only address that is linked with these words, "" if there is none or several."""
        addresses = self._by_words.get(title.casefold(), set())
        return next(iter(addresses)) if len(addresses) == 1 else ""
