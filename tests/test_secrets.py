"""Secrets in the address of a source are sent to its host, and stored only in tracker.toml."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from tests.conftest import Answer
from tests.serving import get, served
from tracker import config
from tracker.archive import closing_notes
from tracker.cli import main
from tracker.config.credentials import Credentials, take_secrets
from tracker.extract import urls
from tracker.extract.cover import Cover
from tracker.extract.urls import keynames
from tracker.model import Page, Request, Source
from tracker.model.page import Cause
from tracker.operations import project

KEY, USER, PASSWORD = "s3cr3t/K+y~0091", "watcher-user", "pa55:w@rd-77"
WRITTEN = quote(KEY, safe="")
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
NEEDLES = [
    KEY, WRITTEN, WRITTEN.lower(), quote(KEY), USER, PASSWORD, quote(PASSWORD, safe=""), BASIC, "s3cr3t", "pa55",
]  # fmt: skip
Site = Callable[[Answer], tuple[str, list[str]]]
JOBS = {1: "Lamp keeper", 2: "Tide reader", 3: "Rope maker"}


def find(data: bytes) -> list[str]:
    """Name the secrets that bytes have in them."""
    return [needle for needle in NEEDLES if needle.encode() in data]


def everything(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all bytes that a project has on the disk but tracker.toml, its archive also unpacked."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != "tracker.toml":
            yield str(path.relative_to(root)), path.read_bytes()
            if path.name.endswith(".gz"):
                yield f"{path.name}, unpacked", gzip.decompress(path.read_bytes())
    archive = project.load(root).archive()
    for file in sorted(str(path.relative_to(archive.root)) for path in archive.root.rglob("*.warc.zst")):
        for record in archive.plain(file):
            yield f"{file}, unpacked", record


def leaks(root: Path, *, bodies: bool = True) -> list[tuple[str, list[str]]]:
    """Name the places of a project that have a secret in them; without `bodies`, the archived replies may."""
    looked = [
        (name, find(data))
        for name, data in everything(root)
        if bodies or ("snapshots" not in name and ".warc" not in name)
    ]
    assert len(looked) > 1
    return [(name, found) for name, found in looked if found]


def tracker(root: Path, *arguments: str) -> str:
    """Run a command; what it says has no secret in it."""
    result = CliRunner().invoke(main, ["-C", str(root), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    said = f"{result.output}\n{result.stderr}"
    assert find(said.encode()) == [], said
    return said


def keyed(*, echo: bool = False, redirect: bool = False) -> Answer:
    """Answer those who have the key: a list in JSON, and a page for each posting."""

    def answer(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        asked = urlsplit(path)
        if parse_qs(asked.query).get("api_key") != [KEY]:
            return 401, {}, b"who are you"
        own = f"?api_key={WRITTEN}" if echo else f"?api_key={urls.encode('HIDDEN')}"
        more = {"Link": f'<http://{headers["Host"]}{path}>; rel="self"', "X-Key": KEY}
        if asked.path == "/feed.json" and redirect:
            return 302, {"Location": f"/moved.json?lang=en&api_key={WRITTEN}"}, b""
        if asked.path in {"/feed.json", "/moved.json"}:
            rows = [{"id": n, "title": title, "url": f"/job/{n}{own}"} for n, title in JOBS.items()]
            return 200, {"Content-Type": "application/json", **more}, json.dumps({"jobs": rows}).encode()
        number = int(asked.path.rpartition("/")[2])
        body = f"<h1>{JOBS[number]}</h1><main><p>{JOBS[number]} of the harbour, night {number} for night.</p></main>"
        return 200, {"Content-Type": "text/html", **more}, body.encode()

    return answer


def locked(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Answer those who name user and password: a list for people, and a page for each posting."""
    if headers.get("Authorization") != f"Basic {BASIC}":
        return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b"who are you"
    if path == "/jobs":
        rows = "".join(f'<li class="job"><a href="/job/{n}">{title}</a></li>' for n, title in JOBS.items())
        return 200, {"Content-Type": "text/html"}, f"<main><ul>{rows}</ul></main>".encode()
    title = JOBS[int(path.rpartition("/")[2])]
    return 200, {"Content-Type": "text/html"}, f"<h1>{title}</h1><main><p>{title} of the harbour.</p></main>".encode()


def toml(name: str, board: str, url: str, more: str = "") -> str:
    return f'[sources.{name}]\nboard = "{board}"\nurl = "{url}"\n{more}delay = "0s"\nrender = "never"\nallow_private = true\n'


