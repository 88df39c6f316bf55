"""The board `jsonld`: pages that state their postings as schema.org JobPosting (see `jobposting`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from tracker.boards.kit import common, jobposting, paging
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "schema.org"
EXAMPLE = "https://example.org/careers"


def recognise(url: str) -> str:
    """Return "": this board can't be recognised by an address; `jobposting.recognise_page` looks at the page."""
    _ = url
    return ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = external_id
    return (Request(url, render=source.render == "always"),) if url else ()


def read(source: Source) -> Flow:
    """Read the page and those that its `next` links lead to, up to a page without such a link."""
    entries: list[Entry] = []
    result = yield from paging.pages(source, lambda page: _from_page(source, page, entries), NAME, entries)
    if not entries:
        message = (
            f'no JobPosting in {source.url}; if its list has another form, describe it: board = "html", item = "…"'
        )
        raise Failed(message)
    return Listing(
        common.unique(_apart(entries)), end=result.end, problems=result.problems, api=False, addresses=result.addresses
    )


def _apart(entries: list[Entry]) -> list[Entry]:
    """Return entries with unique ids: postings that share an id (such as the employer's) get their address or title."""
    pairs = [(entry, entry.read(None)) for entry in entries if not entry.lost]
    ids = jobposting.shared((entry.external_id, posting) for entry, posting in pairs)
    if not ids:
        return entries
    addresses = jobposting.shared((entry.url, posting) for entry, posting in pairs)
    renamed = []
    for entry in entries:
        if entry.external_id in ids and not entry.lost:
            name = entry.title if entry.url in addresses else entry.url
            posting = replace(entry.read(None), external_id=name)
            renamed.append(replace(entry, external_id=name, read=partial(_given, posting)))
        else:
            renamed.append(entry)
    return renamed


def _from_page(source: Source, page: Page, entries: list[Entry]) -> int:
    entries_here = common.entries_of(jobposting.job_postings(page), partial(_entry, source, page), NAME)
    entries.extend(entries_here)
    return len(entries_here)


def _entry(source: Source, page: Page, item: Mapping[str, object]) -> Entry:
    posting = jobposting.posting_of(item, page.url)
    _ = source
    if not posting.title:
        message = f"a JobPosting has no title: {sorted(item)!r}"
        raise Failed(message)
    return Entry(
        external_id=posting.external_id,
        url=posting.url,
        title=posting.title,
        fingerprint=common.fingerprint(item),
        read=partial(_given, posting),
    )


def _given(posting: Posting, _page: Page | None) -> Posting:
    return posting
