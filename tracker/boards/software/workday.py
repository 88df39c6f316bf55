"""Workday. Source of the format: the calls that its own pages make (`/wday/cxs/{tenant}/{site}/jobs`).

The list is requested by POST, at most 20 postings at a time. Only offset 0 states the total. Most tenants state at most
2,000, and start again from the beginning at higher offsets. A longer list is split by its facets, and the slices are
merged. Some tenants state the true total and serve it; their list is read like any other. A facet may not cover every
posting, so the merged list counts as complete only if two facets have the same count. `postedOn` is relative ("Posted 3
Days Ago") and is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import Gathered, Piece, gather
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Unread

NAME = "Workday"
EXAMPLE = "https://acme.wd5.myworkdayjobs.com/en-US/Careers"
CAP = 2_000  # the largest total that most tenants state
_PIECE = 20
_VOLATILE = frozenset(("postedOn",))
_NO_SITES = frozenset(("job", "jobs", "details", "login", "search"))
_COUNTED = re.compile(r"^\d+ (?:Locations?|Standorte?|emplacements?|ubicaciones)$", re.IGNORECASE)
_SLICES = 400  # more slices than this would be too many requests

Facets = dict[str, list[tuple[str, int]]]
Applied = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Site:
    """The address of a board: the host, its tenant and its site."""

    origin: str
    tenant: str
    site: str


def _site(url: str) -> _Site | None:
    host, parts = urls.host(url), urls.path_parts(url)
    origin = urls.origin(url) if host else ""
    if parts[:2] == ["wday", "cxs"] and parts[3:]:
        return _Site(origin, parts[2], parts[3])
    parts_left = _after_locale(parts)
    if host.endswith(".myworkdayjobs.com") and parts_left:
        return _Site(origin, host.split(".")[0], parts_left[0])
    if host.endswith(".myworkdaysite.com") and parts_left[:1] == ["recruiting"] and parts_left[2:]:
        return _Site(origin, parts_left[1], parts_left[2])
    return None


def _after_locale(parts: list[str]) -> list[str]:
    """Return the path without a language at its start. The name of a site may also have two letters."""
    spoken = len(parts) > 1 and common.is_locale(parts[0]) and parts[1].lower() not in _NO_SITES
    return parts[1:] if spoken else parts


def recognise(url: str) -> str:
    """Return "tenant/site" for an address of Workday, or ""."""
    site = _site(url)
    return f"{site.tenant}/{site.site}" if site else ""


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    site = _site(url)
    if site is None:
        return ""
    recruiting = f"recruiting/{site.tenant}/" if urls.host(url).endswith(".myworkdaysite.com") else ""
    return f"{site.origin}/{recruiting}{site.site}"


def _site_of_source(source: Source) -> _Site:
    site = _site(source.url)
    if site:
        return site
    rest = _after_locale(urls.path_parts(source.url))
    return _Site(urls.origin(source.url), source.slug, rest[-1] if rest else source.slug)


def _api(source: Source) -> str:
    where = _site_of_source(source)
    return common.base(source, f"{where.origin}/wday/cxs/{where.tenant}/{where.site}", "/jobs")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's own reply in the API, then its page."""
    _ = external_id
    path = urls.path(url)
    at = path.find("/job/")
    return (common.ask(f"{_api(source)}{path[at:]}"), Request(url)) if at >= 0 else (Request(url),)


@dataclass
class _Reading:
    """The state that all slices share while the list is read."""

    source: Source
    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    slices: int = 0
    facets: Facets = field(default_factory=dict)

    def ask(self, applied: Applied, offset: int) -> Request:
        body = {"appliedFacets": applied, "limit": _PIECE, "offset": offset, "searchText": ""}
        return common.post(f"{_api(self.source)}/jobs", body)

    def take(self, page: Page) -> Piece:
        reply = common.json_of(page, NAME)
        objects = common.objects(reply.get("jobPostings") if isinstance(reply, dict) else None, NAME, "jobPostings")
        rows = [
            row for row in objects if row != {} or isinstance(row, common.NoObject)
        ]  # the row of a withdrawn posting is empty
        self.facets = dict(_facets(reply.get("facets")))
        return Piece(
            common.entries_of(rows, partial(_entry, self.source), NAME, "title", "externalPath"),
            common.total(reply.get("total")),
            rows=len(objects),
        )


