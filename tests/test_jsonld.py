"""JSON-LD in every form that search engines accept; invalid blocks affect only themselves."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.boards.kit import jobposting
from tracker.extract import jsontext
from tracker.model import Page, Posting, Request

URL = "https://careers.example.org/jobs/7"
JOB = {"@type": "JobPosting", "title": "Baker", "description": "<p>You bake, from two o'clock // on.</p>"}
WHOLE = json.dumps(JOB)
INNER = WHOLE[1:-1]


def found(markup: str) -> list[Posting]:
    page = Page(Request(URL), URL, 200, (("Content-Type", "text/html"),), markup.encode())
    return [jobposting.posting_of(one, URL) for one in jobposting.job_postings(page)]


def script(content: str, kind: str = "application/ld+json") -> str:
    return f'<html><head><script type="{kind}">{content}</script></head><body>x</body></html>'


FORMS = {
    "plain": WHOLE,
    "in an array": f"[{WHOLE}]",
    "in a graph": json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, JOB]}),
    "in a list": json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": JOB}]}),
    "of a page": json.dumps({"@type": "WebPage", "mainEntity": JOB}),
    "CDATA": f"<![CDATA[{WHOLE}]]>",
    "CDATA in comments": f"//<![CDATA[\n{WHOLE}\n//]]>",
    "CDATA in long comments": f"/*<![CDATA[*/ {WHOLE} /*]]>*/",
    "HTML comments": f"<!--\n{WHOLE}\n-->",
    "HTML comments in comments": f"<!--//-->\n{WHOLE}\n//-->",
    "a comment of HTML before it": f"<!-- the job -->\n{WHOLE}\n<!-- its end -->",
    "a comment before it": f"/* the job */ {WHOLE}",
    "a semicolon": f"{WHOLE};\n",
    "a byte order mark": f"\ufeff{WHOLE}",
    "trailing comma": f"{{{INNER},}}",
    "trailing commas": f"[{{{INNER} ,\n }},\n]",
    "a comment": f"{{/* the job */ {INNER}}}",
    "a comment at the end of a line": f"{{\n// the job, it's new\n{INNER}, // last\n}}",
    "a line end in a string": WHOLE.replace("You bake", "You\nbake").replace("bake,", "bake,\t"),
    "a control character in a string": WHOLE.replace("You bake", "You\x0bbake"),
    "an escape that JSON does not have": WHOLE.replace("two o'clock", "two o\\'clock"),
    "line ends and a trailing comma": f"{{{INNER.replace('You bake', 'You' + chr(10) + 'bake')},}}",
    "type as an address": json.dumps(JOB | {"@type": "https://schema.org/JobPosting"}),
    "type as an old address": json.dumps(JOB | {"@type": "http://schema.org/JobPosting"}),
    "type as an address of www": json.dumps(JOB | {"@type": "http://www.schema.org/JobPosting/"}),
    "type with a prefix": json.dumps(JOB | {"@type": "schema:JobPosting"}),
    "types": json.dumps(JOB | {"@type": ["Thing", "JobPosting"]}),
    "types as addresses": json.dumps(JOB | {"@type": ["https://schema.org/Thing", "https://schema.org/JobPosting"]}),
    "all with prefixes": json.dumps(
        {key if key[0] == "@" else f"schema:{key}": value for key, value in JOB.items()}
    ).replace('"JobPosting"', '"schema:JobPosting"'),
    "properties as addresses": json.dumps(
        {
            key if key[0] == "@" else f"http://schema.org/{key}": {"@value": value} if key[0] != "@" else value
            for key, value in JOB.items()
        }
    ),
    "values as objects": json.dumps(JOB | {"title": {"@value": "Baker", "@language": "en"}}),
    "a list of one": json.dumps(JOB | {"title": ["Baker"], "description": [JOB["description"]]}),
    "escaped as HTML": WHOLE.replace("&", "&amp;").replace('"', "&quot;"),
    "half an emoji": WHOLE.replace("Baker", "Baker\\ud83d").replace("Baker\\ud83d", "Baker", 1),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_search_engines_accept(form: str) -> None:
    """Each is read like the plain form."""
    (posting,) = found(script(FORMS[form]))
    assert posting.title == "Baker"
    assert posting.text == "You bake, from two o'clock // on."


@pytest.mark.parametrize(
    "kind",
    [
        "application/ld+json",
        "application/ld+json; charset=utf-8",
        "application/ld+json;charset=UTF-8",
        " APPLICATION/LD+JSON ",
    ],
)
def test_the_type_of_the_script(kind: str) -> None:
    """A charset, capitals and spaces in the script's type make no difference."""
    assert len(found(script(WHOLE, kind))) == 1
    assert found(script(WHOLE, "text/template")) == []


def test_a_broken_block_costs_itself_alone() -> None:
    """Other blocks are read, and commented-out ones are ignored."""
    broken = ('{"@type": "JobPosting", "title": "B', "{'@type': 'JobPosting'}", "not JSON", "", "[", '{"a": "\\u12"}')
    blocks = "".join(script(one) for one in broken)
    postings = found(f"{blocks}<!-- {script(WHOLE)} -->{script(WHOLE)}{blocks}")
    assert [one.title for one in postings] == ["Baker"]


