"""The advice of `tracker add` for addresses that it can't monitor, one for each cause."""

from __future__ import annotations

import json
import pickle
import re
import socket
import ssl
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer
from tests.test_cli import tracker
from tests.world import closed_port
from tracker.boards.detect import by_url
from tracker.check.fetches import answered_first, at_once, brisk
from tracker.check.reads import Reads
from tracker.fetch import guard
from tracker.model import Entry, Listing, Page, Request, Source
from tracker.model.errors import Unsure
from tracker.operations import add, add_advice, add_posting

Site = Callable[[Answer], tuple[str, list[str]]]
TEXT = "<p>You plan the cooling of a hall, and you see to it that the pumps run by the day they are due.</p>" * 4


RSS = "<?xml version='1.0'?><rss><channel><title>Jobs</title><item><title>Planner</title></item></channel></rss>"


def page(body: str, *, status: int = 200, kind: str = "text/html") -> Answer:
    return lambda _path, _headers: (status, {"Content-Type": kind}, body.encode())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose browser is not there, so that no test opens one."""
    (tmp_path / "tracker.toml").write_text('[browser]\npath = "/nowhere/chromium"\n')
    return tmp_path


def refused(root: Path, url: str, *options: str) -> str:
    """Add an address that can't be watched; return what is said. Nothing is written."""
    before = (root / "tracker.toml").read_text()
    code, out, err = tracker(root, "add", url, *options)
    assert code in {1, 2}
    assert out == ""
    assert (root / "tracker.toml").read_text() == before
    return err.strip()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.linkedin.com/company/acme/jobs/", "LinkedIn"),
        ("https://de.linkedin.com/jobs/acme-jobs", "LinkedIn"),
        ("https://uk.indeed.com/cmp/Acme/jobs", "Indeed"),
        ("https://www.indeed.com/jobs?q=acme", "Indeed"),
        ("https://www.glassdoor.co.uk/Jobs/Acme-Jobs-E1.htm", "Glassdoor"),
        ("https://www.stepstone.de/jobs/acme", "StepStone"),
        ("https://www.monster.com/jobs/search?q=acme", "Monster"),
        ("https://www.ziprecruiter.com/co/Acme/Jobs", "ZipRecruiter"),
        ("https://www.google.com/search?q=acme+jobs&ibp=htl;jobs", "Google Jobs"),
        ("https://www.google.de/search?udm=8&q=acme", "Google Jobs"),
        ("https://au.seek.com/acme-jobs", "SEEK"),
        ("https://www.naukri.com/acme-jobs-careers-1", "Naukri"),
    ],
)
def test_an_aggregator_is_named_and_not_asked(project: Path, url: str, name: str) -> None:
    """Sites that show postings of others are recognised by their host, before anything is fetched."""
    told = refused(project, url)
    assert f"is a page of {name}. It shows postings of many employers" in told
    assert "Monitor the employer's own page instead" in told


@pytest.mark.parametrize(
    "url",
    [
        "https://careers.linkedin.com/open-roles",
        "https://careers.indeed.com/jobs",
        "https://www.google.com/about/careers/applications/jobs/results",
        "https://careers.google.com/jobs/results/",
        "https://www.monsterenergy.com/jobs",
        "https://boards.greenhouse.io/indeed",
        "https://www.glassdoor.com/about/careers/",
        "https://talent.example.com/jobs",
    ],
)
def test_the_own_openings_of_such_a_site_are_none(url: str) -> None:
    """The openings of such a company itself can be added, and so can a host whose name only begins alike."""
    assert add_advice.aggregator(url) == ""


