"""Where on a page a notice that its posting is closed counts."""

from __future__ import annotations

import pytest

from tracker.extract import closed_notices
from tracker.extract.still_open import SearchedText, all_of, lines_of, still_up
from tracker.model import Page, Request

URL = "https://x.org/jobs/7"
TEXT = ("You trim the wicks of all lamps by day", "You wind the clockwork at nightfall")
SAID = "This position has been filled."

ELSEWHERE = {
    "hidden": "<div hidden><p>{}</p></div>",
    "hidden, within": "<section hidden><div><p>{}</p></div></section>",
    "style": '<div style="color:red; display : none">{}</div>',
    "style, visibility": '<p style="visibility:hidden">{}</p>',
    "aria-hidden": '<div aria-hidden="true"><p>{}</p></div>',
    "class": '<div class="d-none">{}</div>',
    "class, of readers": '<p class="visually-hidden">{}</p>',
    "style sheet": "<style>.gone, .b {{ display: none }}</style><p class=gone>{}</p>",
    "style sheet, an id": "<style>p {{ margin: 0 }} #gone{{display:none}}</style><p id=gone>{}</p>",
    "vue": '<p v-if="job.closed">{}</p>',
    "alpine": "<p x-show=closed>{}</p>",
    "angular": "<p ng-show=closed>{}</p>",
    "popover": "<div popover>{}</div>",
    "template": "<template><p>{}</p></template>",
    "noscript": "<noscript>{}</noscript>",
    "script": "<script>show('{}')</script>",
    "comment": "<!-- {} -->",
    "attribute": "<div data-closed='{}'></div>",
    "dialog": "<dialog><p>{}</p></dialog>",
    "role": "<div role=alertdialog><p>{}</p></div>",
    "modal": '<div class="modal fade"><p>{}</p></div>',
    "toast": "<div id=job-toast><p>{}</p></div>",
    "option": "<select><option>{}</option></select>",
    "button": "<button>{}</button>",
    "details": "<details><summary>Ask</summary><p>{}</p></details>",
    "quotation": "<blockquote><p>{}</p></blockquote>",
    "quotation in a line": "<p><q>{}</q></p>",
    "form": "<form><p>{}</p></form>",
    "footer": "<footer><p>{}</p></footer>",
    "aside": "<aside><p>{}</p></aside>",
    "navigation": "<nav>{}</nav>",
    "list": "<ul><li>{}</li></ul>",
    "list of others": '<ul><li><a href="/8">Baker</a> <span>{}</span></li></ul>',
    "table": '<table><tr><td><a href="/8">Baker</a><td>{}</table>',
    "card": '<div class="job-card"><p>Baker</p><p>{}</p></div>',
    "card with a link": '<div><h3><a href="/8">Baker</a></h3><p>{}</p></div>',
    "card that is a link": '<div><a href="/8"><h3>Baker</h3></a><p>{}</p></div>',
    "below a link": '<div><a href="/8">Baker</a><p>{}</p></div>',
    "below a link of blocks": '<a href="/8"><div>Baker</div></a><p>{}</p>',
    "labelled": '<div aria-label="Similar jobs"><p>{}</p></div>',
    "similar": "<h2>Similar jobs</h2><p>Baker</p><p>{}</p>",
    "similar, in a section": "<section><h2>Other openings</h2><div><h3>Baker</h3><p>{}</p></div></section>",
    "similar, no heading": "<p><b>Weitere Stellen</b></p><p>Bäcker</p><p>{}</p>",
    "similar, Japanese": "<h3>関連する求人</h3><p>{}</p>",
    "questions": "<h2>FAQ</h2><h3>And then</h3><p>{}</p>",
    "questions, a heading": "<h3>Is it filled when I hear nothing?</h3><p>{}</p>",
    "questions, a line": "<p>Is it filled when I hear nothing?</p><p>{}</p>",
    "sentence in a line": "<p>A card on the door reads: “{}”</p>",
    "title": "<title>{}</title>",
    "struck out": "<p><s>{}</s></p>",
    "style, no height": '<p style="max-height: 0; overflow: hidden">{}</p>',
    "style, aside of the screen": '<p style="position:absolute; left:-9999px">{}</p>',
    "style sheet, a tag": "<style>p.gone {{ display: none }}</style><p class=gone>{}</p>",
    "style sheet, within": "<style>/* b */ .open .gone {{ display: none }}</style><p class=gone>{}</p>",
    "style sheet, an attribute": "<style>[data-gone] {{ display: none }}</style><p data-gone>{}</p>",
    "bound": "<p :hidden='!gone'>{}</p>",
    "error of a form": "<div class=form-error>{}</div>",
    "tab": "<div role=tab>{}</div>",
    "legend": "<div class=legend><span class=badge>Open</span> <span class=badge>{}</span></div>",
    "a part": "<h3>Round 1</h3><p>{}</p><h3>Round 2</h3><p>Write now</p>",
    "a part, German": "<h4>Frühschicht</h4><p>{}</p><h4>Spätschicht</h4><p>Frei</p>",
    "below a label": "<p>Our berth in Leith:</p><p>{}</p>",
    "below an address": "<p>Dear agencies,</p><p>{}</p>",
    "end of a sentence": "<p>We keep the page until<br>this position has been filled.</p>",
    "a value": "<div><div>{}</div><div>No</div></div>",
    "a value, a date": "<p>{}</p><p>Monday, 4 May 2099</p>",
    "a value, German": "<p>{}</p><p>ab 1. Juni 2099</p>",
    "amid sentences": "<p>You write. We talk. {} You come in May.</p>",
    "before a doubt": "<p>{} Or so we thought.</p>",
    "before another": "<p>{} However, we need a second keeper.</p>",
    "a year": "<p>{} (2023)</p>",
}
IN_THE_TEXT = {
    "below an office": "<p>Leith</p><p>{}</p><p>Oban</p>",
    "below bold words": "<p><b>Second watch</b></p><p>{}</p>",
    "before a sentence": "<p>{}</p><p>We look again in autumn.</p>",
}
NOTICES = {
    "banner": "<div class=alert>{}</div>",
    "role": "<div role=alert><p>{}</p></div>",
    "heading": "<h2>{}</h2>",
    "bold": "<p><strong>{}</strong></p>",
    "badge in a heading": "<h2>Details <span class=badge>{}</span></h2>",
    "header": "<header><p>{}</p></header>",
    "section": "<section class=job-status><p>{}</p></section>",
    "not hidden": '<p class="" style="color:red" aria-hidden=false>{}</p>',
    "sorry": "<p>We’re sorry, but {}</p>",
    "with thanks": "<p>{} Thank you for your interest.</p>",
    "above others": "<p>{}</p><h2>Similar jobs</h2><p>Baker</p>",
    "below others": "<h3>Similar jobs</h3><p>Baker</p><h2>Status</h2><p>{}</p>",
    "below a link to the list": '<p><a href="/jobs">Back to all jobs</a></p><p>{}</p>',
    "below a line with a link": '<p>See <a href="/8">our house</a></p><p>{}</p>',
    "below a logo": '<header><a href="/">Lights</a></header><div class=alert>{}</div>',
    "below a logo, no header": '<div class=top><a href="https://x.org/">Lights</a></div><p>{}</p>',
    "below a skip link": '<a href="#main">To the text</a><p>{}</p>',
    "below another page": '<div><a href="/about">About us</a> <a href="/login">Sign in</a></div><p>{}</p>',
    "below a team": '<p><a href="/teams/deck">Deck</a></p><p>{}</p>',
    "below a map": '<p><a href="https://maps.example/8">Leith</a></p><div role=alert>{}</div>',
    "with a link": '<p>{} <a href="/jobs">See all jobs</a></p>',
    "with a link, short": '<p>This job has expired <a href="/jobs">See similar jobs</a></p>',
    "with a sentence of others": "<p>{} Have a look at our other jobs!</p>",
    "with thanks, German": "<p>{} Vielen Dank für Ihr Interesse.</p>",
    "before a date": "<p>{}</p><p>Posted 3 May 2026</p>",
    "before a heading with a number": "<div class=alert>{}</div><h2>Watch 3</h2>",
    "button that is off": "<button disabled>{}</button>",
    "with an icon": "<p><i>⚠</i> {} Sign up to hear about similar jobs.</p>",
    "open dialog": "<div><dialog open>{}</dialog></div>",
    "lines": "<div>Lamp keeper<br>{}<br>Hull</div>",
}


