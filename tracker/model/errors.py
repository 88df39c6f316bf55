"""What can go wrong, as types. The exit code of the command lives on the type.

TrackerError                 1
├── UsageError               2  a command, an option or an argument that can't be used
│   └── NotFound                a project, a posting, a version or a source that is not there
├── ConfigError              2  tracker.toml: every problem at once, each with its path
├── Damaged                  3  the store or the archive is not what was written
├── Unavailable              3  the machine refuses them: no room, no permission, a disk that fails; nothing is lost
├── Unusable                 1  a check whose own description can't be used: it costs that check, and the rest goes on
└── Unread                   1  a check could not be completed; recorded, and the run goes on
    ├── Failed                  network, HTTP or extraction
    │   └── Unsure              a page that has what may be postings, and may be something else
    └── Blocked                 a wall, a login, robots.txt
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import ClassVar

_NAMED = 20  # names that an error lists


class TrackerError(Exception):
    """Any error that has a message meant for the person who runs the tracker."""

    exit_code: ClassVar[int] = 1


class UsageError(TrackerError):
    """An argument names something that is not there, or can't be used as given."""

    exit_code: ClassVar[int] = 2


class NotFound(UsageError):
    """No project, posting, version or source is there under this name."""


class ConfigError(TrackerError):
    """Everything that is wrong with tracker.toml, found in one reading."""

    exit_code: ClassVar[int] = 2

    def __init__(self, where: str, problems: list[str]) -> None:
        self.where = where
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{where} can't be used:\n{lines}")


def unknown(name: str, known: Collection[str], *, what: str, where: str) -> NotFound:
    """Return the error for a name that is none, with what was probably meant, or else what there is."""
    near = difflib.get_close_matches(name.lower(), known, 1)
    there = ", ".join(list(known)[:_NAMED]) + (f" and {len(known) - _NAMED} more" if len(known) > _NAMED else "")
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {there or 'none yet'}"
    return NotFound(f"no {what} {name!r} in {where}; {hint}")


class Damaged(TrackerError):
    """The store or the archive holds something other than what was committed."""

    exit_code: ClassVar[int] = 3


class Unavailable(TrackerError):
    """The store or the archive can't be read or written as things are; what stands in it is sound."""

    exit_code: ClassVar[int] = 3


class Unusable(TrackerError):
    """A check whose own description can't be used: an odd name, time, setting or page. It costs that check only."""


class Unread(TrackerError):
    """A listing could not be read. `outcome` is what its check is recorded as."""

    outcome: ClassVar[str] = "failed"


class Failed(Unread):
    """Network, HTTP or extraction."""


class Unsure(Failed):
    """A page that has what may be postings, and may be something else."""


class Blocked(Unread):
    """Something stood in the way: a bot wall, a login, a consent page, robots.txt."""

    outcome: ClassVar[str] = "blocked"
