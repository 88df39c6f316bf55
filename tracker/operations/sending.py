"""Send the alerts that are due, as a separate step in which the lock of a run is free."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tracker.alerts import addresses, sending
from tracker.model import Time
from tracker.operations import signals
from tracker.operations.project import LOCK_WAIT, Project, ProjectBusy, locked, now

LOCK = "tracker.alerts.lock"


@dataclass
class Sending:
    """The deliveries that were sent, or why none were: another process is sending, or nothing was recorded yet."""

    sent: sending.Sent = field(default_factory=list)
    busy: bool = False
    stopped: str = ""

    @property
    def failed(self) -> bool:
        """Return whether a delivery that was tried failed."""
        return any(error for _, _, error in self.sent)


def send(
    project: Project, clock: Callable[[], Time] = now, *, everything: bool = False, names: Collection[str] = ()
) -> Sending:
    """Send what is due; with `everything` what is pending or dead, all or with these ids.

    If another process sends at the moment, nothing is done here: it also sends what became due meanwhile. It does not
    send what is dead, so `everything` waits for it, and raises ProjectBusy if it takes long. Raise ConfigError if a
    variable of the environment is missing.
    """
    addresses.check(project.settings)
    result = Sending()
    if not project.database.exists():
        return result
    with _is_only_sender(project, wait=everything) as is_only:
        result.busy = not is_only
        if result.busy and everything:
            other = "another process is sending the alerts of this project"
            raise ProjectBusy(other, waited=LOCK_WAIT)
        if is_only:
            asyncio.run(_send(project, clock, result, everything=everything, names=names))
    return result


async def _send(
    project: Project, clock: Callable[[], Time], result: Sending, *, everything: bool, names: Collection[str]
) -> None:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def stop(name: str) -> None:
        result.stopped = name
        if task:
            task.cancel()

    with signals.stopping(loop, stop):
        result.sent = await sending.send(project.database, project.settings, clock, everything=everything, names=names)


@contextmanager
def _is_only_sender(project: Project, *, wait: bool) -> Iterator[bool]:
    """Return whether no other process sends for this project; otherwise deliveries could arrive twice."""
    handle = os.open(project.root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        yield locked(handle, wait=wait)
    finally:
        os.close(handle)


def unknown_deliveries(connection: sqlite3.Connection, names: Collection[str]) -> list[str]:
    """Return those of the ids that no delivery has."""
    query = "SELECT 1 FROM deliveries WHERE id = ?"
    return [name for name in names if connection.execute(query, (name,)).fetchone() is None]
