"""What contradicts "no openings": a notice next to it, or a failed request of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.test_any_page import URL, read
from tests.test_boards import source
from tests.test_ends import page
from tracker.boards.generic import page as board
from tracker.boards.kit import failure_words, notices, set_filters
from tracker.extract import htmltree
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
FAILURES = """
Our recruiting system can't be reached.
The vacancy service did not answer.
The request timed out.
HTTP ERROR 503
502 Bad Gateway
Whoops!
Error: no rows
Database error
The list service returned an empty response.
Notice: Undefined index: list in /srv/list.php on line 3
Uncaught TypeError: rows.map is not a function
Rate limit exceeded
You are offline.
Your browser is out of date.
This page needs scripts.
We are rebuilding our list of jobs.
Our jobs page is under construction.
The page that you want does not exist.
Checking your browser
Search results for "baker"
You searched for: baker
Filtered by: Oslo
Our vacancies are printed in the weekly paper.
Diese Seite befindet sich im Aufbau.
Der Dienst ist derzeit nicht erreichbar.
Ein unerwarteter Fehler ist aufgetreten.
Ergebnisse für Bäcker
Service momentanément indisponible
La page est introuvable.
La página no existe.
Servizio non disponibile
Strona nie została znaleziona
Sidan kunde inte hittas
De pagina bestaat niet.
Страница не найдена
ページが見つかりません
系统错误
Die Verbindung zur Börse konnte nicht hergestellt werden.
Estamos haciendo tareas de mantenimiento.
Försök igen om en stund.
Prøv igen senere
Skúste to neskôr.
网络繁忙
しばらくしてからお試しください
잠시 후 다시 시도해 주세요.
Invalid access token
The plug-in is not activated.
Some jobs could not be shown.
Reference ID: 5150
Choose a town to see our jobs.
Sign in to see vacancies for staff
Log in to view our jobs.
Please sign in and browse the list.
Our list is only visible to registered users.
Bitte melden Sie sich an, um unsere Angebote zu sehen.
Logge dich ein, um die Liste anzusehen.
Connectez-vous pour consulter nos annonces.
Inicia sesión para ver las plazas.
Accedi per visualizzare gli annunci.
Faça login para ver a lista.
Log in om alle functies te bekijken.
Zaloguj się, aby zobaczyć ogłoszenia.
Logga in för att se listan.
Log ind for at se listen.
Войдите, чтобы увидеть список.
ログインするとすべての求人を閲覧できます
登录后查看全部职位
로그인 후 목록을 확인할 수 있습니다
This site is not available in your country.
Our list is blocked in your region.
Dieser Inhalt ist in Ihrer Region nicht verfügbar.
Cette page n’est pas disponible dans votre pays.
Contenido no disponible en tu región.
Niet beschikbaar in jouw regio
Страница недоступна в вашей стране
お住まいの地域ではご利用いただけません
Our jobs are on our new portal.
Find our openings at https://mill.example.net/
"""
CALM = """
We make switches that keep mills running when a connection is lost, and the boxes in which a server is kept cool and safe in every kind of weather, on land and at sea, by day and by night, for as long as it takes.
If you have trouble with our form, or the page is not available, call us.
Falls die Seite nicht erreichbar ist, rufen Sie uns an.
We build web sites, boards and portals.
500 people work here.
Our mill in the north is under construction.
We searched for a good place and found it by the river.
Errors are how we learn.
Error-free work is our pride.
Our engineers fix network errors before customers notice.
Report a problem with this page
Our engineers keep the licence of every customer up to date.
Choose a career with us.
Log in to change your profile.
Our soup is not available in your office in winter.
Melden Sie sich zu unserem Lauf an.
We refresh our menu daily.
"""


@pytest.mark.parametrize("said", NOTICES.strip().split("\n"))
def test_beside_a_notice_it_proves_nothing(said: str) -> None:
    """In one paragraph, or each sentence in its own element."""
    parts = "".join(f"<p>{one}</p>" for one in said.replace("。", "。. ").split(". "))
    for markup in (f"<p>{said}</p>", parts):
        with pytest.raises(Unread):
            read(f"<main><h1>Jobs</h1>{markup}</main>")


def test_failures_beside_it_and_what_only_has_their_words() -> None:
    """A failed page may say "no openings"; a description of the company does not contradict the sentence."""
    for said in FAILURES.strip().split("\n"):
        with pytest.raises(Unread):
            read(f"<main><h1>Jobs</h1><p>{said}</p><p>{NONE}</p></main>")
    for said in CALM.strip().split("\n"):
        assert read(f"<main><h1>Jobs</h1><p>{said}</p><p>{NONE}</p></main>").entries == (), said


PLACES = "<option value=''>All places</option><option>Oslo</option>"
SET = (
    "<input type='search' name='q' value='baker'>",
    "<input name='location' value='Oslo'>",
    "<form><select name='place'><option value='0'>All</option><option value='7' selected>Oslo</option></select></form>",
    "<select id='department'><option selected>Bakery</option></select>",
    "<label><input type='checkbox' name='type' checked> Full time</label><label><input type='checkbox' name='type'> Part time</label>",
    "<label><input type='radio' name='team'> All</label><label><input type='radio' name='team' checked> Bakery</label>",
    "<div class='active-filters'><span>Oslo</span> <a href='#'>×</a></div>",
    "<nav><ul><li><a href='?c=all'>All</a></li><li class='active'><a href='?c=no'>Norway</a></li><li><a href='?c=se'>Sweden</a></li></ul></nav>",
    "<nav><ul><li class='is-active'><a href='?c=no'>Norway (3)</a></li><li><a href='?c=se'>Sweden (8)</a></li></ul></nav>",
    "<nav><p><a class='active' href='?team=mill'>Mill 3</a> <a href='?team=shop'>Shop 4</a> <a href='?team=yard'>Yard 1</a></p></nav>",
    "<nav><div><a aria-current='true' href='?ort=7'>Werk Nord <b>(3)</b></a><a href='?ort=8'>Werk Süd <b>(9)</b></a></div></nav>",
    "<nav><p><a href='?c=0'>Alle</a> <a class='selected' href='?c=7'>Pflege</a> <a href='?c=8'>Küche</a></p></nav>",
    "<nav><p><a href='?c='>Tous</a> <a aria-current='true' href='?c=7'>Cuisine</a></p></nav>",
)
UNSET = (
    f"<form><input name='q' value=''><select name='place'>{PLACES}</select></form>",
    "<select name='location'><option selected>Location</option><option>Oslo</option></select>",
    "<select name='place'><option selected>Oslo</option><option>Bergen</option></select>",
    "<select name='lang'><option>Norsk</option><option selected>English</option></select>",
    "<select name='type-sort'><option>Oldest</option><option selected>Newest</option></select>",
    "<label><input type='checkbox' name='type' checked> Full time</label><label><input type='checkbox' name='type' checked> Part time</label>",
    "<label><input type='radio' name='team' checked> All</label><label><input type='radio' name='team'> Bakery</label>",
    "<form action='/newsletter'><input name='place' value='Oslo'></form>",
    "<div class='filter'>Filter ×</div>",
    "<nav><ul><li class='active'><a href='?c=all'>All</a></li><li><a href='?c=no'>Norway</a></li></ul></nav>",
    "<nav><ul><li class='active'><a href='?s=open'>Open</a></li><li><a href='?s=all'>All</a></li></ul></nav>",
    "<nav><ul><li class='active'><a href='/jobs/'>Jobs</a></li><li><a href='/all'>All offices</a></li></ul></nav>",
    "<nav><p><a class='active' href='?s=open'>Open (3)</a> <a href='?s=closed'>Closed (12)</a></p></nav>",
    "<nav><p><a class='active' href='/mill'>Mill (3)</a> <a href='/shop'>Shop (4)</a></p></nav>",
    "<nav><p><a class='active' href='?lang=no'>Norsk</a> <a href='?lang=sv'>Svenska</a></p></nav>",
    "<nav><p><a class='current' href='?s=new'>Newest</a> <a href='?s=all'>All</a></p></nav>",
)


def test_a_filter_that_is_set() -> None:
    """The list has the postings of one place or kind. The source's own address may set the filter."""
    for field in SET:
        with pytest.raises(Unsure, match="and also"):
            read(f"<main><h1>Jobs</h1>{field}<p>{NONE}</p></main>")
    for field in UNSET:
        assert read(f"<main><h1>Jobs</h1>{field}<p>{NONE}</p></main>").entries == (), field
    rows = "".join(f"<li><a href='/jobs/{job}'>{job}</a></li>" for job in ("Head-baker", "Night-nurse", "Welder"))
    for fields, expected in ((SET, True), (UNSET, False)):
        for field in fields:
            problems = read(f"<main><h1>Jobs</h1>{field}<ul>{rows}</ul></main>").problems
            assert any("a filter is set" in one for one in problems) is expected, (field, problems)
    counted = (
        "<ul><li class='is-active'><a href='?c=no'>Norway (3)</a></li><li><a href='?c=se'>Sweden (8)</a></li></ul>"
    )
    with pytest.raises(Unsure):  # its links are no postings
        read(f"<main><h1>Jobs</h1>{counted}<p>{NONE}</p></main>")
    body = htmltree.lexbor("<input name='place' value='Oslo'>").body
    assert body is not None
    assert set_filters.set_filter(body, URL) == "Oslo"
    assert set_filters.set_filter(body, f"{URL}?place=oslo") == ""


