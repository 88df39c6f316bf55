"""The command. Every command is imported when it is called, so that `tracker --help` loads next to nothing."""

from __future__ import annotations

import gc
import importlib
from pathlib import Path

import click

from tracker import __version__
from tracker.cli import edge

# Objects that gather before rings of them are looked for. Python's 700 cost a quarter of the time of a command: while
# modules are imported and rows read, hardly anything is garbage, and rings are rare here.
_GARBAGE = 20_000

# name → module of this package that has it
COMMANDS = {
    "init": "watch",
    "add": "watch",
    "remove": "watch",
    "run": "watch",
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
    "serve": "serve",
    "alerts": "alerts",
    "import": "bring",
    "export": "bring",
    "rebuild": "care",
    "verify": "care",
    "pack": "care",
    "boards": "care",
    "doctor": "care",
    "demo": "serve",
}
ABOUT = {
    "init": "Begin a project in this directory.",
    "add": "Watch the careers page at URL.",
    "remove": "Stop watching SOURCE, and remove its history.",
    "run": "Check sources now.",
    "status": "How every source is.",
    "log": "What changed, the newest first.",
    "show": "One posting, now or as of a time.",
    "diff": "What changed between two versions of a posting.",
    "search": "Find words in any wording, past or present.",
    "lifetimes": "How long postings stand.",
    "news": "What is worth reading, the most telling first.",
    "list": "The open postings of a source, now or as of a time.",
    "ties": "Which postings belong together, and why.",
    "untie": "Say that two postings are not one.",
    "serve": "Publish the history as a website.",
    "alerts": "Try, list and resend alerts.",
    "import": "Bring in captures that were made elsewhere.",
    "export": "Hand the archive to other tools.",
    "rebuild": "Make tracker.db anew from snapshots/.",
    "verify": "Prove that archive and database are what was written.",
    "pack": "Make the archive smaller.",
    "boards": "What is understood, with an address of each.",
    "doctor": "Say what is wrong here, or what a check of SOURCE would do.",
    "demo": "Watch a small careers site change, without a network.",
}


class _Lazy(click.Group):
    """Lists the commands without importing them, and maps our errors to a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order in which a newcomer meets them."""
        _ = ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; its module has it under its own name, with an underscore after it."""
        _ = ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tracker.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return what was probably meant where a command is unknown."""
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from ABOUT, for importing every command would take longer than reading it."""
        _ = ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, ABOUT[name]) for name in COMMANDS])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever it raises becomes a message and an exit code."""
        gc.set_threshold(_GARBAGE)
        with edge.guarded((ctx.params.get("directory") or Path()).resolve()):
            return super().invoke(ctx)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tracker")
@click.option(
    "-C",
    "directory",
    envvar="TRACKER_DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The project directory (else TRACKER_DIR, else this one).",
)
@click.pass_context
def main(ctx: click.Context, directory: Path) -> None:
    """Keep the true history of job postings: what was opened, edited, closed, in whose words and when."""
    ctx.obj = directory.resolve()
