"""A small careers site with a history, and a project that monitored it, for tests of the library and its documentation.

There are four checks in March 2026. On the 9th, one posting's pay is raised and a sentence is rewritten, and another
posting opens. On the 16th, a posting is missing. On the 23rd it is still missing, and is closed.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Reply
from tests.sites import Site
from tracker.operations import project, run

TIMES = tuple(f"2026-03-{day:02}T08:00:00.000Z" for day in (2, 9, 16, 23))
_PLANNER = "<h2>The work</h2><p>You plan the halls of {what}.</p><ul><li>Budgets</li><li>Permits</li></ul>"
_WELDER = "<p>You weld pipes for cooling water, on site and in our shop.</p>"
_COOK = "<p>You cook for two hundred people every day.</p>"
_PILOT = "<p>You guide ships of any size into the harbour.</p>"


class Harbour:
    """The site. `step` is 0 to 3."""

    def __init__(self, site: Site) -> None:
        self.step = 0
        self.base, self.paths = site(self.answer)

    def jobs(self) -> list[dict[str, str]]:
        """Return the list as it is at this step."""
        later = self.step > 0
        planner = _PLANNER.format(what="the first data center on the water" if later else "our new harbour")
        jobs = [
            {"id": "101", "title": "Hall Planner", "place": "Oslo", "text": planner},
            {"id": "102", "title": "Welder", "place": "Bergen", "text": _WELDER},
            {"id": "103", "title": "Cook", "place": "Oslo", "text": _COOK},
            {"id": "104", "title": "Harbour Pilot", "place": "Bergen", "text": _PILOT},
        ]
        jobs[0]["pay"] = "NOK 720,000 - 780,000 a year" if later else "NOK 650,000 - 720,000 a year"
        gone = {"103"} if self.step > 1 else set()
        return [job for job in jobs if job["id"] not in gone and (later or job["id"] != "104")]

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        """Answer with the list, as JSON or as a page, or with the page of a posting."""
        if path == "/jobs.json":
            return 200, {"Content-Type": "application/json"}, json.dumps({"jobs": self.jobs()}).encode()
        kind = {"Content-Type": "text/html; charset=utf-8"}
        if path == "/careers":
            rows = "".join(
                f'<li><a href="/careers/{job["id"]}">{job["title"]}</a> {job["place"]}</li>' for job in self.jobs()
            )
            return 200, kind, f"<title>Careers</title><h1>Open roles</h1><ul>{rows}</ul>".encode()
        found = [job for job in self.jobs() if path == f"/careers/{job['id']}"]
        if found:
            return (
                200,
                kind,
                f"<title>{found[0]['title']}</title><h1>{found[0]['title']}</h1>{found[0]['text']}".encode(),
            )
        return 404, {}, b"not here"

    def toml(self) -> str:
        """Return the tracker.toml of a project that monitors the site."""
        return (
            'contact = "desk@example.org"\n[sources.harbour]\nname = "Oslo Harbour"\nboard = "json"\n'
            f'url = "{self.base}/jobs.json"\nallow_private = true\ndelay = "0s"\nitems = "jobs[]"\nid = "id"\n'
            'title = "title"\nlocation = "place"\ntext = "text"\npay = "pay"\n'
        )


def watched(root: Path, harbour: Harbour, steps: int = len(TIMES)) -> Path:
    """Create a project in a directory, and check the site at each of TIMES."""
    root.mkdir(exist_ok=True)
    (root / "tracker.toml").write_text(harbour.toml())
    for harbour.step in range(steps):
        hooks = run.Hooks(clock=lambda: TIMES[harbour.step])
        (result,) = run.run(project.load(root), [], hooks=hooks).results
        assert result.verdict.outcome == "complete", result
    return root
