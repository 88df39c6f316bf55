"""Packing: every record and every row stays as it is, other tools read the file, and a kill at any step loses nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import check, dump
from tests.tables import rows
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker import bringing, care, project
from tracker.archive import Archive, packing
from tracker.archive.frames import packed_compressor
from tracker.archive.packed import Head, Table, framed, head_of, info
from tracker.check import Checker
from tracker.cli import main
from tracker.errors import Damaged
from tracker.model import Capture, Page, Prior, Request, Source, digest

Serve = Callable[[World], Server]
NEVER, ALWAYS = "1970-01-01T00:00:00.000Z", "2199-01-01T00:00:00.000Z"


def watched(root: Path, serve: Serve, dialect: str = "json", checks: int = 4) -> World:
    """Watch one company for some checks, of which one changes nothing."""
    world = World(1, 6, size=900)
    base = serve(world).base
    (root / "tracker.toml").write_text(greenhouse_toml(base, 1) if dialect == "json" else html_toml(base, 1))
    check(root)
    for number in range(checks - 1):
        if number != 1:
            world.step(0.2, 0.2, 0.3)
        check(root)
    return world


def records_of(root: Path) -> list[tuple[str, int, bytes]]:
    """Return every record of the archive, with the address at which it was written."""
    archive = project.load(root).archive()
    found = []
    for file in archive.files():
        with archive.opened(file) as opened:
            found += [(file, one.address, one.plain) for one in opened.records()]
    return found


def pack(root: Path, *, over: bool) -> list[packing.Packed | None]:
    """Pack every file, whether or not its month is over."""
    archive = project.load(root).archive()
    return [packing.pack(archive, file, over=over) for file in archive.files()]


def rebuilt(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a database that is made anew of the archive alone."""
    here = project.load(root)
    here.database.rename(root / "kept.db")
    care.rebuild(here, lambda: None, without_missing=False)
    found = rows(here.database)
    here.database.unlink()
    (root / "kept.db").rename(here.database)
    return found
