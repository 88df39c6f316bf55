"""The text of a posting's own page, which other postings never edit."""

from __future__ import annotations

import pytest

from tests.test_boards import drive, source
from tracker.boards.kit import markup, posting_text, siblings
from tracker.extract import text
from tracker.model import Page, Request

HOST = "https://careers.example.org"
WORK = "You plan the week with the team, keep the records in order and speak with customers. " * 4
OTHERS = posting_text.Others(frozenset(f"{HOST}/jobs/{n}" for n in range(1, 9)))
AD = f"<h1>Night Baker</h1><p>{WORK}</p><h2>Requirements</h2><ul><li>Two years of practice</li></ul>"
PLAIN = f"# Night Baker\n{WORK.strip()}\n# Requirements\n- Two years of practice"


def of(body: str, number: int = 1) -> str:
    """Return the text of the page of a posting."""
    return posting_text.of_page(f"<html><body>{body}</body></html>", OTHERS, f"{HOST}/jobs/{number}")


def links(*numbers: int) -> str:
    return "".join(f"<li><a href='/jobs/{n}'>Job {n}</a> <span>Cork</span></li>" for n in numbers)


@pytest.mark.parametrize(
    "more",
    [
        "<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/jobs'>Jobs</a></li></ol>",
        "<div class='share-buttons'><span>Share on</span> <a href='https://x.example'>X</a></div>",
        "<h3>Share this job</h3><p>Facebook, LinkedIn</p>",
        "<div id=respond><h3>Laisser un commentaire</h3><form><textarea></textarea></form></div>",
        "<div><h3>Leave a Reply</h3><p>Your address is not shown.</p></div>",
        "<h3>Schreibe einen Kommentar</h3><p>Deine Adresse bleibt geheim.</p>",
        "<h2>Deja un comentario</h2><form><textarea></textarea></form>",
        "<p><a href='mailto:a@b.example'>Enviar CV por mail</a></p>",
        "<p><a href='/jobs/1/full'>View complete position</a></p>",
        "<a href='/contact'>Get in touch</a>",
        "<div><a href='/cv'>Lebenslauf senden</a></div>",
        "<h3>Stelle teilen</h3><p>Facebook, LinkedIn</p>",
        "<form action=/apply><p>We keep your data for six months.</p><label>Name</label><input><button>Send</button></form>",
        "<select><option>Baker</option><option>Nurse</option></select>",
        "<a href='/jobs'>← Back to all jobs</a>",
        "<p><a href='/apply/1'>Apply now</a></p>",
        "<div class='related-jobs'><p>Nurse, Cork</p></div>",
        "<section><h3>Similar jobs</h3><div><p>Nurse, Cork</p></div></section>",
        "<h2>Weitere Stellenangebote</h2><ul><li>Nurse, Cork</li></ul>",
        "<h2>その他の求人</h2><ul><li>看護師</li></ul>",
        "<div role=dialog><p>Your session ends soon.</p></div>",
    ],
)
def test_what_is_no_part_of_a_posting(more: str) -> None:
    """Breadcrumbs, what shares it, forms, ways back, and what a heading says is about other postings."""
    assert of(f"<main>{AD}{more}</main>") == PLAIN


