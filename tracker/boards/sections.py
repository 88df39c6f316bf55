"""Postings that have no page of their own: headings in a page, each with its text below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker import text, urls
from tracker.boards import vocabulary as vocab
from tracker.boards.items import MOST_TITLE, SURE, Furniture, Group, Item, words_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SHARE = 0.6  # of the headings of one level must name an occupation
_SECTION_TEXT = 120  # characters below a heading that make it a posting without a page of its own


def sections(body: LexborNode, url: str, furniture: Furniture) -> Group | None:
    """Find postings that have no page of their own: headings, each with its text below it."""
    best: Group | None = None
    for tag in ("summary", "h2", "h3", "h4", "dt", "h5"):
        for headings in _together(body.css(tag)):
            group = _group(headings, tag, url, furniture)
            if group is not None and (best is None or len(group.items) > len(best.items)):
                best = group
    return best


def _together(headings: list[LexborNode]) -> list[list[LexborNode]]:
    """Put headings together that stand in one element: an accordion of jobs and one of questions are two."""
    held: dict[int, int] = {}  # how many headings an element holds; of more than one it is not asked how many
    for heading in headings:
        one: LexborNode | None = heading
        while one is not None and held.get(one.mem_id, 0) < 2:
            held[one.mem_id] = held.get(one.mem_id, 0) + 1
            one = one.parent
    groups: dict[int, list[LexborNode]] = {}
    for heading in headings:
        up = heading.parent
        while up is not None and up.parent is not None and held[up.mem_id] < 2:
            up = up.parent
        groups.setdefault(up.mem_id if up is not None else 0, []).append(heading)
    return list(groups.values())


def _group(headings: list[LexborNode], tag: str, url: str, furniture: Furniture) -> Group | None:
    found = []
    for heading in headings:
        title = words_of(heading)
        asks = title.endswith(("?", "!"))
        if title and not asks and not furniture.holds(heading) and len(title.split()) <= MOST_TITLE:
            below = _below(heading, tag)
            if len(below) >= _SECTION_TEXT:
                found.append((heading, title, below))
    roles = [one for one in found if vocab.is_role(one[1])]
    if len(roles) < 2 or len(roles) < len(found) * _SHARE:
        return None
    items = []
    for heading, title, below in found:
        own = heading.attributes.get("id") or (heading.parent.attributes.get("id") if heading.parent else None)
        mark = own or re.sub(r"\W+", "-", title.casefold()).strip("-")
        first = [re.sub(r"^[\w ]{2,20}:\s+", "", line) for line in below.split("\n")[:4]]
        place = next((line for line in first if vocab.PLACE.match(line)), None)
        items.append(Item(f"{urls.clean(url)}#{mark}", title, place, text=below))
    return Group(tuple(items), SURE + len(roles) / len(found), ("sections", tag))


def _below(heading: LexborNode, tag: str) -> str:
    """Give the text that belongs to a heading: what follows it up to the next of its kind."""
    parts = []
    after = heading.next
    while after is not None and after.tag != tag:
        if after.tag != "-text" and after.css_first(tag) is not None:
            break
        parts.append(text.of_node(after) if after.tag != "-text" else text.line(after.text_content or ""))
        after = after.next
    return "\n".join(filter(None, parts))
