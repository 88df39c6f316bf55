"""The commands `tracker list`, `ties` and `untie`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from tracker.cli import completion, out
from tracker.cli.common import as_json, at_option, check_source, counted, print_rows, reading, short, without_text


@click.command("list")
@click.argument("source", shell_complete=completion.sources)
@at_option
@click.option("--closed", is_flag=True, help="Include postings that were closed by then.")
@as_json
@click.pass_obj
def list_(root: Path, source: str, at: str | None, *, closed: bool, as_json: bool) -> None:
    """List the open postings of SOURCE, now or as of a time."""
    from tracker.operations.project import now
    from tracker.store import asof
    from tracker.store.read import NO_TEXT

    with reading(root) as connection:
        check_source(connection, source, root)
        state = asof.source_at(connection, source, at or now(), closed=closed)
        watched = connection.execute("SELECT watched FROM sources WHERE id = ?", (source,)).fetchone()[0]
    textless = sum(posting["text_sha256"] == NO_TEXT and posting["status"] == "open" for posting in state.postings)
    if as_json:
        postings = [{"posting_id": posting["id"], **posting} for posting in state.postings]
        out.say_json({**asdict(state), "postings": postings, "watched": bool(watched), "without_text": textless})
        return
    print_rows(
        [
            (
                posting["status"],
                posting["id"],
                posting["title"],
                posting["location"],
                posting["number"],
                short(posting["first_seen"]),
            )
            for posting in state.postings
        ],
        ("status", "posting", "title", "place", "version", "first seen (UTC)"),
        ("version", "first seen (UTC)"),
    )
    out.say(
        f"{counted(len(state.postings), 'posting')} as of {short(state.at)} UTC. "
        + (
            f"The last complete check before that was at {short(state.before)}{_list_of(state.seen, state.held)}"
            if state.before
            else "There was no complete check before that"
        )
        + (f", the next {short(state.following)}." if state.following else ".")
        + (f" {sentence}." if (sentence := without_text(textless)) else "")
        + ("" if watched else " This source is no longer monitored.")
    )


def _list_of(seen: int | None, missing: int | None) -> str:
    """Return how many roles the list itself had, if the history has a different number."""
    if seen is None or not missing:
        return ""
    return f"; its list had {seen} ({missing} more {'was' if missing == 1 else 'were'} missing from it but not confirmed as closed)"


@click.command("ties")
@click.argument("posting", default="")
@click.option(
    "--audit",
    is_flag=True,
    help="Sort by the strength of the evidence, weakest first, and show both titles of each tie.",
)
@click.option("-n", "limit", type=click.IntRange(1), default=200, show_default=True, help="Maximum number of ties.")
@as_json
@click.pass_obj
def ties_(root: Path, posting: str, limit: int, *, audit: bool, as_json: bool) -> None:
    """List the postings that belong together, and why; with POSTING, only those tied to it."""
    from tracker.store import read

    with reading(root) as connection:
        posting_id = read.posting(connection, posting)["id"] if posting else ""
        rows = read.ties(connection, posting_id, limit, audit=audit)
    if as_json:
        out.say_json(rows)
    elif not rows:
        out.say("No ties." if not posting else "This posting has no ties.")
    elif audit:
        print_rows(
            [
                (
                    f"{tie['score']:.2f}",
                    tie["kind"],
                    tie["posting_id"],
                    tie["title"],
                    tie["other_id"],
                    tie["other_title"],
                    tie["reasons"],
                )
                for tie in rows
            ],
            ("score", "kind", "posting", "title", "tied to", "its title", "why"),
        )
        out.say("`tracker untie ONE OTHER` removes a tie permanently.")
    else:
        print_rows(
            [(short(tie["at"]), tie["kind"], tie["posting_id"], tie["other_id"], tie["reasons"]) for tie in rows],
            ("at (UTC)", "kind", "posting", "tied to", "why"),
        )
        out.say("`tracker untie ONE OTHER` removes a tie permanently.")


@click.command("untie")
@click.argument("one")
@click.argument("other")
@click.pass_obj
def untie_(root: Path, one: str, other: str) -> None:
    """Record in tracker.toml that ONE and OTHER (ids from `tracker ties`) are not the same, and rebuild the history."""
    from tracker.operations import project, untie

    count = untie.untie(project.load(root), one, other)
    out.say(f"Added to [apart] in {root / 'tracker.toml'}. Rebuilt the history from {counted(count, 'check')}.")
