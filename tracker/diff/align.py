"""Align two sequences: find the items that are on both sides in the same order.

This is the longest common subsequence (rapidfuzz, Indel), unless the sequences are too long for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

_ALIGN_CELLS = 100_000_000  # 10,000 × 10,000 blocks; larger ones are aligned greedily, in order
_REACH = 5_000  # blocks that a greedy alignment may skip


def aligned(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return the blocks that are on both sides in the same order: new place → old place.

    Blocks that only one side has are removed first, so that a rewrite takes no time here.
    """
    if old == new:
        return {index: index for index in range(len(new))}
    both = set(old) & set(new)
    olds = [index for index, block in enumerate(old) if block in both]
    news = [index for index, block in enumerate(new) if block in both]
    if not both or len(olds) * len(news) > _ALIGN_CELLS:
        return _in_order(old, new, olds, news)
    pairs: dict[int, int] = {}
    for code in Indel.opcodes([old[index] for index in olds], [new[index] for index in news]):
        if code.tag == "equal":
            pairs.update(zip(news[code.dest_start : code.dest_end], olds[code.src_start : code.src_end], strict=True))
    return pairs


def _in_order(old: Sequence[str], new: Sequence[str], olds: list[int], news: list[int]) -> dict[int, int]:
    """Align very many blocks greedily: each with the next equal one after the last match."""
    indexes: dict[str, list[int]] = {}
    for index in reversed(olds):
        indexes.setdefault(old[index], []).append(index)
    pairs: dict[int, int] = {}
    last = -1
    for index in news:
        waiting = indexes.get(new[index], [])
        while waiting and waiting[-1] <= last:
            waiting.pop()
        if waiting and waiting[-1] - last < _REACH:
            pairs[index] = last = waiting.pop()
    return pairs
