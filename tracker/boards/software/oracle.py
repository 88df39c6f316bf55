"""Oracle Recruiting. Source of the format: the calls of its own pages (docs.oracle.com documents the same resources).

`limit` and `offset` are inside `finder`; without `expand` there is a total and no rows. Only offset 0 states the total.
For an unknown site the host shows another board instead of an error, so the site's name is checked. A closed posting
answers 200 with no items. Under an employer's own domain the address is `/en/sites/NAME`; its page states the host of
the resources and the number of the site.
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
from tracker.model import Entry, Flow, Page, Posting, Request, Source, charset
from tracker.model.errors import Failed

NAME = "Oracle Recruiting"
EXAMPLE = "https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1"
_PIECE = 200
_PARTS = (
    ("", "ExternalDescriptionStr"),
    ("Responsibilities", "ExternalResponsibilitiesStr"),
    ("Qualifications", "ExternalQualificationsStr"),
    ("", "CorporateDescriptionStr"),
    ("", "OrganizationDescriptionStr"),
)
_WORKPLACES = {"ORA_ON_SITE": "on-site", "ORA_HYBRID": "hybrid", "ORA_REMOTE": "remote"}
_VOLATILE = frozenset(("Relevancy", "Distance", "HotJobFlag", "TrendingFlag", "BeFirstToApplyFlag"))
_NO_SITE = "NO_SUCH_SITE"
MARK = r"\bCX_CONFIG\b|data-apibaseurl=|/hcmUI/CandidateExperience/"
_BEHIND = frozenset(("job", "jobs", "requisitions", "home", "my-profile", "pages", "events", "join-talent-community"))
_OURS = re.compile(r"CX(?:_\d+)?|jobsearch", re.IGNORECASE)  # Oracle's default names of sites, which nobody else uses
_STATED = re.compile(
    r"(?:api[-_]?base[-_]?url|data-apibaseurl)[\"']?\s*+[:=]\s*+[\"'](https?://[^\"'\s<>]{1,200})[\"']", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:site[-_]?number)[\"']?\s*+[:=]\s*+[\"']([\w-]{1,60})[\"']", re.IGNORECASE)


def recognise(url: str) -> str:
    """Return the site's number in an address of Oracle's candidate pages, or ""."""
    parts = urls.path_parts(url)
    site = _site_name(parts)
    if site and (parts[0] == "hcmUI" or parts[3] == "requisitions" or _OURS.fullmatch(site)):
        return site  # `/en/sites/berlin/jobs` may be any site's; an Oracle page is recognised by its mark
    return "CX" if parts[:1] == ["hcmRestApi"] and "recruitingCEJobRequisitions" in parts else ""


def _site_name(parts: list[str]) -> str:
    """Return the name or number of the site in a path, "" if the path is not Oracle's."""
    if parts[:2] == ["hcmUI", "CandidateExperience"] and "sites" in parts[:-1]:
        return parts[parts.index("sites") + 1]
    return parts[2] if _is_own_name(parts) else ""


def _is_own_name(parts: list[str]) -> bool:
    """Return whether a path is `/en/sites/NAME/jobs`, as under an employer's own domain."""
    return len(parts) > 3 and common.is_locale(parts[0]) and parts[1] == "sites" and parts[3] in _BEHIND


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    board = _board(url) if recognise(url) else ""
    return f"{board}/jobs" if board and _is_own_name(urls.path_parts(url)) else board


def _board(url: str) -> str:
    """Return the prefix of the site's posting addresses, "" if there is none."""
    parts = urls.path_parts(url)
    if not _site_name(parts):
        return ""
    return f"{urls.origin(url)}/{'/'.join(parts[: parts.index('sites') + 2])}"


def _site(source: Source) -> str:
    return common.board_name(source, _site_name(urls.path_parts(source.url)))


def _api(source: Source) -> str:
    usual = f"{urls.origin(source.url)}/hcmRestApi/resources/latest"
    return common.base(source, usual, "/recruitingCEJobRequisitions")


def _piece(source: Source, offset: int, site: str = "") -> Request:
    finder = f"findReqs;siteNumber={site or _site(source)},limit={_PIECE},offset={offset},sortBy=POSTING_DATES_DESC"
    expand = "requisitionList.secondaryLocations"
    return common.ask(f"{_api(source)}/recruitingCEJobRequisitions?onlyData=true&expand={expand}&finder={finder}")


def _detail(source: Source, number: str) -> Request:
    finder = f"ById;Id=%22{number}%22,siteNumber={_site(source)}"
    return common.ask(f"{_api(source)}/recruitingCEJobRequisitionDetails?expand=all&onlyData=true&finder={finder}")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's own reply (no items when it is gone). Its page is a shell that proves nothing."""
    _ = url
    return (_detail(source, external_id),)


def read(source: Source) -> Flow:
    """Read the list piece by piece, and check that it is the list of the configured site."""
    base = _board(source.url) or urls.bare(source.url).rstrip("/")
    if _is_own_name(urls.path_parts(source.url)) and not source.endpoint:
        source = yield from _behind(source)
    gathered = yield from gather(partial(_piece, source), partial(_take, source, base), NAME, name=_site(source))
    employer = yield from _meant(source, gathered.entries)
    return gathered.listing(employer=employer)


