"""Check sources whenever they are due, until the process is stopped. tracker.toml is read again when it changes."""

from __future__ import annotations

import select
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tracker.alerts import addresses
from tracker.check import due
from tracker.model import Time, iso, moment
from tracker.model.errors import ConfigError, TrackerError
from tracker.operations import project
from tracker.operations.project import Project, ProjectBusy
from tracker.operations.run import Hooks, Report, run
from tracker.store import remedies
from tracker.store.schema import connect

LONGEST_WAIT = 900.0  # seconds from one run to the next: a run also sends the alerts that are due
_LEAST_WAIT = (
    60.0  # seconds from one run to the next, or the least `every` if shorter: a check that can't be recorded stays due
)
_AFTER_TROUBLE = 300.0  # seconds after a run that could not begin, or that failed because of the machine
_SLICE = 0.5  # seconds between two checks of tracker.toml, and until a signal is handled
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Notice:
    """A report of the daemon: an event, its text, and whether it is a problem."""

    event: str
    text: str
    trouble: bool = False


def next_due(project: Project, now: Time) -> Time:
    """Return when the next source is due, "" if there is none."""
    sources = project.settings.sources.values()
    if not sources or not project.database.exists():
        return ""
    with closing(connect(project.database)) as connection:
        return min(due.due_at(source, due.past(connection, source, now)) for source in sources)


def _pause(seconds: float) -> None:
    """Wait for a moment, at most `seconds`."""
    select.select([], [], [], min(seconds, _SLICE))


@dataclass(frozen=True, slots=True)
class Environment:
    """The daemon's environment: a clock, a pause, the run, and when the next source is due."""

    clock: Callable[[], Time] = project.now
    pause: Callable[[float], None] = _pause
    run: Callable[[Project, Hooks], Report] = lambda here, hooks: run(here, due=True, hooks=hooks)
    next_due: Callable[[Project, Time], Time] = next_due


class Watch:
    """The daemon. `say` gets what it reports, `done` each report of a run."""

    def __init__(
        self,
        root: Path,
        say: Callable[[Notice], None],
        done: Callable[[Project, Report], None],
        hooks: Hooks,
        world: Environment | None = None,
    ) -> None:
        self.root = root
        self.say, self.done, self.hooks = say, done, hooks
        self.environment = world or Environment()
        self.stopped = ""
        self.reload_requested = False  # SIGHUP came
        self._last_trouble = ""  # the problem that was reported last
        self.project = project.load(root)
        self._file = _stamp(root)

    def stop(self, name: str) -> None:
        """Stop when the current work is done."""
        self.stopped = name

    def reload(self) -> None:
        """Read tracker.toml again, even if it looks unchanged."""
        self.reload_requested = True

    def forever(self) -> None:
        """Run until `stop` is called."""
        self.say(Notice("watching", f"Watching {_sources_in_words(self.project)}."))
        until = ""
        while not self.stopped:
            seconds = 0.0 if self._reloaded() else self._seconds_left(until)
            if seconds > 0:
                self.environment.pause(seconds)
            else:
                until = self._run()
        self.say(Notice("stopped", f"Stopped by {self.stopped}."))

    def _seconds_left(self, until: Time) -> float:
        """Return how many seconds to wait. A clock that was put back never makes it wait longer than usual."""
        seconds = (moment(until) - moment(self.environment.clock())).total_seconds() if until else 0.0
        return seconds if seconds <= LONGEST_WAIT else 0.0

    def _run(self) -> Time:
        """Check the sources that are due. Return the time until which to wait."""
        started = self.environment.clock()
        try:
            report = self.environment.run(self.project, self.hooks)
        except ProjectBusy:
            return _after(self.environment.clock(), due.EARLY)
        except TrackerError as error:
            return self._trouble(str(error))
        except (OSError, sqlite3.Error) as error:  # a problem of the machine, which may be solved later
            return self._trouble(str(remedies.of_error(error, self.root) or f"{type(error).__name__}: {error}"))
        self._last_trouble = ""
        if report.stopped:
            self.stop(report.stopped)
        self.done(self.project, report)
        latest = _after(max(started, self.environment.clock()), LONGEST_WAIT)
        least = min((source.every for source in self.project.settings.sources.values()), default=_LEAST_WAIT)
        try:
            due_at = self.environment.next_due(self.project, started) or latest
            return max(min(due_at, latest), _after(started, min(least, _LEAST_WAIT)))
        except TrackerError as error:
            return self._trouble(str(error))

    def _trouble(self, text: str) -> Time:
        if text != self._last_trouble:  # each problem once, and not every five minutes
            self.say(Notice("error", text, trouble=True))
        self._last_trouble = text
        return _after(self.environment.clock(), _AFTER_TROUBLE)

    def _reloaded(self) -> bool:
        """Read tracker.toml again if it has changed. If it can't be used, say so and keep the settings."""
        stamp = _stamp(self.root)
        if stamp == self._file and not self.reload_requested:
            return False
        self._file, self.reload_requested = stamp, False
        try:
            reloaded = project.load(self.root)
            addresses.check(reloaded.settings)
        except ConfigError as error:
            self.say(Notice("error", f"{error}\nThe previous settings stay in use.", trouble=True))
            return False
        self.project = reloaded
        self.say(Notice("reloaded", f"Read {self.root / 'tracker.toml'} again: {_sources_in_words(self.project)}."))
        return True


@contextmanager
def handled(watch: Watch) -> Iterator[None]:
    """Handle signals: SIGTERM and SIGINT stop the daemon, SIGHUP makes it read tracker.toml again."""

    def handle(number: int, _frame: object) -> None:
        if number == signal.SIGHUP:
            watch.reload()
        else:
            watch.stop(signal.Signals(number).name)

    before = [(sign, signal.signal(sign, handle)) for sign in _SIGNALS]
    try:
        yield
    finally:
        for sign, handler in before:
            signal.signal(sign, handler)


def _stamp(root: Path) -> tuple[int, ...]:
    """Return a value that changes when tracker.toml does; () if the file is missing."""
    try:
        stat = (root / "tracker.toml").stat()
    except OSError:
        return ()
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _sources_in_words(project: Project) -> str:
    count = len(project.settings.sources)
    return f"{count} {'source' if count == 1 else 'sources'}"


def _after(time_: Time, seconds: float) -> Time:
    return iso(moment(time_) + timedelta(seconds=seconds))
