"""A closing record becomes typed values or is refused; a path is made of a name and a month only."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests import crafted
from tests.conftest import check, dump
from tracker.archive import Archive, closing_notes, records
from tracker.archive.file_names import file_name, is_slug, is_time, within_root
from tracker.cli import main
from tracker.imports import bounds
from tracker.model import Capture, Page, Prior, Request, Source
from tracker.model.errors import Damaged, Unusable
from tracker.operations import project, verify

AT = "2026-01-31T06:00:00.000Z"
NOW = "2026-06-01T00:00:00.000Z"


@given(st.text() | st.from_regex(r"[a-z0-9_./\\-]{0,120}"), st.text() | st.from_regex(r"[0-9./:TZ-]{0,30}"))
def test_a_file_name_is_one_folder_and_one_file(slug: str, at: str) -> None:
    """Whatever the slug and the time, the path is a folder's name and a month, or there is none."""
    try:
        name = file_name(slug, at)
    except Unusable:
        return
    folder, _, file = name.partition("/")
    assert (folder, file) == (slug, f"{at[:7]}.warc.zst")
    assert "/" not in file
    assert ".." not in name


@pytest.mark.parametrize("slug", ["a", "0", "a-b_c", "x" * 100])
def test_names(slug: str) -> None:
    """These are names."""
    assert is_slug(slug)


@pytest.mark.parametrize("slug", ["", "-a", "_a", "A", "a.b", "a b", "é", "a\n", "x" * 101, None, 7, ["a"]])
def test_no_names(slug: object) -> None:
    """These are none."""
    assert not is_slug(slug)


@pytest.mark.parametrize(
    ("at", "good"),
    [
        (AT, True), ("1970-01-01T00:00:00.000Z", True), ("2199-12-31T23:59:59.999Z", True),
        ("1969-12-31T23:59:59.999Z", False), ("2200-01-01T00:00:00.000Z", False), ("2026-02-29T00:00:00.000Z", False),
        ("2026-01-31T24:00:00.000Z", False), ("2026-01-31T06:00:00Z", False), (AT + "\n", False), (None, False),
        ("２０２６-01-31T06:00:00.000Z", False),
    ],
)  # fmt: skip
def test_times(at: object, *, good: bool) -> None:
    """A time is of a day that exists, from 1970 to 2199, in the one form that is stored."""
    assert is_time(at) is good


def test_links_are_followed_before_a_file_is_written(tmp_path: Path) -> None:
    """A folder or a file of the archive that is a link to elsewhere is refused; a link within it is not."""
    root = tmp_path / "snapshots"
    (root / "b").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to(root / "b")
    (root / "b" / "2026-01.warc.zst").symlink_to(tmp_path / "x")
    assert within_root(root, "in/2026-02.warc.zst")
    for file in ("out/2026-01.warc.zst", "b/2026-01.warc.zst", "../x", "."):
        with pytest.raises(Unusable, match="leads out of"):
            within_root(root, file)
    capture = Capture(Source("out", "https://a.example.org/"), "1", AT, AT, ())
    with pytest.raises(Unusable, match="leads out of"):
        Archive(root).append(capture, {})


def test_a_note_comes_back_as_it_was_written() -> None:
    """A closing record is read back as the same check, whatever its settings."""
    source = Source("a", "https://a.example.org/", "Ä GmbH", "json", every=60.0, allow_private=True, items="a[?b]")
    page = Page(Request("https://a.example.org/", "POST", b"\xff{}"), "https://a.example.org/", failure="no", failure_kind="network")  # fmt: skip
    capture = Capture(source, "r", AT, AT, (page,), imported=True)
    note = closing_notes.read_note(json.dumps({**closing_notes.note_of(capture), "sha256": "x"}).encode(), "here")
    assert closing_notes.capture_of(note, capture.pages) == capture
    (row,) = closing_notes.rows_of(note, 0)
    assert (row.request, row.failure, row.failure_kind) == (page.request, "no", "network")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000])
def test_a_note_that_is_none_is_damage(body: bytes) -> None:
    """We write only JSON objects, so anything else is damage."""
    with pytest.raises(Damaged, match="here: the closing record"):
        closing_notes.read_note(body, "here")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("board", "nosuch", "settings.board is 'nosuch'"),
        ("delay", -1.0, "settings.delay is -1.0"),
        ("delay", True, "settings.delay is True"),
        ("delay", 10**400, "settings.delay is"),
        ("delay", float("nan"), "settings.delay is nan"),
        ("allow_private", 1, "settings.allow_private is 1"),
        ("render", "sometimes", "settings.render is 'sometimes'"),
        ("item", "a\x00", "settings.item is"),
        ("item", "x" * 5000, "settings.item is"),
        ("url", "javascript:x", "settings.url is 'javascript:x', which is not a web address"),
        ("endpoint", "http://[bad", "settings.endpoint is"),
    ],
)
def test_settings_of_other_types(name: str, value: object, told: str) -> None:
    """A setting that no tracker.toml could have is named with its value."""
    with pytest.raises(Unusable, match=told.replace("[", r"\[").replace(".", r"\.")):
        closing_notes.source_of({"settings": {"slug": "a", "url": "https://a.example.org/", name: value}})


