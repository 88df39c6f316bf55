"""Find the list of postings in the JSON that a page loads or contains: objects whose titles and links look like jobs.

Of all lists in all replies, the one that looks most like postings is used. Pieces from one address are joined, so that
everything loaded by scrolling or "load more" is one list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tracker.boards.generic import says_more
from tracker.boards.generic.anchors import Anchors
from tracker.boards.kit import scripts
from tracker.boards.kit import vocabulary as vocab
from tracker.extract import fields, jsontext, text, unmarked, urls
from tracker.model import Page, charset

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
_LEAST, _ALONE, _CLEAR = (
    2.0,
    3.5,
    4.5,
)  # lowest scores: of a list of several, of a single object, and of one on a page that says that it has no openings
_NUMBERS = re.compile(r"\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_-]")
# "Jane Doe, Head of Sales" is a person, and so is "Jane Doe: Chairman".
_PERSON = re.compile(r"^(?:Dr\.? |Prof\.? )?[A-ZÀ-Þ][\w'’-]{1,20} (?:[A-ZÀ-Þ]\. )?[A-ZÀ-Þ][\w'’-]{1,20}\s*[,:–—|]\s*\w")
_NO_NAMES = frozenset(
    "props pageprops page data result results edges node nodes items list entries content payload response state body d".split()
)
_SAMPLE = 50  # objects of a list that are examined to find out what they are
_TEXT = 200  # characters; a shorter text is a teaser
_NOISE = re.compile(r"updated|modified|rank|score|views|position$|_ago|relative", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a list, and what is known of it."""

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
        """Return the parts of the object that don't change by themselves."""
        return {key: value for key, value in self.raw.items() if not _NOISE.search(key)}


@dataclass(slots=True)
class Series:
    """Replies that continue each other: the names of their requests, and what the last one says besides its rows."""

    requests: set[str] = field(default_factory=set)
    statement: says_more.ListStatement = says_more.NOTHING

    def more(self, pages: int) -> str:
        """Return the words that say that more follow, "" if none do; `pages` is the number of pages that were read."""
        unread = self.statement.pages > max(pages, len(self.requests))
        return self.statement.more or (f"{self.statement.pages} pages" if unread else "")


@dataclass(slots=True)
class Loaded:
    """A list: its address, its path within the reply, its rows, and the stated total.

    `series` is what its replies say about further ones; lists from addresses that differ in numbers share it.
    """

    source: Page | None
    path: str
    series: Series
    rows: list[Row] = field(default_factory=list)
    total: int | None = None
    weight: float = 0.0

    def doubt(self, pages: int = 1) -> str:
        """Return why the list is not whole, if its reply says that more follow; `pages` is the number of pages read."""
        more = self.series.more(pages)
        where = self.source.request.url if self.source else "the JSON in the page"
        return f"the list goes on: {where} says that it is not all ({more})" if more else ""

    def keys(self) -> dict[str, str]:
        """Return the expressions for id, title and link; empty if objects don't state their links themselves."""
        raw = self.rows[0].raw
        names = {
            "id": next((key for key in _IDS if raw.get(key) not in (None, "")), ""),
            "title": next((key for key in _TITLES if raw.get(key)), ""),
            "link": next((key for key in _LINKS if isinstance(raw.get(key), str) and "/" in raw[key]), ""),
        }
        return {name: _quoted(key) for name, key in names.items() if key} if names["title"] and names["link"] else {}


def _quoted(key: str) -> str:
    """Return a key as JMESPath writes it."""
    return key if re.fullmatch(r"[A-Za-z_]\w*", key) else orjson.dumps(key).decode()


def find(page: Page, *, says_nothing: bool = False) -> Loaded | None:
    """Return the list of postings in what a page loaded or contains; None if no list looks like one."""
    return best(find_all(page, says_nothing=says_nothing))


def best(lists: Sequence[Loaded]) -> Loaded | None:
    """Return the list that looks most like postings, None if there is none."""
    return max(lists, key=lambda loaded: (loaded.weight >= _LEAST + 1, len(loaded.rows), loaded.weight), default=None)


