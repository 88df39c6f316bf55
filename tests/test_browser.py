"""Lists that only a script builds, in a real browser: the exact postings, and the proof of the end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import check, reader

ROLES = ("Baker", "Nurse", "Welder", "Driver", "Rigger")
JOBS = [
    {"id": n, "title": f"{ROLES[n % 5]} {n}", "url": f"/jobs/{n}", "location": "Cork, Ireland"} for n in range(1, 58)
]
ROW = '`<li><a href="${j.url}">${j.title}</a> <span class=place>${j.location}</span></li>`'
TALL = ROW.replace("<li>", "<li style=height:60px>")

SCENES: dict[str, str] = {
    "script": f"<ul id=l></ul><script>fetch('/api/all').then(r=>r.json()).then(d=>l.innerHTML=d.jobs.map(j=>{ROW}).join(''))</script>",
    "endless": f"""<ul id=l></ul><div style="height:1px" id=end></div><script>
let page=0, busy=false, done=false;
const more=async()=>{{ if(busy||done) return; busy=true; const d=await (await fetch('/api/jobs?page='+page++)).json();
 l.insertAdjacentHTML('beforeend', d.jobs.map(j=>{TALL}).join('')); done=!d.jobs.length; busy=false; }};
new IntersectionObserver(e=>e[0].isIntersecting&&more()).observe(end);</script>""",
    "let-go": f"""<div id=box style="height:400px;overflow-y:auto"><div id=in style="position:relative;height:{57 * 40}px"></div></div><script>
fetch('/api/all').then(r=>r.json()).then(d=>{{ const draw=()=>{{ const from=Math.floor(box.scrollTop/40);
 document.getElementById('in').innerHTML=d.jobs.slice(from,from+12).map((j,k)=>`<li style="position:absolute;top:${{(from+k)*40}}px"><a href="${{j.url}}">${{j.title}}</a></li>`).join(''); }};
 box.addEventListener('scroll', draw); draw(); }});</script>""",
    "load-more": f"""<script>fetch('/chat/hello')</script><ul id=l></ul><button id=b>Zobrazi&#357; &#271;al&#353;ie ponuky</button>
<section><h2>Ot&#225;zky</h2><p>Kedy?</p><button>Viac</button></section><script>
let page=0; const more=async()=>{{ const d=await (await fetch('/api/jobs?page='+page++)).json();
 l.insertAdjacentHTML('beforeend', d.jobs.map(j=>{ROW}).join('')); if(page*10>=57) b.remove(); }}; b.onclick=more; more();</script>""",
    "next-button": f"""<ul id=l></ul><button id=b aria-label="Next page">›</button><script>
let page=0; const more=async()=>{{ const d=await (await fetch('/api/jobs?page='+page++)).json();
 l.innerHTML=d.jobs.map(j=>{ROW}).join(''); if(page*10>=57) b.disabled=true; }}; b.onclick=more; more();</script>""",
    "frame": "<h1>Careers</h1><iframe src='/scene/script' width=600 height=900></iframe>",
    "shadow": """<h1>Careers</h1><job-list></job-list><script>customElements.define('job-list', class extends HTMLElement {
 connectedCallback(){ const s=this.attachShadow({mode:'open'}); fetch('/api/html').then(r=>r.text()).then(t=>s.innerHTML='<ul>'+t+'</ul>'); } })</script>""",
    "consent": f"""<div id=c style="position:fixed;inset:0;background:#fff"><p>We use cookies.</p><button onclick="c.remove();go(true)">Accept all</button>
<button onclick="c.remove();go(false)">Reject all</button></div><ul id=l></ul><script>
const go=(all)=>{{ if(all) fetch('/accepted'); fetch('/api/all').then(r=>r.json()).then(d=>l.innerHTML=d.jobs.map(j=>{ROW}).join('')) }}</script>""",
    "never-idle": f"""<ul id=l></ul><script>new EventSource('/stream'); fetch('/stream');
fetch('/api/all').then(r=>r.json()).then(d=>l.innerHTML=d.jobs.map(j=>{ROW}).join(''))</script>""",
    "throws": f"""<script>throw new Error('an advertisement broke')</script><ul id=l></ul><script>
