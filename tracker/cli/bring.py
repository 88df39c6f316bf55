"""import dir, export warc."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli.common import Moment, as_json, print_json


@click.group("import")
def import_() -> None:
    """Bring in captures that were made elsewhere; they get into the archive with their own dates."""


@import_.command("dir")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--source", required=True, help="The source in tracker.toml that the captures are of.")
@click.option("--at", type=Moment(), help="The time of captures whose name has none.")
@click.option("--each", is_flag=True, help="Every member is a source of its own, named SOURCE-MEMBER.")
@click.option("--board", default="", help="The board software, where tracker.toml has no such source.")
@as_json
@click.pass_obj
def dir_(root: Path, path: Path, source: str, at: str | None, board: str, *, each: bool, as_json: bool) -> None:
    """Import PATH, a folder or a tar (.tar, .tar.gz, .tar.xz): one member is one reply of the board.

    The time of each is taken from its name (2025-10-28T040627Z, 2025-10-28, 20251028T040627, …), else from --at.
    """
    from tracker import bringing, project

    here = project.load(root)
    moving = sys.stderr.isatty() and not as_json

    def step(name: str) -> None:
        if moving:
            click.echo(f"\r\x1b[K{name}", nl=False, err=True)

    done = bringing.from_dir(here, path, source, at=at, each=each, board=board, step=step)
    if moving:
        click.echo("\r\x1b[K", nl=False, err=True)
    if as_json:
        print_json(
            {
                "captures": done.captures,
                "known": done.known,
                "sources": done.sources,
                "outcomes": done.outcomes,
                "changes": done.changes,
                "problems": done.problems,
            }
        )
    else:
        click.echo(
            f"{done.captures} captures of {len(done.sources)} {'source' if len(done.sources) == 1 else 'sources'} came in"
            + (f"; {done.known} were here already" if done.known else "")
        )
        click.echo("Checks: " + (", ".join(f"{count} {name}" for name, count in done.outcomes.items()) or "none"))
        click.echo("History: " + (", ".join(f"{count} {name}" for name, count in done.changes.items()) or "no change"))
        for problem in done.problems[:10]:
            click.echo(problem, err=True)


@click.group("export")
def export_() -> None:
    """Hand the archive to other tools."""


@export_.command("warc")
@click.argument("output", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", default="*", help="Only this source.")
@click.pass_obj
def warc_(root: Path, output: Path, source: str) -> None:
    """Write the archive into the directory OUTPUT as plain .warc.gz files, which every WARC tool reads."""
    from tracker import bringing, project

    here = project.load(root)
    count = 0
    for file, records in bringing.to_warc(here, output, source):
        click.echo(f"{file}: {records} records")
        count += 1
    if not count:
        click.echo("There is nothing in the archive yet.", err=True)