ALERTS = (
    "<div role='alert'>The list has gone fishing.</div>",
    "<div class='message message--error'>Come again after lunch.</div>",
    "<div class='alert alert-danger'>See the porter.</div>",
)
NO_ALERTS = (
    "<div role='alert' class='alert-info'>There are no vacancies at the moment.</div>",
    "<div role='alert'></div>",
    "<div class='error' hidden>The list has gone fishing.</div>",
    "<form><input type='email'><span class='error'>Required</span></form>",
    "<div class='cookie-notice' role='alert'>We use cookies.</div>",
)


def test_an_alert_whatever_its_words_are() -> None:
    """An alert contradicts the sentence, unless it is the sentence itself, empty, hidden or about a field."""
    for said in ALERTS:
        with pytest.raises(Unread):
            read(f"<main><h1>Jobs</h1><p>{NONE}</p>{said}</main>")
    for said in NO_ALERTS:
        assert read(f"<main><h1>Jobs</h1><p>{NONE}</p>{said}</main>").entries == (), said


@pytest.mark.parametrize("said", FACTS.strip().split("\n"))
def test_without_one_it_proves_an_empty_list(said: str) -> None:
    """With an invitation, a promise or advice after it."""
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
    """A consent banner, a search form, an obfuscated address, and technical terms."""
    assert read(f"<main><h1>Jobs</h1><p>{NONE}</p>{more}</main>").entries == ()


