"""Judge how significant an edit is, and describe it in one line.

Only the words that changed are judged, not the block around them: see `tracker.reconcile.significance.reasons`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from tracker.diff import Diff, compare
from tracker.diff.render import FIELDS, field_changes
from tracker.extract.text import bare
from tracker.model import Significance
from tracker.model.wording import COMPARED, Wording
from tracker.reconcile.significance.titles import retitled

_MUCH = 0.5  # share of the words that changed: with more, the text was rewritten
_FIELD_NAMES = {
    "department": "the department",
    "employment_type": "the kind of employment",
    "workplace": "the workplace",
    "closes_at": "the closing date",
}
_BULLET = "- "
_LONGEST = 120  # characters of a quoted change in a summary


def same(before: Wording, after: Wording) -> bool:
    """Return whether nothing was edited. Different markup around the same words is not an edit."""
    if field_changes(before, after):
        return False
    old, new = _apart(before.blocks, after.blocks)
    return old == new or bare(old) == bare(new)


def _apart(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return two texts without what both begin and end with: nearly all of a text that was edited.

    Bullets in a row stay together, because their order means little.
    """
    old, new = tuple(before), tuple(after)
    most = min(len(old), len(new))
    start = next((index for index in range(most) if old[index] != new[index]), most)
    while start and old[start - 1].startswith(_BULLET):
        start -= 1
    most -= start
    end = next((index for index in range(most) if old[-1 - index] != new[-1 - index]), most)
    while end and old[-end].startswith(_BULLET):
        end -= 1
    return old[start : len(old) - end], new[start : len(new) - end]


def assess(before: Wording, after: Wording) -> tuple[Significance, str]:
    """Return the significance of an edit, and the reason in words."""
    from tracker.reconcile.significance import counted, reasons, terms  # their patterns take 30 ms, for edits alone

    changed = field_changes(before, after)
    gone, come = _apart(before.blocks, after.blocks)
    lines = _lines(gone), _lines(come)
    if lines[0] == lines[1] and _plain_fields(before) == _plain_fields(after):
        return "cosmetic", "only space, punctuation, case or the order of lines"
    fields = [_field(name, before, after) for name in changed]
    for major, reason in fields:
        if major:
            return "major", reason
    minor = "; ".join(reason for _, reason in fields)
    if not changed and sorted(lines[0]) == sorted(lines[1]):
        return "minor", "the order of the paragraphs changed"
    if not changed and _only_items_moved(gone, come):
        return "cosmetic", "only the order of the items in a list"
    old, new = bare(before.blocks), bare(after.blocks)
    if not old and new and not changed:
        return "minor", "the text was read for the first time"
    words = reasons.changed(_compared(tuple(before.blocks), tuple(after.blocks)))
    if reason := reasons.requirement(words, before.blocks, after.blocks):
        return "major", reason
    if reason := terms.changed(words):
        return "major", reason
    counts, reason = counted.number(words)
    if counts:
        return "major", reason
    if old != new and _distance(old, new) > _MUCH:
        return "major", "more than half of the words changed"
    return "minor", minor or reason or reasons.not_about_the_job(words) or "a few words changed"


@lru_cache(maxsize=1)
def _compared(old: tuple[str, ...], new: tuple[str, ...]) -> Diff:
    """Compare two texts; an edit is weighed and then described."""
    return compare(old, new)


def _field(name: str, before: Wording, after: Wording) -> tuple[bool, str]:
    """Return whether the change of a field is major, and describe it in words."""
    from tracker.reconcile.significance import reasons
    from tracker.reconcile.significance.places import relocated

    old, new = (getattr(wording, name, None) for wording in (before, after))
    if name == "pay":
        return True, reasons.pay(before, after)
    if name == "title":
        return retitled(before.title, after.title)
    if name == "location":
        return relocated(before.location, after.location)
    is_major = name == "workplace" or (name == "employment_type" and bool(old and new))
    return is_major, f"{_FIELD_NAMES[name]} changed: {old or 'not stated'} → {new or 'not stated'}"


def _distance(old: list[str], new: list[str]) -> float:
    return float(Indel.normalized_distance(old, new))


# Signs that mean something: C++ is not C#, < 50 is not > 50, and 50 % is not 50.
_MEANT = re.compile(r"\w+|[%€$£¥₹<>≤≥+#=°&~]")


