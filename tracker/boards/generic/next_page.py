"""Find how many postings a page states, and the link to its next page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import words_of
from tracker.extract import urls
from tracker.extract.htmltree import outermost

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


_PAGE = re.compile(r"(?:[?&/](?:page|seite|pg|p|start|offset|pn|paged)[=/_-]?\d+)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:page|seite|pg|p|start|offset|from|pn)[=/_-]?\d+")
_PIECES = re.compile(r"[?&/]([^?&/]*)(?=$|[/&])")
_MOST_DIGITS = 3  # digits of a page number
_SHORT = 120  # characters of a piece of text that states a total clearly
_SPAN = re.compile(r"^\d+\s*[-–]\s*\d+$")  # "9-16", a page named by its rows
_NEXT_NAME = re.compile(r"(?:^|[\s_-])(?:next|older|load-?more|show-?more)(?:$|[\s_-])", re.IGNORECASE)


def _is_page(words: str) -> bool:
    """Return whether words are a page number. Python counts `²` as a digit, and it is not one."""
    return words.isdecimal() and len(words) <= _MOST_DIGITS


def stated_total(body: LexborNode, sizes: Mapping[int, int]) -> int | None:
    """Return how many postings the page states, if a short piece of it says so clearly; else None."""
    for node in body.css("p, div, span, h1, h2, h3, h4, strong, b, small, caption, td"):
        words = words_of(node) if 0 < sizes.get(node.mem_id, 0) < _SHORT else ""
        if not words or len(words) > 60:
            continue
        span = vocab.RANGE_OF.search(words)
        if span:
            return int(re.sub(r"\D", "", span[3]))
        stated = vocab.TOTAL.match(words)
        if stated and node.tag != "td":
            return int(re.sub(r"\D", "", stated[1] or stated[2]))
    return None


def most_named(body: LexborNode) -> int:
    """Return the largest page number in a pager, 0 if there is none."""
    numbers = [0]
    pagers = body.css('[class*="pagin"], [class*="pager"], [aria-label*="pagin" i], [class*="page-numbers"]')
    for pager in outermost(pagers):
        numbers += [int(words) for words in map(words_of, pager.css("a, button, span, li")) if _is_page(words)]
    for node in body.css("a[href]"):
        words = words_of(node)
        if _is_page(words) and _PAGE.search(node.attributes.get("href") or ""):
            numbers.append(int(words))
    for chosen in body.css("select"):
        options = [words_of(option) for option in chosen.css("option")]
        if len(options) > 1 and options == [str(number + 1) for number in range(len(options))]:
            numbers.append(len(options))
    spans = [node for node in body.css("a[href]") if _SPAN.match(words_of(node))]
    numbers.append(len(spans) + 1 if spans else 0)
    return max(numbers)


def next_page(body: LexborNode, home: str, url: str) -> tuple[str, str]:
    """Return the address of the next page, and the words of a button that would load more without one."""
    button = ""
    here = urls.clean(url)
    for node in body.css('a[rel~="next"][href], a[href], button, [role=button]'):
        has = node.attributes
        said = [words for words in (words_of(node), has.get("aria-label") or "", has.get("title") or "") if words]
        href = (has.get("href") or "").strip()
        off = "disabled" in has or has.get("aria-disabled") == "true" or "disabled" in (has.get("class") or "").split()
        called = f"{has.get('class') or ''} {has.get('id') or ''}"
        named = any(vocab.MORE_LINK.match(words) for words in said) or "next" in (has.get("rel") or "").split()
        named = named or bool(_NEXT_NAME.search(called) and (not words_of(node) or len(words_of(node)) < 30))
        if not named or off:
            continue
        if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
            address = urls.join(home, href)
            if urls.clean(address) != here:
                return address, ""
        elif not button:
            button = said[0] if said else "next"
    return _numbered(body, home, url), button


def _numbered(body: LexborNode, home: str, url: str) -> str:
    """Return the next of numbered pages, if there is no link named "next"."""
    numbers: dict[int, str] = {}
    for node in body.css("a[href]"):
        words = words_of(node)
        if _is_page(words):
            address = urls.join(home, (node.attributes.get("href") or "").strip())
            if _COUNTED.search(address) or any(piece.endswith(words) for piece in _PIECES.findall(address)):
                numbers.setdefault(int(words), address)
    if not numbers:
        return ""
    at = next((number for number, address in numbers.items() if urls.clean(address) == urls.clean(url)), None)
    if at is None:
        current = body.css_first('[aria-current="page"], .pagination .active, .pager .current, .page-numbers.current')
        words = words_of(current) if current is not None else ""
        at = int(words) if _is_page(words) else 1  # the list's own address is its first page
    return numbers.get(at + 1, "")
