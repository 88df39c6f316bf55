r"""Print to the terminal, safely. Much of what is printed comes from websites: titles, reasons, URLs, headers.

Control sequences in such text could move the cursor, hide lines, set the window title or make the terminal send input.
So every control character is escaped as in Python (`\x1b`), and in JSON as in JSON (`\u001b`, the same value).
Nothing else in this package writes to a stream; a test checks that.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable

import click

# C0 except tab, DEL and C1; line and paragraph separators, which some terminals interpret; characters that override or
# isolate the writing direction; lone surrogates, which can't be encoded. Joiners and direction marks are kept, because
# Persian, Hebrew, Arabic and emoji need them.
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"\s*\n\s*")
# Our own colours, from `tracker.diff.render.as_terminal`, which removes escapes from the text itself.
_COLOURS = re.compile(r"(\x1b\[(?:9;31|4;32|0)m)")

_COLUMNS = 80  # of a terminal that does not tell its width
_lost: list[OSError] = []  # errors of streams that can no longer be written to


def say(text: str = "") -> None:
    """Print one line."""
    _write(safe(text) + "\n", err=False)


def complain(text: str) -> None:
    """Print one line on stderr, which cron sends by mail."""
    _write(safe(text) + "\n", err=True)


def say_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        say(line)


def fail(text: str) -> None:
    """Print an error message on stderr. Its line breaks are our own, because values in it are quoted."""
    for line in text.split("\n"):
        complain(line)


def say_coloured(text: str) -> None:
    """Print the lines of `render.as_terminal` with their colours; all other control characters are escaped."""
    for line in text.split("\n"):
        parts = _COLOURS.split(line)
        _write("".join(part if index % 2 else safe(part) for index, part in enumerate(parts)) + "\n", err=False)


def say_json(value: object) -> None:
    """Print one JSON document. Letters of every script are kept; control characters are escaped."""
    plain = not _encoding(sys.stdout).lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=plain, indent=2, default=str)
    _write("\n".join(_UNSAFE.sub(_json_escape, line) for line in text.split("\n")) + "\n", err=False)


def say_object(value: object, *, err: bool) -> None:
    """Print a JSON object on one line, in ASCII."""
    _write(json.dumps(value, default=str) + "\n", err=err)


def safe(text: str) -> str:
    """Return text with all control characters escaped, including line breaks."""
    return _UNSAFE.sub(_escape, text)


def safe_lines(text: str) -> str:
    """Return text with all control characters escaped, except line breaks."""
    return "\n".join(safe(line) for line in text.split("\n"))


def one_line(text: str) -> str:
    """Return text as one safe line for a table cell; line breaks become spaces."""
    return safe(_BREAKS.sub(" ", text))


def colour() -> bool:
    """Return whether to print colours: on a terminal, unless NO_COLOR is set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def is_terminal() -> bool:
    """Return whether somebody is watching."""
    return bool(sys.stdout and sys.stdout.isatty())


def columns() -> int:
    """Return the width of the terminal that reads the output, 0 if none does."""
    return shutil.get_terminal_size((_COLUMNS, 24)).columns if is_terminal() else 0


class ProgressLine:
    """A progress line on stderr that overwrites itself on a terminal, and prints nothing elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.on = bool(sys.stderr and sys.stderr.isatty()) and not quiet

    def show(self, text: str) -> None:
        """Replace the line, cut to the width of the terminal."""
        if self.on:
            width = _width()
            _write(f"\r\x1b[K{one_line(text)[: width - 1]}", err=True)

    def clear(self) -> None:
        """Remove the line."""
        if self.on:
            _write("\r\x1b[K", err=True)


def lost() -> OSError | None:
    """Return the first write error since the last call, or None. A closed pipe is not an error."""
    lost_error = next((error for error in _lost if not isinstance(error, BrokenPipeError)), None)
    _lost.clear()
    return lost_error


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004  # the limit of two hexadecimal digits


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _write(text: str, *, err: bool) -> None:
    """Write to a stream in its encoding. If that fails, remember the error and carry on without output."""
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
    """Send further output to /dev/null, so that a run continues after the reader of its output has ended."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
    finally:
        os.close(nowhere)
