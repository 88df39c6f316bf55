"""Rows and values that can't be right, end to end: what they cost, and what they never cause."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import Answer, check, reader

Site = Callable[[Answer], tuple[str, list[str]]]
JSON = {"Content-Type": "application/json"}


def project(root: Path, base: str, board: str, more: str = "") -> None:
    (root / "tracker.toml").write_text(
        f'[sources.a]\nboard = "{board}"\nurl = "{base}/a"\nendpoint = "{base}/a"\nallow_private = true\ndelay = "0s"\n'
        f'render = "never"\n{more}',
        encoding="utf-8",
    )


def verdict(root: Path) -> tuple[str, int, list[tuple[str, str]]]:
    (result,) = check(root).results
    return (
        result.verdict.outcome,
        result.verdict.seen,
        [(one.kind, one.external_id) for one in result.changes if not one.baseline],
    )


@pytest.mark.parametrize("odd", [-5, 0, True, False, 3, 10**30, 1.5, "many", None, [110]])
def test_a_total_that_can_be_none_ends_no_list(tmp_path: Path, site: Site, odd: object) -> None:
    """A list of 110 in pieces of 100: whatever total is stated, unread postings are not closed."""
    total: list[object] = [110]

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        query = parse_qs(urlsplit(path).query)
        if "/postings" not in path or "offset" not in query:
            return 500, JSON, b"{}"
        start = int(query["offset"][0])
        rows = [{"id": str(n), "name": f"Lamp keeper {n}"} for n in range(110)][start : start + 100]
        return 200, JSON, json.dumps({"offset": start, "totalFound": total[0], "content": rows}).encode()

    base, _ = site(answer)
    project(tmp_path, base, "smartrecruiters")
    outcome, seen, _ = verdict(tmp_path)
    assert seen == 110
    total[0] = odd
    for _ in range(3):
        outcome, seen, told = verdict(tmp_path)
        assert told == []
        assert outcome != "complete" or seen == 110, (outcome, seen)


def greenhouse(rows: list[str]) -> bytes:
    return f'{{"jobs": [{",".join(rows)}]}}'.encode()


@pytest.mark.parametrize("odd", ["1e400", "1" * 400, "NaN", "[" * 1100 + "]" * 1100, '"\\ud800"', "-Infinity"])
def test_an_odd_number_or_nesting_costs_at_most_its_row(tmp_path: Path, site: Site, odd: str) -> None:
    """Values that parsers refuse, in a field that is not used: the other rows are read, and none closes."""
    rows = [f'{{"id": {n}, "title": "Lamp keeper {n}", "content": "You keep lamp {n}."}}' for n in range(20)]
    now = [rows]
    base, _ = site(
        lambda path, _h: (200, JSON, greenhouse(now[0])) if path.startswith("/a/jobs?") else (500, JSON, b"")
    )
    project(tmp_path, base, "greenhouse")
    assert verdict(tmp_path) == ("complete", 20, [])
    now[0] = [*rows[:7], rows[7].replace('"title"', f'"metadata": {odd}, "title"'), *rows[8:]]
    for _ in range(3):
        outcome, _seen, told = verdict(tmp_path)
        assert [kind for kind, _ in told if kind != "edited"] == []
        assert outcome in {"complete", "failed"}
        assert outcome == "complete" or odd.startswith("["), "only what nests without end may cost the reply"


@pytest.mark.parametrize("bad", ["null", "7", "{}", '{"id": 3}', '{"id": 3, "first": null}', '{"id": {"a": 1}}'])
def test_one_bad_row_of_a_declared_feed_is_lost_alone(tmp_path: Path, site: Site, bad: str) -> None:
    """A row without a title, a row that is no object, an expression that fails: the rest of the list is read."""
    rows = [
        json.dumps({"id": n, "first": "Lamp", "last": f"keeper {n}", "text": f"You keep lamp {n}."}) for n in range(45)
    ]
    body = "[" + ",".join([*rows[:3], bad, *rows[4:]]) + "]"
    base, _ = site(lambda path, _h: (200, JSON, body.encode()) if path == "/a" else (500, JSON, b""))
    project(tmp_path, base, "json", "title = \"join(' ', [first, last])\"\n")
    assert verdict(tmp_path) == ("complete", 44, [])
    reason = reader(tmp_path).execute("SELECT reason FROM checks").fetchone()[0]
    assert "1 of 45 rows could not be read" in reason


def test_one_posting_without_anything_costs_no_other_on_a_page(tmp_path: Path, site: Site) -> None:
    """Structured data with an empty JobPosting, and with an endlessly nested one."""
    good = [
        {"@type": "JobPosting", "title": f"Lamp keeper {n}", "identifier": str(n), "description": "x"}
        for n in range(30)
    ]
    blocks = [json.dumps(one) for one in [*good, {"@type": "JobPosting"}]]
    blocks.append('{"@graph":[' * 3_000 + "]}" * 3_000)
    page = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks).encode()
    base, _ = site(lambda path, _h: (200, {"Content-Type": "text/html"}, page) if path == "/a" else (500, JSON, b""))
    project(tmp_path, base, "jsonld")
    assert verdict(tmp_path)[:2] == ("complete", 30)


@pytest.mark.parametrize("odd", ["&nbsp;", "&#xD800;", "\x08", "&eacute;", "&#0;", "&unknown;", "&#99999999;"])
def test_an_odd_character_costs_no_feed(tmp_path: Path, site: Site, odd: str) -> None:
    """A character that XML forbids is replaced, and the feed is read."""
    rows = "".join(
        f"<position><id>{n}</id><name>Lamp {odd if n == 3 else ''}keeper {n}</name></position>" for n in range(20)
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><workzag-jobs>{rows}</workzag-jobs>'.encode()
    base, _ = site(
        lambda path, _h: (200, {"Content-Type": "text/xml"}, body) if path.startswith("/a") else (500, JSON, b"")
    )
    project(tmp_path, base, "personio")
    assert verdict(tmp_path) == ("complete", 20, [])
    assert reader(tmp_path).execute("SELECT count(*) FROM postings WHERE title LIKE 'Lamp %keeper 3'").fetchone() == (
        1,
    )


@pytest.mark.parametrize("odd", [None, 7, ["a", {"b": 1}], {"a": 1}, True])
@pytest.mark.parametrize("field", ["title", "description", "url"])
def test_a_value_of_another_type_is_no_edit_to_nonsense(tmp_path: Path, site: Site, field: str, odd: object) -> None:
    """An object in place of a text is no text: no edit shows a printed object, and nothing closes."""
    rows = [
        {
            "@type": "JobPosting",
            "title": f"Lamp keeper {n}",
            "identifier": str(n),
            "description": f"You keep lamp {n}.",
            "url": f"/p/{n}",
        }
        for n in range(9)
    ]

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path != "/a":
            return 500, JSON, b""
        blocks = "".join(f'<script type="application/ld+json">{json.dumps(row)}</script>' for row in rows)
        return 200, {"Content-Type": "text/html"}, blocks.encode()

    base, _ = site(answer)
    project(tmp_path, base, "jsonld")
    assert verdict(tmp_path) == ("complete", 9, [])
    rows[4][field] = odd
    for _ in range(3):
        outcome, _, told = verdict(tmp_path)
        assert (outcome, [kind for kind, _ in told if kind != "edited"]) == ("complete", [])
    told = reader(tmp_path).execute("SELECT title || text || url FROM versions JOIN postings USING (title)").fetchall()
    assert not any("{" in row[0] or "[" in row[0] or "None" in row[0] for row in told)


def test_a_position_without_a_name_is_lost_alone(tmp_path: Path, site: Site) -> None:
    """Its id is in the row, so the posting is not missing."""
    odd = [False]

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        names = ["" if odd[0] and n == 3 else f"<name>Lamp keeper {n}</name>" for n in range(20)]
        rows = "".join(f"<position><id>{n}</id>{name}</position>" for n, name in enumerate(names))
        body = f"<workzag-jobs>{rows}</workzag-jobs>".encode()
        return (200, {"Content-Type": "text/xml"}, body) if path.startswith("/a") else (500, JSON, b"")

    base, _ = site(answer)
    project(tmp_path, base, "personio")
    assert verdict(tmp_path) == ("complete", 20, [])
    odd[0] = True
    for _ in range(4):
        assert verdict(tmp_path) == ("complete", 19, [])
