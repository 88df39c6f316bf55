"""The edge of the command: whatever was raised becomes a message and an exit code, and no traceback.

| raised | exit code | told |
|---|---|---|
| our own errors | theirs | their message |
| what the machine or SQLite refuses | 3 | what is wrong, where, what to do (`tracker.store.remedies`) |
| anything else, and the database is damaged | 3 | what is damaged |
| anything else | 1 | a fault of the tracker, and the file that has the traceback |
| Ctrl-C | 130 | that it was interrupted |
"""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tracker import __version__
from tracker.cli import out
from tracker.model.errors import TrackerError

REPORT = "tracker-error.txt"
_LONGEST = 64_000  # characters of a report: a recursion of a thousand calls is shortened, and its end is what matters
_INTERRUPTED = 128 + signal.SIGINT  # as a shell reckons


@contextmanager
def guarded(root: Path) -> Iterator[None]:
    """Run a command; what it raises ends the process with its message and exit code."""
    try:
        try:
            yield
        except (click.exceptions.Exit, click.Abort):
            raise
        except click.ClickException as error:
            told = io.StringIO()
            error.show(told)
            out.fail(told.getvalue().rstrip("\n"))
            sys.exit(error.exit_code)
        except Exception as error:  # noqa: BLE001  # the edge: what comes here has nowhere else to go
            if os.environ.get("TRACKER_DEBUG") == "1":
                out.fail(traceback.format_exc())
            _end(error, root)
    except KeyboardInterrupt:
        out.complain("Interrupted; what was done until now is kept.")
        sys.exit(_INTERRUPTED)
    except SystemExit as ended:
        _written(ended)
        raise
    _written(None)


def _end(error: Exception, root: Path) -> None:
    """Say what was raised, and end."""
    told = error if isinstance(error, TrackerError) else explained(error, root)
    if told is None:
        where = report(error, root)
        what = f"{type(error).__name__}: {error}".strip(": ")[:300]
        out.complain(f"Error: this is a bug of the tracker: {what}")
        out.complain(f"Please report it with the file {where}; TRACKER_DEBUG=1 shows the traceback at once.")
        sys.exit(1)
    out.fail(f"{'tracker' if told.exit_code == 0 else 'Error'}: {told}")
    sys.exit(told.exit_code)


def explained(error: Exception, root: Path) -> TrackerError | None:
    """Return our error for a foreign one: from the table, or because the database is found to be damaged."""
    from tracker.store import remedies

    found = remedies.known(error, root)
    if found is not None:
        return found
    path = root / "tracker.db"
    if not path.exists():
        return None
    import sqlite3

    from tracker.store import schema, sound

    try:
        connection = schema.connect(path)
    except TrackerError as wrong:
        return wrong
    except sqlite3.Error:
        return None
    try:
        complaints = sound.complaints(connection)
    finally:
        connection.close()
    return remedies.damaged(path, complaints[0]) if complaints else None


def report(error: Exception, root: Path) -> str:
    """Write the traceback into a file of the project, or of the temporary directory; return where, or the last line."""
    import platform
    import shlex
    import tempfile

    from tracker.archive import files

    lines = "".join(traceback.format_exception(error))
    if len(lines) > _LONGEST:
        lines = f"{lines[: _LONGEST // 2]}\n…\n{lines[-_LONGEST // 2 :]}"
    text = (
        f"tracker {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"$ {shlex.join(['tracker', *sys.argv[1:]])}\n\n{out.safe_lines(lines)}"
    )
    for folder in (root if (root / "tracker.toml").is_file() else None, Path(tempfile.gettempdir())):
        try:
            if folder is not None:
                files.write_text(folder / REPORT, text)
                return str(folder / REPORT)
        except (OSError, TrackerError):
            continue
    return "(none could be written)"


def _written(ended: SystemExit | None) -> None:
    """End with an error if something could not be written, and all else was well."""
    lost = out.lost()
    if lost is not None and not (ended and ended.code):
        out.complain(f"Error: the output could not be written: {lost.strerror or lost}")
        sys.exit(1)
