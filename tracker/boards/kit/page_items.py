"""Types for what is found in a page's structure, and the detection of navigation, header and footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tracker.boards.kit import vocabulary as vocab
from tracker.extract import text
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SURE, UNSURE = 3.0, 1.5  # average score of a group's members; chosen so that one sign alone is never enough
MOST_TITLE = 16  # words
_FURNITURE = frozenset(("nav",))
_CARDS = frozenset(("article", "li"))
_PARTS = frozenset(("main", "article", "li", "section"))
Found = TypeVar("Found")
_ROLES = frozenset(("navigation", "contentinfo", "menu", "menubar", "tablist"))


@dataclass(frozen=True, slots=True)
class Item:
    """One posting as the list shows it. `text` is set if the whole posting is in the list itself.

    `key` is its id, if its address is a fragment that changes, such as the number of a panel. `way` is how one works:
    "Hybrid".
    """

    url: str
    title: str
    location: str | None = None
    department: str | None = None
    kind: str | None = None
    text: str = ""
    key: str = ""
    way: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Postings that were found together. `weight` is their score as a list; `shape` recognises more of them."""

    items: tuple[Item, ...]
    weight: float
    shape: tuple[str, ...] = ()


@dataclass(slots=True)
class Link:
    """A link that may lead to a posting: its element in the list, its title, its score.

    `site` is the site of the page: a link with a malformed address stays with its neighbours.
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
    """Return the text of an element as one line, or its label if it has no text."""
    words = text.line(node.text(separator=" "))
    if words:
        return words
    image = node.css_first("img[alt]")
    return text.line((node.attributes.get("aria-label") or "") or (image.attributes.get("alt") or "" if image else ""))


def without_bullet(title: str) -> str:
    """Return a title without the bullet (►, •, a dash) that is typed before it."""
    bare = title.lstrip("-–—•·*►▶▸‣→»›")
    return bare.strip() if bare[:1].isspace() and bare.strip() else title


class Furniture:
    """Decides which elements of a page are in navigation, footer or the page's own header. Each is examined once."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def holds(self, node: LexborNode) -> bool:
        """Return whether an element is in such a part of the page."""
        below: list[LexborNode] = []
        is_furniture = False
        at: LexborNode | None = node
        while at is not None:
            known = self._known.get(at.mem_id)
            if known is not None:
                is_furniture = known
                break
            below.append(at)
            at = at.parent
        for element in reversed(below):
            is_furniture = self._known[element.mem_id] = is_furniture or _is_furniture(element)
        return is_furniture


def _is_furniture(node: LexborNode) -> bool:
    if node.tag == "footer":  # the footer of a card is part of the card
        return not any(element.tag in _CARDS for element in ancestors(node))
    if node.tag in _FURNITURE or (node.attributes or {}).get("role") in _ROLES:
        return True
    if node.tag == "aside":
        return _is_aside(node)
    return node.tag == "header" and not any(element.tag in _PARTS for element in ancestors(node))


def _is_aside(node: LexborNode) -> bool:
    """Return whether an aside has a heading of its own that does not name jobs: people, news, values."""
    heading = node.css_first("h1, h2, h3, h4, h5, h6")
    words = words_of(heading) if heading is not None else ""
    jobs = vocab.JOBS_HEADING.search(words) or vocab.LIST_HEADING.search(words) or vocab.is_role(words)
    part = vocab.DEPARTMENT_ONLY.match(words) or vocab.PLACE.match(words)
    return bool(words) and not jobs and not part


def nearest_before(
    node: LexborNode, known: dict[int, Found | None], judge: Callable[[LexborNode], Found | None]
) -> Found | None:
    """Return the first result of `judge` for the siblings before a node and its ancestors, the nearest first.

    `known` caches the results; without it each entry of a list of a thousand would go through all entries before it.
    """
    passed: list[int] = []
    result: Found | None = None
    at: LexborNode | None = node
    while at is not None:
        if at.mem_id in known:
            result = known[at.mem_id]
            break
        passed.append(at.mem_id)
        at = at.prev
        result = judge(at) if at is not None else None
        if result is not None:
            break
    known.update(dict.fromkeys(passed, result))
    return result
