"""Send what is due: one lane for each host, all lanes at once, within a time limit. The lock of a run is not held meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tracker.alerts import addresses, channels, operator, outbox, receivers, times
from tracker.alerts.receivers import Job
from tracker.alerts.webhooks import Answer, Sender
from tracker.config import Alert, Settings
from tracker.extract import urls
from tracker.model import Time
from tracker.store.schema import connect

T = TypeVar("T")
Receiver = tuple[str, str]
Sent = list[tuple[outbox.Delivery, str, str | None]]

TOTAL_SECONDS = 300.0  # after which nothing more is begun: what is left is sent by the next run
LANES = 20  # hosts that are sent to at the same time
_CHATS = 4  # processes of Apprise at the same time; each takes 60 MB
# Nothing more is sent to a receiver after this many failures in a row, or after failures that took this long in total.
# A host that hangs costs one attempt. A host that refuses quickly gets twenty, so that one that fails half of the time
# is not given up by chance.
_FAILING_SECONDS, _FAILURES = 5.0, 20


class DatabaseThread:
    """The database in a separate thread, so that waiting for a run's transaction does not stop the lanes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(1, "alerts")
        self._connection: sqlite3.Connection | None = None

    async def ask(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in a transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            connect(self._path).close()  # raises if the schema version differs: only a run, with its lock, may migrate
            self._connection = connect(self._path, write=True)
        with receivers.writing(self._connection):
            return work(self._connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        def close() -> None:
            if self._connection is not None:
                self._connection.close()

        self._pool.submit(close)
        self._pool.shutdown(wait=True)


@dataclass
class _ReceiverState:
    """The state of a receiver in this round: failures in a row, the time that they took, and the longest wait that it asked for."""

    failures: int = 0
    seconds: float = 0.0
    wait: float = 0.0
    stopped: bool = False
    busy: bool = False


@dataclass
class _Round:
    settings: Settings
    database: DatabaseThread
    now: Callable[[], Time]
    until: float
    sender: Sender
    forced: Collection[str] | None  # deliveries that are sent in the quiet hours too; None for all
    tried: set[tuple[str, str]] = field(default_factory=set)
    names: dict[str, None] = field(default_factory=dict)
    trying: dict[Receiver, _ReceiverState] = field(default_factory=dict)
    lanes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES))
    chats: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_CHATS))

    @property
    def is_over(self) -> bool:
        """Return whether the time is over, so that no more attempts are started."""
        return asyncio.get_running_loop().time() >= self.until

    def ready(self, connection: sqlite3.Connection) -> list[Job]:
        """Return the jobs that may be sent now and were not tried yet."""
        now = self.now()
        operator.of_receivers(connection, self.settings, now)
        jobs = [
            job
            for job in receivers.ready(connection, self.settings, now)
            if (job.delivery, job.channel) not in self.tried and not self.of(job).stopped
        ]
        jobs = [job for job in jobs if self.is_time_for(job, now)]
        free = receivers.open_for(connection, self.settings, jobs, now)
        return [job for job in jobs if job.receiver in free]

    def is_time_for(self, job: Job, now: Time) -> bool:
        """Return whether these are not the quiet hours of its alert, or a person asked for it.

        What failed before the quiet hours, or was not sent before they began, waits for their end.
        """
        alert = addresses.alert_of(self.settings, job.alert)
        is_forced = self.forced is None or job.delivery in self.forced
        return is_forced or alert is None or times.after_quiet(alert, now) == now

    def of(self, job: Job) -> _ReceiverState:
        """Return the state of the receiver of a job."""
        return self.trying.setdefault(job.receiver, _ReceiverState())

    async def lane(self, jobs: list[Job]) -> None:
        """Send the messages to one host, one after the other."""
        async with self.lanes:
            for job in jobs:
                if self.is_over:
                    break
                if not self.of(job).stopped:
                    answer = await self.one(job)
                    if answer and not answer.status and job.channel == "webhook" and self.of(job).stopped:
                        break  # the host itself does not answer, so its other addresses won't either
        for receiver in {job.receiver for job in jobs}:
            doing = self.trying[receiver]
            if doing.failures:
                await self.database.ask(lambda db, receiver=receiver, doing=doing: self.pause(db, receiver, doing))  # type: ignore[misc]

    def pause(self, connection: sqlite3.Connection, receiver: Receiver, doing: _ReceiverState) -> None:
        """Record that a receiver failed last, and pause it if it was stopped."""
        receivers.pause(
            connection,
            receiver,
            self.now(),
            stopped=doing.stopped,
            busy=doing.busy,
            wait=doing.wait if doing.busy else 0.0,
        )

    async def one(self, job: Job) -> Answer | None:
        """Try one delivery by one channel, and record the result."""
        self.tried.add((job.delivery, job.channel))
        alert = addresses.alert_of(self.settings, job.alert)
        body = await self.database.ask(lambda db: outbox.frozen(db, self.settings, job.delivery))
        if alert is None or body is None:
            return None
        loop = asyncio.get_running_loop()
        started = loop.time()
        answer = await self._attempt(alert, job, body)
        self.judge(job, answer, loop.time() - started)
        await self.database.ask(lambda db: receivers.record(db, self.settings, job, answer, self.now()))
        self.names[job.delivery] = None
        return answer

    async def _attempt(self, alert: Alert, job: Job, body: str) -> Answer:
        if job.channel == "webhook":
            return await channels.send(alert, job.channel, job.delivery, body, self.now(), self.sender)
        async with self.chats:
            return await channels.send(alert, job.channel, job.delivery, body, self.now(), self.sender)

    def judge(self, job: Job, answer: Answer, seconds: float) -> None:
        """Count failures in a row, and decide whether the receiver is to be paused."""
        doing = self.of(job)
        if answer.error is None:
            self.trying[job.receiver] = _ReceiverState()
            return
        doing.failures += 1
        doing.seconds += seconds
        doing.wait = max(doing.wait, answer.wait or 0.0)
        doing.busy = doing.busy or answer.busy
        if answer.gone or answer.busy or doing.failures >= _FAILURES or doing.seconds >= _FAILING_SECONDS:
            doing.stopped = True


