"""A loopback careers site that records its true changes: companies whose postings open, change and close in steps.

It serves Greenhouse's API (`/v1/boards/{company}/jobs`) and plain HTML (`/{company}/jobs`), and can misbehave. As with
real employers, postings share much of their text: about half is the employer's standing text, and most lines are among
80 that it reuses. Everything is generated from a seed, so two worlds with the same seed are byte-identical.
"""

from __future__ import annotations

import html
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

WORDS = (
    "power cooling hall rack network fibre turbine substation permit concrete schedule vendor contract site crew "
    "design review safety commissioning generator battery chiller pipe cable switchgear transformer load test "
    "drawing budget forecast supplier quality audit report meeting partner region campus building team lead plan "
    "operate maintain inspect install measure document improve train support deliver coordinate negotiate analyse "
    "water energy carbon heat air steel roof floor gate road bridge crane truck storage server cluster software "
    "firmware sensor control alarm monitor incident repair spare shift weekly monthly annual regional global local "
    "careful steady early clear complete reliable efficient modern practical shared open joint direct main second"
).split()
PLACES = ("Austin, Texas", "Sparks, Nevada", "Frankfurt am Main", "Dublin", "Singapore", "Reno, Nevada", "Oslo")
TEAMS = ("Facilities", "Engineering", "Construction", "Operations", "Supply Chain")
ROLES = ("Engineer", "Technician", "Manager", "Planner", "Analyst", "Coordinator", "Inspector", "Electrician")


@dataclass
class Job:
    """One posting of the world."""

    number: int
    title: str
    place: str
    team: str
    blocks: list[tuple[str, str]]
    updated: int = 0

    def markup(self, wrap: str = "") -> str:
        """Return the text as HTML. `wrap` is a class name for different markup around the same words."""
        parts: list[str] = []
        for tag, words in self.blocks:
            inner = f'<span class="{wrap}"><em>{html.escape(words)}</em></span>' if wrap else html.escape(words)
            outer = f"<ul><li>{inner}</li></ul>" if tag == "li" else f"<{tag}>{inner}</{tag}>"
            parts.append(f'<div class="{wrap}">{outer}</div>' if wrap else outer)
        return "\n".join(parts)


@dataclass
class Truth:
    """The changes of a step, by external id (the posting's number)."""

    opened: set[int] = field(default_factory=set)
    edited: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)


