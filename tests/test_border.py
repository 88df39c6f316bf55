"""The border: whatever comes in, everything that passes can be stored, sent and shown."""

from __future__ import annotations

import hashlib
import math
import re
import sqlite3
from dataclasses import fields, replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.archive import Archive
from tracker.extract import border
from tracker.fetch.spool import WHOLE, Spool, clear
from tracker.model import Capture, Entry, Listing, Page, Pay, Posting, Prior, Request, Source
from tracker.model.history import Answers, History, Policy
from tracker.model.wording import Lines, Wording
from tracker.reconcile import judge, reconcile
from tracker.reconcile.vanished import missing_from, nameless

NOW, LATER, LAST = (f"2026-01-0{day}T00:00:00.000Z" for day in (2, 3, 4))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
odd_text = st.text(st.characters(categories=None), max_size=40)  # surrogates and controls included
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def storable(value: object) -> None:
    """Fail unless a database and JSON take a value."""
    orjson.dumps(value)
    sqlite3.connect(":memory:").execute("SELECT ?", (value,))


@given(odd_text)
def test_a_text_is_clean_after_the_border_and_stays_as_it_is(given_text: str) -> None:
    """No surrogate, NUL or control character passes, and a clean text is not changed."""
    text = border.text(given_text)
    assert not CONTROL.search(text)
    assert border.text(text) == text
    line = border.line(given_text)
    assert line is None or ("\n" not in line and border.line(line) == line)
    address = border.address(given_text)
    assert border.address(address) == address
    for one in (text, line, address):
        storable(one)


@given(anything)
def test_any_value_becomes_one_of_ours(value: object) -> None:
    """A line is a text or None, an amount a finite number or None, a count a small whole number or None."""
    line, amount, count = border.line(value), border.amount(value), border.count(value)
    assert line is None or (isinstance(line, str) and line.strip() == line != "")
    assert amount is None or (math.isfinite(amount) and 0 <= amount <= border.MOST_AMOUNT)
    assert count is None or (isinstance(count, int) and 0 <= count <= border.MOST_ROWS)
    assert isinstance(border.address(value), str)
    assert isinstance(border.text(value), str)
    for one in (line, amount, count):
        storable(one)


@given(st.fixed_dictionaries({item.name: anything for item in fields(Posting) if item.name != "pay"}), anything)
def test_a_posting_of_any_values_is_one_of_ours(values: dict[str, object], pay: object) -> None:
    """Whatever a board passes on, the code after the border gets valid values."""
    stated = Pay(pay, pay, pay, pay, pay)  # type: ignore[arg-type]
    found = border.posting(Posting(**values, pay=stated))  # type: ignore[arg-type]
    storable(orjson.dumps(Wording.of(found).text_sha256).decode())
    for item in fields(found):
        value = getattr(found, item.name)
        assert value is None or isinstance(value, (str, Pay)) or (item.name == "open" and isinstance(value, bool)), (
            item.name
        )


def test_a_line_too_long_is_cut_and_told_apart() -> None:
    """Two ids that differ only beyond the limit stay different."""
    one, two = (border.line("x" * border.MOST_LINE + end) for end in "ab")
    assert one != two
    assert one is not None
    assert len(one) <= border.MOST_LINE
    assert border.line(one) == one


def test_two_addresses_fit_into_the_head_of_a_record(tmp_path: Path) -> None:
    """However long the addresses are and in any script; shortened ones stay different, and shortening twice changes nothing."""
    for sign in ("a", "\u00e9", "\u6570", "\U0001f680"):
        found = border.address(f"https://x.test/{sign * 30_000}")
        assert len(found.encode()) <= border.MOST_ADDRESS
        assert found.startswith(f"https://x.test/{sign}")
        assert border.address(found) == found
        assert found != border.address(f"https://x.test/{sign * 30_001}")
    archive = Archive(tmp_path)
    long = border.address("https://x.test/" + "\u6570" * 30_000)
    page = Page(Request(long), long, 200, (), b"body", NOW, sha256=hashlib.sha256(b"body").hexdigest())
    source = Source(slug="a", url="https://x.test/")
    placed, _ = archive.append(Capture(source, "r", NOW, NOW, (page,)), {})
    prior = Prior(page.request.key, long, page.sha256, NOW, placed[0].file, placed[0].offset)
    archive.append(Capture(source, "r", LATER, LATER, (page,)), {page.request.key: prior}, 0)
    (file,) = archive.files()
    assert [[one.page.url for one in archive.placed(check)] for check in archive.scan(file, strict=True)] == [
        [long]
    ] * 2


