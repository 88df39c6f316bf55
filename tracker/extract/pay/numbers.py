"""Read numbers: `132,000`, `60.000,50`, `60 000`, `90'000`, `12,00,000`, and the words that multiply them."""

from __future__ import annotations

import math

SPACES = " \u00a0\u202f\u2009"  # the last three separate groups of digits in French, Polish and Swedish
_APOSTROPHES = "'’´`"
# Every run of digits and separators is one possessive match: linear in any text.
NUMBER = rf"(?:\d{{1,3}}(?:[{SPACES}]\d{{3}}(?!\d))++(?:[.,]\d{{1,2}}(?![\d.,]))?|\d++(?:[.,]\d++|[{_APOSTROPHES}]\d{{3}}(?!\d))*+)"
_GROUP = 3
_MOST_DIGITS = 15  # MOST_AMOUNT of tracker/extract/border.py has fewer, so longer numbers are not amounts
_TIMES = {
    **dict.fromkeys(("k", "tsd", "tys", "tis", "t", "mille", "thousand", "mil", "千"), 1_000.0),
    **dict.fromkeys(("万", "萬", "만"), 10_000.0),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "l", "lpa"), 100_000.0),
    **dict.fromkeys(
        ("m", "mm", "mn", "mio", "million", "millions", "mln", "triệu", "millionen", "millones"), 1_000_000.0
    ),
    **dict.fromkeys(("crore", "crores", "cr"), 10_000_000.0),
    **dict.fromkeys(("b", "bn", "billion", "billions", "mrd", "milliarden", "milliards"), 1_000_000_000.0),
}
MILLION = 1_000_000.0


def times_of(word: str | None) -> float:
    """Return the factor of a word after a number: `k` 1,000, `LPA` 100,000, `万` 10,000; 1 for any other."""
    return _TIMES.get((word or "").strip().rstrip(".").lower(), 1.0)


def amount(text: str, times: str | None = None) -> float | None:
    """Return a number in American, European or Indian notation, times its word; None if it is not a number."""
    bare = text.strip()
    for sign in (*SPACES, *_APOSTROPHES):
        bare = bare.replace(sign, "")
    digits = _decimal(bare)
    if digits is None:
        return None
    try:
        value = float(digits) * times_of(times)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _decimal(bare: str) -> str | None:
    """Return a number without grouping and with a decimal point; None if its separators are invalid."""
    if len(bare) > _MOST_DIGITS * 2 or not bare.replace(",", "").replace(".", "").isdecimal():
        return None
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        sign = max(".", ",", key=bare.rfind)
        return _joined(bare.replace("," if sign == "." else ".", ""), sign) if bare.count(sign) == 1 else None
    sign = "." if points else ","
    if points + commas == 1:
        whole, _, fraction = bare.partition(sign)
        return bare.replace(sign, "") if _is_group(whole, fraction) else _joined(bare, sign)
    groups = bare.split(sign)
    return "".join(groups) if all(1 <= len(group) <= _GROUP for group in groups) or len(groups) == 1 else None


def _is_group(whole: str, last: str) -> bool:
    return len(last) == _GROUP and 1 <= len(whole) <= _GROUP and whole != "0"


def _joined(bare: str, sign: str) -> str | None:
    whole, _, fraction = bare.partition(sign)
    return f"{whole}.{fraction}" if whole and fraction else None
