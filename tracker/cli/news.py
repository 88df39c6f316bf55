"""news, lifetimes."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import out
from tracker.cli.common import Moment, as_json, check_source, print_rows, reading, short
from tracker.insight.finding import KINDS


@click.command("news")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--since", type=Moment(known=True), default="7d", show_default=True, help="Known from this time on, e.g. 7d."
)
@click.option("--until", type=Moment(late=True), help="Known up to this time.")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Findings of this kind.")
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.0, help="At least this score, 0 to 1.")
@click.option("-n", "--limit", type=click.IntRange(1), default=30, show_default=True, help="At most so many.")
@as_json
@click.pass_obj
def news_(
    root: Path,
    /,
    sources: tuple[str, ...],
    since: str,
    until: str | None,
    kind: str | None,
    min_score: float,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """Print what is worth reading, the most telling first: of all sources, or of these."""
    from tracker.store.findings import Asked, news

    with reading(root) as connection:
        for source in sources:
            check_source(connection, source, root)
        found = news(connection, Asked(sources, kind or "", since, until or "", min_score), limit)
    if as_json:
        out.say_json(found)
        return
    if not found:
        out.say(f"Nothing to tell since {short(since)}.")
        return
    for one in found:
        out.say(f"{one['score']:.2f}  {short(one['known_at'])}  {one['employer']}  {one['kind']}")
        out.say(f"      {one['headline']}")
        if one["passage"] and one["passage"] not in one["headline"]:
            out.say(f"      “{one['passage']}”")
        out.say(f"      {one['why']}")
        out.say(f"      {one['url'] or ''}")


@click.command("lifetimes")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@as_json
@click.pass_obj
def lifetimes_(root: Path, /, sources: tuple[str, ...], *, as_json: bool) -> None:
    """Print how long postings stand, of each source: those that closed, and all of them, by Kaplan and Meier."""
    from dataclasses import asdict

    from tracker.store.lives import lifetimes

    with reading(root) as connection:
        for source in sources:
            check_source(connection, source, root)
        found = lifetimes(connection, sources)
    if as_json:
        out.say_json([{"source": one.source, "employer": one.employer, **asdict(one.lifetimes)} for one in found])
        return
    if not found:
        out.say("No list was seen whole yet.")
        return
    print_rows(
        [
            (
                one.source,
                one.lifetimes.postings,
                one.lifetimes.open,
                _days(one.lifetimes.median_closed),
                _days(one.lifetimes.median),
                f"{_days(one.lifetimes.quarter)} to {_days(one.lifetimes.three_quarters)}",
                _days(one.lifetimes.days_to_first_edit),
                one.lifetimes.hidden,
                len(one.lifetimes.evergreen),
            )
            for one in found
        ],
        (
            "source",
            "postings",
            "open",
            "median of closed",
            "median",
            "half of them",
            "to first edit",
            "in gaps",
            "evergreen",
        ),
    )
    out.say("Days. `median` counts what is open, and what closed in a gap, as lasting at least so long (Kaplan–Meier);")
    out.say(
        "what was there when the watching began, or opened in a gap, is in neither median. -: too few closed to say."
    )


def _days(length: float | None) -> str:
    return "-" if length is None else f"{length:g}"
