"""Stored values as the pages write them."""

from __future__ import annotations

import pytest

from tracker.model import name_from
from tracker.model.history import How
from tracker.site import common, datasette_pages, reasons, words


@pytest.mark.parametrize(
    ("label", "stored", "shown"),
    [
        ("Posted", "2026-07-06", "6 Jul 2026"),
        ("Closes", "2026-12-31", "31 Dec 2026"),
        ("Posted", "2026-07-06T10:00:00Z", "6 Jul 2026"),
        ("Posted", "2026-02-30", "2026-02-30"),
        ("Posted", "30+ days ago", "30+ days ago"),
        ("Language", "en", "English"),
        ("Language", "pt-BR", "Portuguese"),
        ("Language", "xx", "xx"),
        ("Location", "2026-07-06", "2026-07-06"),
        ("Title", None, ""),
    ],
)
def test_values(label: str, stored: str | None, shown: str) -> None:
    """Dates have the month's name and languages are named; what is neither stays as it is."""
    assert words.value(label, stored) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("closes: 2021-05-31 → 2021-07-02", "apply by: 31 May 2021 → 2 Jul 2021"),
        ("closed: its page answers 404", "its page answers 404"),
        ("closed: absent from 3 complete lists running", "missing from 3 complete lists in a row"),
        ("text: “due 2026-01-02” → “due 2026-01-03”", "text: “due 2026-01-02” → “due 2026-01-03”"),
        ("closes: not stated → 2026-01-02; text: added “2026-01-02”", "apply by: not stated → 2 Jan 2026; text: added “2026-01-02”"),
        ("text: added “- You lead – by example”; “-5 °C”", "text: added “You lead – by example”; “-5 °C”"),
        ("id 12026-01-02 and 2026-01-021", "id 12026-01-02 and 2026-01-021"),
        ("“" * 5, "“" * 5),
        (None, ""),
    ],
)  # fmt: skip
def test_summaries(stored: str | None, shown: str) -> None:
    """Dates are readable, quotations are verbatim without list marks, and no summary repeats that a posting is closed."""
    assert words.summary(stored) == shown


@pytest.mark.parametrize(
    ("how", "reason", "shown"),
    [
        ("absent", "missing from 3 complete lists in a row", ""),
        ("absent", "absent from 2 complete lists running", ""),
        ("gone", "its page answers 404", "its page answers 404"),
        ("says-closed", "missing from its page: the button to apply", "missing from its page: the button to apply"),
        (None, "pay raised by 9%", ""),
        ("gone", None, ""),
    ],
)
def test_only_what_is_unusual_about_a_closing_is_told(how: How | None, reason: str | None, shown: str) -> None:
    """The usual reason, missing from the list, is left out."""
    assert words.ended(how, reason) == shown


@pytest.mark.parametrize(
    ("headline", "why", "shown"),
    [
        ("First mention of “Hall A” in “Cook”", "First mention of “Hall A” in 2 postings since May; nobody else has it.", "First in 2 postings since May; nobody else has it."),
        ("21 postings opened between 4 and 7 August; above all Spain", "21 postings opened between 4 and 7 August, 12% of 181.", "12% of 181."),
        ("21 postings opened between 4 and 7 August", "21 postings opened between 4 and 7 August.", "21 postings opened between 4 and 7 August."),
        ("First posting in Israel", "None of the 9 postings was there.", "None of the 9 postings was there."),
        ("A new name", "A new name in titles", "A new name in titles"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_finding_does_not_repeat_its_headline(headline: str, why: str, shown: str) -> None:
    """The words that both begin with are shown once."""
    assert words.after(headline, why) == shown


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("tesla", "Tesla"),
        ("18f", "18F"),
        ("data-center_jobs", "Data Center Jobs"),
        ("kpmg", "KPMG"),
        ("acme-2", "Acme 2"),
        ("3m", "3M"),
        ("-", "-"),
    ],
)
def test_a_source_without_a_name_gets_one(slug: str, name: str) -> None:
    """What the address of a page says in lower case is a name on the page."""
    assert name_from(slug) == name


QUERIES = '<h2 id="queries">Queries</h2><ul><li><a href="/q" title="{}">One</a> more</li></ul>'


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("22 Aug 2026", "2026-08-22"),
        ("1 august 2026", "2026-08-01"),
        ("Aug 22, 2026", "2026-08-22"),
        ("22 Aug 2026, 14:05", "2026-08-22T14:05"),
        ("22 Aug 2026, 14:05 UTC", "2026-08-22T14:05"),
        ("2026-08-22", "2026-08-22"),
        ("31 Feb 2026", "31 Feb 2026"),
        ("22 Foo 2026", "22 Foo 2026"),
        ("Aug Aug 2026", "Aug Aug 2026"),
        ("\u0662 Aug \u0662\u0660\u0662\u0666", "2026-08-02"),
        ("9" * 5000 + " Aug 2026", "9" * 5000 + " Aug 2026"),
        ("", ""),
    ],
)
def test_dates_are_read_as_they_are_written(typed: str, stored: str) -> None:
    """A date may be typed as the pages show it; other text is kept, so that the page can report it."""
    assert words.stored(typed) == stored


