"""ClearCompany, HRMDirect's successor. Source of the format: the calls of the script that employers embed.

The script's address names the site (`career-site.js?siteId=`). The list comes in pieces counted from 0, with a total.
It usually has the texts; if not, each text is requested separately.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, text, urls
from tracker.extract.htmltree import unescape
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "ClearCompany"
EXAMPLE = "https://careers-api.clearcompany.com/v1/0a1b2c3d-0000-4000-8000-1234567890ab"
_API = "careers-api.clearcompany.com"
_CONTENT = "careers-content.clearcompany.com"
_SITE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EMBEDDED = re.compile(r"careers-content\.clearcompany\.com/[^\s\"'<>]{1,200}", re.IGNORECASE)
_TEXTS = ("description", "jobDescription", "positionDescription")
_VOLATILE = frozenset(("modifiedDate", "lastModified", "updatedDate", "distance", "rank", "views"))


def recognise(url: str) -> str:
    """Return the site's id in an address of ClearCompany, or ""."""
    host, parts = urls.host(url), urls.path_parts(url)
    site = parts[1] if host == _API and parts[:1] == ["v1"] and parts[1:] else ""
    if host == _CONTENT:
        site = urls.parameter(url, "siteId") or urls.parameter(url, "siteid")
    return site.lower() if _SITE.fullmatch(site) else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_API}/v1/{name}" if name else ""


def _api(source: Source) -> str:
    name = common.board_name(source, recognise(source.url))
    return common.base(source, f"https://{_API}/v1/{name}")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API, then the page for people."""
    return (common.ask(f"{_api(source)}/{external_id}"), Request(url))


def read(source: Source) -> Flow:
    """Read the list piece by piece until all stated postings are read."""
    if not recognise(source.url) and not source.endpoint:
        source = yield from _behind(source)
    gathered = yield from gather(
        lambda number: common.ask(f"{_api(source)}?pageIndex={number}"),
        partial(_take, source),
        NAME,
        step=1,
        name=common.board_name(source, recognise(source.url)),
    )
    return gathered.listing()


def _behind(source: Source) -> Generator[Sequence[Request], Sequence[Page], Source]:
    """Return the source with the site id of the script that its page embeds."""
    (page,) = yield [Request(source.url)]
    markup = common.board_answer(page, NAME, source.slug).text()
    sites = (recognise(unescape(f"https://{address}")) for address in _EMBEDDED.findall(markup))
    site = next(filter(None, sites), "")
    if not site:
        message = f"{NAME}: {page.url} embeds no script of its own with a siteId; correct url, or {common.as_page()}"
        raise Failed(message)
    return replace(source, endpoint=f"https://{_API}/v1/{site}")


def _take(source: Source, page: Page) -> Piece:
    reply = common.json_of(page, NAME)
    rows = common.objects(reply.get("results") if isinstance(reply, dict) else None, NAME, "results")
    return Piece(
        common.entries_of(rows, partial(_entry, source), NAME, "id", "positionTitle"),
        common.total(reply.get("totalCount")),
    )


def _place(row: Mapping[str, Any]) -> str | None:
    stated = row.get("locations")
    several = [
        ", ".join(filter(None, (fields.words(item.get(key)) for key in ("city", "subdivision", "country"))))
        for item in (stated if isinstance(stated, list) else [])
        if isinstance(item, Mapping)
    ]
    return fields.places(*several) or fields.words(row.get("location"))


def _body(row: Mapping[str, Any]) -> str:
    return next((text.from_html(row[key]) for key in _TEXTS if isinstance(row.get(key), str) and row[key]), "")


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    number = fields.words(row["id"]) or ""
    link = (fields.words(row.get("applyLink")) or "").rstrip("/").removesuffix("/apply")
    place, title = _place(row), text.line(fields.words(row["positionTitle"]) or "")
    body = _body(row)
    known = Posting(
        external_id=number,
        url=urls.clean(urls.join(source.url, link)) if link else f"{source.url.rstrip('/')}/{number}",
        title=title,
        text=body,
        location=place,
        department=fields.words(row.get("departmentName")) or fields.words(row.get("department")),
        employment_type=fields.employment_type(fields.words(row.get("employmentType"))),
        workplace=fields.workplace(place, title),
        pay=common.pay_or_prose(None, body),
        posted_at=fields.date(row.get("postedDate") or row.get("openDate")),
        requisition_id=fields.words(row.get("requisitionNumber")),
    )
    return common.listed(known, row, _VOLATILE, _posting, None if body else common.ask(f"{_api(source)}/{number}"))


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    body = _body(reply) if isinstance(reply, Mapping) else ""
    body = body or _body(common.nested(reply, "job")) or _body(common.nested(reply, "result"))
    if not body:
        has = sorted(reply) if isinstance(reply, Mapping) else type(reply).__name__
        message = f"{NAME}: {page.url} has no text; it has {has!r}"
        raise Failed(message)
    return common.with_text(known, body)