# Furniture of the site: consent, captchas, languages, menus, tags, newsletters, what to read next, chats, bylines.
FURNITURE = [
    '<div id="CybotCookiebotDialog"><p>Powered by Cookiebot</p><p>We value you. Cookies are used here.</p></div>',
    '<div id="onetrust-banner-sdk"><p>Cookies help us.</p><button>Accept all</button></div>',
    '<div class="x1"><p>Diese Website verwendet Cookies.</p><p>Näheres unten.</p><button>Alle akzeptieren</button><button>Ablehnen</button></div>',
    '<div id="cmp"><p>Cookies</p><button>Accept all</button><button>Reject</button></div>',
    '<div class="cmp-banner"><p>Your choice counts.</p></div>',
    '<div id="cmpbox"><p>Your choice counts.</p></div>',
    "<section><h2>We value your privacy</h2><p>Choose what we keep.</p></section>",
    "<p>This website uses cookies to make it work.</p>",
    "<p>Nous utilisons des cookies pour améliorer ce site.</p>",
    '<div class="g-recaptcha">I am not a robot</div>',
    '<p>This site is protected by reCAPTCHA and the Google <a href="/p">Privacy Policy</a> and Terms of Service apply.</p>',
    "<p>Diese Seite ist durch reCAPTCHA geschützt. Es gelten die Datenschutzerklärung und die Nutzungsbedingungen von Google.</p>",
    '<ul><li><a href="/en">English</a></li><li><a href="/de">Deutsch</a></li><li><a href="/fr">Français</a></li></ul>',
    '<div><a href="/en">EN</a> | <a href="/de">DE</a></div>',
    '<p class="foo"><a href="https://careers.example.org/sv/jobs/1">Svenska</a> / <a href="/en/jobs/1">English</a></p>',
    '<ul class="side"><li><a href="/careers">All jobs</a></li><li><a href="/careers/life">Life with us</a></li><li><a href="/careers/students">Students</a></li></ul>',
    '<div class="col-3"><h4>In this section</h4><ul><li><a href="/a">Benefits</a></li><li><a href="/b">Values</a></li><li><a href="/c">Teams</a></li></ul></div>',
    '<div class="tags">Tags: <a href="/tag/a">oak</a>, <a href="/tag/b">pine</a></div>',
    '<p>Filed under <a rel="category tag" href="/category/jobs">Jobs</a></p>',
    '<ul><li><a href="/topics/wood/">Wood</a></li><li><a href="/topics/soup/">Soup</a></li></ul>',
    '<div><h3>Read next</h3><a href="/blog/1">Five tips for a sharp plane</a></div>',
    '<h3>À lire aussi</h3><ul><li><a href="/blog/1">Cinq conseils</a></li></ul>',
    "<section><h2>From our blog</h2><article><h3>Five tips</h3><p>Words.</p></article></section>",
    '<div class="nl"><h3>Newsletter</h3><p>News each month.</p><form><input><button>Sign up</button></form></div>',
    "<h4>Inscription à la newsletter</h4><p>Chaque mois.</p>",
    '<h3>関連記事</h3><p><a href="/b/1">道具の話</a></p>',
    '<div id="chat"><p>Hi! Need help?</p><button>Start chat</button></div>',
    '<div class="site-footer"><p>Open Monday to Friday 8–17</p></div>',
    '<p class="post-meta">Posted by admin on 3 May 2026 in <a href="/cat/jobs">Jobs</a></p>',
    '<h3>Folgen Sie uns</h3><p><a href="https://x.example">X</a></p>',
    "<ul class=side>\n  <li>\n    <a href='/careers'>All jobs</a>\n  </li>\n  <li><a href='/life'>Life</a></li>\n  <li><a href='/mail'>Write</a></li>\n</ul>",
]
# Sentences and lists of a posting about the same things.
WORDS = [
    "<p>We use cookies and cakes in our tea room.</p>",
    "<p>You look after consent banners, cookies and the newsletter of our website.</p>",
    "<h3>Newsletter and events</h3><p>You write the newsletter.</p>",
    "<p>You build the chat that our customers use, with reCAPTCHA and other protection.</p>",
    "<h3>Languages</h3><ul><li>English</li><li>Deutsch</li></ul>",
    "<p>Languages: English, German</p>",
    '<p>Read more about:</p><ul><li><a href="/a">Our values</a></li><li><a href="/b">Our pensions</a></li><li><a href="/c">Our kitchens</a></li></ul>',
    '<h3>Where you may work</h3><ul><li><a href="/leeds">Leeds</a></li><li><a href="/york">York</a></li><li><a href="/hull">Hull</a></li></ul>',
    '<ul><li><a href="/a">Plan</a> the week</li><li><a href="/b">Write</a> the list</li><li><a href="/c">Bake</a></li></ul>',
    '<p class="tags">Python, oak, pine</p>',
    "<h3>Stay in touch with customers</h3><p>You call them each week.</p>",
    "<p>Posted workers welcome.</p>",
    "<p>This site is in Leeds and uses robots.</p>",
    '<div class="post-meta"><p>Hours: 37</p></div>',
    "<p>You accept cookies from customers.</p>",
    '<div class="cmptech"><p>You test what others made.</p></div>',
]


def test_the_furniture_of_a_site_is_no_part_of_a_posting() -> None:
    """Before or after the posting, recognised by its name, its heading, its buttons or its links."""
    pages = [(more, f"<main>{AD}{more}</main>") for more in FURNITURE]
    pages += [(more, f"<main>{more}{AD}</main>") for more in FURNITURE]
    assert [more for more, markup in pages if of(markup) != PLAIN] == []


