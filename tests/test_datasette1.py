"""Datasette 1.0, an alpha, serves the same site: identical pages, tables and results.

It is installed beside everything else, and only for these tests; where it can't be installed, they are skipped.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from tests.conftest import check
from tests.serving import get, served
from tests.world import Server, World, greenhouse_toml
from tracker.site import datasette_pages

TOP = Path(__file__).parent.parent
PAGES = (
    "/",
    "/?kind=edited",
    "/?q=application&topic=data-center",
    "/sources",
    "/sources/c0",
    "/postings/{posting}",
    "/postings/{posting}?from=1&to=2&view=side",
    "/postings/none",
    "/search?q=application",
    "/changes.json",
    "/changes.atom?kind=edited",
    "/changes.jsonfeed",
    "/postings/{posting}.json",
    "/sources/c0.json",
    "/robots.txt",
    "/sitemap.xml",
    "/daily.atom",
    "/changes.csv",
)


@pytest.fixture(scope="module")
def alpha() -> str:
    """Install it into .venv/datasette1 once; returns the folder."""
    folder, wanted = TOP / ".venv" / "datasette1", (TOP / "requirements" / "datasette1.txt").read_text("utf-8")
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        command += ["--upgrade", "--target", str(folder), "-r", str(TOP / "requirements" / "datasette1.txt")]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
        if done.returncode:
            pytest.skip(f"Datasette 1.0 can't be installed here: {done.stderr.strip()[-200:]}")
        stamp.write_text(wanted, "utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a history of two checks."""
    root = tmp_path_factory.mktemp("both")
    world = World(2, 6, size=400)
    with Server(world) as server:
        topics = '[topics]\ndata-center = ["data center*", "1st of its kind"]\n'
        (root / "tracker.toml").write_text(topics + greenhouse_toml(server.base, 2), "utf-8")
        check(root)
        for job in world.companies[1].values():
            job.blocks.append(("p", "We read every application ourselves, at our 1st of its kind data centers."))
        world.step(add=0.2, remove=0.2, edit=0.2)
        check(root)
    return root


@pytest.fixture(scope="module")
def both(history: Path, alpha: str) -> Iterator[tuple[str, str]]:
    """Serve one history with both; returns the address of 0.65 and that of 1.0."""
    root = history
    one = ["-m", "datasette", "serve", str(root / "tracker.db"), "--metadata", str(TOP / "metadata.yml"), "--port", "0"]
    # The port 0 is one that is free; each writes the address into a log of its own.
    (root / "one").mkdir()
    with (
        served(root, one) as old,
        served(root / "one", [*one, "--config", str(TOP / "datasette.yaml")], PYTHONPATH=alpha) as new,
    ):
        yield old, new


def test_it_is_the_alpha(both: tuple[str, str]) -> None:
    """Both versions of Datasette are the intended ones, and both have our plugin."""
    versions = [json.loads(get(f"{base}/-/versions.json")[1])["datasette"]["version"] for base in both]
    assert [version.split(".")[0] for version in versions] == ["0", "1"]
    for base in both:
        plugins = json.loads(get(f"{base}/-/plugins.json")[1])
        names = {one["name"] for one in (plugins["plugins"] if isinstance(plugins, dict) else plugins)}
        assert names >= {"job-posting-tracker"}


def test_our_pages_are_the_same_to_the_byte(both: tuple[str, str]) -> None:
    """Pages, data and feeds differ only in the address, and have the same policy."""
    changes = json.loads(get(f"{both[0]}/changes.json?kind=edited")[1])["changes"]
    for path in (page.format(posting=changes[0]["posting_id"]) for page in PAGES):
        (status, old, headers), (again, new, theirs) = (get(base + path) for base in both)
        assert (status, status) == (again, 404 if "none" in path else 200), path
        plain = [
            text.replace(base, "").replace(base.partition("//")[2], "")
            for base, text in zip(both, (old, new), strict=True)
        ]
        assert plain[0] == plain[1], path
        assert headers.get("content-security-policy") == theirs.get("content-security-policy")
    style = get(both[1] + "/-/static-plugins/job-posting-tracker/tracker.css")
    assert (style[0], "--paper" in style[1]) == (200, True)


def test_every_table_and_query_opens(both: tuple[str, str]) -> None:
    """Every visible table, view and canned query opens as page, CSV and JSON, with the same rows as in 0.65."""
    told: dict[str, Any] = yaml.safe_load((TOP / "metadata.yml").read_text("utf-8"))["databases"]["tracker"]
    values = {"source": "c0", "days": "7", "words": "1st of its kind", "topic": "data-center", "kind": "new-phrase"}
    asked = {name: "" for name, one in told["tables"].items() if not one.get("hidden")}
    tables = len(asked)
    for name, query in told["queries"].items():
        asked[name] = urlencode({one: values[one] for one in query.get("params", [])})
    found = {}
    for name, query in asked.items():
        assert get(f"{both[1]}/tracker/{name}?{query}")[0] == 200, name
        old, new = (
            json.loads(get(f"{base}/tracker/{name}.json?{query}&_size=max&_shape=objects")[1])["rows"] for base in both
        )
        assert new == old, name
        status, text, _ = get(f"{both[1]}/tracker/{name}.csv?{query}&_size=max")
        assert (status, len(list(csv.reader(io.StringIO(text)))) - 1) == (200, len(new)), name
        found[name] = len(new)
    assert (tables, len(asked)) == (22, 37)
    assert all(found[name] for name in ("changed_this_week", "words_that_appeared", "on_a_topic", "open_roles_per_day"))


