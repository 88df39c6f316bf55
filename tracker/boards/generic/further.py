"""Read one or two parts of a list that its page links to, and find out whether they have postings that it lacks."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence

from tracker.boards.generic import repeated, views
from tracker.boards.kit import common
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.own_pages import Seen
from tracker.extract import htmltree, urls
from tracker.model import Page, Request
from tracker.model.errors import Unread

_MOST = 60  # characters of a title in a reason


def parts_unread(
    parts: Sequence[tuple[str, str]],
    known: Mapping[str, Seen],
    shapes: Sequence[tuple[str, ...]],
    read: Collection[str],
    *,
    render: bool,
) -> Generator[Sequence[Request], Sequence[Page], tuple[str, frozenset[str]]]:
    """Return why a list is not whole, judged by the first and the last of its parts that were not read; "" if it may be.

    The addresses are those of parts, if one has further postings: it, and those that are not named like a posting.
    """
    seen = {*map(urls.clean, read)}
    unread = [(words, address) for words, address in parts if address not in seen]
    for words, address in dict.fromkeys((*unread[:1], *unread[-1:])):
        (page,) = yield [Request(address, render=render)]
        if page.failure_kind == "unasked":  # an archived or imported capture can't be asked for more
            continue
        if page.status in common.NOT_FOUND and not views.follows(words):
            continue
        try:
            title = _unknown_posting(common.answer(page, "Any page"), known, shapes)
        except Unread as refusal:
            return f"the list may go on at {address} ({words!r}), which could not be read: {refusal}", frozenset()
        if title:
            return f"the list goes on at {address} ({words!r}, with {title[:_MOST]!r}): add that page too", frozenset(
                (address, *(other for name, other in parts if not vocab.is_role(name)))
            )
    return "", frozenset()


def _unknown_posting(page: Page, known: Mapping[str, Seen], shapes: Sequence[tuple[str, ...]]) -> str:
    """Return the title of a posting of the page that is not known, "" if there is none."""
    heading = htmltree.lexbor(page.text()).css_first("h1")
    if heading is not None and vocab.CLOSED_HEADING.search(heading.text(separator=" ")):
        return ""
    addresses = {urls.bare(seen.posting.url) for seen in known.values()}
    titles = {seen.posting.title for seen in known.values()}
    items = repeated.find([repeated.Document(page.url, page.text())], known=shapes).items
    return next((item.title for item in items if urls.bare(item.url) not in addresses and item.title not in titles), "")