def entry(name: str, **more: object) -> Entry:
    posting = Posting(name, f"https://x.test/{name}", f"Lamp keeper {name}", "You keep lamps.")
    return Entry(name, posting.url, posting.title, "f", lambda _page: posting, **more)  # type: ignore[arg-type]


def whole(*entries: Entry) -> Listing:
    return border.listing(Listing(entries, end="one reply", rows=len(entries)))


POLICY = Policy(own=lambda _name, _url: ())
EMPTY = History({}, {})


def known(*names: str) -> History:
    """Return the history after a first check that saw these postings."""
    verdict = reconcile(EMPTY, whole(*map(entry, names)), Answers(), NOW, POLICY)
    wording = {change.external_id: change.after for change in verdict.changes if change.after}
    return History(verdict.updates, wording, settled=True)


def later(history: History, listing: Listing, now: str = LATER) -> tuple[History, str, list[tuple[str, str]]]:
    """Return the history, the outcome, and what happened."""
    verdict = reconcile(history, listing, Answers(), now, POLICY)
    after = replace(history, postings={**history.postings, **verdict.updates}, holds=verdict.holds)
    return after, verdict.outcome, [(change.kind, change.external_id) for change in verdict.changes]


def test_few_lost_rows_leave_the_rest_judged_and_are_told() -> None:
    """Five bad rows of 3,000: complete, with a note. The limit is one per cent and more than three."""
    good = [entry(str(n)) for n in range(2995)]
    bad = [border.lost(f"row {n} has no 'id'", {"title": None}, n) for n in range(5)]
    listing = whole(*good, *bad)
    assert (len(listing.entries), len(listing.lost), listing.rows) == (2995, 5, 3000)
    assert judge(EMPTY, listing, POLICY) == ("complete", "")
    verdict = reconcile(EMPTY, listing, Answers(), NOW, POLICY)
    assert verdict.reason == "5 of 3000 rows could not be read, the first: row 0 has no 'id'"
    for many, outcome in ((3, "complete"), (4, "partial")):
        lost = [border.lost("odd", {"n": n}, n) for n in range(many)]
        assert judge(EMPTY, whole(*good[:100], *lost), POLICY)[0] == outcome, many
    assert judge(EMPTY, whole(*good[:1], *bad[:2]), POLICY)[0] == "partial", "most rows are lost"


@pytest.mark.parametrize("sign", ["b", "https://x.test/b", "Lamp keeper b"])
def test_a_posting_that_a_lost_row_names_is_not_missing(sign: str) -> None:
    """Its row is there but can't be read, which is never a closing."""
    history = known(*"abcd")
    listing = whole(*map(entry, "acd"), border.lost("odd", {"x": {"y": [sign]}}, 1))
    assert missing_from(history, listing) == {}
    for now in (LATER, LAST, "2026-01-05T00:00:00.000Z"):
        history, outcome, happened = later(history, listing, now)
        assert (outcome, happened) == ("complete", [])


def test_a_posting_that_went_missing_with_a_nameless_row_is_never_closed_by_lists() -> None:
    """The unreadable row may be that posting, however many lists agree. Once the row can be read, the doubt ends."""
    history = known(*"abcd")
    odd = border.lost("odd", {"title": None}, 1)
    listing = whole(*map(entry, "acd"), odd)
    assert nameless(history.postings, listing) == 1
    assert nameless(history.postings, whole(*map(entry, "abcd"))) == 0
    assert set(missing_from(history, listing)) == {"b"}
    for day in range(3, 9):
        history, outcome, happened = later(history, listing, f"2026-01-0{day}T00:00:00.000Z")
        assert (outcome, happened) == ("complete", [])
    back, _, happened = later(history, whole(*map(entry, "abcd")), "2026-01-10T00:00:00.000Z")
    assert happened == []
    gone = whole(*map(entry, "acd"))
    for now, expected in (("2026-01-11", []), ("2026-01-12", [("closed", "b")])):
        history, _, happened = later(history, gone, f"{now}T00:00:00.000Z")
        assert happened == expected, "without such rows two lists close, as ever"
    for now, expected in (("2026-01-11", []), ("2026-01-12", [("closed", "b")])):
        back, _, happened = later(back, gone, f"{now}T00:00:00.000Z")
        assert happened == expected


def test_a_nameless_row_that_was_always_there_delays_a_closing_and_no_more() -> None:
    """A row that is never readable must not keep every posting open forever: three lists close a posting instead of two."""
    odd = border.lost("odd", {"title": None}, 1)
    history, _, _ = later(known(*"abcd"), whole(*map(entry, "abcd"), odd))
    seen = []
    for day in range(4, 7):
        history, _, happened = later(history, whole(*map(entry, "acd"), odd), f"2026-01-0{day}T00:00:00.000Z")
        seen.append(happened)
    assert seen == [[], [], [("closed", "b")]]


