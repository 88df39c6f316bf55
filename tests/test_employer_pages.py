"""The pages of a posting, an employer, all employers, an archived reply and two dates, over half a year with a gap."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastwarc.warc import ArchiveIterator
from playwright.sync_api import Page, sync_playwright

from tests.conftest import reader
from tests.serving import get, served
from tests.weekly import weekly
from tracker.archive.records import Record
from tracker.diff import compare
from tracker.extract import readable
from tracker.fetch import browser
from tracker.site import charts, citing, employers, evidence, history, numbers
from tracker.site import wording as shown_wording
from tracker.store import asof, changes_between
from tracker.store.schema import connect

FIRST = date(2026, 1, 5)
GAP = range(10, 15)  # weeks without a list
TEXT = "\n".join(f"Line {number} of the work in the harbour kitchen." for number in range(40))
CONFIG = """
[site]
base_url = "https://jobs.example.org/"
title = "Harbour Watch"
[sources.acme10]
board = "json"
url = "https://acme.example.org/feed.json"
name = "acme 10"
[sources.acme9]
board = "json"
url = "https://nine.example.org/feed.json"
name = "Acme 9"
"""


def job(number: int, week: int) -> dict[str, object]:
    """A posting of a week: number 3 is edited twice, number 4 is hostile and number 5 has no text."""
    text = TEXT.replace("Line 20", "Line twenty") if number == 3 and week > 3 else TEXT
    text = text.replace("harbour kitchen.", "galley.", 1) if number == 3 and week > 6 else text
    return {
        "id": f"p{number}",
        "title": "Cook <script>window.owned=1</script>" if number == 4 else f"Cook {number}",
        "url": f"https://acme.example.org/jobs/{number}",
        "location": ("Oslo, Norway", "Leeds, UK")[number % 2],
        "department": ("Kitchen", "Deck & Sea")[number % 2],
        "description": "" if number == 5 else text,
        "salary": f"${40 + number},000 - ${60 + number},000 a year" if number % 3 == 0 else "",
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """26 weekly lists of 20 to 32 postings; one opens each week, and one of the first closes every fourth week."""

    def listed(week: int) -> list[object]:
        return [job(number, week) for number in range(20 + week) if number >= week // 4 or number == 3]

    return weekly(tmp_path_factory.mktemp("employer"), CONFIG, FIRST, {"acme10": 26, "acme9": 26}, GAP, listed)


@pytest.fixture(scope="module")
def base(root: Path) -> Iterator[str]:
    with served(root) as address:
        yield address


def data(base: str, path: str) -> dict[str, object]:
    return json.loads(get(base + path)[1])


def test_the_counts_of_two_dates_add_up(root: Path, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each pair of weeks, and the lists are the difference between the two states of the history."""
    connection = reader(root)
    times = [f"{(FIRST + timedelta(weeks=week)).isoformat()}T12:00:00.000Z" for week in range(0, 26, 4)]
    states = {
        at: {row["id"]: row["number"] for row in asof.source_at(connection, "acme10", at).postings} for at in times
    }
    kinds = set()
    pairs = [(since, until) for since in times for until in times if since < until]
    for since, until in pairs:
        found, before, after = changes_between.of(connection, "acme10", since, until), states[since], states[until]
        assert (found.before, found.after) == (len(before), len(after))
        assert found.before + len(found.opened) - len(found.closed) == found.after
        assert {row["id"] for row in found.opened} == after.keys() - before.keys()
        assert {row["id"] for row in found.closed} == before.keys() - after.keys()
        wanted = {
            (name, before[name], after[name]) for name in before.keys() & after.keys() if before[name] != after[name]
        }
        assert {(row["id"], row["from_number"], row["to_number"]) for row in found.edited} == wanted
        kinds |= {name for name in ("opened", "closed", "edited") if getattr(found, name)}
        for most in (0, 1, 3):  # the page reads the first of each kind, and counts all
            first = changes_between.of(connection, "acme10", since, until, most)
            assert first == replace(
                found, **{name: getattr(found, name)[:most] for name in ("opened", "closed", "edited")}
            )
        monkeypatch.setattr(changes_between, "_MANY", 0)
        assert changes_between.of(connection, "acme10", since, until) == found
        monkeypatch.undo()
    assert (len(pairs), kinds) == (21, {"opened", "closed", "edited"})
    told = data(base, "/sources/acme10/compare.json?from=2026-02-02&to=2026-06-29")
    counts = told["counts"]
    assert counts["open_from"] + counts["opened"] - counts["closed"] == counts["open_to"]
    assert [len(told[name]) for name in ("opened", "closed", "edited")] == [
        counts[n] for n in ("opened", "closed", "edited")
    ]
    assert len(told["gaps"]) == 1
    assert data(base, "/sources/acme10/compare.json?from=2026-02-02&to=2026-06-29") == told  # cached
    swapped = data(base, "/sources/acme10/compare.json?from=2026-06-29&to=2026-02-02")
    assert swapped["counts"] == counts
    page = get(base + "/sources/acme10/compare?from=2026-02-02&to=2026-06-29")[1]
    assert f"+ {counts['opened']}</td>" in page
    assert "No complete check from" in page


