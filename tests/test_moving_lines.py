"""Counters, ages and share links are not part of a posting's text."""

from __future__ import annotations

import pytest

from tracker.boards.kit import moving_lines, posting_text


@pytest.mark.parametrize(
    "line",
    [
        "Viewed 1,204 times",
        "- 37 views",
        "Views: 1 204",
        "1.204 Aufrufe",
        "12 applicants",
        "14 people have viewed this job",
        "Posted 3 days ago",
        "Posted 30+ days ago",
        "Updated: an hour ago",
        "2 weeks ago",
        "Posted today",
        "vor 3 Tagen veröffentlicht",
        "Veröffentlicht vor einer Woche",
        "Publiée il y a 5 jours",
        "Publicado hace 2 semanas",
        "3 giorni fa",
        "Geplaatst 4 dagen geleden",
        "Today is Monday, 7 December 2026",
        "# Share this job: Facebook | X | Copy link",
        "Print this page",
        "Diese Stelle teilen",
        "Partager cette offre",
        "Active 5 days ago",
        "Last updated 5 minutes ago",
        "Be among the first 25 applicants",
        "14 days left to apply",
        "Closes in 3 days",
        "Seen 88 times today",
        "12 people have applied",
        "Save job",
        "Report this ad",
        "Add to favourites",
        "Tweet",
        "Share on LinkedIn",
        "Email to a friend",
        "Copy link",
        "Noch 5 Tage",
        "Stelle merken",
        "Il reste 3 jours",
        "Copier le lien",
        "Guardar oferta",
    ],
)
def test_lines_that_move(line: str) -> None:
    """They are left out wherever they stand."""
    assert moving_lines.without_moving_lines(f"# Baker\n{line}\nYou bake.") == "# Baker\nYou bake."


@pytest.mark.parametrize(
    "line",
    [
        "Acme was founded 30 years ago by two bakers.",
        "Posted: 3 December 2026",
        "3 days per week",
        "You print this page of the paper every night.",
        "We share this job with our neighbours: two days each.",
        "200 applicants a year write to us",
        "Views of the harbour",
        "vor 3 Jahren gegründet",
        "2 weeks of paid leave",
        "Today is a good day to bake",
        "12 people have applied this method before",
        "Share this job with a colleague: 50 % each",
        "14 days left over may be carried forward",
        "Active in the yard 3 days a week",
        "Be the first at the gate each morning",
        "Report to the foreman",
        "Copy plans and links",
        "Save energy: 3 kWh a day",
        "Noch 5 Plätze",
        "Closes at 17:00 on Fridays",
    ],
)
def test_lines_that_stay(line: str) -> None:
    """A sentence of the posting, and a fixed date."""
    assert moving_lines.without_moving_lines(f"# Baker\n{line}") == f"# Baker\n{line}"


def test_the_text_of_a_page() -> None:
    """The same posting has the same text on each day; a page with nothing else keeps its words."""
    pages = [
        f"<main><h1>Baker</h1><p>Posted {days} days ago</p><p>You bake bread.</p><p>{days * 31} views</p></main>"
        for days in (2, 3)
    ]
    assert posting_text.of_page(pages[0]) == posting_text.of_page(pages[1]) == "# Baker\nYou bake bread."
    assert posting_text.of_page("<main><p>37 views</p></main>") == "37 views"
