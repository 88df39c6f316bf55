"""A damaged tracker.db: one message, exit code 3, no traceback, and a rebuild that repairs it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import check, dump
from tests.test_cli import tracker
from tests.world import Server, World, closed_port, greenhouse_toml
from tracker.archive import Archive, packing
from tracker.store import integrity, schema

Serve = Callable[[World], Server]
PAGE = 4096


@pytest.fixture(scope="module")
def sound_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with a history, whose site is gone: the checks that follow fail, and change nothing."""
    root = tmp_path_factory.mktemp("sound")
    world = World(2, 25, size=900)
    with Server(world) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            packing, "LEAST", 1 << 20
        )  # what is cut off here was written last; packed files have tests of their own
        (root / "tracker.toml").write_text(greenhouse_toml(server.base, 2))
        check(root)
        for _ in range(4):
            world.step(add=0.05, remove=0.04, edit=0.1)
            check(root)
    with closed_port(server.base):
        yield root


@pytest.fixture
def damaged(sound_project: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(sound_project, tmp_path / "project"))


@pytest.fixture(scope="module")
def codes(sound_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], int]:
    """What each of CALLS ends with while nothing is damaged."""
    root = Path(shutil.copytree(sound_project, tmp_path_factory.mktemp("sound") / "project"))
    return {call: _told(root, *call)[0] for call in CALLS}


def _pages(root: Path, name: str) -> list[int]:
    """Return the pages of a table or an index, the root first: where the b-tree's interior cells point to."""
    with sqlite3.connect(root / "tracker.db") as connection:
        first = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    connection.close()
    data = (root / "tracker.db").read_bytes()
    found, waiting = [], [first]
    while waiting:
        number = waiting.pop()
        found.append(number)
        start = (number - 1) * PAGE
        head = start + (100 if number == 1 else 0)
        if data[head] in {2, 5}:  # interior pages
            count = int.from_bytes(data[head + 3 : head + 5])
            waiting.append(int.from_bytes(data[head + 8 : head + 12]))
            for cell in range(count):
                at = start + int.from_bytes(data[head + 12 + 2 * cell : head + 14 + 2 * cell])
                waiting.append(int.from_bytes(data[at : at + 4]))
    return found


def _write(root: Path, at: int, data: bytes) -> None:
    with (root / "tracker.db").open("r+b") as file:
        file.seek(at)
        file.write(data)


def _flip(root: Path, at: int, mask: int = 0xFF) -> None:
    data = (root / "tracker.db").read_bytes()
    _write(root, at, bytes([data[at] ^ mask]))


def _zero(name: str, place: int = 0) -> Callable[[Path], None]:
    return lambda root: _write(root, (_pages(root, name)[place] - 1) * PAGE, bytes(PAGE))


def _noise(name: str, place: int = 0) -> Callable[[Path], None]:
    def do(root: Path) -> None:
        start = (_pages(root, name)[place] - 1) * PAGE
        chance = random.Random(5)
        for _ in range(40):
            _flip(root, start + chance.randrange(8, PAGE))

    return do


def _swap(one: str, other: str) -> Callable[[Path], None]:
    def do(root: Path) -> None:
        data = (root / "tracker.db").read_bytes()
        first, second = ((_pages(root, name)[0] - 1) * PAGE for name in (one, other))
        _write(root, first, data[second : second + PAGE])
        _write(root, second, data[first : first + PAGE])

    return do


