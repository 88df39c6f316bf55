"""import dir, warc, har, wayback, git; export warc, db."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli import out
from tracker.cli.common import Moment, as_json, reading
from tracker.model.errors import Damaged, UsageError, unknown

if TYPE_CHECKING:
    from tracker.operations.bringing import Done

F = TypeVar("F", bound=Callable[..., Any])
_DAY = 86400.0
_PATH = click.Path(exists=True, path_type=Path)

source_option = click.option("--source", required=True, help="The source in tracker.toml that the captures are of.")
board_option = click.option("--board", default="", help="The board software, where tracker.toml has no such source.")


class Seconds(click.ParamType[float]):
    """A duration such as 6h, as in tracker.toml."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Bring it to seconds."""
        from tracker.config.values import duration

        if isinstance(value, float):
            return value
        found = duration(str(value))
        if found is None:
            self.fail(f"{value!r} is no duration; write 90m, 6h or 7d", param, ctx)
        return found


within_option = click.option(
    "--within", type=Seconds(), default=_DAY, help="Replies so near to the list's own time belong to it (1d)."
)


@click.group("import")
def import_() -> None:
    """Bring in captures that were made elsewhere; they get into the archive with their own dates."""


@import_.command("dir")
@click.argument("path", type=_PATH)
@source_option
@click.option("--at", type=Moment(), help="The time of captures whose name has none.")
@click.option("--each", is_flag=True, help="Every member is a source of its own, named SOURCE-MEMBER.")
@board_option
@as_json
@click.pass_obj
def dir_(root: Path, path: Path, source: str, at: str | None, board: str, *, each: bool, as_json: bool) -> None:
    """Import PATH, a folder, a tar (.tar, .tar.gz, .tar.xz) or one file: each file is one reply of the board, packed or not.

    The time of each is taken from its name (2025-10-28T040627Z, 2025-10-28, 20251028T040627, …), else from --at.
    """
    from tracker.operations import bringing, project

    here = project.load(root)
    step = out.Moving(quiet=as_json)
    _tell(bringing.from_dir(here, path, source, at=at, each=each, board=board, step=step.show), step, as_json=as_json)


@import_.command("warc")
@click.argument("path", type=_PATH)
@click.option("--source", default="", help="The source that the captures are of; files of our own know it themselves.")
@within_option
@board_option
@as_json
@click.pass_obj
def warc_in_(root: Path, path: Path, source: str, within: float, board: str, *, as_json: bool) -> None:
    """Import PATH, a WARC file (.warc, .warc.gz, .warc.zst), a WACZ, or a folder of them: ours, wget's, Browsertrix's.

    Every time the list of the source was recorded is one capture; the pages recorded within --within belong to it.
    """
    from tracker.operations import bringing, project

    here = project.load(root)
    step = out.Moving(quiet=as_json)
    _tell(bringing.from_warc(here, path, source, within=within, board=board, step=step.show), step, as_json=as_json)


@import_.command("har")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@source_option
@within_option
@board_option
@as_json
@click.pass_obj
def har_(root: Path, path: Path, source: str, within: float, board: str, *, as_json: bool) -> None:
    """Import PATH, a HAR file that you saved from your browser's developer tools ("Save all as HAR with content").

    It is the way for sites that refuse programs: open the list, scroll or page to its end, save.
    """
    from tracker.operations import bringing, project

    here = project.load(root)
    step = out.Moving(quiet=as_json)
    _tell(bringing.from_har(here, path, source, within=within, board=board, step=step.show), step, as_json=as_json)


@import_.command("wayback")
@source_option
@click.option("--server", default="https://web.archive.org", show_default=True, help="The Wayback machine.")
@click.option("--url", default="", help="The captured address, if it is not the one that the board asks for now.")
@click.option("--since", type=Moment(), help="From this time on.")
@click.option("--until", type=Moment(late=True), help="Up to this time.")
@click.option("-n", "limit", type=click.IntRange(1), default=1000, show_default=True, help="At most so many.")
@within_option
@board_option
@as_json
@click.pass_obj
def wayback_(root: Path, /, source: str, server: str, board: str, *, as_json: bool, **wanted: Any) -> None:
    """Import what a Wayback machine captured of a source's list, each capture with the pages nearest to it."""
    from tracker.imports.wayback import Wanted
    from tracker.operations import bringing, project

    here = project.load(root)
    step = out.Moving(quiet=as_json)
    asked = Wanted(**{key: value for key, value in wanted.items() if value is not None})
    _tell(bringing.from_wayback(here, source, server, asked, board=board, step=step.show), step, as_json=as_json)


