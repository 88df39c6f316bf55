"""Pages are true of the time that they are about: titles, counts, gaps, times, names of sources."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import feedparser
import pytest
from click.testing import CliRunner

from tests.serving import get, served
from tracker.cli import main
from tracker.model.wording import Wording
from tracker.operations import import_captures, project, serve
from tracker.reconcile.significance import assess
from tracker.site import passages
from tracker.store import search, tallies
from tracker.store.schema import VERSION, connect

TOML = '[sources.a]\nboard = "json"\nurl = "https://a.example.org/feed.json"\ntext = "text"\n[topics]\nknives = ["sharp knife"]\n'
Jobs = dict[str, tuple[str, str]]


def put(folder: Path, day: str, jobs: Jobs) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": name, "title": title, "text": text} for name, (title, text) in jobs.items()]
    (folder / f"{day}T040000Z.json").write_text(json.dumps({"jobs": rows}), "utf-8")


def bring(root: Path, folder: Path) -> None:
    import_captures.from_dir(project.load(root), folder, "a", at=None, each=False, board="", step=lambda _name: None)


def cooks(count: int, text: str = "Peel, and chop.") -> Jobs:
    return {str(n): (f"Cook number {n}", f"{text} Station {n} of the kitchen, by the window.") for n in range(count)}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty days: daily captures, a gap of a fortnight before the last thirty of them, an edit of one posting each day.

    On the second day one posting is gone, and it comes back under another title; in the end eleven close at once.
    """
    root = tmp_path_factory.mktemp("told")
    (root / "tracker.toml").write_text(TOML, "utf-8")
    jobs = {**cooks(14), "x": ("Old title", "Wash up, and sing a song about the sea, and dry.")}
    days = [f"2026-01-{n:02}" for n in range(1, 11)] + [f"2026-01-{n:02}" for n in range(25, 32)]
    days += [f"2026-02-{n:02}" for n in range(1, 24)]
    for number, day in enumerate(days):
        jobs["0"] = ("Cook number 0", f"Peel, and chop. Dish {number} of the day is a soup.")
        if number in {1, 2}:
            jobs.pop("x", None)
        if number == 3:
            jobs["x"] = ("New title", "Wash up, and sing a song about the sea, and dry.")
        if number >= len(days) - 3:
            jobs = {name: job for name, job in jobs.items() if name in {"0", "1", "2", "x"}}
        put(root / "in", day, jobs)
    bring(root, root / "in")
    return root


@pytest.fixture(scope="module")
def base(root: Path) -> Iterator[str]:
    with served(root) as address:
        yield address


def data(base: str, path: str) -> dict[str, Any]:
    status, text, _ = get(base + path)
    assert status == 200, path
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_closing_has_the_title_of_its_day(base: str) -> None:
    """A later title is not shown for an earlier closing, on the page, in the feed or in the queries."""
    closed = [
        row for row in data(base, "/changes.json?kind=closed&until=2026-01-20")["changes"] if row["posting_id"] == "a.x"
    ]
    assert [row["title"] for row in closed] == ["Old title"]
    titles = [one.title for one in feedparser.parse(get(f"{base}/postings/a.x.atom")[1]).entries]
    assert [title for title in titles if "(closed)" in title] == ["A: Old title (closed)"]
    asked = urlencode({"_shape": "objects", "posting_id": "a.x", "kind": "closed"})
    assert [row["title"] for row in data(base, f"/tracker/recent_changes.json?{asked}")["rows"]] == ["Old title"]
    rows = data(base, "/tracker/closings_and_how_they_are_known.json?_shape=objects")["rows"]
    assert [row["title"] for row in rows if row["posting_id"] == "a.x"] == ["Old title"]


def test_a_gap_between_two_pages_is_told(base: str) -> None:
    """The pages of the timeline together show the gap, wherever the page borders are."""
    told, path, pages = [], "/changes.json", 0
    while path:
        found = data(base, path)
        told += [(one["since"][:10], one["until"][:10]) for one in found["not_seen"]["gaps"]]
        path, pages = (found["following"] or "").replace(base, ""), pages + 1
    assert pages >= 2
    assert set(told) == {("2026-01-10", "2026-01-25")}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"since": "2026-02-10", "until": "2026-02-10"}, 1),
        ({"since": "20260210", "until": "20260210"}, 1),
        ({"since": "2026-W07-2", "until": "2026-W07-2"}, 1),
        ({"since": "2026-02-10T04:00:00Z", "until": "2026-02-10T04:00:00Z"}, 1),
        ({"since": "2026-02-10T09:00:00+05:00", "until": "2026-02-10T09:00+05:00"}, 1),
        ({"since": "2026-02-10T04:00", "until": "2026-02-10T04:00"}, 1),
        ({"since": "2026-02-10T09:00:01+05:00", "until": "2026-02-10T23:00"}, 0),
        ({"since": "2026-02-10T00:00", "until": "2026-02-10T08:59:59+05:00"}, 0),
    ],
)
def test_times_in_the_address_are_times(base: str, query: dict[str, str], count: int) -> None:
    """Every way of writing a day or a time means the same moment."""
    assert len(data(base, f"/changes.json?{urlencode(query)}&kind=edited")["changes"]) == count


