"""One file a board: how it is recognised, how its listing is read, which pages say that a posting stands."""

from tracker.boards.registry import BOARDS, BoardFile

__all__ = ["BOARDS", "BoardFile"]
