"""Files that are replaced as a whole."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.archive.atomic_files import partial_path, replaced, write_text
from tracker.model.errors import UsageError

MEBIBYTE = 1 << 20


def test_only_the_new_text_remains(tmp_path: Path) -> None:
    """The file has the new content, and no other file is left."""
    path = tmp_path / "a.toml"
    write_text(path, "one ü\n")
    write_text(path, "two\n")
    assert path.read_text() == "two\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.toml"]


def test_mode_owner_and_attributes_stay(tmp_path: Path) -> None:
    """A replaced file keeps its permissions; a new one follows the umask."""
    path = tmp_path / "a.toml"
    path.write_text("old")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 65534, 65533)
    before = path.stat()
    write_text(path, "new")
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
    assert after.st_mtime_ns > before.st_mtime_ns
    mask = os.umask(0o027)
    try:
        write_text(tmp_path / "fresh", "x")
    finally:
        os.umask(mask)
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o640


def test_a_symlink_is_followed(tmp_path: Path) -> None:
    """The target of a link is replaced in its own directory; the link stays. A dangling link is filled."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "real.toml").write_text("old")
    link = tmp_path / "tracker.toml"
    link.symlink_to("etc/real.toml")
    write_text(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "etc" / "real.toml").read_text() == "new"
    dangling = tmp_path / "dangling"
    dangling.symlink_to("etc/later")
    write_text(dangling, "x")
    assert (tmp_path / "etc" / "later").read_text() == "x"
    assert sorted(one.name for one in (tmp_path / "etc").iterdir()) == ["later", "real.toml"]


def _fail_midway(path: Path, error: type[BaseException]) -> None:
    with replaced(path) as partial:
        partial.write_text("half")
        raise error


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    """If the writer raises or is interrupted, the old content stays and nothing is left."""
    path = tmp_path / "a"
    path.write_text("old")
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            _fail_midway(path, error)
        assert path.read_text() == "old"
        assert not partial_path(path).exists()


@pytest.mark.parametrize("kind", ["directory", "fifo", "device"])
def test_only_files_are_replaced(tmp_path: Path, kind: str) -> None:
    """A directory, a FIFO or a device of that name is an error that says so."""
    path = tmp_path / "a"
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/null")
    with pytest.raises(UsageError, match=kind if kind != "fifo" else "FIFO"):
        write_text(path, "x")
    assert path.exists()


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    """While one process writes a file, another gets an error; afterwards it can write."""
    path = tmp_path / "a"
    with replaced(path) as partial:
        partial.write_text("first")
        with pytest.raises(UsageError, match="another process"):
            write_text(path, "second")
    assert path.read_text() == "first"
    write_text(path, "second")
    assert path.read_text() == "second"


def test_what_a_killed_writer_left_is_overwritten(tmp_path: Path) -> None:
    """After SIGKILL the old file is whole, and the next writer is not hindered."""
    path = tmp_path / "a"
    path.write_text("old")
    code = (
        "import sys, time; from pathlib import Path; from tracker.archive.atomic_files import replaced\n"
        "with replaced(Path(sys.argv[1])) as partial:\n"
        "    partial.write_text('half of a long text' * 1000); print('half', flush=True); time.sleep(60)"
    )
    running = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    assert running.stdout.readline() == "half\n"
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert (path.read_text(), partial_path(path).exists()) == ("old", True)
    write_text(path, "new")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
    assert path.read_text() == "new"


def test_a_leftover_is_emptied_first(tmp_path: Path) -> None:
    """The temporary file is emptied before use, together with SQLite's files next to it."""
    path = tmp_path / "a.db"
    partial_path(path).write_text("half")
    journal = partial_path(path).with_name(partial_path(path).name + "-journal")
    journal.write_text("half")
    with replaced(path) as partial:
        assert partial.stat().st_size == 0
        assert not journal.exists()
    assert path.read_bytes() == b""


@pytest.fixture
def no_room() -> Iterator[None]:
    """Let no file of this process grow beyond a mebibyte, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.usefixtures("no_room")
def test_no_room_leaves_the_old_file(tmp_path: Path) -> None:
    """A file that can't be written completely does not replace the old one."""
    path = tmp_path / "a"
    write_text(path, "old")
    with pytest.raises(OSError, match="File too large"):
        write_text(path, "x" * (MEBIBYTE + 1))
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    """No directory is created silently."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write_text(tmp_path / "nowhere" / "a", "x")
