"""The compact history of a posting: its changes with how much each edit added and removed, gaps folded, versions by date."""

from __future__ import annotations

import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import orjson

from tracker.model import Time
from tracker.site import common
from tracker.store.blocks import texts
from tracker.store.row_types import ChangeRow, GapRow, PostingRow, VersionHead

_REMEMBERED = 4_000  # edits whose words were counted; a version never changes


@dataclass(frozen=True, slots=True)
class Counted:
    """How many words of the text an edit added and removed; `moved`: it only changed the order."""

    added: int
    removed: int
    moved: bool = False


def span(since: Time, until: Time) -> str:
    """Return a period in words: "12 Mar to 4 Apr 2026"; within a day with its times."""
    first, last = common.day_of(since), common.day_of(until)
    if since[:10] == until[:10]:
        return f"{first}, {since[11:16]} to {until[11:16]} UTC" if since[:16] != until[:16] else first
    return f"{first.rpartition(' ')[0] if since[:4] == until[:4] else first} to {last}"


def periods(rail: Sequence[VersionHead], posting: PostingRow) -> dict[int, str]:
    """Return when each of these versions was current, in words; the newest first in `rail`."""
    by_number: dict[int, str] = {}
    following: Time | None = None
    for row in rail:
        if following is not None:
            by_number[row["number"]] = span(row["seen_at"], following)
        elif row["number"] != posting["versions"]:
            by_number[row["number"]] = f"from {common.day_of(row['seen_at'])}"
        elif posting["closed_at"]:
            by_number[row["number"]] = span(row["seen_at"], posting["closed_at"])
        else:
            by_number[row["number"]] = f"since {common.day_of(row['seen_at'])}"
        following = row["seen_at"]
    return by_number


class LedgerRow(ChangeRow):
    """A change of a posting, when it happened in words, and the monitoring gap that it happened in."""

    when: str
    gap: GapRow | None


@dataclass(frozen=True, slots=True)
class GapsEvent:
    """Monitoring gaps between two changes, newest first. It has no `kind`, which tells it from a change."""

    gaps: tuple[GapRow, ...]
    kind: str = ""

    @property
    def span(self) -> str:
        """Return the period of all gaps, in words."""
        return span(self.gaps[-1]["since"], self.gaps[0]["until"])


def events(ledger: Sequence[LedgerRow], gaps: Iterable[GapRow]) -> list[LedgerRow | GapsEvent]:
    """Return the changes, newest first, with the gaps between two of them as one event; no gap before the oldest change."""
    oldest = ledger[-1]["at"] if ledger else ""
    # A change found by the check that ended a gap is newer than the gap, so it goes above it.
    changes: list[tuple[Time, bool, LedgerRow | GapsEvent]] = [(row["at"], True, row) for row in ledger]
    dark = [(gap["until"], False, GapsEvent((gap,))) for gap in gaps if gap["until"] >= oldest]
    folded: list[LedgerRow | GapsEvent] = []
    for _, _, event in sorted([*changes, *dark], key=itemgetter(0, 1), reverse=True):
        last = folded[-1] if folded else None
        if isinstance(event, GapsEvent) and isinstance(last, GapsEvent):
            folded[-1] = GapsEvent((*last.gaps, *event.gaps))
        else:
            folded.append(event)
    return folded


class _WordsCache:
    """Cache how many words edits added and removed, by their two versions."""

    def __init__(self) -> None:
        self._cached: OrderedDict[tuple[str, str], Counted] = OrderedDict()

    def of(self, connection: sqlite3.Connection, ledger: Sequence[LedgerRow]) -> dict[str, Counted]:
        """Return what each edit of the ledger added and removed, by the id of the change."""
        pairs = {
            row["id"]: (row["from_version"], row["to_version"])
            for row in ledger
            if row["from_version"] and row["to_version"] and row["from_version"] != row["to_version"]
        }
        missing = [pair for pair in dict.fromkeys(pairs.values()) if pair not in self._cached]
        counted = _count(connection, missing) if missing else {}
        counts = {name: counted.get(pair) or self._cached[pair] for name, pair in pairs.items()}
        self._cached.update(counted)
        while len(self._cached) > _REMEMBERED:
            self._cached.popitem(last=False)
        return counts


WORDS = _WordsCache()


def _count(connection: sqlite3.Connection, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Counted]:
    """Count the words of the blocks that only one of the two versions has."""
    names = orjson.dumps(sorted({name for pair in pairs for name in pair})).decode()
    query = "SELECT w.id, w.blocks FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value"
    blocks: dict[str, list[int]] = {name: orjson.loads(ids) for name, ids in connection.execute(query, (names,))}
    differing = {
        pair: (
            Counter(blocks.get(pair[1], ())) - Counter(blocks.get(pair[0], ())),
            Counter(blocks.get(pair[0], ())) - Counter(blocks.get(pair[1], ())),
        )
        for pair in pairs
    }
    block_ids = sorted({block for new, old in differing.values() for block in (*new, *old)})
    words = dict(zip(block_ids, (Counter(text.split()) for text in texts(connection, block_ids)), strict=True))
    counts = {}
    for pair, (new, old) in differing.items():
        added, removed = _sum(new, words), _sum(old, words)
        moved = not new and not old and blocks.get(pair[0]) != blocks.get(pair[1])
        counts[pair] = Counted((added - removed).total(), (removed - added).total(), moved)
    return counts


def _sum(blocks: Counter[int], words: Mapping[int, Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for block, repetitions in blocks.items():
        for _ in range(repetitions):
            total.update(words[block])
    return total
