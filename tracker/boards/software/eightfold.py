"""Eightfold. Source of the format: the calls of its own pages (`/api/pcsx/search`; older: `/api/apply/v2/jobs`).

There are ten postings a request, whatever size is asked for; `count` states the total. A site answers one of the two
calls and refuses the other. `domain` names the employer. It is not always the host's domain; the page states it if the
address does not. `t_update` changes without any edit of the text, and is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, text, urls
from tracker.extract.htmltree import unescape
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed, Unread

NAME = "Eightfold"
EXAMPLE = "https://acme.eightfold.ai/careers?domain=acme.com"
MARK = r"eightfold\.ai/|id=[\"']pcsx-data[\"']|eightfold-font-base"
_PIECE = 10
_PATHS = ("/api/pcsx/search", "/api/apply/v2/jobs")
_DOMAIN = re.compile(r"[\"?&]domain[\"=:]+\s*\"?([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
_VOLATILE = frozenset(("t_update", "stars", "solrScore", "isHot", "hot", "job_description", "medallionProgram"))
_NO_NAMES = ("www", "static", "cdn", "app", "api", "login", "status", "vs-errors")


def recognise(url: str) -> str:
    """Return the employer's name in an address of Eightfold, or ""."""
    if urls.path(url).startswith(_PATHS):
        return _stated(url) or urls.host(url)
    return common.subdomain(url, ".eightfold.ai", *_NO_NAMES)


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    domain = _stated(url)
    return f"{urls.origin(url)}/careers{f'?domain={domain}' if domain else ''}" if recognise(url) else ""


def _stated(url: str) -> str:
    return urls.parameter(url, "domain")


@dataclass(frozen=True, slots=True)
class _Api:
    """One of the two APIs: the address of its list, and whether it is the newer one."""

    base: str
    newer: bool
    domain: str

    def piece(self, start: int) -> Request:
        return common.ask(f"{self.base}?domain={urls.encode(self.domain, '/')}&start={start}&num={_PIECE}")

    def detail(self, number: str) -> Request:
        if self.newer:
            base = self.base.removesuffix("/search")
            return common.ask(f"{base}/position_details?position_id={number}&domain={urls.encode(self.domain, '/')}")
        return common.ask(f"{self.base}/{number}?domain={urls.encode(self.domain, '/')}")


def _apis(source: Source, domain: str) -> list[_Api]:
    """Return the APIs to try: both, or the one that `endpoint` names."""
    if "/apply/" in source.endpoint or "/pcsx" in source.endpoint:
        base = common.base(source, "")
        newer = "/pcsx" in base
        return [_Api(f"{base.removesuffix('/search')}/search" if newer else base, newer, domain)]
    origin = urls.origin(source.endpoint or source.url)
    return [_Api(origin + path, path == _PATHS[0], domain) for path in _PATHS]


def _guess(source: Source) -> str:
    name = recognise(source.url)
    return _stated(source.url) or _stated(source.endpoint) or (name if "." in name else f"{name or source.slug}.com")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own replies, then the page for people."""
    return (*(api.detail(external_id) for api in _apis(source, _guess(source))), Request(url))


def read(source: Source) -> Flow:
    """Read the list by the newer API, else the older one. If neither knows the domain, use the one that the page states."""
    errors: list[Unread] = []
    domain = _guess(source)
    for second_try in (False, True):
        for api in _apis(source, domain):
            try:
                return (yield from _list(source, api))
            except Unread as error:
                errors.append(error)
        if second_try or _stated(source.url):
            break
        domain = yield from _ask_page(source)
        if not domain or domain == _guess(source):
            break
    raise next((error for error in errors if error.outcome == "blocked"), errors[-1])


def _ask_page(source: Source) -> Generator[Sequence[Request], Sequence[Page], str]:
    (page,) = yield [Request(source.url)]
    match = _DOMAIN.search(unescape(page.text())) if page.status == 200 else None
    return match[1].lower() if match else ""


def _list(source: Source, api: _Api) -> Flow:
    (page,) = yield [api.piece(0)]
    if page.status == 403 and b"PCSX" in page.body:
        message = f"{NAME}: {page.url} says that this site uses the other API"
        raise Failed(message)
    gathered = yield from gather(api.piece, partial(_take, source, api), NAME, name=api.domain, primed=page)
    if not gathered.entries:
        message = f"{NAME} has no postings for domain {api.domain!r}; set the right one in url: ?domain=employer.com"
        raise Failed(message)
    return gathered.listing()


def _take(source: Source, api: _Api, page: Page) -> Piece:
    reply = common.json_of(page, NAME)
    data = reply.get("data", reply) if isinstance(reply, Mapping) else {}
    positions = common.objects((data or {}).get("positions"), NAME, "positions")
    rows = [row for row in positions if row.get("isPrivate") is not True]
    entries = common.entries_of(rows, partial(_entry, source, api), NAME, "id", "name")
    return Piece(entries, common.total(data.get("count")), rows=len(positions))


def _workplace(row: Mapping[str, Any]) -> str | None:
    stated = str(row.get("workLocationOption") or row.get("work_location_option") or "").lower()
    return {"onsite": "on-site", "hybrid": "hybrid"}.get(stated) or ("remote" if stated.startswith("remote") else None)


def _entry(source: Source, api: _Api, row: dict[str, Any]) -> Entry:
    number = str(row["id"])
    link = str(row.get("canonicalPositionUrl") or row.get("positionUrl") or f"/careers/job/{number}")
    locations = row.get("locations") or [row.get("location")]
    known = Posting(
        external_id=number,
        url=urls.clean(urls.join(source.url, link)),
        title=text.line(str(row["name"])),
        location=fields.places(*map(fields.words, locations)),
        department=fields.words(row.get("department")),
        workplace=_workplace(row) or fields.workplace(fields.words(locations)),
        posted_at=fields.date(row.get("t_create") or row.get("postedTs")),
        requisition_id=fields.words(row.get("display_job_id") or row.get("displayJobId") or row.get("ats_job_id")),
        language=fields.words(row.get("locale")),
    )
    return common.listed(known, row, _VOLATILE, _posting, api.detail(number))


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    data = reply.get("data", reply) if isinstance(reply, Mapping) else {}
    body = text.from_html(str(data.get("jobDescription") or data.get("job_description") or ""))
    if not body:
        message = f"{NAME}: {page.url} has no text; it has {sorted(data)!r}"
        raise Failed(message)
    return replace(known, text=body, pay=common.pay_or_prose(None, body))