def about(lists: Sequence[Loaded], titles: Collection[str]) -> list[Loaded]:
    """Return the lists of these postings whose replies tell whether the list is whole.

    A list in the page itself proves nothing if more postings are known than it has, or if a script loaded some.
    """
    matching = [loaded for loaded in lists if 2 * sum(row.title in titles for row in loaded.rows) > len(loaded.rows)]
    sent = [loaded for loaded in matching if loaded.source is not None]
    for loaded in sent if len(sent) < len(matching) else ():
        loaded.series.requests.add("")  # the page itself had the first rows
    return sent or [loaded for loaded in matching if len(titles) <= len(loaded.rows)]


def find_all(page: Page, *, says_nothing: bool = False) -> list[Loaded]:
    """Return all lists that look like postings.

    `says_nothing`: the page states that there are no openings. A list then needs several marks of postings.
    """
    anchors = Anchors(page)
    by_place: dict[tuple[str, str], Loaded] = {}
    series: dict[tuple[str, str], Series] = {}
    for source, data in replies(page):
        for path, rows, holders in lists_in(data):
            weight = _score(rows, source, path)
            if weight < (_CLEAR if says_nothing else _ALONE if len(rows) == 1 else _LEAST):
                continue
            if source is None and weight < _CLEAR and not anchors.shows([title_of(row) for row in rows]):
                continue
            place = (urls.bare(source.request.url) if source else "", path)
            shared = series.setdefault((_NUMBERS.sub("0", urls.path(place[0]) if source else ""), path), Series())
            loaded = by_place.setdefault(place, Loaded(source, path, shared))
            loaded.rows += [row for row in (_row(raw, page, anchors) for raw in rows) if row is not None]
            loaded.weight = max(loaded.weight, weight)
            shared.statement = _claims(source, holders, len(loaded.rows))
            shared.requests.add(source.request.key if source else page.url)
            loaded.total = max(filter(None, (loaded.total, shared.statement.total)), default=None)
    usable = [loaded for loaded in by_place.values() if loaded.rows]
    for loaded in usable:
        loaded.rows = list({row.url: row for row in loaded.rows}.values())
    return usable


def _claims(source: Page | None, holders: Sequence[Mapping[str, Any]], rows: int) -> says_more.ListStatement:
    statement = says_more.of_holders(holders, rows, carried=source is None)
    if source is None:
        return statement
    heads = says_more.of_headers(source, rows)
    return says_more.ListStatement(
        statement.total or heads.total, statement.pages or heads.pages, statement.more or heads.more
    )


def replies(page: Page) -> Iterator[tuple[Page | None, Any]]:
    """Yield the JSON that a page loaded, each with its reply, and then the JSON in its scripts."""
    for part in page.parts:
        if part.status == 200 and charset.first(part.body) in {"{", "["}:
            try:
                yield part, jsontext.loads(part.body, part.header("content-type"))
            except jsontext.NotJson:
                continue
    for data in scripts.blocks(page.text()):
        yield None, data


def lists_in(
    data: Any, path: str = "", holders: tuple[Mapping[str, Any], ...] = (), depth: int = 0
) -> Iterator[tuple[str, list[dict[str, Any]], tuple[Mapping[str, Any], ...]]]:
    """Yield every list of objects: its JMESPath, its rows, and the objects around it, the outermost first."""
    if depth > 8:
        return
    if isinstance(data, list):
        rows = [item for item in data if isinstance(item, dict)]
        if rows and len(rows) == len(data):
            inner = [item.get("node") for item in rows]
            if all(isinstance(item, dict) for item in inner):
                rows, path = [item for item in inner if isinstance(item, dict)], f"{path}[].node"
            yield path or "@", rows, holders
        for number, item in enumerate(data[:50]):
            if isinstance(item, (dict, list)):
                yield from lists_in(item, f"{path}[{number}]", holders, depth + 1)
    elif isinstance(data, dict):
        for key, value in data.items():
            name = key if re.fullmatch(r"[A-Za-z_]\w*", key) else f'"{key}"'
            if isinstance(value, (dict, list)):
                yield from lists_in(value, f"{path}.{name}" if path else name, (*holders, data), depth + 1)


