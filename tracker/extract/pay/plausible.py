"""Decide whether stated pay is plausible."""

from __future__ import annotations

from tracker.model import Pay

_WIDEST = 10
_MOST = {"hour": 2_000, "day": 20_000, "week": 100_000, "month": 500_000, "year": 20_000_000}
LIGHT = frozenset(("USD", "EUR", "GBP", "CAD", "AUD", "CHF", "NZD", "SGD"))  # currencies to which these bounds apply


def implausible(pay: Pay) -> str:
    """Return why pay is implausible ("$0 to $2 million"), "" if it is plausible. Implausible pay is kept as stated."""
    low, high = pay.min, pay.max
    if low is not None and high is not None:
        if high < low:
            return "its upper end is below its lower one"
        if low == 0 < high:
            return "it begins at nothing"
        if low and high > _WIDEST * low:
            return f"its upper end is more than {_WIDEST} times its lower one"
    most = _MOST.get(pay.period or "", 0)
    top = max((value for value in (low, high) if value is not None), default=0.0)
    if most and pay.currency in LIGHT and top > most:
        return f"it is more than {most:,} {pay.currency} a{'n' if pay.period == 'hour' else ''} {pay.period}"
    return ""
