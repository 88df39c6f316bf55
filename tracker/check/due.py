"""When a source is next due: about every `every`, sooner after a failure, and adapted to how often it changes.

Why these numbers: docs/decisions/0032-when-a-source-is-due.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import timedelta

from tracker.model import GOOD, Source, Time, digest, iso, moment
from tracker.store import past_checks
from tracker.store.past_checks import PastChecks

EARLY = 60.0  # seconds by which `run --due` may be early, because cron is not exact
FASTEST, FASTER, SLOWEST = 0.5, 0.75, 1.5  # times `every`
_OFTEN, _SOMETIMES = 1 / 2, 1 / 4  # share of the periods of `every` that have a change
_LEAST_PERIODS = 14  # periods of `every`, and good checks, before the interval is adapted
_PERIODS = 28  # periods of `every` that are looked at
_LEAST_WINDOW, _MOST_WINDOW = 14 * 86400.0, 90 * 86400.0  # seconds: of the same
_RETRY = 12  # the part of `every` after which a failed check is repeated for the first time
_LEAST_RETRY = 900.0  # seconds: a site in trouble is not asked more often
_DOUBLINGS = 16  # doublings of the time until a retry; after more, it is longer than any `every`
_JITTER = 20  # part of an interval by which a check may come early
_MOST_JITTER = 900.0  # seconds
_MOST_WAIT = 7 * 86400.0  # seconds: a Retry-After beyond that is not believed


def past(connection: sqlite3.Connection, source: Source, now: Time) -> PastChecks:
    """Read what `due_at` needs to know about a source."""
    return past_checks.past(connection, source.slug, since=_before(now, _window(source)))


def due_now(connection: sqlite3.Connection, sources: Iterable[Source], now: Time) -> list[Source]:
    """Return the sources that are due."""
    return [source for source in sources if is_due(source, past(connection, source, now), now)]


def due_at(source: Source, past: PastChecks) -> Time:
    """Return when a source is due, "" if it has never been checked. The result depends on nothing but the arguments."""
    if not past.last:
        return ""
    seconds = interval(source, past)
    if not past.failures:
        share = int(digest(source.slug, past.last, length=8), 16) / 16**8
        seconds -= share * min(seconds / _JITTER, _MOST_JITTER)
    return max(_after(_last_check_time(past), seconds), waits_until(past))


def waits_until(past: PastChecks) -> Time:
    """Return until when the site asked not to be asked again (Retry-After), at most a week after the check; "" if it did not."""
    return min(past.not_before, _after(_last_check_time(past), _MOST_WAIT)) if past.not_before else ""


def _last_check_time(past: PastChecks) -> Time:
    """Return the real time of the last check.

    After a clock was put back, it is dated just after the check before it.
    """
    return min(past.last, past.asked or past.last)


def is_due(source: Source, past: PastChecks, now: Time) -> bool:
    """Return whether a source is due. One minute early counts as due, because cron is not exact.

    A source also counts as due if its last check is dated further ahead than one interval: the clock was or is wrong, and waiting
    for that day would be worse.
    """
    due = due_at(source, past)
    if not due or (moment(_last_check_time(past)) - moment(now)).total_seconds() > max(interval(source, past), EARLY):
        return True
    return now >= waits_until(past) and moment(now) + timedelta(seconds=EARLY) >= moment(due)


def interval(source: Source, past: PastChecks) -> float:
    """Return the seconds from the last check to the next one, without jitter."""
    seconds = source.every * stretch(source, past)
    if not past.failures:
        return seconds
    first = max(source.every / _RETRY, _LEAST_RETRY)
    return min(seconds, first * 2.0 ** min(past.failures - 1, _DOUBLINGS))


def stretch(source: Source, past: PastChecks) -> float:
    """Return by how much `every` is stretched: less than 1 for a source that changes often, more for one that never does.

    Nothing is adapted before there is enough to judge by. A source with an open question, or whose last check was not
    good, never waits longer than `every`; one that blocks programs is never asked more often.
    """
    if not source.adapt or not past.since or source.every <= 0:
        return 1.0
    periods = (moment(past.last) - moment(past.since)).total_seconds() / source.every
    if periods < _LEAST_PERIODS or past.good < _LEAST_PERIODS:
        return 1.0
    last = moment(past.last)
    changed = {int((last - moment(at)).total_seconds() // source.every) for at in past.changed}
    share = len(changed) / periods
    if past.outcome == "blocked":
        return 1.0
    if share >= _OFTEN:
        return FASTEST
    if share >= _SOMETIMES:
        return FASTER
    return SLOWEST if not changed and not past.waits and past.outcome in GOOD else 1.0


def _window(source: Source) -> float:
    return min(max(_PERIODS * source.every, _LEAST_WINDOW), _MOST_WINDOW)


def _after(time: Time, seconds: float) -> Time:
    return iso(moment(time) + timedelta(seconds=seconds))


def _before(time: Time, seconds: float) -> Time:
    return iso(moment(time) - timedelta(seconds=seconds))
