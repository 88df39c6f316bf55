"""Parse values of tracker.toml (a duration, a size, a secret), and shorten wrong ones for messages."""

from __future__ import annotations

import base64
import binascii
import re
import reprlib
from dataclasses import dataclass
from datetime import date, time

DURATION = r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|d|w|y)"
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31557600.0}
LONGEST = 100 * 365 * 86400.0  # seconds, a hundred years; dates can't be calculated beyond that
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
DAY = r"\d{4}-\d{2}-\d{2}"
SIZE = r"(\d{1,9}(?:\.\d{1,9})?)\s*([kKMGT]i?)?B"
_POWERS = {"": 0, "k": 1, "K": 1, "M": 2, "G": 3, "T": 4}
LARGEST = 1 << 60  # bytes
# Standard Webhooks, "Signature scheme": the base64 of 24 (192 bits) to 64 bytes (512 bits), with the prefix whsec_.
SECRET_PREFIX = "whsec_"  # noqa: S105  # the prefix of every secret
SECRET_BYTES = range(24, 65)
MOST_SECRETS = 4  # that sign at once: the new one, the old one, and room
MAKE_SECRET = "echo whsec_$(head -c 32 /dev/urandom | base64)"  # noqa: S105  # a command
_ENVIRONMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file: its type, its description, and its allowed values."""

    kind: str
    about: str
    choices: tuple[str, ...] = ()


_short = reprlib.Repr()
_short.maxlevel = 2
_short.maxstring = _short.maxother = _short.maxlong = 80


def duration(text: str) -> float | None:
    """Return `500ms`, `1s`, `6h`, `7d` in seconds; None if the text is not a duration, or exceeds a hundred years."""
    match = re.fullmatch(DURATION, text.strip())
    seconds = float(match[1]) * _UNITS[match[2]] if match else None
    return seconds if seconds is not None and seconds <= LONGEST else None


def size(value: object) -> int | None:
    """Return `500MB`, `1.5GB`, `64KiB` or a whole number of bytes as bytes; None if it is not a size above 0."""
    if isinstance(value, str):
        match = re.fullmatch(SIZE, value.strip(), re.ASCII)
        if not match:
            return None
        unit = match[2] or ""
        value = int(float(match[1]) * (1024 if unit.endswith("i") else 1000) ** _POWERS[unit.removesuffix("i")])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= LARGEST else None


def secret_problem(secret: str) -> str:
    """Return what is wrong with a Standard Webhooks secret, "" if nothing is. The text never includes the secret."""
    try:
        length = len(base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True))
    except (binascii.Error, ValueError):
        return f"is not base64; a secret is whsec_ and the base64 of 24 to 64 bytes; make one: {MAKE_SECRET}"
    if length not in SECRET_BYTES:
        return (
            f"is {length} bytes of base64; a Standard Webhooks secret is whsec_ and the base64 of 24 to 64 bytes; "
            f"make one: {MAKE_SECRET}"
        )
    return ""


def environment_problem(name: str, example: str = "TRACKER_WEBHOOK_SECRET") -> str:
    """Return what is wrong with NAME in `env:NAME`, "" if nothing is."""
    if _ENVIRONMENT.fullmatch(name):
        return ""
    return f"should name an environment variable, env:{example}, not {quoted('env:' + name)}"


def quoted(value: object) -> str:
    """Return a value for a message: quoted, and cut to one line. Dates and times are as TOML writes them."""
    if isinstance(value, (date, time)):
        return value.isoformat()
    try:
        return _short.repr(value)
    except RecursionError:
        return f"a {type(value).__name__} that is nested too deeply"
    except ValueError:  # a number with more digits than Python prints
        return f"a {type(value).__name__} that is too long"
