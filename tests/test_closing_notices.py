"""Where on a page a notice that its posting is closed may stand."""

from __future__ import annotations

import pytest

from tracker.extract import closed_notices
from tracker.extract.still_open import Looked, lines_of, stands
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
    "lines": "<div>Lamp keeper<br>{}<br>Hull</div>",
}


def judged(markup: str, *, above: bool) -> bool | None:
    """Judge a page that has its posting's text, and this above or below it."""
    text = "<main>" + "".join(f"<p>{one}</p>" for one in TEXT) + "</main>"
    body = f"<h1>Lamp keeper</h1>{markup}{text}" if above else f"<h1>Lamp keeper</h1>{text}{markup}"
    page = Page(Request(URL), URL, 200, (), f"<html><body>{body}</body></html>".encode())
    return stands(page, Looked("Lamp keeper", lines_of(TEXT, set())), ("https://x.org/jobs",))[0]


def test_how_many_places_are_tried() -> None:
    """Places where no notice stands, and places where one does."""
    assert (len(ELSEWHERE), len(NOTICES)) == (49, 15)


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_stands_elsewhere_closes_nothing(place: str, above: bool) -> None:
    """What visitors don't see, and what speaks of something else."""
    assert judged(ELSEWHERE[place].format(SAID), above=above) is True


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("place", NOTICES)
def test_a_notice_closes(place: str, above: bool) -> None:
    """A line, a heading, a banner or a badge of its own, above the text and below it."""
    assert judged(NOTICES[place].format(SAID), above=above) is False


def test_the_lines_of_a_page() -> None:
    """Lines of lists and the title are weak, and a line knows whether a digit follows it."""
    found = closed_notices.lines("<title>A</title><h1>B</h1><ul><li>C</ul><p>D <b>e</b></p><p>5 May</p>")
    assert found == [
        closed_notices.Line("a", weak=True),
        closed_notices.Line("b"),
        closed_notices.Line("c", weak=True),
        closed_notices.Line("d e", followed=True),
        closed_notices.Line("5 may"),
    ]


def test_a_page_without_a_body_has_no_lines() -> None:
    """Nothing, and frames."""
    assert closed_notices.lines("") == []
    assert closed_notices.lines("<frameset><frame src=a></frameset>") == []
