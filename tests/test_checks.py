"""When a drop waits for the other sources of its host, and when an identical list is believed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from tests.living import Life, feeds, row
from tests.tables import changes, rows
from tracker.check import Checker, host_of
from tracker.model import Source
from tracker.operations import project, rebuild, remove
from tracker.store.schema import connect

ALL = [row(n, title=f"Role {n}") for n in range(9)]


def dropped(tmp_path: Path, left: Mapping[str, int], of: int = 9) -> dict[str, list[str]]:
    """Check sources of one host with a page for each posting; then each has so many of its first `of` left.

    Return what the second check told, by source.
    """
    life = Life(tmp_path, feeds(*left))
    full = {name: [row(n, title=f"Role {n}", page=name) for n in range(of)] for name in left}
    life.rows = dict(full)
    life.check()
    life.rows = {name: full[name][of - count :] if count >= 0 else None for name, count in left.items()}
    return life.told()


@pytest.mark.parametrize(
    ("left", "of", "held"),
    [
        # two of five and more than a third on each: a bad day; one posting, or a third, is no drop
        ({"a": 3, "b": 3, "c": 3}, 5, True),
        ({"a": 1, "b": 1, "c": 1}, 2, False),
        ({"a": 2, "b": 2, "c": 2}, 3, False),
        ({"a": 4, "b": 4, "c": 4}, 6, False),
        ({"a": 3, "b": 3, "c": 3}, 6, True),
        # three sources with a drop, and more than half of those that were read
        ({"a": 3, "b": 3}, 5, False),
        ({"a": 3, "b": 3, "c": 5}, 5, False),
        ({"a": 3, "b": 3, "c": 3, "d": 5, "e": 5}, 5, True),
        ({"a": 3, "b": 3, "c": 3, "d": 5, "e": 5, "f": 5}, 5, False),
        ({"a": 3, "b": 3, "c": 3, "d": 3, "e": 5, "f": 5, "g": 5}, 5, True),
    ],
)
def test_what_makes_a_bad_day(tmp_path: Path, left: dict[str, int], of: int, held: bool) -> None:
    """At least three sources of one host, and most of those that were read, lost two postings or more, and more than a third."""
    told = dropped(tmp_path, left, of)
    assert set(told) == set(left)
    assert {kind for kinds in told.values() for kind in kinds} == (set() if held else {"closed"})
    count = sum(one < of for one in left.values())
    (days,) = rows(tmp_path, "SELECT count(*) AS n FROM bad_days")
    assert days["n"] == int(held)
    if held:
        (day,) = rows(tmp_path, "SELECT told FROM bad_days")
        assert day["told"] == (
            f"{count} of {len(left)} sources of x.org lost a third or more of their postings in one run: the host is "
            "at fault"
        )


def test_two_hosts_have_no_bad_day_together(tmp_path: Path) -> None:
    """Two sources of one host and two of another are not three of one host."""
    toml = feeds("a", "b") + feeds("c", "d").replace("x.org", "y.org")
    life = Life(tmp_path, toml)
    full = {name: [row(n, title=f"Role {n}") | {"url": f"https://{name}.{host}.org/p/{n}"} for n in range(6)]
            for name, host in zip("abcd", "xxyy", strict=True)}  # fmt: skip
    life.rows = dict(full)
    life.check()
    life.rows = {name: one[3:] for name, one in full.items()}
    assert {name: len(kinds) for name, kinds in life.told().items()} == dict.fromkeys("abcd", 3)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://x.org/a", "x.org"),
        ("https://a.x.org/a", "x.org"),
        ("https://a.b.x.org/a", "x.org"),
        ("https://a.x.co.uk/a", "x.co.uk"),
        ("https://a.x.com.au/a", "x.com.au"),
        ("https://a.xing.de/a", "xing.de"),
        ("https://a.jobs.de/a", "jobs.de"),
        ("https://a.sap.info/a", "sap.info"),
        ("https://x.org:8443/a", "x.org:8443"),
        ("http://10.1.2.3/a", "10.1.2.3"),
        ("http://localhost/a", "localhost"),
    ],
)
def test_who_serves_a_source(url: str, host: str) -> None:
    """The subdomain names the employer; a port and a numeric address count as they are."""
    assert host_of(Source("s", url)) == host
    assert host_of(Source("s", "https://z.net/", endpoint=url)) == host


@pytest.mark.parametrize(
    ("sets", "read"),
    [
        ("settled = settled", False),
        ("pending = 1", True),
        ("outcome = 'partial'", True),
        ("outcome = 'failed'", True),
        ("outcome = 'window'", False),
        ("extractor = extractor - 1", True),
        ("settings = '{}'", True),
        ("rounds = '[]'", True),
    ],
)
def test_when_the_same_bytes_mean_the_same(tmp_path: Path, sets: str, read: bool) -> None:
    """An identical list is read again if something is pending, or if settings or code changed."""
    life = Life(tmp_path)
    life.rows["f"] = ALL
    life.check()
    with sqlite3.connect(tmp_path / "tracker.db") as connection:  # so that a reading of the list would find an edit
        connection.execute("UPDATE wordings SET title = 'Old title' WHERE posting_id = 'f.n0'")
        connection.execute("UPDATE posting_state SET fingerprint = 'old' WHERE id = 'f.n0'")
        connection.execute(f"UPDATE source_state SET {sets}")
    connection.close()
    assert life.told() == {"f": ["edited"] if read else []}


def test_other_settings_read_the_same_bytes_anew(tmp_path: Path) -> None:
    """A new `location` key gives every posting its place, although the feed did not change."""
    toml = feeds("f")
    life = Life(tmp_path, toml.replace('location = "place"', 'location = "nowhere"'))
    life.rows["f"] = ALL
    life.check()
    assert life.told() == {"f": []}
    (tmp_path / "tracker.toml").write_text(toml)
    assert life.told() == {"f": ["edited"] * 9}


def test_a_clock_that_stands_still_or_goes_back(tmp_path: Path) -> None:
    """Each check is later than the one before, by a millisecond if necessary, and does not end before it begins."""
    life = Life(tmp_path)
    life.rows["f"] = ALL
    for day in (5, 5, 5, 3):
        life.day = day
        life.check(same_day=True)
    found = rows(tmp_path, "SELECT started_at, finished_at FROM checks ORDER BY rowid")
    assert [one["started_at"] for one in found] == [f"2026-01-05T06:00:00.00{n}Z" for n in range(4)]
    assert all(one["finished_at"] >= one["started_at"] for one in found)


def test_each_month_stands_alone(tmp_path: Path) -> None:
    """The first check of a month stores whole bodies, even unchanged ones; only later checks refer to them."""
    life = Life(tmp_path)
    life.rows["f"] = ALL
    here, conditions = project.load(tmp_path), []
    for day in (1, 2, 32, 33):
        life.day = day
        with here.open_database() as database:
            checker = Checker(database, here.archive(), lambda: life.at)
            conditions.append(set(checker.conditions(here.settings.sources["f"])))
        life.check(same_day=True)
    key = "GET https://f.x.org/feed.json"
    assert conditions == [set(), {key}, set(), {key}]
    kinds: dict[str, list[str]] = {}
    for file in sorted(tmp_path.glob("snapshots/f/*")):
        with file.open("rb") as opened:
            kinds[file.name] = [one.headers["WARC-Type"] for one in ArchiveIterator(opened)]
    check = ["request", "response", "metadata", "request", "revisit", "metadata"]
    assert kinds == {"2026-01.warc.zst": ["warcinfo", *check], "2026-02.warc.zst": ["warcinfo", *check]}
    (tmp_path / "snapshots" / "f" / "2026-01.warc.zst").unlink()
    for part in tmp_path.glob("tracker.db*"):
        part.unlink()
    with here.open_database() as database:
        assert Checker(database, here.archive(), project.now).rebuild() == 2
    assert len(rows(tmp_path, "SELECT 1 FROM postings")) == len(ALL)


def test_a_check_is_on_the_disk_before_it_is_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte of a check, and the folder of a new file, is synced before the database is written."""
    synced: dict[Path, int] = {}

    def sync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").resolve()
        synced[path] = path.stat().st_size
        real(descriptor)

    real = os.fsync
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "fdatasync", sync)
    life, folds = Life(tmp_path), []
    life.rows["f"] = ALL

    def then(*_: object) -> None:
        (file,) = tmp_path.glob("snapshots/f/*")
        folds.append(synced.get(file) == file.stat().st_size)
        assert file.parent in synced

    life.check(then=then)
    life.rows["f"] = ALL[1:]
    life.check(then=then)
    assert folds == [True, True]


