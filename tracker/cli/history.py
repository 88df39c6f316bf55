"""The commands `tracker log`, `show`, `diff` and `search`."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import completion, out
from tracker.cli.common import (
    Moment,
    NameType,
    as_json,
    at_option,
    check_source,
    counted,
    in_json,
    print_rows,
    reading,
    short,
)
from tracker.model.errors import UsageError

if TYPE_CHECKING:
    from tracker.store.read import Version
    from tracker.store.row_types import ChangeRow, PostingRow, TieRow


_GAPS = 5  # newest monitoring gaps that the log lists


@click.command("log")
@click.argument("source", default="", shell_complete=completion.sources)
@click.option("--kind", type=NameType(["opened", "edited", "closed", "reopened", "unlisted"]), default=None)
@click.option("--since", type=Moment(known=True), help="Only changes from this time on.")
@click.option("--until", type=Moment(late=True), help="Only changes up to this time.")
@click.option("--baseline", is_flag=True, help="Include postings that were already listed when monitoring began.")
@click.option("-n", "limit", type=click.IntRange(1), default=50, show_default=True, help="Maximum number of changes.")
@as_json
@click.pass_obj
def log_(
    root: Path, /, source: str, kind: str | None, since: str | None, until: str | None, limit: int, **flags: bool
) -> None:
    """List changes, newest first."""
    from tracker.store import asof, read

    with reading(root) as connection:
        if source:
            check_source(connection, source, root)
        rows = read.changes(
            connection,
            source=source,
            kind=kind or "",
            since=since or "",
            until=until or "",
            baseline=flags["baseline"],
            limit=limit,
        )
        gaps = asof.gaps(connection, sorted({row["source"] for row in rows} | ({source} if source else set())))
    within = {row["id"]: asof.gap_of(row, gaps) for row in rows}
    if flags["as_json"]:
        out.say_json([{**in_json(row), "gap": within[row["id"]]} for row in rows])
        return
    if not rows:
        out.say("Nothing changed yet." if not (source or kind or since or until) else "No changes match.")
        return
    print_rows(
        [
            (
                short(row["at"]),
                short(row["since"]),
                row["source"],
                row["kind"],
                row["significance"],
                row["title"],
                row["posting_id"],
                row["summary"] + (" (found after a monitoring gap)" if within[row["id"]] else ""),
            )
            for row in rows
        ],
        ("seen (UTC)", "last seen without it", "source", "kind", "importance", "title", "posting", "change"),
        ("last seen without it", "importance", "source"),
    )
    shown_gaps = [gap for gap in gaps if gap["until"] >= rows[-1]["at"] and gap["since"] <= rows[0]["at"]]
    for gap in shown_gaps[-_GAPS:]:
        few = gap["checks_that_saw_too_little"]
        out.say(
            f"Gap: no complete check of {gap['source']} from {short(gap['since'])} to {short(gap['until'])} UTC"
            + (f" ({counted(few, 'incomplete check')})" if few else "")
        )


@click.command("show")
@click.argument("posting")
@at_option
@as_json
@click.pass_obj
def show_(root: Path, posting: str, at: str | None, *, as_json: bool) -> None:
    """Show POSTING (an id, a URL or a unique external id), now or as of a time."""
    from tracker.diff import render
    from tracker.store import asof, read

    with reading(root) as connection:
        shown_posting = read.posting(connection, posting)
        version, state = _as_of(connection, shown_posting, at)
        before, after = asof.checks_around(connection, shown_posting["source"], at) if at else (None, None)
        ledger = read.changes(connection, posting=shown_posting["id"], baseline=True, until=at or "")
        evidence = read.snapshot(connection, version.snapshot_id) if version else None
        ties = read.ties(connection, shown_posting["id"])
    if as_json:
        wording = (
            None
            if version is None
            else {
                "number": version.number,
                "seen_at": version.seen_at,
                **render.field_values(version.wording),
                "text": version.wording.text,
                "text_sha256": version.text_sha256,
            }
        )
        out.say_json(
            {
                "posting_id": shown_posting["id"],
                **in_json(shown_posting),
                "status": state,
                "version": wording,
                "snapshot": evidence,
                "changes": [in_json(row) for row in ledger],
                "ties": ties,
            }
        )
        return
    if version is None:
        seen = short(shown_posting["first_seen"])
        out.say(f"{shown_posting['id']} was not known yet at {short(at)} UTC; it was first seen at {seen} UTC.")
        return
    out.say(version.wording.title)
    opened = next((row for row in ledger if row["kind"] == "opened"), None)
    out.say(
        f"{shown_posting['id']} · {state}{'' if shown_posting['watched'] else ' when last seen, no longer monitored'}"
    )
    if at and before:
        following = f"next: {short(after)} UTC" if after else "none since"
        out.say(f"As of {short(at)} UTC; last complete check before that: {short(before)} UTC; {following}")
    out.say(_life(shown_posting, opened) + f" · last seen {short(shown_posting['last_seen'])} UTC")
    out.say(shown_posting["url"] or "")
    for name, value in render.field_values(version.wording).items():
        if value and name != "title":
            out.say(f"{render.FIELDS[name]}: {value}")
    out.say(
        f"Version {version.number} of {shown_posting['versions']}, seen {short(version.seen_at)} UTC, sha256 {version.text_sha256[:16]}…"
    )
    out.say()
    for block in version.wording.blocks or ("(no text)",):
        out.say(block)
    out.say()
    for row in ledger:
        out.say(f"{short(row['at'])}  {row['kind']:<9} {row['summary']}")
    for tie in ties:
        out.say(_tied(tie, shown_posting["id"]))
    if evidence:
        out.say(f"Evidence: {evidence['warc_file']} at {evidence['warc_offset']}, sha256 {evidence['sha256']}")


def _life(posting: PostingRow, opened: ChangeRow | None) -> str:
    """Return when a posting opened: an interval, or that it was already listed when monitoring began."""
    if opened and opened["baseline"]:
        return f"already listed when monitoring began, {short(posting['first_seen'])} UTC"
    if opened and opened["since"]:
        return f"opened between {short(opened['since'])} and {short(posting['first_seen'])}"
    return f"first seen {short(posting['first_seen'])}"


def _tied(tie: TieRow, posting: str) -> str:
    """Return a line about a tie, as seen from one of its postings."""
    other = tie["other_id"] if tie["posting_id"] == posting else tie["posting_id"]
    what = {
        "same": f"the same posting under a new id ({tie['other_id']})",
        "repost": f"possible repost of {other}" if tie["posting_id"] == posting else f"possibly reposted as {other}",
        "role": f"same role as {other}",
    }[tie["kind"]]
    return f"Tie: {what}: {tie['reasons']}"


def _as_of(connection: sqlite3.Connection, posting: PostingRow, at: str | None) -> tuple[Version | None, str]:
    """Return the version and the status that a posting had at a time."""
    from tracker.store import asof, read

    versions = read.versions(connection, posting["id"])
    if not at:
        return versions[-1], posting["status"]
    state = asof.status_at(connection, posting["id"], at)
    earlier = [version for version in versions if version.seen_at <= at]
    return (earlier[-1], state) if earlier and state else (None, "not known yet")


@click.command("diff")
@click.argument("posting")
@click.argument("first", required=False, type=int, metavar="[FROM]")
@click.argument("second", required=False, type=int, metavar="[TO]")
@click.option(
    "--at",
    "times",
    type=Moment(late=True, known=True),
    multiple=True,
    help="Compare the versions at two times (use the option twice), or at one time and now.",
)
@click.option(
    "--format",
    "form",
    type=NameType(["terminal", "unified", "html", "markdown", "json"]),
    default="terminal",
    show_default=True,
)
@as_json
@click.pass_obj
def diff_(
    root: Path, posting: str, first: int | None, second: int | None, times: tuple[str, ...], form: str, *, as_json: bool
) -> None:
    """Show what changed in POSTING between two versions or two times. Default: its last edit."""
    from tracker.store import read

    with reading(root) as connection:
        row = read.posting(connection, posting)
        versions = {version.number: version for version in read.versions(connection, row["id"])}
        if times:
            first, second = _at_times(connection, row["id"], times, first)
    last = max(versions)
    if last == 1 and first is None and form == "terminal" and not as_json:
        out.say(f"{row['id']} has only one version.")
        return
    new = last if second is None else second
    old = max(1, new - 1) if first is None else first
    for number in (old, new):
        if number not in versions:
            available = f"it has 1 to {last}" if last > 1 else "it has only version 1"
            message = f"{row['id']} has no version {number}; {available}"
            raise UsageError(message)
    _print_diff(row["id"], versions[old], versions[new], "json" if as_json else form)


def _at_times(
    connection: sqlite3.Connection, posting: str, times: tuple[str, ...], first: int | None
) -> tuple[int, int | None]:
    """Return the numbers of the versions at one or two times; the second is None if only one is given."""
    from tracker.store import asof

    if first is not None or len(times) > 2:  # noqa: PLR2004
        message = "give either two versions (FROM TO) or two times (--at TIME --at TIME)"
        raise UsageError(message)
    numbers = [asof.number_at(connection, posting, at) for at in sorted(times)]
    if 0 in numbers:
        message = f"{posting} was not known yet at {short(sorted(times)[numbers.index(0)])} UTC"
        raise UsageError(message)
    return numbers[0], numbers[1] if len(numbers) > 1 else None


def _print_diff(posting: str, before: Version, after: Version, form: str) -> None:
    from tracker.diff import compare, render

    diff = compare(before.wording.blocks, after.wording.blocks)
    fields = render.field_changes(before.wording, after.wording)
    if form == "json":
        out.say_json(
            {
                "posting": posting,
                "posting_id": posting,
                "from": before.number,
                "to": after.number,
                "fields": {name: {"old": a, "new": b} for name, (a, b) in fields.items()},
                "blocks": render.as_json(diff),
            }
        )
        return
    if form == "unified":
        old, new = (f"{posting} version {version.number}\t{version.seen_at}" for version in (before, after))
        out.say_lines(render.as_unified(diff, old, new).split("\n"))
        return
    if form == "html":
        out.say_lines((render.fields_as_html(fields) + render.as_html(diff)).split("\n"))
        return
    out.say(
        f"{posting}: version {before.number} ({short(before.seen_at)}) → version {after.number} ({short(after.seen_at)}) UTC"
    )
    if form == "markdown":
        parts = (render.fields_as_markdown(fields), render.as_markdown(diff))
        out.say_lines(line for part in parts if part for line in ("", *part.split("\n")))
    else:
        for name, (a, b) in fields.items():
            out.say(f"{render.FIELDS[name]}: {a or 'not stated'} → {b or 'not stated'}")
        if diff.changed:
            out.say_coloured(render.as_terminal(diff, colour=out.colour()))
    if not fields and not diff.changed:
        out.say("The two versions are the same.")


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@at_option
@click.option("--oldest", is_flag=True, help="Sort by when a posting first had the words, oldest first.")
@click.option("-n", "limit", type=click.IntRange(1), default=30, show_default=True, help="Maximum number of matches.")
@as_json
@click.pass_obj
def search_(root: Path, words: tuple[str, ...], at: str | None, limit: int, *, as_json: bool, oldest: bool) -> None:
    """Search current and past versions for WORDS. Use "a phrase" for a phrase and word* for any ending."""
    from dataclasses import asdict

    from tracker.store.search import search

    if not any(char.isalnum() for word in words for char in word):
        message = f'{" ".join(words)!r} has no word; use letters or digits: tracker search "1st of its kind"'
        raise UsageError(message)
    query = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    with reading(root) as connection:
        hits, capped = search(connection, query, at=at or "", limit=limit, oldest=oldest)
    if as_json:
        out.say_json([asdict(hit) for hit in hits])
    if capped:
        out.complain(f"These words are common, so only the {'oldest' if oldest else 'newest'} passages were searched.")
    if as_json:
        return
    if not hits:
        out.say("No posting has these words.")
        return
    print_rows(
        [
            (
                hit.posting_id,
                hit.employer,
                hit.status,
                short(hit.first_seen),
                f"{hit.number}–{hit.last}" if hit.last != hit.number else hit.number,
                hit.title,
                hit.excerpt,
            )
            for hit in hits
        ],
        ("posting", "employer", "status", "first seen", "versions", "title", "passage"),
        ("versions", "first seen", "status"),
    )