def test_the_notice_is_quoted() -> None:
    """The reason quotes the page, and suggests no selector."""
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


def test_a_template_that_no_script_has_filled() -> None:
    """Its words for an empty list stand beside its placeholders, or wait for the script."""
    script = "<script src='/a.js'></script>"
    for said in (
        f"<div v-cloak><p>{NONE}</p></div>",
        f"<ul><li>{{{{ job.title }}}}</li></ul><p>{NONE}</p>",
        f"<p v-else>{NONE}</p>{script}",
        f"<div x-show='!jobs.length'>{NONE}</div>{script}",
        f"<noscript>Turn on JavaScript to see our jobs.</noscript><p>{NONE}</p>{script}",
    ):
        with pytest.raises(Unread):
            read(f"<main><h1>Jobs</h1>{said}</main>")
    for said in (
        f"<p>{NONE}</p><pre>{{{{ job.title }}}}</pre>",
        f"<noscript>Turn on JavaScript to see the map.</noscript><p>{NONE}</p>{script}",
        f"<p class='v-else'>{NONE}</p>{script}",
    ):
        assert read(f"<main><h1>Jobs</h1>{said}</main>").entries == (), said


def test_titles_that_name_a_failure() -> None:
    """With or without the name of the site beside it."""
    for said in ("404", "500 – Acme", "Page not found | Acme", "Acme - Service unavailable", "Fehler 503"):
        assert failure_words.names_failure(said), said
    for said in ("Jobs – Acme", "Acme | Careers at the mill", "", "2026", "Acme 404 Coffee"):
        assert not failure_words.names_failure(said), said


def _part(url: str, status: int) -> Page:
    return Page(Request(url), url, status, (("content-type", "application/json"),), b"{}")


def test_a_request_of_the_page_that_failed() -> None:
    """Its script may show "no openings" because the list did not load."""
    for ended in ("open: a request of the page's script failed: /api answered 500", "open: more still came after 60 s"):
        with pytest.raises(Unsure, match="no openings, but"):
            _shown(ended=ended)
    for url in ("https://acme.example/api/jobs?q=1", "https://acme.example/v1/vacancies", "https://a.example/offres/1"):
        with pytest.raises(Unsure, match="answered 403"):
            _shown(ended="the rendered page has no more", parts=(_part(url, 403),))


def _data(url: str, body: str) -> Page:
    return replace(_part(url, 200), content=body.encode())


API = "https://careers.example.org/api/jobs"
OWN = "https://careers.example.org/api/data"
BAD = (
    _data(API, '{"error": "rate limit exceeded"}'),
    _data(API, '{"errors": [{"message": "no such field"}], "data": null}'),
    _data(API, '{"success": false}'),
    _data(API, '{"data": {"total": 14, "results": []}}'),
    _data(API, '{"jobs": ['),
    _data("https://careers.example.org/graphql", '{"errors": [{}]}'),
    Page(Request("https://jobs.example.net/w.js"), "https://jobs.example.net/w.js", failure="failed (net::ERR)"),
    Page(Request(OWN), OWN, failure="answered with HTML instead of JSON"),
    Page(Request("https://careers.example.org/frame"), "https://careers.example.org/frame", failure="answered 500"),
)
CALM_PARTS = (
    (_part(API, 200), _part("https://careers.example.org/api/weather", 404)),
    (_data(API, '{"jobs": [], "total": 0, "error": null, "errors": []}'),),
    (_data(API, '{"jobs": []}'), _part(OWN, 500)),
    (_part("https://careers.example.org/chat/status", 500),),
    (Page(Request("https://stats.example.net/a.js"), "https://stats.example.net/a.js", failure="answered 404"),),
    (_data("https://careers.example.org/session", '{"error": "not logged in"}'),),
    (_data("https://facets.example.net/list", '{"total": 14, "results": []}'),),
)


