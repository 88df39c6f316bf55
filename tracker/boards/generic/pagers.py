"""Find what says that a list goes on where no link leads: numbered buttons, "Page 1 of 2", "+ 10 more", letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit import paging_words
from tracker.boards.kit.page_items import Item, words_of
from tracker.extract import urls
from tracker.extract.htmltree import above, outermost

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CONTROLS = 'button, [role=button], input[type=submit], input[type=button], a[href^="javascript:" i], a[href="#"], a:not([href])'
_PIECES = "form, label, nav, p, div, span, li, strong, b, small, em, td, button, a"
_TITLES = "a, h1, h2, h3, h4, h5, h6, summary, dt, strong, b"
_SLIDES = re.compile(
    r"carousel|slid(?:e|er)|slick|swiper|splide|flickity|glide|owl-|gallery|calendar|datepicker|rating", re.IGNORECASE
)
_PAGERS = '[class*="pagin"], [class*="pager"], [aria-label*="pagin" i], [class*="page-numbers"], [class*="pagenav"]'
_MOST_SIGN = 6  # characters of an arrow
_SHORT = 60  # characters of a piece that names a page or a number
_MOST_CONTROLS = 200  # characters of an element that has a pager only
_LEVELS = 6  # of elements above a control in which the list may be
_DAYS = range(28, 32)  # numbered buttons of a calendar
_MOST_DIGITS = 3
_LETTERS = 3  # links to letters that make an index
_SPAN = re.compile(r"^([^\W\d_])(?:\s?[-–—]\s?([^\W\d_]))?$")  # "B", "A–E"


class Area:
    """Where the list is in its page: the elements that hold postings, and how many each holds."""

    def __init__(self, body: LexborNode, sizes: Mapping[int, int], items: Iterable[Item], home: str) -> None:
        self._sizes = sizes
        items = list(items)
        titles = {item.title for item in items}
        addresses = {item.url for item in items}
        links = (
            {node.mem_id: href for node in body.css("a[href]") if (href := _address(node, home)) in addresses}
            if items
            else {}
        )
        self._one: dict[int, str] = {}
        self._several: set[int] = set()
        for node in body.css("a[href]" if links else _TITLES) if items else ():
            short = 0 < sizes.get(node.mem_id, 0) < _MOST_CONTROLS
            name = links.get(node.mem_id) if links else words_of(node) if short else ""
            if name and (links or name in titles):
                self._hold(node, name)

    def _hold(self, node: LexborNode, name: str) -> None:
        for one in (node, *islice(above(node), 2 * _LEVELS)):
            if self._one.setdefault(one.mem_id, name) != name:
                self._several.add(one.mem_id)

    def is_in_row(self, node: LexborNode) -> bool:
        """Return whether an element is part of one of several postings."""
        near = next((up for up in islice(above(node), _LEVELS) if up.mem_id in self._one), None)
        return near is not None and bool(self._several) and near.mem_id not in self._several

    def is_beside(self, node: LexborNode) -> bool:
        """Return whether an element is about the list: it is near several postings, and not part of one of them."""
        for up in islice(above(node), _LEVELS):
            if up.mem_id in self._one:
                several = up.mem_id in self._several
                return several and up.tag not in {"li", "tr", "a"} and node.mem_id not in self._one
        return False

    def is_control(self, node: LexborNode) -> bool:
        """Return whether an element is beside the list, and what surrounds it has neither a heading, an image nor a text."""
        branch = node
        if _SLIDES.search((node.attributes or {}).get("class") or ""):
            return False
        for up in islice(above(node), _LEVELS):
            if up.mem_id in self._one:
                short = self._sizes.get(branch.mem_id, 0) < _MOST_CONTROLS
                return short and self.is_beside(branch) and branch.css_first("h1, h2, h3, h4, h5, h6, img") is None
            branch = up
            if _SLIDES.search((up.attributes or {}).get("class") or ""):
                return False
        return False

    def pieces(self, body: LexborNode) -> Iterator[tuple[LexborNode, str]]:
        """Return the short pieces of a page with their words."""
        for node in body.css(_PIECES):
            words = words_of(node) if 0 < self._sizes.get(node.mem_id, 0) < _SHORT else ""
            if words:
                yield node, words


def pages_named(body: LexborNode, area: Area) -> int:
    """Return the number of pages that is stated ("Page 1 of 2") or that numbered buttons have, 0 if there is none."""
    most = 0
    for node, words in area.pieces(body):
        stated = paging_words.PAGE_OF.match(words)
        share = None if stated else paging_words.PAGE_SHARE.match(words)
        said = stated or (share if share and area.is_control(node) else None)
        if said and 0 < int(said[1] or 1) <= int(said[2]):
            most = max(most, int(said[2]))
    return max(most, _buttons(body, area))


def _buttons(body: LexborNode, area: Area) -> int:
    """Return the last of a row of numbered buttons beside the list: 2, 3, or 1, 2, 3."""
    runs: list[list[int]] = [[]]
    for node in body.css(_CONTROLS):
        words = words_of(node) or (node.attributes.get("value") or "").strip()
        number = int(words) if words.isdecimal() and len(words) <= _MOST_DIGITS else 0
        if not number or not area.is_control(node):
            continue
        if runs[-1] and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        elif number in {1, 2}:
            runs.append([number])
    return max((run[-1] for run in runs if len(run) > 1 and len(run) not in _DAYS), default=0)


def said_more(body: LexborNode, area: Area) -> tuple[str, ...]:
    """Return the words that say how many more postings there are than the page shows."""
    for node, words in area.pieces(body):
        if node.tag not in {"a", "button", "td"} and paging_words.PLUS_MORE.match(words) and area.is_beside(node):
            return (f"the page says {words!r}, and has no link to them",)
    return ()


def button_unnamed(body: LexborNode, area: Area) -> tuple[str, ...]:
    """Return what is said of a button for the next page that has no words and no address, if there is one."""
    for node in body.css(_CONTROLS):
        sign = node.text().strip()  # a line of text loses its arrows
        arrow = sign and len(sign) < _MOST_SIGN and paging_words.FORWARD.match(sign)
        if arrow and not _is_off(node) and area.is_control(node):
            return (f"the list goes on behind a button ({sign!r})",)
    for pager in outermost(body.css(_PAGERS)):
        controls = [node for node in pager.css(_CONTROLS) if node.tag != "input"]
        slides = any(_SLIDES.search((one.attributes or {}).get("class") or "") for one in (pager, *above(pager)))
        last = controls[-1] if controls and not slides else None
        if last is not None and not last.text().strip() and not words_of(last) and not _is_off(last):
            return ("the list may go on behind a button without words in its pager",)
    return ()


def _is_off(node: LexborNode) -> bool:
    has, above_it = node.attributes, (node.parent.attributes or {}) if node.parent else {}
    names = f"{has.get('class') or ''} {above_it.get('class') or ''}".lower().split()
    return "disabled" in has or has.get("aria-disabled") == "true" or "disabled" in names


def letters_unread(body: LexborNode, home: str, url: str, items: Iterable[Item]) -> tuple[str, ...]:
    """Return the letters of an index, if the list has only the postings of one of them."""
    spans: dict[tuple[str, str], str] = {}
    for node in body.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        found = _SPAN.match(words_of(node)) if href and not href.startswith("#") else None
        if found and _is_of_list(url, urls.join(home, href)):
            first, last = found[1].casefold(), (found[2] or found[1]).casefold()
            spans.setdefault((first, last), words_of(node))
    begin = {item.title[:1].casefold() for item in items}
    shown = [span for span in spans if any(span[0] <= letter <= span[1] for letter in begin)]
    within = len(shown) == 1 and all(shown[0][0] <= letter <= shown[0][1] for letter in begin)
    if len(spans) < _LETTERS or not (within or not shown):
        return ()
    names = ", ".join(name for span, name in spans.items() if span not in shown)
    return (f"the page has an index of letters, and only one of them was read (not {names})",)


def _is_of_list(url: str, address: str) -> bool:
    """Return whether an address is the list's own with another parameter, or with one further part of its path."""
    here, there = urls.path(url).rstrip("/"), urls.path(address).rstrip("/")
    same = there in {here, here.rpartition("/")[0]} or there.rpartition("/")[0] in {here, here.rpartition("/")[0]}
    return urls.site(url) == urls.site(address) and same


def _address(node: LexborNode, home: str) -> str:
    href = (node.attributes.get("href") or "").strip()
    return urls.clean(urls.join(home, href)) if href else ""