def test_odd_dates_are_answered(base: str) -> None:
    """Before monitoring, in the future, invalid, and for an unknown employer."""
    assert "Monitoring began on" in get(base + "/sources/acme10/compare?from=2001-01-01")[1]
    early = data(base, "/sources/acme10/compare.json?from=2001-01-01&to=2002-01-01")
    assert (early["counts"]["open_from"], early["counts"]["open_to"], early["counts"]["opened"]) == (20, 20, 0)
    late = data(base, "/sources/acme10/compare.json?from=2099-01-01&to=2098-01-01")["counts"]
    assert late["open_from"] == late["open_to"]
    found = data(base, "/sources/acme10/compare.json?from=zzz&to=%00")
    assert "“zzz” is not a valid date" in found["problems"][0]
    assert get(base + "/sources/none/compare")[0] == get(base + "/sources/none/compare.json")[0] == 404


def test_the_chart_covers_the_history_and_its_gap(root: Path, base: str) -> None:
    """Weeks without a check are shaded, no line crosses them, and the bar after them is marked; the table says so too."""
    connection = reader(root)
    found = numbers.of(connection, "acme10", "")
    chart = str(found["chart"])
    assert (chart.count('class="dark"'), chart.count('class="line"')) == (2, 4)  # once for each width
    late = [row for row in found["periods"] if row["accumulated"]]
    assert [row["first"] for row in late] == [(FIRST + timedelta(weeks=15)).isoformat()]
    assert chart.count(" accumulated") == 2 * sum(bool(late[0][kind]) for kind in ("opened", "closed"))
    told = json.loads(found["chart_data"])
    assert (sum(told["opened"]), sum(told["closed"])) == tuple(
        sum(row[kind] for row in found["periods"]) for kind in ("opened", "closed")
    )
    assert told["open"].count(None) == 1
    assert (told["first"], len(told["periods"]), found["unit"]) == (told["periods"][0], 26, "week")
    assert "style=" not in chart
    page = get(base + "/sources/acme10")[1]
    assert "includes a time without a complete check" in page
    assert 'class="key accumulated"' in page


def test_numbers_are_kept_until_the_next_check(root: Path, tmp_path: Path) -> None:
    """With Datasette's rows too, and for each source separately."""
    shutil.copy(root / "tracker.db", tmp_path)
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.row_factory = sqlite3.Row
    kept = numbers._NumbersCache()
    first = kept.of(connection, "acme10", "c", "")
    connection.execute("UPDATE day_counts SET opened = opened + 1 WHERE source = 'acme9'")
    assert kept.of(connection, "acme10", "c", "") is first
    connection.execute("UPDATE day_counts SET opened = opened + 1 WHERE source = 'acme10'")
    assert kept.of(connection, "acme10", "c", "") is not first
    names = "UPDATE source_state SET names = '[\"old\"]' WHERE source = 'acme10'"
    connection.execute(names)
    connection.execute("UPDATE checks SET source = 'old' WHERE source = 'acme10' AND started_at < '2026-03-01'")
    assert numbers.of(connection, "acme10", "")["listed_now"] == first["listed_now"]
    connection.close()


