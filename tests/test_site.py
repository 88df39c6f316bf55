"""The website: a real Datasette and a real browser, while the history is hostile and is being written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from fastwarc.warc import ArchiveIterator
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import check, dump
from tests.serving import get, served
from tests.world import Server, World, greenhouse_toml
from tracker.fetch import browser
from tracker.site import common

TOP = Path(__file__).parent.parent
# What a title may have after the border, which leaves out whole scripts and the tags of text.
HOSTILE = "<script>window.owned=1 <svg onload=window.owned=1><iframe src=javascript:1> \u202eevil\u202c \U0001f600"
WIDTHS = (360, 768, 1440)
PAGES = (
    "/",
    "/?kind=edited&significance=major",
    "/?q=zzz-nothing",
    "/sources",
    "/sources/c0",
    "/sources/c1",
    "/postings/c0.1",
    "/postings/c0.1?from=1&to=2",
    "/postings/c0.1?from=1&to=2&view=side",
    "/postings/c0.1?at=2020-01-01",
    "/search",
    "/search?q=application",
    "/search?q=zzz-nothing",
    "/search?topic=data-center&status=open&wording=current",
    "/news",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, World]]:
    root = tmp_path_factory.mktemp("site")
    world = World(2, 6, size=500)
    with Server(world) as server:
        topics = '[topics]\ndata-center = ["data center*", "1st of its kind"]\nempty = ["zzz-nothing"]\n'
        (root / "tracker.toml").write_text(topics + greenhouse_toml(server.base, 2))
        check(root)
        first, second, third = (world.companies[0][n] for n in (1, 2, 3))
        first.title, first.place = HOSTILE, HOSTILE
        first.blocks += [("p", HOSTILE + "x" * 20_000), ("p", '"><svg onload=window.owned=1>javascript:alert(1)')]
        second.title, second.place = "\U0001f9d1\u200d\U0001f680", "\u0627\u0644\u0631\u064a\u0627\u0636"
        third.title = "Very " * 1_000 + "long"
        third.blocks.append(("p", "y" * 2_000_000))
        for job in world.companies[1].values():
            job.blocks.append(("p", "We read every application ourselves, at our 1st of its kind data centers."))
        world.step(add=0.1, remove=0.05, edit=0.05)
        world.companies[0][4].title = "\u0645\u0647\u0646\u062f\u0633"
        check(root)
        world.fault = lambda path: (403, b"") if path.startswith("/v1/boards/c1") else None
        check(root)
        with served(root) as base:
            yield base, root, world


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=browser.find("", playwright.chromium.executable_path), chromium_sandbox=False
        )
        yield found
        found.close()


def opened(
    chromium: Browser, url: str, width: int = 1440, scheme: str = "light", **more: Any
) -> tuple[Page, list[str]]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)  # type: ignore[arg-type]
    tab = context.new_page()
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on(
        "request",
        lambda request: told.append(request.url) if urlsplit(request.url).netloc != urlsplit(url).netloc else None,
    )
    tab.goto(url)
    return tab, told


@pytest.mark.parametrize("path", PAGES)
def test_pages_in_a_browser(site: tuple[str, Path, World], chromium: Browser, path: str) -> None:
    """At every width, light and dark: no script runs, no error appears, no request leaves, nothing is wider than the screen."""
    base, _root, _world = site
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            tab, told = opened(chromium, base + path, width, scheme)
            assert tab.evaluate("window.owned") is None
            assert tab.locator("script, img, [onerror], [onload], [style]").count() == 0
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert told == []
            if path == "/":  # the first news is on the first screen of a telephone
                first = "Math.min(...[...document.querySelectorAll('.finding, .group')].map(one => one.getBoundingClientRect().top))"
                assert tab.evaluate(first) < 500
            tab.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible(site: tuple[str, Path, World], chromium: Browser, path: str) -> None:
    """axe-core finds no violation, on a telephone in the dark and on a desktop in the light."""
    base, _root, _world = site
    for width, scheme in ((360, "dark"), (1440, "light")):
        # axe is put into the page as script, which the page's own policy would forbid.
        tab, _ = opened(chromium, base + path, width, scheme, bypass_csp=True)
        found = Axe().run(tab).response
        assert len(found["passes"]) > 10
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
        tab.context.close()


def test_readable_without_script_and_the_back_button_works(site: tuple[str, Path, World], chromium: Browser) -> None:
    """All state is in the address: filtering, following a link and going back give the same view, without scripts."""
    base, _root, _world = site
    tab, _ = opened(chromium, base + "/", java_script_enabled=False)
    tab.get_by_role("combobox", name="Change", exact=True).select_option("edited")
    tab.get_by_role("button", name="Show").click()
    tab.wait_for_url("**kind=edited**")  # until the page is whole, not only its address new
    first = tab.locator("main h3").all_text_contents()
    assert first
    tab.locator("h4 a").first.click()
    tab.wait_for_url("**/postings/**")
    tab.go_back()
    assert tab.locator("main h3").all_text_contents() == first
    tab.goto(tab.url)
    assert tab.locator("main h3").all_text_contents() == first
    tab.context.close()


def test_keyboard_reaches_the_content_first(site: tuple[str, Path, World], chromium: Browser) -> None:
    """The first tab stop leads to the content."""
    tab, _ = opened(chromium, site[0] + "/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.context.close()


def test_timeline(site: tuple[str, Path, World]) -> None:
    """The front page shows the changes, the group once, and the incomplete coverage."""
    base, _root, _world = site
    status, page, headers = get(base + "/")
    assert status == 200
    assert "same edit on" in page
    assert "was blocked at" in page
    assert "1 of 2 employers could not be read completely at the last check" in page
    assert page.partition('<div class="days">')[2].count("We read every application ourselves") == 1
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert 'property="og:title"' in page
    group = re.search(r'href="/\?group=([^"]+)"', page)
    assert group
    assert get(f"{base}/?group={group[1]}")[1].count('<li class="edit">') >= 5


def test_any_two_versions(site: tuple[str, Path, World]) -> None:
    """Versions are compared word by word, as a page and as JSON; odd numbers are answered too."""
    base, _root, _world = site
    assert "<ins>" in get(base + "/postings/c0.1?from=1&to=2")[1]
    assert '<table class="sides"' in get(base + "/postings/c0.1?from=1&to=2&view=side")[1]
    found = json.loads(get(base + "/postings/c0.1.json?from=1&to=2")[1])
    assert (found["from"], found["to"], len(found["versions"]) >= 2) == (1, 2, True)
    assert [row["kind"] for row in found["ledger"]][-2:] == ["edited", "opened"]
    assert found["evidence"]["warc_file"].startswith("c0/")
    for odd in (
        "?from=99&to=0",
        "?from=x&to=%00",
        "?from=-1",
        "?at=zzz",
        "?at=2026-13-45",
        "?at=9999-12-31T23:59:59-23:59",
        "?view=%27",
        "?from=٣",
    ):
        status, page, _ = get(base + "/postings/c0.1" + quote(odd, safe="?=&%"))
        named = re.search("(?:from|to)=[^&%]", odd) is not None
        assert (status, "This posting has no version “" in page, "is not a valid time" in page) == (
            200,
            named,
            odd.startswith("?at="),
        ), odd
    for odd in (
        "/postings/none",
        "/postings/%3Cscript%3Ealert(1)",
        "/postings/c0.1%27--",
        "/sources/%00",
        "/evidence/x",
    ):
        status, page, _ = get(base + odd)
        assert status == 404
        assert "<script>alert" not in page


def test_evidence_is_the_record(site: tuple[str, Path, World]) -> None:
    """A posting's page leads to the headers, the hash, and the WARC record, which other tools read."""
    base, root, _world = site
    link = re.search(r'href="(/evidence/[^".]+)"', get(base + "/postings/c0.1")[1])
    assert link
    page = get(base + link[1])[1]
    assert "matches the archived body" in page
    assert '<td class="mono">Content-Type</td>' in page
    shown = json.loads(get(f"{base}{link[1]}.json")[1])
    assert shown["body_has_this_hash"] is True
    import io
    import urllib.request

    with urllib.request.urlopen(f"{base}{link[1]}.warc") as reply:
        (record,) = list(ArchiveIterator(io.BytesIO(reply.read())))
    assert record.headers["WARC-Type"] == "response"
    assert (root / "snapshots" / shown["warc_file"]).exists()


