r"""The one way to the terminal. What a site sent is in much of what is printed: titles, reasons, addresses, headers.

A terminal obeys control sequences: they can move the cursor, hide lines, set the title, or make it answer. So every
character that is no text is written as Python would write it (`\x1b`), and in JSON as JSON does (`\u001b`, which is the
same value). Nothing else in this package writes to a stream; a test sees to it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable

import click

# C0 but for the tab, DEL and C1; line and paragraph separators, which some terminals obey; the characters that override or
# isolate the direction of writing; halves of surrogate pairs, which no stream takes. Joiners and direction marks stay:
# Persian, Hebrew, Arabic and emoji need them.
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"\s*\n\s*")
# The colours of our own: what `tracker.diff.render.as_terminal` writes around words, whose own escapes it has taken out.
_COLOURS = re.compile(r"(\x1b\[(?:9;31|4;32|0)m)")

_lost: list[OSError] = []  # why a stream can't be written any more


def say(text: str = "") -> None:
    """Print one line."""
    _write(safe(text) + "\n", err=False)


def complain(text: str) -> None:
    """Print one line on stderr, where cron's mail comes from."""
    _write(safe(text) + "\n", err=True)


def say_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        say(line)


def fail(text: str) -> None:
    """Print the message of an error on stderr; its line breaks are ours, for values in it are quoted."""
    for line in text.split("\n"):
        complain(line)


def say_coloured(text: str) -> None:
    """Print lines that have colours of ours, of `render.as_terminal`; every other escape is written out."""
    for line in text.split("\n"):
        parts = _COLOURS.split(line)
        _write("".join(part if place % 2 else safe(part) for place, part in enumerate(parts)) + "\n", err=False)


def say_json(value: object) -> None:
    """Print one JSON document, readable and harmless: letters of any script stand as they are, controls are escaped."""
    plain = not _encoding(sys.stdout).lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=plain, indent=2, default=str)
    _write("\n".join(_UNSAFE.sub(_json_escape, line) for line in text.split("\n")) + "\n", err=False)


def safe(text: str) -> str:
    """Return text with every character that a terminal would obey written out; line breaks too."""
    return _UNSAFE.sub(_escape, text)


def safe_lines(text: str) -> str:
    """Return text made safe line by line: its line breaks stay."""
    return "\n".join(safe(line) for line in text.split("\n"))


def one_line(text: str) -> str:
    """Return text in one line, for a cell of a table: breaks become spaces, and the rest is made safe."""
    return safe(_BREAKS.sub(" ", text))


def colour() -> bool:
    """Return whether the output is a terminal that shows colour."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


class Moving:
    """On a terminal, a line on stderr that says what is being done, and is written over; elsewhere nothing."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.on = bool(sys.stderr and sys.stderr.isatty()) and not quiet

    def show(self, text: str) -> None:
        """Write the line anew, cut to the width of the terminal."""
        if self.on:
            width = _width()
            _write(f"\r\x1b[K{one_line(text)[: width - 1]}", err=True)

    def clear(self) -> None:
        """Take the line away."""
        if self.on:
            _write("\r\x1b[K", err=True)


def lost() -> OSError | None:
    """Return why something could not be written since this was last asked; None for a reader that went away."""
    found = next((error for error in _lost if not isinstance(error, BrokenPipeError)), None)
    _lost.clear()
    return found


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004  # what two hexadecimal digits can say


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _write(text: str, *, err: bool) -> None:
    """Write to a stream, in its encoding. Where it can't be written any more, the work goes on, and nothing is said."""
    stream = sys.stderr if err else sys.stdout
    encoding = _encoding(stream)
    try:
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, err=err)
    except OSError as error:
        _lost.append(error)
        _silence(err=err)


def _encoding(stream: object) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _silence(*, err: bool) -> None:
    """Let what is still to be written go nowhere: a run does not end because nobody reads of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
    finally:
        os.close(nowhere)
