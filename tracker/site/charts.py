"""Charts as SVG: the open roles of an employer with what opened and closed, on one time axis; and small lines for lists.

Colours and type are in pages.css. `charts.js` replaces the chart by an interactive one (uPlot) where scripts run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise

from markupsafe import Markup

_LEFT, _RIGHT, _TOP = 46, 10, 22  # units of the drawing: room for the numbers, the end, and the title of a panel
_LINE, _BARS, _BETWEEN, _AXIS = 150, 110, 34, 24  # heights of both panels, the room between them, and the dates
_MOST_POINTS = 420  # points of the line; more could not be distinguished
_WIDE, _NARROW = 760, 358  # widths of the drawing: for a desktop, and for a telephone
_MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between two dates of the axis
_LABEL = 82  # units that a date of the axis takes
_SHORT = 45  # days: a shorter history has days on its axis


@dataclass(frozen=True, slots=True)
class Point:
    """The open roles of a day: those in the list, and how many more are missing from it and not known to be closed."""

    day: date
    open: int
    missing: int


@dataclass(frozen=True, slots=True)
class Period:
    """What opened, reopened and closed from the first to the last day of a period. `opened` counts both.

    `accumulated`: a gap in monitoring ended in it and began before it, so that the changes of the gap count here.
    """

    first: date
    last: date
    opened: int
    closed: int
    accumulated: bool


@dataclass(frozen=True, slots=True)
class History:
    """What a chart shows. `points` may be empty; `dark` are the periods without a complete check; `unit` is week, month or quarter."""

    points: Sequence[Point]
    periods: Sequence[Period]
    dark: Sequence[tuple[date, date]]
    first: date
    last: date
    unit: str
    description: str


class _Scale:
    """Converts days and numbers to positions in the drawing."""

    def __init__(self, history: History, width: int) -> None:
        self.width = width
        self._first = history.first
        self._days = max(1, (history.last - history.first).days)

    def x(self, day: date) -> float:
        share = min(1.0, max(0.0, (day - self._first).days / self._days))
        return round(_LEFT + share * (self.width - _LEFT - _RIGHT), 1)


def history(data: History) -> Markup:
    """Return the chart twice, for a desktop and for a telephone; the style sheet shows one of them."""
    wide, narrow = (_drawn(data, width, name) for width, name in ((_WIDE, "wide"), (_NARROW, "narrow")))
    return Markup(wide + narrow)


def _drawn(history: History, width: int, name: str) -> str:
    scale = _Scale(history, width)
    top = _LINE + _BETWEEN if history.points else 0
    foot = _TOP + top + _BARS
    parts = list(_dark(history, scale, foot))
    if history.points:
        parts += _line_panel(history, scale)
    parts += _bar_panel(history, scale, _TOP + top)
    parts += _dates(history, scale, foot)
    return (
        f'<svg class="chart {name}" viewBox="0 0 {width} {foot + _AXIS}" role="img" aria-label="{escape(history.description)}">'
        f"{''.join(parts)}</svg>"
    )


def _dark(history: History, scale: _Scale, foot: int) -> Iterator[str]:
    for since, until in history.dark:
        left, right = scale.x(since), scale.x(until)
        yield f'<rect class="dark" x="{left}" y="{_TOP}" width="{max(1.5, round(right - left, 1))}" height="{foot - _TOP}"/>'


def _line_panel(history: History, scale: _Scale) -> Iterator[str]:
    steps = _ticks(max(point.open + point.missing for point in history.points))
    foot = _TOP + _LINE

    def y(count: int) -> float:
        return round(foot - count / steps[-1] * _LINE, 1)

    yield from _frame("Open roles", steps, y, scale.width, _TOP)
    for run in _runs(history):
        for stretch in _missing_stretches(run):
            upper = [f"{scale.x(point.day)} {y(point.open + point.missing)}" for point in stretch]
            lower = [f"{scale.x(point.day)} {y(point.open)}" for point in reversed(stretch)]
            yield f'<path class="held" d="M{" L".join(upper + lower)}Z"/><path class="held-line" d="M{" L".join(upper)}"/>'
        points = [f"{scale.x(point.day)} {y(point.open)}" for point in _thinned(run)]
        yield f'<path class="line" d="M{" L".join(points if len(points) > 1 else points * 2)}"/>'


def _bar_panel(history: History, scale: _Scale, top: int) -> Iterator[str]:
    most = max((max(period.opened, period.closed) for period in history.periods), default=0)
    step = _ticks(most, 2)[-1]
    middle = top + _BARS / 2

    def y(count: int) -> float:
        return round(middle - count / step * _BARS / 2, 1)

    yield from _frame(f"Opened or reopened ▲ and closed ▼ per {history.unit}", (-step, 0, step), y, scale.width, top)
    for period in history.periods:
        left, right = scale.x(period.first), scale.x(period.last + timedelta(days=1))
        size = max(1.0, round((right - left) * 0.8, 1))
        start = round(left + (right - left - size) / 2, 1)
        more = " accumulated" if period.accumulated else ""
        for kind, count in (("opened", period.opened), ("closed", -period.closed)):
            if count:
                high, low = min(y(count), y(0)), max(y(count), y(0))
                yield (
                    f'<rect class="{kind}{more}" x="{start}" y="{high}" width="{size}" height="{max(1.0, round(low - high, 1))}">'
                    f"<title>{_label(period, history.unit)}</title></rect>"
                )


def _label(period: Period, unit: str) -> str:
    more = ", with the changes of the time without a complete check" if period.accumulated else ""
    first, last = (_MONTH_NAMES[day.month - 1] for day in (period.first, period.last))
    names = {
        "week": f"Week of {period.first.day} {first} {period.first.year}",
        "month": f"{first} {period.first.year}",
        "quarter": f"{first} to {last} {period.first.year}",
    }
    return f"{names[unit]}: {period.opened:,} opened or reopened, {period.closed:,} closed{more}"


def _frame(title: str, steps: Iterable[int], y: object, width: int, top: int) -> Iterator[str]:
    yield f'<text class="title" x="0" y="{top - 9}">{title}</text>'
    for step in steps:
        height = y(step)  # type: ignore[operator]
        yield f'<path class="rule{"" if step else " zero"}" d="M{_LEFT} {height}H{width - _RIGHT}"/>'
        yield f'<text class="n" x="{_LEFT - 6}" y="{height + 4}">{abs(step):,}</text>'


def _dates(history: History, scale: _Scale, foot: int) -> Iterator[str]:
    for day, words in _days(history.first, history.last, max(2, (scale.width - _LEFT) // _LABEL)):
        x = scale.x(day)
        anchor = "end" if x > scale.width - _LABEL / 2 else "start" if x < _LEFT + _LABEL / 3 else "middle"
        yield f'<path class="rule" d="M{x} {foot}v5"/><text class="{anchor}" x="{x}" y="{foot + 18}">{words}</text>'


def _days(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return at most this many dates for the axis, at the beginning of months or years; of a short history, any days."""
    if (last - first).days <= _SHORT:
        step = max(1, -(-((last - first).days + 1) // most))
        ticks = [first + timedelta(days=day) for day in range(0, (last - first).days + 1, step)]
        return [(day, f"{day.day} {_MONTH_NAMES[day.month - 1]}") for day in ticks]
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in _STEPS if months / step <= most), _STEPS[-1])
    begin = first.year * 12 + first.month - 1
    shown_months = [month for month in range(begin, begin + months + 1) if month % step == 0]
    days = [date(month // 12, month % 12 + 1, 1) for month in shown_months]
    return [
        (day, str(day.year) if step % 12 == 0 else f"{_MONTH_NAMES[day.month - 1]} {day.year}")
        for day in days
        if first <= day <= last
    ]


def _runs(history: History) -> Iterator[list[Point]]:
    """Yield the points between two periods without a complete check, so that no line is drawn through one."""
    run: list[Point] = []
    for point, following in pairwise([*history.points, None]):
        if point is None:
            continue
        run.append(point)
        if following is None or any(point.day <= since and until <= following.day for since, until in history.dark):
            yield run
            run = []


def _missing_stretches(run: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the stretches in which roles were missing from the list, with a point on each side."""
    part: list[Point] = []
    for index, point in enumerate(run):
        if any(near.missing for near in run[max(0, index - 1) : index + 2]):
            part.append(point)
        elif part:
            yield part
            part = []
    if len(part) > 1:
        yield part


def _thinned(run: Sequence[Point]) -> Sequence[Point]:
    step = -(-len(run) // _MOST_POINTS)
    return run if step == 1 else [*run[:-1:step], run[-1]]


def _ticks(most: int, parts: int = 5) -> list[int]:
    """Return whole numbers for an axis, from 0 to at least `most`, and at least to 1."""
    most = max(1, most)
    step = -(-most // parts)
    size = 10 ** (len(str(step)) - 1)
    step = next(size * nice for nice in (1, 2, 5, 10) if size * nice >= step)
    return list(range(0, most + step, step))


def spark(values: Sequence[int | None], description: str) -> Markup:
    """Return a small line without axes. None is a gap; `description` is the text for screen readers."""
    known = [value for value in values if value is not None]
    most, least = max(known, default=1), min(known, default=0)
    high = max(1, most - least)
    foot = 22 if most > least else 13  # a line without any change is drawn in the middle
    parts, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x, y = 2 + index * 96 / max(1, len(values) - 1), foot - (value - least) / high * 18
        parts.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return Markup(
        f'<svg class="spark" viewBox="0 0 100 26" role="img" aria-label="{escape(description)}"><path d="{"".join(parts)}"/></svg>'
    )
