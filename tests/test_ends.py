"""A list is empty, or ends, if it says so; a shell, a notice and a list that moved prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

import pytest

from tests.test_boards import drive, source
from tracker.boards.kit import ends
from tracker.boards.kit.lists import Gathered, Piece, gather
from tracker.model import Entry, Listing, Page, Posting, Request
from tracker.model.errors import Failed
from tracker.model.history import History, Policy
from tracker.reconcile import judge

URL = "https://careers.example.org/jobs"
PAGE = 'board = "page"'


def page(body: str, **more: int) -> Page:
    return Page(Request(URL), URL, more.get("status", 200), (("content-type", "text/html"),), body.encode())


def entry(number: int) -> Entry:
    return Entry(str(number), f"{URL}/{number}", f"Baker {number}", "x", lambda _: Posting(str(number), URL, "Baker"))


Pieces = Callable[[int, int], tuple[Sequence[int], int | None]]


def listed(pieces: Pieces, step: int | None = None) -> tuple[Gathered, list[int]]:
    """Gather a list. `pieces` gives, for an offset and the number of the request, the ids there and the stated total."""
    asked: list[int] = []

    def take(found: Page) -> Piece:
        numbers, total = pieces(int(found.url.rpartition("=")[2]), len(asked))
        return Piece([entry(number) for number in numbers], total)

    found = gathered(gather(lambda at: Request(f"{URL}?at={at}"), take, "A board", step=step), asked)
    return found, asked


def gathered(flow: Generator[Sequence[Request], Sequence[Page], Gathered], asked: list[int]) -> Gathered:
    """Answer whatever is asked for; put the offsets into `asked`."""
    requests = next(flow)
    try:
        while True:
            asked += [int(one.url.rpartition("=")[2]) for one in requests]
            requests = flow.send([Page(one, one.url, 200, (), b"{}") for one in requests])
    except StopIteration as done:
        found: Gathered = done.value
        return found


def outcome(listing: Listing) -> str:
    return judge(History({}, {}), listing, Policy(lambda _id, _url: ()))[0]


def test_an_empty_list_says_that_it_is_empty() -> None:
    """A total of zero is a statement; no rows and no total are not."""
    found, _ = listed(lambda _at, _n: ([], 0))
    assert (outcome(found.listing()), found.entries) == ("complete", ())
    with pytest.raises(Failed, match=PAGE):
        listed(lambda _at, _n: ([], None))


def test_a_total_below_the_rows_that_came_is_none() -> None:
    """A board that states its total only on the first piece says 0 on the others."""
    found, asked = listed(lambda at, _n: (range(at, min(at + 10, 25)), 25 if not at else 0))
    assert (len(found.entries), found.total, asked, outcome(found.listing())) == (25, 25, [0, 10, 20], "complete")


def test_rows_that_stand_twice_and_a_total_that_counts_rows() -> None:
    """Pinned postings are listed twice: the list is read to a piece without rows, and is complete."""
    rows = [0, 1, 2, *range(30)]
    found, asked = listed(lambda at, _n: (rows[at : at + 20], len(rows)))
    assert (len(found.entries), found.rows, asked) == (30, 33, [0, 20, 33])
    assert outcome(found.listing()) == "complete"


def test_rows_on_two_pieces_are_the_same_when_they_are_read_again() -> None:
    """Then the list repeats them itself, and its total counts rows."""
    rows = [*range(30), 0, 1, 2]
    found, asked = listed(lambda at, _n: (rows[at : at + 20], len(rows)))
    assert (len(found.entries), found.rows, asked) == (30, 33, [0, 20, 33, 0, 20, 33])
    assert outcome(found.listing()) == "complete"


def test_a_list_that_moved_while_it_was_read_is_read_again() -> None:
    """A new posting shifts the last row of the first piece to the second, so a row may be missed."""
    before, after = list(range(40)), [99, *range(40)]

    def pieces(at: int, request: int) -> tuple[Sequence[int], int]:
        return (before if request < 2 else after)[at : at + 20], 40 if request < 2 else 41

    found, asked = listed(pieces)
    assert {one.external_id for one in found.entries} == {str(one) for one in after}
    assert (outcome(found.listing()), asked.count(0)) == ("complete", 2)


def test_a_list_that_never_stands_still_is_not_complete() -> None:
    """It has as many rows as stated, but some twice, and others each time: some may have been missed."""
    at_random = [[0, 1, 2, 3], [2, 3, 4, 5], [], [0, 1, 2, 3], [3, 4, 5, 6], [], [0, 1, 2, 3], [1, 2, 3, 4], []]
    found, asked = listed(lambda _at, request: (at_random[request - 1], 8))
    assert (found.end, asked, outcome(found.listing())) == ("", [0, 4, 8, 0, 4, 8, 0, 4, 8], "partial")
    assert "were on two pieces" in found.problems[0]
    assert len(found.entries) == 7


def test_a_cache_that_keeps_a_list_as_it_moved() -> None:
    """The second reading is the same, and the second piece begins with the end of the first: one row is missing."""
    cached = {0: range(20), 20: range(19, 39)}
    found, asked = listed(lambda at, _n: (cached.get(at, ()), 40))
    assert (len(found.entries), found.end, asked.count(0), outcome(found.listing())) == (39, "", 3, "partial")


def test_rows_of_one_posting_at_several_places_side_by_side() -> None:
    """They differ, so a piece may end with one and the next begin with another."""
    rows = [(0, "Oslo"), (1, "Oslo"), (1, "Graz"), (2, "Oslo")]

    def take(found: Page) -> Piece:
        at = int(found.url.rpartition("=")[2])
        return Piece([replace(entry(number), fingerprint=place) for number, place in rows[at : at + 2]], 4)

    found = gathered(gather(lambda at: Request(f"{URL}?at={at}"), take, "A board"), [])
    assert (len(found.entries), outcome(found.listing())) == (3, "complete")


def test_readings_that_have_all_postings_together() -> None:
    """If all readings together have exactly as many as each states, nothing is missing."""
    unsteady = [[0, 1, 2, 3], [2, 3, 4, 5], [], [6, 7, 2, 3], [3, 4, 5, 0], []]
    found, _ = listed(lambda _at, request: (unsteady[request - 1], 8))
    assert (len(found.entries), found.rows, outcome(found.listing())) == (8, 0, "complete")
    assert "in 2 readings" in found.end


def test_postings_that_are_pinned_to_every_piece() -> None:
    """The total counts each posting once, and every piece begins with the same two: it is read on until all are there."""
    found, asked = listed(lambda at, _n: ([100, 101, *range(at * 8, min(at * 8 + 8, 28))], 30), step=1)
    assert (len(found.entries), asked, outcome(found.listing())) == (30, [0, 1, 2, 3], "complete")


def test_a_server_that_is_deaf_to_the_offset() -> None:
    """The same rows again do not make a list of twice as many."""
    found, _ = listed(lambda _at, _n: (range(20), 35))
    assert (found.end, outcome(found.listing())) == ("", "partial")
    assert "repeats earlier ones" in found.problems[0]


def test_a_capture_without_a_second_reading_is_judged_as_it_was() -> None:
    """Older archives have no second reading, and rows are not counted."""
    rows = [*range(30), 0, 1, 2]

    def take(found: Page) -> Piece:
        at = int(found.url.rpartition("=")[2])
        return Piece([entry(number) for number in rows[at : at + 20]], len(rows))

    flow = gather(lambda at: Request(f"{URL}?at={at}"), take, "A board")
    requests, asked = next(flow), set[str]()
    try:
        while True:
            kinds = ["unasked" if one.key in asked else "" for one in requests]
            asked |= {one.key for one in requests}
            both = zip(requests, kinds, strict=True)
            requests = flow.send([Page(one, one.url, 0 if why else 200, (), b"", "", why, why) for one, why in both])
    except StopIteration as done:
        found: Gathered = done.value
    assert outcome(found.listing()) == "partial"
    assert found.rows == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "There are no open positions at the moment.",
        "Sorry, no jobs were found that match your search.",
        "0 results",
        "We do not have any current openings.",
        "Zurzeit haben wir keine offenen Stellen.",
        "Aucune offre ne correspond à votre recherche.",
        "No hay vacantes disponibles.",
        "Geen vacatures gevonden",
        "Nessuna posizione aperta",
        "Inga lediga tjänster just nu",
        "現在募集しているポジションはありません",
        "暂无职位",
    ],
)
def test_sentences_that_say_none(sentence: str) -> None:
    """In many languages, but not outside the place of the list."""
    assert ends.says_none(page(f"<main><h1>Jobs</h1><p>{sentence}</p></main>")) == sentence
    for tag in ("header", "footer", "nav", "aside"):
        assert not ends.says_none(page(f"<main><h1>Jobs</h1></main><{tag}><p>{sentence}</p></{tag}>"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Many people are looking at our jobs. Your place in the queue is 40.",
        "Please enable JavaScript to see our jobs.",
        "We are back soon.",
        "Sign in to go on",
        "Bakers wanted",
    ],
)
def test_sentences_that_say_something_else(sentence: str) -> None:
    """A notice is neither an empty list nor a page past the end."""
    assert not ends.says_none(page(f"<main><p>{sentence}</p></main>"))
    first = page("<h1>Jobs</h1><ul><li><a href=/1>Baker</a></li></ul><p>Page 1 of 3</p>")
    assert not ends.is_past_end(first, page(f"<h1>Jobs</h1><ul></ul><p>{sentence}</p>"))


def test_a_page_past_the_end_says_what_the_others_say() -> None:
    """Apart from numbers, or that there is nothing more; a page without content does not count."""
    first = page("<h1>Jobs</h1><ul><li><a href=/1>Baker</a></li></ul><p>Page 1 of 3</p>")
    assert ends.is_past_end(first, page("<h1>Jobs</h1><ul></ul><p>Page 4 of 3</p>"))
    assert ends.is_past_end(first, page("<h1>Jobs</h1><p>No more jobs</p>"))
    assert ends.is_past_end(first, page("<ul></ul>"))
    assert not ends.is_past_end(first, page(""))
    assert not ends.is_past_end(first, page("<h1>Jobs</h1><p>Try again</p>"))


SHELLS = {
    "successfactors": "<script src='/platform/js/j2w/min/j2w.core.js'></script><div id=app></div>",
    "icims": "<form id=searchForm></form>",
    "taleo": "<body class=oracletaleocwsv2><div id=app></div>",
    "jazzhr": "<body class=resumator><div id=app></div>",
    "hrmdirect": "<table id=jobs></table>",
    "jobvite": "<div class=jv-page-body></div>",
    "avature": "<div class='list-controls__text__legend'></div>",
}


@pytest.mark.parametrize("board", SHELLS)
def test_a_shell_with_the_marks_of_the_software_is_not_an_empty_list(board: str) -> None:
    """It fails with advice. A sentence about the list makes it empty; one elsewhere on the page does not."""
    given = source(board, url=URL, endpoint=URL, render="never")

    def read(body: str) -> Listing:
        return drive(given, {"*": lambda request: body if request.method == "GET" else None})[0]

    sentence = "<p>There are no open positions right now.</p>"
    with pytest.raises(Failed, match=PAGE):
        read(SHELLS[board])
    with pytest.raises(Failed, match=PAGE):
        read(f"{SHELLS[board]}<footer>{sentence}</footer>")
    listing = read(f"{SHELLS[board]}<main>{sentence}</main>")
    assert (outcome(listing), listing.entries) == ("complete", ())


def test_an_embedded_list_is_empty_where_it_says_so() -> None:
    """BambooHR's page for embedding."""
    shell = '<div class="BambooHR-ATS-board">{}</div>'

    def read(body: str) -> Listing:
        given = source("bamboohr", url="https://acme.bamboohr.com/careers")
        return drive(given, {"https://acme.bamboohr.com/jobs/embed2.php?version=1.0.0": body})[0]

    with pytest.raises(Failed, match=PAGE):
        read(shell.format(""))
    assert outcome(read(shell.format("<p>There are currently no open positions.</p>"))) == "complete"