@pytest.mark.parametrize(
    "query",
    [
        "?kind=opened",
        "?kind=zzz",
        "?source=c0",
        "?source=%27--",
        "?significance=major",
        "?topic=data-center",
        "?topic=empty",
        "?topic=none",
        "?q=application",
        "?q=%22%22%22",
        "?q=***",
        "?q=%00%22%27;--",
        "?q=" + "a%20" * 300,
        "?q=NEAR(a%20b)%20OR%20NOT%20%5E",
        "?q=数据中心",
        "?q=application&topic=data-center&kind=edited&source=c1&since=2020-01-01&until=2099-01-01",
        "?before=9999~1",
        "?before=2026~99999999999999999999999",
        "?at=9999-12-31T23:59:59-23:59",
        "?q=work&at=0001-01-01T00:00:00%2B23:59",
        "?before=x",
        "?since=2026-01-01&until=zz",
        "?group=none",
    ],
)
def test_every_query_is_an_answer(site: tuple[str, Path, World], query: str) -> None:
    """As a page, as data, and as both kinds of feed, which refuse a filter that they can't understand."""
    path = quote(query, safe="?=&%*;()^'~")
    for page in ("/", "/changes.json", "/search", "/search.json"):
        assert get(site[0] + page + path)[0] == 200, page
    wrong = "zz" in query
    for page in ("/changes.atom", "/changes.jsonfeed"):
        status, text, _ = get(site[0] + page + path)
        assert (status, "is not a" in text[:20]) == ((400, True) if wrong else (200, False)), page


