"""Lists that continue: the next page is read, or the list is not complete. Complete lists stay complete."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_boards import drive, source
from tracker.boards.generic import page as board
from tracker.boards.kit.page_numbers import step
from tracker.model import Listing, Page

URL = "https://careers.example.org/jobs/"
ROLES = ("Baker", "Nurse", "Welder", "Driver", "Cook", "Tailor", "Plumber", "Cashier")
FIRST, SECOND = ROLES[:5], ROLES[5:]


def rows(*roles: str, beside: str = "") -> str:
    return "<ul>" + "".join(f'<li><a href="/jobs/{one.lower()}/">{one}</a>{beside}</li>' for one in roles) + "</ul>"


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>Jobs</title>{head}</head><body><main><h1>Vacancies</h1>{body}</main></body></html>"


def read(first: str, further: dict[str, str] | None = None, head: str = "") -> Listing:
    pages: dict[str, Any] = {URL: page(first, head)}
    pages |= {f"https://careers.example.org{path}": page(body) for path, body in (further or {}).items()}
    listing, _ = drive(source("page", url=URL, render="never"), pages)
    assert isinstance(listing, Listing)
    return listing


def is_whole(listing: Listing) -> bool:
    short = listing.stated_total is not None and listing.stated_total > len(listing.entries)
    return bool(listing.end) and not listing.problems and not short


LINKS = [
    '<a href="/jobs/page/2/">Older posts</a>',
    '<div class="nav-previous"><a href="/jobs/page/2/"><span>←</span> Older posts</a></div>',
    '<a href="/jobs/page/2/">« Older Entries</a>',
    '<a href="/jobs/page/2/">Ältere Beiträge</a>',
    '<a href="/jobs/page/2/">Articles plus anciens</a>',
    '<a href="/jobs/page/2/">Starsze wpisy</a>',
    '<a href="/jobs/page/2/">→</a>',
    '<a href="/jobs/page/2/"><svg></svg></a>',
    '<a href="/jobs/page/2/">Page 2</a>',
    '<a href="/jobs/page/2/">6–8</a>',
    '<a href="/jobs/seite-2.html">Weitere Angebote im Überblick</a>',
    '<a href="/jobs/?start=5">More</a>',
    '<a href="/jobs/?offset=5"><i></i></a>',
    '<a href="/jobs/?x[page]=2">▸</a>',
    '<a href="/jobs/?aktuelle_stellen=2">2</a>',
    '<a href="/jobs/?page=1">Older</a>',
    '<nav class="pagination"><a href="/jobs/?after=k7x"><svg></svg></a></nav>',
    '<a href="/more-jobs">Nästa sida</a>',
    '<a href="/more-jobs">Sonraki</a>',
    '<a href="/more-jobs">Далее</a>',
    '<a href="/more-jobs">Další</a>',
    '<a href="/more-jobs">Következő oldal</a>',
    '<a href="/more-jobs">Επόμενη σελίδα</a>',
    '<a href="/more-jobs">Pagina următoare</a>',
]


@pytest.mark.parametrize("link", LINKS)
def test_the_next_page_is_read(link: str) -> None:
    """Whatever the link says, also if it is only a sign or an image."""
    address = link.split('href="')[1].split('"', maxsplit=1)[0]
    listing = read(rows(*FIRST) + link, {address: rows(*SECOND)})
    assert (len(listing.entries), is_whole(listing)) == (len(ROLES), True), listing


@pytest.mark.parametrize("address", ["/jobs/page/2/", "/jobs/?page=2", "/jobs/?after=k7x"])
def test_the_next_page_in_the_head_is_read(address: str) -> None:
    """A `link` of the head names it."""
    listing = read(rows(*FIRST), {address: rows(*SECOND)}, f'<link rel="next" href="{address}">')
    assert (len(listing.entries), is_whole(listing)) == (len(ROLES), True)


def _linked(links: dict[str, str]) -> tuple[Listing, list[str]]:
    """Read the list from pages whose `Link` header is the given one, and return it with the addresses that were read."""
    shown = {"": FIRST, "page=2": SECOND}
    flow = board.read(source("page", url=URL, render="never"))
    asked, read_urls = next(flow), []
    try:
        while True:
            replies = []
            for one in asked:
                read_urls.append(one.url)
                query = one.url.partition("?")[2]
                heads = (("Content-Type", "text/html"), ("Link", links.get(query, "")))
                own = one.url.rstrip("/").rpartition("/")[2] in {role.lower() for role in ROLES}
                body = "<p>You work. </p>" * 30 if own else page(rows(*shown.get(query, ())))
                replies.append(Page(one, one.url, 200, heads, body.encode()))
            asked = flow.send(replies)
    except StopIteration as stop:
        return stop.value, read_urls


@pytest.mark.parametrize(
    "value",
    [
        '</jobs/?page=2>; rel="next"',
        "<https://careers.example.org/jobs/?page=2>; rel=next",
        '</wp-json/>; rel="https://api.w.org/", </jobs/?page=2>; rel="next"; title="More"',
    ],
)
def test_the_next_page_in_a_header_is_read(value: str) -> None:
    """A `Link` header names it, and nothing in the page does."""
    listing, _ = _linked({"": value, "page=2": '</jobs/>; rel="prev"'})
    assert (len(listing.entries), is_whole(listing)) == (len(ROLES), True)


@pytest.mark.parametrize(
    "value",
    [
        '</jobs/?page=2>; rel="prev"',
        '<https://other.example.org/jobs/?page=2>; rel="next"',
        '</news/?page=2>; rel="next"',
        "</jobs/>; rel=next",
    ],
)
def test_other_links_in_a_header_are_not_followed(value: str) -> None:
    """Those of another list, and of the page itself, lead nowhere."""
    listing, read_urls = _linked({"": value})
    assert (len(listing.entries), is_whole(listing)) == (len(FIRST), True)
    assert not any("page=2" in url for url in read_urls)


@pytest.mark.parametrize(
    "form",
    [
        "<form><button name=page value=2>Next page</button></form>",
        "<form method=get action='/jobs/'><input type=hidden name=page value=2><button>Show more</button></form>",
        "<form action=''><input type=hidden name=page value=2><input type=submit value='Nächste Seite'></form>",
    ],
)
def test_the_next_page_behind_the_button_of_a_form_is_read(form: str) -> None:
    """A form that is sent by GET leads to an address, as a link does."""
    listing = read(rows(*FIRST) + form, {"/jobs/?page=2": rows(*SECOND)})
    assert (len(listing.entries), is_whole(listing)) == (len(ROLES), True), listing
    assert not is_whole(read(rows(*FIRST) + form.replace("<form", "<form method=post").replace("method=get", "")))


def test_pages_are_read_to_the_last() -> None:
    """Links back, and those to the first page, lead nowhere new."""
    back = '<a href="/jobs/page/1/"><svg></svg></a>'
    listing = read(
        rows(*ROLES[:3]) + '<a href="/jobs/page/2/"><svg></svg></a>',
        {
            "/jobs/page/2/": rows(*ROLES[3:6]) + back + '<a href="/jobs/page/3/"><svg></svg></a>',
            "/jobs/page/3/": rows(*ROLES[6:]) + '<a href="/jobs/page/2/"><svg></svg></a>',
        },
    )
    assert (len(listing.entries), is_whole(listing), len(listing.addresses)) == (len(ROLES), True, 3)


PARTS = [
    "<form method=post><button name=page value=2>2</button><button name=page value=3>3</button></form>",
    "<form method=post><input type=submit value=1 disabled><input type=submit value=2></form>",
    "<ul><li><button>1</button></li><li><button>2</button></li></ul>",
    "<p><b>1</b> <a href=\"javascript:go('2')\">2</a> <a href=\"javascript:go('3')\">3</a></p>",
    "<p><b>1</b> <a href='#' onclick='go(2)'>2</a></p>",
    "<p>Seite: 1 <a href='javascript:seite(2)'>2</a></p>",
    "<div><span>1</span> | <a href=\"javascript:__doPostBack('grid','Page$2')\">2</a></div>",
    "<ul><li class=on>1</li><li><button>2</button></li></ul>",
    "<ul><li class=on data-page=1>1</li><li data-page=2>2</li></ul>",
    "<ul><li class=on><strong>1</strong></li><li onclick='go(2)'><span>2</span></li></ul>",
    "<div><button disabled><svg></svg></button><button><svg></svg></button></div>",
    "<div class=pg><button disabled>←</button><button>→</button></div>",
    "<div class=pagination><button disabled><svg></svg></button><button><svg></svg></button></div>",
    "<div class=pg><a href='#'>→</a></div>",
    "<div onclick='more()'>Show me more</div>",
    "<p>Page 1 of 2</p>",
    "<p>Seite 1 von 2</p>",
    "<p>Strana 1 z 3</p>",
    "<p>Sayfa 1 / 4</p>",
    "<p>1 / 2</p>",
    "<form>Page <input type=number value=1> of 4</form>",
    "<select><option>Page 1</option><option>Page 2</option></select>",
    "<p>5 of 20 vacancies shown</p>",
    "<p>Показано 5 из 20 вакансий</p>",
    "<p>Mostrando 5 de 20 ofertas</p>",
    "<p>Wyświetlono 5 z 20 ofert</p>",
    "<p>Showing 5 of 20</p>",
    "<p>Results 1 - 5 of about 20</p>",
    "<p>There are 20 open positions.</p>",
    "<p>Es gibt 20 offene Stellen.</p>",
    "<p>20 ilan</p>",
    "<h2>Open positions (20)</h2>",
    "<p>+ 10 more</p>",
    "<div>… and 4 more</div>",
    "<div>und 4 weitere Stellen</div>",
    "<p>" + "".join(f'<a href="/jobs/?letter={one}">{one}</a> ' for one in "XYZ") + "</p>",
    '<p><b>A–W</b> <a href="/jobs/?l=x">X</a> <a href="/jobs/?l=y">Y</a> <a href="/jobs/?l=z">Z</a></p>',
]


GRID = (
    "<table>{}<tr><td colspan=2><table><tr><td><span>1</span></td><td>"
    "<a href=\"javascript:__doPostBack('jobs','Page$2')\">2</a></td></tr></table></td></tr></table>"
)


def test_a_pager_in_the_last_row_of_the_table() -> None:
    """As ASP.NET writes it."""
    table = "".join(f'<tr><td><a href="/jobs/{one}/">{one}</a></td><td>Cork</td></tr>' for one in FIRST)
    assert [is_whole(read(one)) for one in (GRID.format(table), f"<table>{table}</table>")] == [False, True]


@pytest.mark.parametrize("part", PARTS)
def test_a_list_that_goes_on_is_not_whole(part: str) -> None:
    """The reason names what can't be followed."""
    for listing in (read(rows(*FIRST) + part), read(part + rows(*FIRST))):
        assert (len(listing.entries), is_whole(listing)) == (len(FIRST), False), listing


