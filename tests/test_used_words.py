"""The words that sources used, in memory: the same answers as from the search index, or none."""

from __future__ import annotations

import tracemalloc
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import reader
from tests.test_findings import PLAN, bring, capture, job, kept
from tracker.insight.words import tokens
from tracker.operations import project
from tracker.store import used_words
from tracker.store.terms import Terms
from tracker.store.used_words import UsedWords

SOURCES = ("one", "two")
ODD = [
    "The 1st call\u2014centre of our caf\xe9s, \u201cIs it first?\u201d",
    "We use C++ and C#; snake_case, don\u2019t we",
    "日本で2番目の新しい工場を建設します",
    "Wir bauen eine Gro\xdffabrik, no. 7\u20119",
    "a b\u3000c d\u2028e f\u0301 g",
    "call center first\u2014call",
]


def history(folder: Path, *, plain: bool) -> Path:
    """Make a project of two employers with six captures each. `plain`: all of it can be split into words here."""
    root = folder / "project"
    root.mkdir(parents=True)
    (root / "tracker.toml").write_text("")
    for step in range(6):
        for first, slug in ((100, "one"), (500, "two")):
            more = [ODD[-1] if plain else ODD[step], f"Room {step} of {slug}."]
            shown = [job(first + number, *(more if number == step else ())) for number in range(step, step + 20)]
            if slug == "two" and step == 4:
                shown.append(job(900, PLAN, title="Marine Engineer"))
            file = capture(folder / slug, f"{slug}_2025-0{step + 1}-01.json", shown)
            bring(root, str(file), "--board", "ashby", "--source", slug)
    return root


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("limits", [{}, {"_MOST_TERMS": 30}, {"_TOGETHER": 2}, {"_MOST_TEXT": 40}])
def test_answers_are_those_of_the_search_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], *, plain: bool
) -> None:
    """What is answered is what the search index says, and nearly all is if texts have only usual signs."""
    for name, value in limits.items():
        monkeypatch.setattr(used_words, name, value)
    answered, right = 0, 0
    with closing(reader(history(tmp_path, plain=plain))) as connection:
        texts = [row[0] for row in connection.execute("SELECT text FROM blocks")]
        words = [tokens(text) for text in [*texts, "unheard of here"]]
        every = [
            word for some in words for word in some
        ]  # also pairs of the last word of a text and the first of the next
        wanted = sorted({*every, *map(" ".join, pairwise(every))})
        times = [row[0] for row in connection.execute("SELECT DISTINCT known_at FROM changes ORDER BY 1")]
        used, index = UsedWords(connection), Terms(connection)
        for at in ("", *times, times[-1] + "~"):
            for term in wanted:
                for source in SOURCES:
                    found, expected = used.has(term, source, at), index.used(term, source, at)
                    assert found in {None, expected}, (term, source, at)
                    answered += found is not None
                    right += expected
        assert used.has(wanted[0], "one", times[0]) is None, "a time that is past"
    total = len(wanted) * 2 * (len(times) + 2)
    assert right > 300
    whole = plain and limits.keys().isdisjoint({"_MOST_TERMS", "_MOST_TEXT"})
    assert answered == total if whole else 300 < answered < total


def test_long_texts_are_left_to_the_search_index(tmp_path: Path) -> None:
    """A source may have texts of millions of characters without a paragraph: they are not split in memory."""
    with project.load(history(tmp_path, plain=True)).open_database() as database:
        long = " ".join(f"w{number}" for number in range(150_000))
        (last,) = database.connection.execute("SELECT max(id) FROM blocks").fetchone()
        database.connection.execute("UPDATE blocks SET text = id || ? WHERE id > ?", (long, last - 5))
        words = UsedWords(database.connection)
        tracemalloc.start()
        try:
            assert words.has("w77", "two", "~") is None
            assert tracemalloc.get_traced_memory()[1] < 4 << 20
        finally:
            tracemalloc.stop()
        assert words.has("vacation", "two", "~") is True


def test_findings_are_the_same_with_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The findings of all checks are the same whichever way words are looked up; few checks don't read all texts."""
    root = history(tmp_path, plain=False)
    before, made = kept(root), []
    build = UsedWords.__init__
    monkeypatch.setattr(UsedWords, "__init__", lambda self, connection: (made.append(1), build(self, connection))[1])
    for most in (0, 100_000):
        monkeypatch.setattr(used_words, "_BLOCKS_PER_CHECK", most)
        with project.load(root).open_database() as database:
            database.connection.execute("UPDATE findings_due SET since = ''")
            assert database.find() > 0
        assert kept(root) == before
        assert len(made) == (most > 0)
    assert any("new-phrase" in row for row in before)


def test_a_block_without_spans_is_passed_over(tmp_path: Path) -> None:
    """A database that was edited by hand may have a block that no version has."""
    with project.load(history(tmp_path, plain=True)).open_database() as database:
        (block, spans) = database.connection.execute(
            "SELECT block, spans FROM block_spans ORDER BY block LIMIT 1"
        ).fetchone()
        (text,) = database.connection.execute("SELECT text FROM blocks WHERE id = ?", (block,)).fetchone()
        word = tokens(text)[0]
        assert UsedWords(database.connection).has(word, "one", "~") is True, spans
        database.connection.execute("UPDATE block_spans SET spans = '[]'")
        assert UsedWords(database.connection).has(word, "one", "~") is not None
