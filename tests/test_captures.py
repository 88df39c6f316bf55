"""Captures of other programs: WARC, WACZ, HAR, a Wayback Machine, a git repository, imported repeatedly."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.conftest import Reply, check, dump
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker.cli import main
from tracker.operations import project, verify

Site = Callable[[Callable[[str, dict[str, str]], Reply]], tuple[str, list[str]]]
LIST = "https://acme.example.org/jobs"
TOML = f'[sources.acme]\nboard = "html"\nurl = "{LIST}"\nitem = "li.job"\ntext = "#content"\nrender = "never"\n'
State = dict[str, str]
DAYS: list[State] = [
    {"cook": "Cook for the crews.", "lead": "Lead the site."},
    {"cook": "Cook for all crews.", "lead": "Lead the site."},
    {"cook": "Cook for all crews.", "lead": "Lead the site.", "pilot": "Fly."},
    {"cook": "Cook for all crews.", "pilot": "Fly."},
]
TRUTH = {"edited": 1, "opened": 1, "closed": 1}


def page(state: State) -> str:
    rows = "".join(f'<li class="job"><a href="/jobs/{name}">{name.title()}</a></li>' for name in state)
    return f"<html><body><h1>Jobs</h1><ul>{rows}</ul><p>That is all.</p></body></html>"


def own(name: str, text: str) -> str:
    return f'<html><h1>{name.title()}</h1><div id="content"><p>{text}</p></div></html>'


def crawl(day: int) -> list[tuple[str, str, int, str]]:
    """Return what a crawler saw on a day: time, address, status, body; the page of a posting that is gone answers 404."""
    stamp = f"2024-05-{day * 3 + 1:02}T06:00:00Z"
    seen = [(stamp, LIST, 200, page(DAYS[day]))]
    for name in ("cook", "lead", "pilot"):
        text = DAYS[day].get(name)
        if text or day:
            seen.append(
                (stamp.replace(":00Z", ":09Z"), f"{LIST}/{name}", 200 if text else 404, own(name, text or "gone"))
            )
    return seen


def make(root: Path, toml: str = TOML) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "tracker.toml").write_text(toml)
    return root


def bring(root: Path, *arguments: str, fails: int = 0) -> Result:
    done = CliRunner().invoke(main, ["-C", str(root), "import", *arguments], catch_exceptions=False)
    assert done.exit_code == fails, done.output
    return done


def told(root: Path) -> dict[str, int]:
    return dict(Counter(str(row[5]) for row in dump(root)["changes"] if not row[10]))


def warc(path: Path, days: range, *, revisit: bool = False) -> Path:
    """Write a crawl as another program does it (warcio): responses, requests, and revisits of unchanged pages."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=path.name.endswith(".gz"))
        seen: dict[tuple[str, str], tuple[str, str]] = {}
        for day in days:
            for at, url, status, body in crawl(day):
                http = StatusAndHeaders(str(status), [("Content-Type", "text/html")], protocol="HTTP/1.1")
                known = seen.get((url, body))
                if revisit and known:
                    record = writer.create_revisit_record(url, known[1], url, known[0], http_headers=http)
                    record.rec_headers.replace_header("WARC-Date", at)
                else:
                    record = writer.create_warc_record(
                        url,
                        "response",
                        payload=BytesIO(body.encode()),
                        length=len(body.encode()),
                        http_headers=http,
                        warc_headers_dict={"WARC-Date": at},
                    )
                writer.write_record(record)
                seen[url, body] = (at, record.rec_headers.get_header("WARC-Payload-Digest"))
    return path


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
@pytest.mark.parametrize("revisit", [False, True])
def test_warc_of_others(tmp_path: Path, name: str, *, revisit: bool) -> None:
    """A crawler's recording becomes a history: the list at each visit, with the postings' pages."""
    root = make(tmp_path / "p")
    file = warc(tmp_path / name, range(4), revisit=revisit)
    assert "Imported 4 captures of 1 source" in bring(root, "warc", str(file), "--source", "acme").output
    assert told(root) == TRUTH
    texts = {str(row[17]) for row in dump(root)["versions"]}
    assert {"Cook for the crews.", "Cook for all crews."} <= texts
    assert "4 captures already present" in bring(root, "warc", str(file), "--source", "acme").output
    assert not verify.verify(project.load(root)).problems
    closed = next(row for row in dump(root)["changes"] if row[5] == "closed")
    assert (closed[4], closed[14]) == ("2024-05-10T06:00:00.000Z", "gone")


