"""Times, ids and the words for outcomes, kinds of change and significance.

Times are text: UTC, ISO 8601, fixed width, milliseconds, `Z`, so that they sort as they happened.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Literal

Time = str

Outcome = Literal["complete", "window", "partial", "blocked", "failed"]

Kind = Literal["opened", "edited", "closed", "reopened", "unlisted"]

Significance = Literal["cosmetic", "template", "minor", "major"]

KINDS: tuple[Kind, ...] = ("opened", "edited", "closed", "reopened", "unlisted")

SIGNIFICANCES: tuple[Significance, ...] = ("cosmetic", "template", "minor", "major")

GOOD: tuple[Outcome, ...] = ("complete", "window")

COMMIT = "git-"  # begins the run of a check that is a commit of git; the commit's name follows


def iso(moment: datetime) -> Time:
    """Write a moment as the one form of time that is stored."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(time: Time) -> datetime:
    """Read a stored time back."""
    return datetime.fromisoformat(time)


def digest(*parts: str, length: int = 20) -> str:
    """Make an id out of content: the same parts give the same id, for ever."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def posting_id(source: str, external_id: str) -> str:
    """Name a posting by its source and its id there; an id that would not look well in an address is hashed."""
    plain = _SIMPLE(external_id) and external_id not in _ENDINGS
    return f"{source}.{external_id if plain else 'x' + digest(external_id, length=12)}"


_ENDINGS = frozenset(("json", "atom", "jsonfeed"))  # which name a form in the website's addresses

_SIMPLE = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


def check_id(source: str, at: Time) -> str:
    """Name the check of a source at a time."""
    return f"{source}.{at.translate(_PLAIN)}"


_PLAIN = str.maketrans("", "", "-:.")
