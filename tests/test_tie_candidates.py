"""The indexed search for the posting that a new one repeats finds the same as a comparison with every posting."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.model.history import Candidate, Change, KindOf, Known, Policy, SoughtPosting
from tracker.model.wording import Wording
from tracker.reconcile.identity import kinds, ties_of
from tracker.reconcile.likeness import LONG, Requisitions, heading, sentences, standing_text, words
from tracker.store import schema, tie_candidates
from tracker.store.tie_candidates import Index, Sketches, TieCandidates

WORDS = "plan build lead write test travel power cooling halls crew 数据中心 Ärztin 3.5 the and".split()
TITLES = ["Cook", "Cook II", "Site Lead", "Site Lead, Night", "site lead", "数据 工程师", "", "Ingénieur"]
REQUISITIONS = [None, "R-1001", "R-1002", "n/a"]
PADDING = "These lines stand in every ad, and they are longer than the words that differ. " * 3
POLICY = Policy(own=lambda _name, _url: (), slug="a", apart=frozenset({frozenset(("a.2", "a.new"))}))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw an ad of forty words of which some are other words: alike by 100 per cent, or less."""
    line = [f"{word}{number}" for number in range(4) for word in WORDS[:10]]
    for place in draw(st.lists(st.integers(0, 39), max_size=9)):
        line[place] = draw(st.sampled_from(WORDS))
    return (" ".join(line[:20]), " ".join(line[20:]))


FORTY_WORDS = tuple(" ".join(f"{word}{number}" for word in WORDS[:10]) for number in range(4))
EIGHT_OTHER_WORDS = (f"{'plan ' * 8}halls0 crew0", *FORTY_WORDS[1:])  # alike by exactly 80 per cent
some_words = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
wordings = st.builds(
    Wording,
    title=st.sampled_from(TITLES),
    blocks=st.one_of(
        st.just(()),
        st.tuples(some_words),
        st.tuples(st.just(PADDING), some_words),
        edited(),
        edited(),
        st.integers(LONG - 2, LONG + 2).map(lambda length: ("-" * length,)),
        st.tuples(some_words, st.just("word " * 60), some_words),
    ),
    location=st.sampled_from([None, "Oslo", "Cork"]),
)
stored = st.tuples(wordings, st.sampled_from(REQUISITIONS), st.booleans(), st.sampled_from(["2025-01", "2025-02"]))