def test_warc_in_parts_and_in_any_order(tmp_path: Path) -> None:
    """One file per visit, newest first, or a folder of all of them: the same history."""
    straight, backwards = make(tmp_path / "one"), make(tmp_path / "two")
    folder = tmp_path / "w" / "archive"
    folder.mkdir(parents=True)
    for day in range(4):
        warc(folder / f"day{day}.warc.gz", range(day, day + 1))
    bring(straight, "warc", str(tmp_path / "w"), "--source", "acme")
    for day in (3, 1, 2, 0):
        bring(backwards, "warc", str(folder / f"day{day}.warc.gz"), "--source", "acme")
    tables = ("postings", "versions", "changes")
    assert dump(straight, tables) == dump(backwards, tables)
    assert told(straight) == TRUTH


def test_wacz(tmp_path: Path) -> None:
    """A WACZ, as Browsertrix writes it, is read as the WARCs in it."""
    root = make(tmp_path / "p")
    packed = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.write(warc(tmp_path / "a.warc.gz", range(4)), "archive/a.warc.gz")
        zipped.writestr("datapackage.json", "{}")
    assert "4 captures" in bring(root, "warc", str(packed), "--source", "acme").output
    assert told(root) == TRUTH


def test_warc_that_has_not_the_list_says_what_it_has(tmp_path: Path) -> None:
    """A file without the list, an invalid file, an empty folder: each has its own message, and nothing is kept."""
    root = make(tmp_path / "p", TOML.replace("/jobs", "/careers"))
    done = bring(root, "warc", str(warc(tmp_path / "a.warc", range(2))), "--source", "acme", fails=2)
    assert "has no reply of GET https://acme.example.org/careers, the list of 'acme'" in done.output
    assert f"the nearest: {LIST}" in done.output
    (tmp_path / "no.warc").write_bytes(b"hello")
    assert (
        "has no reply, or is not a WARC file"
        in bring(root, "warc", str(tmp_path / "no.warc"), "--source", "acme", fails=2).output
    )
    (tmp_path / "empty").mkdir()
    assert (
        "has no WARC file (named .warc"
        in bring(root, "warc", str(tmp_path / "empty"), "--source", "acme", fails=2).output
    )
    assert (
        "use --source to say which source in tracker.toml"
        in bring(root, "warc", str(tmp_path / "a.warc"), fails=2).output
    )


def test_a_damaged_warc_gives_what_is_whole(tmp_path: Path) -> None:
    """What comes before the cut is imported, and the cut is reported."""
    root = make(tmp_path / "p")
    whole = warc(tmp_path / "a.warc", range(4)).read_bytes()
    cut = tmp_path / "cut.warc"
    cut.write_bytes(whole[: whole.rindex(b"WARC/1.0")])
    assert "4 captures" in bring(root, "warc", str(cut), "--source", "acme").output


