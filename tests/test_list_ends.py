"""Whether a list continues, by its controls, totals and links in many languages."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_pagers import FIRST, ROLES, is_whole, page, read, rows
from tracker.extract import list_words
from tracker.model import Listing

CARDS = (
    "<div>"
    + "".join(f'<div><h3><a href="/jobs/{one.lower()}/">{one}</a></h3><p>Cork</p></div>' for one in FIRST)
    + "</div>"
)
OTHERS = page("<ul><li><a href='/x/1'>Mill opened</a></li><li><a href='/x/2'>Fair in May</a></li></ul>")


def wrong(parts: list[str], *, whole: bool, before: bool = True) -> list[str]:
    """Return the parts beside which a list is called whole (or not) although it is not (or is).

    The list is one of links or of cards, or is behind the part: one of them for each.
    """
    told = []
    for number, part in enumerate(parts):
        pages = [rows(*FIRST) + part, CARDS + part, *([part + rows(*FIRST)] if before else [])]
        listing = read(pages[number % len(pages)])
        if (len(listing.entries), is_whole(listing)) != (len(FIRST), whole):
            told.append(part)
    return told


BUTTONS = """More|+|Load more|Show all|Expand list|Show remaining 8|Reveal the others|Mehr|Weitere laden|Alle anzeigen|Voir plus|Afficher la suite|Ver más
Mostrar más|Carica altri|Mostra altre posizioni|Carregar mais|Toon meer|Visa fler|Vis flere|Indlæs flere|Näytä lisää|Pokaż więcej|Więcej ofert|Zobrazit další
Načíst další nabídky|Zobraziť ďalšie|Továbbiak betöltése|Încarcă mai multe|Daha fazla|Περισσότερες θέσεις|Показать ещё|Загрузить ещё вакансии|Показати більше
Покажи още обяви|Prikaži još oglasa|Rodyti daugiau|Xem thêm việc làm|Muat lebih banyak|הצג עוד משרות|عرض المزيد|もっと見る|さらに表示|加载更多|显示更多职位|더 보기""".replace(
    "\n", "|"
).split("|")
BUTTONS += """Voir plus (3 restants)|Encore 3 offres|Nog 3 vacatures|Visa 3 till|さらに表示（残り3件）|加载更多（5/8）|더보기 (5/8)|Noch 3 Stellen anzeigen|Ancora 3 posizioni
Jeszcze 3 oferty|Zobrazit ještě 3|Még 3 állás|Load more (3 left)|Ver más (quedan 3)|もっと見る (あと3件)|Ещё 3 вакансии (осталось 3)""".replace(
    "\n", "|"
).split("|")
CONTROLS = [
    '<a href="#">More</a>',
    '<input type="button" value="Show more vacancies">',
    '<button class="hidden lg:block">Load more</button>',
    '<div class="translate-y-0 -translate-x-1"><p>Five shown.</p><button>Load more</button></div>',
    '<span class="load-more">Load more…</span>',
    '<button aria-label="Load further postings"><svg></svg></button>',
    "<h2>More openings</h2><button>Show all</button>",
    "<div><form><input type=text name=q><button>Search</button></form><button>Next</button></div>",
    "<nav><h2 class=sr-only>Pagination</h2><button>Next</button></nav>",
    '<nav class="products-pagination"><button>2</button><button>Next</button></nav>',
    "<button><img src=n.png alt='Load more'></button>",
    '<p>Questions? <a href="/contact">Write to us</a></p><button>Load more</button>',
    '<div hx-get="/jobs/more?page=2" hx-trigger="revealed">Loading more…</div>',
    '<div data-hx-get="/parts/2" data-hx-trigger="intersect once"></div>',
    '<turbo-frame src="/jobs/?after=5" loading="lazy"></turbo-frame>',
    '<div class="load-more" data-url="/jobs/more"></div>',
    '<div data-next-page="2"></div>',
    '<div data-load-url="/api/jobs?offset=5"></div>',
    '<div v-infinite-scroll="more"></div>',
    '<div x-intersect="more()"></div>',
    '<div class="e-load-more-anchor" data-page="1" data-max-page="2"></div>',
    "<div role=status>Loading more positions…</div>",
    "<infinite-loading></infinite-loading>",
    '<astro-island component-export="LoadMore"></astro-island>',
    '<div data-controller="infinite-scroll"></div>',
    '<div data-module="load-more"></div>',
    '<div class="infinite-loading-container"></div>',
    '<div wire:init="loadMore"></div>',
    '<div data-loaded="5" data-total="20"></div>',
    '<div class="js-infinite" data-page="1" data-pages="2"></div>',
    '<div id="load-trigger" data-url="/jobs/?p=2"></div>',
    '<div class="spinner" aria-label="Loading more"></div>',
    "<p>Loading more…</p>",
    "<p>Scrollen Sie für weitere Stellen</p>",
    "<p>Scroll down to see more jobs</p>",
    "<p>下にスクロールしてさらに表示</p>",
    '<div id="pager"><script>createPageHTML(2, 0, "index", "shtml");</script></div>',
    '<div id="page"></div><script>laypage.render({elem: "page", count: 20, limit: 5});</script>',
    "<script>$('#pages').twbsPagination({totalPages: 4, visiblePages: 7});</script>",
    "<script>window.__NUXT__={data:[{jobs:[{id:1}],meta:{current_page:1,last_page:4,per_page:5}}]}</script>",
    "<script>var list={positions:[],paging:{page:1, totalPages: 4}}</script>",
    "<script>state({offres:[1,2],pager:{pageSize:5,pageCount:4}})</script>",
    "<script>var jobsTotal = 20; var perPage = 5;</script>",
    "<script>app({totalVacancies: 20})</script>",
    "<script>const position_count=20</script>",
    "<p>Create an account to see all 20 vacancies.</p>",
    "<p>Sign in to view more jobs.</p>",
    "<p>Register to unlock the rest of our openings.</p>",
    "<script>let x={ vacancies: [], total_pages: 2, page: 1 }</script>",
    '<div id="guetteur" data-suite="/offres/suite?depuis=5"></div>',
    '<div data-weiter="/teil/liste?start=5"> </div>',
    '<span data-fragment="/rest?page=2"></span>',
    '<button data-from="/rest?offset=5"><svg></svg></button>',
    '<a href="/all">Show all (14)</a>',
    '<p><a href="/alle">Vis alle (14)</a></p>',
    '<a href="/toutes">Voir toutes</a>',
    '<div><a class="btn" href="/alle">Alle 14 anzeigen</a></div>',
]


IDLE = [
    '<div data-loaded="5" data-total="5"></div>',
    '<div class="js-infinite" data-page="2" data-pages="2"></div>',
    '<div data-url="/jobs/"></div>',
    '<div data-image="/pictures?start=1"></div>',
    '<div data-ad="https://ads.example.com/slot?page=2"></div>',
    '<div data-since="/feed?from=2026"></div>',
    '<a href="/jobs/">Show all (5)</a>',
    '<a href="/all">Show all (5)</a>',
    '<section><h2>From our news</h2><p>We won a prize for our bread, and a new mill.</p><a href="/news">Show all</a></section>',
    '<div wire:init="count"></div>',
    '<div class="spinner" aria-label="Loading"></div>',
    "<p>Scroll down to our values</p>",
    '<script>createPageHTML(1, 0, "index", "shtml");</script>',
    '<script>laypage.render({elem: "page", count: 5, limit: 2});</script>',
    "<script>$('#pages').twbsPagination({totalPages: 1});</script>",
    "<script>window.__NUXT__={data:[{jobs:[{id:1}],meta:{current_page:1,last_page:1,per_page:5}}]}</script>",
    "<script>var jobsTotal = 5; var newsTotal = 20;</script>",
    "<p>Sign in to see your applications.</p>",
    "<p>Join us to see the sea more.</p>",
    "<script>var list={jobs:[],slides:{totalPages:4}}</script>",
    "<script>window.__NUXT__={data:[{news:[{id:1}],meta:{current_page:1,last_page:4,per_page:5}}]}</script>",
]


def test_controls_for_more() -> None:
    """A button next to the list, in 25 languages, and what loads more on scrolling."""
    parts = [f"<div><button>{words}</button></div>" for words in BUTTONS]
    assert len(parts) >= 45
    assert wrong([*parts, *CONTROLS], whole=False, before=False) == []
    assert wrong(IDLE, whole=True) == []


def test_controls_in_the_list() -> None:
    """Rows may be siblings of the button, with texts between them; a part of the list may contain the button."""
    flat = "".join(
        f'<h3><a href="/jobs/{one.lower()}/">{one}</a></h3><h4>Tasks</h4><p>{"You bake. " * 30}</p>' for one in FIRST
    )
    assert not is_whole(read(flat + "<button>Load more</button>"))
    parts = [
        f"<section><h2>{part}</h2>{rows(*roles)}{{}}</section>"
        for part, roles in (("Yard", FIRST[:2]), ("Sea", FIRST[2:]))
    ]
    assert is_whole(read("".join(parts).format("", "")))
    assert not is_whole(read("".join(parts).format("<button>Show more</button>", "")))
    assert is_whole(read(rows(*FIRST, beside=" <button>Show more</button>")))


TOTALS = """10 out of 20 jobs|Showing 5 out of 20 positions|5 of 20 loaded|You have viewed 5 of 20|Results 1 – 5 (20 in total)|1–5 (of 20)|Total: 20|20 in total|Jobs (20)
All jobs (20)|Jobs: 20|Vacancies found: 20|Number of vacancies: 20|20 live vacancies|20 vacancies across 3 sites|We are hiring for 20 roles|Your search returned 20 results
Page 1 out of 2|1 of 2|1 / 2 pages|1. oldal / 2|1/2ページ|第1页/共2页|Treffer: 20|Anzahl Stellen: 20|5 von insgesamt 20 Stellen|5 offres sur 20|20 offres d’emploi
Résultats 1 à 5 sur un total de 20|1 tot 5 van 20|1-5 van de 20 vacatures|Znaleziono 20 ofert|Liczba ofert: 20|20 volných míst|Celkem 20 pozic|Összesen 20 állás|Toplam 20 ilan
20 ilandan 5 tanesi gösteriliyor|20 iş ilanı|Visar 5 av totalt 20 jobb|16 lediga tjänster|Näytetään 5/20 työpaikkaa|20 posturi disponibile|20 θέσεις εργασίας
Всего вакансий: 20|Знайдено 20 вакансій|Ukupno 20 oglasa|נמצאו 20 משרות|عرض 1-5 من 20|16 وظيفة|共20条|共有20个岗位|20件中1～5件を表示|총 20건|전체 20개 공고
and 10 further vacancies|5 more positions|Only the 5 newest vacancies are shown here.|This is a selection of our vacancies.|Hier zeigen wir nur die neuesten Stellen.
Découvrez une sélection de nos offres.|Top 5 jobs|Affichage des 5 premières offres. Utilisez la recherche pour voir les autres.|Showing the first 5 jobs.|Es werden die ersten 5 Stellen angezeigt.
De första 5 lediga jobb visas här.|There are currently 18 vacancies, of which 5 are shown.|Wir haben 18 offene Stellen, davon 5 angezeigt|18 offres, dont 5 affichées""".replace(
    "\n", "|"
).split("|")
TOTALS += """Derzeit sind 16 Stellen ausgeschrieben.|We have twelve open positions.|Six vacancies|Douze postes sont à pourvoir
Nabízíme 16 volných míst|Сейчас открыто 16 вакансий|Відкрито 16 вакансій|Aktuell suchen wir 16 Jobs|Nous proposons actuellement 16 offres|Wir haben sieben offene Stellen
Actualmente ofrecemos diez vacantes|Oferujemy aktualnie 16 ofert pracy|Momenteel bieden wij acht vacatures|Jelenleg 16 nyitott pozíciót kínálunk|Şu anda 16 açık pozisyon mevcuttur
Zwölf offene Stellen warten auf Sie|Fifteen open roles across Europe|Quinze postes vous attendent|Acht vacatures wachten op jou|Dodici posizioni aperte ti aspettano|Quince vacantes te esperan
1 204 offres d’emploi partout en France|1\u202f204 offres d’emploi|12 500 stillinger|1 024 вакансий""".replace(
    "\n", "|"
).split("|")
ATTRIBUTES = [
    f'<div data-total-items="20">{rows(*FIRST)}</div>',
    rows(*FIRST).replace("<li>", '<li aria-setsize="20">'),
    f'<p title="20 vacancies">…</p>{rows(*FIRST)}',
    f'<h2 title="Offene Stellen (20)">Stellen</h2>{rows(*FIRST)}',
    f'<div><span aria-label="20 offres">20</span>{rows(*FIRST)}</div>',
    rows(*FIRST).replace("<ul>", '<ul title="5 of 20 jobs">'),
    f"<h2>Vacancies <span class=badge>20</span></h2>{rows(*FIRST)}",
    f"<h2>Offene Stellen<sup>20</sup></h2>{rows(*FIRST)}",
    f"<h3><b>Nos offres</b> <small>20</small></h3>{rows(*FIRST)}",
    f"<h1>Jobs <em>20</em></h1>{rows(*FIRST)}",
    f"<div><h2>Vacancies</h2> <span class=count>20</span></div>{rows(*FIRST)}",
    f"<h2>Offres d’emploi</h2><p class='badge blue'>20</p>{rows(*FIRST)}",
    f"<h3>Offene Stellen</h3><div class=result-number>20</div>{rows(*FIRST)}",
    f"{rows(*FIRST)}<ol><li aria-current=page>1</li><li data-p=2>2</li><li data-p=3>3</li></ol>",
    f"{rows(*FIRST)}<div><span aria-current=page>1</span><span>2</span></div>",
    f"{rows(*FIRST)}<ul><li><a aria-current=page>1</a></li><li><a>2</a></li></ul>",
    f'<div data-page=\'{{"props":{{"jobs":{{"data":[{{"id":1}}],"total":20,"last_page":4}}}}}}\'>{rows(*FIRST)}</div>',
]
NO_TOTALS = [
    f"{rows(*FIRST)}<p>The first 20 applicants get a mug.</p>",
    f"{rows(*FIRST)}<p>In our first 20 years we opened four mills.</p>",
    f"{rows(*FIRST)}<p>Seven jobs that a robot does for you</p>",
    f"{rows(*FIRST)}<p>Most weeks we fill 30 positions at each of our 12 sites.</p>",
    f"{rows(*FIRST)}<p>Rooms 100 200 300</p>",
    rows(*FIRST, beside=" <p>Position 2 of 16</p>"),
    rows(*FIRST).replace("<li>", '<li title="20 positions">'),
    f'<button title="20 jobs">Jobs</button>{rows(*FIRST)}',
    f"<h2>Vacancies <span>2026</span></h2>{rows(*FIRST)}",
    f"<h2>Jobs<sup>1</sup></h2>{rows(*FIRST)}",
    f"<h2>Mills <span>20</span></h2>{rows(*FIRST)}",
    f"<h2>Room <span>20</span></h2>{rows(*FIRST)}",
    f"<h2>Vacancies</h2><p class=intro>20</p>{rows(*FIRST)}",
    f"<h2>Our mill</h2><span class=count>20</span>{rows(*FIRST)}",
    f"{rows(*FIRST)}<ol><li aria-current=page>1</li></ol>",
    f"<nav><a aria-current=page href='/jobs/'>Jobs</a><a href='/about'>About</a></nav>{rows(*FIRST)}",
    f'<div data-page=\'{{"props":{{"news":{{"data":[{{"id":1}}],"total":20,"last_page":4}}}}}}\'>{rows(*FIRST)}</div>',
    f'<p title="We filled 20 jobs last year">Jobs</p>{rows(*FIRST)}',
    f'{rows(*FIRST)}<div><div role=group aria-label="5 of 20"><img src=a.png alt="Yard"></div></div>',
    f'{rows(*FIRST)}<section><h2>Prizes</h2><p title="20 positions won">Prizes</p><img src=a.png alt="Cup"></section>',
]


def test_totals() -> None:
    """What says that there are more postings than shown, in many languages, or in an attribute."""
    assert len(TOTALS) >= 60
    assert wrong([f"<p>{words}</p>" for words in TOTALS], whole=False) == []
    assert [one for one in ATTRIBUTES if is_whole(read(one))] == []
    assert [one for one in NO_TOTALS if not is_whole(read(one))] == []


NUMBERS = """5 vacancies|5 Stellen gefunden|Jobs: 5|We filled 14 of 20 vacancies last year|Since spring we have filled 30 vacancies|In our 16 offices 400 people work
10 of our 20 jobs are part-time|Last month 16 positions were filled|Up to 20 jobs will move to York|Seit 2020 haben wir 120 Stellen geschaffen|En 2025, 40 postes ont été pourvus
Hemos creado 30 empleos este año|Results 2025|Jobs 2026|Position 16|Job no. 16|We have 16 job families|Our 3 sites list 5 vacancies|Office: Unit 16 of 20, Mill Lane
Six sites and one team|We have twelve offices|Two of our jobs are in York|Five vacancies|Three vacancies|Fire jobs|Once we had ten jobs for two people|Encore une offre
Our selection process takes 16 days|A selection of tea is free|And 10 more reasons to join|Rated 4 of 5""".replace(
    "\n", "|"
).split("|")


def test_numbers_that_are_no_total() -> None:
    """The past, a plan, a rate, a year, a number of something else."""
    assert wrong([f"<p>{words}</p>" for words in NUMBERS], whole=True) == []


def test_titles_may_count() -> None:
    """Rows of a list may contain numbers."""
    for suffix in (" (3 positions)", " – 12 openings", " x2"):
        listing = read(
            "<ul>"
            + "".join(
                f'<li><a href="/jobs/{one}/">{one}{suffix if n < 2 else ""}</a></li>' for n, one in enumerate(FIRST)
            )
            + "</ul>"
        )
        assert is_whole(listing), suffix


LINKS = """Full list of vacancies|Open all positions|Complete list|To all vacancies|See the rest of our vacancies|Jobs overview|More vacancies|Alle Stellen im Überblick
Zur Stellenübersicht|Sämtliche Stellenangebote|L’ensemble de nos offres|Accéder à toutes les offres|Todas nuestras vacantes|Tutte le offerte di lavoro|Todas as vagas
Alle vacatures op een rij|Alla våra lediga jobb|Alle ledige stillinger|Kaikki avoimet työpaikat|Wszystkie oferty pracy|Všechny volné pozice|Tüm iş ilanları|Toate posturile vacante
Összes nyitott pozíció|Все открытые вакансии|Όλες οι θέσεις""".replace("\n", "|").split("|")
LINKS += [
    "All vacancies (PDF)",
    "Télécharger la liste complète des postes (PDF, 1 Mo)",
    "Download the full list of vacancies",
    "Alle Stellen herunterladen",
]
ELSEWHERE = [
    '<h2>Warehouse</h2><iframe src="https://jobs.partner.example/embed/harbour"></iframe>',
    '<iframe src="/vacancies/warehouse"></iframe>',
    '<p>Our warehouse roles are advertised on <a href="https://partner.example/x">our agency’s site</a>.</p>',
    '<p>Unsere Stellen im Lager finden Sie bei <a href="https://partner.example/x">Partner</a>.</p>',
    '<p>Les postes en atelier sont publiés sur <a href="https://partner.example/x">ce site</a>.</p>',
    '<p><a href="https://partner.example/x">Warehouse vacancies</a></p>',
    '<p><a href="https://partner.example/x">Stellenangebote im Lager</a></p>',
    '<noscript><a href="/jobs/?all=1">View the complete list</a></noscript>',
    '<p>Further positions: see <a href="/f/all.pdf">the list</a>.</p>',
    '<p>Weitere offene Stellen im <a href="/f/alle.pdf">Aushang</a></p>',
    '<p>Autres postes dans <a href="/f/autres.docx">ce document</a></p>',
    "<p>Featured roles only.</p>",
    "<p>Not all of our vacancies are listed here.</p>",
    "<p>These are just a few of our roles.</p>",
    "<p>Nicht alle unsere offenen Stellen sind hier aufgeführt.</p>",
    "<p>Voici quelques-unes de nos offres.</p>",
]
HERE = [
    '<iframe src="https://www.youtube.com/embed/jobs"></iframe>',
    '<iframe src="https://partner.example/job-alerts/form"></iframe>',
    '<iframe src="https://tags.example/careers" width=0 height=0></iframe>',
    '<iframe src="https://maps.example/harbour"></iframe>',
    '<p>Find us on <a href="https://www.linkedin.com/company/harbour/jobs">LinkedIn jobs</a>.</p>',
    '<p>Our report is published on <a href="https://partner.example/x">this site</a>.</p>',
    '<p>We bake with flour from <a href="https://partner.example/x">the mill</a>, and all our roles come with bread.</p>',
    '<noscript>Please turn on scripts. <a href="/help">Help</a></noscript>',
    "<p>Not all of our roles need a licence.</p>",
    "<p>Some of our roles are part-time, and some are at night.</p>",
    '<p><a href="/form.pdf">Application form (PDF)</a></p>',
    '<p>More about our jobs in <a href="/f/book.pdf">this booklet</a></p>',
    "<p>Featured roles come with a photo.</p>",
]
PAGES = """All our products|Full list of suppliers|All news|See all benefits|Alle Standorte|Toutes nos actualités|Tutte le notizie|All locations|How we hire|Open house
All departments|Complete address list|Full text of our policy|All about work""".replace("\n", "|").split("|")


def test_links_to_the_whole_list() -> None:
    """The words of a link name the whole list, in many languages; other pages of the site are no lists of postings."""
    told = [words for words in LINKS if is_whole(read(rows(*FIRST) + f'<p><a href="/all">{words}</a></p>'))]
    assert told == []
    assert wrong([f'<p><a href="/all">{words}</a></p>' for words in PAGES], whole=True) == []
    assert is_whole(read(rows(*FIRST) + '<p><a href="/jobs/">All vacancies</a></p>'))


APART = [
    '<div class="carousel"><p>Our yard</p><button>‹</button><button>›</button></div>',
    '<section class="splide"><ul><li class="splide__slide">“Good soup” – Bo</li></ul><button aria-label="Next slide"></button></section>',
    '<div class="keen-slider"><div><img src=a.jpg alt="Yard"></div></div><div><button class="arrow">›</button></div>',
    "<section><img src=a.jpg alt='Yard'><button>Next</button></section>",
    "<section><h2>What people say</h2><blockquote>“I like it.” – Mo</blockquote><button>‹</button><button>›</button></section>",
    "<table class=cal><caption>November</caption><tr><td>1</td><td>2</td></tr></table><button>Next</button>",
    "<h2>Questions</h2><details><summary>When?</summary><p>In May.</p></details><button>Show more</button>",
    "<h2>Why us</h2><p>Soup, bikes, leave.</p><button>Show more</button>",
    "<section><p>We are a firm of millwrights, founded in 1890 by two sisters …</p><button>Show more</button></section>",
    '<form action="/apply" method="post"><p>Step 1 of 3</p><input name="name"><button>Next</button></form>',
    "<form><p>How did you find us?</p><label><input type=radio> Paper</label><button type=button>Next</button></form>",
    '<form class="filters"><label><input type=checkbox> Yard</label><button type=button>Show more</button></form>',
    '<div class="cookie-banner"><p>We use cookies. 1/2</p><button>More</button><button>Next</button></div>',
    "<div role=dialog><p>Welcome to our new site.</p><button>Next</button></div>",
    "<div class=share><button>+</button><button>Share</button></div>",
    '<button aria-haspopup="true">More</button>',
    "<div hidden><button>Next</button></div>",
    '<button style="display: none">Load more</button>',
    '<ul class="pagination"><li class="active"><a href="/jobs/">1</a></li><li class="disabled"><a href="#">Next</a></li></ul>',
    '<a class="btn is-disabled" href="#">Next</a>',
    "<section><h2>Reports</h2><select><option>1</option><option>2</option></select></section>",
    '<section class="news"><h2>News</h2><p><a href="/x/0">A prize</a></p><a rel="next" href="/news?page=2">Next</a></section>',
    '<section><h2>Pumps</h2><p><a href="/x/0">Pump</a></p><ul class="pagination"><li>1</li><li><a href="/pumps?page=2">2</a></li></ul></section>',
    '<section><h2>News</h2><p><a href="/x/0">A prize</a></p><a rel="next" href="?news_page=2">Next</a></section>',
    *(
        f'<section><h2>{heading}</h2><p><a href="/x/0">A prize</a></p><a rel="next" href="?{name}=2">Next</a></section>'
        for heading, name in (
            ("Actualités", "actu"),
            ("Events", "tribe_page"),
            ("Presse", "presse"),
            ("Termine", "termine_seite"),
            ("Nyheter", "nyheter-sida"),
            ("Aktualności", "strona_aktualnosci"),
        )
    ),
    *(
        f"<div {named}><p>A few words.</p><button>More</button></div>"
        for named in ("id=chat-widget", "class=intercom", "class=translate", "class=site-map", "class=a11y-tools")
    ),
    '<nav class="post-navigation"><a rel="next" href="/culture">Next: Our culture</a></nav>',
    '<footer><a href="/press?page=2">Next</a></footer>',
    '<div hx-get="/basket" hx-trigger="load">Basket</div>',
    '<section><h2>Our week</h2><div hx-get="/notes" hx-trigger="revealed">Loading notes…</div></section>',
    '<turbo-frame src="/flash" loading="lazy"></turbo-frame>',
    '<div class="e-load-more-anchor" data-page="2" data-max-page="2"></div>',
    '<img loading="lazy" src="/team.jpg" alt="Our yard">',
]


def test_controls_of_other_parts() -> None:
    """Carousels, forms, banners, disabled controls and the pagers of news and products say nothing about the list."""
    further = dict.fromkeys(("/news?page=2", "/pumps?page=2", "/culture", "/press?page=2"), OTHERS)
    told = []
    for part in APART:
        for body in (rows(*FIRST) + part, CARDS + part):
            listing: Listing = read(body, further)
            if (len(listing.entries), is_whole(listing)) != (len(FIRST), True):
                told.append((part, listing.problems))
    assert told == []


CLOSED = """Recently filled|Now closed|Already appointed|Bereits besetzt|Besetzte Stellen|Postes pourvus|Annonces archivées|Procesos finalizados|Concorsi scaduti|Processos encerrados
Ingevulde vacatures|Tillsatta tjänster|Besatte stillinger|Täytetyt paikat|Uzavřená výběrová řízení|Betöltött állások|Posturi ocupate|Kapanan ilanlar|Архив вакансий|已招满|募集は終了""".replace(
    "\n", "|"
).split("|")
STILL_OPEN = ("Unbesetzte Stellen", "Nicht besetzte Stellen", "Postes à pourvoir")


def test_filled_positions_are_no_doubt() -> None:
    """A list of what is filled, with links or without, makes no list partial. "Unbesetzte Stellen" are vacant."""
    for form in ("<li>{}</li>", '<li><a href="/old/{}">{}</a></li>'):
        old = "".join(form.replace("{}", one) for one in ROLES[5:])
        assert wrong([f"<h2>{heading}</h2><ul>{old}</ul>" for heading in CLOSED], whole=True, before=False) == []
    for heading in STILL_OPEN:
        found = read(f"{rows(*FIRST)}<h2>{heading}</h2>{rows(*ROLES[5:])}").entries
        assert len(found) == len(ROLES), heading


def test_a_part_of_the_list_elsewhere() -> None:
    """In a frame, on another site, for readers without scripts; and what only looks like it."""
    assert wrong(ELSEWHERE, whole=False) == []
    assert wrong(HERE, whole=True) == []


def tabs(*names: str, ids: str = "") -> str:
    return "".join(
        f"<button role=tab aria-selected={'false' if at else 'true'} {f'aria-controls={ids}{at}' if ids else ''}>{one}</button>"
        for at, one in enumerate(names)
    )


TABS = [
    f"<div role=tablist>{tabs('Office', 'Yard')}</div>{rows(*FIRST)}",
    f"<div role=tablist>{tabs('Berufserfahrene', 'Auszubildende')}</div><div role=tabpanel>{rows(*FIRST)}</div>",
    f"<ul role=tablist>{tabs('経験者', '新卒')}</ul><section>{rows(*FIRST)}</section>",
    f"<div role=tablist>{tabs('Leeds', 'York', ids='p')}</div><div role=tabpanel id=p0>{rows(*FIRST)}</div><div role=tabpanel id=p1></div>",
    f"<select onchange=go()><option>Office</option><option>Yard</option></select>{rows(*FIRST)}",
    f"<div><label>Region <select onchange='load(this.value)'><option value=1 selected>Leeds<option value=2>York</select></label></div>{rows(*FIRST)}",
]
NO_TABS = [
    f"<div role=tablist>{tabs('All', 'Yard')}</div>{rows(*FIRST)}",
    f"<div role=tablist>{tabs('Alle Stellen', 'Lager')}</div>{rows(*FIRST)}",
    f"<div role=tablist>{tabs('List', 'Map')}</div>{rows(*FIRST)}",
    f"<div role=tablist>{tabs('English', 'Deutsch')}</div>{rows(*FIRST)}",
    f"<div role=tablist>{tabs('Yard', 'Values', ids='p')}</div><div id=p0>{rows(*FIRST)}</div><div id=p1>We are kind.</div>",
    f"<div role=tablist>{tabs('Yard', 'Values')}</div><div role=tabpanel>{rows(*FIRST)}</div><div role=tabpanel>We are kind.</div>",
    f"{rows(*FIRST)}<section><h2>Questions</h2><div role=tablist>{tabs('Pay', 'Leave')}</div><div role=tabpanel>Weekly.</div></section>",
    f"<select onchange=go()><option value=''>Department</option><option>Yard</option></select>{rows(*FIRST)}",
    f"<select onchange=go()><option>All departments</option><option>Yard</option></select>{rows(*FIRST)}",
    f"<select onchange=go()><option>Newest first</option><option>Oldest first</option></select>{rows(*FIRST)}",
    f"<select onchange=go()><option>10</option><option>50</option></select>{rows(*FIRST)}",
    f"<select name=lang onchange=go()><option>EN-GB</option><option>CY-GB</option></select>{rows(*FIRST)}",
]


def test_tabs_that_show_a_part_of_the_list() -> None:
    """The page has the panel of one tab, or a menu loads the others; and tabs that do something else."""
    assert [part for part in TABS if is_whole(read(part))] == []
    assert [part for part in NO_TABS if not is_whole(read(part))] == []


def test_tabs_that_are_links() -> None:
    """Another tab's page is looked at. The list is not whole if it has further postings, and whole if it has none."""
    told = []
    for here, there in (("正社員", "アルバイト"), ("경력", "신입"), ("Professionals", "Students"), ("Leeds", "York")):
        bar = (
            f'<ul class=tabs><li class=on><a href="/jobs/">{here}</a></li><li><a href="/jobs/b/">{there}</a></li></ul>'
        )
        if is_whole(read(bar + rows(*FIRST), {"/jobs/b/": bar + rows(*ROLES[5:])})):
            told.append(there)
    bar = '<ul><li><a href="/jobs/">Vacancies</a></li><li><a href="/jobs/why/">Why us</a></li></ul>'
    assert told == []
    assert is_whole(read(bar + rows(*FIRST), {"/jobs/why/": f"{bar}<h1>Why us</h1><p>{'We are kind. ' * 30}</p>"}))


