"""What is worth reading, on the website: pages, data and feeds of findings."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.serving import get, served
from tests.test_findings import PLAN, bring, capture, job
from tracker.insight.summaries.prompts import Material, prompt
from tracker.site import feeds
from tracker.site.news import ENTRIES, PAGE
from tracker.store import model_answers
from tracker.store.model_answers import Outcome
from tracker.store.schema import connect

HOSTILE = "You will open our 1st of its kind <script>alert(1)</script> Harbour in Wales \u202e next year."
OLD = 51  # older findings; a page of the feed has 50
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("news")
    (root / "tracker.toml").write_text("")
    first, second = root / "first", root / "second"
    capture(first, "acme.json", [job(n) for n in range(30)])
    capture(second, "acme.json", [*(job(n) for n in range(30)), job(30, PLAN, title="Marine Engineer")])
    capture(first, "bolt.json", [job(n) for n in range(50, 80)])
    capture(second, "bolt.json", [*(job(n) for n in range(50, 80)), job(80, HOSTILE.replace("<", "&lt;"))])
    for folder, at in ((first, "2025-03-01"), (second, "2025-03-20")):
        bring(root, str(folder), "--each", "--board", "ashby", "--source", "b", "--at", at)
        shutil.rmtree(folder)
    _summarise(root)
    return root


@pytest.fixture(scope="module")
def base(made: Path) -> Iterator[str]:
    with served(made) as address:
        yield address


@pytest.fixture
def old(made: Path) -> Iterator[None]:
    """Write findings of 2020, which are not among those of the last 30 days, while a test runs."""
    root = made
    with closing(connect(root / "tracker.db", write=True)) as connection:
        connection.executemany(
            "INSERT INTO findings (id, at, known_at, kind, source, score, headline, why, passage, evidence) "
            "VALUES (?, ?, ?, 'drop', 'b-acme', 0.01, 'Old', 'Long ago.', '', '{}')",
            [(f"old{n:02}", *2 * [f"2020-01-01T00:00:{n:02}.000Z"]) for n in range(OLD)],
        )
        connection.execute(
            "INSERT INTO finding_postings SELECT 'old00', id, id FROM posting_state WHERE source = 'b-acme' LIMIT 4"
        )
        connection.commit()
        yield
        connection.execute("DELETE FROM finding_postings WHERE finding_id = 'old00'")
        connection.execute("DELETE FROM findings WHERE kind = 'drop'")
        connection.commit()


def _summarise(root: Path) -> None:
    """Write a summary of the finding of bolt, with markup that a model's answer never has when it is stored."""
    with closing(connect(root / "tracker.db", write=True)) as connection:
        (finding,) = connection.execute("SELECT id FROM findings WHERE source = 'b-bolt'").fetchone()
        asked = prompt(Material("bolt", "new-phrase", "", "", ""))
        outcome = Outcome("Bolt plans <i>a harbour</i> in Wales.")
        model_answers.put(connection, finding, "b-bolt", "tiny & local", asked, outcome, "2025-03-20T01:00:00.000Z")


def test_the_page(base: str) -> None:
    """Findings have their words and reasons, highest score first, and all text is escaped."""
    status, page, headers = get(f"{base}/news")
    assert status == 200
    assert "1st of its kind Tidal Farm" in page
    assert "no other monitored employer uses it" in page
    assert "<script>" not in page
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "1 Mar 2025 to 20 Mar 2025. The score" in page
    assert 'class="chips"' in get(f"{base}/news?min_score=0")[1]
    assert 'class="chips"' not in get(f"{base}/news?min_score=nan")[1]
    past = get(f"{base}/news?page=9")[1]
    assert "This page is past the last finding." in past
    assert "No findings" not in past
    front = get(f"{base}/")[1]
    (more,) = re.findall(r'href="(/news[^"]*)">All findings of these days', front)
    shown = re.findall(r'href="(/news/[0-9a-f]{20})"', front)
    assert shown
    assert set(shown) <= set(re.findall(r'href="(/news/[0-9a-f]{20})"', get(base + more)[1]))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("source=b-acme", 1),
        ("kind=new-phrase", 2),
        ("kind=drop", 0),
        ("kind=nonsense", 2),
        ("min_score=1", 0),
        ("min_score=x", 2),
        ("since=2025-03-21", 0),
        ("since=2025-03-20", 2),
        ("until=2025-03-19", 0),
        ("until=19+Mar+2025", 0),
        ("order=newest&since=20+Mar+2025&until=20+March+2025", 2),
    ],
)
def test_filters(base: str, query: str, count: int) -> None:
    """The page, the data and both feeds take the same filters. Invalid ones are ignored, and feeds refuse them."""
    found = json.loads(get(f"{base}/news.json?{query}")[1])["findings"]
    assert len(found) == count
    assert get(f"{base}/news?{query}")[1].count("<article") == count
    if query in {"kind=nonsense", "min_score=x"}:
        assert get(f"{base}/news.atom?{query}")[0] == get(f"{base}/news.jsonfeed?{query}")[0] == 400
        return
    assert len(ET.fromstring(get(f"{base}/news.atom?{query}")[1]).findall(f"{ATOM}entry")) == count
    assert len(json.loads(get(f"{base}/news.jsonfeed?{query}")[1])["items"]) == count


