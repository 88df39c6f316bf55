"""The tracker's exceptions. Each type has the exit code that the command returns.

TrackerError                 1
├── UsageError               2  a command, an option or an argument that can't be used
│   ├── NotFound                no such project, posting, version or source
│   ├── WrongType               an argument of the library has the wrong type (a TypeError too)
│   └── WrongValue              a text of the library is not what it should be (a ValueError too)
├── ConfigError              2  tracker.toml: every problem at once, each with its path
│   └── NoProject               there is no tracker.toml
├── Damaged                  3  the database or the archive is not what was written
├── Unavailable              3  the system refuses access: disk full, no permission, disk error; nothing is lost
├── Unusable                 1  a check whose own description can't be used; only that check is skipped
└── Unread                   1  a check could not be completed; it is recorded, and the run goes on
    ├── Failed                  network, HTTP or extraction
    │   └── Unsure              a page that has what may be postings, or may be something else
    └── Blocked                 a wall, a login, robots.txt
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import ClassVar

_NAMED = 20  # names that an error lists at most


class TrackerError(Exception):
    """Base class of every error with a message for the person who runs the tracker."""

    exit_code: ClassVar[int] = 1

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to copy an error or send it to another process, without calling its constructor again."""
        return _copied, (type(self), self.args, self.__dict__)


def _copied(kind: type[TrackerError], args: tuple[object, ...], attributes: dict[str, object]) -> TrackerError:
    error = kind.__new__(kind, *args)  # this also sets its `args`
    error.__dict__.update(attributes)
    return error


class UsageError(TrackerError):
    """An argument names something that does not exist, or can't be used as given."""

    exit_code: ClassVar[int] = 2


class NotFound(UsageError):
    """There is no project, posting, version or source of this name."""


class WrongType(UsageError, TypeError):
    """An argument of the library has a type that can't be used."""


class WrongValue(UsageError, ValueError):
    """An argument of the library is a text that can't be read."""


class ConfigError(TrackerError):
    """Everything that is wrong with tracker.toml, reported at once."""

    exit_code: ClassVar[int] = 2

    def __init__(self, where: str, problems: list[str]) -> None:
        self.where = where
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{where} can't be used:\n{lines}")


class NoProject(ConfigError):
    """A directory has no tracker.toml."""

    def __init__(self, directory: str) -> None:
        advice = (
            f"there is no tracker.toml in {directory}; run `tracker init`, or choose a project directory with -C DIR"
        )
        super().__init__(f"{directory}/tracker.toml", ["it does not exist"])
        self.args = (advice,)


def unknown(name: str, known: Collection[str], *, what: str, where: str) -> NotFound:
    """Return the error for an unknown name. It suggests the closest known name, or else lists the known ones."""
    suggestions = difflib.get_close_matches(name.lower(), known, 1)
    names = ", ".join(list(known)[:_NAMED]) + (f" and {len(known) - _NAMED} more" if len(known) > _NAMED else "")
    hint = (
        f"did you mean {suggestions[0]!r}?"
        if suggestions
        else f"choose from: {names}"
        if names
        else "there are none yet"
    )
    return NotFound(f"no {what} {name!r} in {where}; {hint}")


class Damaged(TrackerError):
    """The database or the archive holds something other than what was written."""

    exit_code: ClassVar[int] = 3


class Unavailable(TrackerError):
    """The database or the archive can't be read or written at the moment. Its content is intact.

    `what` is the cause alone, without the file and the remedy, "" if the message has no such part.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str = "", what: str = "") -> None:
        super().__init__(message)
        self.what = what


class Unusable(TrackerError):
    """A check whose description is not valid: a bad name, time, setting or page. Only that check is skipped."""


class Unread(TrackerError):
    """A listing could not be read. `outcome` is what its check is recorded as."""

    outcome: ClassVar[str] = "failed"


class Failed(Unread):
    """A network error, an HTTP error, or a reply that can't be read. `what` is the message without `advice`, which follows it."""

    def __init__(self, what: str = "", advice: str = "") -> None:
        super().__init__(f"{what}; {advice}" if advice else what)
        self.what = what


class Unsure(Failed):
    """A page with elements that may be postings, or may be something else."""


class Blocked(Unread):
    """Access was refused: a bot wall, a login, a consent page, robots.txt."""

    outcome: ClassVar[str] = "blocked"
