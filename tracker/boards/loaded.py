"""The list in the JSON that a page loads or carries: objects with titles and links that read like jobs.

Of all lists in all replies the one is taken that reads most like postings; pieces that came from one address are put
together, so that what scrolling and "load more" brought is one list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from tracker import charset, fields, htmltree, jsontext, text, unmarked, urls
from tracker.boards import scripts
from tracker.boards import vocabulary as vocab
from tracker.model import Page

_TITLES = (
    "title",
    "jobTitle",
    "job_title",
    "positionTitle",
    "position_title",
    "name",
    "jobName",
    "postingTitle",
    "position",
    "text",
    "headline",
    "label",
)
_LINKS = (
    "url",
    "absolute_url",
    "absoluteUrl",
    "jobUrl",
    "job_url",
    "hostedUrl",
    "canonicalUrl",
    "detailUrl",
    "detail_url",
    "link",
    "href",
    "permalink",
    "careers_url",
    "publicUrl",
    "path",
    "externalPath",
    "applyUrl",
    "apply_url",
)
_IDS = ("id", "jobId", "job_id", "uuid", "requisitionId", "reqId", "slug", "reference", "ref", "shortcode", "code")
_PLACES = (
    "location",
    "locations",
    "locationName",
    "location_name",
    "city",
    "place",
    "office",
    "offices",
    "jobLocation",
    "region",
    "country",
)
_TEAMS = ("department", "departments", "team", "category", "function", "departmentName", "division", "jobFamily")
_KINDS = ("employmentType", "employment_type", "jobType", "job_type", "type", "commitment", "contractType", "schedule")
_TEXTS = (
    "description",
    "descriptionHtml",
    "description_html",
    "content",
    "content_html",
    "body",
    "jobDescription",
    "html",
)
_POSTED = (
    "datePosted",
    "date_posted",
    "postedDate",
    "posted_at",
    "publishedAt",
    "published_at",
    "created_at",
    "createdAt",
    "date",
)
_PAYS = ("salary", "pay", "compensation", "salaryRange", "salary_range")
_TOTALS = (
    "total",
    "totalCount",
    "total_count",
    "totalResults",
    "numFound",
    "totalHits",
    "totalFound",
    "totalItems",
    "recordsTotal",
    "totalJobs",
    "jobsCount",
    "count",
    "found",
    "hits",
)
_OTHERS = frozenset(
    (
        "author",
        "authors",
        "excerpt",
        "readingTime",
        "reading_time",
        "price",
        "sku",
        "publishedBy",
        "avatar",
        "email",
        "phone",
    )
)
_LEAST = 2.0
_TEXT = 200  # characters; what is shorter is a teaser, not the text
_NOISE = re.compile(r"updated|modified|rank|score|views|position$|_ago|relative", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a list, and what of it is known."""

    raw: Mapping[str, Any]
    url: str
    title: str
    location: str | None
    department: str | None
    kind: str | None
    posted: str | None
    pay: str | None
    text: str

    def stable(self) -> dict[str, Any]:
        """Give what of the object does not move by itself."""
        return {key: value for key, value in self.raw.items() if not _NOISE.search(key)}


@dataclass(slots=True)
class Loaded:
    """A list: where it came from, its path within, its rows, and the total that it states."""

    source: Page | None
    path: str
    rows: list[Row] = field(default_factory=list)
    total: int | None = None
    weight: float = 0.0

    def keys(self) -> dict[str, str]:
        """Name the keys of id, title and link, as expressions; none where an object does not state its link itself."""
        raw = self.rows[0].raw
        names = {
            "id": next((key for key in _IDS if raw.get(key) not in (None, "")), ""),
            "title": next((key for key in _TITLES if raw.get(key)), ""),
            "link": next((key for key in _LINKS if isinstance(raw.get(key), str) and "/" in raw[key]), ""),
        }
        return {name: _quoted(key) for name, key in names.items() if key} if names["title"] and names["link"] else {}


def _quoted(key: str) -> str:
    """Write a key as JMESPath wants it."""
    return key if re.fullmatch(r"[A-Za-z_]\w*", key) else orjson.dumps(key).decode()