def test_words_about_furniture_stay() -> None:
    """A job may be about cookies, newsletters, chats and languages, and its text may have lists of links."""
    kept = [words for words in WORDS if of(f"<main>{AD}{words}</main>") != f"{PLAIN}\n{text.from_html(words)}"]
    assert kept == []
    alone = "<p>You plan our newsletter.</p>"
    assert of(f"<h1>Newsletter</h1>{alone}") == "# Newsletter\nYou plan our newsletter."


@pytest.mark.parametrize(
    "menu",
    [
        "<h3>Other openings</h3><ul>{}</ul>",
        "<div class=side><ul>{}</ul></div>",
        "<div><b>Look around</b><ol>{}</ol></div>",
        "<table><tr><td><ul>{}</ul></td></tr></table>",
    ],
)
def test_one_opening_less_edits_no_other(menu: str) -> None:
    """When one posting leaves a menu of openings, the texts of the others stay the same."""
    texts = {
        of(f"<main>{AD}{menu.format(links(*some))}</main>") for some in ((1, 2, 3, 4), (1, 3, 4), (3,), (1, 2, 5, 6, 7))
    }
    assert len(texts) == 1
    assert PLAIN in texts.pop()


def test_what_only_looks_like_furniture_stays() -> None:
    """A form that holds the page, a link within a sentence, and words that a company has about itself."""
    aspx = of(f"<form id=aspnetForm><div>{AD}<label>Mail</label><input name=mail></div></form>")
    assert aspx == PLAIN
    said = of(
        f"<main>{AD}<p>Read our <a href='/apply'>details</a> first.</p><p>About us: bakers since 1900.</p></main>"
    )
    assert said.endswith("Read our details first.\nAbout us: bakers since 1900.")
    assert of(f"<main class=related>{AD}</main>") == PLAIN


def test_the_first_article_is_no_page() -> None:
    """Of several articles, the one with the heading is the posting."""
    assert of(f"<article><h3>News</h3><p>A cake.</p></article><article>{AD}</article>") == PLAIN


def test_a_selector_leaves_forms_out_too() -> None:
    """What a board's own selector finds is read without its forms and ways back."""
    page = Page(
        Request(f"{HOST}/jobs/1"),
        f"{HOST}/jobs/1",
        200,
        (),
        f"<div id=ad>{AD}<form><p>Your name</p><input></form></div>".encode(),
    )
    assert markup.at(page, "#ad") == PLAIN


@pytest.mark.parametrize(
    "outer",
    [
        "{}<footer><p class=description>" + WORK + "</p></footer>",
        "{}<div class=foot><div class=description>" + WORK + "</div></div>",
        "<header><div class=description>" + WORK + "</div></header>{}",
    ],
)
def test_a_learned_selector_differs_between_pages(outer: str) -> None:
    """An element with the class `description` in the footer is not the text."""
    ads = [f"<div class=ad><h1>Role {n}</h1><p>{f'Work number {n}, told at length. ' * 12}</p></div>" for n in (1, 2)]
    assert siblings.container([f"<html><body>{outer.format(ad)}</body></html>" for ad in ads]) in {"div.ad", ""}


def test_titles_without_spaces_are_found_in_their_pages() -> None:
    """A page in Japanese, Chinese or Thai names its posting though it writes the title in another way."""
    for title, said in (
        ("バックエンドエンジニア", "エンジニア（バックエンド）"),
        ("产品经理", "高级产品"),
        ("วิศวกรไฟฟ้า", "งานวิศวกร"),
    ):
        page = Page(
            Request(HOST), HOST, 200, (("content-type", "text/html; charset=utf-8"),), f"<h1>{said}</h1>".encode()
        )
        assert markup.names(page, title)
        assert not markup.names(page, "看護師募集")


def test_a_check_reads_pages_without_the_menu_of_the_others() -> None:
    """From the list to the text: the board knows which links are other postings."""
    roles = {1: "Baker", 2: "Nurse", 3: "Welder"}
    rows = "".join(f"<li><a href='/jobs/{n}'>{role}</a><span>Cork, Ireland</span></li>" for n, role in roles.items())
    replies = {f"{HOST}/jobs": f"<main><h1>Jobs</h1><ul>{rows}</ul></main>"}
    replies |= {
        f"{HOST}/jobs/{n}": f"<main><h1>{role}</h1><p>{WORK}</p><ul>{rows}</ul></main>" for n, role in roles.items()
    }
    listing, _ = drive(source("page", render="never"), replies)
    for entry in listing.entries:
        assert entry.detail is not None
        page = Page(entry.detail, entry.url, 200, (), replies[entry.url].encode())
        assert entry.read(page).text == f"# {entry.title}\n{WORK.strip()}"
