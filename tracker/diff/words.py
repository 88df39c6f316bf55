"""Compare two blocks word by word: the text that both have, that only the old one has, and that only the new one has.

Words are compared by diff-match-patch, or by the longest common subsequence (rapidfuzz, Indel) if a block is too large
for it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from tracker.diff.align import aligned

Op = Literal["=", "-", "+"]

_SPACE, _LAST_SPACE = re.compile(r"\s"), re.compile(r"\s(?=\S*\Z)")
# A number with its separators, a word, a run of whitespace, or one other character. Each Chinese or Japanese character
# is a token of its own.
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?!\w)|"
    "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]|[^\\W\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f]+|\\s+|.",
    re.DOTALL,
)
_ROUNDING = 0.001  # of a cutoff; rapidfuzz takes a similarity of exactly 0.8 for one below 0.8
LIKE = 0.4  # with a smaller share of common words, two blocks are separate blocks and not one edited block
_LEAST_GROWN, _GROWN = 6, 0.8  # tokens of a block that grew, and the share of it that is still at the two ends
_LONG_BLOCK = 2_000  # characters: from here on, beginning and end are compared before words
_DMP_CELLS = 3_600  # tokens of one block × tokens of the other; completely different, they take diff-match-patch 0.3 ms
_WORD_CELLS = 16_000_000  # beyond, sentences are aligned before words: 4,000 × 4,000 words take Indel 20 ms
_LONGEST_SENTENCE = 400  # tokens
_SENTENCE_ENDS = frozenset(".!?;。！？；")
_CLEANUP_OPS = 2_000  # diff_cleanupSemantic has no limit of its own; 60,000 operations took it 71 s
_SURROGATES = 0xD800  # to 0xDFFF: not characters


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that is on both sides (`=`), only on the old one (`-`) or only on the new one (`+`)."""

    op: Op
    text: str


def similarity(old: Sequence[Hashable], new: Sequence[Hashable], least: float) -> float:
    """Return the share that two sequences have in common, in order, from 0 to 1; 0 if it is below `least`."""
    share = float(Indel.normalized_similarity(old, new, score_cutoff=max(0.0, least - _ROUNDING)))
    return share if share >= least else 0.0


def tokens(block: str) -> list[str]:
    """Split a block into words, whitespace and other characters. Joined, they are the block again."""
    return _TOKEN.findall(block)


def _without_whitespace(block: str) -> list[str]:
    """Return the tokens that are compared for likeness: all except whitespace, which any two blocks share."""
    return [part for part in _TOKEN.findall(block) if not part.isspace()]


def _pack(parts: Iterable[str], vocabulary: dict[str, str]) -> str:
    """Encode a block with one character for each token, so that tokens can be compared as characters."""
    return "".join([vocabulary.get(part) or _learn(part, vocabulary) for part in parts])


def _learn(part: str, vocabulary: dict[str, str]) -> str:
    code = vocabulary[part] = _code(len(vocabulary))
    return code


def words(old: str, new: str) -> tuple[Span, ...]:
    """Compare two blocks word by word. The spans without `+` are the old block, those without `-` the new one."""
    start, end = _ends(old, new)
    head, tail = old[:start], old[len(old) - end :]
    vocabulary: dict[str, str] = {}
    first, second = tokens(old[start : len(old) - end]), tokens(new[start : len(new) - end])
    packed = _pack(first, vocabulary), _pack(second, vocabulary)
    raw = _by_sentence(*packed, vocabulary) if _cells(*packed) > _WORD_CELLS else _by_word(*packed)
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    if len(raw) <= _CLEANUP_OPS and {op for op, _ in raw} >= {-1, 1}:  # pure additions need no cleanup
        engine.diff_cleanupSemantic(raw)
    meaning = {code: word for word, code in vocabulary.items()}
    spans: list[Span] = []
    waiting = ""
    decoded = [(op, "".join([meaning[code] for code in codes])) for op, codes in raw]
    for op, text in [(0, head), *decoded, (0, tail)]:
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
    """Return the lengths of the common beginning and end of two blocks, up to whitespace next to a whole word."""
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
    """Align the sentences of very large blocks first, then the words of replaced sentences, if they are few."""
    ends = {code for word, code in vocabulary.items() if word in _SENTENCE_ENDS}
    pieces = _sentences(old, ends), _sentences(new, ends)
    raw: list[tuple[int, str]] = []
    same = aligned(*pieces)
    last_old = last_new = 0
    for index, origin in [*sorted(same.items()), (len(pieces[1]), len(pieces[0]))]:
        removed, added = "".join(pieces[0][last_old:origin]), "".join(pieces[1][last_new:index])
        if removed and added and _cells(removed, added) <= _WORD_CELLS:
            raw += _by_word(removed, added)
        else:
            raw += [(-1, removed)] * bool(removed) + [(1, added)] * bool(added)
        if index < len(pieces[1]):
            raw.append((0, pieces[1][index]))
        last_old, last_new = origin + 1, index + 1
    return raw


def _sentences(packed: str, ends: set[str]) -> list[str]:
    pieces: list[str] = []
    start = 0
    for index, code in enumerate(packed):
        if code in ends or index - start >= _LONGEST_SENTENCE:
            pieces.append(packed[start : index + 1])
            start = index + 1
    return [*pieces, packed[start:]] if start < len(packed) else pieces


def _code(index: int) -> str:
    """Return the n-th character to encode a word; surrogates are left out."""
    return chr(index + 1 if index < _SURROGATES - 1 else index + 0x801)


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


class Likeness:
    """Score how alike two blocks are, from 0 to 1, by their common words in order."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, str] = {}
        self._packed: dict[str, str] = {}

    def of(self, old: str, new: str) -> float:
        """Return the likeness of two blocks, 0 if it is below LIKE.

        The common beginning and end are enough if they are long.
        """
        longest = max(len(old), len(new))
        if longest > _LONG_BLOCK:
            ends = _ends(old, new)
            if sum(ends) * 2 >= longest:
                return sum(ends) / longest
        a, b = self._pack(old), self._pack(new)
        if len(a) * len(b) > _WORD_CELLS:
            return _by_trigrams(a, b)
        like = similarity(a, b, LIKE)
        return LIKE if not like and _grown(a, b) else like

    def _pack(self, block: str) -> str:
        packed = self._packed.get(block)
        if packed is None:
            packed = self._packed[block] = _pack(_without_whitespace(block), self._vocabulary)
        return packed


def _grown(old: str, new: str) -> bool:
    """Return whether one block is the other with words added before, within or after it, judged by their common ends."""
    least = min(len(old), len(new))
    engine = diff_match_patch()
    start = engine.diff_commonPrefix(old, new)
    end = engine.diff_commonSuffix(old[start:], new[start:])
    longer, shorter = (old, new) if len(old) > len(new) else (new, old)
    return least >= _LEAST_GROWN and (start + end >= _GROWN * least or shorter[:-1] in longer)


def _by_trigrams(old: str, new: str) -> float:
    """Estimate likeness by runs of three words, if comparing all words with each other would be too slow."""
    old_trigrams, new_trigrams = ({side[index : index + 3] for index in range(len(side) - 2)} for side in (old, new))
    share = 2 * len(old_trigrams & new_trigrams) / (len(old_trigrams) + len(new_trigrams) or 1)
    return share if share >= LIKE else 0.0
