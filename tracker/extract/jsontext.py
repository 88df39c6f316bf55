"""Parse the JSON that sites send. Raise NotJson for invalid text, and never RecursionError.

What orjson refuses and browsers accept is read by the standard library: half an emoji, `NaN`, numbers out of range.
Such numbers are read as None.
"""

from __future__ import annotations

import html
import json
import math
import re
from typing import Any

import orjson

from tracker.model import charset

_NO_UTF_8 = (b"\xef", b"\xff", b"\xfe", b"\x00")  # first bytes of a byte order mark, or of UTF-16 without one
_ESCAPE = b"\x1b"  # JSON never has it; ISO-2022-JP begins its escapes with it
_MOST_LEVELS = 1_024  # the limit of orjson; that of Python's own parser depends on its version
_MOST_DIGITS = 18  # more don't fit into 64 bits; orjson then reads the integer as a float


class NotJson(ValueError):
    """The text is not JSON, or nests too deep to be read (beyond 1,024 levels)."""


def loads(raw: bytes | str, kind: str = "", *, strict: bool = True) -> Any:  # noqa: ANN401 (whatever a site sends)
    """Return the value of a JSON text. Raise NotJson if it is not JSON. `kind` is the Content-Type of bytes.

    `strict=False` allows line ends within strings, as some pages have them.
    """
    if isinstance(raw, bytes) and (raw[:1] in _NO_UTF_8 or _ESCAPE in raw):
        raw = charset.decode(raw, kind or "application/json")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        problem = str(error)
    words = raw if isinstance(raw, str) else charset.decode(raw, kind or "application/json")
    try:
        return _bounded((_STRICT if strict else _FORGIVING).decode(words))
    except ValueError as error:
        raise NotJson(problem) from error
    except RecursionError as error:
        message = "it nests too deep"
        raise NotJson(message) from error


def loads_leniently(words: str) -> Any:  # noqa: ANN401 (likewise)
    """Parse JSON as scripts contain it: wrapped, escaped, with comments, trailing commas and line ends in strings.

    Raise NotJson if it is not JSON. Search engines accept these forms, so pages keep them for years.
    """
    words = _unwrapped(words)
    try:
        return loads(words, strict=False)
    except NotJson as error:
        match = _BRACKET.search(words)
        end = max(words.rfind("}"), words.rfind("]"))
        if match is None or end < match.start():
            raise
        words = words[match.start() : end + 1]  # there may be an HTML comment before it
        try:
            plain = html.unescape(words) if '"' not in words and "&quot;" in words else words
            return loads(_COMMA.sub(_mended, _COMMENT.sub(_mended, plain)), strict=False)
        except ValueError:  # also a reference with more digits than Python reads
            raise error from None


def _unwrapped(words: str) -> str:
    """Remove the wrappers that hide a script from old browsers: CDATA, comments, a semicolon."""
    start, end, last = 0, len(words), words.rfind("*/")
    while start < end and (mark := next((sign for sign in _BEFORE if words.startswith(sign, start, end)), "")):
        closed = words.find("*/", start + 2) if mark == "/*" and start + 2 <= last else -1
        start = closed + 2 if closed >= 0 else start + len(mark)
    while start < end and (mark := next((sign for sign in _BEHIND if words.endswith(sign, start, end)), "")):
        end -= len(mark)
    return words[start:end]


_BRACKET = re.compile(r"[\[{]")
_SPACES = (" ", "\n", "\r", "\t", "\ufeff", "\xa0")
_BEFORE = (*_SPACES, "<![CDATA[", "<!--", "-->", "//", "/*", "*/", ";")
_BEHIND = (*_SPACES, "]]>", "<!--", "-->", "//", "/*", "*/", ";")
# A string, or what JSON does not allow outside of one. Possessive; an unclosed string extends to the end.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
_COMMENT = re.compile(rf"{_STRING}|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|//[^\n]*+", re.DOTALL)
_COMMA = re.compile(rf"{_STRING}|,(?=\s*+[\]}}])", re.DOTALL)
_ESCAPED = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrtu]|.)', re.DOTALL)


def _mended(match: re.Match[str]) -> str:
    """Remove a comment or trailing comma; in a string, remove the backslash of an invalid escape."""
    piece = match[0]
    if piece[0] != '"':
        return ""
    return _ESCAPED.sub(_escape, piece) if "\\" in piece else piece


def _escape(match: re.Match[str]) -> str:
    known = match[1][0] in '"\\/bfnrt' or (match[1][0] == "u" and len(match[1]) > 1)
    return match[0] if known else match[1]


def embedded(text: str, at: int) -> Any:  # noqa: ANN401 (likewise)
    """Return the value that begins at a position in a text, whatever follows it. Raise NotJson if there is none."""
    try:
        return _bounded(_STRICT.raw_decode(text, at)[0])
    except (ValueError, RecursionError) as error:
        message = f"no JSON at character {at}"
        raise NotJson(message) from error


def _bounded(value: Any) -> Any:  # noqa: ANN401 (likewise)
    """Return a value that nests no deeper than _MOST_LEVELS. Raise NotJson for any other."""
    level, inner = 0, [value]
    while inner := [item for item in inner if isinstance(item, (dict, list))]:
        level += 1
        if level > _MOST_LEVELS:
            message = "it nests too deep"
            raise NotJson(message)
        inner = [part for item in inner for part in (item.values() if isinstance(item, dict) else item)]
    return value


def _whole(digits: str) -> int | float | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else _number(digits)


def _number(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _no_number(_name: str) -> None:
    return None


_STRICT, _FORGIVING = (
    json.JSONDecoder(strict=strict, parse_int=_whole, parse_float=_number, parse_constant=_no_number)
    for strict in (True, False)
)
