"""Measure the size of a project: 1,000 postings on 20 JSON boards, ten steps that open 1 %, close 1 % and edit 2 %.

Run as `python -m benchmarks.size`. There is a run after each step. It prints the bytes of archive and database, and
those that git and gzip need for the same replies.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from tests.world import Server, World, greenhouse_toml
from tracker.operations import project, run

TARGETS = {"snapshots": 1_200_000, "tracker.db": 8_000_000}


def main() -> int:
    """Measure, print, and return 1 if a target is missed."""
    world = World(20, 50, varied=True)
    raw = packed = 0
    with tempfile.TemporaryDirectory() as folder, Server(world) as server:
        root, git = Path(folder) / "project", Path(folder) / "git"
        root.mkdir()
        subprocess.run(["git", "init", "-q", str(git)], check=True)
        (root / "tracker.toml").write_text(greenhouse_toml(server.base, 20))
        for step in range(11):
            if step:
                world.step()
            report = run.run(project.load(root))
            if report.exit_code:
                print([result.verdict.reason for result in report.results])
                return 1
            for company in range(20):
                with urllib.request.urlopen(f"{server.base}/v1/boards/c{company}/jobs?content=true") as reply:
                    body = reply.read()
                file = git / f"c{company}.json"
                if not file.exists() or file.read_bytes() != body:
                    raw += len(body)
                    packed += len(gzip.compress(body))
                    file.write_bytes(body)
            commit = [
                "git",
                "-C",
                str(git),
                "-c",
                "user.name=x",
                "-c",
                "user.email=x@x",
                "commit",
                "-qam",
                str(step),
                "--allow-empty",
            ]
            subprocess.run(["git", "-C", str(git), "add", "."], check=True)
            subprocess.run(commit, check=True)
        subprocess.run(["git", "-C", str(git), "gc", "-q", "--aggressive"], check=True)
        by_git = sum(path.stat().st_size for path in git.glob(".git/objects/pack/*"))
        found = {
            "snapshots": sum(path.stat().st_size for path in root.glob("snapshots/*/*")),
            "tracker.db": (root / "tracker.db").stat().st_size,
        }
    print(f"distinct replies {raw / 1e6:.1f} MB, gzip {packed / 1e6:.2f} MB, git packed {by_git / 1e6:.2f} MB")
    for name, size in found.items():
        print(f"{name:<11} {size / 1e6:.2f} MB (target {TARGETS[name] / 1e6:.1f})")
    return int(any(size > TARGETS[name] for name, size in found.items()))


if __name__ == "__main__":
    sys.exit(main())
