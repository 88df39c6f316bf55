"""Ways to break the tracker that were found once and must stay impossible."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import check, dump, kinds
from tests.test_archive import small
from tests.test_exact import NONE, start
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker.check import Checker
from tracker.extract import fields, text
from tracker.model.errors import Damaged
from tracker.operations import project, verify
from tracker.reconcile.noise import fits, masks_of, settle

Serve = Callable[[World], Server]


def rebuild(root: Path) -> None:
    here = project.load(root)
    with here.open_database() as database:
        Checker(database, here.archive(), project.now).rebuild()


def test_second_read_that_is_the_same_to_the_byte(tmp_path: Path, serve: Serve) -> None:
    """On pages without noise, the second read is a revisit record of the same check, and can be read back."""
    world = World(1, 6, size=400)
    world.quiet = True
    (tmp_path / "tracker.toml").write_text(html_toml(serve(world).base, 1))
    check(tmp_path)
    numbers = list(world.companies[0])
    world.companies[0][numbers[0]].blocks[1] = ("p", "Another paragraph stands here.")
    world.companies[0][numbers[1]].title = "Another title"
    assert kinds(check(tmp_path, reread=True)) == {**NONE, "edited": set(numbers[:2])}
    assert not verify.verify(project.load(tmp_path)).problems
    before = dump(tmp_path)
    for part in tmp_path.glob("tracker.db*"):
        part.unlink()
    rebuild(tmp_path)
    assert dump(tmp_path) == before


def test_damage_in_the_middle_is_no_torn_tail(tmp_path: Path, serve: Serve) -> None:
    """An unreadable record before whole checks stops everything, and nothing is cut off."""
    world = small(tmp_path, serve)
    for _ in range(3):
        world.step()
        check(tmp_path)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    whole = file.read_bytes()
    here = project.load(tmp_path)
    with here.open_database() as database:
        first = next(iter(here.archive().scan(f"c0/{file.name}")))
    assert database
    broken = whole[: first.end] + b"\x00" + whole[first.end + 1 :]
    file.write_bytes(broken)
    with pytest.raises(Damaged, match="restore it from a copy"):
        rebuild(tmp_path)
    for part in tmp_path.glob("tracker.db*"):
        part.unlink()
    with pytest.raises(Damaged, match="restore it from a copy"):
        check(tmp_path)
    assert file.read_bytes() == broken


@pytest.mark.parametrize("length", [0, 5, 8, 100, 600])
def test_torn_first_write_heals(tmp_path: Path, serve: Serve, length: int) -> None:
    """A file whose first check was never finished is started again."""
    world = small(tmp_path, serve)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    file.write_bytes(file.read_bytes()[:length])
    for part in tmp_path.glob("tracker.db*"):
        part.unlink()
    report = check(tmp_path)
    assert report.exit_code == 0
    assert sum(one.baseline for result in report.results for one in result.changes) == len(world.companies[0])
    assert not verify.verify(project.load(tmp_path)).problems


@pytest.mark.parametrize("reply", [b"[]", b"{}", b"null", b"[1]"])
def test_a_tiny_first_reply(tmp_path: Path, serve: Serve, reply: bytes) -> None:
    """A new employer without postings, or a nonsense reply, is a check like any other."""
    world = World(1, 3, size=300)
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1).replace('"greenhouse"', '"lever"'))
    world.fault = lambda path: (200, reply) if path.startswith("/v1") else None
    report = check(tmp_path)
    assert report.results[0].verdict.outcome == ("complete" if reply == b"[]" else "failed")
    assert not verify.verify(project.load(tmp_path)).problems


@pytest.mark.parametrize("replaced", [False, True])
def test_false_404_of_an_api_without_details_closes_nothing(tmp_path: Path, serve: Serve, replaced: bool) -> None:
    """Without control requests, an API's 404 proves nothing while the pages for people are up."""
    world = start(tmp_path, serve, "json", companies=1, postings=25)
    others = [
        {"id": 900 + n, "title": f"Other {n}", "absolute_url": "http://127.0.0.1:9/x", "content": ""} for n in range(25)
    ]
    body = json.dumps({"jobs": others if replaced else [], "meta": {"total": 25 if replaced else 0}}).encode()

    def fault(path: str) -> tuple[int, bytes] | None:
        return (200, body) if path.endswith("content=true") else (404, b"") if path.startswith("/v1") else None

    world.fault = fault
    for _ in range(4):
        report = check(tmp_path)
        assert kinds(report)["closed"] == set()
        assert report.exit_code == 1


