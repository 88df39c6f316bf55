"""`python -m benchmarks.peers`: install the other programs, run all programs on one site, and print tables in Markdown.

The other programs are installed from the package registry into `--folder`, each into its own environment, and stay
there for the next run. Without `--folder` they are installed into a temporary folder each time, which takes three
minutes. The site is on loopback, and so is every address that the programs are given.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers import table
from benchmarks.peers.boardwatch import Boardwatch
from benchmarks.peers.changedetection import ChangeDetection
from benchmarks.peers.course import Course
from benchmarks.peers.git import GitHistory, GitScraping
from benchmarks.peers.ours import HtmlFloor, HtmlTracker, JsonFloor, JsonTracker
from benchmarks.peers.pages import Urlwatch, Webchanges
from benchmarks.peers.program import Program, Site
from tests.world import Server, World

PROGRAMS: tuple[type[Program], ...] = (
    JsonFloor,
    JsonTracker,
    GitScraping,
    GitHistory,
    Boardwatch,
    HtmlFloor,
    HtmlTracker,
    Urlwatch,
    Webchanges,
    ChangeDetection,
)


def main(*arguments: str) -> int:
    """Measure, print, and return 1 if a program could not be measured completely."""
    given = _parser().parse_args(arguments)
    named = given.only or [one.name for one in PROGRAMS]
    chosen = [one for one in PROGRAMS if one.is_floor or one.is_tracker or one.name in named]
    chosen = [one for one in chosen if given.reads in {one.reads, None}]
    world = World(given.companies, given.postings, varied=True)
    world.quiet = True  # the page watchers would report each counter and token as a change
    world.page = 10**9  # a list is one page: they would have to be told of each of its pages
    site_of = tuple(tuple(jobs) for jobs in world.companies)
    with tempfile.TemporaryDirectory() as folder, Server(world, cached=True) as server:
        environments = Path(given.folder).resolve() if given.folder else Path(folder) / "environments"
        environments.mkdir(parents=True, exist_ok=True)
        site = Site(server.base, site_of)
        programs = [one(environments, Path(folder) / str(place), site) for place, one in enumerate(chosen)]
        load = os.getloadavg()[0]
        results = Course(world, server, programs).run(given.steps)
    print(_report(given, results, load))
    return int(any(one.trouble for one in results))


def _report(given: argparse.Namespace, results: list[table.Result], load: float) -> str:
    size = f"{given.companies * given.postings:,} postings of {given.companies} companies, {given.steps} steps"
    machine = f"{os.cpu_count()} cores of {_processor()}, load {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    head = f"{datetime.now(UTC):%Y-%m-%d}: {size}; Python {platform.python_version()}, {platform.system()}, {machine}."
    troubles = table.troubles(results)
    parts = [
        head,
        table.costs(results),
        table.exactness(results),
        f"Not measured to the end:\n\n{troubles}" if troubles else "",
        f"Better than the tracker that reads the same:\n\n{table.lost(results)}",
    ]
    return "\n\n".join(part for part in parts if part)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--folder", metavar="DIR", help="where the other programs are installed, and stay")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", choices=[one.name for one in PROGRAMS], help="measure these only"
    )
    parser.add_argument("--reads", choices=["JSON", "HTML"], help="measure only what reads this")
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--postings", type=int, default=50, help="of each company")
    parser.add_argument("--steps", type=int, default=10, help="each adds 1 %%, removes 1 %% and edits 2 %%")
    return parser


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
