"""The history of a git repository is that of its main line, each commit once."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import dump, reader
from tests.repos import COOK, Repo, bring, is_sound, repository, stamps, told, tracked
from tracker.archive import Archive
from tracker.cli import main
from tracker.imports.git import Repository
from tracker.imports.mainline import MainLine
from tracker.model import iso, moment


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "r")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tracked(tmp_path / "p")


def test_a_side_branch_is_seen_when_it_is_merged(repo: Repo, root: Path) -> None:
    """A branch with a draft and older files: one opening at the merge, and nothing else."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n")
    repo.git("checkout", "-qb", "side")
    repo.commit("2024-05-02T06:00Z", pilot="A draft that nobody saw.\n")
    repo.git("checkout", "-q", "main")
    repo.commit("2024-05-03T06:00Z", lead=None)
    repo.git("checkout", "-q", "side")
    repo.commit("2024-05-04T06:00Z", pilot="Flies the plane.\n")
    repo.git("checkout", "-q", "main")
    repo.merge("2024-05-05T06:00Z", "side")
    assert "3 captures" in bring(root, repo).output
    assert told(root) == [
        ("2024-05-03T06:00", "closed", "lead.md"),
        ("2024-05-05T06:00", "opened", "pilot.md"),
    ]
    connection = reader(root)
    assert not connection.execute("SELECT * FROM gaps").fetchall()
    connection.close()
    is_sound(root)


def test_a_branch_that_is_named(repo: Repo, root: Path) -> None:
    """Its main line is imported, with what it started from."""
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.git("checkout", "-qb", "side")
    repo.commit("2024-05-02T06:00Z", pilot="Flies the plane.\n")
    repo.git("checkout", "-q", "main")
    repo.commit("2024-05-03T06:00Z", lead="Leads the site.\n")
    bring(root, repo, "--branch", "side")
    assert told(root) == [("2024-05-02T06:00", "opened", "pilot.md")]


def test_an_octopus_is_one_capture(repo: Repo, root: Path) -> None:
    """Three branches that are merged at once open their files at once."""
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    for day, name in enumerate(("pilot", "lead", "clerk"), 2):
        repo.git("checkout", "-qb", name, "main")
        repo.commit(f"2024-05-0{day}T06:00Z", **{name: f"The work of a {name} on the site, day by day.\n"})
    repo.git("checkout", "-q", "main")
    repo.merge("2024-05-06T06:00Z", "pilot", "lead", "clerk")
    assert "2 captures" in bring(root, repo).output
    assert Counter(told(root)) == {
        ("2024-05-06T06:00", "opened", f"{name}.md"): 1 for name in ("clerk", "lead", "pilot")
    }


def test_dates_that_go_back_are_put_in_the_order_of_the_line(repo: Repo, root: Path) -> None:
    """A clock a year ahead, one far behind, and three commits in one second: in order, and most with their stated time."""
    repo.commit("2023-05-01T06:00:00Z", cook=COOK)
    repo.commit("2024-05-02T06:00:00Z", cook=COOK + "Two.\n")  # a clock that was a year ahead
    repo.commit("2023-05-03T06:00:00Z", cook=COOK + "Three.\n")
    repo.commit("2001-05-04T06:00:00Z", cook=COOK + "Four.\n")  # and one that was reset
    repo.commit("2023-05-05T06:00:00Z", cook=COOK + "Five.\n")
    repo.commit("2023-05-05T06:00:00Z", cook=COOK + "Six.\n")
    repo.commit("2023-05-05T06:00:00Z", cook=COOK + "Seven.\n")
    bring(root, repo)
    assert stamps(root) == [
        "2023-05-01T06:00:00.000Z",
        "2023-05-01T06:00:00.001Z",
        "2023-05-03T06:00:00.000Z",
        "2023-05-03T06:00:00.001Z",
        "2023-05-05T06:00:00.000Z",
        "2023-05-05T06:00:00.001Z",
        "2023-05-05T06:00:00.002Z",
    ]
    connection = reader(root)
    rows = connection.execute("SELECT since, at FROM changes WHERE kind = 'edited' ORDER BY at").fetchall()
    connection.close()
    assert len(rows) == 6
    assert all(since < at for since, at in rows)
    assert "7 captures already present" in bring(root, repo).output
    is_sound(root)