def test_as_of_a_moment_says_what_it_rests_on(base: str) -> None:
    """Between two checks, in a gap, after the last check and in the future: the checks before and after are named."""
    page = get(f"{base}/postings/a.1?at=2026-02-10T12:00")[1]
    assert "Last complete check before that: 10 Feb 2026, 04:00 UTC; next: 11 Feb 2026, 04:00 UTC." in page
    page = get(f"{base}/postings/a.1?at=2026-01-15")[1]
    assert "10 Jan 2026, 04:00 UTC; next: 25 Jan 2026, 04:00 UTC. There is a monitoring gap in between." in page
    page = get(f"{base}/postings/a.1?at=2026-03-15")[1]
    assert "check before that: 23 Feb 2026, 04:00 UTC; none since." in page
    assert "this time is in the future" in get(f"{base}/postings/a.1?at=2199-03-15")[1]
    found = data(base, "/postings/a.1.json?at=2026-03-15")
    assert (found["seen_before"], found["seen_after"]) == ("2026-02-23T04:00:00.000Z", None)
    page = get(f"{base}/postings/a.1?at=nonsense")[1]
    assert "“nonsense” is not a valid time" in page
    assert "is not a valid time" in data(base, "/postings/a.1.json?at=2026-11-31")["problem"]


def test_as_of_a_moment_in_the_terminal(root: Path) -> None:
    """`show --at` says the same."""
    done = CliRunner().invoke(main, ["-C", str(root), "show", "a.1", "--at", "2026-03-15"])
    assert "last complete check before that: 2026-02-23 04:00 UTC; none since" in done.output


def test_groups_say_of_how_many(base: str) -> None:
    """A group that is filtered by words says how many of how many; the link leads to all; the feed names a closing."""
    (group,) = [row for row in data(base, "/changes.json?kind=closed&since=2026-02-01")["changes"] if row["group_id"]]
    assert (group["postings"], group["of_postings"]) == (11, 11)
    page = get(f"{base}/?kind=closed&q={quote('number 5')}")[1]
    assert "closed 1 role" in page
    assert get(f"{base}/?group={group['group_id']}")[1].count('<span class="title">') == 11
    titles = [one.title for one in feedparser.parse(get(f"{base}/changes.atom?kind=closed")[1]).entries]
    assert any("(11 closed at once)" in title for title in titles)
    assert not any("same edit" in title for title in titles)


def test_words_find_the_same_everywhere(base: str) -> None:
    """Words that stand in different lines of one wording find it in the search and on the timeline."""
    for words in ('"by the window" Cook', "soup number", "station 5"):
        hits = {one["posting_id"] for one in data(base, f"/search.json?q={quote(words)}")["hits"]}
        changed = {row["posting_id"] for row in data(base, f"/changes.json?q={quote(words)}")["changes"]}
        assert hits, words
        assert changed <= hits, words
    assert data(base, f"/changes.json?q={quote('soup number')}")["changes"]
    (hit,) = data(base, f"/search.json?q={quote('station 5')}&at=2026-02-10")["hits"]
    assert hit["status"] == "open"
    assert "Enter at least one word or number" in get(f"{base}/search?q={quote('☺')}")[1]


def test_unknown_filters_are_shown(base: str) -> None:
    """An unknown source or topic stays in the form, and is reported."""
    page = get(f"{base}/?source=nobody")[1]
    assert "<option selected>nobody</option>" in page
    assert "There is no employer named “nobody”." in page
    assert "There is no topic named “nothing”." in get(f"{base}/?topic=nothing")[1]


def test_addresses_under_a_base(root: Path) -> None:
    """With a `base_url`, and another database name, menus, robots.txt and pages lead to the right addresses."""
    copy = root / "history.db"
    with sqlite3.connect(root / "tracker.db") as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    arguments = serve.arguments(root, "127.0.0.1", 0)
    arguments[arguments.index(str(root / "tracker.db"))] = str(copy)
    with served(root, [*arguments, "--setting", "base_url", "/jobs/"]) as address:
        away = address.partition("/jobs")[0]
        page = get(f"{away}/jobs/history/sources")[1]
        assert 'href="/jobs/sources"' in page
        assert 'href="/jobs/"' in page
        robots = get(f"{away}/jobs/robots.txt")[1].splitlines()
        assert {"Disallow: /jobs/history", "Disallow: /jobs/search", "Allow: /jobs/postings/"} <= set(robots)
        assert 'href="/jobs/postings/a.' in get(f"{away}/jobs/")[1]


