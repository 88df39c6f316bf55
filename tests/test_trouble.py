"""System errors: the message names the real cause and the remedy, nothing is lost, and the next run works."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import check, dump
from tests.test_cli import tracker
from tests.world import Server, World, greenhouse_toml
from tracker.archive.atomic_files import partial_path, replaced
from tracker.archive.writing import Appending
from tracker.cli import edge
from tracker.model.errors import Damaged, Unavailable
from tracker.operations import project, verify
from tracker.store import remedies
from tracker.store.migrations import VERSION

Serve = Callable[[World], Server]
TOP = Path(__file__).parent.parent
REBUILD = "run `tracker rebuild`"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def command(root: Path, *arguments: str, before: Sequence[str] = ()) -> Done:
    """Run the command as a process of its own."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "tracker", "-C", str(root), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "bug in tracker" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def one_message(done: Done, *words: str) -> None:
    """A command ended with 3 and one line that has these words, and gives no harmful advice."""
    assert done.code == 3, done
    assert len(done.err.splitlines()) == 1, done.err
    for word in words:
        assert word in done.err, (word, done.err)
    assert REBUILD not in done.err


@dataclass
class Mount:
    """A file system of its own in memory; `size` in KiB."""

    path: Path
    size: int = 3000
    mounted: bool = field(default=False)

    def __enter__(self) -> Path:
        self.path.mkdir()
        options = f"size={self.size}k,mode=755"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.path)], check=False)
        if done.returncode:
            pytest.skip("a file system can't be mounted here: it takes root, and the right to mount")
        return self.path

    def __exit__(self, *_error: object) -> None:
        subprocess.run(["umount", "-l", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    with Mount(tmp_path / "disk") as path:
        yield path


@pytest.fixture
def watched(tmp_path: Path, serve: Serve) -> tuple[Path, World]:
    """A project with a history, and its site."""
    world = World(2, 8, size=900)
    root = tmp_path / "project"
    root.mkdir()
    (root / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 2))
    check(root)
    world.step()
    check(root)
    return root, world


def fill(folder: Path, leave: int = 0) -> Path:
    """Fill a disk but for so many bytes."""
    filler = folder / "filler"
    handle = os.open(filler, os.O_WRONLY | os.O_CREAT)
    for size in (65536, 4096, 1):
        with contextlib.suppress(OSError):
            while True:
                os.write(handle, bytes(size))
    os.ftruncate(handle, max(0, filler.stat().st_size - leave))
    os.close(handle)
    return filler


# --- a full disk ---


@pytest.mark.parametrize("leave", [0, 40_960, 131_072])
def test_a_full_disk(disk: Path, watched: tuple[Path, World], leave: int) -> None:
    """A run stops and says that the disk is full; nothing is lost, and the next run works."""
    root, world = watched
    here = disk / "project"
    shutil.copytree(root, here)
    before = dump(here)
    for _ in range(3):
        world.step(add=0.2, edit=0.6)
    filler = fill(disk, leave)
    done = command(here, "run")
    one_message(done, "full", "free some space", "nothing that was recorded is lost")
    filler.unlink()
    done = command(here, "run")
    assert done.code == 0, done
    after = dump(here)
    assert {row[0] for row in before["changes"]} <= {row[0] for row in after["changes"]}
    assert command(here, "verify").code == 0


def test_a_full_disk_and_readers(disk: Path, watched: tuple[Path, World]) -> None:
    """Reading commands need no space, or say that the disk is full."""
    root, _ = watched
    here = disk / "project"
    shutil.copytree(root, here)
    fill(disk)
    for arguments in (("log",), ("status",), ("show", "c0.1"), ("search", "halls"), ("verify",), ("doctor",)):
        done = command(here, *arguments)
        if done.code == 3:
            assert "full" in done.err + done.out
            assert REBUILD not in done.err + done.out
        else:
            assert done.code in {0, 1}


def test_a_full_disk_that_sqlite_calls_an_error(disk: Path, tmp_path: Path) -> None:
    """SQLite says `disk I/O error` where its log's index finds no room: told as a full disk where the disk is full."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = 4874  # SQLITE_IOERR_SHMSIZE
    assert "Input/output error" in str(remedies.of_database(error, tmp_path / "tracker.db"))
    fill(disk)
    assert "the disk is full" in str(remedies.of_database(error, disk / "tracker.db"))


def test_a_full_disk_and_the_configuration(disk: Path, serve: Serve) -> None:
    """`add` on a full disk leaves tracker.toml as it was, and says why."""
    base = serve(World(1, 3, size=300)).base
    text = 'contact = "x"\n# ' + "mine " * 2000
    (disk / "tracker.toml").write_text(text)
    filler = fill(disk)
    arguments = (
        "add",
        f"{base}/c0/jobs",
        "--board",
        "greenhouse",
        "--endpoint",
        f"{base}/v1/boards/c0",
        "--allow-private",
    )
    one_message(command(disk, *arguments), "tracker.toml", "the disk is full")
    assert (disk / "tracker.toml").read_text() == text
    filler.unlink()
    assert not partial_path(disk / "tracker.toml").exists()
    assert command(disk, *arguments).code == 0


def test_a_full_disk_and_exports(disk: Path, watched: tuple[Path, World]) -> None:
    """An export for which there is no room leaves nothing, and the next one works."""
    root, _ = watched
    filler = fill(disk, 20_000)
    exports = [
        ("export", "db", str(disk / "a" / "x.db")),
        ("export", "warc", str(disk / "b")),
        ("export", "jsonl", str(disk / "x.jsonl")),
        ("export", "csv", str(disk / "c")),
        ("export", "parquet", str(disk / "e")),
        ("export", "markdown", str(disk / "d")),
        ("export", "wacz", str(disk / "x.wacz")),
    ]
    for arguments in exports:
        done = command(root, *arguments)
        assert done.code == 2, done
        assert done.err == (
            f"Error: can't write {arguments[-1]}: the disk is full (No space left on device). "
            "No partial file was left; choose a place that is writable and has free space\n"
        )
    for path in disk.rglob("*"):
        if path.is_file() and path != filler:
            assert path.name.endswith(
                (".warc.gz", ".csv", ".parquet", ".md")
            )  # one that was whole before the disk was full
            assert not path.name.endswith(".gz") or gzip.decompress(path.read_bytes())
            assert not path.name.startswith(".")
    filler.unlink()
    for arguments in exports:
        assert command(root, *arguments).code == 0


def test_output_that_can_not_be_written(watched: tuple[Path, World]) -> None:
    """A run whose output can't be written does its work, and ends with 1."""
    root, world = watched
    world.step()
    for arguments, checks in ((("run",), 2), (("log",), 0)):
        before = len(dump(root)["checks"])
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "tracker", "-C", str(root), *arguments],
                check=False,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert done.returncode == 1
        assert "could not write the output: No space left on device" in done.stderr
        assert len(dump(root)["checks"]) == before + checks


