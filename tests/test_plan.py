"""What a list proves by itself, and what is requested besides it: `judge`, `plan` and `to_read_twice`, from both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import EMPTY, LATER, NOW, POLICY, broken, changed, entry, first, listed, listing, page, roles
from tracker.model import Entry, Request
from tracker.model.history import Answers, History
from tracker.model.wording import Wording
from tracker.reconcile import judge, plan, reconcile, to_read_twice

NEVER = replace(POLICY, complete="never")
DAY = 86400.0


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("complete", "")),
        ({"problems": ("one", "two")}, ("partial", "one; two")),
        ({"end": ""}, ("partial", "the end of the list could not be proved")),
        ({"stated_total": 3}, ("complete", "")),
        ({"stated_total": 2}, ("complete", "")),
        ({"stated_total": 4}, ("partial", "the list states 4 postings and gave 3")),
        ({"stated_total": 4, "rows": 4}, ("complete", "")),
        ({"stated_total": 5, "rows": 4}, ("partial", "the list states 5 postings and gave 4")),
        ({"stated_total": 3, "rows": 1}, ("complete", "")),
        ({"cap": "no more than 3 are given"}, ("window", "no more than 3 are given")),
        ({"cap": "no more than 3 are given", "end": ""}, ("partial", "the end of the list could not be proved")),
        ({"cap": "no more", "stated_total": 4}, ("partial", "the list states 4 postings and gave 3")),
    ],
)
def test_what_a_list_proves(more: dict[str, object], expected: tuple[str, str]) -> None:
    """Each sign that something is missing makes it partial; a cap makes it a window; else it is complete."""
    assert judge(first(roles(3)), listing(roles(3), **more), POLICY) == expected


def unread(*signs: str) -> Entry:
    """Make a row of a list that could not be read, with these texts in it."""
    return replace(entry("", ""), lost="row 7 has no title", signs=frozenset(signs))


@pytest.mark.parametrize(
    ("rows", "lost", "outcome"),
    [
        (0, 1, "partial"),
        (1, 1, "complete"),
        (1, 2, "partial"),
        (2, 3, "partial"),
        (3, 3, "complete"),
        (9, 4, "partial"),
        (297, 3, "complete"),
        (296, 4, "partial"),
        (396, 4, "complete"),
        (395, 5, "partial"),
        (1188, 12, "complete"),
        (1188, 13, "partial"),
    ],
)
def test_rows_that_can_not_be_read(rows: int, lost: int, outcome: str) -> None:
    """More than three and more than a hundredth, or more than half, and the list is not whole."""
    seen = listing(roles(rows), lost=(unread(),) * lost)
    told = f"{lost} of {rows + lost} rows could not be read, the first: row 7 has no title"
    assert judge(EMPTY, seen, POLICY) == (outcome, told if outcome == "partial" else "")
    assert told in reconcile(EMPTY, seen, Answers(), LATER, POLICY).reason
    assert reconcile(EMPTY, seen, Answers(), LATER, POLICY).reason.count("could not be read") == 1


def test_rows_that_can_not_be_read_count_for_the_total() -> None:
    """A list that states five and gave four and one that could not be read has given five."""
    seen = listing(roles(4), lost=(unread(),), stated_total=5)
    assert judge(EMPTY, seen, POLICY) == ("complete", "")
    assert judge(EMPTY, replace(seen, stated_total=6), POLICY)[1] == "the list states 6 postings and gave 5"
    assert judge(EMPTY, replace(seen, rows=6, stated_total=6), POLICY)[0] == "complete"
    many = replace(seen, rows=400, lost=(unread(),) * 4, stated_total=None)
    assert judge(EMPTY, many, POLICY) == ("complete", "")


def test_a_source_that_never_shows_all_is_a_window() -> None:
    """With `complete = "never"` the reason is empty; a list that is cut is still partial."""
    assert judge(EMPTY, listing(roles(3)), NEVER) == ("window", "")
    assert judge(first(roles(3)), listing({}), NEVER) == ("window", "")
    assert judge(EMPTY, listing(roles(3), end=""), NEVER)[0] == "partial"


def test_an_empty_list_fails_while_anything_is_open() -> None:
    """With one open posting an empty list fails; with none it is complete."""
    history = changed(first(roles(3)), p000={"status": "closed"}, p001={"status": "closed"})
    assert judge(history, listing({}), POLICY) == ("failed", "")
    assert judge(changed(history, p002={"status": "closed"}), listing({}), POLICY) == ("complete", "")
    assert judge(EMPTY, listing({}), POLICY) == ("complete", "")
    assert judge(history, listing(roles(1)), POLICY) == ("complete", "")


def pages(count: int, **more: object) -> History:
    """Return a history of postings whose texts stand on pages of their own."""
    known = first(roles(count))
    names = known.postings
    return changed(known, **{name: {"fingerprint": "f", "read_at": NOW, **more} for name in names})


def test_texts_that_are_wanted() -> None:
    """The text of a new, closed, textless or changed entry is requested; one that was just read is not."""
    history = changed(
        pages(6), p001={"status": "closed"}, p002={"has_text": False}, p003={"fingerprint": "g"}, p004={"read_at": ""}
    )
    seen = listed(entry(f"p{n:03}", detail=True, fingerprint="f") for n in range(7))
    assert set(plan(history, seen, LATER, POLICY).details) == {"p001", "p002", "p003", "p004", "p006"}


def test_no_text_is_wanted_of_an_entry_that_is_closed_or_has_it() -> None:
    """An entry marked as closed, and one whose text the list itself has, ask for nothing."""
    seen = listed([entry("a", detail=True, is_open=False), entry("b")])
    assert plan(EMPTY, seen, LATER, POLICY).details == {}


def test_a_reread_asks_for_every_text() -> None:
    """`--reread` asks for each text now, however new it is."""
    seen = listed(entry(f"p{n:03}", detail=True, fingerprint="f") for n in range(2))
    assert plan(pages(2), seen, LATER, POLICY).details == {}
    assert len(plan(pages(2), seen, LATER, replace(POLICY, reread_now=True)).details) == 2


def test_texts_are_due_between_half_the_time_and_all_of_it() -> None:
    """At half of `reread` no text is due, at three quarters about half of them, and at the end every one."""
    seen = listed(entry(f"p{n:03}", detail=True, fingerprint="f") for n in range(200))
    history, policy = pages(200), replace(POLICY, reread=DAY)

    def due(at: str) -> int:
        return len(plan(history, seen, at, policy).details)

    assert due("2026-01-02T11:59:00.000Z") == 0
    assert 0 < due("2026-01-02T12:10:00.000Z") < 20
    assert 80 < due("2026-01-02T18:00:00.000Z") < 120
    assert 180 < due("2026-01-02T23:50:00.000Z") < 200
    assert due("2026-01-03T00:00:00.000Z") == 200


def test_a_text_is_due_from_its_moment_on() -> None:
    """The time depends only on the id and the last read, to the millisecond."""
    history, policy = pages(1), replace(POLICY, reread=131.07)  # so the 65,535 parts of its second half are 1 ms each
    seen = listed([entry("p000", detail=True, fingerprint="f")])
    assert plan(history, seen, "2026-01-02T00:02:03.165Z", policy).details == {}
    assert set(plan(history, seen, "2026-01-02T00:02:03.166Z", policy).details) == {"p000"}


def test_a_list_for_people_is_read_again_when_it_says_another_thing() -> None:
    """Only without an API, and only for a known entry whose row changed."""
    history = pages(2)
    same, other, new = (
        listed([entry("p000", fingerprint=print_), entry(name, fingerprint="f")], api=False)
        for print_, name in (("f", "p001"), ("g", "p001"), ("f", "p009"))
    )
    assert not plan(history, same, LATER, POLICY).read_list_again
    assert plan(history, other, LATER, POLICY).read_list_again
    assert not plan(history, new, LATER, POLICY).read_list_again
    assert not plan(history, replace(other, api=True), LATER, POLICY).read_list_again
    assert plan(history, replace(other, end=""), LATER, POLICY).read_list_again


def own(name: str, url: str) -> tuple[Request, ...]:
    """Two ways of asking: an API and the page for people."""
    return Request(f"https://api.x.org/{name}"), Request(url)


ASK = replace(POLICY, own=own)


def test_the_pages_of_what_vanished_are_asked_with_controls() -> None:
    """Each missing posting is asked by every way; two listed ones, from the middle of the list, are the controls."""
    questions = plan(first(roles(8)), listing(dict(list(roles(8).items())[1:])), LATER, ASK)
    assert questions.vanished == {"p000": own("p000", "https://x.org/p000")}
    assert [(way, name, request.url) for way, name, request in questions.controls] == [
        (0, "p004", "https://api.x.org/p004"),
        (0, "p005", "https://api.x.org/p005"),
        (1, "p004", "https://x.org/p004"),
        (1, "p005", "https://x.org/p005"),
    ]


@pytest.mark.parametrize(("more", "asked"), [({}, 1), ({"end": ""}, 0), ({"definite": True}, 0), ({"cap": "x"}, 0)])
def test_only_a_whole_list_asks_for_what_vanished(more: dict[str, object], asked: int) -> None:
    """A partial list, a window and a definite list request no pages, and no controls."""
    questions = plan(first(roles(3)), listing(dict(list(roles(3).items())[1:]), **more), LATER, ASK)
    assert (len(questions.vanished), bool(questions.controls)) == (asked, bool(asked))


def test_an_empty_list_asks_pages_without_controls() -> None:
    """If nothing is listed, there are no controls."""
    questions = plan(first(roles(3)), listing({}), LATER, ASK)
    assert (len(questions.vanished), questions.controls) == (3, ())


def test_nothing_vanished_needs_no_control() -> None:
    """A list with all postings requests nothing."""
    questions = plan(first(roles(3)), listing(roles(3)), LATER, ASK)
    assert (questions.vanished, questions.controls) == ({}, ())


def test_controls_are_known_open_and_have_an_address() -> None:
    """A new entry, a marked one and one without an address are no controls."""
    entries = [
        entry("new"),
        replace(entry("p001"), open=False),
        replace(entry("p002"), url=""),
        entry("p003"),
    ]
    questions = plan(first(roles(4)), listed(entries), LATER, ASK)
    assert {request.url for _, _, request in questions.controls} == {"https://api.x.org/p003", "https://x.org/p003"}


@pytest.mark.parametrize(("missing", "asked"), [(20, 20), (21, 20), (40, 20)])
def test_at_most_twenty_of_the_vanished_are_asked(missing: int, asked: int) -> None:
    """Up to twenty all of them; beyond that, twenty that are spread evenly."""
    count = missing + 5
    questions = plan(first(roles(count)), listing(dict(list(roles(count).items())[missing:])), LATER, ASK)
    names = sorted(questions.vanished)
    assert len(names) == asked
    assert (
        names[:3] == {20: ["p000", "p001", "p002"], 21: ["p000", "p001", "p002"], 40: ["p000", "p002", "p004"]}[missing]
    )
    assert names[-1] == f"p{ {20: 19, 21: 19, 40: 38}[missing]:03}"


OLD = "We build halls.\nYou plan the power."


def doubted(text: str, **more: object) -> set[str]:
    """Return which pages are read twice when the page of one posting has this text."""
    history = replace(pages(1), wording={"p000": Wording("Cook", tuple(OLD.split("\n")))})
    history = replace(history, **{name: value for name, value in more.items() if name == "masks"})  # type: ignore[arg-type]
    if "one" in more:
        history = changed(history, p000=more["one"])  # type: ignore[arg-type]
    seen = listed([entry("p000", detail=bool(more.get("detail", True)))], api=bool(more.get("api", False)))
    return set(to_read_twice(history, seen, Answers(details={"p000": page(text, name="p000")}), POLICY))


def test_an_edited_page_for_people_is_doubted() -> None:
    """A text that differs from what is known is read a second time; the same text is not, nor is an API's."""
    assert doubted("We build halls.\nYou plan the cooling.") == {"p000"}
    assert doubted(OLD) == set()
    assert doubted("We build halls.\nYou plan the cooling.", api=True) == set()
    assert doubted("We build halls.\nYou plan the cooling.", detail=False) == set()
    assert doubted("We build halls.\nYou plan the cooling.", one={"has_text": False}) == set()


