"""Decide whether two words differ only by a typo or an ending."""

from __future__ import annotations

import re

from rapidfuzz.distance import Indel

_MENDED = 2  # letters added or removed by a typo or another ending
_LEAST_WORD = 4  # letters; a shorter word with two other letters is another word
_WORD = re.compile(r"\S+")


def only_corrected(old: str, new: str) -> bool:
    """Return whether words differ only by corrected typos or by endings."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    return len(before) == len(after) and all(one_word(*pair) for pair in zip(before, after, strict=True))


def one_word(old: str, new: str) -> bool:
    """Return whether two words are the same, apart from case, a typo or an ending."""
    if old.casefold() == new.casefold():
        return True
    if min(len(old), len(new)) < _LEAST_WORD or old[0].casefold() != new[0].casefold():
        return False
    if any(sign.isdigit() for sign in old + new):
        return False
    return Indel.distance(old.casefold(), new.casefold(), score_cutoff=_MENDED) <= _MENDED
