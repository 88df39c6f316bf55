"""Ids are permanent: the same content has the same id in every version, and old archives give the same rows.

A test here that fails means that links, exports and alerts of every project that exists would break. Change the code,
not the literals. tests/golden/2026-01.warc.zst was written once, by the version that began these tests, from the story
below; it is never written again. So were those beside it: `records` by the first version whose closing records state a
hash of the records, `packed` by the same when two of its checks had been packed and the third had not, and
`packed-earlier` is the first one, packed.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from tests.histories import edit
from tests.tables import rows
from tracker.alerts import outbox
from tracker.archive import records
from tracker.check import Checker
from tracker.model import Page, Request, check_id, digest, posting_id
from tracker.model.history import Change
from tracker.model.wording import Wording
from tracker.operations import project, verify
from tracker.reconcile.grouping import grouped

GOLDEN = Path(__file__).parent / "golden" / "2026-01.warc.zst"
OTHERS = tuple(GOLDEN.parent / name / GOLDEN.name for name in ("records", "packed", "packed-earlier"))
TOML = """
[sources.golden]
board = "html"
url = "https://jobs.example.org/list"
item = "li.job"
location = ".place"
text = "#content"
render = "never"

[alerts.each]
webhook = "https://hooks.example.org/a"
secret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
digest = "event"

[alerts.run]
webhook = "https://hooks.example.org/a"
secret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="

