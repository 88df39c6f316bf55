"""Old replies are deleted and the history stays: proved before, the same in a rebuild, and reported."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from tests.conftest import check, reader
from tests.living import Life, feeds, row
from tests.test_cli import tracker
from tests.world import Server, World, html_toml
from tracker.archive import records
from tracker.check import Checker, conclusions, folding
from tracker.model import Request
from tracker.model.errors import Unusable, UsageError
from tracker.model.history import Change, Doubt, Known, Tie, Verdict
from tracker.model.wording import Wording
from tracker.operations import project, prune, rebuild, run, verify
from tracker.reconcile.byte_equal import Recall
from tracker.reconcile.exchanges import Exchange

TABLES = (
    "postings",
    "versions",
    "changes",
    "checks",
    "snapshots",
    "ties",
    "posting_state",
    "source_state",
    "kept",
    "posting_places",
)
INNER = {"posting_state": "key", "source_state": "source", "kept": "key", "posting_places": "version_id, place"}
DAY = 86400.0


def everything(root: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = reader(root)
    try:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY {INNER.get(table, 'id')}").fetchall()
            for table in TABLES
        }
    finally:
        connection.close()


def pruned(root: Path, days: float = 30, *, apply: bool = True, now: str = "", smaller: bool = True) -> prune.Pruned:
    return prune.prune(
        project.load(root), now or run.now(), older=days * DAY, apply=apply, step=lambda _what: None, smaller=smaller
    )


def rebuilt(root: Path) -> dict[str, list[tuple[object, ...]]]:
    assert verify.verify(project.load(root)).problems == []
    rebuild.rebuild(project.load(root), lambda: None, without_missing=False)
    return everything(root)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose pages have a token and a counter: every reply is another, and few say something new."""
    root = tmp_path_factory.mktemp("noisy")
    world = World(1, 4, size=300)
    with Server(world) as server:
        (root / "tracker.toml").write_text(html_toml(server.base, 1))
        for number, days in enumerate(range(-200, -35, 14)):
            check(root, days=days)
            if number in {4, 8}:
                world.step(add=0.2, remove=0.2, edit=0.3)
    return root


@pytest.fixture
def noisy(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(built, tmp_path / "noisy"))


