"""Which board is behind an address: by the address, by what its page embeds, links to or loads, by marks in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker import charset, urls
from tracker.boards.registry import BOARDS
from tracker.htmltree import unescape
from tracker.model import Page, Source

_ADDRESSES = re.compile(r"(?:https?:)?//[^\s\"'<>\\)]+")
_HREFS = re.compile(r"""(?:href|src|action)\s*+=\s*+["']?(/[^\s"'<>]+)""", re.IGNORECASE)
_GENERAL = ("jsonld", "html", "json", "page", "sitemap", "files")
SOFTWARE = tuple(name for name in BOARDS if name not in _GENERAL)
_LINKED = tuple(name for name in SOFTWARE if name != "tesla")  # which many link to, and one has


@dataclass(frozen=True, slots=True)
class Found:
    """A board, the address to read it at, and what gave it away."""

    board: str
    url: str
    how: str


def by_url(url: str) -> Found | None:
    """Recognise a board by its address alone."""
    for name in SOFTWARE:
        if BOARDS[name].recognise(url):
            return Found(name, home(name, url) or url, "by its address")
    if BOARDS["files"].recognise(url):
        return Found("files", url, "by its address")
    if BOARDS["json"].recognise(url):
        return Found("json", url, "by its ending")
    return None


def home(name: str, url: str) -> str:
    """Give the board that one of its addresses belongs to, "" where the file can't tell."""
    given = getattr(BOARDS[name], "home", None)
    return given(url) if given else ""


def by_page(page: Page) -> Found | None:
    """Recognise board software by the page: what it embeds, loads itself or links to, else the marks it carries.

    The board that most of the page's addresses belong to is meant: one link to another employer is no board.
    """
    counts: dict[tuple[str, str], list[str]] = {}
    for how, url in _addresses(page):
        for name in _LINKED:
            address = home(name, url) if BOARDS[name].recognise(url) else ""
            if address:
                counts.setdefault((name, address), []).append(f"the page {how} {url}")
    if counts:
        name, address = max(counts, key=lambda key: len(counts[key]))
        return Found(name, address, counts[name, address][0])
    markup = page.text()
    for name in SOFTWARE:
        mark = getattr(BOARDS[name], "MARK", "")
        seen = re.search(mark, markup, re.IGNORECASE) if mark else None
        if seen:
            return Found(name, page.url, f"by its mark {seen[0][:40]!r}")
    kind = page.header("content-type")
    if "json" in kind or charset.first(page.body) in {"{", "["}:
        return Found("json", page.url, "the reply is JSON")
    from tracker.boards import jsonld  # its patterns take 0.1 s to load, and a run recognises no page

    if jsonld.recognise_page(page):
        return Found("jsonld", page.url, "the page states JobPosting in its structured data")
    return None


def _addresses(page: Page) -> Iterator[tuple[str, str]]:
    for part in page.parts:
        yield "loads", part.request.url
    for one in (page, *(part for part in page.parts if "html" in part.header("content-type"))):
        markup = unescape(one.text())
        for found in _ADDRESSES.findall(markup):
            url = found if found.startswith("http") else f"https:{found}"
            yield "links to", urls.decode(url) if "%3A%2F%2F" in url else url
        for path in _HREFS.findall(markup):
            yield "links to", f"{urls.origin(one.url)}{path}"


def board_of(source: Source) -> str:
    """Name the board of a source: as it says, else by its address, else by its selectors, else whatever its page is."""
    if source.board:
        return source.board
    found = by_url(source.endpoint or source.url) or by_url(source.url)
    if found:
        return found.board
    return "html" if source.item else "json" if source.items else "page"