[alerts.day]
webhook = "https://hooks.example.org/a"
secret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
digest = "daily"
"""

LEAD = (
    "You lead the works at our new site, from the first drawing to the last test of the cooling.",
    "You keep the schedule of the contractors together with ours, and say early what will be late.",
    "You write down what was built, and hand it over to those who will run it.",
)
LATER = (
    LEAD[0],
    "You keep the schedule of nine contractors together with ours, and say early what will be late.",
    LEAD[2],
)
COOK = (
    "You cook for the crews of the night shift, forty people who work hard and eat late.",
    "You buy what is needed at the market of the town, and keep the books of the kitchen.",
    "You have cooked for many before, and like to see plates that come back empty.",
)
Ads = dict[str, tuple[str, str, tuple[str, ...]]]
# Each check of the story: postings by the name in their address, as title, place and text.
STORY: tuple[Ads, ...] = (
    {"1": ("Site Lead", "Oslo", LEAD), "2": ("Site Lead", "Cork", LEAD), "3": ("Cook", "Cork", COOK)},
    # the first is edited, the third is gone, the second is as it was
    {"1": ("Site Lead", "Oslo", LATER), "2": ("Site Lead", "Cork", LEAD)},
    # the second has another address, and the ad of the third is here again, under another name
    {"1": ("Site Lead", "Oslo", LATER), "2-lead": ("Site Lead", "Cork", LEAD), "4": ("Cook", "Oslo", COOK)},
)


def reply(ads: Ads, request: Request, at: str) -> Page:
    """Answer a request as the site of the story does."""
    name = request.url.rpartition("/")[2]
    if name == "list":
        lines = (
            f'<li class="job"><a href="/jobs/{one}">{title}</a> <span class="place">{place}</span></li>'
            for one, (title, place, _) in ads.items()
        )
        status, markup = 200, f"<h1>Jobs</h1><ul>{''.join(lines)}</ul>"
    elif name in ads:
        title, _, text = ads[name]
        status, markup = 200, f'<h1>{title}</h1><div id="content">{"".join(f"<p>{line}</p>" for line in text)}</div>'
    else:
        status, markup = 404, "<h1>Not found</h1>"
    body = markup.encode()
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(request, request.url, status, headers, body, at, sha256=hashlib.sha256(body).hexdigest())


def tell(root: Path) -> None:
    """Live through the story in a project: three checks, at fixed times."""
    (root / "tracker.toml").write_text(TOML)
    here = project.load(root)
    source = here.settings.sources["golden"]

    def clock() -> Iterator[str]:
        for day in (1, 2, 3):
            yield f"2026-01-0{day}T06:00:00.000Z"  # a check begins,
            yield f"2026-01-0{day}T06:00:09.000Z"  # and ends

    times = clock()
    for number, ads in enumerate(STORY, 1):
        at = f"2026-01-0{number}T06:00:05.000Z"

        async def fetch(request: Request, ads: Ads = ads, at: str = at) -> Page:
            return reply(ads, request, at)

        with here.open_database() as database:
            archive = here.archive("tracker-test")
            checker = Checker(database, archive, lambda: next(times), outbox.enqueue(here.settings))
            result = asyncio.run(checker.check(source, fetch, run=f"run-{number}", reread=True))
            assert result is not None
            assert result.verdict.outcome == "complete", result.verdict.reason
            database.watch(here.settings.sources, here.settings.topics)
            database.index()


def fold(root: Path, golden: Path = GOLDEN) -> None:
    """Make a project of a golden archive alone."""
    (root / "tracker.toml").write_text(TOML)
    (root / "snapshots" / "golden").mkdir(parents=True)
    shutil.copy(golden, root / "snapshots" / "golden")
    here = project.load(root)
    with here.open_database() as database:
        assert Checker(database, here.archive(), project.now).rebuild() == len(STORY)
        database.watch(here.settings.sources, here.settings.topics)


def warc_ids(path: Path) -> list[tuple[str, str]]:
    """Return the kind and the id of every record of an archive file."""
    with path.open("rb") as opened:
        return [(one.headers["WARC-Type"], one.headers["WARC-Record-ID"]) for one in ArchiveIterator(opened)]


AT = "2026-01-02T03:04:05.678Z"
FULL = Wording(
    "Cook", ("One", "Two"), "Oslo", "Hall", "full time", "hybrid", 10.0, 20.5, "EUR", "hour", "10 to 20.50",
    "2026-01-01", "2026-02-01", "en",
)  # fmt: skip


def test_ids_of_parts() -> None:
    """The parts of an id are distinguished, their order counts, and the length is as requested."""
    assert digest("a", "b") == "f04cdced9736a69da610"
    assert digest("b", "a") != digest("a", "b") != digest("ab")
    assert digest("a", "b", length=6) == "f04cdc"
    assert digest("\ud800") == "91a681b998555fb47547"
    assert check_id("s", AT) == "s.20260102T030405678Z"


@pytest.mark.parametrize(
    ("external_id", "expected"),
    [
        ("1", "s.1"),
        ("a_b-c", "s.a_b-c"),
        ("json", "s.x02bd175f3297"),
        ("a/b", "s.xc14cddc033f6"),
        ("x" * 64, f"s.{'x' * 64}"),
        ("x" * 65, "s.x9537c5fdf120"),
        ("ä", "s.x33e6d73fee82"),
    ],
)
def test_ids_of_postings(external_id: str, expected: str) -> None:
    """An id that fits into a URL is used as it is; any other is hashed."""
    assert posting_id("s", external_id) == expected


def test_hashes_of_a_wording() -> None:
    """What is compared of a wording, its title with its text, and its text."""
    assert FULL.state == "9652df5667c4fae94694"
    assert FULL.twin == "38468a93b8cf8b8f0455"
    assert FULL.text_sha256 == "98bbe78e71bb986ec1fb8b25bd6dea535898ac4016b0f5110312030bd4806558"
    assert Wording("Cook").state == "d34b7dc2bbbf243ecaac"
    assert Wording("Cook").twin == "388d676e24a05c44de37"


@pytest.mark.parametrize(
    ("name", "value", "counts"),
    [
        ("title", "Chef", True),
        ("location", "Rome", True),
        ("department", "Kitchen", True),
        ("employment_type", "part time", True),
        ("workplace", "remote", True),
        ("pay_min", 11.0, True),
        ("pay_max", 21.0, True),
        ("pay_currency", "USD", True),
        ("pay_period", "day", True),
        ("closes_at", "2026-03-01", True),
        ("blocks", ("One",), True),
        ("pay_stated", "other", False),
        ("posted_at", "2026-01-09", False),
        ("language", "de", False),
    ],
)
def test_what_the_state_of_a_wording_names(name: str, value: object, counts: bool) -> None:
    """Exactly what is compared: two wordings with the same state are no edit."""
    assert (replace(FULL, **{name: value}).state != FULL.state) is counts  # type: ignore[arg-type]


def test_names_of_requests() -> None:
    """By method or by how the browser reads it, by address, and by body."""
    assert Request("https://x.org/a").key == "GET https://x.org/a"
    assert Request("u", "POST", b"{}").key == "POST u 44136fa355b3678a"
    assert Request("u", render=True).key == "RENDER u"
    assert Request("u", render=True, expand=True, body=b"1").key == "EXPAND u 6b86b273ff34fce1"


def test_ids_of_groups() -> None:
    """A template edit by its time and its words, a move and a mass closing by their time."""
    template = [edit(f"p{n}", Wording("Cook", ("a",)), Wording("Cook", ("a", "A sentence for all."))) for n in range(3)]
    closed = [Change(f"p{n}", "closed", "major", "s") for n in range(11)]
    moved = [edit("p", Wording("Cook", ("a",)), Wording("Cook", ("b",)))]
    assert {one.group for one in grouped(template, AT, 9, moved=False)} == {"89b15c90162697a71773"}
    assert {one.group for one in grouped(moved, AT, 9, moved=True)} == {"6e4eb27fbb9fb47bcdf8"}
    assert {one.group for one in grouped(closed, AT, 12, moved=False)} == {"1846e0213093992a7508"}


def test_ids_of_records() -> None:
    """An archive record is named by its check, its position and its type."""
    assert records.record_id("a", "0", "answer") == "<urn:uuid:23a825bb-d217-5604-969e-1bd00416dcd4>"
    assert records.record_id("a") == "<urn:uuid:1b30f797-d6cb-5315-9928-dcac289d864b>"


ONE, TWO, COOKS, AGAIN = "golden.x747be1a404fa", "golden.xd61bb7417953", "golden.xd82c10c9c48a", "golden.xf30599fad40f"
FIRST, SECOND, THIRD = (f"2026-01-0{day}T06:00:00.000Z" for day in (1, 2, 3))
CHECKS = [f"golden.2026010{day}T060000000Z" for day in (1, 2, 3)]
CHANGES = {
    "4d6204d1de8a4eb140c9": ("opened", COOKS, FIRST, None, "0e711d67a6988b54b5d6", 1),
    "6583c65661982515c036": ("opened", ONE, FIRST, None, "5d9324e045237ecb7225", 1),
    "a5cfec41b18ed92ddce6": ("opened", TWO, FIRST, None, "f6948d1a7d71a234fc7e", 1),
    "56b8d539b9cffa4ad7f0": ("edited", ONE, SECOND, "5d9324e045237ecb7225", "8ac61e9d0e62e4548e0f", 0),
    "f15315ed8d2f7760b1cd": ("closed", COOKS, SECOND, "0e711d67a6988b54b5d6", None, 0),
    "cbf33d56927cc7ceb2f1": ("opened", AGAIN, THIRD, None, "31e080e31cc511c5f99d", 0),
}
VERSIONS = {
    "5d9324e045237ecb7225": (ONE, 1, "\n".join(LEAD), "6f39bdeefcffe37be4cb"),
    "8ac61e9d0e62e4548e0f": (ONE, 2, "\n".join(LATER), "c5dae2f0b8244ce20812"),
    "f6948d1a7d71a234fc7e": (TWO, 1, "\n".join(LEAD), "e757aed30b3c169a230d"),
    "0e711d67a6988b54b5d6": (COOKS, 1, "\n".join(COOK), "a2d87052d7b6df9c297e"),
    "31e080e31cc511c5f99d": (AGAIN, 1, "\n".join(COOK), "3c1cc01b5641c61c6477"),
}
POSTINGS = {
    ONE: ("https://jobs.example.org/jobs/1", "open", FIRST, THIRD, None, None),
    TWO: ("https://jobs.example.org/jobs/2-lead", "open", FIRST, THIRD, None, None),
    COOKS: ("https://jobs.example.org/jobs/3", "closed", FIRST, FIRST, SECOND, None),
    AGAIN: ("https://jobs.example.org/jobs/4", "open", THIRD, THIRD, None, COOKS),
}
TIES = {
    "0e7927a23b9c7c8ada7a": ("repost", AGAIN, COOKS),
    "1acb9155e1174ca1ca93": ("same", TWO, "golden.xf7be771db7b8"),
    "57af2123ee4abd3c3986": ("role", TWO, ONE),
}
SNAPSHOTS = {
    "4a39f9d7b70d8b1e0d7a": (CHECKS[0], "https://jobs.example.org/list"),
    "6f39bdeefcffe37be4cb": (CHECKS[0], "https://jobs.example.org/jobs/1"),
    "e757aed30b3c169a230d": (CHECKS[0], "https://jobs.example.org/jobs/2"),
    "a2d87052d7b6df9c297e": (CHECKS[0], "https://jobs.example.org/jobs/3"),
    "a48e91e84b483ba6c413": (CHECKS[1], "https://jobs.example.org/list"),
    "c5dae2f0b8244ce20812": (CHECKS[1], "https://jobs.example.org/jobs/1"),
    "61988364af069f0bb657": (CHECKS[1], "https://jobs.example.org/jobs/3"),
    "c2ce386dc2a0fb9c87f8": (CHECKS[2], "https://jobs.example.org/list"),
    "07de56d9362a54bf5951": (CHECKS[2], "https://jobs.example.org/jobs/2"),
    "5feeabcb46f336da6c6f": (CHECKS[2], "https://jobs.example.org/jobs/2-lead"),
    "3c1cc01b5641c61c6477": (CHECKS[2], "https://jobs.example.org/jobs/4"),
}
DELIVERIES = {
    ("day", "msg_0d4385d8c885fef58d4b"): {"56b8d539b9cffa4ad7f0", "f15315ed8d2f7760b1cd"},
    ("day", "msg_8041460025fe15bd148c"): {"cbf33d56927cc7ceb2f1"},
    ("each", "msg_01a314b67cf5c9f71637"): {"56b8d539b9cffa4ad7f0"},
    ("each", "msg_1702501a7e035e1e20e4"): {"cbf33d56927cc7ceb2f1"},
    ("each", "msg_7a1d8e242994fecf8b40"): {"f15315ed8d2f7760b1cd"},
    ("run", "msg_dec07932a1944734ef7b"): {"cbf33d56927cc7ceb2f1"},
    ("run", "msg_e5bf38f69e57288134b0"): {"56b8d539b9cffa4ad7f0", "f15315ed8d2f7760b1cd"},
}


def by_id(root: Path, table: str, *columns: str) -> dict[str, tuple[object, ...]]:
    """Return some columns of a table, by the id of each row."""
    found = rows(root, f"SELECT * FROM {table}")
    return {row["id"]: tuple(row[name] for name in columns) for row in found}


@pytest.mark.parametrize("make", [tell, fold, *(partial(fold, golden=other) for other in OTHERS)])
def test_the_story_gives_the_same_rows(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """Run now, or folded from the archive of an old version: every id and row is the same."""
    make(tmp_path)
    assert by_id(tmp_path, "checks", "outcome", "seen") == {
        CHECKS[0]: ("complete", 3), CHECKS[1]: ("complete", 2), CHECKS[2]: ("complete", 3),
    }  # fmt: skip
    assert by_id(tmp_path, "changes", "kind", "posting_id", "at", "from_version", "to_version", "baseline") == CHANGES
    assert by_id(tmp_path, "versions", "posting_id", "number", "text", "snapshot_id") == VERSIONS
    assert (
        by_id(tmp_path, "postings", "external_id", "status", "first_seen", "last_seen", "closed_at", "repost_of")
        == POSTINGS
    )
    assert by_id(tmp_path, "ties", "kind", "posting_id", "other_id") == TIES
    assert by_id(tmp_path, "snapshots", "check_id", "url") == SNAPSHOTS


def test_the_story_is_alerted_by_the_same_ids(tmp_path: Path) -> None:
    """A delivery's id is made of the alert and of the event, run or day."""
    tell(tmp_path)
    found = rows(
        tmp_path,
        "SELECT d.id, d.alert, c.change_id FROM deliveries AS d JOIN delivery_changes AS c ON c.delivery_id = d.id",
    )
    told: dict[tuple[str, str], set[str]] = {}
    for row in found:
        told.setdefault((row["alert"], row["id"]), set()).add(row["change_id"])
    assert told == DELIVERIES


