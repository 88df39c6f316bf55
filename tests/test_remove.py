"""Removing a source: from tracker.toml, whose comments stay, and with all of its history, also after a kill."""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import dump, reader
from tests.receiver import SECRET
from tracker.archive import removal
from tracker.cli import main
from tracker.model import Source
from tracker.operations import project, verify
from tracker.operations.add import _insert_source
from tracker.store.database import Database

TOML = """\
# ours
[sources.a]
board = "json"
url = "https://a.example.org/feed.json"  # the old feed
text = "text"

# b is checked by hand
[sources.b]
board = "json"
url = "https://b.example.org/feed.json"
text = "text"
# the last one
"""
TABLES = ("postings", "versions", "changes", "checks", "snapshots")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two sources, each with a history of three lists; they share one text."""
    path = tmp_path / "p"
    path.mkdir()
    (path / "tracker.toml").write_text(TOML)
    for name in "ab":
        folder = tmp_path / name
        folder.mkdir()
        for day in range(1, 4):
            jobs = [
                {"id": str(one), "title": f"Cook {name}{one}", "text": f"Shared words.\nOnly {name} {day}"}
                for one in range(4)
            ]
            (folder / f"2025-0{day}-01T040000Z.json").write_text(json.dumps({"jobs": jobs}))
        done = run(path, "import", "dir", str(folder), "--source", name)
        assert "3 captures" in done.output, done.output
    return path


def texts(root: Path) -> set[str]:
    connection = reader(root)
    found = {row[0] for row in connection.execute("SELECT text FROM blocks")}
    connection.close()
    return found


def without_a(root: Path) -> bool:
    """See that nothing is left of the source, and that all is as it would be if it had never been."""
    assert not (root / "snapshots" / "a").exists()
    assert not (root / "snapshots" / removal.NOTE).exists()
    assert not verify.verify(project.load(root)).problems
    connection = reader(root)
    for table in (
        "sources",
        "checks",
        "posting_state",
        "changes",
        "snapshots",
        "kept",
        "archives",
        "day_counts",
        "source_counts",
        "waiting",
    ):
        column = "id" if table == "sources" else "source"
        assert not connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = 'a'").fetchone()[0], table
    connection.close()
    before = dump(root, TABLES)
    assert {row[1] for row in before["changes"]} == {f"b.{one}" for one in range(4)}
    assert run(root, "rebuild").exit_code == 0
    return dump(root, TABLES) == before


def test_a_source_is_removed_with_its_history(root: Path) -> None:
    """Rows, archive and texts that only it had; the other source is unchanged, and the search still works."""
    done = run(root, "remove", "a", "--yes")
    assert done.exit_code == 0, done.output
    assert "a is no longer in" in done.output
    assert "deleted: 3 checks of 4 postings" in done.output
    assert not [text for text in texts(root) if "Only a" in text or "Cook a" in text]
    assert "Shared words." in texts(root)
    assert "b.1" in run(root, "search", "shared").output
    assert "Only a" not in run(root, "search", "only").output
    assert without_a(root)
    text = (root / "tracker.toml").read_text()
    assert (
        text.index("# ours")
        < text.index("# b is checked by hand")
        < text.index("[sources.b]")
        < text.index("# the last one")
    )
    assert "sources.a" not in text


def test_new_words_are_found_after_a_removal(root: Path, tmp_path: Path) -> None:
    """Row ids of texts may be used again; the index still works."""
    assert run(root, "remove", "b", "--yes").exit_code == 0
    folder = tmp_path / "new"
    folder.mkdir()
    jobs = [{"id": str(one), "title": f"Cook a{one}", "text": "Shared words.\nOnly a 3"} for one in range(4)]
    jobs.append({"id": "9", "title": "Baker", "text": "Zanzibar is warm."})
    (folder / "2025-05-01T040000Z.json").write_text(json.dumps({"jobs": jobs}))
    assert run(root, "import", "dir", str(folder), "--source", "a").exit_code in {0, 1}
    assert "a.9" in run(root, "search", "zanzibar").output


def test_a_history_is_kept(root: Path) -> None:
    """The source is no longer monitored, its postings stay, and the history can be removed later."""
    before = dump(root, TABLES)
    assert "its history is kept" in run(root, "remove", "a", "--keep-history").output
    connection = reader(root)
    assert dict(connection.execute("SELECT id, watched FROM sources").fetchall()) == {"a": 0, "b": 1}
    connection.close()
    after = dump(root, TABLES)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert "no longer monitored" in run(root, "list", "a").output
    assert run(root, "rebuild").exit_code == 0
    assert "a was not monitored; deleted" in run(root, "remove", "a", "--yes").output
    assert without_a(root)


def test_what_can_not_be_removed(root: Path) -> None:
    """An unknown name, no confirmation, and a source that an alert names: nothing changes."""
    before, toml = dump(root, TABLES), (root / "tracker.toml").read_text()
    done = run(root, "remove", "aa", "--yes")
    assert (done.exit_code, "did you mean 'a'?" in done.output) == (2, True)
    done = run(root, "remove", "a")
    assert (done.exit_code, "add --yes, or --keep-history" in done.output) == (2, True)
    alert = f'\n[alerts.x]\nsources = ["a"]\nwebhook = "https://desk.example.org/"\nsecret = "{SECRET}"\n'
    (root / "tracker.toml").write_text(toml + alert)
    done = run(root, "remove", "a", "--yes")
    assert done.exit_code == 2, done.output
    assert "alerts.x.sources" in done.output
    assert (root / "tracker.toml").read_text() == toml + alert
    assert dump(root, TABLES) == before
    assert (root / "snapshots" / "a").is_dir()


@pytest.mark.parametrize(
    "toml",
    [
        'sources = { a = { url = "https://a.example.org" }, b = { url = "https://b.example.org" } }\n',
        '[sources]\na.url = "https://a.example.org"\nb.url = "https://b.example.org"\n',
        '[sources."a"]\nurl = "https://a.example.org"\n\n[sources.b]\nurl = "https://b.example.org"\n',
        '[sources.b]\nurl = "https://b.example.org"\n\n[sources.a]\nurl = "https://a.example.org"\n# kept\n\n[topics]\nx = ["y"]\n',
        '[sources.b]\r\nurl = "https://b.example.org"\r\n[topics]\r\nx = ["y"]\r\n[sources.a]\r\nurl = "https://a.example.org"\r\n',
    ],
)
def test_every_way_to_write_a_source(tmp_path: Path, toml: str) -> None:
    """Inline, dotted, quoted, the last one, and apart from the others."""
    (tmp_path / "tracker.toml").write_bytes(toml.encode())
    done = run(tmp_path, "remove", "a", "--yes")
    assert done.exit_code == 0, done.output
    assert list(project.load(tmp_path).settings.sources) == ["b"]
    left = (tmp_path / "tracker.toml").read_bytes().decode()
    assert ("# kept" in left, "\r\n" in left) == ("# kept" in toml, "\r\n" in toml)


@pytest.mark.parametrize("head", ["[sources.a]\nurl", "[sources]\na.url", "[sources]\n[sources.a]\nurl"])
@pytest.mark.parametrize("behind", ["", "# kept\n", '# kept\n[topics]\nx = ["y"]\n'])
def test_the_only_source(tmp_path: Path, head: str, behind: str) -> None:
    """No source is left, the rest of the file stays, and the next source can be added."""
    (tmp_path / "tracker.toml").write_text(f'contact = "me@example.org"\n{head} = "https://a.example.org"\n{behind}')
    done = run(tmp_path, "remove", "a", "--yes")
    assert done.exit_code == 0, done.output
    found = project.load(tmp_path).settings
    assert (dict(found.sources), found.contact, list(found.topics)) == (
        {},
        "me@example.org",
        ["x"] * ("topics" in behind),
    )
    assert ("# kept" in (tmp_path / "tracker.toml").read_text()) == bool(behind)
    project.change(
        tmp_path / "tracker.toml",
        lambda document: _insert_source(document, Source("b", "https://b.example.org"), Source("", "")),
    )
    assert list(project.load(tmp_path).settings.sources) == ["b"]


KILLED = """
import os, shutil, sys
from tracker.operations import remove as removing
from tracker.archive import removal
from tracker.cli import main
from tracker.model import Source
moment = sys.argv.pop(1)
def die(*_, **__):
    os.kill(os.getpid(), 9)
