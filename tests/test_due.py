"""When a source is due: about `every`, sooner after a failure, adapted to its changes; and what a wrong clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import reader
from tests.living import Life, feeds, row
from tests.tables import rows
from tracker.check import due
from tracker.fetch import pace
from tracker.model import Page, Request, Source, iso, moment
from tracker.operations import project, verify
from tracker.store.past_checks import PastChecks

HOUR, DAY = 3600.0, 86400.0
LAST = "2026-03-29T01:30:00.000Z"  # half an hour after Europe's clocks went forward


def before(hours: float) -> str:
    return iso(moment(LAST) - timedelta(hours=hours))


def after(past: PastChecks, **keys: object) -> float:
    """Return the seconds from the last check to the next."""
    source = Source(slug="acme", url="https://acme.example", **keys)  # type: ignore[arg-type]
    return (moment(due.due_at(source, past)) - moment(past.last)).total_seconds()


def long_past(changed: tuple[float, ...] = (), **more: object) -> PastChecks:
    """Return 28 checks, one every six hours, that changed so many hours ago."""
    told = {"outcome": "complete", "good": 28, **more}
    return PastChecks(LAST, since=before(27 * 6), changed=tuple(before(hours) for hours in changed), **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("past", "keys", "pace_"),
    [
        (PastChecks(LAST, "complete"), {}, 1.0),
        (PastChecks(LAST, "complete", since=before(12), good=3, changed=(LAST, before(6), before(12))), {}, 1.0),
        (long_past(), {}, 1.5),
        (long_past(), {"adapt": False}, 1.0),
        (long_past(waits=True), {}, 1.0),
        (long_past(outcome="partial"), {}, 1.0),
        (long_past(outcome="blocked"), {}, 1.0),
        (long_past(good=13), {}, 1.0),
        (long_past((90,)), {}, 1.0),
        (long_past(tuple(range(0, 160, 24))), {}, 0.75),
        (long_past(tuple(range(0, 160, 12))), {}, 0.5),
        (long_past(tuple(range(0, 160, 12)), outcome="blocked"), {}, 1.0),
        (long_past(tuple(range(0, 160, 12))), {"adapt": False}, 1.0),
        # many changes within one period are one change
        (long_past(tuple(hours / 10 for hours in range(50))), {}, 1.0),
        (long_past(), {"every": 0.0}, 1.0),
    ],
)
def test_the_pace_follows_the_changes(past: PastChecks, keys: dict[str, float | bool], pace_: float) -> None:
    """Only if there is enough history, and between half and one and a half times `every`."""
    every = float(keys.get("every", 6 * HOUR))
    seconds = after(past, **keys)
    assert every * pace_ * 0.95 <= seconds <= every * pace_
    assert seconds >= every * pace_ - 900


def test_a_failed_source_is_tried_again_sooner() -> None:
    """After a twelfth of `every`, at least 15 minutes, then after twice as long each time, up to `every`."""
    hours = [after(PastChecks(LAST, "failed", failures)) / HOUR for failures in (1, 2, 3, 4, 5, 6, 32)]
    assert hours == [0.5, 1, 2, 4, 6, 6, 6]
    assert after(PastChecks(LAST, "failed", 1), every=HOUR) == 900
    assert after(PastChecks(LAST, "failed", 1), every=600.0) == 600
    assert after(PastChecks(LAST, "failed", 1), every=7 * DAY) == 14 * HOUR
    assert after(PastChecks(LAST, "blocked")) > 5.5 * HOUR
    assert after(PastChecks(LAST, "partial")) > 5.5 * HOUR


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("2026-03-29T02:30:00.000Z", HOUR), ("2026-03-29T01:31:00.000Z", 1800), ("2027-01-01T00:00:00.000Z", 7 * DAY)],
)
def test_a_site_that_asks_to_wait_is_left_alone(asked: str, seconds: float) -> None:
    """Retry-After is obeyed up to a week, also if cron comes a minute early."""
    past = PastChecks(LAST, "failed", 1, not_before=asked)
    assert after(past) == seconds
    source = Source(slug="acme", url="https://acme.example")
    until = moment(LAST) + timedelta(seconds=seconds)
    assert due.is_due(source, past, iso(until))
    if seconds > 1800:
        assert not due.is_due(source, past, iso(until - timedelta(seconds=30)))


@given(st.text("abc", min_size=1, max_size=9), st.integers(1, 10**7), st.integers(0, 40), st.integers(-9999, 9999))
def test_what_holds_for_every_source(slug: str, every: int, failures: int, minutes: int) -> None:
    """The same past gives the same time; a source is due then, at any later time, and if its last check is in the far future."""
    past = PastChecks(LAST, "failed" if failures else "complete", failures)
    source = Source(slug=slug, url="https://acme.example", every=float(every))
    at = due.due_at(source, past)
    assert at == due.due_at(source, past)
    seconds = (moment(at) - moment(LAST)).total_seconds()
    assert min(every, 900) * 0.94 <= seconds <= every
    now = iso(moment(LAST) + timedelta(minutes=minutes))
    far = -minutes * 60 > max(due.interval(source, past), 60)
    assert due.is_due(source, past, now) == (now >= iso(moment(at) - timedelta(seconds=60)) or far)
    back = PastChecks(LAST, past.outcome, failures, asked=before(1))
    assert moment(due.due_at(source, back)) == moment(at) - timedelta(hours=1)


def test_sources_do_not_all_come_at_once() -> None:
    """A hundred sources with the same `every`, checked together, are due at a hundred times within a quarter of an hour."""
    times = [due.due_at(Source(slug=f"s{n}", url=""), PastChecks(LAST, "complete")) for n in range(100)]
    assert len(set(times)) == 100
    spread = (moment(max(times)) - moment(min(times))).total_seconds()
    assert 700 < spread <= 900


def test_what_a_host_asks_for_is_found_in_its_replies() -> None:
    """The longest Retry-After of the list's host, in seconds or as a date; other hosts and replies don't count."""
    date = format_datetime(datetime(2026, 3, 29, 3, tzinfo=UTC), usegmt=True)

    def page(url: str, status: int, value: str) -> Page:
        return Page(Request(url), url, status, (("Retry-After", value),) if value else (), b"", LAST)

    here, there = "https://acme.example/jobs", "https://other.example/jobs"
    assert pace.retry_until([]) == ""
    assert pace.retry_until([page(here, 200, "60")]) == ""
    assert pace.retry_until([page(here, 503, "x"), page(here, 429, "")]) == ""
    assert pace.retry_until([page(here, 200, ""), page(there, 429, "7200"), page("http://[bad", 503, "60")]) == ""
    assert pace.retry_until([page(here, 429, "60"), page(here, 503, date)]) == "2026-03-29T03:00:00.000Z"
    assert pace.retry_until([page(here, 503, "9" * 30)]) == "2027-03-29T01:30:00.000Z"


class Dated(Life):
    """Feeds whose replies have the true date, whatever the clock of the tracker says."""

    true = "2026-01-01T06:00:00.000Z"
    stamp = ""
    dates = True
    status = 200

    @property
    def at(self) -> str:
        return self.stamp or self.true

    async def fetch(self, request: Request) -> Page:
        found = await super().fetch(request)
        date = format_datetime(moment(self.true), usegmt=True)
        headers = (("Date", date), ("Retry-After", "7200")) if self.dates else ()
        status = self.status if self.status != 200 else found.status
        return Page(request, found.url, status, headers, found.body, self.at, sha256=found.sha256)

    def on(self, day: int, stamp: str = "") -> dict[str, list[str]]:
        """Check on a day of January 2026, with a clock that is right or says something else."""
        self.true, self.stamp = f"2026-01-{day:02}T06:00:00.000Z", stamp
        return self.told(f"run-{day}")


def stamps(root: Path) -> list[str]:
    return [one["started_at"][:10] for one in rows(root, "SELECT started_at FROM checks ORDER BY rowid")]


@pytest.mark.parametrize("dates", [True, False])
def test_a_clock_that_was_wrong_once(tmp_path: Path, *, dates: bool) -> None:
    """If the site confirms our date, checks dated 2031 are left out of the history, also after a rebuild; otherwise they stay."""
    life = Dated(tmp_path, feeds("f"))
    life.dates = dates
    life.rows["f"] = [row(1), row(2), row(3)]
    life.on(1)
    life.rows["f"] = [row(1), row(2), row(3), row(4)]
    assert life.on(2, "2031-01-02T06:00:00.000Z") == {"f": ["opened"]}
    life.rows["f"] = [row(2), row(3), row(4)]
    told = life.on(3)
    life.on(4)
    life.on(5)
    known = [(one["kind"], one["known_at"][:10]) for one in rows(tmp_path, "SELECT * FROM changes WHERE baseline = 0")]
    here = project.load(tmp_path)
    before = [rows(tmp_path, f"SELECT * FROM {table} ORDER BY id") for table in ("checks", "changes", "versions")]
    with here.open_database() as database:
        assert len(list(database.archives())) == 2
        checks = life_rebuilt(here)
    after_ = [rows(tmp_path, f"SELECT * FROM {table} ORDER BY id") for table in ("checks", "changes", "versions")]
    assert before == after_
    assert verify.verify(here).problems == []
    if dates:
        assert (checks, told) == (4, {"f": ["opened"]})
        assert stamps(tmp_path) == ["2026-01-01", "2026-01-03", "2026-01-04", "2026-01-05"]
        assert known == [("opened", "2026-01-03"), ("closed", "2026-01-04")]
    else:
        assert (checks, told) == (5, {"f": []})
        assert stamps(tmp_path)[1:] == ["2031-01-02"] * 4


def life_rebuilt(here: project.Project) -> int:
    """Make the database again; return the number of checks."""
    from tracker.operations import rebuild

    return rebuild.rebuild(here, lambda: None, without_missing=False)[0]


def test_a_clock_that_goes_back_is_not_believed_at_once(tmp_path: Path) -> None:
    """A machine that boots in 1970 drops nothing, because the site does not confirm its date."""
    life = Dated(tmp_path, feeds("f"))
    life.rows["f"] = [row(1), row(2)]
    life.on(1)
    life.on(2, "1970-01-02T06:00:00.000Z")
    life.on(3)
    assert stamps(tmp_path) == ["2026-01-01", "2026-01-01", "2026-01-03"]


class Slow(Life):
    """A check takes minutes: the clock shows one more each time."""

    minutes = 0

    @property
    def at(self) -> str:
        self.minutes += 1
        return iso(moment(super().at) + timedelta(minutes=self.minutes))


@pytest.mark.parametrize(("hours", "renamed"), [(0.5, False), (20, True), (40, True)])
def test_a_check_that_ends_before_the_one_before_it_comes_after_it(
    tmp_path: Path, hours: float, *, renamed: bool
) -> None:
    """After the clock was set back, a rebuild folds checks in the order in which they were made."""
    life = Slow(tmp_path, feeds("f", "g"))
    for numbers, back in (((1, 2), 0.0), ((1, 2, 3), hours), ((2, 3), hours), ((3, 2, 1), 0.0)):
        life.minutes = round(-60 * back)
        if renamed and numbers == (1, 2, 3):
            (tmp_path / "tracker.toml").write_text(
                feeds("f") + feeds("g").replace("sources.g", "sources.h") + 'formerly = "g"\n'
            )
        life.rows["f"] = life.rows["g"] = [row(number) for number in numbers]
        life.check(f"run {numbers}", same_day=True)
    ends = [
        one["finished_at"] for one in rows(tmp_path, "SELECT finished_at FROM checks WHERE source = 'f' ORDER BY rowid")
    ]
    assert ends != sorted(ends)
    assert rows(tmp_path, "SELECT 1 FROM postings WHERE last_seen < first_seen") == []
    queries = [f"SELECT * FROM {table} ORDER BY id" for table in ("postings", "checks", "changes", "versions")]
    before_ = [rows(tmp_path, query) for query in queries]
    life_rebuilt(project.load(tmp_path))
    for known, query in zip(before_, queries, strict=True):
        assert rows(tmp_path, query) == known


def test_a_busy_site_and_its_past_in_the_database(tmp_path: Path) -> None:
    """The database returns the past of a source as its checks were; a wait ends with the next good check."""
    life = Dated(tmp_path, feeds("f"))
    life.rows["f"] = [row(1), row(2)]
    life.on(1)
    life.rows["f"] = [row(1), row(2), row(3)]
    life.on(2)
    life.status = 503
    life.on(3)
    life.on(4)
    source = project.load(tmp_path).settings.sources["f"]
    connection = reader(tmp_path)
    past = due.past(connection, source, life.at)
    assert (past.outcome, past.failures, past.good, past.waits) == ("failed", 2, 2, True)
    assert (past.last, past.not_before) == ("2026-01-04T06:00:00.000Z", "2026-01-04T08:00:00.000Z")
    assert (past.since[:10], [at[:10] for at in past.changed]) == ("2026-01-01", ["2026-01-02"])
    assert [one.slug for one in due.due_now(connection, [source], "2026-01-04T07:59:59.000Z")] == []
    assert [one.slug for one in due.due_now(connection, [source], "2026-01-04T08:00:00.000Z")] == ["f"]
    life.status = 200
    life.on(5)
    assert due.past(connection, source, life.at).not_before == ""
    assert due.past(connection, Source(slug="other", url=""), life.at) == PastChecks()
    connection.close()
