"""What each check told is counted as it is written, and findings know from it what the ledger says."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import pytest

from tests.tables import changes, recounted
from tests.test_absent import HTML, Life
from tracker.extract import placenames
from tracker.insight.finding import Count, days
from tracker.insight.new_functions import department_key
from tracker.insight.words import key
from tracker.store import history_counts
from tracker.store.history_lookup import HistoryLookup
from tracker.store.schema import connect

TITLES = ("Cook", "1st Cook", "First cook", "COOK", "Köchin, Sofia", "", "Baker / Cook")
DEPARTMENTS = ("", "Kitchen", "Kitchen 2", "Hall")
LOCATIONS = ("Lyon", "Lyon or Nice", "Lyon; Lyon 2", "Anywhere", "", None)
PLACES: dict[str, list[tuple[str, str]]] = {
    "Lyon": [("FR", "Lyon")],
    "Lyon or Nice": [("FR", "Lyon"), ("FR", "Nice")],
    "Lyon; Lyon 2": [("FR", "Lyon")] * 2,
}
PAYS = ((None, None), (40_000, None), (40_000, 50_000.5), (None, 50_000))
TIMES = [f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}T06:00:00.000Z" for number in range(60)]


@dataclass(frozen=True)
class Told:
    """A change as the ledger has it, with the title and department of its wording."""

    id: str
    posting: str
    source: str
    at: str
    since: str | None
    known_at: str
    kind: str
    baseline: int
    again: int
    title: str | None
    department: str | None
    location: str | None
    pay: tuple[float | None, float | None]


def chance(number: int, place: int, source: str, draw: random.Random) -> Told:
    """Draw a change of a check; the first checks have the baseline too."""
    kind = draw.choice(("opened", "opened", "edited", "closed", "reopened", "unlisted"))
    baseline = int(kind == "opened" and (place == 0 or (place < 4 and draw.random() < 0.3)))
    title = draw.choice((*TITLES, f"Cook {draw.randrange(9)}", None))
    happened = max(0, place - draw.randrange(3)) if kind == "closed" else place
    return Told(
        id=f"{draw.randrange(10**9)}-{number}",
        posting=f"{source}.{draw.randrange(30)}",
        source=source,
        at=TIMES[happened],
        since=None if baseline else TIMES[max(0, happened - draw.randrange(1, 4))],
        known_at=TIMES[place],
        kind=kind,
        baseline=baseline,
        again=int(kind == "reopened" and draw.random() < 0.5),
        title=title,
        department=draw.choice((*DEPARTMENTS, None)) if title else None,
        location=draw.choice(LOCATIONS),
        pay=draw.choice(PAYS),
    )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, list[Told]]]:
    """A ledger of two sources that was drawn, and its counts."""
    connection = connect(tmp_path_factory.mktemp("ledger") / "tracker.db", write=True)
    connection.execute("PRAGMA foreign_keys = OFF")
    draw = random.Random(15)
    told = [
        chance(number, place, source, draw)
        for place in range(len(TIMES))
        if place % 5 != 3  # checks that change nothing
        for source in "ab"
        for number in range(draw.randrange(1, 12))
    ]
    for one in told:
        version = None if one.title is None and one.kind == "closed" else f"w{one.id}"  # as in a ledger that lost a row
        gone = one.kind in {"closed", "unlisted"}
        connection.execute(
            "INSERT INTO wordings (id, posting_id, title, department, location, pay_min, pay_max, blocks) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, '[]')",
            (f"w{one.id}", one.posting, one.title, one.department, one.location, *one.pay),
        )
        connection.executemany(
            "INSERT INTO posting_places (version_id, country, city) VALUES (?, ?, ?)",
            [(f"w{one.id}", *place) for place in (*PLACES.get(one.location or "", ()), (None, None))],
        )
        connection.execute(
            "INSERT INTO changes (id, posting_id, source, at, since, known_at, kind, baseline, was_closed, from_version, to_version) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*astuple(one)[:9], version if gone else None, None if gone else version),
        )
    for source, at in sorted({(one.source, one.known_at) for one in told}, key=lambda pair: pair[::-1]):
        history_counts.count(connection, source, at)
    yield connection, told
    connection.close()


def of_titles(told: list[Told]) -> dict[str, tuple[str, str, bool, int, tuple[str, str]]]:
    """Return the titles by their words: as first written, when, whether in the baseline, how many had it, and the first posting."""
    had = sorted(
        (one for one in told if one.kind in {"opened", "edited"}), key=lambda one: (one.known_at, -one.baseline, one.id)
    )
    found = {}
    for one in had:
        title = one.title or ""
        if key(title) in found:
            continue
        same = [other for other in had if (other.title or "") == title]
        first = [other for other in same if (other.known_at, other.baseline) == (one.known_at, one.baseline)]
        opened = sum(other.kind == "opened" for other in had if key(other.title or "") == key(title))
        edited = not any(other.kind == "opened" for other in first)
        found[key(title)] = title, one.known_at, bool(one.baseline), opened + edited, (one.posting, one.id)
    return found


def of_times(told: list[Told], *, apart: bool) -> list[Count]:
    """Count openings and closings by when they happened. `apart`: the interval is the longest that a check has."""
    found = []
    for at in sorted({one.at for one in told}):
        some = [one for one in told if one.at == at]
        opened = sum(one.kind == "opened" and not one.baseline for one in some)
        ends = [
            max(one.since or "" for one in some if one.known_at == known) for known in {one.known_at for one in some}
        ]
        since = min(filter(None, ends), default="") if apart else max(one.since or "" for one in some)
        found.append(Count(at, opened, sum(one.kind == "closed" for one in some), days(since, at) if since else 0.0))
    return found


def compared(lookup: HistoryLookup, source: str, at: str, told: list[Told]) -> int:
    """Compare what a check at this time knows with what was told before; return how many titles and counts it knows."""
    visit, ask = lookup.of("", source, at)
    kinds = Counter(one.kind for one in told)
    again = sum(one.again for one in told)
    opened = sum(one.kind == "opened" and not one.baseline for one in told)
    assert (visit.known, visit.opened, visit.open) == (
        kinds["opened"],
        opened,
        kinds["opened"] + again - kinds["closed"],
    )
    had = Counter(department_key(one.department or "") for one in told if one.kind in {"opened", "edited"})
    del had[""]
    assert dict(ask.departments()) == dict(had)
    for department in ("", *DEPARTMENTS[1:]):
        mine = [one for one in told if not department or (one.department == department and not one.baseline)]
        assert sorted(ask.counts(department), key=lambda count: count.at) == of_times(mine, apart=not department)
    wordings = [one for one in told if one.kind in {"opened", "edited"}]
    there = [{*PLACES.get(one.location or "", ())} for one in wordings]
    assert dict(ask.places()) == Counter(
        where for some in there for where in {*some, *((code, "") for code, _ in some)}
    )
    past = ask.past()
    assert set(past.locations) == {placenames.key(one.location) for one in wordings if one.location}
    assert past.pays == {one.pay for one in wordings} - {(None, None)}
    titles = {name: (*one, past.first_posting(one)) for name, one in past.titles.items()}
    assert titles == of_titles(told)
    assert list(titles) == list(of_titles(told))
    return len(titles) + len(ask.counts(""))


def test_a_check_knows_what_the_ledger_says(ledger: tuple[sqlite3.Connection, list[Told]]) -> None:
    """In one pass over all checks and for a single check, without what later checks report."""
    connection, every = ledger
    together, seen = HistoryLookup(connection), 0
    for place, at in [*enumerate(TIMES), (len(TIMES), "2026-05-01T00:00:00.000Z")][::3]:
        for source in "ab":
            told = [one for one in every if one.source == source and one.known_at < at]
            for lookup in (together, HistoryLookup(connection))[: 1 + place % 2]:
                seen += compared(lookup, source, at, told)
    assert seen > 2000


def test_counts_can_be_made_again(ledger: tuple[sqlite3.Connection, list[Told]]) -> None:
    """Check by check or all at once, as for an older database: the same rows."""
    connection, told = ledger
    query = "SELECT * FROM check_counts ORDER BY source, known_at, baseline"
    kept = connection.execute(query).fetchall()
    assert len(kept) == len({(one.source, one.known_at, one.baseline) for one in told}) > 90
    history_counts.refill(connection)
    assert connection.execute(query).fetchall() == kept


def test_a_title_that_comes_with_the_text_is_counted(tmp_path: Path) -> None:
    """A text that is read later fills the version that has none, and so do the title and department that come with it."""
    life = Life(tmp_path, "lever")
    sound, life.page = life.page, lambda _number: (503, HTML, b"busy")
    life.check()
    kept, anew = recounted(tmp_path)
    assert kept == anew
    make = life.make
    life.make = lambda texts: make(texts).replace(b"Lamp keeper 3", b"Light warden 3")
    life.page = sound
    life.check()
    kept, anew = recounted(tmp_path)
    assert changes(tmp_path) == []
    assert "Light warden 3" in str(kept)
    assert "Lamp keeper 3" not in str(kept)
    assert kept == anew
