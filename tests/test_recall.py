"""Identical replies are not read again, with the same result as if they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Answer, check, kinds
from tests.tables import rows
from tests.test_exact import NONE
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker.check import Checker
from tracker.check.reader import Reader, work
from tracker.model import Entry, Listing, Page, Request
from tracker.operations import project
from tracker.reconcile import exchanges
from tracker.reconcile.byte_equal import Recall, input_hash, packed, unpacked
from tracker.reconcile.exchanges import Exchange

Serve = Callable[[World], Server]
Site = Callable[[Answer], tuple[str, list[str]]]
Answers = dict[str, tuple[int, str]]
TABLES = {
    "postings": "id",
    "posting_state": "id",
    "wordings": "id",
    "changes": "id",
    "checks": "id",
    "snapshots": "id",
    "kept": "source, key",
    "source_state": "source",
}
TEXT = "<p>You plan the cooling of a hall, and you see to it that the pumps run by the day they are due.</p>"
LIST = (
    '<ul><li class=opening><a href="/p/1">Cooling Planner</a> <span class=place>Oslo</span></li>'
    '<li class=opening><a href="/p/2">Pump Fitter</a> <span class=place>Graz</span></li></ul>'
)


def every_row(root: Path) -> dict[str, list[dict[str, Any]]]:
    return {table: rows(root, f"SELECT * FROM {table} ORDER BY {order}") for table, order in TABLES.items()}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every function that a reader is asked for, and every posting's page that it reads."""
    found: list[str] = []
    plain = Reader.do_now

    def noted(self: Reader, function: Callable[..., Any], *arguments: Any) -> Any:
        if function is work.read:
            found.extend(f"read {name.rpartition('/')[2]}" for name, page in arguments[0] if page is not None)
        else:
            found.append(function.__name__)
        return plain(self, function, *arguments)

    monkeypatch.setattr(Reader, "do_now", noted)
    return found


class Small:
    """A site of two postings on loopback, whose answers a test changes."""

    def __init__(self, root: Path, site: Site, extra: str = "") -> None:
        self.root = root
        self.answers: Answers = {"/jobs": (200, LIST)}
        for number, title in ((1, "Cooling Planner"), (2, "Pump Fitter")):
            self.answers[f"/p/{number}"] = (200, f"<h1>{title}</h1><div id=content>{TEXT}{number}</div>")
        self.headers: dict[str, str] = {}
        self.more: dict[str, dict[str, str]] = {}
        base, self.asked = site(self.answer)
        self.toml = (
            f'[defaults]\ndelay = "0s"\nallow_private = true\n[sources.s]\nurl = "{base}/jobs"\nboard = "html"\n'
            f'render = "never"\nitem = "li.opening"\nlocation = ".place"\n{extra}'
        )
        (root / "tracker.toml").write_text(self.toml)

    def answer(self, path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        status, body = self.answers.get(path, (404, ""))
        more = {**(self.headers if path.startswith("/p/") else {}), **self.more.get(path, {})}
        return status, {"Content-Type": "text/html", **more}, body.encode()

    def check(self) -> tuple[str, list[str]]:
        """Read all again; return the outcome, and the kinds of what was told."""
        (result,) = check(self.root, reread=True).results
        return result.verdict.outcome, sorted(one.kind for one in result.changes if not one.baseline)


@pytest.mark.parametrize("quiet", [True, False])
def test_a_rebuild_that_reads_all_gives_the_same_rows(tmp_path: Path, serve: Serve, quiet: bool) -> None:
    """Live, identical replies are not read; from the archive, all are. Both databases are equal after every check."""
    world = World(2, 12, size=900)
    world.quiet = quiet
    (tmp_path / "tracker.toml").write_text(html_toml(serve(world).base, 2))
    check(tmp_path)
    for number in range(5):
        truth = world.step(add=0.05, remove=0.05, edit=0.1) if number % 2 == 0 else None
        world.cut = 0.5 if number == 3 else 1.0
        told = kinds(check(tmp_path, reread=True))
        if truth:
            assert told == {**NONE, "opened": truth.opened, "edited": truth.edited, "closed": truth.closed}
        else:
            assert told == NONE
        live = every_row(tmp_path)
        here = project.load(tmp_path)
        with here.open_database() as database:
            Checker(database, here.archive(), project.now).rebuild()
        assert every_row(tmp_path) == live


def test_an_unchanged_site_starts_no_reader(tmp_path: Path, site: Site, read: list[str]) -> None:
    """Every page is requested and archived, and none is parsed; `last_seen` and `read_at` are updated."""
    small = Small(tmp_path, site)
    small.check()
    assert read == ["send", "read 1", "read 2"]
    before = rows(tmp_path, "SELECT read_at, (SELECT listed_at FROM source_state) AS listed FROM posting_state")
    read.clear()
    small.asked.clear()
    assert small.check() == ("complete", [])
    assert read == []
    assert small.asked == ["/robots.txt", "/jobs", "/p/1", "/p/2"]
    after = rows(tmp_path, "SELECT read_at, (SELECT listed_at FROM source_state) AS listed FROM posting_state")
    assert all(
        new["read_at"] > old["read_at"] and new["listed"] > old["listed"]
        for old, new in zip(before, after, strict=True)
    )
    assert len(rows(tmp_path, "SELECT 1 FROM checks")) == 2


def test_a_rebuild_reads_a_list_once_while_it_is_the_same(tmp_path: Path, serve: Serve, read: list[str]) -> None:
    """It reads it itself, whatever the database remembers, and again for every check that brought another one."""
    world = World(1, 4, size=900)
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1))
    for step in (False, False, True, False, False):
        if step:
            world.step(0.3, 0, 0.3)
        check(tmp_path)
    live, here = every_row(tmp_path), project.load(tmp_path)
    for fresh in (False, True):
        if fresh:
            here.database.unlink()
        read.clear()
        with here.open_database() as database:
            Checker(database, here.archive(), project.now).rebuild()
        assert every_row(tmp_path) == live
        assert read.count("send") == 2