class Shelf:
    """A database with these wordings, and the postings that they are of."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = OFF")  # nothing here but wordings and their blocks
        self.connection = connection
        self.postings: dict[str, Known] = {}
        self.wording: dict[str, Wording] = {}
        self.sketches = Sketches()

    def put(self, number: int, wording: Wording, requisition: str | None, closed_at: str | None) -> None:
        name, version, last = str(number), f"v{number}", len(self.wording) * 10
        ids = list(range(last + 1, last + 1 + len(wording.blocks)))
        self.connection.executemany(
            "INSERT INTO blocks (id, text) VALUES (?, ?)", list(zip(ids, wording.blocks, strict=True))
        )
        self.connection.execute(
            "INSERT INTO wordings (id, title, location, blocks) VALUES (?, ?, ?, ?)",
            (version, wording.title, wording.location, orjson.dumps(ids).decode()),
        )
        self.wording[name] = wording
        self.postings[name] = Known(
            name,
            "",
            wording.title,
            id=f"a.{number}",
            status="closed" if closed_at else "open",
            closed_at=closed_at,
            current=version,
            requisition_id=requisition,
        )

    def search(self) -> TieCandidates:
        return TieCandidates(self.connection, self.postings, self.sketches)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    connection = schema.connect(tmp_path / "tracker.db", write=True)
    yield Shelf(connection)
    connection.close()


@given(st.lists(stored, max_size=12), wordings, st.sampled_from(REQUISITIONS), st.booleans())
@example([(Wording("Cook", ("-" * LONG,)), None, True, "2025-01")], Wording("Cook", ("-" * LONG,)), None, False)
@example([(Wording("Cook", (PADDING,)), None, True, "2025-01")], Wording("Cook II", (PADDING,)), None, False)
@example([(Wording("Cook", EIGHT_OTHER_WORDS), None, True, "2025-01")], Wording("Cook", FORTY_WORDS), None, False)
def test_the_search_loses_no_tie(
    known: Sequence[tuple[Wording, str | None, bool, str]], new: Wording, requisition: str | None, all_listed: bool
) -> None:
    """Its ties are those that a comparison with every posting gives: kind, other posting, reasons, score."""
    with tempfile.TemporaryDirectory() as folder:
        connection = schema.connect(Path(folder) / "tracker.db", write=True)
        try:
            _compare(Shelf(connection), known, new, requisition, all_listed=all_listed)
        finally:
            connection.close()


def _compare(
    shelf: Shelf,
    known: Sequence[tuple[Wording, str | None, bool, str]],
    new: Wording,
    requisition: str | None,
    *,
    all_listed: bool,
) -> None:
    for number, (wording, requirement, closed, at) in enumerate(known):
        shelf.put(number, wording, requirement, at if closed else None)
    change = Change("new", "opened", "major", "", after=new)
    kind_of = kinds("new", lambda name: all_listed or name == "1", POLICY)
    search = shelf.search()
    relation = Requisitions(search.titles_of, [(heading(new.title, None), requisition)]).relation
    standing = standing_text(shelf.wording[name] for name in search.neighbours(new))
    everything = [
        Candidate(one, shelf.wording[name], standing.own_sentences(shelf.wording[name], new))
        for name, one in shelf.postings.items()
    ]
    found = search(SoughtPosting(new, requisition, kind_of, relation))
    assert len(found) <= 2
    expected = ties_of(change, requisition, everything, kind_of, relation)
    assert sorted(ties_of(change, requisition, found, kind_of, relation), key=str) == sorted(expected, key=str)


@given(wordings)
@example(Wording("", ("-" * (LONG - 1),)))
@example(Wording("", ("One. Two! Three? \u6570\u636e\u3002\u4e2d\u5fc3 end " * 20,)))
def test_a_sketch_has_the_sentences_of_its_text(one: Wording) -> None:
    """A sketch has a character for each word, and each sentence with its words and its length."""
    sketches = Sketches()
    mine = sketches.of(one)
    if sum(map(len, one.blocks)) < LONG:
        assert (mine.text, list(mine.sentences())) == ("", [])
        return
    told = sentences(one.blocks)
    assert len(mine.text) == len(words(one.blocks))
    assert list(mine.sizes) == [len(sentence) for sentence in told]
    assert [len(sentence) for sentence in mine.sentences()] == [len(words((sentence,))) for sentence in told]
    assert "".join(mine.sentences()) == mine.text


def sought(wording: Wording, kind_of: KindOf, requisition: str | None = None) -> SoughtPosting:
    return SoughtPosting(wording, requisition, kind_of, Requisitions(lambda _name: ()).relation)


postings = st.tuples(
    st.sampled_from(TITLES), st.sampled_from(REQUISITIONS), st.sampled_from([f"p{number}" for number in range(6)])
)


@given(st.lists(st.lists(postings, max_size=6), max_size=5))
def test_an_index_that_is_kept_is_that_of_a_fresh_start(steps: list[list[tuple[str, str | None, str]]]) -> None:
    """The index that is updated from check to check equals one that is built anew, in any order of changes."""
    kept = Index()
    for step in steps:
        now = {name: Known(name, "", title, requisition_id=number) for title, number, name in step}
        kept.update(now)
        fresh = Index()
        fresh.update(dict(reversed(now.items())))
        for title in TITLES:
            assert kept.similar_titles(title) == fresh.similar_titles(title)
        for number in filter(None, REQUISITIONS):
            assert kept.titles_of(number) == fresh.titles_of(number)
            assert set(kept.with_requisition(number)) == set(fresh.with_requisition(number))
        assert kept.spread() == fresh.spread()
        assert {title: set(names) for title, names in kept.titles.items()} == {
            title: set(names) for title, names in fresh.titles.items()
        }


def test_texts_are_read_once_in_a_process(shelf: Shelf) -> None:
    """The next check of the same source reads only the texts that were not read before."""
    text = ("word " * 60, "Plan the halls.")
    for number in range(5):
        shelf.put(number, Wording("Cook", text), None, None)
    asked: list[str] = []
    shelf.connection.set_trace_callback(asked.append)
    kind_of = kinds("new", lambda _name: True, POLICY)
    first = shelf.search()(sought(Wording("Cook", text), kind_of))
    assert [one.known.id for one in first] == ["a.4"]
    reads = sum("json_each" in query and "blocks AS b" in query for query in asked)
    assert reads == 6  # five sketches, and the whole wording of the one that was found
    shelf.put(5, Wording("Cook", text), None, None)
    asked.clear()
    again = shelf.search()(sought(Wording("Cook", text), kind_of))
    assert [one.known.id for one in again] == ["a.5"]
    assert sum("json_each" in query and "blocks AS b" in query for query in asked) == 2
    assert len(shelf.sketches) == 6


def test_a_text_that_is_filled_in_later_is_read_again(shelf: Shelf) -> None:
    """A version whose text could not be read at first is compared by its text once it is there."""
    text = "word " * 60
    shelf.put(2, Wording("Cook", (text,)), None, None)
    shelf.put(1, Wording("Cook", (text,)), None, None)
    blocks = shelf.connection.execute("SELECT blocks FROM wordings WHERE id = 'v1'").fetchone()[0]
    shelf.connection.execute("UPDATE wordings SET blocks = '[]' WHERE id = 'v1'")
    shelf.postings["1"] = replace(shelf.postings["1"], has_text=False)
    kind_of = kinds("new", lambda _name: True, POLICY)
    assert shelf.search()(sought(Wording("Cook", (text,)), kind_of)) == []  # a.2 is apart
    shelf.connection.execute("UPDATE wordings SET blocks = ? WHERE id = 'v1'", (blocks,))
    shelf.postings["1"] = replace(shelf.postings["1"], has_text=True)
    assert [one.known.id for one in shelf.search()(sought(Wording("Cook", (text,)), kind_of))] == ["a.1"]


def test_what_is_kept_is_bounded(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sketches beyond the limit are dropped, the oldest first. Too many distinct words reset the memory."""
    monkeypatch.setattr(tie_candidates, "_KEPT", 3)
    for number in range(6):
        shelf.put(number, Wording("Cook", (f"word{number} " * 60,)), None, None)
    kind_of = kinds("new", lambda _name: True, POLICY)
    new = Wording("Cook", ("word5 " * 60,))
    for _ in range(2):
        assert [one.known.id for one in shelf.search()(sought(new, kind_of))] == ["a.5"]
        shelf.sketches.trim()
        assert len(shelf.sketches) == 3
    monkeypatch.setattr(tie_candidates, "_MOST_WORDS", 2)
    shelf.sketches.trim()
    assert len(shelf.sketches) == 0
    assert [one.known.id for one in shelf.search()(sought(new, kind_of))] == ["a.5"]
