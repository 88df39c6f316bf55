"""Where the list is in its page, and which controls belong to it rather than to another part of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import Item, words_of
from tracker.extract import list_words, urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_PIECES = "form, label, nav, p, div, span, li, strong, b, small, em, td, button, a"
_TITLES = "a, h1, h2, h3, h4, h5, h6, summary, dt, strong, b, button, [role=button], [role=tab]"
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_HEADS = frozenset(_HEADINGS.split(", "))
SLIDES = re.compile(
    r"carousel|slid(?:e|er)|slick|swiper|splide|flickity|glide|embla|owl-|gallery|lightbox|calendar|datepicker|(?<![a-z])rating",
    re.IGNORECASE,
)
# Names of elements that are not part of a list. Software may treat a list of postings as a blog, so "posts" is not among them.
_OTHER_NAME = re.compile(
    r"(?<![a-z])(?:news|events?|products?|shop|testimonials?|quotes?|reviews?|stories|faqs?|partners?|cookies?|consent|gdpr|share|social|"
    r"tour|wizard|survey|post-navigation|breadcrumbs?|newsletter|chat(?:bot)?|intercom|messenger|translator|translate(?=\s|$)|languages?|weather|maps?|"
    r"accessibility|a11y)(?![a-z])",
    re.IGNORECASE,
)
_PAGER_NAME = re.compile(r"pagin|pager", re.IGNORECASE)
# Headings of pagers, often for screen readers only.
_PAGER_HEADING = re.compile(
    r"pagin|\bpag(?:e|es|er)\b|seite|nummer|stronicow|stránkov|lapoz|sayfa|σελίδ|пагин|навигац|навігац|страниц|сторін|ページ|页|頁|페이지",
    re.IGNORECASE,
)
_PICTURES = "img, picture, figure, video, audio, iframe, blockquote, details"
_FIELDS = "textarea, input[type=text], input[type=email], input[type=tel], input[type=file], input[type=radio], input[type=checkbox], input:not([type])"
_SEARCHES = "[type=search], [name=q], [name=s], [name=query], [name*=search i], [name*=keyword i]"
_PAGERS = '[class*="pagin"], [class*="pager"], [aria-label*="pagin" i], [class*="page-numbers"], [class*="pagenav"]'
_INLINE = frozenset(("a", "p", "span", "strong", "b", "dt", "summary", *_HEADS))  # elements before a posting's own text
_ELSEWHERE = frozenset(("footer", "dialog", "aside"))
_SHORT = 60  # characters of a piece that names a page or a number
_MOST_CONTROLS = 200  # characters of an element that has a pager only
_LEVELS = 6  # of elements above a control in which the list may be
_FAR = 24  # of elements above a control that are looked at to tell its part of the page
_NEIGHBOURS = 12  # siblings of a control that may contain the list
_LEAST_TEXT = 30  # characters of a text that is cut off; "Loading …" is none
_ELLIPSIS = ("…", "...")


class Area:
    """Where the list is in its page: the elements that hold postings, and how many each holds."""

    def __init__(self, body: LexborNode, sizes: Mapping[int, int], items: Iterable[Item], home: str) -> None:
        self._sizes = sizes
        items = list(items)
        titles = {item.title for item in items}
        addresses = {item.url for item in items}
        links = (
            {node.mem_id: href for node in body.css("a[href]") if (href := _address(node, home)) in addresses}
            if items
            else {}
        )
        self.item_count = len(items)
        self._title_by_address = {item.url: item.title for item in items}
        self._only_address: dict[int, str] = {}
        self._several: set[int] = set()
        self._parts: dict[int, bool] = {}
        self._is_apart: dict[int, bool] = {}
        for node in body.css("a[href]" if links else _TITLES) if items else ():
            short = 0 < sizes.get(node.mem_id, 0) < _MOST_CONTROLS
            name = links.get(node.mem_id) if links else words_of(node) if short else ""
            if name and (links or name in titles):
                self._hold(node, name)

    def _hold(self, node: LexborNode, name: str) -> None:
        for element in (node, *ancestors(node)):
            if element.mem_id in self._several:
                return  # and so is all that is above it
            if self._only_address.setdefault(element.mem_id, name) != name:
                self._several.add(element.mem_id)

    def leads_to_posting(self, address: str, words: Iterable[str]) -> bool:
        """Return whether an address is that of a posting that is called otherwise than the link: "Show more" on its card."""
        title = self._title_by_address.get(urls.clean(address))
        return title is not None and title not in words

    def size(self, node: LexborNode) -> int:
        """Return the characters of an element's text."""
        return self._sizes.get(node.mem_id, 0)

    def holds(self, node: LexborNode) -> bool:
        """Return whether an element has several of the postings."""
        return node.mem_id in self._several

    def is_row(self, node: LexborNode) -> bool:
        """Return whether an element has one of several postings."""
        return bool(self._several) and node.mem_id in self._only_address and node.mem_id not in self._several

    def is_in_row(self, node: LexborNode) -> bool:
        """Return whether an element is part of one of several postings."""
        row = next(
            (ancestor for ancestor in islice(ancestors(node), _LEVELS) if ancestor.mem_id in self._only_address), None
        )
        return row is not None and bool(self._several) and row.mem_id not in self._several

    def is_near_list(self, node: LexborNode) -> bool:
        """Return whether an element is about the list: it is near several postings, and not part of one of them."""
        for ancestor in islice(ancestors(node), _LEVELS):
            if ancestor.mem_id in self._only_address:
                several = ancestor.mem_id in self._several
                return several and ancestor.tag not in {"li", "tr", "a"} and node.mem_id not in self._only_address
        return False

    def is_control(self, node: LexborNode) -> bool:
        """Return whether an element is next to the list, and is surrounded by no heading, image or text."""
        branch = node
        if is_carousel(node):
            return False
        for ancestor in islice(ancestors(node), _LEVELS):
            if ancestor.mem_id in self._only_address:
                short = self._sizes.get(branch.mem_id, 0) < _MOST_CONTROLS
                plain = short and self.is_near_list(branch) and branch.css_first(f"{_HEADINGS}, img") is None
                return plain and not self.is_in_other_part(node)
            branch = ancestor
            if is_carousel(ancestor):
                return False
        return False

    def is_in_other_part(self, node: LexborNode) -> bool:
        """Return whether an element belongs to another part of the page than the list. When unsure, it does not.

        Another part is the largest element around it without a posting, if that has a heading, an image, a form or a
        text of its own; or what is beside the list, but behind such a part or before the list's heading.
        """
        branch = node
        for ancestor in islice(ancestors(node), _FAR):
            if ancestor.mem_id in self._only_address:
                single = not self._several
                return (single or ancestor.mem_id in self._several) and self._is_branch_apart(branch)
            if (
                is_carousel(ancestor)
                or is_named_otherwise(ancestor)
                or (ancestor.tag == "form" and _asks_for_input(ancestor))
            ):
                return bool(self._only_address)
            branch = ancestor
        return False

    def _is_branch_apart(self, branch: LexborNode) -> bool:
        known = self._is_apart.get(branch.mem_id)
        if known is None:
            known = self._is_apart[branch.mem_id] = self._is_part(branch) or self._is_behind_a_part(branch)
        return known

    def _is_part(self, node: LexborNode) -> bool:
        """Return whether an element without postings is a part of the page of its own."""
        known = self._parts.get(node.mem_id)
        if known is None:
            known = self._parts[node.mem_id] = (
                node.tag in _ELSEWHERE
                or self._sizes.get(node.mem_id, 0) > _MOST_CONTROLS
                or _has_own_heading(node)
                or self._has_pictures(node)
                or any(_is_cut_off(words_of(element)) for element in node.css("p"))
            )
        return known

    def _is_behind_a_part(self, branch: LexborNode) -> bool:
        """Return whether another part is between an element and the list, in the order of the page."""
        between: list[LexborNode] = []
        for element in islice(_before(branch), _NEIGHBOURS):
            if element.mem_id in self._only_address:
                return self._are_separated(between, element)
            between.append(element)
        if between and _is_cut_off(words_of(between[0])):
            return True
        if branch.css_first(_PAGERS) is not None or branch.css_matches(_PAGERS):
            return False
        for element in islice(_after(branch), _NEIGHBOURS):
            if element.mem_id in self._only_address:
                heads = () if element.tag in _HEADS else element.css(_HEADINGS)
                first = next((it for it in heads if it.mem_id not in self._only_address), None)
                return first is not None and vocab.LIST_HEADING.search(words_of(first)) is not None
            if element.tag in _HEADS or element.css_first(_HEADINGS) is not None:
                return True
        return False

    def _are_separated(self, between: list[LexborNode], last: LexborNode) -> bool:
        """Return whether what is between the list and a control behind it has a part of its own, or a text that is cut off.

        What is behind a posting may belong to that posting: its text, and headings of lower levels in it.
        """
        own = last.tag in _INLINE and last.mem_id not in self._several
        level = last.tag if own and last.tag in _HEADS else "h9"
        if any(
            _has_own_heading(element) and (element.tag not in _HEADS or str(element.tag) <= str(level))
            for element in between
        ):
            return True
        if own:
            return False
        near = words_of(between[0]) if between else ""
        long = _is_cut_off(near) or (len(near) > _MOST_CONTROLS and not list_words.names_jobs(near))
        return long or any(self._has_pictures(element) or element.css_first("td") is not None for element in between)

    def _has_pictures(self, node: LexborNode) -> bool:
        """Return whether an element has pictures, quotations or slides."""
        pictures = any(not _is_in_control(element, node) for element in node.css(_PICTURES))
        return pictures or is_carousel(node) or is_named_otherwise(node) or any(map(is_carousel, node.css("[class]")))

    def pieces(self, body: LexborNode) -> Iterator[tuple[LexborNode, str]]:
        """Return the short pieces of a page with their words."""
        for node in body.css(_PIECES):
            words = words_of(node) if 0 < self._sizes.get(node.mem_id, 0) < _SHORT else ""
            if words:
                yield node, words


