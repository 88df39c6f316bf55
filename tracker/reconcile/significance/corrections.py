"""Whether a word is another word, or the same with a typo mended or with another ending."""

from __future__ import annotations

import re

from rapidfuzz.distance import Indel

_MENDED = 2  # letters put in or taken out: as much as a typo or another ending
_LEAST_WORD = 4  # letters; a shorter word with two other letters is another word
_WORD = re.compile(r"\S+")


def mended(old: str, new: str) -> bool:
    """Return whether words became the same words with a typo mended, or with another ending."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    return len(before) == len(after) and all(one_word(*pair) for pair in zip(before, after, strict=True))


def one_word(old: str, new: str) -> bool:
    """Return whether two words are one, but for case, a typo or an ending."""
    if old.casefold() == new.casefold():
        return True
    if min(len(old), len(new)) < _LEAST_WORD or old[0].casefold() != new[0].casefold():
        return False
    if any(sign.isdigit() for sign in old + new):
        return False
    return Indel.distance(old.casefold(), new.casefold(), score_cutoff=_MENDED) <= _MENDED
