"""Git repositories with a folder of postings, committed at given dates, and imports of them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from tests.conftest import dump, reader
from tracker.cli import main
from tracker.operations import project, verify

TOML = '[sources.acme]\nboard = "files"\nurl = "https://acme.example.org/jobs"\n'
COOK = "Cooks for the crews of the yard, early in the morning.\n"


@dataclass
class Repo:
    """A repository whose commits have given dates."""

    path: Path

    def git(self, *arguments: str, at: str = "2024-05-01T06:00:00Z") -> str:
        names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at, "GIT_CONFIG_GLOBAL": os.devnull}
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            check=True,
            capture_output=True,
            env={**os.environ, **names, **dates},
        )
        return done.stdout.decode().strip()

    def commit(self, at: str, **files: str | None) -> str:
        """Commit files by name, None for a removed one. Return the commit."""
        for name, text in files.items():
            file = self.path / "jobs" / f"{name}.md"
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(exist_ok=True)
                file.write_text(f"---\ntitle: {name.title()}\n---\n{text}")
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--allow-empty", at=at)
        return self.git("rev-parse", "HEAD")

    def merge(self, at: str, *branches: str) -> None:
        self.git("merge", "-q", "--no-ff", "-m", "merge", *branches, at=at)


def repository(folder: Path) -> Repo:
    """Make an empty repository."""
    folder.mkdir()
    made = Repo(folder)
    made.git("init", "-q", "-b", "main")
    return made


def tracked(folder: Path) -> Path:
    """Create a project with the source that the repositories belong to."""
    folder.mkdir()
    (folder / "tracker.toml").write_text(TOML)
    return folder


def bring(root: Path, repo: Repo, *arguments: str, fails: int = 0) -> Result:
    asked = ["-C", str(root), "import", "git", str(repo.path), "jobs", "--source", "acme", *arguments]
    done = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert done.exit_code == fails, done.output
    return done


def told(root: Path) -> list[tuple[str, str, str]]:
    """Return the changes by time, kind and file, without the baseline."""
    connection = reader(root)
    query = (
        "SELECT substr(c.at, 1, 16), c.kind, substr(p.external_id, 6) FROM changes AS c JOIN posting_state AS p "
        "ON p.id = c.posting_id WHERE NOT c.baseline ORDER BY 1, 2, 3"
    )
    found: list[tuple[str, str, str]] = connection.execute(query).fetchall()
    connection.close()
    return found


def stamps(root: Path) -> list[str]:
    return sorted(str(row[3]) for row in dump(root, ("checks",))["checks"])


def is_sound(root: Path) -> None:
    """Assert that the archive is undamaged, and that a rebuild has the same result."""
    assert not verify.verify(project.load(root)).problems
    before = dump(root, ("postings", "changes", "checks"))
    assert CliRunner().invoke(main, ["-C", str(root), "rebuild"], catch_exceptions=False).exit_code == 0
    assert dump(root, ("postings", "changes", "checks")) == before
