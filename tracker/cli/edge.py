"""Turn every exception of a command into a message and an exit code, without a traceback.

| raised | exit code | message |
|---|---|---|
| our own errors | their own | their own |
| an error of the system or of SQLite | 3 | what is wrong, where, and what to do (`tracker.store.remedies`) |
| anything else, if the database is damaged | 3 | what is damaged |
| anything else | 1 | that it is a bug, and the file with the traceback |
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

from tracker.cli import out
from tracker.model.errors import TrackerError, UsageError
from tracker.model.version import __version__

REPORT = "tracker-error.txt"
_LONGEST = 64_000  # longest report, in characters; a deep recursion is shortened in the middle
_INTERRUPTED = 128 + signal.SIGINT  # the exit code that shells use for SIGINT


@contextmanager
def guarded(root: Path) -> Iterator[None]:
    """Run a command; on an exception, print its message and exit with its code."""
    try:
        try:
            yield
        except (click.exceptions.Exit, click.Abort):
            raise
        except click.ClickException as error:
            printed = io.StringIO()
            error.show(printed)
            out.fail(printed.getvalue().rstrip("\n"))
            sys.exit(error.exit_code)
        except Exception as error:  # noqa: BLE001  # the outermost handler
            if os.environ.get("TRACKER_DEBUG") == "1":
                out.fail(traceback.format_exc())
            _end(error, root)
    except KeyboardInterrupt:
        out.complain("Interrupted. Work done so far is kept.")
        sys.exit(_INTERRUPTED)
    except SystemExit as ended:
        _written(ended)
        raise
    _written(None)


def _end(error: Exception, root: Path) -> None:
    """Print the error, and exit."""
    known = error if isinstance(error, TrackerError) else explained(error, root)
    if known is None:
        report_path = report(error, root)
        what = f"{type(error).__name__}: {error}".strip(": ")[:300]
        out.complain(f"Error: this is a bug in tracker: {what}")
        out.complain(f"Please report it and attach {report_path}. Set TRACKER_DEBUG=1 to print the traceback.")
        sys.exit(1)
    out.fail(f"Error: {known}")
    sys.exit(known.exit_code)


def explained(error: Exception, root: Path) -> TrackerError | None:
    """Return our own error for a known system error or a damaged database, else None."""
    from tracker.store import remedies

    known = remedies.of_error(error, root) or _not_text(error)
    if known is not None:
        return known
    path = root / "tracker.db"
    if not path.exists():
        return None
    import sqlite3

    from tracker.store import integrity, schema

    try:
        connection = schema.connect(path)
    except TrackerError as wrong:
        return wrong
    except sqlite3.Error:
        return None
    try:
        complaints = integrity.complaints(connection)
    except TrackerError:
        return None  # it can't be compared with a new one here
    finally:
        connection.close()
    return remedies.damaged(path, complaints[0]) if complaints else None


def _not_text(error: Exception) -> TrackerError | None:
    """Return our own error if an argument has bytes that are not UTF-8, which Python passes on as lone surrogates."""
    if not isinstance(error, (UnicodeEncodeError, TypeError)):  # orjson raises a TypeError
        return None
    wrong = [argument for argument in sys.argv[1:] if argument != argument.encode(errors="replace").decode()]
    return UsageError(f"{wrong[0]!r} is not valid UTF-8; enter it again") if wrong else None


def report(error: Exception, root: Path) -> str:
    """Write the traceback to a file in the project or the temporary directory; return its path, or a note if that fails."""
    import platform
    import shlex
    import tempfile

    from tracker.archive import atomic_files

    lines = "".join(traceback.format_exception(error))
    if len(lines) > _LONGEST:
        lines = f"{lines[: _LONGEST // 2]}\n…\n{lines[-_LONGEST // 2 :]}"
    text = (
        f"tracker {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"$ {out.safe(shlex.join(['tracker', *sys.argv[1:]]))}\n\n{out.safe_lines(lines)}"
    )
    for folder in (root if (root / "tracker.toml").is_file() else None, Path(tempfile.gettempdir())):
        try:
            if folder is not None:
                atomic_files.write_text(folder / REPORT, text)
                return str(folder / REPORT)
        except (OSError, TrackerError):
            continue
    return "(no report file could be written)"


def _written(ended: SystemExit | None) -> None:
    """Exit with an error if the output could not be written and nothing else failed."""
    lost = out.lost()
    if lost is not None and not (ended and ended.code):
        out.complain(f"Error: could not write the output: {lost.strerror or lost}")
        sys.exit(1)