def find(page: Page) -> Loaded | None:
    """Find the list of postings in what a page loaded or carries; None where no list reads like one."""
    anchors = _Anchors(page)
    by_place: dict[tuple[str, str], Loaded] = {}
    for source, data in _replies(page):
        for path, rows, total in _lists(data):
            weight = _weigh(rows, source)
            if weight < _LEAST:
                continue
            place = (urls.bare(source.request.url) if source else "", path)
            found = by_place.setdefault(place, Loaded(source, path))
            found.rows += [row for row in (_row(raw, page, anchors) for raw in rows) if row is not None]
            found.weight = max(found.weight, weight)
            found.total = max(filter(None, (found.total, total)), default=None)
    usable = [found for found in by_place.values() if found.rows]
    for found in usable:
        found.rows = list({row.url: row for row in found.rows}.values())
    return max(usable, key=lambda one: (one.weight >= _LEAST + 1, len(one.rows), one.weight), default=None)


def _replies(page: Page) -> Iterator[tuple[Page | None, Any]]:
    for part in page.parts:
        if part.status == 200 and charset.first(part.body) in {"{", "["}:
            try:
                yield part, jsontext.loads(part.body, part.header("content-type"))
            except jsontext.NotJson:
                continue
    for data in scripts.blocks(page.text()):
        yield None, data


def total_of(reply: object) -> int | None:
    """Give the total that a reply states beside its list, or in what it says of its pages; None if it states none."""
    if not isinstance(reply, dict):
        return None
    places = [
        reply,
        *(
            reply[key]
            for key in ("meta", "pagination", "paging", "pageInfo", "data")
            if isinstance(reply.get(key), dict)
        ),
    ]
    stated = [
        one[key]
        for one in places
        for key in _TOTALS
        if isinstance(one.get(key), int) and not isinstance(one[key], bool)
    ]
    return max(stated, default=None)


def _lists(
    data: Any, path: str = "", total: int | None = None, depth: int = 0
) -> Iterator[tuple[str, list[dict[str, Any]], int | None]]:
    """Give every list of objects: its JMESPath, its rows, and the nearest total stated beside or above it."""
    if depth > 8:
        return
    if isinstance(data, list):
        rows = [one for one in data if isinstance(one, dict)]
        if rows and len(rows) == len(data):
            inner = [one.get("node") for one in rows]
            if all(isinstance(one, dict) for one in inner):
                rows, path = [one for one in inner if isinstance(one, dict)], f"{path}[].node"
            yield path or "@", rows, total
        for number, one in enumerate(data[:50]):
            if isinstance(one, (dict, list)):
                yield from _lists(one, f"{path}[{number}]", total, depth + 1)
    elif isinstance(data, dict):
        stated = next(
            (data[key] for key in _TOTALS if isinstance(data.get(key), int) and not isinstance(data[key], bool)), total
        )
        for meta in ("meta", "pagination", "paging", "pageInfo"):
            if isinstance(data.get(meta), dict):
                stated = next((data[meta][key] for key in _TOTALS if isinstance(data[meta].get(key), int)), stated)
        for key, value in data.items():
            name = key if re.fullmatch(r"[A-Za-z_]\w*", key) else f'"{key}"'
            if isinstance(value, (dict, list)):
                yield from _lists(value, f"{path}.{name}" if path else name, stated, depth + 1)