class World:
    """Companies with postings.

    `fault` may replace an answer: it takes the path, and returns status and body, or None. `varied`: as in real ads,
    two postings share nothing but their employer's standing paragraphs.
    """

    def __init__(self, companies: int, postings: int, seed: int = 7, size: int = 5000, *, varied: bool = False) -> None:
        self.random = random.Random(seed)
        self.size = size
        self.varied = varied
        self.last = 0
        self.standing = [[("p", self._sentence(40)) for _ in range(size // 550)] for _ in range(companies)]
        self.usual = [[self._sentence(self.random.randint(10, 20)) for _ in range(80)] for _ in range(companies)]
        self.companies: list[dict[int, Job]] = [{} for _ in range(companies)]
        for company in range(companies):
            for _ in range(postings):
                self._open(company)
        self.gone: set[int] = set()
        self.cut = 1.0
        self.wrap = ""
        self.counter = 0
        self.quiet = False
        self.page = 25
        self.fault: Callable[[str], tuple[int, bytes] | None] = lambda _path: None
        self.requests: list[str] = []

    def _sentence(self, words: int) -> str:
        return " ".join(self.random.choices(WORDS, k=words)).capitalize() + "."

    def _line(self, company: int) -> str:
        """Return a line for a posting: one that its employer reuses, or in a varied world a new one."""
        if self.varied:
            return self._sentence(self.random.randint(10, 20))
        return self.random.choice(self.usual[company])

    def _open(self, company: int) -> int:
        self.last += 1
        own = [("h3", "The work"), ("p", self._sentence(60)), ("li", self._sentence(15)), ("li", self._sentence(15))]
        while sum(len(words) for _, words in own) < self.size // 2:
            own.append(("li", self._line(company)))
        title = f"{self.random.choice(WORDS).capitalize()} {self.random.choice(ROLES)} {self.last}"
        self.companies[company][self.last] = Job(
            self.last, title, self.random.choice(PLACES), self.random.choice(TEAMS), [*own, *self.standing[company]]
        )
        return self.last

    def step(self, add: float = 0.01, remove: float = 0.01, edit: float = 0.02) -> Truth:
        """Open, close and edit these shares of all postings. Return the changes."""
        truth = Truth()
        everything = [(place, number) for place, jobs in enumerate(self.companies) for number in jobs]
        total = len(everything)
        chosen = self.random.sample(everything, max(1, round(total * remove)) + max(1, round(total * edit)))
        for company, number in chosen[: max(1, round(total * remove))]:
            del self.companies[company][number]
            self.gone.add(number)
            truth.closed.add(number)
        for company, number in chosen[max(1, round(total * remove)) :]:
            self._edit(self.companies[company][number])
            truth.edited.add(number)
        for _ in range(max(1, round(total * add))):
            truth.opened.add(self._open(self.random.randrange(len(self.companies))))
        return truth

    def _edit(self, job: Job) -> None:
        kind = self.random.choice(("text", "text", "title", "place"))
        if kind == "title":
            job.title = f"Senior {job.title}"
        elif kind == "place":
            job.place = self.random.choice([place for place in PLACES if place != job.place])
        else:
            at = self.random.randrange(1, 4)
            job.blocks[at] = (job.blocks[at][0], self._sentence(15))

    def touch(self) -> None:
        """Change every update time, and nothing else."""
        for jobs in self.companies:
            for job in jobs.values():
                job.updated += 1

    def jobs(self, company: int) -> list[Job]:
        """Return the postings in a company's list: all, or only the first ones while the list is cut."""
        jobs = list(self.companies[company].values())
        return jobs[: int(len(jobs) * self.cut)] if self.cut < 1 else jobs

    def find(self, number: int) -> Job | None:
        """Return an open posting, None for a closed one."""
        return next((jobs[number] for jobs in self.companies if number in jobs), None)


def reply(world: World, base: str, path: str) -> tuple[int, str, bytes]:
    fault = world.fault(path)
    if fault:
        return fault[0], "text/html", fault[1]
    if path == "/robots.txt":
        return 404, "text/plain", b""
    parts = path.split("?", maxsplit=1)[0].strip("/").split("/")
    if parts[:2] == ["v1", "boards"]:
        return _greenhouse(world, base, parts)
    return _html(world, parts, path)


def _job_json(world: World, base: str, company: int, job: Job) -> dict[str, object]:
    return {
        "id": job.number,
        "title": job.title,
        "absolute_url": f"{base}/c{company}/jobs/{job.number}",
        "updated_at": f"2026-01-01T00:00:00-05:{job.updated:02}",
        "location": {"name": job.place},
        "departments": [{"id": 1, "name": job.team}],
        "company_name": f"Company {company}",
        "content": html.escape(job.markup(world.wrap)),
    }


def _greenhouse(world: World, base: str, parts: list[str]) -> tuple[int, str, bytes]:
    company = int(parts[2][1:])
    if len(parts) == 5:
        job = world.companies[company].get(int(parts[4]))
        if job is None:
            return 404, "application/json", b'{"status":404,"error":"Job not found"}'
        return 200, "application/json", json.dumps(_job_json(world, base, company, job)).encode()
    jobs = [_job_json(world, base, company, job) for job in world.jobs(company)]
    return 200, "application/json", json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def _html(world: World, parts: list[str], path: str) -> tuple[int, str, bytes]:
    world.counter += 1
    token = "" if world.quiet else f'<input type="hidden" name="csrf" value="{world.random.getrandbits(64):x}">'
    views = "" if world.quiet else f'<p class="views">This page was viewed {world.counter} times this week.</p>'
    company = int(parts[0][1:])
    if len(parts) == 3:
        job = world.companies[company].get(int(parts[2]))
        if job is None:
            return 404, "text/html", b"<h1>Not found</h1>"
        body = f"<h1>{html.escape(job.title)}</h1>{token}<div id=content>{job.markup(world.wrap)}{views}</div>"
        return 200, "text/html", f"<html><body>{body}</body></html>".encode()
    start = int(path.partition("start=")[2] or 0)
    jobs = world.jobs(company)
    rows = "".join(
        f'<li class="opening {world.wrap}"><a href="/c{company}/jobs/{job.number}{"" if world.quiet else f"?token={world.counter}"}">'
        f"{html.escape(job.title)}</a> <span class=place>{html.escape(job.place)}</span></li>"
        for job in jobs[start : start + world.page]
    )
    after = start + world.page
    following = f'<a rel=next href="/c{company}/jobs?start={after}">next</a>' if after < len(jobs) else ""
    return 200, "text/html", f"<html><body>{token}<ul>{rows}</ul>{following}{views}</body></html>".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    world: World
    cache: dict[str, tuple[int, str, bytes]] | None

    def do_GET(self) -> None:
        world = self.world
        world.requests.append(self.path)
        base = f"http://{self.headers['Host']}"
        if self.cache is not None and self.path in self.cache:
            status, kind, body = self.cache[self.path]
        else:
            status, kind, body = reply(world, base, self.path)
            if self.cache is not None:
                self.cache[self.path] = (status, kind, body)
        self.wfile.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )

    def log_message(self, format: str, *args: object) -> None:
        """Print no request log."""


class Server:
    """A context manager that serves a world on a free loopback port."""

    def __init__(self, world: World, *, cached: bool = False) -> None:
        handler = type("Handler", (_Handler,), {"world": world, "cache": {} if cached else None})
        self.handler = handler
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that was killed is no error here
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def closed_port(base: str) -> Iterator[None]:
    """Keep the port of a stopped server, so that connections are refused and no other test's server gets the port."""
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", int(base.rsplit(":", 1)[1])))
        yield


def greenhouse_toml(base: str, companies: int) -> str:
    """Return a tracker.toml that monitors the world through Greenhouse's API."""
    head = '[defaults]\ndelay = "0s"\nallow_private = true\nboard = "greenhouse"\n'
    return head + "".join(
        f'[sources.c{n}]\nurl = "{base}/c{n}/jobs"\nendpoint = "{base}/v1/boards/c{n}"\n' for n in range(companies)
    )


def html_toml(base: str, companies: int) -> str:
    """Return a tracker.toml that monitors the world through its pages."""
    head = '[defaults]\ndelay = "0s"\nallow_private = true\nboard = "html"\nrender = "never"\n'
    each = 'item = "li.opening"\nlocation = ".place"\ntext = "#content"\n'
    return head + "".join(f'[sources.c{n}]\nurl = "{base}/c{n}/jobs"\n{each}' for n in range(companies))
