"""The numbers of an employer: open roles by day, what opened and closed, departments, places, stated pay, lifetimes.

They are counted once and kept until the next check of the source. Those of all postings of a large source are made at the end of
a run (`tracker.store.source_counts`).
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypedDict

import orjson

from tracker.diff import render
from tracker.operations.project import now
from tracker.site import charts, words
from tracker.store import asof, open_by_day, places, source_counts, tallies
from tracker.store.row_types import GapRow

if TYPE_CHECKING:
    from markupsafe import Markup

    from tracker.insight.lifetimes import Lifetimes

_MOST_PAY = 60
_WEEKS = 26  # weeks in `weeks` of the JSON
_HALF_DAY = 43_200  # seconds
_REMEMBERED = 64  # sources whose numbers are kept
_BY_WEEK, _BY_MONTH = 560, 2_600  # days: of a longer history months are drawn, then quarters; some eighty bars at most
# Only a complete check shows which postings are missing, so the newest complete one is used.
_HELD = "SELECT started_at, held FROM checks WHERE source = ? AND outcome = 'complete' ORDER BY started_at DESC LIMIT 1"
_GOOD = (
    "SELECT started_at, outcome, seen FROM checks WHERE source = ? AND outcome IN ('complete', 'window') "
    "ORDER BY started_at DESC LIMIT 1"
)
# A value that changes when a check of the source is written, older captures are imported, or its numbers are made.
_WRITTEN = (
    "SELECT sum(there + opened + edited + closed + reopened), (SELECT count(*) FROM checks WHERE source = ?), "
    "(SELECT due || ' ' || day || ' ' || hours FROM source_counts WHERE source = ?) FROM day_counts WHERE source = ?"
)
# Keys that only our own template uses.
OF_PAGE = frozenset(("chart", "chart_data", "unit", "periods", "missing", "accumulated", "dark"))


@dataclass(frozen=True, slots=True)
class Range:
    """The pay that open postings of one title state, in one currency and period. `start` and `length` are in percent of the axis."""

    title: str
    postings: int
    pay: str
    low: float
    high: float
    currency: str
    period: str
    posting_id: str
    start: float = 0.0
    length: float = 0.0


class Day(TypedDict):
    """The numbers of a day: open postings, those of them that were missing from the list, and changes."""

    day: str
    open: int
    held: int
    opened: int
    closed: int
    reopened: int


class Week(TypedDict):
    """What opened and closed in the week that begins on a day."""

    week: str
    opened: int
    closed: int


class Period(TypedDict):
    """What opened and closed in a period of the chart, and the open postings at its end; None where they are not known."""

    first: str
    last: str
    opened: int
    closed: int
    accumulated: bool
    open: int | None
    held: int


class Chart(TypedDict):
    """The chart of a source as SVG, its data for the interactive one, and its rows for the table; `dark` counts the gaps."""

    chart: Markup | str
    chart_data: str
    unit: str
    periods: list[Period]
    accumulated: bool
    dark: int


class Numbers(Chart):
    """The numbers of a source, under the keys that its JSON has.

    `missing_now` are open postings that the last complete list had not, `listed_now` what the last list had. `window`:
    the list never shows all postings. `missing`: on some day postings were missing from the list.
    """

    days: list[Day]
    gaps: list[GapRow]
    open_now: int
    missing_now: int
    window: bool
    listed_now: int
    opened_week: int
    closed_week: int
    missing: bool
    weeks: list[Week]
    places: list[places.Count]
    departments: list[tuple[str, int]]
    pay: list[Range]
    lifetimes: Lifetimes | None


class _NumbersCache:
    """Cache the numbers of a source until its next check, or until older captures are imported."""

    def __init__(self) -> None:
        self._cached: OrderedDict[str, tuple[str, Numbers]] = OrderedDict()

    def of(self, connection: sqlite3.Connection, source: str, check: str, until: str) -> Numbers:
        """Return the numbers and the chart of a source as of a check."""
        stamp = f"{check} {written(connection, source)} {now()[:10]}"
        known = self._cached.get(source)
        if known is None or known[0] != stamp:
            known = (stamp, of(connection, source, until))
            self._cached[source] = known
            while len(self._cached) > _REMEMBERED:
                self._cached.popitem(last=False)
        return known[1]


KEPT = _NumbersCache()


def written(connection: sqlite3.Connection, source: str) -> tuple[Any, ...]:
    """Return a value that changes when something of a source is written."""
    return tuple(connection.execute(_WRITTEN, (source, source, source)).fetchone())  # Datasette's rows have no words


def of(connection: sqlite3.Connection, source: str, until: str) -> Numbers:
    """Count everything about a source. `until` is the day of its last list."""
    gaps = asof.gaps(connection, [source])
    table = _table(connection, source, until)
    names = tallies.names(connection, source)
    lists = [connection.execute(_HELD, (name,)).fetchone() for name in names]
    good = max(
        filter(None, (connection.execute(_GOOD, (name,)).fetchone() for name in names)),
        key=lambda row: str(row[0]),
        default=("", "", 0),
    )
    window = good[1] == "window"
    week = (date.fromisoformat(now()[:10]) - timedelta(days=6)).isoformat()
    known = source_counts.counts_of(connection, source)
    counts = source_counts.numbers(connection, source, known)
    return {
        "days": table,
        "gaps": gaps,
        "open_now": known.open,
        "missing_now": max(filter(None, lists), key=lambda row: str(row[0]), default=("", 0))[1] or 0,
        "window": window,
        "listed_now": good[2],
        "opened_week": sum(row["opened"] for row in table if row["day"] >= week),
        "closed_week": sum(row["closed"] for row in table if row["day"] >= week),
        "missing": any(row["held"] for row in table) and not window,
        "weeks": _weeks(table),
        "places": list(counts.places),
        "departments": list(counts.departments),
        "pay": _pay(counts.pay),
        "lifetimes": counts.lifetimes,
        **_chart(table, gaps, window=window),
    }


def _table(connection: sqlite3.Connection, source: str, until: str) -> list[Day]:
    table: list[Day] = [
        {
            "day": day.day,
            "open": day.open,
            "held": day.held,
            "opened": day.opened,
            "closed": day.closed,
            "reopened": day.again,
        }
        for day in open_by_day.of_source(connection, source)
    ]
    if table and until > table[-1]["day"]:
        table.append({**table[-1], "day": until, "opened": 0, "closed": 0, "reopened": 0})
    return table


def _chart(table: Sequence[Day], gaps: Iterable[GapRow], *, window: bool) -> Chart:
    """Return the chart of the whole history, its data for the interactive one, and its rows for the table of numbers."""
    if len(table) < 2:  # noqa: PLR2004 (a line has two ends)
        return {"chart": "", "chart_data": "", "unit": "", "periods": [], "accumulated": False, "dark": 0}
    first, last = date.fromisoformat(table[0]["day"]), date.fromisoformat(table[-1]["day"])
    dark = [
        (date.fromisoformat(gap["since"][:10]), date.fromisoformat(gap["until"][:10]))
        for gap in gaps
        if gap["since"][:10] < table[-1]["day"] and gap["until"][:10] > table[0]["day"]
    ]
    length = (last - first).days
    unit = "week" if length <= _BY_WEEK else "month" if length <= _BY_MONTH else "quarter"
    periods = _periods(table, dark, unit)
    points = [] if window else [charts.Point(date.fromisoformat(row["day"]), row["open"], row["held"]) for row in table]
    opened, closed = sum(bar.opened for bar in periods), sum(bar.closed for bar in periods)
    description = f"{opened:,} opened and {closed:,} closed from {words.day_of(table[0]['day'])} to {words.day_of(table[-1]['day'])}, by {unit}"
    if points:
        description = f"Open roles: {points[0].open:,} at the start, {points[-1].open:,} at the end; {description}"
        most = max(point.missing for point in points)
        description += (
            f"; a dashed line adds those missing from the list and not closed, at most {most:,}" if most else ""
        )
    start = periods[0].first if not points else min(first, periods[0].first)
    history = charts.History(points, periods, dark, start, max(last, periods[-1].last), unit, description)
    rows = list(_rows(table, periods, window=window))
    return {
        "chart": charts.history(history),
        "chart_data": _data(history),
        "unit": unit,
        "periods": rows,
        "accumulated": any(period.accumulated for period in periods),
        "dark": len(dark),
    }


def _rows(table: Sequence[Day], periods: Sequence[charts.Period], *, window: bool) -> Iterator[Period]:
    """Yield the numbers of each period, with the open roles at its end."""
    position, is_open, held = 0, 0, 0
    for period in periods:
        while position < len(table) and table[position]["day"] <= period.last.isoformat():
            is_open, held = table[position]["open"], table[position]["held"]
            position += 1
        yield {
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "opened": period.opened,
            "closed": period.closed,
            "accumulated": period.accumulated,
            "open": None if window else is_open,
            "held": held,
        }


def _data(history: charts.History) -> str:
    """Return the data of the interactive chart. A day without a value stands in each gap, so that no line crosses it."""
    points, periods = history.points, history.periods
    upper = _above([(point.open, point.open + point.missing) for point in points])
    lines: list[tuple[int, int | None, int | None]] = [
        (_second(point.day), point.open, above) for point, above in zip(points, upper, strict=True)
    ]
    lines += [(_second(since) + _HALF_DAY, None, None) for since, _ in history.dark if points]
    lines.sort(key=itemgetter(0))
    return orjson.dumps(
        {
            "unit": history.unit,
            "first": _second(history.first),
            "last": _second(history.last),
            "days": [day for day, _, _ in lines],
            "open": [count for _, count, _ in lines],
            "held": [above for _, _, above in lines],
            "periods": [_second(period.first) for period in periods],
            "opened": [period.opened for period in periods],
            "closed": [period.closed for period in periods],
            "accumulated": [int(period.accumulated) for period in periods],
            "dark": [[_second(since), _second(until)] for since, until in history.dark],
        }
    ).decode()


def _second(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def _above(values: Sequence[tuple[int, int]]) -> list[int | None]:
    """Return the upper line of the chart, with values only where it differs from the lower one."""
    differs = [low != high for low, high in values]
    return [high if any(differs[max(0, index - 1) : index + 2]) else None for index, (_, high) in enumerate(values)]


def _periods(table: Sequence[Day], dark: Sequence[tuple[date, date]], unit: str) -> list[charts.Period]:
    """Return what opened and closed in each period, also in those without any change."""
    first, last = date.fromisoformat(table[0]["day"]), date.fromisoformat(table[-1]["day"])
    counts: dict[date, list[int]] = {}
    for row in table:
        count = counts.setdefault(_begin(date.fromisoformat(row["day"]), unit), [0, 0])
        count[0] += row["opened"] + row["reopened"]
        count[1] += row["closed"]
    periods = []
    begin = _begin(first, unit)
    while begin <= last:
        following = _next(begin, unit)
        late = any(begin <= until < following and since < begin for since, until in dark)
        opened, closed = counts.get(begin, (0, 0))
        periods.append(
            charts.Period(begin, following - timedelta(days=1), opened, closed, late and opened + closed > 0)
        )
        begin = following
    return periods


def _begin(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _next(begin: date, unit: str) -> date:
    if unit == "week":
        return begin + timedelta(days=7)
    months = begin.year * 12 + begin.month - 1 + (1 if unit == "month" else 3)
    return date(months // 12, months % 12 + 1, 1)


def _weeks(table: Sequence[Day]) -> list[Week]:
    """Return the counts of the last weeks, up to the newest change, including weeks without any."""
    weeks = _periods(table, (), "week")[-_WEEKS:] if table else []
    return [{"week": period.first.isoformat(), "opened": period.opened, "closed": period.closed} for period in weeks]


def _pay(rows: Sequence[source_counts.PayRow]) -> list[Range]:
    """Return the stated pay by title, the titles with most postings first."""
    ranges = []
    for title, currency, period, posting_count, low, high, posting, *ends in rows:
        lowest, highest = ends or (1, 1)  # rows of an older version don't say whether both ends are stated
        row: render.PayColumns = {
            "pay_min": low if lowest else None,
            "pay_max": high if highest else None,
            "pay_currency": currency,
            "pay_period": period,
            "pay_stated": None,
        }
        # Each posting states a plausible range, so their common range is plausible too, however wide it is.
        stated = (render.pay_of(row) or "").partition(" (as stated")[0]
        ranges.append(Range(title or "", posting_count, stated, low, high, currency or "", period or "", posting))
    ranges.sort(
        key=lambda pay_range: (-pay_range.postings, -pay_range.high, pay_range.title.casefold(), pay_range.currency)
    )
    return _scaled(ranges[:_MOST_PAY])


def _scaled(ranges: Sequence[Range]) -> list[Range]:
    """Return the ranges with their places on the axis of their currency and period, which starts at 0."""
    most: dict[tuple[str, str], float] = {}
    for pay_range in ranges:
        key = (pay_range.currency, pay_range.period)
        most[key] = max(most.get(key, 0.0), pay_range.high)
    scaled = []
    for pay_range in ranges:
        longest = most[pay_range.currency, pay_range.period] or 1.0
        start = round(pay_range.low / longest * 100, 1)
        values = {name: getattr(pay_range, name) for name in Range.__slots__}
        scaled.append(
            Range(**{**values, "start": start, "length": max(1.0, round(pay_range.high / longest * 100 - start, 1))})
        )
    return scaled
