"""corrections.jsonl: the notes and removals that people make. They can't be derived from the archive.

One JSON object per line; lines are only added. A note is undone by a later line. Of a removed passage the file has hashes
only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from tracker.archive import atomic_files
from tracker.model import Time
from tracker.model.errors import ConfigError
from tracker.model.redaction import Passage, Redaction
from tracker.store import corrections

if TYPE_CHECKING:
    from tracker.store.database import Database

NAME = "corrections.jsonl"


class PassageLine(TypedDict):
    """A removed passage: its hashes, and not its words."""

    salt: str
    length: int
    rolling: int
    sha256: str


class NoteLine(TypedDict):
    """A note on a posting, or on a change of it."""

    kind: Literal["annotation"]
    id: str
    at: Time
    posting: str
    change: str | None
    text: str
    by: str


class UndoneLine(TypedDict):
    """The note with this id is removed."""

    kind: Literal["undone"]
    id: str
    at: Time


class RemovalLine(TypedDict):
    """Passages that are removed from a posting; with `archive`, from the archived replies too."""

    kind: Literal["redaction"]
    id: str
    at: Time
    posting: str
    source: str
    external_id: str
    passages: list[PassageLine]
    reason: str
    by: str
    archive: bool


@dataclass(frozen=True, slots=True)
class Corrections:
    """The content of the file."""

    annotations: tuple[corrections.Annotation, ...] = ()
    removals: tuple[corrections.Removal, ...] = ()
    redactions: tuple[Redaction, ...] = ()


def read(root: Path) -> Corrections:
    """Read the file; nothing if there is none. Raise ConfigError, with the line, if it is not what was written."""
    path = root / NAME
    if not path.exists():
        return Corrections()
    notes: dict[str, corrections.Annotation] = {}
    removals: dict[str, corrections.Removal] = {}
    redactions: dict[str, Redaction] = {}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["kind"] == "annotation":
                notes[row["id"]] = _note(row)
            elif row["kind"] == "undone":
                notes.pop(row["id"], None)
            elif row["kind"] == "redaction":
                removals[row["id"]], redactions[row["id"]] = _removal(row)
        except (ValueError, KeyError, TypeError) as error:
            problem = (
                f"line {number} is not a correction ({type(error).__name__}: {error}); restore the file from a copy"
            )
            raise ConfigError(str(path), [problem]) from error
    return Corrections(tuple(notes.values()), tuple(removals.values()), tuple(redactions.values()))


def _note(row: NoteLine) -> corrections.Annotation:
    return corrections.Annotation(row["id"], row["posting"], row["change"], row["at"], row["text"], row["by"])


def _removal(row: RemovalLine) -> tuple[corrections.Removal, Redaction]:
    passages = tuple(Passage(one["salt"], one["length"], one["rolling"], one["sha256"]) for one in row["passages"])
    removal = corrections.Removal(
        row["id"], row["posting"], row["at"], row["reason"], row["by"], archived=not row["archive"]
    )
    return removal, Redaction(row["id"], row["posting"], row["source"], row["external_id"], passages)


def add(root: Path, row: NoteLine | UndoneLine | RemovalLine) -> None:
    """Add a line atomically: a reader sees the file with the whole line or without it."""
    path = root / NAME
    before = path.read_text("utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    atomic_files.write_text(path, f"{before}{json.dumps(row, ensure_ascii=False)}\n")


def shape(passages: Iterable[Passage]) -> list[PassageLine]:
    """Return passages in the form in which the file has them."""
    return [{"salt": one.salt, "length": one.length, "rolling": one.rolling, "sha256": one.sha256} for one in passages]


def load(root: Path, database: Database) -> None:
    """Copy the file into the database, and let its removals apply to everything that is folded."""
    all_corrections = read(root)
    database.redactions = all_corrections.redactions
    with database.transaction():
        corrections.put_annotations(database.connection, all_corrections.annotations)
        corrections.put_removals(database.connection, all_corrections.removals, all_corrections.redactions)
