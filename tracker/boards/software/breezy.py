"""Breezy HR. Source of the format: the JSON that its own boards serve (`{name}.breezy.hr/json`).

One reply has the whole board, without texts; those are on the postings' pages. An unknown name redirects to breezy.hr,
or answers with an empty list. An empty list is therefore compared with the board's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tracker.boards.kit import common, markup
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "Breezy HR"
EXAMPLE = "https://acme.breezy.hr"
_TEXT = ".description, .position-description, main"
_HYBRID = "hybrid"


def recognise(url: str) -> str:
    """Return the employer's name in an address of Breezy, or ""."""
    return common.subdomain(url, ".breezy.hr", "www", "app", "api", "help", "assets-cdn", "developer")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page; there is no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    name = common.board_name(source, recognise(source.url))
    (page,) = yield [common.ask(common.base(source, f"{urls.origin(source.url)}/json"))]
    rows = common.objects(common.json_of(common.board_answer(page, NAME, name), NAME, name), NAME, "the reply")
    if not rows:
        (shown,) = yield [Request(source.url)]
        common.board_answer(shown, NAME, name)
        if urls.host(shown.url) != urls.host(source.url):
            message = f"{NAME} has no board {name!r}: {source.url} leads to {shown.url}; correct url in tracker.toml"
            raise Failed(message)
        if markup.soup(shown).select_one("a[href*='/p/']") is not None:
            message = f"{NAME}: {page.url} is an empty list, and {shown.url} has postings; {common.as_page()}"
            raise Failed(message)
    employers = [fields.words(row.get("company")) for row in rows]
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME, "id", "name")),
        end="one reply has the whole board",
        employer=next(filter(None, employers), ""),
    )


def _place(row: Mapping[str, Any]) -> str | None:
    locations = row.get("locations") or [row.get("location")]
    return fields.places(*(fields.words(part) for part in locations))


def _workplace(row: Mapping[str, Any]) -> str | None:
    place = row.get("location") if isinstance(row.get("location"), Mapping) else {}
    details = place.get("remote_details") if isinstance(place, Mapping) else None
    kind = str(details.get("value") or "") if isinstance(details, Mapping) else ""
    if _HYBRID in kind:
        return _HYBRID
    remote = isinstance(place, Mapping) and place.get("is_remote") is True
    return fields.flagged(_place(row), remote=remote)


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    url = fields.words(row.get("url")) or f"{urls.origin(source.url)}/p/{row.get('friendly_id') or row['id']}"
    stated = fields.words(row.get("salary"))
    known = Posting(
        external_id=str(row["id"]),
        url=url,
        title=text.line(str(row["name"])),
        location=_place(row),
        department=fields.words(row.get("department")),
        employment_type=fields.employment_type(fields.words(row.get("type"))),
        workplace=_workplace(row),
        pay=fields.pay_declared(stated),
        posted_at=fields.date(row.get("published_date")),
    )
    body = text.from_html(str(row.get("description") or ""))
    return Entry(
        external_id=known.external_id,
        url=url,
        title=known.title,
        fingerprint=common.fingerprint(row),
        read=partial(_posting, known, body),
        detail=None if body else Request(url),
    )


def _posting(known: Posting, body: str, page: Page | None) -> Posting:
    if body:
        return common.with_text(known, body)
    return markup.from_own_page(known, page, NAME, _TEXT)