def test_a_next_page_at_another_path() -> None:
    """The link counts if it is next to the list."""
    for link in ('<p><a href="/open/page/2">Next</a></p>', '<div class="pager"><a href="/open/page/2">2</a></div>'):
        listing = read(rows(*FIRST) + link, {"/open/page/2": rows(*ROLES[5:])})
        assert (len(listing.entries), is_whole(listing)) == (len(ROLES), True), link


@given(st.text("20 of the jobs mehr ² ٣ 件/-–(:…'İß", max_size=40))
@settings(max_examples=40)
def test_any_phrase(words: str) -> None:
    """Any phrase is one of a list or not, without an error."""
    assert list_words.total_of(words, 5) >= 0
    assert list_words.pages_of(words) >= 0
    assert list_words.further(words) <= list_words.says_more(words) | any(one.isdecimal() for one in words)
    assert list_words.names_whole_list(words) in {True, False}


def test_phrases() -> None:
    """A phrase counts only if each of its words is known."""
    for words in (
        "More about us",
        "Read more",
        "Expand all",
        "Search",
        "Apply now",
        "See all benefits",
        "Open",
        "Our jobs",
    ):
        assert not list_words.says_more(words), words
    for words, shown, total in (
        ("5 of 20 xyz abc", 5, 20),
        ("6 of 20 xyz abc", 5, 0),
        ("1,204 vacancies", 5, 1204),
        ("Jobs", 5, 0),
        ("27 offres correspondent à votre recherche", 5, 27),
        ("27 Stellen entsprechen Ihrer Suche", 5, 27),
        ("27 ofertas coinciden con tu búsqueda", 5, 27),
        ("27 years on the market", 5, 0),
    ):
        assert list_words.total_of(words, shown) == total, words
    for words, pages in (
        ("You are on page 1 of 4", 4),
        ("Sie sind auf Seite 1 von 4", 4),
        ("Vous êtes sur la page 2 sur 4", 4),
        ("You are on floor 1 of 4", 0),
        ("Read this on page 1 of 4 books", 0),
    ):
        assert list_words.pages_of(words) == pages, words


