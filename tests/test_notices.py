"""What makes a sentence of "no openings" worthless: a notice beside it, or a request of the page that failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.test_any_page import URL, read
from tests.test_boards import source
from tests.test_ends import page
from tracker.boards.generic import page as board
from tracker.boards.kit import notices
from tracker.model import Listing, Page, Request
from tracker.model.errors import Unread, Unsure

NONE = "There are currently no open positions."
NOTICES = """
We are moving our openings to a new portal this week. No openings are shown until Tuesday.
The job board is undergoing maintenance. Currently no positions can be displayed.
Oops, something has gone wrong. No positions found.
An error occurred while we asked for the list. No jobs found.
Unable to load the positions. No results found. We have no open positions.
You must log in first. There are no vacancies.
JavaScript is disabled in your browser. No positions found.
To use this page, turn on cookies. No vacancies found.
No vacancies match your filters. Reset your filters to see 17 more.
We have no open positions. Show all 12 vacancies
Permission denied. There are no vacancies.
Our apprenticeship programme is full; there are no open positions until autumn.
There are no open positions. Permanent jobs are listed in the entrance hall.
Etwas ist schiefgelaufen. Derzeit keine offenen Stellen.
Die Stellen konnten nicht geladen werden. Keine offenen Stellen.
Während der Wartung sind derzeit keine offenen Stellen sichtbar.
Zugriff verweigert. Aktuell keine offenen Stellen.
Keine Stellen gefunden. Alle Filter zurücksetzen
Une erreur est survenue. Aucune offre pour le moment.
Veuillez activer JavaScript. Aucune offre pour le moment.
Algo ha salido mal. No hay vacantes disponibles.
Er is iets misgegaan. Op dit moment hebben wij geen vacatures.
Ocorreu um erro. Neste momento não temos vagas disponíveis.
Wystąpił błąd. Obecnie nie prowadzimy rekrutacji.
Произошла ошибка. На данный момент у нас нет открытых вакансий.
エラーが発生しました。ただいま求人はありません
"""
FACTS = """
We have no open positions at the moment. Please check back later.
There are no vacancies at this time. We will publish new ones on this page.
We have no open positions. Other vacancies will be published here as soon as they arise.
No jobs found matching your criteria.
We currently have no open positions. We keep unsolicited applications for six months and delete them afterwards.
Derzeit haben wir keine offenen Stellen. Schauen Sie später wieder vorbei.
Aucune offre pour le moment. N'hésitez pas à revenir.
Op dit moment hebben wij geen vacatures. Houd deze pagina in de gaten.
"""


@pytest.mark.parametrize("said", NOTICES.strip().split("\n"))
def test_beside_a_notice_it_proves_nothing(said: str) -> None:
    """In one paragraph, or each sentence in an element of its own."""
    parts = "".join(f"<p>{one}</p>" for one in said.replace("。", "。. ").split(". "))
    for markup in (f"<p>{said}</p>", parts):
        with pytest.raises(Unread):
            read(f"<main><h1>Jobs</h1>{markup}</main>")


@pytest.mark.parametrize("said", FACTS.strip().split("\n"))
def test_without_one_it_proves_an_empty_list(said: str) -> None:
    """With an invitation, a promise or advice behind it."""
    assert read(f"<main><h1>Jobs</h1><p>{said}</p></main>").entries == ()


@pytest.mark.parametrize(
    "more",
    [
        "<div class='cookie-notice'><p>This site needs cookies. Please enable cookies.</p></div>",
        "<form><label>Town <input></label> <button>Clear all filters</button></form>",
        "<noscript>Please enable JavaScript to see the map.</noscript>",
        "<p>Write to <span>This e-mail address is protected from spambots. You need JavaScript enabled to view it.</span></p>",
        "<div hidden><p>Something went wrong.</p></div>",
        "<p>We build pumps for maintenance technicians, and machines that make no errors.</p>",
    ],
)
def test_what_is_no_notice(more: str) -> None:
    """A consent banner, a search form, an address hidden from robots, and words of the trade."""
    assert read(f"<main><h1>Jobs</h1><p>{NONE}</p>{more}</main>").entries == ()


def test_the_notice_is_quoted() -> None:
    """The reason says what the page says, and offers no selector."""
    with pytest.raises(Unsure, match="no openings, and also 'Access denied") as told:
        read(f"<main><h1>Jobs</h1><p>Access denied.</p><p>{NONE}</p></main>")
    assert "li.opening" not in str(told.value)


def _shown(**more: object) -> Listing:
    """Read a page that a browser shows."""
    asked = Request(URL, render=True, expand=True)
    shown = replace(page(f"<main><h1>Jobs</h1><p>{NONE}</p></main>"), request=asked, **more)  # type: ignore[arg-type]
    flow = board.read(source("page", render="always"))
    next(flow)
    with pytest.raises(StopIteration) as stop:
        flow.send([shown])
    found = stop.value.value
    assert isinstance(found, Listing)
    return found


def _part(url: str, status: int) -> Page:
    return Page(Request(url), url, status, (("content-type", "application/json"),), b"{}")


def test_a_request_of_the_page_that_failed() -> None:
    """Its script may write "no openings" because the list did not come."""
    for ended in ("open: a request of the page's script failed: /api answered 500", "open: more still came after 60 s"):
        with pytest.raises(Unsure, match="no openings, but"):
            _shown(ended=ended)
    for url in ("https://acme.example/api/jobs?q=1", "https://acme.example/v1/vacancies", "https://a.example/offres/1"):
        with pytest.raises(Unsure, match="answered 403"):
            _shown(ended="the rendered page has no more", parts=(_part(url, 403),))


def test_requests_that_did_not_fail_and_others() -> None:
    """An answer about jobs, and a refusal of something else."""
    parts = (_part("https://acme.example/api/jobs", 200), _part("https://acme.example/api/weather", 404))
    assert _shown(ended="the rendered page has no more", parts=parts).entries == ()


def test_the_words_alone() -> None:
    """Words of failure name no notice where they name a job or a department."""
    assert not notices.of_words("We look for a maintenance technician.")
    assert not notices.of_words("The department for maintenance engineers")
    assert notices.of_words("Please try again later.")
    assert not notices.of_words("Clear all filters", filters=False)
