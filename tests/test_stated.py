"""JobPostings of one page that share an address, a number, or their employer's name as number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_any_page import URL, WORK, read

TITLES = ("Welder", "Painter", "Cook")
EMPLOYER = {"@type": "Organization", "name": "Acme"}


def ads(*titles: str, text: str = WORK, **more: Any) -> str:
    """Write the JobPostings of a page."""
    rows = [
        {
            "@type": "JobPosting",
            "title": title,
            "description": f"{title}: {text}",
            "hiringOrganization": EMPLOYER,
            **more,
        }
        for title in titles
    ]
    return f'<script type="application/ld+json">{json.dumps(rows)}</script>'


SHARED: list[dict[str, Any]] = [
    {"url": URL},
    {"url": "/jobs/"},
    {},
    {"url": "https://acme.example/apply"},
    {"url": "https://acme.example/karriere.html"},
    {"url": "https://acme.example/"},
    {"identifier": {"@type": "PropertyValue", "name": "Acme", "value": "Acme"}},
    {"identifier": "Acme"},
    {"identifier": {"@type": "PropertyValue", "name": "The Acme Group", "value": "The Acme Group"}},
]


@pytest.mark.parametrize("more", SHARED)
def test_a_name_that_is_shared_names_nothing(more: dict[str, Any]) -> None:
    """Each is a posting; if one is left, it keeps its id."""
    entries = read(f"<main><h1>Jobs</h1>{ads(*TITLES, **more)}</main>").entries
    assert [(entry.external_id, entry.title) for entry in entries] == [
        (f"{URL}#{title.lower()}", title) for title in TITLES
    ]
    (left,) = read(f"<main><h1>Jobs</h1>{ads(TITLES[1], **more)}</main>").entries
    assert left.external_id == entries[1].external_id


@pytest.mark.parametrize("more", [{"url": "https://acme.example/offer?no=1"}, {"identifier": "R-1"}])
def test_a_name_that_several_have_is_none(more: dict[str, Any]) -> None:
    """Whatever it looks like."""
    entries = read(f"<main><h1>Jobs</h1>{ads(*TITLES, **more)}</main>").entries
    assert [entry.external_id for entry in entries] == [f"{URL}#{title.lower()}" for title in TITLES]


def place(name: str) -> dict[str, Any]:
    """Write where a job is."""
    return {"jobLocation": {"address": {"addressLocality": name}}}


def test_one_title_in_two_places_is_two_postings() -> None:
    """The id has the place after the title."""
    entries = read(f"<main><h1>Jobs</h1>{ads('Cook', **place('Graz'))}{ads('Cook', **place('Linz'))}</main>").entries
    assert [entry.external_id for entry in entries] == [f"{URL}#cook-graz", f"{URL}#cook-linz"]


def test_what_cannot_be_told_apart_is_told() -> None:
    """Two with one title and place and different texts may be two, so the list is not proved."""
    listing = read(f"<main><h1>Jobs</h1>{ads('Cook')}{ads('Cook', text='Another text.')}{ads('Welder')}</main>")
    assert not listing.end
    assert listing.problems == ("several JobPostings are called 'Cook', and have one address and place",)


def test_one_that_is_stated_twice_is_one() -> None:
    """As JSON-LD and in the markup, for example."""
    twice = ads(*TITLES, url=URL) + ads(*TITLES, url=URL)
    listing = read(f"<main><h1>Jobs</h1>{twice}</main>")
    assert [entry.title for entry in listing.entries] == list(TITLES)
    assert listing.end


def test_own_addresses_and_numbers_stay() -> None:
    """An address or number that only one posting has is its id."""
    own = ads("Welder", url="/jobs/17") + ads("Painter", identifier={"name": "Acme", "value": "R-2"})
    entries = read(f"<main><h1>Jobs</h1>{own}</main>").entries
    assert [entry.external_id for entry in entries] == ["https://careers.example.org/jobs/17", "R-2"]