def test_a_failing_control_does_not_hide_pages_that_stand(tmp_path: Path, serve: Serve) -> None:
    """A page that is up needs no control: the list still counts as cut off."""
    world = start(tmp_path, serve, "json", companies=1, postings=26)
    kept = {str(number) for number in list(world.companies[0])[:13]}

    def fault(path: str) -> tuple[int, bytes] | None:
        if "/jobs/" in path and path.rpartition("/")[2] in kept:
            return 200, b"<h1>Welcome</h1>"
        return (404, b"") if path.startswith("/v1") and "/jobs/" in path else None

    world.fault = fault
    world.cut = 0.5
    for _ in range(4):
        report = check(tmp_path)
        assert (kinds(report), report.results[0].verdict.outcome) == (NONE, "partial")


def test_a_line_missing_from_one_of_two_reads_is_still_there() -> None:
    """A line that only one of the two reads has is neither removed nor added."""
    known = ("a line one", "b line two", "c line three")
    assert settle(known, ("a line one", "c line three"), known, ()) == known
    assert settle(known, (*known, "a banner"), known, ()) == known


def test_a_mask_is_as_narrow_as_a_counter() -> None:
    """Words that come and go make no mask; a new line that both reads have is never dropped."""
    assert masks_of(["We are hiring engineers."], ["We are one team."]) == frozenset()
    (mask,) = masks_of(["Viewed 17 times today"], ["Viewed 18 times today"])
    assert fits(mask, "Viewed 1999 times today")
    assert not fits(mask, "Viewed by all who build the 1st of its kind data center times today")


def test_rotating_pay_beside_the_text_is_no_edit(tmp_path: Path, serve: Serve) -> None:
    """Fields that differ between two reads of the same moment keep their known values."""
    world = start(tmp_path, serve, "html", companies=1, postings=5)
    original, count = list(world.companies[0].values()), 0

    def fault(path: str) -> tuple[int, bytes] | None:
        nonlocal count
        parts = path.split("?", maxsplit=1)[0].split("/")
        if len(parts) == 4 and path.startswith("/c0"):
            count += 1
            job = next(one for one in original if str(one.number) == parts[3])
            other = f"<p>Also hiring: Analyst, salary ${60 + count},000 - ${90 + count},000 a year</p>"
            return 200, f"<h1>{job.title}</h1><div id=content>{job.markup()}{other}</div>".encode()
        return None

    world.fault = fault
    check(tmp_path, reread=True)
    for _ in range(3):
        assert kinds(check(tmp_path, reread=True)) == NONE


@pytest.mark.parametrize(
    "broken",
    [
        'item = "li..x"',
        'item = "li.opening"\nlocation = "::"',
        'item = "li.opening"\ntext = "##"',
        'item = "li.opening"\nnext = "a[["',
    ],
)
def test_one_bad_source_does_not_stop_the_others(tmp_path: Path, serve: Serve, broken: str) -> None:
    """An invalid selector, or whatever a page does to a parser, fails that source only."""
    world = World(2, 3, size=300)
    base = serve(world).base
    head, _, _ = html_toml(base, 2).partition("[sources.c1]")
    (tmp_path / "tracker.toml").write_text(head + f'[sources.c1]\nurl = "{base}/c1/jobs"\n{broken}\n')
    report = check(tmp_path)
    outcomes = {result.source: result.verdict.outcome for result in report.results}
    assert outcomes["c0"] == "complete"
    assert outcomes["c1"] in {"failed", "partial"}
    assert len(dump(tmp_path)["checks"]) == 2


