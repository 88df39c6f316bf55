"""A history with a posting of ten thousand versions: every page answers, and every question goes by an index."""

from __future__ import annotations

import importlib
import re
import sqlite3
import urllib.parse
from contextlib import closing
from dataclasses import fields
from functools import partial
from pathlib import Path

import pytest

import benchmarks
import tracker.site
from benchmarks.addresses import addresses
from benchmarks.large import Generated, generate
from tests.serving import get, served
from tracker.site import coverage, employers, numbers, posting, source, unique_order
from tracker.site.source import SORTS, RoleQuery
from tracker.store import asof, changes_between, history_state, history_stock, places, search, tallies, timeline
from tracker.store import sources as sourcing
from tracker.store.schema import connect
from tracker.store.timeline import ChangeQuery, read_page


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Generated]:
    root = tmp_path_factory.mktemp("large")
    made = generate(root / "tracker.db", 2_000, 16_000)
    (root / "tracker.toml").write_text("")
    return root, made


def test_every_page_of_a_large_history_answers(large: tuple[Path, Generated]) -> None:
    """All addresses that the benchmark requests, including the posting with the most versions."""
    root, made = large
    paths = addresses(made, root / "tracker.db")
    assert len(paths) > 30
    with served(root) as base:
        for path in paths:
            assert get(base + path)[0] == 200, path
        seen: list[str] = []
        following = "/changes.json"
        for _ in range(4):
            import json

            found = json.loads(get(base + following if following.startswith("/") else following)[1])
            seen += [row["id"] for row in found["changes"]]
            following = found["following"]
        assert len(seen) == len(set(seen)) == 120


def test_every_route_is_asked_with_each_of_its_filters(large: tuple[Path, Generated]) -> None:
    """The benchmark leaves out only what needs the archive."""
    root, made = large
    paths = addresses(made, root / "tracker.db")
    assert len(paths) == len(set(paths))
    routes = [route for route, _ in tracker.site.register_routes()]
    assert len(routes) == 21
    found = {route: [path for path in paths if re.search(route, path.partition("?")[0])] for route in routes}
    assert [route for route, asked in found.items() if not asked] == [r"^/evidence/(?P<snapshot>[^/]+?)/copy$"]
    filters = (
        ("/", {*(item.name for item in fields(ChangeQuery))} - {"posting"}),
        ("/search", {"q", "topic", "source", "status", "country", "at", "wording", "order", "page"}),
        ("/news", {"source", "kind", "since", "until", "min_score", "order", "page"}),
        ("/sources", {"q", "sort", "page"}),
        (f"/sources/{made.source}", {item.name for item in fields(RoleQuery)}),
        (f"/sources/{made.source}/compare", {"from", "to"}),
        (f"/postings/{made.usual}", {"from", "to", "view", "at"}),
        ("/daily.atom", {"source", "before"}),
    )
    for path, names in filters:
        asked = [urllib.parse.parse_qs(query) for one in paths for at, _, query in [one.partition("?")] if at == path]
        assert names == {name for one in asked for name in one}, path


