"""Postings that stand in the page itself: their ids, where they end, their places, and short ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.test_any_page import WORK, read
from tracker.boards import marks

TITLES = ("Bookkeeper", "Electrician", "Warehouse worker", "Site manager")
Writer = Callable[[str, int], str]


def bootstrap(mark: Callable[[int], str]) -> Writer:
    """Return what writes an item of Bootstrap 5's accordion: the number stands on the heading itself."""
    return lambda title, number: (
        f'<div class="accordion-item"><h2 class="accordion-header" id="heading{mark(number)}"><button '
        f'data-bs-toggle="collapse" data-bs-target="#collapse{mark(number)}">{title}</button></h2><div '
        f'id="collapse{mark(number)}" class="accordion-collapse collapse"><p>{title}. {WORK}</p></div></div>'
    )


def elementor(title: str, number: int) -> str:
    """Write an item of Elementor's toggle."""
    return (
        f'<div class="elementor-toggle-item"><div id="elementor-tab-title-177{number}" class="elementor-tab-title" '
        f'role="button" aria-controls="elementor-tab-content-177{number}"><a class="elementor-toggle-title">{title}</a>'
        f'</div><div id="elementor-tab-content-177{number}"><p>{title}. {WORK}</p></div></div>'
    )


def panel(title: str, number: int) -> str:
    """Write a panel whose heading is numbered between two words."""
    return f'<section><h3 id="faq-{number}-title">{title}</h3><p>{title}. {WORK}</p></section>'


COUNTERS: tuple[Writer, ...] = (
    bootstrap(str),
    bootstrap(lambda number: ("One", "Two", "Three", "Four", "Five", "Six")[number - 1]),
    bootstrap(lambda number: "ABCDEF"[number - 1]),
    elementor,
    panel,
)


def kept(titles: tuple[str, ...], write: Writer) -> dict[str, tuple[str, str]]:
    """Return what a page's postings are by their ids: titles and texts."""
    page = "".join(write(title, number) for number, title in enumerate(titles, 1))
    listing = read(f"<main><h1>Open positions</h1>{page}</main>")
    return {one.external_id: (one.title, one.text) for one in (entry.read(None) for entry in listing.entries)}


@pytest.mark.parametrize("write", COUNTERS)
def test_a_counter_is_no_id(write: Writer) -> None:
    """One posting more on top, or one less, and all others are what they were."""
    before = kept(TITLES, write)
    assert [title for title, _ in before.values()] == list(TITLES)
    more = kept(("Apprentice cook", *TITLES), write)
    assert more.items() > before.items()
    less = kept(TITLES[1:], write)
    assert before.items() > less.items()


@pytest.mark.parametrize(
    "mark", ["baker", "senior-nurse", "comp-kx7f2a9c1b4e", "3f2a9c1b-77de-4a10-9c1f-aab2c3d4e5f6a"]
)
def test_a_name_is_an_id(mark: str) -> None:
    """What is written for the posting stays with it."""
    assert not marks.is_counted(mark)


FEET = (
    "<p>Copyright {} Grand Hotel, Main street 5</p>",
    "<p>Follow us on Instagram.</p><p>Edition {}</p>",
    "<div>© {} Grand Hotel. Alle Rechte vorbehalten</div>",
    "<p>Suivez-nous ! Rapport {}</p>",
    "<p>Impressum {}</p>",
)


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("titles", [("Head waiter",), ("Chef de partie", "Head waiter")])
def test_the_last_text_ends_where_the_page_does(titles: tuple[str, ...], foot: str) -> None:
    """A new year in the page's last line is no edit of the posting above it."""
    jobs = "".join(f"<h2>{title}</h2><p>{title}: {WORK}</p>" for title in titles)
    texts = []
    for year in (2026, 2027):
        entries = read(f"<div><h1>Open positions</h1>{jobs}{foot.format(year)}</div>").entries
        assert [entry.title for entry in entries] == list(titles)
        texts.append([entry.read(None).text for entry in entries])
    assert texts[0] == texts[1] == [f"{title}: {WORK.strip()}" for title in titles]


def test_the_last_text_has_what_those_before_it_have() -> None:
    """What stands below all of them is about all; lines that each of them has stay with the last one, too."""
    job = "<h2>{0}</h2><p>{0}: " + WORK + "</p><p>Follow us at {0} days.</p>"
    jobs = "".join(job.format(title) for title in TITLES)
    entries = read(f"<div><h1>Open positions</h1>{jobs}<p>We answer within a week.</p></div>").entries
    texts = [entry.read(None).text for entry in entries]
    assert [one.split("\n")[-1] for one in texts] == [f"Follow us at {title} days." for title in TITLES]