def test_strings_are_left_as_they_are() -> None:
    """What looks like a comment or a trailing comma within a string is part of it."""
    job = JOB | {"title": 'Baker, ] /* x */ // "y" \\', "url": "https://x.org//a"}
    (posting,) = found(script(f"[{json.dumps(job)},]"))
    assert posting.title == 'Baker, ] /* x */ // "y" \\'
    assert posting.url == "https://x.org//a"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
        max_leaves=8,
    )
)
def test_what_is_sound_stays_what_it_is(value: object) -> None:
    """Lenient parsing changes no value of valid JSON, wrapped or not."""
    if isinstance(value, (dict, list)):
        plain = json.dumps(value)
        assert jsontext.loads_leniently(plain) == value
        assert jsontext.loads_leniently(f"<![CDATA[{plain}]]>") == value
        assert jsontext.loads_leniently(f"/* x */ {plain[:-1]}{',' if len(plain) > 2 else ''}{plain[-1]}") == value


@given(st.text(st.sampled_from('{}[]",:\\/*\n 1a<!-'), max_size=60))
def test_what_is_none_is_told(raw: str) -> None:
    """Any text is JSON or raises NotJson."""
    with suppress(jsontext.NotJson):
        jsontext.loads_leniently(raw)


PLACE = {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Oslo", "addressCountry": "NO"}}


@pytest.mark.parametrize(
    "graph",
    [
        [JOB | {"jobLocation": {"@id": "#p"}}, PLACE | {"@id": "#p"}],
        [PLACE | {"@id": "#p"}, JOB | {"jobLocation": [{"@id": "#p", "@type": "Place"}]}],
        [JOB | {"jobLocation": {"@type": "Place", "address": {"@id": "#a"}}}, PLACE["address"] | {"@id": "#a"}],
        [
            JOB | {"jobLocation": {"@id": "#p"}},
            {"@id": "#o", "@type": "Organization", "location": PLACE | {"@id": "#p"}},
        ],
        [
            JOB | {"jobLocation": {"@id": "#p"}},
            {"@id": "#p", "address": {"@id": "#a"}},
            PLACE["address"] | {"@id": "#a"},
        ],
    ],
)
def test_a_place_that_is_referred_to(graph: list[object]) -> None:
    """`{"@id": …}` refers to the object of that id in the same block."""
    (one,) = found(script(json.dumps({"@context": "https://schema.org", "@graph": graph})))
    assert one.location == "Oslo, NO"


def test_references_in_a_circle_end() -> None:
    """Objects that refer to each other, and thousands of postings that refer to one large object, take little time."""
    large = {"@id": "#p", "address": {"@id": "#q"}, "name": "Oslo", "x": ["y"] * 100_000}
    graph = [*(JOB | {"jobLocation": {"@id": "#p"}, "url": f"/{n}"} for n in range(2_000)), large]
    block = script(json.dumps({"@graph": [*graph, {"@id": "#q", "address": {"@id": "#p"}}]}))
    assert {one.location for one in found(block)} == {"Oslo"}


@pytest.mark.parametrize("name", ["s", "schema1", "sdo"])
@pytest.mark.parametrize("several", [False, True])
def test_a_prefix_of_the_page_s_own(name: str, several: bool) -> None:
    """A context may call the vocabulary what it wants."""
    context: object = {name: "https://schema.org/", "og": "https://ogp.me/ns#"}
    words = {f"{name}:{key}": value for key, value in JOB.items() if key != "@type"}
    item = {"@type": f"{name}:JobPosting", **words, "og:title": "A page"}
    data = {"@context": ["https://w3id.org", context], "@graph": [item]} if several else {"@context": context, **item}
    (one,) = found(script(json.dumps(data)))
    assert (one.title, one.text) == ("Baker", "You bake, from two o'clock // on.")


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "WebPage", "about": JOB},
        {"@type": "Organization", "subjectOf": [JOB]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": JOB}]},
        {"@type": "Organization", "makesOffer": {"@type": "Offer", "itemOffered": JOB}},
    ],
)
def test_things_that_lead_to_a_posting(data: object) -> None:
    """A posting is found below what it is the subject, the element or the offer of."""
    assert [one.title for one in found(script(json.dumps(data)))] == ["Baker"]


@pytest.mark.parametrize(
    ("page", "title"), [("de-AT", "Seiler"), ("en", "Rope Maker"), ("", "Rope Maker"), ("fr", "Rope Maker")]
)
@pytest.mark.parametrize("turn", [1, -1])
def test_a_title_in_two_languages_is_one_of_them(page: str, title: str, turn: int) -> None:
    """It is that of the page's language, in whatever order they stand."""
    names = [{"@value": "Seiler", "@language": "nb"}, {"@value": "Rope Maker", "@language": "en"}]
    if page.startswith("de"):
        names[0]["@language"] = "de"
    block = script(json.dumps(JOB | {"title": names[::turn]})).replace("<html>", f'<html lang="{page}">')
    assert [one.title for one in found(block)] == [title]