def days(first: date, length: int) -> list[dict[str, object]]:
    rows = [(first + timedelta(days=number)).isoformat() for number in range(0, length, 7)]
    return [{"day": day, "open": 5, "held": 0, "opened": 1, "closed": 2, "reopened": 1} for day in rows]


def test_a_gap_within_one_bar_accumulates_nothing() -> None:
    """Only a gap that began before the bar does. A bar without changes is not marked."""
    table = days(date(2026, 1, 5), 60)
    inside, across = (date(2026, 1, 13), date(2026, 1, 16)), (date(2026, 1, 13), date(2026, 1, 21))
    assert [one.accumulated for one in numbers._periods(table, [inside], "week")] == [False] * 9
    found = numbers._periods(table, [across], "week")
    assert [one.first for one in found if one.accumulated] == [date(2026, 1, 19)]
    still = [{**row, "opened": 0, "closed": 0, "reopened": 0} for row in table]
    assert not any(one.accumulated for one in numbers._periods(still, [across], "week"))


@pytest.mark.parametrize(
    ("length", "unit", "bars"),
    [(15, "week", 3), (560, "week", 80), (700, "month", 23), (2_500, "month", 83), (5_000, "quarter", 55)],
)
def test_long_histories_have_fewer_bars(length: int, unit: str, bars: int) -> None:
    """Weeks, months, quarters: each change is in one bar, and the dates fit the axis."""
    table = days(date(2012, 1, 2), length)
    found = numbers._chart(table, [], window=False)
    assert (found["unit"], len(found["periods"])) == (unit, bars)
    assert sum(row["opened"] for row in found["periods"]) == 2 * len(table)
    assert sum(row["closed"] for row in found["periods"]) == 2 * len(table)
    assert all(one["last"] < two["first"] for one, two in zip(found["periods"], found["periods"][1:], strict=False))
    labels = re.findall(r'class="(?:start|middle|end)" x="[\d.]+" y="\d+">([^<]+)', str(found["chart"]))
    assert 4 <= len(labels) <= 14
    named = {"week": "Week of 2 Jan 2012", "month": "Jan 2012", "quarter": "Jan to Mar 2012"}[unit]
    assert f"<title>{named}: " in found["chart"]
    assert "from 2 Jan 2012 to " in found["chart"]
    assert charts._ticks(408) == [0, 100, 200, 300, 400, 500]


def test_a_list_of_the_newest_claims_no_number_of_open_roles(root: Path, tmp_path: Path) -> None:
    """The chart of a window has no line of open roles, and the list of employers says that the number is not known."""
    table = days(date(2026, 1, 5), 60)
    found = numbers._chart(table, [], window=True)
    assert ('class="line"' in found["chart"], json.loads(found["chart_data"])["days"]) == (False, [])
    assert {row["open"] for row in found["periods"]} == {None}
    shutil.copy(root / "tracker.db", tmp_path)
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute("UPDATE checks SET outcome = 'window', seen = 20 WHERE source = 'acme9'")
    connection.execute("UPDATE source_state SET outcome = 'window' WHERE source = 'acme9'")
    shown = employers._page(connection, query="", sort="open", number=1)
    assert [(row["id"], row["window"]) for row in shown["rows"]] == [("acme10", False), ("acme9", True)]
    assert shown["open_total"] == numbers.of(connection, "acme10", "")["open_now"]
    assert numbers.of(connection, "acme9", "")["window"] is True
    connection.close()


