"""Tesla's own careers site: the whole catalogue in one reply, the text of each posting in another.

Source of the format: replies of www.tesla.com/cua-api. `sp` is a sort rank, and `pu` appeared together with it: both
are ignored. Plain clients are refused at the edge. The request then goes through the browser, which identifies itself
as well. If that is refused too, the check is `blocked`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import unproved
from tracker.extract import fields, text, urls
from tracker.extract.walls import wall
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "Tesla"
EXAMPLE = "https://www.tesla.com/careers/search/"
_VOLATILE = frozenset(("sp", "pu"))
_REFUSED = frozenset((401, 403, 429))
_TYPES = {"fulltime": "full-time", "parttime": "part-time", "intern": "intern", "seasonal": "temporary"}
_PARTS = {
    "jobDescription": "",
    "jobResponsibilities": "What You'll Do",
    "jobRequirements": "What You'll Bring",
    "jobCompensationAndBenefits": "Compensation and Benefits",
}


def recognise(url: str) -> str:
    """Return "tesla" for an address of Tesla's careers site, or ""."""
    host = urls.host(url)
    parts = urls.path_parts(url)
    is_host = host == "tesla.com" or host.endswith(".tesla.com")
    return "tesla" if is_host and ("careers" in parts or "cua-api" in parts) else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    if not recognise(url):
        return ""
    return f"{urls.origin(url)}/careers/search/" if "job" in urls.path_parts(url) else url


def _api(source: Source) -> str:
    return common.base(source, f"{urls.origin(source.url)}/cua-api")


def _detail(source: Source, external_id: str, *, render: bool = False) -> Request:
    return Request(f"{_api(source)}/careers/job/{external_id}", render=render)


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the reply with the posting's text (404 when it is gone), then the posting's page."""
    render = source.render == "always"
    return (_detail(source, external_id, render=render), Request(url, render=render))


def read(source: Source) -> Flow:
    """Request the catalogue. If a plain client is refused, try again through the browser."""
    request = Request(f"{_api(source)}/apps/careers/state", render=source.render == "always")
    (page,) = yield [request]
    render = request.render
    if source.render == "auto" and (page.status in _REFUSED or wall(page)):
        (page,) = yield [Request(request.url, render=True)]
        render = True
    reply = common.json_of(common.answer(page, NAME), NAME)
    rows = common.objects(reply.get("listings") if isinstance(reply, dict) else None, NAME, "listings")
    if not rows:  # a car maker always has openings: an empty catalogue is an error
        raise Failed(unproved(NAME, page))
    lookup = common.nested(reply, "lookup")
    make = partial(_entry, source, lookup=lookup, render=render)
    entries = common.unique(common.entries_of(rows, make, NAME, "id", "t"))
    return Listing(entries, end="one reply has the whole catalogue", employer="Tesla")


def _entry(source: Source, row: dict[str, Any], *, lookup: dict[str, Any], render: bool) -> Entry:
    number = str(row.get("id"))
    title = text.line(str(row.get("t") or ""))
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    known = Posting(
        external_id=number,
        url=f"{urls.origin(source.url)}/careers/search/job/{slug}-{number}",
        title=title,
        location=fields.words((lookup.get("locations") or {}).get(str(row.get("l")))),
        department=fields.words((lookup.get("departments") or {}).get(str(row.get("dp")))),
        employment_type=_TYPES.get(str((lookup.get("types") or {}).get(str(row.get("y"))))),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=title,
        fingerprint=common.fingerprint([common.without_keys(row, _VOLATILE), known.location, known.department]),
        read=partial(_posting, known),
        detail=_detail(source, number, render=render),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    data = reply.get("data", reply) if isinstance(reply, dict) else {}
    blocks = []
    for key, heading in _PARTS.items():
        part = text.from_html(str(data.get(key) or ""))
        blocks += [f"# {heading}", part] if part and heading else [part]
    body = "\n".join(filter(None, blocks))
    return Posting(
        external_id=known.external_id,
        url=known.url,
        title=known.title,
        text=body,
        location=known.location,
        department=known.department,
        employment_type=known.employment_type,
        workplace=fields.workplace(known.location, known.title),
        pay=fields.pay_in_prose(body),
    )