def test_renamed_files_and_empty_commits(repo: Repo, root: Path) -> None:
    """A renamed file is the same posting; a commit that changes nothing here is no capture."""
    text = "".join(f"Line {number} of what the cook does for the crews of the yard.\n" for number in range(20))
    repo.commit("2024-05-01T06:00Z", cook=text, lead="Leads the site.\n")
    repo.commit("2024-05-02T06:00Z")
    repo.git("mv", "jobs/cook.md", "jobs/head-cook.md")
    repo.commit("2024-05-03T06:00Z")
    assert "2 captures" in bring(root, repo).output
    assert told(root) == []
    assert {row[2] for row in dump(root)["postings"]} == {"jobs/head-cook.md", "jobs/lead.md"}


def test_edits_there_and_back_are_edits(repo: Repo, root: Path) -> None:
    """In a repository, a return to an earlier wording is an edit; a file may also come and go repeatedly."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n")
    for day in range(2, 8):
        repo.commit(
            f"2024-05-0{day}T06:00Z",
            cook=COOK + ("At night.\n" if day % 2 else ""),
            lead="Leads.\n" if day % 2 else None,
        )
    bring(root, repo)
    assert Counter(kind for _, kind, _ in told(root)) == {"edited": 5, "closed": 3, "reopened": 3}


def test_a_second_import_adds_the_new_commits_alone(repo: Repo, root: Path) -> None:
    """So does a third one with nothing new, and one after a merge led the main line through a branch."""
    for day in range(1, 4):
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK * day)
    assert "3 captures" in bring(root, repo).output
    repo.commit("2024-05-04T06:00Z", pilot="Flies the plane.\n")
    done = bring(root, repo).output
    assert "Imported 1 capture of" in done
    assert "3 captures already present" in done
    assert "0 captures" in bring(root, repo).output
    repo.git("branch", "kept")
    repo.git("reset", "-q", "--hard", "HEAD~2")  # a clone that is behind, in which somebody works on
    repo.commit("2024-05-03T12:00Z", lead="Leads the site.\n")
    repo.merge("2024-05-06T06:00Z", "kept")
    assert "Imported 1 capture of" in bring(root, repo).output
    assert [kind for _, kind, _ in told(root)] == ["edited", "edited", "opened", "opened"]
    assert told(root)[-1] == ("2024-05-06T06:00", "opened", "lead.md")
    is_sound(root)


@pytest.mark.parametrize("stated", ["02T18:00", "05T06:00", "06T06:00", "06T06:01", "09T06:00"])
@pytest.mark.parametrize("apart", [1, 2, 3])
def test_a_merge_that_leads_through_another_branch_comes_after_what_is_known(
    repo: Repo, root: Path, apart: int, stated: str
) -> None:
    """Whatever the commits after it state, also at a third import: nothing closes, and nothing comes before it."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n")
    base = repo.git("rev-parse", "HEAD")
    for day in range(apart):
        repo.commit(f"2024-05-04T0{day}:00Z", pilot="Flies the plane.\n" * (day + 1))
    bring(root, repo)
    repo.git("checkout", "-qb", "side", base)
    repo.commit("2024-05-02T06:00Z", diver="Dives.\n")
    repo.merge("2024-05-06T06:00Z", "main")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--ff-only", "side")
    repo.commit(f"2024-05-{stated}Z", clerk="Writes.\n")
    assert "Imported 2 captures of" in bring(root, repo).output
    repo.commit("2024-05-10T06:00Z", baker="Bakes.\n")
    assert "Imported 1 capture of" in bring(root, repo).output
    opened = [(kind, name) for _, kind, name in told(root) if kind != "edited"]
    assert sorted(opened) == [("opened", f"{name}.md") for name in ("baker", "clerk", "diver", "pilot")]
    assert min(at for at, _, name in told(root) if name != "pilot.md") >= f"2024-05-04T0{apart - 1}:00"
    is_sound(root)


