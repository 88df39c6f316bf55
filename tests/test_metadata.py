"""What Datasette says of the database: every table, view, column and canned query, on a real history."""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from click.testing import CliRunner

from tests.conftest import check
from tests.serving import get as serving_get
from tests.serving import served
from tests.world import Server, World, greenhouse_toml
from tracker.cli import main
from tracker.model import iso, moment
from tracker.operations import run, serve
from tracker.site import metrics
from tracker.store.schema import connect

TOP = Path(__file__).parent.parent
TABLES = {
    "sources",
    "checks",
    "snapshots",
    "changes",
    "ties",
    "findings",
    "finding_postings",
    "posting_places",
    "topics",
    "deliveries",
    "delivery_changes",
    "answers",
    "annotations",
    "redactions",
}
VIEWS = {
    "versions",
    "postings",
    "open_postings",
    "recent_changes",
    "posting_history",
    "source_health",
    "daily_counts",
    "gaps",
}
# Every canned query, what it is asked with, and how many rows the history of `_history` gives.
QUERIES: dict[str, tuple[dict[str, str], int]] = {
    "changed_this_week": ({}, 6),
    "worth_reading": ({}, 4),
    "findings_of_a_kind": ({"kind": "repost"}, 1),
    "changes_of_a_source": ({"source": "c0", "days": "7"}, 6),
    "longest_open": ({}, 15),
    "pay_that_moved": ({}, 1),
    "words_that_appeared": ({"words": "giant data cent*"}, 2),
    "on_a_topic": ({"topic": "halls"}, 2),
    "reposts": ({}, 1),
    "sources_that_are_ill": ({}, 1),
    "open_roles_per_day": ({"source": "c0"}, 2),
    "open_roles_by_place": ({"source": "c0"}, 5),
    "closings_and_how_they_are_known": ({}, 2),
    "gaps_in_the_watching": ({}, 2),
    "one_role_in_several_places": ({}, 1),
}
COLUMNS = 217
LARGE = {"changes", "wordings", "posting_state", "posting_places", "block_spans"}
ODD = (
    "",
    " ",
    '"',
    '""',
    '"a" OR "b',
    "'; DROP TABLE changes --",
    "*",
    "**",
    "?!*",
    "a*b NEAR(",
    "-x:y ^z +{}()",
    "\U0001f600",
    "\x00",
    'zzz\x00"',
    "zzqq " * 410,
    '"' * 2048,
    "\u6570" * 700,
    "1e999",
    "-5",
    "\udce2".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
)


def _history(root: Path, world: World) -> None:
    """Make a history: pay that moved, a phrase that came in an edit and in a new ad, a repost, a role, a gap."""
    # At a fixed hour, so that the history is on two days (UTC) whenever the test runs.
    clock = (datetime.now(UTC) - timedelta(days=2)).replace(hour=6, minute=0)

    def at(hours: float) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run, "now", lambda: iso(clock + timedelta(hours=hours)))
            check(root)

    first = world.companies[0]
    paid, told, gone, shut, model = (first[number] for number in range(1, 6))
    paid.blocks.append(("p", "The salary range is $100,000 - $120,000 per year."))
    twin = copy.deepcopy(model)
    twin.number, twin.place = 90, next(place for place in ("Oslo", "Reno, Nevada") if place != model.place)
    first[90] = twin
    for hours in (0, 1, 2, 3):
        at(hours)
    paid.blocks[-1] = ("p", "The salary range is $110,000 - $132,000 per year.")
    told.blocks.append(
        ("p", "Our giant data centers are the 1st of their kind. \u6211\u4eec\u7684\u6570\u636e\u4e2d\u5fc3")
    )
    at(4)
    del first[gone.number], first[shut.number]
    at(5)
    back = copy.deepcopy(gone)
    back.number = 91
    first[91] = back
    at(20)
    fresh = copy.deepcopy(world.companies[1][8])
    fresh.number, fresh.title = 92, "Keeper of Turbines"
    fresh.blocks = [("p", world._sentence(30) + " A giant data centre of our own."), ("p", world._sentence(40))]
    first[92] = fresh
    at(21)
    world.fault = lambda path: (403, b"") if path.startswith("/v1/boards/c1") else None
    at(22)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("metadata")
    world = World(2, 7, size=500)
    topics = '[topics]\nhalls = ["giant data center*", "giant data centre*", "\u6570\u636e\u4e2d\u5fc3", "?!"]\n'
    with Server(world) as server:
        (root / "tracker.toml").write_text(greenhouse_toml(server.base, 2) + topics, "utf-8")
        _history(root, world)
    return root


