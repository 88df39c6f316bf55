"""Read what a reply says about its list besides the rows: how many there are, and whether more follow.

The names are those of paging in common APIs, in any spelling (`totalPages`, `total_pages`, `X-Total-Pages`). A name is
split into known words. If a part of it is unknown (`totalEmployees`, `showMore`), it is about something else.

Sources: JSON:API "Pagination", OData 4.01 `@odata.nextLink`, GraphQL Cursor Connections, RFC 8288 (Link), RFC 9110
(Content-Range), and the documentation of Spring Data, Laravel, Django REST framework, WordPress, GitLab, Algolia and
Elasticsearch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.extract import jsontext
from tracker.model import Page

_NOUNS = frozenset(
    "job jobs item items result results record records element elements row rows entry entries position positions opening openings "
    "vacancy vacancies posting postings offer offers document documents object objects requisition requisitions listing listings data".split()
)
_COUNTS = frozenset("total number num nb count found hits matches".split())
_BESIDE = frozenset("of all matching available filtered x wp".split())
_PAGE = frozenset(("page", "pages"))
_ASKS = frozenset("has have is are there any".split())
_WAYS = frozenset("page url uri href link cursor token key offset start index marker after number".split())
_WORDS = (
    *_NOUNS,
    *_COUNTS,
    *_BESIDE,
    *_PAGE,
    *_ASKS,
    *_WAYS,
    *"more next last max end odata continuation remaining".split(),
)
_TOKEN = re.compile("|".join(sorted(_WORDS, key=lambda word: (-len(word), word))))
_LETTERS = re.compile(r"[^a-z]+")
_PAGING = frozenset(
    "meta metadata pagination paging pager paginator page pageinfo paginationinfo pagingdata links navigation resultinfo responsemetadata".split()
)
_DIGITS = re.compile(r"\d{1,3}(?:[,. \u00a0]\d{3}){1,2}|\d{1,7}")
_RANGE = re.compile(r"[a-z]*\s?(?:\d{1,7}-\d{1,7}|\*)/(\d{1,7})", re.IGNORECASE)
_REL_NEXT = re.compile(r";\s?rel=[\"']?next\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[/?=\d]")
_LONGEST, _LEVELS, _NEAR = 40, 2, 2  # characters of a name; levels of paging data; objects around a list in a page
_MOST_LINKS, _MOST_SHOWN = 50, 60  # links of a reply; characters of a value in a reason
_MOST_HEADER = 4_000  # characters of a header that are examined


@dataclass(frozen=True, slots=True)
class ListStatement:
    """What a reply says about its list: the number of rows, the number of pages, and the words that say that more follow."""

    total: int | None = None
    pages: int = 0
    more: str = ""


NOTHING = ListStatement()


def of_holders(holders: Sequence[Mapping[str, object]], rows: int, *, carried: bool = False) -> ListStatement:
    """Return what the objects around a list say, the outermost first.

    `carried`: the list is in a script of the page, whose outer objects also hold what other parts of the page need.
    """
    nearest = holders[-_NEAR:] if carried else holders
    statement = NOTHING
    for place, holder in enumerate(reversed(nearest)):
        values = [*_paging(holder)] if carried and place else [*holder.items(), *_paging(holder)]
        statement = _joined(statement, _of_values(values, rows))
    return statement


def of_headers(page: Page, rows: int) -> ListStatement:
    """Return what the headers of a reply say."""
    values: list[tuple[str, object]] = [("next link", address) for address in next_links(page)]
    for name, value in page.headers:
        if name.lower() == "content-range" and (span := _RANGE.fullmatch(value.strip()[:_LONGEST])):
            values.append(("total", span[1]))
        elif name.lower().startswith("x-"):
            values += _of_header(name, value)
    return _of_values(values, rows)


def next_links(page: Page) -> Iterator[str]:
    """Yield the addresses that the `Link` headers of a reply name as the next, as they are written."""
    for name, value in page.headers:
        if name.lower() == "link":
            yield from _next_links(value[:_MOST_HEADER])


def _next_links(value: str) -> Iterator[str]:
    """Yield the addresses of a `Link` header that are named as the next."""
    for part in value.split("<")[1:]:
        address, _, rest = part.partition(">")
        if _REL_NEXT.search(rest):
            yield address


def _of_header(name: str, value: str) -> Iterator[tuple[str, object]]:
    if not value.startswith("{"):
        yield name, value
        return
    try:
        content = jsontext.loads(value[:_MOST_HEADER].encode())
    except jsontext.NotJson:
        return
    if isinstance(content, Mapping) and _plain(name).removeprefix("x") in _PAGING:
        yield from content.items()


def _joined(inner: ListStatement, outer: ListStatement) -> ListStatement:
    """Return what is said nearest to the list."""
    total = inner.total if inner.total is not None else outer.total
    return ListStatement(total, inner.pages or outer.pages, inner.more or outer.more)


def _paging(holder: Mapping[str, object], levels: int = _LEVELS) -> Iterator[tuple[str, object]]:
    """Yield the values of an object's paging data (`meta`, `pagination`, `links`), those of its own paging data included."""
    for key, value in holder.items():
        if _plain(key) not in _PAGING:
            continue
        if isinstance(value, Mapping) and levels:
            yield from value.items()
            yield from _paging(value, levels - 1)
        elif isinstance(value, list):
            for item in value[:_MOST_LINKS]:
                if isinstance(item, Mapping) and item.get("rel") == "next":
                    yield "next", item


