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
    """Whatever their names, the page is partial, and the reason says which entry leads where."""
    listing = _listing(names, {number: _of_jobs(*JOBS[number * 2 : number * 2 + 2]) for number in range(3)})
    assert len(listing.problems) == 1
    assert "leads to 2 others: '" in listing.problems[0]
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
    """The titles are enough, even if their own pages can't be read."""
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
        f"<p>Position 8 of 16</p><p>{TEXT}</p><p><a href='/job/x'>‹ Previous job</a> <a href='/job/y'>Next job ›</a></p>",
        f"<p>{TEXT}</p><ul><li><a href='/job/x'>Vorherige Stelle</a></li><li><a href='/job/y'>Nächste Stelle</a></li></ul>",
        f"<p>{TEXT}</p><ul><li><a href='/job/x'>Offre précédente</a></li><li><a href='/job/y'>Offre suivante</a></li></ul>",
        f"<p>{TEXT}</p><h2>You may also like</h2><div><h5>Glazier</h5><p>Leeds</p></div><div><h5>Plumber</h5><p>York</p></div>",
        f"<p>{TEXT}</p><h3>Autres offres</h3><div><h4>Glazier</h4><p>Lyon</p></div><div><h4>Plumber</h4><p>Metz</p></div>",
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
    """A farm looks for pickers and drivers."""
    listing = _listing(["Fruit pickers", "Tractor drivers"], dict.fromkeys(range(2), f"<p>{TEXT}</p>"))
    assert listing.problems == ()
    assert listing.end


def _with_texts(*titles: str, tag: str = "h3") -> str:
    return "".join(
        f"<{tag}>{title}</{tag}><p>As our {title} you are here from six to two. {TEXT}</p>" for title in titles
    )


def _folded(*titles: str, switch: str = "summary") -> str:
    around = "details" if switch == "summary" else "div"
    more = "" if switch == "summary" else " aria-expanded='false'"
    return "".join(f"<{around}><{switch}{more}>{one}</{switch}><p>{TEXT}</p></{around}>" for one in titles)


NONE_HERE = "<p>There are no vacancies here at the moment.</p>"
SUB_PAGES = {
    "one each": [_of_jobs("Baker"), _of_jobs("Cook"), _of_jobs("Welder")],
    "none on the first two": [NONE_HERE, NONE_HERE, _of_jobs("Baker", "Cook")],
    "one, none, several": [_of_jobs("Baker"), NONE_HERE, _of_jobs("Cook", "Welder", "Tailor")],
    "headings with texts": [_with_texts("Baker", "Cook"), _with_texts("Welder", "Tailor"), _with_texts("Glazier")],
    "accordions": [_folded("Baker", "Cook"), _folded("Welder", "Tailor"), _folded("Glazier")],
    "buttons that unfold": [
        _folded("Baker", "Cook", switch="button"),
        _folded("Welder", "Tailor", switch="button"),
        "",
    ],
    "a menu alone": ["<h2>Our vacancies</h2>" + _with_texts(*JOBS[at : at + 2], tag="h4") for at in (0, 2, 4)],
    "links to another site": [
        "<ul><li><a href='https://jobs.mill.example/1'>Baker</a></li><li><a href='https://jobs.mill.example/2'>Cook</a></li></ul>"
    ]
    * 3,
    "files": ["<ul><li><a href='/f/1.pdf'>Baker (PDF)</a></li><li><a href='/f/2.pdf'>Cook (PDF)</a></li></ul>"] * 3,
    "one below an introduction": [f"<p>{TEXT[:100]}</p><h2>Vacancies</h2>{_of_jobs(one)}" for one in JOBS[:3]],
}


@pytest.mark.parametrize("own", SUB_PAGES.values(), ids=SUB_PAGES.keys())
def test_sub_pages_of_every_kind(own: list[str]) -> None:
    """Lists of one, empty lists, and lists that are no links are lists too, whatever the entries are named."""
    for names in (
        ["Leeds", "York", "Hull"],
        ["North Mill", "South Mill", "East Mill"],
        ["Engineering Team", "Sales Team", "Support Team"],
        ["Driver", "Nurse", "Gardener"],
    ):
        listing = _listing(names, dict(enumerate(own)))
        assert not listing.end, names
        assert "add the pages that it links to" in listing.problems[0]


def test_a_later_entry_that_is_not_named_like_a_posting_is_looked_at() -> None:
    """Postings and groups of postings may be in one list."""
    own = [f"<p>{TEXT}</p>", f"<p>{TEXT}</p>", f"<p>{TEXT}</p>", _of_jobs("Welder", "Tailor")]
    assert (
        "'Apprenticeships' leads to 2"
        in _listing(["Baker", "Cook", "Driver", "Apprenticeships"], dict(enumerate(own))).problems[0]
    )


@pytest.mark.parametrize(
    "own",
    [
        "<h2>Your tasks</h2><p>{text}</p><h2>Your profile</h2><p>{text}</p>",
        "<details><summary>Duties</summary><p>{text}</p></details><details><summary>How to apply</summary><p>{text}</p></details>",
        "<p>As our {title} you keep the shop in order, greet those who come in, and close the doors at night.</p><section><a href='/job/1'>Glazier</a> <a href='/job/2'>Plumber</a></section>",
        "<p><a href='/job/1'>Glazier</a> | <a href='/job/2'>Plumber</a></p><p>We look for a {title} who keeps the shop in order and greets those who come in. {text}</p>",
        "<p>{title}, full time.</p><ul><li><a href='/f/1.pdf'>Job description</a></li><li><a href='/f/2.pdf'>Form</a></li></ul>",
        "<p>This vacancy has been filled. There are no vacancies here at the moment.</p>",
        "<p>{text}</p><p>Contact: Ann Hart, Head Baker, and Mo Reed, Cook</p>",
    ],
)
def test_short_and_plain_postings(own: str) -> None:
    """A posting may be short, mention others, or be filled, and its title may name no known occupation."""
    for names in (["Ward Sister", "Kiln Hand", "Bell Ringer"], ["Butcher", "Tailor", "Optician"]):
        pages = {number: own.format(title=title, text=TEXT[:99]) for number, title in enumerate(names)}
        listing = _listing(names, pages, about="careers")
        assert listing.problems == ()
        assert listing.end


@pytest.mark.parametrize(
    "sublist",
    [
        "See workshop vacancies",
        "Se jobb i verkstaden",
        "Stellen in der Werkstatt ansehen",
        "Zobacz oferty w warsztacie",
        "Trainees",
        "Brno",
    ],
)
def test_a_link_to_a_sublist_is_no_posting(sublist: str) -> None:
    """Next to postings, at any position. The list is partial, and has its postings."""
    for at in (0, 3):
        names = [*JOBS[:3]]
        names.insert(at, sublist)
        text = {number: f"<p>As our {name} you are here at six. {TEXT}</p>" for number, name in enumerate(names)}
        listing = _listing(names, text | {at: _of_jobs(*JOBS[3:])})
        assert [one.title for one in listing.entries] == [*JOBS[:3]], listing.problems
        assert "add the pages that it links to" in listing.problems[0]
    several = _listing(
        [*JOBS[:3], sublist, "Jobs in York"], {**text, 3: _of_jobs(*JOBS[3:]), 4: _of_jobs("Roofer", "Mason")}
    )
    assert [one.title for one in several.entries] == [*JOBS[:3]]
