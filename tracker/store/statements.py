"""Run the statements of a migration one by one, so that they are in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def execute(db: Database, statements: str) -> None:
    """Run statements that end with a semicolon and a line break."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


def drop_views(db: Database) -> None:
    """Drop all views; the last migration makes them again."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        db.execute(f'DROP VIEW "{name}"')
