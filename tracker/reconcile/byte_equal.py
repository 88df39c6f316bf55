"""Remember the list and the pages of the last check, so that replies that are equal byte for byte need not be read again.

Boards and readings of entries are pure functions of the replies: the same replies give the same list and the same
postings. A check keeps the list of a source whose postings have pages of their own. For each such page it keeps two
hashes: one of what was read (`input_hash`), one of the fields that resulted (`fields_hash`). A page is skipped if both hashes still match.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

import orjson

from tracker.extract.walls import HEADERS
from tracker.model import Entry, Listing, Page, Posting, Request
from tracker.model.history import History
from tracker.model.wording import Wording
from tracker.reconcile.exchanges import packed_request, unpacked_request

_GOOD = 200
_LENGTH = 24  # hexadecimal digits of a hash
_MOST_ENTRIES = 10_000  # of a list that is kept: 2 MB in the database, and a second copy in memory while it is read
_LISTING = ("end", "stated_total", "cap", "problems", "api", "employer", "addresses", "rows", "definite")
FIELDS = tuple(item.name for item in fields(Wording) if item.name != "blocks")
_fields_of = attrgetter(*FIELDS)


@dataclass(frozen=True, slots=True)
class Recall:
    """What the last check left. `reads` maps an external id to two hashes: of what was read, and of the fields that resulted."""

    listing: Listing | None = None
    reads: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def input_hash(entry: Entry, page: Page) -> str:
    """Hash everything that the reading of an entry with its page depends on. Return "" for a page that is not remembered."""
    if page.failure or page.status != _GOOD or not page.sha256:
        return ""
    key = entry.detail.key if entry.detail else ""
    parts = (f"{part.request.key} {part.status} {part.sha256}" for part in page.parts)
    return _hash(
        entry.external_id,
        entry.url,
        entry.title,
        entry.fingerprint,
        key,
        page.url,
        page.sha256,
        relevant_headers(page),
        *parts,
    )


def relevant_headers(page: Page) -> str:
    """Return the headers that a reading depends on: how the body is decoded, and whether it is a wall."""
    return "\n".join(f"{name}: {page.header(name)}" for name in ("content-type", *HEADERS) if page.header(name))


def fields_hash(values: object, text_sha256: str, requisition_id: str | None) -> str:
    """Hash all fields of a wording, or of a row that has them, including fields in which a difference is not an edit."""
    fields = _fields_of(values) if not isinstance(values, tuple) else values
    return _hash(orjson.dumps(fields, default=str).decode(), text_sha256, requisition_id or "")


def text_sha256(posting: Posting) -> str:
    """Hash the text of a posting as a wording's is hashed (`Wording.text_sha256`)."""
    return hashlib.sha256(posting.text.encode("utf-8", "surrogatepass")).hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def unchanged_pages(
    history: History, listing: Listing, details: Mapping[str, Page], reads: Mapping[str, tuple[str, str]]
) -> frozenset[str]:
    """Return the ids of the open postings whose page was read before and still says what the newest version says."""
    ids = set()
    for entry in listing.entries:
        name = entry.external_id
        posting, page, note = history.postings.get(name), details.get(name), reads.get(name)
        if (
            note
            and posting is not None
            and page is not None
            and entry.open
            and posting.status == "open"
            and posting.has_text
            and posting.fingerprint == entry.fingerprint
            and note[0] == input_hash(entry, page)
            and note[1] == history.wording_hashes.get(name)
        ):
            ids.add(name)
    return frozenset(ids)


def packed(recall: Recall) -> dict[str, Any]:
    """Return the recall as plain data, {} if there is nothing to remember."""
    data: dict[str, Any] = {}
    if recall.reads:
        data["reads"] = {name: list(note) for name, note in recall.reads.items()}
    listing = recall.listing
    short = listing and not listing.lost and len(listing.entries) <= _MOST_ENTRIES
    if listing and short and any(entry.detail and not entry.own_page for entry in listing.entries):
        data["listing"] = {name: getattr(listing, name) for name in _LISTING}
        data["listing"]["entries"] = [_row(entry) for entry in listing.entries]
    return data


def unpacked(data: Mapping[str, Any]) -> Recall:
    """Read a recall from plain data. Return an empty one if the data have another shape."""
    try:
        reads = {str(name): (str(read), str(resulted)) for name, (read, resulted) in data.get("reads", {}).items()}
        listing_data = data.get("listing")
        if not listing_data:
            return Recall(None, reads)
        listing = Listing(
            tuple(map(_entry, listing_data["entries"])),
            end=listing_data["end"],
            stated_total=listing_data["stated_total"],
            cap=listing_data["cap"],
            problems=tuple(listing_data["problems"]),
            api=listing_data["api"],
            employer=listing_data["employer"],
            addresses=tuple(listing_data["addresses"]),
            rows=listing_data["rows"],
            definite=listing_data["definite"],
        )
        return Recall(listing, reads)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Recall()


def _row(entry: Entry) -> list[Any]:
    detail: Any = None if entry.own_page else entry.detail  # each check decides again which entries need their own page
    if detail is not None:
        plain = detail == Request(entry.url)
        detail = 1 if plain else packed_request(detail)
    url = None if entry.url == entry.external_id else entry.url
    return [entry.external_id, url, entry.title, entry.fingerprint, detail, entry.open]


def _entry(row: list[Any]) -> Entry:
    name, url, title, fingerprint, detail, is_open = row
    url = name if url is None else url
    request = None
    if detail == 1:
        request = Request(url)
    elif detail is not None:
        request = unpacked_request(detail)
    return Entry(name, url, title, fingerprint, _elsewhere, detail=request, open=is_open)


def _elsewhere(_page: Page | None) -> Posting:
    """Raise RuntimeError: entries are read in the process that runs the board."""
    message = "this entry is read in another process"
    raise RuntimeError(message)