def since(root: Path) -> dict[str, str]:
    """Return by kind since when each change was not so yet, as the day of the month."""
    return {str(row["kind"]): str(row["since"])[8:10] for row in changes(root)}


def test_an_edit_of_a_page_is_since_its_last_read(tmp_path: Path) -> None:
    """A page that was read on the 1st and on the 9th was edited since the 1st, although it was listed on the 3rd."""
    life = Life(tmp_path, feeds("f").replace('text = "text"\n', ""))
    life.rows["f"] = [row(n, text="", page="f") for n in range(4)]
    for n in range(4):
        life.pages[f"https://f.x.org/p/{n}"] = (200, f"<main><h1>Site Lead {n}</h1><p>You lead the works.</p></main>")
    for day in (1, 3):
        life.day = day
        life.check(same_day=True)
    life.pages["https://f.x.org/p/0"] = (200, "<main><h1>Site Lead 0</h1><p>You lead other works.</p></main>")
    life.day = 9
    assert life.check(same_day=True)["f"].verdict.outcome == "complete"
    assert since(tmp_path) == {"edited": "01"}
    (edit,) = changes(tmp_path)
    assert edit["at"] == life.at


def test_what_a_list_says_is_since_the_list_before(tmp_path: Path) -> None:
    """Edits, openings, closings and returns date from the last list that did not show them; a failed check does not count."""
    life = Life(tmp_path)
    life.rows["f"] = ALL
    life.check()
    life.rows["f"] = None
    life.check()
    life.rows["f"] = [row(0, title="Chef"), *ALL[2:], row(20, title="New")]
    life.check()
    assert since(tmp_path) == {"edited": "01", "opened": "01"}
    life.check()
    assert since(tmp_path)["closed"] == "01"
    life.check()
    life.rows["f"] = [*life.rows["f"], ALL[1]]
    life.check()
    assert since(tmp_path)["reopened"] == "05"


