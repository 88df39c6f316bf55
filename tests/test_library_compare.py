"""`tracker.compare` and `tracker.text_of`: the laws that hold for any two texts, and what is shown of fields."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tracker
from tracker.extract import unmarked

PIECES = ("<p>", "</p>", "<li>", "</li>", "<b>", "</b>", "<br>", "<h3>", "</h3>", "&amp;", "&lt;", "&nbsp;", " ", "\n", "- ", "# ",
          "halls", "Büro", "5 < 6", "<", "&", "|", "*", "~", "人", "http://x.example/?utm_source=a")  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
TEXT = st.one_of(MARKUP, st.text(max_size=40))


@given(TEXT)
@example("&lt;p&gt;You write &amp;lt;h3&amp;gt;&lt;/p&gt;")
@example("5 < 6\n7 > 6")
@example("a<b\nb>c")
def test_the_text_of_a_text_is_that_text(html: str) -> None:
    """`text_of` does not change its own output, unless the words are tags."""
    text = tracker.text_of(html)
    assert unmarked.is_markup(text) or tracker.text_of(text) == text


@given(
    st.lists(
        st.sampled_from(("We build < 9 halls.", "R&D", "- Permits", "# Work", "List<String>", "a <- b", "x<y>z")),
        max_size=5,
    )
)
def test_plain_text_keeps_its_lines(lines: list[str]) -> None:
    """A text without tags is read as plain text, one block a line."""
    assert tracker.text_of("\n".join(lines)) == "\n".join(lines)


@given(TEXT)
def test_a_text_and_itself_do_not_differ(text: str) -> None:
    """Nothing is marked where nothing changed."""
    found = tracker.compare(text, text)
    assert not found.changed
    assert (found.markdown(), found.terminal(), found.fields) == ("", "", ())
    assert "<ins>" not in found.html()
    assert "<del>" not in found.html()
    assert found.old_text == found.new_text == tracker.text_of(text)


@given(TEXT, TEXT)
def test_a_comparison_says_both_sides(old: str, new: str) -> None:
    """It contains both sides exactly, in JSON too; it is unchanged only if they are equal."""
    found = tracker.compare(old, new)
    assert (found.old_text, found.new_text) == (tracker.text_of(old), tracker.text_of(new))
    assert found.changed is (found.old_text != found.new_text)
    assert tracker.Comparison.from_json(found.json()) == found
    assert bool(found.markdown()) is bool(found.terminal()) is found.changed


@pytest.mark.parametrize(
    "odd",
    [
        "[]",
        "{}",
        '{"fields": {}, "blocks": [{}]}',
        '{"fields": [], "blocks": []}',
        "x",
        '{"fields": {"a": 1}, "blocks": []}',
    ],
)
def test_other_json_is_no_comparison(odd: str) -> None:
    """JSON that `json` did not write is refused."""
    with pytest.raises(ValueError, match=r"not a comparison|Expecting value"):
        tracker.Comparison.from_json(odd)


def test_a_field_is_escaped_in_every_form() -> None:
    """A hostile field is text in HTML, in Markdown and on a terminal; an unstated one is shown as such."""
    old = tracker.Posting("1", "", "<b>Cook</b> *", location=None)
    new = tracker.Posting("1", "", "Cook\x1b[31m", location="Oslo")
    found = tracker.compare(old, new)
    assert "<b>" not in found.html()
    assert "\x1b" not in found.terminal()
    assert "Location: not stated → Oslo" in found.terminal().splitlines()
    assert "Title: ~~&lt;b&gt;Cook&lt;/b&gt; \\*~~ → **Cook" in found.markdown()
    assert "\x1b[" in tracker.compare("a b", "a c").terminal(colour=True)