def test_filters_filter(site: tuple[str, Path, World]) -> None:
    """Each filter works, and the words of a topic find its postings."""
    base, _root, _world = site
    whole = json.loads(get(base + "/changes.json")[1])["changes"]
    assert {row["kind"] for row in whole} > {"edited"}
    for name, value in (("kind", "edited"), ("source", "c1"), ("significance", "major")):
        some = json.loads(get(f"{base}/changes.json?{name}={value}")[1])["changes"]
        assert some
        assert {row[name] for row in some} == {value}
    assert {row["source"] for row in json.loads(get(base + "/changes.json?topic=data-center")[1])["changes"]} == {"c1"}
    assert json.loads(get(base + "/changes.json?topic=empty")[1])["changes"] == []
    assert json.loads(get(base + "/changes.json?until=2001-01-01")[1])["changes"] == []


def test_search_finds_past_wordings_with_marks(site: tuple[str, Path, World]) -> None:
    """Phrases, prefixes, any script, and as of a time; hits are marked."""
    base, _root, _world = site
    page = get(base + "/search?q=%22every+application%22")[1]
    assert "<mark>every application</mark>" in page
    assert "<mark>ourselves</mark>" in get(base + "/search?q=oursel*")[1]
    assert "No posting has these words as of" in get(base + "/search?q=application&at=2020-01-01")[1]
    assert "&lt;script&gt;" in get(base + "/search?q=evil")[1]
    past = get(base + "/search?q=evil&page=9")[1]
    assert "This page is past the last of the" in past
    assert "No posting has" not in past


def valid_atom(text: str) -> list[ET.Element]:
    """Hold a feed against RFC 4287 (sections 4.1.1, 4.1.2, 3.3); returns its entries."""
    space = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(text)
    assert root.tag == f"{space}feed"
    for holder in [root, *root.findall(f"{space}entry")]:
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"{space}{name}")) == 1, name
        assert re.fullmatch(r"[a-z][a-z0-9+.-]*:.+", holder.findtext(f"{space}id") or "")
        assert datetime.fromisoformat(holder.findtext(f"{space}updated") or "").tzinfo is not None
    assert len(root.findall(f"{space}author")) == 1
    assert [link.get("rel") for link in root.findall(f"{space}link")] == ["self", "alternate"]
    entries = root.findall(f"{space}entry")
    ids = [entry.findtext(f"{space}id") for entry in entries]
    assert len(ids) == len(set(ids))
    for entry in entries:
        content = entry.find(f"{space}content")
        assert content is not None
        assert content.get("type") == "html"
        assert len(entry.findall(f"{space}link[@rel='alternate']")) == 1
    return entries


