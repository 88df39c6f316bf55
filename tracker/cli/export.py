"""The commands `tracker export csv`, `parquet`, `jsonl`, `markdown`, `db`, `warc` and `wacz`."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import completion, out
from tracker.cli.common import SuggestingGroup, check_source, counted, reading
from tracker.model.errors import Damaged, Unavailable, UsageError

if TYPE_CHECKING:
    from tracker.operations.exports.table_files import Write

_directory = click.argument("output", type=click.Path(file_okay=False, path_type=Path))
_file = click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
_source = click.option("--source", default="", shell_complete=completion.sources, help="Export only this source.")

_EMPTY = "The archive is empty."
_IN_THE_WAY = frozenset((errno.EACCES, errno.EPERM, errno.EISDIR, errno.EEXIST, errno.ENOTDIR))


@click.group("export", cls=SuggestingGroup)
def export_() -> None:
    """Export the history, the archive or the database, for other tools or places."""


@export_.command("csv", short_help="Write the tables as CSV files.")
@_directory
@_source
@click.pass_obj
def csv_(root: Path, output: Path, source: str) -> None:
    """Write the tables to the directory OUTPUT as CSV files, and what their columns mean as datapackage.json."""
    from tracker.operations.exports import table_files

    _write_tables(root, output, source, "csv", table_files.write_csv)


@export_.command("parquet", short_help="Write the tables as Parquet files.")
@_directory
@_source
@click.pass_obj
def parquet_(root: Path, output: Path, source: str) -> None:
    """Write the tables to the directory OUTPUT as Parquet files, for pandas, Polars, DuckDB or R.

    Needs pyarrow: pip install 'job-posting-tracker[parquet]'.
    """
    from tracker.operations.exports import table_files

    table_files.check_pyarrow()
    _write_tables(root, output, source, "parquet", table_files.write_parquet)


@export_.command("jsonl", short_help="Write each posting with its history as a line of JSON.")
@_file
@_source
@click.pass_obj
def jsonl_(root: Path, output: Path, source: str) -> None:
    """Write the postings to the file OUTPUT, one JSON object a line, each with its versions and changes."""
    from tracker.operations.exports import posting_lines

    with _history(root, source) as connection, _output_file(root, output) as partial:
        count = posting_lines.export(connection, partial, source)
    out.say(f"{output}: {counted(count, 'posting')}")


@export_.command("markdown", short_help="Write a page for each posting.")
@_directory
@_source
@click.pass_obj
def markdown_(root: Path, output: Path, source: str) -> None:
    """Write a Markdown page for each posting to the directory OUTPUT: its text, and its history with the differences.

    Exporting to the same directory again updates it.
    """
    from tracker.operations.exports import posting_pages

    progress = out.ProgressLine()
    with _history(root, source) as connection, _output_directory(root, output):
        count, sources = posting_pages.export(connection, output, source, progress.show)
    progress.clear()
    out.say(f"{output}: {counted(count, 'posting')} of {counted(sources, 'source')}")


@export_.command("warc", short_help="Write the archive as .warc.gz files.")
@_directory
@click.option("--source", default="*", help="Export only this source.", shell_complete=completion.sources)
@click.pass_obj
def warc_(root: Path, output: Path, source: str) -> None:
    """Write the archive to the directory OUTPUT as .warc.gz files that any WARC tool can read."""
    from tracker.operations import project as projects
    from tracker.operations.exports import archive_files, warc_files

    project = projects.load(root)
    files = archive_files.select(project, "" if source == "*" else source)
    with _output_directory(root, output):
        for file, records in warc_files.export(project.finished(), output, files):
            out.say(f"{file}: {counted(records, 'record')}")
    if not files:
        out.complain(_EMPTY)


@export_.command("wacz", short_help="Write the archive for ReplayWeb.page.")
@_file
@_source
@click.pass_obj
def wacz_(root: Path, output: Path, source: str) -> None:
    """Write the archive to the file OUTPUT as WACZ, which ReplayWeb.page shows in a browser."""
    from tracker.operations import project as projects
    from tracker.operations.exports import archive_files, wacz

    project = projects.load(root)
    files = archive_files.select(project, source)
    if not files:
        out.complain(_EMPTY)
        return
    title = project.settings.site.title or "Job postings"

    def step(name: str, records: int) -> None:
        out.say(f"{name}: {counted(records, 'record')}")

    with _output_file(root, output) as partial:
        replies = wacz.export(project.finished(), partial, files, title, projects.now(), step)
    out.say(f"{output}: {counted(replies, 'reply', 'replies')}, {output.stat().st_size:,} bytes")


@export_.command("db", short_help="Write a copy of tracker.db.")
@_file
@click.pass_obj
def db_(root: Path, output: Path) -> None:
    """Write a complete copy of tracker.db to the file OUTPUT, to publish it elsewhere. Checks may run at the same time."""
    from tracker.store import integrity, remedies

    with reading(root) as connection:
        wrong = integrity.quick(connection)
        if wrong:
            raise remedies.damaged(root / "tracker.db", wrong[0])
        with _output_file(root, output) as partial:
            try:
                connection.execute("VACUUM INTO ?", (str(partial),))
            except sqlite3.Error as error:
                if isinstance(remedies.of_error(error, output.parent), Damaged):
                    raise remedies.damaged(root / "tracker.db", str(error)) from error
                raise _unwritten(output, error) from error
    out.say(f"{output}: {output.stat().st_size:,} bytes")


def _write_tables(root: Path, output: Path, source: str, ending: str, write: Write) -> None:
    from tracker.operations.exports import table_files
    from tracker.operations.project import now

    with _history(root, source) as connection, _output_directory(root, output):
        for name, count in table_files.export(connection, output, ending, write, source, now()):
            if name == table_files.DESCRIPTION:
                out.say(f"{name}: what the columns of {counted(count, 'file')} mean")
            else:
                out.say(f"{name}: {counted(count, 'row')}")


@contextmanager
def _history(root: Path, source: str) -> Iterator[sqlite3.Connection]:
    """Open the database for reading. Raise UsageError, with a suggestion, for an unknown source."""
    with reading(root) as connection:
        if source:
            check_source(connection, source, root)
        yield connection


@contextmanager
def _output_file(root: Path, output: Path) -> Iterator[Path]:
    """Yield the path at which to write a new file; then rename it. Raise UsageError if the file exists or can't be written."""
    from tracker.archive.atomic_files import replaced

    with _writing(root, output):
        _check_new(output)
        _make_directory(output.parent)
        with replaced(output) as partial:
            _check_new(output)  # it is held now: another export can't write it any more
            yield partial


