"""The website: a real Datasette and a real browser, while the history is hostile and is being written."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import sync_playwright

from tests.conftest import check, dump
from tests.world import Server, World, greenhouse_toml
from tracker import serving
from tracker.fetch import browser

TOP = Path(__file__).parent.parent
HOSTILE = "<script>window.owned=1</script><img src=x onerror=window.owned=1> \u202eevil\u202c \U0001f600"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, World]]:
    root = tmp_path_factory.mktemp("site")
    world = World(2, 6, size=500)
    with Server(world) as server:
        (root / "tracker.toml").write_text(greenhouse_toml(server.base, 2))
        check(root)
        first = world.companies[0][1]
        first.title, first.place = HOSTILE, HOSTILE
        first.blocks.append(("p", HOSTILE + "x" * 20_000))
        for job in world.companies[1].values():
            job.blocks.append(("p", "We read every application ourselves."))
        world.step(add=0.1, remove=0.05, edit=0.05)
        check(root)
        world.fault = lambda path: (403, b"") if path.startswith("/v1/boards/c1") else None
        check(root)
        log = (root / "serve.log").open("w")
        arguments = serving.arguments(root, "127.0.0.1", 0)
        running = subprocess.Popen([sys.executable, *arguments], stdout=log, stderr=log)
        try:
            yield _address(running, root / "serve.log"), root, world
        finally:
            running.terminate()
            running.wait()
            log.close()


def _address(running: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        found = [
            line.split("running on ")[1].split(" ")[0] for line in log.read_text().splitlines() if "running on " in line
        ]
        if found:
            return found[0]
        threading.Event().wait(0.05)
    raise AssertionError(log.read_text())


def get(url: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(url) as reply:
            return reply.status, reply.read().decode(), dict(reply.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


def test_timeline(site: tuple[str, Path, World]) -> None:
    """The front page shows the changes, the group once, and what was not seen."""
    base, _root, _world = site
    status, page, headers = get(base + "/")
    assert status == 200
    assert "same edit on" in page
    assert "was blocked at" in page
    assert page.count("We read every application ourselves.") == 1
    assert {key.lower(): value for key, value in headers.items()}["content-security-policy"].startswith(
        "default-src 'none'"
    )


def test_hostile_text_is_harmless(site: tuple[str, Path, World]) -> None:
    """In a real browser nothing of a posting is run, and nothing complains."""
    base, _root, _world = site
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find("", playwright.chromium.executable_path), chromium_sandbox=False
        )
        for path in ("/", "/postings/c0.1", "/postings/c0.1?from=1&to=2"):
            for width in (360, 1280):
                tab = chromium.new_page(viewport={"width": width, "height": 800})
                told: list[str] = []
                tab.on("console", lambda message, told=told: told.append(message.text))
                tab.on("pageerror", lambda error, told=told: told.append(str(error)))
                tab.goto(base + path)
                assert tab.evaluate("window.owned") is None
                assert tab.locator("script, img, [onerror]").count() == 0
                assert tab.evaluate("document.documentElement.scrollWidth") <= width
                assert told == []
                tab.close()
        chromium.close()


def test_any_two_versions(site: tuple[str, Path, World]) -> None:
    """Versions are compared word by word, as a page and as JSON; odd numbers are answered too."""
    base, _root, _world = site
    assert "<ins>" in get(base + "/postings/c0.1?from=1&to=2")[1]
    found = json.loads(get(base + "/postings/c0.1.json?from=1&to=2")[1])
    assert (found["from"], found["to"], len(found["versions"]) >= 2) == (1, 2, True)
    assert [row["kind"] for row in found["ledger"]][-2:] == ["edited", "opened"]
    assert found["evidence"]["warc_file"].startswith("c0/")
    for odd in ("?from=99&to=0", "?from=x&to=%00", "?from=-1"):
        assert get(base + "/postings/c0.1" + odd)[0] == 200
    for odd in ("/postings/none", "/postings/%3Cscript%3Ealert(1)", "/postings/c0.1%27--"):
        status, page, _ = get(base + odd)
        assert status == 404
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    "query",
    [
        "?kind=opened",
        "?kind=zzz",
        "?source=c0",
        "?source=%27--",
        "?offset=9999",
        "?offset=x",
        "?since=2026-01-01&until=zz",
    ],
)
def test_filters(site: tuple[str, Path, World], query: str) -> None:
    """Every query is an answer."""
    assert get(site[0] + "/" + query)[0] == 200
    assert get(site[0] + "/changes.json" + query)[0] == 200


def test_tables_views_and_queries_open(site: tuple[str, Path, World]) -> None:
    """Every table, view and canned query of the metadata is served; inner tables are hidden."""
    base, root, _world = site
    found: dict[str, Any] = json.loads(get(base + "/tracker.json")[1])
    shown = {table["name"] for table in found["tables"] if not table["hidden"]}
    assert shown == {"sources", "checks", "snapshots", "changes", "deliveries", "delivery_changes", "ties"}
    views = {view["name"] for view in found["views"]}
    assert views == {
        "versions",
        "postings",
        "open_postings",
        "recent_changes",
        "posting_history",
        "source_health",
        "daily_counts",
        "gaps",
    }
    queries = {query["name"] for query in found["queries"]}
    assert len(queries) == 2
    for name in shown | views | queries:
        assert get(f"{base}/tracker/{name}")[0] == 200, name
    assert len(dump(root)["versions"]) > 12


def test_served_while_it_is_written(site: tuple[str, Path, World]) -> None:
    """No page fails while a run and a rebuild write into the database."""
    base, root, world = site
    answers: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            answers.append(get(base + "/")[0])
            answers.append(get(base + "/postings/c0.2")[0])

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(3):
            world.step(add=0.2, remove=0, edit=0.3)
            check(root)
        subprocess.run([sys.executable, "-m", "tracker", "-C", str(root), "rebuild"], check=True, capture_output=True)
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
