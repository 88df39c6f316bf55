"""Serve careers pages of three made-up employers on loopback, which change in stages, and a receiver of alerts.

One is a JSON API, one is plain HTML, and one is built by JavaScript.
"""

from __future__ import annotations

import html
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook, WebhookVerificationError

from tracker.alerts.payload_types import Payload

SECRET = "whsec_ZGVtbyBzZWNyZXQgb2YgdGhlIHRyYWNrZXIsIDMyIGJ5"
LAST_STAGE = 6
_HALLS = "Program Lead, Data Center Construction"
_STANDING = "<p>Larkspur Motors builds delivery vans in Nevada and Ohio. We hire for what people can do, and train for the rest.</p>"
_BRIGHTWATER = [
    (
        "electrician",
        "Electrician, Night Shift",
        "Reno",
        "Keep the switchgear of our depot in order, and write down what you did.",
    ),
    ("planner", "Route Planner", "Dublin", "Plan the routes of forty ferries, in calm and in storm."),
    ("welder", "Welder", "Oslo", "Weld aluminium hulls. Certificates for EN ISO 9606 are needed."),
    ("nurse", "Ship's Nurse", "Oslo", "Look after two hundred passengers and thirty crew."),
    ("baker", "Baker", "Dublin", "Bake for the morning boat. Shifts begin at three."),
    ("purser", "Purser", "Cork", "Sell the tickets, count the till, and know every harbour by its name."),
    ("diver", "Diver", "Cork", "Inspect moorings down to forty metres."),
    ("cook", "Cook", "Oslo", "Cook for the crew: hearty, and on time in any weather."),
]


def _larkspur(stage: int) -> list[dict[str, Any]]:
    """Return the jobs of the JSON board: a data-center role opens, is edited, is paid more, and closes."""
    jobs = [
        {
            "id": 101,
            "title": "Paint Shop Technician",
            "location": {"name": "Sparks, Nevada"},
            "content": f"<h3>The work</h3><p>Run and clean the robots of the paint shop.</p>{_STANDING}",
        },
        {
            "id": 102,
            "title": "Battery Test Engineer",
            "location": {"name": "Columbus, Ohio"},
            "content": f"<h3>The work</h3><p>Break batteries on purpose, and find out why they broke.</p>{_STANDING}",
        },
    ]
    if 2 <= stage < LAST_STAGE:
        line = "<li>You take our 1st data center of its kind from a drawing to opening day</li>" if stage >= 3 else ""
        pay = "$150,000 - $210,000" if stage >= 4 else "$120,000 - $180,000"
        jobs.append(
            {
                "id": 103,
                "title": _HALLS,
                "location": {"name": "Sparks, Nevada"},
                "content": f"<h3>The work</h3><ul><li>You plan the power and the cooling of a data center</li>{line}"
                f"<li>You lead builders, and answer for their safety</li></ul><p>The pay is {pay} a year.</p>{_STANDING}",
            }
        )
    for job in jobs:
        job["absolute_url"] = f"/larkspur/jobs/{job['id']}"
        job["updated_at"] = f"2026-01-0{stage}T00:00:00Z"
        job["company_name"] = "Larkspur Motors"
        job["content"] = html.escape(str(job["content"]))
    return jobs


def _rechenwerk(stage: int) -> list[dict[str, str]]:
    """Return the jobs of the page that is built by JavaScript."""
    jobs = [
        {"slug": "bauleitung", "title": "Bauleitung Rechenzentrum (m/w/d)", "place": "Frankfurt am Main"},
        {"slug": "kaelte", "title": "Kältetechnik (m/w/d)", "place": "Nürnberg"},
    ]
    return jobs[1:] if stage < 4 else jobs


_SCRIPTED = """<!doctype html><title>Karriere</title><h1>Offene Stellen</h1><ul id=list></ul><script>
fetch("/rechenwerk/jobs.json").then(r => r.json()).then(jobs => { for (const job of jobs) {
  const li = document.createElement("li"); li.className = "job";
  const a = document.createElement("a"); a.href = "/rechenwerk/" + job.slug; a.textContent = job.title;
  const where = document.createElement("span"); where.className = "where"; where.textContent = job.place;
  li.append(a, where); document.getElementById("list").append(li); } });
</script>"""