def test_one_finding(base: str) -> None:
    """A finding has a page with its postings and its numbers, which its posting and its employer lead to."""
    (found,) = json.loads(get(f"{base}/news.json?source=b-acme")[1])["findings"]
    status, page, _ = get(f"{base}/news/{found['id']}")
    assert status == 200
    assert PLAN in page
    assert "Odds of a plan" in page
    posting = found["postings"][0]["id"]
    assert f"/postings/{posting}" in page
    plain = json.loads(get(f"{base}/news/{found['id']}.json")[1])
    assert plain == {**found, "postings": plain["postings"]}
    for path in (f"/postings/{posting}", "/sources/b-acme"):
        assert f"/news/{found['id']}" in get(base + path)[1], path
    assert found["id"] in get(f"{base}/postings/{posting}.json")[1]
    assert get(f"{base}/news/nothing")[0] == 404
    assert json.loads(get(f"{base}/news/nothing.json")[1])["status"] == 404


def test_filters_that_are_ignored_are_named(base: str) -> None:
    """A typo in an address is reported."""
    for query, word in (
        ("kind=foo", "“foo” is not a kind of finding (new-phrase"),
        ("since=2026-13-45", "“2026-13-45” is not a valid date or time"),
        ("min_score=high", "“high” is not a score from 0 to 1"),
        ("min_score=nan", "“nan” is not a score from 0 to 1"),
        ("min_score=2", "“2” is not a score from 0 to 1"),
        ("min_score=-0.1", "“-0.1” is not a score from 0 to 1"),
        ("min_score=inf", "“inf” is not a score from 0 to 1"),
    ):
        assert word in get(f"{base}/news?{query}")[1], query
        (problem,) = json.loads(get(f"{base}/news.json?{query}")[1])["problems"]
        assert problem.startswith(word)
        assert get(f"{base}/news.atom?{query}")[0] == 400, query
    assert "was ignored" not in get(f"{base}/news?kind=drop&min_score=0.5")[1]
    assert set(json.loads(get(f"{base}/news.json")[1])) == {"since", "findings"}


def test_feeds(base: str) -> None:
    """An entry has the employer, the words and the reason; its id is the same in both feeds."""
    atom = ET.fromstring(get(f"{base}/news.atom?source=b-bolt")[1])
    (entry,) = atom.findall(f"{ATOM}entry")
    (item,) = json.loads(get(f"{base}/news.jsonfeed?source=b-bolt")[1])["items"]
    assert entry.findtext(f"{ATOM}id") == item["id"]
    assert item["title"].startswith("bolt: First mention of")
    assert "<script>" not in item["content_html"]
    assert "\u202e" not in item["content_html"] + item["title"]
    assert item["tags"] == ["new-phrase"]


