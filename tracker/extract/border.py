"""Validate what boards return, and convert it to the tracker's types. No other code checks again.

Text has no surrogates, NULs or control characters, and a limited length. Numbers are finite and fit into the database.
A value of the wrong type counts as missing. An entry without a usable id is lost; the others are kept.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import fields, replace
from operator import attrgetter

from tracker.extract import text as canonical
from tracker.extract import unmarked, urls
from tracker.model import Entry, Listing, Page, Pay, Posting, Request

MOST_LINE = 20_000  # characters of a title, place, id or address; the longest title seen in real lists has 300
MOST_ADDRESS = 8_000  # bytes of an address: two of them are in the header of a record, of which readers accept 32 kB
MOST_TEXT = 8_000_000  # characters of a posting's text; the longest real one seen has 90,000
MOST_ROWS = 1_000_000_000  # a larger stated total is not a number of postings
MOST_AMOUNT = 1e12  # of any currency; a larger amount is not pay
MOST_SIGNS = 40  # texts by which an unreadable row can still be recognised
_SIGN = 500  # characters of such a text

# Everything in Unicode's category Cc except the line feed, the surrogates, and the separators that break lines.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNPRINTED = bytes(number for number in (*range(32), 127) if number != ord("\n"))
_LONE = re.compile("[\ud800-\udfff]")


def plain(value: str) -> str:
    """Return a text that can be stored, sent and shown: half an emoji becomes U+FFFD, a control character a space."""
    if value.isascii():
        # Nearly every text passes this check, which takes a tenth of the time of the patterns.
        if value.isprintable() or len(value.encode().translate(None, _UNPRINTED)) == len(value):
            return value
        return _CONTROL.sub(" ", value.replace("\r\n", "\n"))
    return _CONTROL.sub(" ", _LONE.sub("\ufffd", value.replace("\r\n", "\n")))


def line(value: object) -> str | None:
    """Return one line of text; None if it is empty, or neither a text nor a number."""
    if type(value) is str and value.isascii() and value.isprintable() and "  " not in value:  # nearly every line
        return _bounded(value.strip()) or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = _printed(value)
    if not isinstance(value, str):
        return None
    return _bounded(" ".join(plain(value).split())) or None


def words(value: object) -> str | None:
    """Return a line for people (a title, a place), without character references, tags and invisible characters."""
    plain_line = line(value)
    if not plain_line or (plain_line.isascii() and "&" not in plain_line and "<" not in plain_line):
        return plain_line
    return line(canonical.composed(unmarked.line(plain_line)))


_HASH = 15  # bytes of the hash and its separator, so that a shortened line is not shortened again


def _printed(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # an integer with more digits than Python prints
        return ""


def _bounded(words: str) -> str:
    """Return a line of at most MOST_LINE characters. A hash distinguishes longer lines with the same beginning."""
    if len(words) <= MOST_LINE:
        return words
    return f"{words[: MOST_LINE - _HASH]}…{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def address(value: object) -> str:
    """Return an address as it was given, without characters that addresses can't have; "" if it is not a text."""
    if not isinstance(value, str):
        return ""
    text = plain(value).replace("\n", "").strip()
    if len(text) * 4 <= MOST_ADDRESS or len(text.encode()) <= MOST_ADDRESS:
        return text
    beginning = text.encode()[: MOST_ADDRESS - _HASH].decode("utf-8", "ignore")
    return f"{beginning}…{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def text(value: object) -> str:
    """Return the text of a posting with its lines."""
    return plain(unmarked.references(value))[:MOST_TEXT] if isinstance(value, str) else ""


def amount(value: object) -> float | None:
    """Return an amount of money; None if the value can't be one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    number = float(value) if abs(value) <= MOST_AMOUNT else math.nan
    return number if math.isfinite(number) and number >= 0 else None


def count(value: object) -> int | None:
    """Return a number of postings; None if the value can't be one."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MOST_ROWS else None


def request(raw: Request) -> Request:
    """Return a request whose address and headers can be sent and stored."""
    url = address(raw.url)
    headers = tuple((header(name), header(value)) for name, value in raw.headers)
    return raw if (url, headers) == (raw.url, raw.headers) else replace(raw, url=url, headers=headers)