def test_a_database_of_another_version_is_said_to_be_one(root: Path, tmp_path: Path) -> None:
    """Served by an upgraded program before the next run, every page says what to do, and none fails."""
    shutil.copy(root / "tracker.toml", tmp_path)
    with sqlite3.connect(root / "tracker.db") as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "tracker.db"),))
    connection.close()
    with served(tmp_path) as base:
        assert get(f"{base}/")[0] == 200
        writer = sqlite3.connect(tmp_path / "tracker.db")
        writer.execute(f"PRAGMA user_version = {VERSION - 1}")
        writer.close()
        for path in ("/", "/changes.json", "/changes.atom", "/sources/a", "/postings/a.1.json", "/search"):
            status, text, _ = get(base + path)
            assert (status, "`tracker run`" in text) == (503, True), path


def test_older_captures_and_a_new_name(root: Path, tmp_path: Path) -> None:
    """While the site is served: older captures change a source's numbers, and a new name keeps its checks, gaps and address."""
    shutil.copytree(root / "in", tmp_path / "in")
    (tmp_path / "tracker.toml").write_text(TOML, "utf-8")
    bring(tmp_path, tmp_path / "in")
    with served(tmp_path) as base:
        before = data(base, "/sources/a.json")
        put(
            tmp_path / "older", "2025-12-30", {**cooks(14), "y": ("Fisher", "Catch fish, and mend the nets every day.")}
        )
        bring(tmp_path, tmp_path / "older")
        after = data(base, "/sources/a.json")
        assert after["days"][0]["day"] == "2025-12-30"
        assert (len(before["gaps"]), len(after["gaps"])) == (1, 1)
        feeds = [feedparser.parse(get(f"{one}/changes.atom")[1]).feed.id for one in (base,)]
        (tmp_path / "tracker.toml").write_text(TOML.replace("[sources.a]", '[sources.b]\nformerly = "a"'), "utf-8")
        put(tmp_path / "new", "2026-03-20", cooks(3))
        import_captures.from_dir(
            project.load(tmp_path), tmp_path / "new", "b", at=None, each=False, board="", step=lambda _name: None
        )
        found = data(base, "/sources/a.json")  # redirected
        assert found["source"]["id"] == "b"
        assert [gap["until"][:10] for gap in found["gaps"]] == ["2026-01-25", "2026-03-20"]
        assert len(found["checks"]) == 42
        assert {one["source"] for one in data(base, "/changes.json?source=b")["changes"]} == {"b"}
        assert get(f"{base}/sources/a.atom")[0] == 200
        assert "After a gap" not in get(f"{base}/sources/b")[1]
        assert feedparser.parse(get(f"{base}/changes.atom")[1]).feed.id == feeds[0]
    rebuilt = connect(tmp_path / "tracker.db", write=True)
    gaps = rebuilt.execute("SELECT * FROM gaps ORDER BY until").fetchall()
    rebuilt.close()
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
    rebuilt = connect(tmp_path / "tracker.db", write=True)
    assert rebuilt.execute("SELECT * FROM gaps ORDER BY until").fetchall() == gaps
    rebuilt.close()


def test_a_name_after_another(tmp_path: Path) -> None:
    """Three names in a row, and `formerly` removed: checks, gaps and addresses stay."""
    for number, (name, former, day) in enumerate((("a", "", 0), ("b", "a", 4), ("c", "b", 20), ("c", "", 24))):
        formerly = f'\nformerly = "{former}"' if former else ""
        toml = TOML.replace("[sources.a]", f"[sources.{name}]{formerly}")
        (tmp_path / "tracker.toml").write_text(toml, "utf-8")
        jobs = {**cooks(3), f"new{number}": (f"Baker {number}", "Bake bread and carry it out every morning, in rain.")}
        for later in range(3):
            put(tmp_path / name / str(number), f"2026-01-{1 + day + later:02}", jobs)
        import_captures.from_dir(
            project.load(tmp_path),
            tmp_path / name / str(number),
            name,
            at=None,
            each=False,
            board="",
            step=lambda _: None,
        )
    with served(tmp_path) as base:
        for former in ("a", "b", "c"):
            found = data(base, f"/sources/{former}.json")
            assert found["source"]["id"] == "c"
            assert len(found["checks"]) == 12
            assert [gap["until"][:10] for gap in found["gaps"]] == ["2026-01-21"]
            assert data(base, f"/changes.json?source={former}")["changes"]
        page = get(f"{base}/")[1]
        assert "what 1 employer publishes on its careers page" in page
        assert '<option value="a">' not in page
        then = data(base, "/postings/a.1.json?at=2026-01-03T12:00")
        assert (then["seen_before"][:10], then["seen_after"][:10]) == ("2026-01-03", "2026-01-05")
        (opened,) = [
            row for row in data(base, "/changes.json?kind=opened")["changes"] if row["posting_id"].endswith("new2")
        ]
        assert (opened["since"][:10], opened["at"][:10]) == ("2026-01-07", "2026-01-21")
        assert "after a monitoring gap" in page
    connection = connect(tmp_path / "tracker.db", write=True)
    counted = [connection.execute(f"SELECT * FROM {view}").fetchall() for view in ("gaps", "daily_counts")]
    tallies.refill(connection)
    assert [connection.execute(f"SELECT * FROM {view}").fetchall() for view in ("gaps", "daily_counts")] == counted
    connection.close()


