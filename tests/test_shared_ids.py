"""An id or address that different postings share is no id: it loses or closes no posting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.living import Pages
from tests.tables import told

WHO = "Baker", "Night Nurse", "Rope Maker", "Crane Driver", "Signal Engineer"
PLACES = "Oslo", "Graz", "Riga", "Kiel", "Turin"
BOARDS = "jsonld", "page"
WORDS = (
    "Dough is laid at two, loaves leave at five, and the oven of brick is yours alone. You knead rye by hand.",
    "Forty beds between dusk and dawn, with one doctor on call. You change dressings and write the handover.",
    "Hemp and wire are spliced in the long shed by the quay. You test each line to twice its load.",
    "From the cab you see the whole yard. You lift hulls of ninety tons, and obey the banksman without question.",
    "Relays of three lines meet in your box. You draw the tables of routes and prove that no two can collide.",
)
Job = dict[str, Any]


def job(number: int, **more: Any) -> Job:
    return {
        "@type": "JobPosting",
        "title": WHO[number],
        "description": "".join(f"<p>{house}: {WORDS[number]}</p>" for house in WHO),
        "jobLocation": {"@type": "Place", "address": {"addressLocality": PLACES[number]}},
        "url": f"https://x.org/jobs/{number}",
        **more,
    }


SHARED: dict[str, Job] = {
    "the employer's name": {"identifier": "Acme"},
    "the employer's value": {"identifier": {"@type": "PropertyValue", "name": "Acme", "value": "ACME"}},
    "zero": {"identifier": 0},
    "the address of the list": {"url": "https://x.org/careers"},
    "another one address": {"url": "https://x.org/jobs"},
    "both": {"identifier": "Acme", "url": "https://x.org/apply"},
}


class Site(Pages):
    """One page with JobPostings; their own pages are not there."""

    def __init__(self, root: Path, board: str, jobs: list[Job]) -> None:
        toml = f'[sources.a]\nboard = "{board}"\nurl = "https://x.org/careers"\nrender = "never"\n'
        super().__init__(root, toml, self.say)
        self.jobs = jobs

    def say(self, url: str) -> tuple[int, str, bytes]:
        if not url.endswith("/careers"):
            return 404, "text/html", b"no such page"
        page = f'<script type="application/ld+json">{json.dumps(self.jobs)}</script>'
        return 200, "text/html", page.encode()

    def seen(self) -> tuple[str, int | None]:
        verdict = self.check()["a"].verdict
        return verdict.outcome, verdict.seen


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("shared", SHARED.values(), ids=SHARED)
def test_unlike_postings_with_one_id_are_several(shared: Job, board: str, tmp_path: Path) -> None:
    """All are found, and keep their ids in the next check, in any order."""
    site = Site(tmp_path, board, [job(n, **shared) for n in range(5)])
    assert site.seen() == ("complete", 5)
    site.jobs.reverse()
    assert site.seen() == ("complete", 5)
    assert not told(tmp_path)


@pytest.mark.parametrize("board", BOARDS)
def test_two_of_a_list_that_share_an_id(board: str, tmp_path: Path) -> None:
    """Pairs that share a requisition are distinguished; others keep their ids."""
    site = Site(tmp_path, board, [job(n, identifier=str(n // 2)) for n in range(5)])
    assert site.seen() == ("complete", 5)


def test_an_id_that_is_shared_no_longer_closes_nothing(tmp_path: Path) -> None:
    """If one of two that share an id is removed, the other keeps its identity."""
    site = Site(tmp_path, "jsonld", [job(n, identifier=str(n // 2)) for n in range(5)])
    site.seen()
    del site.jobs[1:2]
    for _ in range(3):
        site.seen()
    found = told(tmp_path)
    assert found["opened"] == 0
    assert found["closed"] <= 1


@pytest.mark.parametrize("board", BOARDS)
def test_one_posting_that_is_stated_twice_is_one(board: str, tmp_path: Path) -> None:
    """The same id, and a title with some words more, as microdata and JSON-LD of one page have it."""
    again = job(1, identifier="a-1") | {"title": f"{WHO[1]} (m/f/d)"}
    site = Site(tmp_path, board, [job(0, identifier="a-0"), job(1, identifier="a-1"), again])
    assert site.seen() == ("complete", 2)
