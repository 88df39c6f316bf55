"""Rippling. Source of the format: the calls of its own pages (ats.rippling.com).

One reply has the whole board, without texts. A posting in several places is listed once for each. An `endpoint` of the
newer list (`…/api/v2/board/{name}`) is read page by page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Page, Pay, Posting, Request, Source

NAME = "Rippling"
EXAMPLE = "https://ats.rippling.com/acme/jobs"
_HOST = "ats.rippling.com"
_HOSTS = re.compile(r"ats(?:\.[a-z]{2}\d)?\.rippling\.com")  # ats.us1.rippling.com is a region
_API = "api.rippling.com"
_WORKPLACES = {"ON_SITE": "on-site", "HYBRID": "hybrid", "REMOTE": "remote"}
_TYPES = {"_FT": "full-time", "_PT": "part-time", "TEMP": "temporary", "CONTRACTOR": "contract", "INTERN": "intern"}


def recognise(url: str) -> str:
    """Return the board's name in an address of Rippling, or ""."""
    parts = urls.path_parts(url)
    is_host = bool(_HOSTS.fullmatch(urls.host(url)))
    if (is_host or urls.host(url) == _API) and "board" in parts[:-1]:
        return parts[parts.index("board") + 1]
    if not is_host or not parts:
        return ""
    before = len(parts) > 1 and parts[1] != "jobs" and (parts[0] == "embed" or common.is_locale(parts[0]))
    return parts[1] if before else parts[0] if parts[0] not in {"api", "_next"} else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_HOST}/{name}/jobs" if name else ""


def _api(source: Source) -> str:
    name = common.board_name(source, recognise(source.url))
    return common.base(source, f"https://{_API}/platform/api/ats/v1/board/{name}", "/jobs")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API (404 when it is gone), then the page for people."""
    return (common.ask(f"{_api(source)}/jobs/{external_id}"), Request(url))


def read(source: Source) -> Flow:
    """Request the whole board in one reply, or read page by page if the replies say that there are more."""
    rows_by_id: dict[str, dict[str, Any]] = {}

    def take(page: Page) -> Piece:
        reply = common.json_of(page, NAME)
        rows = _rows(reply)
        rows_by_id.update((common.fingerprint(row), row) for row in rows)
        return Piece(
            _entries(source, rows),
            common.total(reply.get("totalItems")) if isinstance(reply, Mapping) else None,
            last=_sign_of_end(reply, page),
            none="the reply is an empty list" if reply == [] else "",
            rows=len(rows),
        )

    def ask(number: int) -> Request:
        return common.ask(f"{_api(source)}/jobs{f'?page={number}' if number else ''}")

    gathered = yield from gather(ask, take, NAME, step=1, name=common.board_name(source, recognise(source.url)))
    names = {entry.external_id for entry in gathered.entries}
    entries = [
        entry for entry in _entries(source, list(rows_by_id.values())) if entry.lost or entry.external_id in names
    ]
    return replace(gathered, entries=common.unique(entries)).listing()


def _sign_of_end(reply: object, page: Page) -> str:
    """Return how a reply shows that it is the last one, "" if it does not."""
    pages = reply.get("totalPages") if isinstance(reply, Mapping) else 1
    if not isinstance(pages, int) or pages <= 1:
        return "one reply has the whole board"
    number = int(urls.parameter(page.request.url, "page") or 0)
    return f"the last of {pages} pages" if number + 1 >= pages else ""


def _entries(source: Source, rows: Sequence[dict[str, Any]]) -> list[Entry]:
    return common.entries_of(common.grouped(rows, "uuid"), partial(_entry, source), NAME, "uuid", "name")


def _rows(reply: object) -> list[dict[str, Any]]:
    rows = common.objects(reply.get("items") if isinstance(reply, Mapping) else reply, NAME, "the list of jobs")
    for row in rows:
        row["uuid"] = row.get("uuid") or row.get("id")
    return rows


def _places(group: Sequence[Mapping[str, Any]]) -> str | None:
    stated = [place for row in group for place in (row.get("locations") or [row.get("workLocation")])]
    return fields.places(*map(fields.words, stated))


def _entry(source: Source, group: list[dict[str, Any]]) -> Entry:
    row = group[0]
    number = str(row["uuid"])
    kinds = {str(place.get("workplaceType")) for job in group for place in job.get("locations") or []}
    mirrored = f"{source.url.rstrip('/')}/{number}"
    place = _places(sorted(group, key=str))
    title = text.line(str(row["name"]))
    known = Posting(
        external_id=number,
        url=fields.words(row.get("url")) or (f"{home(source.url)}/{number}" if recognise(source.url) else mirrored),
        title=title,
        location=place,
        department=fields.words(row.get("department")),
        workplace=_WORKPLACES.get(kinds.pop()) if len(kinds) == 1 else fields.workplace(place, title),
        language=fields.words(row.get("language")),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=title,
        fingerprint=common.fingerprint([known.title, known.location, known.department, known.workplace, known.url]),
        read=partial(_posting, known),
        detail=common.ask(f"{_api(source)}/jobs/{number}"),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    parts = common.required(reply, NAME, "description")
    known_first = [key for key in ("role", "company") if parts.get(key)]
    body = common.sections(("", str(parts[key])) for key in [*known_first, *sorted(set(parts) - {"role", "company"})])
    kind = reply.get("employmentType")
    code = str(kind.get("label") or "") if isinstance(kind, Mapping) else str(kind or "")
    stated = next((name for end, name in _TYPES.items() if end in code), None)
    return replace(
        known,
        text=body,
        employment_type=stated or fields.employment_type(code),
        pay=common.pay_or_prose(_pay(reply.get("payRangeDetails")), body),
        posted_at=fields.date(reply.get("createdOn")),
    )


def _pay(ranges: object) -> Pay | None:
    """Return the pay range if there is exactly one; several ranges for several places are left to the text."""
    stated = [pay_range for pay_range in ranges if isinstance(pay_range, Mapping)] if isinstance(ranges, list) else []
    if (
        len(
            {
                (pay_range.get("rangeStart"), pay_range.get("rangeEnd"), pay_range.get("currency"))
                for pay_range in stated
            }
        )
        != 1
    ):
        return None
    low, high = fields.number(stated[0].get("rangeStart")), fields.number(stated[0].get("rangeEnd"))
    period = fields.period(fields.words(stated[0].get("frequency")))
    return (
        Pay(low, high, fields.words(stated[0].get("currency")), period) if low is not None or high is not None else None
    )