def _cut(share: float) -> Callable[[Path], None]:
    def do(root: Path) -> None:
        size = (root / "tracker.db").stat().st_size
        os.truncate(root / "tracker.db", int(size * share) // PAGE * PAGE if 0 < share < 1 else int(share))

    return do


def _sql(*statements: str) -> Callable[[Path], None]:
    def do(root: Path) -> None:
        connection = sqlite3.connect(root / "tracker.db", isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return do


def _replace(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def do(root: Path) -> None:
        (root / "tracker.db").unlink()
        make(root / "tracker.db")

    return do


def _other(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.commit()
    connection.close()


def _log(root: Path) -> None:
    """Noise behind a valid header in the write-ahead log, and in its index."""
    connection = sqlite3.connect(root / "tracker.db", isolation_level=None)
    connection.execute("UPDATE sources SET name = 'x'")
    log = (root / "tracker.db-wal").read_bytes()
    connection.close()
    (root / "tracker.db-wal").write_bytes(log[:100] + random.Random(1).randbytes(20_000))
    (root / "tracker.db-shm").write_bytes(random.Random(2).randbytes(32_768))


def _log_directory(root: Path) -> None:
    (root / "tracker.db-wal").unlink(missing_ok=True)
    (root / "tracker.db-wal").mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut to half": _cut(0.5),
    "cut to a tenth": _cut(0.1),
    "cut to 90 percent": _cut(0.9),
    "cut within the header": _cut(50),
    "cut within the first page": _cut(1000),
    "header: magic": lambda root: _flip(root, 3),
    "header: page size": lambda root: _write(root, 16, b"\x02\x00"),
    "header: write version": lambda root: _write(root, 18, b"\x09\x09"),
    "header: reserved space": lambda root: _write(root, 20, b"\xf0"),
    "header: text encoding": lambda root: _write(root, 56, b"\x00\x00\x00\x02"),
    "header: schema format": lambda root: _write(root, 44, b"\x00\x00\x00\x63"),
    "header: schema version, far": lambda root: _write(root, 60, b"\x7f\x00\x00\x04"),
    "header: schema version, negative": lambda root: _write(root, 60, b"\xff\xff\xff\xff"),
    "header: freelist": lambda root: _write(root, 32, b"\x00\xff\xff\xff\x00\x00\xff\xff"),
    "first page zeroed": lambda root: _write(root, 100, bytes(PAGE - 100)),
    "schema: noise": lambda root: [_flip(root, place) for place in range(3800, 4090, 7)] and None,
    "wordings zeroed": _zero("wordings"),
    "wordings: a leaf zeroed": _zero("wordings", -1),
    "wordings: noise": _noise("wordings", -1),
    "posting_state zeroed": _zero("posting_state"),
    "posting_state: noise": _noise("posting_state", -1),
    "changes: a leaf zeroed": _zero("changes", -1),
    "checks: noise": _noise("checks"),
    "source_state zeroed": _zero("source_state"),
    "source_state: noise": _noise("source_state"),
    "blocks: noise": _noise("blocks", -1),
    "block_spans: a leaf zeroed": _zero("block_spans", -1),
    "index zeroed": _zero("changes_by_at"),
    "index: noise": _noise("posting_by_external_id"),
    "unique index zeroed": _zero("sqlite_autoindex_posting_state_1"),
    "search index zeroed": _zero("blocks_fts_data"),
    "search index: noise": _noise("blocks_fts_data", 2),
    "pages of two tables swapped": _swap("checks", "changes"),
    "pages of table and index swapped": _swap("posting_state", "changes_by_at"),
    "archives zeroed": _zero("archives"),
    "table dropped: wordings": _sql("DROP VIEW IF EXISTS versions", "DROP TABLE wordings"),
    "table dropped: checks": _sql("DROP TABLE checks"),
    "table dropped: source_state": _sql("DROP TABLE source_state"),
    "views dropped": _sql("DROP VIEW source_health", "DROP VIEW postings"),
    "column dropped": _sql("ALTER TABLE deliveries DROP COLUMN payload"),
    "JSON that is none": _sql("UPDATE source_state SET settings = '{'"),
    "JSON of another shape": _sql("UPDATE wordings SET blocks = '{\"a\": 1}'"),
    "bytes for text": _sql("UPDATE wordings SET title = x'ff00'", "UPDATE posting_state SET status = x'ff'"),
    "text that is no UTF-8": _sql("UPDATE wordings SET title = CAST(x'ff61' AS TEXT)"),
    "text for numbers": _sql("UPDATE posting_state SET number = 'many'", "UPDATE source_state SET extractor = 'x'"),
    "times that are none": _sql("UPDATE checks SET started_at = x'00'"),
    "references to nothing": _sql("UPDATE posting_state SET current = 'nowhere'"),
    "blocks deleted": _sql("DELETE FROM blocks"),
    "spans that are none": _sql("UPDATE block_spans SET spans = 'no'"),
    "a directory": _replace(Path.mkdir),
    "a FIFO": _replace(os.mkfifo),
    "a text file": _replace(lambda path: path.write_text("this is no database at all\n" * 400)),
    "a database of another program": _replace(_other),
    "noise": _replace(lambda path: path.write_bytes(random.Random(3).randbytes(40_000))),
    "zeros": _replace(lambda path: path.write_bytes(bytes(40_000))),
    "the log is noise": _log,
    "the log is a directory": _log_directory,
}
# Damage that the tracker mends by itself, or that no query can tell from a sound file: commands may end well.
# Noise in the index of words is found only where it breaks a page of it: which one it hits depends on the words.
QUIET = {
    "the log is noise",
    "header: freelist",
    "header: schema version, negative",
    "views dropped",
    "search index: noise",
}
# Of a posting that lost its wording every view says that there is none.
NONE = {"references to nothing"}
CALLS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("log", "--baseline", "--json"),
    ("show", "c0.1"),
    ("diff", "c0.1"),
    ("search", "halls"),
    ("list", "c1", "--at", "2026-11-01"),
    ("ties",),
    ("alerts", "list"),
    ("export", "db", "copy.db"),
)


def _told(root: Path, *arguments: str) -> tuple[int, str]:
    """Run a command; nothing but an exit code and a message may come of it."""
    arguments = tuple(str(root / one) if one == "copy.db" else one for one in arguments)
    code, out, err = tracker(root, *arguments)
    assert "Traceback" not in out + err
    assert "bug in tracker" not in err, (arguments, err)
    return code, err


def test_a_sound_database_has_no_complaints(damaged: Path) -> None:
    """No problem is reported of a database that the tracker wrote, also after a rebuild."""
    for _ in range(2):
        connection = schema.connect(damaged / "tracker.db")
        assert integrity.complaints(connection) == []
        assert integrity.quick(connection) == []
        connection.close()
        assert _told(damaged, "rebuild")[0] == 0


@pytest.mark.parametrize("left", ["all but 37 bytes", "half", "a few bytes", "nothing", "an older copy"])
def test_an_archive_file_that_was_cut(damaged: Path, left: str) -> None:
    """Every command reports it alike; the remedy that they name works, and the other source keeps its history."""
    (file,) = (damaged / "snapshots" / "c0").iterdir()
    size = file.stat().st_size
    first = next(Archive(damaged / "snapshots").scan(f"c0/{file.name}")).end
    length = {"all but 37 bytes": size - 37, "half": size // 2, "a few bytes": 5, "nothing": 0, "an older copy": first}[
        left
    ]
    before = dump(damaged)
    os.truncate(file, length)
    told = (
        f"{file} has only {length} of {size} bytes; restore it from a backup. Without a backup, move tracker.db away and run "
        "`tracker rebuild`; what only the missing bytes had is lost"
    )
    for arguments in (("run",), ("rebuild",), ("rebuild", "--without-missing"), ("verify",), ("doctor",)):
        code, out, err = tracker(damaged, *arguments)
        assert (code, (out + err).count(told)) == (3, 1), (arguments, out, err)
        assert "torn tail" not in out + err
    assert tracker(damaged, "verify")[2].count("\n") == 1
    assert dump(damaged) == before
    for one in damaged.glob("tracker.db*"):
        one.unlink()
    assert tracker(damaged, "rebuild")[0] == 0
    after = dump(damaged)
    assert [row for row in after["changes"] if row[2] == "c1"] == [row for row in before["changes"] if row[2] == "c1"]
    assert tracker(damaged, "verify")[0] == 0
    assert tracker(damaged, "run")[0] == 1  # the site is gone
    assert tracker(damaged, "verify")[0] == 0


def test_the_end_of_an_archive_file_that_is_no_torn_tail(damaged: Path) -> None:
    """Committed bytes that became zeros are not cut off by a run."""
    (file,) = (damaged / "snapshots" / "c0").iterdir()
    *_, last = Archive(damaged / "snapshots").scan(f"c0/{file.name}")
    file.write_bytes(file.read_bytes()[: last.closing] + bytes(last.end - last.closing))
    code, out, err = tracker(damaged, "verify")
    assert (code, "restore it from a copy" in out + err, "torn tail" in out + err) == (3, True, False), err


def test_there_are_many_kinds() -> None:
    """At least thirty kinds of damage are tried, with every command that reads."""
    assert (len(DAMAGES), len(CALLS)) == (57, 9)


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_told_and_healed(damaged: Path, codes: dict[tuple[str, ...], int], kind: str) -> None:
    """Commands answer as before, or end with 3 and one message; verify and doctor find the damage; a rebuild restores everything."""
    before = dump(damaged)
    DAMAGES[kind](damaged)
    for call in CALLS:
        code, err = _told(damaged, *call)
        assert code in {3, codes[call]} or (code == 2 and kind in NONE), (call, code, err)
        if code == 3:
            assert err.startswith("Error: ")
            assert "tracker.db" in err
            assert len(err.splitlines()) == 1, err
        (damaged / "copy.db").unlink(missing_ok=True)
    for command in ("verify", "doctor"):
        code, err = _told(damaged, command)
        assert code == 3 or kind in QUIET, (command, code, err)
    code, err = _told(damaged, "run")
    assert code in {1, 3}, err  # 1: the site is gone
    database = damaged / "tracker.db"
    database.rename(damaged / "moved-away")
    if kind == "the log is a directory":
        (damaged / "tracker.db-wal").rmdir()
    code, err = _told(damaged, "rebuild")
    assert code == 0, err
    after = dump(damaged)
    for table in ("postings", "versions", "changes"):
        assert [row[:2] for row in after[table]] == [row[:2] for row in before[table]]
    assert _told(damaged, "verify")[0] == 0