def test_all_former_names_of_a_source_are_folded_again(tmp_path: Path) -> None:
    """A source that was renamed twice keeps its whole history when it is folded again, and all of it is removed with it."""
    life, toml = Life(tmp_path, feeds("f")), feeds("f")
    for place, (name, former) in enumerate((("f", ""), ("g", "f"), ("h", "g"), ("h", ""), ("f", "h"), ("h", "f"))):
        formerly = f'formerly = "{former}"\n' if former else ""
        (tmp_path / "tracker.toml").write_text(toml.replace("[sources.f]", f"[sources.{name}]") + formerly)
        life.rows["f"] = [*ALL, *(row(20 + number) for number in range(place))]
        life.check()
        if place < 2:
            continue
        queries = [f"SELECT * FROM {table} ORDER BY id" for table in ("postings", "checks", "changes", "versions")]
        before = [rows(tmp_path, query) for query in queries]
        here = project.load(tmp_path)
        with here.open_database() as database:
            Checker(database, here.archive(), project.now).refold(name)
            database.watch(here.settings.sources)
        assert [rows(tmp_path, query) for query in queries] == before
        assert set(remove.plan(here, name).names) == {"f", "g", "h"} - {
            "g" if place < 1 else "",
            "h" if place < 2 else "",
        }


def test_unchanged_checks_count_empty_lists_as_a_rebuild_does(tmp_path: Path) -> None:
    """Once empty lists have closed the postings, the next one closes nothing, whether or not it is read again."""
    life = Life(tmp_path)
    life.rows["f"] = [row(n, page="f") for n in range(3)]
    life.check()
    life.rows["f"] = []
    closed = [life.told()["f"] for _ in range(4)]
    assert closed == [[], ["closed"] * 3, [], []]

    def state() -> tuple[int, str]:
        connection = connect(tmp_path / "tracker.db")
        (found,) = connection.execute("SELECT empties, outcome FROM source_state").fetchall()
        connection.close()
        return found  # type: ignore[no-any-return]

    live = state()
    assert live == (0, "complete")
    rebuild.rebuild(project.load(tmp_path), lambda: None, without_missing=False)
    assert state() == live
