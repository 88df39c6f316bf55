"""`import tracker`: its names, its types, its documentation."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from doctest import DocTestParser, DocTestRunner
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import tracker
from tests.conftest import Answer, sites
from tests.harbour import Harbour, watched
from tests.test_plugins import install
from tracker.operations import library

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
Site = Callable[[Answer], tuple[str, list[str]]]
Fetch = Callable[[tracker.Request], tracker.Page]


def blocks(kind: str, text: str = DOCS) -> list[str]:
    """Return the fenced blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four checks, to be read only."""
    with sites() as site:
        return watched(tmp_path_factory.mktemp("library") / "jobs", Harbour(site))


@pytest.mark.parametrize(("document", "count"), [("docs/library.md", 14), ("README.md", 1)])
def test_the_examples_say_what_happens(
    jobs: Path, site: Site, monkeypatch: pytest.MonkeyPatch, document: str, count: int
) -> None:
    """Every example of the docs is run, and its output compared."""
    monkeypatch.chdir(jobs.parent)
    harbour = Harbour(site)
    harbour.step = 3
    shown = blocks("pycon", (ROOT / document).read_text(encoding="utf-8"))
    assert len(shown) == count
    test = DocTestParser().get_doctest("\n".join(shown), {"url": f"{harbour.base}/careers"}, document, document, 0)
    told: list[str] = []
    result = DocTestRunner(verbose=False).run(test, out=told.append)
    assert (result.failed, "".join(told)) == (0, "")
    assert result.attempted >= 2 * count


def test_the_board_of_the_documentation_is_read(tmp_path: Path, site: Site) -> None:
    """The plugin of the documentation, installed as its entry point says, is recognised and read."""
    (code,) = blocks("python")
    (entry,) = blocks("toml")
    assert tomllib.loads(entry) == {"project": {"entry-points": {"tracker": {"plain": "plain_ats"}}}}
    base, _ = site(lambda _path, _headers: (200, {"Content-Type": "text/plain"}, b"1 Welder\n2 Baker\n"))
    program = (
        "import sys, tracker, urllib.request\n"
        "def fetch(request):\n"
        "    with urllib.request.urlopen(request.url) as reply:\n"
        "        return tracker.Page(request, reply.url, reply.status, reply.headers.items(), reply.read())\n"
        "found = tracker.read(sys.argv[1], fetch)\n"
        "print(found.source.board, found.outcome, *(posting.text for posting in found.postings))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, f"{base}/plain-ats/acme"],
        env=install(tmp_path / "site", code=code),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "plain complete Welder. Apply by letter. Baker. Apply by letter.\n", done.stderr


def classes() -> list[type]:
    """Return the public dataclasses."""
    return [one for name in tracker.__all__ if dataclasses.is_dataclass(one := getattr(tracker, name))]


def test_every_public_name_and_field_is_documented() -> None:
    """Names, methods, arguments and fields are all in the docs."""
    for name in tracker.__all__:
        assert re.search(rf"\b{name}\b", DOCS), name
    found = classes()
    assert len(found) == 16
    names: list[str] = []
    for one in found:
        fields = {item.name for item in dataclasses.fields(one)}
        members = {name for name in vars(one) if not name.startswith("_")}
        if one is tracker.Source:  # the rest of its fields are keys of tracker.toml
            fields = {"slug", "url", "every", "delay", "reread", "limit", "max_bytes"}
        names += fields | (members if one.__module__.startswith("tracker.operations") else set())
    for name in names:
        assert re.search(rf"`(?:Comparison\.)?{name}(?:\(.*?\))?`", DOCS), name
    assert len(names) > 120
    for method in ("postings", "posting", "changes", "sources"):
        for argument in list(inspect.signature(getattr(tracker.Project, method)).parameters)[1:]:
            assert re.search(rf"`{method}\([^`]*\b{argument}\b", DOCS), (method, argument)


def test_all_public_values_are_frozen() -> None:
    """Public values are immutable."""
    for one in classes():
        assert one.__dataclass_params__.frozen, one  # type: ignore[attr-defined]


def test_the_public_names_are_a_list() -> None:
    """`__all__`, `dir` and the usable names agree; an unknown name is an AttributeError."""
    assert sorted(tracker.__all__, key=str.lower) == sorted(set(tracker.__all__), key=str.lower)
    assert tracker.__all__ == library.__all__
    assert set(tracker.__all__) <= set(dir(tracker))
    for name in tracker.__all__:
        assert getattr(tracker, name) is getattr(library, name)
    with pytest.raises(AttributeError, match="module 'tracker' has no attribute 'opne'"):
        tracker.opne  # type: ignore[attr-defined]  # noqa: B018
    shown: dict[str, Any] = {}
    exec("from tracker import *", shown)
    assert shown["compare"] is tracker.compare


def test_importing_costs_nothing() -> None:
    """`import tracker` loads no module of the tracker; opening a project loads no client, browser, parser or web framework."""
    program = (
        "import sys, tracker\nprint(*(name for name in sys.modules if name.startswith('tracker')))\n"
        "tracker.open\nprint(*sys.modules)"
    )
    first, then = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert first == "tracker"
    heavy = "aiohttp playwright datasette bs4 lxml rapidfuzz diff_match_patch pypdf apprise click sqlite_utils asyncio"
    assert not set(heavy.split()) & set(then.split())


USER = """
import datetime
from collections.abc import Iterator

