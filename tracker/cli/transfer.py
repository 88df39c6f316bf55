"""The commands `tracker import dir`, `warc`, `har`, `wayback` and `git`, and `tracker export warc` and `db`."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli import out
from tracker.cli.common import Moment, SuggestingGroup, as_json, counted, reading
from tracker.model.errors import Damaged, Unavailable, UsageError, unknown

if TYPE_CHECKING:
    from tracker.operations.import_captures import ImportResult

F = TypeVar("F", bound=Callable[..., Any])
_DAY = 86400.0
_PATH = click.Path(exists=True, path_type=Path)

source_option = click.option("--source", required=True, help="The source that the captures belong to.")
board_option = click.option("--board", default="", help="The board, if the source is not in tracker.toml.")


class Seconds(click.ParamType[float]):
    """A duration such as 6h, as in tracker.toml."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the duration in seconds."""
        from tracker.config.values import duration

        if isinstance(value, float):
            return value
        seconds = duration(str(value))
        if seconds is None:
            self.fail(f"{value!r} is not a valid duration; use 90m, 6h or 7d", param, ctx)
        return seconds


within_option = click.option(
    "--within",
    type=Seconds(),
    default=_DAY,
    help="Pages recorded within this time of the list belong to the same capture. Default: 1d.",
)


@click.group("import", cls=SuggestingGroup)
def import_() -> None:
    """Import captures that were made elsewhere. They keep their own dates in the archive."""


@import_.command("dir")
@click.argument("path", type=_PATH)
@source_option
@click.option("--at", type=Moment(), help="The time of captures without a time in their file name.")
@click.option("--each", is_flag=True, help="Make each file a source of its own, named SOURCE-MEMBER.")
@board_option
@as_json
@click.pass_obj
def dir_(root: Path, path: Path, source: str, at: str | None, board: str, *, each: bool, as_json: bool) -> None:
    """Import PATH: a folder, a tar file (.tar, .tar.gz, .tar.xz) or one file. Each file is one reply from the board.

    Files may be compressed. The time is read from the file name (2025-10-28T040627Z, 2025-10-28, 20251028T040627, …),
    or else taken from --at.
    """
    from tracker.operations import import_captures
    from tracker.operations import project as projects

    project = projects.load(root)
    step = out.ProgressLine(quiet=as_json)
    _print_done(
        import_captures.from_dir(project, path, source, at=at, each=each, board=board, step=step.show),
        step,
        as_json=as_json,
    )


@import_.command("warc")
@click.argument("path", type=_PATH)
@click.option(
    "--source", default="", help="The source that the captures belong to. Not needed for WARC files of this tracker."
)
@within_option
@board_option
@as_json
@click.pass_obj
def warc_in_(root: Path, path: Path, source: str, within: float, board: str, *, as_json: bool) -> None:
    """Import PATH: a WARC file (.warc, .warc.gz, .warc.zst), a WACZ file, or a folder of them.

    The files may come from this tracker, wget, Browsertrix or other tools. Each recording of the source's list makes one
    capture. Pages recorded within --within of it belong to it.
    """
    from tracker.operations import import_captures
    from tracker.operations import project as projects

    project = projects.load(root)
    step = out.ProgressLine(quiet=as_json)
    _print_done(
        import_captures.from_warc(project, path, source, within=within, board=board, step=step.show),
        step,
        as_json=as_json,
    )


@import_.command("har")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@source_option
@within_option
@board_option
@as_json
@click.pass_obj
def har_(root: Path, path: Path, source: str, within: float, board: str, *, as_json: bool) -> None:
    """Import PATH, a HAR file saved from your browser's developer tools ("Save all as HAR with content").

    Use it for sites that block automated access: open the list, go through all of it to its end, and save.
    """
    from tracker.operations import import_captures
    from tracker.operations import project as projects

    project = projects.load(root)
    step = out.ProgressLine(quiet=as_json)
    _print_done(
        import_captures.from_har(project, path, source, within=within, board=board, step=step.show),
        step,
        as_json=as_json,
    )


@import_.command("wayback")
@source_option
@click.option("--server", default="https://web.archive.org", show_default=True, help="The Wayback Machine to use.")
@click.option("--url", default="", help="The captured URL, if it differs from the one that the board requests now.")
@click.option("--since", type=Moment(), help="Only captures from this time on.")
@click.option("--until", type=Moment(late=True), help="Only captures up to this time.")
@click.option(
    "-n", "limit", type=click.IntRange(1), default=1000, show_default=True, help="Maximum number of captures."
)
@within_option
@board_option
@as_json
@click.pass_obj
def wayback_(root: Path, /, source: str, server: str, board: str, *, as_json: bool, **filters: Any) -> None:
    """Import captures of a source's list from the Wayback Machine, each with the pages captured nearest to it."""
    from tracker.imports.wayback import CaptureQuery
    from tracker.operations import import_captures
    from tracker.operations import project as projects

    project = projects.load(root)
    step = out.ProgressLine(quiet=as_json)
    query = CaptureQuery(**{key: value for key, value in filters.items() if value is not None})
    _print_done(
        import_captures.from_wayback(project, source, server, query, board=board, step=step.show), step, as_json=as_json
    )


