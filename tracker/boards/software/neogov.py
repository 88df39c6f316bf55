"""NEOGOV (governmentjobs.com, schooljobs.com). Source of the format: the RSS feed that an agency publishes.

One reply has the whole board. Its own elements are in the namespace http://www.neogov.com/namespaces/JobListing, with
any prefix. Some of its dates end in a stray `:0`. `pubDate` changes with every edit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common
from tracker.boards.kit.lists import unproved
from tracker.boards.kit.xml import child, children, tree
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "NEOGOV"
EXAMPLE = "https://www.governmentjobs.com/careers/acme"
_HOSTS = ("www.governmentjobs.com", "www.schooljobs.com", "governmentjobs.com", "schooljobs.com")
_SPACE = "{http://www.neogov.com/namespaces/JobListing}"
_PARTS = (
    ("", "examplesofduties"),
    ("Qualifications", "qualifications"),
    ("Supplemental information", "supplementalinformation"),
    ("Benefits", "benefits"),
)


def recognise(url: str) -> str:
    """Return the agency's name in an address of NEOGOV, or ""."""
    if urls.host(url) not in _HOSTS:
        return ""
    parts = urls.path_parts(url)
    if parts[:1] == ["careers"] and parts[1:]:
        return parts[1] if parts[1] != "home" else ""
    return urls.parameter(url, "agency")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"{urls.origin(url)}/careers/{name}" if name else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page; the feed has no reply for one posting."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Request the feed."""
    name = common.board_name(source, recognise(source.url))
    address = common.base(source, f"{urls.origin(source.url)}/SearchEngine/JobsFeed")
    (page,) = yield [Request(f"{address}?agency={name}")]
    root = tree(common.board_answer(page, NAME, name), NAME, name)
    channel = root.find("channel")
    if channel is None:
        message = f"{NAME} has no agency {name!r}: {page.url} has no channel; correct url in tracker.toml"
        raise Failed(message)
    rows = list(channel.iterfind("item"))
    if not rows and name.lower() not in child(channel, "link").lower():
        raise Failed(unproved(NAME, page))
    return Listing(
        common.unique(common.entries_of(rows, _entry, NAME)),
        end="one feed has the whole board",
        employer=child(channel, "title"),
    )


def _field(row: _Element, tag: str) -> str:
    return child(row, _SPACE + tag)


def _entry(row: _Element) -> Entry:
    if not child(row, "title") or not child(row, "link"):
        message = "an item has no title or no link"
        raise Failed(message)
    url = urls.clean(child(row, "link"))
    stable = [pair for pair in children(row) if not pair[0].endswith("pubDate")]
    return Entry(
        external_id=_field(row, "jobId") or url,
        url=url,
        title=text.line(child(row, "title")),
        fingerprint=common.fingerprint(stable),
        read=partial(_posting, row, url),
    )


def _pay(row: _Element) -> Pay | None:
    low, high = fields.number(_field(row, "minimumSalary")), fields.number(_field(row, "maximumSalary"))
    if not low and not high:
        return None
    return Pay(
        low or None, high or None, _field(row, "salaryCurrency") or None, fields.period(_field(row, "salaryInterval"))
    )


def _posting(row: _Element, url: str, _page: Page | None) -> Posting:
    parts = [("", child(row, "description")), *((heading, _field(row, key)) for heading, key in _PARTS)]
    body = common.sections(parts)
    place = fields.places(_field(row, "location"))
    title = text.line(child(row, "title"))
    return Posting(
        external_id=_field(row, "jobId") or url,
        url=url,
        title=title,
        text=body,
        location=place,
        department=_field(row, "department") or next(iter(fields_of(row, "category")), None),
        employment_type=fields.employment_type(_field(row, "jobType") or None),
        workplace=fields.workplace(place, title),
        pay=common.pay_or_prose(_pay(row), body),
        posted_at=fields.date(_field(row, "advertiseFromDateUTC") or _field(row, "advertiseFromDate")),
        closes_at=fields.date(_field(row, "advertiseToDateTimeUTC") or _field(row, "advertiseToDateTime")),
        requisition_id=_field(row, "jobNumberSingle") or None,
    )


def fields_of(row: _Element, tag: str) -> list[str]:
    """Return the texts of every element of this name below a posting."""
    return [element.text.strip() for element in row.iter(_SPACE + tag) if element.text and element.text.strip()]
