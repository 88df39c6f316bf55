"""BambooHR. Source of the format: the calls of its own careers pages (`/careers/list`, `/careers/{id}/detail`).

If `/careers/list` does not exist, the page that employers embed (`/jobs/embed2.php`) has the same postings as HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import unproved
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source, charset
from tracker.model.errors import Failed

NAME = "BambooHR"
EXAMPLE = "https://acme.bamboohr.com/careers"
_LOCATION_TYPES = {"0": "on-site", "1": "remote", "2": "hybrid"}


def recognise(url: str) -> str:
    """Return the employer's name in an address of BambooHR, or ""."""
    return common.subdomain(
        url, ".bamboohr.com", "www", "app", "api", "documentation", "help", "marketplace", "resources"
    )


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{urls.origin(url)}/careers" if recognise(url) else ""


def _api(source: Source) -> str:
    return common.base(source, f"{urls.origin(source.url)}/careers", "/list")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply (404 when it is gone), then the page for people."""
    return (common.ask(f"{_api(source)}/{external_id}/detail"), Request(url))


def read(source: Source) -> Flow:
    """Request the list; if there is none, the page to embed."""
    name = common.board_name(source, recognise(source.url))
    (page,) = yield [common.ask(f"{_api(source)}/list")]
    if page.status == 404 or (page.status == 200 and charset.first(page.body) == "<"):
        (embedded,) = yield [Request(f"{urls.origin(_api(source))}/jobs/embed2.php?version=1.0.0")]
        return _embedded(source, common.board_answer(embedded, NAME, name), name)
    reply = common.json_of(common.answer(page, NAME), NAME)
    rows = common.objects(reply.get("result") if isinstance(reply, dict) else None, NAME, "result")
    total = common.nested(reply, "meta").get("totalCount")
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME, "id", "jobOpeningName")),
        end="one reply has the whole board",
        stated_total=common.total(total),
        rows=len(rows),
    )


def _embedded(source: Source, page: Page, name: str) -> Listing:
    soup = markup.soup(page)
    if soup.select_one("#BambooHR-ATS, .BambooHR-ATS-board, .BambooHR-ATS-Jobs-List") is None:
        message = f"{NAME} has no board {name!r}: {page.url} has no list to embed; correct url in tracker.toml"
        raise Failed(message)
    rows = []
    for item in markup.rows(soup, ".BambooHR-ATS-Jobs-Item"):
        anchor = item.select_one("a[href]")
        if anchor is not None:
            number = (
                markup.href(anchor, page.url).rstrip("/").rpartition("=" if "id=" in str(anchor["href"]) else "/")[2]
            )
            place = item.select_one(".BambooHR-ATS-Location")
            rows.append({"id": number, "jobOpeningName": markup.words(anchor), "place": markup.words(place)})
    none = "" if rows else ends.says_none(page)
    if not rows and not none:
        raise Failed(unproved(NAME, page))
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME, "id", "jobOpeningName")),
        end=none or "one page has the whole board",
        api=False,
    )


def _place(row: Mapping[str, Any]) -> str | None:
    for key in ("location", "atsLocation"):
        place = row.get(key)
        if isinstance(place, Mapping):
            parts = [
                fields.words(place.get(part)) for part in ("city", "state", "province", "country", "addressCountry")
            ]
            if any(parts):
                return ", ".join(dict.fromkeys(part for part in parts if part))
    return fields.words(row.get("place"))


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    number = str(row["id"])
    known = Posting(
        external_id=number,
        url=f"{home(source.url) or _api(source)}/{number}",
        title=text.line(str(row["jobOpeningName"])),
        location=_place(row),
        department=fields.words(row.get("departmentLabel")),
        employment_type=fields.employment_type(fields.words(row.get("employmentStatusLabel"))),
        workplace=_LOCATION_TYPES.get(str(row.get("locationType"))),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=known.title,
        fingerprint=common.fingerprint(row),
        read=partial(_posting, known),
        detail=common.ask(f"{_api(source)}/{number}/detail"),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    info = common.required(common.required(reply, NAME, "result"), NAME, "jobOpening")
    body = text.from_html(str(info.get("description") or ""))
    stated = fields.words(info.get("compensation"))
    return replace(
        known,
        text=body,
        location=known.location or _place(info),
        department=known.department or fields.words(info.get("departmentLabel")),
        pay=common.pay_or_prose(fields.pay_declared(stated), body),
        posted_at=fields.date(info.get("datePosted")),
    )
