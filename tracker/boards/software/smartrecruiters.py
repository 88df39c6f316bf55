"""SmartRecruiters. Source of the format: developers.smartrecruiters.com (Posting API, public).

The list comes in pieces of 100, without texts. An unknown company answers 200 with an empty list, like one without
postings; the company's own page tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "SmartRecruiters"
EXAMPLE = "https://careers.smartrecruiters.com/Acme"
_HOSTS = ("careers.smartrecruiters.com", "jobs.smartrecruiters.com")
_API = "api.smartrecruiters.com"
_PIECE = 100
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
_VOLATILE = frozenset(("creator", "actions"))


def recognise(url: str) -> str:
    """Return the company's name in an address of SmartRecruiters, or ""."""
    parts = urls.path_parts(url)
    if urls.host(url) == _API and parts[:2] == ["v1", "companies"] and parts[2:]:
        return parts[2]
    return parts[0] if urls.host(url) in _HOSTS and parts and parts[0] != "oneclick-ui" else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_HOSTS[0]}/{name}" if name else ""


def _api(source: Source) -> str:
    name = common.board_name(source, recognise(source.url))
    return common.base(source, f"https://{_API}/v1/companies/{name}", "/postings")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API (404 when it is gone), then the page for people."""
    return (common.ask(f"{_api(source)}/postings/{external_id}"), Request(url))


def read(source: Source) -> Flow:
    """Read the list piece by piece. An empty list is believed only if the company's page exists."""
    name = common.board_name(source, recognise(source.url))
    gathered = yield from gather(
        lambda offset: common.ask(f"{_api(source)}/postings?limit={_PIECE}&offset={offset}"),
        partial(_take, source),
        NAME,
        name=name,
    )
    if not gathered.entries:
        (page,) = yield [Request(home(source.url) or source.url)]
        common.board_answer(page, NAME, name)
        if name.casefold() not in page.text().casefold():
            message = (
                f"{NAME} has no postings of {name!r}, and {page.url} does not name it either: there seems to be no such company; "
                "correct url in tracker.toml"
            )
            raise Failed(message)
    return gathered.listing()


def _take(source: Source, page: Page) -> Piece:
    reply = common.json_of(page, NAME)
    rows = common.objects(reply.get("content") if isinstance(reply, dict) else None, NAME, "content")
    total = reply.get("totalFound")
    return Piece(common.entries_of(rows, partial(_entry, source), NAME, "id", "name"), common.total(total))


def _place(location: object) -> str | None:
    if not isinstance(location, Mapping):
        return None
    parts = [fields.words(location.get(key)) for key in ("city", "region", "country")]
    return fields.words(location.get("fullLocation")) or ", ".join(part for part in parts if part) or None


def _workplace(location: object) -> str | None:
    if not isinstance(location, Mapping):
        return None
    stated = "hybrid" if location.get("hybrid") is True else None
    return stated or fields.flagged(_place(location), remote=location.get("remote") is True)


def _url(source: Source, row: Mapping[str, Any]) -> str:
    ref = str(row.get("ref") or "")
    name = (row.get("company") or {}).get("identifier") or recognise(ref) or recognise(source.url) or source.slug
    mirrored = urls.host(source.url) not in _HOSTS and urls.host(source.url) != _API
    base = source.url.rstrip("/") if mirrored else f"https://{_HOSTS[1]}/{name}"
    return f"{base}/{row['id']}"


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    known = Posting(
        external_id=str(row["id"]),
        url=_url(source, row),
        title=text.line(str(row["name"])),
        location=_place(row.get("location")),
        department=fields.words(row.get("department")) or fields.words(row.get("function")),
        employment_type=fields.employment_type(fields.words(row.get("typeOfEmployment"))),
        workplace=_workplace(row.get("location")),
        posted_at=fields.date(row.get("releasedDate")),
        requisition_id=fields.words(row.get("refNumber")),
        language=fields.words((row.get("language") or {}).get("code")),
    )
    return common.listed(known, row, _VOLATILE, _posting, common.ask(f"{_api(source)}/postings/{row['id']}"))


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    sections = common.required(common.required(reply, NAME, "jobAd"), NAME, "sections")
    body = common.sections(
        (str(part.get("title") or ""), str(part.get("text") or ""))
        for part in (sections.get(key) for key in _SECTIONS)
        if isinstance(part, Mapping)
    )
    return replace(
        known,
        text=body,
        workplace=known.workplace or fields.workplace(known.location, known.title),
        pay=common.pay_or_prose(None, body),
    )
