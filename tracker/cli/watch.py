"""The commands `tracker init`, `add`, `remove`, `run` and `status`."""

from __future__ import annotations

import json
import re
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import completion, log, out
from tracker.cli.common import as_json, counted, print_rows, short, sized, without_text
from tracker.model.errors import TrackerError, UsageError

if TYPE_CHECKING:
    from tracker.check import Result
    from tracker.operations.project import Project
    from tracker.operations.run import Report
    from tracker.operations.status import State, Totals

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
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--contact", default="", help="An address where the monitored sites can reach you.")
@click.option("--schema", is_flag=True, help="Only print the JSON schema of tracker.toml.")
@click.pass_obj
def init_(root: Path, directory: Path | None, contact: str, *, schema: bool) -> None:
    """Create a project in DIRECTORY, or in this one: tracker.toml and snapshots/."""
    from tracker import config
    from tracker.archive import atomic_files
    from tracker.boards import BOARDS

    if schema:
        out.say_json(config.schema(tuple(BOARDS)))
        return
    root = root / directory if directory else root
    path = root / "tracker.toml"
    if path.exists():
        message = f"{path} already exists; add a source with `tracker add URL`, or create another project with `tracker init DIR`"
        raise UsageError(message)
    root.mkdir(parents=True, exist_ok=True)
    text = _START.format(contact=json.dumps(contact, ensure_ascii=False)[1:-1])
    atomic_files.write_text(path, text if contact else re.sub(r"^contact", "# contact", text, flags=re.MULTILINE))
    (root / "snapshots").mkdir(exist_ok=True)
    inside = f"cd {shlex.quote(str(directory))} && " if directory else ""
    out.say(f"Created {path}. Next: {inside}tracker add https://…")


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
    from tracker.operations import add, run
    from tracker.operations import project as projects

    project = projects.load(root)
    line = out.ProgressLine()
    try:
        recognised = add.recognise_source(project, url, **options, step=line.show)
    finally:
        line.clear()
    out.say_lines(recognised.summary.split("\n"))
    add.write(project, recognised)
    slug = recognised.source.slug
    out.say(f"Added [sources.{slug}] to {root / 'tracker.toml'}.")
    output = log.Log()
    progress = _Progress(output)
    hooks = run.Hooks(progress.step, first_replies=recognised.first_replies)
    try:
        report = run.run(projects.load(root), [slug], wait=True, hooks=hooks)
    except projects.ProjectBusy as busy:
        message = f"{slug} is not checked yet: {busy.holder}; the next `tracker run` checks it"
        raise TrackerError(message) from busy
    progress.progress_line.clear()
    for repair in report.mended:
        out.say(repair)
    for result in report.results:
        out.say_lines(log.lines_of(result))
    for delivery, state, error in report.sent:
        output.sent(delivery, state, error)
    sys.exit(report.exit_code)


@click.command("remove")
@click.argument("source", shell_complete=completion.sources)
@click.option("--keep-history", is_flag=True, help="Only stop monitoring it; keep its postings and their history.")
@click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
@click.pass_obj
def remove_(root: Path, source: str, *, keep_history: bool, yes: bool) -> None:
    """Stop monitoring SOURCE: remove it from tracker.toml, and its history from snapshots/ and tracker.db."""
    from tracker.operations import project as projects
    from tracker.operations import remove

    project = projects.load(root)
    plan = remove.plan(project, source)
    history = (
        f"{plan.checks} {'check' if plan.checks == 1 else 'checks'} of {plan.postings} "
        f"{'posting' if plan.postings == 1 else 'postings'}, {sized(plan.bytes)} in snapshots/"
    )
    if not keep_history and not yes:
        if not sys.stdin.isatty():
            message = f"this permanently deletes the history of {source!r} ({history}); add --yes, or --keep-history"
            raise UsageError(message)
        click.confirm(f"Permanently delete {source!r} and its history ({history})?", abort=True)
    remove.remove(project, source, keep_history=keep_history)
    monitoring = f"{source} is no longer in {root / 'tracker.toml'}" if plan.watched else f"{source} was not monitored"
    history_note = (
        "its history is kept, and its pages say that it is no longer monitored"
        if keep_history
        else f"deleted: {history}"
    )
    out.say(f"{monitoring}; {history_note}.")


@click.command("run")
@click.argument("sources", nargs=-1, shell_complete=completion.sources)
@click.option("--due", is_flag=True, help="Only sources that are due, according to their `every`.")
@click.option("--reread", is_flag=True, help="Read the page of every posting again.")
@log.options
@as_json
@click.pass_obj
def run_(
    root: Path, sources: tuple[str, ...], *, due: bool, reread: bool, quiet: bool, log_format: str, as_json: bool
) -> None:
    """Check all sources, or the given ones, and send alerts."""
    from tracker.operations import project as projects
    from tracker.operations import run

    if as_json and (quiet or log_format == "json"):
        message = "--json prints one document at the end; use it without --quiet and --log-format"
        raise UsageError(message)
    output = log.Log(quiet=quiet or as_json, as_json=log_format == "json")
    try:
        project = projects.load(root)
        progress = _Progress(output)
        hooks = run.Hooks(progress.step, progress.done)
        report = run.run(project, sources, due=due, reread=reread, hooks=hooks)
    except projects.ProjectBusy as error:
        output.busy(error, expected=due)
        sys.exit(0)
    except TrackerError as error:
        if log_format != "json":
            raise
        output.complain("error", str(error), level="error", exit_code=error.exit_code)
        sys.exit(error.exit_code)
    progress.progress_line.clear()
    if as_json:
        out.say_json(_report_json(report))
    output.report(report)
    if not report.results and not report.stopped and (not due or out.is_terminal()):
        output.say(
            "nothing",
            "Nothing is due." if due else "There are no sources in tracker.toml yet; `tracker add URL` adds one.",
        )
    if not report.stopped:
        ask(project, output)
    sys.exit(report.exit_code)


