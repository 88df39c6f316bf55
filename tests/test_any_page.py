"""What an undescribed page says next to its list: no openings, other lists, invitations, people."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from tests.test_boards import drive, source
from tracker.boards.generic import page_postings, repeated, sitemap
from tracker.boards.kit import row_details
from tracker.check.fetches import at_once
from tracker.check.reader import Reader
from tracker.check.reads import Reads
from tracker.extract import occupations
from tracker.model import Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed, Unread, Unsure
from tracker.operations import add

URL = "https://careers.example.org/jobs"
WORK = "You plan the week with the team, keep the records in order and speak with customers. "


def read(markup: str, **more: Any) -> Listing:
    """Read a page from its markup alone."""
    listing, _ = drive(source("page", render="never"), {URL: f"<html><body>{markup}</body></html>", **more})
    assert isinstance(listing, Listing)
    return listing


def titles(markup: str) -> list[str]:
    """Return the titles that a page has."""
    return [entry.title for entry in read(markup).entries]


def state(**lists: list[dict[str, Any]]) -> str:
    """Write what a script of the page carries."""
    rows = json.dumps({"props": {"pageProps": lists}})
    return f'<script id="__NEXT_DATA__" type="application/json">{rows}</script>'


@pytest.mark.parametrize(
    "said",
    [
        "<h1>Jobs</h1><p>We have no open positions at the moment.</p>",
        "<h1>Jobs</h1><p>All positions have been filled.</p><h2>Our team</h2><div><h3>Ann Lee</h3><p>Head of Sales</p></div>",
        "<h1>Karriere</h1><p>Aktuell sind alle Stellen besetzt.</p>",
        "<h1>Kariéra</h1><p>Momentálně nemáme žádné volné pozice.</p>",
        "<h1>Вакансии</h1><p>Сейчас открытых вакансий нет.</p>",
        "<h1>採用情報</h1><p>現在、募集は行っておりません。</p>",
        "<h1>Jobs</h1><p>There are no vacancies.</p><h2>Past positions</h2><ul><li><a href='/j/1'>Baker</a></li></ul>",
    ],
)
def test_a_page_says_that_there_are_none(said: str) -> None:
    """In every language, whatever other sections say."""
    listing = read(f"<main>{said}</main>")
    assert (listing.entries, listing.end) == ((), "the page says that there are none")


@pytest.mark.parametrize(
    "said",
    [
        "<h1>Get involved</h1><h2>Volunteers</h2><p>There are currently no volunteer places.</p>",
        "<h1>Jobs</h1><div style='display: none'><p>No jobs found.</p></div>",
        "<h1>Jobs</h1><div class='d-none'><p>No open positions</p></div>",
        "<h1>Jobs</h1><template><p>No open positions</p></template>",
        "<h1>Jobs</h1><h2>News</h2><p>There are no jobs like ours.</p>",
        "<h1>Jobs</h1><p>12 open positions</p><p hidden>No open positions</p>",
    ],
)
def test_what_is_no_such_sentence(said: str) -> None:
    """A sentence of another section, or one that is not shown, proves nothing: the check says that no list was found."""
    with pytest.raises(Failed, match="no list of postings was found"):
        read(f"<main>{said}</main>")


def test_rows_with_a_form_each() -> None:
    """The title is next to the link to the form. Courses with such forms are no list of jobs, and neither is one form for all."""

    def rows(names: tuple[str, ...], href: str, words: str) -> str:
        each = (
            f"<div><div>{one}</div><div>Leeds</div><div><a href='{href}{n}'>{words}</a></div></div>"
            for n, one in enumerate(names)
        )
        return f"<main><h1>Careers</h1><h2>Open positions</h2>{''.join(each)}</main>"

    jobs = ("Tool Setter", "Payroll Clerk", "Crane Operator")
    for href, words in (
        ("/apply?id=", "Apply now"),
        ("/apply/", "Apply"),
        ("/bewerben/", "Jetzt bewerben"),
        ("/apply?job=", "Postuler"),
    ):
        assert titles(rows(jobs, href, words)) == [*jobs], href
    with pytest.raises(Unread):
        read(rows(("Watercolours", "Yoga for all", "First aid"), "/apply?id=", "Apply now"))


def test_a_sentence_in_another_section_hides_no_postings() -> None:
    """Openings that link to files, and a board of trustees without vacancies."""
    jobs = "".join(
        f"<li><h4>{t}</h4><a href='/f/{n}.pdf'>Télécharger</a></li>" for n, t in enumerate(("Welder", "Fitter"))
    )
    assert titles(f"<h1>Jobs</h1><ul>{jobs}</ul><h2>Trustees</h2><p>There are no vacancies.</p>") == [
        "Welder",
        "Fitter",
    ]


NOBODY = "<h1>Careers</h1><p>There are no open positions at the moment.</p>"


@pytest.mark.parametrize(
    "lists",
    [
        {"team": [{"id": "1", "url": "/img/jane.jpg", "title": "Jane Doe: Chairman and Partner"}]},
        {"quotes": [{"id": "1", "slug": "jane", "name": "Jane Doe, Head of Sales", "location": "Berlin"}]},
        {
            "employees": [
                {"id": "1", "slug": "a", "title": "Account Manager", "name": "Ann", "location": "Oslo"},
                {"id": "2", "slug": "b", "title": "Engineer", "name": "Bo", "location": "Oslo"},
            ]
        },
        {"slides": [{"id": 7, "title": "Our engineers at work", "url": "/slides/7"}]},
        {
            "related": [
                {"id": n, "title": t, "url": f"/news/{n}"} for n, t in enumerate(("New director", "New engineer"))
            ]
        },
    ],
)
def test_json_of_people_and_news_is_no_list(lists: dict[str, list[dict[str, Any]]]) -> None:
    """Titles that name occupations do not make postings of people, slides and news in a script."""
    assert read(NOBODY + state(**lists)).entries == ()


def test_json_of_jobs_is_a_list_also_beside_people() -> None:
    """The list that is named after jobs is used, even if the list of people has more rows."""
    people = [{"id": f"p{n}", "name": n, "title": "Head of Retail", "city": "Bern"} for n in ("Ann", "Bo", "Cy")]
    jobs = [{"id": f"j{n}", "title": t, "city": "Bern"} for n, t in enumerate(("Optician", "Store Manager"))]
    assert titles("<main><h1>Jobs</h1></main>" + state(allPerson=people, allJob=jobs)) == ["Optician", "Store Manager"]
    one = [{"id": 901, "title": "Radiographer", "city": "Leeds", "contractType": "Permanent"}]
    assert titles("<div id=app></div>" + state(vacancies=one)) == ["Radiographer"]


def test_json_of_another_route_does_not_replace_the_list() -> None:
    """The list that the page shows is used, not jobs that were prefetched for another page."""
    other = [
        {"id": n, "title": t, "location": "Oslo", "url": f"/no/jobs/{n}"}
        for n, t in enumerate(("Baker", "Nurse", "Cook"))
    ]
    shown = "<h1>Jobs</h1><ul><li><a href='/jobs/a'>Tiler</a></li><li><a href='/jobs/b'>Plasterer</a></li></ul>"
    assert titles(shown + state(jobs=other)) == ["Tiler", "Plasterer"]


@pytest.mark.parametrize("title", ["Join our team", "We are looking for you", "Initiativbewerbung", "Why work here"])
def test_an_invitation_is_no_list(title: str) -> None:
    """One JobPosting for the whole page gives way to the jobs that the page shows, and is no list by itself."""
    ad = json.dumps({"@type": "JobPosting", "title": title, "description": WORK * 3})
    block = f'<script type="application/ld+json">{ad}</script>'
    shown = "<h1>Jobs</h1><ul><li><h3><a href='/jobs/a'>Tiler</a></h3></li><li><h3><a href='/jobs/b'>Plasterer</a></h3></li></ul>"
    assert titles(shown + block) == ["Tiler", "Plasterer"]
    with pytest.raises(Failed):
        read("<h1>Welcome</h1><p>Write to us.</p>" + block)


def test_ids_that_headings_share() -> None:
    """Headings within one section are separate postings; numbered panels keep their ids when one is removed."""
    flat = "".join(f"<h4>{t}</h4><p>{WORK * 2}</p>" for t in ("Backend Engineer", "Data Engineer", "Security Engineer"))
    listing = read(f"<h1>Careers</h1><section id=eng><h2>Engineering</h2>{flat}</section>")
    assert [entry.url.partition("#")[2] for entry in listing.entries] == [
        "backend-engineer",
        "data-engineer",
        "security-engineer",
    ]

    def panels(*jobs: str) -> str:
        each = "".join(
            f'<div class=panel><h4><a data-toggle=collapse href="#c{n}">{job}</a></h4><div id=c{n}><p>{WORK}</p></div></div>'
            for n, job in enumerate(jobs, 1)
        )
        return f"<h1>Jobs</h1><h3>Current openings</h3><div id=acc>{each}</div>"

    three, two = read(panels("Cook", "Baker", "Driver")), read(panels("Baker", "Driver"))
    assert [entry.url.partition("#")[2] for entry in three.entries] == ["c1", "c2", "c3"]
    assert {entry.external_id for entry in two.entries} < {entry.external_id for entry in three.entries}


def test_same_titles_are_told_apart_by_their_places() -> None:
    """Two postings with the same title have different ids, in either order."""
    ads = [
        f"<details><summary>Store Associate</summary><p>Location: {p}</p><p>{WORK}</p></details>"
        for p in ("Dublin", "Cork")
    ]
    found = [
        {entry.external_id: entry.read(None).location for entry in read(f"<h1>Vacancies</h1>{''.join(some)}").entries}
        for some in (ads, ads[::-1])
    ]
    assert found[0] == found[1]
    assert sorted(filter(None, found[0].values())) == ["Cork", "Dublin"]


def test_a_short_section_is_a_posting() -> None:
    """All are found, however short the text below their headings is."""
    jobs = ("Cook", "Baker (m/w/d)", "Driver")
    lines = "".join(f"<details><summary>{job}</summary><p>By the river.</p></details>" for job in jobs)
    assert titles(f"<h1>Karriere</h1><h2>Offene Stellen</h2>{lines}") == list(jobs)


def test_the_last_section_ends_where_another_begins() -> None:
    """What follows a heading of a higher level belongs to no posting."""
    flat = "".join(f"<h3>{t}</h3><p>{WORK * 2}</p>" for t in ("Cook", "Baker"))
    last = read(f"<h1>Jobs</h1><h2>Vacancies</h2>{flat}<h2>Who we are</h2><p>A bakery since 1900.</p>").entries[-1]
    assert "since 1900" not in last.read(None).text


def test_headings_that_link_lead_to_the_pages_of_their_postings() -> None:
    """A card with "2 minute read" is a posting if its heading links to one."""
    cards = "".join(
        f"<li class=post-card><h2><a href='/career/{s}/'>{t}</a></h2><small>24 Oct • 2 minute read</small><p>{WORK * 2}</p></li>"
        for s, t in (("edge", "Edge Engineer"), ("robots", "Robotics Engineer"))
    )
    listing = read(f"<main><h1>Career</h1><ul>{cards}</ul></main>")
    assert [entry.url for entry in listing.entries] == [
        f"https://careers.example.org/career/{s}/" for s in ("edge", "robots")
    ]
    assert all(entry.detail is not None for entry in listing.entries)


@pytest.mark.parametrize(
    "more",
    [
        "<a href='/careers/all'>View all 214 jobs</a>",
        "<a href='https://boards.example.net/acme'>See all open positions</a>",
        "<h2>Workshops</h2><ul><li><b>Potter</b> in Cork</li><li><b>Glazier</b> in Cork</li></ul>",
        "<ul><li>Plumber (details soon)</li></ul>",
        "<h4>Storekeeper</h4><p>Ask at the yard.</p>",
        "<table><tr><td>Fitter</td><td>Cork</td></tr></table>",
    ],
)
def test_what_may_be_missing_is_told(more: str) -> None:
    """A link to a longer list, or a part that looks like further postings, makes the list unproved, and the reason says why."""
    shown = "<ul><li><a href='/jobs/a'>Nurse</a></li><li><a href='/jobs/b'>Cook</a></li></ul>"
    listing = read(f"<main><h1>Jobs</h1>{shown}{more}</main>")
    assert (len(listing.entries), listing.end) == (2, "")
    assert "longer list" in listing.problems[0] or "not in the list" in listing.problems[0]


@pytest.mark.parametrize(
    "closed", ["Position filled", "募集終了", "No longer accepting applications", "Vakatur besetzt", "Pourvu"]
)
def test_an_entry_that_is_closed_is_no_posting(closed: str) -> None:
    """An entry that says that it is no longer open is left out."""
    closed = closed.removeprefix("Vakatur ")
    rows = "".join(
        f"<li><a href='/jobs/{n}'><h3>{t}</h3><p>{said}</p></a></li>"
        for n, (t, said) in enumerate((("Nurse", "Cork"), ("Cook", "Cork"), ("Baker", closed)))
    )
    assert titles(f"<main><h1>Jobs</h1><ul>{rows}</ul></main>") == ["Nurse", "Cook"]


def test_links_in_the_footer_of_an_article_are_links() -> None:
    """The footer of a card is not the footer of the page."""
    cards = "".join(
        f"<article><h2>{t}</h2><p>{WORK}</p><footer><a href='/jobs/{t.lower()}'>View &amp; Apply</a></footer></article>"
        for t in ("Welder", "Fitter")
    )
    listing = read(f"<main><h1>Jobs</h1>{cards}</main><footer><a href='/jobs/imprint'>Imprint</a></footer>")
    assert [entry.url.rpartition("/")[2] for entry in listing.entries] == ["welder", "fitter"]


def test_doubt_has_a_type_of_its_own() -> None:
    """Callers can distinguish a page with possible postings from a page without any."""
    tiles = "".join(f"<div><a href='/p/{n}'>{name}</a></div>" for n, name in enumerate(("Driver chair", "Mason box")))
    with pytest.raises(Unsure, match="might be postings"):
        read(f"<div class=grid>{tiles}</div>")
    courses = "".join(f"<li><h3><a href='/c/{n}'>{name}</a></h3></li>" for n, name in enumerate(("Manager", "Baker")))
    found = repeated.find([repeated.Document("https://a.example/learn", f"<body><ul>{courses}</ul></body>")])
    assert (found.items, "might be postings" in found.unsure) == ((), True)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Full Time, Remote", "Remote"),
        ("FULL TIME; BUENOS AIRES / GLOBAL", "BUENOS AIRES / GLOBAL"),
        ("東京・正社員", "東京"),
        ("Location: Cork, Ireland | Part-time", "Cork, Ireland"),
        ("Permanent", None),
        ("Read on", None),
    ],
)
def test_the_place_in_a_line(line: str, place: str | None) -> None:
    """A kind of job next to it is not part of it."""
    assert row_details.place_of(line) == place


def _seen(body: str) -> list[tuple[str | None, str | None]]:
    """Return the place and the way of working of each posting of a page."""
    return [
        (one.location, one.workplace) for one in (entry.read(None) for entry in read(f"<h1>Jobs</h1>{body}").entries)
    ]


def _post(title: str) -> str:
    return f"<a href='/jobs/{title.lower()}'>{title}</a>"


POSTS = {"Baker": "Hull", "Nurse": "York", "Welder": "Durham"}
SITES = (
    "Site|Campus|Base|Branch|Where|Filiale|Niederlassung|Wo|Établissement|Où|Sucursal|Dónde|Stabilimento|Dove|Unidade|Vestiging|Waar|Anläggning|Butik|Toimipiste|"
    "Oddział|Gdzie|Pobočka|Üzem|Sucursală|Şube|Филиал|Где|Філія|事業所|拠点|校区|지점|الفرع|סניף"
).split("|")
NO_SITES = {
    "Base": "£30,000",
    "Branch": "Electrical",
    "Site": "www.mill.example",
    "Where": "here",
    "Campus": "yes",
    "Store": "12",
}


def test_places_by_their_labels() -> None:
    """A site in a column, a line or a `dd`, even if several towns have the name. A label before other words names no place."""
    rows = "<table><tr><th>Post</th><th>{0}</th><th>Until</th></tr>" + "".join(
        f"<tr><td>{_post(one)}</td><td>{{1}}</td><td>1 May</td></tr>" for one in POSTS
    )
    assert len(SITES) > 30
    assert {site: _seen(rows.format(site, "Durham"))[0][0] for site in SITES} == dict.fromkeys(SITES, "Durham")
    assert {site: _seen(rows.format(site, words))[0][0] for site, words in NO_SITES.items()} == dict.fromkeys(NO_SITES)
    assert _seen(rows.format("Site", "Royal Infirmary"))[0][0] == "Royal Infirmary"
    for form in (
        "<dt>{0}</dt><dd>{1}</dd>",
        "<dt>{0}</dt><dd>Ward 7</dd><dd>{1}</dd>",
        "<div class=card><h3>{0}</h3><p>Site: {1}</p></div>",
        "<div class=card><h3>{0}</h3><dl><dt>Campus</dt><dd>{1}</dd><dt>Base</dt><dd>£30,000</dd></dl></div>",
        "<tr><td data-label=Post>{0}</td><td data-label=Branch>{1}</td></tr>",
        "<h3>{0}</h3><p>{1}, UK</p>",
        "<p>{0}</p><p>{1}, UK</p>",
        "{0} {1}, UK<br>",
    ):
        tag = {"<dt": "dl", "<tr": "table"}.get(form[:3], "div")
        body = "".join(form.format(_post(title), place) for title, place in POSTS.items())
        found = [(place or "").removesuffix(", UK") for place, _ in _seen(f"<{tag}>{body}</{tag}>")]
        assert found == [*POSTS.values()], form


def test_a_tag_is_no_department() -> None:
    """A skill may have a department's name. A badge that is not a tag names the department."""
    for kind, expected in (
        ("tag", None),
        ("job-tags", None),
        ("skill", None),
        ("list_keyword", None),
        ("stage", "Customer Service"),
        ("badge", "Customer Service"),
    ):
        body = "".join(
            f"<div class=card><h3>{_post(title)}</h3><i class={kind}>Customer Service</i><i>{place}, UK</i></div>"
            for title, place in POSTS.items()
        )
        found = [entry.read(None) for entry in read(f"<h1>Jobs</h1><div>{body}</div>").entries]
        assert [one.department for one in found] == [expected] * 3, kind
        assert [one.location for one in found] == [f"{place}, UK" for place in POSTS.values()], kind


