"""The text of a posting's own page: what is part of it, and that other postings never edit it."""

from __future__ import annotations

import pytest

from tests.test_boards import drive, source
from tracker.boards.kit import markup, posting_text, siblings
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
    """Whatever a menu of openings is in, the texts of those that stay are the same when one goes."""
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
    """A footer that is called a description is not where the text is."""
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