@pytest.mark.parametrize(("key", "values"), [("item", ("li:first-child", "li.opening")), ("title", (".place", "a"))])
def test_a_rebuild_reads_a_list_again_after_other_settings(
    tmp_path: Path, site: Site, key: str, values: tuple[str, str]
) -> None:
    """The same replies make another list under other settings, and the checks after that have this one."""
    small = Small(tmp_path, site)
    for value in (*values, values[1], *values):
        lines = [line for line in small.toml.splitlines() if not line.startswith(key)]
        (tmp_path / "tracker.toml").write_text("\n".join([*lines, f'{key} = "{value}"\n']))
        small.check()
    live, here = every_row(tmp_path), project.load(tmp_path)
    with here.open_database() as database:
        Checker(database, here.archive(), project.now).rebuild()
    assert every_row(tmp_path) == live


def test_one_page_that_changed_is_read_alone(tmp_path: Path, site: Site, read: list[str]) -> None:
    """The reader gets the known list, and reads one page twice, as for every edit."""
    small = Small(tmp_path, site)
    small.check()
    small.answers["/p/2"] = (
        200,
        "<h1>Pump Fitter</h1><div id=content><p>You repair pumps at sea, for six weeks at a time.</p></div>",
    )
    read.clear()
    assert small.check() == ("complete", ["edited"])
    assert set(read) == {"read 2"}
    read.clear()
    assert small.check() == ("complete", [])
    assert read == [], "the edited page is known as well"


@pytest.mark.parametrize("what", ["title", "place", "extra markup"])
def test_a_list_that_changed_is_read(tmp_path: Path, site: Site, read: list[str], what: str) -> None:
    """What the list says of a posting is in its reading: with another title its page is read again."""
    small = Small(tmp_path, site)
    small.check()
    old, new = {
        "title": (">Pump Fitter<", ">Senior Pump Fitter<"),
        "place": ("Graz", "Wien"),
        "extra markup": ("<ul>", "<hr><ul>"),
    }[what]
    small.answers["/jobs"] = (200, LIST.replace(old, new))
    read.clear()
    assert small.check() == ("complete", [] if what == "extra markup" else ["edited"])
    assert "send" in read
    assert "read 1" not in read
    assert ("read 2" in read) == (what != "extra markup")


