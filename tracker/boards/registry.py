"""Every board that is understood, by the name that `board` has in tracker.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Protocol, cast

from tracker.model import Flow, Request, Source


class BoardFile(Protocol):
    """The names that each board file has.

    Those of board software also have `home(url)`, the board that any of its addresses belongs to; and those that stand
    under employers' own domains `MARK`, a pattern of what only their pages carry.
    """

    NAME: str
    EXAMPLE: str

    def recognise(self, url: str) -> str:
        """Give what names the board in one of its addresses, or ""."""

    def own(self, source: Source, external_id: str, url: str) -> tuple[Request, ...]:
        """Give the pages that can say whether a posting still stands, the best first."""

    def read(self, source: Source) -> Flow:
        """Ask for pages until the listing is whole, or say why it is not."""


_NAMES = (
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
    "jsonld",
    "html",
    "json",
    "page",
    "sitemap",
    "files",
)
_FILES = {"json": "jsonboard"}  # whose file is called otherwise


class _Boards(Mapping[str, BoardFile]):
    """Imports a board's file when it is asked for: a run whose lists are as before needs few, and all take 0.1 s."""

    def __getitem__(self, name: str) -> BoardFile:
        if name not in _NAMES:
            raise KeyError(name)
        return cast("BoardFile", import_module(f"tracker.boards.{_FILES.get(name, name)}"))

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    def __contains__(self, name: object) -> bool:
        return name in _NAMES


BOARDS = _Boards()
