"""Decide whether an address is another page of a list: it differs from the list's address only in a page number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tracker.extract import urls

_NAMES = frozenset(
    "page seite pg p paged pn pagina sida side sivu strona strana str sayfa oldal pageno pagenum pagenumber pagenr pageindex currentpage".split()
)
_ROWS = frozenset(
    "start offset from skip startrow startat startindex limitstart firstrow first depuis debut desde inicio inizio vanaf".split()
)
# Names that also have other meanings: `?p=2` is a post of WordPress, and "desde" may be followed by a date.
_WEAK = frozenset("p str first from depuis debut desde inicio inizio vanaf".split())
_LAST = re.compile(r"([^\W\d]{0,12})[-_]?(\d{1,3})")  # "page-2", "2"
_SUFFIX = re.compile(r"[-_]([^\W\d]{0,12})(\d{1,3})$")  # the end of "jobs-2", "jobs_p2"
_ENDINGS = (".html", ".htm", ".php", ".aspx", ".jsp")
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """Another page of a list. `rows`: the number counts rows; `weak`: the address alone does not prove that it is a page.

    `current` is the number of the page that links to it, None if its address has none.
    """

    number: int
    rows: bool = False
    weak: bool = False
    current: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """An address without its page number."""

    path: str
    query: frozenset[tuple[str, str]]
    step: Step | None = None


def step(home: str, address: str) -> Step | None:
    """Return which page of the list at `home` an address is, None if it is not one of that list."""
    if urls.site(home) != urls.site(address):
        return None
    other = _place(address)
    if other.step is None:
        return None
    own, plain = _place(home), _without_ending(urls.path(home))
    if other.path not in {own.path, plain} or not own.query <= other.query:
        return None
    if len(other.query) > len(own.query) and (other.step.number < 2 or other.step.weak):
        return None  # a filter may name the first page of its own list
    known = own.step is not None and other.path == own.path and own.step.rows == other.step.rows
    return replace(other.step, current=own.step.number if known and own.step else None)


def asks_for_page(address: str) -> bool:
    """Return whether the parameters of an address name a page of a list or a row."""
    return bool(urls.query(address)) and _place(address).step is not None


def asks_for_more(address: str, shown: int) -> bool:
    """Return whether the parameters of any address ask for the second page, or for the rows behind those `shown`."""
    asked = _place(address).step if urls.query(address) else None
    return asked is not None and asked.number == (shown if asked.rows else 2) > 1


def _place(url: str) -> _Place:
    step: Step | None = None
    parameters = []
    for name, value in urls.query(url):
        key = re.sub(r"[^a-z]", "", name.casefold())
        numbered = value.isdecimal() and len(value) <= _MOST_DIGITS
        paged = key in _NAMES or (key.endswith("page") and not key.endswith("perpage"))
        if numbered and step is None and (paged or key in _ROWS):
            step = Step(int(value), rows=key in _ROWS, weak=key in _WEAK)
        elif value:
            parameters.append((name, value))
    path = _without_ending(urls.path(url))
    bare, number = _in_path(path)
    if number and (step is None or not number.weak):
        path, step = bare, step or number
    return _Place(path, frozenset(parameters), step)


def _in_path(path: str) -> tuple[str, Step | None]:
    folder, _, last = path.rpartition("/")
    match = _LAST.fullmatch(last)
    if match and (not match[1] or match[1].casefold() in _NAMES):
        above, _, name = folder.rpartition("/")
        if not match[1] and name.casefold() in _NAMES:
            return above, Step(int(match[2]))
        return folder, Step(int(match[2]), weak=not match[1])
    tail = _SUFFIX.search(last)
    if tail and (not tail[1] or tail[1].casefold() in _NAMES):
        return f"{folder}/{last[: tail.start()]}", Step(int(tail[2]), weak=not tail[1])
    return path, None


def _without_ending(path: str) -> str:
    path = path.rstrip("/")
    return next((path.removesuffix(ending) for ending in _ENDINGS if path.endswith(ending)), path).removesuffix(
        "/index"
    )