def test_the_story_is_archived_under_the_same_record_ids(tmp_path: Path) -> None:
    """Each record that is written now has the id and the kind that it has in the old archive."""
    tell(tmp_path)
    (written,) = tmp_path.glob("snapshots/golden/*.warc.zst")
    assert warc_ids(written) == warc_ids(GOLDEN)
    kinds = Counter(kind for kind, _ in warc_ids(GOLDEN))
    assert kinds == {"warcinfo": 1, "request": 16, "response": 11, "revisit": 5, "metadata": 3}


@pytest.mark.parametrize("other", OTHERS, ids=lambda path: path.parent.name)
def test_every_form_of_the_archive_is_read(tmp_path: Path, other: Path) -> None:
    """Other tools find the same records in each, at most with an index record more; `verify` finds nothing."""
    assert warc_ids(other)[-len(warc_ids(GOLDEN)) :] == warc_ids(GOLDEN)
    assert len(warc_ids(other)) == len(warc_ids(GOLDEN)) + ("packed" in other.parent.name)
    fold(tmp_path, other)
    here = project.load(tmp_path)
    assert verify.verify(here).problems == []
    (file,) = here.archive().files()
    with here.archive().opened(file) as opened:
        packed = sum(found.bytes is None for found in opened.records())
    assert packed == {"records": 0, "packed": 23, "packed-earlier": 36}[other.parent.name]


def test_the_old_archive_is_whole(tmp_path: Path) -> None:
    """`verify` finds nothing in the archive of the old version, and a new check continues it."""
    fold(tmp_path)
    here = project.load(tmp_path)
    assert verify.verify(here).problems == []
    with here.open_database() as database:
        checker = Checker(database, here.archive(), lambda: "2026-01-04T06:00:00.000Z")

        async def fetch(request: Request) -> Page:
            return reply(STORY[-1], request, "2026-01-04T06:00:05.000Z")

        result = asyncio.run(checker.check(here.settings.sources["golden"], fetch, run="run-4", reread=True))
    assert result is not None
    assert (result.verdict.outcome, result.changes) == ("complete", ())
    assert (
        hashlib.sha256(GOLDEN.read_bytes()).hexdigest()
        == hashlib.sha256(
            (tmp_path / "snapshots" / "golden" / GOLDEN.name).read_bytes()[: GOLDEN.stat().st_size]
        ).hexdigest()
    )
