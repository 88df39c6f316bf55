"""The list in a page that nobody has described: links that share a shape, each in an element of its own, that read like jobs.

Links are put together by the shape of their addresses and by where they stand. Every group is weighed by what its
members say: words for occupations, addresses that speak of jobs, places beside them; against them speak words of news,
of navigation, of buttons. A group that is not clearly one of postings is told as unsure, and is no list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import htmltree, urls
from tracker.boards import vocabulary as vocab
from tracker.boards.groups import Groups
from tracker.boards.items import SURE, UNSURE, Furniture, Group, Item, Link, words_of
from tracker.boards.onward import most_named, next_page, stated_total
from tracker.boards.sections import sections

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_GROUPS = 200  # that are compared with each other; a page has some dozen


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or what a frame in it shows."""

    url: str
    markup: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a page has: its postings, or how unsure it is; what it states; where it goes on."""

    items: tuple[Item, ...] = ()
    shapes: tuple[tuple[str, ...], ...] = ()
    unsure: str = ""
    total: int | None = None
    following: str = ""
    button: str = ""
    nothing: bool = False
    most: int = 0


def find(documents: Iterable[Document], *, known: Sequence[tuple[str, ...]] = ()) -> Repeated:
    """Find the postings of a page. `known` are shapes of the list's first page: links of these are postings anyway."""
    best = Repeated()
    for document in documents:
        tree = htmltree.lexbor(document.markup)
        if tree.body is None:
            continue
        base = tree.css_first("base[href]")
        home = urls.join(document.url, base.attributes.get("href") or "") if base is not None else document.url
        home = home if urls.is_web(home) else document.url
        found = _in_document(tree, home, document.url, known)
        if (len(found.items), bool(found.unsure), found.nothing) > (len(best.items), bool(best.unsure), best.nothing):
            best = found
    return best


def _in_document(tree: LexborHTMLParser, home: str, url: str, known: Sequence[tuple[str, ...]]) -> Repeated:
    body = tree.body
    if body is None:
        return Repeated()
    for node in body.css("script, style, noscript, template, svg"):
        node.decompose()
    furniture = Furniture()
    links = _links(body, home, url, furniture)
    groups = Groups(urls.path(url), known).of(links)
    inline = sections(body, url, furniture)
    said = " ".join(body.text(separator=" ").split())
    total = stated_total(body)
    following, button = next_page(body, home, url)
    more = {"total": total, "following": following, "button": button, "most": most_named(body)}
    sure = [group for group in groups if group.weight >= SURE][:_MOST_GROUPS]
    if not sure and inline and inline.weight >= SURE:
        sure = [inline]
    if sure:
        top = max(group.weight for group in sure)
        chosen = _others([group for group in sure if group.weight >= top * 0.7])
        items = {item.url: item for group in chosen for item in group.items}
        return Repeated(tuple(items.values()), tuple(group.shape for group in chosen), **more)  # type: ignore[arg-type]
    doubtful = [group for group in (*groups, *([inline] if inline else [])) if group.weight >= UNSURE]
    if doubtful:
        group = max(doubtful, key=lambda group: group.weight)
        names = ", ".join(repr(item.title[:40]) for item in group.items[:3])
        return Repeated(unsure=f"{len(group.items)} links might be postings ({names}), and might not", **more)  # type: ignore[arg-type]
    return Repeated(nothing=bool(vocab.NOTHING.search(said[:20_000])), **more)  # type: ignore[arg-type]


def _links(body: LexborNode, home: str, url: str, furniture: Furniture) -> list[Link]:
    links = []
    here, site = urls.clean(url), urls.parse(url).netloc
    for node in body.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "sms:")):
            continue
        if href.startswith("#") and not href.startswith(("#/", "#!")):
            continue
        address = urls.clean(urls.join(home, href))
        if address == here or urls.parse(address).scheme not in {"", *urls.WEB} or furniture.holds(node):
            continue
        links.append(Link(node, address, words_of(node), _path(node), site))
    return links


def _path(node: LexborNode) -> tuple[str, ...]:
    """Give where a link stands: the tags above it, with the first of their classes that has no digit."""
    names: list[str] = []
    up: LexborNode | None = node
    while up is not None and up.tag not in {"body", "html"} and len(names) < 5:
        classes = ((up.attributes or {}).get("class") or "").split()
        stable = next((one for one in classes if not any(sign.isdigit() for sign in one)), "")
        names.append(f"{up.tag}.{stable}" if stable else str(up.tag))
        up = up.parent
    return tuple(names)


def _others(groups: list[Group]) -> list[Group]:
    """Leave out a group that names the same postings once more, by another link of theirs."""
    kept: list[Group] = []
    for group in groups:
        titles = {item.title for item in group.items}
        if not any(len(titles & {item.title for item in one.items}) * 2 > len(titles) for one in kept):
            kept.append(group)
    return kept
