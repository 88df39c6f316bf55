"""What several commands share: options, times, and how a table or JSON is printed."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click

from tracker.errors import UsageError
from tracker.model import iso

F = TypeVar("F", bound=Callable[..., Any])
_WHOLE = frozenset(("posting", "source", "id"))  # columns that people copy from are never cut
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Moment(click.ParamType[str]):
    """A time: ISO 8601, UTC unless it says otherwise. A date alone is its end (`late`) or its beginning."""

    name = "time"

    def __init__(self, *, late: bool = False) -> None:
        self.late = late

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Bring it to the form that is stored."""
        try:
            if len(value) == len("2023-08-17"):
                edge = time(23, 59, 59, 999000) if self.late else time()
                return iso(datetime.combine(date.fromisoformat(value), edge, UTC))
            found = datetime.fromisoformat(value)
            return iso(found if found.tzinfo else found.replace(tzinfo=UTC))
        except ValueError:
            self.fail(f"{value!r} is no time; write 2023-08-17 or 2023-08-17T08:00Z", param, ctx)


at_option = click.option("--at", type=Moment(late=True), help="As of this time, e.g. 2023-08-17 or 2023-08-17T08:00Z.")


@contextmanager
def reading(root: Path) -> Iterator[sqlite3.Connection]:
    """Open the database to read; UsageError if there is none yet."""
    from tracker.store.schema import connect

    path = root / "tracker.db"
    if not path.exists():
        message = (
            f"{path} is not there yet; `tracker run` makes it, and `tracker rebuild` makes it again from snapshots/"
        )
        raise UsageError(message)
    connection = connect(path)
    try:
        yield connection
    finally:
        connection.close()


def print_json(value: object) -> None:
    """Print JSON, one document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> None:
    """Print a table whose last column may be long; what came from the web is made safe for a terminal."""
    from tracker.render import printable

    shown = [[printable(str("" if cell is None else cell)) for cell in row] for row in rows]
    widths = [
        min(90 if head in _WHOLE else 44, max([len(head), *(len(row[place]) for row in shown)]))
        for place, head in enumerate(heads[:-1])
    ]
    for row in [list(heads), *shown]:
        cells = [cell[:width].ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[-1]]).rstrip())


def short(time_: str | None) -> str:
    """Write a time for people: to the minute."""
    return f"{time_[:10]} {time_[11:16]}" if time_ else ""


def colour() -> bool:
    """Say whether the output is a terminal that shows colour."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
