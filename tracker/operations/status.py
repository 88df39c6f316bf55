"""The state of a project: for each source its last check, since when it has been failing, and when it is due; and totals."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from tracker.archive.file_names import COMMITS
from tracker.check import due
from tracker.model import Source, Time, moment
from tracker.model.errors import Damaged, Unavailable
from tracker.operations.project import Project
from tracker.store import past_checks, read
from tracker.store.read import Unreadable
from tracker.store.row_types import HealthRow
from tracker.store.schema import connect

_OVERDUE = 2  # times the interval of a source
_MONTH = 365.25 / 12  # days
_LEAST_DAYS = 1.0  # age of files from which their growth is reported


@dataclass(frozen=True, slots=True)
class State:
    """A source. `outcome` is None if it was never checked; times are null or UTC.

    `last_good` is the last complete check, or of a source that never shows everything the last one that was whole.
    `bytes` is what its replies take in snapshots/, `bytes_per_month` how fast that grows.
    """

    source: str
    name: str = ""
    board: str = ""
    watched: bool = True
    outcome: str | None = None
    reason: str | None = None
    seen: int | None = None
    stated_total: int | None = None
    last_check: Time | None = None
    last_good: Time | None = None
    open: int = 0
    without_text: int = 0
    failing_since: Time | None = None
    next_due: Time | None = None
    overdue: bool = False
    bytes: int = 0
    bytes_per_month: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The project. `ok` is False if a monitored source fails or is overdue."""

    ok: bool
    sources: int
    failing: Sequence[str]
    overdue: Sequence[str]
    next_due: Time | None
    bytes: int
    bytes_per_month: int | None
    database_bytes: int
    alerts_pending: int
    alerts_dead: int


@dataclass(frozen=True, slots=True)
class Status:
    """The whole status. `ahead` are sources with checks in the future, `unreadable` checks that could not be folded."""

    sources: Sequence[State]
    totals: Totals
    ahead: Mapping[str, Time] = field(default_factory=dict)
    unreadable: Sequence[Unreadable] = ()


def status(project: Project, now: Time) -> Status:
    """Return the state of a project at a time."""
    configured = project.settings.sources
    if not project.database.exists():
        states = [State(slug) for slug in configured]
        return Status(states, _totals(project, states, _sizes(project, now, {}), {}))
    with closing(connect(project.database)) as connection:
        began = dict(connection.execute("SELECT source, min(started_at) FROM checks GROUP BY source").fetchall())
        sizes = _sizes(project, now, began)
        textless = read.textless(connection)
        known = [_state(connection, row, configured, textless, sizes, now) for row in read.health(connection)]
        names = {state.source for state in known}
        states = [*known, *(State(slug) for slug in configured if slug not in names)]
        alerts = dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())
        return Status(
            states,
            _totals(project, states, sizes, alerts),
            read.sources_ahead(connection, now),
            read.unreadable(connection),
        )


def _state(
    connection: sqlite3.Connection,
    row: HealthRow,
    configured: Mapping[str, Source],
    textless: Mapping[str, int],
    sizes: Mapping[str, tuple[int, int | None]],
    now: Time,
) -> State:
    slug = row["source"]
    source = configured.get(slug)
    size, growth = sizes.get(slug, (0, None))
    next_due, overdue = None, False
    if source:
        past = due.past(connection, source, now)
        next_due = due.due_at(source, past) or None
        late = _OVERDUE * max(source.every, due.interval(source, past))
        overdue = bool(past.last) and moment(now) - moment(past.last) > timedelta(seconds=late)
    return State(
        slug,
        name=row["name"],
        board=row["board"],
        outcome=row["outcome"],
        reason=row["reason"],
        seen=row["seen"],
        stated_total=row["stated_total"],
        last_check=row["last_check"],
        watched=source is not None,
        last_good=row["last_good"],
        open=row["open"],
        without_text=textless.get(slug, 0),
        failing_since=past_checks.failing_since(connection, slug) or None,
        next_due=next_due,
        overdue=overdue,
        bytes=size,
        bytes_per_month=growth,
    )


def _totals(
    project: Project,
    states: Sequence[State],
    sizes: Mapping[str, tuple[int, int | None]],
    alerts: Mapping[str, int],
) -> Totals:
    watched = [state for state in states if state.watched]
    failing = [state.source for state in watched if state.failing_since]
    overdue = [state.source for state in watched if state.overdue]
    growth = [size for _, size in sizes.values() if size is not None]
    database = project.database
    return Totals(
        ok=not failing and not overdue,
        sources=len(watched),
        failing=failing,
        overdue=overdue,
        next_due=min((state.next_due for state in watched if state.next_due), default=None),
        bytes=sum(size for size, _ in sizes.values()),
        bytes_per_month=sum(growth) if growth else None,
        database_bytes=database.stat().st_size if database.exists() else 0,
        alerts_pending=alerts.get("pending", 0),
        alerts_dead=alerts.get("dead", 0),
    )


def _sizes(project: Project, now: Time, began: Mapping[str, Time]) -> dict[str, tuple[int, int | None]]:
    """Return by source the bytes of its files, and how many are added in a month, by the files of this and the last month.

    `began` has the first check of each source. Imported histories have files of other months, or of commits, and don't count as growth.
    """
    try:
        archive = project.finished()
        sizes = {file: archive.size(file) for file in archive.files()}
    except (Damaged, Unavailable, OSError):  # `doctor` and `verify` explain it
        return {}
    today = moment(now)
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    months = {f"{time:%Y-%m}" for time in (first, today)}
    size_and_growth: dict[str, tuple[int, int | None]] = {}
    for slug in dict.fromkeys(file.partition("/")[0] for file in sizes):
        own = {file.partition("/")[2]: size for file, size in sizes.items() if file.startswith(f"{slug}/")}
        recent = {name[:7]: size for name, size in own.items() if name[:7] in months and not name.endswith(COMMITS)}
        since = moment(max(f"{first:%Y-%m}-01T00:00:00.000Z", began.get(slug, "")))
        days = (today - since).total_seconds() / 86400
        growth = round(sum(recent.values()) / days * _MONTH) if recent and days >= _LEAST_DAYS else None
        size_and_growth[slug] = (sum(own.values()), growth)
    return size_and_growth
