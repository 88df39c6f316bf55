"""The commands `tracker annotate` and `redact`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from tracker.cli import out
from tracker.cli.common import as_json, counted, print_rows, short
from tracker.model.errors import UsageError


@click.command("annotate")
@click.argument("posting", required=False)
@click.argument("text", required=False)
@click.option("--by", default="", help="The author of the note.")
@click.option("--list", "listing", is_flag=True, help="List all notes.")
@click.option("--remove", "remove", metavar="ID", help="Remove the note with this id.")
@as_json
@click.pass_obj
def annotate_(
    root: Path, posting: str | None, text: str | None, by: str, remove: str | None, *, listing: bool, as_json: bool
) -> None:
    """Add TEXT as a dated note to POSTING, or to a change by its id. It is public: on pages, in JSON and in feeds."""
    from tracker.operations import correct, corrections
    from tracker.operations import project as projects

    project = projects.load(root)
    if listing:
        notes = corrections.read(root).annotations
        if as_json:
            out.say_json([asdict(annotation) for annotation in notes])
        elif notes:
            rows = [
                (
                    annotation.id,
                    short(annotation.at),
                    annotation.posting_id,
                    annotation.change_id or "",
                    annotation.author,
                    annotation.text,
                )
                for annotation in notes
            ]
            print_rows(rows, ("id", "at (UTC)", "posting", "change", "by", "note"))
        else:
            out.say("No notes.")
        return
    if remove:
        correct.undo(project, remove)
        out.say(f"Removed note {remove}.")
        return
    if not posting or not text:
        message = 'give a posting or a change, and the note: tracker annotate POSTING "text"'
        raise UsageError(message)
    note = correct.annotate(project, posting, text, by)
    if as_json:
        out.say_json(asdict(note))
    else:
        out.say(
            f"Added note {note.id} to {note.change_id or note.posting_id}. `tracker annotate --remove {note.id}` removes it."
        )


@click.command("redact")
@click.argument("posting", required=False)
@click.option("--text", help="The passage, as `tracker show` has it; - reads it from standard input.")
@click.option("--reason", default="", help="The reason for the removal. Public.")
@click.option("--by", default="", help="The name of the person who removes it. Public.")
@click.option("--archive", is_flag=True, help="Remove it from the archived replies of the source, too.")
@click.option("--list", "listing", is_flag=True, help="List what was removed.")
@as_json
@click.pass_obj
def redact_(
    root: Path,
    posting: str | None,
    text: str | None,
    reason: str,
    by: str,
    *,
    archive: bool,
    listing: bool,
    as_json: bool,
) -> None:
    """Remove a passage from all versions of POSTING: from pages, database, search, feeds and exports of the history.

    Later checks and rebuilds leave it out too. A public note says that something was removed, when and why. The
    archived replies in snapshots/ keep it, unless --archive is given; if the site still has it, the next check archives it again.
    """
    from tracker.operations import correct, corrections
    from tracker.operations import project as projects

    project = projects.load(root)
    if listing:
        removals = corrections.read(root).removals
        if as_json:
            out.say_json([asdict(removal) for removal in removals])
        elif removals:
            rows = [
                (removal.id, short(removal.at), removal.posting_id, removal.author, removal.reason)
                for removal in removals
            ]
            print_rows(rows, ("id", "at (UTC)", "posting", "by", "reason"))
        else:
            out.say("Nothing was removed.")
        return
    if not posting or not text or not reason:
        message = 'give a posting, the passage and the reason: tracker redact POSTING --text "…" --reason "…"'
        raise UsageError(message)
    redacted = correct.redact(project, posting, sys.stdin.read() if text == "-" else text, reason, by, archive=archive)
    if as_json:
        out.say_json({"posting_id": redacted.posting, **asdict(redacted)})
    else:
        out.say(
            f"Removed the passage from {counted(redacted.versions, 'version')} of {redacted.posting}; folded "
            f"{counted(redacted.checks, 'check')} again. "
            + (
                f"Rewrote {counted(redacted.replies, 'archived reply', 'archived replies')}."
                if archive
                else "snapshots/ still has the archived replies."
            )
        )
        if redacted.doubtful:
            out.complain(
                f"{counted(redacted.doubtful, 'archived reply', 'archived replies')} may have it in a form that was not recognised."
            )
