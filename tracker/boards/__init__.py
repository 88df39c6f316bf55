"""One file a board: how it is recognised, how its listing is read, which pages say that a posting stands."""

from tracker.boards.kit.board import Board
from tracker.boards.registry import BOARDS
from tracker.boards.software import SOFTWARE

__all__ = ["BOARDS", "SOFTWARE", "Board"]