def gai(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise socket.gaierror(number, "no address")

    return fail


def test_offline(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name can be resolved at all."""
    monkeypatch.setattr(socket, "getaddrinfo", gai(socket.EAI_AGAIN))
    assert refused(project, "https://careers.acme.example/jobs").endswith(
        "no name can be looked up (careers.acme.example): this machine is offline, or its name server is. "
        "Connect it, and run the command again; nothing was written."
    )


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("careers.acme.con", "Did you mean careers.acme.com?"),
        ("acme.cmo", "Did you mean acme.com?"),
        ("ww.acme.com", "Did you mean www.acme.com?"),
        ("wwww.acme.org", "Did you mean www.acme.org?"),
        ("careers.acmee.com", "Check how it is written."),
    ],
)
def test_a_name_that_nobody_knows(project: Path, monkeypatch: pytest.MonkeyPatch, host: str, meant: str) -> None:
    """A typo at the beginning or the end of the name gets a suggestion."""
    monkeypatch.setattr(socket, "getaddrinfo", gai(socket.EAI_NONAME))
    told = refused(project, f"https://{host}/jobs")
    assert told.endswith(f"There is no site {host}: the name has no address. {meant}")


def test_nothing_answers(project: Path) -> None:
    """A closed port is not reported as a missing page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    with closed_port(base):
        told = refused(project, f"{base}/jobs", "--allow-private")
    assert told.endswith(
        "127.0.0.1 exists, but nothing answers at this port. Check the address, and whether the server runs."
    )


def test_private(project: Path, site: Site) -> None:
    """A private address is requested only with --allow-private."""
    base, asked = site(page("<p>hello</p>"))
    assert refused(project, base).endswith(
        "127.0.0.1 is a private address. If the page is meant to be on this machine or network, add --allow-private."
    )
    assert asked == []


def test_the_defaults_hold_for_a_source_that_is_added(project: Path, site: Site) -> None:
    """A source is read as tracker.toml will have it: with all of `[defaults]`, and its table repeats none of them."""
    agents: list[str] = []

    def answer(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        agents.append(headers["User-Agent"])
        return listed(3)(path, headers)

    base, asked = site(answer)
    defaults = 'name = "Acme"\ndelay = "0s"\nallow_private = true\nrender = "never"\ntext = "p"\nlimit = "5m"\nreread = "30d"\n'
    with (project / "tracker.toml").open("r+") as file:
        old = file.read()
        file.seek(0)
        file.write(f'contact = "desk@acme.example"\n{old}[defaults]\n{defaults}')
    code, out, err = tracker(project, "add", f"{base}/jobs")
    assert (code, err, "3 postings" in out) == (0, "", True), (out, err)
    (written,) = _sources(project).values()
    assert written == {"board": "page", "url": f"{base}/jobs"}
    assert "/jobs" in asked
    assert agents
    assert all("desk@acme.example" in agent for agent in agents)
    code, out, err = tracker(project, "add", f"{base}/jobs?team=ops", "--slug", "ops", "--name", "Acme Ops")
    assert (code, err) == (0, ""), (out, err)
    assert _sources(project)["ops"]["name"] == "Acme Ops"


@pytest.mark.parametrize("delay", ["0s", "100ms", "1s", "7s"])
def test_what_was_read_is_what_tracker_toml_says(project: Path, site: Site, delay: str) -> None:
    """The source that `add` read is the one that the next check reads, whatever the defaults are."""
    from tracker.operations.project import load

    with (project / "tracker.toml").open("a") as file:
        file.write(f'[defaults]\ndelay = "{delay}"\nallow_private = true\ncomplete = "never"\nmax_bytes = "1MB"\n')
    base, _ = site(page('{"jobs": [], "meta": {"total": 0}}', kind="application/json"))
    given = {"slug": "acme", "name": "", "board": "greenhouse", "endpoint": f"{base}/v1/boards/acme"}
    known = add.recognise_source(load(project), f"{base}/careers", **given, allow_private=False)
    add.write(load(project), known)
    assert load(project).settings.sources["acme"] == known.source


@pytest.mark.parametrize(("delay", "pause"), [(0.0, 0.0), (0.1, 0.1), (1.0, 0.2), (7.0, 7.0)])
def test_the_pauses_of_add(delay: float, pause: float) -> None:
    """Somebody waits, so pauses are short; longer ones are kept if tracker.toml asks for them."""
    assert brisk(delay) == pause


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (page("no", status=404), "answers with status 404: there is no such page. Open http://"),
        (page("no", status=410), "answers with status 410: there is no such page. Open http://"),
        (
            page("<h1>Forbidden</h1>", status=403),
            "127.0.0.1 refuses automated requests (status 403). Open a posting in a browser",
        ),
        (page("<h1>Unauthorized</h1>", status=401), "requires a login. The tracker monitors only public pages"),
        (
            page("<title>Sign in</title><form><input type=email><input type=password></form>"),
            "requires a login. The tracker monitors only public pages",
        ),
        (page("<title>Just a moment...</title>cloudflare challenge"), "A wall of Cloudflare is shown instead of"),
        (page("<h1>Are you a robot?</h1>"), "A bot check is shown instead of"),
        (page("busy", status=429), "127.0.0.1 is busy (status 429)"),
        (page("error", status=500), "127.0.0.1 has a server problem (status 500)"),
        (page("%PDF-1.7 ...", kind="application/pdf"), "is a PDF, not a list of jobs."),
        (page("%PDF-1.7 ...", kind="application/octet-stream"), "is a PDF, not a list of jobs."),
        (page("PNG...", kind="image/png"), "is an image (image/png), not a page. Add the page that shows the list"),
        (page("ID3...", kind="audio/mpeg"), "is a sound file (audio/mpeg), not a page."),
        (page("PK...", kind="application/zip; q=1"), "is a compressed file (application/zip), not a page."),
        (page("", kind="text/html"), "answers with an empty page (status 200)."),
        (page(" \n\n", kind="text/plain"), "answers with an empty page (status 200)."),
        (page(RSS, kind="application/rss+xml"), "is a feed (RSS or Atom), and feeds are not read."),
        (page("<?xml version='1.0'?><feed></feed>", kind="text/xml"), "is a feed (RSS or Atom)"),
        (page("\n<feed xmlns='http://www.w3.org/2005/Atom'></feed>"), "is a feed (RSS or Atom)"),
        (page("<title>Jobs</title><feedback-form>Tell us</feedback-form>"), 'item = "li.opening"'),
        (
            page('<div id=root></div><script src="/app.js"></script>'),
            "shows nothing without its script. browser.path = '/nowhere/chromium' does not exist",
        ),
    ],
)
def test_what_an_answer_means(project: Path, site: Site, answer: Answer, told: str) -> None:
    """Each kind of reply has its own advice."""
    base, _ = site(answer)
    assert told in refused(project, f"{base}/jobs", "--allow-private")


def test_the_advice_is_not_given_twice() -> None:
    """The lines to write say what an entry is, so the error's own sentence about that is left out, also if another process read the page."""
    error = pickle.loads(pickle.dumps(Unsure("https://a.example/: no list", "describe an entry in tracker.toml")))
    assert str(error) == "https://a.example/: no list; describe an entry in tracker.toml"
    draft = Source("a", "https://a.example/")
    told = add._three_lines(draft, Reads(error=error), "a")
    assert told.startswith("https://a.example/: no list (nothing that could be read). Describe the entries of its list")


def test_without_a_scheme(project: Path, site: Site) -> None:
    """`https://` is tried first, then `http://`. The employer's name is the one that the site states, and the suggested source name is free."""
    items = "".join(
        f"<li><a href='/jobs/{n}'>{job}</a></li>" for n, job in enumerate(("Baker", "Night nurse", "Welder"))
    )
    page = f"<meta property='og:site_name' content=' Iodine  Software '><h1>Open positions</h1><ul>{items}</ul>"
    text = "<h1>{}</h1><p>You work in our house and report to its head. Three years of experience are required.</p>"
    base, _ = site(lambda path, _headers: (200, {}, (page if path == "/jobs" else text.format(path)).encode()))
    plain = base.removeprefix("http://")
    _, out, err = tracker(project, "add", f"{plain}/jobs", "--allow-private")
    assert err == ""
    assert "Careers page of Iodine Software, 3 postings" in out
    assert tomllib.loads((project / "tracker.toml").read_text())["sources"]["127-0-0-1"]["name"] == "Iodine Software"
    assert "name this one with --slug 127-0-0-1-2" in refused(project, f"{base}/jobs", "--allow-private")


@pytest.mark.parametrize(
    ("employers", "name"),
    [
        (("Iodine GmbH",) * 3, "Iodine GmbH"),
        (({"@type": "Organization", "name": "Iodine &amp; Sons"},) * 3, "Iodine & Sons"),
        (("Iodine GmbH", "Iodine GmbH", "Bromine AG"), None),
        (("Iodine GmbH", "Iodine GmbH", None), None),
        ((None,) * 3, None),
    ],
)
def test_the_employer_of_structured_data(
    project: Path, site: Site, employers: tuple[object, ...], name: str | None
) -> None:
    """If the site does not state its name, the employer is the one that all JobPostings of the page name."""
    jobs = [
        {"@type": "JobPosting", "title": job, "url": f"/jobs/{n}", "description": "Three years of experience are required.", **({"hiringOrganization": who} if who else {})}
        for n, (job, who) in enumerate(zip(("Baker", "Night nurse", "Welder"), employers, strict=True))
    ]  # fmt: skip
    links = "".join(f"<li><a href='{job['url']}'>{job['title']}</a></li>" for job in jobs)
    stated = f"<script type='application/ld+json'>{json.dumps(jobs)}</script><h1>Open positions</h1><ul>{links}</ul>"
    base, _ = site(lambda _path, _headers: (200, {"Content-Type": "text/html"}, stated.encode()))
    code, out, err = tracker(project, "add", f"{base}/jobs", "--allow-private")
    assert code == 0, err
    assert f"of {name or '127.0.0.1'}, 3 postings" in out
    (source,) = tomllib.loads((project / "tracker.toml").read_text())["sources"].values()
    assert source.get("name") == name


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("mailto:jobs@acme.example", "'…@acme.example' is an e-mail address, and not a web address: enter one"),
        ("jobs@acme.example", "'…@acme.example' is an e-mail address, and not a web address: enter one"),
        ("someone:hunter2@acme.example/jobs", "'…@acme.example/jobs' is not a web address: enter one"),
        ("ftp://someone:hunter2@acme.example/jobs", "'…@acme.example/jobs' is not a web address: enter one"),
        ("htps://acme.example/jobs", "'htps://acme.example/jobs' is not a web address: enter one"),
    ],
)
def test_no_web_address(project: Path, given: str, told: str) -> None:
    """The message says what the text is instead, and shows no password."""
    said = refused(project, given)
    assert told in said
    assert "hunter2" not in said