def test_employers_are_sorted_and_found(base: str) -> None:
    """In natural order, ignoring case; each has a trend line, and the JSON keeps its keys."""
    page = get(base + "/sources")[1]
    assert page.index("Acme 9") < page.index("acme 10")
    assert page.count('class="spark"') == 2
    assert "Acme 9" not in get(base + "/sources?q=ACME+10")[1]
    assert "No employer has" in get(base + "/sources?q=zzz%22%3E")[1]
    for odd in ("?sort=zzz", "?page=99", "?sort=changes&q=a&page=1", "?sort=checked", "?sort=open"):
        assert get(f"{base}/sources{odd}")[0] == 200
    keys = {
        "id",
        "name",
        "board",
        "url",
        "watched",
        "outcome",
        "reason",
        "last_good",
        "listed_at",
        "last_check",
        "open",
        "changes",
    }
    assert keys < set(data(base, "/sources.json")["sources"][0])
    names = ["b", "B 2", "a 10", "A 9", "a", "²3", "Å", "9"]
    assert [row["id"] for row in sorted(({"id": name, "name": name} for name in names), key=employers._by_name)] == [
        "9", "a", "A 9", "a 10", "b", "B 2", "²3", "Å"]  # fmt: skip


def test_open_roles_are_filtered_and_sorted(base: str) -> None:
    """In each order every role appears once over all pages; a department and a place lead to their postings."""
    whole = data(base, "/sources/acme10.json")
    count = whole["open_now"]
    for sort, key in (("title", "title"), ("place", "location"), ("department", "department"), ("old", "first_seen")):
        rows = data(base, f"/sources/acme10.json?sort={sort}")["open"]
        assert [row[key] for row in rows] == sorted((row[key] for row in rows), key=str.casefold), sort
        assert len({row["id"] for row in rows}) == count
    pay = [row["pay_max"] for row in data(base, "/sources/acme10.json?sort=pay")["open"] if row["pay_max"]]
    assert pay == sorted(pay, reverse=True) != []
    for name, many in whole["departments"]:
        rows = data(base, f"/sources/acme10.json?department={name.replace('&', '%26').replace(' ', '+')}")["open"]
        assert (len(rows), {row["department"] for row in rows}) == (many, {name})
    page = get(base + "/sources/acme10?department=Deck+%26+Sea&sort=title")[1]
    assert (
        "?department=Deck+%26+Sea&amp;sort=pay#open" in page or "?department=Deck%20%26%20Sea&amp;sort=pay#open" in page
    )
    assert "No open roles in this department." in get(base + "/sources/acme10?department=None")[1]
    ranges = whole["pay"]
    assert ranges[0]["currency"] == "USD"
    assert all(one["low"] <= one["high"] and 0 <= one["start"] <= 100 - one["length"] + 0.2 for one in ranges)
    assert whole["lifetimes"]["postings"] == whole["lifetimes"]["open"] + whole["lifetimes"]["closed"]


def test_a_posting_is_cited_by_its_public_address(base: str) -> None:
    """In four styles, with the address of [site], and without the hash of an empty text."""
    found = data(base, "/postings/acme10.p3.json?from=1&to=2")
    assert found["permalink"] == "https://jobs.example.org/postings/acme10.p3?from=1&to=2"
    assert set(found["cite"]) == {"Plain", "APA", "BibTeX", "RIS"}
    for words in found["cite"].values():
        assert all(part in words for part in ("Cook 3", "acme 10", found["permalink"].replace("_", r"\_")))
    assert found["version"]["text_sha256"] in found["cite"]["Plain"]
    assert hashlib.sha256(found["version"]["text"].encode()).hexdigest() == found["version"]["text_sha256"]
    assert "2026-02-02" in data(base, "/postings/acme10.p3.json?at=2026-02-02")["cite"]["APA"]
    empty = data(base, "/postings/acme10.p5.json")
    assert not any(empty["version"]["text_sha256"] in words for words in empty["cite"].values())
    page = get(base + "/postings/acme10.p5")[1]
    assert "The listing has no description of this role." in page
    assert hashlib.sha256(b"").hexdigest() not in page


