"""The commands `tracker init`, `add`, `remove`, `run` and `status`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import out
from tracker.cli.common import as_json, counted, print_rows, reading, short, without_text
from tracker.model.errors import UsageError

if TYPE_CHECKING:
    from tracker.alerts.outbox import Delivery
    from tracker.check import Result
    from tracker.operations.project import Project
    from tracker.operations.run import Report

    Sent = list[tuple[Delivery, str, str | None]]

_START = """\
# The sources that are monitored, and the alerts. All keys: tracker init --schema
contact = "{contact}"                  # sent to the sites you monitor, so that they can reach you

[defaults]
every = "6h"
delay = "1s"

[topics]
data-center = ["data center*", "data centre*", "datacenter*", "Rechenzentr*", "数据中心"]

# [sources.acme]
# url = "https://boards.greenhouse.io/acme"

# [alerts.newsroom]
# topic = "data-center"
# webhook = "https://hooks.example.org/tracker"
# secret = "env:TRACKER_WEBHOOK_SECRET"
"""


@click.command("init")
@click.option("--contact", default="", help="An address where the monitored sites can reach you.")
@click.option("--schema", is_flag=True, help="Only print the JSON schema of tracker.toml.")
@click.pass_obj
def init_(root: Path, contact: str, *, schema: bool) -> None:
    """Create a project in this directory: tracker.toml and snapshots/."""
    from tracker import config
    from tracker.archive import files
    from tracker.boards import BOARDS

    if schema:
        out.say_json(config.schema(tuple(BOARDS)))
        return
    path = root / "tracker.toml"
    if path.exists():
        message = f"{path} already exists; add a source with `tracker add URL`"
        raise UsageError(message)
    text = _START.format(contact=json.dumps(contact, ensure_ascii=False)[1:-1])
    files.write_text(path, text if contact else re.sub(r"^contact", "# contact", text, flags=re.MULTILINE))
    (root / "snapshots").mkdir(exist_ok=True)
    out.say(f"Created {path}. Next: tracker add https://…")


@click.command("add")
@click.argument("url")
@click.option("--slug", default="", help="The source's name in tracker.toml. Default: made from the URL.")
@click.option("--name", default="", help="The employer's name.")
@click.option("--board", default="", help="The board, if it is not recognised.")
@click.option("--endpoint", default="", help="Another URL of the same API.")
@click.option("--allow-private", is_flag=True, help="Allow a page on this machine or a private network.")
@click.pass_obj
def add_(root: Path, /, url: str, **options: Any) -> None:
    """Start monitoring the careers page at URL: recognise its board, add it to tracker.toml and check it once."""
    from tracker.operations import add, project, run

    here = project.load(root)
    line = out.Moving()
    try:
        found = add.find_out(here, url, **options, step=line.show)
    finally:
        line.clear()
    out.say(found.told)
    add.write(here, found)
    out.say(f"Added [sources.{found.source.slug}] to {root / 'tracker.toml'}.")
    progress = _Progress(quiet=False)
    report = run.run(project.load(root), [found.source.slug], hooks=run.Hooks(progress.step, begun=found.begun))
    progress.line.clear()
    _print_report(report)
    sys.exit(report.exit_code)


@click.command("remove")
@click.argument("source")
@click.option("--keep-history", is_flag=True, help="Only stop monitoring it; keep its postings and their history.")
@click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
@click.pass_obj
def remove_(root: Path, source: str, *, keep_history: bool, yes: bool) -> None:
    """Stop monitoring SOURCE: remove it from tracker.toml, and its history from snapshots/ and tracker.db."""
    from tracker.operations import project, remove

    here = project.load(root)
    found = remove.plan(here, source)
    history = (
        f"{found.checks} {'check' if found.checks == 1 else 'checks'} of {found.postings} "
        f"{'posting' if found.postings == 1 else 'postings'}, {found.bytes / 1e6:.1f} MB in snapshots/"
    )
    if not keep_history and not yes:
        if not sys.stdin.isatty():
            message = f"this permanently deletes the history of {source!r} ({history}); add --yes, or --keep-history"
            raise UsageError(message)
        click.confirm(f"Permanently delete {source!r} and its history ({history})?", abort=True)
    remove.remove(here, source, keep_history=keep_history)
    taken = f"{source} is no longer in {root / 'tracker.toml'}" if found.watched else f"{source} was not monitored"
    kept = (
        "its history is kept, and its pages say that it is no longer monitored"
        if keep_history
        else f"deleted: {history}"
    )
    out.say(f"{taken}; {kept}.")


@click.command("run")
@click.argument("sources", nargs=-1)
@click.option("--due", is_flag=True, help="Only sources that are due, according to their `every`.")
@click.option("--reread", is_flag=True, help="Read the page of every posting again.")
@as_json
@click.pass_obj
def run_(root: Path, sources: tuple[str, ...], *, due: bool, reread: bool, as_json: bool) -> None:
    """Check all sources, or the given ones, and send alerts."""
    from tracker.operations import project, run

    here = project.load(root)
    progress = _Progress(quiet=as_json)
    hooks = run.Hooks(progress.step, progress.done)
    report = run.run(here, sources, due=due, reread=reread, hooks=hooks)
    progress.line.clear()
    if as_json:
        out.say_json(_report_json(report))
    else:
        _print_report(report, results=False)
        if not report.results and not report.stopped:
            out.say(
                "Nothing is due." if due else "There are no sources in tracker.toml yet; `tracker add URL` adds one."
            )
    _complain(report)
    if not report.stopped:
        _ask(here, quiet=as_json)
    sys.exit(report.exit_code)


def _ask(here: Project, *, quiet: bool) -> None:
    """Ask the language model, if there is one, now that the run is over and printed. It does not change the exit code."""
    from tracker.operations import summaries

    if not here.settings.summaries.model:
        return
    asked = summaries.ask(here)
    if asked.problem:
        out.complain(f"summaries: {asked.problem}")
    if quiet:
        return
    if asked.summaries or asked.answers:
        told = f"{counted(asked.summaries, 'summary', 'summaries')} and {counted(asked.answers, 'answer')}"
        out.say(f"{here.settings.summaries.model}: {told}")
    _print_sent(asked.sent)


class _Progress:
    """Prints a line for each source when it is done, and a moving line on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.line = out.Moving(quiet=quiet)
        self.requests = 0

    def step(self, source: str) -> None:
        """Count a reply."""
        self.requests += 1
        self.line.show(f"{self.requests} requests, now {source}")

    def done(self, result: Result) -> None:
        """Print the result of a source."""
        self.line.clear()
        if not self.quiet:
            _print_result(result)


