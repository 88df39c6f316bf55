"""Former deviations from the truth, each kept from coming back."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import Reply, check, dump
from tests.histories import LATER, POLICY, after, first, listing
from tests.sites import Boards, Site
from tests.tables import changes, rows, started, told
from tracker.check import Checker
from tracker.cli import main
from tracker.diff import compare
from tracker.model.history import Answers
from tracker.model.wording import Wording
from tracker.operations import project
from tracker.reconcile import reconcile
from tracker.reconcile.significance import assess

STANDING = "\n".join(
    f"We are an employer with a paragraph number {n} that stands in every one of our ads." for n in range(8)
)


class Pages:
    """A careers page made for people: a list of links, and a page for each."""

    def __init__(self, site: Site) -> None:
        self.jobs: dict[str, tuple[str, str, str]] = {}
        self.base, self.paths = site(self.answer)

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        kind = {"Content-Type": "text/html; charset=utf-8"}
        if path == "/jobs":
            rows = "".join(
                f'<li class="job"><a href="/jobs/{name}">{title}</a> <span class="place">{place}</span></li>'
                for name, (title, place, _) in self.jobs.items()
            )
            return 200, kind, f"<h1>Jobs</h1><ul>{rows}</ul>".encode()
        job = self.jobs.get(path.removeprefix("/jobs/"))
        if job is None:
            return 404, kind, b"gone"
        body = "".join(f"<p>{line}</p>" for line in job[2].split("\n"))
        return 200, kind, f'<h1>{job[0]}</h1><div id="content">{body}</div>'.encode()

    def toml(self) -> str:
        return (
            f'[sources.h]\nboard = "html"\nurl = "{self.base}/jobs"\nitem = "li.job"\nlocation = ".place"\n'
            'text = "#content"\nrender = "never"\nallow_private = true\ndelay = "0s"\n'
        )


def test_a_new_address_and_an_edit_at_once_are_both_known(tmp_path: Path, site: Site) -> None:
    """A posting whose address, title and place change in one check is the same, and its edit is reported."""
    pages = Pages(site)
    work = "Mend the machines of the hall.\n" + "\n".join(f"Task {n} of the mechanic is a long one." for n in range(8))
    pages.jobs = {"1": ("Mechanic", "Cork", work), "2": ("Cook", "Oslo", "Cook. " * 60)}
    (tmp_path / "tracker.toml").write_text(pages.toml())
    check(tmp_path)
    pages.jobs = {"1-senior": ("Senior Mechanic", "Paris", work), "2": pages.jobs["2"]}
    check(tmp_path)
    assert told(tmp_path) == {"edited": 1}
    (one,) = rows(tmp_path, "SELECT location, versions FROM postings WHERE title = 'Senior Mechanic'")
    assert one == {"location": "Paris", "versions": 2}


def test_standing_text_makes_no_two_ads_one(tmp_path: Path, site: Site) -> None:
    """An accountant that closes and an electrician that opens share only the employer's paragraphs."""
    pages = Pages(site)
    pages.jobs = {f"c{n}": (f"Cook {n}", "Cork", f"{STANDING}\nCook number {n}.") for n in range(4)}
    pages.jobs["acc"] = ("Accountant", "Cork", f"{STANDING}\nKeep the books.")
    (tmp_path / "tracker.toml").write_text(pages.toml())
    check(tmp_path)
    del pages.jobs["acc"]
    pages.jobs["el"] = ("Electrician", "Cork", f"{STANDING}\nMend the wires.")
    check(tmp_path)
    assert told(tmp_path) == {"closed": 1, "opened": 1}


def test_a_partial_list_renames_nothing() -> None:
    """What an incomplete list lacks may be on the page that was not read."""
    long = "Plan the power of the halls and lead the contractors on the site. " * 5
    history = first({"a": ("Site Lead", long), "b": ("Cook", "x")})
    seen = replace(listing({"c": ("Site Lead", long), "b": ("Cook", "x")}), api=False, end="")
    verdict = reconcile(history, seen, Answers(), LATER, POLICY)
    assert (verdict.outcome, verdict.renamed) == ("partial", {})


