"""The commands `tracker watch` and `schedule`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import log, out
from tracker.cli.common import NameType
from tracker.model.errors import UsageError

if TYPE_CHECKING:
    from tracker.operations.project import Project
    from tracker.operations.run import Report
    from tracker.operations.watching import Notice


@click.command("watch")
@log.options
@click.pass_obj
def watch_(root: Path, *, quiet: bool, log_format: str) -> None:
    """Check sources whenever they are due, until it is stopped with Ctrl-C or SIGTERM.

    tracker.toml is read again when it changes, or after SIGHUP. If the new file can't be used, the previous settings stay
    in use. Other commands, including `tracker run`, may be used meanwhile.
    """
    from tracker.cli.watch import ask
    from tracker.operations.run import Hooks
    from tracker.operations.watching import Watch, handled

    output = log.Log(quiet=quiet, as_json=log_format == "json")

    def say(notice: Notice) -> None:
        if notice.trouble:
            output.complain(notice.event, notice.text, level="error")
        else:
            output.say(notice.event, notice.text)

    def done(project: Project, report: Report) -> None:
        output.report(report)
        if not report.stopped:
            ask(project, output)

    watch = Watch(root, say, done, Hooks(done=output.result))
    with handled(watch):
        watch.forever()
    sys.exit(0)


@click.command("schedule")
@click.argument("kind", metavar="cron|systemd|github|docker", type=NameType(["cron", "systemd", "github", "docker"]))
@click.option("--minutes", type=click.Choice(["5", "10", "15", "20", "30", "60"]), default="15", show_default=True)
@click.option("--watch", is_flag=True, help="systemd: a service that keeps running (`tracker watch`), not a timer.")
@click.option("--package", default="", help="github: where pip installs the tracker from.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Write the files into this directory.")
@click.pass_obj
def schedule_(root: Path, kind: str, minutes: str, package: str, to: Path | None, *, watch: bool) -> None:
    """Print the files that run this project with cron, systemd, GitHub Actions or Docker.

    `--minutes` sets how often to look for sources that are due; `every` in tracker.toml sets how often each source is checked. Nothing
    is installed.
    """
    from tracker.operations import schedule

    if watch and kind != "systemd":
        message = f"--watch is for systemd; with {kind}, write the files without it, or run `tracker watch` yourself"
        raise UsageError(message)
    if package and kind != "github":
        message = f"--package is for github; with {kind}, the tracker that runs this command is used"
        raise UsageError(message)
    installation = schedule.installation(root, int(minutes))
    files = {
        "cron": lambda: schedule.cron(installation),
        "systemd": lambda: schedule.systemd(installation, watch=watch),
        "github": lambda: schedule.github(installation, package or schedule.package()),
        "docker": lambda: schedule.docker(installation),
    }[kind]()
    if to is not None:
        for path in schedule.write(to, files):
            out.say(f"Wrote {path}.")
    for file in files:
        if to is None and (len(files) > 1 or kind != "cron"):
            out.say(f"# ---- {file.path}")
        if to is None:
            out.say_lines(file.text.rstrip("\n").split("\n"))
        if file.about and (to is not None or out.is_terminal()):
            out.complain(f"{file.path}: {file.about}")