@pytest.mark.parametrize("dialect", ["json", "html"])
def test_our_own_warc_comes_back_as_it_was(tmp_path: Path, serve: Callable[[World], Server], dialect: str) -> None:
    """In another project, the output of `export warc` gives the same checks and the same history, row for row."""
    world = World(2, 12, size=600)
    base = serve(world).base
    root = make(tmp_path / "one", {"json": greenhouse_toml, "html": html_toml}[dialect](base, 2))
    check(root)
    for _ in range(3):
        world.step(add=0.1, remove=0.1, edit=0.2)
        check(root, reread=dialect == "html")
    out = tmp_path / "out"
    done = CliRunner().invoke(main, ["-C", str(root), "export", "warc", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    other = make(tmp_path / "two", (root / "tracker.toml").read_text())
    said = bring(other, "warc", str(out)).output
    assert "Imported 8 captures of 2 sources" in said
    tables = ("postings", "versions", "changes", "checks")
    mine, theirs = dump(root, tables), dump(other, tables)
    assert [row[:17] for row in mine["versions"]] == [row[:17] for row in theirs["versions"]]
    assert mine["changes"] == theirs["changes"]
    assert mine["checks"] == theirs["checks"]
    assert "8 captures already present" in bring(other, "warc", str(out)).output
    assert not verify.verify(project.load(other)).problems


def har(path: Path, day: int, *, encoded: bool) -> Path:
    entries = []
    for at, url, status, body in crawl(day):
        content: dict[str, Any] = {"mimeType": "text/html; charset=iso-8859-1", "text": body}
        if encoded:
            content = {"mimeType": "text/html", "text": base64.b64encode(body.encode()).decode(), "encoding": "base64"}
        entries.append(
            {
                "startedDateTime": at.replace("Z", ".000+00:00"),
                "pageref": "page_1",
                "request": {"method": "GET", "url": url, "headers": []},
                "response": {
                    "status": status,
                    "headers": [{"name": "Content-Encoding", "value": "br"}],
                    "content": content,
                },
            }
        )
    entries.append(
        {
            "startedDateTime": "2024-05-01T00:00:00Z",
            "request": {"url": "https://x.org/pixel"},
            "response": {"status": 0},
        }
    )
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


@pytest.mark.parametrize("encoded", [False, True])
def test_har(tmp_path: Path, *, encoded: bool) -> None:
    """What a person's own browser saved is a capture."""
    root = make(tmp_path / "p")
    for day in range(4):
        done = bring(root, "har", str(har(tmp_path / f"{day}.har", day, encoded=encoded)), "--source", "acme")
        assert "Imported 1 capture of 1 source" in done.output
        assert "has no body, https://x.org/pixel" in done.output
    assert told(root) == TRUTH


def test_har_of_an_api_with_posted_questions(tmp_path: Path) -> None:
    """A Workday list is requested by POST. The reply to the same question matches, although the site sent more parameters."""

    def entry(offset: int, rows: list[int]) -> dict[str, Any]:
        posted = {"appliedFacets": {}, "limit": 20, "offset": offset, "searchText": "", "userPreferredLanguage": "en"}
        jobs = [
            {
                "title": f"Role {n}",
                "externalPath": f"/job/Oslo/Role_R{n}",
                "locationsText": "Oslo",
                "bulletFields": [f"R{n}"],
            }
            for n in rows
        ]
        return {
            "startedDateTime": f"2024-05-01T06:00:{offset:02}Z",
            "request": {
                "method": "POST",
                "url": "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs",
                "postData": {"mimeType": "application/json", "text": json.dumps(posted)},
            },
            "response": {
                "status": 200,
                "headers": [],
                "content": {
                    "mimeType": "application/json",
                    "text": json.dumps({"total": 25, "jobPostings": jobs, "facets": []}),
                },
            },
        }

    root = make(
        tmp_path / "p", '[sources.acme]\nboard = "workday"\nurl = "https://acme.wd5.myworkdayjobs.com/en-US/Careers"\n'
    )
    file = tmp_path / "a.har"
    file.write_text(json.dumps({"log": {"entries": [entry(0, list(range(20))), entry(20, list(range(20, 25)))]}}))
    assert "1 complete" in bring(root, "har", str(file), "--source", "acme").output
    assert len(dump(root)["postings"]) == 25


def test_har_that_is_none(tmp_path: Path) -> None:
    """A file that is not a HAR, and one saved without content, get advice."""
    root = make(tmp_path / "p")
    file = tmp_path / "a.har"
    file.write_text("{}")
    assert "is not a HAR file" in bring(root, "har", str(file), "--source", "acme", fails=2).output
    file.write_text(json.dumps({"log": {"entries": []}}))
    assert "save it as “HAR with content”" in bring(root, "har", str(file), "--source", "acme", fails=2).output


class Wayback:
    """A CDX server and its raw replays, as web.archive.org answers."""

    def __init__(self, site: Site) -> None:
        self.captures = [one for day in range(4) for one in crawl(day) if one[2] == 200]
        self.base, self.paths = site(self.answer)

    @staticmethod
    def stamp(at: str) -> str:
        return at.translate(str.maketrans("", "", "-:TZ"))

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        parts = urlsplit(path)
        if parts.path == "/cdx/search/cdx":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            rows = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]]
            rows += [
                ["k", self.stamp(at), url, "text/html", "200", "D", "1"]
                for at, url, _status, _body in self.captures
                if url == asked["url"] and asked.get("from", "0") <= self.stamp(at) <= asked.get("to", "9")
            ]
            return 200, {"Content-Type": "application/json"}, json.dumps(rows if len(rows) > 1 else []).encode()
        stamp, _, url = path.removeprefix("/web/").partition("id_/")
        near = sorted(
            (one for one in self.captures if one[1] == url), key=lambda one: abs(int(self.stamp(one[0])) - int(stamp))
        )
        if not near:
            return 404, {}, b"not in the archive"
        if self.stamp(near[0][0]) != stamp:
            return 302, {"Location": f"{self.base}/web/{self.stamp(near[0][0])}id_/{url}"}, b""
        return 200, {"Content-Type": "text/html", "x-archive-orig-server": "nginx"}, near[0][3].encode()


