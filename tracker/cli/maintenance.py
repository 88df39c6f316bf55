"""The commands `tracker rebuild`, `verify`, `pack`, `prune`, `backup`, `restore`, `boards` and `doctor`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from tracker.cli import completion, out
from tracker.cli.common import Moment, Span, as_json, counted, print_rows, short, sized
from tracker.model.errors import UsageError


@click.command("rebuild")
@click.option(
    "--without-missing", is_flag=True, help="Skip missing archive files; the history that only they contain is lost."
)
@click.pass_obj
def rebuild_(root: Path, *, without_missing: bool) -> None:
    """Rebuild tracker.db from snapshots/, row for row. Readers see the old database until the new one is complete."""
    from tracker.operations import project as projects
    from tracker.operations import rebuild

    project = projects.load(root)
    moving = out.ProgressLine()
    folded = 0

    def step() -> None:
        nonlocal folded
        folded += 1
        moving.show(f"{folded} checks")

    count, skipped = rebuild.rebuild(project, step, without_missing=without_missing)
    moving.clear()
    for file in skipped:
        out.complain(f"{file} is missing and was skipped: the history that only it contains is lost.")
    out.say(f"Rebuilt {project.database} from {counted(count, 'check')}.")


@click.command("verify")
@as_json
@click.pass_obj
def verify_(root: Path, *, as_json: bool) -> None:
    """Verify that every byte of the archive is unchanged, and that the database agrees with the archive."""
    from tracker.operations import project, verify

    result = verify.verify(project.load(root))
    if as_json:
        out.say_json(
            {
                "files": result.files,
                "records": result.records,
                "checks": result.checks,
                "redacted": result.redacted,
                "problems": result.problems,
            }
        )
    else:
        for problem in result.problems:
            out.complain(problem)
        out.say(
            f"{counted(result.files, 'file')}, {counted(result.checks, 'check')}, {counted(result.records, 'record')}: "
            + (counted(len(result.problems), "problem") if result.problems else "no problems")
            + (f"; {counted(result.redacted, 'record')} redacted" if result.redacted else "")
        )
    sys.exit(3 if result.problems else 0)


@click.command("pack")
@click.argument("sources", nargs=-1, shell_complete=completion.sources)
@as_json
@click.pass_obj
def pack_(root: Path, sources: tuple[str, ...], *, as_json: bool) -> None:
    """Make the archive smaller: all of it, or only the files of the given SOURCES.

    Records and their offsets in the database stay the same. `tracker run` packs files when that saves enough space;
    this command packs every file that becomes smaller.
    """
    from tracker.operations import pack, project

    moving = out.ProgressLine(quiet=as_json)
    packed = pack.pack(project.load(root), sources, moving.show)
    moving.clear()
    if as_json:
        out.say_json([{"file": file.file, "before": file.before, "after": file.after} for file in packed])
        return
    for file in packed:
        out.say(f"{file.file}: {file.before:,} bytes, now {file.after:,}")
    if not packed:
        out.say("No file would become smaller.")


@click.command("prune")
@click.option(
    "--older-than",
    type=Span(),
    help="Delete replies older than this, such as 2y or 90d. Default: `replies` of [retention] in tracker.toml.",
)
@click.option("--all", "every", is_flag=True, help="Also rewrite files that would not become smaller.")
@click.option("--yes", is_flag=True, help="Delete the replies. Without it, this is a dry run.")
@as_json
@click.pass_obj
def prune_(root: Path, older_than: float | None, *, every: bool, yes: bool, as_json: bool) -> None:
    """Delete old replies and keep the history: every posting, version and change, and the first reply of each version.

    A rebuild without the old replies is tried first, and must produce the same history. Deleted replies are no longer
    evidence, and a later version of the tracker can't read them again. snapshots/let-go.jsonl lists them.
    """
    from tracker.operations import project as projects
    from tracker.operations import prune

    project = projects.load(root)
    older = older_than or project.settings.keep_replies
    if not older:
        message = (
            'tracker.toml does not say how long replies are kept; add [retention] replies = "2y", or use --older-than'
        )
        raise UsageError(message)
    moving = out.ProgressLine(quiet=as_json)
    pruned = prune.prune(project, projects.now(), older=older, apply=yes, step=moving.show, smaller=not every)
    moving.clear()
    if as_json:
        out.say_json({"until": pruned.until, "done": yes, "files": [asdict(file) for file in pruned.files]})
        return
    for file in pruned.files:
        out.say(
            f"{file.file}: {counted(file.replies, 'reply', 'replies')} ({file.body_bytes:,} bytes) of "
            f"{counted(file.checks, 'check')}; {file.before:,} bytes, {'now' if yes else 'then'} {file.after:,}"
        )
    if not pruned.files:
        what = "has replies to remove" if every else "would become smaller"
        out.say(f"No file of a period before {short(pruned.until)} UTC {what}.")
    elif not yes:
        out.say("Nothing was changed. A rebuild without these replies produces the same history; --yes deletes them.")


@click.command("backup")
@click.argument("target")
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    help="How many backups to keep; older ones are deleted.",
)
@as_json
@click.pass_obj
def backup_(root: Path, target: str, keep: int, *, as_json: bool) -> None:
    """Back the project up to TARGET: a directory, or s3://bucket/folder. It can be used during a run.

    Contents that an earlier backup has stored there are not stored again.
    """
    from tracker.operations import backup, project
    from tracker.operations.backup_locations import location_of

    moving = out.ProgressLine(quiet=as_json)
    result = backup.backup(project.load(root), location_of(target), project.now(), keep=keep, step=moving.show)
    moving.clear()
    if as_json:
        out.say_json(asdict(result))
        return
    out.say(
        f"Backed up {counted(result.files, 'file')} ({sized(result.bytes)}), {counted(result.new_files, 'new content')} "
        f"({sized(result.new_bytes)}). {target} has {counted(result.kept, 'backup')}."
    )


@click.command("restore")
@click.argument("source")
@click.option("--at", type=Moment(late=True), help="The newest backup up to this time. Default: the newest.")
@click.pass_obj
def restore_(root: Path, source: str, at: str | None) -> None:
    """Restore a project from the backups in SOURCE into this directory (-C DIR). Nothing is overwritten."""
    from tracker.operations import backup
    from tracker.operations.backup_locations import location_of

    moving = out.ProgressLine()
    try:
        made_at, files = backup.restore(location_of(source), root, at=at or "", step=moving.show)
    except backup.NoBackup as error:
        message = f"{error} in {source}; use the same TARGET as for `tracker backup`"
        raise UsageError(message) from error
    moving.clear()
    out.say(f"Restored {counted(files, 'file')} of the backup of {short(made_at)} UTC. Next: tracker verify")


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
@click.argument("source", required=False, shell_complete=completion.sources)
@as_json
@click.pass_obj
def doctor_(root: Path, source: str | None, *, as_json: bool) -> None:
    """Diagnose the project. With SOURCE, show step by step what a check of it would do, without storing anything."""
    from tracker.operations import doctor, rehearse
    from tracker.operations import project as projects

    project = projects.load(root)
    lines = doctor.examine(project) if source is None else rehearse.rehearse(project, source)
    if as_json:
        out.say_json([{"ok": line.ok, "what": line.subject, "told": line.detail} for line in lines])
    else:
        for line in lines:
            out.say(f"{'ok ' if line.ok else 'NOT'}  {line.subject}: {line.detail}")
    sys.exit(3 if any(line.damaged for line in lines) else int(not all(line.ok for line in lines)))
