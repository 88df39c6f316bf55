"""Read points in time as people and programs write them, and return the form that is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tracker.config.values import duration, quoted
from tracker.model import Time, iso
from tracker.model.errors import UsageError

_DAYS = {"today": 0, "yesterday": 1}
_DATE = len("2023-08-17")


def point(value: str | date, now: datetime, *, late: bool) -> Time:
    """Return a point in time from ISO 8601, a `date` or `datetime`, `today`, `yesterday`, or an age (`7d`, `12h`).

    Without a time zone it is UTC. A date alone means its end (`late`) or its beginning. Raise UsageError for anything
    else.
    """
    try:
        return iso(_point(value, now, late=late))
    except (ValueError, OverflowError, TypeError) as error:
        message = f"{quoted(value)} is not a valid time; write 2023-08-17, 2023-08-17T08:00Z, 7d (seven days ago) or yesterday"
        raise UsageError(message) from error


def _point(value: str | date, now: datetime, *, late: bool) -> datetime:
    if isinstance(value, str):
        words = value.strip()
        if words in _DAYS:
            value = now.astimezone(UTC).date() - timedelta(days=_DAYS[words])
        elif (back := duration(words)) is not None:
            return now - timedelta(seconds=back)
        else:
            value = date.fromisoformat(words) if len(words) == _DATE else datetime.fromisoformat(words)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(23, 59, 59, 999000) if late else time(), UTC)