def _plans(connection: sqlite3.Connection, ask: partial[object]) -> list[str]:
    """Ask, and give the plan of every statement that was run for it."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    try:
        ask()
    finally:
        connection.set_trace_callback(None)
    assert statements
    return [
        f"{row[3]} | {statement[:300]}"
        for statement in statements
        if not statement.startswith("--")
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]


def test_every_question_of_a_page_goes_by_an_index(large: tuple[Path, Generated]) -> None:
    """No page scans a whole table of postings, wordings, changes, checks or passages."""
    root, made = large
    connection = connect(root / "tracker.db")
    day = "2025-06-01T00:00:00.000Z"
    wanted = [
        ChangeQuery(),
        ChangeQuery(source=made.source),
        ChangeQuery(kind="closed"),
        ChangeQuery(significance="major", kind="edited"),
        ChangeQuery(significance="cosmetic"),
        ChangeQuery(topic=made.topic),
        ChangeQuery(q=made.rare),
        ChangeQuery(q=made.common),
        ChangeQuery(since=made.since, until=made.until),
        ChangeQuery(before=f"{day}~500"),
        ChangeQuery(group=made.group),
        ChangeQuery(posting=made.long),
        ChangeQuery(country="US"),
        ChangeQuery(country="DE", city="Berlin", kind="edited"),
        ChangeQuery(city="Nowhere", source=made.source),
    ]
    asks = [partial(read_page, connection, one, 30) for one in wanted]
    asks += [
        partial(posting._posting, connection, posting_name=made.long, first=0, second=0, at=""),
        partial(posting._posting, connection, posting_name=made.usual, first=1, second=2, at=day),
        partial(source._source, connection, source=made.source, rows=RoleQuery()),
        partial(source._source, connection, source=made.source, rows=RoleQuery(after=f"{day}~x")),
        partial(source._source, connection, source=made.source, rows=RoleQuery("US", "Austin", "Legal")),
        *(partial(source._open_roles, connection, made.source, RoleQuery(sort=sort, page=2)) for sort in SORTS),
        partial(numbers.of, connection, made.source, day[:10]),
        partial(changes_between.of, connection, made.source, made.since, made.until),
        partial(places.countries, connection),
        partial(employers._page, connection, query="", sort="open", number=1),
        partial(coverage.incomplete, connection),
        partial(coverage.gaps, connection, "", "2025-01-01", "2027-01-01"),
        partial(coverage.overdue, connection, "", day),
        partial(asof.source_at, connection, made.source, day),
        partial(asof.gaps, connection, [made.source]),
        *(
            partial(search.search, connection, query, at=at)
            for query in ("engineer", "data center", "数据中心")
            for at in ("", day)
        ),
    ]
    plans = [step for ask in asks for step in _plans(connection, ask)]
    bad = {
        step
        for step in plans
        if step.startswith("SCAN") and " USING " not in step.partition("|")[0] and not _small(step)
    }
    connection.close()
    assert bad == set()
    assert len(plans) > 200


def test_what_was_open_before_a_check_is_the_same_however_it_is_read(
    large: tuple[Path, Generated], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the current state, from the newest changes, or from all changes: the result is the same."""
    count = 0
    with closing(connect(large[0] / "tracker.db")) as connection:
        sources = [row[0] for row in connection.execute("SELECT id FROM sources ORDER BY id LIMIT 3")]
        for source in sources:
            query = "SELECT DISTINCT known_at FROM changes WHERE source = ? ORDER BY known_at DESC"
            times = [row[0] for row in connection.execute(query, (source,))]
            for at in (times[0], times[20], times[len(times) // 2]):
                here = connection, source, at
                with monkeypatch.context() as patch:
                    patch.setattr(history_stock, "MOST_WALKED", -1)
                    ledger = history_stock.versions(*here)
                    earlier = [history_stock.versions(*here, then) for then in times[times.index(at) :][:4]]
                every = history_state.count_places(connection, ledger)
                assert history_stock.versions(*here) == ledger
                assert [history_stock.versions(*here, then) for then in times[times.index(at) :][:4]] == earlier
                stating = sum(1 for side in history_stock.sides(*here) if (side.pay.low, side.pay.high) != (None, None))
                assert history_stock.count_paying(*here) == (len(ledger), stating)
                for where, many in [*every.items(), (("XX", ""), 0), (("US", "Nowhere"), 0)]:
                    for most in (1, many + 1):
                        for walked in (0, history_stock.MOST_WALKED):
                            with monkeypatch.context() as patch:
                                patch.setattr(history_stock, "MOST_WALKED", walked)
                                found = history_stock.count_in_places(*here, {where: most}).get(where, 0)
                            assert min(found, most) == min(many, most), (at, where, most, walked)
                            count += 1
    assert count > 200


def test_of_postings_with_common_words_the_newest_are_taken(
    large: tuple[Path, Generated], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter for words looks up the changes of matching postings and does not read all changes."""
    root, made = large
    connection = connect(root / "tracker.db")
    monkeypatch.setattr(timeline, "_FEW_POSTINGS", 3)
    monkeypatch.setattr(timeline, "_MOST_WITH_WORDS", 3)
    for wanted in (
        ChangeQuery(q=made.common),
        ChangeQuery(topic=made.topic),
        ChangeQuery(q="data center", kind="closed"),
    ):
        chosen = timeline.selection(connection, wanted)
        assert chosen is not None
        assert (chosen.index, chosen.capped) == ("changes_by_posting", True)
        found = read_page(connection, wanted, 1_000, folded=False)
        assert found.capped
        assert len({row["posting_id"] for row in found.rows}) <= 3
    there = timeline.selection(connection, ChangeQuery(country="US"))
    assert there is not None
    assert (there.index, there.slow) == ("changes_told", True)
    assert timeline.selection(connection, ChangeQuery(significance="major", kind="closed")) is None
    connection.close()


def test_the_postings_of_a_source_in_a_place_are_those_whose_ids_begin_with_its_name(
    large: tuple[Path, Generated],
) -> None:
    """For every country and city and some sources, one of them renamed; and a city that is in another country is found at once."""
    root, _ = large
    connection = connect(root / "tracker.db", write=True)
    connection.execute("BEGIN")
    sources = [row[0] for row in connection.execute("SELECT id FROM sources LIMIT 3")]
    connection.execute(
        "INSERT INTO sources SELECT 'new.name', name, board, url, watched FROM sources WHERE id = ?", (sources[0],)
    )
    sourcing.take_over_name(connection, "new.name", sources[0])
    asked = connection.execute(
        "SELECT DISTINCT l.country, l.city FROM posting_places AS l UNION SELECT DISTINCT l.country, '' FROM posting_places AS l"
    ).fetchall()
    asked = [(country or "", city or "") for country, city in asked if country or city]
    assert len(asked) > 10
    many = 0
    for country, city in [*asked, *(("", city) for _, city in asked if city), ("ZW", asked[-1][1] or "Austin")]:
        for name in ("new.name", *sources[1:]):
            found = places.keys_in_place(connection, country, city, 10_000, tallies.all_names(connection, name))
            wanted = connection.execute(
                "SELECT DISTINCT p.key FROM posting_places AS l JOIN posting_state AS p ON p.id = l.posting_id "
                "WHERE p.source = ? AND ? IN ('', l.country) AND ? IN ('', l.city)",
                (name, country, city),
            ).fetchall()
            assert found == {row[0] for row in wanted}, (country, city, name)
            many += bool(found)
    assert many > 30
    connection.execute("ROLLBACK")
    connection.close()


def test_of_an_edit_in_many_postings_the_last_stands_for_all(large: tuple[Path, Generated]) -> None:
    """Also with filters in which the members of a group differ."""
    root, _ = large
    connection = connect(root / "tracker.db")
    most = 0
    for wanted in (
        ChangeQuery(),
        ChangeQuery(significance="template"),
        ChangeQuery(country="US"),
        ChangeQuery(city="Austin"),
        ChangeQuery(q="the"),
    ):
        chosen = timeline.selection(connection, wanted)
        assert chosen is not None
        query = f"FROM changes AS c WHERE {' AND '.join(chosen.conditions)} AND c.group_id IS NOT NULL AND c.rowid"
        plain = f"SELECT max(g.rowid) FROM changes AS g WHERE g.group_id = c.group_id{chosen.alike}"
        values = (*chosen.values, *chosen.alike_values)
        last = connection.execute(f"SELECT c.rowid {query} = ({plain})", values).fetchall()
        found = connection.execute(f"SELECT c.rowid {query} AND ({chosen.one_of_each()})", values).fetchall()
        assert sorted(found) == sorted(last)
        most = max(most, len(found))
    assert most > 10
    connection.close()


def test_datasettes_pages_of_a_check_and_a_source_read_no_more_than_they_show(large: tuple[Path, Generated]) -> None:
    """The changes of a check have an index, and the postings of a source are read in the order in which they are shown."""
    root, made = large
    connection = connect(root / "tracker.db")
    page = unique_order.unique(
        'select id from postings where "source" = :p0 limit 51', "postings", unique_order.KEYS["postings"]
    )
    asked = (
        ("SELECT count(*) FROM changes WHERE check_id = :p0", "changes_by_check"),
        (page, "posting_by_external_id"),
        (page.replace(" where", " where status = 'open' and"), "posting_by_external_id"),
    )
    for query, index in asked:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", {"p0": made.source})]
        assert any(index in step for step in plan), plan
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan
    assert connection.execute("SELECT count(*) FROM source_counts WHERE open > 0").fetchone()[0] > 30
    connection.close()


def _small(step: str) -> bool:
    """Return whether what is walked through is a list that was given, or a part that was chosen already."""
    scanned = step.partition("|")[0].split()[1]
    return scanned.startswith(("main.blocks_fts", "(subquery-")) or scanned in {
        "d",
        "lists",
        "counts",
        "steps",
        "named",
        "j",
        "n",
        "f",
        "t",
        "s",
        "sources",
        "source_counts",
        "merged",
        "topics",
        "json_each",
        "(subquery",
        "blocks_fts",
        "CONSTANT",
    }


def test_every_benchmark_can_be_started() -> None:
    """None imports a module that was moved; what only one of them needs is imported when it is used."""
    names = [path.stem for path in Path(benchmarks.__file__).parent.glob("*.py") if path.stem != "__init__"]
    assert len(names) >= 11
    for name in names:
        importlib.import_module(f"benchmarks.{name}")