def test_files_that_may_not_grow(tmp_path: Path, watched: tuple[Path, World]) -> None:
    """A file size limit, or a full temporary directory, is not reported as damage."""
    root, _ = watched
    if not shutil.which("prlimit"):
        pytest.skip("there is no prlimit to set a limit with")
    few = ("prlimit", "--fsize=102400")
    one_message(command(root, "export", "db", str(tmp_path / "copy.db"), before=few), "temporary file", "TMPDIR")
    one_message(command(root, "rebuild", before=few), "has reached its size limit", "ulimit -f")
    assert not (tmp_path / "copy.db").exists()


def test_a_full_disk_and_a_removal(disk: Path, watched: tuple[Path, World]) -> None:
    """If the disk is full after tracker.toml was edited, the message says what was done and what remains."""
    root, _ = watched
    here = disk / "project"
    for leave in range(32_768, 196_608, 8_192):
        shutil.copytree(root, here)
        before = dump(here)
        filler = fill(disk, leave)
        done = command(here, "remove", "c0", "--yes")
        filler.unlink()
        if done.code == 3 and "[sources.c0]" not in (here / "tracker.toml").read_text():
            break
        one_message(done, "full") if done.code else None
        assert done.code == 0 or "no longer monitored" not in done.err
        shutil.rmtree(here)
    else:
        pytest.fail("the disk was never full in the middle of a removal")
    one_message(
        done, "full", "c0 is no longer monitored", "its history is not deleted", "`tracker remove c0 --yes` again"
    )
    assert dump(here)["changes"] == before["changes"]
    assert command(here, "remove", "c0", "--yes").code == 0
    assert not (here / "snapshots/c0").exists()
    assert command(here, "verify").code == 0