def judged(markup: str, *, above: bool) -> bool | None:
    """Judge a page that has its posting's text, and this above or below it."""
    text = "<main>" + "".join(f"<p>{one}</p>" for one in TEXT) + "</main>"
    body = f"<h1>Lamp keeper</h1>{markup}{text}" if above else f"<h1>Lamp keeper</h1>{text}{markup}"
    return said(body)


def said(body: str, title: str = "Lamp keeper") -> bool | None:
    """Judge a page with the posting's text."""
    page = Page(Request(URL), URL, 200, (), f"<html><body>{body}</body></html>".encode())
    return still_up(page, SearchedText(title, lines_of(TEXT, set()), text=all_of(TEXT)), ("https://x.org/jobs",))[0]


def test_how_many_places_are_tried() -> None:
    """Places where no notice stands, and places where one does."""
    assert (len(ELSEWHERE), len(IN_THE_TEXT), len(NOTICES)) == (71, 3, 30)


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_stands_elsewhere_closes_nothing(place: str, above: bool) -> None:
    """What visitors don't see, and what is about something else."""
    assert judged(ELSEWHERE[place].format(SAID), above=above) is True


@pytest.mark.parametrize("place", IN_THE_TEXT)
def test_what_stands_among_new_lines_of_the_text_closes_nothing(place: str) -> None:
    """In the element with the text, next to other lines that the posting's text does not have."""
    paragraphs = "".join(f"<p>{one}</p>" for one in TEXT)
    assert said(f"<h1>Lamp keeper</h1><div>{paragraphs}{IN_THE_TEXT[place].format(SAID)}</div>") is True
    assert said(f"<h1>Lamp keeper</h1><div>{paragraphs}<p>{SAID}</p></div>") is False


