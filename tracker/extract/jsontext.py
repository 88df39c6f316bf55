"""JSON as sites send it → plain values, or NotJson; never RecursionError, never a number that nothing can hold.

What orjson refuses and browsers forgive is read by the standard library: half an emoji, `NaN`, numbers beyond any
range. Such numbers are read as None.
"""

from __future__ import annotations

import html
import json
import math
import re
from typing import Any

import orjson

from tracker.model import charset

_NO_UTF_8 = (b"\xef", b"\xff", b"\xfe", b"\x00")  # what a byte order mark, or UTF-16 without one, begins with
_ESCAPE = b"\x1b"  # which JSON never has, and ISO-2022-JP begins its signs with
_MOST_LEVELS = 1_024  # as orjson has it; how deep Python's own parser goes depends on its version
_MOST_DIGITS = 18  # more do not fit into 64 bits; orjson reads such an integer as a float, too


class NotJson(ValueError):
    """A text that is no JSON, or that nests too deep to be read (beyond 1,024 levels)."""


def loads(raw: bytes | str, kind: str = "", *, strict: bool = True) -> Any:  # noqa: ANN401 (whatever a site sends)
    """Parse a text; NotJson if it is none. `kind` is the Content-Type of bytes.

    `strict=False` allows line ends within strings, as some pages have them.
    """
    if isinstance(raw, bytes) and (raw[:1] in _NO_UTF_8 or _ESCAPE in raw):
        raw = charset.decode(raw, kind or "application/json")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        told = str(error)
    words = raw if isinstance(raw, str) else charset.decode(raw, kind or "application/json")
    try:
        return _bounded((_STRICT if strict else _FORGIVING).decode(words))
    except ValueError as error:
        raise NotJson(told) from error
    except RecursionError as error:
        message = "it nests too deep"
        raise NotJson(message) from error


def forgiving(words: str) -> Any:  # noqa: ANN401 (likewise)
    """Parse JSON as pages have it in a script: wrapped, escaped, with comments, trailing commas and line ends in strings.

    NotJson if it is none. Search engines accept these forms, so they stand in pages for years.
    """
    words = _unwrapped(words)
    try:
        return loads(words, strict=False)
    except NotJson as error:
        found = _BRACKET.search(words)
        end = max(words.rfind("}"), words.rfind("]"))
        if found is None or end < found.start():
            raise
        words = words[found.start() : end + 1]  # a comment of HTML may stand before it
        try:
            plain = html.unescape(words) if '"' not in words and "&quot;" in words else words
            return loads(_COMMA.sub(_mended, _COMMENT.sub(_mended, plain)), strict=False)
        except ValueError:  # also of a reference with more digits than Python reads
            raise error from None


def _unwrapped(words: str) -> str:
    """Take off what hides a script from browsers that don't know it: CDATA, comments, a semicolon."""
    start, end, last = 0, len(words), words.rfind("*/")
    while start < end and (mark := next((one for one in _BEFORE if words.startswith(one, start, end)), "")):
        closed = words.find("*/", start + 2) if mark == "/*" and start + 2 <= last else -1
        start = closed + 2 if closed >= 0 else start + len(mark)
    while start < end and (mark := next((one for one in _BEHIND if words.endswith(one, start, end)), "")):
        end -= len(mark)
    return words[start:end]


_BRACKET = re.compile(r"[\[{]")
_SPACES = (" ", "\n", "\r", "\t", "\ufeff", "\xa0")
_BEFORE = (*_SPACES, "<![CDATA[", "<!--", "-->", "//", "/*", "*/", ";")
_BEHIND = (*_SPACES, "]]>", "<!--", "-->", "//", "/*", "*/", ";")
# A string, or what JSON does not have beside it. Possessive; a string that is not closed goes to the end.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
_COMMENT = re.compile(rf"{_STRING}|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|//[^\n]*+", re.DOTALL)
_COMMA = re.compile(rf"{_STRING}|,(?=\s*+[\]}}])", re.DOTALL)
_ESCAPED = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrtu]|.)', re.DOTALL)


def _mended(found: re.Match[str]) -> str:
    """Leave a comment or a trailing comma out; in a string, leave out the backslash of an escape that JSON does not have."""
    piece = found[0]
    if piece[0] != '"':
        return ""
    return _ESCAPED.sub(_escape, piece) if "\\" in piece else piece


def _escape(found: re.Match[str]) -> str:
    known = found[1][0] in '"\\/bfnrt' or (found[1][0] == "u" and len(found[1]) > 1)
    return found[0] if known else found[1]


def embedded(text: str, at: int) -> Any:  # noqa: ANN401 (likewise)
    """Parse the value that begins at a place in a text, whatever follows it; NotJson if none does."""
    try:
        return _bounded(_STRICT.raw_decode(text, at)[0])
    except (ValueError, RecursionError) as error:
        message = f"no JSON at character {at}"
        raise NotJson(message) from error


def _bounded(value: Any) -> Any:  # noqa: ANN401 (likewise)
    """Return a value that nests no deeper than _MOST_LEVELS; NotJson for any other."""
    level, inner = 0, [value]
    while inner := [one for one in inner if isinstance(one, (dict, list))]:
        level += 1
        if level > _MOST_LEVELS:
            message = "it nests too deep"
            raise NotJson(message)
        inner = [part for one in inner for part in (one.values() if isinstance(one, dict) else one)]
    return value


def _whole(digits: str) -> int | float | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else _number(digits)


def _number(digits: str) -> float | None:
    found = float(digits)
    return found if math.isfinite(found) else None


def _no_number(_name: str) -> None:
    return None


_STRICT, _FORGIVING = (
    json.JSONDecoder(strict=strict, parse_int=_whole, parse_float=_number, parse_constant=_no_number)
    for strict in (True, False)
)