@pytest.mark.parametrize("board", ["workday", "smartrecruiters", "eightfold", "oracle", "phenom", "rippling"])
def test_a_reply_without_rows_and_total_is_not_an_empty_list(board: str) -> None:
    """The array of rows is empty, and there is no total."""
    replies: dict[str, object] = {
        "workday": {"jobPostings": []},
        "smartrecruiters": {"content": []},
        "eightfold": {"positions": []},
        "oracle": {"items": [{"requisitionList": []}]},
        "phenom": {"refineSearch": {"data": {"jobs": []}}},
        "rippling": {"items": [], "totalPages": 3},
    }
    given = source(board, url="https://careers.example.org/us/en/search-results", endpoint="https://api.example.org/x")
    with pytest.raises(Failed):
        drive(given, {"*": replies[board]})


NOTICE = "<p>Many people are looking at our jobs. Your place in the queue is 40.</p>"


@pytest.mark.parametrize("board", ["icims", "jobvite", "html", "taleo", "avature"])
def test_a_notice_in_place_of_a_later_page_is_not_the_end(board: str) -> None:
    """It has the frame of the software, status 200 and no entry."""
    rows = {
        "icims": '<form id=searchForm></form><a href="/jobs/{n}/x/job">Baker {n}</a>',
        "jobvite": '<table><tr><td><a href="/acme/job/o{n}">Baker {n}</a></td></tr></table>',
        "html": '<li class=job><a href="/j/{n}">Baker {n}</a></li><a rel=next href="?p={next}">next</a>',
        "taleo": '<div class=oracletaleocwsv2><h4><a class=viewJobLink href="?rid={n}">Baker {n}</a></h4>'
        '<a class="jscroll-next" href="?p={next}">next</a></div>',
        "avature": '<article class="article--result"><a href="/JobDetail/x/{n}">Baker {n}</a></article>',
    }
    frames = {"icims": "<form id=searchForm></form>", "taleo": "<div class=oracletaleocwsv2></div>"}
    frames["avature"] = "<div class='list-controls__text__legend'></div>"
    whole = False
    seen: list[str] = []

    def answer(request: Request) -> str:
        if request.url not in seen:
            seen.append(request.url)
        place = seen.index(request.url)
        if place == 0:
            return rows[board].format(n=1, next=1)
        return frames.get(board, "<div></div>") + ("" if whole else NOTICE)

    given = source(board, url=URL, endpoint=URL, render="never", item="li.job" if board == "html" else "")
    listing, _ = drive(given, {"*": answer})
    assert (outcome(listing), len(listing.entries), listing.end) == ("partial", 1, "")
    whole = True
    listing, _ = drive(given, {"*": answer})  # Taleo has a link to the next page only where there is one with rows
    assert (outcome(listing), len(listing.entries)) == ("partial" if board == "taleo" else "complete", 1)


