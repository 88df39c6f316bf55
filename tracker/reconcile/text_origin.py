"""Compare a posting's text when its origin changes: from the list to the posting's own page, or back.

A page has lines that the list's text lacks (a heading, a notice), and lacks others. That is not an edit. So the list's
text stays, and the lines of the page are noted. When the page is read again, it is compared with these notes. The notes
are hashes, kept among the masks of the source.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from tracker.diff import compare
from tracker.model import Listing
from tracker.model.errors import Unread
from tracker.model.history import Answers, History, Reading
from tracker.model.wording import Wording

_SIGN = "\x01"  # begins a note; never part of a text
_LENGTH = 8  # hexadecimal digits of a line's hash: two of a few hundred lines collide once in 40,000 pages
_LEAST_SHARE = 0.5  # share of the letters of a known text that a page must have
_MOST_WORDS = 0.7  # or of its words; any two texts of one language have a third in common
_LOOKED_FOR = 40  # longest lines that are searched for within others; each costs one scan of the page
_SITE_TEXT_PAGES = 3  # pages with different titles and one text: it is a text of the site
_LETTERS = re.compile(r"[^\W_]+")


def patterns(masks: Iterable[str]) -> frozenset[str]:
    """Return the masks without the notes of pages."""
    return frozenset(mask for mask in masks if not mask.startswith(_SIGN))


def note(masks: set[str], name: str, blocks: Sequence[str]) -> None:
    """Note the lines of a posting's page, and drop those that were noted before."""
    forget(masks, {name})
    masks.add(f"{_SIGN}{name}{_SIGN}{''.join(sorted(set(map(_hash, blocks))))}")


def forget(masks: set[str], names: AbstractSet[str]) -> None:
    """Remove the notes of these postings."""
    masks -= {mask for mask in masks if mask.startswith(_SIGN) and mask.split(_SIGN)[1] in names}


def noted(masks: Iterable[str], name: str) -> frozenset[str] | None:
    """Return the hashes of the noted lines of a posting's page, None if there is no note."""
    begin = f"{_SIGN}{name}{_SIGN}"
    hashes = next((mask[len(begin) :] for mask in masks if mask.startswith(begin)), None)
    if hashes is None:
        return None
    return frozenset(hashes[index : index + _LENGTH] for index in range(0, len(hashes), _LENGTH))


def by_page(known: Sequence[str], page: Sequence[str], had: frozenset[str] | None) -> Sequence[str] | None:
    """Return the list's text after the posting's page was read, None if the page does not contain that text.

    `had` are the lines that the page had before: only lines that differ from them are an edit.
    """
    if had is None:
        return known if _has(page, known) else None
    if not _has(page, [line for line in known if _hash(line) in had]):
        return None
    result: list[str] = []
    for row in compare(known, page).rows:
        old = known[row.old] if row.old is not None else None
        new = page[row.new] if row.new is not None else None
        if row.kind in {"same", "moved"} and old is not None:
            result.append(old)
        elif new is not None and _hash(new) not in had:
            result.append(new)
        elif old is not None and _hash(old) not in had:  # only the list has this line
            result.append(old)
    return known if sorted(result) == sorted(known) else tuple(result)


def merged(before: Wording, after: Wording, listed: Wording, blocks: Sequence[str]) -> Wording:
    """Return the wording with these lines. Pay that only the text states stays as it was while the text does."""
    if blocks != before.blocks or listed.value("pay"):
        return replace(after, blocks=blocks)
    return replace(
        after,
        blocks=blocks,
        pay_min=before.pay_min,
        pay_max=before.pay_max,
        pay_currency=before.pay_currency,
        pay_period=before.pay_period,
        pay_stated=before.pay_stated,
    )


def is_cut(known: Sequence[str], listed: Reading) -> bool:
    """Return whether the list lost a part of a text (`without`) that it had before: the text begins differently now."""
    if not listed.without:
        return False
    first = next((index for index, line in enumerate(known) if not line.startswith("# ")), None)
    return any(row.kind == "removed" and row.old == first for row in compare(known, listed.wording.blocks).rows)


def from_list(before: Wording, after: Wording) -> Wording:
    """Return the wording after its text moved from the posting's own page back to the list.

    The text stays if only headings differ, or if the page only had more lines around the list's text.
    """
    old, new = ({block for block in wording.blocks if not block.startswith("# ")} for wording in (before, after))
    return replace(after, blocks=before.blocks) if old and new and new <= old else after


def pages_with_one_text(known: History, seen: Listing, answers: Answers) -> frozenset[str]:
    """Return the ids of postings whose own pages show one text for different titles, such as a notice or a login form.

    A page that contains the known text of its posting is not one of them.
    """
    groups: defaultdict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for entry in seen.entries:
        page = answers.details.get(entry.external_id)
        if page is None or not entry.own_page or entry.external_id in answers.same:
            continue
        with contextlib.suppress(Unread):
            reading = Reading.of(entry, page).wording
            before = known.wording.get(entry.external_id)
            if before is not None and before.blocks and _has(reading.blocks, before.blocks):
                continue
            title = reading.title.casefold()
            groups[tuple(line for line in reading.blocks if title not in line.casefold())][entry.external_id] = title
    return frozenset(
        name
        for text, group in groups.items()
        if text and len(set(group.values())) >= _SITE_TEXT_PAGES
        for name in group
    )


def _has(page: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether a page has most of a known text: half of its letters in whole lines, or nearly all of its words."""
    lines = [line for line in map(_squeezed, known) if line]
    squeezed = list(map(_squeezed, page))
    page_lines, whole_text = frozenset(squeezed), "".join(squeezed)
    within = {line for line in sorted(set(lines) - page_lines, key=len)[-_LOOKED_FOR:] if line in whole_text}
    if sum(len(line) for line in lines if line in page_lines or line in within) >= _LEAST_SHARE * sum(map(len, lines)):
        return True
    words = Counter(_LETTERS.findall("\n".join(known).casefold()))
    return (words & Counter(_LETTERS.findall("\n".join(page).casefold()))).total() >= _MOST_WORDS * words.total()


def _squeezed(line: str) -> str:
    return "".join(_LETTERS.findall(line.casefold()))


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
