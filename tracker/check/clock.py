"""Decide which clock was wrong: this machine's now, or the one that dated the last check of a source in the future."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tracker.model import Page, Time, moment

AHEAD = timedelta(
    days=1
)  # a smaller difference does not show a wrong clock: later checks are dated just after the last one


def is_ahead(last: Time, now: Time) -> bool:
    """Return whether the last check is dated so far in the future that a clock was wrong."""
    return bool(last) and moment(last) - moment(now) > AHEAD


def site_agrees(pages: Iterable[Page], now: Time) -> bool:
    """Return whether the replies of a site have our date. If so, the clock of this machine is right."""
    dates = [date for page in pages if not page.failure and (date := _date(page))]
    return bool(dates) and abs(max(dates) - moment(now)) <= AHEAD


def _date(page: Page) -> datetime | None:
    """Return when a reply left the site (RFC 9110: Date, and Age if a cache kept it)."""
    age = page.header("age").strip()
    seconds = int(age) if age.isascii() and age.isdecimal() and len(age) < _DIGITS else 0
    try:
        date = parsedate_to_datetime(page.header("date"))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)) + timedelta(seconds=seconds)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


_DIGITS = 10
