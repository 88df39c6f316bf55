"""urlwatch and webchanges: a job for each list, and one for each posting that was listed when monitoring began."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.peers.process import Ran
from benchmarks.peers.program import Program, Site, Sizes, database
from benchmarks.peers.scoring import Events, of_lines

_HEADS = {"CHANGED", "ERROR", "ERROR,REPEATED", "NEW", "UNCHANGED"}


def watched(site: Site) -> list[tuple[str, str, list[str]]]:
    """Return the name, address and selectors of each page that is watched."""
    lists = [(f"list {company}", f"{site.base}/c{company}/jobs", ["li.opening"]) for company in site.companies]
    pages = [
        (f"posting {number}", f"{site.base}/c{company}/jobs/{number}", ["h1", "#content"])
        for company, numbers in enumerate(site.postings)
        for number in numbers
    ]
    return lists + pages


def read_report(report: str) -> tuple[Events, int]:
    """Return the changes in a report of urlwatch or webchanges, and the number of failed jobs.

    A change of a list says which postings were opened, closed and edited; a change of a posting's page is an edit.
    """
    found: Events = Counter()
    removed: list[str] = []
    added: list[str] = []
    in_list, failed = False, 0
    for line in report.splitlines():
        head, _, rest = line.partition(": ")
        if head in _HEADS:
            name, _, number = rest.split(" (")[0].partition(" ")
            in_list = head == "CHANGED" and name == "list"
            failed += head.startswith("ERROR")
            if head == "CHANGED" and name == "posting":
                found["edited", int(number)] = 1
        elif in_list and line.startswith(("-", "+")) and not line.startswith(("---", "+++")):
            (removed if line[0] == "-" else added).append(line[1:])
    return found | of_lines(removed, added), failed


def errors(count: int) -> str:
    """Return how many pages could not be read, in words; empty if there are none."""
    return f"{count:,} error{'s' if count > 1 else ''}" if count else ""


class _PageWatcher(Program):
    reads = "HTML"
    method = ""
    filters = ""
    """The key of a job's filters."""
    config: Mapping[str, object] = MappingProxyType({})
    job: Mapping[str, object] = MappingProxyType({})

    def prepare(self) -> None:
        jobs = [
            {
                "name": name,
                "url": url,
                self.filters: [{"css": ", ".join(selectors)}, {"html2text": {"method": self.method}}],
                **self.job,
            }
            for name, url, selectors in watched(self.site)
        ]
        # JSON is YAML.
        (self.folder / "jobs.yaml").write_text("\n---\n".join(map(json.dumps, jobs)) + "\n", "utf-8")
        (self.folder / "config.yaml").write_text(json.dumps({"display": {"new": False}, **self.config}), "utf-8")

    def check(self) -> Ran:
        return self.start(self.script(self.name), *self.files())

    def files(self) -> list[str]:
        """Return the options that name the files."""
        return ["--config", "config.yaml", "--hooks", "hooks.py"]

    def events(self) -> Events:
        return read_report(self.ran.output)[0]

    def said(self) -> str:
        return errors(read_report(self.ran.output)[1])

    def sizes(self) -> Sizes:
        return Sizes(None, database(self.folder / "store.db"))


class Urlwatch(_PageWatcher):
    """urlwatch with its simplest conversion of HTML to text, which is the cheapest."""

    name = package = "urlwatch"
    filters, method = "filter", "re"

    def files(self) -> list[str]:
        return [*super().files(), "--urls", "jobs.yaml", "--cache", "store.db"]


class Webchanges(_PageWatcher):
    """webchanges with `http_client: requests`: its default client takes five times as long.

    It keeps all wordings, not four.
    """

    name = "webchanges"
    package = "webchanges[requests]"
    filters, method = "filters", "strip_tags"
    job = MappingProxyType({"http_client": "requests"})
    config = MappingProxyType(
        {"version_check": {"enabled": False}, "database": {"engine": "sqlite3", "max_snapshots": 0}}
    )

    def files(self) -> list[str]:
        return [*super().files(), "--jobs", "jobs.yaml", "--database", "store.db"]
