"""How long postings stay open, with those that are still open and those hidden by gaps."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import reader
from tests.living import LONG, feeds, row
from tests.living import Life as Checks
from tests.serving import get, served
from tests.test_findings import bring, capture, job
from tracker.cli import main
from tracker.insight.lifetimes import Life, of, reached, survival
from tracker.site.passages import Passages
from tracker.site.timeline import shown
from tracker.store.lifetimes import lives
from tracker.store.timeline import ChangeQuery, read_page


def day(number: int) -> str:
    return f"2025-{1 + number // 28:02}-{1 + number % 28:02}T00:00:00.000Z"


def life(name: str, opened: int, closed: int | None = None, **more: object) -> Life:
    known = {"since": day(opened - 1), "last_seen": None if closed is None else day(closed - 1)}
    return Life(name, name, day(opened), closed=None if closed is None else day(closed), **{**known, **more})  # type: ignore[arg-type]


def test_survival_of_a_textbook() -> None:
    """Five postings, two of them still open: the share that is left after each closing."""
    curve = survival([(1, True), (2, False), (3, True), (4, True), (4, False)])
    assert [(length, round(share, 4)) for length, share in curve] == [(1, 0.8), (3, 0.5333), (4, 0.2667)]
    assert reached(survival([(1, True), (2, True), (3, False)]), 0.5) == 2
    assert reached(survival([(1, True), (2, False), (3, False)]), 0.5) is None
    assert survival([]) == []


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=40))
def test_survival_only_falls(lives: list[tuple[float, bool]]) -> None:
    """The share falls from 1 towards 0; if all closed, half are gone at the median."""
    shares = [1.0, *(share for _, share in survival(lives))]
    assert all(0 <= later < earlier <= 1 for earlier, later in pairwise(shares))


def test_open_postings_count() -> None:
    """An open posting lasted at least so long: the median of all is longer than that of the closed ones."""
    lives = [life("a", 1, 6), life("b", 1, 11), life("c", 1), life("d", 1), life("e", 1, 31)]
    found = of(lives, day(41), 1.0)
    assert (found.postings, found.open, found.closed) == (5, 2, 3)
    assert found.median_closed == 10
    assert found.median == 28 or found.median is not None
    assert found.median > found.median_closed


def test_an_open_posting_is_counted_until_it_was_last_seen() -> None:
    """One that left a list of the newest only may have closed since; it is not evergreen."""
    left, stands = life("a", 1, last_seen=day(6)), life("b", 1, last_seen=day(201))
    found = of([left, stands, life("c", 1, 11)], day(201), 1.0)
    assert [long_open.posting_id for long_open in found.evergreen] == ["b"]
    assert found.median == 10  # of two that lasted longer than 5 days, one closed


def test_what_gaps_hide() -> None:
    """A posting that closed in a gap lasted at least until the gap; one that opened in a gap has no known age."""
    hidden = life("a", 1, 30, last_seen=day(5))
    late = life("b", 20, 25, since=day(2))
    there = life("c", 1, 9, baseline=True)
    found = of([hidden, late, there, life("d", 1, 6)], day(41), 1.0)
    assert (found.hidden, found.unknown, found.median_closed) == (1, 2, 5)


def test_a_posting_is_not_open_while_it_was_closed() -> None:
    """The time before a posting was reopened counts neither for how long it stayed open, nor for evergreen ones."""
    again = life("a", 1, 21, days_closed=10.0)
    stands = life("b", 1, last_seen=day(200), days_closed=60.0)
    hidden = life("c", 1, 60, last_seen=day(35), days_closed=25.0)
    found = of([again, stands, hidden], day(200), 1.0)
    assert (found.median_closed, found.quarter, found.hidden) == (10, 10, 1)
    assert not found.evergreen
    whole, part = (of([life("b", 1, days_closed=closed)], day(200), 1.0).evergreen[0].days for closed in (0.0, 9.5))
    assert whole - part == 10


def test_a_reopened_posting_of_a_project(tmp_path: Path) -> None:
    """A posting that was open for two days, closed for five and open for three more was open for five days."""
    site = Checks(tmp_path, feeds("f"))
    others = (7, 8, 9)
    for listed in (False, True, True, *([False] * 5), True, True, True, False, False):
        site.rows["f"] = [row(number, page="f") for number in ((1, *others) if listed else others)]
        site.check()
    connection = reader(tmp_path)
    (one,) = (one for one in lives(connection, "f") if one.posting_id == "f.n1")
    kinds = [
        row[0]
        for row in connection.execute("SELECT kind FROM changes WHERE posting_id = 'f.n1' ORDER BY at").fetchall()
    ]
    connection.close()
    assert kinds == ["opened", "closed", "reopened", "closed"]
    assert (round(one.days_closed, 3), round(one.days_open(str(one.closed)), 3)) == (5, 5)
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "lifetimes", "--json"], catch_exceptions=False)
    (found,) = json.loads(done.stdout)
    assert found["median_closed"] == 5


def test_evergreen() -> None:
    """Open for 180 days, or posted again three times; not what closed."""
    chain = [
        life("r0", 1, 9),
        life("r1", 10, 19, repost_of="r0"),
        life("r2", 20, 29, repost_of="r1"),
        life("r3", 30, repost_of="r2"),
    ]
    found = of([*chain, life("old", 1), life("gone", 1, 200), life("new", 100)], day(190), 1.0)
    assert [(one.posting_id, one.reposts) for one in found.evergreen] == [("old", 0), ("r3", 3)]
    assert found.evergreen[1].days > 180
    assert not of([life("r1", 1, repost_of="r1")], day(9), 1.0).evergreen, (
        "a posting that is tied to itself ends nothing"
    )


def test_of_a_project(tmp_path: Path) -> None:
    """The command counts what an import brought, as a table and as JSON."""
    (tmp_path / "tracker.toml").write_text("")
    folder = tmp_path / "captures"
    for step in range(10):
        jobs = [job(n) for n in range(20) if step < 6 or n > 2]
        if step >= 1:
            jobs += [job(n) for n in range(20, 23) if step < 5 or n == 22]
        capture(folder, f"a_2025-03-{step + 1:02}.json", jobs)
    bring(tmp_path, str(folder), "--board", "ashby", "--source", "a")
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "lifetimes", "--json"], catch_exceptions=False)
    (found,) = json.loads(done.stdout)
    assert (found["source"], found["postings"], found["unknown"], found["open"]) == ("a", 23, 20, 18)
    assert found["median"] == found["median_closed"] == 4
    table = CliRunner().invoke(main, ["-C", str(tmp_path), "lifetimes", "a"], catch_exceptions=False).stdout
    assert "Kaplan–Meier" in table
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "lifetimes", "nobody"]).exit_code == 2


def test_nothing_closed(tmp_path: Path) -> None:
    """A figure that too few closings give is one dash, also where it is a range."""
    (tmp_path / "tracker.toml").write_text("")
    folder = tmp_path / "captures"
    capture(folder, "a_2025-03-01.json", [job(1)])
    capture(folder, "a_2025-03-02.json", [job(1), job(2)])
    bring(tmp_path, str(folder), "--board", "ashby", "--source", "a")
    table = CliRunner().invoke(main, ["-C", str(tmp_path), "lifetimes"], catch_exceptions=False).stdout
    assert table.split("\n")[1].split() == ["a", "2", "2", "-", "-", "-", "-", "0", "0"]


def test_how_long_a_closed_posting_was_open(tmp_path: Path) -> None:
    """A closing says how long the posting was open since it was opened or reopened, and a minimum if that is not known exactly."""
    site = Checks(tmp_path, feeds("f"))

    def listed(*numbers: int) -> None:
        site.rows["f"] = [row(number, page="f") for number in numbers]
        site.check()

    listed(1, 2, 9)  # day 1
    listed(1, 2, 3, 9)
    listed(1, 2, 3, 9)
    listed(2, 9)  # day 4: without 1, which was seen for two days, and 3, which was opened on day 2
    listed(2, 9)
    listed(1, 2, 9)  # day 6: 1 is open again
    listed(1, 2, 9)
    listed(2, 9)  # day 8
    listed(2, 9)
    site.day += 11
    listed(9)  # day 21: 2 was seen until day 9
    connection = reader(tmp_path)
    rows = read_page(connection, ChangeQuery(kind="closed"), 9, folded=False).rows
    after = sorted(
        (one["at"][8:10], one["posting_id"], shown(connection, one, Passages(connection)).after) for one in rows
    )
    connection.close()
    assert after == [
        ("04", "f.n1", "open for at least 2 days"),
        ("04", "f.n3", "open for 2 days"),
        ("08", "f.n1", "open for 2 days"),
        ("21", "f.n2", "open for at least 8 days"),
    ]


def test_what_the_page_of_an_employer_says_of_a_baseline(tmp_path: Path) -> None:
    """Postings that were listed before monitoring say nothing of lifetimes and first edits; the chart counts reopened ones."""
    site = Checks(tmp_path, feeds("f"))

    def listed(first: int, text: str = LONG) -> None:
        site.rows["f"] = [row(number, page="f", text=text) for number in range(first, 13)]
        site.check()

    listed(0)
    listed(0, f"{LONG} In teams of four.")
    listed(6, f"{LONG} In teams of four.")
    listed(11, f"{LONG} In teams of four.")
    listed(10, f"{LONG} In teams of four.")
    with served(tmp_path) as base:
        page = get(f"{base}/sources/f")[1]
        lives = json.loads(get(f"{base}/sources/f.json")[1])["lifetimes"]
    assert (lives["closed"], lives["unknown"], lives["edited"], lives["timed_edits"]) == (10, 13, 13, 0)
    assert "not known: all were listed before monitoring, or appeared in a gap" in page
    assert "13 postings</dd>" in page
    assert ": 1 opened or reopened, 0 closed</title>" in page