@pytest.mark.parametrize("title", ["A & B {C} 50% #1 \\x_y~z^", "Line\nbreak\r\nER  - ", "\u202eevil\u202c", ""])
def test_citations_can_be_read_by_programs(title: str) -> None:
    """Braces balance, no line is broken, and no value ends a record early."""
    at = "2026-03-04T05:06:07.000Z"
    one = citing.Cited(title, "Acme {Ltd}", "Site", "a.1", 2, at, at, at, "", "https://a.org/?x=1", at, "ab")
    entry = citing.bibtex(one)
    bare = entry.replace("\\{", "").replace("\\}", "").replace("\\textbackslash{}", "")
    assert bare.count("{") == bare.count("}")
    assert len(entry.splitlines()) == 10
    lines = citing.ris(one).splitlines()
    assert [line[:6] for line in lines] == [f"{name}  - " for name in "TY AU TI PY DA PB N1 UR Y2 ER".split()]
    assert "March 4, 2026" in citing.apa(one)
    assert "first seen" in citing.plain(citing.Cited(**{**{n: getattr(one, n) for n in one.__slots__}, "closed": at}))


def test_a_posting_has_its_edits_and_their_sizes(base: str) -> None:
    """Words added and removed, the edits before and after, versions by date, gaps folded, and no opening for the baseline."""
    page = get(base + "/postings/acme10.p3?from=1&to=2")[1]
    assert re.search(
        r"\+1</span> <span class=\"minus\"><span class=\"visually-hidden\">removed </span>−1</span> words", page
    )
    assert 'rel="next"' in page
    assert 'rel="prev"' in get(base + "/postings/acme10.p3")[1]
    assert 'rel="next"' not in get(base + "/postings/acme10.p3")[1]
    assert "already listed when monitoring began" in page
    assert 'class="kind opened"' not in page
    assert "version 2, 2 Feb" in page.replace("February", "Feb")
    closed = next(row for row in data(base, "/sources/acme10/compare.json?from=2026-01-06&to=2026-06-29")["closed"])
    page = get(f"{base}/postings/{closed['id']}")[1]
    assert ("live page" in page, "The posting is closed" in page) == (False, True)


def test_both_views_fold_what_is_unchanged(base: str) -> None:
    """Side by side and inline: 40 paragraphs of which one differs show at most five, and the fold says how many it has."""
    for view in ("", "&view=side"):
        page = get(f"{base}/postings/acme10.p3?from=1&to=2{view}")[1]
        body = page[page.index('class="wording') : page.index("<h2", page.index('class="wording'))]
        assert re.findall(r"(\d+) paragraphs unchanged", body) == ["19", "18"]
        open_part = re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL)
        assert open_part.count("harbour kitchen") <= 6
    diff = compare(("a", "b"), ("a", "b"))
    assert "<details" not in shown_wording.side_by_side(diff)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-03-12T01:00:00.000Z", "2026-04-04T01:00:00.000Z", r"12 Mar\w* to 4 Apr\w* 2026"),
        ("2025-12-31T01:00:00.000Z", "2026-01-01T01:00:00.000Z", r"31 Dec\w* 2025 to 1 Jan\w* 2026"),
        ("2026-03-12T01:00:00.000Z", "2026-03-12T05:00:00.000Z", r"12 Mar\w* 2026, 01:00 to 05:00 UTC"),
    ],
)
def test_periods_in_words(since: str, until: str, words: str) -> None:
    """The year once if it is the same; times within a day."""
    assert re.fullmatch(words, history.span(since, until))


def test_gaps_in_a_row_are_one_event() -> None:
    """However many there are between two changes; a gap before the first change is left out."""
    ledger: list[Any] = [{"kind": "closed", "at": "2026-05-01"}, {"kind": "opened", "at": "2026-01-01"}]
    gaps: list[Any] = [{"since": f"2026-0{month}-02T", "until": f"2026-0{month}-20T"} for month in (2, 3, 4)]
    gaps.append({"since": "2025-01-01T", "until": "2025-12-01T"})
    closed, dark, opened = history.events(ledger, gaps)
    assert (closed, opened) == tuple(ledger)
    assert isinstance(dark, history.GapsEvent)
    assert [gap["since"][:7] for gap in dark.gaps] == ["2026-04", "2026-03", "2026-02"]
    assert dark.span == history.span("2026-02-02T", "2026-04-20T")


