"""The tracker, and the floor."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.peers.process import Ran
from benchmarks.peers.program import Program, Site, Sizes, bytes_of, database
from benchmarks.peers.scoring import Events
from tests.world import greenhouse_toml, html_toml
from tracker.model.version import __version__

ROOT = Path(__file__).parent.parent.parent
_CHANGES = """
SELECT c.rowid, c.kind, p.url FROM changes AS c JOIN posting_state AS p ON p.id = c.posting_id
WHERE NOT c.baseline AND c.rowid > ?
"""
_KINDS = {"opened": "opened", "reopened": "opened", "edited": "edited", "closed": "closed"}


class _Ours(Program):
    def version(self) -> str:
        """Return the version, with the commit if git knows it."""
        asked = subprocess.run(
            ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        )
        return f"{__version__} ({asked.stdout.strip()})" if asked.returncode == 0 else __version__

    def env(self) -> dict[str, str]:
        return super().env() | {"PYTHONPATH": str(ROOT)}


class Floor(_Ours):
    """Fetch, hash, compare, insert; see benchmarks/floor.py. It reports nothing."""

    is_floor = True
    kind = "json"

    def prepare(self) -> None:
        """Do nothing."""

    def version(self) -> str:
        return ""

    def check(self) -> Ran:
        companies = str(len(self.site.postings))
        return self.start(
            sys.executable, "-m", "benchmarks.floor", self.kind, self.folder / "floor.db", self.site.base, companies
        )

    def events(self) -> Events:
        return Counter()

    def sizes(self) -> Sizes:
        return Sizes(None, database(self.folder / "floor.db"))


class JsonFloor(Floor):
    name, reads = "floor", "JSON"


class HtmlFloor(Floor):
    name, reads, kind = "floor", "HTML", "html"


class Tracker(_Ours):
    """`tracker run`. Its exit code is 1 if a source could not be read completely."""

    name = "tracker"
    is_tracker = True
    options: tuple[str, ...] = ()

    def __init__(self, environments: Path, folder: Path, site: Site) -> None:
        super().__init__(environments, folder, site)
        self.last = 0
        self.unlisted = 0

    def toml(self) -> str:
        """Return the configuration."""
        return greenhouse_toml(self.site.base, len(self.site.postings))

    def prepare(self) -> None:
        (self.folder / "tracker.toml").write_text(self.toml(), "utf-8")
        self.start(sys.executable, "-m", "tracker", "doctor", "--help")  # compiles bytecode, as installing does

    def check(self) -> Ran:
        return self.start(sys.executable, "-m", "tracker", "-C", self.folder, "run", *self.options, allowed=(0, 1))

    def events(self) -> Events:
        rows = self._ask(_CHANGES, self.last)
        self.last = max([self.last, *(row for row, _, _ in rows)])
        self.unlisted = sum(kind == "unlisted" for _, kind, _ in rows)  # which is not reported as a closing
        return Counter((_KINDS[kind], int(url.rpartition("/")[2])) for _, kind, url in rows if kind in _KINDS)

    def sizes(self) -> Sizes:
        return Sizes(bytes_of(self.folder / "snapshots"), database(self.folder / "tracker.db"))

    def said(self) -> str:
        query = (
            "SELECT outcome, count(*) FROM checks WHERE run = (SELECT run FROM checks ORDER BY rowid DESC) GROUP BY 1"
        )
        outcomes = [(outcome, count) for outcome, count in self._ask(query) if outcome != "complete"]
        parts = [f"{count} of {len(self.site.postings)} checks `{outcome}`" for outcome, count in outcomes]
        return ", ".join([*parts, *([f"{self.unlisted:,} unlisted"] if self.unlisted else [])])

    def _ask(self, query: str, *values: int) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.folder / "tracker.db")
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()


class JsonTracker(Tracker):
    reads = "JSON"


class HtmlTracker(Tracker):
    """Reads every posting's page again in each run, as the page watchers do."""

    reads = "HTML"
    options = ("--reread",)

    def toml(self) -> str:
        return html_toml(self.site.base, len(self.site.postings))