def test_https_where_http_is_spoken(project: Path, site: Site) -> None:
    """The message suggests the http address, because trying again later would not help."""
    base, _ = site(page("<p>hello</p>"))
    told = refused(project, f"{base.replace('http', 'https')}/jobs", "--allow-private")
    assert told.endswith(
        "127.0.0.1 answers, but does not accept an encrypted connection (https://). "
        f"If its address begins with http://, add that: tracker add {base}/jobs"
    )


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("https://boards.greenhouse.io/acme", "boards-api.greenhouse.io"),
        ("https://jobs.lever.co/acme", "api.lever.co"),
        ("https://jobs.ashbyhq.com/acme", "api.ashbyhq.com"),
    ],
)
def test_a_name_that_was_not_typed(project: Path, monkeypatch: pytest.MonkeyPatch, given: str, host: str) -> None:
    """If the name of the board's own address can't be resolved, the user is not told to check the spelling."""
    monkeypatch.setattr(socket, "getaddrinfo", gai(socket.EAI_NONAME))
    told = refused(project, given)
    assert f"its list is at {host}, and that name could not be looked up. Check this machine's connection" in told
    assert "how it is written" not in told


def test_the_lines_to_write_have_the_name_that_was_given(project: Path, site: Site) -> None:
    """The advice uses --slug too, and a site's home page is not taken for a posting."""
    base, _ = site(page('<h1>Acme</h1><p>We make pumps.</p><a href="/careers">Careers</a>'))
    told = refused(project, f"{base}/", "--allow-private", "--slug", "acme-pumps")
    assert "[sources.acme-pumps]" in told
    assert told.endswith(f"It links to what may be its list: tracker add {base}/careers")


