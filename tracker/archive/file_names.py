"""Where a check may be written: `<slug>/<YYYY-MM>.warc.zst` below the archive's root, and nowhere else.

Commits of a folder are small, so one file has those of a year: `<slug>/<YYYY>-commits.warc.zst`.

A slug and a time can come from an imported file, so both are checked before they become a path, and the path is
checked again against the disk, where a link may lead elsewhere.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from tracker.model import Time
from tracker.model.errors import Unusable

SUFFIX = ".warc.zst"
COMMITS = f"-commits{SUFFIX}"  # ends the name of a file of commits
MOST_SLUG = 100  # characters: with a month and a suffix it is a file name that every file system takes
_SLUG = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{MOST_SLUG - 1}}}")
_TIME = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_YEARS = range(1970, 2200)  # a time of another year is a mistake, and arithmetic on it may overflow
_SHOWN = 80  # characters of an odd value in a message


def is_slug(value: object) -> bool:
    """Return whether a value can be the name of a source: lower-case letters, digits, - and _, at most 100."""
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None


def is_time(value: object) -> bool:
    """Return whether a value is a time as we write it, of a day that exists, from 1970 to 2199."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[1]) not in _YEARS:
        return False
    try:
        datetime.fromisoformat(match[0])
    except ValueError:
        return False
    return True


def file_name(slug: str, at: Time, *, commits: bool = False) -> str:
    """Return the file of a check of a source at a time, relative to the root. Raise Unusable if there is none.

    `commits`: the file is one of commits of a folder.
    """
    if not is_slug(slug):
        message = (
            f"{quoted(slug)} can't name a source; use lower-case letters, digits, - and _, "
            f"beginning with a letter or digit, at most {MOST_SLUG}"
        )
        raise Unusable(message)
    if not is_time(at):
        message = f"{quoted(at)} is not the time of a check; it should look like 2026-01-31T06:00:00.000Z"
        raise Unusable(message)
    return f"{slug}/{at[:4]}{COMMITS}" if commits else f"{slug}/{at[:7]}{SUFFIX}"


def within_root(root: Path, file: str) -> str:
    """Return the file. Raise Unusable if it would lie outside of the root, once links are followed."""
    real_root = os.path.realpath(root)
    real_path = os.path.realpath(root / file)
    if os.path.commonpath((real_root, real_path)) != real_root or real_path == real_root:
        message = (
            f"{root / file} leads out of {root}, to {real_path}; nothing is written there: "
            "remove the link, or make the whole snapshots/ a link to the other place"
        )
        raise Unusable(message)
    return file


def quoted(value: object) -> str:
    """Write an odd value for a message: quoted, in ASCII, and short."""
    try:
        text = ascii(value)
    except (ValueError, RecursionError):  # an integer of many thousand digits, or lists within lists
        text = f"<{type(value).__name__}>"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