def test_one_letter_of_an_index_is_not_whole() -> None:
    """All titles begin with the same letter, and the others are links."""
    index = "".join(f'<a href="/jobs/?letter={one}">{one}</a> ' for one in "BCD")
    listing = read(f"<p>{index}</p>" + rows("Baker", "Barista", "Bookkeeper"))
    assert listing.problems == ("the page has an index of letters, and only one of them was read (not C, D)",)
    shown = (
        "<b>A</b>",
        "<span class='active'>A</span>",
        "<a class='current' href='/jobs/?letter=A'>A</a>",
        "<a aria-current='page' href='/jobs/?letter=A'>A</a>",
    )
    for mark in shown:
        listing = read(f"<p>{mark} {index}</p>" + rows(*FIRST))
        assert listing.problems == ("the page has an index of letters, and 'A' is the one that it shows",), mark
    assert is_whole(read(f"<p><span>A</span> {index}</p>" + rows(*FIRST)))


LONGER = [
    "See every opening",
    "Zum Stellenmarkt",
    "Job portal",
    "Vis alle stillinger",
    "Zobacz wszystkie oferty",
    "Se alla lediga tjänster",
    "Découvrez toutes nos offres",
    "Смотреть все вакансии",
    "Tüm ilanlar",
    "Összes állás megtekintése",
    "求人一覧を見る",
]


