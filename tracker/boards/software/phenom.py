"""Phenom. Source of the format: the calls of its own pages (`/widgets`), and `phApp.ddo` in the page itself.

The list is requested by POST, at most 500 postings at a time. Beyond 10,000 postings the reply is empty and has no
total. The list has only teasers; texts are requested in the same way, and an unknown id answers 200 without a job. Some
sites require the token in their page (`phApp.sessionParams`) together with its cookie. If they refuse that too, the
pages themselves are read, ten postings a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tracker.boards.kit import common, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.boards.kit.scripts import assigned
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source, charset
from tracker.model.errors import Failed

NAME = "Phenom"
EXAMPLE = "https://careers.example.org/us/en/search-results"
MARK = r"phApp\.ddo\s*=|cdn\.phenompeople\.com|assets\.phenompeople\.com"
_PIECE = 100
_CAP = 10_000
_PREFIX = re.compile(r"^/([a-z]{2,6})/([a-z]{2})(?:/|$)", re.IGNORECASE)
_REFUSED = frozenset((401, 403, 419))
_TEXT = ".job-description, .jd-info, [data-ph-at-id=jobdescription-text]"
_VOLATILE = frozenset(("ml_highlight", "badge", "isSeoUrl", "descriptionTeaser", "dateUpdated", "visibilityType"))


def recognise(url: str) -> str:
    """Return the host for an address of Phenom's calls, or "". Its pages are recognised by their marks."""
    return urls.host(url) if urls.path_parts(url)[-1:] == ["widgets"] else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def _locale(source: Source) -> tuple[str, str]:
    """Return country and language from the source's path."""
    match = _PREFIX.match("/" + "/".join(urls.path_parts(source.url)) + "/")
    return (match[1].lower(), match[2].lower()) if match else ("us", "en")


@dataclass(frozen=True, slots=True)
class _Way:
    """How a site is read: by its calls, with or without the headers of a session, or by its pages (`pages`)."""

    source: Source
    session: tuple[tuple[str, str], ...] = ()
    pages: bool = False

    def piece(self, start: int) -> Request:
        if self.pages:
            return Request(f"{urls.bare(self.source.url)}?from={start}&s=1")
        keys = {"pageName": "search-results", "jobs": True, "counts": True, "size": _PIECE, "from": start}
        return self._ask(ddoKey="refineSearch", **keys)

    def detail(self, number: str, url: str) -> Request:
        return Request(url) if self.pages else self._ask(ddoKey="jobDetail", pageName="job-details", jobId=number)

    def _ask(self, **more: object) -> Request:
        country, language = _locale(self.source)
        body = {"lang": f"{language}_{country}", "deviceType": "desktop", "country": country, "siteType": "external"}
        request = common.post(common.base(self.source, f"{urls.origin(self.source.url)}/widgets"), {**body, **more})
        return replace(request, headers=(*request.headers, *self.session))


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply, then the page for people."""
    return (_Way(source).detail(external_id, url), Request(url))


def read(source: Source) -> Flow:
    """Read the list piece by piece. If the calls are refused, use the page's token, else read page by page."""
    way = _Way(source)
    (page,) = yield [way.piece(0)]
    if page.failure or common.is_wall(page) or page.status in {200, 429}:
        return (yield from _list(way, page))
    (shown,) = yield [Request(source.url)]
    is_board = shown.status in {200, *common.NOT_FOUND} and not common.is_wall(shown)
    if page.status in _REFUSED and not is_board:
        return (yield from _list(way, page))  # raises the error of the refused call
    shown = common.board_answer(shown, NAME, urls.host(source.url))
    session = common.session(shown, _token(shown))
    if page.status in _REFUSED and session:
        way = _Way(source, session)
        (page,) = yield [way.piece(0)]
        if page.status == 200:
            return (yield from _list(way, page))
    return (yield from _list(_Way(source, pages=True), shown))


def _token(page: Page) -> str:
    stated = assigned(page.text(), "phApp.sessionParams")
    return fields.words(stated.get("csrfToken")) or "" if isinstance(stated, Mapping) else ""


def _list(way: _Way, first: Page) -> Flow:
    host = urls.host(way.source.url)
    gathered = yield from gather(way.piece, partial(_take, way), NAME, name=host, primed=first)
    capped = (gathered.total or 0) >= _CAP
    beyond = (f"beyond {_CAP} postings this board returns nothing",) if capped else ()
    return replace(gathered, problems=(*gathered.problems, *beyond)).listing()


def _take(way: _Way, page: Page) -> Piece:
    if charset.first(page.body) == "<":
        stated = assigned(page.text(), "phApp.ddo")
        search = stated.get("eagerLoadRefineSearch") if isinstance(stated, Mapping) else None
    else:
        reply = common.json_of(page, NAME)
        search = reply.get("refineSearch") if isinstance(reply, Mapping) else None
    if not isinstance(search, Mapping):
        message = f"{NAME}: {page.url} has no refineSearch; {common.as_page()}"
        raise Failed(message)
    return _listed(way, search)


def _listed(way: _Way, search: Mapping[str, Any]) -> Piece:
    data = search.get("data")
    rows = common.objects(data.get("jobs") if isinstance(data, Mapping) else None, NAME, "jobs")
    return Piece(
        common.entries_of(rows, partial(_entry, way), NAME, "jobId", "title"), common.total(search.get("totalHits"))
    )


def _entry(way: _Way, row: dict[str, Any]) -> Entry:
    source = way.source
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
    return common.listed(known, row, _VOLATILE, _posting, way.detail(number, known.url))


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    page = common.answer(page, NAME)
    if charset.first(page.body) == "<":
        reply = assigned(page.text(), "phApp.ddo")
        if not common.nested(reply, "jobDetail", "data", "job"):
            return markup.from_own_page(known, page, NAME, _TEXT)
    else:
        reply = common.json_of(page, NAME)
    job = common.required(common.required(common.required(reply, NAME, "jobDetail"), NAME, "data"), NAME, "job")
    body = text.from_html(str(job.get("description") or job.get("jobDescription") or ""))
    if not body:
        message = f"{NAME}: {page.url} has no text for {known.external_id}; it has {sorted(job)!r}"
        raise Failed(message)
    return replace(known, text=body, pay=common.pay_or_prose(None, body))