def test_what_fits_a_mask_is_no_doubt() -> None:
    """A line that is known to count something is no edit."""
    history = replace(
        pages(1), wording={"p000": Wording("Cook", ("Read 5 times", OLD))}, masks=frozenset({"Read \x00 times"})
    )
    seen = listed([entry("p000", detail=True)], api=False)
    for text, count in ((f"Read 7 times\n{OLD}", 0), ("Read 7 times\nOther", 1)):
        wording = {"p000": Wording("Cook", ("Read 5 times", *OLD.split("\n")))}
        answers = Answers(details={"p000": page(text, name="p000")})
        assert len(to_read_twice(replace(history, wording=wording), seen, answers, POLICY)) == count


def test_what_can_not_be_compared_is_no_doubt() -> None:
    """An unreadable page, a new posting, a page that was not requested, and a posting without a known text."""
    history = replace(pages(4), wording={f"p{n:03}": Wording("Cook", ("Other",) if n < 3 else ()) for n in range(4)})
    seen = listed(
        [
            entry("p000", detail=True, read=broken("p000")),
            entry("p001", detail=True),
            entry("p003", detail=True),
            entry("new", detail=True),
        ],
        api=False,
    )
    answers = Answers(details={name: page("A text", name=name) for name in ("p000", "p003", "new")})
    assert to_read_twice(history, seen, answers, POLICY) == {}
