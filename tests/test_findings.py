"""Findings in a real database: found by an import, the same after a rebuild and in any order, and free where nothing changed."""

from __future__ import annotations

import json
import random
import shlex
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import reader
from tests.tables import rows
from tracker.cli import main
from tracker.extract.text import segment
from tracker.insight.finding import Count
from tracker.insight.words import tokens
from tracker.model import iso
from tracker.operations import project, rebuild
from tracker.store import findings, history_counts, history_lookup, history_state
from tracker.store import terms as store_terms
from tracker.store.history_lookup import HistoryLookup
from tracker.store.history_state import State
from tracker.store.schema import connect
from tracker.store.terms import Terms, question

TOML = '[sources.a]\nboard = "json"\nurl = "https://a.example.org/feed.json"\ndescription = "text"\n'
PLAN = "You will lead the construction of our 1st of its kind Tidal Farm off the coast of Wales."
USUAL = [
    "You write software together with designers and product managers.",
    "We offer 30 days of vacation and a budget for books.",
    "You have worked with databases for at least three years.",
    "Our customers are hospitals in eleven countries.",
    "You look after the people in your team and help them grow.",
]


def job(number: int, *more: str, **fields: Any) -> dict[str, Any]:
    """Make a posting in the shape of Ashby's public board."""
    chosen = random.Random(number).sample(USUAL, 3)
    text = "".join(f"<p>{line}</p>" for line in (*chosen, *more, f"Ask for desk {number} at the door."))
    return {
        "id": f"{number:08d}-0000-4000-8000-000000000000",
        "title": f"Engineer, Team {number}",
        "location": "Cardiff",
        "department": "Engineering",
        "employmentType": "FullTime",
        "isListed": True,
        "isRemote": False,
        "publishedAt": "2025-01-01T00:00:00.000+00:00",
        "jobUrl": f"https://jobs.ashbyhq.com/acme/{number}",
        "applyUrl": f"https://jobs.ashbyhq.com/acme/{number}/application",
        "descriptionHtml": text,
        **fields,
    }