def with_key(base: str, path: str = "/feed.json") -> str:
    return f"{base}{path}?lang=en&api_key={WRITTEN}"


def with_user(base: str, path: str = "/jobs") -> str:
    return base.replace("://", f"://{USER}:{quote(PASSWORD, safe='')}@") + path


def begin(root: Path, text: str) -> Path:
    (root / "tracker.toml").write_text(text, "utf-8")
    return root


ITEM = 'item = "li.job"\ntext = "main"\n'


def test_keys_and_passwords_are_sent_and_stand_nowhere(site: Site, tmp_path: Path) -> None:
    """In a whole run, every command, a rebuild, every export and the website."""
    (feed, asked), (page, _) = site(keyed()), site(locked)
    root = begin(tmp_path, toml("feed", "json", with_key(feed)) + toml("page", "html", with_user(page), ITEM))
    said = tracker(root, "run")
    assert said.count("complete") == 2
    assert said.count("3 postings") == 2
    assert all(f"api_key={WRITTEN}" in path for path in asked if path != "/robots.txt")
    postings = _column(root, "SELECT url FROM postings ORDER BY url")
    assert sum("api_key=HIDDEN" in url for url in postings) == 3
    assert len(postings) == 6
    tracker(root, "run")
    for command in (
        ["status"],
        ["doctor"],
        ["doctor", "feed"],
        ["doctor", "page"],
        ["log"],
        ["list", "feed"],
        ["verify"],
    ):
        tracker(root, *command)
    tracker(root, "show", str(_column(root, "SELECT id FROM postings")[0]))
    tracker(root, "log", "--json")
    assert leaks(root) == []
    before = _rows(root)
    tracker(root, "rebuild")
    assert _rows(root) == before
    tracker(root, "export", "db", str(root / "copy.db"))
    for form in ("warc", "csv", "jsonl", "markdown", "parquet", "wacz"):
        tracker(root, "export", form, str(root / "exported" / form))
    with zipfile.ZipFile(root / "exported" / "wacz") as packed:
        packed.extractall(root / "exported" / "unpacked")
    for file in (root / "exported" / "parquet").glob("*.parquet"):
        file.with_suffix(".txt").write_text(str(parquet.read_table(file).to_pylist()), "utf-8")
    assert "api_key=HIDDEN" in (root / "exported" / "parquet" / "postings.txt").read_text("utf-8")
    assert leaks(root) == []
    _pages(root)


def _column(root: Path, sql: str) -> list[str]:
    with sqlite3.connect(root / "tracker.db") as connection:
        return [str(row[0]) for row in connection.execute(sql)]


def _rows(root: Path) -> list[str]:
    return _column(root, "SELECT url || ' ' || title || ' ' || id FROM postings ORDER BY id")


def _pages(root: Path) -> None:
    """Read the website: its own pages, and every table as JSON and CSV."""
    with served(root) as address:
        tables = [one["name"] for one in json.loads(get(f"{address}/tracker.json")[1])["tables"]]
        assert len(tables) > 10
        pages = ["/", "/sources", "/sources/feed", "/sources/page", "/changes.json", "/changes.atom"]
        pages += [f"/postings/{name}" for name in _column(root, "SELECT id FROM postings")]
        pages += [f"/tracker/{table}.{form}?_size=max" for table in tables for form in ("json", "csv")]
        for path in pages:
            status, text, headers = get(address + path)
            assert (path, find(text.encode()), find(str(headers).encode())) == (path, [], [])
            assert status < 500
    assert find((root / "serve.log").read_bytes()) == []


