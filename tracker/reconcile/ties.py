"""Tie the new postings of a check to known ones and to each other: reposts and copies of one role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tracker.model.history import History, SoughtPosting
from tracker.model.wording import Wording
from tracker.reconcile.identity import RENEWED, copies, kinds, requisitions, sample, ties_of
from tracker.reconcile.vanished import Work


def _standing_sample(known: History) -> Iterator[Wording]:
    """Yield the wordings from which standing text is found. They are read only when they are needed."""
    yield from sample(known)


def find_ties(work: Work, requisition: Mapping[str, str | None]) -> None:
    """Tie the new postings to known ones and to each other: reposts and copies of one role."""
    opened = [change for change in work.changes if change.kind == "opened" and change.after is not None]
    if not opened and not work.renewed:
        return
    pairs = [(opened_change, requisition.get(opened_change.external_id)) for opened_change in opened]
    ids = requisitions(
        work.known, ((opened_change.after.title, number) for opened_change, number in pairs if opened_change.after)
    )
    renewed = sum(ids.relation(*pair) in {"other", "renewed"} for pair in work.renewed)
    if renewed:
        work.holds[RENEWED] = work.known.holds.get(RENEWED, 0) + renewed
    listed = {entry.external_id for entry in work.seen.entries if entry.open}
    reposts: dict[str, str] = {}
    for change, number in pairs:
        if change.baseline or change.after is None:
            continue
        kind_of = kinds(change.external_id, listed.__contains__, work.policy)
        candidates = work.known.candidates(SoughtPosting(change.after, number, kind_of, ids.relation))
        for tie in ties_of(change, number, candidates, kind_of, ids.relation):
            work.ties.append(tie)
            if tie.kind == "repost":
                reposts[change.external_id] = tie.other
    tied = {tie.external_id for tie in work.ties if tie.kind == "role"}
    if len(pairs) > 1:
        found_copies = copies(pairs, len(work.seen.entries), work.policy, ids.relation, _standing_sample(work.known))
        work.ties += [tie for tie in found_copies if tie.external_id not in tied]
    if reposts:
        work.changes = [
            replace(change, repost_of=reposts[change.external_id])
            if change.kind == "opened" and change.external_id in reposts
            else change
            for change in work.changes
        ]
        for name, other in reposts.items():
            work.updates[name] = replace(work.updates[name], repost_of=other)
