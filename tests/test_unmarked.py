"""A line of text is what a reader would see, however a site escaped it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.living import Pages
from tests.tables import changes, rows
from tracker.extract import border, fields, text, unmarked
from tracker.model import Entry, Listing, Posting

SHOWN = [
    ("R&amp;D Engineer", "R&D Engineer"),
    ("R&#038;D Engineer", "R&D Engineer"),
    ("R&#x26;D Engineer", "R&D Engineer"),
    ("R&amp;amp;D Engineer", "R&D Engineer"),
    ("R&amp;amp;amp;amp;amp;amp;D Engineer", "R&D Engineer"),
    ("R&amp;#038;D Engineer", "R&D Engineer"),
    ("Cook&#8217;s mate", "Cook’s mate"),
    ("Cook&amp;#8217;s mate", "Cook’s mate"),
    ("Cook&amp;rsquo;s mate", "Cook’s mate"),
    ("Cook&#x2019;s mate", "Cook’s mate"),
    ("Caf&eacute; manager", "Café manager"),
    ("K&ouml;ln &amp; S&uuml;dh&ouml;he", "Köln & Südhöhe"),
    ("Buyer &ndash; rope", "Buyer – rope"),
    ("Buyer&nbsp;&nbsp;rope", "Buyer rope"),
    ("Night&shy;nurse", "Nightnurse"),
    ("&quot;Night&quot; nurse", '"Night" nurse'),
    ("Sales &amp Marketing", "Sales & Marketing"),
    ("<b>Cook</b>", "Cook"),
    ("<strong class='x'>Cook</strong>, night", "Cook, night"),
    ("&lt;b&gt;Cook&lt;/b&gt;", "Cook"),
    ("&amp;lt;em&amp;gt;Cook&amp;lt;/em&amp;gt;", "Cook"),
    ("Augsburg, DEU<br/>Ulm", "Augsburg, DEU Ulm"),
    ("<p>Cook", "Cook"),
    ("<SPAN>Cook</SPAN>", "Cook"),
    ("Cook <!-- new -->", "Cook"),
    ("Cook<script>alert('x')</script>", "Cook"),
    ('<a href="https://x.org?a=1&amp;b=2">Cook</a>', "Cook"),
    # what is meant as it stands
    ("R&D Engineer", "R&D Engineer"),
    ("AT&T; technician", "AT&T; technician"),
    ("Audit&copywriting", "Audit&copywriting"),
    ("Tax&notary", "Tax&notary"),
    ("C<int> developer", "C<int> developer"),
    ("C&lt;int&gt; developer", "C<int> developer"),
    ("List<b> developer", "List<b> developer"),
    ("Map<K, V> developer", "Map<K, V> developer"),
    ("R<D and S>T", "R<D and S>T"),
    ("Pay < 5 and > 3", "Pay < 5 and > 3"),
    ("Level <3", "Level <3"),
    ("<Developer>", "<Developer>"),
    ("Manager <small business>", "Manager <small business>"),
    ("Cook<br />night<hr/>", "Cook night"),
    ("Team &#5 leader", "Team &#5 leader"),
]


@pytest.mark.parametrize(("raw", "shown"), SHOWN)
def test_a_line_is_what_a_reader_would_see(raw: str, shown: str) -> None:
    """References and tags are undone in titles, places and whatever else is one line."""
    assert border.words(raw) == shown
    assert text.line(raw) == shown
    assert fields.words(raw) == shown or "\xad" in str(fields.words(raw))
    assert border.words(shown) == shown
    posting = border.posting(Posting("1", "https://x.org/1", raw, location=raw, department=raw, employment_type=raw))
    assert {posting.title, posting.location, posting.department, posting.employment_type} == {shown}
    (entry,) = border.listing(Listing((Entry("1", "https://x.org/1", raw, "f", lambda _page: posting),))).entries
    assert entry.title == shown


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_escaping_makes_no_other_line(words: str) -> None:
    """Whatever a title is, escaped once, twice or thrice it is the same title."""
    shown = border.words(words)
    once = html.escape(words)
    assert border.words(once) == shown
    assert border.words(html.escape(once)) == shown
    assert border.words(html.escape(html.escape(once))) == shown


@given(st.text(max_size=60))
def test_a_line_that_is_clean_stays(words: str) -> None:
    """A cleaned line is not changed by cleaning it again."""
    found = border.words(words)
    assert border.words(found) == found
    assert border.text(border.text(words)) == border.text(words)


def test_texts_are_unescaped_as_titles_are() -> None:
    """Double escaping is undone in a text as well, and pay is found in it."""
    twice = "<p>R&amp;amp;D &amp;#8211; Cook&amp;rsquo;s mate</p><p>Pay: &amp;pound;20 an hour</p>"
    once = "<p>R&amp;D &#8211; Cook&rsquo;s mate</p><p>Pay: &pound;20 an hour</p>"
    assert text.from_html(twice) == text.from_html(once) == "R&D – Cook’s mate\nPay: £20 an hour"
    assert text.from_html("R&amp;amp;D") == text.from_plain("R&D") == "R&D"
    assert border.text("R&amp;D\nCook&#8217;s") == "R&D\nCook’s"


def test_what_is_read_out_of_a_line_is_read_out_of_what_it_shows() -> None:
    """A word between dashes counts however the dash was written."""
    for title in ("Baker &#8211; Remote", "Baker &amp;ndash; Remote", "Baker – Remote"):
        assert fields.workplace(None, text.line(title)) == "remote"
    assert fields.places("K&ouml;ln", "K&amp;ouml;ln", "Köln") == "Köln"


TITLES = ["Events & Marketing", "R&D Engineer – Lamps", "Cook’s mate", "Buyer, Rope & Tackle", "C<int> developer"]
PLACES = ["Köln & Bonn", "Saint-Étienne", "Provo, Utah", "Łódź", "Málaga"]


def plain(words: str) -> str:
    return words


def once(words: str) -> str:
    return html.escape(words).replace("&amp;", "&#038;").replace("’", "&#8217;").replace("–", "&#8211;")


def twice(words: str) -> str:
    return html.escape(once(words))


def named(words: str) -> str:
    return words.encode("ascii", "xmlcharrefreplace").decode().replace(" & ", " &amp; ").replace("<", "&lt;")


def bold(words: str) -> str:
    return f"<b>{html.escape(words)}</b>"


WAYS: tuple[Callable[[str], str], ...] = (once, twice, named, bold, plain)


def _markup(kind: str, way: Callable[[str], str]) -> bytes:
    """Write the same postings as a list in one of the forms that sites have."""
    url = "https://x.org/job/"
    if kind == "jsonld":
        things = [
            {
                "@type": "JobPosting",
                "title": way(title),
                "description": f"<p>{way('Work, tea & cake')} {n}.</p>"
                if way is not bold
                else f"<p>Work, tea &amp; cake {n}.</p>",
                "identifier": way(f"A&{n}"),
                "url": f"{url}{n}?a=1&amp;b=2" if way is not plain else f"{url}{n}?a=1&b=2",
                "jobLocation": {"address": {"addressLocality": way(place)}},
                "occupationalCategory": way("R&D"),
            }
            for n, (title, place) in enumerate(zip(TITLES, PLACES, strict=True))
        ]
        return f'<script type="application/ld+json">{json.dumps(things)}</script>'.encode()
    rows_of = [
        {
            "id": n,
            "link": f"{url}{n}?a=1&b=2" if way is plain else f"{url}{n}?a=1&amp;b=2",
            "title": {"rendered": way(title)},
            "text": f"<p>Work {n}.</p>",
            "place": way(place),
        }
        for n, (title, place) in enumerate(zip(TITLES, PLACES, strict=True))
    ]
    return json.dumps(rows_of).encode()


@pytest.mark.parametrize("kind", ["jsonld", "json"])
def test_a_site_that_stops_escaping_changes_nothing(kind: str, tmp_path: Path) -> None:
    """Four ways of escaping, one after the other, and none: one version of each posting."""
    toml = f'[sources.s]\nboard = "{kind}"\nurl = "https://x.org/jobs"\nrender = "never"\n'
    if kind == "json":
        toml += 'title = "title.rendered"\ntext = "text"\nlocation = "place"\n'
    way = plain
    life = Pages(
        tmp_path, toml, lambda _url: (200, "text/html" if kind == "jsonld" else "application/json", _markup(kind, way))
    )
    for one in WAYS:
        way = one
        (result,) = life.check().values()
        assert result.verdict.outcome == "complete", one
    assert changes(tmp_path) == []
    assert all(one["url"].endswith("?a=1&b=2") for one in rows(tmp_path, "SELECT url FROM postings"))
    found = rows(tmp_path, "SELECT p.title, v.location FROM postings p JOIN versions v ON v.posting_id = p.id")
    assert sorted((one["title"], one["location"]) for one in found) == sorted(zip(TITLES, PLACES, strict=True))


@pytest.mark.parametrize(
    ("words", "is_markup"),
    [
        ("<p>Cook</p>", True),
        ("Cook<BR/>Baker", True),
        ("a <li class='x'> b", True),
        ("<script>1</script>", True),
        ("<o:p></o:p>", True),
        ("</div>", True),
        ("a < b and c > d", False),
        ("List<String>", False),
        ("R<D", False),
        ("<", False),
        ("<pp>", False),
        ("<3 months", False),
        ("a <- b -> c", False),
        ("&lt;p&gt;", False),
        ("", False),
    ],
)
def test_what_is_markup(words: str, is_markup: bool) -> None:
    """An HTML tag makes markup; comparison signs, and tag names that HTML lacks, are words."""
    assert unmarked.is_markup(words) is is_markup
    assert text.canonical(words) == (text.from_html(words) if is_markup or "<" not in words else text.from_plain(words))
