"""Two wordings → what a person would mark: blocks aligned first, words compared only inside replaced blocks.

The cost is bounded by the sizes, never by a clock, so the result does not depend on the load of the machine.
Blocks are aligned by the longest common subsequence (rapidfuzz, Indel); words inside by diff-match-patch, and
by Indel where a block is too large for it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

Op = Literal["=", "-", "+"]
RowKind = Literal["same", "edited", "added", "removed", "moved"]

# A number with its separators, a word, a run of space, or one other character; Chinese and Japanese stand alone.
_SPACE, _LAST_SPACE = re.compile(r"\s"), re.compile(r"\s(?=\S*\Z)")
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?!\w)|"
    "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]|[^\\W\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]+|\\s+|.",
    re.DOTALL,
)
_LIKE = 0.4  # below this share of words in common two blocks are two blocks, not one edited
_DMP_CELLS = 3_600  # tokens of the one block × tokens of the other: so much all new takes diff-match-patch 0.3 ms
_WORD_CELLS = 16_000_000  # beyond, sentences are aligned before words: 4,000 × 4,000 words take Indel 20 ms
_ALIGN_CELLS = 100_000_000  # 10,000 × 10,000 blocks; beyond, they are aligned in their order
_REACH = 5_000  # blocks that an alignment in order may skip
_LONGEST_SENTENCE = 400  # tokens
_SENTENCE_ENDS = frozenset(".!?;。！？；")
_CLEANUP_OPS = 2_000  # diff_cleanupSemantic has no bound of its own; 60,000 operations took it 71 s
_SURROGATES = 0xD800  # to 0xDFFF: no characters
_PAIR_CELLS = 2_500  # 50 removed × 50 added blocks are compared each with each
_LEAST_BAND = 12  # beyond, each with the 25 that stand about as far down
_LONG_BLOCK = 2_000  # characters: beginning and end are compared before words


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
    old, new = tuple(old), tuple(new)
    same = _same(old, new)
    gaps = _gaps(len(old), len(new), same)
    moved = _moves(old, new, gaps)
    taken = set(moved.values())
    likeness = _Likeness()
    partner: dict[int, int] = {}
    rest: tuple[list[int], list[int]] = ([], [])
    for gone, come in gaps:
        left = [a for a in gone if a not in taken], [b for b in come if b not in moved]
        _pair_up(old, new, *left, partner, likeness)
        paired = {partner[b] for b in left[1] if b in partner}
        rest[0].extend(a for a in left[0] if a not in paired)
        rest[1].extend(b for b in left[1] if b not in partner)
    if len(gaps) > 1:
        _pair_up(old, new, *rest, partner, likeness)
    return Diff(tuple(_rows(old, new, same, moved, partner)))


def _pair_up(
    old: Sequence[str],
    new: Sequence[str],
    gone: list[int],
    come: list[int],
    partner: dict[int, int],
    likeness: _Likeness,
) -> None:
    for i, j in _pairs([old[a] for a in gone], [new[b] for b in come], likeness):
        partner[come[j]] = gone[i]


def _same(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Align the blocks that stand on both sides in one order: new place → old place.

    What only one side has is left out first, so that a rewrite costs nothing here.
    """
    if old == new:
        return {place: place for place in range(len(new))}
    both = set(old) & set(new)
    olds = [place for place, block in enumerate(old) if block in both]
    news = [place for place, block in enumerate(new) if block in both]
    if not both or len(olds) * len(news) > _ALIGN_CELLS:
        return _in_order(old, new, olds, news)
    same: dict[int, int] = {}
    for code in Indel.opcodes([old[place] for place in olds], [new[place] for place in news]):
        if code.tag == "equal":
            same.update(zip(news[code.dest_start : code.dest_end], olds[code.src_start : code.src_end], strict=True))
    return same


def _in_order(old: Sequence[str], new: Sequence[str], olds: list[int], news: list[int]) -> dict[int, int]:
    """Align more blocks than can be aligned at best: each with the next equal one that stands behind the last."""
    places: dict[str, list[int]] = {}
    for place in reversed(olds):
        places.setdefault(old[place], []).append(place)
    same: dict[int, int] = {}
    last = -1
    for place in news:
        waiting = places.get(new[place], [])
        while waiting and waiting[-1] <= last:
            waiting.pop()
        if waiting and waiting[-1] - last < _REACH:
            same[place] = last = waiting.pop()
    return same


