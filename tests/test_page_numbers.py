"""The numbers of the pages, read from their HTML, are those that plain SQL counts in the documented tables."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.conftest import reader
from tests.serving import get, served
from tests.weekly import weekly

FIRST = date(2025, 1, 6)
GAP = range(9, 13)  # weeks without a list
WEEKS = 34
CONFIG = """
[topics]
galley = ["galley*"]
[sources.acme]
board = "json"
url = "https://acme.example.org/feed.json"
[sources.birch]
board = "json"
url = "https://birch.example.org/feed.json"
"""
# The pay of some postings of one title: two plausible ranges that are far apart, a slip of the pen, an open end, and another currency.
PAY = {
    0: "$20,000 - $30,000 a year",
    1: "$250,000 - $290,000 a year",
    2: "$9,000 - $900,000 a year",
    3: "up to £45,000 a year",
    4: "€40,000 - €50,000 a year",
}


def job(number: int, week: int) -> dict[str, object]:
    """A posting of a week. Titles repeat; every fifth is edited in week 5, and number 7 again."""
    word = "galley" if number % 5 == 0 and week >= 5 else "kitchen"
    return {
        "id": f"p{number}",
        "title": ("Cook", "Diver", "Welder, Night Shift")[number % 3]
        if number > 4
        else "Baker"
        if number != 3
        else "Purser",
        "url": f"https://acme.example.org/jobs/{number}",
        "location": ("Oslo, Norway", "Leeds, UK", "Harbour quarter", "")[number % 4],
        "department": ("Kitchen", "Deck & Sea", "")[number % 3],
        "description": f"You work in the {word} of a ferry.{' Bring boots.' if number == 7 and week > 20 else ''}",
        "salary": PAY.get(number, "$60,000 - $70,000 a year" if number % 7 == 0 else ""),
    }


def on_the_list(number: int, week: int) -> bool:
    """Every third week two open; many close after some weeks, number 6 comes back, and number 12 is missing at the end."""
    if not (number < 12 + 2 * (week // 3) and (number < 5 or week < 8 + number or number % 2)):
        return False
    return not (number == 6 and 6 < week < 12) and not (number == 13 and week >= WEEKS - 1)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def listed(week: int) -> list[object]:
        return [job(number, week) for number in range(40) if on_the_list(number, week)]

    return weekly(tmp_path_factory.mktemp("numbers"), CONFIG, FIRST, {"acme": WEEKS, "birch": 3}, GAP, listed)


@pytest.fixture(scope="module")
def base(root: Path) -> Iterator[str]:
    with served(root) as address:
        yield address


@pytest.fixture(scope="module")
def connection(root: Path) -> sqlite3.Connection:
    return reader(root)


def page(base: str, path: str) -> LexborHTMLParser:
    status, text, _ = get(base + path)
    assert status == 200, path
    return LexborHTMLParser(text)


def words(node: LexborNode | None) -> str:
    return " ".join((node.text() if node else "").split())


def number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def one(connection: sqlite3.Connection, query: str, *values: str) -> Any:
    return connection.execute(query, values).fetchone()[0]


def table(tree: LexborHTMLParser, css: str) -> list[dict[str, str]]:
    """Return the rows of a table by the words of its heading."""
    heads = [words(head) for head in tree.css(f"{css} thead th")]
    return [
        dict(zip(heads, (words(cell) for cell in row.css("td")), strict=True)) for row in tree.css(f"{css} tbody tr")
    ]


def test_the_chart_of_an_employer(base: str, connection: sqlite3.Connection) -> None:
    """What opened and closed by week, the open roles of each day, and the table of numbers under the chart."""
    tree = page(base, "/sources/acme")
    drawn = json.loads(tree.css_first("[data-history]").attributes["data-history"] or "")
    week = "CAST(strftime('%s', substr(at, 1, 10), 'weekday 0', '-6 days') AS INTEGER)"
    for key, kinds in (("opened", "kind = 'opened' AND baseline = 0 OR was_closed"), ("closed", "kind = 'closed'")):
        counted = dict(
            connection.execute(
                f"SELECT {week}, count(*) FROM changes WHERE source = 'acme' AND ({kinds}) GROUP BY 1"
            ).fetchall()
        )
        shown = dict(zip(drawn["periods"], drawn[key], strict=True))
        assert {begin: many for begin, many in shown.items() if many} == counted != {}
        column = {"opened": "Opened or reopened", "closed": "Closed"}[key]
        assert [number(row[column]) for row in table(tree, "table.figures")] == drawn[key][::-1]
    lists = connection.execute(
        "SELECT CAST(strftime('%s', substr(started_at, 1, 10)) AS INTEGER), seen, seen + held FROM checks "
        "WHERE source = 'acme' AND outcome = 'complete' ORDER BY started_at"
    ).fetchall()
    lines = dict(zip(drawn["days"], drawn["open"], strict=True))
    assert [(day, lines[day]) for day, _, _ in lists] == [(day, seen) for day, seen, _ in lists]
    dashed = dict(zip(drawn["days"], drawn["held"], strict=True))
    missing = [(day, both) for day, seen, both in lists if both != seen]
    assert [(day, dashed[day]) for day, _ in missing] == missing != []
    ends = [number(row["Open at its end"]) for row in table(tree, "table.figures")]
    assert ends[0] == lists[-1][1]
    assert len(lists) == WEEKS - len(GAP)


def test_departments_places_and_pay(base: str, connection: sqlite3.Connection) -> None:
    """Pay is the widest plausible range of the postings of a title, in one currency: a typo hides neither it nor others."""
    tree = page(base, "/sources/acme")

    def listed(name: str) -> dict[str, int]:
        items = tree.css(f"section:has(#{name}) .most li")
        return {
            words(item.css_first("bdi") or item.css_first("a, span")): number(words(item.css_first(".n")))
            for item in items
        }

    query = "SELECT department, count(*) FROM postings WHERE source = 'acme' AND status = 'open' AND department IS NOT NULL GROUP BY 1"
    assert listed("departments") == dict(connection.execute(query).fetchall()) != {}
    query = (
        "SELECT coalesce(l.city, l.place), count(DISTINCT p.id) FROM postings AS p JOIN versions AS v ON v.posting_id = p.id "
        "AND v.number = p.versions JOIN posting_places AS l ON l.version_id = v.id WHERE p.source = 'acme' AND p.status = 'open' GROUP BY 1"
    )
    counted = dict(connection.execute(query).fetchall())
    assert {name.partition(",")[0]: many for name, many in listed("places").items()} == counted != {}
    query = (
        "SELECT v.title, count(*), min(coalesce(v.pay_min, v.pay_max)), max(coalesce(v.pay_max, v.pay_min)), v.pay_currency FROM postings AS p "
        "JOIN versions AS v ON v.posting_id = p.id AND v.number = p.versions WHERE p.source = 'acme' AND p.status = 'open' "
        "AND v.pay_plausible GROUP BY v.title, v.pay_currency, v.pay_period"
    )
    wanted = {
        (
            title,
            many,
            f"{'€' if currency == 'EUR' else '$'}{low:,.0f} – {'€' if currency == 'EUR' else '$'}{high:,.0f} a year",
        )
        for title, many, low, high, currency in connection.execute(query).fetchall()
        if currency != "GBP"
    }
    shown = {(row["Role"], int(row["Postings"]), row["Pay"]) for row in table(tree, "table.pay")}
    assert ("Baker", 2, "$20,000 – $290,000 a year") in wanted
    assert one(connection, "SELECT count(*) FROM versions WHERE pay_plausible = 0") == 2  # one of each source
    assert shown == wanted | {("Purser", 1, "up to £45,000 a year")}


def test_lifetimes(base: str, connection: sqlite3.Connection) -> None:
    """The estimate of Kaplan and Meier, from the dates of the changes."""
    shown = {
        words(item.css_first("dt")): words(item.css_first("dd"))
        for item in page(base, "/sources/acme").css(".facts > div")
    }
    lives = connection.execute(
        "SELECT julianday(coalesce(p.closed_at, (SELECT max(started_at) FROM checks WHERE source = 'acme'))) - julianday(p.first_seen), "
        "p.status = 'closed', o.baseline, julianday(o.at) - julianday(o.since) > 21, "
        "p.status = 'closed' AND julianday(c.at) - julianday(c.since) > 21, julianday(c.since) - julianday(p.first_seen) FROM postings AS p "
        "JOIN changes AS o ON o.posting_id = p.id AND o.kind = 'opened' LEFT JOIN changes AS c ON c.posting_id = p.id AND c.kind = 'closed' "
        "AND c.at = p.closed_at WHERE p.source = 'acme'"
    ).fetchall()
    told = [
        (stood, False) if hidden else (days, bool(closed))
        for days, closed, baseline, in_gap, hidden, stood in lives
        if not baseline and not in_gap
    ]
    share, median = 1.0, None
    for end in sorted({days for days, closed in told if closed}):
        at_risk = sum(days >= end for days, _ in told)
        share *= 1 - sum(closed and days == end for days, closed in told) / at_risk
        median = end if share <= 0.5 and median is None else median
    is_open, closed = sum(not row[1] for row in lives), sum(row[1] for row in lives)
    assert shown["On record"] == f"{is_open} open, {closed} closed"
    assert median is not None
    assert shown["Half are closed after"].startswith(f"{round(median)} days")
    assert f"{len(lives) - len(told)} postings that were listed before monitoring" in shown["Half are closed after"]
    edited = one(connection, "SELECT count(DISTINCT posting_id) FROM changes WHERE source = 'acme' AND kind = 'edited'")
    assert shown["Edited"].startswith(f"{edited} posting")


def test_totals_of_employers_and_of_the_front_page(base: str, connection: sqlite3.Connection) -> None:
    rows = {row["Employer ▲"]: row for row in table(page(base, "/sources"), "table.employers")}
    total = 0
    for name, row in rows.items():
        many = one(connection, "SELECT count(*) FROM open_postings WHERE employer = ?", name)
        query = (
            "SELECT c.held FROM checks AS c JOIN sources AS s ON s.id = c.source WHERE s.name = ? AND c.outcome = 'complete' "
            "ORDER BY c.started_at DESC"
        )
        missing = one(connection, query, name)
        assert row["Open"] == (f"{many} {missing} missing" if missing else f"{many}")
        total += many
    assert len(rows) == 2
    assert number(words(page(base, "/sources").css_first(".standfirst strong"))) == total
    front = page(base, "/")
    assert number(words(front.css_first(".lede strong"))) == total
    groups = Counter[tuple[str, str, str]]()
    for day in front.css("section.day"):
        date_of = day.css_first("time").attributes["datetime"] or ""
        for group in day.css("section.group"):
            kind = group.css_first(".kind")
            name = words(group.css_first("a.employer"))
            groups[date_of, name, (group.attributes["class"] or "").split()[-1]] += number(words(kind))
    # The same edit of several postings is one change on the front page.
    query = (
        "SELECT substr(known_at, 1, 10), employer, kind, count(DISTINCT coalesce(group_id, change_id)) FROM recent_changes "
        "WHERE known_at >= ? GROUP BY 1, 2, 3"
    )
    counted = {(day, name, kind): many for day, name, kind, many in connection.execute(query, (min(groups)[0],))}
    assert dict(groups) == counted
    assert len(groups) > 3


def test_two_dates(base: str, connection: sqlite3.Connection) -> None:
    """The state of each posting at a time is its last opening or closing up to then."""
    ends = ("2025-02-03T23:59:59.999Z", "2025-06-16T23:59:59.999Z")
    query = (
        "SELECT posting_id FROM (SELECT posting_id, kind, row_number() OVER (PARTITION BY posting_id ORDER BY at DESC, rowid DESC) AS place "
        "FROM changes WHERE source = 'acme' AND at <= ? AND kind IN ('opened', 'closed', 'reopened')) WHERE place = 1 AND kind <> 'closed'"
    )
    before, after = ({row[0] for row in connection.execute(query, (end,))} for end in ends)
    shown = [
        number(words(cell))
        for cell in page(base, "/sources/acme/compare?from=2025-02-03&to=2025-06-16").css("table.sum td.n")
    ]
    assert shown == [len(before), len(after - before), len(before - after), len(after)]
    assert all(shown)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("q=galley", "1"),
        ("q=galley&status=open", "p.status = 'open'"),
        ("q=galley&wording=current", "v.number = p.versions"),
        ("q=galley&source=birch", "p.source = 'birch'"),
        ("topic=galley&status=closed", "p.status = 'closed'"),
    ],
)
def test_totals_of_a_search(base: str, connection: sqlite3.Connection, query: str, where: str) -> None:
    counted = one(
        connection,
        f"SELECT count(DISTINCT p.id) FROM postings AS p JOIN versions AS v ON v.posting_id = p.id WHERE v.text LIKE '%galley%' AND {where}",
    )
    shown = words(page(base, f"/search?{query}").css_first(".total strong"))
    assert (number(shown) if shown else 0) == counted