@pytest.fixture(scope="module")
def base(root: Path) -> Iterator[str]:
    with served(root) as address:
        yield address


def get(url: str) -> tuple[int, str]:
    return serving_get(url)[:2]


def listed(base: str) -> tuple[set[str], set[str], set[str], set[str]]:
    """Return the names of the visible tables, the hidden ones, the views and the canned queries."""
    found: dict[str, Any] = json.loads(get(f"{base}/tracker.json")[1])
    shown = {table["name"] for table in found["tables"] if not table["hidden"]}
    hidden = {table["name"] for table in found["tables"] if table["hidden"]}
    return shown, hidden, {one["name"] for one in found["views"]}, {one["name"] for one in found["queries"]}


def rows(base: str, path: str, values: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Open a page as HTML, CSV and JSON; all answer, and the two that are data agree on how many rows there are."""
    asked = f"?{urlencode(values)}" if values else ""
    status, page = get(f"{base}/tracker/{path}{asked}")
    assert status == 200, (path, page)
    more = f"{asked}{'&' if asked else '?'}_size=max"
    status, text = get(f"{base}/tracker/{path}.csv{more}")
    assert status == 200, (path, text)
    status, answer = get(f"{base}/tracker/{path}.json{more}&_shape=objects")
    assert status == 200, (path, answer)
    found: list[dict[str, Any]] = json.loads(answer)["rows"]
    assert len(list(csv.reader(io.StringIO(text)))) == len(found) + 1, path
    return found


def metadata() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((TOP / "metadata.yml").read_text("utf-8"))
    return loaded


def test_the_two_files_are_one() -> None:
    """The file at the top and the packaged one are identical."""
    assert (TOP / "metadata.yml").read_bytes() == (TOP / "tracker/site/metadata.yml").read_bytes()


def test_every_table_and_view_opens(base: str, root: Path) -> None:
    """Fourteen tables and eight views are shown, each opens in three forms, with as many rows as the database has."""
    shown, hidden, views, _queries = listed(base)
    assert (shown, views) == (TABLES, VIEWS)
    connection = connect(root / "tracker.db")
    counts = {}
    for name in sorted(shown | views):
        counts[name] = len(rows(base, name))
        assert counts[name] == connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0], name
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert {name for name, count in counts.items() if not count} == {
        "deliveries",
        "delivery_changes",
        "answers",
        "annotations",
        "redactions",
    }
    assert hidden == tables - shown
    assert {"wordings", "blocks_fts", "blocks_fts_data", "bad_days", "_sqlite_migrations"} <= hidden


def test_everything_shown_is_described(base: str, root: Path) -> None:
    """Every visible table, view and column has a description, and no other has."""
    told = metadata()["databases"]["tracker"]["tables"]
    connection = connect(root / "tracker.db")
    columns = 0
    for name in sorted(TABLES | VIEWS):
        here = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        assert list(told[name]["columns"]) == here, name
        assert all(len(text) > 15 for text in told[name]["columns"].values()), name
        assert len(told[name]["description"]) > 15, name
        assert {"license", "source", "size"} <= set(told[name]), name
        page = get(f"{base}/tracker/{name}")[1]
        assert page.count("<dt>") >= len(here), name
        columns += len(here)
    connection.close()
    assert {name for name, one in told.items() if not one.get("hidden")} == TABLES | VIEWS
    assert columns == COLUMNS


def test_every_canned_query_answers(base: str) -> None:
    """Each canned query has a title and a description, opens in three forms, and finds what there is."""
    queries = metadata()["databases"]["tracker"]["queries"]
    assert set(queries) == set(QUERIES) == listed(base)[3]
    found = {}
    for name, (values, _count) in QUERIES.items():
        assert len(queries[name]["title"]) > 5, name
        assert len(queries[name]["description"]) > 15, name
        assert "LIMIT" in queries[name]["sql"], name
        assert sorted(values) == sorted(queries[name].get("params", [])), name
        found[name] = len(rows(base, name, values))
    assert found == {name: count for name, (_values, count) in QUERIES.items()}


def test_what_the_canned_queries_find(base: str) -> None:
    """Their results are correct: pay changes, words, reposts, open postings."""
    (pay,) = rows(base, "pay_that_moved")
    assert (pay["posting_id"], pay["old_min"], pay["new_max"], pay["percent"]) == ("c0.1", 100000, 132000, 10)
    said = {(one["posting_id"], one["kind"], one["version"]) for one in rows(base, *_asked("words_that_appeared"))}
    assert said == {("c0.2", "edited", 2), ("c0.92", "opened", 1)}
    chinese = rows(base, "words_that_appeared", {"words": "\u6570\u636e\u4e2d\u5fc3"})
    assert [one["posting_id"] for one in chinese] == ["c0.2"]
    assert rows(base, "words_that_appeared", {"words": "salary range"}) == []
    assert {one["posting_id"] for one in rows(base, *_asked("on_a_topic"))} == {"c0.2", "c0.92"}
    (again,) = rows(base, "reposts")
    assert (again["posting_id"], again["repost_of"]) == ("c0.91", "c0.3")
    (ill,) = rows(base, "sources_that_are_ill")
    assert (ill["source"], ill["outcome"], ill["last_good"] < ill["checked_at"]) == ("c1", "blocked", True)
    (role,) = rows(base, "one_role_in_several_places")
    assert (role["posting_id"], role["postings"], len(role["places"].split(" \u00b7 "))) == ("c0.5", 2, 2)
    assert {one["how"] for one in rows(base, "closings_and_how_they_are_known")} == {"gone"}
    gap = rows(base, "gaps_in_the_watching")[0]
    assert (gap["hours"], gap["usual_hours"]) == (15, 1)


def _asked(name: str) -> tuple[str, dict[str, str]]:
    return name, QUERIES[name][0]


def test_the_ledger_counts_what_is_open(base: str, root: Path) -> None:
    """The last day of open_roles_per_day is the number of open postings."""
    connection = connect(root / "tracker.db")
    for source in ("c0", "c1"):
        days = rows(base, "open_roles_per_day", {"source": source})
        query = "SELECT count(*) FROM postings WHERE source = ? AND status = 'open'"
        assert days[0]["open"] == connection.execute(query, (source,)).fetchone()[0] > 5
        assert days == sorted(days, key=lambda day: str(day["day"]), reverse=True)
    connection.close()


def test_odd_parameters_find_nothing(base: str) -> None:
    """An odd parameter gives an empty result, never an error page. Without parameters, each query has results."""
    asked = 0
    for name, (values, count) in QUERIES.items():
        if not values:
            continue
        assert rows(base, name) != [], name
        assert count, name
        for parameter in values:
            for odd in filter(str.strip, ODD):
                assert rows(base, name, {**values, parameter: odd}) == [], (name, parameter, odd[:20])
                asked += 1
    assert asked == 7 * len([*filter(str.strip, ODD)])


def test_questions_use_the_indexes(root: Path) -> None:
    """No canned query scans all changes, wordings or postings."""
    connection = sqlite3.connect(root / "tracker.db")
    for name, query in metadata()["databases"]["tracker"]["queries"].items():
        values = dict.fromkeys(query.get("params", []), "")
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query['sql']}", values)]
        aliases = {
            "c": "changes",
            "w": "wordings",
            "a": "wordings",
            "b": "wordings",
            "p": "posting_state",
            "l": "posting_places",
        } | {name: name for name in LARGE}
        scanned = [line for line in plan if line.startswith("SCAN ") and aliases.get(line.split()[1]) in LARGE]
        walks = ["SCAN p USING INDEX posting_by_first_seen"] if name == "longest_open" else []  # until it has enough
        assert scanned == walks, (name, plan)
    connection.close()


def test_immutable_and_inspected(base: str, root: Path, tmp_path: Path) -> None:
    """A checkpointed copy, inspected and served as immutable, has the same tables, views, queries and counts."""
    connection = sqlite3.connect(root / "tracker.db")
    connection.execute("VACUUM INTO ?", (str(tmp_path / "tracker.db"),))
    connection.close()
    inspected = tmp_path / "counts.json"
    command = [sys.executable, "-m", "datasette", "inspect", str(tmp_path / "tracker.db"), "--inspect-file"]
    subprocess.run([*command, str(inspected)], check=True, capture_output=True)
    counts = {name: one["count"] for name, one in json.loads(inspected.read_text())["tracker"]["tables"].items()}
    shown, hidden, _views, _queries = listed(base)
    assert set(counts) == shown | hidden
    arguments = serve.arguments(root, "127.0.0.1", 0)
    place = arguments.index(str(root / "tracker.db"))
    arguments[place : place + 1] = ["-i", str(tmp_path / "tracker.db"), "--inspect-file", str(inspected)]
    with served(tmp_path, arguments) as still:
        assert listed(still) == listed(base)
        for name in sorted(TABLES):
            assert len(rows(still, name)) == counts[name], name
        for name in sorted(VIEWS):
            assert rows(still, name) == rows(base, name), name
        assert len(rows(still, *_asked("words_that_appeared"))) == 2


def test_gaps_stand_beside_what_changed(base: str) -> None:
    """The front page shows the gap in its period, marks changes after it, and a source's page shows it too."""
    page = get(f"{base}/")[1]
    assert "Incomplete coverage in this period" in page
    assert "after a monitoring gap" in page
    told = json.loads(get(f"{base}/changes.json")[1])["not_seen"]
    assert [[source for source, _name in one["names"]] for one in told["gaps"]] == [["c0", "c1"]]
    assert [one["id"] for one in told["now"]] == ["c1"]
    assert [[source for source, _name in one["names"]] for one in told["since_long"]] == [["c0", "c1"]]
    assert "not been checked since" in page
    only = json.loads(get(f"{base}/changes.json?source=c1")[1])["not_seen"]
    assert (len(only["gaps"]), [one["names"][0][0] for one in only["since_long"]]) == (1, ["c1"])
    early = json.loads(get(f"{base}/changes.json?until=2020-01-01")[1])["not_seen"]
    assert early["gaps"] == []
    assert "No complete check from" in get(f"{base}/sources/c0")[1]


def test_published_elsewhere(root: Path, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `datasette publish` uploads works there with its own files."""
    from datasette.publish.heroku import temporary_heroku_directory

    copy = tmp_path / "tracker.db"
    done = CliRunner().invoke(main, ["-C", str(root), "export", "db", str(copy)])
    assert (done.exit_code, copy.stat().st_size > 100_000) == (0, True), done.output
    again = CliRunner().invoke(main, ["-C", str(root), "export", "db", str(copy)])
    assert (again.exit_code, "already exists" in again.output) == (2, True)
    (tmp_path / "file").write_text("in the way")
    refused = CliRunner().invoke(main, ["-C", str(root), "export", "db", str(tmp_path / "file" / "x.db")])
    assert (refused.exit_code, "can't write" in refused.output) == (2, True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    with (
        (TOP / "metadata.yml").open() as told,
        temporary_heroku_directory(
            [str(copy)],
            "x",
            told,
            "--setting suggest_facets off",
            None,
            None,
            None,
            [],
            ["job-posting-tracker"],
            None,
            "s",
        ),
    ):
        there = Path.cwd()
        assert "job-posting-tracker" in (there / "requirements.txt").read_text().split()
        subprocess.run(["sh", "bin/post_compile"], check=True, capture_output=True)
        web = shlex.split((there / "Procfile").read_text().replace("$PORT", "0").replace("0.0.0.0", "127.0.0.1"))
        assert web[:3] == ["web:", "datasette", "serve"]
        with served(there, ["-m", *web[1:]]) as away:
            assert listed(away) == listed(base)
            here = json.loads(get(f"{base}/changes.json")[1])
            assert json.loads(get(f"{away}/changes.json")[1])["changes"] == here["changes"]
            snapshot = rows(away, "snapshots")[0]["id"]
            assert "The archived record is not available here" in get(f"{away}/evidence/{snapshot}")[1]
            assert get(f"{away}/postings/c0.1")[0] == 200
            assert f"/postings/{here['changes'][0]['posting_id']}" in get(f"{away}/")[1]


def test_topics_and_ages_stand_with_the_changes(base: str) -> None:
    """An opened ad has the passage with its topic, an edit its topic, a closing its age."""
    page = get(f"{base}/")[1]
    assert page.count('href="/?topic=halls">halls</a>') == 2
    assert "A <mark>giant data centre</mark> of our own." in page
    assert page.count("<mark>") == 1
    assert "<bdi>its page" in page
    assert page.count("open for at least 4 hours") == 2
    assert "what 2 employers publish on their careers pages" in page
    topical = get(f"{base}/?topic=halls")[1]
    assert topical.count('<span class="title">') + topical.count('<li class="edit">') == 2
    found = get(f"{base}/?q=turbines&kind=opened")[1]
    assert found.count('<span class="title">') == 1
    assert found.count("<mark>") == 1  # of the topic: the title, which has the word, is shown anyway
    assert "<mark>giant data centre</mark>" in get(f"{base}/changes.atom")[1].replace("&lt;", "<").replace("&gt;", ">")


def test_numbers_for_prometheus(base: str, root: Path) -> None:
    """Each metric has a description, a type and a unit, and the value of the database."""
    status, text = get(f"{base}/-/tracker/metrics")
    assert status == 200
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    assert kinds == dict.fromkeys(re.findall(r"^# HELP (\w+) .{10,}$", text, re.MULTILINE), "gauge")
    found = {name: float(value) for name, value in re.findall(r'^(\w+(?:\{\w+="[^"]*"\})?) (\S+)$', text, re.MULTILINE)}
    assert len(found) == len([line for line in text.splitlines() if not line.startswith("#")])
    assert {name.partition("{")[0] for name in found} == kinds.keys() - {
        "tracker_oldest_pending_delivery_timestamp_seconds"
    }
    connection = connect(root / "tracker.db")
    (opened,) = connection.execute("SELECT count(*) FROM postings WHERE source = 'c0' AND status = 'open'").fetchone()
    (good,) = connection.execute(
        "SELECT max(finished_at) FROM checks WHERE source = 'c1' AND outcome = 'complete'"
    ).fetchone()
    (archived,) = connection.execute("SELECT sum(committed) FROM archives").fetchone()
    connection.close()
    assert found['tracker_source_open_postings{source="c0"}'] == opened
    assert found['tracker_source_last_complete_check_timestamp_seconds{source="c1"}'] == moment(good).timestamp()
    up = {name: found[f'tracker_source_{name}{{source="c1"}}'] for name in ("up", "failures")}
    assert up == {"up": 0, "failures": 1}
    assert (found["tracker_sources"], found["tracker_archive_size_bytes"]) == (2, archived)
    assert found["tracker_database_size_bytes"] > 100_000
    assert found['tracker_deliveries{state="dead"}'] == 0
    page = metrics.Metric("m", "of\n\\", (((("a", 'x"\n\\'),), 1.5),))
    assert metrics.written([page]).splitlines() == ["# HELP m of\\n\\\\", "# TYPE m gauge", 'm{a="x\\"\\n\\\\"} 1.5']


def test_every_row_is_streamed_once(root: Path) -> None:
    """A streamed CSV has each row once in any order, although most rows share their time."""
    command = [*serve.arguments(root, "127.0.0.1", 0), "--setting", "max_returned_rows", "4"]
    connection = connect(root / "tracker.db")
    asked = borders = 0
    with served(root, command) as address:
        for name in sorted(TABLES | VIEWS):
            wanted = [
                tuple("" if v is None else str(v) for v in row) for row in connection.execute(f"SELECT * FROM {name}")
            ]
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            values = {column: len({row[place] for row in wanted}) for place, column in enumerate(columns)}
            tied = sorted((many, column) for column, many in values.items() if 1 < many < len(wanted))[:2]
            for query in ("", *(f"&_sort{way}={column}" for _, column in tied for way in ("", "_desc"))):
                text = get(f"{address}/tracker/{name}.csv?_stream=on&_size=max{query}")[1]
                heads, *found = list(csv.reader(io.StringIO(text)))
                shown = [tuple(row[heads.index(column)] for column in columns) for row in found]
                assert len(shown) == len(wanted), (name, query)
                assert [len(row[0]) for row in sorted(shown)] == [len(row[0]) for row in sorted(wanted)], (name, query)
                assert len(set(map(tuple, found))) == len(set(wanted)) or name == "delivery_changes", (name, query)
                asked, borders = asked + 1, borders + len(wanted) // 4
    connection.close()
    assert asked > 60
    assert borders > 150
