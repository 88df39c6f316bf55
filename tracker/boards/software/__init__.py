"""Boards of software that many employers use, such as Greenhouse or Workday, one module each.

Boards of plugins count as board software too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from tracker.boards import plugins
from tracker.boards.kit.board import Board
from tracker.extract import urls
from tracker.extract.htmltree import unescape
from tracker.model import Page

NAMES = (
    "greenhouse",
    "lever",
    "ashby",
    "workday",
    "smartrecruiters",
    "workable",
    "recruitee",
    "personio",
    "bamboohr",
    "teamtailor",
    "icims",
    "jobvite",
    "oracle",
    "successfactors",
    "eightfold",
    "phenom",
    "rippling",
    "pinpoint",
    "breezy",
    "jazzhr",
    "avature",
    "taleo",
    "paylocity",
    "hrmdirect",
    "clearcompany",
    "neogov",
    "tesla",
)
GENERIC = ("jsonld", "html", "json", "page", "sitemap", "files")  # names that no plugin may use
_ADDRESSES = re.compile(r"(?:https?:)?//[^\s\"'<>\\)]+")
_HREFS = re.compile(r"""(?:href|src|action)\s*+=\s*+["']?(/[^\s"'<>]+)""", re.IGNORECASE)


class Software(Mapping[str, Board]):
    """The boards of software by name. Modules are imported when needed: a run needs few, and all together take 0.1 s.

    Plugins are loaded when a name is not a built-in one, or all names are requested.
    """

    def __getitem__(self, name: str) -> Board:
        return _own(name) if name in NAMES else _outside()[name]

    def __iter__(self) -> Iterator[str]:
        yield from NAMES
        yield from _outside()

    def __len__(self) -> int:
        return len(NAMES) + len(_outside())

    def __contains__(self, name: object) -> bool:
        return name in NAMES or (name not in GENERIC and name in _outside())


@cache
def _own(name: str) -> Board:
    return Board.of(import_module(f"tracker.boards.software.{name}"))


@cache
def _outside() -> dict[str, Board]:
    return plugins.load((*NAMES, *GENERIC))


SOFTWARE = Software()


def embedded(page: Page) -> tuple[str, str, str] | None:
    """Return the software that a page embeds, loads, links to or is made with: its name, its address, and the evidence.

    It is the board that most of the page's addresses belong to. A single link to another employer does not count.
    """
    counts: dict[tuple[str, str], list[str]] = {}
    linked = [(name, board) for name, board in SOFTWARE.items() if name != "tesla"]  # many pages link to it
    for how, url in _addresses(page):
        for name, board in linked:
            address = board.home(url) if board.recognise(url) else ""
            if address:
                counts.setdefault((name, address), []).append(f"the page {how} {url}")
    if counts:
        name, address = max(counts, key=lambda key: len(counts[key]))
        return name, address, counts[name, address][0]
    markup = page.text()
    for name, board in SOFTWARE.items():
        seen = re.search(board.mark, markup, re.IGNORECASE) if board.mark else None
        if seen:
            return name, page.url, f"by its mark {seen[0][:40]!r}"
    return None


def _addresses(page: Page) -> Iterator[tuple[str, str]]:
    for part in page.parts:
        if not part.failure:
            yield "loads", part.request.url
    for other_page in (page, *(part for part in page.parts if "html" in part.header("content-type"))):
        markup = unescape(other_page.text())
        for address in _ADDRESSES.findall(markup):
            url = address if address.startswith("http") else f"https:{address}"
            yield "links to", urls.decode(url) if "%3A%2F%2F" in url else url
        for path in _HREFS.findall(markup):
            yield "links to", f"{urls.origin(other_page.url)}{path}"
