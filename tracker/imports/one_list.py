"""Refuse a git import of paths other than those of the commits that a source already has, unless the list moved.

A source is one list. Its paths may change from one commit to the next only if neither commit has files under the paths that it
was not imported for: then the list moved. Otherwise one import would close what the other opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from tracker.model import Time
from tracker.model.errors import UsageError
from tracker.store.imported_commits import Imported, paths_named


class Trees(Protocol):
    """The methods of a repository that are used here."""

    def has(self, commit: str) -> bool:
        """Return whether a commit is in the repository."""

    def descends(self, older: str, newer: str) -> bool:
        """Return whether `older` is `newer` or one of its ancestors."""

    def has_files(self, commit: str, paths: Sequence[str]) -> bool:
        """Return whether a commit has a file under the paths."""


def refuse_others(
    repository: Trees,
    source: str,
    paths: Sequence[str],
    known: Imported,
    commits: Sequence[tuple[str, Time]],
    placed: Sequence[tuple[str, Time]],
) -> None:
    """Raise UsageError if new commits can't be of the list that the source has.

    `commits` are those of the branch that change the paths, and `placed` those that fit among the known ones.
    """
    imported = paths_named(paths)
    others = [name for name, other_paths in known.paths.items() if other_paths != imported]
    new_times = {name: at for name, at in placed if name not in known.times}
    not_imported = [name for name, _ in commits if name not in known.times and name not in new_times]
    if not others or not (new_times or not_imported):
        return
    newest = max(others, key=lambda name: known.times[name])
    if not_imported and repository.has(newest) and repository.descends(not_imported[0], newest):
        raise _refused(source, not_imported[0], imported, newest, known.paths[newest])
    times, other_paths = {**known.times, **new_times}, {**known.paths, **dict.fromkeys(new_times, imported)}
    for older, newer in pairwise(sorted(times, key=lambda name: (times[name], name))):
        before, after = other_paths.get(older), other_paths.get(newer)
        if before is None or after is None or before == after or not {older, newer} & new_times.keys():
            continue
        if _has_any(repository, newer, before - after) or _has_any(repository, older, after - before):
            new, old = (newer, older) if newer in new_times else (older, newer)
            raise _refused(source, new, imported, old, other_paths[old])


def _has_any(repository: Trees, commit: str, paths: frozenset[str]) -> bool:
    return bool(paths) and repository.has(commit) and repository.has_files(commit, sorted(paths))


def _refused(source: str, commit: str, imported: frozenset[str], other: str, other_paths: frozenset[str]) -> UsageError:
    return UsageError(
        f"{source!r} has commit {other[:12]} of {_shown(other_paths)}, and commit {commit[:12]} of {_shown(imported)} is of another list: "
        f"both existed at the same time. Import {_shown(imported)} as another source. If the list moved, import the paths "
        "in the order of time"
    )


def _shown(paths: frozenset[str]) -> str:
    return ", ".join(map(ascii, sorted(paths)))