_MOST_KEPT, _LONG_LINE = 1_000, 2_000  # lines whose words stay in memory, and characters of one: 4 MB


def _words_of(text: str) -> str:
    """Return the plain words of a line. Nearly every line of an edited text is in both versions."""
    return _kept_words(text) if len(text) <= _LONG_LINE else _read_words(text)


def _read_words(text: str) -> str:
    return " ".join(_MEANT.findall(text.casefold()))


_kept_words = lru_cache(_MOST_KEPT)(_read_words)


def _lines(blocks: Sequence[str]) -> list[str]:
    """Return the blocks as plain words. Bullets in a row are sorted, because their order means little."""
    result: list[str] = []
    bullets: list[str] = []
    for block in (*blocks, ""):
        if block.startswith(_BULLET):
            bullets.append(_words_of(block))
            continue
        result += sorted(bullets)
        bullets.clear()
        result.append(_words_of(block))
    return [line for line in result if line]


# What separates the items of a list in one line, and words that make their order or their grouping mean something.
_BETWEEN_ITEMS = re.compile(
    r"[,;、，；·•|/]|\s[-–—]\s|\s(?:and|or|und|oder|et|ou|y|o|e|of|en|och|eller|og|i|lub|&)\s", re.IGNORECASE
)
_MORE_THAN_ITEMS = re.compile(
    r"[.!?:。！？()]|\b(?:not?|nor|never|without|but|then|than|from|to|nicht|keine?|ohne|sondern|dann|pas|sans|mais|puis|sin|pero|luego|non|senza|"
    r"niet|geen|maar|não|sem|nie|bez|ale|inte|utan|ikke|uden|uten|men)\b",
    re.IGNORECASE,
)


def _only_items_moved(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether the lines differ only by the order of the items of lists within a line."""
    return len(old) == len(new) and all(
        _words_of(item) == _words_of(other) or _reordered(item, other) for item, other in zip(old, new, strict=True)
    )


def _reordered(old: str, new: str) -> bool:
    """Return whether a line has the same items in another order. What is before and behind the list is the same."""
    old_words, other = old.casefold().split(), new.casefold().split()
    if sorted(_words_of(old).split()) != sorted(_words_of(new).split()):
        return False
    start = next((index for index, pair in enumerate(zip(old_words, other, strict=False)) if pair[0] != pair[1]), 0)
    lists = [" ".join(words[start:]).rstrip(" .!") for words in (old_words, other)]
    if any(_MORE_THAN_ITEMS.search(items) for items in lists):
        return False
    items = [sorted(filter(None, map(_words_of, _BETWEEN_ITEMS.split(text)))) for text in lists]
    return items[0] == items[1] and len(items[0]) > 1


def _plain_fields(wording: Wording) -> Mapping[str, object]:
    """Return the fields of a wording as plain words."""
    values = {name: wording.value(name) for name in COMPARED}
    return {name: _words_of(value) if isinstance(value, str) else value for name, value in values.items()}


def summary(before: Wording, after: Wording) -> str:
    """Describe an edit in one line: the fields, old and new, then the first words that changed."""
    parts = [
        f"{FIELDS[name].lower()}: {old or 'not stated'} → {new or 'not stated'}"
        for name, (old, new) in field_changes(before, after).items()
    ]
    if before.blocks != after.blocks:
        parts.append(_words(_compared(tuple(before.blocks), tuple(after.blocks))))
    return "; ".join(filter(None, parts))


def _words(diff: Diff) -> str:
    removed = added = ""
    changed = 0
    for row in diff.rows:
        if row.kind in {"edited", "added", "removed"}:
            changed += 1
            if not removed and not added:
                removed = " … ".join(span.text.strip() for span in row.spans if span.op == "-" and span.text.strip())
                added = " … ".join(span.text.strip() for span in row.spans if span.op == "+" and span.text.strip())
    if not changed:
        moved = sum(row.kind == "moved" for row in diff.rows)
        return f"text: {moved} {'line' if moved == 1 else 'lines'} moved" if moved else ""
    more = f", and {changed - 1} more {'lines' if changed - 1 > 1 else 'line'}" if changed > 1 else ""
    reason = (
        f"“{_short(removed)}” → “{_short(added)}”"
        if removed and added
        else f"added “{_short(added)}”"
        if added
        else f"removed “{_short(removed)}”"
    )
    return f"text: {reason}{more}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"