def test_a_missing_page_is_asked_once(project: Path, site: Site) -> None:
    """If nothing else can lead to the page, neither the sitemap nor a browser is tried."""
    base, asked = site(page("no", status=404))
    refused(project, f"{base}/jobs", "--allow-private")
    assert asked == ["/robots.txt", "/jobs"]


def test_a_pdf_is_not_asked(project: Path) -> None:
    """An address that ends in .pdf is not requested."""
    assert refused(project, "https://www.acme.example/jobs/Engineer.PDF").endswith(
        "is a PDF, not a list of jobs. Add the page that links to it."
    )


class _Silent(BaseHTTPRequestHandler):
    """Forbids all, or answers robots.txt alone."""

    rules: bytes | None = b""
    ended = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/robots.txt" and self.rules is not None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(self.rules)))
            self.end_headers()
            self.wfile.write(self.rules)
        else:
            self.ended.wait(20)

    def log_message(self, format: str, *args: object) -> None:
        """Print no request log."""


@pytest.fixture
def silent() -> Iterator[Callable[..., str]]:
    """A server that answers robots.txt, and nothing else; over TLS with a certificate that nobody signed if asked to."""
    servers: list[tuple[ThreadingHTTPServer, threading.Event]] = []

    def start(rules: bytes, *, tls: bool = False) -> str:
        ended = threading.Event()
        handler = type("Handler", (_Silent,), {"rules": rules, "ended": ended})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.daemon_threads = True
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(Path(__file__).parent / "keys" / "self-signed.pem")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append((server, ended))
        return f"http{'s' * tls}://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, ended in servers:
        ended.set()
        server.shutdown()
        server.server_close()