def test_descriptions_and_links(both: tuple[str, str]) -> None:
    """What metadata.yml says is shown, inner tables are hidden, ids lead to our pages, texts are text."""
    page = get(f"{both[1]}/tracker/postings")[1]
    assert '<a href="/postings/c0.2">c0.2</a>' in page
    assert "careers pages that are monitored" in get(f"{both[1]}/tracker/sources")[1]
    listed = json.loads(get(f"{both[1]}/tracker.json")[1])
    hidden = {one["name"] for one in listed["tables"] if one["hidden"]}
    assert hidden >= {"wordings", "blocks", "blocks_fts", "block_spans", "day_counts", "bad_days"}
    assert not hidden & {"sources", "checks", "changes", "snapshots", "ties"}


def test_datasettes_pages_are_in_our_frame(both: tuple[str, str]) -> None:
    """Both versions show our header and a way back, fold the help, offer lists, and stream rows with equal times once."""
    for base in both:
        whole = get(base + "/tracker")[1]
        assert "days before the newest check, newest first; at most 200.</span>" in whole
        editor = whole.find('<form class="sql"')
        assert editor < 0 or whole.index('id="queries"') < editor
        for path in ("/tracker", "/tracker/changes", "/tracker/changes_of_a_source", "/tracker?sql=select+1"):
            page = get(base + path)[1]
            assert 'class="masthead"' in page, path
            assert '<a href="/sources">Employers</a>' in page, path
            assert "data.css" in page, path
        table, query = get(f"{base}/tracker/changes")[1], get(f"{base}/tracker/changes_of_a_source?source=c1")[1]
        assert '<details class="fold"><summary>What the columns mean</summary><dl class="column-descriptions">' in table
        assert '<option value="c1" selected>' in query
        assert '<input type="checkbox" id="all-columns"> <label for="all-columns">' in table
        for asked in ("_sort=check_id", "_col=at", "_nocol=kind"):
            assert 'id="all-columns" checked' in get(f"{base}/tracker/changes?{asked}")[1], asked
        assert 'id="all-columns"' not in get(f"{base}/tracker/sources")[1]
        assert ('aria-label="Column" name="_filter_column"' in table, "<h3" in table, "<h3" in query) == (
            True,
            False,
            False,
        )
        for told in (whole, get(f"{base}/tracker?sql=select+1")[1]):
            assert told.count('<textarea id="sql-editor" aria-label="SQL query"') == told.count("<textarea") == 1
            assert "/data.js" in told
        assert table.count("Data license") == 1
        assert "<title>c1 · sources" in get(f"{base}/tracker/sources/c1")[1]
        # A name in an address is any text: also a word of SQL that Datasette does not quote, or one that it does.
        for name in ("none", "nothing", "window", "returning", "order", "do", "x'y"):
            status, page, _ = get(f"{base}/tracker/{name}")
            assert (status, "Page not found" in page, "Latest changes" in page) == (404, True, True), name
            assert get(f"{base}/tracker/{name}.json")[0] == 404, name
        for asked in ("_sort=none", "_sort_desc=none", "_sort=at&_sort_desc=at"):
            status, page, _ = get(f"{base}/tracker/changes?{asked}")
            assert (status, "This request can't be answered" in html.unescape(page)) == (400, True), asked
        assert re.search(r'<time datetime="(\S{24})" title="\1">\d+ \w{3} \d{4}, \d\d:\d\d</time>', table)
        assert 'name="days"' in query
        pages, following = [], f"{base}/tracker/changes.json?_size=5&_sort_desc=known_at&_shape=objects"
        while following:
            found = json.loads(get(following)[1])
            pages += found["rows"]
            following = found.get("next_url")
        assert len({row["id"] for row in pages}) == len(pages) > 12


def test_the_columns_of_a_narrow_table_exist(both: tuple[str, str]) -> None:
    """Each column that stays visible is one of the table."""
    for table, columns in datasette_pages.COLUMNS.items():
        found = json.loads(get(f"{both[0]}/tracker/{table}.json?_size=0")[1])["columns"]
        assert set(columns) <= set(found), table
    assert len(datasette_pages.COLUMNS) == 6


def test_both_files_ask_the_same(alpha: str) -> None:
    """datasette.yaml has the same canned queries as metadata.yml."""
    assert alpha
    files = [yaml.safe_load((TOP / name).read_text("utf-8")) for name in ("metadata.yml", "datasette.yaml")]
    queries = [one["databases"]["tracker"]["queries"] for one in files]
    assert queries[0] == queries[1]
    assert len(queries[0]) == 15


def test_what_may_not_be_seen_is_not_shown(history: Path, alpha: str, tmp_path: Path) -> None:
    """In both versions, our pages respect Datasette's permissions and its CORS setting."""
    closed = tmp_path / "closed.yml"
    closed.write_text("databases:\n  tracker:\n    allow: false\n")
    paths = (
        "/",
        "/changes.json",
        "/changes.atom",
        "/sources/c0",
        "/search.json?q=work",
        "/postings/c0.1",
        "/evidence/x",
    )
    command = ["-m", "datasette", "serve", str(history / "tracker.db"), "--port", "0"]
    for number, (argument, environment) in enumerate((("--metadata", {}), ("--config", {"PYTHONPATH": alpha}))):
        root = tmp_path / str(number)
        root.mkdir()
        with served(root, [*command, argument, str(closed)], **environment) as base:
            assert [get(base + path)[0] for path in (*paths, "/tracker/postings.json")] == [403] * (len(paths) + 1)
        with served(root, [*command, "--cors"], **environment) as base:
            assert {get(base + path)[2].get("access-control-allow-origin") for path in paths} == {"*"}
        with served(root, command, **environment) as base:
            assert {get(base + path)[2].get("access-control-allow-origin") for path in paths} == {None}
