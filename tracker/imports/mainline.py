"""Choose the commits of a main line that an import takes, in addition to those that the source already has.

The known commits of a source are one chain: each descends from all earlier ones, and their times are in that order. A
new commit fits if it has one place in the chain. Its time is then between those of its neighbours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from tracker.imports.commit_times import assign_times
from tracker.model import Time
from tracker.model.errors import UsageError


class Commits(Protocol):
    """The methods of a repository that are used here."""

    def has(self, commit: str) -> bool:
        """Return whether a commit is in the repository."""

    def descends(self, older: str, newer: str) -> bool:
        """Return whether `older` is `newer` or one of its ancestors."""

    def after(self, older: str, newer: str) -> frozenset[str]:
        """Return the commits after `older` up to and including its descendant `newer`."""

    def leads(self, older: str, newer: str) -> bool:
        """Return whether `older` is on the main line of `newer`."""


@dataclass(frozen=True, slots=True)
class MainLine:
    """The known commits of a source, with their times, in a repository of which `tip` is imported."""

    repository: Commits
    source: str
    tip: str
    known: Mapping[str, Time]

    def placed(self, commits: Sequence[tuple[str, Time]]) -> list[tuple[str, Time]]:
        """Return the commits to take, in order, with their times. A known commit keeps its time.

        A commit that was not visible at the time that it states is left out: a known commit is neither before nor after
        it. Raise UsageError if new commits have no certain place among the known ones.
        """
        chain = sorted(self.known, key=lambda name: (self.known[name], name))
        order = {name: position for position, name in enumerate(chain)}
        on_branch = {name for name, _ in commits}
        placed: list[tuple[str, Time]] = []
        runs = list(_runs(commits, self.known))
        for number, (known, run) in enumerate(runs):
            if known:
                placed += [(name, self.known[name]) for name, _ in run]
                continue
            following = runs[number + 1][1][0][0] if number + 1 < len(runs) else self._following(chain, on_branch)
            position = order[following] if following else len(chain)
            placed += self._fitted(run, chain[position - 1] if position else "", following, on_branch)
        return placed

    def _following(self, chain: Sequence[str], on_branch: set[str]) -> str:
        """Return the known commit that comes after the end of the line, "" if none does."""
        newest = chain[-1] if chain else ""
        if not newest or newest in on_branch or not self.repository.has(newest):
            return ""
        if self.repository.descends(newest, self.tip):
            return ""
        if not self.repository.leads(self.tip, newest):
            message = (
                f"the newest commit that {self.source!r} has, {newest[:12]}, did not lead to {self.tip[:12]}: it is another "
                "branch, or the history was rewritten; import it as another source, or choose the branch with --branch"
            )
            raise UsageError(message)
        position = bisect_left(chain, 1, key=lambda name: self.repository.has(name) and self._behind(name))
        return chain[position]

    def _behind(self, name: str) -> bool:
        """Return whether a known commit comes after the tip."""
        return name != self.tip and self.repository.descends(self.tip, name)

    def _fitted(
        self, run: Sequence[tuple[str, Time]], before: str, following: str, on_branch: set[str]
    ) -> list[tuple[str, Time]]:
        """Place new commits that follow each other, between the known commits `before` and `following` ("": none)."""
        low, high = self.known.get(before, ""), self.known.get(following, "")
        if before and before not in on_branch:
            if self.repository.has(before):
                later = self.repository.after(before, following or self.tip)
                run = [commit for commit in run if commit[0] in later]
            else:
                self._refuse_earlier(run, before)
        placed = assign_times(run, low, high)
        if placed and high and placed[-1][1] >= high:
            message = (
                f"there is no time left between {before[:12]} ({low}) and {following[:12]} ({high}), which {self.source!r} "
                f"has, for {placed[-1][0][:12]}; import the whole branch at once, as another source"
            )
            raise UsageError(message)
        return placed

    def _refuse_earlier(self, run: Sequence[tuple[str, Time]], before: str) -> None:
        """Raise UsageError if a commit states a time before a known one that this repository does not have."""
        for name, at in run:
            if at <= self.known[before]:
                message = (
                    f"commit {name[:12]} ({at}) is not later than {before[:12]} ({self.known[before]}), which {self.source!r} "
                    "has and this repository does not: fetch the whole history (git fetch --unshallow), or import this "
                    "one as another source"
                )
                raise UsageError(message)


def _runs(
    commits: Sequence[tuple[str, Time]], known: Mapping[str, Time]
) -> Iterator[tuple[bool, list[tuple[str, Time]]]]:
    """Yield the commits of a branch in runs that are all known or all new."""
    for are_known, run in groupby(commits, key=lambda commit: commit[0] in known):
        yield are_known, list(run)
