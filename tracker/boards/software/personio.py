"""Personio. Source of the format: developer.personio.de (retrieving open job positions). One XML reply has the board.

An id can appear twice. A posting in several languages is one posting; `?language=` in the source's address chooses one.
Newer boards have no feed: their postings are in the reply that their page loads (`/search.json`), else in the page
itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.xml import child, children, tree
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source, charset
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag
    from lxml.etree import _Element

NAME = "Personio"
EXAMPLE = "https://acme.jobs.personio.com"
_HOSTS = (".jobs.personio.com", ".jobs.personio.de")
_ROOT = "workzag-jobs"
_LINK = re.compile(r"/job/(\d+)(?=[/?#]|$)")
_TEXT = "[class*=job-description], [class*=jobDescription], main, article"


def recognise(url: str) -> str:
    """Return the employer's name in an address of Personio, or ""."""
    return next(filter(None, (common.subdomain(url, host) for host in _HOSTS)), "")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return urls.origin(url) if recognise(url) else ""


def _language(source: Source) -> str:
    stated = urls.parameter(source.url, "language")
    return f"?language={stated}" if stated else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page; the feed has no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Ask for the whole board in one reply."""
    name = common.board_name(source, recognise(source.url))
    address = common.base(source, f"{urls.origin(source.url)}/xml")
    (page,) = yield [Request(address + _language(source))]
    if _is_no_feed(page):
        return (yield from _without_feed(source, address.removesuffix("/xml"), name))
    page = common.board_answer(page, NAME, name)
    root = tree(page, NAME, name)
    if root.tag != _ROOT:
        message = f"{NAME}: {page.url} is not a feed of positions: its root is <{root.tag}>, not <{_ROOT}>"
        raise Failed(message)
    rows = list(root.iter("position"))
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME)),
        end="one reply has the whole board",
        employer=next(filter(None, (child(row, "subcompany") for row in rows)), "") if len(rows) == 1 else "",
        rows=len(rows),
    )


def _entry(source: Source, row: _Element) -> Entry:
    number = child(row, "id")
    if not number or not child(row, "name"):
        message = "a position has no id or no name"
        raise Failed(message)
    offices = [child(row, "office"), *(element.text or "" for element in row.iterfind("additionalOffices/office"))]
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
        read=partial(_unchanged, known),
    )


def _employment(kind: str, schedule: str) -> str | None:
    """Return the more specific of `employmentType` (permanent, intern, trainee …) and `schedule` (full-time, part-time)."""
    return fields.employment_type(kind if kind not in {"", "permanent"} else schedule or kind)


def _unchanged(known: Posting, _page: Page | None) -> Posting:
    return known


def _is_no_feed(page: Page) -> bool:
    """Return whether there is no feed here: the reply is an error or a page for people."""
    if common.is_wall(page) or page.failure:
        return False
    html = page.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))
    return page.status in common.NOT_FOUND or (page.status == 200 and html)


def _without_feed(source: Source, base: str, name: str) -> Flow:
    """Read the JSON that the board's page loads; if there is none, the page."""
    (page,) = yield [common.ask(f"{base}/search.json{_language(source) or '?language=en'}")]
    if page.status in common.NOT_FOUND or (page.status == 200 and charset.first(page.body) == "<"):
        return (yield from _from_page(source, name))
    rows = common.objects(common.json_of(common.answer(page, NAME), NAME), NAME, "search.json")
    return Listing(
        common.unique(common.entries_of(rows, partial(_from_json, source), NAME, "id", "name")),
        end="one reply has the whole board",
        rows=len(rows),
    )


def _from_json(source: Source, row: Mapping[str, Any]) -> Entry:
    number = fields.words(row["id"]) or ""
    offices = row.get("offices")
    place = fields.places(*map(fields.words, offices)) if isinstance(offices, list) else None
    place = place or fields.words(row.get("office"))
    title = text.line(fields.words(row["name"]) or "")
    description = row.get("description")
    body = common.html_text(description) if isinstance(description, str) else ""
    known = Posting(
        external_id=number,
        url=f"{urls.origin(source.url)}/job/{number}{_language(source)}",
        title=title,
        text=body,
        location=place,
        department=fields.words(row.get("department")),
        employment_type=_employment(*(fields.words(row.get(key)) or "" for key in ("employment_type", "schedule"))),
        workplace=fields.workplace(place, title),
        pay=common.pay_or_prose(None, body),
    )
    return _shown(known, body)


def _from_page(source: Source, name: str) -> Flow:
    (page,) = yield [Request(source.url)]
    page = common.board_answer(page, NAME, name)
    soup = markup.soup(page)
    rows: dict[str, Entry] = {}
    for anchor in soup.select('a[href*="/job/"]'):
        match = _LINK.search(str(anchor["href"]))
        if match and match[1] not in rows and markup.words(anchor):
            rows[match[1]] = _linked(page, anchor, match[1])
    none = ends.says_none(page) if "personio" in page.text().lower() else ""
    if not rows and not none:
        message = (
            f"{NAME} has no board {name!r}: it has no feed, and {page.url} has no posting and does not say that there "
            f"are none; correct url in tracker.toml, or {common.as_page()}"
        )
        raise Failed(message)
    more = soup.select_one("a[rel~=next][href]")
    return Listing(
        tuple(rows.values()),
        end="" if more else none or "one page has the whole board",
        problems=(f"the list of {page.url} goes on at {more['href']}; {common.as_page()}",) if more else (),
        api=False,
    )


def _linked(page: Page, anchor: Tag, number: str) -> Entry:
    title = anchor.select_one("h1, h2, h3, h4, h5, [class*=itle]") or anchor
    place = anchor.select_one("[class*=metaText], [class*=ocation], [class*=ffice]")
    known = Posting(
        external_id=number,
        url=markup.href(anchor, page.url),
        title=markup.words(title) or markup.words(anchor),
        location=markup.words(place) or None,
    )
    return _shown(known, "")


def _shown(known: Posting, body: str) -> Entry:
    return Entry(
        external_id=known.external_id,
        url=known.url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, known.location, known.department, known.employment_type, body]),
        read=partial(_unchanged if body else _own_page, known),
        detail=None if body else Request(known.url),
    )


def _own_page(known: Posting, page: Page | None) -> Posting:
    return markup.from_own_page(known, page, NAME, _TEXT)
