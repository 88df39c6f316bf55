"""Loopback sites whose postings a test defines."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.conftest import Reply

Site = Callable[[Callable[[str, dict[str, str]], Reply]], tuple[str, list[str]]]


class Boards:
    """Several boards of one host, each a JSON list with a page for each posting. The test sets their postings."""

    def __init__(self, site: Site, count: int, each: int) -> None:
        self.jobs = {f"b{n}": list(range(each)) for n in range(count)}
        self.base, self.paths = site(self.answer)

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        _, board, *rest = path.split("/")
        kind = {"Content-Type": "application/json"}
        if rest == ["jobs.json"]:
            rows = [
                {"id": n, "title": f"Role {n}", "url": f"{self.base}/{board}/p/{n}", "text": f"Work number {n}."}
                for n in self.jobs[board]
            ]
            return 200, kind, json.dumps({"jobs": rows}).encode()
        number = int(rest[-1])
        if number in self.jobs[board]:
            return 200, {"Content-Type": "text/html"}, f"<h1>Role {number}</h1>".encode()
        return 404, {}, b"gone"

    def toml(self) -> str:
        return '[defaults]\nallow_private = true\ndelay = "0s"\n' + "".join(
            f'[sources.{name}]\nboard = "json"\nurl = "{self.base}/{name}/jobs.json"\nitems = "jobs[]"\nid = "id"\n'
            'title = "title"\nlink = "url"\ntext = "text"\n'
            for name in self.jobs
        )
