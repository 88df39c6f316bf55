"""A posting of a project in the public API: its fields and its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from tracker.config.values import quoted
from tracker.model import Posting, Time
from tracker.model.errors import NotFound, UsageError
from tracker.operations import arguments
from tracker.operations.comparison import Comparison, compare
from tracker.operations.records import Change, Version


class _History(Protocol):
    """Reads the history of a posting; an open project does."""

    def versions_of(self, posting: str) -> tuple[Version, ...]:
        """Return all versions of a posting, the oldest first."""

    def changes_of(self, posting: str) -> tuple[Change, ...]:
        """Return all changes of a posting, the oldest first."""


@dataclass(frozen=True, kw_only=True)
class TrackedPosting(Posting):
    """A posting of a project: its fields and text in one version, and its history.

    `id` never changes. `source` is the name of its source in tracker.toml. `version` is the number of the version that
    the fields come from: the newest, or that of the requested time. `status` is open or closed. `last_seen` is when it
    was last seen in the list, None as of a past time. `repost_of` is the id of the posting that it is a repost of.
    """

    id: str
    source: str
    employer: str
    status: Literal["open", "closed"]
    version: int
    first_seen: Time
    last_seen: Time | None
    closed_at: Time | None
    repost_of: str | None

    @property
    def versions(self) -> tuple[Version, ...]:
        """Return all versions, the oldest first."""
        return self._project.versions_of(self.id)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return all changes, the oldest first."""
        return self._project.changes_of(self.id)

    def diff(self, old: int | Version | None = None, new: int | Version | None = None) -> Comparison:
        """Compare two versions, or those with these numbers; by default the last two. Raise NotFound if there is no such version."""
        versions = self.versions
        after = len(versions) if new is None else _number(new, "new")
        before = max(1, after - 1) if old is None else _number(old, "old")
        for number in (before, after):
            if not 1 <= number <= len(versions):
                message = f"{self.id} has no version {quoted(number)}; it has 1 to {len(versions)}"
                raise NotFound(message)
        return compare(versions[before - 1], versions[after - 1])

    @property
    def _project(self) -> _History:
        project: _History | None = self.__dict__.get(_PROJECT)
        if project is None:
            message = f"this copy of {self.id} belongs to no project; get the posting with project.posting({self.id!r})"
            raise UsageError(message)
        return project


def _number(version: int | Version, name: str) -> int:
    if isinstance(version, Version):
        return version.number
    if not arguments.is_whole(version):
        advice = "posting.versions has them"
        arguments.refuse("posting.diff", name, "a Version or its number", version, advice)
    return version


_PROJECT = " project"  # not a field, so that asdict, replace and == ignore it


def bound(posting: TrackedPosting, project: _History) -> TrackedPosting:
    """Return the posting, with the project from which its history is read."""
    posting.__dict__[_PROJECT] = project
    return posting
