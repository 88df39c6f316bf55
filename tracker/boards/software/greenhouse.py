"""Greenhouse. Source of the format: developers.greenhouse.io/job-board.html (Job Board API).

One reply has the whole board. `content` is HTML escaped once; `updated_at` changes without any edit. Pay ranges are
included only on request. A page under an employer's own domain may name the board only in short links (`grnh.se/…`),
each of which leads to a posting of the board.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "Greenhouse"
EXAMPLE = "https://boards.greenhouse.io/acme"
_HOSTS = ("boards.greenhouse.io", "job-boards.greenhouse.io", "boards.eu.greenhouse.io", "job-boards.eu.greenhouse.io")
_API = "boards-api.greenhouse.io"
MARK = r"//(?:www\.)?grnh\.se/\w"
_LINKS = re.compile(r"https?://(?:www\.)?grnh\.se/\w{1,40}")
_TRIED = 3  # short links that are followed; some lead to closed postings or to other employers
_NO_NAMES = frozenset(("embed", "v1", "js", "assets", "favicon.ico"))
_VOLATILE = frozenset(("updated_at",))
_CENTS = 100
_NOWHERE = ".invalid"  # RFC 2606: the domain in imports of files without an address


def recognise(url: str) -> str:
    """Return the board's name in an address of Greenhouse, or ""."""
    parts = urls.path_parts(url)
    host = urls.host(url)
    if host == _API and parts[:2] == ["v1", "boards"] and parts[2:]:
        return parts[2]
    if host in _HOSTS and parts:
        if parts[0] == "embed":
            return urls.parameter(url, "for")
        return parts[0] if parts[0] not in _NO_NAMES else ""
    return ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    eu = ".eu" if ".eu.greenhouse.io" in urls.host(url) else ""
    return f"https://boards{eu}.greenhouse.io/{name}" if name else ""


def _api(source: Source) -> str:
    usual = f"https://{_API}/v1/boards/{common.board_name(source, recognise(source.url))}"
    return common.base(source, usual, "/jobs")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API (404 when it is gone), then the page for people."""
    return (common.ask(f"{_api(source)}/jobs/{external_id}"), Request(url))


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    nowhere = urls.host(source.url).endswith(_NOWHERE)
    if not recognise(source.url) and not source.endpoint and not nowhere:
        source = yield from _behind(source)
    (page,) = yield [common.ask(f"{_api(source)}/jobs?pay_transparency=true&content=true")]
    if page.failure_kind == "unasked":  # an archived or imported capture without pay ranges
        (page,) = yield [common.ask(f"{_api(source)}/jobs?content=true")]
    reply = common.json_of(common.board_answer(page, NAME, common.board_name(source, recognise(source.url))), NAME)
    if not isinstance(reply, dict):
        reply = {"jobs": reply}
    jobs = common.objects(reply.get("jobs"), NAME, "jobs")
    if nowhere and not (any("absolute_url" in job for job in jobs) or (not jobs and "meta" in reply)):
        message = f"{NAME}: no entry of the file has absolute_url, so it is not what {NAME} sends"
        raise Failed(message)
    total = common.nested(reply, "meta").get("total")
    entries = common.unique(common.entries_of(jobs, _entry, NAME, "id", "title"))
    names = [job["company_name"] for job in jobs if job.get("company_name")]
    return Listing(
        entries,
        end="one reply has the whole board",
        stated_total=common.total(total),
        employer=names[0] if names else "",
        rows=len(jobs),
    )


def _behind(source: Source) -> Generator[Sequence[Request], Sequence[Page], Source]:
    """Return the source with the address of the board that its page leads to; unchanged if it leads to none."""
    (page,) = yield [Request(source.url)]
    if recognise(page.url):
        return replace(source, url=home(page.url))
    links = list(dict.fromkeys(_LINKS.findall(page.text())))[:_TRIED]
    boards: dict[str, None] = {}
    for link in links:
        (target,) = yield [Request(link)]
        boards.update({home(target.url): None} if recognise(target.url) else {})
    if len(boards) == 1:
        return replace(source, url=next(iter(boards)))
    if links:
        problem = f"lead to the boards of several employers ({', '.join(boards)})" if boards else "lead to no board"
        message = f"{NAME}: {', '.join(links)} on {page.url} {problem}; give the board's own address as url, or {common.as_page()}"
        raise Failed(message)
    return source


def _entry(job: dict[str, Any]) -> Entry:
    return Entry(
        external_id=str(job.get("id")),
        url=str(job.get("absolute_url") or job.get("url") or ""),
        title=fields.words(job.get("title")) or "",
        fingerprint=common.fingerprint(common.without_keys(job, _VOLATILE)),
        read=partial(_posting, job),
    )


def _posting(job: dict[str, Any], _page: Page | None) -> Posting:
    body = text.from_escaped(job.get("content") or "")
    place = fields.words(job.get("location")) or fields.listed(job.get("offices"))
    title = text.line(str(job.get("title") or ""))
    return Posting(
        external_id=str(job.get("id")),
        url=str(job.get("absolute_url") or job.get("url") or ""),
        title=title,
        text=body,
        location=place,
        department=fields.words(job.get("departments")),
        workplace=fields.workplace(place, title),
        pay=common.pay_or_prose(_pay(job.get("pay_input_ranges")), body),
        posted_at=fields.date(job.get("first_published")),
        closes_at=fields.date(job.get("application_deadline")),
        requisition_id=fields.words(job.get("requisition_id")),
        language=fields.words(job.get("language")),
    )


def _pay(ranges: object) -> Pay | None:
    """Return the first stated range; amounts are in cents."""
    for pay_range in ranges if isinstance(ranges, list) else []:
        if (
            isinstance(pay_range, dict)
            and isinstance(pay_range.get("min_cents"), int)
            and isinstance(pay_range.get("max_cents"), int)
        ):
            stated = fields.words(pay_range.get("title")) or ""
            return Pay(
                pay_range["min_cents"] / _CENTS,
                pay_range["max_cents"] / _CENTS,
                fields.words(pay_range.get("currency_type")),
                fields.period(stated),
                stated,
            )
    return None
