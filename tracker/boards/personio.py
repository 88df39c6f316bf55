"""Personio. Source of the format: developer.personio.de (retrieving open job positions). One XML reply holds the board.

The same id can stand twice. A posting in several languages is one posting; `?language=` in the source's address chooses.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker import fields, text, urls
from tracker.boards import common
from tracker.boards.xml import child, children, tree
from tracker.errors import Failed
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "Personio"
EXAMPLE = "https://acme.jobs.personio.com"
_HOSTS = (".jobs.personio.com", ".jobs.personio.de")
_ROOT = "workzag-jobs"


def recognise(url: str) -> str:
    """Give the employer's name in an address of Personio, or ""."""
    return next(filter(None, (common.subdomain(url, host) for host in _HOSTS)), "")


def home(url: str) -> str:
    """Give the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def _language(source: Source) -> str:
    stated = urls.parameter(source.url, "language")
    return f"?language={stated}" if stated else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """The page for people; the feed has no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    name = common.named(source, recognise(source.url))
    address = common.base(source, f"{urls.origin(source.url)}/xml")
    (page,) = yield [Request(address + _language(source))]
    page = common.found(page, NAME, name)
    root = tree(page, NAME, name)
    if root.tag != _ROOT:
        message = f"{NAME}: {page.url} is no feed of positions: its root is <{root.tag}>, not <{_ROOT}>"
        raise Failed(message)
    rows = list(root.iter("position"))
    return Listing(
        common.unique(common.each(rows, partial(_entry, source), NAME)),
        end="the one reply holds the whole board",
        employer=next(filter(None, (child(row, "subcompany") for row in rows)), "") if len(rows) == 1 else "",
        rows=len(rows),
    )


def _entry(source: Source, row: _Element) -> Entry:
    number = child(row, "id")
    if not number or not child(row, "name"):
        message = "a position has no id or no name"
        raise Failed(message)
    offices = [child(row, "office"), *(one.text or "" for one in row.iterfind("additionalOffices/office"))]
    body = common.sections(
        (child(part, "name"), child(part, "value")) for part in row.iterfind("jobDescriptions/jobDescription")
    )
    title = text.line(child(row, "name"))
    place = fields.places(*offices)
    known = Posting(
        external_id=number,
        url=f"{urls.origin(source.url)}/job/{number}{_language(source)}",
        title=title,
        text=body,
        location=place,
        department=child(row, "department") or None,
        employment_type=_employment(child(row, "employmentType"), child(row, "schedule")),
        workplace=fields.workplace(place, title),
        pay=common.pay_or_prose(None, body),
        posted_at=fields.date(child(row, "createdAt")),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=title,
        fingerprint=common.fingerprint([children(row), body]),
        read=partial(_given, known),
    )


def _employment(kind: str, schedule: str) -> str | None:
    """`employmentType` says permanent, intern, trainee …, `schedule` full-time or part-time: what says more is taken."""
    return fields.employment_type(kind if kind not in {"", "permanent"} else schedule or kind)


def _given(known: Posting, _page: Page | None) -> Posting:
    return known