def page(raw: Page) -> Page:
    """Return a reply whose address and headers can be stored. The body is unchanged."""
    url, failure, ended = address(raw.url), line(raw.failure) or "", line(raw.ended) or ""
    headers = tuple((header(name), header(value)) for name, value in raw.headers)
    parts = tuple(map(page, raw.parts))
    clean_request = request(raw.request)
    if (url, failure, ended, headers, parts, clean_request) == (
        raw.url,
        raw.failure,
        raw.ended,
        raw.headers,
        raw.parts,
        raw.request,
    ):
        return raw
    return replace(raw, request=clean_request, url=url, failure=failure, ended=ended, headers=headers, parts=parts)


def header(value: str) -> str:
    """Return the name or value of a header as one line."""
    return value if value.isascii() and value.isprintable() else " ".join(plain(value).split())


def pay(stated: Pay | None) -> Pay | None:
    """Return pay with valid amounts; None if no value is valid."""
    if stated is None:
        return None
    valid = Pay(
        amount(stated.min), amount(stated.max), line(stated.currency), line(stated.period), words(stated.stated) or ""
    )
    return valid if valid != Pay() else None


_OTHERS = frozenset(("external_id", "url", "title", "text", "pay", "open", "without"))
_LINES = tuple(item.name for item in fields(Posting) if item.name not in _OTHERS)
_lines_of = attrgetter(*_LINES)


def posting(raw: Posting) -> Posting:
    """Return a posting with valid values."""
    return Posting(
        external_id=line(raw.external_id) or "",
        url=address(raw.url),
        title=words(raw.title) or "",
        text=text(raw.text),
        pay=pay(raw.pay),
        open=raw.open is not False,
        without=line(raw.without) or "",
        **{name: words(value) for name, value in zip(_LINES, _lines_of(raw), strict=True) if value is not None},
    )


def listing(raw: Listing) -> Listing:
    """Return a listing with valid values. Entries that can't be read or have no usable id are moved to `lost`."""
    entries: dict[str, Entry] = {}
    lost: list[Entry] = []
    for other_entry in raw.entries:
        entry = _entry(other_entry)
        if entry.lost:
            lost.append(entry)
        else:
            entries.setdefault(entry.external_id, entry)
    return replace(
        raw,
        entries=tuple(entries.values()),
        lost=(*raw.lost, *lost),
        end=line(raw.end) or "",
        stated_total=count(raw.stated_total),
        cap=line(raw.cap) or "",
        problems=tuple(filter(None, map(line, raw.problems))),
        employer=words(raw.employer) or "",
        addresses=tuple(filter(None, map(address, raw.addresses))),
        rows=count(raw.rows) or 0,
    )


def _entry(entry: Entry) -> Entry:
    name = line(entry.external_id)
    why = line(entry.lost) or ("" if name else "it has no id")
    url, title, fingerprint = address(entry.url), words(entry.title) or "", line(entry.fingerprint) or ""
    detail = request(entry.detail) if entry.detail and urls.is_web(entry.detail.url) else None
    if (name, url, title, fingerprint, why) == (
        entry.external_id,
        entry.url,
        entry.title,
        entry.fingerprint,
        entry.lost,
    ) and detail is entry.detail:
        return entry
    return replace(
        entry, external_id=name or "", url=url, title=title, fingerprint=fingerprint, detail=detail, lost=why
    )


def lost(why: str, row: object, place: int) -> Entry:
    """Return the entry of a row that could not be read. It counts as a row and nothing else.

    `place` is its position, which distinguishes two such rows.
    """
    signs = frozenset(list(_signs(row, 3))[:MOST_SIGNS])
    name = hashlib.sha256(repr(sorted(signs)).encode("utf-8", "replace")).hexdigest()[:12]
    return Entry(f"\0{place}.{name}", "", "", "", _unreadable, lost=why, signs=signs)


def _unreadable(_page: object) -> Posting:
    message = "a row that could not be read has no posting"
    raise ValueError(message)


def _signs(row: object, depth: int) -> Iterable[str]:
    """Yield the texts and numbers of a row. They may include the id, address or title of its posting."""
    if isinstance(row, (str, int)) and not isinstance(row, bool):
        sign = line(row)
        if sign:
            yield sign[:_SIGN]
    elif texts := getattr(row, "itertext", None):  # an element of a feed
        for texts_found in texts():
            yield from _signs(str(texts_found), 0)
    elif depth and isinstance(row, (dict, list, tuple)):
        for value in row.values() if isinstance(row, dict) else row:
            yield from _signs(value, depth - 1)