def test_a_badge_for_the_way_of_working_is_no_place() -> None:
    """It is the workplace of the posting. Next to a country or under "Location", it is part of the place."""
    for before, behind, expected in (
        ("<span>Hybrid</span>", "<p>Leeds</p>", ("Leeds", "hybrid")),
        ("", "<span>On-site</span><span>Leeds, UK</span>", ("Leeds, UK", "on-site")),
        ("", "<span>Remote</span> <span>Cork</span>", ("Cork", "remote")),
        ("<i>Hybrid working</i>", "<p>2 days in Leeds</p>", (None, "hybrid")),
        ("", "<span>Fully remote</span>", (None, "remote")),
        ("", "<p>Remote, Spain</p>", ("Remote, Spain", "remote")),
        ("", "<p class=location>Remote</p>", ("Remote", "remote")),
    ):
        body = "".join(f"<div class=job>{before}<h3>{_post(one)}</h3>{behind}</div>" for one in POSTS)
        assert _seen(body)[0] == expected, (before, behind)
    text = (
        "<p>You keep the shop in order, speak with those who come in, and close the doors at night. Apply by mail.</p>"
    )
    assert _seen("".join(f"<h3>{one}</h3><p>Hybrid</p><p>Leeds</p>{text}" for one in POSTS))[0] == ("Leeds", "hybrid")