@pytest.mark.usefixtures("old")
def test_the_feed_leads_to_the_oldest_finding(base: str) -> None:
    """Each page names the next (RFC 5005); together they have every finding once."""
    newest = {feeds.identity(one["id"]) for one in json.loads(get(f"{base}/news.json")[1])["findings"]}
    everything = newest | {feeds.identity(f"old{n:02}") for n in range(OLD)}
    ids, address = [], f"{base}/news.atom?min_score=0"
    while address:
        atom = ET.fromstring(get(address)[1])
        ids += [entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")]
        address = next((one.get("href", "") for one in atom.findall(f"{ATOM}link") if one.get("rel") == "next"), "")
    assert len(ids) == len(everything) == OLD + 2
    assert set(ids) == everything
    following = json.loads(get(f"{base}/news.jsonfeed?kind=drop&min_score=0")[1])["next_url"]
    assert following.endswith("/news.jsonfeed?kind=drop&min_score=0&page=2")
    assert "next_url" not in json.loads(get(following)[1])


@pytest.mark.usefixtures("old")
def test_pages_and_feeds_show_what_the_command_shows(base: str) -> None:
    """Findings with low scores are left out by default, and one link shows all; JSON has all, as `--json`."""
    for query, shown, every in (
        ("since=2020-01-01", 2, OLD + 2),
        ("since=2020-01-01&source=b-acme", 1, OLD + 1),
        ("kind=drop&since=2020-01-01", 0, OLD),
    ):
        page = get(f"{base}/news?{query}")[1]
        assert page.count("<article") == shown
        assert f">Show all {every}</a>" in page
        link = html.unescape(page.rpartition(f'">Show all {every}')[0].rpartition('href="')[2])
        everything = get(base + link)[1]
        assert (everything.count("<article"), "Show all" in everything) == (min(every, PAGE), False)
        assert len(ET.fromstring(get(f"{base}/news.atom?{query}")[1]).findall(f"{ATOM}entry")) == shown
        assert len(json.loads(get(f"{base}/news.jsonfeed?{query}&min_score=0")[1])["items"]) == min(every, ENTRIES)
        assert len(json.loads(get(f"{base}/news.json?{query}")[1])["findings"]) == min(every, PAGE)
    assert "None with a score of 0.2 or more" in page
    assert (
        get(f"{base}/news?kind=drop&min_score=0&since=2020-01-01&until=2020-01-02&order=newest&page=2")[1].count(
            "All 4 are open again."
        )
        == 1
    )
    assert get(f"{base}/news.atom?kind=drop&min_score=0&page=2")[1].count("All 4 are open again.") == 1
    assert "Show all" not in get(f"{base}/news")[1]  # the last 30 days have none that are lower
    assert get(f"{base}/news?since=2020-01-01&min_score=0.2")[1].count("<article") == 2
    employer = get(f"{base}/sources/b-acme")[1]
    assert employer.count('<article class="change finding"') == 1
    assert len(json.loads(get(f"{base}/sources/b-acme.json")[1])["findings"]) == 5
    link = html.unescape(employer.rpartition(f'">Show all {OLD + 1}')[0].rpartition('href="')[2])
    assert get(base + link)[1].count("<article") == PAGE


def test_a_summary_says_who_wrote_it(base: str) -> None:
    """On each page and in each feed, the language model is named before its words, which are escaped."""
    (found,) = json.loads(get(f"{base}/news.json?source=b-bolt")[1])["findings"]
    label = "Summary written by a language model (tiny &amp; local), not checked:"
    words = "Bolt plans &lt;i&gt;a harbour&lt;/i&gt; in Wales."
    for path in ("/news?source=b-bolt", f"/news/{found['id']}", "/sources/b-bolt"):
        page = get(base + path)[1]
        assert f'<span class="by">{label}</span> <bdi>{words}</bdi>' in page, path
    (entry,) = ET.fromstring(get(f"{base}/news.atom?source=b-bolt")[1]).findall(f"{ATOM}entry")
    (item,) = json.loads(get(f"{base}/news.jsonfeed?source=b-bolt")[1])["items"]
    assert entry.findtext(f"{ATOM}content") == item["content_html"]
    assert f"<p><em>{label} {words}</em></p>" in item["content_html"]
    assert found["summary"]["written_by"] == "language model"
    (other,) = json.loads(get(f"{base}/news.json?source=b-acme")[1])["findings"]
    assert "summary" not in other
    assert get(f"{base}/news?source=b-acme")[1].count("language model") == 0
