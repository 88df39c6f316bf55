"""Decide whether the words after a label can be a place, a department or a kind of employment."""

from __future__ import annotations

import re

from tracker.boards.kit import fact_labels as kinds
from tracker.boards.kit import labels, row_details
from tracker.boards.kit import vocabulary as vocab
from tracker.extract import places

_SENTENCE = re.compile(r"[.!?…]\s|[.!?…。！？]$|[@{}<>]|://|www\.")
_GENERIC_VALUE = re.compile(
    r"^(?:n/?a|none|null|tb[acd]|all|any|other|select|more|view|map|-+|yes|no|ja|nein|oui|non|sí)$", re.IGNORECASE
)
_LONGEST = 80  # characters of a place
_SIZES = {
    kinds.TEAM: (60, 6),
    kinds.GROUP: (60, 6),
    kinds.KIND: (60, 8),
    kinds.HOURS: (60, 8),
}  # characters and words of a value
_FEW_WORDS = 4  # of a value whose label has neither a colon nor a cell of its own


_ENDS, _MOST_ENDED = frozenset(".!?…。"), 2  # signs at the end of a sentence, and words of a value with such a sign


def place(words: str, *, sure: bool) -> str | None:
    """Return the words if they are a place. Unless the label is certain (`sure`: a colon, or a cell of its own), it must be a known one."""
    name = labels.place_said(words)
    if not name or _is_no_value(name, _LONGEST, len(name)):
        return None
    known = labels.is_known(name) or vocab.PLACE.match(name) or places.is_way_of_working(name)
    return name if known or (sure and not name[0].islower() and not row_details.named_kind(name)) else None


def short(words: str, kind: str, *, sure: bool) -> str | None:
    """Return words that name a department or a kind of employment."""
    longest, most = _SIZES[kind]
    value = words.strip(" ,;:：.-–—")
    most = most if words.rstrip()[-1:] not in _ENDS else _MOST_ENDED
    if _is_no_value(value, longest, most if sure else min(most, _FEW_WORDS)):
        return None
    if kind in {kinds.TEAM, kinds.GROUP}:
        other = value[0].islower() or any(map(str.isdigit, value)) or (kind == kinds.GROUP and not sure)
        return None if other and not vocab.DEPARTMENT_ONLY.match(value) else value
    known = row_details.named_kind(value) or row_details.kind_of(value)
    if kind == kinds.HOURS or (value[0].islower() and not sure):
        return value if known else None
    return value


def _is_no_value(words: str, longest: int, most: int) -> bool:
    many = len(words) > longest or len(words.split()) > most or not any(map(str.isalpha, words))
    return many or bool(
        _SENTENCE.search(words) or _GENERIC_VALUE.match(words) or kinds.label_of(words) or vocab.GENERIC.match(words)
    )
