"""Read the cells of a table row by column, with those of earlier rows that span it (`rowspan`) and those that span columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CELLS = frozenset(("td", "th"))
_MOST_COLUMNS = 100  # of a row; a list has a dozen
_MOST_SPAN = 3  # digits of a span that is believed


def cells_by_row(table: LexborNode) -> dict[int, list[LexborNode]]:
    """Return the cells of each row of a table (by `mem_id`), one for each column."""
    rows: dict[int, list[LexborNode]] = {}
    spanning: dict[
        int, tuple[LexborNode, int]
    ] = {}  # the cells that reach into the next row, and how many rows are left
    for row in table.css("tr"):
        rows[row.mem_id], spanning = _cells(row, spanning)
    return rows


def _cells(
    row: LexborNode, spanning: dict[int, tuple[LexborNode, int]]
) -> tuple[list[LexborNode], dict[int, tuple[LexborNode, int]]]:
    """Return the cells of a row, and those that reach into the next row; `spanning` are those that reach into this one."""
    cells: list[LexborNode] = []
    following: dict[int, tuple[LexborNode, int]] = {}

    def put(cell: LexborNode, rows_left: int) -> None:
        if rows_left > 0:
            following[len(cells)] = (cell, rows_left)
        cells.append(cell)

    for own in (node for node in row.iter() if node.tag in _CELLS):
        while len(cells) in spanning and len(cells) < _MOST_COLUMNS:
            cell, left = spanning[len(cells)]
            put(cell, left - 1)
        for _ in range(min(_span(own, "colspan"), _MOST_COLUMNS - len(cells))):
            put(own, _span(own, "rowspan") - 1)
    while len(cells) in spanning and len(cells) < _MOST_COLUMNS:
        cell, left = spanning[len(cells)]
        put(cell, left - 1)
    return cells, following


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return max(1, int(value)) if value.isdecimal() and len(value) <= _MOST_SPAN else 1
