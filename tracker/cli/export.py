"""The commands `tracker export csv`, `parquet`, `jsonl`, `markdown`, `db`, `warc` and `wacz`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import completion, out
from tracker.cli.common import SuggestingGroup, check_source, counted, reading
from tracker.model.errors import Damaged, Unavailable, UsageError, unknown

if TYPE_CHECKING:
    from tracker.archive import ArchiveReader
    from tracker.operations.exports.table_files import Write

_directory = click.argument("output", type=click.Path(file_okay=False, path_type=Path))
_file = click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
_source = click.option("--source", default="", shell_complete=completion.sources, help="Export only this source.")


@click.group("export", cls=SuggestingGroup)
def export_() -> None:
    """Export the history, the archive or the database, for other tools or places."""


@export_.command("csv")
@_directory
@_source
@click.pass_obj
def csv_(root: Path, output: Path, source: str) -> None:
    """Write the tables to the directory OUTPUT as CSV files, and what their columns mean as datapackage.json."""
    from tracker.operations.exports import table_files

    _write_tables(root, output, source, "csv", table_files.write_csv)


@export_.command("parquet")
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


@export_.command("jsonl")
@_file
@_source
@click.pass_obj
def jsonl_(root: Path, output: Path, source: str) -> None:
    """Write the postings to the file OUTPUT, one JSON object a line, each with its versions and changes."""
    from tracker.archive.atomic_files import replaced
    from tracker.operations.exports import posting_lines

    _check_new(output)
    with _history(root, source) as connection, _writing(output):
        _make_directory(output.parent)
        with replaced(output) as partial:
            count = posting_lines.export(connection, partial, source)
    out.say(f"{output}: {counted(count, 'posting')}")


@export_.command("markdown")
@_directory
@_source
@click.pass_obj
def markdown_(root: Path, output: Path, source: str) -> None:
    """Write a Markdown page for each posting to the directory OUTPUT: its text, and its history with the differences.

    Exporting to the same directory again updates it.
    """
    from tracker.operations.exports import posting_pages
    from tracker.operations.project import now

    progress = out.ProgressLine()
    with _history(root, source) as connection, _writing(output):
        _make_directory(output)
        count, sources = posting_pages.export(connection, output, source, now(), progress.show)
    progress.clear()
    out.say(f"{output}: {counted(count, 'posting')} of {counted(sources, 'source')}")


@export_.command("warc")
@_directory
@click.option("--source", default="*", help="Export only this source.", shell_complete=completion.sources)
@click.pass_obj
def warc_(root: Path, output: Path, source: str) -> None:
    """Write the archive to the directory OUTPUT as .warc.gz files that any WARC tool can read."""
    from tracker.operations.exports import warc_files

    name = "" if source == "*" else source
    archive = _archive(root, name)
    count = 0
    with _writing(output):
        _make_directory(output)
        for file, records in warc_files.export(archive, output, name):
            out.say(f"{file}: {counted(records, 'record')}")
            count += 1
    if not count:
        out.complain("The archive is empty.")


@export_.command("wacz")
@_file
@_source
@click.pass_obj
def wacz_(root: Path, output: Path, source: str) -> None:
    """Write the archive to the file OUTPUT as WACZ, which ReplayWeb.page shows in a browser."""
    from tracker.operations import project as projects
    from tracker.operations.exports import wacz

    archive = _archive(root, source)
    _check_new(output)
    title = projects.load(root).settings.site.title or "Job postings"
    with _writing(output):
        _make_directory(output.parent)
        replies = wacz.export(
            archive,
            output,
            source,
            title,
            projects.now(),
            lambda name, records: out.say(f"{name}: {counted(records, 'record')}"),
        )
    out.say(f"{output}: {counted(replies, 'reply', 'replies')}, {output.stat().st_size:,} bytes")


@export_.command("db")
@_file
@click.pass_obj
def db_(root: Path, output: Path) -> None:
    """Write a complete copy of tracker.db to the file OUTPUT, to publish it elsewhere. Checks may run at the same time."""
    from tracker.archive.atomic_files import replaced
    from tracker.store import integrity, remedies

    _check_new(output)
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


def _write_tables(root: Path, output: Path, source: str, ending: str, write: Write) -> None:
    from tracker.operations.exports import table_files
    from tracker.operations.project import now

    with _history(root, source) as connection, _writing(output):
        _make_directory(output)
        for name, count in table_files.export(connection, output, ending, write, source, now()):
            if name == table_files.DESCRIPTION:
                out.say(f"{name}: what the columns of {counted(count, 'file')} mean")
            else:
                out.say(f"{name}: {counted(count, 'row')}")


def _archive(root: Path, source: str) -> ArchiveReader:
    """Return the archive. Raise UsageError, with a suggestion, if it has nothing of a source."""
    from tracker.operations import project as projects

    archive = projects.load(root).finished()
    slugs = sorted({file.partition("/")[0] for file in archive.files()})
    if source and source not in slugs:
        raise unknown(source, slugs, what="source", where="snapshots/")
    return archive


@contextmanager
def _history(root: Path, source: str) -> Iterator[sqlite3.Connection]:
    """Open the database for reading. Raise UsageError, with a suggestion, for an unknown source."""
    with reading(root) as connection:
        if source:
            check_source(connection, source, root)
        yield connection


@contextmanager
def _writing(output: Path) -> Iterator[None]:
    """Turn an error about the output into a UsageError that says what to do."""
    try:
        yield
    except OSError as error:
        if not _concerns(error, output):
            raise
        raise _unwritten(output, error) from error


def _check_new(output: Path) -> None:
    """Raise UsageError if the output file exists."""
    if output.exists():
        message = f"{output} already exists, and nothing was written; choose a new file name, or move that file away"
        raise UsageError(message)


def _concerns(error: OSError, output: Path) -> bool:
    """Return whether an error is about the output, or a directory above it, and not about the project that is read."""
    if not isinstance(error.filename, (str, bytes)):
        return True
    file, place = Path(os.fsdecode(error.filename)).resolve(), output.resolve()
    return file.is_relative_to(place) or place.is_relative_to(file)


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