def _behind(source: Source) -> Generator[Sequence[Request], Sequence[Page], Source]:
    """Return the source with the resources that its page states; unchanged if the page does not state them."""
    (page,) = yield [Request(source.url)]
    markup = common.board_answer(page, NAME, _site(source)).text()
    host, number = _STATED.search(markup), _NUMBER.search(markup)
    origin = urls.origin(host[1]) if host else urls.origin(source.url)
    site = number[1] if number else _site(source)
    return replace(
        source,
        url=f"{origin}/hcmUI/CandidateExperience/en/sites/{site}",
        endpoint=f"{origin}/hcmRestApi/resources/latest",
    )


def _meant(source: Source, entries: Sequence[Entry]) -> Generator[Sequence[Request], Sequence[Page], str]:
    """Return the site's name. Raise Failed if the host shows the same board for a site that does not exist."""
    site = _site(source)
    (page,) = yield [common.ask(f"{_api(source)}/recruitingCESites/{site}")]
    if page.status == 200 and charset.first(page.body) == "{":
        reply = common.json_of(page, NAME)
        rows = reply.get("items", [reply]) if isinstance(reply, Mapping) else []
        if rows or not isinstance(rows, list):
            return fields.words(rows[0].get("SiteName")) or "" if isinstance(rows[0], Mapping) else ""
    elif page.status not in common.NOT_FOUND:
        return ""
    (other,) = yield [_piece(source, 0, _NO_SITE)]
    if other.status == 200:
        shown = {entry.external_id for entry in _take(source, "", other).entries}
        if shown and shown <= {entry.external_id for entry in entries}:
            message = (
                f"{NAME}: {urls.host(source.url)} has no site {site!r}, and shows its usual board for it; take the site "
                "from the address of the careers page (…/sites/THIS/…) and correct url in tracker.toml"
            )
            raise Failed(message)
    return ""


def _take(source: Source, base: str, page: Page) -> Piece:
    reply = common.json_of(page, NAME)
    items = common.objects(reply.get("items") if isinstance(reply, Mapping) else None, NAME, "items")
    if not items or "requisitionList" not in items[0]:
        message = f"{NAME}: {page.url} has no requisitionList; it has {sorted(items[0]) if items else 'no items'!r}"
        raise Failed(message)
    rows = common.objects(items[0]["requisitionList"], NAME, "requisitionList")
    total = items[0].get("TotalJobsCount")
    return Piece(common.entries_of(rows, partial(_entry, source, base), NAME, "Id", "Title"), common.total(total))


def _entry(source: Source, base: str, row: dict[str, Any]) -> Entry:
    number = str(row["Id"])
    others = row.get("secondaryLocations")
    second = (
        [fields.words(other.get("Name")) for other in others if isinstance(other, Mapping)]
        if isinstance(others, list)
        else []
    )
    title = text.line(str(row["Title"]))
    known = Posting(
        external_id=number,
        url=f"{base}/job/{number}",
        title=title,
        location=fields.places(fields.words(row.get("PrimaryLocation")), *second),
        department=fields.words(row.get("Department")) or fields.words(row.get("JobFamily")),
        employment_type=fields.employment_type(fields.words(row.get("JobSchedule"))),
        workplace=_WORKPLACES.get(str(row.get("WorkplaceTypeCode")))
        or fields.workplace(fields.words(row.get("WorkplaceType"))),
        posted_at=fields.date(row.get("PostedDate")),
        closes_at=fields.date(row.get("PostingEndDate")),
        language=fields.words(row.get("Language")),
    )
    return common.listed(known, row, _VOLATILE, _posting, _detail(source, number))


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    items = reply.get("items", [reply]) if isinstance(reply, Mapping) else []
    if not items or not isinstance(items[0], Mapping):
        message = f"{NAME}: {page.url} has no items: the posting is gone"
        raise Failed(message)
    info = items[0]
    parts: dict[str, str] = {}
    for heading, key in _PARTS:
        parts.setdefault(str(info.get(key) or ""), heading)  # on some boards several keys have the same text
    body = common.sections((heading, part) for part, heading in parts.items())
    flexible = info.get("requisitionFlexFields")
    lines = [
        f"{text.line(str(item.get('Prompt')))}: {text.line(str(item.get('Value')))}"
        for item in (flexible if isinstance(flexible, list) else [])
        if isinstance(item, Mapping) and item.get("Prompt") and item.get("Value")
    ]
    body = "\n".join(filter(None, (body, *lines)))
    if not body:
        message = f"{NAME}: {page.url} has no text; it has {sorted(info)!r}"
        raise Failed(message)
    return replace(
        known,
        text=body,
        employment_type=known.employment_type or fields.employment_type(fields.words(info.get("JobSchedule"))),
        department=known.department or fields.words(info.get("Category")),
        workplace=known.workplace or fields.workplace(fields.words(info.get("WorkplaceType"))),
        closes_at=known.closes_at or fields.date(info.get("ExternalPostedEndDate")),
        pay=common.pay_or_prose(None, body),
    )
