"""Watch the runs themselves: the heartbeat, and what is reported to `[operator]`."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress

from tracker.alerts import addresses, heartbeat, operator, receivers
from tracker.check import Checker, Result
from tracker.model import Time, moment
from tracker.model.amounts import counted
from tracker.model.errors import TrackerError
from tracker.operations.project import Project
from tracker.operations.sending import send
from tracker.store import read
from tracker.store.schema import connect

_NAMED = 10  # sources that the text of a heartbeat names


def send_heartbeat(project: Project, what: str, text: str, at: Time) -> str:
    """Tell the heartbeat that a run began (`start`), failed (`fail`) or succeeded (""). Return the error, "" if there was none."""
    settings = project.settings
    url = addresses.heartbeat(settings)
    if not url:
        return ""
    private = settings.operator.allow_private
    answer = asyncio.run(heartbeat.send(url, what, text, at, contact=settings.contact, private=private))
    return answer.error or ""


def summary(results: Iterable[Result], problem: str = "") -> str:
    """Return what a run did, in a few lines for a heartbeat."""
    results = list(results)
    bad = [result for result in results if result.verdict.outcome not in {"complete", "window"}]
    lines = [problem] if problem else []
    lines += [f"{counted(len(results), 'source')} checked, {len(bad)} not complete"]
    lines += [f"{result.source}: {result.verdict.outcome}: {result.verdict.reason}" for result in bad[:_NAMED]]
    return "\n".join(lines)


def report(
    project: Project,
    checker: Checker,
    results: Iterable[Result],
    started: Time,
    at: Time,
    free: Callable[[Project], int] | None = None,
) -> None:
    """Record the problems after a run, and queue the messages to the operator."""
    settings, connection = project.settings, checker.database.connection
    space = (free or free_space)(project)
    unusable = [(f"{check.source} at {check.started_at}", check.reason) for check in read.unreadable(connection)]
    unusable += [(line.partition(": ")[0], line) for line in checker.unusable]
    with checker.database.transaction():
        operator.of_sources(
            connection,
            settings,
            [(result.source, result.verdict.outcome, result.verdict.reason) for result in results],
            at,
        )
        operator.of_checks(connection, settings, unusable, at)
        operator.of_disk(connection, settings, space, at)
        operator.of_run(connection, settings, (moment(at) - moment(started)).total_seconds(), at)


def overdue(project: Project, at: Time) -> None:
    """Report the run in progress if it takes too long. It can't do so itself if it hangs."""
    if project.settings.operator.alert is None or not project.database.exists():
        return
    try:
        since = json.loads((project.root / "tracker.lock").read_bytes())["since"]
        seconds = (moment(at) - moment(since)).total_seconds()
    except (OSError, ValueError, TypeError, KeyError):
        return  # it has just ended
    if seconds <= project.settings.operator.max_run:
        return
    with suppress(sqlite3.Error, TrackerError):
        connect(project.database).close()  # raises if the schema version differs: that run may be migrating it
        with closing(connect(project.database, write=True)) as connection, receivers.writing(connection):
            operator.of_run(connection, project.settings, seconds, at, over=False)
        send(project, lambda: at)


def free_space(project: Project) -> int:
    """Return the bytes that are free for this user on the disk of the archive."""
    folder = project.snapshots if project.snapshots.exists() else project.root
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize
