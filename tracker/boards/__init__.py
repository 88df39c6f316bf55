"""Boards: one module for each kind of careers listing, which recognises it, reads its list, and checks its postings.

`software` has the products that many employers use, `generic` the boards that read any site, `kit` their shared code.
"""

from tracker.boards.kit.board import Board
from tracker.boards.registry import BOARDS
from tracker.boards.software import SOFTWARE

__all__ = ["BOARDS", "SOFTWARE", "Board"]