def read(source: Source) -> Flow:
    """Read the list. If it is longer than the stated total can be, read beyond that, or slice by slice."""
    reading = _Reading(source)
    first = yield from _pieces(reading, {})
    total = first.total or 0
    if total < CAP:
        return first.listing()
    facets = reading.facets
    counted = [sum(count for _, count in values) for name, values in facets.items() if not _of_place(name)]
    true = max(counted, default=0)
    plain = yield from _beyond(reading, first.entries, total)
    if plain is not None:
        return plain.listing()
    yield from _sliced(reading, {}, facets, max(true, total))
    entries = tuple({**{entry.external_id: entry for entry in first.entries}, **reading.entries}.values())
    sure = counted.count(true) > 1
    return Listing(
        entries,
        end="" if reading.problems else f"every one of {reading.slices} slices was read to its end",
        stated_total=true or total,
        cap=""
        if sure
        else f"the site states no more than {CAP} postings, and only one of its facets counts {len(entries)}",
        problems=tuple(reading.problems),
    )


def _beyond(
    reading: _Reading, first: Sequence[Entry], total: int
) -> Generator[Sequence[Request], Sequence[Page], Gathered | None]:
    """Read a list of 2,000 and more by its offsets, if the site serves them; None if they start again."""
    stated = total > CAP
    if not stated:
        (page,) = yield [reading.ask({}, CAP)]
        try:
            piece = reading.take(common.answer(page, NAME))
        except Unread:
            return None
        if {entry.external_id for entry in piece.entries} & {entry.external_id for entry in first}:
            return None
        stated = not piece.entries  # the list has exactly 2,000
    rest = yield from _pieces(reading, {}, to_end=True, total=stated)
    if not rest.end or rest.problems:
        reading.entries.update((entry.external_id, entry) for entry in rest.entries)
        return None
    return rest


def _pieces(
    reading: _Reading, applied: Applied, *, to_end: bool = False, total: bool = True
) -> Generator[Sequence[Request], Sequence[Page], Gathered]:
    """Read one slice. If it is at the cap, read only its first piece, which has the facets, or everything (`to_end`).

    `total`: whether the stated total is believed.
    """
    entries: list[Entry] = []
    capped: list[int] = []
    facets: Facets = {}

    def take(page: Page) -> Piece:
        piece = reading.take(page)
        entries.extend(piece.entries)
        if piece.total and not facets:
            facets.update(reading.facets)
        if piece.total is not None and piece.total >= CAP and not to_end:
            capped.append(piece.total)
            return replace(piece, last="the total is capped")
        return piece if total else replace(piece, total=None)

    gathered = yield from gather(
        lambda offset: reading.ask(applied, offset), take, NAME, full=_PIECE, name=recognise(reading.source.url)
    )
    reading.facets = facets
    return replace(gathered, entries=common.unique(entries), total=capped[0]) if capped else gathered