def test_long_texts_are_cut_after_a_word() -> None:
    """Within one where no word ends near; a text that fits stays."""
    cut = {
        ("Engineering (Continuous Integration)", 25): "Engineering (Continuous …",
        ("Cook, Deck and Galley", 6): "Cook …",
        ("数据中心电力工程师岗位", 4): "数据中心 …",
        ("a Donaudampfschifffahrt", 12): "a Donaudampf …",
        ("Cook", 4): "Cook",
        (None, 4): "",
    }
    assert {key: common.cut(*key) for key in cut} == cut


def test_places_and_times() -> None:
    """Placeholders are no place, and times in a reason are written with the month's name."""
    assert [words.place(one) for one in ("N/A", " - ", "none", None, "Not specified", "TBD")] == [""] * 6
    assert [words.place(one) for one in ("Nantes", "Nationwide", "東京", "2 locations")] == [
        "Nantes",
        "Nationwide",
        "東京",
        "2 locations",
    ]
    assert reasons.plain("held: 7 postings are missing; released by 1 more list, not before 2026-08-22 10:01 UTC") == (
        "awaiting confirmation: 7 postings are missing; resolved by 1 more list, not before 22 Aug 2026, 10:01 UTC"
    )


def test_long_tables_are_short_on_a_telephone() -> None:
    """A box shows the rest; a short table, and a page without one, have no box; an empty field is empty."""
    row = "<tr><td>a</td><td>&nbsp;</td></tr>"
    table = '<div class="table-wrapper"><table><tr></tr>{}</table></div>'
    assert "The first 20 of the 21 rows of this page" in datasette_pages.chosen(table.format(row * 21), {})
    # A keyboard can scroll a table that is wider than the screen.
    reached = table.replace("<div", '<div tabindex="0" role="region" aria-label="Rows"')
    assert datasette_pages.chosen(table.format(row * 20), {}) == reached.format("<tr><td>a</td><td></td></tr>" * 20)
    assert datasette_pages.chosen("<tr>" * 30, {}) == "<tr>" * 30


def test_a_canned_query_needs_no_sql() -> None:
    """Its button says what it does; without parameters there is none."""
    button = '<input type="submit" value="Run SQL">'
    assert datasette_pages.chosen(button, {}) == button
    assert datasette_pages.chosen(button, {}, "q") == ""
    assert 'value="Show"' in datasette_pages.chosen(f'<label for="qp1">{button}', {}, "q")


def test_the_tables_of_a_database_are_explained() -> None:
    """Views and the main tables come first, the others are folded; a description stands in place of the columns."""
    block = '<div class="db-table"><h3><a href="/{0}">{0}</a></h3><p><em>id, at</em></p><p>1 row</p></div>'
    page = f'a<h2 id="tables">Tables</h2>{block.format("answers")}{block.format("changes")}<h2 id="views">Views</h2><ul><li><a href="/v">v</a></li></ul>z'
    shown = str(
        datasette_pages.described(
            page, {"changes": {"description": "All <i>changes</i>."}, "v": {"description": "A view."}}
        )
    )
    assert shown.startswith(
        'a<h2 id="views">Views</h2><ul><li><a href="/v">v</a> <span class="said">A view.</span></li></ul>'
    )
    assert (
        shown.index("All &lt;i&gt;changes&lt;/i&gt;.")
        < shown.index("<summary>1 more</summary>")
        < shown.index("answers")
    )
    assert shown.count("id, at") == 1
    assert shown.endswith("z")


FORM = '<form class="sql"><textarea>select * from annotations</textarea></form>'


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (QUERIES.format("Told."), '<h2 id="queries">Queries</h2><ul><li><a href="/q">One</a> <span class="said">Told.</span> more</li></ul>'),
        (QUERIES.format("SELECT 1"), QUERIES.format("SELECT 1")),
        (QUERIES.format(""), QUERIES.format("")),
        (f"a{FORM}b", f"a{FORM}b"),
        ("<p>no query</p>", "<p>no query</p>"),
        (f"a{FORM}b{QUERIES.format('')}c", f"ab{QUERIES.format('')}\n{FORM.replace('annotations', 'recent_changes limit 50')}c"),
    ],
)  # fmt: skip
def test_the_queries_of_a_database_come_first(page: str, shown: str) -> None:
    """With their descriptions; a page of another shape is left unchanged."""
    assert datasette_pages.described(page) == shown


def test_the_fields_of_datasettes_filters_have_names() -> None:
    """Each kind of field once, and no heading skips a level."""
    fields = ('<select name="_filter_column_1">', '<select name="_filter_op">', '<input type="text" name="_filter_value">', '<select name="_sort" id="sort_by">')  # fmt: skip
    for field in fields:
        assert datasette_pages.folded(f"<h3>x</h3>{field}").count("aria-label=") == 1, field
    assert datasette_pages.folded('<h3>x</h3><h3 id="a">y</h3>') == '<h2 class="lesser">x</h2><h2 id="a">y</h2>'
