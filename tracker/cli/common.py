"""What several commands share: options, times, the database to read, and tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from tracker.cli import out
from tracker.model import iso
from tracker.model.errors import ConfigError, UsageError, unknown

F = TypeVar("F", bound=Callable[..., Any])
_WHOLE = frozenset(("posting", "source", "id"))  # columns that people copy from are never cut
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Moment(click.ParamType[str]):
    """A time: ISO 8601, UTC unless it says otherwise; or counted back from now: `7d`, `12h`, `2w`, `yesterday`, `today`.

    A date alone is its end (`late`) or its beginning, and so are `yesterday` and `today`.

    With `known` it is one of which something is known: of the future it is said that the newest state is shown.
    """

    name = "time"

    def __init__(self, *, late: bool = False, known: bool = False) -> None:
        self.late = late
        self.known = known

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Bring it to the form that is stored."""
        value = ago(value, datetime.now(UTC)) or value
        try:
            if len(value) == len("2023-08-17"):
                edge = time(23, 59, 59, 999000) if self.late else time()
                found = datetime.combine(date.fromisoformat(value), edge, UTC)
                self._future(value, datetime.combine(found.date(), time(), UTC))
                return iso(found)
            found = datetime.fromisoformat(value)
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            self._future(value, found)
            return iso(found)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no time; write 2023-08-17, 2023-08-17T08:00Z, 7d (seven days ago), or yesterday",
                param,
                ctx,
            )

    def _future(self, value: str, begins: datetime) -> None:
        if self.known and begins > datetime.now(UTC):
            out.complain(f"{value} is in the future: this is the newest state that is known.")


_HOURS = {"h": 1, "d": 24, "w": 168}
_DAYS = {"today": 0, "yesterday": 1}
_DIGITS = 4  # of a number of days


def ago(words: str, now: datetime) -> str:
    """Return the time that words like `7d`, `12h`, `2w` or `yesterday` name, "" if they name none."""
    low = words.strip().casefold()
    if low in _DAYS:
        return (now.date() - timedelta(days=_DAYS[low])).isoformat()
    number, unit = low[:-1], low[-1:]
    if unit in _HOURS and number.isascii() and number.isdecimal() and len(number) <= _DIGITS:
        return iso(now - timedelta(hours=int(number) * _HOURS[unit]))
    return ""


at_option = click.option(
    "--at", type=Moment(late=True, known=True), help="As of this time, e.g. 2023-08-17 or 2023-08-17T08:00Z."
)


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


def check_source(connection: sqlite3.Connection, name: str, root: Path) -> None:
    """Refuse a name that is no source of the database; UsageError says what was probably meant."""
    known = [row[0] for row in connection.execute("SELECT source FROM source_state ORDER BY source")]
    if name in known:
        return
    for now_called, former in connection.execute("SELECT source, j.value FROM source_state, json_each(names) AS j"):
        if name == former:
            message = f"source {name!r} is called {now_called!r} now; type that name"
            raise UsageError(message)
    if name in _configured(root):
        message = f"source {name!r} was not checked yet; type: tracker run {name}"
        raise UsageError(message)
    raise unknown(name, known, what="source", where="the database")


def _configured(root: Path) -> Collection[str]:
    from tracker.operations import project

    try:
        return project.load(root).settings.sources
    except ConfigError:
        return ()


def without_text(count: int) -> str:
    """Return how many open postings have no text, "" for none."""
    return f"{count} open {'posting has' if count == 1 else 'postings have'} no text" if count else ""


def print_rows(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> None:
    """Print a table whose last column may be long."""
    shown = [[out.one_line(str("" if cell is None else cell)) for cell in row] for row in rows]
    widths = [
        min(90 if head in _WHOLE else 44, max([len(head), *(len(row[place]) for row in shown)]))
        for place, head in enumerate(heads[:-1])
    ]
    for row in [list(heads), *shown]:
        cells = [cell[:width].ljust(width) for cell, width in zip(row, widths, strict=False)]
        out.say("  ".join([*cells, row[-1]]).rstrip())


def short(time_: str | None) -> str:
    """Write a time for people: to the minute."""
    return f"{time_[:10]} {time_[11:16]}" if time_ else ""
