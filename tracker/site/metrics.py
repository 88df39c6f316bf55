"""Numbers for Prometheus at `/-/tracker/metrics`, in its text format 0.0.4."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from datasette import Response

from tracker.model import GOOD, moment
from tracker.site import common

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_GOOD = ", ".join(f"'{outcome}'" for outcome in GOOD)
_SOURCES = (
    "SELECT s.id, t.outcome, k.finished_at, "  # noqa: S608  # the names of outcomes are ours
    "(SELECT g.finished_at FROM checks AS g WHERE g.source = s.id AND g.outcome = 'complete' ORDER BY g.started_at DESC LIMIT 1), "
    "(SELECT count(*) FROM checks AS b WHERE b.source = s.id AND b.started_at > coalesce((SELECT max(g.started_at) FROM checks AS g "
    f"WHERE g.source = s.id AND g.outcome IN ({_GOOD})), '')), "
    "coalesce((SELECT n.open FROM source_counts AS n WHERE n.source = s.id), 0) "
    "FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check "
    "WHERE s.watched = 1 ORDER BY s.id"
)
_STATES = ("pending", "dead", "sent")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name with its unit, what it is, and a value for each set of labels."""

    name: str
    about: str
    values: tuple[tuple[tuple[tuple[str, str], ...], float], ...]


async def show(request: Any, datasette: Any) -> Any:
    """Return the numbers as text."""
    _, metrics = await common.ask(datasette, request, measured)
    return Response(written(metrics), headers={"X-Content-Type-Options": "nosniff"}, content_type=TYPE)


def measured(connection: sqlite3.Connection) -> list[Metric]:
    """Return all numbers: every metric is a gauge, because a rebuild may make any number smaller."""
    rows = connection.execute(_SOURCES).fetchall()
    return [*_of_sources(rows), *_of_deliveries(connection), *_of_files(connection)]


def _of_sources(rows: list[tuple[Any, ...]]) -> Iterator[Metric]:
    def number(name: str, about: str, column: int) -> Metric:
        return Metric(name, about, tuple(((("source", row[0]),), float(row[column])) for row in rows))

    def time(name: str, about: str, column: int) -> Metric:
        values = (((("source", row[0]),), moment(row[column]).timestamp()) for row in rows if row[column])
        return Metric(name, about, tuple(values))

    yield _one("tracker_sources", "Sources that are monitored and were checked.", len(rows))
    up = tuple(((("source", row[0]),), float(row[1] in GOOD)) for row in rows)
    yield Metric(
        "tracker_source_up", "1 if the last check was complete, or a window of the newest postings, else 0.", up
    )
    yield time("tracker_source_last_check_timestamp_seconds", "When the last check ended.", 2)
    yield time("tracker_source_last_complete_check_timestamp_seconds", "When the last complete check ended.", 3)
    yield number("tracker_source_failures", "Checks that failed, were blocked or partial, since the last good one.", 4)
    yield number("tracker_source_open_postings", "Postings that are open.", 5)


def _of_deliveries(connection: sqlite3.Connection) -> Iterator[Metric]:
    counts = dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())
    states = tuple(((("state", state),), float(counts.get(state, 0))) for state in _STATES)
    yield Metric("tracker_deliveries", "Messages of alerts by state.", states)
    oldest = connection.execute("SELECT min(created_at) FROM deliveries WHERE state = 'pending'").fetchone()[0]
    values = ((((), moment(oldest).timestamp())),) if oldest else ()
    yield Metric(
        "tracker_oldest_pending_delivery_timestamp_seconds", "When the oldest pending message was made.", values
    )
    disabled = connection.execute("SELECT count(*) FROM receivers WHERE disabled_at IS NOT NULL").fetchone()[0]
    yield _one("tracker_receivers_disabled", "Receivers that are disabled because they answered 410.", disabled)


def _of_files(connection: sqlite3.Connection) -> Iterator[Metric]:
    size = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    yield _one("tracker_database_size_bytes", "Size of tracker.db.", size)
    archive = connection.execute("SELECT coalesce(sum(committed), 0) FROM archives").fetchone()[0]
    yield _one("tracker_archive_size_bytes", "Size of snapshots/.", archive)


def _one(name: str, about: str, value: float) -> Metric:
    return Metric(name, about, (((), float(value)),))


def written(metrics: Iterable[Metric]) -> str:
    """Return metrics in the text format."""
    lines: list[str] = []
    for metric in metrics:
        about = metric.about.replace("\\", "\\\\").replace("\n", "\\n")
        lines += [f"# HELP {metric.name} {about}", f"# TYPE {metric.name} gauge"]
        for labels, value in metric.values:
            pairs = ",".join(f'{name}="{escaped(outcome)}"' for name, outcome in labels)
            lines.append(f"{metric.name}{f'{{{pairs}}}' if pairs else ''} {_number(value)}")
    return "\n".join([*lines, ""])


def escaped(value: str) -> str:
    """Return the value of a label as the text format has it."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
