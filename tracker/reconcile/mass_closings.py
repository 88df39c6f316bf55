"""Decide whether many postings are gone together, in one list or over several."""

from __future__ import annotations

from tracker.model.history import Known
from tracker.reconcile.vanished import UNREAD, Work, missing_from

MANY = 10  # more than this, and more than a third of the list, are many


def are_many(work: Work) -> bool:
    """Return whether more than ten postings, and more than a third of the list, are gone together.

    All that are missing or marked as closed and not decided yet are counted, in whichever list they were first missing,
    and compared with the newest list that had them. So a list that shrinks in steps is held like one that shrinks at
    once.
    """
    removed = set(missing_from(work.known, work.seen)) | {
        entry.external_id for entry in work.seen.entries if not entry.open
    }
    if work.answers.second_listing:
        removed -= {entry.external_id for entry in work.answers.second_listing.entries if entry.open}
    open_ = {name: posting for name, posting in work.known.postings.items() if posting.status == "open"}
    removed = {name for name in removed & open_.keys() if not _is_aside(work, open_[name])}
    before = sum((posting.listed and not posting.doubt.flagged) or name in removed for name, posting in open_.items())
    return len(removed) > MANY and len(removed) * 3 > before


def _is_aside(work: Work, posting: Known) -> bool:
    """Return whether a missing posting needs no decision: its page was seen to be up, or it may be an unreadable row."""
    if posting.doubt.unlisted:
        return work.answers.standing.get(posting.external_id, bool(work.answers.standing)) is True
    return posting.doubt.misses > 0 and posting.doubt.needed == UNREAD and work.unnamed_rows > 0
