"""What every board file needs: is this page an answer, what does its JSON say, what of an entry is stable."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import orjson

from tracker.extract import border, fields, jsontext, text, urls
from tracker.extract.walls import wall
from tracker.model import Entry, Page, Pay, Posting, Request, Source, charset
from tracker.model.errors import Blocked, Failed, Unread

NOT_FOUND = frozenset((404, 410))
_BLOCKED_STATUS = frozenset((401, 403, 406, 407, 451))
_NO_NAMES = frozenset(
    "careers career jobs job search apply en de fr es us en-us board boards openings index.html".split()
)
_ACCEPT_JSON = (("Accept", "application/json"),)

# A language, alone or with script and region, in the spellings that addresses have: en, en-us, en_US, zh-Hans-CN, es-419.
_LOCALE = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3})){0,2}", re.IGNORECASE)

Own = Callable[[str, str], tuple[Request, ...]]
Row = TypeVar("Row")


def ask(url: str) -> Request:
    """Make a request for JSON."""
    return Request(url, headers=_ACCEPT_JSON)


def post(url: str, body: object) -> Request:
    """Make a request that sends JSON and wants JSON."""
    return Request(url, "POST", orjson.dumps(body), (*_ACCEPT_JSON, ("Content-Type", "application/json")))


def rendered(source: Source, url: str) -> bool:
    """Return whether the browser is to open a posting's page; it would only download a PDF."""
    return source.render == "always" and not is_pdf(url)


def is_pdf(url: str) -> bool:
    """Return whether an address is one of a PDF, by its name."""
    return urls.path(url).lower().endswith(".pdf")


def base(source: Source, usual: str, *ends: str) -> str:
    """Return the address that the API's paths are put behind.

    `endpoint` stands for `usual` where it has a path (one of `ends` at its end is taken off); one that names a host
    alone is another host for the same paths.
    """
    chosen = usual
    if source.endpoint:
        chosen = urls.bare(source.endpoint)
        if urls.path(chosen) in {"", "/"}:
            chosen = chosen.rstrip("/") + urls.path(usual)
    for end in ends:
        chosen = chosen.rstrip("/").removesuffix(end)
    return chosen.rstrip("/")


def named(source: Source, found: str) -> str:
    """Return the board's name: as its address says, else as its path has it, else as the source is called."""
    parts = [part for part in urls.path_parts(source.url) if part.lower() not in _NO_NAMES and not _is_region(part)]
    return found or (parts[0] if parts else source.slug)


def is_locale(part: str) -> bool:
    """Return whether a part of a path can be a language (`en`, `en-us`, `en_US`, `zh-Hans-CN`); a name of two letters can."""
    return bool(_LOCALE.fullmatch(part))


def _is_region(part: str) -> bool:
    return is_locale(part) and not part.isalpha()


def answer(page: Page, what: str) -> Page:
    """Return the page back if it is an answer; else raise Blocked or Failed and say what came instead."""
    if page.failure_kind == "robots":
        message = f"{what}: {page.request.url} may not be read: {page.failure}"
        raise Blocked(message)
    if page.failure:
        message = f"{what}: {page.request.url} could not be read: {page.failure}"
        raise Failed(message)
    vendor = wall(page)
    if vendor:
        message = f"{what}: {vendor} stood in the way at {page.url} (status {page.status})"
        raise Blocked(message)
    if page.status in _BLOCKED_STATUS:
        message = f"{what}: {page.url} refuses us with status {page.status}"
        raise Blocked(message)
    if page.status != 200:
        message = f"{what}: {page.url} answered status {page.status}"
        raise Failed(message)
    return page


def as_page() -> str:
    """Return what to do where a board's own way does not lead to its postings, and its page may show them all the same."""
    return 'if the page shows its postings, write board = "page" in tracker.toml'


def session(page: Page, token: str) -> tuple[tuple[str, str], ...]:
    """Return the headers by which a server knows its page again: the token that stands there, and the page's cookies."""
    given = [value.split(";")[0] for name, value in page.headers if name.lower() == "set-cookie"]
    cookies = (("Cookie", "; ".join(given)),) if given else ()
    return (("x-csrf-token", token), ("Referer", page.url), *cookies) if token else cookies


def is_wall(page: Page) -> bool:
    """Return whether a wall stands in a page's place."""
    return bool(wall(page))


def found(page: Page, what: str, name: str) -> Page:
    """Return the page back if it is an answer; a 404 says that there is no board of this name."""
    if page.status in NOT_FOUND and not wall(page):
        message = f"{what} knows no board {name!r} ({page.url} answered {page.status}); correct url in tracker.toml"
        raise Failed(message)
    return answer(page, what)


def json_of(page: Page, what: str, name: str = "") -> Any:
    """Parse the body as JSON, or raise Failed with the place and what stands there.

    `name`: that of a board which is answered with a page for people where it is unknown.
    """
    if name and charset.first(page.body) == "<":
        message = f"{what} knows no board {name!r}: {page.url} is a page and no list; correct url in tracker.toml"
        raise Failed(message)
    try:
        return jsontext.loads(page.body, page.header("content-type"))
    except jsontext.NotJson as error:
        start = charset.decode(page.body[:60])
        message = f"{what}: {page.url} is not JSON ({error}); it begins with {start!r}"
        raise Failed(message) from error


class NoObject(dict[str, Any]):
    """Stands for a row of a list that is no object; `raw` is what stood there."""

    def __init__(self, raw: object) -> None:
        super().__init__()
        self.raw = raw


def objects(value: object, what: str, place: str) -> list[dict[str, Any]]:
    """Return the rows of a list; Failed if it is none, for a reply of another shape is never an empty list."""
    if not isinstance(value, list):
        message = f"{what}: {place} should be a list of objects, and is {type(value).__name__}"
        raise Failed(message)
    return [row if isinstance(row, dict) else NoObject(row) for row in value]