@dataclass
class Careers:
    """The state of the site: its stage, and the alerts that it received."""

    stage: int = 1
    received: list[Payload] = field(default_factory=list)
    refused: int = 0

    def answer(self, path: str, base: str) -> tuple[int, str, str]:
        """Return status, content type and body for a path."""
        parts = path.split("?", maxsplit=1)[0].strip("/").split("/")
        if parts[0] == "v1":
            return self._api(parts, base)
        if parts[0] == "brightwater":
            return self._brightwater(parts)
        if path == "/rechenwerk/jobs.json":
            return 200, "application/json", json.dumps(_rechenwerk(self.stage))
        if parts[0] == "rechenwerk":
            return self._scripted(parts)
        if parts[0] == "larkspur":
            return self._page(parts)
        return 404, "text/plain", "not here"

    def _api(self, parts: list[str], base: str) -> tuple[int, str, str]:
        jobs = [{**job, "absolute_url": base + job["absolute_url"]} for job in _larkspur(self.stage)]
        if len(parts) == 5:
            matches = [job for job in jobs if str(job["id"]) == parts[4]]
            return (
                (200, "application/json", json.dumps(matches[0]))
                if matches
                else (404, "application/json", '{"error":"gone"}')
            )
        return 200, "application/json", json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}})

    def _page(self, parts: list[str]) -> tuple[int, str, str]:
        matches = [job for job in _larkspur(self.stage) if str(job["id"]) == parts[-1]]
        if not matches:
            return 404, "text/html", "<h1>This position is closed</h1>"
        return 200, "text/html", f"<h1>{html.escape(matches[0]['title'])}</h1>{html.unescape(matches[0]['content'])}"

    def _brightwater(self, parts: list[str]) -> tuple[int, str, str]:
        if len(parts) == 1:
            jobs = _BRIGHTWATER[:3] if self.stage == LAST_STAGE - 1 else _BRIGHTWATER
            rows = "".join(
                f'<li class="opening"><a href="/brightwater/{slug}">{html.escape(title)}</a> <i>{place}</i></li>'
                for slug, title, place, _ in jobs
            )
            return 200, "text/html; charset=utf-8", f"<h1>Work on the water</h1><ul>{rows}</ul>"
        matches = [row for row in _BRIGHTWATER if row[0] == parts[1]]
        if not matches:
            return 404, "text/html", "<h1>Not found</h1>"
        _, title, _, body = matches[0]
        return (
            200,
            "text/html; charset=utf-8",
            f"<h1>{html.escape(title)}</h1><div id=content><p>{html.escape(body)}</p></div>",
        )

    def _scripted(self, parts: list[str]) -> tuple[int, str, str]:
        if len(parts) == 1:
            return 200, "text/html; charset=utf-8", _SCRIPTED
        matches = [job for job in _rechenwerk(self.stage) if job["slug"] == parts[1]]
        if not matches:
            return 404, "text/html", "<h1>Nicht gefunden</h1>"
        text = "Du verantwortest, was Strom und Kälte kosten, und dass beides nie ausfällt."
        return 200, "text/html; charset=utf-8", f"<h1>{matches[0]['title']}</h1><div id=content><p>{text}</p></div>"

    def receive(self, body: bytes, headers: dict[str, str]) -> int:
        """Receive an alert; return 204 if its signature is valid, else 401."""
        try:
            self.received.append(Webhook(SECRET).verify(body, headers))
        except WebhookVerificationError:
            self.refused += 1
            return 401
        return 204


class Running:
    """A context manager that serves the site on a free loopback port."""

    def __init__(self, careers: Careers) -> None:
        class Handler(BaseHTTPRequestHandler):
            """Answers requests according to the stage."""

            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                """Send a page."""
                status, kind, text = careers.answer(self.path, f"http://{self.headers['Host']}")
                self._send(status, kind, text.encode())

            def do_POST(self) -> None:
                """Receive an alert."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._send(careers.receive(body, dict(self.headers)), "text/plain", b"")

            def _send(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Print no request log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
