"""Compare two sequences of blocks, as rows in reading order: the same, edited, added, removed or moved."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.diff import align
from tracker.diff.words import LIKE, Likeness, Span, words

RowKind = Literal["same", "edited", "added", "removed", "moved"]

_PAIR_CELLS = 2_500  # 50 removed × 50 added blocks: each is compared with each
_LEAST_BAND = 12  # with more blocks, each is compared with the 25 at about the same position


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block. `old` and `new` are its places (None if it is not on that side); `spans` make up its text."""

    kind: RowKind
    old: int | None
    new: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The rows in reading order. A moved block is one row, at its new place."""

    rows: tuple[BlockRow, ...]

    @property
    def changed(self) -> bool:
        """Return whether the two sides differ at all."""
        return any(row.kind != "same" for row in self.rows)

    def side(self, which: Literal["old", "new"]) -> tuple[str, ...]:
        """Return one of the two sides, exactly."""
        skip = "+" if which == "old" else "-"
        lines = {
            (row.old if which == "old" else row.new): "".join(span.text for span in row.spans if span.op != skip)
            for row in self.rows
        }
        return tuple(lines[index] for index in sorted(index for index in lines if index is not None))


def apply(diff: Diff, blocks: Sequence[str], *, back: bool = False) -> tuple[str, ...]:
    """Turn one side of a difference into the other. Raise ValueError if `blocks` is not that side."""
    source, target = ("new", "old") if back else ("old", "new")
    if diff.side(source) != tuple(blocks):  # type: ignore[arg-type]
        message = f"this difference does not start from these {len(blocks)} blocks"
        raise ValueError(message)
    return diff.side(target)  # type: ignore[arg-type]


def compare(old: Sequence[str], new: Sequence[str]) -> Diff:
    """Compare two sequences of blocks."""
    old, new = tuple(old), tuple(new)
    same = align.aligned(old, new)
    gaps = _gaps(len(old), len(new), same)
    moved = _moves(old, new, gaps)
    moved_from = set(moved.values())
    likeness = Likeness()
    partner: dict[int, int] = {}
    rest: tuple[list[int], list[int]] = ([], [])
    for removed, added in gaps:
        unpaired = [a for a in removed if a not in moved_from], [b for b in added if b not in moved]
        _pair_up(old, new, *unpaired, partner, likeness)
        paired = {partner[b] for b in unpaired[1] if b in partner}
        rest[0].extend(a for a in unpaired[0] if a not in paired)
        rest[1].extend(b for b in unpaired[1] if b not in partner)
    if len(gaps) > 1:
        _pair_up(old, new, *rest, partner, likeness)
    return Diff(tuple(_rows(old, new, same, moved, partner)))


def _pair_up(
    old: Sequence[str],
    new: Sequence[str],
    removed: list[int],
    added: list[int],
    partner: dict[int, int],
    likeness: Likeness,
) -> None:
    for i, j in _pairs([old[a] for a in removed], [new[b] for b in added], likeness):
        partner[added[j]] = removed[i]


def _gaps(olds: int, news: int, same: dict[int, int]) -> list[tuple[list[int], list[int]]]:
    """Return what is between the aligned blocks: the places of both sides, gap by gap."""
    gaps: list[tuple[list[int], list[int]]] = []
    last_old = last_new = 0
    for index, origin in [*sorted(same.items()), (news, olds)]:
        if origin > last_old or index > last_new:
            gaps.append((list(range(last_old, origin)), list(range(last_new, index))))
        last_old, last_new = origin + 1, index + 1
    return gaps


def _rows(
    old: Sequence[str], new: Sequence[str], same: dict[int, int], moved: dict[int, int], partner: dict[int, int]
) -> Iterator[BlockRow]:
    """Yield the rows in reading order: the blocks of the new side, each after the blocks that were removed before it."""
    removed = sorted(set(range(len(old))) - {*same.values(), *moved.values(), *partner.values()}, reverse=True)
    for index, block in enumerate(new):
        origin = same.get(index, partner.get(index, -1))
        while removed and removed[-1] < origin:
            first = removed.pop()
            yield BlockRow("removed", first, None, (Span("-", old[first]),))
        if index in same:
            yield BlockRow("same", origin, index, (Span("=", block),))
        elif index in moved:
            yield BlockRow("moved", moved[index], index, (Span("=", block),))
        elif index in partner:
            yield BlockRow("edited", origin, index, words(old[origin], block))
        else:
            yield BlockRow("added", None, index, (Span("+", block),))
    for first in reversed(removed):
        yield BlockRow("removed", first, None, (Span("-", old[first]),))


def _moves(old: Sequence[str], new: Sequence[str], gaps: list[tuple[list[int], list[int]]]) -> dict[int, int]:
    """Return blocks that were removed at one place and are unchanged at another: new place → old place."""
    free: dict[str, deque[int]] = {}
    for removed, _ in gaps:
        for index in removed:
            free.setdefault(old[index], deque()).append(index)
    moved: dict[int, int] = {}
    for _, added in gaps:
        for index in added:
            if free.get(new[index]):
                moved[index] = free[new[index]].popleft()
    return moved


def _pairs(removed: list[str], added: list[str], likeness: Likeness) -> list[tuple[int, int]]:
    """Pair removed and added blocks that are alike, both in order, so that the total likeness is greatest.

    If there are very many, each is compared with those at about the same position.
    """
    if not removed or not added:
        return []
    candidates: list[tuple[int, int, float]] = []
    scale = len(added) / len(removed)
    band = len(added) if len(removed) * len(added) <= _PAIR_CELLS else max(_LEAST_BAND, _PAIR_CELLS // len(removed))
    for i, block in enumerate(removed):
        middle = int(i * scale)
        for j in range(max(0, middle - band), min(len(added), middle + band + 1)):
            like = likeness.of(block, added[j])
            if like >= LIKE:
                candidates.append((i, j, like))
    return _heaviest(candidates, len(added))


def _heaviest(candidates: list[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """Return pairs that increase on both sides, with the greatest total weight (a Fenwick tree of maxima)."""
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    before: list[int] = []
    best: list[float] = []
    row: list[tuple[int, int]] = []  # pairs of one old block; only one of them can be used

    def put(index: int, number: int) -> None:
        index += 1
        while index <= width:
            tree[index] = max(tree[index], (best[number], number), key=lambda item: item[0])
            index += index & -index

    for number, (i, j, like) in enumerate(candidates):
        if row and candidates[row[-1][1]][0] != i:
            for index, pair in row:
                put(index, pair)
            row.clear()
        weight, last, index = 0.0, -1, j
        while index > 0:
            if tree[index][0] > weight:
                weight, last = tree[index]
            index -= index & -index
        best.append(weight + like)
        before.append(last)
        row.append((j, number))
    number = max(range(len(best)), key=best.__getitem__, default=-1)
    chosen: list[tuple[int, int]] = []
    while number >= 0:
        chosen.append(candidates[number][:2])
        number = before[number]
    return chosen[::-1]
