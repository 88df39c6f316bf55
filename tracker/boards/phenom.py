"""Phenom. Source of the format: the calls of its own pages (`/widgets`), and `phApp.ddo` in the page itself.

The list is asked for by POST, at most 500 at a time; beyond 10,000 postings it gives nothing, not even its total. The
list has a teaser only; the text is asked for likewise, and an unknown id answers 200 without a job.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from tracker import charset, fields, text, urls
from tracker.boards import common
from tracker.boards.lists import Piece, gather
from tracker.boards.scripts import assigned
from tracker.errors import Failed
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source

NAME = "Phenom"
EXAMPLE = "https://careers.example.org/us/en/search-results"
MARK = r"phApp\.ddo\s*=|cdn\.phenompeople\.com|assets\.phenompeople\.com"
_PIECE = 100
_CAP = 10_000
_PREFIX = re.compile(r"^/([a-z]{2,6})/([a-z]{2})(?:/|$)")
_VOLATILE = frozenset(("ml_highlight", "badge", "isSeoUrl", "descriptionTeaser", "dateUpdated", "visibilityType"))


def recognise(url: str) -> str:
    """Give the host for an address of Phenom's calls, or ""; its pages are told by their marks."""
    return urls.host(url) if urls.path_parts(url)[-1:] == ["widgets"] else ""


def home(url: str) -> str:
    """Give the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def _locale(source: Source) -> tuple[str, str]:
    """Give country and language as the source's path states them."""
    found = _PREFIX.match("/" + "/".join(urls.path_parts(source.url)) + "/")
    return (found[1], found[2]) if found else ("us", "en")


def _ask(source: Source, **more: object) -> Request:
    country, language = _locale(source)
    body = {"lang": f"{language}_{country}", "deviceType": "desktop", "country": country, "siteType": "external"}
    return common.post(common.base(source, f"{urls.origin(source.url)}/widgets"), {**body, **more})


def _piece(source: Source, start: int) -> Request:
    return _ask(
        source, ddoKey="refineSearch", pageName="search-results", jobs=True, counts=True, size=_PIECE, **{"from": start}
    )


def _detail(source: Source, number: str) -> Request:
    return _ask(source, ddoKey="jobDetail", pageName="job-details", jobId=number)


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """The posting's own reply, then the page for people."""
    return (_detail(source, external_id), Request(url))


def read(source: Source) -> Flow:
    """Read the list piece by piece; where the calls are refused, what the page itself has of it."""
    (page,) = yield [_piece(source, 0)]
    if page.status not in {200, 401, 403, 429} and not page.failure:
        (shown,) = yield [Request(source.url)]
        return _from_page(source, common.found(shown, NAME, urls.host(source.url)))
    found = yield from gather(
        partial(_piece, source), partial(_take, source), NAME, name=urls.host(source.url), primed=page
    )
    capped = (found.total or 0) >= _CAP
    return Listing(
        found.entries,
        end=found.end,
        stated_total=found.total,
        problems=(*found.problems, f"beyond {_CAP} postings this board gives nothing") if capped else found.problems,
    )


def _from_page(source: Source, page: Page) -> Listing:
    """Take the first postings, which stand in the page; they are all only where the page says so."""
    stated = assigned(page.text(), "phApp.ddo")
    search = stated.get("eagerLoadRefineSearch") if isinstance(stated, Mapping) else None
    if not isinstance(search, Mapping):
        message = f"{NAME}: {page.url} has no phApp.ddo with a list of jobs"
        raise Failed(message)
    piece = _listed(source, search)
    return Listing(
        common.unique(piece.entries),
        end="the page has the first postings, and states how many there are",
        stated_total=piece.total,
    )


def _take(source: Source, page: Page) -> Piece:
    if charset.first(page.body) == "<":
        stated = assigned(page.text(), "phApp.ddo")
        search = stated.get("eagerLoadRefineSearch") if isinstance(stated, Mapping) else None
    else:
        reply = common.json_of(page, NAME)
        search = reply.get("refineSearch") if isinstance(reply, Mapping) else None
    if not isinstance(search, Mapping):
        message = f"{NAME}: {page.url} gives no refineSearch; some sites want a token that only their page gives"
        raise Failed(message)
    return _listed(source, search)


def _listed(source: Source, search: Mapping[str, Any]) -> Piece:
    data = search.get("data")
    rows = common.objects(data.get("jobs") if isinstance(data, Mapping) else None, NAME, "jobs")
    total = search.get("totalHits")
    return Piece(
        common.each(rows, partial(_entry, source), NAME, "jobId", "title"),
        common.total(total) or None,
    )


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    number = str(row["jobId"])
    country, language = _locale(source)
    prefix = f"/{country}/{language}" if _PREFIX.match("/" + "/".join(urls.path_parts(source.url)) + "/") else ""
    several = row.get("multi_location")
    place = fields.places(*map(fields.words, several)) if isinstance(several, list) and several else None
    city = ", ".join(filter(None, (fields.words(row.get(key)) for key in ("city", "state", "country"))))
    stated = fields.words(row.get("remoteType") or row.get("RemoteType") or row.get("remote") or row.get("checkRemote"))
    title = text.line(str(row["title"]))
    known = Posting(
        external_id=number,
        url=f"{urls.origin(source.url)}{prefix}/job/{row.get('jobSeqNo') or number}",
        title=title,
        location=place or fields.words(row.get("location")) or city or None,
        department=fields.words(row.get("department")) or fields.words(row.get("category")),
        employment_type=fields.employment_type(fields.words(row.get("type"))),
        workplace=fields.workplace(stated, title),
        posted_at=fields.date(row.get("postedDate")),
        requisition_id=fields.words(row.get("reqId")),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=title,
        fingerprint=common.fingerprint(common.without(row, _VOLATILE)),
        read=partial(_posting, known),
        detail=_detail(source, number),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    job = common.inner(common.inner(common.inner(reply, NAME, "jobDetail"), NAME, "data"), NAME, "job")
    body = text.from_html(str(job.get("description") or job.get("jobDescription") or ""))
    if not body:
        message = f"{NAME}: {page.url} has no text for {known.external_id}; it has {sorted(job)!r}"
        raise Failed(message)
    return replace(known, text=body, pay=common.pay_or_prose(None, body))