def _print_result(result: Result) -> None:
    from tracker.operations import run

    verdict = result.verdict
    total = run.counted(verdict.seen) if verdict.outcome not in {"failed", "blocked"} else "no list"
    out.say(f"{result.source:<24} {verdict.outcome:<9} {total:>14}   {run.changes_in_words(result)}")
    if verdict.reason and verdict.outcome in {"complete", "window"}:
        out.say(f"{'':<24} {verdict.reason}")


def _print_report(report: Report, *, results: bool = True) -> None:
    for line in report.mended:
        out.say(line)
    for result in report.results if results else ():
        _print_result(result)
    _print_sent(report.sent)


def _print_sent(sent: Sent) -> None:
    for delivery, state, error in sent:
        out.say(
            f"alert {delivery.alert}: {counted(delivery.changes, 'change')}, {state}{': ' + error if error else ''}"
        )


def _complain(report: Report) -> None:
    """Print every check that was not complete on stderr, which cron sends by mail."""
    for result in report.results:
        if result.verdict.outcome not in {"complete", "window"}:
            out.complain(f"{result.source}: {result.verdict.outcome}: {result.verdict.reason}")
    for line in report.unheard:
        out.complain(line)
    if report.stopped:
        out.complain(
            f"Stopped by {report.stopped} after {counted(len(report.results), 'source')}; everything read so far is kept."
        )


def _report_json(report: Report) -> dict[str, object]:
    return {
        "sources": [
            {
                "source": result.source,
                "outcome": result.verdict.outcome,
                "reason": result.verdict.reason,
                "seen": result.verdict.seen,
                "stated_total": result.verdict.stated_total,
                "requests": result.requests,
                "changes": [
                    {
                        "id": one.id,
                        "posting": one.posting_id,
                        "kind": one.kind,
                        "significance": one.significance,
                        "baseline": one.baseline,
                        "summary": one.summary,
                    }
                    for one in result.told
                ],
            }
            for result in report.results
        ],
        "mended": report.mended,
        "alerts": [
            {"id": delivery.id, "alert": delivery.alert, "state": state, "error": error}
            for delivery, state, error in report.sent
        ],
        "stopped": report.stopped,
    }


@click.command("status")
@as_json
@click.pass_obj
def status_(root: Path, *, as_json: bool) -> None:
    """Show the state of every source: its last check, its open postings, and problems."""
    from tracker.cli.alerts import complain_of_alerts
    from tracker.operations import project
    from tracker.store import read

    here = project.load(root)
    if not here.database.exists():
        rows, ahead, unreadable, textless = [], {}, [], {}
    else:
        with reading(root) as connection:
            rows = read.health(connection)
            textless = read.textless(connection)
            ahead = read.ahead(connection, project.now())
            unreadable = read.unreadable(connection)
    known = {row["source"] for row in rows}
    unread = [slug for slug in here.settings.sources if slug not in known]
    for row in rows:
        row["watched"] = row["source"] in here.settings.sources
        row["without_text"] = textless.get(row["source"], 0)
    if as_json:
        out.say_json([*rows, *({"source": slug, "outcome": None, "watched": True} for slug in unread)])
        return
    table = [
        (
            row["source"],
            row["name"],
            row["outcome"] if row["watched"] else "no longer monitored",
            row["open"],
            short(row["last_check"]),
            short(row["last_good"]),
            "; ".join(filter(None, (row["reason"], without_text(row["without_text"])))),
        )
        for row in rows
    ]
    table += [(slug, "", "not checked", "", "", "", "run: tracker run " + slug) for slug in unread]
    complain_of_alerts(root)
    if not table:
        out.say("There are no sources yet; `tracker add URL` adds one.")
        return
    print_rows(table, ("source", "employer", "last check", "open", "at (UTC)", "last complete", "reason"))
    for source, at in ahead.items():
        out.complain(f"{source}: its latest check is dated {short(at)} UTC, in the future; check the system clock")
    for one in unreadable:
        out.complain(f"{one.source}: can't read the check of {short(one.started_at)} UTC: {one.reason}")
