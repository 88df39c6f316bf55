"""If a rendered page leads to another host, that host's robots.txt is obeyed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import check, reader

LIST = (
    "<h1>Jobs</h1><ul>" + "".join(f"<li class=o><a href='/p/{n}'>Lamp keeper {n}</a></li>" for n in range(6)) + "</ul>"
)


@contextmanager
def serving(pages: dict[str, tuple[int, str]], moved: str = "", asked: list[str] | None = None) -> Iterator[str]:
    """Serve these pages, and note what is asked for; `/302` leads elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if asked is not None:
                asked.append(self.path)
            status, body = (302, "") if self.path == "/302" else pages.get(self.path, (404, ""))
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", moved)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            """Print no request log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("rule", "outcome", "seen"), [("Disallow: /", "blocked", 0), ("Allow: /", "complete", 6)])
@pytest.mark.parametrize("path", ["/302", "/script"])
def test_the_host_that_a_page_leads_to_is_asked_first(
    tmp_path: Path, path: str, rule: str, outcome: str, seen: int
) -> None:
    """A page that its robots.txt forbids is not used as the list, whether a redirect or a script led there."""
    there = {"/robots.txt": (200, f"User-agent: *\n{rule}\n"), "/x": (200, LIST)}
    there |= {f"/p/{n}": (200, f"<main><h1>Lamp keeper {n}</h1>You keep lamp {n}.</main>") for n in range(6)}
    asked: list[str] = []
    with serving(there, asked=asked) as other:
        here = {"/script": (200, f"<script>location.href='{other}/x'</script>")}
        with serving(here, f"{other}/x") as base:
            (tmp_path / "tracker.toml").write_text(
                f'[sources.a]\nboard = "html"\nurl = "{base}{path}"\nitem = "li.o"\ntext = "main"\nrender = "always"\n'
                'allow_private = true\ndelay = "0s"\n'
            )
            (result,) = check(tmp_path).results
    assert (result.verdict.outcome, result.verdict.seen) == (outcome, seen), result.verdict.reason
    assert asked[0] == "/robots.txt"
    if outcome == "blocked":
        assert f"{other}/robots.txt forbids it" in result.verdict.reason
        assert asked == ["/robots.txt"], "nothing that is forbidden is even asked for"
        assert reader(tmp_path).execute("SELECT count(*) FROM postings").fetchone() == (0,)
