"""Helpers that several commands share: options, times, reading the database, and tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from tracker.cli import out, tables
from tracker.model import iso
from tracker.model.amounts import counted, sized
from tracker.model.errors import ConfigError, NoProject, UsageError, unknown

__all__ = [
    "Moment",
    "NameType",
    "Span",
    "as_json",
    "at_option",
    "check_source",
    "counted",
    "in_json",
    "print_rows",
    "reading",
    "short",
    "sized",
    "without_text",
]

F = TypeVar("F", bound=Callable[..., Any])
_FLAGS = frozenset(("baseline", "watched"))
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Moment(click.ParamType[str]):
    """A time in ISO 8601, UTC unless it has an offset; or relative to now: `7d`, `12h`, `2w`, `yesterday`, `today`.

    A date alone means its start, or its end with `late`; so do `yesterday` and `today`.

    With `known`, a time in the future prints a warning that the latest known state is shown.
    """

    name = "time"

    def __init__(self, *, late: bool = False, known: bool = False) -> None:
        self.late = late
        self.known = known

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the time in its stored form."""
        value = ago(value, datetime.now(UTC)) or value
        try:
            if len(value) == len("2023-08-17"):
                edge = time(23, 59, 59, 999000) if self.late else time()
                moment = datetime.combine(date.fromisoformat(value), edge, UTC)
                self._future(value, datetime.combine(moment.date(), time(), UTC))
                return iso(moment)
            moment = datetime.fromisoformat(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            self._future(value, moment)
            return iso(moment)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is not a valid time; use 2023-08-17, 2023-08-17T08:00Z, 7d (seven days ago) or yesterday",
                param,
                ctx,
            )

    def _future(self, value: str, begins: datetime) -> None:
        if self.known and begins > datetime.now(UTC):
            what = "the latest known state is shown" if self.late else "nothing can be known since then"
            out.complain(f"{value} is in the future; {what}.")


class NameType(click.Choice[str]):
    """One of a few names. The error for an unknown name suggests the closest one."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        import difflib

        suggestions = difflib.get_close_matches(value, self.choices, 1)
        if suggestions and suggestions[0] != value:
            self.fail(
                f"there is no {value!r}; did you mean {suggestions[0]!r}? Choose from: {', '.join(self.choices)}",
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


class SuggestingGroup(click.Group):
    """A group of commands. The error for an unknown command suggests the closest one, or lists all of them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command."""
        import difflib

        if args and args[0] not in self.commands and not args[0].startswith("-"):
            suggestions = difflib.get_close_matches(args[0], self.commands, 1)
            hint = (
                f" Did you mean {suggestions[0]!r}?"
                if suggestions
                else f" Choose from: {', '.join(sorted(self.commands))}"
            )
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


class Span(click.ParamType[float]):
    """A length of time as tracker.toml has it: `90d`, `2y`. In seconds."""

    name = "time span"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds."""
        from tracker.config.values import duration

        seconds = duration(value)
        if not seconds:
            self.fail(f"{value!r} is not a time span; use 90d, 26w or 2y", param, ctx)
        return seconds


_HOURS = {"h": 1, "d": 24, "w": 168}
_DAYS = {"today": 0, "yesterday": 1}
_DIGITS = 4  # of a number of days


def ago(words: str, now: datetime) -> str:
    """Return the time that words like `7d`, `12h`, `2w` or `yesterday` mean, "" if they mean none."""
    low = words.strip().casefold()
    if low in _DAYS:
        return (now.date() - timedelta(days=_DAYS[low])).isoformat()
    number, unit = low[:-1], low[-1:]
    if unit in _HOURS and number.isascii() and number.isdecimal() and len(number) <= _DIGITS:
        return iso(now - timedelta(hours=int(number) * _HOURS[unit]))
    return ""


at_option = click.option(
    "--at", type=Moment(late=True, known=True), help="As of this time, such as 2023-08-17 or 2023-08-17T08:00Z."
)


@contextmanager
def reading(root: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for reading; raise UsageError if there is none yet."""
    from tracker.store.schema import connect

    path = root / "tracker.db"
    if not path.exists() and not (root / "tracker.toml").exists():
        raise NoProject(str(root))
    if not path.exists():
        message = (
            f"{path} doesn't exist yet; `tracker run` creates it, and `tracker rebuild` restores it from snapshots/"
        )
        raise UsageError(message)
    connection = connect(path)
    try:
        yield connection
    finally:
        connection.close()


def check_source(connection: sqlite3.Connection, name: str, root: Path) -> None:
    """Raise UsageError, with a suggestion, if the database has no source of this name."""
    known = [row[0] for row in connection.execute("SELECT source FROM source_state ORDER BY source")]
    if name in known:
        return
    for now_called, former in connection.execute("SELECT source, j.value FROM source_state, json_each(names) AS j"):
        if name == former:
            message = f"source {name!r} was renamed to {now_called!r}; use that name"
            raise UsageError(message)
    if name in _configured(root):
        message = f"source {name!r} has not been checked yet; run: tracker run {name}"
        raise UsageError(message)
    raise unknown(name, known, what="source", where="the database")


def _configured(root: Path) -> Collection[str]:
    from tracker.operations import project

    try:
        return project.load(root).settings.sources
    except ConfigError:
        return ()


def without_text(count: int) -> str:
    """Return a sentence about the open postings without text, or "" if there are none."""
    return f"{count} open {'posting has' if count == 1 else 'postings have'} no text" if count else ""


def print_rows(rows: Sequence[Sequence[object]], heads: Sequence[str], spare: Collection[str] = ()) -> None:
    """Print a table: whole values into a pipe or file, fitted to the width of a terminal. See `tables.lines` for `spare`."""
    cells = [[out.one_line(str("" if cell is None else cell)).replace("\t", " ") for cell in row] for row in rows]
    out.say_lines(tables.lines(cells, heads, out.columns(), spare))


def in_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row for JSON: what SQLite has as 0 or 1 is false or true."""
    return {name: bool(value) if name in _FLAGS else value for name, value in row.items()}


def short(time_: str | None) -> str:
    """Return a time to the minute."""
    return f"{time_[:10]} {time_[11:16]}" if time_ else ""