@pytest.mark.parametrize(
    "path", ["/changes", "/changes?kind=edited", "/changes?kind=unlisted", "/postings/c0.1", "/sources/c0"]
)
def test_feeds(site: tuple[str, Path, World], path: str) -> None:
    """Valid by RFC 4287 and JSON Feed 1.1, read by feedparser, the same ids each time, and valid when empty."""
    base, _root, _world = site
    place, _, query = path.partition("?")
    urls = [f"{base}{place}{form}{'?' + query if query else ''}" for form in (".atom", ".jsonfeed")]
    status, text, headers = get(urls[0])
    assert (status, headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    entries = valid_atom(text)
    assert bool(entries) == ("unlisted" not in path)
    parsed = feedparser.parse(text)
    assert not parsed.bozo
    assert len(parsed.entries) == len(entries)
    status, text, headers = get(urls[1])
    assert (status, headers["content-type"].partition(";")[0]) == (200, "application/feed+json")
    found = json.loads(text)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == urls[1]
    assert [item["id"] for item in found["items"]] == [entry.id for entry in parsed.entries]
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert "<script" not in item["content_html"]
        assert "None" not in item["content_html"]
        assert len(item["tags"]) == (2 if item["tags"][0] == "edited" else 1)
        assert urlsplit(item["url"]).netloc == urlsplit(base).netloc
    if path == "/changes":
        assert any("<ins>" in item["content_html"] and "<del>" in item["content_html"] for item in found["items"])


def test_a_source(site: tuple[str, Path, World]) -> None:
    """Open roles, openings and closings, and the completeness of the monitoring, as a page and as data."""
    base, _root, world = site
    found = json.loads(get(base + "/sources/c1.json")[1])
    assert found["source"]["outcome"] == "blocked"
    outcomes = [row["outcome"] for row in found["checks"]]
    assert (outcomes[:2], set(outcomes[2:])) == (["complete", "complete"], {"blocked"})
    assert found["open_now"] == len(found["open"])
    page = get(base + "/sources/c1")[1]
    assert "This source was blocked at" in page
    assert 'class="blocked"' in page
    assert len(json.loads(get(base + "/sources.json")[1])["sources"]) == len(world.companies)


def test_robots_are_told(site: tuple[str, Path, World]) -> None:
    """robots.txt allows indexing, and filtered views have noindex."""
    base, _root, _world = site
    assert "Disallow: /search" in get(base + "/robots.txt")[1]
    assert 'content="noindex' in get(base + "/?kind=edited")[1]
    assert 'content="noindex' not in get(base + "/")[1]


def test_datasettes_own_pages_lead_to_ours(site: tuple[str, Path, World]) -> None:
    """Ids are links, and a text is shown as text."""
    base, _root, _world = site
    assert '<a href="/postings/c0.1">c0.1</a>' in get(base + "/tracker/postings?source=c0")[1]
    assert '<a href="/postings/c0.1">c0.1</a>' in get(base + "/tracker/recent_changes")[1]
    assert "<script>window.owned" not in get(base + "/tracker/versions")[1]


def test_served_while_it_is_written(site: tuple[str, Path, World]) -> None:
    """No page fails while a run and a rebuild write into the database."""
    base, root, world = site
    answers: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            answers.extend(get(base + path)[0] for path in ("/", "/postings/c0.2", "/sources/c0", "/search?q=work"))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for command in ("run", "run", "run", "rebuild"):
            world.step(add=0.2, remove=0, edit=0.3)
            subprocess.run(
                [sys.executable, "-m", "tracker", "-C", str(root), command], check=False, capture_output=True
            )
    finally:
        stop.set()
        reader.join()
    assert len(answers) > 4
    assert set(answers) == {200}


def test_metadata_at_the_top_is_what_is_shipped() -> None:
    """The repository's metadata.yml is the one that projects without their own are served with."""
    ours = yaml.safe_load((TOP / "metadata.yml").read_text())
    assert ours == yaml.safe_load((TOP / "tracker/site/metadata.yml").read_text())
    assert ours["databases"]["tracker"]["tables"]["blocks"]["hidden"]


def test_times_in_addresses_are_kept(site: tuple[str, Path, World]) -> None:
    """As of a moment, a posting is what it was then."""
    base, root, _world = site
    first = min(str(row[3]) for row in dump(root)["checks"])
    found = json.loads(get(f"{base}/postings/c0.1.json?at={first}")[1])
    assert (found["from"], found["to"]) == (1, 1)


def test_a_group_is_folded_to_what_was_asked_for(site: tuple[str, Path, World]) -> None:
    """A posting's feed has its part of a common edit; words of one posting of a group find it, counted as one."""
    base, _root, _world = site
    rows = json.loads(get(base + "/changes.json?source=c1&kind=edited")[1])["changes"]
    group = next(row for row in rows if row["postings"] > 2)
    members = json.loads(get(f"{base}/changes.json?group={group['group_id']}")[1])["changes"]
    assert len(members) == group["postings"]
    for member in members:
        items = json.loads(get(f"{base}/postings/{member['posting_id']}.jsonfeed")[1])["items"]
        assert any("1st of its kind" in item["content_html"] for item in items)
        words = quote(f'"{member["title"]}"')
        found = json.loads(get(f"{base}/changes.json?kind=edited&source=c1&q={words}")[1])["changes"]
        assert group["group_id"] in {row["group_id"] for row in found}
        assert all(row["postings"] <= group["postings"] for row in found)


def test_before_it_was_known_nothing_is_shown(site: tuple[str, Path, World]) -> None:
    """As of a time before it was first seen, a posting has no wording, and the data say so."""
    base, _root, _world = site
    assert "was not known yet" in get(base + "/postings/c0.1?at=2020-01-01")[1]
    assert 'class="wording"' not in get(base + "/postings/c0.1?at=2020-01-01")[1]
    found = json.loads(get(base + "/postings/c0.1.json?at=2020-01-01")[1])
    assert (found["known_then"], found["version"]) == (False, None)


def test_feeds_of_different_filters_have_different_ids(site: tuple[str, Path, World]) -> None:
    """No two feeds are taken for one."""
    paths = (
        "/changes.atom",
        "/changes.atom?kind=closed",
        "/sources/c0.atom",
        "/sources/c0.atom?kind=closed",
        "/postings/c0.1.atom",
    )
    ids = [feedparser.parse(get(site[0] + path)[1]).feed.id for path in paths]
    assert len(set(ids)) == len(paths)


def test_what_is_not_there_is_said_in_our_own_words(site: tuple[str, Path, World], chromium: Browser) -> None:
    """A missing page has our policy and links; as data it is JSON, as a feed plain text."""
    base, _root, _world = site
    for path, kind in (
        ("/postings/none", "text/html"),
        ("/sources/none", "text/html"),
        ("/evidence/none", "text/html"),
        ("/postings/none.json", "application/json"),
        ("/sources/none.jsonfeed", "application/json"),
        ("/postings/none.atom", "text/plain"),
        ("/evidence/none.warc", "text/plain"),
    ):
        status, body, headers = get(base + path)
        assert (status, headers["content-type"].partition(";")[0]) == (404, kind), path
        assert "“none”" in body.replace("\\u201c", "“").replace("\\u201d", "”"), path
        assert "tracker search" not in body
        if kind != "application/json":
            assert headers["content-security-policy"].startswith("default-src 'none'"), path
    for path in ("/postings", "/changes", "/no/such/page", "/favicon"):
        status, body, headers = get(base + path)
        assert (status, "There is no page at" in body) == (404, True), path
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
    assert "There is no page at" not in get(base + "/tracker/none")[1]
    tab, _ = opened(chromium, base + "/postings/none", 360)
    assert tab.locator("h1").inner_text() == "Page not found"
    tab.get_by_role("link", name="list of employers").click()
    assert tab.url == base + "/sources"
    tab.context.close()


def test_a_text_that_nobody_reads_is_cut_and_kept(site: tuple[str, Path, World]) -> None:
    """Two million characters without a space are shortened on the page; the data have all of them."""
    base, _root, _world = site
    for query in ("", "?from=1&to=2", "?from=1&to=2&view=side", "?from=2&to=2"):
        page = get(f"{base}/postings/c0.3{query}")[1]
        assert len(page) < 120_000, query
        assert "1,980,000 characters are not shown here" in page, query
    found = json.loads(get(f"{base}/postings/c0.3.json")[1])
    assert "y" * 2_000_000 in found["version"]["text"]


def test_times_are_told_with_their_days() -> None:
    """An interval within a day has no date; one over days names both, one over years their years."""
    told = common.interval
    assert told(None, "2026-11-17T10:00:00.000Z") == "by 10:00 UTC"
    assert told("2026-11-17T02:00:00.000Z", "2026-11-17T10:00:00.000Z") == "between 02:00 and 10:00 UTC"
    assert told("2026-11-16T22:00:00.000Z", "2026-11-17T10:00:00.000Z") == "between 16 Nov, 22:00 and 17 Nov, 10:00 UTC"
    assert told(None, "2026-11-17T10:00:00.000Z", dated=True) == "17 Nov 2026, by 10:00 UTC"
    assert "between 16 Nov 2026, 22:00" in told("2026-11-16T22:00:00.000Z", "2026-11-17T10:00:00.000Z", dated=True)
    assert "31 Dec 2025, 22:00 and 1 Jan 2026, 10:00" in told("2025-12-31T22:00:00.000Z", "2026-01-01T10:00:00.000Z")


def test_writing_from_right_to_left_begins_at_the_right(site: tuple[str, Path, World], chromium: Browser) -> None:
    """A title in Arabic is set from the right, without a language that was not stated."""
    base, _root, _world = site
    tab, _ = opened(chromium, f"{base}/postings/c0.4")
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert tab.locator("h1").get_attribute("lang") == ""
    tab.context.close()
