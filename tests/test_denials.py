"""What proves that there are no postings, or no more: a sentence in the place of the list, and the frame of the list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import check
from tests.dialects import SPOKEN, Ask, Board, Dialect, Employer, Job, Reply, as_html, toml
from tests.test_boards import drive, source
from tests.test_ends import URL, entry, listed, outcome, page
from tracker.boards.kit import ends
from tracker.model import Request
from tracker.model.errors import Unread


def watch(name: str, speak: Dialect, employer: Employer) -> tuple[str, int]:
    """Check a board once; return the outcome and how many postings were seen."""
    with TemporaryDirectory() as root, Board(employer, speak) as board:
        (Path(root) / "tracker.toml").write_text(toml(board.base, SPOKEN[name]), encoding="utf-8")
        verdict = check(Path(root)).results[0].verdict
        return verdict.outcome, verdict.seen


NONE = "<p>There are no open positions at the moment.</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>0 jobs in your basket</p>",
        "<p>Keine gemerkten Jobs. 0 Jobs in Ihrem Warenkorb</p>",
        "<p>No saved jobs</p>",
        "<div style='display: none'>Sorry, no jobs found</div>",
        "<div class='visually-hidden'><p>No results</p></div>",
        "<div hidden><p>No results</p></div>",
        "<template><p>No jobs found</p></template>",
        "<select><option>All places</option><option>No results</option></select>",
        "<section><h2>Events</h2><p>No results found</p></section>",
        "<section><header><h2>Saved jobs</h2></header><p>You do not have any jobs here yet.</p></section>",
        "<h3>Recently viewed</h3><p>No jobs yet.</p>",
        "<p>Can I apply if there are no open positions? Yes, write to us.</p>",
        "<p>We will write to you even where there are no current openings in your field.</p>",
        "<p>Showing 0 results</p><p>Loading the jobs…</p>",
        "<p>0 Treffer</p><p>Stellen werden geladen</p>",
        "<p>Your session has expired. No results can be shown until you sign in again.</p>",
        "<p>Too many requests: no jobs can be listed right now.</p>",
        "<p>Wegen Wartung keine Stellen</p>",
        "<p>Aucune offre : la session a expiré</p>",
        "<p>Kitchen (0 jobs)</p>",
        "<p>We have no openings in Bergen.</p>",
        "<p>There are no vacancies for cooks at the moment.</p>",
        "<p>No job is too large for our crane.</p>",
        "<p>We are not hiring contractors</p>",
        "<p>No vacancies are posted on social networks.</p>",
        "<p>No new jobs since you were last here</p>",
        "<p>No job experience is needed.</p>",
        "<p>No results. JavaScript must be on.</p>",
        "<p>No matches for “cook”. Remove the filter</p>",
        "<p>No jobs found in Norway. All jobs of the group are below.</p>",
        "<p>0 open positions in Logistics</p>",
        "<p>There is no job description here.</p>",
        "<p>You have no more searches left. No jobs are shown.</p>",
        "<p>Keine offenen Stellen am Standort Wien.</p>",
        "<p>Aucune offre ne correspond à votre profil.</p>",
    ],
)
def test_a_denial_that_is_not_about_the_list(body: str) -> None:
    """The sentence is about another list, is hidden, is a question, or gives a reason that is not the list's."""
    assert not ends.says_none(page(f"<main><h1>Careers at Acme</h1>{body}</main>"))


@pytest.mark.parametrize(
    "body",
    [
        f"{NONE}<section><h2>Saved jobs</h2><p>No jobs yet.</p></section>",
        f"<section><h2>Events</h2><p>No results found</p></section>{NONE}",
        f"<h3>Job alerts</h3><p>Be told of new ones.</p><h2>Open positions</h2>{NONE}",
        "<p>There are no open positions at the moment. Sign in to save a search.</p>",
        "<p>No jobs found. Please check back later, or write to us if you are a baker.</p>",
        "<div>Found <b>0</b> jobs</div>",
        "<table><tr><td>Derzeit keine offenen Stellen</td></tr></table>",
        "<p>Showing 0 jobs</p>",
        "<p>Sorry, no jobs match your search criteria.</p>",
        "<p>Your search returned no results</p>",
        "<p>No positions found for this search.</p>",
        "<p>De momento no hay ofertas que coincidan con tu búsqueda.</p>",
        "<p>Não há vagas abertas no momento.</p>",
        "<p>Tällä hetkellä ei ole avoimia työpaikkoja.</p>",
        "<p>Momentálně nemáme žádné volné pozice.</p>",
        "<p>Jelenleg nincs nyitott pozíciónk.</p>",
        "<p>В данный момент нет открытых вакансий.</p>",
        "<p>Şu anda açık pozisyon bulunmamaktadır.</p>",
        "<p>현재 채용 중인 공고가 없습니다.</p>",
        f"{NONE}<section><div>Loading map…</div></section>",
        f"{NONE}<p>Karte wird geladen</p>",
        f"{NONE}<div><span>The chat is being loaded</span></div>",
    ],
)
def test_a_denial_of_the_list(body: str) -> None:
    """What is next to the sentence does not weaken it."""
    assert ends.says_none(page(f"<main><h1>Careers at Acme</h1>{body}</main>"))


