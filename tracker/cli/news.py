"""The commands `tracker news` and `lifetimes`."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import completion, out, tables
from tracker.cli.common import Moment, NameType, as_json, check_source, print_rows, reading, short
from tracker.insight.finding import KINDS, MIN_SHOWN_SCORE, day

if TYPE_CHECKING:
    from tracker.store.row_types import FindingRow


class _Score(click.FloatRange):
    """A number from 0 to 1. `float` also reads "nan", which no range check refuses."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        score = float(super().convert(value, param, ctx))
        return self.fail(f"{value} is not a number from 0 to 1.", param, ctx) if math.isnan(score) else score


@click.command("news")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@click.option(
    "--since", type=Moment(known=True), default="7d", show_default=True, help="Only findings known from this time on."
)
@click.option("--until", type=Moment(late=True), help="Only findings known up to this time.")
@click.option("--kind", type=NameType(KINDS), default=None, help="Only findings of this kind.")
@click.option(
    "--min-score",
    type=_Score(0, 1),
    default=None,
    help=f"Only findings with at least this score. [default: {MIN_SHOWN_SCORE:g}; with --json all]",
)
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=30, show_default=True, help="Maximum number of findings."
)
@as_json
@click.pass_obj
def news_(
    root: Path,
    /,
    sources: tuple[str, ...],
    since: str,
    until: str | None,
    kind: str | None,
    min_score: float | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """List findings, highest score first, about all sources or the given ones."""
    from tracker.insight import display_names
    from tracker.store import model_answers
    from tracker.store.findings import FindingQuery, news

    with reading(root) as connection:
        for source in sources:
            check_source(connection, source, root)
        query = FindingQuery(
            sources,
            kind or "",
            since,
            until or "",
            (0.0 if as_json else MIN_SHOWN_SCORE) if min_score is None else min_score,
        )
        findings = news(connection, query, limit)
        lower = not findings and min_score is None and bool(news(connection, replace(query, min_score=0.0), 1))
        last = [] if findings or as_json else news(connection, replace(query, since="", newest=True, shown=1), 1)
    if as_json:
        out.say_json(findings)
        return
    if not findings:
        none_found = (
            f"No matching findings with a score of {MIN_SHOWN_SCORE:g} or more" if lower else "No matching findings"
        )
        out.say(f"{none_found} since {short(since)} UTC." + (" See all with --min-score 0." if lower else ""))
        if last:
            more = {
                "--until": until or "",
                "--kind": kind or "",
                "--min-score": "" if min_score is None else f"{min_score:g}",
            }
            _print_newest(last[0], sources, more)
        return
    for finding in findings:
        out.say(f"{finding['score']:.2f}  {short(finding['known_at'])}  {finding['employer']}  {finding['kind']}")
        passage = (
            f"“{finding['passage']}”" if finding["passage"] and finding["passage"] not in finding["headline"] else ""
        )
        summary = model_answers.for_people(finding["summary"]) if "summary" in finding else ""
        open_again = (
            display_names.open_again(finding["open_again"], finding["of_postings"]) if finding["kind"] == "drop" else ""
        )
        for text in filter(None, (finding["headline"], passage, finding["why"], open_again, summary, finding["url"])):
            out.say_lines(tables.wrapped(out.one_line(text), out.columns(), "      "))


def _print_newest(finding: FindingRow, sources: Sequence[str], options: Mapping[str, str]) -> None:
    """Print the newest finding that matches all filters except the time, and the command that shows it."""
    sentence = out.one_line(
        f"The newest is from {day(finding['known_at'])}, {finding['employer']}: {finding['headline']}."
    )
    out.say_lines(tables.wrapped(sentence, out.columns(), ""))
    stated = [*sources, "--since", finding["known_at"][:10]]
    stated += [word for name, value in options.items() if value for word in (name, value)]
    out.say(f"See it with `tracker news {shlex.join(stated)}`.")


@click.command("lifetimes")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@as_json
@click.pass_obj
def lifetimes_(root: Path, /, sources: tuple[str, ...], *, as_json: bool) -> None:
    """Show how long the postings of each source stay open.

    The figures are for the postings that closed, and for all of them (Kaplan–Meier).
    """
    from dataclasses import asdict

    from tracker.store.lifetimes import lifetimes

    with reading(root) as connection:
        for source in sources:
            check_source(connection, source, root)
        rows = lifetimes(connection, sources)
    if as_json:
        out.say_json([{"source": row.source, "employer": row.employer, **asdict(row.lifetimes)} for row in rows])
        return
    if not rows:
        out.say("No complete check yet.")
        return
    print_rows(
        [
            (
                row.source,
                row.lifetimes.postings,
                row.lifetimes.open,
                _days(row.lifetimes.median_closed),
                _days(row.lifetimes.median),
                _range(row.lifetimes.quarter, row.lifetimes.three_quarters),
                _days(row.lifetimes.days_to_first_edit),
                row.lifetimes.hidden,
                len(row.lifetimes.evergreen),
            )
            for row in rows
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
    out.say(
        "In days. `median` (Kaplan–Meier) counts postings that are still open, or that closed in a monitoring gap, as"
    )
    out.say("lasting at least as long as they were seen. Neither median counts postings that were already listed when")
    out.say("monitoring began, or that opened in a gap. `-` means that too few have closed.")


def _days(length: float | None) -> str:
    return "-" if length is None else f"{length:g}"


def _range(shorter: float | None, longer: float | None) -> str:
    return "-" if shorter is None and longer is None else f"{_days(shorter)} to {_days(longer)}"
