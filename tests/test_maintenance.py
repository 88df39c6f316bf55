"""A site under maintenance, with an empty list and redirects to it, closes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import check
from tests.dialects import SPOKEN, Ask, Board, Employer, Reply, toml
from tests.tables import changes
from tracker.check.missing_postings import _agreed
from tracker.model.history import Evidence

COUNT = 4


@pytest.mark.parametrize("name", ["lever", "greenhouse", "ashby", "pinpoint", "recruitee"])
def test_addresses_that_all_lead_to_an_empty_list_close_nothing(name: str, tmp_path: Path) -> None:
    """Neither on that day nor on the next; pages that are not found close them later."""
    spoken, employer = SPOKEN[name], Employer.of(COUNT)
    leads = [False]

    def speak(known: Employer, ask: Ask) -> Reply:
        found = spoken.speak(known, ask)
        if found[0] == 200 or not leads[0] or "/v0/" in ask.path or "/v1/" in ask.path or "/api/" in ask.path:
            return found
        return 302, "text/html", b"", {"Location": f"{ask.base}{spoken.url.format(name='acme', NAME='ACME')}"}

    with Board(employer, speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken))
        check(tmp_path)
        employer.jobs, leads[0] = [], True
        by_api = name in {"lever", "greenhouse", "recruitee"}  # whose API answers 404 for each posting
        for days in (0, 0, 0, 0.9):
            (result,) = check(tmp_path, days=days).results  # type: ignore[arg-type]
            assert result.verdict.outcome == "failed"
            assert "empty where 4 postings were open" in result.verdict.reason
        assert changes(tmp_path) == []
        if not by_api:
            check(tmp_path, days=2)
            assert changes(tmp_path) == []
        leads[0] = False
        check(tmp_path, days=3)
    assert [one["kind"] for one in changes(tmp_path)] == ["closed"] * COUNT


@pytest.mark.parametrize(
    ("hows", "sure", "alone", "found"),
    [
        (["redirected"], False, True, None),
        (["redirected", "redirected"], False, True, None),
        (["redirected", "gone"], False, True, False),
        (["says-closed"], False, True, False),
        (["gone", None], False, True, None),
        (["redirected"], True, False, False),
        (["gone"], False, False, None),
    ],
)
def test_which_answers_need_a_control(hows: list[str | None], sure: bool, alone: bool, found: bool | None) -> None:
    """A redirect to the list proves a closing only if another posting's page does not redirect there."""
    answers = [(False if how else None, Evidence(f"it is {how}", how)) for how in hows]  # type: ignore[arg-type]
    assert _agreed(answers, sure=sure, alone=alone)[0] is found


@pytest.mark.parametrize("name", ["lever", "greenhouse", "smartrecruiters", "recruitee"])
def test_what_stands_under_a_list_that_states_none_is_unlisted(name: str, tmp_path: Path) -> None:
    """Not before two days and eight checks; then the check no longer fails, and a page that is gone closes its posting."""
    spoken, employer, nobody = SPOKEN[name], Employer.of(COUNT), Employer.of(0)
    empty = [False]

    def speak(known: Employer, ask: Ask) -> Reply:
        own = any(str(100001 + n) in ask.path for n in range(COUNT))
        return spoken.speak(nobody if empty[0] and not own else known, ask)

    with Board(employer, speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken))
        check(tmp_path)
        empty[0] = True
        for number in range(8):
            (result,) = check(tmp_path, days=1 + 0.25 * number).results  # type: ignore[arg-type]
            assert (result.verdict.outcome, result.changes) == ("failed", ())
        for days in (4, 5):
            (result,) = check(tmp_path, days=days).results
            assert result.verdict.outcome == "complete"
            assert "4 of 4 pages asked are still up" in result.verdict.reason
        assert [one["kind"] for one in changes(tmp_path)] == ["unlisted"] * COUNT
        del employer.jobs[2]
        for days in (6, 7):
            (result,) = check(tmp_path, days=days).results
            assert result.verdict.outcome == "complete"
        assert Counter(one["kind"] for one in changes(tmp_path)) == {"unlisted": COUNT, "closed": 1}
        empty[0] = False
        check(tmp_path, days=8)
    assert Counter(one["kind"] for one in changes(tmp_path)) == {"unlisted": COUNT, "closed": 1, "reopened": COUNT - 1}


def test_a_sentence_that_there_are_none_proves_less_than_pages_that_stand(tmp_path: Path) -> None:
    """The sentence may be on another page: postings whose pages are up stay open."""
    spoken, employer = SPOKEN["icims"], Employer.of(COUNT)
    empty = [False]

    def speak(known: Employer, ask: Ask) -> Reply:
        own = any(str(100001 + n) in ask.path for n in range(COUNT))
        return spoken.speak(Employer.of(0) if empty[0] and not own else known, ask)

    with Board(employer, speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken))
        check(tmp_path)
        empty[0] = True
        for days in range(1, 12):
            (result,) = check(tmp_path, days=days).results
            assert result.verdict.outcome == "failed"
    assert changes(tmp_path) == []


def test_a_page_that_stands_needs_no_control() -> None:
    """A page that is up needs no control, even next to one that is gone."""
    answers = [(False, Evidence("gone", "gone")), (True, Evidence("it stands"))]
    assert _agreed(answers, sure=True, alone=False)[0] is True
