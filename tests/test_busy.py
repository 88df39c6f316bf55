"""A command that needs the project while a run is at work: it waits, and fails if the run takes long."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import check, dump
from tests.repos import repository
from tests.world import Server, World, greenhouse_toml
from tracker.cli import COMMANDS, main
from tracker.operations import backup, doctor, project, sending, verify
from tracker.operations.project import ProjectBusy

Serve = Callable[[World], Server]
AT = "2026-03-02T080000Z"

# What each command is called with that changes the project.
WRITERS = {
    "remove": "remove c0 --yes",
    "remove, keeping the history": "remove c0 --keep-history",
    "annotate": "annotate c0.1 note",
    "annotate, removing": "annotate --remove 1",
    "redact": "redact c0.1 --text Engineer --reason wrong",
    "untie": "untie c0.1 c0.2",
    "import dir": "import dir FOLDER/in --source c0",
    "import warc": "import warc FOLDER/in --source c0",
    "import har": f"import har FOLDER/in/{AT}.json --source c0",
    "import wayback": "import wayback --source c0 --server http://127.0.0.1:9",
    "import git": "import git FOLDER/repo jobs/cook.md --source c0",
    "rebuild": "rebuild",
    "pack": "pack",
    "prune": "prune --older-than 2y",
    "prune, applied": "prune --older-than 2y --yes",
}
# `run` exits with 0, and `watch` waits for its turn. `add`, `alerts` and `backup` have tests of their own. The others write nothing here.
OTHERS = set(
    "run watch add init schedule status log show diff search news lifetimes list ties serve alerts export verify backup "
    "restore boards doctor demo".split()
)


@dataclass
class Busy:
    """A project in which a real run waits for a reply until `release` is called."""

    root: Path
    base: str
    world: World
    gate: threading.Event = field(default_factory=threading.Event)
    run: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start a run, and return when it has the lock and asks for a list."""
        asked = threading.Event()

        def fault(path: str) -> None:
            if path.startswith("/v1/boards/c0"):
                asked.set()
                self.gate.wait(60)

        self.world.fault = fault
        self.run = subprocess.Popen(
            [sys.executable, "-m", "tracker", "-C", str(self.root), "run", "c0"], stdout=subprocess.PIPE, text=True
        )
        assert asked.wait(60)

    def release(self) -> int:
        """Let the run end. Return its exit code."""
        self.gate.set()
        assert self.run is not None
        self.run.communicate(timeout=60)
        return self.run.returncode

    def call(self, words: str) -> Result:
        """Call a command in this process."""
        words = words.replace("FOLDER", str(self.root.parent))
        return CliRunner().invoke(main, ["-C", str(self.root), *words.split()])


@pytest.fixture
def busy(tmp_path: Path, serve: Serve) -> Iterator[Busy]:
    world = World(2, 3, size=300)
    base = serve(world).base
    root = tmp_path / "project"
    root.mkdir()
    (root / "tracker.toml").write_text(greenhouse_toml(base, 1))
    check(root)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{AT}.json").write_text('{"jobs": [], "meta": {"total": 0}}')
    repository(tmp_path / "repo").commit("2026-03-02T08:00:00Z", cook="Cooks.\n")
    found = Busy(root, base, world)
    found.begin()
    try:
        yield found
    finally:
        found.release()


def test_every_command_that_writes_is_tried() -> None:
    """A new command is a writer of this test, or is named as another."""
    writers = {name.split()[0].rstrip(",") for name in WRITERS}
    assert writers | OTHERS == set(COMMANDS)
    assert not writers & OTHERS


