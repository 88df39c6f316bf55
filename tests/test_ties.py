"""Ties: what is no evidence, their reasons, the audit, and that no order of anything changes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import dump
from tests.histories import LATER, POLICY, ad, after, changed, entry, listed, seen_first
from tests.tables import posting, rows, ties
from tracker.check import Checker
from tracker.cli import main
from tracker.model import Listing
from tracker.model.history import Answers, Candidate, History, SoughtPosting
from tracker.model.wording import Wording
from tracker.operations import project
from tracker.reconcile import reconcile
from tracker.reconcile.identity import RENEWED, requisitions, sample
from tracker.reconcile.likeness import is_tie, likeness, standing_text

TABLES = ("postings", "versions", "changes", "ties")
ABOUT = [
    "We are a firm of four hundred people in three towns, and we have built halls for thirty years.",
    "Whoever works with us has a house of our own nearby, a bicycle, and a say in what is built next.",
    "We read each letter that comes, and we answer it within a week whatever the answer may be.",
]
WORK = "plan draw weigh lift join mend cool wire test pump drain haul paint stack count guard steer guide teach price".split()


def own(seed: int, count: int = 40) -> str:
    """Return a text of that many words that no other seed has."""
    return " ".join(f"{WORK[(seed + n) % len(WORK)]}{seed}x{n}" for n in range(count)) + "."


class Board:
    """A board's list in captures, an hour apart, imported into a project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "captures"
        self.folder.mkdir()
        (root / "tracker.toml").write_text(
            '[sources.a]\nboard = "greenhouse"\nurl = "https://boards.greenhouse.io/a"\n'
        )
        self.files: list[Path] = []

    def capture(self, *jobs: tuple[Any, ...]) -> None:
        """Write one list: number, title, requisition id and, where there is one, text and place."""
        made = [
            {
                "id": number,
                "title": title,
                "absolute_url": f"https://boards.greenhouse.io/a/jobs/{number}",
                "requisition_id": requisition,
                "location": {"name": (more[1:] or ("Oslo",))[0]},
                "content": "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in (more or ("",))[0].split("\n") if line),
            }
            for number, title, requisition, *more in jobs
        ]
        name = f"2026-01-{1 + len(self.files) // 4:02}T{len(self.files) % 4 * 6:02}0000Z.json"
        self.files.append(self.folder / name)
        self.files[-1].write_text(json.dumps({"jobs": made}))

    def come_in(self, path: Path | None = None) -> None:
        done = CliRunner().invoke(
            main,
            ["-C", str(self.root), "import", "dir", str(path or self.folder), "--source", "a"],
            catch_exceptions=False,
        )
        assert done.exit_code in {0, 1}, done.output

    def gone_and_come(
        self, old: Sequence[tuple[Any, ...]], new: Sequence[tuple[Any, ...]], beside: Sequence[tuple[Any, ...]]
    ) -> None:
        """Capture a list with the old jobs, then without them until they are closed, then with the new ones."""
        self.capture(*old, *beside)
        for _ in range(8):
            self.capture(*beside)
        for _ in range(2):
            self.capture(*beside, *new)
        self.come_in()


BESIDE = [(n, f"{word} {n}", f"Q-{n}", own(n)) for n, word in enumerate(("Cook", "Pilot", "Nurse", "Baker"), 50)]


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


@pytest.mark.parametrize("number", ["MULTI", "ONE", "See Opening ID", "siehe Ausschreibung", "N/A", "xyz"])
def test_what_unlike_postings_share_is_no_id(board: Board, number: str) -> None:
    """A value that different postings share ties nothing."""
    beside = [(n, title, number, text) for n, title, _, text in BESIDE]
    old = [(1, "Site Lead", number), (2, "Site Lead", number)]
    board.gone_and_come(old, [(3, "Site Lead", number)], beside)
    assert ties(board.root) == []
    assert posting(board.root, "a.3")["repost_of"] is None