def test_however_deep_a_page_is() -> None:
    """Thousands of nested elements are read like others."""
    assert text.from_html("<table><tr><td>x</td></tr></table>" + "<div>" * 5000 + "deep" + "</div>" * 5000) == "x\ndeep"


def test_endless_digits_are_read_in_time() -> None:
    """Text that is made to be slow to search is searched in time."""
    for hostile in ("$" + "9" * 50_000, "USD " + "111," * 20_000, "$1 - " * 20_000, "€" * 50_000):
        fields.pay_in_prose(hostile)


def test_all_texts_gone_at_once_are_held(tmp_path: Path, serve: Serve) -> None:
    """A reply without texts, or an error page in place of all of them, edits nothing."""
    world = start(tmp_path, serve, "json", companies=1, postings=8)
    jobs = [
        {
            "id": n,
            "title": job.title,
            "absolute_url": "x",
            "location": {"name": job.place},
            "departments": [{"name": job.team}],
        }
        for n, job in world.companies[0].items()
    ]
    world.fault = lambda path: (200, json.dumps({"jobs": jobs}).encode()) if path.endswith("content=true") else None
    report = check(tmp_path)
    assert (kinds(report), report.results[0].verdict.outcome) == (NONE, "partial")
    assert "have no text any more" in report.results[0].verdict.reason
    world.fault = lambda path: (200, b'{"jobs": [{"title": "x"}]}') if path.endswith("content=true") else None
    assert check(tmp_path).results[0].verdict.outcome == "failed"
    world.fault = lambda _path: None
    assert kinds(check(tmp_path)) == NONE


def test_one_error_page_for_all_postings_is_held(tmp_path: Path, serve: Serve) -> None:
    """The same text on most postings at once is not an edit of each."""
    world = start(tmp_path, serve, "html", companies=1, postings=6)
    world.fault = lambda path: (200, b"<div id=content>Something went wrong.</div>") if path.count("/") == 3 else None
    report = check(tmp_path, reread=True)
    assert (kinds(report), report.results[0].verdict.outcome) == (NONE, "partial")
    world.fault = lambda _path: None
    assert kinds(check(tmp_path, reread=True)) == NONE


def test_marked_as_closed_all_at_once_needs_three_checks(tmp_path: Path, serve: Serve) -> None:
    """The closing follows after as many checks as the reason says."""
    rows = [{"id": n, "title": f"Role {n}", "live": True} for n in range(14)]
    world = World(1, 1, size=300)
    base = serve(world).base
    (tmp_path / "tracker.toml").write_text(
        f'[sources.a]\nboard = "json"\nurl = "{base}/feed.json"\nopen = "live"\nallow_private = true\ndelay = "0s"\n'
    )
    world.fault = lambda path: (200, json.dumps(rows).encode()) if path == "/feed.json" else None
    check(tmp_path)
    for row in rows:
        row["live"] = False
    assert [len(kinds(check(tmp_path, days=day))["closed"]) for day in (0, 0, 0, 1, 1)] == [0, 0, 0, 14, 0]


def test_one_posting_listed_twice_is_no_cut(tmp_path: Path, serve: Serve) -> None:
    """A board that lists a posting once per place states the number of rows."""
    world = start(tmp_path, serve, "json", companies=1, postings=3)
    jobs = [{"id": n, "title": job.title, "absolute_url": "x", "content": "x"} for n, job in world.companies[0].items()]
    world.fault = lambda path: (
        (200, json.dumps({"jobs": [*jobs, jobs[0]], "meta": {"total": 4}}).encode())
        if path.endswith("content=true")
        else None
    )
    assert check(tmp_path).results[0].verdict.seen == 3
    assert dump(tmp_path)["checks"][-1][5] in {"complete", "partial"}
    assert "states 4" not in str(dump(tmp_path)["checks"][-1][8])