ROLES = (
    "Attrezzista|Kraanmachinist|Nástrojář|Löneadministratör|Jeřábník|Grutier|Topógrafo|CNC-Dreher|Kranfører|Szerszámkészítő|Macaragiu|"
    "Инженер-схемотехник|Оператор станков с ЧПУ|Головний бухгалтер|Водій|Софтверски инжењер|Softverski inženjer|Mzdová účetní|Servisní technik|"
    "Skladník|Szoftverfejlesztő|Targoncavezető|Șofer categoria C|Contabil|Yazılım Mühendisi|Satış Temsilcisi|Μηχανικός Παραγωγής|Λογιστής|"
    "Счетоводител|מהנדס תוכנה|Ohjelmistokehittäjä|Lähihoitaja|Programuotojas|วิศวกรไฟฟ้า|Kỹ sư cơ khí|Nhân viên kinh doanh|Teknisi Listrik|"
    "Spawacz MIG/MAG|Kierownik budowy|Engenheira de Software|Motorista|Desarrolladora web|Camarero/a|Infirmière|Conducteur de travaux|"
    "Magazziniere|Verpleegkundige|Systemutvecklare|Sygeplejerske|Sykepleier|開発エンジニア|海外営業|백엔드 개발자|前端开发工程师|محاسب أول|"
    "Panadero|Repartidor con carné B|Fornaio|Αρτοποιός|제빵사|面包师|خباز|Bagare|Seřizovač CNC|Laitoshuoltaja|Bench Jeweller|Szwaczka|Кондитер|Krojač|Coiffeuse|"
    "Zahntechniker|Pump Fitter|Warehouse operative|Entwickler:in|溶接工|庭師|電気工事士|言語療法士|パティシエ|园丁|高级讲师|叉车工|용접공|사회복지사|لحام|רתך|Kertész|Puutarhuri"
).split("|")
NO_ROLES = (
    "Formulář|Geodesy|Dreherstraße|Löneadministration|"
    "Our diversity and inclusion path|Leider keine Stellen|Технологии|Our values|Responsabilidad social|Bereich Technik|Marketing|Über uns|"
    "Αρτοποιείο|Сантехника|Ювелирные изделия|Pékség|Tanács|College life|Medical devices|Directory|Nachhaltigkeit|О компании|O nas|Health insurance|Güvenlik|Satış|Early start|機械工業|溶接工程|税理士法人|技师学院|정비사업|의사결정|מצב חברתך|مصانع"
).split("|")


