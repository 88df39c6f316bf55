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
