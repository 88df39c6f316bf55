"""What a source had before a check, read from the database when a rule asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from tracker.insight.finding import Past, Titled

Key = TypeVar("Key")
Pays = set[tuple[float | None, float | None]]


class LazyCounts(Mapping[Key, int], Generic[Key]):
    """How often a source had each key, such as a place, before a check.

    Most of what a check shows was also there a few days ago, so a key is looked up among the newest first. All keys are counted
    only if it is not among them, or if a rule asks for a number.
    """

    def __init__(self, newest: Iterator[Key], count: Callable[[], Mapping[Key, int]]) -> None:
        self._newest, self._count = newest, count
        self._seen: set[Key] = set()
        self._all: Mapping[Key, int] | None = None

    def _all_counts(self) -> Mapping[Key, int]:
        if self._all is None:
            self._all = self._count()
        return self._all

    def __contains__(self, key: object) -> bool:
        if self._all is not None:
            return key in self._all
        if key in self._seen:
            return True
        for newer in self._newest:
            self._seen.add(newer)
            if newer == key:
                return True
        return key in self._all_counts()

    def __bool__(self) -> bool:
        return bool(self._seen) or any(True for _ in self._newest) or bool(self._all_counts())

    def __getitem__(self, key: Key) -> int:
        return self._all_counts()[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._all_counts())

    def __len__(self) -> int:
        return len(self._all_counts())


class LazyPast(Past):
    """What postings were called, where they were and what they paid: each is read when a rule asks for it."""

    def __init__(
        self,
        titles: Callable[[], dict[str, Titled]],
        locations: Callable[[], dict[str, None]],
        pays: Callable[[], Pays],
        hosts: Callable[[], dict[str, int]],
        first_posting: Callable[[Titled], tuple[str, str]],
    ) -> None:
        self._first_posting = first_posting
        self._read_titles, self._read_locations, self._read_pays, self._read_hosts = titles, locations, pays, hosts
        self._called, self._located = (-1, ""), (-1, "")

    @property
    def titles(self) -> dict[str, Titled]:  # type: ignore[override]
        """Return the titles by `words.key`."""
        return self._read_titles()

    def first_posting(self, titled: Titled) -> tuple[str, str]:
        """Return the first posting with a title, and its change."""
        return self._first_posting(titled)

    @property
    def locations(self) -> dict[str, None]:  # type: ignore[override]
        """Return the locations by `placenames.key`."""
        return self._read_locations()

    @property
    def pays(self) -> Pays:  # type: ignore[override]
        """Return the ranges of pay."""
        return self._read_pays()

    @property
    def hosts(self) -> dict[str, int]:  # type: ignore[override]
        """Return how many postings each host has."""
        return self._read_hosts()