def test_a_branch_and_then_the_line_that_merged_it(repo: Repo, root: Path) -> None:
    """Commits of the main line beside the branch are left out; the merge comes after the branch."""
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.git("checkout", "-qb", "side")
    repo.commit("2024-05-03T06:00Z", pilot="Flies the plane.\n")
    repo.git("checkout", "-q", "main")
    repo.commit("2024-05-04T06:00Z", lead="Leads the site.\n")
    repo.merge("2024-05-06T06:00Z", "side")
    repo.commit("2024-05-02T06:00Z", clerk="Writes.\n")
    bring(root, repo, "--branch", "side")
    assert "Imported 2 captures of" in bring(root, repo, "--branch", "main").output
    assert sorted((kind, name) for _, kind, name in told(root)) == [
        ("opened", "clerk.md"),
        ("opened", "lead.md"),
        ("opened", "pilot.md"),
    ]
    assert told(root)[1][0] >= "2024-05-03T06:00"
    is_sound(root)


def test_a_branch_that_was_merged_before_is_no_older_part(repo: Repo, root: Path) -> None:
    """Its commits were not visible before the merge, which is known."""
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.git("checkout", "-qb", "side")
    repo.commit("2024-05-02T06:00Z", pilot="Flies the plane.\n")
    repo.git("checkout", "-q", "main")
    repo.merge("2024-05-06T06:00Z", "side")
    bring(root, repo)
    before = dump(root)
    assert "did not lead to" in bring(root, repo, "--branch", "side", fails=2).output
    assert dump(root) == before


@pytest.mark.parametrize("known", [(0,), (5,), (0, 5), (1, 5), (1, 3, 5)])
def test_a_part_with_a_wrong_clock_comes_where_it_was(repo: Repo, root: Path, known: tuple[int, ...]) -> None:
    """An older part, and one in the middle, stay between their neighbours although their clocks were wrong by years."""
    days = ["2024-05-01", "2024-05-02", "2025-05-03", "2024-05-04", "2023-05-05", "2024-05-06"]
    names = [repo.commit(f"{at}T06:00Z", **{f"clerk{place}": "Writes.\n"}) for place, at in enumerate(days)]
    for place in known:
        bring(root, repo, "--branch", f"{names[place - 1]}..{names[place]}" if place else names[0])
    for place in range(6):
        bring(root, repo, "--branch", f"{names[place - 1]}..{names[place]}" if place else names[0])
    assert [name for _, name in sorted(reader_of(root))] == names
    is_sound(root)


def test_a_part_without_room_is_refused(repo: Repo, root: Path) -> None:
    """There is only a millisecond between the two known commits."""
    days = ["2024-05-01", "2025-05-02", "2024-05-03", "2024-05-04", "2024-05-05"]
    names = [repo.commit(f"{at}T06:00Z", **{f"clerk{place}": "Writes.\n"}) for place, at in enumerate(days)]
    for place in (1, 4):
        bring(root, repo, "--branch", f"{names[place - 1]}..{names[place]}")
    before = dump(root)
    for part in ("2", "3"):
        output = bring(root, repo, "--branch", f"{names[1]}..{names[int(part)]}", fails=2).output
        assert "there is no time left between" in output
    assert dump(root) == before


def reader_of(root: Path) -> list[tuple[str, str]]:
    """Return the time and commit of each check."""
    connection = reader(root)
    found = connection.execute("SELECT started_at, run FROM checks").fetchall()
    connection.close()
    assert all(run.startswith("git-") and run.endswith(" jobs") for _, run in found)
    return [(at, run[4:].partition(" ")[0]) for at, run in found]


