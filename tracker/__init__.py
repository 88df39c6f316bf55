"""Keep the history of job postings, with evidence.

    with tracker.open("jobs") as project:
        for change in project.changes(since="7d"):
            print(change.at, change.title, change.summary)

docs/library.md explains every name. A name is loaded when it is first used, so that `import tracker` is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.model.version import __version__ as __version__
    from tracker.operations.library import (
        Blocked,
        Board,
        Change,
        Comparison,
        ConfigError,
        Damaged,
        Entry,
        Failed,
        FieldChange,
        Listing,
        NotFound,
        Page,
        Pay,
        Posting,
        Project,
        Reading,
        Request,
        Snapshot,
        Source,
        SourceStatus,
        TrackedPosting,
        TrackerError,
        Unavailable,
        Unread,
        UsageError,
        Version,
        compare,
        hookimpl,
        read,
        text_of,
    )
    from tracker.operations.library import open as open  # noqa: A004

__all__ = [
    "Blocked",
    "Board",
    "Change",
    "Comparison",
    "ConfigError",
    "Damaged",
    "Entry",
    "Failed",
    "FieldChange",
    "Listing",
    "NotFound",
    "Page",
    "Pay",
    "Posting",
    "Project",
    "Reading",
    "Request",
    "Snapshot",
    "Source",
    "SourceStatus",
    "TrackedPosting",
    "TrackerError",
    "Unavailable",
    "Unread",
    "UsageError",
    "Version",
    "compare",
    "hookimpl",
    "open",
    "read",
    "text_of",
]
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name."""
        if name == "__version__":
            return import_module("tracker.model.version").__version__
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(import_module("tracker.operations.library"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """List the public names, and what is loaded."""
        return sorted({*globals(), *__all__})