# --- no permission ---


def test_a_read_only_file_system(tmp_path: Path, watched: tuple[Path, World]) -> None:
    """Readers work; writers say that the file system is read-only."""
    root, _ = watched
    with Mount(tmp_path / "disk", 20_000) as disk:
        shutil.copytree(root, disk / "project")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        here = disk / "project"
        for arguments in (("log",), ("status",), ("show", "c0.1"), ("list", "c0"), ("verify",)):
            done = command(here, *arguments)
            assert done.code == 0, (arguments, done)
        for arguments in (("run",), ("rebuild",), ("alerts", "retry"), ("untie", "a", "b")):
            one_message(command(here, *arguments), "the file system is read-only")
        assert command(here, "export", "db", str(tmp_path / "copy.db")).code == 0
        one_message(command(here, "remove", "c1", "--yes"), "the file system is read-only")
        done = command(here, "doctor")
        assert done.code == 1, done
        assert "NOT  write access: " in done.out
        assert "the file system is read-only" in done.out
        with pytest.raises(OSError, match="Read-only file system") as refused, replaced(here / "tracker.toml"):
            pass
        assert (refused.value.errno, refused.value.filename) == (errno.EROFS, str(here / "tracker.toml"))


@pytest.fixture
def somebody(watched: tuple[Path, World]) -> tuple[Path, tuple[str, ...]]:
    """The project, which may be read only, and what to put before a command so that even root must keep to that."""
    root, _ = watched
    root.chmod(0o555)
    if os.geteuid() != 0:
        return root, ()
    if not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to take that from it")
    return root, ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")


def test_another_user(somebody: tuple[Path, tuple[str, ...]]) -> None:
    """A user without write permission can read; a run says who must own the directory."""
    root, before = somebody
    for arguments in (("log",), ("status",), ("search", "halls"), ("verify",)):
        done = command(root, *arguments, before=before)
        assert done.code == 0, (arguments, done)
    for arguments in (("run",), ("rebuild",)):
        one_message(command(root, *arguments, before=before), "no permission", "run as the user who owns it")


@pytest.mark.parametrize("what", ["", "tracker.db", "tracker.lock", "snapshots", "snapshots/c0", "snapshots/c0/*.zst"])
def test_doctor_names_what_can_not_be_written(somebody: tuple[Path, tuple[str, ...]], what: str) -> None:
    """`doctor` names the first file or directory that this user can't write, and how many more there are."""
    root, before = somebody
    if what:
        root.chmod(0o755)
    else:
        (root / "tracker.db").chmod(0o444)
    done = command(root, "doctor", before=before)
    assert ("ok   write access: this user can write all files" in done.out) == bool(what)
    (file,) = root.glob(what) if what else (root,)
    file.chmod(0o555)
    done = command(root, "doctor", before=before)
    assert done.code == 1
    assert f"NOT  write access: {file}: this user has no permission (Permission denied)" in done.out
    assert ("(1 more can't be written)" in done.out) == (not what)


def test_another_user_may_not_even_read(somebody: tuple[Path, tuple[str, ...]]) -> None:
    """An unreadable database is not reported as damaged, and neither is the configuration."""
    root, before = somebody
    (root / "tracker.db").chmod(0)
    for arguments in (("log",), ("status",)):
        one_message(command(root, *arguments, before=before), "tracker.db", "no permission")
    (root / "tracker.toml").chmod(0)
    done = command(root, "run", before=before)
    assert (done.code, "can't be read: Permission denied" in done.err) == (2, True)


