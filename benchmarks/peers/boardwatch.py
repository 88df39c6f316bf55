"""boardwatch, with the address of Greenhouse's API replaced by that of the site."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path

from benchmarks.peers.process import Ran
from benchmarks.peers.program import Program, Site, Sizes, database
from benchmarks.peers.scoring import Events

# It only knows the addresses of real boards. Nothing else of it is changed.
_START = """
import sys
from boardwatch.providers.greenhouse import GreenhouseProvider
base = sys.argv.pop(1)
GreenhouseProvider.board_url = lambda self, slug: f"{base}/v1/boards/{slug}/jobs?content=true"
GreenhouseProvider._health_url = lambda self, slug: f"{base}/v1/boards/{slug}/jobs"
from boardwatch.cli.app import app
app()
"""
_KINDS = {"new": "opened", "reopened": "opened", "revised": "edited", "closed": "closed"}
_EVENTS = """
SELECT e.id, e.kind, p.provider_posting_id FROM posting_events AS e JOIN postings AS p ON p.id = e.posting_id WHERE e.id > ?
"""


class Boardwatch(Program):
    """boardwatch with the shortest pause between requests that it allows. Its report is its table of events."""

    name = package = "boardwatch"
    reads = "JSON"

    def __init__(self, environments: Path, folder: Path, site: Site) -> None:
        super().__init__(environments, folder, site)
        self.last: int | None = None

    def env(self) -> dict[str, str]:
        folder = str(self.folder)
        return super().env() | {"BOARDWATCH_CONFIG_DIR": folder, "BOARDWATCH_DATA_DIR": folder}

    def prepare(self) -> None:
        (self.folder / "config.toml").write_text("per_host_delay_seconds = 0.25\n", "utf-8")
        companies = [
            {"name": f"Company {company}", "provider": "greenhouse", "slug": f"c{company}", "tags": []}
            for company in self.site.companies
        ]
        (self.folder / "boards.yaml").write_text(json.dumps({"companies": companies}), "utf-8")
        self._run("companies", "import", "boards.yaml")

    def check(self) -> Ran:
        return self._run("scan", allowed=(0, 1))

    def _run(self, *command: str, allowed: tuple[int, ...] = (0,)) -> Ran:
        return self.start(self.script("python"), "-c", _START, self.site.base, *command, allowed=allowed)

    def events(self) -> Events:
        connection = sqlite3.connect(self._database())
        try:
            rows = connection.execute(_EVENTS, (self.last or 0,)).fetchall()
        finally:
            connection.close()
        is_first, self.last = self.last is None, max([self.last or 0, *(row for row, _, _ in rows)])
        return Counter() if is_first else Counter((_KINDS[kind], int(number)) for _, kind, number in rows)

    def said(self) -> str:
        _, _, after = self.ran.output.partition(" failed ")  # "complete 18 · partial 0 · failed 2 · unchanged 0"
        failed = int((after.split() or ["0"])[0])
        return f"{failed} of {len(self.site.postings)} boards failed" if failed else ""

    def sizes(self) -> Sizes:
        return Sizes(None, database(self._database()))

    def _database(self) -> Path:
        return next(self.folder.glob("*.db"))
