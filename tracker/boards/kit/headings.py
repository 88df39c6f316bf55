"""Find elements other than links that may name a posting: headings, accordion and tab switches, bold text, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.clicks import Clicks
from tracker.boards.kit.page_items import words_of
from tracker.boards.kit.title_words import tidy
from tracker.extract import text
from tracker.extract.htmltree import ancestors, outermost

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = ("summary", "h2", "h3", "h4", "h5", "h6", "dt")
_SWITCHES = (
    "[data-toggle=collapse], [data-bs-toggle=collapse], [data-toggle=tab], [data-bs-toggle=tab], [data-bs-toggle=pill], "
    '[aria-controls], [role=tab], a[href^="#"]'
)
_TARGETS = ("data-bs-target", "data-target", "aria-controls", "href")
_NAMED = (
    '[class*="title" i], [class*="position" i], [class*="heading" i], [class*="jobname" i], [class*="job-name" i], [class*="job_name" i], '
    '[class*="vacancy-name" i], [class~="t-name"]'  # class names of Tilda, a site builder
)
# Parts of a heading that are not the title.
_BESIDE = 'small, time, sup, .sr-only, .visually-hidden, .screen-reader-text, [class*="badge" i], [class*="location" i], [class*="meta" i], [class*="tag" i], [class*="pill" i], [class*="date" i], [class*="department" i]'
_BOLD = 'strong, b, span[style*="bold"], span[style*="font-weight:6"], span[style*="font-weight:7"], span[style*="font-weight: 7"]'
_TWO = 2  # parts of a title with a line below it
_MOST_NAMES = 24  # classes of titles that are used; a page has a handful
_LONGEST = 250  # characters of a possible title with the text next to it
_LEVEL_OF_OTHERS = 7  # level of an element that is not a heading: any heading before it counts as above it
_PARTING = re.compile(r"\s+[-–—|•·・]\s+")


@dataclass(slots=True)
class Head:
    """What names one posting: its element, its title, the lines next to it, what it opens, the headings above it."""

    node: LexborNode
    title: str
    adjacent: list[str] = field(default_factory=list)
    target: LexborNode | None = None
    headings: tuple[str, ...] = ()
    unit: LexborNode | None = None

    def above(self) -> str:
        """Return the nearest heading above, "" if there is none."""
        return next((words for words in reversed(self.headings) if words), "")


class Outline:
    """A page's headings in order, and the length of every element's text. The page is walked once."""

    def __init__(self, body: LexborNode) -> None:
        self.body = body
        self.sizes: dict[int, int] = {}
        self._over: dict[int, tuple[str, ...]] = {}
        state = ("",) * len(LEVELS)
        levels: list[
            tuple[int, int, int]
        ] = []  # an element's own id, its parent's, and the characters of a piece of text
        for node in body.traverse(include_text=True):
            tag, up, name = node.tag, node.parent, node.mem_id
            size = len(node.text_content or "") if tag == "-text" else 0
            levels.append((name, up.mem_id if up is not None else 0, size))
            if tag != "-text":
                self._over[name] = state
                if tag in LEVELS:
                    level, words = LEVELS.index(tag), words_of(node)
                    if 0 < len(words) <= _LONGEST:
                        state = (*state[:level], words, *("",) * (len(LEVELS) - level - 1))
        for name, up_name, own in reversed(levels):
            size = own or self.sizes.get(name, 0)
            if size and up_name:
                self.sizes[up_name] = self.sizes.get(up_name, 0) + size

    @cached_property
    def clicks(self) -> Clicks:
        """Return where the elements of the page lead."""
        return Clicks(self.body, self.sizes)

    @cached_property
    def _ids(self) -> dict[str, LexborNode]:
        return {node.attributes.get("id") or "": node for node in reversed(self.body.css("[id]"))}

    def over(self, node: LexborNode, level: int = _LEVEL_OF_OTHERS) -> tuple[str, ...]:
        """Return the headings above a node whose level is below `level`, the outermost first."""
        return self._over.get(node.mem_id, ())[: level - 1]

    @cached_property
    def kinds(self) -> list[tuple[str, list[Head]]]:
        """Return the elements that may name postings, grouped by kind."""
        return list(self._kinds())

    def _kinds(self) -> Iterator[tuple[str, list[Head]]]:
        for tag in _TAGS:
            yield tag, [self._head(node, tag) for node in self._short(self.body.css(tag))]
        yield "switch", list(self._switches())
        by_kind: dict[str, list[LexborNode]] = {}
        for node in self._short(self.body.css(_NAMED)):
            if node.tag not in LEVELS and node.css_first("h1, h2, h3, h4, h5, h6") is None:
                by_kind.setdefault(f"{node.tag}.{(node.attributes.get('class') or '').split()[0]}", []).append(node)
        for name, nodes in list(by_kind.items())[:_MOST_NAMES]:
            yield name, [self._head(node) for node in nodes]
        yield "bold", [self._head(node) for node in self._short(self.body.css(_BOLD)) if _leads(node)]
        items = [node for node in self.body.css("li") if len(node.css("li")) == 1 and not _links_away(node)]
        yield "li", [self._head(node) for node in self._short(items)]
        yield from self._cells()

    def _cells(self) -> Iterator[tuple[str, list[Head]]]:
        """Yield the first cells of table rows without links; those of columns with a title header come separately."""
        named: list[LexborNode] = []
        others: list[LexborNode] = []
        for table in outermost(self.body.css("table")):
            rows = table.css("tr")
            head = rows[0].css_first("td, th") if rows else None
            called = head is not None and bool(vocab.TITLE_HEAD.search(words_of(head)))
            cells = [row.css_first("td, th") for row in rows[called:] if not _links_away(row)]
            (named if called else others).extend(cell for cell in cells if cell is not None)
        yield "column", [self._head(node) for node in self._short(named)]
        yield "tr", [self._head(node) for node in self._short(others)]

    def _short(self, nodes: Iterable[LexborNode]) -> list[LexborNode]:
        once = {node.mem_id: node for node in nodes}  # an element that two selectors find is used once
        return [node for node in once.values() if 0 < self.sizes.get(node.mem_id, 0) <= _LONGEST]

    def _head(self, node: LexborNode, tag: str = "") -> Head:
        next_to = {element.mem_id: words_of(element) for element in (*node.css(_BESIDE), *_glued(node))}
        own = text.of_node(node, frozenset(next_to)) if next_to else ""
        lines = [re.sub(r"^(?:# |- )", "", line) for line in (own or text.of_node(node)).split("\n")]
        title, *rest = [line for line in lines if line] or [words_of(node)]
        beside_it = [*(next_to.values() if own else []), *rest]
        if tag in {"", "li"} and len(parts := _PARTING.split(title)) > 1 and node.tag == "li":
            title, beside_it = parts[0], [*parts[1:], *beside_it]
        level = LEVELS.index(tag) + 1 if tag in LEVELS else _LEVEL_OF_OTHERS
        return Head(
            node, tidy(title).rstrip(" :"), [line for line in beside_it if line], headings=self.over(node, level)
        )

    def _switches(self) -> Iterator[Head]:
        for node in self._short(self.body.css(_SWITCHES)):
            attributes = node.attributes
            for name in _TARGETS:
                value = attributes.get(name) or ""
                if not value or (name != "aria-controls" and value[0] != "#"):
                    continue
                target = self._ids.get(value.lstrip("#"))
                if target is not None and not _is_in(node, target) and self.sizes.get(target.mem_id, 0):
                    head = self._head(node)
                    head.target = target
                    head.headings = tuple(words for words in self.over(target) if words != head.title)
                    yield head
                    break


def _glued(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the last part of a title if it has a class, begins with a capital, and no space is before it.

    A style shows it as a line of its own: `<button>Baker<span class="sub">Leeds</span></button>`.
    """
    parts = [part for part in node.iter(include_text=True) if part.text(deep=True)]
    if len(parts) != _TWO or parts[0].tag != "-text" or parts[1].tag not in {"span", "em", "i", "div"}:
        return
    before, words = parts[0].text(deep=True), parts[1].text(deep=True)
    separate = before[-1].isspace() or not before.strip() or not words[0].isupper()
    if not separate and parts[1].attributes.get("class"):
        yield parts[1]


