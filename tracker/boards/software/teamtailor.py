"""Teamtailor. Source of the format: jsonfeed.org/version/1.1, with a schema.org JobPosting in `_jobposting`.

The feed is paged by `next_url`. A board under its own domain has the same feed at `/jobs.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tracker.boards.kit import common, jobposting
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "Teamtailor"
EXAMPLE = "https://acme.teamtailor.com/jobs"
MARK = r"teamtailor-cdn\.com|<meta[^<>]{1,200}content=[\"']teamtailor[\"']"


def recognise(url: str) -> str:
    """Return the employer's name in an address of Teamtailor, or ""."""
    host = urls.host(url)
    name = common.subdomain(url, ".teamtailor.com", "www", "app", "api", "support", "docs", "cdn", "images")
    return name or (host.split(".")[0] if host.endswith(".teamtailor.com") and host.count(".") == 3 else "")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{urls.origin(url)}/jobs" if recognise(url) else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page; the feed has no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read the feed piece by piece until there is no next address."""
    name = common.board_name(source, recognise(source.url))
    address = common.base(source, f"{urls.origin(source.url)}/jobs.json")
    employer = following = ""

    def take(page: Page) -> Piece:
        nonlocal employer, following
        first = page.request.url == address
        reply = common.json_of(page, NAME, name)
        rows = _rows(reply)
        employer = employer or fields.words(reply.get("title")) or ""
        following = urls.join(page.url, str(reply["next_url"])) if reply.get("next_url") else ""
        if not rows and not first:
            message = f"{page.url} has no items, and the piece before it names it as the next"
            raise Failed(message)
        end = "" if following else "the piece without a next address"
        entries = common.entries_of(rows, partial(_entry, source=source), NAME, "id", "title", "url")
        return Piece(entries, last=end if rows else "", none="" if rows else end)

    gathered = yield from gather(
        lambda number: common.ask(following if number else address), take, NAME, step=1, name=name
    )
    return gathered.listing(employer=employer)


def _rows(reply: object) -> list[dict[str, Any]]:
    return common.objects(reply.get("items") if isinstance(reply, dict) else None, NAME, "items")


def _entry(row: dict[str, Any], source: Source) -> Entry:
    body = str(row.get("content_html") or (row.get("_jobposting") or {}).get("description") or "")
    url = urls.clean(urls.join(source.url, str(row["url"])))
    return Entry(
        external_id=str(row["id"]),
        url=url,
        title=text.line(str(row["title"])),
        fingerprint=common.fingerprint(common.without_keys(row, ("date_modified",))),
        read=partial(_posting, row, url, body),
    )


def _posting(row: Mapping[str, Any], url: str, markup_of: str, _page: Page | None) -> Posting:
    stated = row.get("_jobposting")
    stated_posting = (
        jobposting.posting_of(stated, url) if isinstance(stated, Mapping) and stated else Posting("", url, "")
    )
    body = text.from_html(markup_of)
    return Posting(
        external_id=str(row["id"]),
        url=url,
        title=text.line(str(row["title"])),
        text=body,
        location=stated_posting.location,
        department=fields.words(row.get("department")),
        employment_type=stated_posting.employment_type,
        workplace=stated_posting.workplace,
        pay=common.pay_or_prose(stated_posting.pay, body),
        posted_at=fields.date(row.get("date_published")) or stated_posting.posted_at,
        closes_at=stated_posting.closes_at,
        requisition_id=stated_posting.requisition_id,
    )