@pytest.mark.parametrize("title", ROLES)
def test_words_for_occupations(title: str) -> None:
    """In the languages of most careers pages, in the forms that titles have."""
    assert occupations.names_occupation(title) or occupations.is_role(title)


@pytest.mark.parametrize("words", NO_ROLES)
def test_what_names_no_occupation(words: str) -> None:
    """Departments, values and headings that begin like such a word."""
    assert not occupations.is_role(words)


def test_people_products_and_questions_are_no_postings() -> None:
    """Whatever their names, they are not found; if they might be jobs, the reason says so."""
    shapes = (
        "<h1>Our team</h1>"
        + "".join(f"<div class=card><img src=a.jpg><h3>{t}</h3><p>Ann</p></div>" for t in ("Director", "Driver")),
        "<h1>Solutions</h1>"
        + "".join(f"<div class=product><h3>{t}</h3><p>{WORK}</p></div>" for t in ("Route Planner", "Fleet Manager")),
        "<h1>Help</h1>"
        + "".join(
            f"<details><summary>{t}</summary><p>{WORK}</p></details>" for t in ("Drivers?", "Can I apply as a cook?")
        ),
    )
    for shape in shapes:
        assert repeated.find([repeated.Document("https://a.example/x", f"<body>{shape}</body>")]).items == ()


