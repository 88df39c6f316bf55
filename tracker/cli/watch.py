"""init, add, run, status."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import out
from tracker.cli.common import as_json, print_rows, reading, short, without_text
from tracker.model.errors import UsageError

if TYPE_CHECKING:
    from tracker.check import Result
    from tracker.operations.run import Report

_START = """\
# What is watched, and who is told. Every key: tracker init --schema
contact = "{contact}"                  # stated to the sites that are read, so that they can reach you

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
@click.option("--contact", default="", help="An address where the sites that are read can reach you.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of tracker.toml, and do nothing else.")
@click.pass_obj
def init_(root: Path, contact: str, *, schema: bool) -> None:
    """Begin a project in this directory: tracker.toml and snapshots/."""
    from tracker import config
    from tracker.archive import files
    from tracker.boards import BOARDS

    if schema:
        out.say_json(config.schema(tuple(BOARDS)))
        return
    path = root / "tracker.toml"
    if path.exists():
        message = f"{path} is there already; add a source with `tracker add URL`"
        raise UsageError(message)
    text = _START.format(contact=json.dumps(contact, ensure_ascii=False)[1:-1])
    files.write_text(path, text if contact else re.sub(r"^contact", "# contact", text, flags=re.MULTILINE))
    (root / "snapshots").mkdir(exist_ok=True)
    out.say(f"{path} is made. Next: tracker add https://…")


@click.command("add")
@click.argument("url")
@click.option("--slug", default="", help="The source's name in tracker.toml (else made from the address).")
@click.option("--name", default="", help="The employer's name.")
@click.option("--board", default="", help="The board software, if it is not recognised.")
@click.option("--endpoint", default="", help="Another address of the same API.")
@click.option("--allow-private", is_flag=True, help="The page is on this machine or network.")
@click.pass_obj
def add_(root: Path, /, url: str, **options: Any) -> None:
    """Watch the careers page at URL: find out what is behind it, write it into tracker.toml, check it once."""
    from tracker.operations import add, project, run

    here = project.load(root)
    line = out.Moving()
    try:
        found = add.find_out(here, url, **options, step=line.show)
    finally:
        line.clear()
    out.say(found.told)
    add.write(here, found)
    out.say(f"Written into {root / 'tracker.toml'} as [sources.{found.source.slug}].")
    progress = _Progress(quiet=False)
    report = run.run(project.load(root), [found.source.slug], hooks=run.Hooks(progress.step, begun=found.begun))
    progress.line.clear()
    _print_report(report)
    sys.exit(report.exit_code)


@click.command("remove")
@click.argument("source")
@click.option("--keep-history", is_flag=True, help="Only stop watching it; its postings and their history stay.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove_(root: Path, source: str, *, keep_history: bool, yes: bool) -> None:
    """Stop watching SOURCE: take it out of tracker.toml, and remove its history from snapshots/ and tracker.db."""
    from tracker.operations import project, remove

    here = project.load(root)
    found = remove.plan(here, source)
    history = (
        f"{found.checks} {'check' if found.checks == 1 else 'checks'} of {found.postings} "
        f"{'posting' if found.postings == 1 else 'postings'}, {found.bytes / 1e6:.1f} MB in snapshots/"
    )
    if not keep_history and not yes:
        if not sys.stdin.isatty():
            message = f"this removes the history of {source!r} for good ({history}); add --yes, or --keep-history"
            raise UsageError(message)
        click.confirm(f"Remove {source!r} and its history ({history}) for good?", abort=True)
    remove.remove(here, source, keep_history=keep_history)
    taken = f"{source} is no longer in {root / 'tracker.toml'}" if found.watched else f"{source} was not watched"
    kept = "its history stays, and its pages say that it is not watched" if keep_history else f"removed: {history}"
    out.say(f"{taken}; {kept}.")


@click.command("run")
@click.argument("sources", nargs=-1)
@click.option("--due", is_flag=True, help="Only the sources whose `every` is over.")
@click.option("--reread", is_flag=True, help="Read every posting's own page again now.")
@as_json
@click.pass_obj
def run_(root: Path, sources: tuple[str, ...], *, due: bool, reread: bool, as_json: bool) -> None:
    """Check all sources, or those named, and send the alerts."""
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
            out.say("Nothing is due." if due else "There is no source in tracker.toml yet; `tracker add URL` adds one.")
    _complain(report)
    sys.exit(report.exit_code)


class _Progress:
    """On a terminal, a line that moves; everywhere, a line for each source when it is done."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.line = out.Moving(quiet=quiet)
        self.requests = 0

    def step(self, source: str) -> None:
        """Count a request that came back."""
        self.requests += 1
        self.line.show(f"{self.requests} requests, now {source}")

    def done(self, result: Result) -> None:
        """Count a source that is done."""
        self.line.clear()
        if not self.quiet:
            _print_result(result)


def _print_result(result: Result) -> None:
    from tracker.operations.run import counted, told

    verdict = result.verdict
    total = counted(verdict.seen) if verdict.outcome not in {"failed", "blocked"} else "no list"
    out.say(f"{result.source:<24} {verdict.outcome:<9} {total:>14}   {told(result)}")
    if verdict.reason and verdict.outcome in {"complete", "window"}:
        out.say(f"{'':<24} {verdict.reason}")


def _print_report(report: Report, *, results: bool = True) -> None:
    for line in report.mended:
        out.say(line)
    for result in report.results if results else ():
        _print_result(result)
    for delivery, state, error in report.sent:
        out.say(f"alert {delivery.alert}: {delivery.changes} changes, {state}{': ' + error if error else ''}")


def _complain(report: Report) -> None:
    """Name every check that did not go well on stderr, where cron's mail comes from."""
    for result in report.results:
        if result.verdict.outcome not in {"complete", "window"}:
            out.complain(f"{result.source}: {result.verdict.outcome}: {result.verdict.reason}")
    if report.stopped:
        out.complain(f"Stopped by {report.stopped} after {len(report.results)} sources; what was read is kept.")


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
    """Say how every source is: its newest check, what it has open, and what stands in the way."""
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
            row["outcome"] if row["watched"] else "not watched",
            row["open"],
            short(row["last_check"]),
            short(row["last_good"]),
            "; ".join(filter(None, (row["reason"], without_text(row["without_text"])))),
        )
        for row in rows
    ]
    table += [(slug, "", "not yet", "", "", "", "type: tracker run " + slug) for slug in unread]
    if not table:
        out.say("There is no source yet; `tracker add URL` adds one.")
        return
    print_rows(table, ("source", "employer", "newest check", "open", "at (UTC)", "last whole", "why"))
    for source, at in ahead.items():
        out.complain(f"{source}: has checks up to {short(at)} UTC, which is in the future; was a clock wrong?")
    for one in unreadable:
        out.complain(f"{one.source}: the check of {short(one.started_at)} UTC can't be read: {one.reason}")
