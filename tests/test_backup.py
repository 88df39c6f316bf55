"""Backups: made during a run, incremental, in a directory or S3; restores are complete and overwrite nothing."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import threading
import xml.sax.saxutils
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.conftest import check, dump
from tests.test_cli import tracker
from tests.world import Server, World, greenhouse_toml
from tracker.alerts import outbox
from tracker.archive import packing
from tracker.check import grouping
from tracker.model.errors import Damaged, Unavailable, UsageError
from tracker.operations import backup, project, rebuild, run, verify
from tracker.operations.backup_locations import Directory, Storage, location_of
from tracker.store import remedies

NOTHING: Callable[[str], None] = lambda _name: None  # noqa: E731
WHEN = "2026-11-28T06:00:00.{:03}Z"


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Server, World]]:
    world = World(3, 4, size=400)
    with Server(world) as server:
        yield server, world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, site: tuple[Server, World]) -> Path:
    found = tmp_path_factory.mktemp("made") / "project"
    found.mkdir()
    (found / "tracker.toml").write_text(greenhouse_toml(site[0].base, 3))
    (found / "metadata.yml").write_text("title: Ours\n")
    (found / "corrections.jsonl").write_text('{"kind": "undone", "id": "x"}\n')
    check(found)
    return found


@pytest.fixture
def root(tmp_path: Path, made: Path) -> Path:
    """A copy of a project with three sources that were checked once."""
    return Path(shutil.copytree(made, tmp_path / "project"))


def backed_up(root: Path, target: Path | str, number: int = 0, **more: object) -> backup.BackupResult:
    values = {"step": NOTHING, **more}
    return backup.backup(project.load(root), location_of(str(target)), WHEN.format(number), **values)  # type: ignore[arg-type]


def restored(target: Path | str, root: Path, **more: str) -> int:
    return backup.restore(location_of(str(target)), root, step=NOTHING, **more)[1]


def verified(root: Path) -> int:
    """Return how many checks are in a project in which nothing is wrong."""
    found = verify.verify(project.load(root))
    assert found.problems == []
    return found.checks


def test_a_backup_during_a_run(
    tmp_path: Path, root: Path, site: tuple[Server, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At two moments: between two sources, and while a check is archived and not yet folded. Each copy can be continued."""
    monkeypatch.setattr(grouping, "MOST", 1)  # else all are folded at once, and nothing is between them
    site[1].step(add=0.2, remove=0.1, edit=0.4)
    between, within = tmp_path / "between", tmp_path / "within"
    made: list[Path] = []

    def once(target: Path) -> None:
        if target not in made:
            made.append(target)
            backed_up(root, target)

    real = outbox.enqueue

    def enqueue(settings: object) -> Callable[..., None]:
        then = real(settings)  # type: ignore[arg-type]

        def slow(*values: object) -> None:
            once(within)
            then(*values)  # type: ignore[arg-type]

        return slow

    monkeypatch.setattr(run.outbox, "enqueue", enqueue)
    run.run(project.load(root), hooks=run.Hooks(done=lambda _result: once(between)))
    monkeypatch.undo()
    assert len(made) == 2
    checks = []
    for target in made:
        copy = tmp_path / f"{target.name}-restored"
        assert restored(target, copy) == 7
        checks.append(verified(copy))
        assert (copy / "corrections.jsonl").read_text() == (root / "corrections.jsonl").read_text()
        assert {result.verdict.outcome for result in check(copy).results} == {"complete"}
        before = dump(copy)
        assert rebuild.rebuild(project.load(copy), lambda: None, without_missing=False)[0] == verified(copy)
        assert dump(copy) == before
        postings = [row[1:] for row in dump(copy, ("postings",))["postings"]]
        assert len(postings) == len(dump(root, ("postings",))["postings"])
    assert checks == [3, 4]