fetch('/api/all').then(r=>r.json()).then(d=>{{ l.innerHTML=d.jobs.map(j=>{ROW}).join(''); undefined.broken() }})</script>""",
}


@pytest.fixture
def site() -> Iterator[Callable[[], tuple[str, list[str], set[str]]]]:
    """Serve the scenes; `faults` are paths that answer 500, as the chat does."""
    paths: list[str] = []
    faults: set[str] = set()
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            paths.append(self.path)
            page = int(parse_qs(parts.query).get("page", ["0"])[0])
            if self.path in faults or self.path.startswith("/chat/"):
                self._send(500, "text/html", b"<h1>Error</h1>")
            elif parts.path == "/stream":
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                self.wfile.flush()
                stop.wait(30)
            elif parts.path.startswith("/scene/"):
                self._send(
                    200, "text/html", f"<!doctype html><html><body>{SCENES[parts.path[7:]]}</body></html>".encode()
                )
            elif parts.path == "/paged":
                rows = "".join(f'<li><a href="{job["url"]}">{job["title"]}</a></li>' for job in JOBS[page * 10 :][:10])
                more = f"<button onclick=\"location='/paged?page={page + 1}'\">Next page</button>"
                self._send(200, "text/html", f"<!doctype html><h1>Jobs</h1><ul>{rows}</ul>{more}".encode())
            elif parts.path == "/api/all":
                self._send(200, "application/json", json.dumps({"jobs": JOBS}).encode())
            elif parts.path == "/api/jobs":
                self._send(200, "application/json", json.dumps({"jobs": JOBS[page * 10 : page * 10 + 10]}).encode())
            elif parts.path == "/api/html":
                rows = "".join(f'<li><a href="{job["url"]}">{job["title"]}</a></li>' for job in JOBS)
                self._send(200, "text/html", rows.encode())
            elif parts.path.startswith("/jobs/"):
                job = JOBS[int(parts.path[6:]) - 1]
                text = f"<main><h1>{job['title']}</h1><p>{'The work is told here, at length. ' * 9}</p></main>"
                self._send(200, "text/html", text.encode())
            else:
                self._send(404, "text/html", b"<h1>Not found</h1>")

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Print no request log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield lambda: (f"http://127.0.0.1:{server.server_address[1]}", paths, faults)
    stop.set()
    server.shutdown()
    server.server_close()


def project(root: Path, url: str) -> None:
    (root / "tracker.toml").write_text(
        f'[sources.acme]\nurl = "{url}"\nallow_private = true\ndelay = "0s"\nboard = "page"\n', encoding="utf-8"
    )


def test_there_are_as_many_scenes_as_there_were() -> None:
    """A missing scene would pass unnoticed."""
    assert len(SCENES) == 10


@pytest.mark.parametrize("scene", SCENES)
def test_scene(scene: str, site: Callable[[], tuple[str, list[str], set[str]]], tmp_path: Path) -> None:
    """Exactly the postings that exist, complete, with their texts; nothing new in a second check."""
    base, paths, _ = site()
    project(tmp_path, f"{base}/scene/{scene}")
    (result,) = check(tmp_path).results
    verdict = result.verdict
    rows = reader(tmp_path).execute("SELECT url, title FROM postings").fetchall()
    assert sorted(rows) == sorted((base + str(job["url"]), job["title"]) for job in JOBS), (
        verdict.outcome,
        verdict.reason,
    )
    assert verdict.outcome == "complete", verdict.reason
    texts = reader(tmp_path).execute("SELECT text FROM versions").fetchall()
    assert all("The work is told here" in text for (text,) in texts)
    assert "/accepted" not in paths
    (again,) = check(tmp_path).results
    assert (again.verdict.outcome, again.changes) == ("complete", ()), again.verdict.reason


@pytest.mark.parametrize("scene", ["endless", "load-more"])
def test_a_list_that_breaks_off_is_partial(
    scene: str, site: Callable[[], tuple[str, list[str], set[str]]], tmp_path: Path
) -> None:
    """The script's third request fails: what was read is kept, and nothing is concluded about the rest."""
    base, _, faults = site()
    project(tmp_path, f"{base}/scene/{scene}")
    assert check(tmp_path).results[0].verdict.outcome == "complete"
    faults.add("/api/jobs?page=3")
    (result,) = check(tmp_path).results
    assert (result.verdict.outcome, result.changes) == ("partial", ()), result.verdict
    assert "/api/jobs?page=3 answered 500" in result.verdict.reason


def test_a_button_that_leads_to_another_page(
    site: Callable[[], tuple[str, list[str], set[str]]], tmp_path: Path
) -> None:
    """The page that it leads to is not read in place of the first one, and the list is not whole."""
    base, paths, _ = site()
    project(tmp_path, f"{base}/paged")
    (result,) = check(tmp_path).results
    assert "/paged?page=1" in paths
    titles = {title for (title,) in reader(tmp_path).execute("SELECT title FROM postings")}
    assert titles == {job["title"] for job in JOBS[:10]}
    assert result.verdict.outcome == "partial"
    assert "'Next page' leads to another page of the list" in result.verdict.reason


def test_rebuild_reads_the_rendered_list_again(
    site: Callable[[], tuple[str, list[str], set[str]]], tmp_path: Path
) -> None:
    """The archive has everything that a rendered list was read from: the page, its frames, its JSON."""
    from tests.conftest import dump
    from tests.test_cli import tracker

    base, _, _ = site()
    project(tmp_path, f"{base}/scene/frame")
    check(tmp_path)
    before = dump(tmp_path)
    (tmp_path / "tracker.db").unlink()
    assert tracker(tmp_path, "rebuild")[0] == 0
    assert dump(tmp_path) == before


def test_add_asks_for_the_json_itself(site: Callable[[], tuple[str, list[str], set[str]]], tmp_path: Path) -> None:
    """`add` opens the page once, finds the JSON behind it, and later checks need no browser."""
    from tests.test_cli import tracker

    base, paths, _ = site()
    (tmp_path / "tracker.toml").write_text('[defaults]\ndelay = "0s"\n')
    code, out, err = tracker(tmp_path, "add", f"{base}/scene/script", "--allow-private")
    assert (code, "JSON board of 127.0.0.1, 57 postings, complete (the page's script loads it from" in out) == (
        0,
        True,
    ), out + err
    text = (tmp_path / "tracker.toml").read_text()
    assert f'endpoint = "{base}/api/all"' in text
    paths.clear()
    (result,) = check(tmp_path).results
    assert (result.verdict.outcome, result.changes) == ("complete", ())
    assert [path for path in paths if path != "/robots.txt"] == ["/api/all"]


def test_add_opens_what_only_the_browser_shows(
    site: Callable[[], tuple[str, list[str], set[str]]], tmp_path: Path
) -> None:
    """If the JSON comes in pieces, every check opens the page."""
    from tests.test_cli import tracker

    base, _, _ = site()
    (tmp_path / "tracker.toml").write_text('[defaults]\ndelay = "0s"\n')
    code, out, err = tracker(tmp_path, "add", f"{base}/scene/load-more", "--allow-private")
    assert (code, "Careers page of 127.0.0.1, 57 postings, complete (in the browser)." in out) == (0, True), out + err
    assert 'render = "always"' in (tmp_path / "tracker.toml").read_text()