def test_an_id_that_is_one_ties(board: Board) -> None:
    """An id of one opening: copies in one list, and a repost later, with the same title or not."""
    board.gone_and_come([(1, "Site Lead", "R-1"), (2, "Site Lead", "R-1")], [(3, "Senior Site Lead", "R-1")], BESIDE)
    assert {(kind, one) for kind, one, _ in ties(board.root)} == {("role", "a.2"), ("repost", "a.3")}
    (row,) = rows(board.root, "SELECT reasons, score FROM ties WHERE kind = 'repost'")
    assert (
        row["reasons"]
        == "the same requisition R-1, which no different posting has; the title 72% alike; the same place"
    )
    assert 0 < row["score"] < 1


@pytest.mark.parametrize(
    ("number", "place", "repost"),
    [
        ("R-2", "Oslo", False),
        ("R-2", "Cork", False),
        ("R-1", "Oslo", True),
        (None, "Oslo", True),
        ("TBD", "Oslo", True),
    ],
)
def test_the_same_words_under_another_id(board: Board, number: str | None, place: str, repost: bool) -> None:
    """Another id is another opening; a missing or unusable one says nothing."""
    board.gone_and_come([(1, "Site Lead", "R-1", own(1))], [(2, "Site Lead", number, own(1), place)], BESIDE)
    assert (posting(board.root, "a.2")["repost_of"] == "a.1") is repost
    assert bool(ties(board.root)) is repost


@pytest.mark.parametrize(("renewed", "repost"), [(0, False), (1, False), (2, True), (4, True)])
def test_where_a_source_renews_ids(board: Board, renewed: int, repost: bool) -> None:
    """A source that gave two of its postings new ids does so again: the words decide, and the tie says so."""
    newer = [(n, title, f"N-{n}" if n < 50 + renewed else number, text) for n, title, number, text in BESIDE]
    board.capture(*BESIDE)
    board.capture(*newer)
    board.gone_and_come([(1, "Site Lead", "R-1", own(1))], [(2, "Site Lead", "R-2", own(1))], newer)
    assert (posting(board.root, "a.2")["repost_of"] == "a.1") is repost
    told = [row["reasons"] for row in rows(board.root, "SELECT reasons FROM ties")]
    assert [
        one.startswith("another requisition, R-2 instead of R-1, as this source renews them; ") for one in told
    ] == [True] * repost
    held = json.loads(rows(board.root, "SELECT holds FROM source_state")[0]["holds"])
    assert held.get(RENEWED, 0) == renewed


@pytest.mark.parametrize(("place", "repost"), [("Norden", False), ("Kiel", True)])
def test_a_role_that_goes_on_elsewhere_comes_back_only_where_it_was(board: Board, place: str, repost: bool) -> None:
    """One ad in six towns: one closes. A seventh town is a copy of the role; the same town again is a repost."""
    towns = ("Aarhus", "Bergen", "Cork", "Derby", "Essen")
    copies = [(10 + n, "Ward Nurse", None, own(1), town) for n, town in enumerate(towns)]
    board.gone_and_come(
        [(1, "Ward Nurse", None, own(1), "Kiel")], [(2, "Ward Nurse", None, own(1), place)], [*BESIDE, *copies]
    )
    assert (posting(board.root, "a.2")["repost_of"] == "a.1") is repost
    assert "role" in {kind for kind, one, _ in ties(board.root) if one == "a.2"}


def test_placeholders_that_change_are_no_renewals(board: Board) -> None:
    """ONE that becomes MULTI is not an opening with a new id."""
    one, many = ([(n, title, number, text) for n, title, _, text in BESIDE] for number in ("ONE", "MULTI"))
    board.capture(*one)
    board.capture(*many)
    board.gone_and_come([(1, "Site Lead", "R-1", own(1))], [(2, "Site Lead", "R-2", own(1))], many)
    assert ties(board.root) == []


@pytest.mark.parametrize("joint", ["\n", " "])
@pytest.mark.parametrize(("mine", "repost"), [(2, False), (1, True)])
def test_standing_text_is_no_likeness(board: Board, joint: str, mine: int, repost: bool) -> None:
    """The employer's standing text does not count, as separate blocks or in one piece."""
    about = joint.join(ABOUT)
    beside = [(n, title, None, about + joint + text) for n, title, _, text in BESIDE]
    old = (1, "Site Lead", None, about + joint + own(1, 20))
    new = (2, "Site Leads", None, about + joint + own(mine, 20))
    board.gone_and_come([old], [new], beside)
    assert (posting(board.root, "a.2")["repost_of"] == "a.1") is repost
    if repost:
        assert "without text that other postings share" in rows(board.root, "SELECT reasons FROM ties")[0]["reasons"]


