"""Read periods as boards state them in fields: `1 YEAR`, `per-hour-wage`, `PT1H`. Module `periods` reads those of prose."""

from __future__ import annotations

import re

from tracker.extract.pay import periods

_UNITS = {
    "year": "year years yearly yr annum annual annually jahr jahre jährlich jahresgehalt année annuel annuelle año anual jaar anno annuale",
    "month": "month months monthly monat monatlich monatsgehalt mois mensuel mensuelle mensual maand mese mensile",
    "week": "week weeks weekly wk woche wöchentlich semaine semana settimana",
    "day": "day days daily diem tag täglich tagessatz jour journalier día giorno dag",
    "hour": "hour hours hourly hr hrs stunde stündlich stundenlohn heure horaire hora uur",
    "half-month": "semimonthly semimonth",
    "fortnight": "biweekly fortnight fortnightly",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
# Words that mean something else in another language. They count only alone, or with one word before them.
_SHORT_UNIT = {
    "an": "year",
    "pa": "year",
    "mo": "month",
    "mes": "month",
    "h": "hour",
    "ora": "hour",
    "d": "day",
    "y": "year",
}
_HALF, _DOUBLE = frozenset(("semi", "half", "twice")), frozenset(("bi", "two"))
_ISO_UNIT = {"p1y": "year", "p1m": "month", "p1w": "week", "p2w": "fortnight", "p1d": "day", "pt1h": "hour"}
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_PERIOD = 100  # characters of a period


def period(text: str | None) -> str | None:
    """Return the pay period of a field: `1 YEAR`, `1-YEAR`, `per-hour-wage`, `PER_DAY`, `semi-month-salary`, `P1M`.

    The result is `year`, `month`, `half-month`, `fortnight`, `week`, `day` or `hour`; None for any other, or for
    several.
    """
    stated = (text or "")[:_MOST_PERIOD].strip()
    parts = _PARTS.findall(_HUMP.sub(" ", stated).lower())
    if not parts:
        return None
    if known := periods.period(stated):
        return known
    if stated.lower() in _ISO_UNIT:
        return _ISO_UNIT[stated.lower()]
    units = {_UNIT[part] for part in parts if part in _UNIT}
    joined = "".join(parts)
    if not units and (joined in _SHORT_UNIT or len(parts) == 2):  # noqa: PLR2004 (`par an`, `p.a.`)
        units = {_SHORT_UNIT[part] for part in (joined, parts[-1]) if part in _SHORT_UNIT}
    if len(units) != 1 or any(part.isdecimal() and part.lstrip("0") != "1" for part in parts):
        return None
    (unit,) = units
    if _HALF.intersection(parts):
        return {"month": "half-month"}.get(unit)
    if _DOUBLE.intersection(parts):
        return {"week": "fortnight"}.get(unit)
    return unit