def then_die(whole):
    def call(*given, **more):
        whole(*given, **more)
        die()
    return call
def half(path, *_, **__):
    next(iter(sorted(path.iterdir()))).unlink()
    die()
if moment == "toml":
    removing.change = then_die(removing.change)
elif moment == "note":
    removal.note = then_die(removal.note)
elif moment == "committed":
    removal.finish = die
elif moment == "half":
    shutil.rmtree = half
elif moment == "removed":
    removal.finish = then_die(removal.finish)
main()
"""


@pytest.mark.parametrize("following", ["verify", "rebuild", "remove"])
@pytest.mark.parametrize("moment", ["toml", "note", "committed", "half", "removed"])
def test_a_kill_leaves_a_project_that_works(root: Path, moment: str, following: str) -> None:
    """`kill -9` at every step: the history is whole or gone, and the same command completes the removal."""
    before = dump(root, TABLES)
    program = [sys.executable, "-c", KILLED, moment, "-C", str(root), "remove", "a", "--yes"]
    done = subprocess.run(program, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert "a" not in project.load(root).settings.sources
    if following == "remove":
        ended = run(root, "remove", "a", "--yes")
        assert ended.exit_code == (0 if moment in {"toml", "note"} else 2), ended.output
        assert without_a(root)
        return
    ended = run(root, following)
    assert ended.exit_code == 0, ended.output
    if moment in {"toml", "note"}:
        after = dump(root, TABLES)  # `watched` is 0 now, in the view of postings
        assert {name: after[name] for name in TABLES[1:]} == {name: before[name] for name in TABLES[1:]}
        assert [row[:-1] for row in after["postings"]] == [row[:-1] for row in before["postings"]]
        assert (root / "snapshots" / "a").is_dir()
    assert run(root, "rebuild").exit_code == 0
    if moment not in {"toml", "note"}:
        assert without_a(root)


@pytest.mark.parametrize(
    ("step", "keep", "remains"),
    [
        ("note", False, "its history is not deleted; run `tracker remove a --yes` again"),
        ("finish", False, "its history is deleted from tracker.db, but not all of its files in snapshots/"),
        ("watch", False, "the website still calls it monitored; the next `tracker run` mends that"),
        ("watch", True, "the website still calls it monitored; the next `tracker run` mends that"),
    ],
)
def test_what_remains_of_a_removal_that_is_stopped(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str, remains: str, *, keep: bool
) -> None:
    """If the machine refuses a step, the message says what was done, and its advice completes the removal."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(root / "snapshots"))

    with monkeypatch.context() as patched:
        patched.setattr(Database if step == "watch" else removal, step, full)
        done = run(root, "remove", "a", "--keep-history" if keep else "--yes")
    assert done.exit_code == 3, done.output
    assert "the disk is full" in done.output
    assert "a is no longer monitored: " in done.output
    assert remains in done.output
    if keep:
        return
    if step == "note":
        assert run(root, "remove", "a", "--yes").exit_code == 0
    else:
        run(root, "run")
    assert without_a(root)
