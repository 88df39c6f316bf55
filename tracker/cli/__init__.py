"""The `tracker` command. Each subcommand is imported only when it is called, so that `tracker --help` starts fast."""

from __future__ import annotations

import atexit
import gc
import importlib
from pathlib import Path

import click

from tracker.cli import edge, examples
from tracker.model.version import __version__

_MAKES_ITS_DIRECTORY = frozenset(("init", "restore"))  # commands that create the directory of -C
# Allocations before Python's garbage collector runs. The default of 700 cost a quarter of a command's time, because
# imports and reading rows create almost no garbage, and reference cycles are rare here.
_GARBAGE = 100_000

# command → the module of this package that defines it
COMMANDS = {
    "init": "watch",
    "add": "watch",
    "remove": "watch",
    "run": "watch",
    "watch": "daemon",
    "schedule": "daemon",
    "status": "watch",
    "log": "history",
    "show": "history",
    "diff": "history",
    "search": "history",
    "news": "news",
    "lifetimes": "news",
    "list": "state",
    "ties": "state",
    "untie": "state",
    "annotate": "correct",
    "redact": "correct",
    "serve": "serve",
    "alerts": "alerts",
    "import": "transfer",
    "export": "export",
    "rebuild": "maintenance",
    "verify": "maintenance",
    "pack": "maintenance",
    "prune": "maintenance",
    "backup": "maintenance",
    "restore": "maintenance",
    "boards": "maintenance",
    "doctor": "maintenance",
    "demo": "serve",
}
ABOUT = {
    "init": "Create a project in this directory.",
    "add": "Start monitoring the careers page at URL.",
    "remove": "Stop monitoring SOURCE and delete its history.",
    "run": "Check sources now.",
    "watch": "Check sources whenever they are due, as a daemon.",
    "schedule": "Print files for cron, systemd, GitHub Actions or Docker.",
    "status": "Show the state of every source.",
    "log": "List changes, newest first.",
    "show": "Show one posting, now or as of a time.",
    "diff": "Show what changed between two versions of a posting.",
    "search": "Search current and past versions.",
    "news": "List findings, highest score first.",
    "lifetimes": "Show how long postings stay open.",
    "list": "List the open postings of a source, now or as of a time.",
    "ties": "List postings that belong together, and why.",
    "untie": "Record that two postings are not the same.",
    "annotate": "Add a public note to a posting or a change.",
    "redact": "Remove a passage from a posting, everywhere.",
    "serve": "Serve the history as a website.",
    "alerts": "Test, list and resend alerts.",
    "import": "Import captures that were made elsewhere.",
    "export": "Export the history: CSV, Parquet, JSON Lines, Markdown, WARC, WACZ.",
    "rebuild": "Rebuild tracker.db from snapshots/.",
    "verify": "Verify the archive and the database.",
    "pack": "Make the archive smaller.",
    "prune": "Delete old replies and keep the history.",
    "backup": "Back the project up to a directory or S3.",
    "restore": "Restore a project from a backup.",
    "boards": "List the supported boards, with an example URL of each.",
    "doctor": "Diagnose the project, or try a check of SOURCE.",
    "demo": "Try the tracker on a small made-up careers site, without a network.",
}


class _Lazy(click.Group):
    """Lists the commands without importing them, and turns errors into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names, in the order in which a new user needs them."""
        _ = ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command. In its module, its function is named after the command, with a trailing underscore."""
        _ = ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tracker.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_")
        examples.attach(command, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; fail with a suggestion if it is unknown."""
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            suggestions = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {suggestions[0]!r}?" if suggestions else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from ABOUT, because importing every command would be slow."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, ABOUT[name]) for name in COMMANDS])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn any exception into a message and an exit code."""
        gc.set_threshold(_GARBAGE)
        atexit.register(gc.freeze)  # else the collector goes through every object once more at the end: 0.1 s
        with edge.guarded((ctx.params.get("directory") or Path()).resolve()):
            return super().invoke(ctx)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tracker")
@click.option(
    "-C",
    "directory",
    envvar="TRACKER_DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The project directory. Default: TRACKER_DIR, or the current directory.",
)
@click.pass_context
def main(ctx: click.Context, directory: Path) -> None:
    """Track job postings on employers' careers pages: what opened, changed and closed, and when, with evidence."""
    if ctx.invoked_subcommand not in _MAKES_ITS_DIRECTORY and not directory.exists():
        problem = f"Directory '{directory}' does not exist; create it, or check how it is written."
        raise click.BadParameter(problem, param_hint="'-C'")
    ctx.obj = directory.resolve()