def test_tabs_that_are_links_with_a_parameter() -> None:
    """Each shows a part of the list at the page's own path; the others are read to see whether they have further postings."""
    tabs_of_kinds = "<nav><a href='?kind=job'>Jobs</a> <a href='?kind=student'>Students</a></nav>"
    shown, others = {"/jobs/?kind=job": rows(*FIRST)}, {"/jobs/?kind=student": rows("Tailor", "Plumber")}
    listing = read(tabs_of_kinds + rows(*FIRST), shown | others)
    assert not is_whole(listing)
    assert "'Students'" in " ".join(listing.problems)
    assert is_whole(read(tabs_of_kinds + rows(*FIRST), shown | {"/jobs/?kind=student": rows(*FIRST[:2])}))
    sorted_ways = "<p><a href='?sort=date'>Date</a> <a href='?sort=title'>Title</a></p>"
    assert is_whole(read(sorted_ways + rows(*FIRST), {"/jobs/?sort=date": rows("Tailor")}))
    mixed = "<p><a href='?kind=job'>Jobs</a> <a href='/about'>About</a></p>"
    assert is_whole(read(mixed + rows(*FIRST), {"/jobs/?kind=job": rows("Tailor")}))


def test_links_to_lists_behind_words_for_them() -> None:
    """ "All jobs in: Leeds, York" leads to lists, which are read to see whether they have further postings."""
    for said in ("View all jobs in:", "Jobs by city:", "Alle Stellen nach Ort:", "Offres d’emploi par ville :"):
        line = f"<p>{said} <a href='/in/leeds'>Leeds</a> | <a href='/in/york'>York</a></p>"
        assert not is_whole(read(rows(*FIRST) + line, {"/in/york": rows("Tailor", "Plumber")})), said
        assert is_whole(read(rows(*FIRST) + line, {"/in/leeds": rows(*FIRST[:2]), "/in/york": rows(*FIRST[2:])})), said
    line = "<p>Follow us: <a href='/in/leeds'>Leeds</a> | <a href='/in/york'>York</a></p>"
    assert is_whole(read(rows(*FIRST) + line, {"/in/york": rows("Tailor", "Plumber")}))


def test_the_whole_list_in_a_file() -> None:
    """A sentence about all postings leads to a file."""
    for said in (
        "Unsere vollständige Stellenliste finden Sie als",
        "All our vacancies are in this",
        "Toutes nos offres :",
    ):
        assert not is_whole(read(f"{rows(*FIRST)}<p>{said} <a href='/list.pdf'>PDF</a></p>")), said
    for said in ("Read all about our mill:", "How to apply:"):
        assert is_whole(read(f"{rows(*FIRST)}<p>{said} <a href='/list.pdf'>PDF</a></p>")), said