@contextmanager
def _output_directory(root: Path, output: Path) -> Iterator[None]:
    """Make a directory and hold it, so that the files of two exports are not mixed."""
    from tracker.archive.atomic_files import held

    with _writing(root, output):
        _make_directory(output)
        with held(output):
            yield


@contextmanager
def _writing(root: Path, output: Path) -> Iterator[None]:
    """Turn an error about the output into a UsageError that says what to do. Raise it for a place in the archive."""
    try:
        if output.resolve().is_relative_to((root / "snapshots").resolve()):
            message = f"{output} is in the archive (snapshots/); choose another directory"
            raise UsageError(message)
        yield
    except OSError as error:
        if not _concerns(error, output):
            raise
        raise _unwritten(_place_of(error, output), error) from error


def _check_new(output: Path) -> None:
    """Raise UsageError if the output file exists."""
    if output.exists():
        message = f"{output} already exists, and nothing was written; choose a new file name, or move that file away"
        raise UsageError(message)


def _concerns(error: OSError, output: Path) -> bool:
    """Return whether an error is about the output, or a directory above it, and not about the project that is read."""
    from tracker.archive.atomic_files import partial_path

    if not isinstance(error.filename, (str, bytes)):
        return True
    file, place = Path(os.fsdecode(error.filename)).resolve(), output.resolve()
    return file.is_relative_to(place) or place.is_relative_to(file) or file == partial_path(place)


def _place_of(error: OSError, output: Path) -> Path:
    """Return the file in the output directory that is in the way, or else the output."""
    name = error.filename2 or error.filename
    if error.errno not in _IN_THE_WAY or not isinstance(name, (str, bytes)):
        return output
    file, place = Path(os.fsdecode(name)).resolve(), output.resolve()
    return output / file.relative_to(place) if file.is_relative_to(place) and not file.name.startswith(".") else output


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