LIST = f"<main><h1>Careers at Acme</h1>{NONE}</main>"


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class=loading-overlay>Loading...</div>{LIST}",
        f"{LIST}<div id=preloader><div><span class=spinner>Please wait</span></div></div>",
        f"<div class=Spinner role=status><span>Wird geladen…</span></div>{LIST}",
        f"{LIST}<section class=overlay><p>Cargando</p></section>",
    ],
)
def test_an_overlay_over_the_page_takes_nothing_from_a_denial(markup: str) -> None:
    """It covers the whole page and contains nothing else."""
    assert ends.says_none(page(markup))


@pytest.mark.parametrize(
    "markup",
    [
        f"<main><h1>Careers</h1><div class=loading>Loading...</div>{NONE}</main>",
        f"<div class=loading>Loading jobs...</div>{LIST}",
        f"<div>Loading...</div>{LIST}",
        f"<div class=loading v-if=busy>Loading...</div>{LIST}",
        f"<div class=loading>Loading...</div><main><p ng-show='!jobs.length'>{NONE}</p></main>",
        f"<div class=loading>Loading...</div>{LIST}<p>{{{{ jobs.length }}}}</p>",
        f"<div class=app-loading>Loading...{NONE}</div>",
        f"{LIST}<p>Loading the list of jobs on the map</p>",
    ],
)
def test_what_may_wait_for_the_list_takes_a_denial_back(markup: str) -> None:
    """A loading sign is in the place of the list, names jobs, or is in a template."""
    assert not ends.says_none(page(markup))


BANNER = "<div><p>We use cookies to run this site.</p><p>Accept all</p></div>"
TOP = "<p>Acme</p><p>Our work</p><p>Where we are</p><p>Write to us</p>"


def list_page(rows: str, around: str = TOP) -> str:
    return f"{BANNER}{around}<div id=jobs class=list>{rows}</div><p>Page 1 of 3</p>"


@pytest.mark.parametrize("count", [1, 2, 20])
def test_a_page_past_the_end_has_the_frame_of_the_list(count: int) -> None:
    """It has the element that held the rows and most of what surrounds it; a banner on both pages is not enough."""
    entries = [entry(n) for n in range(count)]
    rows = "".join(f"<div class=row><h3><a href=/{n}>{one.title}</a></h3></div>" for n, one in enumerate(entries))
    first = page(list_page(f"<ul class=rows>{rows}</ul>"))

    def ended(body: str, *, none: bool = False) -> bool:
        return ends.is_past_end(first, page(body), entries, none=none)

    assert ended(list_page("<ul class=rows></ul>"))
    assert ended(list_page("<ul class=rows><li>No more jobs</li></ul>"))
    assert ended(list_page("<p>No more jobs</p>"), none=True)
    assert not ended(BANNER)
    assert not ended(f"{BANNER}<ul class=rows></ul>")
    assert not ended("<div id=app></div>")
    assert not ended(f"{TOP}<div id=app></div>")
    assert not ended(f"{BANNER}<p>Nothing found</p>", none=True)