@pytest.mark.parametrize(
    ("board", "reply"),
    [
        ("tesla", {"lookup": {}, "listings": []}),
        ("neogov", "<rss><channel><title>Service notice</title><description>Try later</description></channel></rss>"),
        ("json", {"jobs": [], "error": "rate limited"}),
        ("json", {"success": False, "jobs": []}),
        ("breezy", {}),
    ],
)
def test_replies_that_are_empty_for_another_reason(board: str, reply: object) -> None:
    """An empty list in a reply that is an error, or reports one."""
    given = source(board, url="https://www.governmentjobs.com/careers/acme" if board == "neogov" else URL)
    with pytest.raises(Failed):
        drive(given, {"*": reply})


def test_an_empty_list_beside_a_page_with_postings() -> None:
    """Breezy: if the list is empty, the page is read, and decides."""
    given = source("breezy", url="https://acme.breezy.hr")
    empty: dict[str, object] = {"https://acme.breezy.hr/json": []}
    assert outcome(drive(given, {**empty, "https://acme.breezy.hr": "<h1>Acme</h1>"})[0]) == "complete"
    with pytest.raises(Failed, match=PAGE):
        drive(given, {**empty, "https://acme.breezy.hr": '<a href="/p/1-baker">Baker</a>'})


def test_feeds_that_are_empty() -> None:
    """NEOGOV's feed names the agency that it belongs to."""
    feed = "<rss><channel><title>Acme</title><link>https://www.governmentjobs.com/careers/acme</link></channel></rss>"
    given = source("neogov", url="https://www.governmentjobs.com/careers/acme")
    assert outcome(drive(given, {"*": feed})[0]) == "complete"


@pytest.mark.parametrize(("second", "expected"), [(["C", "C"], "complete"), (["B", "C"], "partial")])
def test_workable_rows_that_stand_twice(second: list[str], expected: str) -> None:
    """Within one piece they are rows of the list; on two pieces the list may have moved."""
    given = source("workable", url="https://apply.workable.com/acme", endpoint="https://x.org/api/v3/accounts/acme")

    def answer(request: Request) -> object:
        codes, token = (second, None) if b"token" in request.body else (["A", "B"], "2")
        rows = [{"shortcode": code, "title": "Baker"} for code in codes]
        return {"total": 4, "results": rows, **({"nextPage": token} if token else {})}

    assert outcome(drive(given, {"*": answer})[0]) == expected
