"""Decide whether a posting's own page says that it is still up, that it is gone, or nothing reliable."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tracker.extract import closed_notices, htmltree, jsontext, urls
from tracker.extract.walls import wall
from tracker.model import Page, charset
from tracker.model.history import Evidence

_GONE = frozenset((404, 410))
_GOOD = 200
_REDIRECTED_WITH = re.compile(r"[?&](?:error=true|not_found=true|jobnotfound)", re.IGNORECASE)
_LEAST_LINE = 20  # letters and digits; shorter lines are on many pages
_MOST_LINES = 12  # lines of a text that are searched
_STANDS = 0.5  # share of them that a page with the posting has at least


@dataclass(frozen=True, slots=True)
class SearchedText:
    """What is searched on a posting's page: its title, and lines of its text that no other posting has.

    `ignored` are words that say "closed" in its own text, or on pages of open postings too. `loose` is for finding such
    words on the page of an open posting: any that would count on a page without its text are returned. `text` are all lines
    of its text.
    """

    title: str
    lines: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    loose: bool = False
    text: frozenset[str] = frozenset()


def all_of(blocks: Sequence[str]) -> frozenset[str]:
    """Return all lines of a text in the form in which a page is searched for them."""
    return frozenset(filter(None, map(_squeezed, blocks)))


def lines_of(blocks: Sequence[str], others: AbstractSet[str]) -> tuple[str, ...]:
    """Return the lines of a text that identify its page: the longest that other postings don't have."""
    own = {_squeezed(block): block for block in blocks if block not in others}
    long = [line for line in own if len(line) >= _LEAST_LINE] or [line for line in own if line]
    return tuple(sorted(long, key=lambda line: (-len(line), line))[:_MOST_LINES])


def still_up(page: Page, searched: SearchedText, listing: tuple[str, ...]) -> tuple[bool | None, Evidence]:
    """Judge a posting's page: True if it is up, False if it is gone, None if unknown; and why, in words.

    It is up if its page has its text or, if the text is unknown, its title. `listing` are the addresses of the list: a
    redirect to one of them says that the posting is gone.
    """
    if page.failure:
        return None, Evidence(f"its page could not be read ({page.failure})")
    if vendor := wall(page):
        return None, Evidence(f"{vendor} was shown instead of its page")
    if page.status in _GONE:
        return False, Evidence(f"its page answers {page.status}", "gone")
    if page.status != _GOOD:
        return None, Evidence(f"its page answers {page.status}")
    if _redirected_to_list(page, listing):
        return False, Evidence(f"its page leads to the list, {page.url}", "redirected")
    if _json_says_gone(page):
        return False, Evidence("its reply says that it is no longer there", "says-closed")
    from tracker.extract import closed_places, closed_words  # their patterns take 30 ms, and most runs judge no page

    content = _words(page.text())
    squeezed = _squeezed(content)
    known = sum(line in squeezed for line in searched.lines)
    strong = not searched.loose and bool(known or not searched.lines)
    lines = _lines(page, content)
    if strong:
        lines = closed_places.weakened(lines, searched.title, searched.text.union(searched.lines))
    mark = closed_places.marked(lines, searched.title)
    closed = closed_words.closing_words(lines, searched.ignored, strong=strong) or (
        mark if mark not in searched.ignored else ""
    )
    if closed:
        return False, Evidence(f"its page says that it is no longer open: “{closed[:_QUOTED]}”", "says-closed", closed)
    if searched.lines:
        if known >= _STANDS * len(searched.lines):
            return True, Evidence("its page still stands")
        return None, Evidence("its page answers 200 without its text")
    title_words = _words(searched.title)
    if title_words and title_words in content:
        return True, Evidence("its page still stands")
    return None, Evidence("its page answers 200 without naming it")


def _lines(page: Page, content: str) -> list[closed_notices.Line]:
    """Return the lines of a page that may say that its posting is closed. A reply in JSON is one weak line."""
    markup = page.text()
    if markup.lstrip()[:1] in {"{", "["}:
        return [closed_notices.Line(content, weak=True)]
    return closed_notices.lines(markup)


_QUOTED = 120  # characters of a quoted sentence


def _squeezed(text: str) -> str:
    """Return the letters and digits of a text in lower case, so that markup between them does not matter."""
    return "".join(_LETTERS.findall(text.casefold()))


_LETTERS = re.compile(r"[^\W_]+")


def _json_says_gone(page: Page) -> bool:
    """Return whether an API that answers 200 says that a posting is gone: no items, or a flag."""
    if charset.first(page.body) != "{":
        return False
    try:
        reply = jsontext.loads(page.body, page.header("content-type"))
    except jsontext.NotJson:
        return False
    info = reply.get("jobPostingInfo", reply)
    detail = reply.get("jobDetail")
    data = detail.get("data") if isinstance(detail, dict) else None
    flags = [info.get(key) for key in ("active", "posted")] if isinstance(info, dict) else []
    return reply.get("items") == [] or False in flags or (isinstance(data, dict) and not data.get("job"))


def _redirected_to_list(page: Page, listing: tuple[str, ...]) -> bool:
    if urls.clean(page.url) == urls.clean(page.request.url):
        return False
    if _REDIRECTED_WITH.search(page.url):
        return True
    own_place = urls.place(page.url)
    parents = {urls.place(address) for address in listing}
    return own_place in parents


def _words(markup: str) -> str:
    """Return the text of markup or JSON in lower case, so that a title is found in either."""
    if markup.lstrip()[:1] in {"{", "["}:
        with contextlib.suppress(ValueError, RecursionError):
            markup = json.dumps(jsontext.loads(markup), ensure_ascii=False)
    plain = re.sub(r"<[^<>]*>", " ", htmltree.without(markup, ("script", "style")))
    plain = htmltree.unescape(htmltree.unescape(plain)).replace('\\"', '"').replace("\\/", "/")
    return " ".join(plain.split()).casefold()
