"""Ashby. Source of the format: developers.ashbyhq.com (public job posting API). One reply has the whole board.

There is no update time. A posting with `isListed` false is visible only to people with its address; it is left out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source

NAME = "Ashby"
EXAMPLE = "https://jobs.ashbyhq.com/acme"
_HOST = "jobs.ashbyhq.com"
_API = "api.ashbyhq.com"
_NO_NAMES = frozenset(("api", "assets", "_next"))
_STATED = 200  # characters of the words for the pay
_WORKPLACES = {"onsite": "on-site", "hybrid": "hybrid", "remote": "remote"}


def recognise(url: str) -> str:
    """Return the board's name in an address of Ashby, or ""."""
    parts = urls.path_parts(url)
    if urls.host(url) == _API and parts[:2] == ["posting-api", "job-board"] and parts[2:]:
        return parts[2]
    return parts[0] if urls.host(url) == _HOST and parts and parts[0] not in _NO_NAMES else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_HOST}/{name}" if name else ""


def _api(source: Source) -> str:
    usual = f"https://{_API}/posting-api/job-board/{common.board_name(source, recognise(source.url))}"
    return common.base(source, usual)


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page; the API has no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    (page,) = yield [common.ask(f"{_api(source)}?includeCompensation=true")]
    reply = common.json_of(common.board_answer(page, NAME, common.board_name(source, recognise(source.url))), NAME)
    jobs = common.objects(reply.get("jobs") if isinstance(reply, dict) else reply, NAME, "jobs")
    jobs = [job for job in jobs if job.get("isListed") is not False]
    entries = common.unique(common.entries_of(jobs, _entry, NAME, "id", "title"))
    return Listing(entries, end="one reply has the whole board")


def _entry(job: dict[str, Any]) -> Entry:
    return Entry(
        external_id=str(job.get("id")),
        url=str(job.get("jobUrl") or ""),
        title=fields.words(job.get("title")) or "",
        fingerprint=common.fingerprint(job),
        read=partial(_posting, job),
    )


def _posting(job: dict[str, Any], _page: Page | None) -> Posting:
    body = text.from_html(job.get("descriptionHtml") or "") or text.from_plain(job.get("descriptionPlain") or "")
    title = text.line(str(job.get("title") or ""))
    others = [
        location.get("location") for location in job.get("secondaryLocations") or [] if isinstance(location, dict)
    ]
    place = fields.listed([job.get("location"), *others])
    stated = _WORKPLACES.get(str(job.get("workplaceType")).lower())
    return Posting(
        external_id=str(job.get("id")),
        url=str(job.get("jobUrl") or ""),
        title=title,
        text=body,
        location=place,
        department=fields.words([job.get("department"), job.get("team")]),
        employment_type=fields.employment_type(fields.words(job.get("employmentType"))),
        workplace=stated or fields.flagged(place, remote=bool(job.get("isRemote"))),
        pay=common.pay_or_prose(_pay(job.get("compensation")), body),
        posted_at=fields.date(job.get("publishedAt")),
    )


def _pay(stated: object) -> Pay | None:
    """Return the salary that the summary states, else the combined salary of the tiers (places, levels)."""
    if not isinstance(stated, dict):
        return None
    tiers = [
        part
        for tier in _listed(stated.get("compensationTiers"))
        if isinstance(tier, dict)
        for part in _listed(tier.get("components"))
    ]
    pay = _range(_listed(stated.get("summaryComponents"))) or _range(tiers)
    words = _words(stated, tiers)
    if pay is None:
        return Pay(stated=words) if any(map(_amounts, tiers)) else None
    return replace(pay, stated=words)


def _words(stated: dict[str, Any], tiers: list[Any]) -> str:
    """Return the words for the salary: the summary, or if it is missing (as for hourly pay), those of its components."""
    summary = fields.words(stated.get("scrapeableCompensationSalarySummary"))
    summaries = dict.fromkeys(fields.words(part.get("summary")) or "" for part in tiers if _amounts(part))
    return (
        summary
        or "; ".join(filter(None, summaries))[:_STATED]
        or fields.words(stated.get("compensationTierSummary"))
        or ""
    )


def _amounts(part: object) -> bool:
    """Return whether a component is a salary with an amount."""
    return (
        isinstance(part, dict)
        and part.get("compensationType") == "Salary"
        and (fields.number(part.get("minValue")) is not None or fields.number(part.get("maxValue")) is not None)
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _range(parts: list[Any]) -> Pay | None:
    """Return the range of all salaries in these components; None if they differ in currency or period."""
    ranges = [
        Pay(
            fields.number(part.get("minValue")),
            fields.number(part.get("maxValue")),
            fields.words(part.get("currencyCode")),
            fields.period(fields.words(part.get("interval"))),
        )
        for part in parts
        if isinstance(part, dict) and part.get("compensationType") == "Salary"
    ]
    ranges = [pay for pay in ranges if pay.min is not None or pay.max is not None]
    if len({(pay.currency, pay.period) for pay in ranges}) != 1:
        return None
    low = [pay.min for pay in ranges if pay.min is not None]
    high = [pay.max for pay in ranges if pay.max is not None]
    return replace(
        ranges[0],
        min=min(low) if len(low) == len(ranges) else None,
        max=max(high) if len(high) == len(ranges) else None,
    )
