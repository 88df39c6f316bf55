"""Texts that a list does not have: which entries of it need their own page, once it is known what the list says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from tracker import urls
from tracker.boards import detect, textless
from tracker.errors import Unread
from tracker.ledger import History, Reading
from tracker.model import Entry, Listing, Page, Source

Prepare = Callable[[Iterable[tuple[str, Page | None]]], Awaitable[None]]


async def with_own_pages(source: Source, history: History, listing: Listing, prepare: Prepare) -> Listing:
    """Return the listing; entries that it has no text for are given the request for their own page.

    An entry that is new, or another than before, is read (reconciling will read it anyway). One that is as it was before
    has its text where it had it then.
    """
    shared = Counter(one.url for one in listing.entries)
    lists = {urls.clean(one) for one in (source.url, source.endpoint, *listing.addresses) if one}
    lists |= {urls.clean(url) for url, count in shared.items() if count > 1}
    anywhere = source.board in detect.SOFTWARE
    pages = {
        one.external_id: page
        for one in listing.entries
        if one.detail is None and one.open and (page := textless.own_page(source, one, lists, anywhere=anywhere))
    }
    fresh = {one.external_id for one in listing.entries if one.external_id in pages and _is_fresh(history, one)}
    await prepare((name, None) for name in fresh)

    def lacks(one: Entry) -> bool:
        if one.external_id not in fresh:
            known = history.postings[one.external_id]
            return bool(known.read_at) or not known.has_text
        try:
            return not Reading.of(one, None).wording.blocks
        except Unread:
            return False  # it is told when it is reconciled

    wanted = {one.external_id for one in listing.entries if one.external_id in pages and lacks(one)}
    lost = {name for name in wanted & fresh if name in history.postings and _had_text(history, name)}
    if len(lost) > MOST_LOST:
        wanted -= lost
    return replace(
        listing,
        entries=tuple(
            replace(one, detail=pages[one.external_id], own_page=True) if one.external_id in wanted else one
            for one in listing.entries
        ),
    )


# Texts that a list had, and has no more, are asked for on their own pages. More at once are the list's fault, which is
# judged without asking a site for thousands of pages (`guards.degraded`).
MOST_LOST = 20


def _had_text(history: History, name: str) -> bool:
    return not history.postings[name].read_at and bool(history.wording[name].blocks)


def _is_fresh(history: History, entry: Entry) -> bool:
    known = history.postings.get(entry.external_id)
    return known is None or known.status == "closed" or known.fingerprint != entry.fingerprint
