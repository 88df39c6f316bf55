"""Identity: one posting under a new id, reposts, copies of one role; and untying."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Reply, check, dump
from tests.histories import LATER, POLICY, after, first, listing
from tests.sites import Site
from tests.tables import changes, posting, recounted, rows, ties, told
from tracker.check import Checker
from tracker.cli import main
from tracker.model.history import Answers
from tracker.model.wording import Wording
from tracker.operations import project
from tracker.reconcile import reconcile
from tracker.reconcile.likeness import likeness

LINES = [
    "Plan the power and the cooling of the halls, from the first drawing to the last test.",
    "Lead the contractors on the site and keep their schedule together with ours.",
    "Write down what was built and hand it over to those who will run it.",
    "Ten years with switchgear, generators and the people who install them.",
    "Travel to our other sites about a third of the time, by train where it can be done.",
    "Work with the permits office and the fire brigade from the beginning.",
]


def text(number: int, change: str = "") -> str:
    return "\n".join(
        [f"Your work at site {number}.", *LINES[number % 3 :], *LINES[: number % 3], f"Team {number}.", change]
    )


def own(number: int) -> str:
    """Return a text of which every sentence is one posting's own."""
    return "\n".join(f"{line[:-1]} in hall {number}." for line in LINES)


class Board:
    """Two JSON boards of one employer with other ids and addresses, and a page for each posting."""

    def __init__(self, site: Site) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.base, self.paths = site(self.answer)

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        if path in {"/old.json", "/new.json"}:
            return 200, {}, json.dumps([{**job, "url": f"{self.base}/p/{job['id']}"} for job in self.jobs]).encode()
        job = next((job for job in self.jobs if path == f"/p/{job['id']}"), None)
        return (200, {}, f"<h1>{job['title']}</h1>".encode()) if job else (404, {}, b"")

    def toml(self, path: str = "/old.json") -> str:
        return (
            f'[sources.a]\nboard = "json"\nurl = "{self.base}{path}"\nitems = "@"\nid = "id"\ntitle = "title"\n'
            'link = "url"\nlocation = "place"\ntext = "text"\nallow_private = true\ndelay = "0s"\n'
        )


def test_a_new_board_software_keeps_every_posting(tmp_path: Path, site: Site) -> None:
    """Other ids, other addresses, slightly other texts: the same postings, one event, with reasons; `untie` undoes a tie."""
    board = Board(site)
    board.jobs = [{"id": n, "title": f"Site Lead {n}", "place": f"Town {n}", "text": text(n)} for n in range(6)]
    path = tmp_path / "tracker.toml"
    path.write_text(board.toml())
    check(tmp_path)
    board.jobs = [
        {"id": f"uuid-{n}", "title": f"Site Lead {n}", "place": f"Town {n}", "text": text(n, "Apply here.")}
        for n in range(5)
    ] + [{"id": "uuid-9", "title": "Cook", "place": "Town 9", "text": "Cook for the crews. " * 12}]
    path.write_text(board.toml("/new.json"))
    check(tmp_path)
    check(tmp_path)
    assert told(tmp_path) == {"edited": 5, "opened": 1, "closed": 1}
    assert len({row["group_id"] for row in changes(tmp_path, "edited")}) == 1
    assert posting(tmp_path, "a.3")["external_id"] == "uuid-3"
    assert len(rows(tmp_path, "SELECT 1 FROM postings")) == 7
    assert ("same", "a.3", "a.uuid-3") in ties(tmp_path)
    reasons = {row["reasons"] for row in rows(tmp_path, "SELECT reasons FROM ties")}
    assert any(
        "of the words in common, without text that other postings share; the same title; the same place" in reason
        for reason in reasons
    )
    before = dump(tmp_path, ("postings", "versions", "changes", "ties"))
    with project.load(tmp_path).open_database() as database:
        Checker(database, project.load(tmp_path).archive(), project.now).rebuild()
        database.watch(["a"])
    assert dump(tmp_path, ("postings", "versions", "changes", "ties")) == before
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "untie", "a.3", "a.uuid-3"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert '"a.3 a.uuid-3" = "' in path.read_text()
    assert ("same", "a.3", "a.uuid-3") not in ties(tmp_path)
    assert [posting(tmp_path, name)["status"] for name in ("a.3", "a.uuid-3")] == ["closed", "open"]
    assert told(tmp_path) == {"edited": 4, "opened": 2, "closed": 2}
    kept, anew = recounted(tmp_path)
    assert kept == anew != []


def test_a_repost_with_other_words_is_tied(tmp_path: Path, site: Site) -> None:
    """A closed ad under a new id, slightly rewritten: opened, with `repost_of` and the reasons."""
    board = Board(site)
    board.jobs = [{"id": n, "title": f"Lead {n}", "place": "Oslo", "text": own(n)} for n in range(4)]
    (tmp_path / "tracker.toml").write_text(board.toml())
    check(tmp_path)
    gone = board.jobs.pop(2)
    check(tmp_path)
    board.jobs.append({**gone, "id": 77, "text": own(2).replace("Ten years", "Twelve years")})
    check(tmp_path)
    assert posting(tmp_path, "a.77")["repost_of"] == "a.2"
    assert ("repost", "a.77", "a.2") in ties(tmp_path)
    shown = CliRunner().invoke(main, ["-C", str(tmp_path), "show", "a.77"]).output
    assert "repost of a.2" in shown
    assert "of the words in common" in shown