def test_an_entry_that_can_t_be_named_is_lost_and_two_of_one_name_are_one() -> None:
    """Ids are cleaned before they are compared."""
    listing = whole(entry("a"), replace(entry("b"), external_id="\x00 "), replace(entry("c"), external_id="a\x00"))
    assert [one.external_id for one in listing.entries] == ["a"]
    assert [one.lost for one in listing.lost] == ["it has no id"]


def test_a_page_can_be_written_down() -> None:
    """Addresses, headers and reasons are cleaned; the body stays unchanged, byte for byte."""
    body = b"\xff\x00\xed\xa0\x80"
    part = Page(Request("https://x.test/\ud800"), "https://x.test/p\r\nX: y", 200, (("a\x00", "\udcff\r\n"),), body)
    page = border.page(
        Page(Request("https://x.test/"), "https://x.test/\udcfe", 200, (("ETag", "\udce4"),), body, parts=(part,))
    )
    for one in (page, *page.parts):
        assert one.body == body
        for said in (one.url, one.request.url, *(word for pair in one.headers for word in pair)):
            said.encode("utf-8")
            assert not CONTROL.search(said)
            assert "\n" not in said
    clean = Page(Request("https://x.test/"), "https://x.test/", 200, (("a", "b"),), body)
    assert border.page(clean) is clean


@given(
    st.lists(st.text(st.characters(exclude_characters="\n"), max_size=30), min_size=1, max_size=6), st.integers(0, 40)
)
def test_lines_outside_memory_are_the_lines(lines: list[str], in_memory: int) -> None:
    """A text that is stored in a file equals the text, and has its length and hash."""
    with Spool(in_memory=in_memory) as spool:
        kept = spool.lines(tuple(lines))
        assert kept == tuple(lines)
        assert tuple(lines) == kept
        assert (len(kept), list(kept), kept[0], kept[-1:]) == (len(lines), lines, lines[0], tuple(lines[-1:]))
        assert hash(kept) == hash(tuple(lines))
        assert Wording("t", kept) == Wording("t", tuple(lines))
        assert Wording("t", kept).text_sha256 == Wording("t", tuple(lines)).text_sha256
        assert Wording("t", kept).state == Wording("t", tuple(lines)).state
        if isinstance(kept, Lines):
            assert kept != (*lines, "more")
            assert kept != lines  # as a tuple is no list


@pytest.mark.parametrize("size", [0, 9, WHOLE, WHOLE + 1, 3 * WHOLE + 5])
@pytest.mark.parametrize("closed", [False, True])
def test_a_body_is_received_whole(tmp_path: Path, size: int, closed: bool) -> None:
    """In memory up to WHOLE bytes, else in a file; complete, even if the receiver was closed before."""
    data = bytes(n % 251 for n in range(1000)) * (size // 1000 + 1)
    with Spool(tmp_path) as spool:
        receiver = spool.receiver()
        for start in range(0, size, 300_000):
            receiver.take(data[start : min(size, start + 300_000)])
        if closed:
            receiver.close()
        content, sha256 = receiver.done()
        body = content if isinstance(content, bytes) else content.read()
        assert (body, sha256) == (data[:size], hashlib.sha256(data[:size]).hexdigest())
        assert isinstance(content, bytes) is (size <= WHOLE)
    assert list(tmp_path.iterdir()) == []


def test_a_spool_keeps_pages_and_ends(tmp_path: Path) -> None:
    """Bodies beyond the bound are in a file, are read back whole, and the file ends with the spool."""
    bodies = [bytes([n]) * 700 for n in range(5)]
    spool = Spool(tmp_path, in_memory=1500)
    pages = [
        spool.page(Page(Request("https://x.test/"), "https://x.test/", 200, (("A", str(n)),), body))
        for n, body in enumerate(bodies)
    ]
    assert [isinstance(page.content, bytes) for page in pages] == [True, True, False, False, False]
    assert [page.body for page in pages] == bodies
    assert [page.size for page in pages] == [700] * 5
    assert [page.header("a") for page in pages] == list("01234")
    assert len(list(tmp_path.iterdir())) == 1
    spool.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="spool"):
        pages[-1].body  # noqa: B018
    (tmp_path / "spool-x").touch()
    clear(tmp_path)
    assert list(tmp_path.iterdir()) == []
