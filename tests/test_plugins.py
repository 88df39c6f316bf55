"""Boards that other packages offer: installed as a package is, and used by the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tracker as library
from tests.conftest import Answer
from tracker.boards import plugin_types
from tracker.model.errors import UsageError

Site = Callable[[Answer], tuple[str, list[str]]]

BOARD = """
from tracker.boards import Board
from tracker.boards.plugins import hookimpl
from tracker.model import Entry, Listing, Posting, Request


def _read(source):
    (page,) = yield [Request(source.url)]
    entries = []
    for line in page.text().splitlines():
        number, _, title = line.partition(" ")
        url = f"{source.url}/{number}"
        posting = Posting(number, url, title, text=f"{title}. Apply by letter.")
        entries.append(Entry(number, url, title, line, lambda _page, posting=posting: posting))
    return Listing(tuple(entries), end="the file has ended", stated_total=len(entries))


BOARD = Board(
    "Plain ATS",
    "https://jobs.plain.example/acme",
    lambda url: "plain" if "/plain-ats/" in url else "",
    lambda source, external_id, url: (Request(url),),
    _read,
)


@hookimpl
def tracker_boards():
    return {NAME: BOARD}
"""


def install(folder: Path, name: str = '"plain"', code: str = BOARD) -> dict[str, str]:
    """Install a plugin as pip does; return the environment in which Python finds it."""
    folder.mkdir()
    (folder / "plain_ats.py").write_text(code.replace("NAME", name))
    info = folder / "plain_ats-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plain-ats\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tracker]\nplain = plain_ats\n")
    return {**os.environ, "PYTHONPATH": str(folder)}


def tracker(cwd: Path, env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_a_board_of_another_package_is_listed_configured_recognised_and_read(tmp_path: Path, site: Site) -> None:
    base, _ = site(lambda _path, _headers: (200, {"Content-Type": "text/plain"}, b"1 Welder\n2 Baker\n"))
    env = install(tmp_path / "site")
    work = tmp_path / "work"
    work.mkdir()
    (work / "tracker.toml").write_text(
        f'contact = "a@example.org"\n[sources.told]\nboard = "plain"\nurl = "{base}/plain-ats/acme"\nallow_private = true\n'
        f'[sources.seen]\nurl = "{base}/plain-ats/acme"\nallow_private = true\n'
    )
    listed = tracker(work, env, "boards")
    assert "Plain ATS" in listed.stdout
    ran = tracker(work, env, "run")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Welder" in tracker(work, env, "show", "told.1").stdout
    assert "Apply by letter." in tracker(work, env, "show", "seen.2").stdout


def test_without_the_package_its_board_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "tracker.toml").write_text(
        'contact = "a@example.org"\n[sources.x]\nboard = "plain"\nurl = "https://x.org"\n'
    )
    ran = tracker(tmp_path, dict(os.environ), "status")
    assert ran.returncode == 2
    assert "sources.x.board: should be one of greenhouse," in ran.stderr


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ('"greenhouse"', BOARD, "'greenhouse', which already exists"),
        ('"page"', BOARD, "'page', which already exists"),
        ('"plain"', BOARD.replace("{NAME: BOARD}", "{NAME: 5}"), "it should be a tracker.boards.Board"),
        ('"plain"', "import nothing_of_this_name", "No module named 'nothing_of_this_name'"),
        (
            '"plain"',
            BOARD.replace("return {NAME: BOARD}", "return [BOARD]"),
            "should return a mapping of names to boards, not [Board(",
        ),
        ('"plain"', BOARD.replace("return {NAME", "{NAME"), "should return a mapping of names to boards, not None"),
        ('"plain"', BOARD.replace("@hookimpl\n", ""), "has a function tracker_boards without @hookimpl"),
        ('"plain"', BOARD.replace("tracker_boards", "tracker_board"), "unknown hook 'tracker_board'"),
        ('"plain"', BOARD.replace("return {NAME", "raise ValueError('odd')\n    return {NAME"), "ValueError: odd"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(tmp_path: Path, name: str, code: str, told: str) -> None:
    env = install(tmp_path / "site", name, code)
    ran = tracker(tmp_path, env, "boards")
    assert ran.returncode == 2
    assert told in ran.stderr
    assert "Error: the plugin 'plain' of plain-ats" in ran.stderr
    assert "Traceback" not in ran.stderr


WRONG = (
    ("Posting(number,", "Posting(int(number),", "partial", "Posting.external_id should be a text, not 1 (int)"),
    ("Entry(number,", "Entry(int(number),", "failed", "row 1: Entry.external_id should be a text, not 1 (int)"),
    ('end="the', 'problems="none", end="the', "failed", "Listing.problems should be a tuple, not 'none' (str)"),
    ("yield [Request(source.url)]", "yield Request(source.url)", "failed", "what read yields should be a list of"),
    (
        "entries = []",
        "entries = 1 / 0",
        "failed",
        "read raised ZeroDivisionError: division by zero, plain_ats.py line 9",
    ),
)


@pytest.mark.parametrize(("before", "after", "outcome", "told"), WRONG)
def test_a_wrong_type_names_board_field_and_value(
    tmp_path: Path, site: Site, before: str, after: str, outcome: str, told: str
) -> None:
    """The check says it, for the source of this board only."""
    base, _ = site(lambda _path, _headers: (200, {"Content-Type": "text/plain"}, b"1 Welder\n2 Baker\n"))
    assert before in BOARD
    env = install(tmp_path / "site", code=BOARD.replace(before, after))
    (tmp_path / "tracker.toml").write_text(
        f'[sources.told]\nboard = "plain"\nurl = "{base}/plain-ats/acme"\nallow_private = true\n'
    )
    ran = tracker(tmp_path, env, "run")
    assert ran.returncode == 1
    assert f"told: {outcome}: " in ran.stderr
    assert f"board 'plain': {told}" in ran.stderr


def board(**fields: object) -> library.Board:
    usual = {"recognise": lambda _: "", "own": lambda *_: (), "read": lambda _: iter(())}
    return library.Board("Plain ATS", "https://jobs.plain.example/acme", **(usual | fields))  # type: ignore[arg-type]


def listing(value: object) -> library.Listing:
    """Return what a board's `read` returns, if it returns this value."""

    def read(source: library.Source) -> object:
        yield [library.Request(source.url)]
        return value

    flow = plugin_types.checked("plain", board(read=read)).read(library.Source("s", "https://x.example/"))
    next(flow)
    with pytest.raises(StopIteration) as ended:
        flow.send([])
    found: library.Listing = ended.value.value
    return found


