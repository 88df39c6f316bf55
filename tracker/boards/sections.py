"""Postings that have no page of their own: headings in a page, each with its text below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker import text
from tracker.boards import vocabulary as vocab
from tracker.boards.items import MOST_TITLE, SURE, Group, Item, is_furniture, words_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SHARE = 0.6  # of the headings of one level must name an occupation
_SECTION_TEXT = 120  # characters below a heading that make it a posting without a page of its own


def sections(body: LexborNode, url: str) -> Group | None:
    """Find postings that have no page of their own: headings, each with its text below it."""
    best: Group | None = None
    for tag in ("summary", "h2", "h3", "h4", "dt", "h5"):
        found = []
        for heading in body.css(tag):
            title = words_of(heading)
            if not title or is_furniture(heading) or len(title.split()) > MOST_TITLE:
                continue
            below = _below(heading, tag)
            if len(below) >= _SECTION_TEXT:
                found.append((heading, title, below))
        roles = [one for one in found if vocab.is_role(one[1])]
        if len(roles) < 2 or len(roles) < len(found) * _SHARE:
            continue
        items = []
        for heading, title, below in roles:
            name = heading.attributes.get("id") or (heading.parent.attributes.get("id") if heading.parent else None)
            mark = name or re.sub(r"\W+", "-", title.casefold()).strip("-")
            places = [
                line for line in below.split("\n")[:4] if vocab.PLACE.match(re.sub(r"^[\w ]{2,20}:\s+", "", line))
            ]
            place = re.sub(r"^[\w ]{2,20}:\s+", "", places[0]) if places else None
            items.append(Item(f"{text.clean_url(url)}#{mark}", title, place, text=below))
        weight = SURE + len(roles) / len(found)
        if best is None or len(items) > len(best.items):
            best = Group(tuple(items), weight, ("sections", tag))
    return best


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
