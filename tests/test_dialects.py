"""Every board passes the same tests, against a server that speaks its format and has its pitfalls."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import check, reader
from tests.dialects import SPOKEN, Board, Employer, Job, toml
from tracker.boards import BOARDS

COUNT = 45  # more than two pieces of each board's size
HOST_IS_NAME = {"tesla", "icims", "bamboohr, embedded"}  # an unknown name is a host that is none
NOT_SOFTWARE = {"html", "json", "jsonld", "page", "sitemap", "files"}


def told(root: Path, number: str, *, days: int = 0) -> Counter[tuple[str, str]]:
    """Run once; give kinds and numbers of what was told, but for what was there already."""
    report = check(root, days=days)
    (result,) = report.results
    assert result.verdict.outcome == "complete", (result.verdict.outcome, result.verdict.reason)
    before, _, after = number.partition("{}")
    return Counter(
        (one.kind, one.external_id.removeprefix(before).removesuffix(after))
        for one in result.changes
        if not one.baseline
    )


def test_every_board_has_a_dialect() -> None:
    """Every board software has a server in this test."""
    assert {spoken.board for spoken in SPOKEN.values()} == set(BOARDS) - NOT_SOFTWARE
    assert len(SPOKEN) == 41


@pytest.mark.parametrize("dialect", SPOKEN)
def test_board(dialect: str, tmp_path: Path) -> None:
    """Exact changes; none without a change; a cut list closes nothing; a wall is blocked; an unknown name fails."""
    spoken = SPOKEN[dialect]
    employer = Employer.of(COUNT)
    with Board(employer, spoken.speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken), encoding="utf-8")
        assert told(tmp_path, spoken.number) == Counter()
        rows = (
            reader(tmp_path)
            .execute(
                "SELECT external_id, versions.title, versions.location, text, url "
                "FROM versions JOIN postings ON postings.id = posting_id"
            )
            .fetchall()
        )
        assert len(rows) == COUNT
        for external_id, title, location, text, url in rows:
            number = external_id[-6:]
            job = employer.find(number)
            assert job is not None
            assert spoken.number.format(number) == external_id
            assert (title, number in url, location.split(";")[0] in {job.place, "Bergen"}) == (job.title, True, True)
            assert "# The work" in text
            assert job.line in text
            assert "- Tea & bread at ten" in text

        assert told(tmp_path, spoken.number) == Counter(), "what only moves was told"

        edited, gone = employer.jobs[3], employer.jobs[20]
        edited.line = "You keep three lamps and one bell."
        edited.title = "Chief Lamp Keeper"
        employer.jobs.remove(gone)
        employer.jobs.append(Job(900001, "Bell Founder 900001", "Oslo, Norway", "Towers", "You cast bells."))
        expected = Counter(
            {("edited", str(edited.number)): 1, ("closed", str(gone.number)): 1, ("opened", "900001"): 1}
        )
        found = told(tmp_path, spoken.number)
        if ("closed", str(gone.number)) not in found:
            found += told(tmp_path, spoken.number, days=1)  # where no page can say it, two complete lists do
        assert found == expected

        employer.cut = True
        result = check(tmp_path).results[0]
        assert result.verdict.outcome == "partial", result.verdict
        assert not result.changes
        employer.cut = False
        assert told(tmp_path, spoken.number) == Counter()

        employer.wall = True
        result = check(tmp_path).results[0]
        assert (result.verdict.outcome, "Cloudflare" in result.verdict.reason) == ("blocked", True), result.verdict
        employer.wall = False
        assert told(tmp_path, spoken.number) == Counter()


@pytest.mark.parametrize("dialect", [name for name in SPOKEN if name not in HOST_IS_NAME])
def test_unknown_name(dialect: str, tmp_path: Path) -> None:
    """A name that the board does not know is an error that says so, and never an empty list."""
    spoken = SPOKEN[dialect]
    with Board(Employer.of(3), spoken.speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken, "nobody"), encoding="utf-8")
        (result,) = check(tmp_path).results
        assert result.verdict.outcome == "failed", result.verdict
        assert "correct url" in result.verdict.reason or "say the right one" in result.verdict.reason, (
            result.verdict.reason
        )
        assert reader(tmp_path).execute("SELECT count(*) FROM postings").fetchone() == (0,)