@pytest.mark.parametrize(
    ("error", "boards"), [(Unsure("might be"), ["page"]), (Failed("no list"), ["page", "sitemap"])]
)
def test_a_map_is_read_only_where_the_page_has_no_list(error: Failed, boards: list[str]) -> None:
    """A page that may have postings is not replaced by the sitemap."""
    asked: list[str] = []

    async def reading(given: Source) -> Reads:
        asked.append(given.board)
        return Reads(error=error)

    at_once(add._by_itself(source("page"), reading, cast("Reader", None)))
    assert asked == boards


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/jobs/night-baker-11", True),
        ("/job-4711", True),
        ("/highlights/opening-of-our-new-lab", False),
        ("/projects/position-tracking-in-robots", False),
        ("/career-day", False),
    ],
)
def test_what_of_a_map_is_a_posting(path: str, *, is_one: bool) -> None:
    """A word for jobs in the last part of an address counts only next to a number."""
    assert sitemap._is_posting(f"https://a.example{path}", "/jobs") is is_one


@pytest.mark.parametrize(
    "more",
    [
        "<h2>Questions</h2><details><summary>Can I apply as a student</summary><p>Yes.</p></details>",
        "<h2>From the blog</h2><article><h3><a href='/blog/1'>A year as an engineer</a></h3></article>",
        "<h2>Our people</h2><div><h3>Ann Lee</h3><p>Head of Sales</p></div>",
        "<h2>Alumni</h2><ul><li>Jane, postdoc until 2020</li></ul>",
        "<p>We are engineers and bakers.</p><ul><li>Thirty days off.</li></ul>",
        "<footer><ul><li>Developers</li></ul></footer>",
    ],
)
def test_what_stands_beside_a_whole_list_is_no_doubt(more: str) -> None:
    """Questions, a blog, people and a footer make no list doubtful, although they name occupations."""
    shown = (
        "<ul><li><a href='/jobs/a'><h3>Nurse</h3><p>Cork</p></a></li><li><a href='/jobs/b'><h3>Cook</h3></a></li></ul>"
    )
    listing = read(f"<main><h1>Jobs</h1>{shown}{more}</main>")
    assert (len(listing.entries), listing.problems) == (2, ())