def test_a_short_text_of_their_own_counts_if_it_is_the_same(board: Board) -> None:
    """With one title, a sentence that only these two have ties them; another one does not, nor does the title alone."""
    about = "\n".join(ABOUT)
    board.capture(
        *((n, title, None, about + "\n" + text) for n, title, _, text in BESIDE),
        (1, "Site Lead", None, f"{about}\nYou lead the crew that builds the northern hall.", "Oslo"),
        (2, "Site Lead", None, f"{about}\nYou lead the crew that builds the northern hall.", "Cork"),
        (3, "Site Lead", None, f"{about}\nYou lead the crew that builds the southern hall.", "Bonn"),
        (4, "Site Lead", None, about, "Rome"),
        (5, "Site Lead", None, about, "Kyiv"),
    )
    board.come_in()
    assert ties(board.root) == [("role", "a.2", "a.1")]
    assert rows(board.root, "SELECT reasons FROM ties")[0]["reasons"].startswith("the same 48 characters, without")


def test_snippets_of_standing_text_tie_no_copies(board: Board) -> None:
    """Ads of which the list has only the beginning, the same for all, are no copies, whatever their titles."""
    about = " ".join(ABOUT)
    board.capture(
        *((n, f"Site Lead {'IVX'[n % 3]}", None, about) for n in range(9)),
        *((n, f"Cook {n}", None, about) for n in (11, 12)),
    )
    board.come_in()
    assert ties(board.root) == []


def test_a_hundred_copies_have_a_text_of_their_own(board: Board) -> None:
    """A text that many postings of one role have is no standing text."""
    about = "\n".join(ABOUT)
    places = [f"Town {n}" for n in range(12)]
    copies_ = [(n, f"Site Lead, {place}", None, f"{about}\n{own(1)}", place) for n, place in enumerate(places)]
    others = [(n, f"{title} {n}", None, f"{about}\n{own(n)}") for n, title in enumerate(WORK, 50)]
    board.capture(*copies_, *others)
    board.come_in()
    assert {(kind, other) for kind, _, other in ties(board.root)} == {("role", "a.0")}
    assert len(ties(board.root)) == 11


def test_an_audit_begins_with_the_weakest(board: Board) -> None:
    """Weakest first, with the titles of then; `-n` bounds it, and `--json` says the same."""
    board.capture(
        *BESIDE, (1, "Site Lead", "R-1"), (2, "Senior Site Lead", "R-1"),
        (3, "Crane Lead", None, own(3)), (4, "Crane Lead", None, own(3)),
    )  # fmt: skip
    later = (2, "Warden", "R-1")
    for _ in range(2):
        board.capture(
            *BESIDE, (1, "Site Lead", "R-1"), later, (3, "Crane Lead", None, own(3)), (4, "Crane Lead", None, own(3))
        )
    board.come_in()
    told = CliRunner().invoke(main, ["-C", str(board.root), "ties", "--audit", "--json"], catch_exceptions=False)
    found = json.loads(told.output)
    assert [(tie["posting_id"], tie["title"]) for tie in found] == [("a.2", "Senior Site Lead"), ("a.4", "Crane Lead")]
    assert found[0]["score"] < found[1]["score"]
    shown = (
        CliRunner().invoke(main, ["-C", str(board.root), "ties", "--audit", "-n", "1"], catch_exceptions=False).output
    )
    assert "Senior Site Lead" in shown
    assert "the same requisition R-1, which no different posting has" in shown
    assert "Crane Lead" not in shown
    plain = CliRunner().invoke(main, ["-C", str(board.root), "ties", "a.4"], catch_exceptions=False).output
    assert "tied to" in plain
    assert "a.3" in plain


