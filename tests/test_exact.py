"""After every run exactly the true changes, through a real server, archive and database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import check, dump, kinds, reader
from tests.world import Server, World, greenhouse_toml, html_toml

NONE: dict[str, set[int]] = {"opened": set(), "edited": set(), "closed": set(), "reopened": set(), "unlisted": set()}
Serve = Callable[[World], Server]


def start(root: Path, serve: Serve, dialect: str, companies: int = 8, postings: int = 25, size: int = 900) -> World:
    world = World(companies, postings, size=size)
    base = serve(world).base
    write = {"json": greenhouse_toml, "html": html_toml}[dialect]
    (root / "tracker.toml").write_text(write(base, companies))
    report = check(root)
    assert report.exit_code == 0
    assert sum(one.baseline for result in report.results for one in result.changes) == companies * postings
    assert kinds(report) == NONE
    return world


@pytest.mark.parametrize("dialect", ["json", "html"])
def test_each_step_is_told_exactly(tmp_path: Path, serve: Serve, dialect: str) -> None:
    """The next run reports exactly what a step opened, edited and closed; the run after it reports nothing."""
    world = start(tmp_path, serve, dialect, companies=8 if dialect == "json" else 3)
    for _ in range(4):
        truth = world.step(add=0.02, remove=0.02, edit=0.04)
        report = check(tmp_path, reread=dialect == "html")
        assert kinds(report) == {**NONE, "opened": truth.opened, "edited": truth.edited, "closed": truth.closed}
        assert report.exit_code == 0
        assert kinds(check(tmp_path, reread=dialect == "html")) == NONE


@pytest.mark.parametrize("dialect", ["json", "html"])
def test_noise_is_nothing(tmp_path: Path, serve: Serve, dialect: str) -> None:
    """Other markup around the same text, new timestamps, tokens and a visible counter make no change."""
    world = start(tmp_path, serve, dialect, companies=2)
    for wrap in ("", "other", "", "third"):
        world.wrap = wrap
        world.touch()
        assert kinds(check(tmp_path, reread=True)) == NONE
    assert len(dump(tmp_path)["versions"]) == 50


@pytest.mark.parametrize("dialect", ["json", "html"])
def test_cut_list_closes_nothing(tmp_path: Path, serve: Serve, dialect: str) -> None:
    """A list that is cut to half with its total, for three runs, is partial; when it is whole again, nothing happened."""
    world = start(tmp_path, serve, dialect, companies=2)
    world.cut = 0.5
    for _ in range(3):
        report = check(tmp_path)
        assert kinds(report) == NONE
        assert report.exit_code == 1
        assert all(result.verdict.outcome == "partial" for result in report.results)
        assert all(result.verdict.reason.startswith("held: ") for result in report.results)
    world.cut = 1.0
    report = check(tmp_path)
    assert (kinds(report), report.exit_code) == (NONE, 0)


@pytest.mark.parametrize("dialect", ["json", "html"])
def test_half_of_all_answers_500(tmp_path: Path, serve: Serve, dialect: str) -> None:
    """If every second reply is an error, nothing changes, and the exit code of the run says so."""
    world = start(tmp_path, serve, dialect, companies=4, postings=10)
    count = 0

    def fault(path: str) -> tuple[int, bytes] | None:
        nonlocal count
        count += 1
        return (500, b"<h1>error</h1>") if count % 2 and path != "/robots.txt" else None

    world.fault = fault
    for _ in range(3):
        report = check(tmp_path, reread=True)
        assert (kinds(report), report.exit_code) == (NONE, 1)
    world.fault = lambda _path: None
    report = check(tmp_path)
    assert (kinds(report), report.exit_code) == (NONE, 0)


def test_true_mass_closing_is_told(tmp_path: Path, serve: Serve) -> None:
    """If most postings go and their pages are gone, it is reported at once."""
    world = start(tmp_path, serve, "json", companies=1, postings=60)
    gone = set(list(world.companies[0])[:36])
    for number in gone:
        del world.companies[0][number]
    assert kinds(check(tmp_path)) == {**NONE, "closed": gone}


def test_empty_list_is_failed_until_proved(tmp_path: Path, serve: Serve) -> None:
    """An empty list fails; one a day later, with every page gone, is believed."""
    world = start(tmp_path, serve, "json", companies=1, postings=5)
    everything = set(world.companies[0])
    world.companies[0].clear()
    report = check(tmp_path)
    assert (kinds(report), report.results[0].verdict.outcome) == (NONE, "failed")
    assert report.results[0].verdict.reason.startswith("held: ")
    assert kinds(check(tmp_path)) == NONE
    assert kinds(check(tmp_path, days=1)) == {**NONE, "closed": everything}


def test_unlisted_and_back(tmp_path: Path, serve: Serve) -> None:
    """A missing posting whose page is up is unlisted by the second list, and never closed."""
    world = start(tmp_path, serve, "json", companies=1, postings=20)
    last = list(world.companies[0])[-1]
    world.cut = 0.96
    assert kinds(check(tmp_path)) == NONE
    assert kinds(check(tmp_path)) == {**NONE, "unlisted": {last}}
    assert kinds(check(tmp_path)) == NONE
    world.cut = 1.0
    assert kinds(check(tmp_path)) == {**NONE, "reopened": {last}}


def test_pages_that_can_not_be_asked_need_two_lists(tmp_path: Path, serve: Serve) -> None:
    """If no page can be requested, two complete lists and six hours are needed; for more than a third, three lists and a day."""
    world = start(tmp_path, serve, "json", companies=1, postings=30)
    world.fault = lambda path: (404, b"") if "/jobs/" in path else None
    one = next(iter(world.companies[0]))
    del world.companies[0][one]
    assert kinds(check(tmp_path)) == NONE
    assert kinds(check(tmp_path)) == NONE
    assert kinds(check(tmp_path, days=1)) == {**NONE, "closed": {one}}
    many = set(list(world.companies[0])[:12])
    for number in many:
        del world.companies[0][number]
    assert kinds(check(tmp_path, days=2)) == NONE
    assert kinds(check(tmp_path, days=2)) == NONE
    assert kinds(check(tmp_path, days=2)) == NONE
    assert kinds(check(tmp_path, days=3)) == {**NONE, "closed": many}
    at, known = (min(row) for row in zip(*_times(tmp_path, "closed")[-12:], strict=True))
    assert known[:10] > at[:10]


def _times(root: Path, kind: str) -> list[tuple[str, str]]:
    with closing(reader(root)) as connection:
        query = "SELECT at, known_at FROM changes WHERE kind = ? ORDER BY known_at"
        return [tuple(row) for row in connection.execute(query, (kind,))]


def test_template_edit_is_one_group(tmp_path: Path, serve: Serve) -> None:
    """The same new paragraph on every posting is one row each, and one group."""
    world = start(tmp_path, serve, "json", companies=1, postings=6)
    for job in world.companies[0].values():
        job.blocks.append(("p", "We read every application ourselves."))
    assert len(kinds(check(tmp_path))["edited"]) == 6
    rows = dump(tmp_path)["changes"][0:]
    edited = [row for row in rows if row[5] == "edited"]
    assert {row[8] for row in edited} == {"template"}
    assert len({row[9] for row in edited}) == 1


@pytest.mark.parametrize(
    ("body", "status", "outcome", "reason"),
    [
        (
            b'<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x"></script>',
            200,
            "blocked",
            "Cloudflare",
        ),
        (
            b"<title>Access Denied</title>You don't have permission. errors&#46;edgesuite&#46;net",
            200,
            "blocked",
            "Akamai",
        ),
        (b"", 403, "blocked", "403"),
        (b"<html>maintenance</html>", 200, "failed", "not JSON"),
        (b'{"error":"no"}', 404, "failed", "no board"),
        (b'{"jobs": {"a": 1}}', 200, "failed", "list of objects"),
        (b"[1, 2", 200, "failed", "not JSON"),
    ],
)
def test_what_is_no_list_is_never_empty(
    tmp_path: Path, serve: Serve, body: bytes, status: int, outcome: str, reason: str
) -> None:
    """Walls, errors and other replies are reported as what they are, and close nothing."""
    world = start(tmp_path, serve, "json", companies=1, postings=3)
    world.fault = lambda path: (status, body) if path.endswith("content=true") else None
    report = check(tmp_path)
    verdict = report.results[0].verdict
    assert (kinds(report), report.exit_code, verdict.outcome) == (NONE, 1, outcome)
    assert reason in verdict.reason


def test_robots_forbid(tmp_path: Path, serve: Serve) -> None:
    """What robots.txt forbids is not read, and is reported as blocked."""
    world = start(tmp_path, serve, "json", companies=1, postings=3)
    world.fault = lambda path: (200, b"User-agent: *\nDisallow: /v1/") if path == "/robots.txt" else None
    world.requests.clear()
    report = check(tmp_path)
    assert report.results[0].verdict.outcome == "blocked"
    assert world.requests == ["/robots.txt"]


def test_unchanged_run_adds_one_small_row(tmp_path: Path, serve: Serve) -> None:
    """An unchanged run requests the list alone, and adds one row to checks and none elsewhere."""
    world = start(tmp_path, serve, "json", companies=1, postings=20)
    before = dump(tmp_path)
    world.requests.clear()
    check(tmp_path)
    after = dump(tmp_path)
    assert world.requests == ["/robots.txt", "/v1/boards/c0/jobs?pay_transparency=true&content=true"]
    assert len(after["checks"]) == len(before["checks"]) + 1
    assert all(after[table] == before[table] for table in ("versions", "changes", "snapshots"))
    seen = [row[:9] for row in before["postings"]]
    assert [row[:9] for row in after["postings"]] == seen


def test_edit_on_a_page_with_a_counter_is_found(tmp_path: Path, serve: Serve) -> None:
    """The counter is masked, and a real edit of the same text is reported once."""
    world = start(tmp_path, serve, "html", companies=1, postings=4)
    check(tmp_path, reread=True)
    number = next(iter(world.companies[0]))
    world.companies[0][number].blocks[1] = ("p", "You will build the first hall of its kind.")
    assert kinds(check(tmp_path, reread=True)) == {**NONE, "edited": {number}}
    assert kinds(check(tmp_path, reread=True)) == NONE
