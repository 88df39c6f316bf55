"""The workplace, by the place and by a board's flag for remote work; and lists of places."""

from __future__ import annotations

import pytest

from tracker.boards.kit import jobposting
from tracker.boards.software import ashby, breezy, lever, smartrecruiters
from tracker.extract import fields

WORKPLACES = (
    ("London (Hybrid)", True, "hybrid"),
    ("Hybrid - Oslo", True, "hybrid"),
    ("Híbrido, Recife", True, "hybrid"),
    ("Lyon (hybride)", True, "hybrid"),
    ("Torino - ibrido", True, "hybrid"),
    ("大阪（ハイブリッド）", True, "hybrid"),
    ("Hybridge, UK", True, "remote"),
    ("Oslo, on-site", True, "on-site"),
    ("Remote - US", True, "remote"),
    ("Oslo", True, "remote"),
    (None, True, "remote"),
    ("Oslo", False, None),
    ("US-Remote", False, "remote"),
    ("Anywhere in Germany", False, "remote"),
    ("Remote, EMEA", False, "remote"),
)


@pytest.mark.parametrize(("place", "remote", "expected"), WORKPLACES)
def test_a_flag_says_less_than_a_place(place: str | None, remote: bool, expected: str | None) -> None:
    """A board's flag for remote work counts only if the place says nothing about it."""
    assert fields.flagged(place, remote=remote) == expected


def test_boards_keep_a_list_a_list_and_believe_the_place() -> None:
    """Several places are separated by semicolons; "Hybrid" in a place is not remote, whatever the flag says."""
    one = {
        "id": "1",
        "title": "Cook",
        "text": "Cook",
        "jobUrl": "https://x.example/1",
        "hostedUrl": "https://x.example/1",
    }
    hybrid = ashby._posting({**one, "location": "Oslo, Norway (Hybrid)", "isRemote": True}, None)
    assert hybrid.workplace == "hybrid"
    several = {"location": "Oslo, Norway", "secondaryLocations": [{"location": "Bergen, Norway"}], "isRemote": True}
    found = ashby._posting({**one, **several}, None)
    assert (found.location, found.workplace) == ("Oslo, Norway; Bergen, Norway", "remote")
    assert ashby._posting({**one, "location": "Oslo", "workplaceType": "Remote"}, None).workplace == "remote"
    spread = {"categories": {"allLocations": ["Oslo, Norway", "Bergen, Norway"], "location": "Oslo, Norway"}}
    assert lever._posting({**one, **spread}, None).location == "Oslo, Norway; Bergen, Norway"
    work = {"title": "Cook", "url": "https://x.example/1", "jobLocationType": "TELECOMMUTE"}
    assert (
        jobposting.posting_of({**work, "jobLocation": {"name": "Hybrid, Oslo"}}, "https://x.example").workplace
        == "hybrid"
    )
    assert jobposting.posting_of(work, "https://x.example").workplace == "remote"
    asked = {
        "applicantLocationRequirements": [
            {"@type": "Country", "name": "Norway"},
            {"@type": "State", "name": "Bavaria, DE"},
        ]
    }
    found = jobposting.posting_of({**work, **asked}, "https://x.example")
    assert (found.location, found.workplace) == ("Norway; Bavaria, DE", "remote")
    assert (
        jobposting.posting_of({**work, **asked, "jobLocation": {"name": "Oslo"}}, "https://x.example").location
        == "Oslo"
    )
    assert jobposting.posting_of({**work, **asked, "jobLocationType": None}, "https://x.example").location is None
    place = {"city": "Oslo", "fullLocation": "Oslo (Hybrid)", "remote": True}
    assert smartrecruiters._workplace(place) == "hybrid"
    assert smartrecruiters._workplace({"city": "Oslo", "remote": True}) == "remote"
    assert breezy._workplace({"location": {"name": "Oslo, hybrid", "is_remote": True}}) == "hybrid"