def test_requests_that_did_not_fail_and_others() -> None:
    """A failed request for jobs, or of unknown purpose with no answer about jobs; then those for something else."""
    for part in BAD:
        with pytest.raises(Unsure, match="a request of the page's script failed"):
            _shown(ended="the rendered page has no more", parts=(part,))
    for parts in CALM_PARTS:
        assert _shown(ended="the rendered page has no more", parts=parts).entries == (), parts
    told = "open: a request of the page's script failed: https://careers.example.org/chat/status answered 500"
    assert _shown(ended=told, parts=(_data(API, '{"jobs": []}'),)).entries == ()


def test_the_words_alone() -> None:
    """Words of failure are no notice if they name a job or a department."""
    assert not notices.of_words("We look for a maintenance technician.")
    assert not notices.of_words("The department for maintenance engineers")
    assert notices.of_words("Please try again later.")
    assert not notices.of_words("Clear all filters", filters=False)


HIDDEN_LISTS = (
    "<iframe src='https://apply.example.net/acme'></iframe>",
    "<object data='https://acme.example.net/vacancies'></object>",
    "<embed src='/recruiting/list'>",
    "<vacancy-list company='7'></vacancy-list>",
    "<div data-careers-key='7'></div>",
    "<ul><li class='job-skeleton'></li></ul>",
    "<div aria-busy='true'></div>",
    "<p class='loader'>Wait</p>",
    "<a href='/jobs/all'>See all jobs</a>",
    "<a href='/f/list.pdf'>Offene Stellen (PDF)</a>",
    "<a href='?page=1'>« Previous</a>",
    "<a href='?page=1'>1</a> <b>2</b>",
    "<p>Seite 4 von 3</p>",
    "<div role='tablist'><a role='tab' aria-selected='true'>Mill</a><a role='tab'>Yard</a></div>",
    "<ul><li class='active'><a href='/jobs'>Mill</a></li><li><a href='/jobs/yard'>Yard</a></li></ul>",
    "<a class='selected' href='/jobs?town=oslo'>Oslo</a> <a href='/jobs?town=bergen'>Bergen</a>",
    "<p>Jobs in our hotels: <a href='https://hotels.example.net/'>click here</a>.</p>",
    "<script>const openings = [{id: 1, title: 'Baker', link: '/jobs/1'}]</script>",
)
NO_LISTS = (
    "<iframe src='https://www.youtube.com/embed/jobs'></iframe><iframe src='/map'></iframe>",
    "<iframe hidden src='https://apply.example.net/acme'></iframe>",
    "<acme-header></acme-header><job-board>We bake.</job-board>",
    "<div data-jobs='[]'></div>",
    "<form><span class='loader'></span></form><button class='loading'></button><div class='preloader'></div>",
    "<a href='/'>See all jobs</a>",
    "<a href='/f/form.pdf'>Job application form (PDF)</a>",
    "<a href='/news?page=2'>2</a><a href='/?p=123'>Previous</a>",
    "<p>Page 1 of 1</p>",
    "<ul role='tablist'><li aria-selected='true'>All</li><li>Yard</li></ul>",
    "<div role='tablist'><a role='tab' aria-selected='true'>Mill</a><a role='tab' aria-controls='y'>Yard</a></div><div id='y'>None</div>",
    "<ul><li class='active'><a href='/jobs'>Jobs</a></li><li><a href='/jobs/benefits'>Benefits</a></li></ul>",
    "<ul><li class='active'><a href='/jobs'>Mill</a></li><li><a href='/jobs/why'>Why us</a></li></ul>",
    "<p>Subscribe to <a href='https://mail.example.net/'>our job alerts</a>.</p>",
    "<script>const openings = []; const news = [{title: 'Baker wins'}]</script>",
)


def test_a_list_that_is_not_shown() -> None:
    """It is in a frame, a script, a file, another page or tab, or still loading; then other things."""
    for said in HIDDEN_LISTS:
        with pytest.raises(Unsure, match="says that there are no openings, and"):
            read(f"<main><h1>Jobs</h1><p>{NONE}</p>{said}</main>")
    for said in NO_LISTS:
        assert read(f"<main><h1>Jobs</h1><p>{NONE}</p>{said}</main>").entries == (), said
