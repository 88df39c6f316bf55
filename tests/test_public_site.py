"""The public site: its address, feeds, sharing, notes and removals, and the limits of `serve --public`."""

from __future__ import annotations

import asyncio
import concurrent.futures
import csv
import http.client
import io
import json
import sqlite3
import struct
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from jinja2 import Environment, PackageLoader

from tests.conftest import check, dump
from tests.serving import get, served
from tests.tables import recounted
from tests.world import Server, World, greenhouse_toml
from tracker.archive import ArchiveReader, passage_search, redacting
from tracker.cli import main
from tracker.model import iso
from tracker.model.redaction import MARK, Passage, folded, lines_of, passages_of
from tracker.operations import corrections, project, run, serve
from tracker.operations.rebuild import rebuild
from tracker.site import csvs, drawing, large, unique_order, withheld, words
from tracker.site.middleware import PUBLIC
from tracker.store.corrections import Annotation, notes_on, put_annotations
from tracker.store.schema import connect

ADDRESS = "https://jobs.example.org/record"
SECRET = "Ask for Wilhelmina Quist on extension 4471"
SITE = f'[site]\nbase_url = "{ADDRESS}"\ntitle = "Roles on record"\n'
ATOM = "{http://www.w3.org/2005/Atom}"


def _command(root: Path, *arguments: str, **kwargs: object) -> str:
    done = CliRunner().invoke(main, ["-C", str(root), *arguments], **kwargs)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, World, Server]]:
    """Make a history of three days; one posting has a passage that is removed, in different forms, and a note."""
    root = tmp_path_factory.mktemp("public")
    world = World(2, 6, size=300)
    start = (datetime.now(UTC) - timedelta(days=4)).replace(hour=6, minute=0)
    with Server(world) as server:
        (root / "tracker.toml").write_text(greenhouse_toml(server.base, 2) + SITE, "utf-8")
        told = world.companies[0][1]
        told.blocks.append(("p", f"{SECRET}, any day."))
        for day in range(3):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(run, "now", lambda day=day: iso(start + timedelta(days=day)))
                check(root)
            if day == 2:
                break
            told.blocks[-1] = ("p", f"{SECRET.replace(' ', '  ').upper()}, day {day}.")
            world.companies[1][day + 7].title = f"=cmd|{day}"
            world.companies[0].pop(day + 3)
        yield root, world, server


@pytest.fixture(scope="module")
def redacted(made: tuple[Path, World, Server]) -> tuple[Path, World, Server]:
    root, _, _ = made
    assert SECRET in (root / "tracker.db").read_bytes().decode("latin-1")
    said = _command(root, "redact", "c0.1", "--text", "-", "--reason", "a private number", "--by", "Desk", input=SECRET)
    assert "from 3 versions of c0.1" in said
    _command(root, "annotate", "c0.1", "The employer <b>confirmed</b> this.", "--by", "Desk")
    return made


@pytest.fixture(scope="module")
def base(redacted: tuple[Path, World, Server]) -> Iterator[str]:
    root = redacted[0]
    site = project.load(root).settings.site
    command = serve.arguments(root, "127.0.0.1", 0, public=True, sql=True, site=site)
    with served(root, command, **{PUBLIC: "1"}) as address:
        yield f"{address}/record"


