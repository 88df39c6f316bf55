"""Find the entries without a text in the list, and request their own pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from tracker.boards import SOFTWARE
from tracker.extract import urls
from tracker.model import Entry, Listing, Page, Request, Source
from tracker.model.errors import Unread
from tracker.model.history import History, Reading
from tracker.reconcile.text_origin import is_cut
from tracker.reconcile.vanished import AGREE_MANY, TEXTS_GONE

Prepare = Callable[[Iterable[tuple[str, Page | None]]], Awaitable[None]]


async def with_own_pages(source: Source, history: History, listing: Listing, prepare: Prepare) -> Listing:
    """Return the listing in which entries without a text have the request for their own page.

    Entries that are new or changed are read to find out whether the list has their text; reconciling needs them read
    anyway. The text of an unchanged entry is where it was in the last check.
    """
    may = [entry for entry in listing.entries if entry.detail is None and entry.open and entry.url]
    fresh = {entry.external_id for entry in may if _is_fresh(history, entry)}
    await prepare((name, None) for name in fresh)
    lacking = [entry for entry in may if _lacks(entry, history, fresh)]
    lost = {
        entry.external_id for entry in lacking if entry.external_id in fresh and _had_text(history, entry.external_id)
    }
    if len(lost) > MOST_LOST:
        now = _in_turn(sorted(lost), history.holds.get(TEXTS_GONE, 0))
        lacking = [entry for entry in lacking if entry.external_id not in lost or entry.external_id in now]
    pages = _pages(source, listing, lacking) if lacking else {}
    if not pages:
        return listing
    return replace(
        listing,
        entries=tuple(
            replace(entry, detail=pages[entry.external_id], own_page=True) if entry.external_id in pages else entry
            for entry in listing.entries
        ),
    )


def _in_turn(lost: list[str], checks: int) -> frozenset[str]:
    """Return the lost texts to request in this check: none until several checks agree, then some in each check."""
    if checks < AGREE_MANY - 1:
        return frozenset()
    start = checks * MOST_LOST % len(lost)
    return frozenset((lost + lost)[start : start + MOST_LOST])


def _lacks(entry: Entry, history: History, fresh: AbstractSet[str]) -> bool:
    """Return whether the list has no text for an entry."""
    if entry.external_id not in fresh:
        known = history.postings[entry.external_id]
        return bool(known.read_at) or not known.has_text
    try:
        reading = Reading.of(entry, None)
        before = history.wording.get(entry.external_id)
        return not reading.wording.blocks or (before is not None and is_cut(before.blocks, reading))
    except Unread:
        return False  # reconciling reports it


def _pages(source: Source, listing: Listing, lacking: Iterable[Entry]) -> dict[str, Request]:
    from tracker.boards.kit import (
        textless,
    )  # imported here, because its patterns take 0.1 s to load, and most lists have their texts

    shared = Counter(entry.url for entry in listing.entries)
    lists = {urls.clean(address) for address in (source.url, source.endpoint, *listing.addresses) if address}
    lists |= {urls.clean(url) for url, count in shared.items() if count > 1}
    anywhere = source.board in SOFTWARE
    pages = ((entry.external_id, textless.own_page(source, entry, lists, anywhere=anywhere)) for entry in lacking)
    return {name: page for name, page in pages if page is not None}


# A text that the list lost is asked for on the posting's own page. If more than this are lost at once, the list is at
# fault; then a site is not asked for thousands of pages (`guards.hold_losses`). Once AGREE_MANY checks show it, this many
# are asked for in each check.
MOST_LOST = 20


def _had_text(history: History, name: str) -> bool:
    known = history.postings.get(name)
    return known is not None and not known.read_at and bool(history.wording[name].blocks)


def _is_fresh(history: History, entry: Entry) -> bool:
    known = history.postings.get(entry.external_id)
    return known is None or known.status == "closed" or known.fingerprint != entry.fingerprint