@pytest.mark.parametrize("at", ["2024-05-02T06:00Z", "2024-05-04T06:00Z", "2024-05-05T06:00Z"])
def test_another_repository_must_be_later_than_what_is_known(repo: Repo, root: Path, tmp_path: Path, at: str) -> None:
    """Without the newest known commit, only times say where its commits belong."""
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.commit("2024-05-04T06:00Z", cook=COOK * 2)
    bring(root, repo)
    before = dump(root)
    other = repository(tmp_path / "other")
    other.commit(at, cook=COOK * 3)
    other.commit("2024-05-06T06:00Z", cook=COOK * 4)
    late = at > "2024-05-04T06:00Z"
    output = bring(root, other, fails=0 if late else 2).output
    assert late or "or import this one as another source" in output
    assert late or dump(root) == before
    assert [name for _, name, _ in told(root)] == ["edited"] * (3 if late else 1)


def test_a_history_that_was_written_anew_is_refused(repo: Repo, root: Path) -> None:
    """Its commits would report the past a second time."""
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.commit("2024-05-02T06:00Z", cook=COOK * 2)
    bring(root, repo)
    before = dump(root)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit("2024-05-03T06:00Z", cook=COOK * 3)
    assert "did not lead to" in bring(root, repo, fails=2).output
    assert dump(root) == before


def test_parts_come_in_any_order(repo: Repo, root: Path, tmp_path: Path) -> None:
    """The newer part first, then the older one: the same history as all at once."""
    names = [
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK * day, **{f"clerk{day}": "Writes.\n" * day})
        for day in range(1, 6)
    ]
    bring(root, repo, "--branch", f"{names[1]}..{names[4]}")
    bring(root, repo, "--branch", names[1])
    other = tracked(tmp_path / "q")
    bring(other, repo)
    assert told(root) == told(other)
    assert stamps(root) == stamps(other)
    is_sound(root)


def test_a_shallow_clone_says_so(repo: Repo, root: Path, tmp_path: Path) -> None:
    """Its commits are imported, and the rest after a fetch."""
    for day in range(1, 6):
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK * day)
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(tmp_path / "s"))
    shallow = Repo(tmp_path / "s")
    done = bring(root, shallow).output
    assert "2 captures" in done
    assert "git fetch --unshallow" in done
    shallow.git("fetch", "-q", "--unshallow")
    done = bring(root, shallow).output
    assert "3 captures" in done
    assert "shallow" not in done
    assert Counter(kind for _, kind, _ in told(root)) == {"edited": 4}


@pytest.mark.parametrize("odd", ["none", "main~9", "a..none", "refs/heads/none"])
def test_a_branch_that_is_not_there(repo: Repo, root: Path, odd: str) -> None:
    repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.git("branch", "other")
    done = bring(root, repo, "--branch", odd, fails=2).output
    assert "no branch or commit" in done
    assert "choose from: main, other" in done
    assert not (root / "snapshots" / "acme").exists()


def test_an_empty_repository_and_a_detached_head(repo: Repo, root: Path) -> None:
    """The first has no branch; of the second, the checked-out commit is imported."""
    assert "it has no branches" in bring(root, repo, fails=2).output
    first = repo.commit("2024-05-01T06:00Z", cook=COOK)
    repo.commit("2024-05-02T06:00Z", cook=COOK * 2)
    repo.git("checkout", "-q", "--detach", first)
    repo.commit("2024-05-03T06:00Z", pilot="Flies the plane.\n")
    bring(root, repo)
    assert told(root) == [("2024-05-03T06:00", "opened", "pilot.md")]


