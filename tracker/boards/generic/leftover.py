"""Find parts of a page that look like postings and were not read as such. A list with such parts is not complete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.emptiness import denied_below, is_entry
from tracker.boards.kit.groups import of_address
from tracker.boards.kit.headings import Head, Outline
from tracker.boards.kit.page_items import MOST_TITLE, Furniture, Item, Link
from tracker.extract import urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_LEVELS = 40  # elements above a link that are examined
_SHOWN = 3
_LONGEST = 80  # most characters of a link that may be the title of a posting
_DEPARTMENT = re.compile(r"^\w+(?: \w+)? (?:&|and|und|et|y|e) \w+$")


def left_over(
    outline: Outline, links: Sequence[Link], items: Sequence[Item], furniture: Furniture, url: str
) -> tuple[str, ...]:
    """Return the texts under the headings of the list that name an occupation and are not among its postings."""
    addresses = {item.url for item in items}
    chosen = [link for link in links if link.url in addresses]
    heads = [(kind, head) for kind, members in outline.kinds for head in members]
    titles = {item.title for item in items}
    lines = {line.removeprefix("# ").removeprefix("- ") for item in items for line in item.text.split("\n")}
    posting_heads = [head for _, head in heads if head.title in titles]
    places = {_nearest(outline.over(link.node)) for link in chosen} | {
        head.above() for head in posting_heads if head.above()
    }
    like = {_shape(head.node) for head in posting_heads}
    only_addresses = _held(chosen)
    names: dict[str, None] = {}
    for kind, head in heads:
        if head.title in titles or head.title in lines or not _names_a_job(head):
            continue
        same_shape = kind not in {"li", "bold"} and _shape(head.node) in like
        calls = bool(vocab.CALL.search(head.title))
        listed = (same_shape or not calls) if head.above() in places else (same_shape and not calls)
        elsewhere = _is_within(head.node, only_addresses) or _is_other(head) or _leads_elsewhere(head, url)
        elsewhere = elsewhere or denied_below(outline, head.title, head.node)
        if listed and not elsewhere and not furniture.holds(head.node) and not _says_a_title(head, titles):
            names[head.title] = None
    if not names:
        return ()
    examples = ", ".join(repr(name[:40]) for name in list(names)[:_SHOWN])
    if len(names) == 1:
        return (f"1 entry among the postings might be a posting too ({examples}), and is not in the list",)
    return (f"{len(names)} entries among the postings might be postings too ({examples}), and are not in the list",)


def unnamed_links(outline: Outline, links: Sequence[Link], items: Sequence[Item], url: str) -> tuple[str, ...]:
    """Return links that are not among the postings, though they look like entries in a folder of their own.

    Their words name no known occupation. A single such link is ignored, because it may lead to anything.
    """
    addresses, titles = {item.url for item in items}, {item.title for item in items}
    lines = {line.removeprefix("- ") for item in items for line in item.text.split("\n")}
    own_path = urls.path(url)
    folders: dict[str, dict[str, str]] = {}
    for link in links:
        known = link.url in addresses or link.words in titles or link.words in lines
        if (
            known
            or not _may_be_a_title(link.words)
            or not is_entry(link, outline)
            or of_address(link.url, own_path) < 0
        ):
            continue
        folder = urls.path(link.url).rstrip("/").rpartition("/")[0]
        heading = _nearest(outline.over(link.node))
        listed = vocab.LIST_HEADING.search(heading) and not vocab.CLOSED_HEADING.search(heading)
        if folder and urls.site(link.url) == urls.site(url) and listed:
            folders.setdefault(folder, {})[link.url] = link.words
    posting_folders = {urls.path(title).rstrip("/").rpartition("/")[0] for title in addresses}
    groups = [
        list(unnamed.values())
        for folder, unnamed in folders.items()
        if len(unnamed) > 1 and folder not in posting_folders
    ]
    return tuple(
        f"{len(unnamed)} links under the heading of the list might be postings ({', '.join(map(repr, unnamed[:_SHOWN]))}), and are not in the list"
        for unnamed in groups[:1]
    )


def _may_be_a_title(words: str) -> bool:
    fits = 1 < len(words) <= _LONGEST and len(words.split()) <= MOST_TITLE and not words.endswith(("?", ".", ":"))
    return (
        fits
        and not any(pattern.search(words) for pattern in (vocab.CALL, vocab.VIEW, vocab.APPLY, vocab.OTHER_HEADING))
        and not (vocab.GENERIC.match(words) or vocab.ALL_JOBS.match(words) or vocab.DEPARTMENT_ONLY.match(words))
    )


def _names_a_job(head: Head) -> bool:
    title = head.title
    fits = len(title) > 1 and len(title.split()) <= MOST_TITLE and not title.endswith(("?", "."))
    return fits and vocab.is_role(title) and not vocab.GENERIC.match(title) and not vocab.DEPARTMENT_ONLY.match(title)


def _is_other(head: Head) -> bool:
    """Return whether a heading above is about something other than jobs; "Talent & Culture" may be a department."""
    heading = head.above()
    other = vocab.OTHER_HEADING.search(heading) and not vocab.JOBS_HEADING.search(heading)
    return bool(vocab.CLOSED_HEADING.search(heading) or (other and not _DEPARTMENT.match(heading)))


def _leads_elsewhere(head: Head, url: str) -> bool:
    """Return whether a link in or around an element leads to something other than a posting: a blog, news, a person."""
    links = head.node.css("a[href]") or [ancestor for ancestor in _up(head.node) if ancestor.tag == "a"]
    addresses = [urls.join(url, link.attributes.get("href") or "") for link in links[:_SHOWN]]
    return any(of_address(address, urls.path(url)) < 0 for address in addresses)


def _says_a_title(head: Head, titles: set[str]) -> bool:
    """Return whether a heading repeats a known title with its place added or left out."""
    words = " ".join((head.title, *head.adjacent))
    return any(title in words or head.title in title for title in titles)


def _nearest(over: tuple[str, ...]) -> str:
    return next((words for words in reversed(over) if words), "")


def _shape(node: LexborNode) -> tuple[str | None, str, str | None, str]:
    ancestor = node.parent
    outer = (ancestor.attributes or {}).get("class") or "" if ancestor is not None else ""
    return node.tag, (node.attributes or {}).get("class") or "", ancestor.tag if ancestor is not None else None, outer


def _held(links: Sequence[Link]) -> dict[int, str | None]:
    """Return the only address that each element above a link contains, None if it contains several."""
    addresses: dict[int, str | None] = {}
    for link in links:
        for ancestor in _up(link.node):
            only = addresses.setdefault(ancestor.mem_id, link.url)
            if only is None:
                break  # then all elements above have several too
            addresses[ancestor.mem_id] = link.url if only == link.url else None
    return addresses


def _up(node: LexborNode) -> Iterator[LexborNode]:
    yield node
    for level, ancestor in enumerate(ancestors(node)):
        if level >= _MOST_LEVELS:
            return
        yield ancestor


def _is_within(node: LexborNode, addresses: dict[int, str | None]) -> bool:
    """Return whether an element is part of a posting's own entry."""
    for ancestor in _up(node):
        if ancestor.mem_id in addresses:
            return addresses[ancestor.mem_id] is not None and ancestor.tag not in {"body", "main"}
    return False
