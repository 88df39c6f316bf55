"""Packing changes no record and no row, other tools read the file, and a kill at any step loses nothing."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as OtherIterator

from tests.conftest import check, dump
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker.archive import Archive, ArchiveReader, frames, mapped_file, packing
from tracker.archive.packed_table import Table, frames_of, head_of
from tracker.cli import main
from tracker.model import Capture, Mark, Page, Prior, Request, Source, digest
from tracker.model.amounts import sized
from tracker.model.errors import Damaged
from tracker.operations import doctor, project, rebuild, remove, verify
from tracker.operations.exports import warc_files

Serve = Callable[[World], Server]
GOLDEN = Path(__file__).parent / "golden" / "2026-01.warc.zst"
URL = "https://jobs.example.org/jobs"


def watched(root: Path, serve: Serve, dialect: str = "json") -> World:
    """Watch one company for four checks, of which one changes nothing."""
    world = World(1, 6, size=900)
    base = serve(world).base
    (root / "tracker.toml").write_text(greenhouse_toml(base, 1) if dialect == "json" else html_toml(base, 1))
    for number in range(4):
        if number in {1, 3}:
            world.step(0.2, 0.2, 0.3)
        check(root)
    return world


class Story:
    """An archive that is written check by check, without a network."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.archive = Archive(root)
        self.prior: dict[str, Prior] = {}
        self.mark: Mark | None = None
        self.checks = 0

    def check(self, *bodies: bytes) -> None:
        """Archive a check of the list and of pages, one for each body."""
        at = f"2026-01-01T{self.checks // 60:02}:{self.checks % 60:02}:00.000Z"
        self.checks += 1
        pages = []
        for number, body in enumerate(bodies):
            request = Request(f"{URL}/{number}" if number else URL)
            sha256 = hashlib.sha256(body).hexdigest()
            pages.append(Page(request, request.url, 200, (("Content-Type", "text/html"),), body, at, sha256=sha256))
        capture = Capture(Source("acme", URL), digest(at, length=16), at, at, tuple(pages))
        placed, self.mark = self.archive.append(capture, self.prior, self.mark.closing if self.mark else 0)
        for one in placed:
            if one.whole:
                key, page = one.page.request.key, one.page
                self.prior[key] = Prior(key, page.url, page.sha256, at, one.file, one.offset)

    @property
    def file(self) -> str:
        """Return the name of the file."""
        return "acme/2026-01.warc.zst"

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        return self.root / self.file

    def records(self) -> list[tuple[int, int, bytes]]:
        """Return every record, with the address at which it was written, and that of the next."""
        return records_of(self.root, self.file)


def records_of(root: Path, file: str) -> list[tuple[int, int, bytes]]:
    """Return every record of a file, with the address at which it was written, and that of the next."""
    with Archive(root).opened(file) as opened:
        return [(one.address, one.end, one.plain) for one in opened.records()]


