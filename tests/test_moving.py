"""Lists that change while they are read: a posting that moves between two pieces is not missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import check, dump, reader
from tests.dialects import SPOKEN, Ask, Board, Employer, Job, Reply, toml
from tests.test_cli import tracker

# Boards of several pieces, in each way to tell the end: a total, a next address, a piece without rows.
MOVING = [
    "smartrecruiters",
    "teamtailor",
    "icims",
    "taleo",
    "avature",
    "successfactors",
    "workday",
    "oracle",
    "phenom",
    "jobvite",
]
COUNT = 45  # more than two pieces of each board's size


class Moving:
    """Speaks a dialect, and moves its list once after the first piece: one leaves, and one may come."""

    def __init__(self, speak: Callable[[Employer, Ask], Reply], *, comes: bool) -> None:
        self.speak, self.comes, self.armed = speak, comes, False

    def __call__(self, employer: Employer, ask: Ask) -> Reply:
        found = self.speak(employer, ask)
        body = found[2] if isinstance(found[2], bytes) else str(found[2]).encode()
        count = sum(str(job.number).encode() in body for job in employer.jobs)
        if self.armed and 1 < count < len(employer.jobs):
            self.armed = False
            del employer.jobs[0]
            if self.comes:
                employer.jobs.append(Job(900002, "Bell Founder 900002", "Oslo, Norway", "Towers", "You cast bells."))
        return found


def in_no_list(root: Path) -> set[str]:
    """Return the open postings that the newest list had not."""
    return {
        name
        for (name,) in reader(root).execute(
            "SELECT external_id FROM posting_state WHERE status = 'open' AND NOT listed"
        )
    }


@pytest.mark.parametrize("comes", [False, True])
@pytest.mark.parametrize("dialect", MOVING)
def test_a_list_that_moves_hides_nobody(dialect: str, comes: bool, tmp_path: Path) -> None:
    """Only the posting that left is missing; the one that was skipped is still listed."""
    spoken = SPOKEN[dialect]
    employer = Employer.of(COUNT)
    moving = Moving(spoken.speak, comes=comes)
    with Board(employer, moving) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken), encoding="utf-8")
        (result,) = check(tmp_path).results
        assert (result.verdict.outcome, result.verdict.seen) == ("complete", COUNT)
        left = spoken.number.format(employer.jobs[0].number)
        moving.armed = True
        (result,) = check(tmp_path, days=1).results
        assert not moving.armed
        assert result.verdict.outcome == "partial" or in_no_list(tmp_path) == set()
        if result.verdict.outcome == "complete" and result.verdict.seen < COUNT + comes:
            assert "postings found only by reading the list again: " in result.verdict.reason
        told = {(one.kind, one.external_id) for one in result.changes}
        for day in (2, 3):
            (result,) = check(tmp_path, days=day).results
            told |= {(one.kind, one.external_id) for one in result.changes}
        assert {name for kind, name in told if kind == "closed"} == {left}
        assert {kind for kind, _ in told} <= {"opened", "closed"}
        before = dump(tmp_path)
    assert tracker(tmp_path, "rebuild")[0] == 0
    assert dump(tmp_path) == before, "the second reading stands in the archive"


def test_what_is_gone_is_not_looked_for_again(tmp_path: Path) -> None:
    """A list is read twice only if the page of a missing posting is up: a closing costs one request."""
    spoken = SPOKEN["smartrecruiters"]
    employer = Employer.of(COUNT)
    with Board(employer, spoken.speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken), encoding="utf-8")
        check(tmp_path)
        del employer.jobs[7]
        board.asked.clear()
        (result,) = check(tmp_path, days=1).results
        assert [one.kind for one in result.changes] == ["closed"]
        assert sum("offset=0" in one for one in board.asked) == 1