def _first(raw: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((raw[key] for key in keys if raw.get(key) not in (None, "", [], {})), None)


def _weigh(rows: list[dict[str, Any]], source: Page | None) -> float:
    """Weigh a list: its titles, and what else its objects have."""
    titles = [fields.words(_first(row, _TITLES)) for row in rows]
    named = [title for title in titles if title]
    if len(named) < len(rows) * 0.9 or len(set(named)) < max(1, len(named) // 3):
        return 0.0
    keys = set(rows[0])
    weight = 3.0 * sum(vocab.is_role(title) for title in named) / len(named)
    weight += 1.0 if keys & set(_PLACES) else 0.0
    weight += 0.5 if keys & set(_TEAMS) else 0.0
    weight += 0.5 if keys & {*_KINDS[:4], *_PAYS, "requisitionId", "reqId", "datePosted"} else 0.0
    links = " ".join(str(_first(row, _LINKS) or "") for row in rows[:20])
    weight += (
        1.0
        if vocab.JOB_PATH.search(links) or (source is not None and vocab.JOB_PATH.search(source.request.url))
        else 0.0
    )
    weight -= 2.5 if keys & _OTHERS else 0.0
    weight -= (
        2.0
        * sum(bool(vocab.DEPARTMENT_ONLY.match(title) or vocab.GENERIC.match(title)) for title in named)
        / len(named)
    )
    if not (keys & {*_LINKS, *_IDS}):
        weight -= 2.0
    return weight if len(rows) > 1 else weight - 1.0


class _Anchors:
    """The links that a page shows, to find that of an object which states none: by what they say, and by its id.

    They are looked at once, for the first object that needs them.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    @cached_property
    def _all(self) -> list[tuple[str, str]]:
        found = []
        for node in htmltree.lexbor(self._page.text()).css("a[href]"):
            href = (node.attributes.get("href") or "").strip()
            if href and not href.lower().startswith(("javascript:", "mailto:", "tel:")):
                found.append((urls.clean(urls.join(self._page.url, href)), text.line(node.text(separator=" "))))
        return found

    @cached_property
    def _by_words(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for address, words in self._all:
            found.setdefault(words.casefold(), set()).add(address)
        return found

    @cached_property
    def _by_piece(self) -> dict[str, str]:
        """The first address for every piece of one that begins and ends where an id does."""
        found: dict[str, str] = {}
        for address, _ in self._all:
            parts = urls.parse(address)
            where = f"{parts.path}?{parts.query}#{parts.fragment}".casefold()
            ends = [place for place, sign in enumerate(where) if sign in _ID_ENDS]
            ends.append(len(where))
            first = 0
            for begin in (0, *(place + 1 for place, sign in enumerate(where) if sign in _ID_BEGINS)):
                while first < len(ends) and ends[first] <= begin:
                    first += 1
                for end in ends[first : first + _MOST_PIECES]:
                    if end - begin > _LONGEST_ID:
                        break
                    found.setdefault(where[begin:end], address)
        return found

    def of_id(self, number: str) -> str:
        """Give the first address that has an id in it as a piece of its own, "" for none."""
        return self._by_piece.get(number.casefold(), "")

    def of_words(self, title: str) -> str:
        """Give the only address that is linked to with these words, "" for none or several."""
        named = self._by_words.get(title.casefold(), set())
        return next(iter(named)) if len(named) == 1 else ""


_ID_BEGINS, _ID_ENDS = frozenset("/=_#-"), frozenset("/?&#.-")
_LONGEST_ID, _MOST_PIECES = 100, 32  # characters of an id in an address, and parts that it may have; a UUID has five


def _row(raw: Mapping[str, Any], page: Page, anchors: _Anchors) -> Row | None:
    title = text.line(fields.words(_first(raw, _TITLES)) or "")
    if not title:
        return None
    given = _first(raw, _TEXTS)
    body = str(given) if isinstance(given, str) and len(given) >= _TEXT else ""
    return Row(
        raw,
        _address(raw, title, page, anchors),
        title,
        _place(raw),
        fields.words(_first(raw, _TEAMS)),
        fields.words(_first(raw, _KINDS)),
        fields.date(_first(raw, _POSTED)),
        fields.words(_first(raw, _PAYS)) if not isinstance(_first(raw, _PAYS), dict) else None,
        body,
    )


def _place(raw: Mapping[str, Any]) -> str | None:
    value = _first(raw, _PLACES)
    several = value if isinstance(value, list) else [value]
    names: list[str | None] = []
    for one in several:
        if isinstance(one, Mapping):
            parts = [fields.words(one.get(key)) for key in ("city", "region", "state", "country")]
            names.append(fields.words(one) or ", ".join(part for part in parts if part))
        else:
            names.append(fields.words(one))
    return fields.places(*names)


def _address(raw: Mapping[str, Any], title: str, page: Page, anchors: _Anchors) -> str:
    """Give an object's address: as it says, else as the page links to it, else a mark within the page."""
    link = _first(raw, _LINKS)
    if isinstance(link, str) and ("/" in link or link.startswith(("http", "?"))):
        return urls.clean(urls.join(page.url, unmarked.references(link)))
    number = str(_first(raw, _IDS) or "")
    linked = anchors.of_id(number) if number else anchors.of_words(title)
    if linked:
        return linked
    mark = number or re.sub(r"\W+", "-", title.casefold()).strip("-")
    return f"{urls.clean(page.url)}#{mark}"