def test_an_archive_that_an_export_may_not_read(tmp_path: Path, somebody: tuple[Path, tuple[str, ...]]) -> None:
    """What can't be read in the project is not told as an output that can't be written."""
    root, before = somebody
    (file,) = (root / "snapshots/c0").iterdir()
    file.chmod(0)
    done = command(root, "export", "warc", str(tmp_path / "out"), before=before)
    one_message(done, f"{file}: this user has no permission", "run as the user who owns it")


def test_a_lock_that_may_not_be_opened(somebody: tuple[Path, tuple[str, ...]]) -> None:
    """The lock of another user is named."""
    root, before = somebody
    (root / "tracker.lock").chmod(0)
    one_message(command(root, "run", before=before), "tracker.lock", "no permission")


# --- handles, locks, versions ---


@pytest.mark.parametrize("handles", range(4, 16, 2))
def test_few_file_handles(watched: tuple[Path, World], handles: int) -> None:
    """With hardly any file handles, a command says so or works; it never reports damage."""
    root, _ = watched
    code = (
        "import resource, sys; from tracker.cli import main\n"
        "from tracker import check; from tracker.operations import run, verify, project; from tracker.store import read, asof, integrity\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({handles}, {handles})); main()"
    )
    for arguments in (("log",), ("status",), ("untie", "a", "b")):
        done = subprocess.run(
            [sys.executable, "-c", code, "-C", str(root), *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert REBUILD not in done.stderr
        if done.returncode == 3:
            assert "open any more files" in done.stderr, done.stderr
        else:
            assert done.returncode == (2 if arguments[0] == "untie" else 0), done.stderr


def test_a_database_that_another_program_holds(watched: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that does not go away is told as that."""
    root, _ = watched
    other = sqlite3.connect(root / "tracker.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE sources SET name = name")
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: real(*given, **{**named, "timeout": 0.05}))
    for arguments in (("run",), ("log",)):
        code, out, err = tracker(root, *arguments)
        one_message(Done(code, out, err), "tracker.db is locked by another program")
    other.close()
    assert tracker(root, "log")[0] == 0


def test_a_database_of_a_newer_tracker(watched: tuple[Path, World]) -> None:
    """What a newer tracker wrote is left alone."""
    root, _ = watched
    with sqlite3.connect(root / "tracker.db") as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    for arguments in (("run",), ("log",), ("rebuild",)):
        code, out, err = tracker(root, *arguments)
        one_message(Done(code, out, err), f"has schema version {VERSION + 1}", "use the newer tracker")


@pytest.mark.parametrize("version", [0, 3, 5, 70, 5000])
@pytest.mark.parametrize("migrations", [False, True])
def test_a_foreign_database_is_left_alone(tmp_path: Path, version: int, migrations: bool) -> None:
    """Whatever its schema version, every command says that it belongs to another program, and writes nothing."""
    (tmp_path / "tracker.toml").write_text("")
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        if migrations:
            connection.execute("CREATE TABLE _sqlite_migrations (id INTEGER, migration_set TEXT, name TEXT)")
            connection.execute("INSERT INTO _sqlite_migrations VALUES (1, 'bookmarks', 'first')")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    before = (tmp_path / "tracker.db").read_bytes()
    for arguments in (("run",), ("status",), ("log",), ("verify",), ("doctor",), ("rebuild",)):
        code, out, err = tracker(tmp_path, *arguments)
        assert (code, "the database of another program (its tables are bookmarks" in out + err) == (3, True), arguments
        assert "schema version" not in out + err
    assert (tmp_path / "tracker.db").read_bytes() == before


def test_an_old_database_of_ours(watched: tuple[Path, World]) -> None:
    """One of an older tracker is brought up to date by a run."""
    root, _ = watched
    for version in (4, 0):
        with sqlite3.connect(root / "tracker.db") as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        code, _, err = tracker(root, "log")
        assert (code, "`tracker run` brings it up to date" in err) == (3, True)
        assert tracker(root, "run")[0] == 0
        assert tracker(root, "verify")[0] == 0


# --- a missing file of the archive ---


def test_a_missing_file_of_the_archive(watched: tuple[Path, World]) -> None:
    """Every command names it; a rebuild stops too, unless it is told to continue, and then says what it left out."""
    root, _ = watched
    (file,) = (root / "snapshots" / "c0").iterdir()
    away = root / "away"
    file.rename(away)
    for arguments in (("run",), ("rebuild",), ("verify",), ("doctor",)):
        code, out, err = tracker(root, *arguments)
        assert code == 3, (arguments, out, err)
        assert f"c0/{file.name}" in out + err
        assert "restore it from a backup" in out + err
        assert "tracker rebuild --without-missing" in out + err
    assert len(json.loads(tracker(root, "verify", "--json")[1])["problems"]) == 1
    away.rename(file)
    assert tracker(root, "verify")[0] == 0
    assert tracker(root, "run")[0] == 0
    before = dump(root)
    file.rename(away)
    code, out, err = tracker(root, "rebuild", "--without-missing")
    assert (code, f"c0/{file.name} is missing and was skipped" in err) == (0, True)
    after = dump(root)
    assert after["changes"] == [row for row in before["changes"] if row[2] == "c1"]
    assert after["versions"] == [row for row in before["versions"] if row[1].startswith("c1.")]
    assert tracker(root, "verify")[0] == 0
    assert tracker(root, "run")[0] == 0
    assert not verify.verify(project.load(root)).problems


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
@pytest.mark.parametrize("what", ["snapshots", "snapshots/c0"])
def test_an_archive_that_may_not_be_seen(somebody: tuple[Path, tuple[str, ...]], what: str, mode: int) -> None:
    """A folder without permission has lost nothing, and no command says so."""
    root, before = somebody
    root.chmod(0o755)
    history = dump(root)
    (root / what).chmod(mode)
    for arguments in (("run",), ("rebuild",), ("rebuild", "--without-missing"), ("verify",)):
        done = command(root, *arguments, before=before)
        one_message(done, "snapshots", "no permission")
        assert "missing" not in done.err
    done = command(root, "doctor", before=before)
    assert (done.code, "no permission" in done.out, "missing" in done.out) == (3, True, False)
    (root / what).chmod(0o755)
    assert dump(root) == history
    assert tracker(root, "verify")[0] == 0


def _link(path: Path) -> None:
    path.symlink_to(path.with_name("unmounted"))


WAYS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a file": (lambda path: path.write_text("notes"), "is a file"),
    "a directory": (Path.mkdir, "is a directory"),
    "a FIFO": (os.mkfifo, "is a FIFO"),
    "a link": (_link, "is a broken link"),
    "a circle": (lambda path: path.symlink_to(path.name), "leads in a circle"),
}


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("kind", WAYS)
def test_what_stands_in_the_way_of_the_archive(watched: tuple[Path, World], kind: str, place: int) -> None:
    """The message names what it is, or asks for the disk of a link, and no history is given up."""
    root, _ = watched
    (file,) = (root / "snapshots" / "c0").iterdir()
    path = (root / "snapshots", file.parent, file)[place]
    if (kind, place) in {("a directory", 0), ("a directory", 1), ("a file", 2)}:
        return  # as it should be
    history = dump(root)
    path.rename(root / "away")
    make, told = WAYS[kind]
    make(path)
    for arguments in (("run",), ("rebuild",), ("rebuild", "--without-missing"), ("verify",), ("doctor",)):
        code, out, err = tracker(root, *arguments)
        assert (code, told in out + err, str(path) in out + err) == (3, True, True), (arguments, out, err)
        assert "--without-missing" not in out + err
        assert ("is its disk mounted?" in out + err) == (kind == "a link")
    path.rmdir() if kind == "a directory" else path.unlink()
    (root / "away").rename(path)
    assert dump(root) == history
    assert tracker(root, "verify")[0] == 0


def test_an_archive_that_is_not_mounted(watched: tuple[Path, World]) -> None:
    """If snapshots/ is missing or empty, the message asks for the disk; only an explicit option gives up the history."""
    root, _ = watched
    history = dump(root)
    (root / "snapshots").rename(root / "away")
    for empty in (False, True):
        if empty:
            (root / "snapshots" / "lost+found").mkdir(parents=True)
        for arguments in (("run",), ("rebuild",), ("verify",), ("doctor",)):
            code, out, err = tracker(root, *arguments)
            assert (code, "is its disk mounted?" in out + err) == (3, True), (arguments, out, err)
            assert "--without-missing" not in out + err
        assert (root / "snapshots").exists() == empty
        code, _, err = tracker(root, "rebuild", "--without-missing")
        if not empty:
            assert (code, "is its disk mounted? If it is lost, create an empty directory" in err) == (3, True)
            assert dump(root) == history
    assert (code, len(dump(root)["changes"])) == (0, 0)


# --- exports that are killed ---


@pytest.mark.parametrize("what", ["db", "warc"])
def test_an_export_that_is_killed(tmp_path: Path, watched: tuple[Path, World], what: str) -> None:
    """After SIGKILL there is no half file under the final name, and the next export works and leaves nothing beside."""
    root, _ = watched
    with sqlite3.connect(root / "tracker.db") as connection:
        connection.execute("CREATE TABLE ballast AS SELECT randomblob(60000000) AS x")
    connection.close()
    target = tmp_path / "out" / "copy.db" if what == "db" else tmp_path / "out"
    # The export of the archive stops after its first record, as it would on a slow disk.
    code = (
        "import time; from tracker.archive import ArchiveReader; from tracker.cli import main\n"
        "plain = ArchiveReader.plain\n"
        "def slow(self, file):\n"
        "    for record in plain(self, file):\n"
        "        yield record\n"
        "        time.sleep(60)\n"
        "ArchiveReader.plain = slow; main()"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code, "-C", str(root), "export", what, str(target)],
        env={**os.environ, "PYTHONPATH": str(TOP)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not list(tmp_path.glob("out/.*.partial")) and running.poll() is None and time.monotonic() < until:
        os.sched_yield()
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    names = [path.name for path in (tmp_path / "out").iterdir()]
    assert names
    assert all(".partial" in name for name in names)
    assert tracker(root, "export", what, str(target))[0] == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert not any("partial" in name for name in names), names
    if what == "db":
        connection = sqlite3.connect(target)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_an_export_makes_its_directory_and_says_so(tmp_path: Path, watched: tuple[Path, World]) -> None:
    """A missing directory is made and named; a source that is none is refused."""
    root, _ = watched
    code, out, _ = tracker(root, "export", "db", str(tmp_path / "public" / "of" / "x.db"))
    assert (code, f"Created {tmp_path / 'public' / 'of'}" in out) == (0, True)
    code, _, err = tracker(root, "export", "warc", str(tmp_path / "w"), "--source", "c")
    assert (code, "no source 'c' in snapshots/; did you mean" in err) == (2, True)
    assert not (tmp_path / "w").exists()


# --- the edge ---


def test_the_chain_is_followed_to_the_cause(tmp_path: Path) -> None:
    """If rolling back fails too, the full disk is reported as the cause."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    rolled = sqlite3.OperationalError("cannot rollback - no transaction is active")
    rolled.sqlite_errorcode = sqlite3.SQLITE_ERROR
    rolled.__context__ = full
    assert "full" in str(remedies.of_error(rolled, tmp_path))
    bug = KeyError("x")
    bug.__context__ = FileNotFoundError(2, "No such file", "cache")
    assert remedies.of_error(bug, tmp_path) is None
    bug.__cause__ = full
    assert isinstance(remedies.of_error(bug, tmp_path), Unavailable)
    assert remedies.of_error(ConnectionRefusedError(111, "Connection refused"), tmp_path) is None
    assert remedies.of_error(PermissionError(13, "a socket"), tmp_path) is None
    assert isinstance(remedies.of_error(MemoryError(), tmp_path), Unavailable)
    circle = sqlite3.OperationalError("x")
    circle.__context__ = circle
    assert remedies.of_error(circle, tmp_path) is None


def test_every_errno_says_what_to_do(tmp_path: Path) -> None:
    """Each message names the file, the cause in words and in the system's own, and a remedy; none is to rebuild."""
    assert len(remedies._MACHINE) == 20
    for number in remedies._MACHINE:
        told = str(remedies.of_machine(OSError(number, os.strerror(number), "some/file"), tmp_path))
        assert told.startswith("some/file: ")
        assert f"({os.strerror(number)}); " in told
        assert "rebuild" not in told


def test_a_bug_is_no_traceback(watched: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error prints two lines; the traceback is in a file of limited size, or shown on demand."""
    root, _ = watched

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("\x1b[2J" + "x" * 200_000)

    monkeypatch.setattr("tracker.store.read.health", broken)
    code, _, err = tracker(root, "status")
    assert code == 1
    assert "this is a bug in tracker: ZeroDivisionError: \\x1b[2Jxxx" in err
    assert f"Please report it and attach {root / edge.REPORT}" in err
    assert max(len(line) for line in err.splitlines()) < 500
    told = (root / edge.REPORT).read_text()
    assert "Traceback (most recent call last)" in told
    assert "\x1b" not in told
    assert len(told) < 70_000
    monkeypatch.setenv("TRACKER_DEBUG", "1")
    assert "Traceback (most recent call last)" in tracker(root, "status")[2]
    monkeypatch.setattr("tracker.archive.atomic_files.write_text", broken)


@pytest.mark.parametrize(
    "arguments", [["show", "a\udcff"], ["ties", "\udcff"], ["annotate", "c0.1", "\udcff"], ["remove", "\udcff"]]
)
def test_an_argument_that_is_not_utf8(
    watched: tuple[Path, World], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """Python passes such bytes on as lone surrogates, which neither a database nor a file takes."""
    monkeypatch.setattr("sys.argv", ["tracker", *arguments])
    assert tracker(watched[0], *arguments) == (2, "", f"Error: {arguments[-1]!r} is not valid UTF-8; enter it again\n")


def test_a_bug_in_a_directory_that_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no project, the report goes into the temporary directory, and nothing is left behind."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "home").mkdir()
    monkeypatch.setattr("tracker.config.schema", lambda _: 1 / 0)
    code, _, err = tracker(tmp_path / "home", "init", "--schema")
    assert (code, str(tmp_path / "tmp" / edge.REPORT) in err) == (1, True)
    assert not list((tmp_path / "home").iterdir())


def test_interrupted(watched: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and one line."""
    root, _ = watched

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.store.read.health", stopped)
    assert tracker(root, "status") == (130, "", "Interrupted. Work done so far is kept.\n")


def test_a_trouble_is_not_damage(watched: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error with an intact database is a bug; with a damaged one it is the damage."""
    root, _ = watched
    assert edge.explained(KeyError("x"), root) is None
    with sqlite3.connect(root / "tracker.db") as connection:
        connection.execute("UPDATE source_state SET masks = '{}'")
    connection.close()
    assert isinstance(edge.explained(KeyError("x"), root), Damaged)
    assert monkeypatch


# --- times ---


def test_checks_of_the_future(watched: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a wrong clock, `status` and `doctor` say that checks are dated in the future."""
    root, _ = watched
    assert "future" not in "".join(map(str, tracker(root, "status")))
    for module in ("tracker.operations.project", "tracker.operations.run"):
        monkeypatch.setattr(f"{module}.now", lambda: "2131-01-01T00:00:00.000Z")
    check(root, "c0")
    monkeypatch.undo()
    code, _, err = tracker(root, "status")
    assert (code, "c0: its latest check is dated 2131-01-01 00:00 UTC, in the future" in err) == (0, True)
    code, out, _ = tracker(root, "doctor")
    assert (code, "NOT  clock, c0: has checks dated up to 2131-01-01T00:00:00.000Z" in out) == (1, True)


def test_checks_that_can_not_be_read(watched: tuple[Path, World]) -> None:
    """`status` and `doctor` name the checks that are archived and could not be read."""
    root, _ = watched
    with sqlite3.connect(root / "tracker.db") as connection:
        name = connection.execute("SELECT max(id) FROM checks WHERE source = 'c0'").fetchone()[0]
        connection.execute("UPDATE checks SET readable = 0, reason = 'an odd reply' WHERE id = ?", (name,))
    connection.close()
    code, _, err = tracker(root, "status")
    assert (code, "c0: can't read the check of 20" in err, "UTC: an odd reply" in err) == (0, True, True)
    code, out, _ = tracker(root, "doctor")
    assert (code, f"NOT  check {name}: is archived, but could not be read: an odd reply" in out) == (1, True)


def test_what_is_asked_of_the_future(watched: tuple[Path, World]) -> None:
    """For a future time the known state is shown, with a warning."""
    root, _ = watched
    for arguments in (
        ("list", "c0", "--at", "2130-01-01"),
        ("show", "c0.1", "--at", "2130-01-01T00:00Z"),
        ("search", "halls", "--at", "2130-01-01"),
        ("log", "--since", "2130-01-01"),
    ):
        code, _, err = tracker(root, *arguments)
        assert (code, "is in the future" in err) == (0, True), arguments
        assert ("latest known state" in err, "nothing can be known" in err) == (
            "--at" in arguments,
            "--since" in arguments,
        )
    assert tracker(root, "list", "c0", "--at", project.now()[:10])[2] == ""
    assert tracker(root, "log", "--until", "2130-01-01")[2] == ""
    assert tracker(root, "list", "c0", "--at", "9999-12-31T23:59:59-23:00")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("log", "c00"), "no source 'c00' in the database; did you mean 'c0'?"),
        (("log", "zebra"), "no source 'zebra' in the database; choose from: c0, c1"),
        (("list", "C0"), "no source 'C0' in the database; did you mean 'c0'?"),
        (("log", "later"), "source 'later' has not been checked yet; run: tracker run later"),
        (("ties", "c0.nope"), "no posting 'c0.nope'"),
        (("diff", "zebra"), "no posting 'zebra'"),
        (("alerts", "test", "newsrom"), "no alert 'newsrom' in tracker.toml; did you mean 'newsroom'?"),
    ],
)
def test_names_that_are_none(watched: tuple[Path, World], arguments: tuple[str, ...], told: str) -> None:
    """An unknown name is an error with a suggestion."""
    root, _ = watched
    with (root / "tracker.toml").open("a") as file:
        file.write(
            '[sources.later]\nurl = "https://x.org"\n[alerts.newsroom]\nphrase = "x"\nwebhook = "https://x.org"\n'
            'secret = "env:TRACKER_NONE"\n'
        )
    code, _, err = tracker(root, *arguments)
    assert (code, told in err) == (2, True), err


def test_a_former_name(watched: tuple[Path, World]) -> None:
    """A former name leads to the current one."""
    root, _ = watched
    path = root / "tracker.toml"
    path.write_text(path.read_text().replace("[sources.c1]", '[sources.new]\nformerly = "c1"'))
    assert tracker(root, "run")[0] == 0
    code, _, err = tracker(root, "log", "c1")
    assert (code, "source 'c1' was renamed to 'new'" in err) == (2, True), err


class FullDisk(io.FileIO):
    """A file on a disk that is full after a few bytes, and has space again once something was removed."""

    full = False

    def write(self, data: Any) -> int:
        if not self.full:
            self.full = True
            return super().write(bytes(data)[:5])
        if self.tell() and os.fstat(self.fileno()).st_size > len(b"whole"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_check_that_did_not_fit_is_cut_off_completely(tmp_path: Path) -> None:
    """What is still in the buffer is not written behind the end when the file is closed."""
    path = tmp_path / "x.warc.zst"
    path.write_bytes(b"whole")
    out = Appending(path, len(b"whole"), len(b"whole"), ())
    with pytest.raises(OSError, match="No space left"):
        _write_to(out, io.BufferedWriter(FullDisk(path, "ab")))
    assert path.read_bytes() == b"whole"


def _write_to(out: Appending, file: Any) -> None:
    with out:
        out._opened.close()
        out._opened = file
        out.write(b"a check that does not fit")