def table(value: object, *keys: str) -> dict[str, Any]:
    """Return the object that a reply has under these keys, one within the other; an empty one if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, dict) else {}


def each(rows: Iterable[Row], make: Callable[[Row], Entry], what: str, *keys: str) -> list[Entry]:
    """Make the entry of each row; a row that can't be read is an entry that is `lost`, and costs no other.

    `keys` are what every row of this board has: one that lacks them is lost. Failed if most rows lack them, for then
    the reply is another than we know. A row may be a group of objects; then its first one is looked at.
    """
    rows = list(rows)
    lacking = [_lacks(row, keys) for row in rows]
    if sum(map(bool, lacking)) * 2 > len(rows):
        place, why = next((place, why) for place, why in enumerate(lacking) if why)
        message = f"{what}: entry {place} {why}"
        raise Failed(message)
    found = [_made(row, make, why, place) for place, (row, why) in enumerate(zip(rows, lacking, strict=True))]
    if found and all(entry.lost for entry in found):
        message = f"{what}: {found[0].lost}"
        raise Failed(message)
    return found


def total(value: object) -> int | None:
    """Return the number of postings that a reply states; None for what can't be one."""
    return border.count(value)


def _lacks(row: object, keys: tuple[str, ...]) -> str:
    first = row[0] if isinstance(row, list) and row else row
    if isinstance(first, NoObject):
        return f"is no object, but {type(first.raw).__name__}"
    if isinstance(first, Mapping):
        for key in keys:
            if not named_by(first.get(key)):
                return f"has no {key!r}; it has {sorted(map(str, first))[:20]!r}"
    return ""


def named_by(value: object) -> bool:
    """Return whether a value can be an id or a title: a text that is not empty, or a number."""
    return bool(border.line(value))


def _made(row: Row, make: Callable[[Row], Entry], why: str, place: int) -> Entry:
    raw = row.raw if isinstance(row, NoObject) else row
    if why:
        return border.lost(f"row {place} {why}", raw, place)
    try:
        return make(row)
    except Unread as error:
        return border.lost(f"row {place}: {error}", raw, place)
    except Exception as error:  # noqa: BLE001 (whatever one row does to a parser costs that row)
        told = border.line(str(error)) or ""
        return border.lost(f"row {place} can't be read ({type(error).__name__}: {told[:200]})", raw, place)


def inner(reply: object, what: str, key: str) -> dict[str, Any]:
    """Return the object that a reply has under a key, or raise Failed: a text that is not there is never an empty text."""
    value = reply.get(key) if isinstance(reply, Mapping) else None
    if not isinstance(value, dict):
        has = sorted(reply) if isinstance(reply, Mapping) else type(reply).__name__
        message = f"{what}: the reply has no {key!r}; it has {has!r}"
        raise Failed(message)
    return value


def fingerprint(value: object) -> str:
    """Hash what is stable of an entry."""
    try:
        data = orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:  # a surrogate, or more levels than it takes
        try:
            data = json.dumps(value, default=str, sort_keys=True).encode()
        except RecursionError as error:
            message = "it nests too deep"
            raise Failed(message) from error
    return hashlib.sha256(data).hexdigest()[:32]


def listed(
    known: Posting,
    row: Mapping[str, Any],
    volatile: Iterable[str],
    read: Callable[[Posting, Page | None], Posting],
    detail: Request | None,
) -> Entry:
    """Return the entry of a posting whose row says all but its text; `read` adds what its own page (`detail`) says."""
    return Entry(
        external_id=known.external_id,
        url=known.url,
        title=known.title,
        fingerprint=fingerprint(without(row, volatile)),
        read=partial(read, known),
        detail=detail,
    )


def without(item: Mapping[str, object], volatile: Iterable[str]) -> dict[str, object]:
    """Leave out the keys that move without any edit."""
    return {key: value for key, value in item.items() if key not in volatile}


def grouped(rows: Iterable[Mapping[str, Any]], key: str) -> list[list[dict[str, Any]]]:
    """Put rows that name one posting together, in the order in which each was first named."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for place, row in enumerate(rows):
        name = border.line(row.get(key)) or f"\0{place}"
        groups.setdefault(name, []).append(row if isinstance(row, dict) else dict(row))
    return list(groups.values())


def unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Keep the first entry of each external id; some boards list one posting once for each place."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.external_id, entry)
    return tuple(kept.values())


def pay_or_prose(pay: Pay | None, body: str) -> Pay | None:
    """Return the structured pay, or what the text states where that has no amount."""
    return pay if pay and (pay.min or pay.max) else fields.best(pay, fields.pay_in_prose(body))


def with_text(known: Posting, body: str) -> Posting:
    """Return a posting its text, and the pay that the text states where no field did."""
    return replace(known, text=body, pay=pay_or_prose(known.pay, body))


def html_text(*parts: str | None) -> str:
    """Join HTML parts into one canonical text."""
    return "\n".join(filter(None, (text.from_html(part) for part in parts if part)))


def sections(parts: Iterable[tuple[str, str]]) -> str:
    """Make one text of headings and their HTML; a part without text has no heading either."""
    blocks: list[str] = []
    for heading, markup in parts:
        body = text.from_html(markup) if markup.strip() else ""
        if body:
            title = text.line(heading)
            blocks += [f"# {title}", body] if title else [body]
    return "\n".join(blocks)


def subdomain(url: str, end: str, *none: str) -> str:
    """Return what stands before `end` in the host of an address, "" where it is no name or one of `none`."""
    name = urls.host(url)
    before = name.removesuffix(end)
    return before if before != name and "." not in before and before not in none else ""
