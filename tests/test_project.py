"""A project's directory: tracker.toml is read, edited and replaced, and one process at a time writes."""

from __future__ import annotations

import fcntl
import json
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.test_files import MEBIBYTE, no_room
from tracker.model import Source
from tracker.model.errors import ConfigError, UsageError
from tracker.operations import add, project, untie

__all__ = ["no_room"]

SHAPES = {
    "sections": 'contact = "x"  # who\n[sources.a]\nurl = "https://a.org" # c\n\n# about b\n[sources.b]\nurl="https://b.org"\n\n'
    '[alerts.n]\nwebhook = "https://x.org"\nsecret = "env:X"\n# end\n',
    "comments alone": '# only\n# [sources.acme]\n# url = ".."\n',
    "empty": "",
    "no line end": 'contact = "x"',
    "inline": 'sources = {a = {url = "https://a.org"}}\napart = {}\n',
    "dotted": 'apart."a.1 a.2" = "why"\n[topics]\na = ["b"]\n',
    "a header of its own": '[sources]\n[sources.a]\nurl = "https://a.org"\n\n[ apart ] # said\n"a.1 a.2" = "x" # why\n# tail\n',
    "out of order": '[sources.a]\nurl = "https://a.org"\n[apart]\n[sources.b]\nurl = "https://b.org"\n[topics]\n[sources.c]\n'
    'url = "https://c.org"\n',
    "a header in a text": 'contact = """\n[apart]\n[sources.new]\n"""\n',
    "DOS": '# one\r\ncontact = "x"\r\n\r\n[sources.a]\r\nurl = "https://a.org"\r\n',
    "byte order mark": '\ufeffcontact = "x"\n',
}


def append_source(root: Path, source: Source) -> None:
    add.write(project.load(root), add.RecognisedSource(source, ""))


@pytest.mark.parametrize("name", SHAPES)
def test_edits_keep_every_line(tmp_path: Path, name: str) -> None:
    """`add` and `untie` add lines; all other lines stay, in order."""
    path = tmp_path / "tracker.toml"
    before = SHAPES[name]
    path.write_bytes(before.encode())
    append_source(
        tmp_path, Source("new", "https://x.org/", name='Nö "\\w', board="html", text="#x", allow_private=True)
    )
    settings = project.change(path, lambda document: untie._put_apart(document, "new.1 new.2"))
    after = path.read_bytes().decode()
    found, known = (tomllib.loads(text.removeprefix("\ufeff")) for text in (after, before))
    assert found["sources"].pop("new") == {
        "name": 'Nö "\\w',
        "board": "html",
        "url": "https://x.org/",
        "text": "#x",
        "allow_private": True,
    }
    assert found["apart"].pop("new.1 new.2") == project.now()[:10]
    assert found == {"sources": {}, "apart": {}, **known}
    assert settings == project.load(tmp_path).settings
    if name != "inline":
        lines = iter(after.splitlines(keepends=True))
        assert all(
            any(line.rstrip("\n") == old.rstrip("\n") for line in lines) for old in before.splitlines(keepends=True)
        )
    if name == "DOS":
        assert after.count("\n") == after.count("\r\n")


@given(some.text(some.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip))
def test_any_name_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """Whatever an employer is called, the file says it."""
    root = tmp_path_factory.mktemp("named")
    (root / "tracker.toml").write_text("# mine\n")
    append_source(root, Source("new", "https://x.org/", name=name, board="html"))
    assert project.load(root).settings.sources["new"].name == name


def test_an_edit_that_would_say_something_else_is_refused(tmp_path: Path) -> None:
    """A new section between dotted keys would change their meaning: an error, and the file is unchanged."""
    path = tmp_path / "tracker.toml"
    text = 'sources.a.url = "https://a.org"\napart."a.1 a.2" = "why"\n'
    path.write_text(text)
    with pytest.raises(ConfigError, match="edit it by hand"):
        append_source(tmp_path, Source("new", "https://x.org/", board="html"))
    assert path.read_text() == text


def test_an_edit_that_is_no_configuration_changes_nothing(tmp_path: Path) -> None:
    """A name with a control character can't stand in the file: an error, and the file is what it was."""
    path = tmp_path / "tracker.toml"
    path.write_text("# mine\n")
    with pytest.raises(ConfigError, match="control character"):
        append_source(tmp_path, Source("new", "https://x.org/", name="a\x1b[2J", board="html"))
    assert path.read_text() == "# mine\n"


