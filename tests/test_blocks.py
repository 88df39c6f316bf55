"""Blocks are stored once and found again, and their spans are right, in any order of changes."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.older import to_seventh
from tests.world import Server, World, greenhouse_toml
from tracker.operations import project, run
from tracker.store import blocks as module
from tracker.store.blocks import Blocks
from tracker.store.schema import connect
from tracker.store.search import search

SAME_CRC = ("plumless", "buckeroo")
Spans = dict[tuple[str, str], list[list[int]]]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    found = connect(tmp_path / "tracker.db", write=True)
    found.execute("PRAGMA foreign_keys = OFF")
    yield found
    found.close()


def stored(connection: sqlite3.Connection) -> Spans:
    """Read where every block stood, by its text and source."""
    rows = connection.execute(
        "SELECT b.text, coalesce(s.source, p.source), coalesce(s.spans, '[[' || b.posting || ',1,0]]') FROM blocks AS b "
        "LEFT JOIN block_spans AS s ON s.block = b.id LEFT JOIN posting_state AS p ON p.key = b.posting "
        "WHERE s.block IS NOT NULL OR b.posting IS NOT NULL"
    )
    return {(text, source): sorted(orjson.loads(spans)) for text, source, spans in rows}


class Model:
    """The simplest thing that could be right: every span in a dictionary."""

    def __init__(self) -> None:
        self.spans: Spans = {}
        self.now: dict[int, tuple[int, frozenset[str]]] = {}

    def check(self, source: str, key: int, texts: frozenset[str]) -> tuple[int, frozenset[str]]:
        """Take a posting's next version in; return its number and what stood before."""
        last, before = self.now.get(key, (0, frozenset()))
        for text in texts - before:
            self.spans.setdefault((text, source), []).append([key, last + 1, 0])
        for text in before - texts:
            next(span for span in self.spans[text, source] if span[0] == key and not span[2])[2] = last
        self.now[key] = last + 1, texts
        return last, before


ADS = st.frozensets(st.sampled_from("abcdefgh"), max_size=5)
VERSIONS = st.lists(st.tuples(st.integers(1, 6), ADS), min_size=1, max_size=5)
CHECKS = st.lists(st.tuples(VERSIONS, st.sampled_from(("", "settle", "end", "undo"))), max_size=8)