def _rows(folder: str, names: str, kind: str) -> str:
    row = {
        "ul": "<li><a href='{0}/{1}'>{2}</a> <span>Leeds</span></li>",
        "table": "<tr><td><a href='{0}/{1}'>{2}</a></td><td>Leeds</td></tr>",
        "div": "<div class='card'><h3>{2}</h3><p>Leeds</p><a href='{0}/{1}'>Apply</a></div>",
    }[kind]
    rows = "".join(row.format(folder, at, name) for at, name in enumerate(names.split(", ")))
    return f"<{kind}>{rows}</{kind}>"


OURS = "Baker, Cook, Welder, Night Nurse"
ANOTHER_LIST = (
    ("Tenders", "/tenders", "Plumber framework, Roofer framework"),
    ("Courses", "/learn", "Welder refresher, Cook level 2"),
    ("Unsere Lieferanten", "/x", "Bäcker Krause, Tischler Holt"),
    ("Appels d'offres", "/x", "Plombier, Couvreur"),
    ("Appointed in 2024", "/x", "Crane Operator, Glazier"),
    ("Filled positions", "/old", "Crane Operator, Glazier"),
    ("奨学金", "/x", "Nurse Bursary, Engineer Bursary"),
)
SAME_LIST = (
    ("Kitchen", "/jobs/kitchen", "Pastry Chef, Waiter"),
    ("More jobs", "/more", "Pastry Chef, Waiter"),
    ("Engineers", "https://boards.example.net/acme", "Crane Operator, Glazier"),
)


