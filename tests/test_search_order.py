"""The order of search results: newest first, or by when a posting first had the words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import reader
from tests.serving import get, served
from tests.test_findings import bring, capture, job
from tracker.cli import main
from tracker.store import search as searching

WORDS = "You repair the turbines of the lighthouse."


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a history in which posting 3 has the words first, then 1 by an edit, then the new posting 9."""
    root = tmp_path_factory.mktemp("order")
    (root / "tracker.toml").write_text("")
    folder = root / "captures"
    capture(folder, "acme_2025-03-01.json", [job(1), job(2), job(3, WORDS)])
    capture(folder, "acme_2025-03-02.json", [job(1, WORDS), job(2), job(3, WORDS)])
    capture(folder, "acme_2025-03-03.json", [job(1, WORDS), job(2), job(3, WORDS), job(9, WORDS)])
    bring(root, str(folder), "--board", "ashby", "--source", "acme")
    return root


def found(root: Path, *arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["-C", str(root), "search", "--json", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    hits: list[dict[str, Any]] = json.loads(done.stdout)
    return hits


def numbers(hits: list[dict[str, Any]]) -> list[int]:
    return [int(one["posting_id"].removeprefix("acme.").partition("-")[0]) for one in hits]


@pytest.mark.parametrize("words", [["lighthouse"], ["turbines", "lighthouse"], ["turbines of the lighthouse"]])
def test_oldest_first(root: Path, words: list[str]) -> None:
    """A posting counts from the version that first had the words, and not from its opening."""
    hits = found(root, *words, "--oldest")
    assert numbers(hits) == [3, 1, 9]
    assert [one["first_seen"][:10] for one in hits] == ["2025-03-01", "2025-03-02", "2025-03-03"]
    assert numbers(found(root, *words, "--oldest", "-n", "1")) == [3]
    assert numbers(found(root, *words))[0] == 9


@pytest.mark.parametrize(("option", "told"), [((), "newest"), (("--oldest",), "oldest")])
def test_common_words(root: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], told: str) -> None:
    """The message says which passages were searched."""
    monkeypatch.setattr(searching, "_MOST_BLOCKS", 1)
    done = CliRunner().invoke(main, ["-C", str(root), "search", "lighthouse", *option], catch_exceptions=False)
    assert f"only the {told} passages were searched" in done.stderr


@pytest.mark.parametrize(("most", "at", "questions"), [(1, "", 1), (1, "2026-01-01T00:00:00.000Z", 3), (9, "", 3)])
def test_too_many_passages_with_all_words_are_enough(
    root: Path, monkeypatch: pytest.MonkeyPatch, most: int, at: str, questions: int
) -> None:
    """Then postings with the words in several passages are not searched, except as of a time, because the newest may not count."""
    monkeypatch.setattr(searching, "_MOST_BLOCKS", most)
    monkeypatch.setattr(searching, "_MORE_THEN", 1)
    connection, asked = reader(root), []
    connection.set_trace_callback(asked.append)
    found = searching.matches(connection, ["turbines", "lighthouse"], then=bool(at))
    assert bool(found[2]) == (most == 1)
    assert sum("FROM blocks_fts " in one and not one.startswith("--") for one in asked) == questions
    assert len(found[0]) >= 1
    connection.close()


def test_the_page(root: Path) -> None:
    """The page and its JSON have the same order, and the page links to the JSON in that order."""
    with served(root) as base:
        hits = json.loads(get(f"{base}/search.json?q=lighthouse&order=oldest")[1])["hits"]
        _, page, _ = get(f"{base}/search?q=lighthouse&order=oldest")
    assert numbers(hits) == [3, 1, 9]
    assert "search.json?q=lighthouse&amp;order=oldest" in page
    places = [page.index(one["posting_id"]) for one in hits]
    assert places == sorted(places)
