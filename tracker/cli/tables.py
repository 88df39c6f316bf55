"""Lay out a table: complete in a pipe, and fitted to the width of a terminal. Pure.

Only texts are cut, the widest first; a cut text ends with "…". If that leaves too little of them, less important columns are
left out. Times, numbers and values that people copy, such as ids, are cut only as a last resort. No line is longer
than the terminal is wide.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

_TEXTS = frozenset(
    ("title", "place", "employer", "change", "reason", "why", "what", "passage", "note", "last error", "its title")
) | {"software", "example URL", "by"}
_GAP = "  "
_LEAST = 16  # least width of a text that is worth reading; below it, a spare column is left out
_SHORTEST = 6  # least width of a text; below it, even times and ids are cut
_PADDED = 44  # a longer cell does not make the other rows of a piped table longer
_JAMO = range(0x1160, 0x1200)  # vowels and finals of Hangul, which are drawn into the previous character
_UNSEEN = frozenset(("Mn", "Me", "Cf"))  # combining marks, and format characters such as joiners


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for wide characters, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_of_character, text))


def _of_character(char: str) -> int:
    if unicodedata.category(char) in _UNSEEN or ord(char) in _JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, most: int) -> str:
    """Return a text that takes at most `most` columns; a cut text ends with "…"."""
    if width(text) <= most:
        return text
    chars, room = [], most - 1
    for char in text:
        room -= _of_character(char)
        if room < 0:
            break
        chars.append(char)
    return f"{''.join(chars).rstrip()}…" if most > 0 else ""


def wrapped(text: str, most: int, indent: str) -> Iterator[str]:
    """Yield the lines of a paragraph, each with the indent and at most `most` wide; one line if `most` is 0."""
    if not most:
        yield indent + text
        return
    line = ""
    for word in text.split(" "):
        if line and width(f"{indent}{line} {word}") > most:
            yield indent + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield indent + line


def lines(
    rows: Iterable[Sequence[str]], heads: Sequence[str], most: int = 0, spare: Collection[str] = ()
) -> Iterator[str]:
    """Yield the lines of a table, heads first. `most` is the terminal's width, 0 for none.

    `spare` are the columns that may be left out, the least useful first.
    """
    table = [list(heads), *(list(row) for row in rows)]
    columns = [
        _Column(index, head, width(head), max([width(row[index]) for row in table[1:]], default=0))
        for index, head in enumerate(heads)
    ]
    shown_columns = (
        _fitted(columns, most, spare) if most else [(column, min(column.wide, _PADDED)) for column in columns]
    )
    for row in table:
        cells = [(cut(row[column.index], wide) if most else row[column.index], wide) for column, wide in shown_columns]
        line = _GAP.join(cell + " " * (wide - width(cell)) for cell, wide in cells).rstrip()
        yield cut(line, most) if most else line


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: where it is, its head, and how wide its head and its widest cell are."""

    index: int
    head: str
    heading: int
    body: int

    @property
    def wide(self) -> int:
        return max(self.heading, self.body)


def _fitted(columns: Sequence[_Column], most: int, spare: Collection[str]) -> list[tuple[_Column, int]]:
    """Return the columns that are shown, and how wide."""
    shown_columns, spare_left = list(columns), list(spare)
    while True:
        widths = {column.index: column.wide for column in shown_columns}
        over = sum(widths.values()) + len(_GAP) * (len(shown_columns) - 1) - most
        texts = [column for column in shown_columns if column.head in _TEXTS]
        for group, least in ((shown_columns, {}), (texts, dict.fromkeys(_TEXTS, _LEAST))):
            over = _shrink(
                widths,
                over,
                [(column.index, min(column.body, least.get(column.head, column.body))) for column in group],
            )
        if over <= 0 or not spare_left:
            break
        name = spare_left.pop(0)
        shown_columns = [column for column in shown_columns if column.head != name]
    over = _shrink(widths, over, [(column.index, min(column.body, _SHORTEST)) for column in texts])
    _shrink(widths, over, [(column.index, 1) for column in shown_columns])
    return [(column, widths[column.index]) for column in shown_columns]


def _shrink(widths: dict[int, int], over: int, group: Iterable[tuple[int, int]]) -> int:
    """Make the widest columns of a group narrower, each down to its least width, and return by how much they are still too wide."""
    while over > 0:
        free = [index for index, least in group if widths[index] > max(least, 1)]
        if not free:
            break
        widths[max(free, key=widths.__getitem__)] -= 1
        over -= 1
    return over