def test_replies_are_let_go_and_the_history_stays(noisy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run changes nothing; then the files are smaller, and a rebuild and a later version give the same history."""
    before, files = everything(noisy), {path: path.read_bytes() for path in sorted(noisy.rglob("*.zst"))}
    trial = pruned(noisy, apply=False)
    assert {path: path.read_bytes() for path in sorted(noisy.rglob("*.zst"))} == files
    done = pruned(noisy)
    assert done.files == trial.files
    assert len(done.files) >= 4
    now = {path: path.read_bytes() for path in sorted(noisy.rglob("*.zst"))}
    assert [len(data) for data in now.values()] == [
        next((one.after for one in done.files if path.match(one.file)), len(files[path])) for path in now
    ]
    assert sum(one.after for one in done.files) < 0.8 * sum(one.before for one in done.files)
    assert everything(noisy) == before
    assert rebuilt(noisy) == before
    log = [json.loads(line) for line in (noisy / "snapshots" / prune.LOG).read_text().splitlines()]
    assert [(one["file"], one["replies"], one["older_than_days"]) for one in log] == [
        (one.file, one.replies, 30.0) for one in done.files
    ]
    assert pruned(noisy).files == []
    monkeypatch.setattr(folding, "EXTRACTOR", folding.EXTRACTOR + 1)
    here = project.load(noisy)
    with here.lock(), here.open_database() as database:
        assert Checker(database, here.archive(), run.now).renew("c0")
        database.index()
    after = everything(noisy)
    assert {table: rows for table, rows in after.items() if table not in {"source_state", "posting_state"}} == {
        table: rows for table, rows in before.items() if table not in {"source_state", "posting_state"}
    }
    monkeypatch.undo()
    with pytest.raises(UsageError, match="another version"):
        pruned(noisy)


def test_a_passage_is_removed_from_what_checks_concluded(noisy: Path) -> None:
    """A fold of checks whose replies were let go does not bring it back; with --archive, their records don't have it."""
    connection = reader(noisy)
    lines: dict[str, set[str]] = {}
    for posting, text in connection.execute("SELECT posting_id, text FROM versions WHERE text <> ''"):
        for line in text.split("\n"):
            lines.setdefault(line, set()).add(posting)
    connection.close()
    own = {
        next(iter(found)): line
        for line, found in sorted(lines.items())
        if len(found) == 1 and len(line) > 20 and line[0].isalpha()
    }
    assert len(own) >= 3
    assert pruned(noisy).files
    for number, (posting, line) in enumerate(list(own.items())[:2]):
        said = tracker(noisy, "redact", posting, "--text", line, "--reason", "private", *(["--archive"] * number))
        assert said[0] == 0, said
        for _ in range(2):
            found = [row for rows in everything(noisy).values() for row in rows if line in str(row)]
            assert found == [], number
            assert rebuilt(noisy)
        archive = project.load(noisy).archive()
        kept = b"".join(plain for file in archive.files() for plain in archive.plain(file))
        assert (json.dumps(line)[1:-1].encode() in kept) == (not number)


@pytest.mark.parametrize("archive", [False, True])
def test_a_project_with_a_removal_is_pruned(noisy: Path, *, archive: bool) -> None:
    """The rebuilds that are compared leave the passage out, too; so do the conclusions that take the place of replies."""
    connection = reader(noisy)
    (posting, text) = connection.execute("SELECT posting_id, text FROM versions WHERE number = 2").fetchone()
    connection.close()
    line = max(text.split("\n"), key=len)
    said = tracker(noisy, "redact", posting, "--text", line, "--reason", "private", *(["--archive"] * archive))
    assert said[0] == 0, said
    before = everything(noisy)
    assert pruned(noisy, smaller=False).files
    assert rebuilt(noisy) == before
    kept = project.load(noisy).archive()
    texts = b"".join(plain for file in kept.files() for plain in kept.plain(file))
    assert (line.encode() in texts) == (not archive)
    assert line not in str(before)


def test_a_source_that_is_no_longer_monitored_is_pruned_too(tmp_path: Path) -> None:
    """Whether a run has noticed that the source is gone from tracker.toml, or none has yet."""
    life = Life(tmp_path, feeds("f", "g"))
    for order in (1, -1):  # the second reply says nothing new
        life.rows = {"f": [row(1), row(2)][::order], "g": [row(3), row(4)][::order]}
        life.check()
    (tmp_path / "tracker.toml").write_text(feeds("f"))
    assert pruned(tmp_path, apply=False, smaller=False).files
    life.check()
    before = everything(tmp_path)
    assert {one.file.partition("/")[0] for one in pruned(tmp_path, smaller=False).files} == {"f", "g"}
    assert rebuilt(tmp_path) == before


def test_each_wording_keeps_its_first_reply(noisy: Path) -> None:
    """Its body has the hash that the evidence states; of the others, the date, headers and hash stay."""
    pruned(noisy)
    here = project.load(noisy)
    archive = here.archive()
    connection = reader(noisy)
    evidence = {row[0] for row in connection.execute("SELECT snapshot_id FROM wordings")}
    kept = gone = 0
    for name, file, offset, sha256 in connection.execute("SELECT id, warc_file, warc_offset, sha256 FROM snapshots"):
        record = archive.read(file, offset)
        assert records.payload_digest(sha256) == record.headers["warc-payload-digest"]
        assert record.status in {200, 404}
        assert record.http
        assert not (records.is_let_go(record) and name in evidence)
        kept += not records.is_let_go(record)
        gone += records.is_let_go(record)
    connection.close()
    assert kept >= len(evidence) > 5
    assert gone > 10
    assert tracker(noisy, "export", "warc", str(noisy / "out"))[0] == 0
    kinds = []
    for path in sorted((noisy / "out").rglob("*.gz")):
        with path.open("rb") as stream:
            kinds += [str(record.record_type).rpartition(".")[2] for record in ArchiveIterator(stream)]
    assert kinds.count("resource") >= 4


def test_the_next_check_goes_on(tmp_path: Path) -> None:
    """After all months but the current one were pruned, the next checks and a rebuild give the same result as without."""
    (tmp_path / "whole").mkdir()
    life = Life(tmp_path / "whole", feeds("f", "g"))
    titles = ["Welder", "Cook", "Pilot", "Planner", "Nurse", "Clerk"]
    rows = [row(n, title=titles[n], page="f") for n in range(6)]
    life.rows = {"f": rows, "g": [row(n, title="Driver") for n in range(3)]}
    for day in range(42):
        if day % 9 == 4:
            rows[day % 6] = row(day % 6, title=titles[day % 6], text=f"Now with other words, {day}. " * 9, page="f")
        if day in {12, 28}:
            life.rows["f"] = rows[1:] if day == 12 else None
        elif day in {18, 30}:
            life.rows["f"] = [*rows, row(100 + day, title="Baker", page="f")]
        life.check()
    shutil.copytree(life.root, tmp_path / "pruned")
    done = pruned(tmp_path / "pruned", 1, now="2026-02-12T00:00:00.000Z")
    assert [(one.file, one.checks > one.replies > 0) for one in done.files] == [("f/2026-01.warc.zst", True)]
    done = pruned(tmp_path / "pruned", 1, now="2026-03-02T00:00:00.000Z", smaller=False)
    assert [one.file for one in done.files] == ["f/2026-02.warc.zst", "g/2026-02.warc.zst"]
    life.rows = {"f": [*rows[2:], row(200, title="Miner", page="f")], "g": [row(0, title="Driver", text="x" * 99)]}
    day, told, found = life.day, [], []
    for name in ("whole", "pruned"):
        life.root, life.day = tmp_path / name, day
        told.append([life.told() for _ in range(3)])
        found.append(everything(life.root))
    assert told[0] == told[1]
    assert told[0][0]["f"]
    assert found[1] == rebuilt(tmp_path / "pruned")
    for (
        one
    ) in found:  # what is appended to a file without a dictionary has another length, and what follows another place
        one["snapshots"] = [line[:-1] for line in one["snapshots"]]
        del one["kept"]
    assert found[0] == found[1]


@pytest.mark.parametrize("harm", ["the database", "a record", "an unreadable record"])
def test_nothing_is_let_go_if_it_would_change_the_history(
    noisy: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the database is not what the archive makes, or a record would change it: refused, and nothing changes."""
    files = {path: path.read_bytes() for path in sorted(noisy.rglob("*.zst"))}
    if harm == "the database":
        connection = sqlite3.connect(noisy / "tracker.db")
        connection.execute("UPDATE changes SET summary = 'x' WHERE kind = 'edited'")
        connection.commit()
        connection.close()
        match = "run `tracker rebuild`"
    else:
        read = conclusions.read

        def other(body: bytes, where: str) -> conclusions.Conclusion:
            if harm == "an unreadable record":
                body = b"[" + body
            return read(body.replace(b'"summary":"', b'"summary":"not '), where)

        monkeypatch.setattr(conclusions, "read", other)
        match = "would produce a different history"
    with pytest.raises(UsageError, match=match):
        pruned(noisy)
    assert {path: path.read_bytes() for path in sorted(noisy.rglob("*.zst"))} == files
    assert sorted(path.name for path in (noisy / "snapshots").iterdir() if path.name != ".spool") == ["c0"]


def test_a_prune_that_is_killed_between_two_files(noisy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is valid next to the others, and the next prune continues."""
    before = everything(noisy)
    replaced = prune.atomic_files.replaced
    left = [2]

    def killed(path: Path) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return replaced(path)

    monkeypatch.setattr(prune.atomic_files, "replaced", killed)
    with pytest.raises(KeyboardInterrupt):
        pruned(noisy)
    monkeypatch.undo()
    assert rebuilt(noisy) == before
    assert len(pruned(noisy).files) >= 2
    assert rebuilt(noisy) == before


def test_the_command(noisy: Path) -> None:
    """A dry run by default; the policy is in tracker.toml, or an option; invalid values are refused."""
    code, _, err = tracker(noisy, "prune")
    assert (code, "[retention]" in err) == (2, True)
    assert tracker(noisy, "prune", "--older-than", "long")[0] == 2
    with (noisy / "tracker.toml").open("a") as file:
        file.write('[retention]\nreplies = "60d"\n')
    assert project.load(noisy).settings.keep_replies == 60 * DAY
    code, out, _ = tracker(noisy, "prune")
    assert (code, "Nothing was changed" in out) == (0, True)
    found = json.loads(tracker(noisy, "prune", "--yes", "--json")[1])
    assert found["done"]
    months = {one["file"][3:10] for one in found["files"]}
    assert months
    assert max(months) < found["until"][:7]
    assert datetime.fromisoformat(found["until"])
    code, out, _ = tracker(noisy, "prune", "--older-than", "60d")
    assert (code, "would become smaller" in out) == (0, True)
    assert tracker(noisy, "verify")[0] == 0
    assert tracker(noisy, "prune", "--older-than", "90y")[0] == 0


def test_a_conclusion_is_read_as_it_was_written() -> None:
    """Every field of it; a record that is none, or of a newer format, is refused."""
    text = ("One — line", "two \ud800")
    wording = Wording("T", text, pay_min=1.0, pay_max=2.5, language="de")
    known = Known("e", "u", "T", closed_at=None, doubt=Doubt(misses=2, waits_until="x"), returns=3)
    change = Change("e", "edited", "minor", "s", before=wording, after=wording, how="gone", was_closed=True)
    verdict = Verdict(
        "complete", "r", 3, None, (change,), {"e": known}, {"f": wording}, settled=True, masks=frozenset("ab"),
        renamed={"n": "o"}, ties=(Tie("repost", "e", "o", ("why", "so"), 0.5, "p"),), holds={"h": 2}, held=4,
    )  # fmt: skip
    request = Request("https://x.example", body=b"\xff", headers=(("a", "b"),))
    found = conclusions.Conclusion(
        verdict,
        "E",
        [[Exchange(request, 200, "s", "h")]],
        Recall(None, {"e": ("a", "b")}),
        {"e": request},
        "key",
        False,
    )
    body = conclusions.to_json(found)
    assert conclusions.read(body, "here") == found
    older = body.replace(b'"other_external_id":', b'"beside":')  # the name that older versions wrote
    assert conclusions.read(older, "here") == found
    assert conclusions.read(body.replace(b'"held":4', b'"held":4,"later":1'), "here") == found
    for wrong in (b"", b"{}", b"[]", body.replace(b'"format":1', b'"format":2'), b'{"format":1}', b"[" * 9**5):
        with pytest.raises(Unusable, match="here: "):
            conclusions.read(wrong, "here")
