"""How much an edit weighs, and how it is told in one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Indel

from tracker.diff import Diff, compare
from tracker.ledger import Wording
from tracker.model import Significance
from tracker.render import COMPARED, FIELDS, field_changes
from tracker.text import bare

_MAJOR_FIELDS = ("title", "pay", "location", "workplace")
_MUCH = 0.25  # of the words: as much as a section of an ad
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_REQUIREMENT = re.compile(
    r"\b(?:require\w*|must|minimum|degrees?|bachelor\w*|master'?s?|clearance|certifi\w*|licen[cs]\w*|qualif\w*|"
    r"experienced?|years?|voraussetz\w*|erforderlich\w*|abschluss|erfahrung\w*|jahre?n?|zertifi\w*)\b|要求|经验|学历|资格",
    re.IGNORECASE,
)
_LONGEST = 120  # characters of a quoted change in a summary


def same(before: Wording, after: Wording) -> bool:
    """Say whether nothing was edited: other markup around the same words is nothing at all."""
    return not field_changes(before, after) and (
        before.blocks == after.blocks or bare(before.blocks) == bare(after.blocks)
    )


def weigh(before: Wording, after: Wording) -> tuple[Significance, str]:
    """Weigh an edit; the reason says which rule spoke."""
    changed = field_changes(before, after)
    if _plain(before) == _plain(after):
        return "cosmetic", "only space, punctuation, case or the order of lines"
    for name in _MAJOR_FIELDS:
        if name in changed:
            return "major", f"{FIELDS[name].lower()} changed"
    if not changed and sorted(_lines(before.blocks)) == sorted(_lines(after.blocks)):
        return "minor", "the order of the paragraphs changed"
    old, new = bare(before.blocks), bare(after.blocks)
    if not old and new and not changed:
        return "minor", "the text was read for the first time"
    if told := _numbers(before.text, after.text):
        return "major", told
    gone, come = changed_blocks(before, after)
    if any(_REQUIREMENT.search(block) for block in (*gone, *come)):
        return "major", "a requirement changed"
    if old != new and _distance(old, new) > _MUCH:
        return "major", f"more than {_MUCH:.0%} of the words changed"
    return (
        "minor",
        "a few words changed" if old != new else f"{', '.join(FIELDS[name].lower() for name in changed)} changed",
    )


def _numbers(before: str, after: str) -> str:
    """Say which number changed, came in or is gone; "" if both texts have the same ones."""
    counts = Counter(_NUMBER.findall(before)), Counter(_NUMBER.findall(after))
    gone, come = (
        next((_as_written(number, text) for number in one - other), "")
        for one, other, text in ((counts[0], counts[1], before), (counts[1], counts[0], after))
    )
    if gone and come:
        return f"a number changed: {gone} → {come}"
    if come:
        return f"a number came in: {come}"
    return f"a number is gone: {gone}" if gone else ""


def _as_written(number: str, text: str) -> str:
    """Give a number with the letters that follow it: 1st, 5kV."""
    found = re.search(rf"(?<![\w.,]){re.escape(number)}\w{{0,12}}", text)
    return found[0] if found else number


def _distance(old: list[str], new: list[str]) -> float:
    return float(Indel.normalized_distance(old, new))


# Signs that mean something: C++ is not C#, < 50 is not > 50, and 50 % is not 50.
_MEANT = re.compile(r"\w+|[%€$£¥₹<>≤≥+#=°&~]")


def _words_of(text: str) -> str:
    return " ".join(_MEANT.findall(text.casefold()))


def _lines(blocks: Sequence[str]) -> list[str]:
    """Give the blocks as plain words; bullets that stand together are sorted, for their order means little."""
    result: list[str] = []
    bullets: list[str] = []
    for block in (*blocks, ""):
        if block.startswith("- "):
            bullets.append(_words_of(block))
            continue
        result += sorted(bullets)
        bullets.clear()
        result.append(_words_of(block))
    return [line for line in result if line]


def _plain(wording: Wording) -> tuple[object, ...]:
    fields = {
        name: _words_of(value) if value else None
        for name, value in ((name, getattr(wording, name, None)) for name in COMPARED if name != "pay")
    }
    pay = (wording.pay_min, wording.pay_max, wording.pay_currency, wording.pay_period)
    return (_lines(wording.blocks), fields, pay)


def changed_blocks(before: Wording, after: Wording) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the blocks that were taken out and those that were put in, wherever they stand."""
    old, new = Counter(before.blocks), Counter(after.blocks)
    return tuple(sorted((old - new).elements())), tuple(sorted((new - old).elements()))


def summary(before: Wording, after: Wording) -> str:
    """Tell an edit in one line: the fields, old and new, then the first words that were changed."""
    parts = [
        f"{FIELDS[name].lower()}: {old or 'not stated'} → {new or 'not stated'}"
        for name, (old, new) in field_changes(before, after).items()
    ]
    if before.blocks != after.blocks:
        parts.append(_words(compare(before.blocks, after.blocks)))
    return "; ".join(filter(None, parts))


def _words(diff: Diff) -> str:
    gone = come = ""
    changed = 0
    for row in diff.rows:
        if row.kind in {"edited", "added", "removed"}:
            changed += 1
            if not gone and not come:
                gone = " … ".join(span.text.strip() for span in row.spans if span.op == "-" and span.text.strip())
                come = " … ".join(span.text.strip() for span in row.spans if span.op == "+" and span.text.strip())
    if not changed:
        moved = sum(row.kind == "moved" for row in diff.rows)
        return f"text: {moved} {'line' if moved == 1 else 'lines'} moved" if moved else ""
    more = f", and {changed - 1} more {'lines' if changed - 1 > 1 else 'line'}" if changed > 1 else ""
    told = (
        f"“{_short(gone)}” → “{_short(come)}”"
        if gone and come
        else f"added “{_short(come)}”"
        if come
        else f"removed “{_short(gone)}”"
    )
    return f"text: {told}{more}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"