@pytest.mark.parametrize("words", LONGER)
def test_a_selection_is_not_whole(words: str) -> None:
    """The page links to the longer list."""
    listing = read(rows(*FIRST[:3]) + f'<a href="/all">{words}</a>')
    assert listing.problems == (
        f"the page links to a longer list ({words!r}): give its address, https://careers.example.org/all",
    )


BLOG = "<section><h2>From our blog</h2><p>A new roof was laid in May.</p>{}</section>"
WHOLE = [
    BLOG.format('<div class="nav-previous"><a href="/blog/page/2/">Older posts</a></div>'),
    BLOG.format('<div class="pagination"><a href="/blog/page/2/">→</a></div>'),
    BLOG.format('<p><a href="/blog/?page=2"><svg></svg></a></p>'),
    "<section class=slider><h2>People</h2><img src=a.jpg><button>1</button><button>2</button></section>",
    "<div><img src=a.jpg alt=''><button>1</button><button>2</button><button>→</button></div>",
    "<div class=gallery><span>1 / 5</span></div>",
    "<p>1/2 of our people work part-time.</p>",
    "<p>Step 1 of 3</p>",
    "<p>5 of 5 vacancies shown</p>",
    "<p>Page 1 of 1</p>",
    "<div class=pager>1 / 1</div>",
    "<p>There are 5 open positions.</p>",
    "<p>We have 20 people in 3 offices.</p>",
    '<p><a href="/jobs/?dept=1">Sales</a> <a href="/jobs/?dept=2&page=1">Care</a> <a href="/jobs/?sort=date">Date</a></p>',
    "<p>" + "".join(f'<a href="/jobs/?letter={one}">{one}</a> ' for one in "ABCDNW") + "</p>",
    "<p>" + "".join(f'<a href="#{one}">{one}</a> ' for one in "XYZ") + "</p>",
    "<div>" + "".join(f"<button>{day}</button>" for day in range(1, 32)) + "</div>",
    '<div class=pagination><a href="/jobs/?page=1">1</a></div>',
    '<div class=pagination><a href="/jobs/page/1/">1</a></div>',
    "<div class=pagination><button disabled>‹</button><span>1</span><button disabled>›</button></div>",
    '<p><a href="/?p=2">Imprint</a> <a href="/jobs/2025/">2025</a> <a href="/jobs/feed/">RSS</a></p>',
    "<p>Talk to us in hall <b>3</b> <a href='#'>2</a></p>",
    "<div><button><svg></svg></button><button><svg></svg></button></div>",
    "<div><button disabled><svg></svg></button><button disabled><svg></svg></button></div>",
    '<p><a href="/de/jobs/">D</a> <a href="/fr/jobs/">F</a> <a href="/it/jobs/">I</a></p>',
]


