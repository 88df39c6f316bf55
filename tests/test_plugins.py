"""Boards that other packages offer: installed as a package is, and used by the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Answer

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
        ('"plain"', BOARD.replace("return {NAME", "raise ValueError('odd')\n    return {NAME"), "ValueError: odd"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(tmp_path: Path, name: str, code: str, told: str) -> None:
    env = install(tmp_path / "site", name, code)
    ran = tracker(tmp_path, env, "boards")
    assert ran.returncode == 2
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
