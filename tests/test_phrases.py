"""The matcher of topics and alerts; the website and the alerts find the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.alerts import rules
from tracker.config import Alert
from tracker.extract.phrases import Phrases, question
from tracker.store import blocks, search
from tracker.store.schema import connect

CASES = [
    ("C++", "Vitamin C", False), ("C++", "modern C++17 code", True), ("C", "C++ or C#", False), ("C#", "use C#/.NET", True),
    (".NET", "use C#/.NET", True), (".NET", "the internet", False), (".NET", "It ends. NET pay", False), ("F#", "F sharp", False),
    ("data center*", "Data-Centers!", True), ("data center*", "metadata centered", False), ("R&D", "our R & D team", True),
    ("数据中心", "我们的数据中心很大", True), ("Strasse", "an der STRAẞE", True), ("cafe", "our Café", True), ("café", "CAFE", True),
    ("1st of its kind", "the First of its Kind", True), ("first of its kind", "1st of its kind", True), ("cent* of data", "centers of data", True),
    ("λόγος", "Λόγος", True), ("node.js", "Node.js", True), ("!!!", "what!!!", False), ("foo bar", "foo_bar", True),
]  # fmt: skip


def test_where_a_phrase_is() -> None:
    """Whole words with their signs, any ending for a star; many phrases at once find the same as each alone."""
    together = Phrases(phrase for phrase, _, _ in CASES)
    for phrase, text, found in CASES:
        assert bool(Phrases([phrase]).of(text)) is found, (phrase, text)
        assert (phrase in together.of(text)) is found, (phrase, text)
        assert bool(Phrases([phrase]).spans(text)) is found, (phrase, text)


def test_where_the_words_are() -> None:
    """The positions are those in the original text, with accents."""
    for phrases, text, words in (
        (["data center*", "kind"], "Öur dáta-Centers of a KIND", ["dáta-Centers", "KIND"]),
        (["strasse"], "Hauptstr., Straße 5", ["Straße"]),
        (["cafe"], "cafe\u0301s, cafe\u0301", ["cafe\u0301"]),
        (["data", "data center"], "the data center", ["data center"]),
        (["a b", "b c"], "a b c", ["a b c"]),
    ):
        assert [text[start:end] for start, end in Phrases(phrases).spans(text)] == words


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A database with one posting, whose one block each example writes."""
    path: Path = tmp_path_factory.mktemp("phrases") / "tracker.db"
    with closing(connect(path, write=True)) as connection:
        connection.execute("INSERT INTO posting_state (key, id) VALUES (1, 'a.1')")
        yield connection


WORDS = st.sampled_from(
    "c C++ C# c++ .NET net data Data center centers 1st First Straße STRASSE strasse ẞ ß ss café cafe\u0301 Café İ i é λόγος ΛΟΓΟΣ σ "
    "Ростовский йод 数据 中心 数 かな カ 데이터 2nd second 24 7 a_b . + # * - / R&D ' ’s kind’s".split()
)
TEXTS = st.lists(WORDS, max_size=8).flatmap(
    lambda words: st.lists(st.sampled_from([" ", "", "-", ", ", "."]), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(map("".join, zip(words, gaps, strict=True)))
    )
)


@given(TEXTS, TEXTS)
@example("C++", "Vitamin C")
@example("cent* data", "center data")
@example("sẞ", "sẞ")
@example("Flussschiff", "Flußschiff")
@example("ẞẞẞẞ", "ẞẞẞẞ")
def test_the_topic_filter_of_the_site_and_an_alert_agree(database: sqlite3.Connection, phrase: str, text: str) -> None:
    """Whatever the topic and the posting: the page of a topic shows it if, and only if, an alert for the topic is sent."""
    for table in ("blocks", "block_hashes"):
        database.execute(f"DELETE FROM {table}")
    database.execute("INSERT INTO blocks_fts(blocks_fts) VALUES ('delete-all')")
    database.execute("UPDATE indexed SET up_to = 0")
    database.execute("INSERT INTO blocks (id, posting, text) VALUES (1, 1, ?)", (text,))
    blocks.index(database)
    keys, _ = search.with_phrases(database, Phrases([phrase]))
    fact = rules.Fact("i", "a.1", "a", "A", "t", "opened", None, "", "u", None, "s", None, "", f"\n{text}", {})
    assert bool(rules.why(Alert("x", topic="t"), fact, {"t": (phrase,)})) is bool(keys)


def test_a_phrase_without_a_word_asks_for_nothing() -> None:
    """Signs alone are in no index."""
    assert [question(one) for one in ("", "!!!", "*", "++")] == ["", "", "", ""]
