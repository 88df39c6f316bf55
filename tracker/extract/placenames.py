"""Normalise names of places for comparison: in lower case, without accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Accents of Latin, Greek and Cyrillic letters. Marks of other scripts are letters.
_MARKS = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[^\w]+|_+")
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "’": "",
        "'": "",
        "ʻ": "",
        ".": "",
    }
)
_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): "", ord("."): ""}
_MOST_CHARACTERS = 200  # characters of a name; sorting combining marks takes time in the square of their number
_HEADS = {"st": "saint", "ft": "fort", "mt": "mount"}


def key(name: str) -> str:
    """Return the same key for two spellings of a name: "St. Gallen" and "Saint-Gallen", "Kraków" and "KRAKOW"."""
    name = name[:_MOST_CHARACTERS]
    if name.isascii():  # most names; a check that names a new place compares it with thousands
        words = name.lower().translate(_ASCII).split()
    else:
        name = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", name)))
        words = _SIGNS.sub(" ", name.casefold().translate(_LETTERS)).split()
    if words and words[0] in _HEADS and len(words) > 1:
        words[0] = _HEADS[words[0]]
    return " ".join(words)


def may_name(texts: Iterable[str], place: str) -> Iterator[str]:
    """Yield the texts that may name a place, which is given as its key. It is faster than making the key of every text."""
    word = max((word for word in place.split() if word not in _HEADS.values()), key=len, default="")
    for text in texts:
        if word in text.lower() or not text.isascii() or "." in text or "'" in text:
            yield text
