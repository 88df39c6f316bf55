"""Helpers for every board: check that a reply is an answer, parse its JSON, fingerprint its entries."""

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

# A language code, alone or with script and region, as addresses have it: en, en-us, en_US, zh-Hans-CN, es-419.
_LOCALE = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3})){0,2}", re.IGNORECASE)

Own = Callable[[str, str], tuple[Request, ...]]
Row = TypeVar("Row")


def ask(url: str) -> Request:
    """Return a request for JSON."""
    return Request(url, headers=_ACCEPT_JSON)


def post(url: str, body: object) -> Request:
    """Return a request that sends JSON and expects JSON."""
    return Request(url, "POST", orjson.dumps(body), (*_ACCEPT_JSON, ("Content-Type", "application/json")))


def rendered(source: Source, url: str) -> bool:
    """Return whether the browser should open a posting's page. It should not open a PDF, which it would only download."""
    return source.render == "always" and not is_pdf(url)


def is_pdf(url: str) -> bool:
    """Return whether an address is that of a PDF, by its name."""
    return urls.path(url).lower().endswith(".pdf")


def base(source: Source, usual: str, *ends: str) -> str:
    """Return the base address of the API.

    `endpoint` replaces `usual` if it has a path (without one of `ends` at its end). An `endpoint` without a path is
    another host for the same paths.
    """
    chosen = usual
    if source.endpoint:
        chosen = urls.bare(source.endpoint)
        if urls.path(chosen) in {"", "/"}:
            chosen = chosen.rstrip("/") + urls.path(usual)
    for end in ends:
        chosen = chosen.rstrip("/").removesuffix(end)
    return chosen.rstrip("/")


def board_name(source: Source, name: str) -> str:
    """Return the board's name: as recognised, else from the path of the address, else the source's name."""
    parts = [part for part in urls.path_parts(source.url) if part.lower() not in _NO_NAMES and not _is_region(part)]
    return name or (parts[0] if parts else source.slug)


def is_locale(part: str) -> bool:
    """Return whether a part of a path can be a language (`en`, `en_US`, `zh-Hans-CN`). A two-letter name can be one too."""
    return bool(_LOCALE.fullmatch(part))


def _is_region(part: str) -> bool:
    return is_locale(part) and not part.isalpha()


def answer(page: Page, what: str) -> Page:
    """Return the page if it is an answer. Otherwise raise Blocked or Failed, which say what came instead."""
    if page.failure_kind == "robots":
        message = f"{what}: {page.request.url} may not be read: {page.failure}"
        raise Blocked(message)
    if page.failure:
        message = f"{what}: {page.request.url} could not be read: {page.failure}"
        raise Failed(message)
    vendor = wall(page)
    if vendor:
        message = f"{what}: blocked by {vendor} at {page.url} (status {page.status})"
        raise Blocked(message)
    if page.status in _BLOCKED_STATUS:
        message = f"{what}: {page.url} refused access with status {page.status}"
        raise Blocked(message)
    if page.status != 200:
        message = f"{what}: {page.url} answered status {page.status}"
        raise Failed(message)
    return page


def as_page() -> str:
    """Return a hint for an error: the page may show its postings even if the board can't read them."""
    return 'if the page shows its postings, set board = "page" in tracker.toml'


def session(page: Page, token: str) -> tuple[tuple[str, str], ...]:
    """Return the headers that continue a page's session: the token in the page, and its cookies."""
    cookie_values = [value.split(";")[0] for name, value in page.headers if name.lower() == "set-cookie"]
    cookies = (("Cookie", "; ".join(cookie_values)),) if cookie_values else ()
    return (("x-csrf-token", token), ("Referer", page.url), *cookies) if token else cookies


def is_wall(page: Page) -> bool:
    """Return whether a page is a wall instead of its content."""
    return bool(wall(page))


def board_answer(page: Page, what: str, name: str) -> Page:
    """Return the page if it is an answer. Raise Failed for a 404: there is no board of this name."""
    if page.status in NOT_FOUND and not wall(page):
        message = f"{what} has no board {name!r} ({page.url} answered {page.status}); correct url in tracker.toml"
        raise Failed(message)
    return answer(page, what)


def json_of(page: Page, what: str, name: str = "") -> Any:
    """Return the body as JSON. Raise Failed, with the place and what is there, if it is not JSON.

    `name` is the board's name, if unknown boards are answered with a page for people.
    """
    if name and charset.first(page.body) == "<":
        message = f"{what} has no board {name!r}: {page.url} is a page, not a list; correct url in tracker.toml"
        raise Failed(message)
    try:
        return jsontext.loads(page.body, page.header("content-type"))
    except jsontext.NotJson as error:
        start = charset.decode(page.body[:60])
        message = f"{what}: {page.url} is not JSON ({error}); it begins with {start!r}"
        raise Failed(message) from error


class NoObject(dict[str, Any]):
    """A row of a list that is not an object; `raw` is the row."""

    def __init__(self, raw: object) -> None:
        super().__init__()
        self.raw = raw


def objects(value: object, what: str, path: str) -> list[dict[str, Any]]:
    """Return the rows of a list. Raise Failed if it is not a list: a reply of another shape is never an empty list."""
    if not isinstance(value, list):
        message = f"{what}: {path} should be a list of objects, not {_kind(value)}"
        raise Failed(message)
    return [row if isinstance(row, dict) else NoObject(row) for row in value]


_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}


def _kind(value: object) -> str:
    """Return what a JSON value is, as a message names it."""
    return "missing or null" if value is None else _KINDS.get(type(value), type(value).__name__)