def _first(raw: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((raw[key] for key in keys if raw.get(key) not in (None, "", [], {})), None)


def _score(rows: list[dict[str, Any]], source: Page | None, path: str) -> float:
    """Score a list by its titles, the other keys of its objects, and its name (`path`)."""
    titles = [fields.words(_first(row, _TITLES)) for row in rows]
    stated = [title for title in titles if title]
    if len(stated) < len(rows) * 0.9 or len(set(stated)) < max(1, len(stated) // 3):
        return 0.0
    keys = set(rows[0])
    weight = 3.0 * sum(vocab.is_role(title) for title in stated) / len(stated)
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
    called = _called(path)
    jobs = bool(vocab.JOBS_NAME.search(called))
    other = vocab.PEOPLE_NAME.search(called) or vocab.OTHER_NAME.search(called)
    weight += 1.0 if jobs else -2.5 if other else 0.0
    weight -= 0.0 if jobs else 2.0 if _are_people(rows, stated) else 0.0
    weight -= (
        2.0
        * sum(bool(vocab.DEPARTMENT_ONLY.match(title) or vocab.GENERIC.match(title)) for title in stated)
        / len(stated)
    )
    if not (keys & {*_LINKS, *_IDS}):
        weight -= 2.0
    return weight if len(rows) > 1 else weight - 1.0


def _called(path: str) -> str:
    """Return the name of a list: the last part of its path that is a name (`data.allJobs.edges[].node`: "all Jobs")."""
    parts = [part for part in re.split(r"[^A-Za-z_-]+", path) if part and part.lower() not in _NO_NAMES]
    return _CAMEL.sub(" ", parts[-1]) if parts else ""


def _are_people(rows: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> bool:
    """Return whether the objects are people: "Jane Doe, Head of Sales" as a title, or a person's name beside each title."""
    if sum(map(_is_person, titles)) * 2 > len(titles):
        return True
    names = [fields.words(row.get("name")) or fields.words(row.get("fullName")) for row in rows[:_SAMPLE]]
    own = {name for name in names if name and name not in titles and not vocab.is_role(name)}
    return len(own) * 2 > len(rows[:_SAMPLE])


def _is_person(title: str) -> bool:
    match = _PERSON.match(title)
    return bool(match) and not vocab.is_role(re.split(r"[,:–—|]", title)[0])


def title_of(raw: Mapping[str, Any]) -> str:
    """Return the title of an object, "" if it has none."""
    return text.line(fields.words(_first(raw, _TITLES)) or "")


def _row(raw: Mapping[str, Any], page: Page, anchors: Anchors) -> Row | None:
    title = title_of(raw)
    if not title:
        return None
    text_stated = _first(raw, _TEXTS)
    body = str(text_stated) if isinstance(text_stated, str) and len(text_stated) >= _TEXT else ""
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
    for item in several:
        if isinstance(item, Mapping):
            parts = [fields.words(item.get(key)) for key in ("city", "region", "state", "country")]
            names.append(fields.words(item) or ", ".join(part for part in parts if part))
        else:
            names.append(fields.words(item))
    return fields.places(*names)


def _address(raw: Mapping[str, Any], title: str, page: Page, anchors: Anchors) -> str:
    """Return an object's address: the stated one, else the page's link to it, else a fragment of the page's address."""
    link = _first(raw, _LINKS)
    if isinstance(link, str) and ("/" in link or link.startswith(("http", "?"))):
        return urls.clean(urls.join(page.url, unmarked.references(link)))
    number = str(_first(raw, _IDS) or "")
    linked = anchors.by_id(number) if number else anchors.by_words(title)
    if linked:
        return linked
    mark = number or re.sub(r"\W+", "-", title.casefold()).strip("-")
    return f"{urls.clean(page.url)}#{mark}"