def _everything(root: Path) -> str:
    """Return every text of the database, and its bytes."""
    connection = connect(root / "tracker.db")
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name <> 'blocks_fts'"
        )
    ]
    rows = [str(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
    connection.close()
    return " ".join([*rows, (root / "tracker.db").read_bytes().decode("latin-1")])


def test_a_removed_passage_is_gone_and_stays_gone(redacted: tuple[Path, World, Server]) -> None:
    """It is in no row and no byte of the database, also after the next version of the wording and a rebuild."""
    root, world, _ = redacted
    for step in range(3):
        if step == 1:
            world.companies[0][1].blocks[-1] = ("li", f"New: {SECRET.lower()}!")
            check(root)
        elif step == 2:
            rebuild(project.load(root), lambda: None, without_missing=False)
        text = _everything(root).casefold()
        assert "wilhelmina" not in text, step
        assert "quist" not in text, step  # and not the number: hashes have such digits by chance
        connection = connect(root / "tracker.db")
        versions = connection.execute("SELECT text FROM versions WHERE posting_id = 'c0.1' ORDER BY number").fetchall()
        assert len(versions) == 3 + bool(step), step
        assert all(MARK in version[0] for version in versions), step
        kept = connection.execute("SELECT reason, author, archived FROM redactions").fetchall()
        assert kept == [("a private number", "Desk", 1)], step
        assert connection.execute("SELECT text FROM annotations").fetchall() == [
            ("The employer <b>confirmed</b> this.",)
        ]
        connection.close()
    assert "Wilhelmina" not in (root / "corrections.jsonl").read_text("utf-8")
    assert "no problems" in _command(root, "verify")


def test_the_archive_is_rewritten_when_asked(tmp_path: Path) -> None:
    """No byte of the archive has the words, packed or not; it verifies, and reports redacted records."""
    world = World(1, 4, size=300)
    with Server(world) as server:
        (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 1), "utf-8")
        told = world.companies[0][1]
        told.blocks.append(("p", f'{SECRET} & "more" \u00e9, any day.'))
        for round_ in range(4):
            if round_ == 2:
                _command(tmp_path, "pack")
            told.title = f"Keeper of numbers {round_ // 2}"
            check(tmp_path)
        before = dump(tmp_path, ("postings",))["postings"]
        text = f'{SECRET} & "more" \u00e9'
        said = _command(tmp_path, "redact", "c0.1", "--text", text, "--reason", "private", "--archive", "--json")
        assert json.loads(said)["replies"] >= 2
        assert json.loads(said)["doubtful"] == 0
        found = json.loads(_command(tmp_path, "verify", "--json"))
        assert (found["problems"], found["redacted"]) == ([], json.loads(said)["replies"])
        reader = ArchiveReader(tmp_path / "snapshots")
        records = b"".join(plain for file in reader.files() for plain in reader.plain(file))
        assert b"Wilhelmina" not in records
        assert MARK.encode() in records
        assert "wilhelmina" not in _everything(tmp_path).casefold()
        told.blocks[-1] = ("p", "Nothing to see.")
        report = check(tmp_path)
        assert [one.kind for result in report.results for one in result.changes] == ["edited"]
        kept, anew = recounted(tmp_path)
        assert kept == anew != []
        rows = dump(tmp_path)
        rebuild(project.load(tmp_path), lambda: None, without_missing=False)
        assert dump(tmp_path) == rows
    assert [row[0] for row in dump(tmp_path, ("postings",))["postings"]] == [row[0] for row in before]
    assert json.loads(_command(tmp_path, "verify", "--json"))["problems"] == []


def test_bodies_are_searched_in_every_form() -> None:
    """A passage is found in JSON, in HTML, in HTML within JSON, and across tags; what is around it stays as it was."""
    lines = lines_of('call Ann "Zoe" & co \u00e9')
    passages = passages_of("\n".join(lines), "salt")
    cases = {
        '<p>x call Ann "Zoe" & co \u00e9 y</p>': "<p>x [redacted] y</p>",
        "<p>x call <b>Ann</b> &quot;Zoe&quot; &amp; co &eacute; y": "<p>x [redacted] y",
        '{"a": "call\\n Ann \\"Zoe\\" & co \\u00e9!"}': '{"a": "[redacted]!"}',
        '{"a": "&lt;p&gt;call&amp;nbsp;Ann &amp;quot;Zoe&amp;quot; &amp;amp; co &amp;eacute;&lt;/p&gt;"}': '{"a": "&lt;p&gt;[redacted]&lt;/p&gt;"}',
        'CALL<br>ANN "zoe" & CO \u00c9': "[redacted]",
        "call Ann": "call Ann",
        "": "",
    }
    for body, wanted in cases.items():
        assert redacting.without_passages(body.encode(), passages).decode() == wanted, body
        assert redacting.without_in_parts(body.encode(), lines, passages).decode() == wanted, body
        assert passage_search.has(body.encode(), [folded(line) for line in lines]) == (wanted != body), body
        around = "<p>x &amp; y</p>" * 400
        assert (
            redacting.without_in_parts(f"{around}{body}{around}".encode(), lines, passages).decode()
            == f"{around}{wanted}{around}"
        )
    assert redacting.without_passages(b"\xff\xfe & < call", passages) == b"\xff\xfe & < call"
    split = 'c<b>a</b>ll A<i>n</i>n "Z<u>o</u>e" & c<s>o</s> \u00e9'.encode()  # no word of it is whole
    assert redacting.without_in_parts(split, lines, passages) == b"[redacted]"


def test_notes_and_removals_are_public(base: str) -> None:
    """They are on the posting's page, in its JSON, in feeds and in the list of changes; foreign signs are escaped."""
    page = get(f"{base}/postings/c0.1")[1]
    assert "Reason: <bdi>a private number</bdi>" in page
    assert "The employer &lt;b&gt;confirmed&lt;/b&gt; this." in page
    data = json.loads(get(f"{base}/postings/c0.1.json")[1])
    assert [one["author"] for one in (*data["annotations"], *data["redactions"])] == ["Desk", "Desk"]
    assert "confirmed" in get(f"{base}/postings/c0.1.atom")[1]
    for path in ("/?source=c0", "/sources/c0"):  # once, and not with each change of the posting
        page = get(base + path)[1]
        assert page.count("/postings/c0.1?from=") > page.count("confirmed&lt;/b&gt;") == 1, path
    # The latest changes are grouped by day and kind, as on the front page.
    assert '<time class="employer" datetime="' in page
    assert 'class="kind closed">closed 1 role</span>' in page
    assert '<a class="employer"' not in page
    changes = json.loads(get(f"{base}/changes.json?source=c0&kind=edited")[1])["changes"]
    assert changes[0]["annotations"][0]["text"].startswith("The employer")
    for path in ("/postings/c0.1", "/changes.csv", "/search?q=wilhelmina", "/tracker/versions.csv?_stream=on"):
        assert "extension 4471" not in get(base + path)[1].casefold(), path


def test_archived_replies_with_the_passage_are_withheld(base: str, redacted: tuple[Path, World, Server]) -> None:
    """Neither a copy nor the record is shown of such a reply, nor of one that can't be searched; others are shown."""
    root = redacted[0]
    connection = connect(root / "tracker.db")
    replies = connection.execute("SELECT id, source, warc_file, warc_offset FROM snapshots ORDER BY id").fetchall()
    connection.close()
    counts = {True: 0, False: 0}
    for name, source, file, offset in replies:
        has = b"wilhelmina" in ArchiveReader(root / "snapshots").read(file, offset).body.lower()
        assert source == "c0" or not has
        counts[has] += 1
        for form in ("/copy", ".warc"):
            status, text, *_ = get(f"{base}/evidence/{name}{form}")
            assert (status, "was removed from a posting" in text) == ((404, True) if has else (200, False)), (
                name,
                form,
            )
            assert "wilhelmina" not in text.lower()
        page = get(f"{base}/evidence/{name}")[1]
        assert ("Not shown: this reply has a passage" in page, "<iframe" in page) == (has, not has), name
        assert bool(json.loads(get(f"{base}/evidence/{name}.json")[1])["withheld"]) == has
    assert counts[True] >= 3
    assert counts[False] >= 3
    names = tuple(one.id for one in corrections.read(root).redactions)
    for text, withheld_too in (("nothing", False), (None, True), ("x" * 500_001, True), (f"<b>{SECRET}</b>", True)):
        assert bool(withheld.why(root, names, text)) == withheld_too
    assert withheld.why(root / "elsewhere", names, "nothing")
    assert not withheld.why(root / "elsewhere", (), None)


def test_mistakes_are_explained(redacted: tuple[Path, World, Server]) -> None:
    """Nothing is written for a passage that is not there, a short one, a reason that quotes it, or an unknown note."""
    root = redacted[0]
    before = (root / "corrections.jsonl").read_bytes()
    cases = (
        (["redact", "c0.2", "--text", "not in any version", "--reason", "x"], "no version of c0.2 has this text"),
        (["redact", "c0.2", "--text", "ab", "--reason", "x"], "too short"),
        (["redact", "c0.2", "--text", "a long line here\nand", "--reason", "x"], "too short"),
        (["redact", "c0.2", "--text", "a long line here"], "give a posting, the passage and the reason"),
        (["redact", "nothing", "--text", "a long line", "--reason", "x"], "no posting 'nothing'"),
        (["annotate", "c0.2"], "give a posting or a change"),
        (["annotate", "c0.2", "  "], "the note is empty"),
        (["annotate", "--remove", "none"], "there is no note 'none'"),
    )
    for arguments, message in cases:
        done = CliRunner().invoke(main, ["-C", str(root), *arguments])
        assert (done.exit_code, message in done.output) == (2, True), done.output
    assert (root / "corrections.jsonl").read_bytes() == before
    note = json.loads(_command(root, "annotate", "c0.2", "One\u2028 more.\x85", "--json"))
    assert "One more." in _command(root, "annotate", "--list")
    _command(root, "annotate", "--remove", note["id"])
    assert "One more." not in _command(root, "annotate", "--list")
    assert "a private number" in _command(root, "redact", "--list")


def test_passages() -> None:
    """Case and white space make no difference; what only looks alike stays; each place is found, and none twice."""
    (one,) = passages_of("- Straße 12,  call", "salt")
    cases = {
        "a STRASSE 12, CALL b": f"a {MARK} b",
        "straße\t12,\u00a0 call": MARK,
        "straße 12 call": "straße 12 call",
        "Straße 12, callStraße 12, call": MARK * 2,
        "": "",
    }
    for text, wanted in cases.items():
        assert one.hide(text) == wanted
    assert Passage.of("aa", "s").hide("aaaaa") == f"{MARK}{MARK}a"
    assert len(passages_of("the first long line\n\n# the second long line", "s")) == 2
    other = passages_of("- Straße 12,  call", "pepper")[0]
    assert (other.sha256, other.rolling) != (one.sha256, one.rolling)


def test_the_public_address_is_used(base: str) -> None:
    """No page repeats the Host header; links of feeds, citations and the sitemap begin with the address of tracker.toml."""
    paths = (
        "/",
        "/postings/c0.1",
        "/changes.json",
        "/changes.atom",
        "/daily.atom",
        "/news",
        "/tracker/changes.json",
        "/robots.txt",
    )
    for path in (*paths, "/sitemap.xml"):
        asked = urllib.request.Request(base + path, headers={"Host": "evil.example"})
        with urllib.request.urlopen(asked) as reply:
            text = reply.read().decode()
        assert "evil.example" not in text, path
        assert "127.0.0.1" not in text.replace("https://127.0.0.1", "").replace("http://127.0.0.1", ""), path
    page = get(f"{base}/postings/c0.1")[1]
    assert f'<link rel="canonical" href="{ADDRESS}/postings/c0.1">' in page
    older = get(f"{base}/postings/c0.1?from=1&to=1")[
        1
    ]  # robots.txt forbids addresses with a query, so only this one has it
    assert f'<link rel="canonical" href="{ADDRESS}/postings/c0.1?from=1&amp;to=1">' in older
    assert f'<meta property="og:image" content="{ADDRESS}/cards/postings/c0.1.png">' in page
    assert "Roles on record" in page
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in get(f"{base}/robots.txt")[1]
    found = [one.text for one in ET.fromstring(get(f"{base}/sitemap.xml")[1]).iter() if one.tag.endswith("loc")]
    assert {f"{ADDRESS}/", f"{ADDRESS}/sources/c1", f"{ADDRESS}/postings/c0.1"} <= set(found)
    assert get(f"{base}/sitemap-7.xml")[0] == 404


def test_what_would_write_is_refused(base: str) -> None:
    """Other methods than GET get 405, and Datasette's own forms below /-/ still work."""
    for method, path, status in (
        ("POST", "/tracker/changes", 405),
        ("TRACE", "/tracker/changes", 405),
        ("PUT", "/", 405),
        ("DELETE", "/news", 405),
        ("OPTIONS", "/", 200),
        ("POST", "/-/logout", 302),
    ):
        host, _, root = base.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection(host)
        connection.request(method, f"/{root}{path}" if root else path)
        reply = connection.getresponse()
        assert reply.status == status, (method, path, reply.status)
        assert (reply.headers["Allow"] == "GET, HEAD") == (status == 405)
        connection.close()


def test_images_are_drawn(base: str) -> None:
    """A posting, an employer and the site have a PNG of 1200 × 630, which can be cached; an unknown one has none."""
    for path in ("postings/c0.1", "sources/c0", "site"):
        with urllib.request.urlopen(f"{base}/cards/{path}.png") as reply:
            body = reply.read()
            assert reply.headers["Content-Type"] == "image/png"
            assert reply.headers["Cache-Control"].startswith("public")
        assert struct.unpack(">II", body[16:24]) == (drawing.WIDTH, drawing.HEIGHT)
        assert 3_000 < len(body) < 120_000
    assert [get(f"{base}/cards/{path}.png")[0] for path in ("postings/no", "news/no", "sources/no")] == [404] * 3
    assert drawing.wrapped("word " * 90, 40, 2, 600)[-1].endswith("…")
    assert len(drawing.draw("site", "\U0010fffd\u6570\u636e", "x" * 500, "\u0627\u0644" * 300, "")) > 3_000


def test_pages_are_cached_and_asked_again(base: str) -> None:
    """A matching ETag gets 304; an error page has none."""
    for path in ("/", "/changes.atom", "/sources.json", "/postings/c0.1", "/daily.jsonfeed"):
        status, _, headers = get(base + path)
        assert (status, headers["cache-control"]) == (200, "public, max-age=60"), path
        asked = urllib.request.Request(base + path, headers={"If-None-Match": headers["etag"]})
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(asked)
        assert (caught.value.code, caught.value.read()) == (304, b""), path
    assert "etag" not in get(f"{base}/postings/none")[2]
    static = f"{base}/-/static-plugins/job-posting-tracker"
    assert get(f"{static}/tracker.css")[2]["cache-control"] == "public, max-age=600"
    assert "cache-control" not in get(f"{static}/none.css")[2]
    assert '<meta property="og:type" content="website">' in get(f"{base}/")[1]


def test_feeds_lead_to_everything(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Following the links of a feed gives each entry once; ids stay; the daily feed has one entry a day, by employer."""
    _ = monkeypatch
    feed = ET.fromstring(get(f"{base}/daily.atom")[1])
    entries = feed.findall(f"{ATOM}entry")
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries) == 2
    content = entries[0].findtext(f"{ATOM}content") or ""
    assert "closed</h3>" in content
    assert f'href="{ADDRESS}/postings/' in content
    day = (entries[0].findtext(f"{ATOM}updated") or "")[:10]
    older = ET.fromstring(get(f"{base}/daily.atom?before={day}")[1])
    assert [one.findtext(f"{ATOM}id") for one in older.findall(f"{ATOM}entry")] == [entries[1].findtext(f"{ATOM}id")]
    assert older.find("{http://purl.org/syndication/history/1.0}archive") is not None
    assert len(json.loads(get(f"{base}/daily.jsonfeed?source=c1")[1])["items"]) == 2
    first = json.loads(get(f"{base}/changes.jsonfeed?source=c0")[1])
    assert "next_url" not in first
    changes = json.loads(get(f"{base}/changes.json")[1])["changes"]
    middle = changes[2]
    rest = ET.fromstring(get(f"{base}/changes.atom?before={middle['known_at']}~{middle['place']}")[1])
    assert len(rest.findall(f"{ATOM}entry")) == len(changes) - 3
    assert {one.get("rel") for one in rest.findall(f"{ATOM}link")} == {"self", "alternate", "first"}


def test_the_timeline_as_csv(base: str, made: tuple[Path, World, Server]) -> None:
    """Every change is in it once, with the same filters; no cell is a formula. Files and feeds refuse wrong filters."""
    connection = connect(made[0] / "tracker.db")
    for query, where in (("", "1"), ("?kind=edited", "kind = 'edited'"), ("?source=c1", "source = 'c1'")):
        heads, *rows = list(csv.reader(io.StringIO(get(f"{base}/changes.csv{query}")[1])))
        wanted = connection.execute(f"SELECT id FROM changes WHERE baseline = 0 AND {where}").fetchall()
        assert sorted(row[0] for row in rows) == sorted(row[0] for row in wanted)
    assert any(row[heads.index("title")].startswith("'=cmd|") for row in rows)
    connection.close()
    said = "“{}” is not a"
    for query, odd in (
        ("since=2026-13-45", "2026-13-45"),
        ("until=soon", "soon"),
        ("kind=gone", "gone"),
        ("significance=high", "high"),
    ):
        for path in ("/changes.csv", "/changes.atom", "/changes.jsonfeed", "/sources/c1.atom"):
            status, text, _ = get(f"{base}{path}?source=c1&{query}")
            assert (status, said.format(odd) in text, "ignored" in text) == (400, True, False), (path, query)
        assert said.format(odd) in json.loads(get(f"{base}/changes.json?{query}")[1])["problems"][0]
        assert said.format(odd) in get(f"{base}/?{query}")[1]
    for path, query, odd in (
        ("/news.atom", "kind=gone", "gone"),
        ("/news.jsonfeed", "since=soon", "soon"),
        ("/news.atom", "min_score=high", "high"),
        ("/daily.atom", "before=yesterday", "yesterday"),
        ("/daily.jsonfeed", "before=2026-13-45", "2026-13-45"),
    ):
        status, text, _ = get(f"{base}{path}?{query}")
        assert (status, said.format(odd) in text, "ignored" in text) == (400, True, False), (path, query)
    assert json.loads(get(f"{base}/changes.json?source=c1")[1])["problems"] == []
    assert "“From” is after “To”" in get(f"{base}/?since=2026-08-22&until=2026-01-01")[1]
    streamed = list(csv.reader(io.StringIO(get(f"{base}/tracker/changes.csv?_stream=on")[1])))
    assert len({row[0] for row in streamed}) == len(streamed) > 12
    for text in ("=1", "+1", "-1", "@a", "\t=1", " =1", "\uff1d1"):
        assert csvs.cell(text) == f"'{text}"
    assert [csvs.cell(value) for value in (None, 3, "a=b", "")] == ["", "3", "a=b", ""]


def test_a_public_site_hides_what_is_private(base: str, redacted: tuple[Path, World, Server]) -> None:
    """No path of this machine, no page for administrators, no deliveries; a path with two slashes is no error."""
    for path in (
        "/-/databases.json",
        "/-/metadata.json",
        "/-/settings",
        "/-/plugins.json",
        "/tracker/deliveries",
        "/tracker/waiting.json",
        "/tracker/delivery_channels",
        "/tracker/receivers.json",
        "/tracker/Troubles",
    ):
        assert get(base + path)[0] == 404, path
    for query in (
        "count(*)+from+deliveries",
        "id+from+deliveries",
        "1+from+waiting",
        "alert+from+receivers",
        "1+from+troubles",
        "d.id+from+changes+c+join+deliveries+d",
    ):
        found = json.loads(get(f"{base}/tracker.json?sql=select+{query}")[1])
        assert (found["ok"], found["rows"]) == (False, []), query
    assert json.loads(get(f"{base}/tracker.json?sql=select+count(*)+as+n+from+postings&_shape=array")[1])[0]["n"] == 12
    assert "too big" in get(f"{base}/tracker.json?sql=select+zeroblob(99999999)")[1]
    server = base.removesuffix("/record")
    assert [get(server + path)[0] for path in ("//x/sources", "//evil.example/", "///record//")] == [404, 404, 200]
    assert get(f"{server}//record/sources")[0] == 200
    assert [get(server + path)[0] for path in ("/record/a/b/c/d", "/record/evidence//copy", "/record/tracker/no")] == [
        404
    ] * 3
    assert "<title>Roles on record</title>" in get(f"{server}/record")[1]  # the slash at the end may be left out
    page = get(f"{base}/tracker")[1]
    assert f'href="{ADDRESS}/tracker.json"' in page
    assert 'href="/record/sources">' in page
    assert 'href="/sources"' not in page
    root = redacted[0]
    with served(root, serve.arguments(root, "127.0.0.1", 0, public=True)) as closed:
        assert get(f"{closed}/tracker.json?sql=select+1")[0] == 403
        assert str(root) not in get(f"{closed}/-/databases.json")[1]
        assert get(f"{closed}/tracker/changes_of_a_source.json")[0] == 200


def test_a_site_with_a_password(redacted: tuple[Path, World, Server], tmp_path: Path) -> None:
    """With `allow` in metadata.yml nothing is shown to strangers; what is shown to others may be kept by nobody else."""
    root = redacted[0]
    (tmp_path / "metadata.yml").write_text("allow: {id: desk}\n")
    command = serve.arguments(root, "127.0.0.1", 0)
    command[command.index("--metadata") + 1] = str(tmp_path / "metadata.yml")
    cookie = Datasette([], memory=True, secret="of the test").sign({"a": {"id": "desk"}}, "actor")
    paths = (
        "/",
        "/postings/c0.1.json",
        "/changes.atom",
        "/daily.atom",
        "/changes.csv",
        "/sitemap.xml",
        "/cards/site.png",
        "/tracker/changes.csv",
    )
    with served(root, command, DATASETTE_SECRET="of the test") as address:
        for path in paths:
            assert get(address + path)[0] == 403, path
            asked = urllib.request.Request(address + path, headers={"Cookie": f"ds_actor={cookie}"})
            with urllib.request.urlopen(asked) as reply:
                assert "public" not in reply.headers.get("Cache-Control", ""), path


def test_endless_queries_don_t_stop_the_pages(base: str) -> None:
    """While six clients run endless queries, every page is served, and each query ends at its limit."""
    endless = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+count(*)+from+n&_timelimit=300"
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(get, f"{base}/tracker.json?sql={endless}") for _ in range(6)]
        times = []
        while not any(one.done() for one in asked):
            begun = time.monotonic()
            assert get(f"{base}/sources")[0] == 200
            times.append(time.monotonic() - begun)
        assert times
        assert sorted(times)[len(times) // 2] < 0.5
        assert [json.loads(one.result()[1])["ok"] for one in asked] == [False] * 6


def test_later_pages_are_read_from_where_they_begin() -> None:
    """The condition that Datasette writes for a later page gets a limit that an index can use, if no row can be lost by it."""
    below = "({0} < :p1 or {0} is null or ({0} = :p1 and ((id > :p0))))"
    above = "({0} > :p2 or ({0} = :p2 and ((id > :p0))))"
    cases = {
        ("changes", below.format("at")): "at <= :p1 and ",
        ("changes", below.format("[at]")): "[at] <= :p1 and ",
        ("checks", below.format("started_at")): "started_at <= :p1 and ",
        ("changes", below.format("since")): "",  # can be null, and nulls come last
        ("postings", below.format("at")): "",
        ("changes", above.format("since")): "since >= :p2 and ",
        ("changes", "(at is null and id > :p0)"): "",
    }
    for (table, where), added in cases.items():
        begun = f"select a from {table} where kind = :p3 and "
        assert unique_order.ranged(f"{begun}{where} order by x", table) == f"{begun}{added}{where} order by x"
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE changes(id TEXT PRIMARY KEY, at TEXT)")
    connection.execute("CREATE INDEX changes_by_at ON changes(at)")
    later = f"select id from changes where {below.format('at')} order by at desc limit 51"
    sql = unique_order.unique(later, "changes", ("id",))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", {"p0": "", "p1": ""})]
    assert plan[0] == "SEARCH changes USING INDEX changes_by_at (at<?)"
    connection.close()


def test_a_note_on_a_change_names_the_change() -> None:
    """By its day and its versions, and not by its id."""
    environment = Environment(loader=PackageLoader("tracker.site"), autoescape=True)
    row = {"id": "a1", "at": "2026-08-01T10:00:00.000Z", "kind": "edited", "from_number": 1, "to_number": 2}
    note = {
        "posting_id": "c0.1",
        "change_id": "a1",
        "at": "2026-08-02T10:00:00.000Z",
        "text": "Told by phone.",
        "author": "",
    }
    for ledger, named in (([row], True), ([], False)):
        text = environment.get_template("tracker_corrections.html").render(
            annotations=[note], ledger=ledger, day_of=words.day_of, urls=SimpleNamespace(path=str)
        )
        assert ("on the change of 1 Aug 2026: edited" in text, "from=1&amp;to=2" in text, "a1" in text) == (
            named,
            named,
            False,
        )
        assert ("on a change that is not listed here" in text) != named


def test_a_note_on_a_change_that_is_gone_is_on_its_posting(tmp_path: Path) -> None:
    """Removing a passage gives the changes of its versions other ids, and no note is lost by that."""
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute(
        "INSERT INTO changes(id, posting_id, source, check_id, at, kind, baseline, was_closed) VALUES ('c1', 'p', 's', 'k', 'a', 'opened', 0, 0)"
    )
    texts = {"on the posting": None, "on this change": "c1", "on another": "c2"}
    with connection:
        put_annotations(connection, [Annotation(text, "p", change, "a", text, "") for text, change in texts.items()])
        assert [note["text"] for note in notes_on(connection, "p", "c1")] == [
            "on another",
            "on the posting",
            "on this change",
        ]
        assert [note["text"] for note in notes_on(connection, "p", "c9")] == ["on another", "on the posting"]
    connection.close()


def test_streams_are_read_in_large_pages(made: tuple[Path, World, Server]) -> None:
    """Unless the reader names a size. Other pages have the size that they had, and the largest tables are not counted."""
    asked: list[bytes] = []

    async def app(scope: dict[str, Any], _receive: object, _send: object) -> None:
        asked.append(scope["query_string"])

    database = SimpleNamespace(path=str(made[0] / "tracker.db"))
    site = SimpleNamespace(databases={"tracker": database}, setting=lambda _name: "/")
    cases = {
        ("/tracker/findings.csv", b"_stream=on"): b"_stream=on&_size=max",
        ("/tracker/changes.csv", b"a=b&_stream=on"): b"a=b&_stream=on&_nocount=1&_size=max",
        ("/tracker/findings.csv", b"_stream=on&_size=10"): b"_stream=on&_size=10",
        ("/tracker/findings", b""): b"",
        ("/tracker/changes", b""): b"_nocount=1",
        ("/elsewhere/findings.csv", b"_stream=on"): b"_stream=on",
    }
    for path, query in cases:
        scope = {"type": "http", "method": "OPTIONS", "path": path, "query_string": query, "headers": []}
        asyncio.run(large.asgi_wrapper(site)(app)(scope, None, None))
    assert asked == list(cases.values())


def test_only_queries_of_pages_are_ordered() -> None:
    """The queries that Datasette writes for a page get the key; others stay as they are."""
    keys = ("id",)
    cases = {
        "select a from changes order by at desc limit 51": 'select a from changes order by at desc, "id" limit 51',
        "select a from changes where x = :p0 order by [at] limit 51": 'select a from changes where x = :p0 order by [at], "id" limit 51',
        'select a from changes order by "id" limit 51': None,
        "select a from changes order by at, id limit 51": None,
        "select a from changes order by count desc, value limit 31": None,
        "select count(*) from changes ": None,
        "select a from checks order by at limit 51": None,
    }
    for sql, wanted in cases.items():
        assert unique_order.unique(sql, "changes", keys) == (wanted or sql)
    assert unique_order.unique("select a from gaps  limit 51 offset 3", "gaps", unique_order.KEYS["gaps"]).endswith(
        'order by "source", "until" limit 51 offset 3'
    )
    assert len(unique_order.KEYS) == 8