def test_what_is_stored_already_is_not_stored_again(tmp_path: Path, root: Path, site: tuple[Server, World]) -> None:
    """An unchanged project stores a list only; a changed source stores its file and the database. Old backups are deleted with contents that only they had."""
    target = tmp_path / "backups"
    first = backed_up(root, target, 1)
    assert (first.files, first.new_files, first.kept) == (7, 7, 1)
    again = backed_up(root, target, 2)
    assert (again.files, again.new_files, again.bytes, again.kept) == (7, 0, first.bytes, 2)
    site[1].step()
    check(root, "c1")
    third = backed_up(root, target, 3)
    assert (third.new_files, third.kept) == (2, 3)
    assert restored(target, tmp_path / "old", at=WHEN.format(2)) == 7
    assert verified(tmp_path / "old") == 3
    objects = len(Directory(target).names("objects"))
    last = backed_up(root, target, 4, keep=1)
    assert (last.new_files, last.kept) == (0, 1)
    assert len(Directory(target).names("objects")) == objects - 2 == last.files
    restored(target, tmp_path / "new")
    assert verified(tmp_path / "new") == 4
    assert all(path.stat().st_mode & 0o077 == 0 for path in target.rglob("*"))
    assert not (root / ".backup").exists()


def test_files_that_are_packed_meanwhile(
    tmp_path: Path, root: Path, site: tuple[Server, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a file is packed after the database was copied, the database is copied again. If this repeats without end, nothing is backed up."""
    monkeypatch.setattr(packing, "is_worth", lambda *_values, **_more: False)

    def busy(name: str) -> None:
        if name.startswith("snapshots/") and times:
            times.pop()
            site[1].step(edit=0.9)
            check(root)
            archive = project.load(root).archive()
            for file in archive.files():
                packing.pack(archive, file, over=False)

    times = [1, 2]
    assert backed_up(root, tmp_path / "b", 1, step=busy).files == 7
    restored(tmp_path / "b", tmp_path / "copy")
    assert verified(tmp_path / "copy") == 9
    times = [1] * 9
    with pytest.raises(Unavailable, match="try again"):
        backed_up(root, tmp_path / "b", 2, step=busy)
    assert len(times) == 4
    assert Directory(tmp_path / "b").names("manifests") == ["manifests/2026-11-28T06-00-00.001Z.json"]
    (root / "snapshots/c0").rename(root / "snapshots/moved")
    with pytest.raises(Unavailable, match="missing"):
        backed_up(root, tmp_path / "b", 3)


def test_a_backup_that_is_killed_is_none(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that is killed at any of its writes does not count. The next one uses what was stored, and removes the rest."""
    put = Directory.put
    for number in (0, 3, 6, 7):
        left = [number]

        def killed(place: Directory, name: str, path: Path, left: list[int] = left) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            put(place, name, path)

        monkeypatch.setattr(Directory, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            backed_up(root, tmp_path / str(number))
        monkeypatch.undo()
        with pytest.raises(UsageError, match="no backup"):
            restored(tmp_path / str(number), tmp_path / "copy")
        assert backed_up(root, tmp_path / str(number)).new_files == 7 - number
    (root / ".backup").mkdir()
    (root / ".backup/left").write_text("by a killed one")
    backed_up(root, tmp_path / "0", 1)
    assert not (root / ".backup").exists()


@pytest.mark.parametrize("harm", ["flip", "cut", "remove", "flip the database"])
def test_a_damaged_backup_restores_nothing(tmp_path: Path, root: Path, harm: str) -> None:
    """Each content is compared with its hash before anything is put in place."""
    target, copy = tmp_path / "b", tmp_path / "copy"
    backed_up(root, target)
    objects = {path.suffix == ".zst": path for path in sorted((target / "objects").rglob("*")) if path.is_file()}
    path = objects[harm.endswith("database")]
    data = bytearray(path.read_bytes())
    if harm == "remove":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(data[:-1])
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    with pytest.raises(Damaged, match="nothing was restored"):
        restored(target, copy)
    assert list(copy.iterdir()) == []


def test_a_hostile_list_writes_nothing(tmp_path: Path, root: Path) -> None:
    """Only names of a project's files are restored."""
    target = tmp_path / "b"
    backed_up(root, target)
    manifest = next((target / "manifests").iterdir())
    whole = manifest.read_text()
    names = ("../x", "/etc/x", "snapshots/../../x.warc.zst", "snapshots/a/b/c.warc.zst", "snapshots/A/x.warc.zst")
    for name in (*names, "tracker.lock", "tracker.d/.toml", "tracker.d/../x.toml", "snapshots/README.md", ".ssh"):
        found = json.loads(whole)
        found["files"][name] = next(iter(found["files"].values()))
        manifest.write_text(json.dumps(found))
        with pytest.raises(Damaged, match="not a backup manifest"):
            restored(target, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path, root: Path) -> None:
    """Neither a file that would be restored, nor an existing database or archive, and the messages say so."""
    target = tmp_path / "b"
    code, out, _ = tracker(root, "backup", str(target))
    assert (code, "Backed up 7 files" in out, "has 1 backup." in out) == (0, True, True)
    assert json.loads(tracker(root, "backup", str(target), "--keep", "1", "--json")[1])["new_files"] == 0
    for number, name in enumerate(
        ("tracker.toml", "tracker.db-wal", "snapshots/other/2020-01.warc.zst", "corrections.jsonl")
    ):
        copy = tmp_path / str(number)
        (copy / name).parent.mkdir(parents=True)
        (copy / name).write_text("mine")
        code, _, err = tracker(copy, "restore", str(target))
        assert (code, "has a project already" in err) == (2, True)
        assert [path.name for path in copy.rglob("*") if path.is_file()] == [Path(name).name]
    empty = tmp_path / "empty"
    empty.mkdir()
    code, out, _ = tracker(empty, "restore", str(target))
    assert (code, out.startswith("Restored 7 files")) == (0, True)
    assert tracker(empty, "verify")[0] == 0
    assert tracker(empty, "restore", str(target), "--at", "2020-01-01")[0] == 2
    (empty / "tracker.db").unlink()
    code, _, err = tracker(empty, "backup", str(target))
    assert (code, "tracker rebuild" in err) == (2, True)


class Bucket:
    """A small S3: objects of one bucket in memory, listed in pages of three. `broken` answers 500."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = False
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _send(self, status: int, body: bytes = b"", length: int | None = None) -> None:
                self.send_response(status)
                self.send_header("ETag", '"0"')
                self.send_header("Last-Modified", "Sat, 28 Nov 2026 06:00:00 GMT")
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)

            def _key(self) -> str:
                return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if "chunked" in self.headers.get("Content-Encoding", ""):
                    size, _, rest = body.partition(b"\r\n")
                    body = rest[: int(size.split(b";")[0], 16)]
                if bucket.broken:
                    self._send(400)
                    return
                bucket.objects[self._key()] = body
                self._send(200)

            def do_HEAD(self) -> None:
                found = bucket.objects.get(self._key())
                self._send(404 if found is None else 200, length=len(found or b""))

            def do_DELETE(self) -> None:
                bucket.objects.pop(self._key(), None)
                self._send(204)

            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                if "list-type" in query:
                    self._send(200, bucket.listed(query))
                    return
                found = bucket.objects.get(self._key())
                self._send(404 if found is None else 200, found or b"<Error><Code>NoSuchKey</Code></Error>")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._send(501)

            def log_message(self, format: str, *args: object) -> None:
                """Print no request log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def listed(self, query: dict[str, list[str]]) -> bytes:
        """Answer ListObjectsV2: the keys with a prefix, up to a delimiter, three at a time."""
        prefix, after = query.get("prefix", [""])[0], query.get("continuation-token", [""])[0]
        delimiter = query.get("delimiter", [""])[0]
        keys = [key for key in sorted(self.objects) if key.startswith(prefix) and key > after]
        folders = sorted(
            {prefix + key[len(prefix) :].split("/")[0] + "/" for key in keys if delimiter and "/" in key[len(prefix) :]}
        )
        keys = [key for key in keys if not delimiter or "/" not in key[len(prefix) :]]
        page = keys[:3]
        more = len(keys) > 3
        rows = "".join(
            f"<Contents><Key>{xml.sax.saxutils.escape(key)}</Key><Size>{len(self.objects[key])}</Size>"
            "<LastModified>2026-11-28T06:00:00.000Z</LastModified><ETag>0</ETag><StorageClass>STANDARD</StorageClass></Contents>"
            for key in page
        )
        rows += "".join(f"<CommonPrefixes><Prefix>{one}</Prefix></CommonPrefixes>" for one in folders)
        token = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if more else ""
        return (
            f'<?xml version="1.0"?><ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>'
            f"<KeyCount>{len(page)}</KeyCount>{token}{rows}</ListBucketResult>"
        ).encode()


def test_backups_in_s3(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real s3fs and a server that speaks S3: stored, not stored again, cleaned up, restored; errors are reported and lose nothing."""
    pytest.importorskip("s3fs")
    bucket = Bucket()
    for name, value in {
        "AWS_ENDPOINT_URL": bucket.url,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        target = "s3://backups/ours"
        assert backed_up(root, target, 1).new_files == 7
        assert len(bucket.objects) == 8
        assert all(key.startswith("ours/") for key in bucket.objects)  # and no bucket was made
        assert backed_up(root, target, 2, keep=1).new_files == 0
        assert len(bucket.objects) == 8
        assert restored(target, tmp_path / "copy") == 7
        assert verified(tmp_path / "copy") == 3
        bucket.broken = True
        with pytest.raises(Unavailable, match="nothing is lost"):
            backed_up(root, target, 3)
        with pytest.raises(UsageError, match="no backup"):
            restored("s3://backups/others", tmp_path / "other")
    finally:
        bucket.server.shutdown()
        bucket.server.server_close()


def test_mistakes_in_where_a_backup_goes(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wrong place has its own message before anything is written; the directory of a restore is created."""
    pytest.importorskip("s3fs")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    file = tmp_path / "file"
    file.write_text("mine")
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "objects").write_text("mine")
    before = sorted(path for path in root.rglob("*") if path.name != "tracker.toml")
    cases: dict[str, tuple[int, str]] = {
        str(file): (2, "is a file; choose a directory"),
        str(file / "x"): (3, "a part of this path is not a directory"),
        str(blocked): (3, "something else has this name"),
        "": (2, "no target was given"),
        str(root): (2, "is part of the project itself"),
        str(root / "snapshots" / "x"): (2, "is part of the project itself"),
        "s3://": (2, "s3:// has no bucket"),
        "s3://bucket/folder": (3, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    }
    for target, (code, words) in cases.items():
        found = tracker(root, "backup", target)
        assert (found[0], words in found[2]) == (code, True), found
    assert sorted(path for path in root.rglob("*") if path.name != "tracker.toml") == before
    backed_up(root, str(root / "backups"))
    assert tracker(tmp_path / "new", "restore", str(root / "backups"))[0] == 0
    code, _, err = tracker(tmp_path / "newer", "status")
    assert (code, "does not exist; create it, or check how it is written" in err) == (2, True)


def test_other_storage(tmp_path: Path, root: Path) -> None:
    """Any storage that fsspec knows works; an unknown one is reported."""
    fsspec = pytest.importorskip("fsspec")
    backed_up(root, "memory://a/b", 1)
    assert {name.partition("/")[0] for name in Storage("memory://a/b").names("")} == {"objects", "manifests"}
    assert restored("memory://a/b", tmp_path / "copy") == 7
    assert verified(tmp_path / "copy") == 3
    fsspec.filesystem("memory").store.clear()
    with pytest.raises(UsageError, match="can't be used"):
        backed_up(root, "nosuch://a/b")
    assert tracker(root, "backup", "nosuch://x")[0] == 2


def test_what_a_database_says_is_what_is_copied(root: Path, tmp_path: Path) -> None:
    """The copied database is whole; of a file that is longer than the database says, only that part is copied."""
    here = project.load(root)
    file = here.archive().files()[0]
    path = here.snapshots / file
    whole = path.read_bytes()
    path.write_bytes(whole + b"(unfinished")
    backed_up(root, tmp_path / "b")
    restored(tmp_path / "b", tmp_path / "copy")
    assert (tmp_path / "copy/snapshots" / file).read_bytes() == whole
    connection = sqlite3.connect(tmp_path / "copy/tracker.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    entry = backup.Entry("ab" * 32, 3)
    assert entry.object == f"objects/ab/{'ab' * 32}"
    assert replace(entry, packed=True).object.endswith(".zst")


def test_a_full_disk_is_the_one_that_is_written(tmp_path: Path) -> None:
    """A backup and a restore that find no room name the file that they write, and not the one that they read."""
    content, there, back = tmp_path / "content", tmp_path / "there", tmp_path / "back"
    content.write_bytes(b"x" * 5000)
    place = Directory(there)
    place.put("objects/x", content)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = []
    for work in (lambda: place.put("objects/y", content), lambda: place.get("objects/x", back)):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        try:
            work()
        except OSError as error:
            told.append(remedies.of_machine(error, tmp_path / "project"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [str(one).partition(":")[0] for one in told] == [f"{there}/objects/y", f"{back}"]