def body(chance: random.Random, size: int = 3000) -> bytes:
    """Make up a reply."""
    return " ".join(chance.choices("crane pump hall cable tower valve bread signal".split(), k=size // 6)).encode()


def long_story(root: Path, checks: int = 8, *, pages: int = 1) -> Story:
    """Archive checks of which each differs a little from the one before."""
    chance, story = random.Random(3), Story(root)
    bodies = [body(chance) for _ in range(pages + 1)]
    for _ in range(checks):
        at = chance.randrange(pages + 1)
        bodies[at] = bodies[at][:1000] + body(chance, 60) + bodies[at][1000:]
        story.check(*bodies)
    return story


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("dialect", ["json", "html"])
def test_nothing_changes_but_the_file(tmp_path: Path, serve: Serve, dialect: str, *, over: bool) -> None:
    """Records, offsets, rows, exports and hashes are the same, packed or not, and a rebuild makes the same rows."""
    watched(tmp_path, serve, dialect)
    here = project.load(tmp_path)
    (path,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    file = f"c0/{path.name}"
    ((name, _count),) = warc_files.export(here.finished(), tmp_path / "plain", here.finished().files())
    size, before, told = path.stat().st_size, records_of(here.snapshots, file), dump(tmp_path)
    done = packing.pack(here.archive(), file, over=over)
    assert done == packing.Packed(file, size, path.stat().st_size)
    assert done.after < done.before
    assert records_of(here.snapshots, file) == before
    assert dump(tmp_path) == told
    assert verify.verify(here) == verify.Verified(1, 4, verify.verify(here).records)
    for address, _end, plain in random.Random(1).sample(before, len(before)):
        assert here.archive().plain_at(file, address) == plain
    list(warc_files.export(here.finished(), tmp_path / "packed", here.finished().files()))
    assert (tmp_path / "packed" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
    here.database.unlink()
    rebuild.rebuild(here, lambda: None, without_missing=False)
    assert dump(tmp_path) == told
    assert not verify.verify(here).problems


@pytest.mark.parametrize("over", [False, True])
def test_checks_go_on_after_it(tmp_path: Path, serve: Serve, *, over: bool) -> None:
    """Later checks are appended to the packed part, and packed with it later."""
    world = watched(tmp_path, serve)
    here = project.load(tmp_path)
    (file,) = here.archive().files()
    for _ in range(3):
        assert packing.pack(here.archive(), file, over=over)
        for _ in range(2):
            world.step(0.2, 0.2, 0.3)
            assert check(tmp_path).mended == []
        check(tmp_path)
        assert not verify.verify(here).problems
    told = dump(tmp_path)
    here.database.unlink()
    rebuild.rebuild(here, lambda: None, without_missing=False)
    assert dump(tmp_path) == told


def test_other_tools_read_it(tmp_path: Path) -> None:
    """FastWARC reads it unaided, with and without a dictionary and a tail; warcio reads the decompressed file."""
    story = long_story(tmp_path, pages=3)
    written = [plain for _, _, plain in story.records()]
    assert packing.pack(story.archive, story.file, over=False)
    story.check(b"a new page, and nothing else")
    for over in (False, True):
        with story.path.open("rb") as opened:
            ids = [one.headers["WARC-Record-ID"].encode() for one in ArchiveIterator(opened)]
        assert len(ids) == len(written) + 4, "the one that begins the file, and the check behind the packed part"
        assert all(one in plain for one, plain in zip(ids[1:], written, strict=False))
        packing.pack(story.archive, story.file, over=over)
        written += [plain for _, _, plain in story.records()][len(written) :]
        written = written[: len(story.records()) - 3]
    packing.pack(story.archive, story.file, over=True)
    with zstandard.open(story.path) as unpacked:
        plain = unpacked.read()
    assert b"".join(one for _, _, one in story.records()) == plain[plain.index(b"WARC/1.1", 1) :]
    kinds = Counter(one.rec_headers["WARC-Type"] for one in OtherIterator(io.BytesIO(plain)))
    assert (kinds["warcinfo"], kinds["metadata"]) == (2, 9)


def test_full_frames_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packing again rewrites the last frame only."""
    monkeypatch.setattr(packing, "FRAME", 12_000)
    monkeypatch.setattr(packing, "_ROOM", 11_000)
    story = long_story(tmp_path, 20)
    assert packing.pack(story.archive, story.file, over=False)
    with Archive(tmp_path).opened(story.file) as opened:
        first = opened.table.frames
        bytes_of = [opened.check_frame(one, "") for one in first]
        assert [frames.needs_dictionary(one) for one in bytes_of] == [False] * (len(first) - 1) + [True]
    assert len(first) > 5
    chance = random.Random(8)
    for _ in range(20):
        story.check(body(chance))
    assert packing.pack(story.archive, story.file, over=False)
    with Archive(tmp_path).opened(story.file) as opened:
        again = opened.table.frames
        assert [opened.check_frame(one, "") for one in again[: len(first) - 1]] == bytes_of[:-1]
    assert len(again) > len(first)


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize(("pages", "checks"), [(0, 2), (0, 12), (5, 6)])
def test_the_first_reply_is_stored_once(tmp_path: Path, pages: int, checks: int, *, over: bool) -> None:
    """The dictionary has the newest replies, and the packed frame refers to them; when the month is over, the frame has them."""
    chance, story = random.Random(5), Story(tmp_path)
    bodies = [chance.randbytes(20_000) for _ in range(pages + 1)]
    for _ in range(checks):
        at = chance.randrange(pages + 1)
        bodies[at] = bodies[at][:9_000] + chance.randbytes(50) + bodies[at][9_050:]
        story.check(*bodies)
    whole = sum(len(one) for one in bodies)
    assert packing.is_worth(story.archive, story.file, over=True)
    done = packing.pack(story.archive, story.file, over=over)
    assert done is not None
    assert whole < done.after < whole + checks * (1500 + 300 * pages)
    with Archive(tmp_path).opened(story.file) as opened:
        assert bool(opened.dictionary_size) is not over
    for ended in (False, True):
        assert not packing.is_worth(story.archive, story.file, over=ended), "each run would write it again"


def test_a_file_that_was_packed_without_a_dictionary_in_its_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads as before, is appended to, and what has room in it is packed with one."""
    story = long_story(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(packing.Writer, "end", lambda self, _raw: self.flush())
        assert packing.pack(story.archive, story.file, over=False)
    uses = []
    for number in range(2):
        with Archive(tmp_path).opened(story.file) as opened:
            uses.append([opened.uses_dictionary(one) for one in opened.table.frames])
        story.check(body(random.Random(number)))
        before = story.records()
        assert len(list(Archive(tmp_path).scan(story.file, strict=True))) == 9 + number
        packing.pack(story.archive, story.file, over=False)
        assert story.records() == before
    assert uses == [[False], [True]]


BODIES = st.lists(st.sampled_from([b"", b"one", b"two " * 300, b"three" * 2000, bytes(range(256)) * 20]), max_size=3)


@settings(max_examples=25)
@given(st.lists(st.tuples(BODIES, st.booleans()), min_size=1, max_size=10), st.sampled_from([200, 5000, 1 << 20]))
def test_whatever_is_packed_whenever(tmp_path_factory: pytest.TempPathFactory, checks: object, size: int) -> None:
    """Each record is found at its offset, with the same bytes, and the hash chain holds."""
    assert isinstance(checks, list)
    root = tmp_path_factory.mktemp("story")
    story = Story(root)
    seen: dict[int, bytes] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "FRAME", size)
        patch.setattr(packing, "_ROOM", size * 7 // 8)
        for bodies, packs in checks:
            story.check(*bodies)
            found = {address: plain for address, _, plain in story.records()}
            assert seen.items() <= found.items()
            seen = found
            if packs:
                packing.pack(story.archive, story.file, over=len(bodies) == 1)
        assert {address: plain for address, _, plain in story.records()} == seen
        assert len(list(Archive(root).scan(story.file, strict=True))) == len(checks)
        archive = Archive(root)
        assert all(archive.plain_at(story.file, address) == seen[address] for address in reversed(seen))
    shutil.rmtree(root)


def _kill_at(step: int) -> None:
    """Kill this very process with SIGKILL at its so many-th act on the disk: opening, syncing, renaming, removing."""
    left = step
    sync = os.fsync

    def act() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def fsync(handle: int) -> None:
        act()
        sync(handle)
        act()

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(lambda name, _args: act() if name in {"open", "os.rename", "os.remove", "os.truncate"} else None)


def _packed_by_another(story: Story, step: int) -> int:
    """Pack in a process that is killed at a step; return the signal by which it ended, 0 if it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            _kill_at(step)
            packing.pack(Archive(story.root), story.file, over=True)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_kill_at_each_step_loses_nothing(tmp_path: Path) -> None:
    """The file is either the old or the new one, and the next packing works."""
    story = long_story(tmp_path / "a", 6)
    before, whole = story.records(), story.path.read_bytes()
    ends: set[bool] = set()
    for step in range(1, 100):
        story.path.write_bytes(whole)
        ended = _packed_by_another(story, step)
        assert story.records() == before
        assert len(list(Archive(story.root).scan(story.file, strict=True))) == 6
        assert Archive(story.root).files() == [story.file]
        ends.add(story.path.read_bytes() == whole)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert 10 < step < 99
    assert ends == {True, False}
    story.path.write_bytes(whole)
    assert packing.pack(Archive(story.root), story.file, over=True)
    assert sorted(path.name for path in story.path.parent.iterdir()) == [story.path.name]


def test_a_reader_is_not_disturbed(tmp_path: Path) -> None:
    """A reader with the old file open continues; a new reader finds the same records."""
    story = long_story(tmp_path)
    reader = Archive(tmp_path)
    with reader.opened(story.file) as opened:
        following = opened.records()
        first = next(following)
        assert packing.pack(story.archive, story.file, over=False)
        rest = [first.plain, *(one.plain for one in following)]
    assert rest == [plain for _, _, plain in story.records()]
    assert all(reader.plain_at(story.file, address) == plain for address, _, plain in story.records())


@pytest.mark.parametrize("over", [False, True])
def test_every_flipped_byte_is_noticed(tmp_path: Path, serve: Serve, *, over: bool) -> None:
    """A byte of a packed file can change unnoticed only where it has no meaning."""
    watched(tmp_path, serve)
    here = project.load(tmp_path)
    (file,) = here.archive().files()
    before = records_of(here.snapshots, file)
    packing.pack(here.archive(), file, over=over)
    path = here.snapshots / file
    whole = path.read_bytes()
    unnoticed = []
    for place in range(0, len(whole), 29):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        if not verify.verify(here).problems:
            unnoticed.append(place)
            assert records_of(here.snapshots, file) == before
    assert len(unnoticed) <= 1


def test_a_packed_file_that_was_cut(tmp_path: Path, serve: Serve) -> None:
    """It is reported with advice, whether the tail, a frame or the table is cut; nothing more is cut off."""
    watched(tmp_path, serve)
    here = project.load(tmp_path)
    (file,) = here.archive().files()
    packing.pack(here.archive(), file, over=True)
    path = here.snapshots / file
    whole = path.read_bytes()
    for left in (len(whole) - 1, len(whole) // 2, 100, 9):
        path.write_bytes(whole[:left])
        with pytest.raises(Damaged, match="restore it from a backup"):
            check(tmp_path)
        assert verify.verify(here).problems
        assert path.read_bytes() == whole[:left]


def test_what_is_damaged_is_not_packed(tmp_path: Path) -> None:
    """The old file stays as it is, for a repair."""
    story = long_story(tmp_path)
    whole = story.path.read_bytes()
    for place in (len(whole) // 2, len(whole) - 100):
        damaged = whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        story.path.write_bytes(damaged)
        with pytest.raises(Damaged):
            packing.pack(Archive(tmp_path), story.file, over=True)
        assert story.path.read_bytes() == damaged
        assert len(list(story.path.parent.iterdir())) == 1


def test_an_archive_of_an_earlier_version_is_packed(tmp_path: Path) -> None:
    """Its closing records state a hash of bytes that are gone then; the table has the hash of the records instead."""
    path = tmp_path / "golden" / "2026-01.warc.zst"
    path.parent.mkdir()
    shutil.copy(GOLDEN, path)
    before = records_of(tmp_path, "golden/2026-01.warc.zst")
    old = list(Archive(tmp_path).scan("golden/2026-01.warc.zst", strict=True))
    assert all(one.note["sha256"] and not one.note["records_sha256"] for one in old)
    assert packing.pack(Archive(tmp_path), "golden/2026-01.warc.zst", over=True)
    assert records_of(tmp_path, "golden/2026-01.warc.zst") == before
    new = list(Archive(tmp_path).scan("golden/2026-01.warc.zst", strict=True))
    assert [one.records_sha256 for one in new] == [one.records_sha256 for one in old]
    assert new[-1].mark == old[-1].mark


@pytest.mark.parametrize(
    ("file", "now", "expected"),
    [
        ("a/2026-01.warc.zst", "2026-01-31T23:59:59.999Z", False),
        ("a/2026-01.warc.zst", "2026-02-01T00:00:00.000Z", True),
        ("a/2025-12.warc.zst", "2026-01-01T00:00:00.000Z", True),
        ("a/2026-02.warc.zst", "2026-01-01T00:00:00.000Z", False),
        ("a/2025-commits.warc.zst", "2026-01-01T00:00:00.000Z", True),
        ("a/2026-commits.warc.zst", "2026-12-31T00:00:00.000Z", False),
    ],
)
def test_whose_time_is_over(file: str, now: str, *, expected: bool) -> None:
    """A month or year that has ended gets no more checks."""
    assert packing.is_over(file, now) is expected


def test_when_it_pays(tmp_path: Path) -> None:
    """Not before it saves space; then at once; then again when the tail has grown."""
    chance, story = random.Random(3), Story(tmp_path)
    assert not packing.is_worth(story.archive, story.file, over=True)
    sizes = []
    for number in range(40):
        story.check(chance.randbytes(4000))
        if packing.is_worth(story.archive, story.file, over=False):
            sizes.append(number)
            packing.pack(story.archive, story.file, over=False)
    assert len(sizes) <= 40 * 4000 // packing.LEAST + 1
    story.check(chance.randbytes(packing.LEAST))
    assert packing.is_worth(story.archive, story.file, over=True)
    packing.pack(story.archive, story.file, over=True)
    assert not packing.is_worth(story.archive, story.file, over=True)


def test_pages_that_are_read_again_are_packed_less_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tail of many records waits until it is twice what packing writes again; one of few until it is half of that."""
    chance, story = random.Random(5), Story(tmp_path)
    pages = [chance.randbytes(1500) for _ in range(40)]
    shares = []
    for many in (packing._MANY, 10_000):
        monkeypatch.setattr(packing, "_MANY", many)
        story.check(*pages)
        packing.pack(story.archive, story.file, over=False)
        while not packing.is_worth(story.archive, story.file, over=False):
            story.check(*pages)
        with story.archive.opened(story.file) as opened:
            again = opened.dictionary_size + packing._with_room(opened).length  # type: ignore[union-attr]
            shares.append(opened.tail_size / again)
    assert 2 <= shares[0] < 2.6
    assert 0.5 <= shares[1] < 1


def test_a_run_packs(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run packs what has grown enough; an error is reported and does not fail the run."""
    world = watched(tmp_path, serve)
    monkeypatch.setattr(packing, "LEAST", 100)
    (file,) = project.load(tmp_path).archive().files()
    path = tmp_path / "snapshots" / file
    whole = packing.pack

    def full(*_args: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(packing, "pack", full)
    for _ in range(12):
        world.step(0.2, 0.2, 0.3)
        report = check(tmp_path)
    assert report.exit_code == 0
    assert "c0: its archive could not be packed and was left unchanged" in report.mended[-1]
    monkeypatch.setattr(packing, "pack", whole)
    size = path.stat().st_size
    assert check(tmp_path).mended == []
    assert path.stat().st_size < size
    assert not verify.verify(project.load(tmp_path)).problems


def test_sizes_are_those_on_the_disk(tmp_path: Path, serve: Serve) -> None:
    """What `doctor` and `remove` call the size of the archive is what it takes packed, and not what was written."""
    watched(tmp_path, serve)
    here = project.load(tmp_path)
    (file,) = here.archive().files()
    packing.pack(here.archive(), file, over=True)
    size = (here.snapshots / file).stat().st_size
    assert here.finished().size(file) == size < here.finished().length(file)
    assert remove.plan(here, "c0").bytes == size
    told = {one.subject: one.detail for one in doctor.examine(here)}
    assert told["archive"] == f"1 file, {sized(size)}"


def test_the_command(tmp_path: Path, serve: Serve) -> None:
    """`tracker pack` packs all files, or those of a source, and prints the savings; the second time it does nothing."""
    watched(tmp_path, serve)
    told = CliRunner().invoke(main, ["-C", str(tmp_path), "pack", "c9"])
    assert told.exit_code == 2
    assert "c9" in told.output
    told = CliRunner().invoke(main, ["-C", str(tmp_path), "pack", "--json", "c0"])
    assert told.exit_code == 0
    ((first),) = json.loads(told.stdout)
    assert set(first) == {"file", "before", "after"}
    told = CliRunner().invoke(main, ["-C", str(tmp_path), "pack"])
    assert told.output == "No file would become smaller.\n"
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "verify"]).exit_code == 0


def test_a_packed_file_is_imported(tmp_path: Path, serve: Serve) -> None:
    """Another project gets the same history from it."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    watched(tmp_path / "one", serve)
    here = project.load(tmp_path / "one")
    (file,) = here.archive().files()
    packing.pack(here.archive(), file, over=False)
    shutil.copy(tmp_path / "one" / "tracker.toml", tmp_path / "other")
    asked = ["-C", str(tmp_path / "other"), "import", "warc", str(here.snapshots / file), "--source", "c0"]
    told = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    tables = ("versions", "postings")
    assert {name: len(found) for name, found in dump(tmp_path / "other", tables).items()} == {
        name: len(found) for name, found in dump(tmp_path / "one", tables).items()
    }


def test_verify_reads_each_record_once(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cost is proportional to the archive, whatever records refer to each other."""
    watched(tmp_path, serve, "html")
    here = project.load(tmp_path)
    (file,) = here.archive().files()
    count = len(records_of(here.snapshots, file))
    seen: list[int] = []
    scan = ArchiveReader.scan

    def counted(self: ArchiveReader, *given: object, **named: object) -> object:
        look = named.pop("look")
        assert callable(look)

        def looked(at: int, plain: bytes) -> None:
            seen.append(at)
            look(at, plain)

        return scan(self, *given, look=looked, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(ArchiveReader, "scan", counted)
    monkeypatch.setattr(ArchiveReader, "read", lambda *_args: pytest.fail("a record is read a second time"))
    assert not verify.verify(here).problems
    assert len(seen) == len(set(seen)) == count


def test_the_table_comes_back() -> None:
    """What is written of the packed frames is read again, and a first record of an unpacked file has none."""
    frames: Sequence[tuple[int, int, int]] = [(100, 2, 7), (50, 1, 9)]
    table = Table(frames_of(frames), (20, 50, 99), (400, 700, 1000), {99: "ab"})
    assert [table.frame(number).first for number in range(3)] == [0, 0, 2]
    assert [table.length(number) for number in range(3)] == [400, 300, 300]
    assert table.within(1, table.frame(1)) == 400
    assert table.number(21) == table.number(50) == 1
    assert head_of(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\nsoftware: tracker/0.1.0\r\n") is None
    with pytest.raises(Damaged):
        table.frame(3)


@pytest.mark.parametrize(("ahead", "most"), [(1 << 20, 4), (7_000, 30), (0, 300)])
def test_frames_that_make_room_are_read_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int, most: int
) -> None:
    """Records that are read alternately from many frames are whole, and few frames are read again from the start."""
    story = long_story(tmp_path, 12)
    assert packing.pack(story.archive, story.file, over=True) is not None
    names = ["acme", "beta", "gamma", "delta"]
    for name in names[1:]:
        shutil.copytree(tmp_path / "acme", tmp_path / name)
    records = [(story.file.replace("acme", name), one[0], one[2]) for one in story.records() for name in names]
    begun: list[int] = []

    class Counted(frames.FrameReader):
        def __init__(self, frame: bytes, *rest: Any) -> None:
            begun.append(len(frame))
            super().__init__(frame, *rest)

    monkeypatch.setattr(frames, "FrameReader", Counted)
    monkeypatch.setattr(mapped_file, "_MEMORY", 200_000)  # one stream is more than that, and stays open
    monkeypatch.setattr(mapped_file, "_AHEAD", ahead)
    archive = Archive(tmp_path)
    counts = []
    for order in (records, random.Random(2).sample(records, 12)):  # the second also goes back
        for name, address, plain in order:
            with archive.opened(name) as file:
                assert file.read(address) == plain
        counts.append(len(begun))
    assert 1 < counts[0] <= most < 4 * len(records)


def test_the_beginning_of_a_packed_file_is_read_once() -> None:
    """Until the file is replaced. What is kept is bounded."""
    cache, head = mapped_file.FileCache(), mapped_file.Head(9, 5, "", 4, 0)
    for number in range(mapped_file._CACHED + 1):
        cache.keep_beginning(f"a/{number}", 1, mapped_file.Beginning(0, 3, b"x", head))
    assert [cache.beginning("a/0", 1), cache.beginning("a/1", 2)] == [None, None]
    assert cache.beginning("a/1", 1) == mapped_file.Beginning(0, 3, b"x", head)
    cache.drop("a/1")
    assert cache.beginning("a/1", 1) is None
    cache.drop("a")
    assert cache.beginning("a/2", 1) is None