def test_an_archive_of_commits_grows_with_what_changes(repo: Repo, root: Path) -> None:
    """Eighty commits, each changing a line in one of thirty files of 6 kB, take as much as in git."""
    texts = {
        f"job{number}": "".join(
            f"Duty {line * number % 997} of the person who does this work here, part {line}.\n" for line in range(100)
        )
        for number in range(1, 31)
    }
    repo.commit("2024-01-01T06:00Z", **texts)
    for number in range(80):
        name = f"job{number % 30 + 1}"
        texts[name] += f"And one more duty, number {number}.\n"
        repo.commit(f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}T07:00Z", **{name: texts[name]})
    bring(root, repo)
    (file,) = (root / "snapshots" / "acme").iterdir()
    assert file.name == "2024-commits.warc.zst"
    repo.git("repack", "-adfq", "--depth=50", "--window=50")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    assert file.stat().st_size < 1.6 * pack.stat().st_size
    assert file.stat().st_size < 80 * 800
    is_sound(root)


def test_an_export_of_commits_is_the_same_history(repo: Repo, root: Path, tmp_path: Path) -> None:
    """The exported WARC gives the same checks, and a new import of the repository adds nothing."""
    for day in range(1, 5):
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK * day, **{f"clerk{day}": "Writes.\n" * day})
    bring(root, repo)
    other = tracked(tmp_path / "q")
    for place, *more in (
        (root, "export", "warc", str(tmp_path / "out")),
        (other, "import", "warc", str(tmp_path / "out")),
    ):
        done = CliRunner().invoke(main, ["-C", str(place), *more], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert told(other) == told(root)
    assert "4 captures already present" in bring(other, repo).output
    is_sound(other)


def test_a_file_that_did_not_change_is_not_read_again(repo: Repo, root: Path) -> None:
    """Its entry has the hash of its content: even after years it is archived once."""
    repo.commit("2014-05-01T06:00Z", cook=COOK, lead="Leads the site.\n")
    for year in range(2015, 2020):
        repo.commit(f"{year}-05-01T06:00Z", cook=COOK * (year - 2012))
    bring(root, repo)
    archive = Archive(root / "snapshots")
    records = [plain for file in archive.files() for plain in archive.plain(file)]
    assert sum(b"jobs/lead.md\r\n" in plain.partition(b"\r\n\r\n")[0] for plain in records) == 1


@pytest.mark.parametrize("between", [False, True])
def test_a_history_that_comes_in_late_is_the_same(repo: Repo, root: Path, tmp_path: Path, *, between: bool) -> None:
    """Of commits older than the known ones, only changes are archived, and the history is the same."""
    (repo.path / "jobs").mkdir()
    for day in range(1, 9):
        draft = day % 4 == 0
        (repo.path / "jobs/pilot.md").write_text(f"---\ntitle: Pilot\ndraft: {str(draft).lower()}\n---\nFlies.\n")
        files: dict[str, str | None] = {f"clerk{number}": "Writes.\n" * number for number in range(1, 9)}
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK * day, **files)
    if between:
        bring(root, repo, "--branch", "HEAD~2")
    bring(root, repo, "--branch", "HEAD~1..HEAD")
    before = (root / "snapshots" / "acme" / "2024-commits.warc.zst").stat().st_size
    bring(root, repo)
    whole = tracked(tmp_path / "w")
    bring(whole, repo)
    assert told(root) == told(whole)
    assert Counter(kind for _, kind, name in told(root) if name == "pilot.md") == {"closed": 2, "reopened": 1}
    grown = (root / "snapshots" / "acme" / "2024-commits.warc.zst").stat().st_size - before
    assert grown < 8 * 1500
    is_sound(root)


def test_only_the_file_that_is_written_takes_memory(repo: Repo, root: Path) -> None:
    """A history of twelve years has twelve dictionaries, and only one of them is prepared for writing."""
    for year in range(2010, 2022):
        repo.commit(f"{year}-05-01T06:00Z", cook=COOK * (year - 2000))
    archives: list[Archive] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tracker.operations.project.Archive", lambda *given: archives.append(Archive(*given)) or archives[-1]
        )
        bring(root, repo)
    ready = [sum(codec._close is not None for codec in archive._cache._codecs.values()) for archive in archives]
    assert max(ready) == 1
    assert len(list((root / "snapshots" / "acme").iterdir())) == 12