def test_ties_that_are_made_no_more_go_without_news(board: Board) -> None:
    """A tie by a placeholder from an earlier version is dropped by the next fold, without an alert."""
    board.gone_and_come([(1, "Site Lead", "ONE")], [(2, "Crane Lead", "ONE")], BESIDE)
    with project.load(board.root).open_database() as database:
        for statement in (
            (
                "INSERT INTO ties SELECT 'old', 'repost', 'a.2', 'a.1', 'a', 'the same requisition ONE', 2.0, id, started_at "
                "FROM checks ORDER BY started_at LIMIT 1"
            ),
            "UPDATE posting_state SET repost_of = 'a.1' WHERE id = 'a.2'",
            "UPDATE source_state SET extractor = 0",
        ):
            database.connection.execute(statement)
        events = database.connection.execute("SELECT id, kind, at FROM changes ORDER BY id").fetchall()
        here = project.load(board.root)
        told: list[object] = []
        assert Checker(database, here.archive(), project.now, lambda *one: told.append(one)).renew("a")
        assert told == []
        assert database.connection.execute("SELECT id, kind, at FROM changes ORDER BY id").fetchall() == events
    assert ties(board.root) == []
    assert posting(board.root, "a.2")["repost_of"] is None


def test_no_order_of_imports_and_no_rebuild_changes_a_tie(tmp_path: Path) -> None:
    """Captures one by one, newest first or shuffled, and a rebuild give the rows of one import."""
    about = "\n".join(ABOUT)
    found = []
    for turn, order in enumerate((None, (4, 0, 2, 5, 1, 3), (5, 4, 3, 2, 1, 0))):
        root = tmp_path / str(turn)
        root.mkdir()
        board = Board(root)
        for step in range(6):
            jobs = [
                (n, f"Lead {WORK[n % 7]}", f"R-{n % 9}", f"{about}\n{own(n % 5)}", f"Town {n % 3}")
                for n in range(step * 3, step * 3 + 9)
            ]
            board.capture(*BESIDE, *jobs)
        for file in [board.files[place] for place in order] if order else [None]:
            board.come_in(file)
        found.append(dump(root, TABLES))
        with project.load(root).open_database() as database:
            Checker(database, project.load(root).archive(), project.now).rebuild()
            database.watch(["a"])
        found.append(dump(root, TABLES))
    assert all(one == found[0] for one in found)
    assert len(ties(tmp_path / "0")) > 3


texts = st.lists(st.sampled_from([*ABOUT, *(own(n, 20) for n in range(4))]), max_size=6).map(tuple)
wordings = st.builds(
    Wording,
    st.sampled_from(["Site Lead", "Senior Site Lead", "Cook", "Cook II", ""]),
    texts,
    st.sampled_from([None, "Oslo", "Cork"]),
)
NUMBERS = [None, "R-1", "R-2", "ONE"]


@given(st.lists(wordings, max_size=8), wordings, wordings, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_likeness_does_not_depend_on_who_is_asked_first(
    beside: list[Wording], one: Wording, two: Wording, first_id: str | None, second_id: str | None
) -> None:
    """The shares, the score and the verdict are symmetric, and do not depend on the order of the other postings."""
    standing, other_way = standing_text(beside), standing_text(reversed(beside))
    assert (
        standing.own_sentences(one, two) == other_way.own_sentences(one, two) == standing.own_sentences(two, one)[::-1]
    )
    ids = requisitions(History({}, {}), [(one.title, first_id), (two.title, second_id)])
    there = likeness(one, two, relation=ids.relation(first_id, second_id), own=standing.own_sentences(one, two))
    back = likeness(two, one, relation=ids.relation(second_id, first_id), own=standing.own_sentences(two, one))
    assert (there.text, there.title, there.place, there.relation, there.retitled, there.score) == (
        back.text, back.title, back.place, back.relation, back.retitled, back.score,
    )  # fmt: skip
    for kind in ("repost", "role"):
        tied = is_tie(
            kind, there.text, there.title, place=there.place, relation=there.relation, retitled=there.retitled
        )
        assert not tied or there.title >= 0.6 or there.text >= 0.9
        if tied and there.relation != "same":
            assert there.text >= 0.8


jobs = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(wordings, st.sampled_from(NUMBERS)), max_size=6)