@import_.command("git")
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@source_option
@click.option(
    "--branch", default="HEAD", show_default=True, help="The branch, commit or OLDER..NEWER whose main line is taken."
)
@board_option
@as_json
@click.pass_obj
def git_(
    root: Path, repository: Path, paths: tuple[str, ...], source: str, branch: str, board: str, *, as_json: bool
) -> None:
    """Import the history of PATH in a git REPOSITORY, one capture a commit of the main line.

    A file is one reply of the board. With board "files", PATH is a folder (or several) in which each file is a posting.
    """
    from tracker.operations import bringing, project

    here = project.load(root)
    step = out.Moving(quiet=as_json)
    done = bringing.from_git(here, repository, source, paths, branch=branch, board=board, step=step.show)
    _tell(done, step, as_json=as_json)


def _tell(done: Done, step: out.Moving, *, as_json: bool) -> None:
    step.clear()
    if as_json:
        out.say_json(
            {
                "captures": done.captures,
                "known": done.known,
                "sources": done.sources,
                "outcomes": done.outcomes,
                "changes": done.changes,
                "problems": done.problems,
            }
        )
        return
    out.say(
        f"{done.captures} captures of {len(done.sources)} {'source' if len(done.sources) == 1 else 'sources'} came in"
        + (f"; {done.known} were here already" if done.known else "")
    )
    out.say("Checks: " + (", ".join(f"{count} {name}" for name, count in done.outcomes.items()) or "none"))
    out.say("History: " + (", ".join(f"{count} {name}" for name, count in done.changes.items()) or "no change"))
    for problem in done.problems[:10]:
        out.complain(problem)
    if len(done.problems) > 10:  # noqa: PLR2004
        out.complain(f"… and {len(done.problems) - 10} more; --json lists all")


@click.group("export")
def export_() -> None:
    """Hand the archive or the database to other tools and places."""


@export_.command("warc")
@click.argument("output", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", default="*", help="Only this source.")
@click.pass_obj
def warc_(root: Path, output: Path, source: str) -> None:
    """Write the archive into the directory OUTPUT as plain .warc.gz files, which every WARC tool reads."""
    from tracker.operations import bringing, project
    from tracker.store import remedies

    here = project.load(root)
    slugs = sorted({file.partition("/")[0] for file in here.finished().files()})
    if source != "*" and source not in slugs:
        raise unknown(source, slugs, what="source", where="snapshots/")
    count = 0
    try:
        _make_directory(output)
        for file, records in bringing.to_warc(here, output, source):
            out.say(f"{file}: {records} records")
            count += 1
    except OSError as error:
        told = remedies.known(error, output)
        message = f"{output} can't be written ({told or error}); name a place with room that is yours"
        raise UsageError(message) from error
    if not count:
        out.complain("There is nothing in the archive yet.")


@export_.command("db")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def db_(root: Path, output: Path) -> None:
    """Write a whole copy of tracker.db into the file OUTPUT, to publish elsewhere; cron may go on writing."""
    from tracker.archive.files import replaced
    from tracker.store import remedies, sound

    if output.exists():
        message = (
            f"{output} is there already, and nothing was written; give the name of a new file, or move that one away"
        )
        raise UsageError(message)
    with reading(root) as connection:
        wrong = sound.quick(connection)
        if wrong:
            raise remedies.damaged(root / "tracker.db", wrong[0])
        try:
            _make_directory(output.parent)
            with replaced(output) as partial:
                connection.execute("VACUUM INTO ?", (str(partial),))
        except (OSError, sqlite3.Error) as error:
            told = remedies.known(error, output.parent)
            if isinstance(told, Damaged):
                raise remedies.damaged(root / "tracker.db", str(error)) from error
            message = (
                f"{output} can't be written ({told or error}), and nothing was left there; "
                "name a place with room that is yours"
            )
            raise UsageError(message) from error
    out.say(f"{output}: {output.stat().st_size:,} bytes")


def _make_directory(folder: Path) -> None:
    """Make the directory that an export is written into, and say so."""
    if not folder.exists():
        folder.mkdir(parents=True)
        out.say(f"{folder} is made.")