def entry(**fields: object) -> library.Entry:
    usual = {"external_id": "1", "url": "https://x.example/1", "title": "Welder", "fingerprint": "1", "read": posting}
    return library.Entry(**(usual | fields))  # type: ignore[arg-type]


def posting(_page: library.Page | None = None, **fields: object) -> library.Posting:
    return library.Posting(**({"external_id": "1", "url": "https://x.example/1", "title": "Welder"} | fields))  # type: ignore[arg-type]


def shown(value: object) -> str:
    return repr(value) + f" ({type(value).__name__})"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        *((posting, name, 5) for name in library.Posting.__slots__),
        *((posting, name, b"x") for name in ("text", "title", "location")),
        *((posting, "location", ["Oslo"]), (posting, "open", None), (posting, "pay", "5 EUR")),
        *((entry, name, 5) for name in library.Entry.__slots__),
        *((entry, name, None) for name in ("external_id", "fingerprint", "read", "signs")),
        (entry, "detail", "https://x.example/1"),
        *(
            (library.Listing, name, "none")
            for name in ("entries", "problems", "addresses", "lost", "stated_total", "rows")
        ),
        *((library.Listing, name, 5) for name in library.Listing.__slots__ if name not in {"stated_total", "rows"}),
        *((library.Listing, name, True) for name in ("stated_total", "rows")),
        *((library.Listing, name, (5,)) for name in ("problems", "addresses", "lost", "entries")),
    ],
)
def test_every_field(kind: Callable[..., object], field: str, value: object) -> None:
    """A value of a wrong type is refused in each field of what a board returns. Right values pass unchanged."""
    wrong = kind(**({"entries": ()} if kind is library.Listing else {}) | {field: value})
    told = rf"should be .*, not {re.escape(shown(value if value != (5,) or field != 'entries' else 5))}$"
    if isinstance(wrong, library.Posting):
        found = listing(library.Listing((entry(read=lambda _page: wrong),)))
        with pytest.raises(library.Failed, match=rf"^board 'plain': Posting\.{field} {told}"):
            found.entries[0].read(None)
        return
    if isinstance(wrong, library.Entry):
        (sound, lost) = listing(library.Listing((entry(external_id="0"), wrong))).entries
        assert not sound.lost
        assert re.search(rf"^board 'plain': row 2: Entry\.{field} {told}", lost.lost)
        wrong = library.Listing((wrong,))
        field = rf"Entry\.{field}"
    with pytest.raises(library.Failed, match=rf"^board 'plain': .*{field} {told}"):
        listing(wrong)


def test_right_values_pass() -> None:
    """Lists may stand for tuples, and an entry's posting is the one that the plugin made."""
    pay = library.Pay(5, 6.5, "EUR", "hour")
    made = posting(pay=pay, location="Oslo", text="Weld.")
    detail = library.Request("https://x.example/1", headers=(("Accept", "text/html"),))
    found = listing(library.Listing([entry(read=lambda _page: made, detail=detail)], "the end", 1, problems=["a"]))  # type: ignore[arg-type]
    assert found.entries[0].read(None) is made
    assert (found.entries[0].detail, found.end, found.stated_total, found.problems) == (detail, "the end", 1, ["a"])


@pytest.mark.parametrize("value", [None, 5, ("https://x.example/1",), library.Request("https://x.example/1")])
def test_wrong_requests(value: object) -> None:
    """The pages that can tell whether a posting is up are checked like the pages of the list."""
    made = plugin_types.checked("plain", board(own=lambda *_: value))
    with pytest.raises(
        library.Failed, match=r"^board 'plain': what own returns should be a list of tracker.Request, not "
    ):
        made.own(library.Source("s", "https://x.example/"), "1", "")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("recognise", 5, "Board.recognise should be a function, not 5 (int)"),
        ("mark", None, "Board.mark should be a text, not None (NoneType)"),
        ("recognise", lambda _: None, "what recognise('https://x.example/') returns should be a text"),
        (
            "recognise",
            lambda url: url.nothing,
            "recognise('https://x.example/') raised AttributeError: 'str' object has",
        ),
    ],
)
def test_a_board_that_cannot_be_asked_is_a_usage_error(field: str, value: object, told: str) -> None:
    """Every `add` asks every board, so the plugin has to be mended or uninstalled first."""
    with pytest.raises(UsageError, match=re.escape(f"the board 'plain' of a plugin can't be used: {told}")):
        plugin_types.checked("plain", board(**{field: value})).recognise("https://x.example/")
