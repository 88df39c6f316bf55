"""Group changes that are one event: the same edit on three or more postings, or many closings at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tracker.diff import compare
from tracker.diff.render import field_changes
from tracker.model import Time, digest
from tracker.model.history import Change
from tracker.reconcile.guards import TEMPLATE
from tracker.reconcile.mass_closings import MANY

_LEAST_CHANGED = 12  # characters of changed words that identify an edit; with fewer, the whole block must be the same

Unit = tuple[str, ...]


def units(change: Change) -> frozenset[Unit]:
    """Split an edit into units: each field with its old and new value, and each changed block with the words that changed.

    The same sentence put into a paragraph is one unit, even if the rest of the paragraph (a place, a title) differs.
    """
    if change.before is None or change.after is None:
        return frozenset()
    units_found: set[Unit] = {
        (name, old or "", new or "") for name, (old, new) in field_changes(change.before, change.after).items()
    }
    for row in compare(change.before.blocks, change.after.blocks).rows:
        removed = " … ".join(span.text.strip() for span in row.spans if span.op == "-")
        added = " … ".join(span.text.strip() for span in row.spans if span.op == "+")
        if row.kind == "edited" and len(removed) + len(added) < _LEAST_CHANGED:
            removed = "".join(span.text for span in row.spans if span.op != "+")
            added = "".join(span.text for span in row.spans if span.op != "-")
        if row.kind not in {"same", "moved"}:
            units_found.add(("~" if row.kind == "edited" else row.kind, removed, added))
    return frozenset(units_found)


def grouped(changes: Sequence[Change], now: Time, open_before: int, *, moved: bool) -> list[Change]:
    """Return the changes, each with its group if it has one. `moved`: the source is now read from another board."""
    edited = [index for index, change in enumerate(changes) if change.kind == "edited"]
    # Fewer edits than make a group need not be compared.
    parts = {index: units(changes[index]) for index in edited} if len(edited) >= TEMPLATE else {}
    counts = Counter(unit for units_changed in parts.values() for unit in units_changed)
    closed = [change for change in changes if change.kind == "closed"]
    mass = len(closed) > MANY and len(closed) * 3 > open_before
    result = []
    for index, change in enumerate(changes):
        units_changed = parts.get(index, frozenset())
        if units_changed and all(counts[unit] >= TEMPLATE for unit in units_changed):
            result.append(_template(change, units_changed, counts, now))
        elif moved and change.kind == "edited":
            why = f"{change.reason}; the source is now read from another board"
            result.append(replace(change, group=digest(now, "moved"), reason=why))
        elif mass and change.kind == "closed":
            why = f"{change.reason}; {len(closed)} of {open_before} postings closed at once"
            result.append(replace(change, group=digest(now, "closed"), reason=why))
        else:
            result.append(change)
    return result


def _template(change: Change, units_changed: frozenset[Unit], counts: Counter[Unit], now: Time) -> Change:
    """Put a change into the group of its most common unit. A change of a field keeps its significance."""
    chief = max(sorted(units_changed), key=lambda unit: counts[unit])
    only_text = all(unit[0] in {"~", "added", "removed"} for unit in units_changed)
    weight = "template" if only_text and change.significance != "cosmetic" else change.significance
    why = f"the same edit on {counts[chief]} postings"
    if not only_text:
        why = f"{change.reason}; {why}"
    return replace(change, significance=weight, group=digest(now, *chief), reason=why)