@pytest.mark.parametrize("beside", WHOLE)
def test_a_whole_list_stays_whole(beside: str) -> None:
    """Pagers of other parts of the page, filters, numbers of something else."""
    for listing in (read(rows(*FIRST) + beside), read(beside + rows(*FIRST))):
        assert (len(listing.entries), is_whole(listing)) == (len(FIRST), True), listing


@pytest.mark.parametrize(
    "beside", ["<span>1/2</span>", "<span>Cork</span> <span>+2 more</span>", "<i>20 positions filled</i>"]
)
def test_what_a_row_says_is_not_about_the_list(beside: str) -> None:
    """A date, further places, a number."""
    assert is_whole(read(rows(*FIRST, beside=beside)))


ON_CARDS = "Voir plus|Show more|Mehr anzeigen|Ver más|もっと見る|Tovább|Weiter|Next".split("|")


def test_a_card_leads_to_its_own_posting() -> None:
    """ "Show more" on a card leads to its posting, and is no next page."""
    told = []
    for words in ON_CARDS:
        for title in ('<a href="/jobs/{0}/">{1}</a>', "{1}"):
            card = f'<div class=card><h3>{title}</h3><p>Cork</p><a href="/jobs/{{0}}/">{words}</a></div>'
            listing = read("".join(card.format(one.lower(), one) for one in FIRST))
            if (len(listing.entries), is_whole(listing), len(listing.addresses)) != (len(FIRST), True, 1):
                told.append((words, title))
        card = f'<div class=card><h3><a href="/jobs/{{0}}/">{{0}}</a></h3><a href="/forms/{{0}}/">{words}</a></div>'
        if not is_whole(read("".join(card.format(one) for one in FIRST))):
            told.append((words, "another page"))
    assert told == []


@pytest.mark.parametrize(("held", "whole"), [(8, True), (6, False)])
def test_the_page_may_have_all_that_its_buttons_show(held: int, whole: bool) -> None:
    """With three pages of three, JSON with eight postings has them all, JSON with six does not."""
    jobs = [{"title": one, "url": f"/jobs/{one.lower()}/", "location": "Cork"} for one in ROLES[:held]]
    held_in = f'<script type="application/json">{json.dumps({"jobs": jobs})}</script>'
    buttons = "<div><button>1</button><button>2</button><button>3</button></div>"
    listing = read(rows(*ROLES[:3]) + buttons + held_in)
    assert (len(listing.entries), is_whole(listing)) == (held, whole), listing