@given(CHECKS, st.integers(1, 4), st.integers(1, 5), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_spans_are_those_of_a_simple_model(
    checks: list[tuple[list[tuple[int, frozenset[str]]], str]], new: int, cache: int, together: int
) -> None:
    """Postings 1 to 3 belong to one source and 4 to 6 to another; a check may be undone, and a run ended at any time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_NEW", new)
        patch.setattr(module, "_CACHE", cache)
        patch.setattr(module, "_TOGETHER", together)
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(
            "CREATE TABLE posting_state (key INTEGER PRIMARY KEY, source TEXT); CREATE TABLE indexed (up_to, hashed);"
            "INSERT INTO indexed VALUES (0, 0); CREATE TABLE blocks (id INTEGER PRIMARY KEY, posting INTEGER, text TEXT);"
            "CREATE TABLE block_spans (block, source, spans, PRIMARY KEY (block, source)) WITHOUT ROWID;"
            "CREATE TABLE block_hashes (hash, block, PRIMARY KEY (hash, block)) WITHOUT ROWID"
        )
        database, model = Blocks(connection), Model()
        for number, (versions, then) in enumerate(checks):
            source = "ab"[number % 2]
            connection.execute("BEGIN")
            database.begin(source)
            told = Model()
            told.spans = {key: [list(span) for span in spans] for key, spans in model.spans.items()}
            told.now = dict(model.now)
            for posting, texts in {one % 3 + 3 * (number % 2): texts for one, texts in versions}.items():
                last, before = told.check(source, posting, texts)
                if last:
                    new_ids, old_ids = set(database.ids(texts)), set(database.ids(before))
                    database.opened(posting, last + 1, new_ids - old_ids)
                    database.ended(posting, last, old_ids - new_ids)
                else:
                    twice = [*texts, *texts]  # a block may be in a text twice
                    assert database.first(posting, twice) == database.ids(twice)
                connection.execute("INSERT OR IGNORE INTO posting_state VALUES (?, ?)", (posting, source))
            database.flush()
            if then == "undo":
                connection.execute("ROLLBACK")
                database.forget()
                continue
            connection.execute("COMMIT")
            model = told
            if then == "settle":
                database.settle()
            if then == "end":
                database = Blocks(connection)
            assert stored(connection) == {key: sorted(spans) for key, spans in model.spans.items()}
        texts = [row[0] for row in connection.execute("SELECT text FROM blocks")]
        assert len(texts) == len(set(texts))
        connection.close()


def test_the_search_index_is_gathered_in_memory(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written in a few large steps, because FTS5 would merge many small ones again."""
    monkeypatch.setattr(module, "_BATCH", 3)
    database = Blocks(connection)
    database.ids([f"lamp {number}" for number in range(7)])
    database.settle()
    settings_of = "SELECT k, v FROM blocks_fts_config WHERE k = 'hashsize'"
    assert connection.execute(settings_of).fetchall() == []
    assert [module.index(connection) for _ in range(4)] == [3, 3, 1, 0]
    assert connection.execute(settings_of).fetchall() == [("hashsize", module._GATHERED)]
    assert connection.execute("SELECT count(*) FROM blocks_fts WHERE blocks_fts MATCH 'lamp'").fetchone() == (7,)


def test_texts_with_one_crc_are_two_blocks(connection: sqlite3.Connection) -> None:
    assert len({zlib.crc32(text.encode()) for text in SAME_CRC}) == 1
    database = Blocks(connection)
    ids = database.ids(SAME_CRC)
    database.settle()
    assert (len(set(ids)), database.ids(SAME_CRC), Blocks(connection).ids(SAME_CRC)) == (2, ids, ids)


def test_many_texts_with_one_crc_are_compared_with_few(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand texts with one CRC are stored again, and cost no more than that."""
    monkeypatch.setattr(zlib, "crc32", lambda _text: 7)
    many = [f"text {number}" for number in range(30)]
    Blocks(connection).ids(many)
    database = Blocks(connection)
    database.ids(many)
    database.settle()
    found = Blocks(connection).ids(many)
    assert found[:8] == list(range(1, 9))
    assert len(set(found)) == len(many)


@pytest.mark.parametrize("text", ["", "a", "\u00e9", "\u6d77\u306e\u706f\u53f0", "\U0001f600", "x" * 100_000])
def test_a_text_is_found_again_by_another_process(connection: sqlite3.Connection, text: str) -> None:
    """Even if a run ended before it wrote the hashes."""
    first = Blocks(connection)
    wanted = first.ids(["before", text])
    first.flush()
    again = Blocks(connection)
    again.begin("any")
    assert again.ids([text, "before"]) == wanted[::-1]


def test_a_database_of_the_version_before_is_brought_up(tmp_path: Path) -> None:
    world = World(2, 12, size=600)
    path = tmp_path / "tracker.db"
    with Server(world) as server:
        (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 2), "utf-8")
        for _ in range(3):
            run.run(project.load(tmp_path))
            world.step(add=0.1, remove=0.1, edit=0.4)
        connection = connect(path, write=True)
        views = ("versions", "postings", "posting_history")
        before = [connection.execute(f"SELECT * FROM {view}").fetchall() for view in views]
        words = ("the", "second", '"The work"', "engineer")
        hits = [search(connection, word) for word in words]
        spans = stored(connection)
        assert spans
        assert hits[2][0]
        to_seventh(connection)
        assert connection.execute("SELECT count(*) FROM block_spans").fetchone()[0] == len(spans)
        connection.close()
        connection = connect(path, write=True)
        assert [connection.execute(f"SELECT * FROM {view}").fetchall() for view in views] == before
        assert [search(connection, word) for word in words] == hits
        assert stored(connection) == spans
        assert connection.execute("SELECT count(*) FROM blocks WHERE posting IS NOT NULL").fetchone()[0] >= 50
        connection.close()
        assert {told.kind for result in run.run(project.load(tmp_path)).results for told in result.changes} >= {
            "edited"
        }


def test_a_source_that_is_forgotten_stands_nowhere(tmp_path: Path) -> None:
    with Server(World(2, 5, size=600)) as server:
        (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 2), "utf-8")
        loaded = project.load(tmp_path)
        run.run(loaded)
        with loaded.lock(), loaded.open_database() as database:
            before = stored(database.connection)
            database.forget("c0")
            assert stored(database.connection) == {key: spans for key, spans in before.items() if key[1] == "c1"}
            assert database.connection.execute("SELECT count(*) FROM blocks WHERE posting IS NOT NULL").fetchone()[
                0
            ] < len(before)
