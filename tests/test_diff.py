"""Differences, and how they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import render
from tracker.diff import apply, compare, tokens, words

blocks = st.lists(
    st.sampled_from(["alpha beta", "alpha gamma", "- one", "- two", "数据中心", "x" * 9]) | st.text(max_size=12),
    max_size=9,
)


@given(blocks, blocks)
def test_applied_gives_the_other_side_both_ways(old: list[str], new: list[str]) -> None:
    """A difference turns each side into the other, exactly."""
    found = compare(old, new)
    assert apply(found, old) == tuple(new)
    assert apply(found, new, back=True) == tuple(old)
    assert found.changed == (old != new)


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_keep_both_blocks(old: str, new: str) -> None:
    """The spans without `+` are the old block, without `-` the new one."""
    spans = words(old, new)
    assert "".join(span.text for span in spans if span.op != "+") == old
    assert "".join(span.text for span in spans if span.op != "-") == new
    assert "".join(tokens(old)) == old


def test_apply_refuses_another_side() -> None:
    """A difference is applied to its own side only."""
    with pytest.raises(ValueError, match="does not start from these 1 blocks"):
        apply(compare(["a"], ["b"]), ["c"])


def test_moved_block_is_no_rewrite() -> None:
    """A list that is only re-ordered has moved blocks, and an edit beside them is still an edit."""
    rows = compare(
        ["- a one", "- b two", "take our server rooms along"], ["- b two", "take our data centers along", "- a one"]
    ).rows
    assert sorted(row.kind for row in rows) == ["edited", "moved", "same"]


def test_numbers_are_words() -> None:
    """An amount changes as a whole."""
    assert [(span.op, span.text) for span in words("pay $120,000 a year", "pay $150,000 a year")][1:3] == [
        ("-", "120,000"),
        ("+", "150,000"),
    ]


def test_chinese_by_character() -> None:
    """Chinese is compared by character."""
    assert [(span.op, span.text) for span in words("数据中心很大", "数据中心大")] == [
        ("=", "数据中心"),
        ("-", "很"),
        ("=", "大"),
    ]


def test_large_rewrites_are_bounded() -> None:
    """200 KB with nothing in common is compared, and both sides come back."""
    old = [" ".join(f"a{i}{j}" for j in range(12)) for i in range(1500)]
    new = [" ".join(f"b{i}{j}" for j in range(12)) for i in range(1500)]
    assert apply(compare(old, new), old) == tuple(new)


def test_terminal_is_readable_without_colour() -> None:
    """Removed and added words are marked by signs."""
    shown = render.as_terminal(compare(["same", "the old hall"], ["same", "the new hall"]), colour=False)
    assert "~ the [-old-]{+new+} hall" in shown


def test_html_is_escaped() -> None:
    """Markup in a text stays text."""
    shown = render.as_html(compare(["<script>x</script>"], ["<script>y</script>", "<img src=x onerror=alert(1)>"]))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<ins>" in shown


def test_control_characters_do_not_reach_a_terminal() -> None:
    """What came from the web can't drive the terminal."""
    assert "\x1b" not in render.printable("a\x1b[2Jb\u202e")


def test_markdown_and_json() -> None:
    """The other forms carry the same change."""
    found = compare(["pay 1"], ["pay 2"])
    assert render.as_markdown(found) == "pay ~~1~~**2**"
    assert render.as_json(found)[0]["kind"] == "edited"