def test_a_box_below_the_title_and_a_place() -> None:
    """A place may be a heading. A part of an ad is another heading of the same level. A page may have one element around everything."""
    text, box = "".join(f"<p>{one}</p>" for one in TEXT), f"<div class=alert>{SAID}</div>"
    assert said(f"<h1>Lamp keeper</h1><h2>Leith</h2>{box}{text}") is False
    assert said(f"<h1>Lamp keeper</h1><h2>Leith</h2><p>{SAID}</p>{text}") is True
    assert said(f"<h1>Lamp keeper</h1><h2>Leith</h2>{box}<h2>Oban</h2><p>Free</p>{text}") is True
    assert said(f"<h1>Lamp keeper</h1>{text}<h2>Leith</h2>{box}") is True
    assert said(f"<div><h1>Lamp keeper</h1><p><a href=/team>Deck</a></p><p>{SAID}</p>{text}</div>") is False
    assert said(f"<h1>Lamp keeper</h1><div><p><a href=/8>Baker</a></p><p>{SAID}</p></div>{text}") is True


TITLES = {
    "Lamp keeper (closed)": False,
    "[FILLED] Lamp keeper": False,
    "Lamp keeper – Position filled": False,
    'Lamp keeper <span class="badge">Closed</span>': False,
    "Lamp keeper – besetzt": False,
    "Lamp keeper (closed loops)": True,
    "Lamp keeper, closed stations": True,
    "Lamp keeper": True,
}


def test_a_mark_at_the_title() -> None:
    """Only a separate mark counts, and only if the posting's own title does not have it."""
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    assert {one: said(f"<h1>{one}</h1>{text}") for one in TITLES} == TITLES
    assert said(f"<h1>Lamp keeper</h1><span class=badge>Closed</span>{text}") is False
    assert said(f"<h1>Lamp keeper</h1><span class=badge>Closed</span><span class=badge>No</span>{text}") is True
    assert said(f"<h1>Lamp keeper (closed)</h1>{text}", "Lamp keeper (closed)") is True


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("place", NOTICES)
def test_a_notice_closes(place: str, above: bool) -> None:
    """A line, a heading, a banner or a badge of its own, above the text and below it."""
    assert judged(NOTICES[place].format(SAID), above=above) is False


def test_the_lines_of_a_page() -> None:
    """Lines of lists and the title are weak, and a line knows whether a digit follows it, its heading, and its block."""
    found = closed_notices.lines("<title>A</title><h1>B</h1><ul><li>C</ul><p>D <b>e</b></p><p>5 <a href=/8>May</a></p>")
    assert found == [
        closed_notices.Line("a", weak=True),
        closed_notices.Line("b", level=1),
        closed_notices.Line("c", weak=True),
        closed_notices.Line("d e", followed=True),
        closed_notices.Line("5 may"),
    ]
    blocks = [line.block for line in found]
    assert [(one.tag, one.start, one.end) for one in blocks if one] == [
        ("h1", 1, 2),
        ("li", 2, 3),
        ("p", 3, 4),
        ("p", 4, 5),
    ]


def test_a_page_without_a_body_has_no_lines() -> None:
    """Nothing, and frames."""
    assert closed_notices.lines("") == []
    assert closed_notices.lines("<frameset><frame src=a></frameset>") == []