def test_an_export_brings_a_bad_day_along(tmp_path: Path, site: Site) -> None:
    """What was held on a bad day is held in another project too, and after a rebuild there."""
    boards = Boards(site, 4, 12)
    root, other = tmp_path / "one", tmp_path / "two"
    for folder in (root, other):
        folder.mkdir()
        (folder / "tracker.toml").write_text(boards.toml())
    check(root)
    whole = {name: list(jobs) for name, jobs in boards.jobs.items()}
    boards.jobs = {name: [0, 1, 2, 3, 4] for name in boards.jobs}
    check(root)
    boards.jobs = whole
    check(root)
    assert told(root) == {}
    for arguments in (
        ["-C", str(root), "export", "warc", str(tmp_path / "out")],
        ["-C", str(other), "import", "warc", str(tmp_path / "out")],
    ):
        done = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert told(other) == {}
    assert dump(other, ("changes", "checks", "postings")) == dump(root, ("changes", "checks", "postings"))
    with project.load(other).open_database() as database:
        Checker(database, project.load(other).archive(), project.now).rebuild()
        database.watch(project.load(other).settings.sources)
    assert dump(other, ("changes", "checks", "postings")) == dump(root, ("changes", "checks", "postings"))


class Feed:
    """A JSON feed of rows without pages of their own."""

    def __init__(self, site: Site, rows: list[dict[str, object]]) -> None:
        self.rows = rows
        self.base, _ = site(self.answer)

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        return (200, {}, json.dumps(self.rows).encode()) if path == "/feed.json" else (404, {}, b"")

    def toml(self) -> str:
        return (
            f'[sources.f]\nboard = "json"\nurl = "{self.base}/feed.json"\nitems = "@"\nid = "id"\ntitle = "title"\n'
            'location = "place"\nopen = "open"\nallow_private = true\ndelay = "0s"\n'
        )


def entries(count: int, **more: object) -> list[dict[str, object]]:
    return [{"id": n, "title": f"Role {n}", "place": "Oslo", "open": True, **more} for n in range(count)]


def test_marked_as_closed_is_the_same_after_a_rebuild(tmp_path: Path, site: Site) -> None:
    """A closed entry that stays in the list was last seen open before it closed, live and rebuilt."""
    feed = Feed(site, entries(4))
    (tmp_path / "tracker.toml").write_text(feed.toml())
    check(tmp_path)
    feed.rows = [*entries(3), {"id": 3, "title": "Role 3", "place": "Oslo", "open": False}]
    for _ in range(3):
        check(tmp_path)
    before = dump(tmp_path)
    with project.load(tmp_path).open_database() as database:
        Checker(database, project.load(tmp_path).archive(), project.now).rebuild()
        database.watch(["f"])
    assert dump(tmp_path) == before
    (closed,) = rows(tmp_path, "SELECT last_seen, closed_at FROM postings WHERE status = 'closed'")
    assert closed["last_seen"] < closed["closed_at"]


def test_what_was_held_says_since_when_it_looked_so(tmp_path: Path, site: Site) -> None:
    """Places that all postings lost are reported at the third check, and dated by the first."""
    feed = Feed(site, entries(6))
    (tmp_path / "tracker.toml").write_text(feed.toml())
    check(tmp_path)
    check(tmp_path)
    feed.rows = [{key: value for key, value in row.items() if key != "place"} for row in entries(6)]
    for _ in range(3):
        check(tmp_path)
    at = started(tmp_path)
    edits = {(row["since"], row["at"], row["known_at"]) for row in changes(tmp_path, "edited")}
    assert edits == {(at[1], at[2], at[4])}


def test_many_marked_as_closed_say_since_when(tmp_path: Path, site: Site) -> None:
    """Twelve of fourteen marked at once are closed by the third check, a day later, and dated by the first."""
    feed = Feed(site, entries(14))
    (tmp_path / "tracker.toml").write_text(feed.toml())
    check(tmp_path)
    feed.rows = [*entries(2), *({**row, "open": False} for row in entries(14)[2:])]
    for day in (0, 0, 1):
        check(tmp_path, days=day)
    at = started(tmp_path)
    closed = {(row["since"], row["at"], row["known_at"], row["how"]) for row in changes(tmp_path, "closed")}
    assert closed == {(at[0], at[1], at[3], "marked")}


def test_a_list_that_alternates_is_told_once_and_then_held(tmp_path: Path, site: Site) -> None:
    """An old and a new list in turn, the page of the differing posting answering 404: one closing, one return, no more."""
    boards = Boards(site, 1, 6)
    (tmp_path / "tracker.toml").write_text(boards.toml())
    check(tmp_path)
    for number in range(8):
        boards.jobs["b0"] = [0, 1, 2, 3, 4] if number % 2 == 0 else [0, 1, 2, 3, 4, 5]
        check(tmp_path)
    assert told(tmp_path) == {"closed": 1, "reopened": 1}


def test_an_empty_feed_without_pages_is_released_in_the_end(tmp_path: Path, site: Site) -> None:
    """If no page can be requested, eight empty lists in a row are believed, as the reason says from the first."""
    feed = Feed(site, entries(4))
    (tmp_path / "tracker.toml").write_text(feed.toml())
    check(tmp_path)
    feed.rows = []
    for number in range(12):
        report = check(tmp_path, days=number)
        if number < 7:
            assert told(tmp_path) == {}
            assert "by 8 empty lists in a row" in report.results[0].verdict.reason
    assert told(tmp_path) == {"closed": 4}