def _gaps(olds: int, news: int, same: dict[int, int]) -> list[tuple[list[int], list[int]]]:
    """Give what stands between the aligned blocks: the places of both sides, gap by gap."""
    gaps: list[tuple[list[int], list[int]]] = []
    last_old = last_new = 0
    for place, origin in [*sorted(same.items()), (news, olds)]:
        if origin > last_old or place > last_new:
            gaps.append((list(range(last_old, origin)), list(range(last_new, place))))
        last_old, last_new = origin + 1, place + 1
    return gaps


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
    free: dict[str, deque[int]] = {}
    for gone, _ in gaps:
        for place in gone:
            free.setdefault(old[place], deque()).append(place)
    moved: dict[int, int] = {}
    for _, come in gaps:
        for place in come:
            if free.get(new[place]):
                moved[place] = free[new[place]].popleft()
    return moved


class _Likeness:
    """How alike two blocks are, from 0 to 1, by the words that they have in common in their order."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, str] = {}
        self._packed: dict[str, str] = {}

    def of(self, old: str, new: str) -> float:
        """Compare two blocks; below _LIKE it is 0. Beginning and end in common are enough where they are most of it."""
        longest = max(len(old), len(new))
        if longest > _LONG_BLOCK:
            ends = _ends(old, new)
            if sum(ends) * 2 >= longest:
                return sum(ends) / longest
        a, b = self._pack(old), self._pack(new)
        if len(a) * len(b) > _WORD_CELLS:
            return _by_trigrams(a, b)
        return float(Indel.normalized_similarity(a, b, score_cutoff=_LIKE))

    def _pack(self, block: str) -> str:
        found = self._packed.get(block)
        if found is None:
            found = self._packed[block] = _pack(_telling(block), self._vocabulary)
        return found


def _by_trigrams(old: str, new: str) -> float:
    """Estimate likeness by runs of three words, where all words by all words would be too many."""
    one, two = ({side[place : place + 3] for place in range(len(side) - 2)} for side in (old, new))
    share = 2 * len(one & two) / (len(one) + len(two) or 1)
    return share if share >= _LIKE else 0.0


def _pairs(gone: list[str], come: list[str], likeness: _Likeness) -> list[tuple[int, int]]:
    """Pair removed with added blocks that are alike, both in order, so that the sum of likeness is greatest.

    Of very many, each is compared with those that stand about as far down.
    """
    if not gone or not come:
        return []
    found: list[tuple[int, int, float]] = []
    scale = len(come) / len(gone)
    band = len(come) if len(gone) * len(come) <= _PAIR_CELLS else max(_LEAST_BAND, _PAIR_CELLS // len(gone))
    for i, block in enumerate(gone):
        middle = int(i * scale)
        for j in range(max(0, middle - band), min(len(come), middle + band + 1)):
            like = likeness.of(block, come[j])
            if like >= _LIKE:
                found.append((i, j, like))
    return _heaviest(found, len(come))


def _heaviest(found: list[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """Choose pairs that rise on both sides, so that the sum of their weights is greatest (a Fenwick tree of maxima)."""
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    before: list[int] = []
    best: list[float] = []
    row: list[tuple[int, int]] = []  # pairs of one old block, which may not follow each other

    def put(place: int, number: int) -> None:
        place += 1
        while place <= width:
            tree[place] = max(tree[place], (best[number], number), key=lambda one: one[0])
            place += place & -place

    for number, (i, j, like) in enumerate(found):
        if row and found[row[-1][1]][0] != i:
            for place, one in row:
                put(place, one)
            row.clear()
        weight, last, place = 0.0, -1, j
        while place > 0:
            if tree[place][0] > weight:
                weight, last = tree[place]
            place -= place & -place
        best.append(weight + like)
        before.append(last)
        row.append((j, number))
    number = max(range(len(best)), key=best.__getitem__, default=-1)
    chosen: list[tuple[int, int]] = []
    while number >= 0:
        chosen.append(found[number][:2])
        number = before[number]
    return chosen[::-1]


def _pack(parts: Iterable[str], vocabulary: dict[str, str]) -> str:
    """Write a block with one character a token, so that comparing tokens is comparing characters."""
    return "".join([vocabulary.get(part) or _learn(part, vocabulary) for part in parts])


def _learn(part: str, vocabulary: dict[str, str]) -> str:
    code = vocabulary[part] = _code(len(vocabulary))
    return code


def tokens(block: str) -> list[str]:
    """Split a block into words, spaces and other characters; joined they are the block again."""
    return _TOKEN.findall(block)


def _telling(block: str) -> list[str]:
    """Give the tokens by which two blocks are found alike: not the spaces, which any two have in common."""
    return [part for part in _TOKEN.findall(block) if not part.isspace()]


def words(old: str, new: str) -> tuple[Span, ...]:
    """Compare two blocks word by word. The spans without `+` are the old block, without `-` the new one."""
    start, end = _ends(old, new)
    head, tail = old[:start], old[len(old) - end :]
    vocabulary: dict[str, str] = {}
    first, second = tokens(old[start : len(old) - end]), tokens(new[start : len(new) - end])
    packed = _pack(first, vocabulary), _pack(second, vocabulary)
    raw = _by_sentence(*packed, vocabulary) if _cells(*packed) > _WORD_CELLS else _by_word(*packed)
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    if len(raw) <= _CLEANUP_OPS:
        engine.diff_cleanupSemantic(raw)
    meaning = {code: word for word, code in vocabulary.items()}
    spans: list[Span] = []
    waiting = ""
    told = [(op, "".join([meaning[code] for code in codes])) for op, codes in raw]
    for op, text in [(0, head), *told, (0, tail)]:
        if op > 0:
            waiting += text
            continue
        if waiting and op == 0:
            spans.append(Span("+", waiting))
            waiting = ""
        if text and op == 0 and spans and spans[-1].op == "=":
            spans[-1] = Span("=", spans[-1].text + text)
        elif text:
            spans.append(Span("=" if op == 0 else "-", text))
    return tuple(spans)


def _ends(old: str, new: str) -> tuple[int, int]:
    """Give how much of the beginning and of the end two blocks have in common, back to the space next to a whole word."""
    engine = diff_match_patch()
    start = engine.diff_commonPrefix(old, new)
    if start == len(old) == len(new):
        return start, 0
    last = _LAST_SPACE.search(old[:start])
    start = last.end() if last else 0
    common = engine.diff_commonSuffix(old[start:], new[start:])
    first = _SPACE.search(old, len(old) - common)
    return start, len(old) - first.start() if first else 0


def _cells(old: str, new: str) -> int:
    return len(old) * len(new)


def _by_word(old: str, new: str) -> list[tuple[int, str]]:
    return _by_dmp(old, new) if _cells(old, new) <= _DMP_CELLS else _by_indel(old, new)


def _by_sentence(old: str, new: str, vocabulary: dict[str, str]) -> list[tuple[int, str]]:
    """Align the sentences of very large blocks first, then the words of those that were replaced, if they are few."""
    ends = {code for word, code in vocabulary.items() if word in _SENTENCE_ENDS}
    pieces = _sentences(old, ends), _sentences(new, ends)
    raw: list[tuple[int, str]] = []
    same = _same(*pieces)
    last_old = last_new = 0
    for place, origin in [*sorted(same.items()), (len(pieces[1]), len(pieces[0]))]:
        gone, come = "".join(pieces[0][last_old:origin]), "".join(pieces[1][last_new:place])
        if gone and come and _cells(gone, come) <= _WORD_CELLS:
            raw += _by_word(gone, come)
        else:
            raw += [(-1, gone)] * bool(gone) + [(1, come)] * bool(come)
        if place < len(pieces[1]):
            raw.append((0, pieces[1][place]))
        last_old, last_new = origin + 1, place + 1
    return raw


def _sentences(packed: str, ends: set[str]) -> list[str]:
    pieces: list[str] = []
    start = 0
    for place, code in enumerate(packed):
        if code in ends or place - start >= _LONGEST_SENTENCE:
            pieces.append(packed[start : place + 1])
            start = place + 1
    return [*pieces, packed[start:]] if start < len(packed) else pieces


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
