"""How many postings a page states, and where its list goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tracker import text
from tracker.boards import vocabulary as vocab
from tracker.boards.items import words_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def stated_total(body: LexborNode) -> int | None:
    """Give how many postings the page states, where a short piece of it says so plainly."""
    for node in body.css("p, div, span, h1, h2, h3, h4, strong, b, small, caption, td"):
        words = words_of(node) if (node.text(deep=True) or "").strip() and len(node.text()) < 120 else ""
        if not words or len(words) > 60:
            continue
        span = vocab.RANGE_OF.search(words)
        if span:
            return int(re.sub(r"\D", "", span[3]))
        stated = vocab.TOTAL.match(words)
        if stated and node.tag != "td":
            return int(re.sub(r"\D", "", stated[1] or stated[2]))
    return None


def next_page(body: LexborNode, home: str, url: str) -> tuple[str, str]:
    """Give the address of the next page, and the words of a button that would load more without one."""
    button = ""
    here = text.clean_url(url)
    for node in body.css('a[rel~="next"][href], a[href], button, [role=button]'):
        has = node.attributes
        said = [words for words in (words_of(node), has.get("aria-label") or "", has.get("title") or "") if words]
        href = (has.get("href") or "").strip()
        off = "disabled" in has or has.get("aria-disabled") == "true" or "disabled" in (has.get("class") or "").split()
        named = any(vocab.MORE_LINK.match(words) for words in said) or "next" in (has.get("rel") or "").split()
        if not named or off:
            continue
        if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
            address = urljoin(home, href)
            if text.clean_url(address) != here:
                return address, ""
        elif not button:
            button = said[0] if said else "next"
    return _numbered(body, home, url), button


def _numbered(body: LexborNode, home: str, url: str) -> str:
    """Give the next of numbered pages, where there is no link that is called so."""
    numbers: dict[int, str] = {}
    for node in body.css("a[href]"):
        words = words_of(node)
        if words.isdigit() and int(words) < 1_000:
            address = urljoin(home, (node.attributes.get("href") or "").strip())
            if re.search(rf"(?:page|seite|pg|p|start|offset|from|pn)[=/_-]?\d+|[?&/][^?&/]*{words}(?:$|[/&])", address):
                numbers.setdefault(int(words), address)
    if not numbers:
        return ""
    at = next((number for number, address in numbers.items() if text.clean_url(address) == text.clean_url(url)), None)
    if at is None:
        current = body.css_first('[aria-current="page"], .pagination .active, .pager .current, .page-numbers.current')
        words = words_of(current) if current is not None else ""
        at = int(words) if words.isdigit() else min(numbers) - 1
    return numbers.get(at + 1, "")
