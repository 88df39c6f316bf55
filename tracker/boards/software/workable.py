"""Workable. Source of the format: the calls of its own pages and of its widget (apply.workable.com).

The widget's single reply has the whole board with its texts; a posting in several places is listed once for each. An
`endpoint` of the pages' own list (`…/api/v3/accounts/{name}`) is read piece by piece by its `nextPage` token, and the
texts come from `…/api/v2/accounts/{name}/jobs/{shortcode}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.extract import fields, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Unread

NAME = "Workable"
EXAMPLE = "https://apply.workable.com/acme"
_HOST = "apply.workable.com"
_PATHS = (["api", "v1", "widget", "accounts"], ["api", "v3", "accounts"], ["api", "v2", "accounts"])
_NO_NAMES = frozenset(("api", "j", "www", "apply", "jobs", "help", "resources"))
_PARTS = (("description", ""), ("requirements", "Requirements"), ("benefits", "Benefits"))
_WORKPLACES = {"on_site": "on-site", "onsite": "on-site", "hybrid": "hybrid", "remote": "remote"}
_TYPES = {"full": "full-time", "part": "part-time"}
_MOST = 500  # pieces of ten


def recognise(url: str) -> str:
    """Return the account's name in an address of Workable, or ""."""
    host, parts = urls.host(url), urls.path_parts(url)
    if host == _HOST:
        for path in _PATHS:
            if parts[: len(path)] == path and parts[len(path) :]:
                return parts[len(path)]
        return parts[0] if parts and parts[0] not in _NO_NAMES else ""
    name = host.removesuffix(".workable.com")
    return name if name != host and "." not in name and name not in _NO_NAMES else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_HOST}/{name}" if name else ""


def _api(source: Source) -> str:
    name = common.board_name(source, recognise(source.url))
    return common.base(source, f"https://{_HOST}/api/v1/widget/accounts/{name}", "/jobs")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply, if the pages' API is used; then its page."""
    api = _api(source)
    detail = (_detail(api, external_id),) if "/v3/" in api else ()
    return (*detail, Request(url))


def _detail(api: str, shortcode: str) -> Request:
    return common.ask(f"{api.replace('/v3/', '/v2/')}/jobs/{shortcode}")


def read(source: Source) -> Flow:
    """Request the widget's single reply, or the pages' list until there is no token."""
    api = _api(source)
    name = common.board_name(source, recognise(source.url))
    later = "/v3/" in api
    request = common.post(f"{api}/jobs", {}) if later else common.ask(f"{api}?details=true")
    (page,) = yield [request]
    reply = common.json_of(common.board_answer(page, NAME, name), NAME)
    rows = _rows(reply)
    if "results" not in reply:
        entries = common.unique(
            common.entries_of(common.grouped(rows, "shortcode"), partial(_entry, source), NAME, "shortcode", "title")
        )
        return Listing(
            entries,
            end="one reply has the whole board",
            employer=fields.words(reply.get("name")) or "",
            rows=len(rows),
        )
    total, token, problem = reply.get("total"), reply.get("nextPage"), ""
    seen: set[object] = set()
    pieces = [rows]
    while token and not problem:
        if token in seen or len(seen) >= _MOST:
            problem = f"the token {token!r} for the next piece was returned twice"
            break
        seen.add(token)
        (page,) = yield [common.post(f"{api}/jobs", {"token": token})]
        try:
            reply = common.json_of(common.answer(page, NAME), NAME)
            pieces.append(_rows(reply))
            token = reply.get("nextPage")
        except Unread as error:
            problem = f"piece {len(seen) + 1} of the list: {error}"
    api = api.replace("/widget", "").replace("/v1/", "/v3/")
    codes = [{fields.words(row.get("shortcode")) for row in piece} for piece in pieces]
    disjoint = sum(map(len, codes)) == len(set().union(*codes))  # otherwise the list may have moved and lost others
    rows = [row for piece in pieces for row in piece]
    groups = common.grouped(rows, "shortcode")
    return Listing(
        common.unique(common.entries_of(groups, partial(_detailed, source, api), NAME, "shortcode", "title")),
        end="" if problem else "the piece without a token for the next",
        stated_total=common.total(total),
        problems=(problem,) if problem else (),
        rows=len(rows) if disjoint else 0,
    )


def _rows(reply: object) -> list[dict[str, Any]]:
    reply_object = reply if isinstance(reply, Mapping) else {}
    return common.objects(reply_object.get("jobs", reply_object.get("results")), NAME, "jobs or results")


def _place(row: Mapping[str, Any]) -> list[str]:
    stated = [
        location
        for location in row.get("locations") or []
        if isinstance(location, Mapping) and not location.get("hidden")
    ]
    if isinstance(row.get("location"), Mapping):
        stated = stated or [row["location"]]
    stated = stated or [{"city": row.get("city"), "region": row.get("state"), "country": row.get("country")}]
    return [
        ", ".join(filter(None, (fields.words(location.get(key)) for key in ("city", "region", "country"))))
        for location in stated
    ]


def _detailed(source: Source, api: str, group: Sequence[dict[str, Any]]) -> Entry:
    return _entry(source, group, _detail(api, str(group[0]["shortcode"])))


def _entry(source: Source, group: Sequence[dict[str, Any]], detail: Request | None = None) -> Entry:
    row = group[0]
    code = str(row["shortcode"])
    mirrored = not recognise(source.url)
    url = f"{source.url.rstrip('/')}/j/{code}" if mirrored else f"{home(source.url)}/j/{code}/"
    kind = str(row.get("employment_type") or row.get("type") or "")
    remote = row.get("telecommuting") is True or row.get("remote") is True
    place = fields.places(*(place for job in group for place in _place(job)))
    known = Posting(
        external_id=code,
        url=fields.words(row.get("url")) or url,
        title=fields.words(row.get("title")) or "",
        location=place,
        department=fields.words(row.get("department")),
        employment_type=fields.employment_type(_TYPES.get(kind, kind)),
        workplace=_WORKPLACES.get(str(row.get("workplace")).lower()) or fields.flagged(place, remote=remote),
        posted_at=fields.date(row.get("published_on") or row.get("published")),
        requisition_id=fields.words(row.get("code")),
        language=fields.words(row.get("language")),
    )
    return Entry(
        external_id=code,
        url=known.url,
        title=known.title,
        fingerprint=common.fingerprint(group),
        read=partial(_posting, known, row),
        detail=detail,
    )


def _posting(known: Posting, row: Mapping[str, Any], page: Page | None) -> Posting:
    if page is not None:
        row = common.json_of(common.answer(page, NAME), NAME)
        if not isinstance(row, Mapping) or "description" not in row:
            common.required(row, NAME, "description")
    body = common.sections((heading, str(row.get(key) or "")) for key, heading in _PARTS)
    return replace(
        known,
        text=body,
        workplace=known.workplace or fields.workplace(known.location, known.title),
        pay=common.pay_or_prose(None, body),
    )
