"""Find the list in the structure of any page: links of the same shape, each in its own element, that look like jobs.

Links are grouped by the shape of their addresses and by their place in the page. Each group is scored by its members.
Words for occupations, addresses with words for jobs, and places next to the links count for it. Words of news,
navigation and buttons count against it. A group that is not clearly one of postings is reported as unsure, and is not a
list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.boards.generic import group_counts
from tracker.boards.generic.area import Area
from tracker.boards.generic.elsewhere import all_behind_link, linked_without_scripts, listed_elsewhere, longer_list
from tracker.boards.generic.entry_links import is_file
from tracker.boards.generic.lazy import loads_later, waits_for_more
from tracker.boards.generic.leftover import left_over, unnamed_links
from tracker.boards.generic.next_page import largest_page_number, next_page, stated_total
from tracker.boards.generic.other_lists import apart as of_other_lists
from tracker.boards.generic.pagers import letters_unread, pages_named, unnamed_button, words_for_more
from tracker.boards.generic.script_pagers import pages_in_scripts
from tracker.boards.generic.sections import UNNAMED, sections
from tracker.boards.generic.tabs import links_of_lists, links_of_tabs, tabs_unread
from tracker.boards.generic.views import is_part, ranges_unread
from tracker.boards.generic.views import of as views_of
from tracker.boards.kit import clicks, notices
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.emptiness import may_link_to_postings, states_no_openings
from tracker.boards.kit.groups import Groups
from tracker.boards.kit.headings import Outline
from tracker.boards.kit.page_items import SURE, UNSURE, Furniture, Group, Item, Link, words_of
from tracker.boards.kit.set_filters import narrowed
from tracker.boards.kit.templates import template_texts
from tracker.extract import htmltree, urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_GROUPS = 200  # groups that are compared with each other; a page has a few dozen
_COVERED = 0.8  # share of the titles of links that are also in the page itself, where the page is the better list
_FURTHER = SURE + 1  # lowest score of a group in the page that is a list in addition to one of links
_DOUBT, _MOST_TOLD = 2.0, 3  # lowest score of a group that makes a list doubtful; how many of them are reported


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or what a frame in it shows."""

    url: str
    markup: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a page has: its postings, or why it is unsure; what it states; where it continues.

    `button` says how more is shown without a link; `other_controls` are the words of such controls in other parts of the page.
    `waits` is the attribute with which an empty element waits to load the next rows.
    `doubts` are parts of the page that look like further postings and are not among them; `parts` are the words and
    addresses of links to parts of the list.
    """

    items: tuple[Item, ...] = ()
    shapes: tuple[tuple[str, ...], ...] = ()
    unsure: str = ""
    total: int | None = None
    following: str = ""
    button: str = ""
    waits: str = ""
    other_controls: tuple[str, ...] = ()
    nothing: bool = False
    most: int = 0
    doubts: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()


def find(documents: Iterable[Document], *, known: Sequence[tuple[str, ...]] = (), read: Sequence[str] = ()) -> Repeated:
    """Find the postings of a page. Links of the `known` shapes, found on the list's first page, are always postings.

    `read` are the addresses of the list's pages that were read before.
    """
    best = Repeated()
    for document in documents:
        tree = htmltree.lexbor(document.markup)
        if tree.body is None:
            continue
        base = tree.css_first("base[href]")
        home = urls.join(document.url, base.attributes.get("href") or "") if base is not None else document.url
        home = home if urls.is_web(home) else document.url
        repeated = _in_document(tree, home, document.url, known, read)
        if (len(repeated.items), bool(repeated.unsure), repeated.nothing) > (
            len(best.items),
            bool(best.unsure),
            best.nothing,
        ):
            best = repeated
    return best


def _in_document(
    tree: LexborHTMLParser, home: str, url: str, known: Sequence[tuple[str, ...]], read: Sequence[str]
) -> Repeated:
    body = tree.body
    if body is None:
        return Repeated()
    templates = template_texts(body)
    title_element = tree.css_first("head title")
    title = words_of(title_element) if title_element is not None else ""
    scripted = pages_in_scripts(body)
    beyond = linked_without_scripts(body, home, url)
    for node in body.css("script, style, noscript, template, svg"):
        node.decompose()
    furniture = Furniture()
    outline = Outline(body)
    links = _links(outline, home, url, furniture)
    groups = Groups(urls.path(url), known).of(links)
    inline = sections(outline, home, url, furniture, templates)
    sure = [group for group in groups if group.weight >= SURE][:_MOST_GROUPS]
    chosen = _chosen(sure, [group for group in inline if group.weight >= SURE], url)
    doubtful = [group for group in (*groups, *inline) if group.weight >= UNSURE][:_MOST_GROUPS]
    items = {item.key or item.url: item for group in chosen for item in group.items if not is_part(item.title)}
    another, doubt = of_other_lists(outline, links, items, url)
    items = {key: item for key, item in items.items() if key not in another}
    area = Area(body, outline.sizes, items.values(), home)
    others = {urls.clean(address) for address in (*(item.url for item in items.values()), *read)}
    further = next_page(tree, home, url, others, area)
    following, button = further.address, f"more is behind a button ({further.button!r})" if further.button else ""
    button = button or ("" if following else loads_later(body, home, url, area))
    most = max(
        largest_page_number(body, home, url, area), pages_named(body, area), scripted(area.item_count) if items else 0
    )
    more = Repeated(
        total=stated_total(body, outline.sizes, area),
        following=following,
        button=button,
        waits=waits_for_more(body, home, url, area),
        other_controls=further.other_controls,
        most=most,
    )
    if chosen:
        all_items = (*items.values(), *another.values())
        doubts = (
            *doubt,
            *(_left(all_items, doubtful) or left_over(outline, links, all_items, furniture, url)),
            *unnamed_links(outline, links, all_items, url),
            *(
                longer_list(links, items, url)
                or beyond
                or all_behind_link(body, home, url, area)
                or listed_elsewhere(body, home, url, area)
            ),
            *words_for_more(body, area),
            *(() if following else unnamed_button(body, area)),
            *letters_unread(body, home, url, items.values()),
            *ranges_unread(body),
            *narrowed(body, url),
            *tabs_unread(body, area),
            *group_counts.missing(outline, links, items, area),
        )
        shapes = tuple(group.shape for group in chosen)
        parts = (
            *views_of(body, home, url, others, area),
            *links_of_tabs(body, home, url, area),
            *links_of_lists(body, home, url, others, area),
        )
        return replace(more, items=tuple(items.values()), shapes=shapes, doubts=doubts, parts=parts)
    nothing = not more.total and states_no_openings(outline, furniture)
    if doubtful and not (nothing and not any(map(_names_roles, doubtful))):
        group = max(doubtful, key=lambda group: group.weight)
        return replace(more, unsure=f"{_described(group, group.items)}, and might not")
    if nothing and (words := may_link_to_postings(outline, links, url)):
        return replace(more, unsure=f"it says that there are no openings, and {words!r} might be one")
    if nothing and (words := notices.contradiction(outline, furniture, url, title)):
        why = f"it says that there are no openings, and also {words!r}: its list may not have been shown"
        return replace(more, nothing=True, unsure=why)
    return replace(more, nothing=nothing)


def _chosen(links: list[Group], inline: list[Group], url: str) -> list[Group]:
    """Return the groups that make up the list: links if there are some, unless the page itself has all of them and more."""
    if links:
        top = max(group.weight for group in links)
        links = _others([group for group in links if group.weight >= top * 0.7], url)
    titles = {item.title for group in links for item in group.items}
    inline_titles = {item.title for group in inline for item in group.items}
    if links and not (len(inline_titles) > len(titles) and len(titles & inline_titles) >= len(titles) * _COVERED):
        pages = {item.url for group in links for item in group.items}
        further = [
            group
            for group in inline
            if not titles & {item.title for item in group.items} and not pages & {item.url for item in group.items}
        ]
        return [*links, *(group for group in further if group.weight >= _FURTHER)]
    return inline


def _left(items: tuple[Item, ...], doubtful: list[Group]) -> tuple[str, ...]:
    """Return what looks like further postings: groups most of whose members are not among those found."""
    titles, known = {item.title for item in items}, {item.url for item in items}
    reasons = []
    for group in doubtful:
        lines = {line.removeprefix("# ") for item in group.items for line in item.text.split("\n")}
        if titles & lines - {item.title for item in group.items}:
            continue  # departments, whose postings were found
        others = [item for item in group.items if item.title not in titles and item.url not in known]
        several = len(others) > 1 or group.weight >= SURE
        most = several and len(others) * 2 > len(group.items) and group.weight >= _DOUBT
        if most and (group.shape[:1] == (UNNAMED,) or any(vocab.is_role(item.title) for item in others)):
            reasons.append(f"{_described(group, others)}, and {'is' if len(others) == 1 else 'are'} not in the list")
    return tuple(reasons[:_MOST_TOLD])


def _described(group: Group, items: Sequence[Item]) -> str:
    names = ", ".join(repr(item.title[:40]) for item in items[:3])
    of_page = group.shape[:1] in {("sections",), (UNNAMED,)}
    if len(items) == 1:
        return f"1 {'part of the page' if of_page else 'link'} might be a posting ({names})"
    return f"{len(items)} {'parts of the page' if of_page else 'links'} might be postings ({names})"


def _names_roles(group: Group) -> bool:
    return any(vocab.is_role(item.title) for item in group.items)


def _links(outline: Outline, home: str, url: str, furniture: Furniture) -> list[Link]:
    links = []
    leads = outline.clicks
    own_address, site = urls.clean(url), urls.parse(url).netloc
    for node in outline.body.css(clicks.ANY):
        href = leads.target(node)
        if not href:
            continue
        address = urls.clean(urls.join(home, href))
        if address == own_address or urls.parse(address).scheme not in {"", *urls.WEB} or furniture.holds(node):
            continue
        links.append(Link(node, address, words_of(node), _path(node), site))
    return links


def _path(node: LexborNode) -> tuple[str, ...]:
    """Return a link's place in the page: the tags above it, with the first of their classes that has no digit."""
    names: list[str] = []
    ancestor: LexborNode | None = node
    while ancestor is not None and ancestor.tag not in {"body", "html"} and len(names) < 5:
        classes = ((ancestor.attributes or {}).get("class") or "").split()
        stable = next((class_name for class_name in classes if not any(sign.isdigit() for sign in class_name)), "")
        names.append(f"{ancestor.tag}.{stable}" if stable else str(ancestor.tag))
        ancestor = ancestor.parent
    return tuple(names)


def _others(groups: list[Group], url: str) -> list[Group]:
    """Leave out a group that has the same postings again, by another link of each.

    Of two groups whose links say as much, the one that leads to pages of the site is kept, not that of files or of networks.
    """
    distinct: list[Group] = []
    for group in groups:
        titles = {item.title for item in group.items}
        same = [
            place
            for place, other_group in enumerate(distinct)
            if len(titles & {item.title for item in other_group.items}) * 2 > len(titles)
        ]
        if not same:
            distinct.append(group)
        elif (
            _are_pages(group, url)
            and not _are_pages(distinct[same[0]], url)
            and group.weight >= distinct[same[0]].weight
        ):
            distinct[same[0]] = group
    return distinct


def _are_pages(group: Group, url: str) -> bool:
    """Return whether most links of a group lead to pages of the same site."""
    pages = [item for item in group.items if urls.site(item.url) == urls.site(url) and not is_file(item.url)]
    return len(pages) * 2 > len(group.items)
