"""The postings of a source that a new one may be, or be a copy of: by exact id and text, and by MinHash over words.

Signatures are of 64 permutations over the distinct words of a wording (datasketch), and stay in memory, for the ads
that they are of do not change.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.identity import LONG, words
from tracker.ledger import Candidate, Known, Wording
from tracker.store import known

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

_PERMUTATIONS = 64
_ALIKE = 0.6  # share of distinct words in common from which a posting is looked at: half of what decides
_KEPT = 20_000  # signatures that stay in memory: 10 MB
_MOST = 25  # candidates of one kind that are looked at


class Marks:
    """MinHash signatures by version, the least used dropped first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, MinHash] = OrderedDict()

    def of(self, version: str, wording: Wording) -> MinHash:
        """Give the signature of a wording; `version` names it."""
        found = self._kept.get(version)
        if found is None:
            found = self.fresh(wording)
            self._kept[version] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def has(self, version: str) -> bool:
        """Say whether a version's signature is in memory."""
        return version in self._kept

    @staticmethod
    def fresh(wording: Wording) -> MinHash:
        """Make the signature of a wording."""
        from datasketch import MinHash

        mark = MinHash(num_perm=_PERMUTATIONS, hashfunc=zlib.crc32)
        mark.update_batch(word.encode("utf-8", "surrogatepass") for word in {*words((wording.title, *wording.blocks))})
        return mark


class Alike:
    """Gives the candidates for a new wording. Nothing is read before it is asked."""

    def __init__(self, connection: sqlite3.Connection, postings: Mapping[str, Known], marks: Marks) -> None:
        self.connection = connection
        self.postings = postings
        self.marks = marks
        self._wordings = known.Wordings(connection, postings)
        self._index: MinHashLSH | None = None

    def __call__(self, wording: Wording, requisition: str | None) -> Sequence[Candidate]:
        """Give the postings that share the requisition, title and text, or most words."""
        names = [
            *(
                [name for name, one in self.postings.items() if one.requisition_id == requisition]
                if requisition
                else []
            ),
            *self._twins(wording),
            *self._near(wording),
        ]
        return [Candidate(self.postings[name], self._wordings[name]) for name in dict.fromkeys(names)]

    def _twins(self, wording: Wording) -> list[str]:
        current = {one.current: name for name, one in self.postings.items()}
        rows = self.connection.execute(
            "SELECT id FROM wordings WHERE twin = ? ORDER BY seen_at DESC LIMIT ?", (wording.twin, _MOST)
        )
        return [current[row[0]] for row in rows if row[0] in current]

    def _near(self, wording: Wording) -> list[str]:
        if sum(map(len, wording.blocks)) < LONG or not self.postings:
            return []
        if self._index is None:
            self._index = self._make()
        mark = self.marks.fresh(wording)
        found = {name: mark.jaccard(self._mark(name)) for name in self._index.query(mark)}
        return sorted(found, key=lambda name: (-found[name], name))[:_MOST]

    def _mark(self, name: str) -> MinHash:
        version = self.postings[name].current
        wording = Wording("") if self.marks.has(version) else self._wordings[name]
        return self.marks.of(version, wording)

    def _make(self) -> MinHashLSH:
        from datasketch import MinHashLSH

        index = MinHashLSH(threshold=_ALIKE, num_perm=_PERMUTATIONS)
        for name in self.postings:
            mark = self._mark(name)
            if not mark.is_empty():
                index.insert(name, mark)
        return index
