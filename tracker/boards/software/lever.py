"""Lever. Source of the format: github.com/lever/postings-api. One reply has the whole board; times are in ms."""

from __future__ import annotations

from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source

NAME = "Lever"
EXAMPLE = "https://jobs.lever.co/acme"
_HOSTS = {"jobs.lever.co": "api.lever.co", "jobs.eu.lever.co": "api.eu.lever.co"}
_WORKPLACES = {"onsite": "on-site", "on-site": "on-site", "hybrid": "hybrid", "remote": "remote"}


def recognise(url: str) -> str:
    """Return the board's name in an address of Lever, or ""."""
    parts = urls.path_parts(url)
    host = urls.host(url)
    if host in _HOSTS.values() and parts[:2] == ["v0", "postings"] and parts[2:]:
        return parts[2]
    return parts[0] if host in _HOSTS and parts else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    page = next((page for page, api in _HOSTS.items() if urls.host(url) in {page, api}), "jobs.lever.co")
    return f"https://{page}/{name}" if name else ""


def _api(source: Source) -> str:
    host = urls.host(source.url)
    api = _HOSTS.get(host, host if host in _HOSTS.values() else "api.lever.co")
    return common.base(source, f"https://{api}/v0/postings/{common.board_name(source, recognise(source.url))}")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API (404 when it is gone), then the page for people."""
    return (common.ask(f"{_api(source)}/{external_id}?mode=json"), Request(url))


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    (page,) = yield [common.ask(f"{_api(source)}?mode=json")]
    reply = common.json_of(common.board_answer(page, NAME, common.board_name(source, recognise(source.url))), NAME)
    jobs = common.objects(reply, NAME, "the reply")
    return Listing(
        common.unique(common.entries_of(jobs, _entry, NAME, "id", "text")), end="one reply has the whole board"
    )


def _entry(job: dict[str, Any]) -> Entry:
    return Entry(
        external_id=str(job.get("id")),
        url=str(job.get("hostedUrl") or ""),
        title=fields.words(job.get("text")) or "",
        fingerprint=common.fingerprint(job),
        read=partial(_posting, job),
    )


def _posting(job: dict[str, Any], _page: Page | None) -> Posting:
    lists = [
        f"<h3>{section.get('text') or ''}</h3><ul>{section.get('content') or ''}</ul>"
        for section in job.get("lists") or []
    ]
    pay_words = common.html_text(job.get("salaryDescription")) or text.from_plain(
        job.get("salaryDescriptionPlain") or ""
    )
    body = "\n".join(filter(None, (common.html_text(job.get("description"), *lists, job.get("additional")), pay_words)))
    kinds = job.get("categories") or {}
    title = text.line(str(job.get("text") or ""))
    place = fields.listed(kinds.get("allLocations")) or fields.listed(kinds.get("location"))
    return Posting(
        external_id=str(job.get("id")),
        url=str(job.get("hostedUrl") or ""),
        title=title,
        text=body,
        location=place,
        department=fields.words([kinds.get("department"), kinds.get("team")]),
        employment_type=fields.employment_type(fields.words(kinds.get("commitment"))),
        workplace=_WORKPLACES.get(str(job.get("workplaceType")).lower()) or fields.workplace(place),
        pay=_pay(job.get("salaryRange")) or fields.pay_in_prose(pay_words) or fields.pay_in_prose(body),
        posted_at=fields.date(job.get("createdAt")),
    )


def _pay(stated: object) -> Pay | None:
    if not isinstance(stated, dict) or stated.get("min") is None:
        return None
    return Pay(
        fields.number(stated["min"]),
        fields.number(stated.get("max")),
        fields.words(stated.get("currency")),
        fields.period(fields.words(stated.get("interval"))),
    )
