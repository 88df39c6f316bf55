"""Separate edits from noise, such as a view counter, with two reads of the same page made a moment apart.

A line that differs between the two reads by a number or a token ("12 people viewed this") becomes a mask: the line with
holes where it differs. A known line and a new one that fit the same mask count as equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tracker.diff import BlockRow, compare

HOLE = "\x00"
_WIDEST = 64  # characters of one hole
_MOST_HOLES = 64  # of one line; each hole costs one scan of the line
# A hole may hold a number, a time or a token. Plain words make no mask: it could hide a new line.
_COUNTED = re.compile(r"[^\s\d]*+\d\S*+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def masks_of(first: Sequence[str], second: Sequence[str]) -> frozenset[str]:
    """Return the masks of the lines that differ between two reads. A line without a constant part gives no mask."""
    masks = set()
    for row in compare(first, second).rows:
        if row.kind == "edited":
            moving = [span.text for span in row.spans if span.op != "="]
            mask = re.sub(f"{HOLE}+", HOLE, "".join(span.text if span.op == "=" else HOLE for span in row.spans))
            few = mask.count(HOLE) <= _MOST_HOLES
            if few and all(map(_COUNTED.fullmatch, moving)) and _LETTERS.search(mask.replace(HOLE, " ")):
                masks.add(mask)
    return frozenset(masks)


def fits(mask: str, line: str) -> bool:
    """Return whether a line fits a mask."""
    first, *pieces = mask.split(HOLE)
    if not pieces or len(pieces) > _MOST_HOLES or not line.startswith(first):
        return mask == line
    words_end = _word_ends(line)
    ends = [len(first)]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        new_ends: list[int] = []
        tried = -1
        for end in ends:
            beyond = min(end + _WIDEST, words_end[end])
            new_ends += [
                begin + len(piece)
                for begin in range(max(end, tried + 1), beyond + 1)
                if line.startswith(piece, begin) and (not last or begin + len(piece) == len(line))
            ]
            tried = max(tried, beyond)
        ends = new_ends
    return bool(ends)


def _word_ends(line: str) -> list[int]:
    """Return, for every position in a line and for its end, where the word at that position ends."""
    ends = [len(line)] * (len(line) + 1)
    for index in range(len(line) - 1, -1, -1):
        ends[index] = index if line[index].isspace() else ends[index + 1]
    return ends


def settle(
    known: Sequence[str], first: Sequence[str], second: Sequence[str] | None, masks: Iterable[str]
) -> tuple[str, ...]:
    """Return the new text, with the known lines in place of those that differ only by noise.

    `second` is another read of the same moment, None if there was none. Lines that only one of the reads has are not
    believed. Lines that fit a mask are taken from the known text.
    """
    masks = tuple(masks)
    known, first = tuple(known), tuple(first)
    unsteady = _unsteady(first, second)
    still = frozenset(second or ())
    result: list[str] = []
    for row in compare(known, first).rows:
        block = _choose(row, known, first, unsteady, masks, still)
        if block is not None:
            result.append(block)
    return tuple(result)


def _unsteady(first: Sequence[str], second: Sequence[str] | None) -> frozenset[int]:
    """Return the indexes of the lines of the first read that the second does not confirm."""
    if second is None:
        return frozenset()
    return frozenset(
        row.old for row in compare(first, second).rows if row.old is not None and row.kind in {"edited", "removed"}
    )


def _choose(
    row: BlockRow,
    known: Sequence[str],
    first: Sequence[str],
    unsteady: frozenset[int],
    masks: tuple[str, ...],
    still: frozenset[str],
) -> str | None:
    old = known[row.old] if row.old is not None else None
    new = first[row.new] if row.new is not None else None
    if row.kind in {"same", "moved"}:
        return new
    if old is not None and new is not None:
        return old if row.new in unsteady or any(fits(mask, old) and fits(mask, new) for mask in masks) else new
    if new is not None:
        return None if row.new in unsteady or any(fits(mask, new) for mask in masks) else new
    return old if old is not None and (old in still or any(fits(mask, old) for mask in masks)) else None