def test_wayback(tmp_path: Path, site: Site) -> None:
    """Every capture of the list is imported with its own date and the postings' pages of that time."""
    wayback = Wayback(site)
    root = make(tmp_path / "p", TOML + 'allow_private = true\ndelay = "0s"\n')
    done = bring(root, "wayback", "--source", "acme", "--server", wayback.base)
    assert "Imported 4 captures of 1 source" in done.output
    kinds = told(root)
    assert (kinds["edited"], kinds["opened"]) == (1, 1)
    assert "closed" not in kinds
    assert {row[3] for row in dump(root)["checks"]} == {
        f"2024-05-{day}T06:00:00.000Z" for day in ("01", "04", "07", "10")
    }
    assert "4 captures already present" in bring(root, "wayback", "--source", "acme", "--server", wayback.base).output
    some = make(tmp_path / "q", TOML + 'allow_private = true\ndelay = "0s"\n')
    assert (
        "2 captures"
        in bring(
            some,
            "wayback",
            "--source",
            "acme",
            "--server",
            wayback.base,
            "--since",
            "2024-05-03",
            "--until",
            "2024-05-08",
        ).output
    )


def test_wayback_that_has_nothing_or_is_ill(tmp_path: Path, site: Site) -> None:
    """No capture, a failing server, a reply that is no list: the error says which, and nothing is kept."""
    answers = {"body": b"[]", "status": 200}

    def answer(_path: str, _headers: dict[str, str]) -> Reply:
        return int(str(answers["status"])), {}, bytes(answers["body"])  # type: ignore[arg-type]

    base, _ = site(answer)
    root = make(tmp_path / "p", TOML + 'allow_private = true\ndelay = "0s"\n')
    arguments = ("wayback", "--source", "acme", "--server", base)
    assert "has no capture of https://acme.example.org/jobs" in bring(root, *arguments, fails=2).output
    answers["body"] = b"<html>busy"
    assert "the reply is not a CDX list" in bring(root, *arguments, fails=1).output
    answers["status"] = 503
    assert "the server answers 503" in bring(root, *arguments, fails=1).output