def test_a_command_that_did_nothing_fails(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """It exits with 1, names the process and its start, and says what to do. Nothing was changed."""
    monkeypatch.setattr(project, "LOCK_WAIT", 0.2)
    assert busy.run is not None
    before = dump(busy.root), (busy.root / "tracker.toml").read_text()
    for words in WRITERS.values():
        result = busy.call(words)
        assert result.exit_code == 1, (words, result.output)
        assert result.stdout == "", words
        assert f"Error: another tracker is running here: process {busy.run.pid}, since 20" in result.stderr, words
        assert (
            "nothing was done here; it did not end within 0 seconds. Run this again when it has ended" in result.stderr
        ), words
    assert (dump(busy.root), (busy.root / "tracker.toml").read_text()) == before
    assert not (busy.root / "corrections.jsonl").exists()
    assert busy.release() == 0
    result = busy.call("annotate c0.1 note")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_check_that_a_run_has_not_folded_yet_is_no_problem(tmp_path: Path, serve: Serve) -> None:
    """A run appends to the archive before it writes to the database. If no run is at work, the rest was left by a killed one."""
    world = World(2, 3, size=300)
    here = _checked_once(tmp_path, serve, world)
    database = (here.root / "tracker.db").read_bytes()
    check(here.root)
    (here.root / "tracker.db").write_bytes(database)
    (problem,) = verify.verify(here).problems
    assert "are in the database; `tracker run` folds the rest" in problem
    assert not _archive_is_fine(here)
    with here.lock():
        assert verify.verify(here).problems == []
        assert _archive_is_fine(here)
        (file,) = here.snapshots.glob("*/*.zst")
        whole = file.read_bytes()
        file.write_bytes(whole[:-9])  # a check that is being appended
        assert verify.verify(here).problems == []
        file.write_bytes(whole[:60])
        assert verify.verify(here).problems
        file.write_bytes(whole)
    assert not _archive_is_fine(here)


def test_a_run_that_ends_while_the_archive_is_verified(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive is compared with the database as it was before, and a check that came later is no problem."""
    world = World(2, 3, size=300)
    here = _checked_once(tmp_path, serve, world)
    scan, checks = verify._scanned, iter((1, 2))

    def scanned(*arguments: Any, **options: Any) -> Any:
        found = list(scan(*arguments, **options))
        next(checks)
        world.touch()
        check(here.root)
        return found

    monkeypatch.setattr(verify, "_scanned", scanned)
    assert verify.verify(here).problems == []
    assert next(checks) == 2


def _checked_once(tmp_path: Path, serve: Serve, world: World) -> project.Project:
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1))
    check(tmp_path)
    return project.load(tmp_path)


def _archive_is_fine(here: project.Project) -> bool:
    """Return whether `doctor` has no complaint about a file of the archive."""
    return all(line.ok for line in doctor.examine(here) if line.subject.endswith(".zst"))


def test_another_run_is_no_failure(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """`tracker run` does not wait, and exits with 0: the run that is at work does the same."""
    monkeypatch.setattr(project, "LOCK_WAIT", 600.0)
    for words in ("run", "run c0", "run --json"):
        result = busy.call(words)
        assert (result.exit_code, result.stdout) == (0, ""), words
    assert busy.call("run --due --quiet").output == ""


def test_a_short_run_is_waited_for(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command begins as soon as the run is over, with the settings that tracker.toml has then."""
    waits = 0

    def pause(seconds: float) -> None:
        nonlocal waits
        if not waits:
            text = greenhouse_toml(busy.base, 1)
            (busy.root / "tracker.toml").write_text(text.replace("[sources.c0]", '[sources.c0]\nname = "Renamed"'))
            busy.gate.set()
        waits += 1
        time.sleep(seconds)

    monkeypatch.setattr(project, "LOCK_WAIT", 60.0)
    monkeypatch.setattr(project, "time", SimpleNamespace(monotonic=time.monotonic, sleep=pause))
    with project.load(busy.root).lock(wait=True) as here:
        assert here.settings.sources["c0"].name == "Renamed"
    assert waits
    assert busy.release() == 0
    busy.gate.clear()
    busy.begin()
    waits = 0
    result = busy.call("annotate c0.1 note --json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["posting_id"] == "c0.1"
    assert waits


def test_added_and_not_checked(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """`add` writes tracker.toml, says that the source is not checked yet, and fails. The next run checks it."""
    monkeypatch.setattr(project, "LOCK_WAIT", 0.2)
    result = busy.call(
        f"add {busy.base}/c1/jobs --slug c1 --board greenhouse --endpoint {busy.base}/v1/boards/c1 --allow-private"
    )
    assert result.exit_code == 1
    assert "Added [sources.c1]" in result.stdout
    assert "Error: c1 is not checked yet: another tracker is running here: process" in result.stderr
    assert "the next `tracker run` checks it" in result.stderr
    assert busy.release() == 0
    assert busy.call("run c1").exit_code == 0
    assert busy.call("list c1").stdout.count("c1.") == 3


def test_retry_does_not_rely_on_another_sender(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another sender sends what is due, so `alerts send` is done. It does not send what is dead, so `alerts retry` fails."""
    monkeypatch.setattr(project, "LOCK_WAIT", 0.2)
    here = project.load(busy.root)
    with sending._is_only_sender(here, wait=False):
        sent, retried = busy.call("alerts send"), busy.call("alerts retry")
    assert (sent.exit_code, retried.exit_code) == (0, 1)
    assert "Another process is sending the alerts of this project, and sends what is due." in sent.stdout
    assert "Error: another process is sending the alerts of this project; nothing was done here" in retried.stderr
    assert busy.call("alerts retry").exit_code == 0


def test_two_backups_do_not_meet(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup needs no lock of a run. A second backup beside the first fails."""
    monkeypatch.setattr(project, "LOCK_WAIT", 0.2)
    target = busy.root.parent / "backups"
    assert busy.call(f"backup {target}").exit_code == 0
    with backup._working(busy.root / backup._WORK):
        result = busy.call(f"backup {target}")
    assert result.exit_code == 1
    assert f"another backup or restore is running in {busy.root}; nothing was done here" in result.stderr


def test_a_backup_waits_for_a_short_one(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one removes the folder that the second one waits for."""
    first = ExitStack()
    first.enter_context(backup._working(busy.root / backup._WORK))
    monkeypatch.setattr(project, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: first.close()))
    result = busy.call(f"backup {busy.root.parent / 'backups'}")
    assert result.exit_code == 0, result.output
    assert "has 1 backup." in result.stdout
    assert not (busy.root / backup._WORK).exists()


def test_the_lock_itself_does_not_wait(tmp_path: Path) -> None:
    """Without `wait`, ProjectBusy is raised at once: a run, the daemon and summaries have no use for waiting."""
    (tmp_path / "tracker.toml").write_text("")
    here = project.load(tmp_path)
    started = time.monotonic()
    with here.lock(), pytest.raises(ProjectBusy, match=r"nothing was done here$"), here.lock():
        pass
    assert time.monotonic() - started < project.LOCK_WAIT / 2