def _of_values(values: Iterable[tuple[str, object]], rows: int) -> ListStatement:
    total, pages, more, led = None, 0, "", ""
    for key, value in values:
        words = _words(str(key)[: _LONGEST + 1])
        if not words:
            continue
        number = _number(value)
        if _is_total(words) and number is not None:
            total = max(total or 0, number)
        elif _is_pages(words) and number is not None:
            pages = max(pages, number)
        elif isinstance(value, bool):
            more = more or (f"{key} = {str(value).lower()}" if _says_more_follow(words, value) else "")
        elif words[0] == "remaining" and number:
            more = more or f"{key} = {number}"
        elif _leads(words, value):
            led = led or f"{key} = {str(value)[:_MOST_SHOWN]}"
    return ListStatement(total, pages, more or (led if total is None or total > rows else ""))


@lru_cache(4_096)
def _words(key: str) -> tuple[str, ...]:
    """Return the known words that make up a name, () if a part of it is unknown."""
    plain = _plain(key)
    words = tuple(_TOKEN.findall(plain)) if len(key) <= _LONGEST else ()
    return words if words and "".join(words) == plain else ()


def _plain(key: str) -> str:
    return _LETTERS.sub("", key.casefold())


def _is_total(words: Sequence[str]) -> bool:
    single = len(words) == 1 and words[0] in {"number", "num", "nb"}  # the number of the page
    return not single and bool(_COUNTS & {*words}) and {*words} <= _COUNTS | _NOUNS | _BESIDE


def _is_pages(words: Sequence[str]) -> bool:
    plural = "pages" in words and {*words} <= _COUNTS | _BESIDE | _PAGE | {"max"}
    return plural or tuple(words) in {("page", "count"), ("last", "page"), ("max", "page")}


def _says_more_follow(words: Sequence[str], value: bool) -> bool:  # noqa: FBT001 (it is the value of the name)
    """Return whether a flag says that more follow: `hasMore: true`, `last: false`."""
    plain = tuple(word for word in words if word not in _ASKS)
    if plain in {("last",), ("last", "page"), ("end",)}:
        return not value
    known = {*plain} <= {"more", "next"} | _PAGE | _NOUNS | {"available"}
    return value and known and bool({"more", "next"} & {*plain})


def _leads(words: Sequence[str], value: object) -> bool:
    """Return whether a value is where the next rows are: an address, a cursor, a number."""
    plain = [word for word in words if word not in {"x", "odata"}]
    if plain[:1] == ["continuation"]:
        plain[0] = "next"
    if plain[:1] != ["next"] or not {*plain[1:]} <= _WAYS:
        return False
    if isinstance(value, Mapping):
        value = value.get("href") or value.get("url")
    if isinstance(value, str):
        content = value.strip()
        return bool(content) and " " not in content and (len(plain) > 1 or bool(_ADDRESS.search(content)))
    return isinstance(value, int) and value > 0


def _number(value: object) -> int | None:
    if isinstance(value, Mapping):
        value = value.get("value")  # Elasticsearch
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()[: _LONGEST + 1]):
        return int(re.sub(r"\D", "", value))
    return value if isinstance(value, int) and value >= 0 else None
