"""Two wordings → what a person would mark: blocks aligned first, words compared only inside replaced blocks.

The cost is bounded by the sizes, never by a clock, so the result does not depend on the load of the machine.
Blocks are aligned by the longest common subsequence (rapidfuzz, Indel); words inside by diff-match-patch, and
by Indel where a block is too large for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

Op = Literal["=", "-", "+"]
RowKind = Literal["same", "edited", "added", "removed", "moved"]

# A number with its separators, a word, a run of space, or one other character; Chinese and Japanese stand alone.
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?!\w)|"
    "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]|[^\\W\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]+|\\s+|.",
    re.DOTALL,
)
_LIKE = 0.45  # below this share of common tokens two blocks are two blocks, not one edited
_DMP_TOKENS = 600  # the square of this is what diff-match-patch may cost: 600 tokens all new take it 9 ms
_CLEANUP_OPS = 2_000  # diff_cleanupSemantic has no bound of its own; 60,000 operations took it 71 s
_SURROGATES = 0xD800  # to 0xDFFF: no characters
_PAIR_CELLS = 2_500  # 50 removed × 50 added blocks are compared each with each; beyond, in their order


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that is in both sides (`=`), in the old one (`-`) or in the new one (`+`)."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One block. `old` and `new` are its places (None where it is not); `spans` make up its text."""

    kind: RowKind
    old: int | None
    new: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The rows in reading order. A moved block is one row, at its new place."""

    rows: tuple[Row, ...]

    @property
    def changed(self) -> bool:
        """Say whether the two sides differ at all."""
        return any(row.kind != "same" for row in self.rows)

    def side(self, which: Literal["old", "new"]) -> tuple[str, ...]:
        """Give one of the two sides back, exactly."""
        skip = "+" if which == "old" else "-"
        found = {
            (row.old if which == "old" else row.new): "".join(span.text for span in row.spans if span.op != skip)
            for row in self.rows
        }
        return tuple(found[place] for place in sorted(place for place in found if place is not None))


def apply(diff: Diff, blocks: Sequence[str], *, back: bool = False) -> tuple[str, ...]:
    """Turn one side of a difference into the other; ValueError if `blocks` is not that side."""
    source, target = ("new", "old") if back else ("old", "new")
    if diff.side(source) != tuple(blocks):  # type: ignore[arg-type]
        message = f"this difference does not start from these {len(blocks)} blocks"
        raise ValueError(message)
    return diff.side(target)  # type: ignore[arg-type]


def compare(old: Sequence[str], new: Sequence[str]) -> Diff:
    """Compare two sequences of blocks."""
    same: dict[int, int] = {}
    gaps: list[tuple[list[int], list[int]]] = [([], [])]
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            same.update(zip(range(code.dest_start, code.dest_end), range(code.src_start, code.src_end), strict=True))
            if any(gaps[-1]):
                gaps.append(([], []))
        else:
            gaps[-1][0].extend(range(code.src_start, code.src_end))
            gaps[-1][1].extend(range(code.dest_start, code.dest_end))
    moved = _moves(old, new, gaps)
    taken = set(moved.values())
    vocabulary: dict[str, str] = {}
    packed_old = {a: _pack(old[a], vocabulary) for gone, _ in gaps for a in gone if a not in taken}
    packed_new = {b: _pack(new[b], vocabulary) for _, come in gaps for b in come if b not in moved}
    partner: dict[int, int] = {}
    for gone, come in [*gaps, (list(packed_old), list(packed_new))]:
        rest_old = [a for a in gone if a in packed_old]
        rest_new = [b for b in come if b in packed_new]
        for i, j in _pairs([packed_old[a] for a in rest_old], [packed_new[b] for b in rest_new]):
            partner[rest_new[j]] = rest_old[i]
            del packed_old[rest_old[i]], packed_new[rest_new[j]]
    return Diff(tuple(_rows(old, new, same, moved, partner)))


def _rows(
    old: Sequence[str], new: Sequence[str], same: dict[int, int], moved: dict[int, int], partner: dict[int, int]
) -> Iterator[Row]:
    """Put the rows in reading order: the new side, and before each block what was taken out there."""
    gone = sorted(set(range(len(old))) - {*same.values(), *moved.values(), *partner.values()}, reverse=True)
    for place, block in enumerate(new):
        origin = same.get(place, partner.get(place, -1))
        while gone and gone[-1] < origin:
            first = gone.pop()
            yield Row("removed", first, None, (Span("-", old[first]),))
        if place in same:
            yield Row("same", origin, place, (Span("=", block),))
        elif place in moved:
            yield Row("moved", moved[place], place, (Span("=", block),))
        elif place in partner:
            yield Row("edited", origin, place, words(old[origin], block))
        else:
            yield Row("added", None, place, (Span("+", block),))
    for first in reversed(gone):
        yield Row("removed", first, None, (Span("-", old[first]),))


def _moves(old: Sequence[str], new: Sequence[str], gaps: list[tuple[list[int], list[int]]]) -> dict[int, int]:
    """Find blocks that were taken out at one place and stand, the same, at another: new place → old place."""
    free: dict[str, list[int]] = {}
    for gone, _ in gaps:
        for place in gone:
            free.setdefault(old[place], []).append(place)
    moved: dict[int, int] = {}
    for _, come in gaps:
        for place in come:
            if free.get(new[place]):
                moved[place] = free[new[place]].pop(0)
    return moved


def _pairs(gone: list[str], come: list[str]) -> list[tuple[int, int]]:
    """Pair removed with added blocks that are alike, both in order, so that the sum of likeness is greatest."""
    if not gone or not come:
        return []
    if len(gone) * len(come) > _PAIR_CELLS:
        both = range(min(len(gone), len(come)))
        return [(place, place) for place in both if Indel.normalized_similarity(gone[place], come[place]) >= _LIKE]
    like = [[Indel.normalized_similarity(a, b) for b in come] for a in gone]
    best = [[0.0] * (len(come) + 1) for _ in range(len(gone) + 1)]
    for i in range(len(gone) - 1, -1, -1):
        for j in range(len(come) - 1, -1, -1):
            taken = like[i][j] + best[i + 1][j + 1] if like[i][j] >= _LIKE else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(gone) and j < len(come):
        if like[i][j] >= _LIKE and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _pack(block: str, vocabulary: dict[str, str]) -> str:
    """Write a block with one character a token, so that comparing tokens is comparing characters."""
    return "".join([vocabulary.setdefault(token, _code(len(vocabulary))) for token in tokens(block)])


def tokens(block: str) -> list[str]:
    """Split a block into words, spaces and other characters; joined they are the block again."""
    return _TOKEN.findall(block)


def words(old: str, new: str) -> tuple[Span, ...]:
    """Compare two blocks word by word. The spans without `+` are the old block, without `-` the new one."""
    vocabulary: dict[str, str] = {}
    packed = _pack(old, vocabulary), _pack(new, vocabulary)
    raw = _by_dmp(*packed) if max(map(len, packed)) <= _DMP_TOKENS else _by_indel(*packed)
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    if len(raw) <= _CLEANUP_OPS:
        engine.diff_cleanupSemantic(raw)
    meaning = {code: word for word, code in vocabulary.items()}
    spans: list[Span] = []
    for op, codes in raw:
        text = "".join(meaning[code] for code in codes)
        if text:
            spans.append(Span("=" if op == 0 else "-" if op < 0 else "+", text))
    return tuple(spans)


def _code(place: int) -> str:
    """Give the n-th character to stand for a word; the surrogates are left out."""
    return chr(place + 1 if place < _SURROGATES - 1 else place + 0x801)


def _by_dmp(old: str, new: str) -> list[tuple[int, str]]:
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return list(engine.diff_main(old, new, checklines=False))


def _by_indel(old: str, new: str) -> list[tuple[int, str]]:
    raw: list[tuple[int, str]] = []
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            raw.append((0, old[code.src_start : code.src_end]))
        if code.tag in {"delete", "replace"}:
            raw.append((-1, old[code.src_start : code.src_end]))
        if code.tag in {"insert", "replace"}:
            raw.append((1, new[code.dest_start : code.dest_end]))
    return raw
