"""Git scraping: each board's reply in a file, a commit if one differs; and git-history on top of that."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.peers.process import Ran, Unusable
from benchmarks.peers.program import Program, Site, Sizes, bytes_of, database
from benchmarks.peers.scoring import Events

# `--fail` keeps the old file if the status is an error, as careful scrapers do.
_SCRIPT = """
curl --silent --show-error --fail --config boards.txt || exit 7
git add --all
git -c user.name=x -c user.email=x@example.org commit --quiet --message changed || true
"""
# One process for all files, so that it starts once and not twenty times.
_HISTORY = """
import sys
from git_history.cli import cli
for name in sys.argv[1:]:
    cli.main(["file", "../history.db", name + ".json", "--namespace", name, "--id", "id", "--silent",
              "--convert", 'json.loads(content)["jobs"]'], standalone_mode=False)
"""


class GitScraping(Program):
    """curl and git. Its report is the difference between two commits, read by the ids of the postings."""

    name, reads = "git scraping", "JSON"

    def __init__(self, environments: Path, folder: Path, site: Site) -> None:
        super().__init__(environments, folder, site)
        self.repository = folder / "repository"
        self.before = self.after = ""

    def install(self) -> None:
        super().install()
        if missing := [name for name in ("curl", "git") if not shutil.which(name)]:
            message = f"{missing[0]} is not installed"
            raise Unusable(message)

    def version(self) -> str:
        return _output("git", "--version").split()[2]

    def prepare(self) -> None:
        _output("git", "init", "--quiet", "--initial-branch=main", self.repository)
        fetched = "".join(
            f'url = "{self.site.board(company)}"\noutput = "repository/c{company}.json"\n'
            for company in self.site.companies
        )
        (self.folder / "boards.txt").write_text(fetched, "utf-8")
        (self.folder / "scrape.sh").write_text(_SCRIPT, "utf-8")

    def check(self) -> Ran:
        self.before = self.after
        ran = self.start("/bin/sh", "scrape.sh", allowed=(0, 7), GIT_DIR="repository/.git", GIT_WORK_TREE="repository")
        self.after = _output("git", "-C", self.repository, "rev-parse", "HEAD").strip()
        return ran

    def changed(self) -> list[str]:
        """Return the names of the files that the last check changed, without suffix; after the first check, all."""
        if not self.before:
            return [f"c{company}" for company in self.site.companies]
        names = _output("git", "-C", self.repository, "diff", "--name-only", self.before, self.after)
        return [name.removesuffix(".json") for name in names.split()]

    def events(self) -> Events:
        if not self.before:
            return Counter()
        found: Events = Counter()
        for name in self.changed():
            old, new = self._postings(self.before, name), self._postings(self.after, name)
            found.update(("closed", number) for number in old.keys() - new.keys())
            found.update(("opened", number) for number in new.keys() - old.keys())
            found.update(("edited", number) for number in old.keys() & new.keys() if old[number] != new[number])
        return found

    def said(self) -> str:
        return "curl fails, and nothing is committed" if self.ran.code else ""

    def sizes(self) -> Sizes:
        """Return the size after `git gc`, in a copy."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(self.repository, copy)
            _output("git", "-C", copy, "gc", "--quiet", "--prune=now")
            return Sizes(bytes_of(copy / ".git" / "objects"), 0)

    def _postings(self, commit: str, name: str) -> dict[int, Any]:
        text = _output("git", "-C", self.repository, "show", f"{commit}:{name}.json")
        return {job["id"]: job for job in json.loads(text)["jobs"]}


class GitHistory(GitScraping):
    """Git scraping, and git-history, which writes the versions of the changed files into SQLite.

    Its report is that database.
    """

    name, package = "git scraping + git-history", "git-history"

    def __init__(self, environments: Path, folder: Path, site: Site) -> None:
        super().__init__(environments, folder, site)
        self.last: dict[str, int] = {}

    def version(self) -> str:
        return Program.version(self)

    def check(self) -> Ran:
        scraped = super().check()
        names = self.changed()
        if not names:
            return scraped
        python = self.environment / "bin" / "python"
        read = self.start("/bin/sh", "-c", 'cd repository && exec "$@"', "sh", python, "-c", _HISTORY, *names)
        self.ran = replace(
            read,
            cpu=scraped.cpu + read.cpu,
            memory=max(scraped.memory, read.memory),
            wall=scraped.wall + read.wall,
            code=scraped.code,
        )
        return self.ran

    def events(self) -> Events:
        found: Events = Counter()
        if self.before == self.after:
            return found
        connection = sqlite3.connect(self.folder / "history.db")
        try:
            for name in self.changed():
                query = f"SELECT v._id, v._version, i.id FROM {name}_version AS v JOIN {name} AS i ON i._id = v._item WHERE v._id > ?"
                rows = connection.execute(query, (self.last.get(name, 0),)).fetchall()
                self.last[name] = max([self.last.get(name, 0), *(row for row, _, _ in rows)])
                found.update(("opened" if version == 1 else "edited", number) for _, version, number in rows)
        finally:
            connection.close()
        return found if self.before else Counter()

    def sizes(self) -> Sizes:
        return Sizes(super().sizes().archive, database(self.folder / "history.db"))


def _output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