def capture(folder: Path, name: str, jobs: Iterable[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(json.dumps({"jobs": list(jobs), "apiVersion": "1"}))
    return file


def bring(root: Path, *arguments: str) -> None:
    done = CliRunner().invoke(main, ["-C", str(root), "import", "dir", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def news(root: Path, *arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["-C", str(root), "news", "--json", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def kept(root: Path) -> list[tuple[Any, ...]]:
    """Return all rows of both tables, and what is counted for them."""
    connection = reader(root)
    try:
        return [
            *connection.execute("SELECT * FROM findings ORDER BY id").fetchall(),
            *connection.execute("SELECT * FROM finding_postings ORDER BY 1, 2, 3").fetchall(),
            *connection.execute("SELECT * FROM check_counts ORDER BY source, known_at, baseline").fetchall(),
        ]
    finally:
        connection.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two dates of three employers: one says a plan, one opens in a new country, one edits a paragraph everywhere."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "tracker.toml").write_text("")
    first, second = tmp_path / "first", tmp_path / "second"
    capture(first, "acme.json", [job(n) for n in range(30)])
    capture(second, "acme.json", [*(job(n) for n in range(30)), job(30, PLAN, title="Marine Engineer")])
    capture(first, "bolt.json", [job(n) for n in range(100, 230)])
    capture(second, "bolt.json", [*(job(n) for n in range(100, 230)), job(230, location="Hanoi, Vietnam")])
    notice = "Everyone is welcome here, whatever their age and origin."
    capture(first, "cord.json", [job(n) for n in range(300, 340)])
    capture(second, "cord.json", [job(n, notice) for n in range(300, 340)])
    for folder, at in ((first, "2025-03-01"), (second, "2025-03-20")):
        bring(root, str(folder), "--each", "--board", "ashby", "--source", "b", "--at", at)
    return root


def test_what_is_worth_reading_stands_first(root: Path) -> None:
    """Three findings of three kinds, each with its posting, reason and employer; the plan comes first."""
    found = news(root, "--since", "2025-03-10")
    assert sorted(one["kind"] for one in found) == ["new-phrase", "new-place", "standing-text"]
    assert found[0]["kind"] == "new-phrase"
    first = next(one for one in found if one["kind"] == "new-phrase")
    assert first["passage"] == PLAN
    assert "1st of its kind Tidal Farm" in first["headline"]
    assert first["why"].endswith("in 30 postings since March 2025; no other monitored employer uses it.")
    assert (first["source"], first["employer"], first["url"]) == ("b-acme", "acme", "https://jobs.ashbyhq.com/acme/30")
    assert [one["title"] for one in first["postings"]] == ["Marine Engineer"]
    assert sorted(len(one["postings"]) for one in found) == [1, 1, 40]
    columns = ("id", "at", "known_at", "kind", "source", "score", "headline", "why", "passage", "evidence")
    assert set(columns) | {"employer", "url", "postings"} == set(first)
    assert sorted((one["score"] for one in found), reverse=True) == [one["score"] for one in found]


def test_a_first_check_is_no_news(root: Path) -> None:
    """Postings of the baseline are no finding."""
    assert not news(root, "--since", "2020-01-01", "--until", "2025-03-10")


def test_what_is_asked_for(root: Path) -> None:
    """Sources, a kind, a minimum score, a time and a number."""
    assert {one["source"] for one in news(root, "b-bolt", "b-cord", "--since", "2025-01-01")} == {"b-bolt", "b-cord"}
    assert [one["kind"] for one in news(root, "--kind", "new-place", "--since", "2025-01-01")] == ["new-place"]
    assert len(news(root, "--since", "2025-01-01", "--limit", "1")) == 1
    assert not news(root, "--min-score", "1", "--since", "2025-01-01")
    assert not news(root)  # of the last week
    done = CliRunner().invoke(main, ["-C", str(root), "news", "nobody"])
    assert done.exit_code == 2


def test_for_people(root: Path) -> None:
    """The words, the passage, the reason and the address are printed."""
    done = CliRunner().invoke(main, ["-C", str(root), "news", "--since", "2025-03-10"])
    assert PLAN in done.stdout
    assert "First mention of" in done.stdout
    assert "https://jobs.ashbyhq.com/acme/30" in done.stdout
    (newest,) = news(root, "--since", "2025-01-01", "--limit", "1")
    for options in (
        (),
        (newest["source"],),
        ("--kind", newest["kind"]),
        ("--min-score", "0.1"),
        ("--until", "2026-01-02"),
    ):
        nothing = CliRunner().invoke(main, ["-C", str(root), "news", "--since", "2026-01-01", *options]).stdout
        assert nothing.startswith("No matching findings since")
        assert f"The newest is from 20 March 2025, acme: {newest['headline']}." in " ".join(nothing.split())
        command = shlex.split(nothing.rpartition("`tracker ")[2].rpartition("`")[0])
        assert PLAN in CliRunner().invoke(main, ["-C", str(root), *command]).stdout, command
    for options in (("--kind", "drop"), ("--min-score", "1"), ("--until", "2025-03-02")):
        assert "newest" not in CliRunner().invoke(main, ["-C", str(root), "news", *options]).stdout
    assert news(root) == []
    with closing(connect(root / "tracker.db", write=True)) as connection:
        connection.execute("UPDATE findings SET score = 0.19")
        connection.commit()
    all_of_them = ["-C", str(root), "news", "--since", "2025-03-10"]
    told = CliRunner().invoke(main, all_of_them).stdout
    assert told.startswith("No matching findings with a score of 0.2 or more since")
    assert "--min-score 0" in told
    assert CliRunner().invoke(main, [*all_of_them, "--min-score", "nan"]).exit_code == 2
    assert PLAN in CliRunner().invoke(main, [*all_of_them, "--min-score", "0"]).stdout
    assert PLAN in CliRunner().invoke(main, [*all_of_them, "--json"]).stdout


def test_rebuild_gives_the_same_rows(root: Path) -> None:
    """A rebuild gives the same findings, row for row."""
    before = kept(root)
    assert len(before) > 40
    rebuild.rebuild(project.load(root), lambda: None, without_missing=False)
    assert kept(root) == before


def dated(folder: Path) -> list[Path]:
    """Write seven captures of one source in which much happens."""
    files = []
    for step in range(7):
        jobs = [job(n) for n in range(20 + step)]
        if step >= 2:
            jobs[3] = job(3, PLAN)
        if step >= 4:
            jobs[3] = job(3)
            jobs[4] = job(4, "We are opening our first office in Lisbon next year.")
        if step == 6:
            jobs = jobs[9:]
        files.append(capture(folder, f"acme_2025-0{step + 1}-01.json", jobs))
    return files


def test_a_renamed_source_keeps_the_ids_of_its_findings(tmp_path: Path) -> None:
    """Also of a drop, whose id is made from the source and the time: it is counted anew under the new name."""
    folder = tmp_path / "captures"
    dated(folder)
    jobs = [job(n) for n in range(9, 26)]
    for month in ("08", "09"):
        capture(folder, f"acme_2025-{month}-01.json", jobs)
    (tmp_path / "tracker.toml").write_text("")
    bring(tmp_path, str(folder), "--board", "ashby", "--source", "a")
    before = {(row["id"], row["kind"]) for row in news(tmp_path, "--since", "2025-01-01")}
    assert "drop" in {kind for _, kind in before}
    (tmp_path / "tracker.toml").write_text(
        '[sources.b]\nboard = "ashby"\nurl = "https://jobs.ashbyhq.com/b"\nformerly = "a"\n'
    )
    bring(tmp_path, str(capture(folder, "acme_2025-10-01.json", jobs)), "--source", "b")
    renamed = kept(tmp_path)
    rebuild.rebuild(project.load(tmp_path), lambda: None, without_missing=False)
    assert kept(tmp_path) == renamed
    assert {(row["id"], row["kind"]) for row in news(tmp_path, "--since", "2025-01-01")} == before


def test_a_renamed_source_is_renamed_in_findings_of_others(tmp_path: Path) -> None:
    """A phrase that three employers share names all three, with their present names, also without a rebuild."""
    (tmp_path / "tracker.toml").write_text("")
    for place, name in enumerate("abc"):
        usual = [job(n) for n in range(100 * place, 100 * place + 20)]
        for day, jobs in (("2025-02-01", usual), (f"2025-03-0{place + 1}", [*usual, job(100 * place + 90, PLAN)])):
            file = capture(tmp_path / "captures", f"{name}_{day}.json", jobs)
            bring(tmp_path, str(file), "--board", "ashby", "--source", name)
    query = "SELECT source, json_extract(evidence, '$.sources') AS named FROM findings WHERE kind = 'shared-phrase'"
    assert rows(tmp_path, query)[0] == {"source": "c", "named": '["a","b","c"]'}
    settings = '[sources.z]\nboard = "ashby"\nurl = "https://jobs.ashbyhq.com/z"\nformerly = "a"\n'
    (tmp_path / "tracker.toml").write_text(settings)
    file = capture(tmp_path / "captures", "z_2025-04-01.json", [job(n) for n in range(20)])
    bring(tmp_path, str(file), "--source", "z")
    assert rows(tmp_path, query)[0] == {"source": "c", "named": '["b","c","z"]'}
    renamed = kept(tmp_path)
    rebuild.rebuild(project.load(tmp_path), lambda: None, without_missing=False)
    assert kept(tmp_path) == renamed


def test_any_order_gives_the_same_rows(tmp_path: Path) -> None:
    """Captures that are imported one by one in any order, or all at once, give the same findings."""
    files = dated(tmp_path / "captures")
    straight, shuffled = tmp_path / "one", tmp_path / "two"
    for root in (straight, shuffled):
        root.mkdir()
        (root / "tracker.toml").write_text("")
    arguments = ("--board", "ashby", "--source", "a")
    bring(straight, str(tmp_path / "captures"), *arguments)
    random.Random(3).shuffle(files)
    for file in files:
        bring(shuffled, str(file), *arguments)
    assert kept(straight) == kept(shuffled)
    assert {"new-phrase", "quiet-edit"} <= {row["kind"] for row in rows(straight, "SELECT kind FROM findings")}


def test_an_older_capture_of_another_source_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture from before, of another employer, changes who said a phrase first; the findings follow.

    And what stops at the first block that answers it says the same as what reads every block, wherever it looks first.
    """
    one, two = tmp_path / "one", tmp_path / "two"
    for root in (one, two):
        root.mkdir()
        (root / "tracker.toml").write_text("")
    old = capture(tmp_path / "d", "old_2025-01-01.json", [job(n, PLAN) for n in range(5)])
    first = capture(tmp_path / "d", "new_2025-02-01.json", [job(n) for n in range(50, 70)])
    last = capture(tmp_path / "d", "new_2025-03-01.json", [*(job(n) for n in range(50, 70)), job(70, PLAN)])
    for root, order in ((one, (old, first, last)), (two, (first, last, old))):
        for file in order:
            bring(root, str(file), "--board", "ashby", "--source", file.name[:3])
    assert kept(one) == kept(two)
    assert "1 of 1 other monitored employers uses it" in news(one, "--since", "2025-01-01")[0]["why"]
    asked = [
        compared(root, monkeypatch, **limits)
        for root in (one, two)
        for limits in ({}, {"_MOST_RANGES": 1}, {"_LEAST_GAP": 0}, {"_MOST_WORDINGS": 1, "_LEAST_GAP": 0})
    ]
    assert min(asked) > 400
    assert store_terms._ranges({1, 2, 500, 501, 502, 900}) == [(1, 2), (500, 502), (900, 900)], "the oldest first"


def compared(root: Path, monkeypatch: pytest.MonkeyPatch, **limits: int) -> int:
    """Compare who used each term before each time, by two ways; return how many questions were asked."""
    count = 0
    with closing(reader(root)) as connection, monkeypatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(store_terms, name, value)
        texts = [row[0] for row in connection.execute("SELECT text FROM blocks WHERE text NOT LIKE 'Ask for desk%'")]
        words = [tokens(text) for text in [*texts, "Ask for desk 50 at the door.", "unheard of here"]]
        wanted = sorted({term for some in words for term in (*some, *map(" ".join, pairwise(some)))})
        times = [row[0] for row in connection.execute("SELECT DISTINCT known_at FROM changes ORDER BY known_at DESC")]
        looked = Terms(connection)
        for term in wanted:
            first = looked.first_uses(term)
            for at in (*times, times[0] + "~", times[-1]):
                for source in ("old", "new"):
                    assert looked.used(term, source, at) == (first.get(source, "~") < at), (term, source, at)
                    others = any(when < at for name, when in first.items() if name != source)
                    assert looked.used_elsewhere(term, source, at) == others, (term, source, at)
                    count += 1
    return count


def test_a_common_word_is_found_at_once(root: Path) -> None:
    """The search for a word of 130 postings of an employer ends at the first, and for a pair too."""
    steps = {}
    with closing(reader(root)) as connection:
        (source,) = connection.execute("SELECT id FROM sources WHERE id LIKE '%bolt%'").fetchone()
        looked = Terms(connection)
        assert looked.used("vacation", source, "2026")  # the ranges are read
        for name, ask in (
            ("used", looked.used),
            ("elsewhere", looked.used_elsewhere),
            ("all", lambda term, *_: looked.first_uses(term)),
        ):
            for term in ("desk", "for desk"):
                passed: list[None] = []
                connection.set_progress_handler(
                    lambda seen=passed: seen.append(None), 10
                )  # tens of instructions of SQLite
                assert ask(term, source, "2026")
                steps[name, term] = len(passed)
    assert len(steps) == 6
    for term in ("desk", "for desk"):
        assert max(steps["used", term], steps["elsewhere", term]) * 10 < steps["all", term], steps


@pytest.mark.parametrize(
    "text",
    [
        "The 1st, 2nd and 3rd site, our 4th plant and the 10th floor of the centre",
        "la 1ère usine et le 1er centre de données de notre groupe",
        "Wir bauen eine Großfabrik in Gießen, dass wir sie groß machen müssen",
        "Business process assessments across classes, glasses and passes, " * 6,
        "日本で2番目の新しい工場を建設します",
        "our café in São Paulo",
    ],
)
def test_each_term_of_a_text_is_found_in_it(tmp_path: Path, text: str) -> None:
    """A term that the index does not find in its own text would count as a first mention."""
    words = tokens(text)
    with closing(connect(tmp_path / "tracker.db", write=True)) as connection:
        connection.execute("INSERT INTO blocks_fts (rowid, text) VALUES (1, ?)", (segment(text),))
        query = "SELECT count(*) FROM blocks_fts WHERE blocks_fts MATCH ?"
        for term in (*words, *map(" ".join, pairwise(words)), " ".join(words[:5])):
            assert connection.execute(query, (question(term),)).fetchone() == (1,), term
    assert question(" ".join(words)).count(" OR ") < 50


def test_an_unchanged_check_makes_nothing(root: Path, tmp_path: Path) -> None:
    """A check that changes nothing queues no work and writes no row."""
    before = kept(root)
    connection = reader(root)
    assert not findings.is_due(connection)
    connection.close()
    bring(root, str(tmp_path / "second"), "--each", "--board", "ashby", "--source", "b", "--at", "2025-03-21")
    assert kept(root) == before


def test_fifty_changes_cost_little(root: Path) -> None:
    """Findings of a check with fifty changes are made in a few milliseconds each time."""
    with project.load(root).open_database() as database:
        (at,) = database.connection.execute("SELECT max(known_at) FROM changes").fetchone()
        spent = []
        for _ in range(5):
            findings.mark_due(database.connection, at)
            began = time.process_time()
            database.find()
            spent.append(time.process_time() - began)
    assert min(spent) < 0.15  # 42 changes of three sources; 0.02 on a quiet machine


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("7d", True),
        ("12h", True),
        ("2w", True),
        ("yesterday", True),
        ("today", True),
        ("7", False),
        ("d", False),
        ("7m", False),
    ],
)
def test_relative_times(root: Path, words: str, told: bool) -> None:
    """Every command that takes a time also takes one relative to now."""
    for command in (("news", "--since", words), ("log", "--since", words), ("log", "--until", words)):
        done = CliRunner().invoke(main, ["-C", str(root), *command])
        assert (done.exit_code == 0) is told, done.output
        assert told or "7d (seven days ago)" in done.output


@pytest.mark.parametrize(
    ("sizes", "opened", "window"),
    [
        ([30] * 22, 30, True),
        ([30] * 22, 29, False),
        ([30] * 21 + [15], 70, False),
        ([30] * 21 + [29], 70, True),  # a row could not be read
        ([30] * 20 + [28, 29], 70, True),
        ([30] * 21 + [27], 70, True),
        ([30] * 21 + [26], 70, False),
        ([30] * 21 + [31], 70, False),
        ([30] * 17 + [29] * 4 + [30], 70, False),
        ([0] * 22, 70, False),
    ],
)
def test_a_list_of_the_newest_has_one_length_and_turns_over(
    tmp_path: Path, sizes: list[int], opened: int, window: bool
) -> None:
    """A list whose length stays the same while as many postings pass through shows only the newest; a quiet or shrinking list does not."""
    connection = connect(tmp_path / "tracker.db", write=True)
    days = [iso(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)) for number in range(len(sizes))]
    connection.execute("INSERT INTO sources (id) VALUES ('a')")
    connection.executemany(
        "INSERT INTO checks (id, source, started_at, outcome, seen) VALUES (?, 'a', ?, 'complete', ?)",
        [(day, day, size) for day, size in zip(days, sizes, strict=True)],
    )
    connection.executemany(
        "INSERT INTO changes (id, source, at, known_at, kind, baseline) VALUES (?, 'a', ?, ?, 'opened', 0)",
        [(str(number), days[11 + number % 10], days[11 + number % 10]) for number in range(opened)],
    )
    history_counts.refill(connection)
    lookup = HistoryLookup(connection)
    lookup._state("a", days[-1])
    assert lookup._window("a") is window
    connection.close()


def test_one_pass_over_the_checks_reads_what_each_check_alone_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept from check to check (intervals, windows, openings) equals what a new reader finds, over two years."""
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id) VALUES ('a'), ('b')")
    times = [iso(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=9 * number + number % 4)) for number in range(80)]
    outcomes = ("complete", "partial", "complete", "window", "complete", "failed")
    connection.executemany(
        "INSERT INTO checks (id, source, started_at, outcome, seen) VALUES (?, ?, ?, ?, ?)",
        [
            (f"{source}{at}", source, at, outcomes[number // 9 % 6], number % 3)
            for number, at in enumerate(times)
            for source in "ab"
        ],
    )
    kinds = ("opened", "opened", "edited", "closed", "reopened")
    monkeypatch.setattr(history_lookup, "_WEEK", 40)
    rows = [
        (f"{source}{number}", f"{source}.{number % 7}", source, f"{source}{at}", times[max(0, number - number % 3)], at)
        for number, at in enumerate(times)
        for source in "ab"
    ]
    connection.executemany(
        "INSERT INTO changes (id, posting_id, source, check_id, at, known_at, kind, to_version, baseline, was_closed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
        [(*row, kinds[place % 5], None if kinds[place % 5] == "closed" else row[0]) for place, row in enumerate(rows)],
    )
    connection.execute(
        "INSERT INTO wordings (id, posting_id, number, title, blocks) "
        "SELECT to_version, posting_id, 1, id, '[]' FROM changes WHERE kind = 'opened'"
    )
    history_counts.refill(connection)
    together = HistoryLookup(connection)
    found = 0
    for number, at in enumerate(times):
        for source in "ab":
            alone = HistoryLookup(connection)
            check = f"{source}{at}"
            visit, one = together.of(check, source, at), alone.of(check, source, at)
            assert visit[0] == one[0]
            if number % 3:
                assert together._openings(visit[0]) == alone._openings(one[0])
                found += len(alone._openings(one[0]))
    assert found > 100
    connection.close()


def test_closings_are_counted_by_when_they_happened(tmp_path: Path) -> None:
    """Closings of one interval that two checks report are one number; what a later check reports is not known yet."""
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id) VALUES ('a')")
    first, second, third, last = (f"2026-01-{day:02}T06:00:00.000Z" for day in (1, 4, 5, 9))
    told = [("1", second, third), ("2", second, last), ("3", second, last), ("4", last, "2026-02-01T06:00:00.000Z")]
    connection.executemany(
        "INSERT INTO changes (id, source, since, at, known_at, kind, baseline) VALUES (?, 'a', ?, ?, ?, 'closed', 0)",
        [(name, first, happened, known) for name, happened, known in told],
    )
    history_counts.refill(connection)
    lookup = HistoryLookup(connection)
    for at, counts in (
        (last, [Count(second, closed=1, days=3.0)]),
        ("2026-01-10", [Count(second, closed=3, days=3.0)]),
    ):
        assert list(lookup._state("a", at).counts.values()) == counts
    connection.close()


@pytest.mark.parametrize(
    ("address", "many", "before", "counted"),
    [
        ("https://www.acme{}.com/x//y", 9, 9, 0),
        ("https://www.acme{}.com/x//y", 10, 10, 10),
        ("https://www.acme{}.com/x//y", 12, 11, 11),
        ("https://www.acme{}.com/x//y", 12, 1, 1),
        ("https://boards.greenhouse.io/acme{}/jobs/1", 10, 10, 10),  # one host for all companies
        ("https://boards.greenhouse.io/acme{}?job=1", 10, 9, 9),
        ("https://boards.greenhouse.io/embed/job_app?token=1&for=acme{}", 10, 10, 10),
        ("https://acme{}.wd1.myworkdayjobs.com/en-US/jobs/1", 10, 10, 10),
        ("https://10.0.0.{}/1", 10, 10, 10),  # the address names no company
        ("http://localhost:80{}/1", 10, 10, 10),
        ("https://boards.greenhouse.io/acme/jobs/{}", 12, 12, 0),
        ("https://jobs-{}.acme.com/jobs/1", 12, 12, 0),  # an employer with a host for each country
        ("https://www.acme.com/{}", 12, 12, 0),
    ],
)
def test_companies_and_places_are_counted_as_of_a_check(
    tmp_path: Path, address: str, many: int, before: int, counted: int
) -> None:
    """Companies are counted only if the source ever had ten. A wording in two cities of a country counts once for the country."""
    connection = connect(tmp_path / "t.db", write=True)
    connection.execute("PRAGMA foreign_keys=OFF")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(many):
        values = (f"p{number}", "a", address.format(number))
        connection.execute("INSERT INTO posting_state (id, source, url) VALUES (?, ?, ?)", values)
        connection.execute(
            "INSERT INTO wordings (id, title, department) VALUES (?, 'Cook', 'Kitchen 2')", (f"w{number}",)
        )
        for city in ("Lyon", "Lyon", "Nice", None):
            place = (f"w{number}", city, "FR")
            connection.execute("INSERT INTO posting_places (version_id, city, country) VALUES (?, ?, ?)", place)
        at = iso(start + timedelta(days=number))
        change = (f"c{number}", f"p{number}", "a", "opened", f"w{number}", at, 0)
        connection.execute(
            "INSERT INTO changes (id, posting_id, source, kind, to_version, known_at, baseline) VALUES (?, ?, ?, ?, ?, ?, ?)",
            change,
        )
    history_counts.refill(connection)
    state = State(connection, "a")
    for day in range(before + 1):  # in steps as in one pass
        state.count(iso(start + timedelta(days=day)))
        assert len(state.past.titles) == bool(day)
        hosts, places, departments = state.past.hosts, dict(state.places_before()), dict(state.departments_before())
    assert len(hosts) == counted
    assert places == {("FR", ""): before, ("FR", "Lyon"): before, ("FR", "Nice"): before}
    assert departments == {"kitchen": before}
    assert state.past.titles["cook"].times_used == before
    everything = history_state.count_places(connection, [f"w{number}" for number in range(many)])
    assert everything == {("FR", ""): many, ("FR", "Lyon"): many, ("FR", "Nice"): many}
    connection.close()


def test_what_postings_were_called_is_read_once(root: Path) -> None:
    """Titles and locations before a check, with how many postings had them, and whether they were in the baseline."""
    with closing(reader(root)) as connection:
        (at,) = connection.execute("SELECT max(known_at) FROM changes").fetchone()
        lookup = HistoryLookup(connection)
        (source, check) = connection.execute(
            "SELECT source, check_id FROM changes WHERE known_at = ? AND source LIKE '%bolt%'", (at,)
        ).fetchone()
        _, ask = lookup.of(check, source, at)
        past = ask.past()
        assert (len(past.titles), list(past.locations), past.hosts) == (130, ["cardiff"], {})  # one host: not counted
        (one,) = past.called("team 107")
        assert (one.title, one.baseline, one.times_used) == ("Engineer, Team 107", True, 1)
        assert past.mentions("cardiff")
        assert past.mentions("team 107")
        assert not past.mentions("hanoi")
        _, later = lookup.of(check, source, "2025-03-21T00:00:00.000Z")
        assert later.past().mentions("hanoi")
        assert later.past() is past


def test_closings_of_a_week_are_read_from_the_ledger(tmp_path: Path) -> None:
    """Four closings in each of two daily checks, each confirmed by the next, are one finding; what opened again within the week is none of them."""
    root, captures = tmp_path / "project", tmp_path / "captures"
    root.mkdir()
    (root / "tracker.toml").write_text("")
    numbers = list(range(40))
    for day in (*range(1, 44, 3), 44, 45, 46):
        if day in {10, 25}:
            numbers = numbers[1:]
        if day > 43:
            numbers = numbers[4:]
        again = [2, *range(100, 150)] if day == 46 else []  # 2 closed on the day before yesterday; 50 are new
        date = f"2025-{1 + day // 29:02}-{1 + day % 29:02}"
        capture(captures, f"acme_{date}.json", [job(n) for n in (*again, *numbers)])
    bring(root, str(captures), "--board", "ashby", "--source", "a")
    (found,) = news(root, "--since", "2025-01-01", "--kind", "drop")
    assert found["headline"].startswith("7 of 38 open postings closed between 15 and 17 February 2025, in 2 checks")
    assert sorted(int(one["url"].rpartition("/")[2]) for one in found["postings"]) == [3, 4, 5, 6, 7, 8, 9]
    shown = [CliRunner().invoke(main, ["-C", str(root), "news", "--since", "2025-01-01", "--kind", "drop"]).output]
    capture(captures, "acme_2025-02-20.json", [job(n) for n in (*range(100, 150), *numbers, 3, 4, 5)])
    bring(root, str(captures), "--board", "ashby", "--source", "a")
    again = next(one for one in news(root, "--since", "2025-01-01", "--kind", "drop") if one["id"] == found["id"])
    assert ((found["open_again"], again["open_again"]), again["of_postings"]) == ((0, 3), 7)
    shown += [CliRunner().invoke(main, ["-C", str(root), "news", "--since", "2025-01-01", "--kind", "drop"]).output]
    assert ["open again" in text for text in shown] == [False, True]
    assert "3 of the 7 are open again." in shown[1]


def counted_by_sql(connection: Any, one: Any) -> tuple[int, int]:
    """Count the changes of a surge or drop, and what was open before them, from the table of changes alone."""
    evidence = json.loads(one["evidence"])
    known = evidence.get("completed_at", one["known_at"])
    begun = evidence.get("since", "")
    names = {
        "source": one["source"],
        "known": known,
        "since": begun,
        "until": evidence.get("until", ""),
        "week": iso(datetime.fromisoformat(evidence["until"]) - timedelta(days=7)) if evidence.get("week") else "",
        "scope": evidence["scope"],
    }
    if one["kind"] == "surge":
        when = "c.kind = 'opened' AND c.known_at = :known AND p.repost_of IS NULL"
    elif evidence["week"]:
        when = (
            "c.kind = 'closed' AND c.known_at <= :known AND c.at > :week AND c.at <= :until AND p.first_seen <= :since AND NOT EXISTS "
            "(SELECT 1 FROM changes AS o WHERE o.posting_id = p.id AND o.kind = 'reopened' AND o.known_at BETWEEN c.known_at AND :known)"
        )
    else:
        when = "c.kind = 'closed' AND c.known_at <= :known AND c.at = :until"
    query = (
        "SELECT count(*) FROM changes AS c JOIN posting_state AS p ON p.id = c.posting_id JOIN wordings AS w "
        f"ON w.id = coalesce(c.to_version, c.from_version) WHERE c.source = :source AND c.baseline = 0 AND {when} "
        "AND (:scope = '' OR w.department = :scope) "
        "AND (c.kind = 'opened' OR w.closes_at IS NULL OR substr(w.closes_at, 1, 10) >= substr(c.since, 1, 10))"
    )
    (many,) = connection.execute(query, names).fetchone()
    before = "known_at < :known" if one["kind"] == "surge" else "known_at <= :known AND at <= :since"
    query = (
        "SELECT count(*) FROM (SELECT kind, max(at || known_at || printf('%09d', rowid)) FROM changes WHERE source = :source "
        f"AND kind IN ('opened', 'closed', 'reopened') AND {before} GROUP BY posting_id) WHERE kind <> 'closed'"
    )
    return many, connection.execute(query, names).fetchone()[0]


def test_numbers_of_surges_and_drops_are_those_of_the_ledger(tmp_path: Path) -> None:
    """What a later check confirms is counted once, with its interval; the whole is what was open before it, and nothing depends on the order.

    Fifteen of 58 close at once; four of them had been away three times before, so that their end is confirmed later. Then forty
    open, and eight close in each of three checks.
    """
    captures, whole, parts = tmp_path / "captures", tmp_path / "whole", tmp_path / "parts"
    numbers, files = list(range(60)), []
    for day in range(1, 65, 3):
        if day in {7, 16}:
            numbers = numbers[1:]
        if day == 25:
            numbers = [n for n in numbers if not 20 <= n < 35]
        if day == 34:
            numbers += range(100, 140)
        if day in {46, 49, 52}:
            numbers = numbers[8:]
        away = set(range(20, 24)) if day in {4, 10, 16} else set()
        date = (datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=day)).date()
        jobs = [job(n, department=f"Team {n % 3}") for n in numbers if n not in away]
        files.append(capture(captures, f"acme_{date}.json", jobs))
    late = [files.pop(at) for at in (9, 3)]  # among them the checks that confirm the closings
    for root in (whole, parts):
        root.mkdir()
        (root / "tracker.toml").write_text("")
    bring(whole, str(captures), "--board", "ashby", "--source", "a")
    for file in late:
        file.rename(tmp_path / file.name)
    bring(parts, str(captures), "--board", "ashby", "--source", "a")
    for file in late:
        bring(parts, str(tmp_path / file.name), "--board", "ashby", "--source", "a")
    assert kept(whole) == kept(parts)
    with closing(reader(whole)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT * FROM findings WHERE kind IN ('surge', 'drop') ORDER BY at").fetchall()
        told = {one["headline"].partition(" posting")[0].partition(" open")[0] for one in found}
        counts = [counted_by_sql(connection, one) for one in found]
        evidence = [json.loads(one["evidence"]) for one in found]
        linked = [
            connection.execute("SELECT count(*) FROM finding_postings WHERE finding_id = ?", (one["id"],)).fetchone()[0]
            for one in found
        ]
    assert [(one["count"], one["open_before"]) for one in evidence] == counts
    assert linked == [many for many, _ in counts]
    assert [
        more["completed_at"] > one["known_at"]
        for one, more in zip(found, evidence, strict=True)
        if one["kind"] == "drop"
    ] == [True, False]
    assert told == {"15 of 58", "40", "24 of 83"}
