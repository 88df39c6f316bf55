"""Remove a source from tracker.toml, and its history from the archive and the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.archive import removal
from tracker.model.errors import TrackerError, UsageError, unknown
from tracker.operations.project import Project, change
from tracker.store import remedies, sources

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

# What remains to be done if a removal is interrupted, in the order of its steps.
_NOT_DELETED = (
    "it is removed from tracker.toml, but its history is not deleted; run `tracker remove {slug} --yes` again"
)
_FILES_LEFT = "its history is deleted from tracker.db, but not all of its files in snapshots/; the next `tracker run` deletes them"
_STILL_WATCHED = (
    "it is removed from tracker.toml, but the website still calls it monitored; the next `tracker run` mends that"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a removal deletes. `names` are all names that the source had, the current one first."""

    names: tuple[str, ...]
    watched: bool
    checks: int
    postings: int
    files: int
    bytes: int


def plan(project: Project, slug: str) -> Plan:
    """Return what would be removed. Raise UsageError for a source that is neither monitored nor in the history."""
    archive = project.finished()
    watched = slug in project.settings.sources
    names: tuple[str, ...] = (slug,)
    checks = postings = 0
    if project.database.exists():
        with project.open_database() as database:
            chain = database.chain(slug)
            if chain[0] != slug and not watched:
                message = f"source {slug!r} was renamed to {chain[0]!r}; use that name"
                raise UsageError(message)
            others = set(project.settings.sources) - {slug}
            names = tuple(name for name in chain if name not in others)
            checks, postings = sources.size(database.connection, names)
    files = [file for name in names for file in archive.files(name)]
    if not watched and not checks and not files:
        known = sorted({*project.settings.sources, *(file.partition("/")[0] for file in archive.files())})
        raise unknown(slug, known, what="source", where="tracker.toml or in snapshots/")
    return Plan(names, watched, checks, postings, len(files), sum(archive.size(file) for file in files))


def remove(project: Project, slug: str, *, keep_history: bool) -> Plan:
    """Stop monitoring a source, and remove its history unless `keep_history`.

    If it is killed at any moment, the project still works: first the source is removed from tracker.toml, then its
    history is deleted as a whole (`tracker.archive.removal`). Running the command again completes the removal. If the
    machine refuses something in between, the error says what was done and what remains.
    """
    with project.lock(wait=True) as current, current.open_database() as database:
        removal_plan, settings = plan(current, slug), current.settings
        if removal_plan.watched:
            settings = change(current.root / "tracker.toml", lambda document: _take_out(document, slug))
        state = (
            _STILL_WATCHED if removal_plan.watched and keep_history else _NOT_DELETED if removal_plan.watched else ""
        )
        try:
            if not keep_history:
                with database.transaction():
                    for name in removal_plan.names:
                        sources.remove(database.connection, name)
                        database.forget(name)
                    database.forget_unused_blocks()
                    removal.note(current.snapshots, removal_plan.names)
                state = _FILES_LEFT
                removal.finish(current.snapshots, ())
                state = _STILL_WATCHED
            database.watch(settings.sources, settings.topics)
        except (OSError, sqlite3.Error, TrackerError) as error:
            known = error if isinstance(error, TrackerError) else remedies.of_error(error, current.root)
            if known is None or not state:
                raise
            message = f"{known}. {slug} is no longer monitored: {state.format(slug=slug)}"
            raise type(known)(message) from error
    return removal_plan


def _take_out(document: TOMLDocument, slug: str) -> None:
    """Delete the table of a source. Comments after its last key belong to the next table, and stay."""
    written = document["sources"]
    order = list(written)
    comments = _comments_behind(written[slug])
    del written[slug]
    if len(order) == 1:
        comments += _comments_behind(written)
        del document["sources"]
    if not comments:
        return
    following = order[order.index(slug) + 1 :]
    if following:
        with suppress(AttributeError):
            trivia = written[following[0]].trivia
            trivia.indent = comments + trivia.indent
            return
    import tomlkit

    before = written[order[order.index(slug) - 1]] if order.index(slug) else document
    for line in comments.split("\n"):
        if line.strip():
            before.add(tomlkit.comment(line.strip().removeprefix("#").strip()))


def _comments_behind(table: object) -> str:
    """Return the comments after the last key of a table as written, "" if there are none."""
    body: Sequence[tuple[object, object]] = getattr(getattr(table, "value", None), "body", ())
    last = max((index for index, (key, _) in enumerate(body) if key is not None), default=-1)
    text = "".join(item.as_string() for _, item in body[last + 1 :])  # type: ignore[attr-defined]
    return text if "#" in text else ""