def git(repository: Path, *arguments: str, day: int = 0) -> None:
    when = f"2024-05-{day + 1:02}T06:00:00+02:00"
    environment = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "a", f"GIT_{who}_EMAIL": "a@example.org"}
    subprocess.run(["git", "-C", str(repository), *arguments], check=True, capture_output=True, env=environment)


def test_git_scraping_of_a_file(tmp_path: Path) -> None:
    """One file a board, committed when it changed: one capture a commit."""
    repository = tmp_path / "r"
    repository.mkdir()
    git(repository, "init", "-q")
    for day, state in enumerate(DAYS):
        rows = [{"id": name, "title": name.title(), "text": text} for name, text in state.items()]
        (repository / "acme.json").write_text(json.dumps({"jobs": rows}))
        (repository / "other.txt").write_text(str(day))
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "x", day=day)
    git(repository, "rm", "-q", "other.txt")
    git(repository, "commit", "-qm", "no matter", day=9)
    root = make(tmp_path / "p", f'[sources.acme]\nboard = "json"\nurl = "{LIST}"\ntext = "text"\n')
    assert "4 captures" in bring(root, "git", str(repository), "acme.json", "--source", "acme").output
    assert told(root) == {"edited": 1, "opened": 1}
    assert dump(root)["checks"][0][3] == "2024-05-01T04:00:00.000Z"
    assert "4 captures already present" in bring(root, "git", str(repository), "acme.json", "--source", "acme").output
    done = bring(root, "git", str(repository), "none.json", "--source", "acme", fails=2)
    assert "no commit of" in done.output
    assert "touches none.json" in done.output
    assert "not a git repository" in bring(root, "git", str(tmp_path / "p"), "x", "--source", "acme", fails=2).output


FRONT = "---\ntitle: {title}\nlocation: Oslo\napp_close_date: DECEMBER 26, 2024\n---\n\n# About\n\nYou *lead* the site.\n\n- one\n- {more}\n"


def test_git_history_of_a_folder_of_postings(tmp_path: Path) -> None:
    """One Markdown file per posting: edited, renamed (the same posting), and removed (closed in that commit)."""
    repository = tmp_path / "r"
    (repository / "positions").mkdir(parents=True)
    git(repository, "init", "-q")
    body = "two and a long line about the work on the site that names this ad among all others\n" * 4
    for day, title in enumerate(("Lead", "Site Lead")):
        (repository / "positions/lead.md").write_text(FRONT.format(title=title, more=body))
        (repository / "positions/cook.md").write_text(FRONT.format(title="Cook", more="stew"))
        (repository / "positions/README.md").write_text("none")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "x", day=day)
    git(repository, "mv", "positions/lead.md", "positions/site-lead.md")
    git(repository, "commit", "-qm", "x", day=2)
    git(repository, "rm", "-q", "positions/cook.md")
    git(repository, "commit", "-qm", "x", day=3)
    root = make(tmp_path / "p", f'[sources.acme]\nboard = "files"\nurl = "{LIST}"\n')
    assert "4 captures" in bring(root, "git", str(repository), "positions", "--source", "acme").output
    assert told(root) == {"edited": 1, "closed": 1}
    assert [row[1] for row in dump(root, ("ties",))["ties"]] == ["same"]
    lead = next(row for row in dump(root)["postings"] if row[4] == "Site Lead")
    assert (lead[2], lead[5]) == ("positions/site-lead.md", "Oslo")
    text = next(str(row[17]) for row in dump(root)["versions"] if row[4] == "Cook")
    assert text.split("\n") == ["# About", "You lead the site.", "- one", "- stew"]


def test_gzip_members_are_read_one_by_one(tmp_path: Path) -> None:
    """A .warc.gz that was compressed as one piece is read too."""
    root = make(tmp_path / "p")
    file = tmp_path / "one.warc.gz"
    file.write_bytes(gzip.compress(warc(tmp_path / "a.warc", range(4)).read_bytes()))
    assert "4 captures" in bring(root, "warc", str(file), "--source", "acme").output