def times(line: list[tuple[str, str]], known: dict[str, str]) -> list[tuple[str, str]]:
    """Place a line on which all known commits are."""
    return MainLine(Repository(Path("/nowhere")), "acme", "tip", known).placed(line)


STATED = st.lists(st.integers(0, 50), max_size=30)


@given(stated=STATED, known=st.sets(st.integers(0, 29)))
def test_times_are_in_order_and_those_that_can_stay_do(stated: list[int], known: set[int]) -> None:
    """Whatever the commits state: strictly in order, and the same if a part of them is known already."""
    line = [(str(place), iso(moment("2024-01-01T00:00:00.000Z").replace(minute=at))) for place, at in enumerate(stated)]
    found = times(line, {})
    assert [name for name, _ in found] == [name for name, _ in line]
    moments = [at for _, at in found]
    assert all(one < two for one, two in pairwise(moments))
    near = [
        (moment(one[1]) - moment(two[1])).total_seconds() < 1
        for one, two in zip(found, line, strict=True)
        if one[1] >= two[1]
    ]
    assert sum(near) >= longest(stated)  # equal ones are milliseconds apart
    begun = {str(place): at for place, (_, at) in enumerate(found) if place in known}
    assert [at for name, at in times(line, begun) if name in begun] == list(begun.values())


def longest(stated: list[int]) -> int:
    """Count a longest part that does not fall, in the plain way."""
    best: list[int] = []
    for place, at in enumerate(stated):
        best.append(1 + max((best[other] for other in range(place) if stated[other] <= at), default=0))
    return max(best, default=0)


def test_a_folder_that_is_emptied_is_empty(repo: Repo, root: Path) -> None:
    """All postings close in that commit. What is added months later is another posting."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n", pilot="Flies the plane.\n")
    repo.commit("2024-05-02T06:00Z", cook=None, lead=None, pilot=None)
    repo.commit("2024-08-03T06:00Z", clerk="Writes down what comes and goes.\n")
    repo.commit("2024-08-04T06:00Z", clerk=None)
    assert "4 complete" in bring(root, repo).output
    assert told(root) == [
        *(("2024-05-02T06:00", "closed", f"{name}.md") for name in ("cook", "lead", "pilot")),
        ("2024-08-03T06:00", "opened", "clerk.md"),
        ("2024-08-04T06:00", "closed", "clerk.md"),
    ]
    is_sound(root)


def test_a_folder_with_other_files_alone_is_empty(repo: Repo, root: Path) -> None:
    """The remaining files are no postings."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, readme="How to add a file.\n")
    repo.commit("2024-05-02T06:00Z", cook=None)
    bring(root, repo)
    assert told(root) == [("2024-05-02T06:00", "closed", "cook.md")]


def test_all_postings_are_replaced_at_once(repo: Repo, root: Path) -> None:
    """In a repository, that is not another employer's list."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n", pilot="Flies the plane.\n")
    repo.commit("2024-05-02T06:00Z", cook=None, lead=None, pilot=None, clerk="Writes.\n", guard="Stands at the gate.\n")
    bring(root, repo)
    assert Counter(told(root)) == Counter(
        ("2024-05-02T06:00", kind, f"{name}.md")
        for kind, names in (("closed", ("cook", "lead", "pilot")), ("opened", ("clerk", "guard")))
        for name in names
    )


@pytest.mark.parametrize("edited", [(), ("cook",)])
def test_a_folder_that_is_moved_closes_nothing(repo: Repo, root: Path, edited: tuple[str, ...]) -> None:
    """Most files are elsewhere in the commit with the same content. The commit is left out, and the import says what to do."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n", pilot="Flies the plane.\n")
    repo.git("mv", "jobs", "positions")
    for name in edited:
        (repo.path / "positions" / f"{name}.md").write_text("---\ntitle: Cook\n---\nCooks at night.\n")
    repo.commit("2024-05-02T06:00Z")
    done = bring(root, repo).output
    assert "Imported 1 capture of" in done
    assert "it moves the files of jobs to positions, which closes no postings" in done
    assert told(root) == []
    is_sound(root)
    again = bring(root, repo).output
    assert "1 capture already present" in again
    assert told(root) == []