import tracker


def titles(project: tracker.Project) -> list[str]:
    return [posting.title for posting in project.postings(at=datetime.date(2026, 3, 2))]


async def fetch(request: tracker.Request) -> tracker.Page:
    return tracker.Page(request, request.url)


def plain(request: tracker.Request) -> tracker.Page:
    return tracker.Page(request, request.url)


async def main() -> None:
    with tracker.open("jobs") as project:
        reveal_type(project.posting("a.1").versions)
        reveal_type(project.changes(since="7d"))
        reveal_type(project.posting("a.1").diff(1, 2).html())
    reveal_type(await tracker.read("https://example.org", fetch))
    reveal_type(tracker.read(tracker.Source("a", "https://example.org"), plain))
    reveal_type(tracker.compare("a", "b"))
    reveal_type(tracker.text_of("a"))
    tracker.opne("jobs")
    tracker.text_of(5)
    project.changes(kind="vanished")


@tracker.hookimpl
def tracker_boards() -> dict[str, tracker.Board]:
    return {}
"""
REVEALED = [
    "tuple[tracker.operations.records.Version, ...]",
    "list[tracker.operations.records.Change]",
    "str",
    "tracker.operations.reading.Reading",
    "tracker.operations.reading.Reading",
    "tracker.operations.comparison.Comparison",
    "str",
]


def test_a_type_checker_sees_the_types(tmp_path: Path) -> None:
    """`mypy --strict` knows all types in a user's file, and finds its errors."""
    (tmp_path / "user.py").write_text(USER)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
        str(tmp_path / "user.py"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if "user.py" in line]
    assert [line.split('"')[1] for line in found if "Revealed type" in line] == REVEALED, done.stdout
    errors = [re.search(r"\[([a-z-]+)\]$", line) for line in found if line.startswith("error: ")]
    assert [one and one[1] for one in errors] == ["attr-defined", "arg-type", "arg-type"], done.stdout


def test_the_wheel_has_the_marker_of_types(tmp_path: Path) -> None:
    """The installed package has py.typed and the library."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as packed:
        assert {"tracker/py.typed", "tracker/operations/library.py"} <= set(packed.namelist())


def test_the_library_is_what_the_package_declares() -> None:
    """The names in `tracker/__init__.py` that type checkers see are `__all__`."""
    tree = ast.parse((ROOT / "tracker" / "__init__.py").read_text(encoding="utf-8"))
    imported = [
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "tracker.operations.library"
        for alias in node.names
    ]
    assert sorted(imported) == sorted(tracker.__all__)