def ask(project: Project, output: log.Log) -> None:
    """Ask the language model, if there is one, now that the run is over and printed. It does not change the exit code."""
    if not project.settings.summaries.model:
        return
    from tracker.operations import summaries

    result = summaries.ask(project)
    if result.problem:
        output.complain("summaries", f"summaries: {result.problem}")
    if result.summaries or result.answers:
        summary = f"{counted(result.summaries, 'summary', 'summaries')} and {counted(result.answers, 'answer')}"
        output.say("summaries", f"{project.settings.summaries.model}: {summary}")
    for delivery, state, error in result.sent:
        output.sent(delivery, state, error)


class _Progress:
    """Reports each source when it is done, and shows a moving line on a terminal."""

    def __init__(self, log_: log.Log) -> None:
        self.log = log_
        self.progress_line = out.ProgressLine(quiet=log_.quiet or log_.as_json)
        self.requests = 0

    def step(self, source: str) -> None:
        """Count a reply."""
        self.requests += 1
        self.progress_line.show(f"{self.requests} requests, now {source}")

    def done(self, result: Result) -> None:
        """Report the result of a source."""
        self.progress_line.clear()
        self.log.result(result)


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
                        "id": change.id,
                        "posting": change.posting_id,
                        "posting_id": change.posting_id,
                        "kind": change.kind,
                        "significance": change.significance,
                        "baseline": change.baseline,
                        "summary": change.summary,
                    }
                    for change in result.changes
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
@click.option("--summary", is_flag=True, help="Print only the totals of the project.")
@as_json
@click.pass_obj
def status_(root: Path, *, summary: bool, as_json: bool) -> None:
    """Show the state of every source: its last check, its open postings, and problems.

    The exit code is 1 if the last check of a monitored source failed or was blocked, or if a source is overdue: not checked
    for more than twice its interval.
    """
    from tracker.cli.alerts import report_alert_problems
    from tracker.operations import project as projects
    from tracker.operations import status

    project = projects.load(root)
    report = status.status(project, projects.now())
    if as_json:
        out.say_json(asdict(report.totals) if summary else [asdict(state) for state in report.sources])
    elif not report.sources:
        out.say("There are no sources yet; `tracker add URL` adds one.")
    else:
        if not summary:
            heads = ("source", "employer", "last check", "open", "at (UTC)", "last complete", "next (UTC)", "reason")
            print_rows(
                [_status_row(state) for state in report.sources], heads, ("employer", "last complete", "next (UTC)")
            )
        out.say_lines(_totals_lines(report.totals))
    if not as_json:
        report_alert_problems(root)
        for source, at in report.ahead.items():
            out.complain(f"{source}: its latest check is dated {short(at)} UTC, in the future; check the system clock")
        for check in report.unreadable:
            out.complain(f"{check.source}: can't read the check of {short(check.started_at)} UTC: {check.reason}")
    sys.exit(int(not report.totals.ok))


def _status_row(state: State) -> tuple[object, ...]:
    if state.outcome is None:
        return (state.source, "", "not checked", "", "", "", "", f"run: tracker run {state.source}")
    notes = (
        f"failing since {short(state.failing_since)}" if state.failing_since else "",
        "overdue" if state.overdue else "",
        state.reason or "",
        without_text(state.without_text),
    )
    return (
        state.source,
        state.name,
        state.outcome if state.watched else "no longer monitored",
        state.open,
        short(state.last_check),
        short(state.last_good),
        short(state.next_due),
        "; ".join(filter(None, notes)),
    )


def _totals_lines(totals: Totals) -> list[str]:
    """Return the totals in words."""
    grows = f", about {sized(totals.bytes_per_month)} more a month" if totals.bytes_per_month else ""
    lines = [f"archive {sized(totals.bytes)}{grows}; database {sized(totals.database_bytes)}"]
    parts = [
        f"{counted(len(names), 'source')} {what}: {', '.join(names)}"
        for names, what in ((totals.failing, "failing"), (totals.overdue, "overdue"))
        if names
    ]
    if totals.next_due:
        parts.append(f"next check due {short(totals.next_due)} UTC")
    if totals.alerts_pending or totals.alerts_dead:
        parts.append(f"alerts: {totals.alerts_pending} pending, {totals.alerts_dead} dead (`tracker alerts list`)")
    return lines + parts