def test_other_settings_read_every_page(tmp_path: Path, site: Site, read: list[str]) -> None:
    """A key that says where the text stands gives every posting another text."""
    small = Small(tmp_path, site)
    small.check()
    (tmp_path / "tracker.toml").write_text(small.toml + 'text = "h1"\n')
    read.clear()
    small.check()
    assert {"read 1", "read 2"} <= set(read)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(200, {"cf-mitigated": "challenge"}), (403, {}), (500, {}), (404, {})],
)
def test_the_same_body_behind_another_answer_is_no_text(
    tmp_path: Path, site: Site, status: int, headers: dict[str, str]
) -> None:
    """A page is the same only with the same status and the headers that identify walls."""
    small = Small(tmp_path, site)
    small.check()
    for number in (1, 2):
        small.answers[f"/p/{number}"] = (status, small.answers[f"/p/{number}"][1])
    small.headers = headers
    outcome, told = small.check()
    assert told == []
    assert outcome == "partial"


def test_a_wording_that_is_not_what_the_page_says_is_read(tmp_path: Path, site: Site, read: list[str]) -> None:
    """The hash of what was said must be that of the newest wording; else the page is compared as ever."""
    small = Small(tmp_path, site)
    small.check()
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        connection.execute("UPDATE wordings SET department = 'Cellar' WHERE title = 'Pump Fitter'")
    connection.close()
    read.clear()
    assert small.check() == ("complete", ["edited"])
    assert "read 1" not in read
    assert "read 2" in read


def test_a_posting_that_comes_back_with_the_same_page_is_read(tmp_path: Path, site: Site, read: list[str]) -> None:
    """A closed posting is opened again by what its page says, and not by what is remembered."""
    small = Small(tmp_path, site)
    small.check()
    page = small.answers.pop("/p/2")
    small.answers["/jobs"] = (200, LIST.partition('<li class=opening><a href="/p/2')[0])
    told = [small.check()[1] for _ in range(3)]
    assert ["closed"] in told
    small.answers |= {"/jobs": (200, LIST), "/p/2": page}
    read.clear()
    assert small.check() == ("complete", ["reopened"])
    assert "read 2" in read


def test_a_failed_check_forgets_nothing(tmp_path: Path, site: Site, read: list[str]) -> None:
    """After a failed list, identical pages are still recognised."""
    small = Small(tmp_path, site)
    small.check()
    small.answers["/jobs"] = (500, "error")
    assert small.check()[0] == "failed"
    small.answers["/jobs"] = (200, LIST)
    read.clear()
    assert small.check() == ("complete", [])
    assert [one for one in read if one.startswith("read ")] == []


ENTRY = Entry("https://x.org/1", "https://x.org/1", "Cook", "f", lambda _page: None, Request("https://x.org/1"))
PAGE = Page(Request("https://x.org/1"), "https://x.org/1", 200, (("Content-Type", "text/html"),), b"x", sha256="a")


@pytest.mark.parametrize(
    ("entry", "page"),
    [
        ({"title": "Chef"}, {}),
        ({"fingerprint": "g"}, {}),
        ({"external_id": "2"}, {}),
        ({"detail": Request("https://x.org/1", render=True)}, {}),
        ({}, {"url": "https://x.org/other"}),
        ({}, {"sha256": "b"}),
        ({}, {"headers": (("Content-Type", "text/html; charset=cp1252"),)}),
        ({}, {"headers": (*PAGE.headers, ("X-DataDome", "protected"))}),
        ({}, {"parts": (PAGE,)}),
    ],
)
def test_what_was_read_is_all_that_a_reading_depends_on(entry: dict[str, Any], page: dict[str, Any]) -> None:
    """Another entry or another page is another reading; a date in the headers is not."""
    first = input_hash(ENTRY, PAGE)
    assert first
    assert input_hash(replace(ENTRY, **entry), replace(PAGE, **page)) != first
    assert input_hash(ENTRY, replace(PAGE, headers=(*PAGE.headers, ("Date", "today")))) == first


@pytest.mark.parametrize("page", [{"status": 404}, {"failure": "no answer"}, {"sha256": ""}])
def test_what_is_not_remembered(page: dict[str, Any]) -> None:
    """Only a whole answer is."""
    assert input_hash(ENTRY, replace(PAGE, **page)) == ""