def _is_in(node: LexborNode, other: LexborNode) -> bool:
    return any(element.mem_id == other.mem_id for element in ancestors(node))


def _links_away(node: LexborNode) -> bool:
    """Return whether an element has a link to another page; mail links and links within the page don't count."""
    links = (node.attributes.get("href") or "" for node in node.css("a[href]"))
    return any(not href.lower().startswith(("mailto:", "tel:", "#")) for href in links)


def _leads(node: LexborNode) -> bool:
    """Return whether bold text begins its paragraph, list item or cell."""
    ancestor = node.parent
    if ancestor is None or ancestor.tag not in {"p", "li", "td", "div"}:
        return False
    for child in ancestor.iter(include_text=True):
        if child.mem_id == node.mem_id:
            return True
        if child.tag != "-text" or (child.text_content or "").strip():
            return False
    return False


def set_units(heads: list[Head], kind: str) -> None:
    """Set each posting's element: the largest that contains no other of its kind, and no heading of a higher level."""
    counts: dict[int, int] = {}  # how many an element contains; for more than one, the exact number is not needed
    for head in heads:
        element: LexborNode | None = head.node
        while element is not None and counts.get(element.mem_id, 0) < 2:
            counts[element.mem_id] = counts.get(element.mem_id, 0) + 1
            element = element.parent
    barred = _holding_higher(heads, kind)
    most = 3 if len(heads) == 1 else 12
    for head in heads:
        unit, up, levels = head.node, head.node.parent, 0
        while up is not None and up.tag not in {"body", "html", "main"} and levels < most:
            if counts.get(up.mem_id, 0) > 1 or up.mem_id in barred:
                break
            unit, up, levels = up, up.parent, levels + 1
        head.unit = unit


def _holding_higher(heads: list[Head], kind: str) -> set[int]:
    """Return the elements (by `mem_id`) that contain a heading of a higher level than these."""
    if not heads:
        return set()
    level = LEVELS.index(kind) if kind in LEVELS else 2
    root = heads[0].node
    for element in ancestors(root):
        root = element
    own_ids = {head.node.mem_id for head in heads}
    holders: set[int] = set()
    for node in root.css(", ".join(LEVELS[:level])) if level else []:
        if node.mem_id in own_ids:
            continue
        for element in ancestors(node):
            if element.mem_id in holders:
                break
            holders.add(element.mem_id)
    return holders
