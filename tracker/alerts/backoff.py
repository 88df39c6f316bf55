"""Decide when a failed delivery is tried again. Pure: the jitter is derived from the delivery's id, so it is the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

from tracker.model import Time, digest, iso, moment

# Seconds between attempts: the example schedule of Standard Webhooks, which spans three days. Its first step, 5 seconds, is
# a minute here, because attempts are made by runs.
DELAYS = (60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
ATTEMPTS = len(DELAYS) + 1
_JITTER = 0.2  # a delay is up to this share longer, so that deliveries that failed together are not tried together
# How long a receiver may fail until the deliveries that wait for it are dead: as long as all attempts of one delivery.
GIVEN_UP = timedelta(seconds=sum(DELAYS) * (1 + _JITTER))
_STEPS = 1 << 16
MOST_WAIT = 86_400.0  # seconds; a longer Retry-After counts as this: the longest delay of the schedule
_DIGITS = 9  # longest number of seconds that is read
_DATE = 40  # characters; the longest form of an HTTP date has 33


def delay(key: str, attempts: int) -> float:
    """Return the seconds until the next attempt, after this many."""
    share = int(digest("jitter", key, str(attempts), length=4), 16) / _STEPS
    return DELAYS[min(max(attempts, 1), len(DELAYS)) - 1] * (1 + _JITTER * share)


def later(now: Time, seconds: float) -> Time:
    """Return the time in this many seconds."""
    return iso(moment(now) + timedelta(seconds=seconds))


def retry_after(headers: Mapping[str, str], now: Time) -> float | None:
    """Return the seconds in a reply's Retry-After (RFC 9110, 10.2.3: a number, or a date), None if it has none.

    Other values are ignored, and a longer time counts as `MOST_WAIT`.
    """
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:_DIGITS]), MOST_WAIT) if len(text) <= _DIGITS else MOST_WAIT
    if len(text) > _DATE:
        return None
    try:
        at = parsedate_to_datetime(text)
        passed = (at - moment(now)).total_seconds() if at.tzinfo else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return None if passed is None else min(max(passed, 0.0), MOST_WAIT)
