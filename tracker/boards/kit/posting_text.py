"""Extract the text of a posting from its own page.

Navigation, breadcrumbs, forms, share buttons and the menu of other openings are left out. That menu changes whenever a
posting opens or closes; if it were part of the text, each such change would be an edit of every other posting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from tracker.boards.kit import moving_lines, page_furniture
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.headings import LEVELS
from tracker.boards.kit.page_items import words_of
from tracker.extract import htmltree, text, urls
from tracker.extract.htmltree import ancestors, outermost

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_ROOTS = "main, [role=main]"
_FURNITURE = "nav, footer, dialog, select, [role=navigation], [role=contentinfo], [role=search], [role=dialog], [role=alertdialog], [aria-label*=breadcrumb i]"
_AROUND = "header, aside, [role=banner], [role=complementary]"  # not part of the posting on a page, but possibly part of a learned element
_CONTROLS = "label, input, select, button, textarea, legend, option, datalist"
_NAMED = ", ".join(
    f'[class*="{word}" i]'
    for word in "share sharing social breadcrumb related similar cookie newsletter addtoany other- more-".split()
)
_NAME = re.compile(
    r"(?<![a-z])(?:shar(?:e|ing|ed)(?:[ _-]?(?:buttons?|links?|this|icons?|bar|daddy))?|social(?:[ _-]?(?:share|links?|media|icons?))?|"
    r"breadcrumbs?|(?:related|similar|other|more)[ _-]?(?:jobs?|posts?|positions?|openings?|vacanc(?:y|ies)|roles?|offers?|postings?|stellen)?|"
    r"cookies?(?:[ _-]?\w+)?|newsletter|addtoany\w*)(?![a-z])",
    re.IGNORECASE,
)
_HEADINGS = ", ".join(LEVELS)
_TITLED = f"{_HEADINGS}, strong, b, p, summary, [class*=title i], [class*=heading i]"
_SHORT = 80  # characters of the heading of a part
_LARGE = 0.5  # share of a page's text; an element with more is the page itself, whatever its name
_ROOM = 200  # characters next to a link to another posting in its own entry
_SECTIONS = frozenset(("section", "div", "aside", "ul", "ol"))
_MOST_KEPT = 4_096  # headings and links that are cached, because the pages of a site repeat them
_MOST_OUT = 4_000  # elements of a page that are left out


@dataclass(frozen=True, slots=True)
class Others:
    """The postings of a list by their addresses. A link to one of the others is an entry of a menu."""

    addresses: frozenset[str] = frozenset()


NONE = Others()


def at(markup: str, selector: str, others: Others = NONE, own: str = "") -> str:
    """Return the text of the elements that a selector finds; of several alternatives, the first with text.

    `own` is the posting's address, `others` are the postings of its list.
    """
    return OwnPage(markup, others, own).at(selector)


def of_page(markup: str, others: Others = NONE, own: str = "") -> str:
    """Return the text of a posting's page. The arguments are those of `at`."""
    return OwnPage(markup, others, own).text()


class OwnPage:
    """A posting's page, parsed once: its text, and the parts of it that are not about the posting."""

    def __init__(self, markup: str, others: Others = NONE, own: str = "") -> None:
        self.tree = htmltree.lexbor(markup)
        self._cleaning = _Cleaning(others, own)

    def at(self, selector: str) -> str:
        """Return the text of the elements that a selector finds (`at`)."""
        for part in selector.split(","):
            elements = outermost(self.tree.css(part.strip()))
            root = elements[0] if len(elements) == 1 else self.tree.body
            body = self._cleaning.text(root, elements) if elements and root is not None else ""
            if body:
                return body
        return ""

    def text(self) -> str:
        """Return the text of the page (`of_page`)."""
        body = self.tree.body
        if body is None:
            return ""
        root = _root(self.tree) or body
        return self._cleaning.text(root, [root], page=True) or self._cleaning.text(body, [body], page=True)

    def furniture(self) -> frozenset[int]:
        """Return the `mem_id`s of the menus, forms and other parts of the page that are not about its posting."""
        body = self.tree.body
        if body is None:
            return frozenset()
        root = _root(self.tree) or body
        out = {node.mem_id for node in body.css(_FURNITURE)} | self._cleaning.left_out(root)
        if root.mem_id != body.mem_id:
            out |= {node.mem_id for node in body.css(f"form, {_CONTROLS}")} - {root.mem_id}
        return frozenset(out)


@lru_cache(_MOST_KEPT)
def _is_of_others(heading: str) -> bool:
    return bool(vocab.OTHER_POSTINGS.match(heading))


@lru_cache(_MOST_KEPT)
def _is_a_way(words: str) -> bool:
    return bool(vocab.GENERIC.match(words) or vocab.ALL_JOBS.match(words) or vocab.BACK.match(words))


def _has_words(node: LexborNode | None) -> bool:
    """Return whether a neighbour of a link is text, so that the link is part of a sentence."""
    return node is not None and node.tag == "-text" and any(map(str.isalnum, node.text_content or ""))