@import_.command("git")
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@source_option
@click.option(
    "--branch",
    default="HEAD",
    show_default=True,
    help="The branch, commit or range OLDER..NEWER whose main line is imported.",
)
@board_option
@as_json
@click.pass_obj
def git_(
    root: Path, repository: Path, paths: tuple[str, ...], source: str, branch: str, board: str, *, as_json: bool
) -> None:
    """Import the history of PATH in a git REPOSITORY: one capture per commit of the main line.

    PATH is a file with one reply from the board. With the board "files", it is a folder (or several), and each file in it
    is a posting.
    """
    from tracker.operations import import_captures
    from tracker.operations import project as projects

    project = projects.load(root)
    step = out.ProgressLine(quiet=as_json)
    result = import_captures.from_git(project, repository, source, paths, branch=branch, board=board, step=step.show)
    _print_done(result, step, as_json=as_json)


def _print_done(result: ImportResult, step: out.ProgressLine, *, as_json: bool) -> None:
    step.clear()
    nothing = bool(result.problems) and not result.captures and not result.known
    if as_json:
        out.say_json(
            {
                "captures": result.captures,
                "known": result.known,
                "sources": result.sources,
                "outcomes": result.outcomes,
                "changes": result.changes,
                "problems": result.problems,
            }
        )
        if nothing:
            sys.exit(UsageError.exit_code)
        return
    if nothing:
        message = f"nothing was imported: {result.problems[0]}"
        raise UsageError(message)
    out.say(
        f"Imported {counted(result.captures, 'capture')} of {counted(len(result.sources), 'source')}"
        + (f"; {counted(result.known, 'capture')} already present" if result.known else "")
    )
    out.say("Checks: " + (", ".join(f"{count} {name}" for name, count in result.outcomes.items()) or "none"))
    out.say("History: " + (", ".join(f"{count} {name}" for name, count in result.changes.items()) or "no changes"))
    for problem in result.problems[:10]:
        out.complain(problem)
    if len(result.problems) > 10:  # noqa: PLR2004
        out.complain(f"… and {len(result.problems) - 10} more; --json lists all of them")


@click.group("export", cls=SuggestingGroup)
def export_() -> None:
    """Export the archive or the database, for other tools or places."""


@export_.command("warc")
@click.argument("output", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", default="*", help="Export only this source.")
@click.pass_obj
def warc_(root: Path, output: Path, source: str) -> None:
    """Write the archive to the directory OUTPUT as .warc.gz files that any WARC tool can read."""
    from tracker.operations import import_captures
    from tracker.operations import project as projects

    project = projects.load(root)
    slugs = sorted({file.partition("/")[0] for file in project.finished().files()})
    if source != "*" and source not in slugs:
        raise unknown(source, slugs, what="source", where="snapshots/")
    count = 0
    try:
        _make_directory(output)
        for file, records in import_captures.to_warc(project, output, source):
            out.say(f"{file}: {counted(records, 'record')}")
            count += 1
    except OSError as error:
        if not _concerns(error, output):
            raise
        raise _unwritten(output, error) from error
    if not count:
        out.complain("The archive is empty.")


@export_.command("db")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def db_(root: Path, output: Path) -> None:
    """Write a complete copy of tracker.db to the file OUTPUT, to publish it elsewhere. Checks may run at the same time."""
    from tracker.archive.atomic_files import replaced
    from tracker.store import integrity, remedies

    if output.exists():
        message = f"{output} already exists, and nothing was written; choose a new file name, or move that file away"
        raise UsageError(message)
    with reading(root) as connection:
        wrong = integrity.quick(connection)
        if wrong:
            raise remedies.damaged(root / "tracker.db", wrong[0])
        try:
            _make_directory(output.parent)
            with replaced(output) as partial:
                connection.execute("VACUUM INTO ?", (str(partial),))
        except (OSError, sqlite3.Error) as error:
            if isinstance(remedies.of_error(error, output.parent), Damaged):
                raise remedies.damaged(root / "tracker.db", str(error)) from error
            raise _unwritten(output, error) from error
    out.say(f"{output}: {output.stat().st_size:,} bytes")


def _concerns(error: OSError, output: Path) -> bool:
    """Return whether an error is about the output, or a directory above it, and not about the project that is read."""
    if not isinstance(error.filename, (str, bytes)):
        return True
    file, target = Path(os.fsdecode(error.filename)).resolve(), output.resolve()
    return file.is_relative_to(target) or target.is_relative_to(file)


def _unwritten(output: Path, error: OSError | sqlite3.Error) -> UsageError:
    """Return the error for an output that the machine refuses to write."""
    from tracker.store import remedies

    known = remedies.of_error(error, output.parent)
    cause = known.what if isinstance(known, Unavailable) and known.what else known or error
    return UsageError(
        f"can't write {output}: {cause}. No partial file was left; choose a place that is writable and has free space"
    )


def _make_directory(folder: Path) -> None:
    """Create the output directory if it doesn't exist, and print that."""
    if not folder.exists():
        folder.mkdir(parents=True)
        out.say(f"Created {folder}")