def test_copies_in_several_places_are_one_role_and_not_merged(tmp_path: Path, site: Site) -> None:
    """The same ad in three places is three postings and one role, whenever they appear."""
    board = Board(site)
    body = text(1)
    board.jobs = [
        {"id": n, "title": "Site Lead", "place": place, "text": body} for n, place in enumerate(("Oslo", "Cork"))
    ]
    board.jobs += [{"id": n, "title": f"Other {n}", "place": "Rome", "text": text(n)[::-1]} for n in range(10, 14)]
    (tmp_path / "tracker.toml").write_text(board.toml())
    check(tmp_path)
    assert ties(tmp_path) == [("role", "a.1", "a.0")]
    board.jobs.append({"id": 2, "title": "Site Lead", "place": "Reno", "text": body})
    check(tmp_path)
    assert {posting(tmp_path, name)["role"] for name in ("a.0", "a.1", "a.2")} == {"a.0"}
    assert len(rows(tmp_path, "SELECT 1 FROM postings")) == 7
    assert told(tmp_path) == {"opened": 1}


def test_a_page_under_a_new_address_is_the_same_posting() -> None:
    """If postings are identified by their addresses, a new one with the same text is no news; another ad is."""
    long = "Plan the power of the halls and lead the contractors on the site. " * 5
    history = first({"jobs/lead-1": ("Site Lead", long), "jobs/cook": ("Cook", "x")})
    seen = replace(listing({"karriere/lead": ("Site Lead", long), "jobs/cook": ("Cook", "x")}), api=False)
    verdict = reconcile(history, seen, Answers(), LATER, POLICY)
    assert verdict.changes == ()
    assert verdict.renamed == {"karriere/lead": "jobs/lead-1"}
    assert [tie.kind for tie in verdict.ties] == ["same"]
    known = after(history, verdict)
    assert set(known.postings) == {"karriere/lead", "jobs/cook"}
    again = reconcile(known, seen, Answers(), LATER, POLICY)
    assert (again.renamed, again.changes, again.updates, again.ties) == ({}, (), {}, ())
    other = replace(listing({"jobs/other": ("Pilot", "y" * 300), "jobs/cook": ("Cook", "x")}), api=False)
    assert reconcile(history, other, Answers(), LATER, POLICY).renamed == {}


def test_on_a_board_with_ids_a_new_id_is_a_new_posting() -> None:
    """The same text under a new id of the same API is opened beside the closing, never a rename."""
    long = "Plan the power of the halls and lead the contractors on the site. " * 5
    history = first({"1": ("Site Lead", long), "2": ("Cook", "x")})
    verdict = reconcile(history, listing({"9": ("Site Lead", long), "2": ("Cook", "x")}), Answers(), LATER, POLICY)
    assert verdict.renamed == {}
    assert [change.kind for change in verdict.changes] == ["opened"]


def test_twins_that_can_not_be_told_apart_are_not_guessed() -> None:
    """Two missing and two new ads with one text in four different places: no pair is made."""
    long = "Plan the power of the halls and lead the contractors on the site. " * 5
    wordings = {name: Wording("Lead", (long,), location=place) for name, place in (("a", "Oslo"), ("b", "Cork"))}
    base = first({"a": ("Lead", long), "b": ("Lead", long)})
    history = replace(base, wording=wordings)
    seen = replace(listing({"c": ("Lead", long), "d": ("Lead", long)}), api=False)
    entries = tuple(
        replace(entry, read=lambda page, entry=entry, place=place: replace(entry.read(page), location=place))
        for entry, place in zip(seen.entries, ("Rome", "Bonn"), strict=True)
    )
    assert reconcile(history, replace(seen, entries=entries), Answers(), LATER, POLICY).renamed == {}
    right = tuple(
        replace(entry, read=lambda page, entry=entry, place=place: replace(entry.read(page), location=place))
        for entry, place in zip(seen.entries, ("Cork", "Oslo"), strict=True)
    )
    found = reconcile(history, replace(seen, entries=right), Answers(), LATER, POLICY).renamed
    assert found == {"c": "b", "d": "a"}


@given(
    st.lists(st.sampled_from(LINES), min_size=4, max_size=9), st.lists(st.sampled_from(LINES), min_size=4, max_size=9)
)
def test_likeness_is_symmetric_and_one_for_itself(one: list[str], two: list[str]) -> None:
    """The likeness of two ads does not depend on their order."""
    a, b = Wording("Lead", tuple(one)), Wording("Cook", tuple(two))
    assert abs(likeness(a, b).text - likeness(b, a).text) < 1e-9
    assert likeness(a, a).text in {0.0, 1.0}
    assert likeness(a, a).title == 1.0