def nested(value: object, *keys: str) -> dict[str, Any]:
    """Return the nested object that a reply has under these keys, or an empty one."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, dict) else {}


def entries_of(rows: Iterable[Row], make: Callable[[Row], Entry], what: str, *keys: str) -> list[Entry]:
    """Return the entries of rows. A row that can't be read becomes an entry that is `lost`; the other rows are kept.

    `keys` are what every row of this board has; a row that lacks them is lost. Raise Failed if most rows lack them,
    because the format is then not the known one. A row may be a group of objects; then its first object is checked.
    """
    rows = list(rows)
    lacking = [_lacks(row, keys) for row in rows]
    if sum(map(bool, lacking)) * 2 > len(rows):
        index, why = next((index, why) for index, why in enumerate(lacking) if why)
        message = f"{what}: entry {index} {why}"
        raise Failed(message)
    entries = [_entry_of_row(row, make, why, index) for index, (row, why) in enumerate(zip(rows, lacking, strict=True))]
    if entries and all(entry.lost for entry in entries):
        message = f"{what}: {entries[0].lost}"
        raise Failed(message)
    return entries


def total(value: object) -> int | None:
    """Return the total number of postings that a reply states; None if the value can't be one."""
    return border.count(value)


def _lacks(row: object, keys: tuple[str, ...]) -> str:
    first = row[0] if isinstance(row, list) and row else row
    if isinstance(first, NoObject):
        return f"is {_kind(first.raw)}, not an object"
    if isinstance(first, Mapping):
        for key in keys:
            if not named_by(first.get(key)):
                return f"has no {key!r}; it has {sorted(map(str, first))[:20]!r}"
    return ""


def named_by(value: object) -> bool:
    """Return whether a value can be an id or a title: a text that is not empty, or a number."""
    return bool(border.line(value))


def _entry_of_row(row: Row, make: Callable[[Row], Entry], why: str, index: int) -> Entry:
    raw = row.raw if isinstance(row, NoObject) else row
    if why:
        return border.lost(f"row {index} {why}", raw, index)
    try:
        return make(row)
    except Unread as error:
        return border.lost(f"row {index}: {error}", raw, index)
    except Exception as error:  # noqa: BLE001 (whatever error a row causes in a parser loses that row only)
        message = border.line(str(error)) or ""
        return border.lost(f"row {index} can't be read ({type(error).__name__}: {message[:200]})", raw, index)


def required(reply: object, what: str, key: str) -> dict[str, Any]:
    """Return the object under a key of a reply. Raise Failed if there is none: a missing text is not an empty one."""
    value = reply.get(key) if isinstance(reply, Mapping) else None
    if not isinstance(value, dict):
        has = sorted(reply) if isinstance(reply, Mapping) else type(reply).__name__
        message = f"{what}: the reply has no {key!r}; it has {has!r}"
        raise Failed(message)
    return value


def fingerprint(value: object) -> str:
    """Return a hash of the stable parts of an entry."""
    try:
        data = orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:  # a surrogate, or nesting that is too deep for orjson
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
    """Return the entry of a posting whose row has everything except the text; `read` adds its own page (`detail`)."""
    return Entry(
        external_id=known.external_id,
        url=known.url,
        title=known.title,
        fingerprint=fingerprint(without_keys(row, volatile)),
        read=partial(read, known),
        detail=detail,
    )


def without_keys(item: Mapping[str, object], volatile: Iterable[str]) -> dict[str, object]:
    """Return an object without the keys that change although nobody edits anything."""
    return {key: value for key, value in item.items() if key not in volatile}


def grouped(rows: Iterable[Mapping[str, Any]], key: str) -> list[list[dict[str, Any]]]:
    """Return rows grouped by posting, in the order in which each posting first appears."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for index, row in enumerate(rows):
        name = border.line(row.get(key)) or f"\0{index}"
        groups.setdefault(name, []).append(row if isinstance(row, dict) else dict(row))
    return list(groups.values())


def unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the first entry of each external id. Some boards list a posting once for each place."""
    by_id: dict[str, Entry] = {}
    for entry in entries:
        by_id.setdefault(entry.external_id, entry)
    return tuple(by_id.values())


def pay_or_prose(pay: Pay | None, body: str) -> Pay | None:
    """Return the structured pay, or the pay that the text states if the structured one has no amount."""
    return pay if pay and (pay.min or pay.max) else fields.best(pay, fields.pay_in_prose(body))


def with_text(known: Posting, body: str) -> Posting:
    """Return a posting with its text, and with the pay that the text states if no field did."""
    return replace(known, text=body, pay=pay_or_prose(known.pay, body))


def html_text(*parts: str | None) -> str:
    """Return HTML parts joined into one canonical text."""
    return "\n".join(filter(None, (text.from_html(part) for part in parts if part)))


def sections(parts: Iterable[tuple[str, str]]) -> str:
    """Return one text made of headings and their HTML. A part without text gets no heading."""
    blocks: list[str] = []
    for heading, markup in parts:
        body = text.from_html(markup) if markup.strip() else ""
        if body:
            title = text.line(heading)
            blocks += [f"# {title}", body] if title else [body]
    return "\n".join(blocks)


def subdomain(url: str, end: str, *none: str) -> str:
    """Return what is before `end` in an address's host; "" if it is not a name, or one of `none`."""
    name = urls.host(url)
    before = name.removesuffix(end)
    return before if before != name and "." not in before and before not in none else ""
