"""A failed import leaves the project as it was; the same import then brings everything."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests import crafted
from tests.conftest import Reply, dump
from tests.crafted import feed
from tracker.archive import Archive
from tracker.archive.import_journal import JOURNAL, ImportJournal
from tracker.archive.writing import Appending
from tracker.cli import main
from tracker.fetch.spool import SPOOLS
from tracker.operations import project, verify
from tracker.store.database import Database

Site = Callable[[Callable[[str, dict[str, str]], Reply]], tuple[str, list[str]]]
URL = "https://victim.example.org/feed.json"
TOML = f'[sources.victim]\nboard = "json"\nurl = "https://victim.example.org/jobs"\nendpoint = "{URL}"\nallow_private = true\ndelay = "0s"\n'
KINDS = ("git", "warc", "har", "dir", "wayback")
TABLES = ("postings", "versions", "changes", "checks", "snapshots")
EMPTY: dict[str, list[object]] = {name: [] for name in TABLES}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "p"
    path.mkdir()
    (path / "tracker.toml").write_text(TOML)
    return path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments])


def arguments(kind: str, folder: Path, site: Site) -> list[str]:
    """Make three captures in one of the forms, and return the arguments that import them."""
    folder.mkdir(parents=True, exist_ok=True)
    where: list[str]
    if kind == "git":
        where = [str(crafted.repository(folder / "r")), "feed.json"]
    elif kind == "dir":
        for day in range(1, 4):
            (folder / f"2024-05-0{day}.json").write_bytes(feed(day))
        where = [str(folder)]
    elif kind == "warc":
        where = [str(warc(folder / "three.warc"))]
    elif kind == "har":
        (folder / "three.har").write_bytes(har())
        where = [str(folder / "three.har")]
    else:
        base, _ = site(replay)
        where = ["--server", base]
    return ["import", kind, *where, "--source", "victim"]


def test_the_defaults_hold_for_the_archive_on_the_web(root: Path, site: Site) -> None:
    """A source that is not in tracker.toml is imported from a private address if `[defaults]` allows that."""
    base, asked = site(replay)
    command = ("import", "wayback", "--source", "new", "--board", "greenhouse", "--server", base)
    (root / "tracker.toml").write_text('[defaults]\ndelay = "0s"\n')
    assert "is a private address" in run(root, *command).output
    assert asked == []
    (root / "tracker.toml").write_text('[defaults]\ndelay = "0s"\nallow_private = true\n')
    run(root, *command)
    assert any(path.startswith("/cdx/") for path in asked)


def warc(file: Path) -> Path:
    with file.open("wb") as out:
        for day in range(1, 4):
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + feed(day)
            out.write(
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{day:032x}>\r\nWARC-Target-URI: {URL}\r\n"
                f"WARC-Date: 2024-05-0{day}T06:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(head)}\r\n\r\n".encode()
                + head
                + b"\r\n\r\n"
            )
    return file


def har() -> bytes:
    entries = [
        {
            "startedDateTime": f"2024-05-0{day}T06:00:00Z",
            "request": {"method": "GET", "url": URL, "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Type", "value": "application/json"}],
                "content": {"mimeType": "application/json", "text": feed(day).decode()},
            },
        }
        for day in range(1, 4)
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def replay(path: str, _headers: dict[str, str]) -> Reply:
    """Answer as a Wayback machine that has three captures of the list."""
    if path.startswith("/cdx/"):
        rows = [["timestamp", "original"], *([f"2024050{day}060000", URL] for day in range(1, 4))]
        return 200, {"Content-Type": "application/json"}, json.dumps(rows).encode()
    day = path.partition("/web/2024050")[2][:1]
    if day in {"1", "2", "3"} and "feed.json" in path:
        return 200, {"Content-Type": "application/json"}, feed(int(day))
    return 404, {}, b""


def state(root: Path) -> dict[str, object]:
    """Return all that a project holds: its files of captures with what is in them, and its rows."""
    files = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted((root / "snapshots").rglob("*"))
        if path.name != ".spool"
    }
    return {"files": files, **(dump(root, TABLES) if (root / "tracker.db").exists() else EMPTY)}


def is_whole(root: Path) -> None:
    """See that `verify` finds nothing, and that a rebuild says the same again."""
    assert not verify.verify(project.load(root)).problems
    before = dump(root, ("postings", "changes", "checks"))
    assert run(root, "rebuild").exit_code == 0
    assert dump(root, ("postings", "changes", "checks")) == before


def fails_after(count: int, error: BaseException) -> Callable[[Appending, bytes, bytes], None]:
    """Return a `write` that does half of its work the time after `count`, and then fails."""
    left = count
    whole = Appending.write

    def write(self: Appending, data: bytes, plain: bytes = b"") -> None:
        nonlocal left
        left -= 1
        if left < 0:
            whole(self, data[: len(data) // 2])
            raise error
        whole(self, data, plain)

    return write


@pytest.mark.parametrize("before", [False, True], ids=["new", "known"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_leaves_nothing(
    root: Path, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, kind: str, *, before: bool
) -> None:
    """Neither of a new source nor of an existing one; then the same import brings everything."""
    if before:
        old = tmp_path / "old"
        old.mkdir()
        (old / "2024-05-01T05.json").write_bytes(feed(7))
        assert run(root, "import", "dir", str(old), "--source", "victim", "--at", "2024-05-01T05:00Z").exit_code == 0
    asked = arguments(kind, tmp_path / "in", site)
    was = state(root)
    monkeypatch.setattr(Appending, "write", fails_after(5, OSError(errno.ENOSPC, "No space left on device", str(root))))
    assert run(root, *asked).exit_code != 0
    monkeypatch.undo()
    now = state(root)
    assert now == was
    assert not (root / "snapshots" / JOURNAL).exists()
    done = run(root, *asked)
    assert done.exit_code == 0, done.output
    assert "3 captures" in done.output
    is_whole(root)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), RuntimeError("a bug")])
def test_whatever_ends_it_leaves_nothing(
    root: Path, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    asked = arguments("dir", tmp_path / "in", site)
    whole = Archive.append
    left = 2

    def append(self: Archive, *given: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise error
        return whole(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "append", append)
    assert run(root, *asked).exit_code != 0
    monkeypatch.undo()
    assert state(root) == {"files": {}, **EMPTY}


@pytest.mark.parametrize("kind", KINDS)
def test_a_commit_that_fails_takes_the_archive_back(
    root: Path, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """If the database can't be written at the end, the archive is restored too."""
    asked = arguments(kind, tmp_path / "in", site)
    monkeypatch.setattr(
        Database, "index", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error", "x"))
    )
    assert run(root, *asked).exit_code != 0
    monkeypatch.undo()
    assert state(root) == {"files": {}, **EMPTY}


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let no file of this process grow beyond 200 kB, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def test_a_limit_of_size_leaves_nothing(root: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A real write that stops in the middle: of the archive, the spool or the database."""
    folder = tmp_path / "in"
    folder.mkdir()
    for day in range(1, 4):
        body = os.urandom(60_000).hex()
        (folder / f"2024-05-0{day}.json").write_text(f'{{"jobs": [{{"id": "a", "title": "Cook", "text": "{body}"}}]}}')
    assert run(root, "status").exit_code in {0, 1}
    request.getfixturevalue("little_room")
    assert run(root, "import", "dir", str(folder), "--source", "victim").exit_code == 3
    files = {path.name for path in (root / "snapshots").rglob("*") if path.is_file()}
    assert not {name for name in files if not name.startswith("spool-")}


KILLED = (
    "import os, sys\n"
    "from tracker.archive.import_journal import ImportJournal\n"
    "from tracker.archive.writing import Appending\n"
    "from tracker.cli import main\n"
    "whole, done, left = Appending.write, ImportJournal.done, int(sys.argv.pop(1))\n"
    "def write(self, data, plain=b''):\n"
    "    global left\n"
    "    left -= 1\n"
    "    whole(self, data, plain)\n"
    "    self._opened.flush()\n"
    "    if left == 0:\n"
    "        os.kill(os.getpid(), 9)\n"
    "def finished(self):\n"
    "    done(self)\n"
    "    os.kill(os.getpid(), 9)\n"
    "Appending.write, ImportJournal.done = write, finished\n"
    "main()\n"
)


def killed(root: Path, moment: int, asked: list[str]) -> None:
    """Run a command that is killed at its so many-th write to the archive, or as soon as the archive has all of it."""
    program = [sys.executable, "-c", KILLED, str(moment), "-C", str(root), *asked]
    done = subprocess.run(program, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize(("kind", "moment"), [("git", 2), ("warc", 5), ("har", 2), ("dir", 5)])
def test_a_kill_leaves_nothing(root: Path, tmp_path: Path, site: Site, kind: str, moment: int) -> None:
    """After `kill -9` during an archive write, the next command that writes removes what was written."""
    asked = arguments(kind, tmp_path / "in", site)
    killed(root, moment, asked)
    assert (root / "snapshots" / JOURNAL).exists()
    assert not dump(root)["checks"]
    with project.load(root).lock():
        assert not [path for path in (root / "snapshots").rglob("*") if path.is_file() and path.suffix == ".zst"]
        assert not (root / "snapshots" / JOURNAL).exists()
        assert not (root / "snapshots" / "victim").exists()
    again = run(root, *asked)
    assert "3 captures" in again.output
    is_whole(root)


@pytest.mark.parametrize("before", [False, True], ids=["new", "known"])
@pytest.mark.parametrize("moment", [1, 3, 4, 8])
def test_who_reads_after_a_kill_sees_none_of_it(root: Path, tmp_path: Path, moment: int, *, before: bool) -> None:
    """`verify`, `doctor` and `export warc` report the state before the import, and the next writing command removes the rest."""
    if before:
        old = tmp_path / "old"
        old.mkdir()
        (old / "2024-05-01T05.json").write_bytes(feed(7))
        assert run(root, "import", "dir", str(old), "--source", "victim").exit_code == 0
    folder = tmp_path / "in"
    folder.mkdir()
    for month in (5, 6, 7):
        (folder / f"2024-0{month}-02.json").write_bytes(feed(month))
    (tmp_path / "out").mkdir()
    readers = (["verify"], ["export", "warc", str(tmp_path / "out")], ["doctor"])
    said = [run(root, *reader) for reader in readers]
    killed(root, moment, ["import", "dir", str(folder), "--source", "victim"])
    assert (root / "snapshots" / JOURNAL).exists()
    left = state(root)
    after = [run(root, *reader) for reader in readers]
    assert [(one.exit_code, one.output) for one in after[:2]] == [(one.exit_code, one.output) for one in said[:2]]
    assert "not folded" not in after[2].output
    assert ("1 file," if before else "0 files,") in after[2].output
    assert state(root) == left
    assert run(root, "rebuild").exit_code == 0
    assert not (root / "snapshots" / JOURNAL).exists()
    assert len(dump(root)["checks"]) == int(before)
    is_whole(root)


WRITERS = {
    "import": ["import", "dir", "in", "--source", "victim"],
    "pack": ["pack"],
    "rebuild": ["rebuild"],
    "remove": ["remove", "victim", "--yes"],
}


@pytest.mark.parametrize("writer", WRITERS)
def test_the_next_command_that_writes_removes_the_spool_of_a_killed_one(
    root: Path, tmp_path: Path, site: Site, writer: str
) -> None:
    """`verify` and `doctor` neither read nor remove it; the holder of the lock removes it and nothing else."""
    old = tmp_path / "in"
    old.mkdir()
    (old / "2024-05-01T05.json").write_bytes(feed(7))
    assert run(root, "import", "dir", str(old), "--source", "victim").exit_code == 0

    def said() -> list[str]:
        """Return what is said, without the free space of the disk."""
        lines = [line for reader in ("verify", "doctor") for line in run(root, reader).output.splitlines()]
        return [line for line in lines if " disk: " not in line]

    before = said()
    killed(root, 5, arguments("warc", tmp_path / "warc", site))
    spools = root / "snapshots" / SPOOLS
    assert [path.name.startswith("spool-") for path in spools.iterdir()] == [True]
    (spools / "spool-of-a-run").write_bytes(b"no record")
    (spools / "note.txt").write_bytes(b"a person's")
    (spools / "spool-folder").mkdir()
    left = sorted(spools.iterdir())
    assert said() == before
    assert sorted(spools.iterdir()) == left
    run(root, *[str(old) if one == "in" else one for one in WRITERS[writer]])
    assert sorted(path.name for path in spools.iterdir()) == ["note.txt", "spool-folder"]


def test_a_command_that_does_not_get_the_lock_removes_no_spool(root: Path) -> None:
    """It may be that of the process that has the lock."""
    spool = root / "snapshots" / SPOOLS / "spool-used"
    with project.load(root).lock():
        spool.parent.mkdir(parents=True)
        spool.write_bytes(b"x")
        with pytest.raises(project.ProjectBusy), project.load(root).lock():
            pass
        assert spool.exists()
    with project.load(root).lock():
        assert not spool.exists()


def test_a_kill_between_archive_and_database_leaves_all(root: Path, tmp_path: Path, site: Site) -> None:
    """The archive is complete, so the import is finished by folding what the database lacks."""
    asked = arguments("dir", tmp_path / "in", site)
    killed(root, -1, asked)
    assert not dump(root)["checks"]
    assert "3 captures already present" in run(root, *asked).output
    assert len(dump(root)["checks"]) == 3
    is_whole(root)


def test_an_error_between_archive_and_database_leaves_nothing(
    root: Path, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step of the database fails after the archive was complete."""
    asked = arguments("warc", tmp_path / "in", site)
    done = ImportJournal.done

    def fails(self: ImportJournal) -> None:
        done(self)
        raise OSError(errno.ENOSPC, "No space left on device", "tracker.db-wal")

    monkeypatch.setattr(ImportJournal, "done", fails)
    assert run(root, *asked).exit_code == 3
    monkeypatch.undo()
    assert state(root) == {"files": {}, **EMPTY}
    assert "3 captures" in run(root, *asked).output
    is_whole(root)


def test_a_journal_touches_files_of_the_archive_alone(tmp_path: Path) -> None:
    """Other names in it are ignored, and an end that was not synced does not count."""
    root = tmp_path / "snapshots"
    (root / "a").mkdir(parents=True)
    for name in ("2024-05.warc.zst", "notes.txt"):
        (root / "a" / name).write_bytes(b"12345")
    (tmp_path / "secret.warc.zst").write_bytes(b"12345")
    lines = (
        "2 a/2024-05.warc.zst",
        "0 ../secret.warc.zst",
        "0 a/notes.txt",
        "x a/2024-05.warc.zst",
        "0 a/b/c.warc.zst",
        "",
    )
    (root / JOURNAL).write_text("\n".join((*lines, "0 a/2024-05.warc.zst")))
    found = ImportJournal.read(root)
    assert found is not None
    assert found.undo() == ["a/2024-05.warc.zst"]
    assert (root / "a" / "2024-05.warc.zst").read_bytes() == b"12"
    assert (root / "a" / "notes.txt").exists()
    assert (tmp_path / "secret.warc.zst").exists()
    assert ImportJournal.read(root) is None
