"""What is found in a page's structure, and what of a page is furniture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker import text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SURE, UNSURE = 3.0, 1.5  # what a group's members must weigh on average; chosen so that one sign alone is never enough
MOST_TITLE = 16  # words
_FURNITURE = frozenset(("nav", "footer"))
_ROLES = frozenset(("navigation", "contentinfo", "menu", "menubar", "tablist"))


@dataclass(frozen=True, slots=True)
class Item:
    """One posting as the list shows it. `text` is set where the whole posting stands in the list itself."""

    url: str
    title: str
    location: str | None = None
    department: str | None = None
    kind: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Postings that were found together. `weight` is what they say of themselves, `shape` how to know more of them."""

    items: tuple[Item, ...]
    weight: float
    shape: tuple[str, ...] = ()


@dataclass(slots=True)
class Link:
    """A link that may be one to a posting: its element in the list, what was made its title, what it weighs.

    `site` is the page's own: a link whose address is malformed stands with its neighbours.
    """

    node: LexborNode
    url: str
    words: str
    place: tuple[str, ...]
    site: str = ""
    item: LexborNode | None = None
    title: str = ""
    lines: list[str] = field(default_factory=list)
    weight: float = 0.0


def words_of(node: LexborNode) -> str:
    """Give the words of an element as one line, or what it says of itself where it has none."""
    said = text.line(node.text(separator=" "))
    if said:
        return said
    image = node.css_first("img[alt]")
    return text.line((node.attributes.get("aria-label") or "") or (image.attributes.get("alt") or "" if image else ""))


def is_furniture(node: LexborNode) -> bool:
    """Say whether an element is in navigation, footer or the page's own header."""
    up: LexborNode | None = node
    while up is not None:
        if up.tag in _FURNITURE or (up.attributes or {}).get("role") in _ROLES:
            return True
        if up.tag == "header" and not _inside(up, {"main", "article", "li", "section"}):
            return True
        up = up.parent
    return False


def _inside(node: LexborNode, tags: set[str]) -> bool:
    up = node.parent
    while up is not None:
        if up.tag in tags:
            return True
        up = up.parent
    return False