def test_a_frame_of_many_lines_is_known_without_the_element_of_the_rows() -> None:
    """Some boards leave out an empty table."""
    around = "".join(f"<p>A part of every page, called {name}</p>" for name in "abcdefghij")
    entries = [entry(1), entry(2)]
    first = page(f"{around}<table id=jobs><tr><td>Baker 1</td></tr><tr><td>Baker 2</td></tr></table>")
    assert ends.is_past_end(first, page(around), entries)
    assert not ends.is_past_end(first, page(around[: len(around) // 2]), entries)


def later(name: str, body: str) -> Dialect:
    """Speak a dialect whose pages all have a banner, and put a page in the place of all but the first."""
    speak = SPOKEN[name].speak

    def answer(employer: Employer, ask: Ask) -> Reply:
        reply = speak(employer, ask)
        if reply[0] != 200 or not reply[1].startswith("text/html"):
            return reply
        if any(int(ask.query.get(key, "0") or 0) for key in ("pr", "p", "rowFrom", "startrow", "jobOffset")):
            return as_html(body)
        return (reply[0], reply[1], reply[2].replace(b"<body>", f"<body>{BANNER}".encode()), *reply[3:])  # type: ignore[return-value]

    return answer


@pytest.mark.parametrize("name", ["icims", "taleo", "jobvite", "avature", "successfactors, tiles"])
@pytest.mark.parametrize("said", [BANNER, "<p>Your session has expired. No results can be shown.</p>"])
def test_a_later_page_that_is_a_banner_or_a_notice(name: str, said: str) -> None:
    """It has the mark of the software, and is still not the end of the list."""
    mark = '<form id="searchForm"></form><div class="oracletaleocwsv2 list-controls__text__legend"></div>'
    assert watch(name, later(name, mark + said), Employer.of(45))[0] == "partial"


@pytest.mark.parametrize("line", ["<div style='display:none'>No jobs found</div>", "<p>0 jobs</p>", NONE])
def test_a_shell_is_asked_for_its_list_before_it_is_believed(line: str) -> None:
    """SuccessFactors: the list that the script would show is requested."""
    speak = SPOKEN["successfactors, unified"].speak

    def answer(employer: Employer, ask: Ask) -> Reply:
        reply = speak(employer, ask)
        if ask.parts != ["acme", "search"]:
            return reply
        return (reply[0], reply[1], reply[2].replace(b"</body>", f"{line}</body>".encode()), *reply[3:])  # type: ignore[return-value]

    assert watch("successfactors, unified", answer, Employer.of(45)) == ("complete", 45)


@pytest.mark.parametrize(("status", "expected"), [(404, "complete"), (405, "complete"), (500, ""), (403, "")])
def test_a_site_without_a_list_behind_its_page_is_empty_where_it_says_so(status: int, expected: str) -> None:
    """A list that can't be read at the moment proves nothing."""
    shell = f"<script src='/platform/js/j2w/min/j2w.core.js'></script><main>{NONE}</main>"
    given = source("successfactors", url=URL, endpoint=URL, render="never")

    def answer(request: Request) -> object:
        return shell if request.method == "GET" else replace(page("", status=status), request=request)

    if expected:
        assert outcome(drive(given, {"*": answer})[0]) == expected
    else:
        with pytest.raises(Unread):
            drive(given, {"*": answer})


@pytest.mark.parametrize("said", [10, 20, 25, 40, 43])
def test_a_total_that_is_too_small_proves_no_end(said: int) -> None:
    """The total counts the rows of one piece, or is old: the list is read up to a piece without rows."""
    found, asked = listed(lambda at, _n: (range(at, min(at + 20, 45)), said))
    assert (len(found.entries), outcome(found.listing())) == (45, "complete")
    assert asked[-1] == 45 or said == 43


def test_a_total_is_believed_where_one_more_piece_has_nothing() -> None:
    """Only if all pieces were full; a list that ends otherwise needs no additional request."""
    for count, most in ((20, [0, 20]), (40, [0, 20, 40]), (33, [0, 20]), (7, [0])):
        found, asked = listed(lambda at, _n, count=count: (range(at, min(at + 20, count)), count))  # type: ignore[misc]
        assert (len(found.entries), found.total, asked) == (count, count, most)
        assert outcome(found.listing()) == "complete"


def moving(name: str, change: str) -> tuple[str, int]:
    """Watch a board whose later pieces are not those of the list that the first piece is of."""
    employer = Employer.of(45)

    def piece(start: int, size: int) -> list[Job]:
        if not start:
            return employer.jobs[:size]
        return (
            [] if change == "empty" else employer.jobs[:size] if change == "same" else employer.jobs[start - 2 :][:size]
        )

    employer.piece = piece  # type: ignore[method-assign]
    return watch(name, SPOKEN[name].speak, employer)


@pytest.mark.parametrize("said", ["", "<p>No job is too large for our crane.</p>"])
def test_the_header_of_the_site_is_no_frame_of_the_list(said: str) -> None:
    """An error page has the site's navigation too: without the list's own element or lines, it does not prove the end."""
    menu = "".join(
        f"<a href=/{word}>{word}</a> "
        for word in "Home About Teams Places Values News Press Help Legal Contact".split()
    )
    rows = "".join(f"<li class=row><a href=/job/{n}>Baker {n}</a></li>" for n in range(20))
    before = page(
        f"<header><nav><ul><li>{menu}</ul></nav></header><div class=list><ul>{rows}</ul></div><p>Sort by date</p>"
    )
    after = page(f"<header><nav><ul><li>{menu}</ul></nav></header>{said}")
    entries = [entry(n) for n in range(20)]
    assert not ends.is_past_end(before, after, entries)


@pytest.mark.parametrize("name", ["taleo", "teamtailor", "icims"])
@pytest.mark.parametrize("change", ["empty", "same"])
def test_pieces_that_bring_nothing_new(name: str, change: str) -> None:
    """A link promised more, or the server ignores which piece is requested."""
    assert moving(name, change)[0] == ("complete" if (name, change) == ("icims", "empty") else "partial")
