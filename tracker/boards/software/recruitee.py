"""Recruitee. Source of the format: docs.recruitee.com (careers site API). One reply has the whole board.

`position` is a sort rank and `updated_at` a time; both change without any edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.extract import fields, urls
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source

NAME = "Recruitee"
EXAMPLE = "https://acme.recruitee.com"
MARK = r"recruiteecdn\.com|\.recruitee\.com/"
_WITHOUT = "the list has no description of it"
_VOLATILE = frozenset(
    ("updated_at", "position", "mailbox_email", "sharing_description", "sharing_title", "sharing_image")
)


def recognise(url: str) -> str:
    """Return the employer's name in an address of Recruitee, or ""."""
    return common.subdomain(url, ".recruitee.com", "www", "api", "docs", "app", "support", "help")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def _api(source: Source) -> str:
    return common.base(source, f"{urls.origin(source.url)}/api/offers")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API (404 when it is gone), then the page for people."""
    return (common.ask(f"{_api(source)}/{external_id}"), Request(url))


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    (page,) = yield [common.ask(_api(source))]
    name = common.board_name(source, recognise(source.url))
    reply = common.json_of(common.board_answer(page, NAME, name), NAME, name)
    rows = common.objects(reply.get("offers") if isinstance(reply, dict) else None, NAME, "offers")
    shown = [row for row in rows if row.get("status") in (None, "published")]
    names = [fields.words(row.get("company_name")) for row in shown]
    return Listing(
        common.unique(common.entries_of(shown, partial(_entry, source), NAME, "id", "title")),
        end="one reply has the whole board",
        employer=next(filter(None, names), ""),
    )


def _workplace(row: Mapping[str, Any]) -> str | None:
    stated = [
        name for key, name in (("remote", "remote"), ("hybrid", "hybrid"), ("on_site", "on-site")) if row.get(key)
    ]
    return stated[0] if len(stated) == 1 else None


def _places(row: Mapping[str, Any]) -> str | None:
    places = [
        ", ".join(filter(None, (fields.words(location.get(key)) for key in ("city", "state", "country"))))
        for location in row.get("locations") or []
        if isinstance(location, Mapping)
    ]
    return fields.places(*places) or fields.words(row.get("location"))


def _pay(stated: object) -> Pay | None:
    if not isinstance(stated, Mapping):
        return None
    low, high = fields.number(stated.get("min")), fields.number(stated.get("max"))
    if low is None and high is None:
        return None
    return Pay(low, high, fields.words(stated.get("currency")), fields.period(fields.words(stated.get("period"))))


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    url = fields.words(row.get("careers_url")) or f"{urls.origin(source.url)}/o/{row.get('slug') or row['id']}"
    return Entry(
        external_id=str(row["id"]),
        url=url,
        title=fields.words(row["title"]) or "",
        fingerprint=common.fingerprint(common.without_keys(row, _VOLATILE)),
        read=partial(_posting, row, url),
    )


def _posting(row: dict[str, Any], url: str, _page: Page | None) -> Posting:
    body = common.html_text(row.get("description"), row.get("requirements"))
    return Posting(
        external_id=str(row["id"]),
        url=url,
        title=fields.words(row["title"]) or "",
        text=body,
        location=_places(row),
        department=fields.words(row.get("department")),
        employment_type=fields.employment_type(fields.words(row.get("employment_type_code"))),
        workplace=_workplace(row),
        pay=common.pay_or_prose(_pay(row.get("salary")), body),
        posted_at=fields.date(row.get("published_at")),
        closes_at=fields.date(row.get("close_at")),
        without="" if common.html_text(row.get("description")) else _WITHOUT,
    )