def test_another_list_that_looks_alike() -> None:
    """It has another heading and another folder. Departments and another site's board belong to the same list."""
    for kind in ("ul", "table", "div"):
        for heading, folder, names in ANOTHER_LIST:
            listing = read(f"<h1>Jobs</h1>{_rows('/jobs', OURS, kind)}<h2>{heading}</h2>{_rows(folder, names, kind)}")
            assert sorted(one.title for one in listing.entries) == sorted(OURS.split(", ")), (heading, kind)
        for heading, folder, names in SAME_LIST:
            markup = f"<h1>Jobs</h1>{_rows('/jobs', OURS, kind)}<h2>{heading}</h2>{_rows(folder, names, kind)}"
            assert {*names.split(", ")} <= {*titles(markup)} or read(markup).problems, (heading, kind)
    listing = read(
        f"<h1>Jobs</h1>{_rows('/jobs', OURS, 'ul')}<h2>Mill songs</h2>{_rows('/x', 'Baker song, Cook song', 'ul')}"
    )
    assert "under 'Mill songs' might be postings" in listing.problems[0]


def test_lists_in_scripts_without_spaces() -> None:
    """Titles of two characters are whole; interviews and news next to the list name occupations too."""
    lists = {
        "募集職種": ("看護師|溶接工|庭師|会計士", "社員インタビュー", "看護師 2020年入社|溶接工 2018年入社"),
        "招聘职位": ("护士|焊工|园丁|会计", "新闻中心", "公司年会|电工大赛"),
        "채용 공고": ("간호사|용접공|정원사|약사", "직원 인터뷰", "간호사 2020년 입사|용접공 2018년 입사"),
    }
    for heading, (ours, another, others) in lists.items():
        rows = "".join(
            f"<div class=card><h5>{one}</h5><p>7</p><a href='/jobs/{at}'>→</a></div>"
            for at, one in enumerate(ours.split("|"))
        )
        more = "".join(f"<li><a href='/i/{at}'><p>{one}</p></a></li>" for at, one in enumerate(others.split("|")))
        listing = read(f"<h1>{heading}</h1><div>{rows}</div><section><h2>{another}</h2><ul>{more}</ul></section>")
        assert sorted(one.title for one in listing.entries) == sorted(ours.split("|")), heading
        assert listing.problems == (), heading


