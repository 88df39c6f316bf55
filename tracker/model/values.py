"""Times, ids, and the words for outcomes, kinds of change and significance.

Times are text: UTC, ISO 8601, fixed width, milliseconds, `Z`. They sort in the order of time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Literal, TypeVar

T = TypeVar("T")

Time = str

Outcome = Literal["complete", "window", "partial", "blocked", "failed"]

Kind = Literal["opened", "edited", "closed", "reopened", "unlisted"]

Significance = Literal["cosmetic", "template", "minor", "major"]

KINDS: tuple[Kind, ...] = ("opened", "edited", "closed", "reopened", "unlisted")

SIGNIFICANCES: tuple[Significance, ...] = ("cosmetic", "template", "minor", "major")

GOOD: tuple[Outcome, ...] = ("complete", "window")

COMMIT = "git-"  # prefix of the run of a check that is a commit of git; the commit's hash and the paths follow


def iso(moment: datetime) -> Time:
    """Return a datetime in the form in which times are stored."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(time: Time) -> datetime:
    """Return a stored time as a datetime."""
    return datetime.fromisoformat(time)


def digest(*parts: str, length: int = 20) -> str:
    """Return an id made of the content: the same parts always have the same id."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def field_setter(kind: type[T], name: str) -> Callable[[T, object], T]:
    """Return a function that copies a dataclass with another value in one field.

    `dataclasses.replace` does the same in twice the time. This is for what is copied for each posting of each check.
    """
    names = [item.name for item in fields(kind)]  # type: ignore[arg-type]
    position = names.index(name)
    values_of = attrgetter(*names)

    def changed(item: T, value: object) -> T:
        values = list(values_of(item))
        values[position] = value
        return kind(*values)

    return changed


def posting_id(source: str, external_id: str) -> str:
    """Return a posting's id, made of its source and its id there. An id that does not fit into a URL is hashed."""
    plain = _SIMPLE(external_id) and external_id not in _ENDINGS
    return f"{source}.{external_id if plain else 'x' + digest(external_id, length=12)}"


_ENDINGS = frozenset(("json", "atom", "jsonfeed"))  # file formats in the website's addresses

_SIMPLE = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


def check_id(source: str, at: Time) -> str:
    """Return the id of the check of a source at a time."""
    return f"{source}.{at.translate(_PLAIN)}"


_PLAIN = str.maketrans("", "", "-:.")
