"""Decide whether many postings are gone together, in one list or over several."""

from __future__ import annotations

from tracker.model.history import Known
from tracker.reconcile.vanished import UNREAD, Work, missing_from

MANY = 10  # more than this, and more than a third of the list, are many


def are_many(work: Work) -> bool:
    """Return whether more than ten postings, and more than a third of the list, are gone together.

    All that are missing or marked as closed and not decided yet count, whichever list they left, against the newest
    list with them in it: so a list that shrinks in steps is held like one that shrinks at once.
    """
    gone = set(missing_from(work.known, work.seen)) | {one.external_id for one in work.seen.entries if not one.open}
    if work.answers.again:
        gone -= {one.external_id for one in work.answers.again.entries if one.open}
    open_ = {name: one for name, one in work.known.postings.items() if one.status == "open"}
    gone = {name for name in gone & open_.keys() if not _is_aside(work, open_[name])}
    before = sum((one.listed and not one.doubt.flagged) or name in gone for name, one in open_.items())
    return len(gone) > MANY and len(gone) * 3 > before


def _is_aside(work: Work, one: Known) -> bool:
    """Return whether a missing posting needs no decision: its page is up, as was told, or it may be an unreadable row."""
    if one.doubt.unlisted:
        return work.answers.standing.get(one.external_id, bool(work.answers.standing)) is True
    return one.doubt.misses > 0 and one.doubt.needed == UNREAD and work.nameless > 0