async def send(
    path: Path, settings: Settings, now: Callable[[], Time], *, everything: bool = False, names: Collection[str] = ()
) -> Sent:
    """Send what is due, or with `everything` all that is pending or dead (or has one of these ids).

    Return the deliveries that were tried, each with its state and error. No two may do this at the same time.
    """
    until = asyncio.get_running_loop().time() + TOTAL_SECONDS
    sender = Sender(settings.contact, settings.site.base_url)
    async with DatabaseThread(path) as desk:
        if everything:
            await desk.ask(lambda db: receivers.retry(db, now(), names))
        current_round = _Round(
            settings, desk, now, until, sender, frozenset(names) if names or not everything else None
        )
        try:
            while not current_round.is_over and (jobs := await desk.ask(current_round.ready)):
                await asyncio.gather(*(current_round.lane(lane) for lane in _lanes(settings, jobs)))
        except asyncio.CancelledError:  # stopped: what was sent is recorded and reported
            pass
        return await desk.ask(lambda db: _results(db, current_round.names))


def _lanes(settings: Settings, jobs: list[Job]) -> list[list[Job]]:
    """Group what is to be sent by the host that it goes to. Alerts with the same Apprise address share a lane."""
    lanes: dict[str, list[Job]] = {}
    hosts: dict[Receiver, str] = {}
    for job in jobs:
        if job.receiver not in hosts:
            alert = addresses.alert_of(settings, job.alert)
            url = getattr(addresses.real(alert), job.channel) if alert else ""
            hosts[job.receiver] = urls.origin(url) or url.partition("://")[0] if job.channel == "webhook" else url
        lanes.setdefault(hosts[job.receiver], []).append(job)
    return list(lanes.values())


def _results(connection: sqlite3.Connection, names: Collection[str]) -> Sent:
    """Return the results of deliveries."""
    by_id = {delivery.id: delivery for delivery in outbox.deliveries(connection, "attempts > 0")}
    return [(by_id[name], by_id[name].state, by_id[name].last_error) for name in names if name in by_id]
