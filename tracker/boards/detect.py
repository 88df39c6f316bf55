"""Which board is behind an address: from the address itself, else from what its page embeds or links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from tracker.boards import jsonld
from tracker.boards.registry import BOARDS
from tracker.model import Page, Source

_ADDRESSES = re.compile(r"https?://[^\s\"'<>\\)]+")
_BY_ADDRESS = ("greenhouse", "lever", "ashby", "tesla")
_GREENHOUSE_EMBED = re.compile(r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/embed/job_board(?:/js)?\?for=([\w-]+)")


@dataclass(frozen=True, slots=True)
class Found:
    """A board, the address to read it at, and what gave it away."""

    board: str
    url: str
    how: str


def by_url(url: str) -> Found | None:
    """Recognise a board by its address alone."""
    for name in _BY_ADDRESS:
        if BOARDS[name].recognise(url):
            return Found(name, url, "by its address")
    if BOARDS["json"].recognise(url):
        return Found("json", url, "by its ending")
    return None


def by_page(page: Page) -> Found | None:
    """Recognise a board by the page: what it embeds or links to, else its own structured data."""
    for url in _links(page):
        for name in _BY_ADDRESS[:3]:
            slug = BOARDS[name].recognise(url)
            if slug and slug not in {"embed", "v1", "js"}:
                return Found(name, _home(name, slug), f"the page links to {url}")
    kind = page.header("content-type")
    if "json" in kind or page.body.lstrip()[:1] in (b"{", b"["):
        return Found("json", page.url, "the reply is JSON")
    if jsonld.recognise_page(page):
        return Found("jsonld", page.url, "the page states JobPosting in its JSON-LD")
    return None


def _links(page: Page) -> Iterator[str]:
    markup = unescape(page.text())
    for found in _GREENHOUSE_EMBED.finditer(markup):
        yield f"https://boards.greenhouse.io/{found[1]}"
    yield from _ADDRESSES.findall(markup)


def _home(name: str, slug: str) -> str:
    homes = {
        "greenhouse": "https://boards.greenhouse.io/",
        "lever": "https://jobs.lever.co/",
        "ashby": "https://jobs.ashbyhq.com/",
    }
    return homes[name] + slug


def board_of(source: Source) -> str:
    """Name the board of a source: as it says, else by its address, else by its selectors, else schema.org."""
    if source.board:
        return source.board
    found = by_url(source.endpoint or source.url) or by_url(source.url)
    if found:
        return found.board
    return "html" if source.item else "json" if source.items else "jsonld"
