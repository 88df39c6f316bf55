"""Detect the board behind a URL: by the URL itself, by what its page embeds, links to or loads, or by marks of the software in the page."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.boards.registry import BOARDS
from tracker.boards.software import SOFTWARE, embedded
from tracker.model import Page, Source, charset


@dataclass(frozen=True, slots=True)
class Detected:
    """A detected board, the address to read it at, and what it was recognised by."""

    board: str
    url: str
    evidence: str


def by_url(url: str) -> Detected | None:
    """Return the board that a URL belongs to, by the URL alone."""
    for name, board in SOFTWARE.items():
        if board.recognise(url):
            return Detected(name, board.home(url) or url, "by its address")
    if BOARDS["files"].recognise(url):
        return Detected("files", url, "by its address")
    if BOARDS["json"].recognise(url):
        return Detected("json", url, "by its ending")
    return None


def by_page(page: Page) -> Detected | None:
    """Return the board that a page belongs to: by the software that it embeds, as JSON, or by its structured data."""
    software = embedded(page)
    if software:
        return Detected(*software)
    kind = page.header("content-type")
    if "json" in kind or charset.first(page.body) in {"{", "["}:
        return Detected("json", page.url, "the reply is JSON")
    from tracker.boards.kit import jobposting  # its patterns take 0.1 s to load, and a run detects no boards

    if jobposting.recognise_page(page):
        return Detected("jsonld", page.url, "the page states JobPosting in its structured data")
    return None


def board_of(source: Source) -> str:
    """Return the board of a source: the configured one, else the one of its address or its selectors, else `page`."""
    if source.board:
        return source.board
    name = by_url(source.endpoint or source.url) or by_url(source.url)
    if name:
        return name.board
    return "html" if source.item else "json" if source.items else "page"