def test_a_folder_of_which_little_is_elsewhere_was_emptied(repo: Repo, root: Path) -> None:
    """One file of three was kept as an example."""
    repo.commit("2024-05-01T06:00Z", cook=COOK, lead="Leads the site.\n", pilot="Flies the plane.\n")
    (repo.path / "example.md").write_text((repo.path / "jobs" / "cook.md").read_text())
    repo.commit("2024-05-02T06:00Z", cook=None, lead=None, pilot=None)
    bring(root, repo)
    assert [kind for _, kind, _ in told(root)] == ["closed"] * 3


def import_paths(root: Path, repo: Repo, *paths: str, fails: int = 0) -> str:
    asked = ["-C", str(root), "import", "git", str(repo.path), *paths, "--source", "acme"]
    done = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert done.exit_code == fails, done.output
    return done.output


def write(repo: Repo, at: str, **files: str | None) -> None:
    """Commit files of any folder: `jobs__1` is jobs/1.md; None removes one."""
    for name, text in files.items():
        path = repo.path / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(f"---\ntitle: Keeper of tower {path.stem}\n---\n\n{text}\n")
    repo.git("add", "-A")
    repo.git("commit", "-qm", "c", at=at)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["jobs"], ["drafts"]),
        (["drafts"], ["jobs"]),
        (["jobs"], ["jobs", "drafts"]),
        (["jobs"], ["."]),
        (["drafts"], ["jobs/1.md"]),
    ],
)
def test_other_paths_that_were_there_at_the_same_time_are_another_list(
    repo: Repo, tmp_path: Path, first: list[str], second: list[str]
) -> None:
    """One list would close what the other opens: the import is refused with a reason, and changes nothing."""
    for day, name in enumerate(("jobs__1", "drafts__7", "jobs__4", "drafts__8", "jobs__5"), 1):
        write(repo, f"2025-03-0{day}T06:00Z", **{name: f"You keep the lamp of {name}."})
    root = tracked(tmp_path / "p")
    import_paths(root, repo, *first)
    before = dump(root)
    output = import_paths(root, repo, *second, fails=2)
    assert "both existed at the same time" in output
    assert repr(second[0]) in output
    assert dump(root) == before
    again = import_paths(root, repo, *(f"./{name}/" for name in reversed(first)))  # the same paths, written otherwise
    assert "Imported 0 captures" in again
    assert "already present" in again


def test_a_list_that_moved_goes_on_under_its_new_path(repo: Repo, tmp_path: Path) -> None:
    """The two paths are one history, in whichever order they are imported."""
    write(repo, "2025-03-01T06:00Z", jobs__1="You keep the lamp.", jobs__2="You keep the horn.")
    write(repo, "2025-03-02T06:00Z", jobs__3="You keep the boat.")
    moved = {
        f"{folder}__{n}": text for folder in ("jobs", "posts") for n, text in ((1, "lamp"), (2, "horn"), (3, "boat"))
    }
    said = {name: None if name.startswith("jobs") else f"You keep the {text}." for name, text in moved.items()}
    write(repo, "2025-03-03T06:00Z", **said)
    write(repo, "2025-03-04T06:00Z", posts__4="You keep the log.")
    root = tracked(tmp_path / "p")
    assert "Imported 2 captures" in import_paths(root, repo, "jobs")
    assert "Imported 2 captures" in import_paths(root, repo, "posts")
    assert len(stamps(root)) == 4
    is_sound(root)
    other = tracked(tmp_path / "q")
    import_paths(other, repo, "posts")
    assert "Imported 2 captures" in import_paths(other, repo, "jobs")
    tables = ("postings", "versions", "changes", "checks")
    assert dump(other, tables) == dump(root, tables)