@pytest.mark.usefixtures("no_room")
def test_no_room_for_an_edit(tmp_path: Path) -> None:
    """On a full disk `add` fails, and tracker.toml is unchanged."""
    path = tmp_path / "tracker.toml"
    text = "# " + "x" * (MEBIBYTE - 10) + "\n"
    path.write_text(text)
    with pytest.raises(OSError, match="File too large"):
        append_source(tmp_path, Source("new", "https://x.org/", board="html"))
    assert path.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["tracker.toml"]


def test_what_is_no_file(tmp_path: Path) -> None:
    """A directory, a FIFO, bytes that are not UTF-8, and a file of 20 MB give an error; none hangs."""
    path = tmp_path / "tracker.toml"
    path.mkdir()
    with pytest.raises(ConfigError, match="it is a directory"):
        project.load(tmp_path)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(ConfigError, match="it is a FIFO"):
        project.load(tmp_path)
    path.unlink()
    path.write_bytes(b"# one\n# \xff\n")
    with pytest.raises(ConfigError, match=r"line 2 is not UTF-8 \(byte 0xff\)"):
        project.load(tmp_path)
    path.write_bytes(b"# \n" * 7_000_000)
    with pytest.raises(ConfigError, match="21,000,000 bytes; at most"):
        project.load(tmp_path)


# Apprise's plugins import what Python 3.13 has no more.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("target", ["me@example.org", "slack://", "bogus://x", "json://a, bogus://b"])
def test_apprise_must_know_the_address(tmp_path: Path, target: str) -> None:
    """An address that Apprise can't send to is a configuration error, and is not shown."""
    (tmp_path / "tracker.toml").write_text(f'[alerts.a]\napprise = "json://x"\n[alerts.b]\napprise = "{target}"\n')
    with pytest.raises(ConfigError) as caught:
        project.load(tmp_path)
    (told,) = caught.value.problems
    assert told.startswith("alerts.b.apprise: ")
    assert target.removesuffix("://") + "://" == target or target not in told


ODD_LOCKS = (
    b"",
    b"\xff\x00\x9b31m",
    b"[1, 2]",
    b"null",
    b"{}",
    b'{"pid": "x", "since": 1}',
    b'{"pid": 1}',
    b'{"pid": 1e999, "since": "2026-01-01T00:00:00.000Z"}',
    b'{"pid": 99999999999999999999999, "since": "2026-01-01T00:00:00.000Z"}',
    b'{"pid": 1, "since": "\\u001b[2J"}',
    b"[" * 100_000,
)


@pytest.mark.parametrize("content", ODD_LOCKS)
def test_odd_locks(tmp_path: Path, content: bytes) -> None:
    """The content of the lock file is reported if it can be, and never matters otherwise."""
    (tmp_path / "tracker.toml").write_text("")
    here = project.load(tmp_path)
    path = tmp_path / "tracker.lock"
    path.write_bytes(content)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(project.ProjectBusy, match="another ") as caught, here.lock():
            pass
    assert str(caught.value).isprintable()
    with here.lock():
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert path.read_bytes() == b""


def test_a_lock_of_a_process_that_is_gone(tmp_path: Path) -> None:
    """Where a child holds the lock of a parent that died, the message says so."""
    (tmp_path / "tracker.toml").write_text("")
    path = tmp_path / "tracker.lock"
    path.write_text(json.dumps({"pid": 2**22 + 1, "since": "2026-01-01T00:00:00.000Z"}))
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with (
            pytest.raises(project.ProjectBusy, match=r"process 4194305, which took it, has ended"),
            project.load(tmp_path).lock(),
        ):
            pass


def test_a_lock_that_is_no_file(tmp_path: Path) -> None:
    """A directory or a FIFO with the lock's name is named, and nothing hangs."""
    (tmp_path / "tracker.toml").write_text("")
    path = tmp_path / "tracker.lock"
    for make, kind in ((path.mkdir, "a directory"), (lambda: os.mkfifo(path), "a FIFO")):
        make()
        with pytest.raises(UsageError, match=kind), project.load(tmp_path).lock():
            pass
        path.rmdir() if path.is_dir() else path.unlink()


def test_a_lock_that_is_a_link(tmp_path: Path) -> None:
    """A link to a file that can be made is followed; one that leads nowhere is to be removed."""
    (tmp_path / "tracker.toml").write_text("")
    path = tmp_path / "tracker.lock"
    path.symlink_to(tmp_path / "elsewhere")
    with project.load(tmp_path).lock():
        assert (tmp_path / "elsewhere").is_file()
    path.unlink()
    path.symlink_to(tmp_path / "gone" / "lock")
    with pytest.raises(UsageError, match=r"a broken link \(.*gone/lock\); remove the link"):
        project.load(tmp_path).lock().__enter__()
    path.unlink()
    with project.load(tmp_path).lock():
        assert path.is_file()