def test_small_employers_can_have_strangers_too() -> None:
    """Four known postings, nine others in their place, one of them with a known id: held."""
    history = first({str(n): (f"Role number {n}", "x") for n in range(4)})
    strangers = {str(n + 3): (f"Pilot of ship {n}", "y") for n in range(9)}
    verdict = reconcile(history, listing(strangers), Answers(), LATER, POLICY)
    assert verdict.changes == ()
    assert "none of the 4 known postings" in verdict.reason


def test_one_page_that_still_stands_does_not_split_a_mass_closing(tmp_path: Path, site: Site) -> None:
    """299 of 500 closed in one check as one group, though one of the pages asked is still there."""
    boards = Boards(site, 1, 500)
    (tmp_path / "tracker.toml").write_text(boards.toml())
    check(tmp_path)
    answer = boards.answer
    stands = "200"

    def stubborn(path: str, headers: dict[str, str]) -> Reply:
        if path == f"/b0/p/{stands}":
            return 200, {"Content-Type": "text/html"}, f"<h1>Role {stands}</h1>".encode()
        return answer(path, headers)

    boards.jobs["b0"] = list(range(200))
    boards.answer = stubborn  # type: ignore[method-assign]
    base, _ = site(stubborn)
    (tmp_path / "tracker.toml").write_text(
        boards.toml().replace("[sources.b0]", f'[sources.b0]\nendpoint = "{base}/b0/jobs.json"')
    )
    check(tmp_path)
    check(tmp_path)
    groups = Counter(row["group_id"] for row in changes(tmp_path, "closed"))
    assert max(groups.values()) >= 270


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Wording("C++ Developer"), Wording("C# Developer")),
        (Wording("a", ("Can lift < 50 kg",)), Wording("a", ("Can lift > 50 kg",))),
        (Wording("a", ("Pay is $ of the day",)), Wording("a", ("Pay is € of the day",))),
        (Wording("a", ("You get 50% more",)), Wording("a", ("You get 50 more",))),
        (
            Wording("a", ("# Must have", "- Python", "# Nice to have", "- Rust")),
            Wording("a", ("# Must have", "- Rust", "# Nice to have", "- Python")),
        ),
    ],
)
def test_signs_and_sections_mean_something(old: Wording, new: Wording) -> None:
    """A meaningful sign, and a bullet under another heading, are not cosmetic."""
    assert assess(old, new)[0] != "cosmetic"


@pytest.mark.parametrize(
    "line", ["Certification in welding", "You are certified", "Licensed electrician", "Erfahrung im Bau", "Must lift"]
)
def test_requirements_in_many_words(line: str) -> None:
    """A requirement that was added is major."""
    weight, why = assess(Wording("a", ("One", "Two")), Wording("a", ("One", "Two", line)))
    assert weight == "major"
    assert "asked for" in why or "requirement" in why


def test_order_of_bullets_is_cosmetic() -> None:
    """Bullets of one list in another order do not matter."""
    assert assess(Wording("a", ("# X", "- one", "- two")), Wording("a", ("# X", "- two", "- one")))[0] == "cosmetic"


@pytest.mark.parametrize("count", [49, 50, 60, 300])
def test_long_lists_are_marked_like_short_ones(count: int) -> None:
    """A word changed in each of many bullets, and one bullet put on top."""
    old = tuple(f"- bullet number {n} about the work of group {n % 7} and its things" for n in range(count))
    new = ("- one that was not there before", *(line.replace("about", "on") for line in old))
    kinds = Counter(row.kind for row in compare(old, new).rows)
    assert kinds == {"edited": count, "added": 1}


def test_reopened_twice_is_still_one_posting() -> None:
    """Closed by its page, reopened, missing from two lists: each change is recorded once."""
    history = first({"a": ("Cook", "x"), "b": ("Chef", "y")})
    kinds: list[str] = []
    for items, standing in (
        ({"b": ("Chef", "y")}, {"a": False}),
        ({"a": ("Cook", "x"), "b": ("Chef", "y")}, {}),
        ({"b": ("Chef", "y")}, {"a": False}),
        ({"b": ("Chef", "y")}, {"a": False}),
    ):
        verdict = reconcile(history, listing(items), Answers(standing=standing), LATER, POLICY)
        kinds += [change.kind for change in verdict.changes]
        history = after(history, verdict)
    assert kinds == ["closed", "reopened", "closed"]
