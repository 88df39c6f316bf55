"""Compare the numbers in the headings of a list's groups with their rows: "Germany (12)" above ten postings.

What such a number counts is proved by the groups themselves: there are several, none has more rows than its heading
says, and at least one has exactly as many. Otherwise nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.headings import LEVELS
from tracker.boards.kit.page_items import words_of
from tracker.extract import list_words
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.generic.area import Area
    from tracker.boards.kit.headings import Outline
    from tracker.boards.kit.page_items import Item, Link

_HEADS = (*LEVELS, "summary", "legend", "caption")
_BOLD = frozenset(("strong", "b"))
_LIKE_HEADS = ("th[colspan]", "td[colspan]", *_BOLD)
_COUNTED = re.compile(r"(?P<name>[^\d()\[\]]{2,80})[(\[](?P<number>\d{1,4})(?: (?P<noun>[^\W\d]{2,24}))?[)\]]")
_WITH_NOUN = re.compile(r"(?P<name>[^\d()\[\]]{2,80}?)\s?[-–—:·|,]?\s(?P<number>\d{1,4}) (?P<noun>[^\W\d]{2,24})")
_BADGED = re.compile(r"(?P<name>[^\d()\[\]]{2,80}?)\s(?P<number>\d{1,4})(?P<noun>)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 100  # characters of a group's heading
_LEAST = 2  # groups with numbers
_AROUND = 2  # elements around a heading that tell it from those of other parts of the page


@dataclass(slots=True)
class _GroupHead:
    """A heading with a number, and the postings below it."""

    words: str
    stated: int
    level: int
    shape: tuple[str, ...] = ()
    rows: set[str] = field(default_factory=set)

    @property
    def is_other(self) -> bool:
        """Return whether this is the heading of something else than postings: "Offices (14)"."""
        return bool(vocab.OTHER_HEADING.search(self.words))


def missing(outline: Outline, links: Sequence[Link], items: Mapping[str, Item], area: Area) -> tuple[str, ...]:
    """Return which group has fewer postings than its heading says, if the headings of the list's groups have numbers."""
    groups = [group for group in _groups(outline, links, items, area) if group.stated]
    with_rows = [group for group in groups if group.rows]
    proved = any(len(group.rows) == group.stated for group in with_rows)
    if len(groups) < _LEAST or not with_rows or any(len(group.rows) > group.stated for group in with_rows):
        return ()
    shapes = {group.shape for group in with_rows}
    alike = [group for group in groups if group.rows or (proved and group.shape in shapes and not group.is_other)]
    short = [group for group in alike if len(group.rows) < group.stated]
    if not short or not (proved or len(with_rows) >= _LEAST):
        return ()
    first = short[0]
    return (f"the page says {first.words!r}, and shows {len(first.rows)} of them",)


def _groups(outline: Outline, links: Sequence[Link], items: Mapping[str, Item], area: Area) -> list[_GroupHead]:
    """Return the headings with numbers, each with the postings up to the next heading of its level."""
    addresses = {item.url: key for key, item in items.items()}
    by_link = {link.node.mem_id: key for link in links if (key := addresses.get(link.url))}
    by_title = {item.title: key for key, item in items.items()}
    groups: list[_GroupHead] = []
    open_groups: list[_GroupHead] = []
    for node in outline.body.css(", ".join((*_HEADS, *_LIKE_HEADS, "a", "dt"))):
        key = by_link.get(node.mem_id) or _title_key(node, by_title, area)
        if key:
            for group in open_groups:
                group.rows.add(key)
        if node.tag in {"a", "dt"} or area.is_row(node) or area.is_in_row(node):
            continue
        level = LEVELS.index(node.tag) if node.tag in LEVELS else len(LEVELS)
        if node.tag in _BOLD:
            level += 1
            if not area.is_near_list(node) or _of_heading(node, level, area) is None:
                continue  # bold words in a text are no heading
        open_groups = [group for group in open_groups if group.level < level]
        counted = _of_heading(node, level, area)
        if counted is not None:
            groups.append(counted)
            open_groups.append(counted)
    return groups


def _title_key(node: LexborNode, by_title: Mapping[str, str], area: Area) -> str:
    return by_title.get(words_of(node), "") if area.size(node) <= _LONGEST else ""


def _of_heading(node: LexborNode, level: int, area: Area) -> _GroupHead | None:
    """Return a heading that is a group's name and a number, None for others and for that of the whole list."""
    words = words_of(node) if 0 < area.size(node) <= _LONGEST else ""
    match = _COUNTED.fullmatch(words) or _WITH_NOUN.fullmatch(words) or _badged(node, words)
    if match is None or list_words.names_a_list(match["name"]):
        return None
    noun = match["noun"]
    if list_words.names_jobs(noun) if noun else not _YEAR.fullmatch(match["number"]):
        return _GroupHead(words, int(match["number"]), level, _shape(node))
    return None


def _shape(node: LexborNode) -> tuple[str, ...]:
    """Return the tags and classes of a heading and of the elements around it."""
    around = (node, *islice(ancestors(node), _AROUND))
    return tuple(f"{element.tag}.{(element.attributes or {}).get('class') or ''}" for element in around)


def _badged(node: LexborNode, words: str) -> re.Match[str] | None:
    """Return the match of a heading whose last element is its number: `Sales <span>4</span>`."""
    last = node.last_child
    while last is not None and last.tag == "-text" and not (last.text_content or "").strip():
        last = last.prev
    in_element = last is not None and last.tag not in {"-text", "-comment"} and words_of(last).isdecimal()
    return _BADGED.fullmatch(words) if in_element else None
