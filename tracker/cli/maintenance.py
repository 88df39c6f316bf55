"""The commands `tracker rebuild`, `verify`, `pack`, `boards` and `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli import out
from tracker.cli.common import as_json, counted, print_rows


@click.command("rebuild")
@click.option(
    "--without-missing", is_flag=True, help="Skip missing archive files; the history that only they contain is lost."
)
@click.pass_obj
def rebuild_(root: Path, *, without_missing: bool) -> None:
    """Rebuild tracker.db from snapshots/, row for row. Readers see the old database until the new one is complete."""
    from tracker.operations import project, rebuild

    here = project.load(root)
    moving = out.Moving()
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        moving.show(f"{done} checks")

    count, left = rebuild.rebuild(here, step, without_missing=without_missing)
    moving.clear()
    for file in left:
        out.complain(f"{file} is missing and was skipped: the history that only it contains is lost.")
    out.say(f"Rebuilt {here.database} from {counted(count, 'check')}.")


@click.command("verify")
@as_json
@click.pass_obj
def verify_(root: Path, *, as_json: bool) -> None:
    """Verify that every byte of the archive is unchanged, and that the database agrees with the archive."""
    from tracker.operations import project, verify

    found = verify.verify(project.load(root))
    if as_json:
        out.say_json(
            {
                "files": found.files,
                "records": found.records,
                "checks": found.checks,
                "redacted": found.redacted,
                "problems": found.problems,
            }
        )
    else:
        for problem in found.problems:
            out.complain(problem)
        out.say(
            f"{counted(found.files, 'file')}, {counted(found.checks, 'check')}, {counted(found.records, 'record')}: "
            + (counted(len(found.problems), "problem") if found.problems else "no problems")
            + (f"; {counted(found.redacted, 'record')} redacted" if found.redacted else "")
        )
    sys.exit(3 if found.problems else 0)


@click.command("pack")
@click.argument("sources", nargs=-1)
@as_json
@click.pass_obj
def pack_(root: Path, sources: tuple[str, ...], *, as_json: bool) -> None:
    """Make the archive smaller: all of it, or only the files of the given SOURCES.

    Records and their offsets in the database stay the same. `tracker run` packs files when that saves enough space;
    this command packs every file that becomes smaller.
    """
    from tracker.operations import pack, project

    moving = out.Moving(quiet=as_json)
    done = pack.pack(project.load(root), sources, moving.show)
    moving.clear()
    if as_json:
        out.say_json([{"file": one.file, "before": one.before, "after": one.after} for one in done])
        return
    for one in done:
        out.say(f"{one.file}: {one.before:,} bytes, now {one.after:,}")
    if not done:
        out.say("No file would become smaller.")


@click.command("boards")
@as_json
def boards_(*, as_json: bool) -> None:
    """List the supported boards, with an example URL of each."""
    from tracker.boards import BOARDS

    if as_json:
        out.say_json([{"board": key, "name": board.name, "example": board.example} for key, board in BOARDS.items()])
        return
    print_rows(
        [(key, board.name, board.example) for key, board in BOARDS.items()], ("board", "software", "example URL")
    )
    out.say("`tracker add URL` recognises the board of a careers page, even if the page only embeds or links to it.")


@click.command("doctor")
@click.argument("source", required=False)
@as_json
@click.pass_obj
def doctor_(root: Path, source: str | None, *, as_json: bool) -> None:
    """Diagnose the project. With SOURCE, show step by step what a check of it would do, without storing anything."""
    from tracker.operations import doctor, project, rehearse

    here = project.load(root)
    lines = doctor.examine(here) if source is None else rehearse.rehearse(here, source)
    if as_json:
        out.say_json([{"ok": line.ok, "what": line.what, "told": line.told} for line in lines])
    else:
        for line in lines:
            out.say(f"{'ok ' if line.ok else 'NOT'}  {line.what}: {line.told}")
    sys.exit(3 if any(line.damaged for line in lines) else int(not all(line.ok for line in lines)))