def shown_by(body: str) -> list[Posting]:
    """Return the postings that a page with this body shows."""
    document = repeated.Document(URL, f"<html><body><main>{body}</main></body></html>")
    page = Page(Request(URL), URL)
    return [page_postings.of_item(page, item).posting for item in repeated.find([document]).items]


def test_cells_that_span_rows() -> None:
    """A place or a department in a cell for several rows is that of each of them, and the other columns keep their headers."""
    table = """<h1>Posizioni aperte</h1><table><tr><th>Area</th><th>Sede</th><th>Posizione</th><th>Contratto</th></tr>
    <tr><td rowspan=3>Officina</td><td rowspan=2>Modena</td><td><a href="/p/1">Saldatore</a></td><td>Part-time</td></tr>
    <tr><td><a href="/p/2">Tornitore</a></td><td>Full-time</td></tr>
    <tr><td>Parma</td><td><a href="/p/3">Magazziniere</a></td><td>Part-time</td></tr>
    <tr><td>Ufficio</td><td>Bologna</td><td><a href="/p/4">Contabile</a></td><td>Full-time</td></tr></table>"""
    found = {one.title: (one.location, one.department, one.employment_type) for one in shown_by(table)}
    assert found == {
        "Saldatore": ("Modena", "Officina", "part-time"),
        "Tornitore": ("Modena", "Officina", "full-time"),
        "Magazziniere": ("Parma", "Officina", "part-time"),
        "Contabile": ("Bologna", "Ufficio", "full-time"),
    }
    wide = """<h1>Vacancies</h1><table><tr><th colspan=2>Job title</th><th>Location</th></tr>
    <tr><td>1</td><td><a href="/p/1">Baker</a></td><td>Leeds</td></tr><tr><td>2</td><td><a href="/p/2">Nurse</a></td><td>York</td></tr>
    <tr><td>3</td><td><a href="/p/3">Welder</a></td><td>Leeds</td></tr></table>"""
    assert {one.title: one.location for one in shown_by(wide)} == {"Baker": "Leeds", "Nurse": "York", "Welder": "Leeds"}


def test_villages_in_the_column_of_places() -> None:
    """Where most rows have their place, a name that no gazetteer has is one too; another word, or another row, is none."""
    towns = {"Baker": "Umeå", "Nurse": "Skellefteå", "Welder": "Umeå", "Cook": "Lycksele", "Tailor": "Vännäs"}

    def listed(**others: str) -> dict[str, str | None]:
        shown = towns | others
        cards = "".join(
            f"<a href='/jobs/{n}'><h3>{title}</h3>{f'<p>{place}</p>' if place else ''}<p>Apply by 2027-01-1{n}</p></a>"
            for n, (title, place) in enumerate(shown.items())
        )
        return {one.title: one.location for one in shown_by(f"<h1>Vacancies</h1><div>{cards}</div>")}

    assert listed() == towns
    assert listed(Driver="Full-time")["Driver"] is None
    assert listed(Driver="Finance")["Driver"] is None
    assert listed(Driver="")["Driver"] is None
    assert listed(Driver="See our site")["Driver"] is None
    for written in ("（仙台市）", "【仙台市】", "(仙台市)"):
        rows = "".join(
            f"<li><a href='/k/{n}'>{title}</a>{written}</li>"
            for n, title in enumerate(("看護師", "調理員", "介護福祉士"))
        )
        assert {one.location for one in shown_by(f"<h2>求人情報</h2><ul>{rows}</ul>")} == {"仙台市"}
