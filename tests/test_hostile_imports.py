"""No import writes outside of the project, prints a traceback, or leaves something that breaks a later run."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import socket
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests import crafted
from tests.conftest import check, dump
from tests.crafted import HOSTILE, LIST
from tests.hostile import until
from tests.world import Server, World, greenhouse_toml
from tracker.cli import main
from tracker.imports import git_process
from tracker.operations import project, verify

VICTIM = '[sources.victim]\nboard = "json"\nurl = "https://victim.example.org/jobs"\nendpoint = "https://victim.example.org/feed.json"\n'


@dataclass
class Place:
    """A project beside others' files, with a source that is sound and one that imports are of."""

    root: Path
    world: World

    def bring(self, *arguments: str, fails: tuple[int, ...] = (0, 1, 2)) -> Result:
        """Import something, and see that it ended with a message and that nothing around the project changed."""
        before = listing(self.root.parent, self.root)
        done = CliRunner().invoke(main, ["-C", str(self.root), "import", *arguments], catch_exceptions=False)
        assert done.exit_code in fails, done.output
        assert "Traceback" not in done.output
        assert not [char for char in done.output if not (char.isprintable() or char == "\n")], done.output
        assert done.exit_code == 0 or done.stderr.startswith(("Error: ", "Usage: ")), done.output
        assert listing(self.root.parent, self.root) == before
        for path in (self.root / "snapshots").rglob("*"):
            assert path.resolve().is_relative_to(self.root)
        return done

    def is_sound(self) -> None:
        """See that a run, `verify` and `rebuild` work, and that the sound source is told as ever."""
        self.world.step()
        report = check(self.root, "c0")
        assert [one.verdict.outcome for one in report.results] == ["complete"]
        assert not report.mended, report.mended
        assert not verify.verify(project.load(self.root)).problems
        before = dump(self.root, ("postings", "changes", "checks"))
        done = CliRunner().invoke(main, ["-C", str(self.root), "rebuild"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        after = dump(self.root, ("postings", "changes", "checks"))
        assert {name: set(after[name]) ^ set(rows) for name, rows in before.items()} == {name: set() for name in before}


def listing(folder: Path, but: Path) -> list[tuple[str, str]]:
    """List all files of a folder with what is in them, but for one folder in it."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_relative_to(but):
            kept = path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20
            found.append((str(path), hashlib.sha256(path.read_bytes()).hexdigest() if kept else ""))
    return found


@pytest.fixture
def place(tmp_path: Path, serve: Callable[[World], Server]) -> Place:
    world = World(1, 6, size=600)
    root = tmp_path / "deep" / "er" / "project"
    root.mkdir(parents=True)
    (root / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1) + VICTIM)
    check(root, "c0")
    return Place(root, world)


def test_every_value_of_a_note_replaced_by_each_hostile_one(place: Place, tmp_path: Path) -> None:
    """An invalid closing record costs its check: the problem is reported with file and place, and the valid check is imported."""
    whole = crafted.note(0)
    notes = []
    for number, (where, value) in enumerate((where, value) for where in crafted.places(whole) for value in HOSTILE):
        notes.append(crafted.replaced(crafted.note(number + 1), where, value))
    assert len(notes) == 21 * len(HOSTILE)
    file = tmp_path / "hostile.warc"
    file.write_bytes(crafted.ours(*notes, crafted.note(0)))
    done = place.bring("warc", str(file), "--json", fails=(0,))
    told = json.loads(done.stdout)
    refused = [one for one in told["problems"] if "the check can't be used" in one]
    assert len(refused) + told["captures"] + told["known"] == len(notes) + 1
    assert all(one.startswith("hostile.warc at ") for one in refused)
    assert len(refused) > 400
    assert any(str(row[3]) == "2024-01-01T06:00:00.000Z" for row in dump(place.root)["checks"])
    assert [path.name for path in place.root.joinpath("snapshots").iterdir() if path.is_dir()].sort() == [
        "c0",
        "victim",
    ].sort()
    place.is_sound()


@pytest.mark.parametrize(
    "slug", ["../../../escape", "/tmp/escape", "a/b", "", "..", "A", "-x", "a" * 101, "a\x00b", [], None, 7]
)
def test_a_name_that_is_none_is_no_path(place: Place, tmp_path: Path, slug: object) -> None:
    """The slug of a closing record must be a valid name, or the check is refused; the exit code says that nothing was imported."""
    told = crafted.note(1)
    told["settings"]["slug"] = slug  # type: ignore[index]
    told["check"] = f"{slug}.{str(told['check']).partition('.')[2]}"
    file = tmp_path / "a.warc"
    file.write_bytes(crafted.ours(told))
    done = place.bring("warc", str(file), fails=(2,))
    assert "the check can't be used: settings.slug is" in done.output
    assert {path.name for path in (place.root / "snapshots").iterdir()} <= {"c0", ".spool"}


@pytest.mark.parametrize(
    ("started", "finished", "why"),
    [
        ("../../x", None, "started_at is '../../x'"),
        ("99999-01-01T00:00:00.000Z", None, "not the time of a check"),
        ("1969-12-31T23:59:59.999Z", None, "not the time of a check"),
        ("2024-02-30T00:00:00.000Z", None, "not the time of a check"),
        ("2024-01-01T00:00:00.000", None, "not the time of a check"),
        ("2150-01-01T00:00:00.000Z", None, "is in the future"),
        ("2024-05-02T00:00:00.000Z", "2024-05-01T00:00:00.000Z", "before started_at"),
    ],
)
def test_a_time_that_can_not_be(place: Place, tmp_path: Path, started: str, finished: str | None, why: str) -> None:
    """A time that is invalid, before 1970, in the future or out of order costs its check."""
    stamp = started.translate(str.maketrans("", "", "-:."))
    told = crafted.note(1, started_at=started, finished_at=finished or started, check=f"victim.{stamp}")
    file = tmp_path / "a.warc"
    file.write_bytes(crafted.ours(told, crafted.note(2)))
    done = place.bring("warc", str(file), fails=(0,))
    assert "Imported 1 capture of 1 source" in done.output
    assert why in done.output
    place.is_sound()


def test_pages_that_are_not_those_of_the_records(place: Place, tmp_path: Path) -> None:
    """A closing record with more or fewer pages than there are, or a wrong digest: that check is refused."""
    more, fewer = crafted.note(1, pages=[{"url": LIST}] * 2), crafted.note(2, pages=[])
    wrong = crafted.answer(LIST, crafted.feed(), "2024-01-01T00:00:00Z").replace(b"Role 1", b"Role 9")
    file = tmp_path / "a.warc"
    file.write_bytes(
        crafted.ours(more, fewer) + wrong + crafted.closing(crafted.note(3)) + crafted.ours(crafted.note(4))
    )
    done = place.bring("warc", str(file), fails=(0,))
    assert "pages names 2 replies, but the check has 1 record" in done.output
    assert "pages names 0 replies, but the check has 1 record" in done.output
    assert "does not match its digest" in done.output
    assert "Imported 1 capture of 1 source" in done.output
    place.is_sound()


def test_what_a_note_says_of_fetching_has_no_effect(place: Place, tmp_path: Path) -> None:
    """allow_private and endpoint of a closing record are ignored, and only tracker.toml renames a source."""
    asked = socket.create_server(("127.0.0.1", 0))
    asked.settimeout(0.2)
    private = f"http://127.0.0.1:{asked.getsockname()[1]}/feed.json"
    told = crafted.note(1, pages=[{"url": private}])
    told["settings"] |= {"endpoint": private, "url": private, "formerly": "c0"}  # type: ignore[operator]
    file = tmp_path / "a.warc"
    file.write_bytes(crafted.answer(private, crafted.feed(), "2024-01-01T00:00:00Z") + crafted.closing(told))
    done = place.bring("warc", str(file), fails=(0,))
    assert "formerly = 'c0' was left out, because tracker.toml does not say so" in done.output
    before = (place.root / "tracker.toml").read_text()
    watched = f'[sources.victim]\nboard = "json"\nurl = "{private}"\nallow_private = false\n'
    (place.root / "tracker.toml").write_text(before.replace(VICTIM, watched))
    assert "private" in check(place.root, "victim").results[0].verdict.reason
    with pytest.raises(TimeoutError):
        asked.accept()
    asked.close()
    assert len(dump(place.root, ("postings",))["postings"]) == 9


@pytest.mark.parametrize("name", crafted.SEEDS)
def test_a_file_that_is_damaged_anywhere(place: Place, tmp_path: Path, name: str) -> None:
    """With bytes flipped, removed, inserted or swapped, an import ends with a message, and a later run works."""
    rng = random.Random(name)
    data = crafted.SEEDS[name]()
    file = tmp_path / name
    command = "har" if name.endswith(".har") else "warc" if "warc" in name or "wacz" in name else "dir"
    file.write_bytes(data)
    assert place.bring(command, str(file), "--source", "victim", fails=(0,)).stdout
    for _ in range(40):
        file.write_bytes(crafted.damaged(data, rng))
        place.bring(command, str(file), "--source", "victim")
    place.is_sound()


def test_every_value_of_a_har_replaced_by_each_hostile_one(place: Place, tmp_path: Path) -> None:
    """Odd types, names and values in a HAR cost that entry, and what is archived can be verified."""
    whole = crafted.har()
    entries = []
    for where in crafted.places(whole):
        for value in HOSTILE:
            changed = crafted.replaced(whole, where, value)
            log = changed["log"]
            entries += log["entries"] if isinstance(log, dict) and isinstance(log.get("entries"), list) else []
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("startedDateTime") == "2024-05-01T06:00:00Z":
            entry["startedDateTime"] = f"2024-05-{number % 28 + 1:02}T06:{number // 28 % 60:02}:{number // 1680:02}Z"
    assert len(entries) > 400
    file = tmp_path / "a.har"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    done = json.loads(
        place.bring("har", str(file), "--source", "victim", "--within", "1s", "--json", fails=(0,)).stdout
    )
    assert done["captures"] > 100
    assert all("a.har: entry " in one or "victim 2024-" in one for one in done["problems"])
    place.is_sound()


def test_a_header_can_not_break_a_record(place: Place, tmp_path: Path) -> None:
    """Line ends and NULs in names and values of headers never reach the archive."""
    changed = crafted.har()
    entry = changed["log"]["entries"][0]  # type: ignore[index]
    entry["response"]["headers"] = [
        {"name": "X-A\r\nContent-Length: 3", "value": "1"}, {"name": "X-B", "value": "1\r\n\r\nWARC/1.1\r\n"},
        {"name": "X-C", "value": "a\x00b\ud83dc"}, {"name": "", "value": "x"}, {"name": "ETag", "value": '"é"'},
        *({"name": f"X-{n}", "value": "y" * 10_000} for n in range(1000)),
    ]  # fmt: skip
    file = tmp_path / "a.har"
    file.write_text(json.dumps(changed))
    assert "Imported 1 capture of" in place.bring("har", str(file), "--source", "victim", fails=(0,)).output
    headers = place.root / "snapshots/victim/2024-05.warc.zst"
    assert headers.stat().st_size < 100_000
    place.is_sound()


def test_json_that_is_deep(place: Place, tmp_path: Path) -> None:
    """Nested lists in a HAR, a closing record or a reply are reported, and nothing recurses."""
    deep = b"[" * 200_000 + b"]" * 200_000
    file = tmp_path / "a.har"
    file.write_bytes(b'{"log":{"entries":' + deep + b"}}")
    assert "nested more than" in place.bring("har", str(file), "--source", "victim", fails=(2,)).output
    warc = tmp_path / "a.warc"
    raw = b'{"check":"x","settings":' + deep + b',"pages":[],"started_at":""}'
    warc.write_bytes(crafted.answer(LIST, crafted.feed(), "2024-01-01T00:00:00Z") + crafted.closing(None, raw))
    assert "nested too deep" in place.bring("warc", str(warc), fails=(2,)).output
    alone = tmp_path / "2024-05-01.json"
    alone.write_bytes(deep)
    assert "1 failed" in place.bring("dir", str(alone), "--source", "victim", fails=(0,)).output
    place.is_sound()


ODD = {
    "up": crafted.member("../2024-05-01.json", b"[]"),
    "within": crafted.member("a/../../2024-05-01.json", b"[]"),
    "device": crafted.member("2024-05-01.json", type=tarfile.CHRTYPE),
    "fifo": crafted.member("2024-05-01.json", type=tarfile.FIFOTYPE),
    "link": crafted.member("2024-05-01.json", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "link-up": crafted.member("a/2024-05-01.json", type=tarfile.SYMTYPE, linkname="../../x"),
    "hard": crafted.member("2024-05-01.json", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_member_of_a_tar_that_is_no_file(place: Place, tmp_path: Path, name: str) -> None:
    """Devices, FIFOs, links out of the tar and names with .. refuse the whole tar."""
    file = tmp_path / "a.tar"
    file.write_bytes(crafted.tar(crafted.member("2024-05-01a.json", b"[]"), ODD[name]))
    done = place.bring("dir", str(file), "--source", "victim", fails=(2,))
    assert "nothing of the tar was imported" in done.output
    assert "victim" not in {row[1] for row in dump(place.root)["checks"]}


def test_links_and_names_within_a_tar(place: Place, tmp_path: Path) -> None:
    """A hard link to a member is that member; a symbolic link within is left out; odd names are only reported."""
    file = tmp_path / "a.tar"
    good = crafted.member("2024-05-01.json", crafted.feed())
    copy = crafted.member("2024-05-02.json", type=tarfile.LNKTYPE, linkname="2024-05-01.json")
    soft = crafted.member("latest.json", type=tarfile.SYMTYPE, linkname="2024-05-01.json")
    odd = crafted.member("2024-05-03\n\x1b[31m\udcff.json", crafted.feed())
    file.write_bytes(crafted.tar(good, copy, soft, odd))
    done = place.bring("dir", str(file), "--source", "victim", fails=(0,))
    assert "Imported 3 captures of 1 source" in done.output
    assert "latest.json: it is a link, and was left out" in done.output
    each = place.bring("dir", str(file), "--source", "victim", "--each", fails=(0,))
    assert "Imported 3 captures of 3 sources" in each.output
    place.is_sound()


def test_a_folder_with_what_is_no_file(place: Place, tmp_path: Path) -> None:
    """FIFOs, sockets, links out, loops, and names of 255 letters: the good file is imported, and the others are reported."""
    folder = tmp_path / "f"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "2024-05-01.json").write_bytes(crafted.feed())
    (folder / ("2024-05-02" + "x" * 240 + ".json")).write_bytes(crafted.feed(2))
    os.mkfifo(folder / "2024-05-03.json")
    (folder / "2024-05-04.json").symlink_to("/etc/hostname")
    (folder / "2024-05-05.json").symlink_to(folder / "inner" / "2024-05-01.json")
    (folder / "loop").symlink_to(folder)
    (folder / "2024-05-06.json").symlink_to(folder / "2024-05-06.json")
    with (folder / "2024-05-07.json").open("wb") as large:
        large.truncate(100 << 20)
    place_of_socket = socket.socket(socket.AF_UNIX)
    place_of_socket.bind(str(folder / "2024-05-08"))
    done = place.bring("dir", str(folder), "--source", "victim", "--each", "--json", fails=(0,))
    place_of_socket.close()
    told = json.loads(done.stdout)
    assert (told["captures"], len(told["sources"]), len(told["problems"])) == (3, 3, 6)
    assert sum("leads out of the folder" in one for one in told["problems"]) == 1
    assert max(map(len, told["sources"])) == 100
    fifo = tmp_path / "x.har"
    os.mkfifo(fifo)
    for command in ("har", "warc", "dir"):
        place.bring(command, str(fifo), "--source", "victim", fails=(2,))
    place.is_sound()


@pytest.mark.parametrize("name", ["2024-05-01.json.xz", "2024-05-01.json.gz", "2024-05-01.json", "x.json"])
def test_one_file_is_one_capture(place: Place, tmp_path: Path, name: str) -> None:
    """A single reply is imported, compressed or not; its time is in its name or given."""
    import gzip
    import lzma

    file = tmp_path / name
    pack = {".xz": lzma.compress, ".gz": gzip.compress}.get(Path(name).suffix, bytes)
    file.write_bytes(pack(crafted.feed()))
    at = ("--at", "2024-05-01") if name == "x.json" else ()
    done = place.bring("dir", str(file), "--source", "victim", *at, fails=(0,))
    assert "Checks: 1 complete" in done.output
    assert "3 already there" in done.output


def test_a_repository_runs_nothing_of_its_own(place: Place, tmp_path: Path) -> None:
    """Hooks, monitors, pagers, signature checkers and transports that a repository configures are never started. Plain git does start one of them here."""
    folder = crafted.repository(tmp_path / "r")
    mark = tmp_path / "started"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {mark}\nexit 1\n")
    program.chmod(0o755)
    keys = ["core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "core.alternateRefsCommand", "gpg.program",
            "diff.external", "credential.helper", "pager.log", "alias.log", "core.gitProxy", "core.editor"]  # fmt: skip
    for key in keys:
        crafted.git(folder, "config", key, str(program))
    crafted.git(folder, "config", "log.showSignature", "true")
    crafted.git(folder, "config", "remote.origin.url", f"ext::{program}")
    crafted.git(folder, "config", "remote.origin.promisor", "true")
    crafted.git(folder, "config", "extensions.partialClone", "origin")
    signed = crafted.git(folder, "cat-file", "commit", "HEAD").replace(
        b"\n\nx", b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\nx", 1
    )
    name = crafted.git(folder, "hash-object", "-t", "commit", "-w", "--stdin", feed_in=signed).strip().decode()
    crafted.git(folder, "update-ref", "HEAD", name)
    for hook in ("post-index-change", "reference-transaction", "pre-auto-gc"):
        (folder / ".git/hooks" / hook).write_bytes(program.read_bytes())
        (folder / ".git/hooks" / hook).chmod(0o755)
    crafted.git(folder, "log", "--format=%H", "HEAD", "--", "feed.json")
    assert "--verify" in mark.read_text()
    mark.unlink()
    assert "3 captures" in place.bring("git", str(folder), "feed.json", "--source", "victim", fails=(0,)).output
    blob = crafted.git(folder, "rev-parse", "HEAD:feed.json").strip().decode()
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()  # which git would fetch from the remote
    place.bring("git", str(folder), "feed.json", "--source", "victim")
    assert not mark.exists(), mark.read_text()
    place.is_sound()


@pytest.mark.parametrize("odd", ["--output=/tmp/escape", "-x", "HEAD\nx"])
def test_what_git_would_take_for_an_option(place: Place, tmp_path: Path, odd: str) -> None:
    """A branch that begins with - and a path with a line break are refused; a path that begins with - is used."""
    folder = crafted.repository(tmp_path / "r", 1)
    place.bring("git", "--source", "victim", "--branch", odd, "--", str(folder), "feed.json", fails=(2,))
    place.bring("git", "--source", "victim", "--", str(folder), odd, fails=(2,))
    assert not Path("/tmp/escape").exists()


def test_a_repository_with_odd_trees_times_and_blobs(place: Place, tmp_path: Path) -> None:
    """Names that are not UTF-8, times before 1970 and in the future, a blob of 80 MB: the rest is imported."""
    folder = crafted.repository(tmp_path / "r", 1)
    raw = b"committer a <a@example.org> %d +0000\n\nx"
    tree = crafted.git(folder, "rev-parse", "HEAD^{tree}").strip().decode()
    empty = crafted.git(folder, "mktree", feed_in=b"").strip().decode()
    before = crafted.git(folder, "rev-parse", "HEAD").strip().decode()
    for number, when in enumerate((99999999999999, 4102444800, 18446744073709551615, 1714600000)):
        body = (
            f"tree {[empty, tree][number % 2]}\nparent {before}\nauthor a <a@example.org> 1 +0000\n".encode()
            + raw % when
        )
        before = (
            crafted.git(folder, "hash-object", "--literally", "-t", "commit", "-w", "--stdin", feed_in=body)
            .strip()
            .decode()
        )
    crafted.git(folder, "update-ref", "HEAD", before)
    (folder / "feed.json").write_bytes(b"[]" + b" " * (80 << 20))
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")).write_text("# x")
    crafted.git(folder, "add", ".")
    crafted.git(folder, "commit", "-qm", "x", day=9)
    done = place.bring("git", str(folder), "feed.json", "--source", "victim", fails=(0,))
    assert "2 captures" in done.output
    assert "its time is impossible" in done.output
    assert "83,886,082 bytes, more than" in done.output
    place.bring("git", str(folder), ".", "--source", "files", "--board", "files", fails=(0,))
    place.is_sound()


def test_git_that_does_not_answer_is_ended(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git process without output is killed after the time limit, with its children."""
    folder = crafted.repository(tmp_path / "r", 1)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "git").write_text(f"#!/bin/sh\nsleep 600 & echo $! > {tmp_path}/pid\nwait\n")
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr("tracker.imports.git.Repository.__init__.__defaults__", (0.5,))
    done = place.bring("git", str(folder), "feed.json", "--source", "victim", fails=(2,))
    assert "gave no output for" in done.output
    status = Path("/proc", (tmp_path / "pid").read_text().strip(), "status")
    assert until(lambda: not status.exists() or "zombie" in status.read_text())
    place.is_sound()


def test_objects_of_another_repository_are_refused(place: Place, tmp_path: Path) -> None:
    """A repository that borrows objects from elsewhere on this machine is not read."""
    folder = crafted.repository(tmp_path / "r", 1)
    (folder / ".git/objects/info/alternates").write_text("/home/somebody/.git/objects\n")
    done = place.bring("git", str(folder), "feed.json", "--source", "victim", fails=(2,))
    assert "takes objects from another repository" in done.output


def test_an_import_whose_git_dies_leaves_nothing(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before git died is not in the history, and the same import later brings everything."""
    folder = crafted.repository(tmp_path / "r", 5)
    asked = git_process.GitProcess.ask

    def dies(self: git_process.GitProcess, line: bytes) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        asked(self, line)

    left = 7
    monkeypatch.setattr(git_process.GitProcess, "ask", dies)
    done = place.bring("git", str(folder), "feed.json", "--source", "victim", fails=(0, 2))
    monkeypatch.undo()
    came = [row for row in dump(place.root)["checks"] if row[1] == "victim"]
    assert (done.exit_code == 0) == bool(came)
    assert (place.root / "snapshots" / "victim").exists() == bool(came)
    place.is_sound()
    place.bring("git", str(folder), "feed.json", "--source", "victim", fails=(0,))
    assert len([row for row in dump(place.root)["checks"] if row[1] == "victim"]) == 5
    place.is_sound()


def test_a_link_in_the_archive_that_leads_out_is_not_written_through(place: Place, tmp_path: Path) -> None:
    """snapshots/victim as a link to elsewhere is refused; the whole snapshots/ may be one."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (place.root / "snapshots/victim").symlink_to(outside)
    file = tmp_path / "a.warc"
    file.write_bytes(crafted.ours(crafted.note(1)))
    done = CliRunner().invoke(main, ["-C", str(place.root), "import", "warc", str(file)], catch_exceptions=False)
    assert "leads out of" in done.output
    assert not list(outside.iterdir())
    (place.root / "snapshots/victim").unlink()
    (place.root / "snapshots").rename(tmp_path / "disk")
    (place.root / "snapshots").symlink_to(tmp_path / "disk")
    done = CliRunner().invoke(main, ["-C", str(place.root), "import", "warc", str(file)], catch_exceptions=False)
    assert "Imported 1 capture of 1 source" in done.output


@pytest.mark.parametrize("name", ["../../escape", "A b", "x" * 101])
def test_a_source_that_is_named_on_the_command_line(place: Place, tmp_path: Path, name: str) -> None:
    """A name that is none is refused before anything is read."""
    (tmp_path / "2024-05-01.json").write_bytes(crafted.feed())
    done = place.bring("dir", str(tmp_path / "2024-05-01.json"), "--source", name, "--board", "json", fails=(2,))
    assert "can't name a source" in done.output


def test_members_of_a_wacz_that_are_not_read(place: Place, tmp_path: Path) -> None:
    """Names that lead out, encrypted members, a WACZ within: reported, and the good member is read."""
    inner = crafted.wacz(("archive/a.warc", crafted.crawl()))
    data = bytearray(
        crafted.wacz(
            ("archive/good.warc", crafted.crawl()), ("../../x.warc", b"x"), ("inner.wacz", inner), ("z.warc", b"y")
        )
    )
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(sign) + offset] |= 1
    file = tmp_path / "a.wacz"
    file.write_bytes(data)
    done = place.bring("warc", str(file), "--source", "victim", fails=(0,))
    assert "3 captures" in done.output
    for told in ("a WACZ within a WACZ", "it is encrypted", "../../x.warc: it has no record"):
        assert told in done.output
    place.is_sound()


def test_the_list_of_a_wayback_machine_is_hostile_too(place: Place, site: Callable[..., tuple[str, list[str]]]) -> None:
    """Odd rows cost only themselves; an invalid, nested or endless list is an error."""
    head = ["timestamp", "original"]
    rows: list[object] = [
        head,
        ["20240501060000", LIST],
        ["20241399000000", LIST],
        ["x", LIST],
        [None],
        [],
        ["20240502060000", 7],
        ["29990101000000", LIST],
        ["１２３４５６７８９０１２３４", LIST],
    ]
    said = {"cdx": json.dumps(rows).encode()}

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Type": "application/json"}, said["cdx"] if path.startswith("/cdx") else crafted.feed()

    base, _ = site(answer)
    (place.root / "tracker.toml").write_text((place.root / "tracker.toml").read_text() + "allow_private = true\n")
    arguments = ("wayback", "--source", "victim", "--server", base)
    done = place.bring(*arguments, fails=(0,))
    assert "Imported 1 capture of 1 source" in done.output
    assert "row 2 of its list" in done.output
    for odd in (
        b"[" * 100_000,
        b"{}",
        b"7",
        b"[7]",
        b'[["a"]]',
        b"[" + b"[]," * 9_000_000 + b"[]]",
        b'[["timestamp","original"],["20240501060000","http://[bad"]]',
    ):
        said["cdx"] = odd
        place.bring(*arguments, fails=(1, 2))
    place.is_sound()


def test_more_captures_of_one_moment_than_can_be_told_apart(place: Place, tmp_path: Path) -> None:
    """A thousand captures of one second are distinguished by milliseconds; further ones are reported."""
    folder = tmp_path / "f"
    folder.mkdir()
    for number in range(1003):
        (folder / f"2024-05-01x{number}.json").write_text("<" + str(number))
    done = place.bring("dir", str(folder), "--source", "victim", fails=(0,))
    assert "1,000 captures" in done.output
    assert io.StringIO(done.output).read().count("state the same time") == 3


def test_git_has_a_bound_of_its_own_memory(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit message that unpacks to more ends the import with a message."""
    monkeypatch.setattr(git_process, "_BOUNDED", (*git_process._BOUNDED[:-1], str(100 << 10)))
    folder = crafted.repository(tmp_path / "r", 1)
    tree = crafted.git(folder, "rev-parse", "HEAD^{tree}").strip().decode()
    head = f"tree {tree}\nauthor a <a@example.org> 1714600000 +0000\ncommitter a <a@example.org> 1714600000 +0000\n\n"
    body = head.encode() + b"x" * (200 << 20)
    name = crafted.git(folder, "hash-object", "-t", "commit", "-w", "--stdin", feed_in=body).strip().decode()
    crafted.git(folder, "update-ref", "HEAD", name)
    done = place.bring("git", "--source", "victim", "--", str(folder), "feed.json", fails=(2,))
    assert "memory" in done.output.lower()
    place.bring("git", "--source", "victim", "--", str(crafted.repository(tmp_path / "s", 1)), "feed.json")
