"""What `tracker run` and `tracker watch` report while they work: lines of text, or one JSON object per line."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from tracker.cli import out
from tracker.cli.common import counted
from tracker.model import moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.alerts.outbox import Delivery
    from tracker.check import Result
    from tracker.operations.project import ProjectBusy
    from tracker.operations.run import Report

F = TypeVar("F", bound="Callable[..., object]")
_GOOD = frozenset(("complete", "window"))
_LONG_HELD = timedelta(days=1)  # a run that holds the lock for longer is reported by each one that can't begin


def options(command: F) -> F:
    """Add `--quiet` and `--log-format` to a command."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Print only problems, on stderr.")
    form = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Print events as text, or as one JSON object per line.",
    )
    return quiet(form(command))


class Log:
    """Writes events: results to stdout, problems to stderr, which cron sends by mail."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        self.quiet = quiet
        self.as_json = as_json

    def say(self, event: str, text: str, **more: object) -> None:
        """Report that something was done."""
        if self.quiet:
            return
        if self.as_json:
            self._object("info", event, text, more)
        else:
            out.say(text)

    def complain(self, event: str, text: str, *, level: str = "warning", **more: object) -> None:
        """Report a problem."""
        if self.as_json:
            self._object(level, event, text, more)
        else:
            out.fail(text)

    def result(self, result: Result) -> None:
        """Report a check when it is done. In text, the reasons of checks that are not good come at the end of the run."""
        verdict = result.verdict
        if not self.as_json:
            if not self.quiet:
                out.say_lines(lines_of(result))
            return
        from tracker.operations import run

        good = verdict.outcome in _GOOD
        (self.say if good else self.complain)(
            "check",
            verdict.reason or run.changes_in_words(result),
            source=result.source,
            outcome=verdict.outcome,
            seen=verdict.seen,
            stated_total=verdict.stated_total,
            requests=result.requests,
            changes=dict(Counter(change.kind for change in result.changes if not change.baseline)),
            baseline=sum(change.baseline for change in result.changes),
        )

    def report(self, report: Report) -> None:
        """Report what a run did besides its checks, and in text form also the checks that were not complete."""
        for line in report.mended:
            self.say("mended", line)
        for delivery, state, error in report.sent:
            self.sent(delivery, state, error)
        for result in report.results:
            if not self.as_json and result.verdict.outcome not in _GOOD:
                self.complain("check", f"{result.source}: {result.verdict.outcome}: {result.verdict.reason}")
        for line in report.unheard:
            self.complain("heartbeat", line)
        if report.stopped:
            count = counted(len(report.results), "source")
            text = f"Stopped by {report.stopped} after {count}; everything read so far is kept."
            self.complain("stopped", text, signal=report.stopped)

    def sent(self, delivery: Delivery, state: str, error: str | None) -> None:
        """Report a message of an alert."""
        text = f"alert {delivery.alert}: {delivery.content}, {state}{': ' + error if error else ''}"
        self.say("alert", text, alert=delivery.alert, delivery=delivery.id, state=state, error=error)

    def busy(self, error: ProjectBusy, *, expected: bool) -> None:
        """Report that another run is in progress. With `expected` (cron), only if that run has lasted for a day."""
        from tracker.operations.project import now

        if error.since and moment(now()) - moment(error.since) > _LONG_HELD:
            self.complain("held", f"tracker: {error}; it has been running for more than a day")
        elif not (self.quiet or (expected and not out.is_terminal())):
            self.complain("held", f"tracker: {error}", level="info")

    def _object(self, level: str, event: str, text: str, more: dict[str, object]) -> None:
        from tracker.operations.project import now

        value = {"ts": now(), "level": level, "event": event, **more, "message": text}
        out.say_object(value, err=level != "info")


def lines_of(result: Result) -> list[str]:
    """Return the lines of a check that is done."""
    from tracker.operations import run

    verdict = result.verdict
    total = counted(verdict.seen, "posting") if verdict.outcome not in {"failed", "blocked"} else "no list"
    lines = [f"{result.source:<24} {verdict.outcome:<9} {total:>14}   {run.changes_in_words(result)}"]
    if verdict.reason and verdict.outcome in _GOOD:
        lines.append(f"{'':<24} {verdict.reason}")
    return lines