def test_the_head_may_name_another_page() -> None:
    """Some software names the neighbours in its menu as previous and next."""
    assert is_whole(read(rows(*FIRST), head='<link rel="next" title="Contact" href="/contact/">'))


def test_steps() -> None:
    """An address is another page of a list if only its page differs."""
    home = "https://a.example/jobs?lang=de"
    found = {
        address: (one.number, one.rows, one.weak) if (one := step(home, f"https://a.example{address}")) else None
        for address in (
            "/jobs?lang=de&page=2",
            "/jobs/page/2?lang=de",
            "/jobs-2.html?lang=de",
            "/jobs?lang=de&startrow=25",
            "/jobs?page=2",
            "/jobs?lang=de&dept=4&page=1",
            "/jobs?lang=de&perpage=50",
            "/news?lang=de&page=2",
            "/jobs/2026?lang=de",
        )
    }
    assert list(found.values()) == [
        (2, False, False),
        (2, False, False),
        (2, False, True),
        (25, True, False),
        *[None] * 5,
    ]


PARTS = [
    ('<a href="/jobs/?initial=l-z">L–Z</a>', "/jobs/?initial=l-z"),
    ('<a href="/jobs/letter/n-z">N to Z</a>', "/jobs/letter/n-z"),
    ('<a href="/jobs/?month=2026-10">October</a>', "/jobs/?month=2026-10"),
    ('<a href="/jobs/?m=9">09/2026</a>', "/jobs/?m=9"),
    ('<a href="/jobs/?year=2025">2025</a>', "/jobs/?year=2025"),
    ('<a href="/jobs/?week=47">Last week</a>', "/jobs/?week=47"),
    ('<a href="/jobs/?part=b">II</a>', "/jobs/?part=b"),
    ('<a href="/jobs/second">Second page</a>', "/jobs/second"),
    ('<a href="/jobs/teil-b">Teil 2</a>', "/jobs/teil-b"),
    ('<a href="/jobs/?from=k7x">Entries 6 to 8</a>', "/jobs/?from=k7x"),
    ('<a href="/jobs/?c=k7x">continued</a>', "/jobs/?c=k7x"),
    ('<a href="/jobs/?c=k7x">Fortsetzung</a>', "/jobs/?c=k7x"),
    ('<a href="/jobs/?plz=4">4xxx</a>', "/jobs/?plz=4"),
]


def test_parts_of_a_list() -> None:
    """A part named by letters, months, rows or "continued" is read; the list is whole if all its postings are known."""
    for link, address in PARTS:
        listing = read(f"{rows(*FIRST)}<p>{link}</p>", {address: rows(*SECOND)})
        assert sorted(entry.title for entry in listing.entries) == sorted(ROLES) or not listing.end, link
        assert is_whole(read(f"{rows(*ROLES)}<p>{link}</p>", {address: rows(*SECOND)})), link
    for link, _ in (PARTS[6], PARTS[10]):  # they can't be read
        assert "could not be read" in read(f"{rows(*FIRST)}<p>{link}</p>").problems[0]


@pytest.mark.parametrize(
    "beside",
    [
        '<a href="/history/">Our mill since World War II</a>',
        '<a href="/jobs/story-2">Part 2 of our story</a>',
        '<a href="/reports/2025">2025</a> <a href="/reports/2024">2024</a>',
        '<a href="/news/?month=10">October</a> <a href="/staff/?l=n-z">N–Z</a>',
        '<a href="#n-z">N–Z</a> <a href="/de/jobs/">DE</a> <a href="/fr/jobs/">FR</a>',
        "<p>Open 9–17. Grades A–F are paid weekly. I, II and III.</p>",
        "<select><option>1–2 years</option><option>5–9 years</option></select>",
    ],
)
def test_what_only_looks_like_a_part_of_the_list(beside: str) -> None:
    """Other addresses and other words are not asked for: the pages that they lead to are not there."""
    assert is_whole(read(f"{rows(*FIRST)}{beside}"))


def test_a_menu_of_rows() -> None:
    """Only a script opens it."""
    listing = read(f"{rows(*FIRST)}<select><option>1-5</option><option>6-8</option></select>")
    assert "a menu ('6-8')" in listing.problems[0]