def test_a_check_of_ours_that_can_not_be_used_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invalid closing record in snapshots/ costs its check: a run and a rebuild report it and continue."""
    root = tmp_path / "p"
    root.mkdir()
    settings = 'board = "json"\nurl = "http://127.0.0.1:9/jobs"\nallow_private = true\n'  # nothing answers there
    (root / "tracker.toml").write_text(f"[sources.victim]\n{settings}")
    file = tmp_path / "a.warc"
    file.write_bytes(crafted.ours(crafted.note(1), crafted.note(2)))
    assert CliRunner().invoke(main, ["-C", str(root), "import", "warc", str(file)]).exit_code == 0
    archive = project.load(root).archive()
    capture = Capture(Source("victim", "https://x.example.org/"), "r", AT.replace("2026", "2024"), AT, ())
    name = closing_notes.note_of
    odd = {"settings": {"slug": "victim", "url": "https://x.example.org/", "board": "gone"}}
    monkeypatch.setattr("tracker.archive.writing.note_of", lambda of: name(of) | odd)
    (*_, last) = archive.scan("victim/2024-01.warc.zst")
    archive.append(capture, {}, last.closing)
    monkeypatch.undo()
    (told,) = [one for one in check(root).mended if "can't be used" in one]
    assert "victim/2024-01.warc.zst at " in told
    assert "settings.board is 'gone'" in told
    done = CliRunner().invoke(main, ["-C", str(root), "rebuild"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert len(dump(root)["checks"]) == 3
    assert not verify.verify(project.load(root)).problems


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-06-01T00:05:00Z", "2026-06-01T00:05:00.000Z"), ("2026-06-01T00:05:01Z", "is in the future"),
        ("1969-12-31", "is before 1970"), ("9999-12-31T23:59:59-23:00", "is not a valid time"), ("x", "is not a valid time"),
        (0, "1970-01-01T00:00:00.000Z"), (-1, "is before 1970"), (10**30, "is not a valid time"), (10**15, "is not a valid time"),
    ],
)  # fmt: skip
def test_times_of_others(at: object, told: str) -> None:
    """A time may be at most five minutes in the future."""
    try:
        assert bounds.past(at, NOW) == told
    except ValueError as error:
        assert told in str(error)  # noqa: PT017


@given(st.lists(st.tuples(st.text(), st.text())))
def test_headers_can_be_written_and_read_again(pairs: list[tuple[str, str]]) -> None:
    """Whatever headers a reply has, what is stored of them has one line each."""
    kept = bounds.headers(pairs)
    page = Page(Request("http://a.test/"), "http://a.test/", 200, kept, b"body", AT, sha256="00" * 32)
    read = records.parse(records.response(page, "<urn:uuid:1>"), "here")
    assert read.body == b"body"
    assert [name for name, _ in read.http] == [name for name, _ in kept]


def test_headers_are_bounded() -> None:
    """Of many and long headers the first that fit are stored, in imports and live."""
    kept = bounds.headers((f"X-{n}", "é" * 5000) for n in range(1000))
    assert 1 <= len(kept) <= 3
    assert len(bounds.headers(("X", "") for _ in range(1000))) == bounds.MOST_HEADERS
    live = tuple((f"X-{n}", "y" * 1000) for n in range(100))
    page = Page(Request("http://a.test/"), "http://a.test/", 200, live, b"body", AT, sha256="00" * 32)
    assert len(records.parse(records.response(page, "<urn:uuid:1>"), "here").http) == 29


def test_the_status_of_a_reply_seen_again_is_its_own(tmp_path: Path) -> None:
    """A revisit with another status is read back with that status."""
    archive = Archive(tmp_path)
    source = Source("a", "https://a.example.org/", board="json")
    sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    page = Page(Request("https://a.example.org/"), "https://a.example.org/", 200, (), b"hello", AT, sha256=sha)
    first = Capture(source, "r", AT, AT, (page,))
    placed, mark = archive.append(first, {})
    known = {page.request.key: Prior(page.request.key, page.url, sha, AT, placed[0].file, placed[0].offset)}
    later = AT.replace("06:", "07:")
    archive.append(
        replace(first, started_at=later, finished_at=later, pages=(replace(page, status=503),)), known, mark.closing
    )
    assert [[one.page.status for one in archive.placed(one_check)] for one_check in archive.scan(placed[0].file)] == [
        [200],
        [503],
    ]