def is_carousel(node: LexborNode) -> bool:
    """Return whether an element is called a carousel, a gallery or a calendar."""
    return bool(SLIDES.search((node.attributes or {}).get("class") or ""))


def is_named_otherwise(node: LexborNode) -> bool:
    """Return whether an element is called something other than a list: news, cookies, a tour; or is a dialog."""
    attributes = node.attributes or {}
    name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if attributes.get("role") in {"dialog", "alertdialog"}:
        return True
    plain = vocab.JOBS_NAME.search(name) or _PAGER_NAME.search(name)  # a pager of a shop may be that of the list
    return bool(_OTHER_NAME.search(name)) and not plain


def _is_cut_off(words: str) -> bool:
    """Return whether a text ends with an ellipsis, and is not about postings: a control behind it shows its rest."""
    return len(words) > _LEAST_TEXT and words.endswith(_ELLIPSIS) and not list_words.names_jobs(words)


def _has_own_heading(node: LexborNode) -> bool:
    """Return whether an element is or has a heading that does not name postings."""
    heads = [node] if node.tag in _HEADS else node.css(_HEADINGS)
    for head in heads:
        words = words_of(head)
        other = vocab.OTHER_HEADING.search(words) and not vocab.LIST_HEADING.search(words)
        jobs = vocab.JOBS_HEADING.search(words) or list_words.names_a_list(words) or _PAGER_HEADING.search(words)
        if words and (other or not jobs):
            return True
    return False


def _asks_for_input(form: LexborNode) -> bool:
    """Return whether a form asks the reader for something other than words to search for."""
    return form.css_first(_FIELDS) is not None and form.css_first(_SEARCHES) is None


def _is_in_control(node: LexborNode, within: LexborNode) -> bool:
    for ancestor in islice(ancestors(node), _FAR):
        if ancestor.tag in {"a", "button"}:
            return True
        if ancestor.mem_id == within.mem_id:
            return False
    return False


def _before(node: LexborNode) -> Iterator[LexborNode]:
    at = node.prev
    while at is not None:
        if at.tag and at.tag[0] not in "-_!":
            yield at
        at = at.prev


def _after(node: LexborNode) -> Iterator[LexborNode]:
    at = node.next
    while at is not None:
        if at.tag and at.tag[0] not in "-_!":
            yield at
        at = at.next


def _address(node: LexborNode, home: str) -> str:
    href = (node.attributes.get("href") or "").strip()
    return urls.clean(urls.join(home, href)) if href else ""
