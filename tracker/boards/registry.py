"""All boards, by the name that `board` has in tracker.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from tracker.boards.kit.board import Board
from tracker.boards.software import GENERIC, SOFTWARE

_FILES = {"json": "json_feed"}  # boards whose module has another name


class _Boards(Mapping[str, Board]):
    """Board software, and the boards that read any site."""

    def __getitem__(self, name: str) -> Board:
        return _generic(name) if name in GENERIC else SOFTWARE[name]

    def __iter__(self) -> Iterator[str]:
        yield from SOFTWARE
        yield from GENERIC

    def __len__(self) -> int:
        return len(SOFTWARE) + len(GENERIC)

    def __contains__(self, name: object) -> bool:
        return name in GENERIC or name in SOFTWARE


@cache
def _generic(name: str) -> Board:
    return Board.of(import_module(f"tracker.boards.generic.{_FILES.get(name, name)}"))


BOARDS = _Boards()
