"""Every board that is understood, by the name that `board` has in tracker.toml."""

from __future__ import annotations

from typing import Protocol

from tracker.boards import ashby, greenhouse, html, jsonboard, jsonld, lever, tesla
from tracker.model import Flow, Request, Source


class BoardFile(Protocol):
    """The names that each board file has."""

    NAME: str
    EXAMPLE: str

    def recognise(self, url: str) -> str:
        """Give what names the board in one of its addresses, or ""."""

    def own(self, source: Source, external_id: str, url: str) -> tuple[Request, ...]:
        """Give the pages that can say whether a posting still stands, the best first."""

    def read(self, source: Source) -> Flow:
        """Ask for pages until the listing is whole, or say why it is not."""


BOARDS: dict[str, BoardFile] = {
    "greenhouse": greenhouse,
    "lever": lever,
    "ashby": ashby,
    "tesla": tesla,
    "jsonld": jsonld,
    "html": html,
    "json": jsonboard,
}
