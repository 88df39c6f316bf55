"""An index of places, departments or kinds of jobs is not the list: its entries lead to lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_any_page import URL, read
from tracker.boards.generic import index_pages
from tracker.model import Listing

TEXT = "You keep the work of the shop in order, speak with those who come in, and close the doors at night. " * 3
JOBS = ("Baker", "Cook", "Welder", "Tailor", "Glazier", "Plumber")


def _listing(names: list[str], own: dict[int, str], *, about: str = "jobs") -> Listing:
    """Read a list of links whose own pages have this markup."""
    links = "".join(f"<li><a href='/{about}/part-{number}'>{name}</a></li>" for number, name in enumerate(names))
    site = URL.rpartition("/")[0]
    pages: dict[str, Any] = {
        f"{site}/{about}/part-{number}": f"<html><body><main><h1>{names[number]}</h1>{body}</main></body></html>"
        for number, body in own.items()
    }
    return read(f"<main><h1>Jobs</h1><ul>{links}</ul></main>", **pages)


def _of_jobs(*titles: str, heading: str = "") -> str:
    links = "".join(f"<li><a href='/job/{title.lower()}-7'>{title}</a></li>" for title in titles)
    return f"{heading}<ul>{links}</ul>"


@pytest.mark.parametrize(
    "names",
    [
        ["Kitchen crew", "Bakers and cooks", "Drivers"],
        ["Wien Baker", "Linz Baker", "Graz Baker"],
        ["Verkäufer", "Fahrer", "Köche"],
        ["Boulangers", "Vendeurs", "Chauffeurs"],
        ["North Kitchens Cook Ltd", "South Kitchens Cook Ltd", "East Kitchens Cook Ltd"],
    ],
)
def test_entries_whose_pages_are_lists(names: list[str]) -> None:
    """Whatever they are named, the page is partial, and the reason says which one leads where."""
    listing = _listing(names, {number: _of_jobs(*JOBS[number * 2 : number * 2 + 2]) for number in range(3)})
    assert len(listing.problems) == 1
    assert "leads to 2 others: 'Baker', 'Cook'" in listing.problems[0]
    assert "add the pages that it links to" in listing.problems[0]
    assert not listing.end


def test_a_plural_that_leads_to_one() -> None:
    """A kind of jobs may have one posting at the moment."""
    names = ["Welders", "Plumbers", "Bakers"]
    own = {number: _of_jobs(f"{JOBS[number]} in Linz") for number in range(3)}
    assert _listing(names, own).problems


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (["Hamburg (2 Stellen)", "Kiel (1 Stelle)", "Bremen (4 Stellen)"], 3),
        (["Leeds – 4 positions", "York – 1 position", "Hull – no position"], 2),
        (["Nursing: 12 jobs", "Catering: 3 open jobs", "Porters: 1 job"], 3),
        (["Linz (3)", "Wels (12)", "Steyr (1)"], 3),
        (["Bakers (3)", "Cooks (12)"], 2),
        (["Jobs in Leeds", "Jobs in York"], 2),
        (["Stellenangebote in Wien", "Stellenangebote in Graz"], 2),
        (["Offres à Lyon", "Offres d'emploi à Nantes"], 2),
        (["Vacatures in Gent", "Vacatures in Brugge"], 2),
        (["Baker jobs", "Driver jobs", "Teacher vacancies"], 3),
        (["Lyon - 3 offres", "Nantes - 1 offre"], 2),
    ],
)
def test_titles_that_count_or_name_lists(names: list[str], named: int) -> None:
    """Their own pages may be unreadable: the titles are enough."""
    told = index_pages.of_titles(names)
    assert told.startswith(f"{named} of its {len(names)} entries")
    assert "add the pages that it links to" in told


@pytest.mark.parametrize(
    "names",
    [
        ["Baker (2)", "Cook (1)", "Welder (3)"],
        ["Baker – 2 positions – Leeds", "Cook – 1 position – York"],
        ["Baker", "Cook (2 positions)", "Welder"],
        ["Manager, Jobs Board", "Head of Positions and Pay", "Engineer, Job Search"],
        ["Stelle im Verkauf (m/w/d)", "Koch (m/w/d)"],
        ["Fruit pickers", "Tractor drivers"],
        ["Baker (80)", "Cook (100)"],
        ["Role of a lifetime: Cook"],
        [],
    ],
)
def test_titles_of_postings(names: list[str]) -> None:
    """A posting may count its openings, or be for several people."""
    assert index_pages.of_titles(names) == ""


@pytest.mark.parametrize(
    "own",
    [
        f"<p>{TEXT}</p>",
        f"<p>{TEXT * 3}</p>{_of_jobs('Glazier', 'Plumber')}",
        f"<p>{TEXT}</p>{_of_jobs('Glazier', 'Plumber', heading='<h2>Other openings</h2>')}",
        f"<p>{TEXT}</p>{_of_jobs('Glazier', 'Plumber', heading='<h3>Weitere Stellen</h3>')}",
        f"<p>{TEXT}</p><ul><li><a href='/jobs/part-0'>Baker</a></li><li><a href='/jobs/part-1'>Cook</a></li></ul>",
        f"<p>{TEXT}</p><ul><li><a href='/news/1'>Cook of the year</a></li><li><a href='/news/2'>Our baker</a></li></ul>",
        _of_jobs("Glazier", "Plumber")
        + '<script type="application/ld+json">{"@type":"JobPosting","title":"Baker"}</script>',
    ],
)
def test_a_posting_beside_others_is_no_index(own: str) -> None:
    """A posting's page may have a menu of the others, news, or postings of a sister company below its text."""
    listing = _listing(["Baker", "Cook", "Welder"], dict.fromkeys(range(3), own))
    assert len(listing.entries) == 3
    assert listing.problems == ()
    assert listing.end


def test_plurals_with_a_text_each_are_postings() -> None:
    """A farm seeks pickers and drivers."""
    listing = _listing(["Fruit pickers", "Tractor drivers"], dict.fromkeys(range(2), f"<p>{TEXT}</p>"))
    assert listing.problems == ()
    assert listing.end