def record(body: bytes, kind: str) -> Record:
    return Record("response", {}, 200, (("Content-Type", kind),), body)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>a<script>window.owned=1</script>b</p>", "<p>ab</p>"),
        ('<p onclick=x style="color:red" class=y>a</p>', "<p>a</p>"),
        ("<form action=https://x.org><input value=1><button>Send</button></form>", '<span class="button">Send</span>'),
        ('<img src=https://x.org/i.png alt="A <b>">', '<span class="picture">[A &lt;b&gt;]</span>'),
        ("<a href=javascript:alert(1)>x</a>", '<span class="link">x</span>'),
        ('<a href="https://x.org/?a=1&b=2">x</a>', '<span class="link" title="https://x.org/?a=1&amp;b=2">x</span>'),
        ("<link rel=stylesheet href=//x.org><style>@import 'x'</style><meta http-equiv=refresh content=0>a", "a"),
        ("<svg onload=x><script>1</script></svg><math><mi>x</mi></math><iframe src=x></iframe>a", "a"),
        (
            "<table><tr><td colspan=2 rowspan=9999 background=x>a</table>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        ("<noscript><img src=x onerror=y></noscript><template><p>x</template>a", None),
        ("<x-job data-x=1>a</x-job><base href=//x.org><object data=x>o</object>", "a"),
        ("&lt;script&gt;1&lt;/script&gt;", "&lt;script&gt;1&lt;/script&gt;"),
        ('<p lang="de" dir="RTL">a</p><p lang="&quot;><script>" dir=x>b</p>', '<p dir="rtl" lang="de">a</p><p>b</p>'),
        ("<xmp><script>1</script></xmp><plaintext>a<script>", "&lt;script&gt;1&lt;/script&gt;a&lt;script&gt;"),
    ],
)
def test_a_readable_copy_runs_and_loads_nothing(markup: str, shown: str | None) -> None:
    """Only listed elements, almost no attributes, and every character escaped anew."""
    found = evidence._readable(record(markup.encode(), "text/html"))
    assert shown is None or found == shown
    assert not re.search(
        r"<(?:script|style|iframe|form|input|svg|img|link|meta|base|object)|<[^>]* (?:on\w+|src|href|style)=", found
    )


def test_long_and_odd_replies_are_cut_and_told() -> None:
    """JSON is indented, invalid JSON is shown as it is, a file is named, and megabytes are shortened."""
    assert '"a": 1' in html.unescape(evidence._readable(record(b'{"a":1}', "application/json")))
    assert "{nope" in evidence._readable(record(b"{nope", "application/json"))
    assert "not a text" in evidence._readable(record(b"\x89PNG", "image/png"))
    assert "<pre" in evidence._readable(record(b"<?xml version='1.0'?><a>b</a>", "application/xml"))
    assert "600,000 more characters" in evidence._readable(record(b"y" * 1_000_000, "text/plain"))
    assert len(readable.page("<p>" + "y" * 1_000_000)) < 1_000_100
    assert len(readable.page("<p>yyyy" * 300_000)) < 6_000_000
    assert "no text" in evidence._readable(record(b"<script>1</script>", "text/html"))


def test_an_archived_reply_is_read_and_checked(base: str) -> None:
    """The copy has its own policy, and the commands on the page print the hash that it shows."""
    link = re.search(r'href="(/evidence/[^".]+)"', get(base + "/postings/acme10.p3")[1])
    assert link
    status, copy, headers = get(f"{base}{link[1]}/copy")
    assert (status, "Line twenty" in copy) == (200, True)
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'; style-src 'sha256-")
    page, policy = get(base + link[1])[1:]
    assert policy["content-security-policy"].endswith("; frame-src 'self'")
    assert f'curl -sSo reply.warc "https://jobs.example.org{link[1]}.warc"' in html.unescape(page)
    with urllib.request.urlopen(f"{base}{link[1]}.warc") as reply:
        bodies = [one.reader.read() for one in ArchiveIterator(BytesIO(reply.read()))]
    assert [hashlib.sha256(body).hexdigest() in page for body in bodies] == [True]
    assert get(base + "/evidence/none/copy")[0] == 404