def _root(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element of a page's content: its `main`, else its only article, else the article with the first heading."""
    main = tree.css_first(_ROOTS)
    if main is not None and main.text().strip():
        return main
    articles = outermost(tree.css("article"))
    if len(articles) > 1:
        articles = [element for element in articles if element.css_first("h1") is not None]
    return articles[0] if len(articles) == 1 else tree.body


class _Cleaning:
    """The parts of one page to leave out, whichever of its elements is read."""

    def __init__(self, others: Others, own: str) -> None:
        self._sizes: dict[int, int] = {}
        self._out: dict[int, set[int]] = {}
        self._others = others
        self._own = own

    def text(self, root: LexborNode, elements: list[LexborNode], *, page: bool = False) -> str:
        """Return the text below a root element; `page`: it is the whole page, whose headers and asides are left out."""
        out = {node.mem_id for node in root.css(f"{_FURNITURE}, {_AROUND}" if page else _FURNITURE)}
        leave_out = frozenset(out | self.left_out(root)).difference(node.mem_id for node in elements)
        body = "\n".join(filter(None, (text.of_node(node, leave_out) for node in elements)))
        return moving_lines.without_moving_lines(page_furniture.without_notices(body))

    def left_out(self, root: LexborNode) -> set[int]:
        """Return the `mem_id`s of the forms, menus and parts about something else below a root."""
        out = self._out.get(root.mem_id)
        if out is not None:
            return out
        out = self._out[root.mem_id] = set()
        total = self._size(root)
        furniture = page_furniture.parts(root, self._size, self._own)
        parts = (
            self._forms(root),
            self._named_elements(root),
            self._menu(root),
            self._parts(root),
            self._ways(root),
            furniture,
        )
        for node in chain.from_iterable(parts):
            if node.mem_id != root.mem_id and (self._size(node) <= total * _LARGE or node.tag in {"a", "li", "option"}):
                out.add(node.mem_id)
            if len(out) > _MOST_OUT:
                break
        return out

    def _size(self, node: LexborNode) -> int:
        size = self._sizes.get(node.mem_id)
        if size is None:
            size = self._sizes[node.mem_id] = len(node.text().strip())
        return size

    def _forms(self, root: LexborNode) -> Iterator[LexborNode]:
        """Yield the forms; of a form that wraps the page itself, only its fields."""
        total = self._size(root)
        for form in root.css("form"):
            if self._size(form) <= total * _LARGE and form.mem_id != root.mem_id:
                yield form
        yield from root.css(_CONTROLS)

    def _named_elements(self, root: LexborNode) -> Iterator[LexborNode]:
        for node in root.css(_NAMED):
            if _NAME.search(node.attributes.get("class") or ""):
                yield node

    def _menu(self, root: LexborNode) -> Iterator[LexborNode]:
        """Yield the entries of menus of postings, including the entry of this posting."""
        if not self._others.addresses:
            return
        base = self._own
        own: list[LexborNode] = []
        has_menu = False
        for link in root.css("a[href]"):
            href = (link.attributes.get("href") or "").strip()
            if not href or href[0] == "#":
                continue
            address = urls.clean(urls.join(base, href))
            if address == self._own:
                own.append(link)
            elif address in self._others.addresses:
                has_menu = True
                yield self._entry(link)
        if has_menu:
            yield from map(self._entry, own)

    def _entry(self, link: LexborNode) -> LexborNode:
        """Return the element of a link's entry: the largest around it that has hardly more text."""
        entry, room = link, self._size(link) + _ROOM
        for ancestor in ancestors(link):
            links = ancestor.css("a[href]") if self._size(ancestor) <= room else []
            if ancestor.tag in {"body", "html", "main", "article", "ul", "ol"} or len(links) != 1:
                break
            entry = ancestor
        return entry

    def _parts(self, root: LexborNode) -> Iterator[LexborNode]:
        """Yield the parts whose heading says that they are about other postings or about sharing this one."""
        total = self._size(root)
        for heading in root.css(_TITLED):
            words = words_of(heading) if 0 < self._size(heading) <= _SHORT else ""
            of_site = heading.tag not in {"p", "h1"} and page_furniture.is_of_site(words)
            if not words or not (of_site or _is_of_others(words)):
                continue
            yield heading
            ancestor = heading.parent
            first = ancestor is not None and ancestor.mem_id != root.mem_id and self._begins(ancestor, heading)
            if first and ancestor is not None and ancestor.tag in _SECTIONS and self._size(ancestor) <= total * _LARGE:
                yield ancestor
            elif heading.tag in LEVELS:
                for node in self._following(heading):
                    if of_site and not page_furniture.may_follow(node, self._size):
                        break
                    yield node

    def _begins(self, ancestor: LexborNode, heading: LexborNode) -> bool:
        for child in ancestor.iter():
            if child.mem_id == heading.mem_id:
                return True
            if self._size(child):
                return False
        return False

    def _following(self, heading: LexborNode) -> Iterator[LexborNode]:
        """Yield what follows a heading, up to the next heading of its level."""
        level = LEVELS.index(str(heading.tag)) + 1
        ends = ", ".join(LEVELS[:level])
        after = heading.next
        while after is not None:
            if after.tag != "-text":
                if after.css_first(ends) is not None:
                    return
                yield after
            after = after.next

    def _ways(self, root: LexborNode) -> Iterator[LexborNode]:
        """Yield the links that are a block by themselves and lead back to the list or to a form."""
        for link in root.css("a[href]"):
            if not 0 < self._size(link) <= _SHORT:
                continue
            if _is_a_way(words_of(link)) and not _has_words(link.prev) and not _has_words(link.next):
                yield link
