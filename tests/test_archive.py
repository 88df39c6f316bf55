"""The archive: other tools read it, an unfinished end is cut off, and any flipped byte is found."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from tests.conftest import check, dump
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker.model.errors import Damaged
from tracker.operations import project, verify
from tracker.operations.exports import warc_files

Serve = Callable[[World], Server]


def small(root: Path, serve: Serve, dialect: str = "json") -> World:
    world = World(1, 3, size=500)
    base = serve(world).base
    (root / "tracker.toml").write_text(greenhouse_toml(base, 1) if dialect == "json" else html_toml(base, 1))
    check(root)
    return world


def test_fastwarc_reads_it_unaided(tmp_path: Path, serve: Serve) -> None:
    """FastWARC alone reads every record of a file, of three kinds of check."""
    world = small(tmp_path, serve)
    check(tmp_path)
    world.step()
    check(tmp_path)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    with file.open("rb") as opened:
        records = [(record.headers["WARC-Type"], len(record.reader.read())) for record in ArchiveIterator(opened)]
    count = Counter(kind for kind, _ in records)
    assert count["metadata"] == 3
    assert count["revisit"] >= 1
    assert count["response"] >= 2
    assert count["request"] == count["response"] + count["revisit"]
    assert count["warcinfo"] == 1


def test_exported_warc_passes_warcio_check(tmp_path: Path, serve: Serve) -> None:
    """The exported .warc.gz files have correct digests."""
    world = small(tmp_path, serve, "html")
    world.step()
    check(tmp_path, reread=True)
    archive = project.load(tmp_path).finished()
    ((name, records),) = warc_files.export(archive, tmp_path / "out", archive.files())
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "out" / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "digest pass" in done.stdout
    assert "fail" not in done.stdout
    assert records > 8


@pytest.mark.parametrize("torn", [b"\x28\xb5\x2f\xfd\x04", b"garbage", b"\x50\x2a\x4d\x18\xff\xff\xff\x7f"])
def test_torn_tail_is_cut_off_at_the_next_start(tmp_path: Path, serve: Serve, torn: bytes) -> None:
    """An unfinished check is removed."""
    small(tmp_path, serve)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    whole = file.read_bytes()
    file.write_bytes(whole + torn)
    before = dump(tmp_path, ("postings", "versions", "changes"))
    report = check(tmp_path)
    assert report.mended == [f"c0/{file.name}: cut off {len(torn)} bytes of a check that was never finished"]
    assert file.read_bytes().startswith(whole)
    assert not verify.verify(project.load(tmp_path)).problems
    assert dump(tmp_path, ("versions", "changes")) == {key: before[key] for key in ("versions", "changes")}


def test_a_committed_check_that_was_not_folded_is_folded(tmp_path: Path, serve: Serve) -> None:
    """A run that is killed between archive and database loses nothing: the next run folds the check."""
    world = small(tmp_path, serve)
    older = (tmp_path / "tracker.db").read_bytes()
    truth = world.step()
    check(tmp_path)
    after = dump(tmp_path)
    (tmp_path / "tracker.db").write_bytes(older)
    report = check(tmp_path)
    assert report.mended == ["folded 1 archived check into the database"]
    mended = dump(tmp_path)
    for table in ("versions", "changes", "snapshots"):
        assert mended[table] == after[table]
    assert truth.opened


def test_verify_fails_on_every_flipped_byte(tmp_path: Path, serve: Serve) -> None:
    """No byte of an archive file can change unnoticed."""
    small(tmp_path, serve)
    here = project.load(tmp_path)
    assert not verify.verify(here).problems
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    whole = file.read_bytes()
    unnoticed = []
    for place in range(0, len(whole), 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        if not verify.verify(here).problems:
            unnoticed.append(place)
    file.write_bytes(whole)
    assert unnoticed == []


def test_missing_and_shortened_files_stop_the_run(tmp_path: Path, serve: Serve) -> None:
    """A damaged archive is reported with exit code 3, before anything is fetched."""
    world = small(tmp_path, serve)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    whole = file.read_bytes()
    file.write_bytes(whole[:-50])
    world.requests.clear()
    with pytest.raises(Damaged, match="restore it from a backup") as caught:
        check(tmp_path)
    assert caught.value.exit_code == 3
    file.unlink()
    with pytest.raises(Damaged, match="is missing"):
        check(tmp_path)
    assert world.requests == []


@pytest.mark.parametrize("dialect", ["json", "html"])
def test_rebuild_gives_the_same_rows(tmp_path: Path, serve: Serve, dialect: str) -> None:
    """tracker.db is rebuilt from snapshots/ alone, row for row."""
    from tracker.check import Checker

    world = World(3, 12, size=700)
    base = serve(world).base
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(base, 3) if dialect == "json" else html_toml(base, 3))
    check(tmp_path)
    for step in range(5):
        world.step(add=0.05, remove=0.05, edit=0.1)
        world.cut = 0.4 if step == 2 else 1.0
        world.fault = (lambda path: (500, b"no") if "c1" in path else None) if step == 3 else (lambda _path: None)
        world.wrap = "w" if step == 4 else ""
        check(tmp_path, reread=step % 2 == 0)
    before = dump(tmp_path)
    assert {row[5] for row in before["checks"]} >= {"complete", "partial", "failed"}
    here = project.load(tmp_path)
    with here.open_database() as database:
        Checker(database, here.archive(), project.now).rebuild()
    assert dump(tmp_path) == before
    for file in tmp_path.glob("tracker.db*"):
        file.unlink()
    with here.open_database() as database:
        Checker(database, here.archive(), project.now).rebuild()
    assert dump(tmp_path) == before
    assert not verify.verify(here).problems


def test_readers_see_the_old_rows_until_a_rebuild_is_whole(tmp_path: Path, serve: Serve) -> None:
    """A rebuild is one transaction: while it runs, readers see the old rows."""
    from tests.conftest import reader
    from tracker.check import Checker

    small(tmp_path, serve)
    here = project.load(tmp_path)
    connection = reader(tmp_path)
    seen: list[int] = []

    def look() -> None:
        seen.append(connection.execute("SELECT count(*) FROM postings").fetchone()[0])

    with here.open_database() as database:
        Checker(database, here.archive(), project.now).rebuild(look)
    look()
    connection.close()
    assert set(seen) == {3}