def _gone(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return 404, {"X-Asked": path, "X-User": headers.get("Authorization", "")}, b"not here"


def _around(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return 302, {"Location": f"http://{headers['Host']}{path}"}, b""


def _broken(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json", "X-Asked": path}, b"{" + headers["Host"].encode()


@pytest.mark.parametrize("answer", [_gone, _around, _broken, None], ids=["404", "a circle", "no JSON", "refused"])
def test_what_goes_wrong_is_told_without_what_is_secret(site: Site, tmp_path: Path, answer: Answer | None) -> None:
    base = site(answer)[0] if answer else f"http://127.0.0.1:{_closed_port()}"
    root = begin(tmp_path, toml("feed", "json", with_key(base)) + toml("page", "html", with_user(base), ITEM))
    said = tracker(root, "run")
    assert said.count("failed") >= 2, said
    for command in (["status"], ["doctor"], ["doctor", "feed"], ["doctor", "page"], ["log"], ["verify"], ["rebuild"]):
        tracker(root, *command)
    tracker(root, "add", with_key(base), "--slug", "new")
    tracker(root, "add", with_user(base), "--slug", "new")
    assert leaks(root) == []


def _closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_a_refusal_by_robots_txt_names_no_secret(forbidding: str, tmp_path: Path) -> None:
    root = begin(
        tmp_path, toml("feed", "json", with_key(forbidding)) + toml("page", "html", with_user(forbidding), ITEM)
    )
    assert tracker(root, "run").count("blocked") >= 2
    assert leaks(root) == []


@pytest.fixture
def forbidding() -> Iterator[str]:
    """A server whose robots.txt forbids everything."""
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"User-agent: *\nDisallow: /\n"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Print no request log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_redirect_that_repeats_the_key_is_followed_and_hidden(site: Site, tmp_path: Path) -> None:
    base, asked = site(keyed(redirect=True))
    root = begin(tmp_path, toml("feed", "json", with_key(base)))
    assert "complete" in tracker(root, "run")
    assert any(path.startswith("/moved.json") for path in asked)
    assert leaks(root) == []


def test_what_is_kept_of_a_reply_is_asked_for_conditionally_all_the_same(site: Site, tmp_path: Path) -> None:
    conditions: list[str] = []

    def answer(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        conditions.append(headers.get("If-None-Match", ""))
        if conditions[-1]:
            return 304, {}, b""
        status, given, body = keyed()(path, headers)
        return status, {**given, "ETag": '"one"'}, body

    root = begin(tmp_path, toml("feed", "json", with_key(site(answer)[0])))
    assert "complete" in tracker(root, "run")
    assert "complete" in tracker(root, "run")
    assert conditions[-1] == '"one"'
    assert leaks(root) == []


def test_another_host_is_sent_neither_key_nor_password(site: Site, tmp_path: Path) -> None:
    seen: list[str] = []

    def other(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        seen.append(f"{path} {headers}")
        return (
            200,
            {"Content-Type": "application/json"},
            b'{"jobs": [{"id": 1, "title": "Lamp keeper", "text": "Keep it."}]}',
        )

    elsewhere, _ = site(other)
    base, _ = site(lambda _path, _headers: (302, {"Location": f"{elsewhere}/feed.json"}, b""))
    away = toml("linked", "json", f"{base}/?token={WRITTEN}", f'endpoint = "{elsewhere}/feed.json"\n')
    root = begin(tmp_path, toml("feed", "json", with_key(base)) + toml("page", "json", with_user(base)) + away)
    tracker(root, "run")
    assert len(seen) >= 3
    assert find("\n".join(seen).encode()) == []


def test_a_page_that_repeats_the_key_in_its_links_gives_the_same_postings_without_it(
    site: Site, tmp_path: Path
) -> None:
    """Replies are archived unchanged; the history has no key, also after a rebuild."""
    base, _ = site(keyed(echo=True))
    root = begin(tmp_path, toml("feed", "json", with_key(base)))
    assert "3 postings" in tracker(root, "run")
    assert leaks(root, bodies=False) == []
    assert all(url.endswith("?api_key=HIDDEN") for url in _column(root, "SELECT url FROM postings"))
    assert "/job/1?api_key=HIDDEN" in tracker(root, "doctor", "feed")
    before = _rows(root)
    tracker(root, "rebuild")
    assert _rows(root) == before
    assert leaks(root, bodies=False) == []


def test_what_earlier_versions_wrote_down_is_hidden_when_it_is_read(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive with the key in closing records and addresses: after a rebuild or an import, no database has it."""
    (feed, _), (page, _) = site(keyed()), site(locked)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    root = begin(old, toml("feed", "json", with_key(feed)) + toml("page", "html", with_user(page), ITEM))
    with monkeypatch.context() as patched:
        patched.setattr(config, "without_secrets", lambda source: (source, Credentials()))
        patched.setattr("tracker.fetch.fetcher.Fetcher.of", _old_of(site))
        CliRunner().invoke(main, ["-C", str(root), "run"])
    assert leaks(root) != []
    tracker(root, "rebuild")
    assert leaks(root, bodies=False) == []
    assert len(_rows(root)) == 6
    tracker(root, "verify")
    CliRunner().invoke(main, ["-C", str(root), "export", "warc", str(tmp_path / "warc")])
    begin(new, "")
    for file in sorted((tmp_path / "warc").rglob("*.warc.gz")):
        tracker(new, "import", "warc", str(file))
    assert len(_rows(new)) == 6
    assert leaks(new) == []


def _old_of(_site: Site) -> object:
    """Send as earlier versions did: the address as it is, user and password in it."""
    from tracker.fetch.fetcher import Fetcher

    now = Fetcher.of

    def of(self: Fetcher, source: Source, *more: object) -> object:
        send = now(self, source, *more)  # type: ignore[arg-type]

        async def fetch(request: Request) -> Page:
            user = urls.parse(source.url).userinfo
            headers = (("Authorization", f"Basic {BASIC}"),) if user else ()
            page = await send(Request(request.url, request.method, request.body, (*request.headers, *headers)))
            return Page(request, page.url, page.status, page.headers, page.content, page.fetched_at, sha256=page.sha256)

        return fetch

    return of


def test_a_page_that_a_browser_renders_is_sent_both_and_keeps_neither(site: Site, tmp_path: Path) -> None:
    """Its script makes requests with the page's own address, key included."""
    row = "`<li><a href=${new URL('/job/' + j.id, location)}>${j.title}</a></li>`"
    script = "fetch('/feed.json' + location.search + '&from=' + encodeURIComponent(location)).then(r=>r.json())"
    script += f".then(d=>l.innerHTML=d.jobs.map(j=>{row}).join(''))"

    def answer(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if headers.get("Authorization") != f"Basic {BASIC}":
            return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b"who are you"
        if path.startswith("/careers"):
            return (
                200,
                {"Content-Type": "text/html"},
                f"<h1>Careers</h1><ul id=l></ul><script>{script}</script>".encode(),
            )
        own = "" if path.startswith("/feed.json") else f"?api_key={WRITTEN}"
        return keyed()(path + own, headers)

    base, asked = site(answer)
    url = with_user(base, f"/careers?api_key={WRITTEN}")
    text = toml("shown", "page", url).replace('render = "never"', 'render = "always"')
    root = begin(tmp_path, text)
    said = tracker(root, "run")
    assert "3 postings" in said, said
    assert any(path.startswith("/feed.json") and WRITTEN in path for path in asked)
    assert leaks(root) == []
    before = _rows(root)
    tracker(root, "rebuild")
    assert _rows(root) == before


def test_add_writes_the_key_where_it_belongs_and_nowhere_else(site: Site, tmp_path: Path) -> None:
    (feed, _), (page, _) = site(keyed()), site(locked)
    root = begin(tmp_path, "")
    said = tracker(root, "add", with_key(feed), "--slug", "feed", "--allow-private")
    assert "3 postings" in said
    said = tracker(root, "add", with_user(page), "--slug", "page", "--allow-private")
    written = (root / "tracker.toml").read_text("utf-8")
    assert f'url = "{with_key(feed)}"' in written
    assert f'url = "{with_user(page)}"' in written, said
    assert "3 postings" in tracker(root, "run")
    assert leaks(root) == []


def test_an_address_that_is_malformed_is_refused_without_what_is_secret_in_it(tmp_path: Path) -> None:
    root = begin(tmp_path, toml("feed", "json", f"https://{USER}:{quote(PASSWORD, safe='')}@[feed]/?api_key={WRITTEN}"))
    assert "should be an address" in tracker(root, "run")
    assert "is not a web address" in tracker(begin(tmp_path, ""), "add", f"https://{USER}:x@[feed]/?api_key={WRITTEN}")


NAMES = st.sampled_from(["api_key", "token", "sig", "password", "clientSecret"])
VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
PUBLIC = st.tuples(st.sampled_from(["q", "page", "id", "gh_jid"]), st.just("\u2603"))


@given(st.lists(st.tuples(NAMES, VALUES) | PUBLIC, max_size=5), VALUES | st.none(), VALUES)
def test_what_is_taken_out_can_be_put_back(parameters: list[tuple[str, str]], user: str | None, password: str) -> None:
    userinfo = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters)
    url = f"https://{userinfo}example.org/jobs?{query}" if query else f"https://{userinfo}example.org/jobs"
    hidden, held = take_secrets(url)
    found = Credentials.of(held)
    assert found.configured(hidden) == url
    assert urls.parse(hidden).userinfo == ""
    assert take_secrets(hidden)[0] == hidden
    assert "HIDDEN" not in url or held is not None or hidden == url
    request = found.request(Request(hidden))
    page = Page(
        request, request.url, 200, (("Location", url),), failure=f"{url} is no good", cause=Cause(f"{url} is no good")
    )
    cleared = found.page(page, Request(hidden))
    assert cleared.url == hidden
    assert cleared.headers == (("Location", hidden),)
    assert cleared.failure == f"{hidden} is no good"
    assert cleared.cause == Cause(f"{hidden} is no good")
    assert repr(found) == "Credentials()"


@given(st.text(), st.text())
def test_nothing_raises_whatever_the_address(url: str, other: str) -> None:
    hidden, held = take_secrets(url)
    found = Credentials.of(held, take_secrets(f"https://{other}@example.org/?key={url}")[1])
    found.text(other), found.configured(other), found.revealed(url), found.request(Request(url))
    cover = Cover.of(Source("s", f"https://example.org/?token=HIDDEN&{other}", endpoint=hidden))
    cover.url(url), cover.key(other)


def test_a_key_is_put_back_only_where_it_belongs() -> None:
    found = Credentials.of(
        take_secrets("https://example.org/a/jobs?api_key=one")[1],
        take_secrets("https://example.org/b?api_key=two&api_key=three")[1],
    )
    assert (
        found.revealed("https://example.org/a/jobs?api_key=HIDDEN&p=2") == "https://example.org/a/jobs?api_key=one&p=2"
    )
    assert (
        found.revealed("https://example.org/b?api_key=HIDDEN&api_key=HIDDEN")
        == "https://example.org/b?api_key=two&api_key=three"
    )
    for elsewhere in ("http://example.org/a/jobs", "https://example.org:8443/a/jobs", "https://www.example.org/a/jobs"):
        assert found.revealed(f"{elsewhere}?api_key=HIDDEN") == f"{elsewhere}?api_key=HIDDEN"


def test_a_browser_is_given_user_and_password_in_the_address() -> None:
    found = Credentials.of(take_secrets("https://me:pw@example.org/jobs?token=t")[1])
    assert (
        found.request(Request("https://example.org/x?token=HIDDEN", render=True)).url
        == "https://me:pw@example.org/x?token=t"
    )
    plain = found.request(Request("https://example.org/x"))
    assert plain.headers == (("Authorization", "Basic bWU6cHc="),)
    assert plain.url == "https://example.org/x"


def test_what_a_page_posts_by_itself_is_kept_without_the_key() -> None:
    found = Credentials.of(take_secrets("https://example.org/jobs?api_key=s3cr3t")[1])
    asked = Request(
        "https://example.org/api", "POST", b'{"from": "https://example.org/jobs?api_key=s3cr3t", "x": "\xe9"}'
    )
    page = Page(asked, asked.url, parts=(Page(asked, asked.url),))
    body = b'{"from": "https://example.org/jobs?api_key=HIDDEN", "x": "\xe9"}'
    assert found.page(page).request.body == found.page(page).parts[0].request.body == body


def test_a_parameter_that_tells_postings_apart_is_an_id_and_no_key() -> None:
    from tracker.model import Entry, Listing

    def entry(url: str) -> Entry:
        return Entry(url, url, "", "", lambda _page: None)  # type: ignore[arg-type,return-value]

    cover = Cover.of(Source("s", "https://example.org/feed?key=HIDDEN&api_key=HIDDEN"))
    found = Listing(tuple(entry(f"https://example.org/job?key={n}&api_key=x") for n in (1, 2)))
    told = cover.but_for_ids(found).listing(found)
    assert [one.url for one in told.entries] == [f"https://example.org/job?key={n}&api_key=HIDDEN" for n in (1, 2)]
    assert [one.external_id for one in told.entries] == [one.url for one in told.entries]


def test_a_word_that_is_a_password_is_hidden_in_its_place_alone() -> None:
    found = Credentials.of(take_secrets("https://me:careers@example.org/careers?token=jobs")[1])
    assert found.text("https://me:careers@example.org/careers?token=jobs") == "https://example.org/careers?token=HIDDEN"
    assert found.text("https://example.org/careers/jobs") == "https://example.org/careers/jobs"


def test_notes_of_earlier_versions_give_up_their_secrets() -> None:
    url = f"https://{USER}:{quote(PASSWORD, safe='')}@example.org/feed?api_key={WRITTEN}"
    note: dict[str, object] = {"settings": {"slug": "s", "url": url, "endpoint": url}}
    assert find(str(closing_notes.source_of(note)).encode()) == []
    assert closing_notes.credentials_of(note).text(f"GET {url}") == "GET https://example.org/feed?api_key=HIDDEN"
    hidden: dict[str, object] = {"settings": {"slug": "s", "url": "https://example.org/feed?api_key=HIDDEN&p=1"}}
    assert not closing_notes.credentials_of(hidden)


GLUED = """subscriptionkey clientkey functionskey refreshtoken idtoken sessiontoken securitytoken oauthtoken usertoken bearertoken
    apisecret appsecret signingkey accesskeyid authcode creds pw consumer_key master_key shared_key signing_key encryption_key
    deploy_key service_key feed_key rss_key login%5Bpass%5D login%255Bpass%255D session_id PHPSESSID ticket api%5Fkey APIkey
    storagekey partner-key widgettoken ASP.NET_SessionId db.pass connection_string user[0][passwd] apikey2""".split()


@pytest.mark.parametrize("name", GLUED)
def test_words_of_a_name_are_found_glued_separated_and_escaped(name: str) -> None:
    hidden, held = take_secrets(f"https://example.org/jobs?q=1&{name}=S3cr3t9")
    assert hidden == f"https://example.org/jobs?q=1&{name}=HIDDEN"
    assert Credentials.of(held).configured(hidden).endswith(f"{name}=S3cr3t9")
    assert "S3cr3t9" not in urls.display(f"https://example.org/jobs?{name}=S3cr3t9")


def test_names_with_words_like_those_of_keys_are_public() -> None:
    names = """pageToken page_token nextpagetoken sync_token sortKey sortkey keywords keyword jobKey jobid userid appid author
        authors tokens countryCode postcode monkey turkey compass bypass passport design sessions stickets id""".split()
    assert [name for name in names if keynames.is_secret(name)] == []


@pytest.mark.parametrize(
    "end",
    "#access_token={} #state=1&id_token={} #/jobs?api_key={} #!/jobs;api_key={} ;api_key={} ;api_key={}/x?q=1 ?a=1;api_key={} "
    "?a=b?api_key={} ?&amp;api_key={} ?a=1;b=2;api_key={}&c=3".split(),
)
def test_parameters_are_found_in_path_query_and_fragment(end: str) -> None:
    url = "https://example.org/jobs" + end
    hidden, held = take_secrets(url.format("S3cr3t9"))
    assert hidden == url.format("HIDDEN") == urls.display(url.format("S3cr3t9"))
    assert Credentials.of(held).configured(hidden) == url.format("S3cr3t9")
    assert "S3cr3t9" not in repr(held)


def test_a_password_with_a_semicolon_is_one_value() -> None:
    hidden, held = take_secrets("https://example.org/?password=a;token=b&token=c")
    assert hidden == "https://example.org/?password=HIDDEN&token=HIDDEN"
    assert Credentials.of(held).revealed(hidden) == "https://example.org/?password=a;token=b&token=c"


def test_a_wayback_machine_is_sent_its_password_and_no_message_has_it(site: Site, tmp_path: Path) -> None:
    seen: list[str] = []
    bodies = [(500, b"no"), (200, b"<html>"), (200, b"[]")]

    def answer(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path.startswith("/robots"):
            return 404, {}, b""
        seen.append(f"{path} {headers.get('Authorization')}")
        return bodies[len(seen) % 3][0], {}, bodies[len(seen) % 3][1]

    base, _ = site(answer)
    root = begin(tmp_path, toml("feed", "json", base + "/feed.json"))
    arguments = ("import", "wayback", "--source", "feed", "--server")
    captured = with_user("https://example.org", f"/jobs?api_key={WRITTEN}")
    for _ in range(3):
        assert "Error" in tracker(root, *arguments, with_user(base, ""), "--url", captured)
    assert len(seen) >= 3
    assert all(BASIC in one and USER not in one for one in seen)
    for malformed in (f"http:/{USER}:{PASSWORD}@h", f"http://{USER}:x/{PASSWORD}@h", f"{USER}:{PASSWORD}@h"):
        assert "--server should be" in tracker(root, *arguments, malformed)
        assert "--url should be" in tracker(root, *arguments, base, "--url", malformed)
        assert find(urls.display(malformed).encode()) == []
