"""Paylocity. Source of the format: its own pages (recruiting.paylocity.com), whose script has the whole board.

`window.pageData` has all postings with shortened descriptions; the full text is on the posting's own page. An unknown
board and a closed posting both redirect to a page named JobNotFound, with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from tracker.boards.kit import common, markup
from tracker.boards.kit.scripts import assigned
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "Paylocity"
EXAMPLE = "https://recruiting.paylocity.com/recruiting/jobs/All/0a1b2c3d-0000-4000-8000-1234567890ab/Acme"
_HOST = "recruiting.paylocity.com"
_BOARD = re.compile(r"^/recruiting/jobs/(?:all|list)/([\w-]+)", re.IGNORECASE)
_TEXT = ".job-preview-details, .job-listing-body, main"


def recognise(url: str) -> str:
    """Return the board's id in an address of Paylocity, or ""."""
    match = _BOARD.match("/" + "/".join(urls.path_parts(url))) if urls.host(url) == _HOST else None
    return match[1] if match else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_HOST}/recruiting/jobs/All/{name}" if name else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read the one page."""
    name = common.board_name(source, recognise(source.url))
    (page,) = yield [Request(common.base(source, urls.bare(source.url)))]
    page = common.board_answer(page, NAME, name)
    data = assigned(page.text(), "window.pageData")
    if "jobnotfound" in page.url.lower() or not isinstance(data, Mapping):
        message = f"{NAME} has no board {name!r}: {page.url} has no window.pageData; correct url in tracker.toml"
        raise Failed(message)
    rows = common.objects(data.get("Jobs"), NAME, "Jobs")
    rows = [row for row in rows if row.get("IsInternal") is not True]
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME, "JobId", "JobTitle")),
        end="one page has the whole board",
        employer=fields.words(data.get("ModuleTitle")) or "",
    )


def _entry(source: Source, row: dict[str, Any]) -> Entry:
    number = str(row["JobId"])
    place = row.get("JobLocation") if isinstance(row.get("JobLocation"), Mapping) else {}
    city = ", ".join(filter(None, (fields.words(place.get(key)) for key in ("City", "State", "Country"))))  # type: ignore[union-attr]
    stated = fields.words(row.get("LocationName"))
    title = text.line(str(row["JobTitle"]))
    known = Posting(
        external_id=number,
        url=f"{urls.origin(source.endpoint or source.url)}/Recruiting/Jobs/Details/{number}",
        title=title,
        location=city or stated,
        department=fields.words(row.get("HiringDepartment")),
        workplace=fields.flagged(stated, remote=row.get("IsRemote") is True) or fields.workplace(None, title),
        posted_at=fields.date(row.get("PublishedDate")),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=title,
        fingerprint=common.fingerprint(row),
        read=partial(_posting, known),
        detail=Request(known.url),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is not None and "jobnotfound" in page.url.lower():
        message = f"{NAME}: {known.url} redirects to {page.url}: the posting is gone"
        raise Failed(message)
    return markup.from_own_page(known, page, NAME, _TEXT)
