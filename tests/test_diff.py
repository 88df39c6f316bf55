"""Differences, and how they are written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from tracker.diff import apply, compare, render, tokens, words
from tracker.diff.words import similarity

blocks = st.lists(
    st.sampled_from(["alpha beta", "alpha gamma", "- one", "- two", "数据中心", "x" * 9]) | st.text(max_size=12),
    max_size=9,
)


@given(blocks, blocks)
def test_applied_gives_the_other_side_both_ways(old: list[str], new: list[str]) -> None:
    """A diff turns each side into the other, exactly."""
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
    """A diff can be applied only to its own sides."""
    with pytest.raises(ValueError, match="does not start from these 1 blocks"):
        apply(compare(["a"], ["b"]), ["c"])


def test_moved_block_is_no_rewrite() -> None:
    """A reordered list has moved blocks, and an edit next to them is still an edit."""
    rows = compare(
        ["- a one", "- b two", "take our server rooms along"], ["- b two", "take our data centers along", "- a one"]
    ).rows
    assert sorted(row.kind for row in rows) == ["edited", "moved", "same"]


LONGER = " ".join(f"further{place}" for place in range(40))
SENTENCE = "We keep the lamps of the harbour lit by night."


@pytest.mark.parametrize(
    "grown",
    [
        f"{SENTENCE} {LONGER}",
        f"{LONGER} {SENTENCE}",
        SENTENCE.replace("harbour", f"harbour, {LONGER},"),
        f"{LONGER}: {SENTENCE} {LONGER}",
    ],
)
def test_a_sentence_that_grew_is_an_insertion(grown: str) -> None:
    """Forty words added before, after or within a sentence are an insertion, and the reverse a deletion."""
    for old, new, op in ((SENTENCE, grown, "+"), (grown, SENTENCE, "-")):
        (row,) = compare([old], [new]).rows
        assert row.kind == "edited"
        assert sum(len(span.text.split()) for span in row.spans if span.op == op) >= 40
        assert sum(len(span.text.split()) for span in row.spans if span.op not in {op, "="}) <= 1


@pytest.mark.parametrize("other", [LONGER, f"We keep {LONGER} night.", f"Lamps {LONGER} of the harbour"])
def test_another_sentence_is_no_grown_one(other: str) -> None:
    """A few common words in a much longer sentence do not make it the same sentence."""
    assert {row.kind for row in compare([SENTENCE], [other]).rows} == {"removed", "added"}


def test_numbers_are_words() -> None:
    """An amount is replaced as a whole."""
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
    """Two texts of 200 KB with nothing in common are compared, and both can be restored."""
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
    """Text from the web can't control the terminal."""
    assert "\x1b" not in render.printable("a\x1b[2Jb\u202e")


def test_markdown_and_json() -> None:
    """The other formats contain the same change."""
    found = compare(["pay 1"], ["pay 2"])
    assert render.as_markdown(found) == "pay ~~1~~**2**"
    assert render.as_json(found)[0]["kind"] == "edited"


@given(blocks, blocks)
def test_positions_are_those_of_the_text(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Every span is in the text of its side at the position that the JSON states."""
    for row in render.as_json(compare(old, new)):
        for span in row["spans"]:  # type: ignore[attr-defined]
            for side, at in (("\n".join(old), span["old_at"]), ("\n".join(new), span["new_at"])):
                assert at is None or side[at : at + len(span["text"])] == span["text"]


def test_deleted_words_stand_before_those_in_their_place() -> None:
    """A replaced word is one deletion and one insertion, in this order."""
    (row,) = compare(("open to application and for all",), ("open for application and for all",)).rows
    assert [span.op for span in row.spans] == ["=", "-", "+", "="]


@given(blocks, blocks)
def test_a_deletion_never_follows_an_insertion(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Changes are marked as a person would mark them."""
    for row in compare(old, new).rows:
        ops = "".join(span.op for span in row.spans)
        assert "+-" not in ops


def patched(old: list[str], unified: list[str]) -> list[str]:
    """Apply a unified difference as its format says (GNU diffutils manual, "Detailed Unified")."""
    result: list[str] = []
    place = 0
    for line in unified[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1][1:].partition(",")[0]) - 1
            result += old[place:start]
            place = start
        else:
            if line[0] in " -":
                assert old[place] == line[1:]
                place += 1
            if line[0] in " +":
                result.append(line[1:])
    return result + old[place:]


@given(st.sets(st.integers(0, 39)), st.integers(0, 10))
def test_unified(left_out: set[int], place: int) -> None:
    """The unified diff, applied to the old side, gives the new side."""
    old = [f"line {n}" for n in range(40)]
    new = [line for number, line in enumerate(old) if number not in left_out]
    new.insert(place, "one more")
    told = render.as_unified(compare(old, new), "text\t2026-01-01", "text\t2026-01-02").split("\n")
    assert told[:2] == ["--- text\t2026-01-01", "+++ text\t2026-01-02"]
    assert patched(old, told) == new


def test_sentences_of_a_very_large_block_are_aligned_first() -> None:
    """In a block of 200,000 characters a changed word is a changed word."""
    words = [f"word{n % 977} number {n}." for n in range(14_000)]
    old = " ".join(words)
    words[7_000] = "word new number 7000."
    words[13_000] = "gone."
    (row,) = compare((old,), (" ".join(words),)).rows
    changed = [span.text for span in row.spans if span.op != "="]
    assert row.kind == "edited"
    assert sum(map(len, changed)) < 120


def test_a_reordered_list_of_very_many_lines_is_no_rewrite() -> None:
    """Of ten thousand and one lines, two changed: two rows."""
    old = tuple(f"line {n} of the list" for n in range(10_001))
    new = (*old[:50], "another line", *old[51:9_000], "one more line", *old[9_001:])
    assert sum(row.kind != "same" for row in compare(old, new).rows) <= 4


@given(st.lists(st.integers(0, 9), max_size=40), st.lists(st.integers(0, 9), max_size=40), st.integers(0, 20))
@example([1] * 16 + [2] * 24, [1] * 16 + [3] * 24, 8)  # exactly 0.4
@example([1] * 32 + [2] * 8, [1] * 32 + [3] * 8, 16)  # exactly 0.8
def test_a_similarity_counts_from_its_limit_on(old: list[int], new: list[int], twentieths: int) -> None:
    """The limit itself counts. rapidfuzz's own cutoff drops some similarities that are equal to it."""
    least = twentieths / 20
    share = Indel.normalized_similarity(old, new)
    assert similarity(old, new, least) == (share if share >= least else 0.0)
