"""Run the demo and print what happens."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

import click

from tracker.demo.site import SECRET, Careers, Running
from tracker.diff import compare, render
from tracker.insight.finding import MIN_SHOWN_SCORE
from tracker.model.amounts import counted
from tracker.model.errors import UsageError
from tracker.operations import project, run
from tracker.operations import serve as serving
from tracker.store import read
from tracker.store.findings import FindingQuery, news
from tracker.store.schema import connect

TOML = """\
contact = "demo@example.org"

[defaults]
delay = "0s"
allow_private = true

[topics]
data-center = ["data center*", "Rechenzentr*"]

[sources.larkspur]
url = "{base}/larkspur"
endpoint = "{base}/v1/boards/larkspur"
board = "greenhouse"

[sources.brightwater]
name = "Brightwater Ferries"
url = "{base}/brightwater"
board = "html"
item = "li.opening"
location = "i"
text = "#content"

[sources.rechenwerk]
name = "Rechenwerk GmbH"
url = "{base}/rechenwerk"
board = "html"
item = "li.job"
location = ".where"
text = "#content"

[alerts.newsroom]
topic = "data-center"
webhook = "{base}/hook"
secret = "{secret}"
allow_private = true
"""
_MOST_FINDINGS = 3  # findings that are printed at a stage
_STAGES = (
    ("Monitoring begins", "Three careers pages: a JSON board, plain HTML, and a page built by JavaScript."),
    ("A role opens at Larkspur Motors", "It is about a data center that the employer never announced."),
    (
        "A line is added to its text",
        "Nobody told the tracker which words to look for. It finds that the line tells of a plan, in words that are new for this employer.",
    ),
    ("Its pay changes, and Rechenwerk advertises", "Rechenwerk's page needs a real browser."),
    (
        "The list of Brightwater Ferries is cut off",
        "Status 200, but only three of eight postings. The pages of the other five are still up, so none is closed.",
    ),
    ("The role is closed", "Its page returns 404. Brightwater's list is complete again."),
)


def show(keep: Path | None, *, serve: bool, port: int) -> int:
    """Run all stages; return the exit code. Raise UsageError if `keep` is not empty."""
    if keep and keep.exists() and any(keep.iterdir()):
        message = f"{keep} is not empty; choose an empty or a new directory"
        raise UsageError(message)
    if serve:
        serving.check_address("127.0.0.1", port)
    root = keep or Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    root.mkdir(parents=True, exist_ok=True)
    careers = Careers()
    with Running(careers) as running:
        (root / "tracker.toml").write_text(TOML.format(base=running.base, secret=SECRET), encoding="utf-8")
        for stage, (head, explanation) in enumerate(_STAGES, 1):
            careers.stage = stage
            click.secho(f"\n{stage}. {head}", bold=True)
            click.echo(f"   {explanation}")
            _stage(root, careers)
    _end(root, careers)
    if serve:
        click.echo(f"\nServing http://127.0.0.1:{port}/ (press Ctrl-C to stop)")
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *serving.arguments(root, "127.0.0.1", port)])
    click.echo(
        f"\nOpen it as a website:     {_command()} -C {root} serve\nDemo and website in one:  script/demo --serve"
    )
    return 0


def _stage(root: Path, careers: Careers) -> None:
    before, begun = len(careers.received), project.now()
    report = run.run(project.load(root))
    for result in sorted(report.results, key=lambda written: written.source):
        verdict = result.verdict
        click.echo(
            f"   {result.source:<12} {verdict.outcome:<9} {counted(verdict.seen, 'posting')}, {run.changes_in_words(result)}"
        )
        if verdict.reason:
            click.echo(f"   {'':<12} {verdict.reason}")
    connection = connect(root / "tracker.db")
    try:
        for result in report.results:
            for written in result.changes:
                if not written.baseline:
                    _change(connection, written.id, written.posting_id, written.kind)
        for finding in news(connection, FindingQuery(since=begun, min_score=MIN_SHOWN_SCORE), _MOST_FINDINGS):
            click.secho(f"   finding, score {finding['score']:.2f}: {finding['headline']}", fg="green")
    finally:
        connection.close()
    for alert in careers.received[before:]:
        count = alert["data"]["count"]
        click.secho(
            f"   alert received, signature valid, {count} {'change' if count == 1 else 'changes'}:", fg="yellow"
        )
        for change in alert["data"]["changes"]:
            click.secho(f"     {change['title']} — {change['kind']} ({change['why']})", fg="yellow")


def _change(connection: sqlite3.Connection, change_id: str, posting_id: str, kind: str) -> None:
    (row,) = [change for change in read.changes(connection, posting=posting_id) if change["id"] == change_id]
    click.echo(f"   {kind}: {row['title']} ({row['location']}) — {row['summary']}")
    if row["from_version"] and row["to_version"]:
        before = read.wording_of(connection, row["from_version"])
        after = read.wording_of(connection, row["to_version"])
        if before and after:
            click.echo(render.as_terminal(compare(before.blocks, after.blocks), colour=sys.stdout.isatty(), context=0))


def _end(root: Path, careers: Careers) -> None:
    files = list((root / "snapshots").glob("*/*"))
    size = sum(path.stat().st_size for path in files) / 1000
    click.secho("\nResult", bold=True)
    click.echo(
        f"   {len(careers.received)} alerts with {sum(alert['data']['count'] for alert in careers.received)} changes received, "
        f"{careers.refused} with an invalid signature."
    )
    click.echo(
        f"   {len(files)} WARC files, {size:.0f} kB, with every reply unchanged. `{_command()} -C {root} verify` verifies them."
    )
    click.echo(f"   tracker.db: the history. `{_command()} -C {root} log` prints it.")


def _command() -> str:
    """Return the command as it can be typed here."""
    return os.path.relpath(sys.argv[0]) if os.sep in sys.argv[0] else "tracker"