def test_robots_txt(project: Path, silent: Callable[..., str]) -> None:
    """A page that robots.txt forbids is not read, and the message says so."""
    base = silent(b"User-agent: *\nDisallow: /\n")
    told = refused(project, f"{base}/jobs", "--allow-private")
    assert told.endswith(
        f"{base}/robots.txt forbids it: the site does not allow automated requests for this page, and the tracker obeys that. "
        "Ask the employer for a feed, or add the board software that its postings link to."
    )


def test_no_answer(project: Path, silent: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that never answers has another message than one that does not exist."""
    monkeypatch.setattr(guard, "MOST_SECONDS", 0.2)
    assert "127.0.0.1 did not answer in time (" in refused(project, f"{silent(b'')}/jobs", "--allow-private")


def test_a_certificate_that_nobody_signed(project: Path, silent: Callable[..., str]) -> None:
    """Nothing is read from a server whose certificate can't be verified."""
    told = refused(project, f"{silent(b'', tls=True)}/jobs", "--allow-private")
    assert "the certificate of 127.0.0.1 can't be trusted: self-signed certificate. Another server may be" in told


def posting(title: str, links: str, *, stated: bool = True) -> str:
    state = (
        f'<script type="application/ld+json">{{"@type": "JobPosting", "title": "{title}", "description": "{TEXT}"}}</script>'
        if stated
        else ""
    )
    return f"<html><body>{links}<h1>{title}</h1>{TEXT}{state}</body></html>"


@pytest.mark.parametrize(
    ("path", "links", "listed"),
    [
        ("/jobs/cooling-planner", '<a href="/">Home</a> <a href="/jobs">All jobs</a>', "/jobs"),
        ("/company/careers/1234", '<a href="/company/careers/">Back</a>', "/company/careers/"),
        ("/de/stelle/cooling-planner-m-w-d", '<a href="/de/karriere">Karriere</a>', "/de/karriere"),
        ("/jobs/77", "", "/jobs"),
    ],
)
def test_the_page_of_one_posting(project: Path, site: Site, path: str, links: str, listed: str) -> None:
    """If a page states one posting and its address is named after it, the list that it links to is suggested."""
    base, _ = site(page(posting("Cooling Planner", links)))
    told = refused(project, f"{base}{path}", "--allow-private")
    assert told.endswith(
        f"{base}{path} is the page of one posting, and not a list. Its list: tracker add {base}{listed}"
    )


def test_the_address_of_one_posting_adds_its_list(project: Path, site: Site) -> None:
    """The list that a posting links to is added if it has the posting, and the rule for alerts about it alone is printed."""
    jobs = {f"/jobs/{n}": name for n, name in enumerate(("Baker", "Night nurse", "Welder"), 101)}
    items = "".join(f"<li><a href='{path}'>{name}</a></li>" for path, name in jobs.items())
    pages = {"/jobs": f"<h1>Open positions</h1><ul>{items}</ul>"}
    pages |= {
        path: posting(name, '<a href="/jobs">All jobs</a>', stated=path != "/jobs/103") for path, name in jobs.items()
    }
    pages["/jobs/99"] = posting("Old Clerk", '<a href="/jobs">All jobs</a>')

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return (200 if path in pages else 404), {"Content-Type": "text/html"}, pages.get(path, "").encode()

    base, _ = site(answer)
    for path, given in (("/jobs/102", base), ("/jobs/103", base), ("/jobs/101", base.removeprefix("http://"))):
        code, out, err = tracker(project, "add", f"{given}{path}", "--allow-private", "--slug", f"s{path[-1]}")
        assert (code, err) == (0, ""), err
        (source,) = (one for name, one in _sources(project).items() if name == f"s{path[-1]}")
        assert source["url"] == f"{base}/jobs"
        said = (
            f"{base}{path} is one of its postings, “{jobs[path]}”. The whole list is monitored; for alerts about this"
        )
        assert said in out
        (rule,) = re.findall(r'postings = \["(.+)"\]', out)
        assert json.loads(tracker(project, "show", rule, "--json")[1])["title"] == jobs[path]
    told = refused(project, f"{base}/jobs/99", "--allow-private")
    assert told.endswith(
        f"{base}/jobs/99 is the page of one posting, and not a list. Its list: tracker add {base}/jobs"
    )
    plain = base.removeprefix("http://")
    assert refused(project, f"{plain}/jobs/99", "--allow-private") == told


def _sources(root: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads((root / "tracker.toml").read_text())["sources"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("url", "ids", "found", "told"),
    [
        ("https://boards.greenhouse.io/acme/jobs/4012345", "4012345 4012346", "4012345", 'postings = ["acme.4012345"]'),
        (
            "https://boards.greenhouse.io/embed/job_app?for=acme&token=4012346",
            "4012345 4012346",
            "4012346",
            "Job 4012346",
        ),
        ("https://acme.example/careers?gh_jid=4012345", "4012345 4012346", "4012345", "is one of its postings"),
        ("https://acme.teamtailor.com/jobs/98765-cook", "98765 98766", "98765", 'postings = ["acme.98765"]'),
        ("https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/Oslo/Cook_R123", "R123 R124", "R123", '"acme.R123"'),
        ("https://jobs.example/own/R124/", "R123 R124", "R124", "is one of its postings"),
        (
            "https://boards.greenhouse.io/acme/jobs/4099999",
            "4012345",
            "",
            "is not in its list; if it is a posting, it may be",
        ),
        ("https://acme.wd5.myworkdayjobs.com/en-US/Careers", "R123", "", ""),
        ("https://acme.wd5.myworkdayjobs.com/en-US/Careers_2", "R123", "", ""),
        ("https://boards.greenhouse.io/acme/jobs/12", "12", "", "is not in its list"),
        ("https://boards.greenhouse.io/acme/", "acme 4012345", "", ""),
    ],
)
def test_which_posting_an_address_names(url: str, ids: str, found: str, told: str) -> None:
    """A posting is found by its address, or by an id in it. The list in another language is no posting."""
    entries = tuple(Entry(one, f"https://jobs.example/own/{one}", f"Job {one}", "", read=None) for one in ids.split())
    board = by_url(url)
    one = add_posting.typed_posting(url, Listing(entries, end="all"))
    assert (one.entry.external_id if one.entry else "") == found
    said = add_posting.explanation(one, "acme", board.url if board else "https://acme.example/")
    assert told in said
    assert bool(told) is bool(said)


def test_what_may_be_the_page_of_one_posting(project: Path, site: Site) -> None:
    """If the page states nothing, both the list and the lines that describe the page are suggested."""
    base, _ = site(page(posting("Cooling Planner", '<a href="/jobs">Jobs</a>', stated=False)))
    told = refused(project, f"{base}/jobs/5", "--allow-private")
    named = refused(project, f"{base}/jobs/5", "--allow-private", "--slug", "the-mill")
    assert f'  [sources.the-mill]\n  board = "html"\n  url = "{base}/jobs/5"\n  allow_private = true\n' in named
    assert 'item = "li.opening"' in told
    assert told.endswith(f"If {base}/jobs/5 is one posting, add the list that it is from: tracker add {base}/jobs")


@pytest.mark.parametrize(
    ("path", "links", "told"),
    [
        ("/one", '<a href="/apply">Apply now</a>', "Its list: open it in a browser, and follow its link to all jobs"),
        ("/jobs/5", '<button>Jetzt bewerben</button><a href="/jobs">Jobs</a>', "Its list: tracker add {base}/jobs"),
        ("/x", '<a href="/p">Postuler</a><a href="/careers">Careers</a>', "Its list: tracker add {base}/careers"),
    ],
)
def test_what_looks_like_one_posting(project: Path, site: Site, path: str, links: str, told: str) -> None:
    """One heading and an apply button are mentioned, even if the page states no JobPosting."""
    base, _ = site(page(posting("Cooling Planner", links, stated=False)))
    said = refused(project, f"{base}{path}", "--allow-private")
    assert f"{base}{path} has one heading and a button to apply, as the page of one posting has." in said
    assert said.endswith(told.format(base=base))


@pytest.mark.parametrize("status", [404, 410, 403, 503])
@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize("links", ["", '<a href="/jobs">Jobs</a>', '<a href="/all-jobs">All jobs</a>'])
def test_a_list_that_is_not_there_is_not_suggested(
    project: Path, site: Site, status: int, links: str, *, stated: bool
) -> None:
    """A list that does not exist is requested once and not suggested; one that can't be read just now is."""

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        found = path == "/jobs/77"
        return (
            (200 if found else 404 if path == "/robots.txt" else status),
            {"Content-Type": "text/html"},
            posting("Cooling Planner", links, stated=stated).encode() if found else b"no",
        )

    base, asked = site(answer)
    told = refused(project, f"{base}/jobs/77", "--allow-private")
    listed = "/all-jobs" if "all-jobs" in links else "/jobs"
    assert asked.count(listed) == 1
    assert (f"tracker add {base}{listed}" in told) == (status not in {404, 410}), told
    if stated and status in {404, 410}:
        assert told.endswith("Its list: open it in a browser, and follow its link to all jobs")


@pytest.mark.parametrize(
    ("link", "told"),
    [
        (
            "https://www.linkedin.com/company/acme/jobs",
            "It links to LinkedIn (https://www.linkedin.com/company/acme/jobs)",
        ),
        ("https://de.indeed.com/cmp/Acme", "It links to Indeed (https://de.indeed.com/cmp/Acme)"),
        ("https://acme.example/shop", 'item = "li.opening"'),
    ],
)
def test_a_page_that_only_leads_to_a_portal(project: Path, site: Site, link: str, told: str) -> None:
    """A link to a portal is named; other links are not."""
    base, _ = site(page(f'<h1>Work with us</h1><p>See <a href="{link}">what we offer</a></p>'))
    said = refused(project, f"{base}/work", "--allow-private")
    assert told in said
    assert ("which can't be monitored" in said) == ("It links" in told)


def test_an_employer_with_one_opening_is_watched(project: Path, site: Site) -> None:
    """A list of one posting is added: its address is not named after the posting."""
    answers = {
        "/careers": posting("Cooling Planner", '<a href="/careers">Careers</a> <a href="/">Home</a>'),
    }
    base, _ = site(
        lambda path, _: (200 if path in answers else 404, {"Content-Type": "text/html"}, answers.get(path, "").encode())
    )
    code, out, err = tracker(project, "add", f"{base}/careers", "--allow-private")
    assert "is the page of one posting" not in err
    assert (code, "1 posting" in out) == (0, True), (out, err)


def test_a_list_without_openings(project: Path, site: Site) -> None:
    """It is added, and the message says that it is empty."""
    base, _ = site(page('{"jobs": [], "meta": {"total": 0}}', kind="application/json"))
    endpoint = ("--board", "greenhouse", "--endpoint", f"{base}/v1/boards/acme")
    code, out, _ = tracker(project, "add", f"{base}/careers", *endpoint, "--allow-private")
    assert code == 0
    assert "0 postings, complete" in out
    assert "It has no openings now. It is monitored anyway, and the first opening will be reported." in out


def test_a_plain_page_is_found_out_within_three_seconds(project: Path, site: Site) -> None:
    """Each page is requested once, without a browser. The first check then reads the rest with the configured pauses."""
    from tracker.operations import add
    from tracker.operations.project import load

    rows = "".join(f'<li><a href="/jobs/{n}-planner">Cooling Planner {n}</a> Oslo</li>' for n in range(8))

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        body = f"<h1>Careers</h1><ul>{rows}</ul>" if path == "/jobs" else f"<h1>Cooling Planner {path[6]}</h1>{TEXT}"
        return 200, {"Content-Type": "text/html"}, body.encode()

    base, asked = site(answer)
    told: list[str] = []
    begun = time.process_time(), time.monotonic()
    found = add.recognise_source(
        load(project),
        f"{base}/jobs",
        slug="",
        name="",
        board="",
        endpoint="",
        allow_private=True,
        step=told.append,
    )
    assert found.summary.startswith("Careers page of 127.0.0.1, 8 postings, complete")
    assert asked == ["/robots.txt", "/jobs", "/jobs/0-planner", "/jobs/1-planner"]
    assert told == [f"reading {base}{path}" for path in asked[1:]]
    assert time.process_time() - begun[0] < 2
    assert time.monotonic() - begun[1] < 15, "a machine that does much else; 1 s on one that does not"


def listed(count: int) -> Answer:
    """Answer with a list of so many postings at /jobs, and with a posting at each other path."""
    rows = "".join(f'<li><a href="/jobs/{n}-planner">Cooling Planner {n}</a> Oslo</li>' for n in range(count))

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n"
        at_list = path.partition("?")[0] == "/jobs"
        body = f"<h1>Careers</h1><ul>{rows}</ul>" if at_list else f"<h1>Cooling Planner {path[6]}</h1>{TEXT}"
        return 200, {"Content-Type": "text/html"}, body.encode()

    return answer


@pytest.mark.parametrize("given", ["/jobs", "/jobs?api_key=Zk81hhQ72mPq", "/jobs?team=ops"])
def test_nothing_is_asked_twice(project: Path, site: Site, given: str) -> None:
    """The replies that `add` read are used and archived by the first check. Later checks make their own requests."""
    base, asked = site(listed(4))
    with (project / "tracker.toml").open("a") as file:
        file.write('[defaults]\ndelay = "0s"\n')
    code, out, err = tracker(project, "add", f"{base}{given}", "--allow-private", "--slug", "acme")
    assert (code, "4 already there" in out) == (0, True), (out, err)
    postings = [f"/jobs/{n}-planner" for n in range(4)]
    assert sorted(asked) == sorted(["/robots.txt", given, *postings])
    asked.clear()
    assert tracker(project, "run")[0] == 0
    assert asked[:2] == ["/robots.txt", given]
    assert tracker(project, "rebuild")[0] == 0
    code, out, _ = tracker(project, "list", "acme")
    assert (code, out.count("Cooling Planner")) == (0, 4)
    assert tracker(project, "verify")[0] == 0


def test_a_reply_is_handed_on_once() -> None:
    """A reply is used only for an equal request, headers and body included, and only once."""
    calls: list[Request] = []

    async def fetch(request: Request) -> Page:
        calls.append(request)
        return Page(request, request.url, 200, content=b"new")

    request = Request("https://a.example/jobs")
    others = [
        replace(request, headers=(("Accept", "application/json"),)),
        replace(request, method="POST"),
        replace(request, body=b"{}"),
        replace(request, render=True),
    ]
    first = answered_first(fetch, [Page(request, request.url, 200, content=b"old")])
    got = [at_once(first(one)).content for one in [*others, request, request]]
    assert got == [b"new"] * 4 + [b"old", b"new"]
    assert calls == [*others, request]