@pytest.mark.parametrize(
    "entries",
    [
        (ENTRY,),
        (ENTRY, Entry("7", "https://x.org/7", "Baker", "g", ENTRY.read, open=False)),
        (
            Entry(
                "8",
                "",
                "Smith",
                "h",
                ENTRY.read,
                Request("https://x.org/8", "POST", b"\xff{}", (("A", "b"),), True, ".t", True),
            ),
        ),
    ],
)
def test_a_list_comes_back_as_it_was(entries: Sequence[Entry]) -> None:
    """Packed and unpacked, a listing is the same but for the function that reads its entries."""
    listing = Listing(
        tuple(entries), "the end", 4, "cap", ("a", "b"), api=False, employer="E", addresses=("x",), rows=9
    )
    told = json.loads(json.dumps(packed(Recall(listing, {"n": ("a", "b")}))))
    found = unpacked(told)
    assert found.reads == {"n": ("a", "b")}
    assert found.listing is not None
    back = tuple(replace(one, read=mine.read) for one, mine in zip(found.listing.entries, entries, strict=True))
    assert replace(found.listing, entries=back) == listing


@pytest.mark.parametrize("told", [{"reads": []}, {"reads": {"a": 1}}, {"listing": {"entries": 3}}, {"listing": [1]}])
def test_what_has_another_shape_is_forgotten(told: dict[str, Any]) -> None:
    """Invalid data in the database costs one more reading."""
    assert unpacked(told) == Recall()


LATIN = "text/html; charset=iso-8859-1"


@pytest.mark.parametrize("what", ["/jobs", "/p/1", "both"])
@pytest.mark.parametrize("edited", [False, True])
def test_the_same_bytes_with_another_charset(tmp_path: Path, site: Site, what: str, edited: bool) -> None:
    """A page with another charset is read again; a rebuild makes the same rows."""
    small = Small(tmp_path, site)
    small.answers["/jobs"] = (200, LIST.replace("Graz", "Kärnten"))
    small.answers["/p/1"] = (200, small.answers["/p/1"][1].replace("cooling", "Kühlung"))
    check(tmp_path)
    small.more = {path: {"Content-Type": LATIN} for path in (("/jobs", "/p/1") if what == "both" else (what,))}
    if edited:
        small.answers["/p/2"] = (200, small.answers["/p/2"][1].replace("pumps", "pumps and fans"))
    check(tmp_path, reread=True)
    check(tmp_path, reread=True)
    live = every_row(tmp_path)
    with project.load(tmp_path).open_database() as database:
        Checker(database, project.load(tmp_path).archive(), project.now).rebuild()
        database.watch(["s"])
    again = every_row(tmp_path)
    for table in ("postings", "wordings", "changes", "checks"):
        assert again[table] == live[table], table


def test_a_list_that_becomes_a_wall_by_its_header_alone(tmp_path: Path, site: Site) -> None:
    """The same bytes with the header of a wall are a wall."""
    small = Small(tmp_path, site)
    check(tmp_path)
    small.more = {"/jobs": {"cf-mitigated": "challenge"}}
    (result,) = check(tmp_path).results
    assert result.verdict.outcome == "blocked"


_SHORT = st.text(st.characters(codec="utf-8"), max_size=5)
_REQUEST = st.builds(
    Request, _SHORT, _SHORT, st.binary(max_size=5), st.lists(st.tuples(_SHORT, _SHORT), max_size=2).map(tuple), st.booleans(), _SHORT, st.booleans()
)  # fmt: skip
_ROUNDS = st.lists(st.lists(st.builds(Exchange, _REQUEST, st.integers(0, 599), _SHORT, _SHORT), max_size=3), max_size=3)


@given(_ROUNDS)
def test_rounds_come_back_as_they_were(rounds: exchanges.Rounds) -> None:
    """Each field of a request and its reply is written and read."""
    assert exchanges.unpacked(orjson.loads(orjson.dumps(exchanges.packed(rounds)))) == rounds


@pytest.mark.parametrize(
    "data", [[[{"url": "a"}]], [[["a", "GET"]]], [["a"]], [3], [[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]]]
)
def test_rounds_of_another_shape_are_forgotten(data: list[Any]) -> None:
    """The list is then read again."""
    assert exchanges.unpacked(data) == []
