"""JSON as sites send it → plain values, or NotJson; never RecursionError, never a number that nothing can hold.

What orjson refuses and browsers forgive is read by the standard library: half an emoji, `NaN`, numbers beyond any
range. Such numbers are read as None.
"""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

from tracker import charset

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