def print_a_posting(tab: Page, base: str) -> None:
    """It is dark on light, also in dark mode, with its citation and without forms and formats for programs."""
    tab.emulate_media(media="print", color_scheme="dark")
    tab.goto(base + "/postings/acme10.p3?from=1&to=3")
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 254, 250)"
    shown = {
        css: tab.locator(css).first.is_visible()
        for css in (".printed", "#cite + .cite", "#check .cite", ".rail", ".views", "#cite ~ details", ".choose")
    }
    assert [css for css, visible in shown.items() if visible] == [
        ".printed",
        "#cite + .cite",
        "#check .cite",
        ".rail",
    ]


def use_datasette_by_keyboard(tab: Page, base: str) -> None:
    """Its SQL editor makes a text field of its own, which has a name; menus of columns open and close."""
    tab.goto(base + "/tracker")
    found = Axe().run(tab).response
    assert [one["id"] for one in found["violations"]] == []
    assert tab.locator(".CodeMirror textarea").get_attribute("aria-label") == "SQL query"
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.goto(base + "/tracker/sources")
    icon = tab.get_by_role("button", name="Menu of the column board")
    icon.press("Enter")
    assert tab.evaluate("document.activeElement.textContent") == "Sort ascending"
    tab.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")  # the menu fades in
    assert [one["id"] for one in Axe().run(tab).response["violations"]] == []
    tab.keyboard.press("Escape")
    assert (tab.locator(".dropdown-menu").is_visible(), icon.evaluate("one => one === document.activeElement")) == (
        False,
        True,
    )


def test_pages_in_a_browser_with_scripts_and_without(base: str) -> None:
    """uPlot draws the chart from our own files, with keyboard control; pages fit telephones, and axe reports nothing."""
    link = re.search(r'href="(/evidence/[^".]+)"', get(base + "/postings/acme10.p3")[1])
    assert link
    paths = (
        "/sources/acme10",
        "/sources",
        "/sources/acme10/compare?from=2026-02-02",
        "/postings/acme10.p3?from=1&to=3&view=side",
        link[1],
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find("", playwright.chromium.executable_path), chromium_sandbox=False
        )
        for path in paths:
            for width, scheme in ((390, "dark"), (1440, "light")):
                tab = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
                told: list[str] = []
                tab.on("console", lambda message, told=told: told.append(message.text))
                tab.on("pageerror", lambda error, told=told: told.append(str(error)))
                tab.on(
                    "request",
                    lambda one, told=told: (
                        told.append(one.url) if urlsplit(one.url).netloc != urlsplit(base).netloc else None
                    ),
                )
                tab.goto(base + path)
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
                if path == "/sources/acme10":
                    assert tab.locator(".is-live canvas").count() == 2
                    tab.get_by_role("button", name="3 months").press("Enter")
                    assert tab.get_by_role("button", name="3 months").get_attribute("aria-pressed") == "true"
                assert (tab.evaluate("window.owned"), told) == (None, []), path
                tab.close()
                context = chromium.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
                )  # type: ignore[arg-type]
                tab = context.new_page()
                tab.goto(base + path)
                found = Axe().run(tab).response
                assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == [], (
                    path
                )
                context.close()
        context = chromium.new_context(java_script_enabled=False)
        tab = context.new_page()
        tab.goto(base + "/sources/acme10")
        assert tab.locator("svg.chart.wide").is_visible()
        print_a_posting(tab, base)
        context.close()
        context = chromium.new_context(viewport={"width": 390, "height": 900}, color_scheme="dark", bypass_csp=True)
        use_datasette_by_keyboard(context.new_page(), base)
        context.close()
        chromium.close()
    policy = get(base + "/sources/acme10")[2]["content-security-policy"]
    assert ("script-src 'self';" in policy, "unsafe" in policy) == (True, False)
    assert "script-src" not in get(base + "/sources")[2]["content-security-policy"]