def _sliced(
    reading: _Reading, applied: Applied, facets: Facets, total: int
) -> Generator[Sequence[Request], Sequence[Page], None]:
    """Split a list that is too long by a facet, and split slices that are still too long."""
    name = _best(facets, set(applied))
    if not name:
        reading.problems.append(f"no facet splits the {total} postings of {applied or 'the list'} below {CAP}")
        piece = yield from _pieces(reading, applied, to_end=True)
        reading.entries.update((entry.external_id, entry) for entry in piece.entries)
        return
    for value, _count in facets[name]:
        reading.slices += 1
        if reading.slices > _SLICES:
            reading.problems.append(f"the list needs more than {_SLICES} slices")
            return
        narrowed = {**applied, name: [value]}
        try:
            piece = yield from _pieces(reading, narrowed)
        except Unread as error:
            reading.problems.append(f"the slice {name} = {value} could not be read: {error}")
            continue
        reading.entries.update((entry.external_id, entry) for entry in piece.entries)
        reading.problems += piece.problems
        if piece.total is not None and piece.total >= CAP:
            if _count >= CAP and _count < total:
                yield from _sliced(reading, narrowed, reading.facets, _count)
            else:
                reading.problems.append(f"the slice {name} = {value} states {piece.total}, and {_count} were counted")
                piece = yield from _pieces(reading, narrowed, to_end=True)
                reading.entries.update((entry.external_id, entry) for entry in piece.entries)
                return
        elif piece.total is not None and len(piece.entries) < piece.total:
            reading.problems.append(f"the slice {name} = {value} gave {len(piece.entries)} of {piece.total}")
        if len(reading.problems) > 3:
            return


def _best(facets: Facets, used: set[str]) -> str:
    """Return the facet that covers the most postings, then with the smallest largest slice, then with the fewest slices."""
    usable = {name: values for name, values in facets.items() if name not in used and len(values) > 1}

    def rank(name: str) -> tuple[bool, int, int, int]:
        counts = [count for _, count in usable[name]]
        return (_of_place(name), -sum(counts), max(*counts, CAP - 1), len(counts))

    return min(usable, key=rank, default="")


def _of_place(name: str) -> bool:
    """Return whether a facet is about places. A posting may have several, so their counts do not add up to the total."""
    return "location" in name.lower()


def _facets(raw: object) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the facets as parameter → (id, count); groups are inside groups."""
    waiting = list(reversed(raw)) if isinstance(raw, list) else []
    while waiting:
        facet = waiting.pop()
        if not isinstance(facet, Mapping):
            continue
        given_values = facet.get("values")
        values = (
            [value for value in given_values if isinstance(value, Mapping)] if isinstance(given_values, list) else []
        )
        counted = [(value.get("id"), int(fields.number(value.get("count")) or 0)) for value in values]
        leaves = [(str(name), count) for name, count in counted if name and count]
        if leaves and facet.get("facetParameter"):
            yield str(facet["facetParameter"]), leaves
        waiting += [value for value in reversed(values) if value.get("values")]


def _id(row: Mapping[str, Any]) -> str:
    """Return the end of the path, which identifies the posting in Workday. The words before it change with the title."""
    tail = str(row["externalPath"]).rstrip("/").rpartition("/")[2]
    return tail.rpartition("_")[2] if "_" in tail else tail


def _entry(source: Source, row: Mapping[str, Any]) -> Entry:
    number = _id(row)
    bullets = [str(bullet) for bullet in row.get("bulletFields") or [] if bullet]
    place = fields.words(row.get("locationsText"))
    known = Posting(
        external_id=number,
        url=f"{home(source.url) or source.url.rstrip('/')}{row['externalPath']}",
        title=text.line(str(row["title"])),
        location=None if place and _COUNTED.match(place) else place,
        requisition_id=next(
            (bullet for bullet in bullets if number.startswith(bullet)), bullets[0] if bullets else None
        ),
    )
    return common.listed(known, row, _VOLATILE, _posting, common.ask(f"{_api(source)}{row['externalPath']}"))


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    reply = common.json_of(common.answer(page, NAME), NAME)
    info = common.required(reply, NAME, "jobPostingInfo")
    body = text.from_html(str(info.get("jobDescription") or ""))
    others = info.get("additionalLocations") or []
    place = fields.places(fields.words(info.get("location")), *(fields.words(other) for other in others))
    return replace(
        known,
        text=body,
        location=place or known.location,
        employment_type=fields.employment_type(fields.words(info.get("timeType"))),
        workplace=fields.workplace(fields.words(info.get("remoteType")), known.location, known.title),
        pay=common.pay_or_prose(None, body),
        closes_at=fields.date(info.get("endDate")),
        posted_at=fields.date(info.get("startDate")),
        requisition_id=fields.words(info.get("jobReqId")) or known.requisition_id,
    )