def test_open_again_is_not_open_since_ever(tmp_path: Path) -> None:
    """A reopened posting counts from its reopening, on the pages and among the longest open."""
    (tmp_path / "tracker.toml").write_text(TOML, "utf-8")
    for day in range(1, 10):
        jobs = {**cooks(4), "x": ("Washer", "Wash up, and sing a song about the sea, and dry.")}
        if 3 <= day <= 6:
            del jobs["x"]
        put(tmp_path / "in", f"2026-01-{day:02}", jobs)
    bring(tmp_path, tmp_path / "in")
    with served(tmp_path) as base:
        rows = data(base, "/tracker/longest_open.json?_shape=objects")["rows"]
        assert [(row["posting_id"], row["open_since"][:10]) for row in rows][-1] == ("a.x", "2026-01-07")
        assert "closed, then reopened by 7 Jan 2026, 04:00 UTC" in get(f"{base}/postings/a.x")[1]
        (again,) = [row["again"] for row in data(base, "/sources/a.json")["open"] if row["id"] == "a.x"]
        assert again == "2026-01-07T04:00:00.000Z"


def test_marks_are_words_as_the_index_has_them() -> None:
    """Whole words, whatever case and accents; any ending with a star; signs without spaces."""
    for wanted, text, marks in (
        ("AI", "We aim to serve at the air port, AI and ai.", ["AI", "ai"]),
        ("cafe", "Our café, cafe\u0301, CAF\u00c9 and cafés", ["café", "cafe\u0301", "CAF\u00c9"]),
        ("café*", "cafes and Cafés", ["cafes", "Cafés"]),
        ("foo bar", "foo_bar, foo-bar and foobar", ["foo_bar", "foo-bar"]),
        ("数据中心", "我们的数据中心在", ["数据中心"]),
        ("데이터", "데이터센터", ["데이터"]),
        ("(.+)[a", "a (.+)[a] b", ["a", "a"]),
        ("*", "anything", []),
    ):
        words = passages.Words(search.terms(f'"{wanted}"'))
        assert [text[start:end] for start, end in words.spans(text)] == marks, wanted


def test_paragraphs_in_another_order_are_no_major_edit() -> None:
    """No word changed, and the reason says so."""
    one = Wording("Cook", blocks=("First we cook the soup.", "Then we sing a song.", "At last we go home by train."))
    other = Wording("Cook", blocks=(one.blocks[1], one.blocks[2], one.blocks[0]))
    assert assess(one, other) == ("minor", "the order of the paragraphs changed")


def test_odd_times_are_said_to_be_odd(base: str) -> None:
    """An invalid time is named, on the timeline and in the search too."""
    assert "“abc” is not a valid date or time" in get(f"{base}/?since=abc")[1]
    assert "“zzz” is not a valid time" in get(f"{base}/search?q=chop&at=zzz")[1]
    assert "“shut” is not a status (open, closed)" in get(f"{base}/search?q=chop&status=shut")[1]
    assert [
        len(data(base, f"/search.json?q=chop&{odd}")["problems"]) for odd in ("at=zzz&status=shut", "status=open")
    ] == [2, 0]


def test_feeds_of_two_histories_have_different_ids(base: str, tmp_path: Path) -> None:
    """The feed of everything of one newsroom is not that of another."""
    (tmp_path / "tracker.toml").write_text(TOML, "utf-8")
    put(tmp_path / "in", "2026-01-02", cooks(2))
    bring(tmp_path, tmp_path / "in")
    with served(tmp_path) as other:
        ids = {feedparser.parse(get(f"{one}/changes.atom")[1]).feed.id for one in (base, other)}
        again = feedparser.parse(get(f"{base}/changes.atom?before=2026-02-01~5")[1]).feed.id
    assert len(ids) == 2
    assert again in ids
