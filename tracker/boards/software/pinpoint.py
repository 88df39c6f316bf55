"""Pinpoint. Source of the format: developers.pinpointhq.com (public postings.json). One reply has the whole board.

Pay is included even if the employer hides it (`compensation_visible` false); then it is ignored. There is no posting
date. Two boards had exactly 1,000 rows, so this is treated as a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.extract import fields, urls
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source

NAME = "Pinpoint"
EXAMPLE = "https://acme.pinpointhq.com"
MARK = r"pinpointhq\.com/(?:assets|packs|uploads)"
_WITHOUT = "the list has no description of it"
_CAP = 1_000
_PARTS = ("description", "key_responsibilities", "skills_knowledge_expertise", "benefits")
_WORKPLACES = {
    "onsite": "on-site",
    "on_site": "on-site",
    "hybrid": "hybrid",
    "remote": "remote",
    "fully_remote": "remote",
}


def recognise(url: str) -> str:
    """Return the employer's name in an address of Pinpoint, or ""."""
    return common.subdomain(url, ".pinpointhq.com", "www", "api", "app", "developers", "help")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page; the feed has no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    (page,) = yield [common.ask(common.base(source, f"{urls.origin(source.url)}/postings.json"))]
    name = common.board_name(source, recognise(source.url))
    reply = common.json_of(common.board_answer(page, NAME, name), NAME, name)
    rows = common.objects(reply.get("data") if isinstance(reply, dict) else None, NAME, "data")
    capped = len(rows) == _CAP
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME, "id", "title")),
        end="one reply has the whole board",
        problems=(f"the reply has exactly {_CAP} rows, which seems to be its limit",) if capped else (),
    )


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    url = urls.clean(urls.join(source.url, str(row.get("url") or row.get("path") or f"/postings/{row['id']}")))
    return Entry(
        external_id=str(row["id"]),
        url=url,
        title=fields.words(row["title"]) or "",
        fingerprint=common.fingerprint(row),
        read=partial(_posting, row, url),
    )


def _pay(row: Mapping[str, Any]) -> Pay | None:
    low, high = fields.number(row.get("compensation_minimum")), fields.number(row.get("compensation_maximum"))
    if row.get("compensation_visible") is False or (low is None and high is None):
        return None
    period = fields.period(fields.words(row.get("compensation_frequency")))
    stated = fields.words(row.get("compensation")) or ""
    return Pay(low, high, fields.words(row.get("compensation_currency")), period, stated)


def _posting(row: dict[str, Any], url: str, _page: Page | None) -> Posting:
    body = common.sections((str(row.get(f"{key}_header") or ""), str(row.get(key) or "")) for key in _PARTS)
    job = row.get("job") if isinstance(row.get("job"), Mapping) else {}
    location = row.get("location")
    parts = [location.get(key) for key in ("name", "city", "province")] if isinstance(location, Mapping) else [location]
    place = ", ".join(dict.fromkeys(filter(None, map(fields.words, parts))))
    return Posting(
        external_id=str(row["id"]),
        url=url,
        title=fields.words(row["title"]) or "",
        text=body,
        location=place or None,
        department=fields.words(row.get("department")) or fields.words((job or {}).get("department")),
        employment_type=fields.employment_type(fields.words(row.get("employment_type"))),
        workplace=_WORKPLACES.get(str(row.get("workplace_type"))),
        pay=common.pay_or_prose(_pay(row), body),
        closes_at=fields.date(row.get("deadline_at")),
        requisition_id=fields.words((job or {}).get("requisition_id")),
        without="" if common.html_text(row.get("description")) else _WITHOUT,
    )