def test_an_imported_page_shows_a_title_edit(tmp_path: Path) -> None:
    """An import has one read of each moment, and that read counts."""
    from click.testing import CliRunner

    from tracker.cli import main

    folder = tmp_path / "pages"
    folder.mkdir()
    for day, title in ((1, "Cook"), (2, "Chief Cook"), (3, "Chief Cook")):
        (folder / f"2026-01-0{day}.html").write_text(
            f'<ul><li class=o><a href="/jobs/1">{title}</a></li><li class=o><a href="/jobs/2">Baker</a></li></ul>'
        )
    (tmp_path / "tracker.toml").write_text(
        '[sources.a]\nboard = "html"\nurl = "https://a.example.org/jobs"\nitem = "li.o"\nrender = "never"\n'
    )
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "import", "dir", str(folder), "--source", "a"]).exit_code == 0
    assert [row[5] for row in dump(tmp_path)["changes"] if not row[10]] == ["edited"]
    before = dump(tmp_path)
    rebuild(tmp_path)
    assert dump(tmp_path) == before


@pytest.mark.parametrize("place", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("database", [True, False])
def test_a_flipped_bit_at_the_start_deletes_nothing(tmp_path: Path, serve: Serve, place: int, database: bool) -> None:
    """However the first bytes of a file are damaged, neither a run nor a rebuild truncates it or empties the database."""
    small(tmp_path, serve)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    broken = bytearray(file.read_bytes())
    broken[place] ^= 0x80
    file.write_bytes(broken)
    before = dump(tmp_path)
    if not database:
        for one in tmp_path.glob("tracker.db*"):
            one.unlink()
    with pytest.raises(Damaged):
        rebuild(tmp_path)
    if database:
        assert dump(tmp_path) == before
    else:
        with pytest.raises(Damaged):
            check(tmp_path)
    assert file.read_bytes() == bytes(broken)


@pytest.mark.parametrize("database", [True, False])
def test_a_flipped_bit_in_the_last_record_drops_no_check(tmp_path: Path, serve: Serve, database: bool) -> None:
    """The last committed check is not taken for an unfinished one."""
    world = small(tmp_path, serve)
    world.step()
    check(tmp_path)
    (file,) = tmp_path.glob("snapshots/c0/*.warc.zst")
    last = list(project.load(tmp_path).archive().scan(f"c0/{file.name}"))[-1]
    broken = bytearray(file.read_bytes())
    broken[last.closing] ^= 0x01
    file.write_bytes(broken)
    if not database:
        for one in tmp_path.glob("tracker.db*"):
            one.unlink()
    with pytest.raises(Damaged):
        rebuild(tmp_path)
    if not database:
        with pytest.raises(Damaged):
            check(tmp_path)
    assert file.read_bytes() == bytes(broken)


def test_a_text_that_is_missing_is_kept_as_it_is_known(tmp_path: Path, serve: Serve) -> None:
    """One posting without its text keeps the known text; places that all postings lose at once are held."""
    world = start(tmp_path, serve, "json", companies=1, postings=5)

    def reply(lacks: str, count: int) -> bytes:
        jobs = []
        for number, job in enumerate(world.companies[0].values()):
            one = {
                "id": job.number,
                "title": job.title,
                "absolute_url": "x",
                "location": {"name": job.place},
                "departments": [{"name": job.team}],
                "content": job.markup(),
            }
            if number < count:
                one[lacks] = None
            jobs.append(one)
        return json.dumps({"jobs": jobs}).encode()

    for lacks, count, outcome in (
        ("content", 1, "complete"),
        ("content", 2, "partial"),
        ("location", 5, "partial"),
        ("departments", 5, "partial"),
    ):
        body = reply(lacks, count)
        world.fault = lambda path, body=body: (200, body) if path.endswith("content=true") else None  # type: ignore[misc]
        report = check(tmp_path)
        assert (kinds(report), report.results[0].verdict.outcome) == (NONE, outcome), lacks
    world.fault = lambda _path: None
    assert kinds(check(tmp_path)) == NONE
