"""`tracker watch`: nothing missed and nothing twice, over months, clock changes and corrected clocks; stop and reload."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import check, reader
from tests.world import Server, World, greenhouse_toml
from tracker.check import due
from tracker.model import iso, moment
from tracker.operations import project, watching
from tracker.operations.run import Hooks, Report
from tracker.store.past_checks import PastChecks

TOP = Path(__file__).parents[1]
EVERY = {"slow": 86400.0, "usual": 21600.0, "quick": 1800.0}
TOML = "".join(f'[sources.{name}]\nurl = "https://{name}.example"\nevery = "{int(s)}s"\n' for name, s in EVERY.items())


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock shows the time of Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


class Virtual:
    """A machine in which time passes only while the daemon waits or works. `wrong` is by how much its clock is off."""

    def __init__(self, begin: datetime, days: int) -> None:
        self.now = begin.timestamp()
        self.until = self.now + days * 86400
        self.wrong = 0.0
        self.pasts: dict[str, PastChecks] = {}
        self.checks: dict[str, list[float]] = {name: [] for name in EVERY}
        self.failing: tuple[float, float] = (0.0, 0.0)
        self.runs = 0
        self.watch: watching.Watch

    def clock(self) -> str:
        """Read the clock as a machine with local time does."""
        return iso(datetime.fromtimestamp(self.now + self.wrong).astimezone())

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        assert 0 < seconds <= watching.LONGEST_WAIT
        self.now += seconds
        if self.now >= self.until:
            self.watch.stop("SIGTERM")

    def past(self, name: str) -> PastChecks:
        return self.pasts.get(name, PastChecks())

    def run(self, here: project.Project, _hooks: Hooks) -> Report:
        """Check what is due, as a run does: a check is stamped after the one before, and takes a minute."""
        self.runs += 1
        for name, source in here.settings.sources.items():
            past, at = self.past(name), self.clock()
            if due.is_due(source, past, at):
                self.checks[name].append(self.now)
                stamp = max(at, iso(moment(past.last) + timedelta(milliseconds=1)) if past.last else "")
                bad = self.failing[0] <= self.now < self.failing[1]
                told = {"outcome": "failed" if bad else "complete", "failures": past.failures + 1 if bad else 0}
                self.pasts[name] = replace(past, last=stamp, asked="" if bad else at, **told)
                self.now += 60
        return Report()

    def next_due(self, here: project.Project, _at: str) -> str:
        return min(due.due_at(source, self.past(name)) for name, source in here.settings.sources.items())

    def gaps(self, name: str) -> list[float]:
        times = self.checks[name]
        return [later - earlier for earlier, later in itertools.pairwise(times)]


@pytest.mark.usefixtures("berlin")
def test_two_hundred_days_and_two_changes_to_summer_time(tmp_path: Path) -> None:
    """Each source is checked once per interval; a clock that is wrong for a day costs at most one interval."""
    (tmp_path / "tracker.toml").write_text(TOML)
    machine = Virtual(datetime(2026, 10, 1, 12).astimezone(), 200)
    begun = machine.now
    world = watching.Environment(machine.clock, machine.pause, machine.run, machine.next_due)
    told: list[watching.Notice] = []
    machine.watch = watching.Watch(tmp_path, told.append, lambda _here, _report: None, Hooks(), world)
    machine.failing = (begun + 20 * 86400, begun + 23 * 86400)
    pause, jumps = machine.pause, {50: 3600.0, 60: 0.0, 80: -3600.0, 90: 0.0, 120: 5 * 365 * 86400.0, 120.1: 0.0}

    def passing(seconds: float) -> None:
        pause(seconds)
        for day in [one for one in jumps if machine.now >= begun + one * 86400]:
            machine.wrong = jumps.pop(day)

    object.__setattr__(world, "pause", passing)
    machine.watch.forever()
    assert [one.event for one in told] == ["watching", "stopped"]
    zones = {datetime.fromtimestamp(begun + day * 86400).astimezone().utcoffset() for day in range(200)}
    assert len(zones) == 2
    assert datetime.fromtimestamp(machine.now).astimezone().utcoffset() == timedelta(hours=2)
    assert not jumps
    for name, every in EVERY.items():
        gaps, least = machine.gaps(name), min(max(900, every / 12), every)
        assert max(gaps) <= every + 3600 + 240, name  # a clock that was put back an hour adds that hour, once
        assert sum(gap > every + 240 for gap in gaps) <= 2, name
        assert min(gaps) >= least or sum(gap < least for gap in gaps) <= 2, (
            name
        )  # put forward: two clocks that were wrong
        usual = [gap for gap in gaps if every * 0.95 - 960 <= gap <= every + 240]
        assert len(gaps) - len(usual) < 25, name
        assert 200 * 86400 / every <= len(gaps) <= 200 * 86400 / every * 1.06 + 25, name
    assert machine.runs < 200 * 96 * 1.6


def test_trouble_is_told_once_and_ends_nothing(tmp_path: Path) -> None:
    """With a full disk, or while another run is at work, the daemon continues. With an invalid tracker.toml it keeps the old settings."""
    (tmp_path / "tracker.toml").write_text(TOML)
    machine = Virtual(datetime(2026, 10, 1, 12).astimezone(), 2)
    told: list[watching.Notice] = []
    errors = [
        OSError(28, "No space left on device", "tracker.db"),
        OSError(28, "No space left on device", "tracker.db"),
        project.ProjectBusy("another"),
    ]

    def run(here: project.Project, hooks: Hooks) -> Report:
        if errors:
            raise errors.pop(0)
        if machine.runs == 3:
            (tmp_path / "tracker.toml").write_text("[sources.x]\n")
        if machine.runs == 5:
            assert set(here.settings.sources) == set(EVERY)
            (tmp_path / "tracker.toml").write_text(TOML.replace("slow", "slower"))
            machine.checks["slower"] = []
        if machine.runs == 8:
            machine.watch.reload()
        return machine.run(here, hooks)

    world = watching.Environment(machine.clock, machine.pause, run, machine.next_due)
    machine.watch = watching.Watch(tmp_path, told.append, lambda _here, _report: None, Hooks(), world)
    machine.watch.forever()
    assert [(one.event, one.trouble) for one in told] == [
        ("watching", False),
        ("error", True),
        ("error", True),
        ("reloaded", False),
        ("reloaded", False),
        ("stopped", False),
    ]
    assert "full" in told[1].text
    assert "has no url" in told[2].text
    assert "stay in use" in told[2].text
    assert set(machine.watch.project.settings.sources) == {"slower", "usual", "quick"}
    assert len(machine.checks["slower"]) == 2


def test_the_daemon_itself(tmp_path: Path) -> None:
    """It checks at once, reads a changed tracker.toml again, lets other commands run, and ends with 0 after SIGTERM."""
    world = World(2, 4, size=300)
    with Server(world) as server:
        whole = greenhouse_toml(server.base, 2)
        one = whole[: whole.index("[sources.c1]")]
        file = tmp_path / "tracker.toml"
        file.write_text(one)
        environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"}
        daemon = subprocess.Popen(
            [sys.executable, "-m", "tracker", "-C", str(tmp_path), "watch", "--log-format", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        assert daemon.stdout

        def event(*names: str) -> dict[str, object]:
            assert daemon.stdout
            for line in daemon.stdout:
                found = json.loads(line)
                if found["event"] in names:
                    return dict(found)
            raise AssertionError(names)

        try:
            assert event("watching")["level"] == "info"
            told = event("check")
            assert (told["source"], told["outcome"], told["baseline"], told["changes"]) == ("c0", "complete", 4, {})
            file.write_text("nonsense = 1\n")
            assert (event("error")["level"]) == "error"
            file.write_text(whole)
            assert "2 sources" in str(event("reloaded")["message"])
            assert event("check")["source"] == "c1"
            daemon.send_signal(signal.SIGHUP)
            event("reloaded")
            while True:  # the daemon may hold the lock at this very moment
                try:
                    assert [result.source for result in check(tmp_path, "c1").results] == ["c1"]
                    break
                except project.ProjectBusy:
                    time.sleep(0)
            daemon.send_signal(signal.SIGTERM)
            assert event("stopped")["message"] == "Stopped by SIGTERM."
            assert daemon.wait(20) == 0
        finally:
            daemon.kill()
            daemon.wait()
            daemon.stdout.close()
    connection = reader(tmp_path)
    assert connection.execute("SELECT source, count(*) FROM checks GROUP BY 1").fetchall() == [("c0", 1), ("c1", 2)]
    connection.close()