def everything(history: History) -> History:
    """Return a history whose candidates are all that is known."""

    def alike(sought: SoughtPosting) -> list[Candidate]:
        standing = standing_text(sample(history))
        return [
            Candidate(
                replace(one, id=one.id or f".{name}"),
                history.wording[name],
                standing.own_sentences(history.wording[name], sought.wording),
            )
            for name, one in sorted(history.postings.items())
        ]

    return replace(history, candidates=alike)


def as_list(some: dict[str, tuple[Wording, str | None]], order: Iterable[str], *, api: bool) -> Listing:
    made = [
        ad(
            name,
            some[name][0].title or "?",
            tuple(some[name][0].blocks),
            location=some[name][0].location,
            requisition_id=some[name][1],
        )
        for name in order
    ]
    return listed(made, api=api)


@given(st.lists(jobs, min_size=2, max_size=4), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_postings_is_irrelevant_and_none_is_tied_to_itself(
    lists: list[dict[str, tuple[Wording, str | None]]], api: bool, random: Any
) -> None:
    """Through any history of lists: the same ties however a list is ordered, and never of a posting with itself."""
    history = seen_first(as_list(lists[0], sorted(lists[0]), api=api))
    for some in lists[1:]:
        order = sorted(some)
        straight = reconcile(everything(history), as_list(some, order, api=api), Answers(), LATER, POLICY)
        random.shuffle(order)
        shuffled = reconcile(everything(history), as_list(some, order, api=api), Answers(), LATER, POLICY)
        assert sorted(straight.ties, key=str) == sorted(shuffled.ties, key=str)
        for tie in straight.ties:
            assert tie.other_external_id != tie.external_id
            assert tie.other != f".{tie.external_id}"
        history = after(history, straight)


def test_there_and_back_ties_a_posting_to_nothing() -> None:
    """A posting that gets another address, and then its first one again, is not tied to itself."""
    z = entry("z", "Baker", "y")
    history = changed(seen_first(listed([ad("one"), z])), one={"id": "s.one"})
    policy = replace(POLICY, slug="s")
    there = reconcile(history, listed([ad("two"), z], api=False), Answers(), LATER, policy)
    assert [(tie.kind, tie.external_id, tie.other) for tie in there.ties] == [("same", "two", "s.one")]
    history = after(history, there)
    back = reconcile(history, listed([ad("one"), z], api=False), Answers(), LATER, policy)
    assert (back.renamed, back.ties, back.changes) == ({"one": "two"}, (), ())
    history = after(history, back)
    on = reconcile(history, listed([ad("three"), z], api=False), Answers(), LATER, policy)
    assert [(tie.kind, tie.external_id, tie.other) for tie in on.ties] == [("same", "three", "s.one")]


@pytest.mark.parametrize(
    ("old", "new", "others", "renamed"),
    [
        # ids that came along tell openings apart; where none did, they are the ids of two kinds of software
        (("R-1", "R-2"), ("R-1", "R-9"), (), {"n1": "o1"}),
        (("R-1", "R-2"), ("77", "78"), (), {"n1": "o1", "n2": "o2"}),
        (("R-1", "R-2"), (None, None), (), {"n1": "o1", "n2": "o2"}),
        (("ONE", "ONE"), ("ONE", "ONE"), ("ONE",), {"n1": "o1", "n2": "o2"}),
    ],
)
def test_ids_when_a_source_moves(
    old: tuple[str, str], new: tuple[str | None, str | None], others: tuple[str, ...], renamed: dict[str, str]
) -> None:
    """Other ids under the same words are two postings, also where all names are new."""
    titles = ("Site Lead", "Crane Driver")

    def ads(letter: str, numbers: Sequence[str | None]) -> list[Any]:
        return [
            ad(f"{letter}{n}", title, (own(n),), requisition_id=number, location="Oslo")
            for n, (title, number) in enumerate(zip(titles, numbers, strict=True), 1)
        ] + [ad(f"z{n}", f"Baker {n}", (own(n),), requisition_id=number) for n, number in enumerate(others, 7)]

    history = replace(seen_first(listed(ads("o", old))), address="json a")
    policy = replace(POLICY, address="json b")
    assert reconcile(history, listed(ads("n", new)), Answers(), LATER, policy).renamed == renamed
