"""Run the passes of a check over what is known, seen and answered, and return the verdict. Pure."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from tracker.model import GOOD, Entry, Listing, Time
from tracker.model.errors import Failed, Unread
from tracker.model.history import Answers, Change, History, Known, Policy, Reading, Verdict
from tracker.model.wording import Wording
from tracker.reconcile import guards, text_origin, vanished
from tracker.reconcile.grouping import grouped
from tracker.reconcile.identity import RENEWED, follow_new_ids, has_moved
from tracker.reconcile.mass_closings import are_many
from tracker.reconcile.noise import masks_of, settle
from tracker.reconcile.plan import about_lost_rows, judge
from tracker.reconcile.significance import assess, same, summary
from tracker.reconcile.ties import find_ties
from tracker.reconcile.vanished import LOST_ROWS, UNSTEADY, Work, nameless

MAY_FAIL, MAY_FAIL_SHARE = 3, 0.1  # unreadable texts: with more than both, the check is partial
_SAME_TEXT = "its page has the same text as the pages of other postings"
_RETURNS = 3  # versions; with fewer, a wording can't have gone and come back
_FIELDS = tuple(item.name for item in fields(Wording) if item.name != "blocks")


def reconcile(known: History, seen: Listing, answers: Answers, now: Time, policy: Policy) -> Verdict:
    """Return the verdict of a check. The same input twice gives no change; the order of the entries does not matter."""
    seen = _marked_by_pages(seen, answers)
    outcome, reason = judge(known, seen, policy)
    moved = has_moved(known, policy)
    known, names, same_ties = follow_new_ids(known, seen, answers, policy, outcome)
    work = Work(known, seen, answers, now, policy, outcome=outcome, masks=set(known.masks), renamed=names)
    work.notes += [reason] if reason else []
    if RENEWED in known.holds:
        work.holds[RENEWED] = known.holds[RENEWED]
    work.unnamed_rows = nameless(known.postings, seen)
    if work.unnamed_rows:
        work.holds[LOST_ROWS] = work.unnamed_rows
    if seen.lost and about_lost_rows(seen) != reason:
        work.notes.append(about_lost_rows(seen))
    work.alike = text_origin.pages_with_one_text(known, seen, answers)
    empties = 0
    if outcome == "failed":
        empties = known.empties + 1
        if not vanished.believes_empty(work, empties):
            return replace(_no_changes(work, known), empties=empties, holds={**known.holds, **work.holds})
        work.outcome = "complete"
    if moved and work.outcome == "partial":
        work.notes.append("held: read from another address, and the list is incomplete; released by a complete list")
        return _no_changes(work, known)
    if guards.another_employer(work, moved=moved):
        return _no_changes(work, known)
    ids: dict[str, str | None] = {}
    for entry in sorted(seen.entries, key=lambda entry: entry.external_id):
        try:
            _entry(work, entry, ids)
        except Unread as error:
            work.unread.append(f"{entry.url or entry.external_id}: {error}")
    guards.hold_losses(work)
    _flapping(work)
    work.many_gone = are_many(work)
    vanished.close_marked(work)
    vanished.close_missing(work)
    vanished.count_returns(work)
    _texts_unread(work)
    guards.note_missing_texts(work)
    find_ties(work, ids)
    for name in names:
        work.updates.setdefault(name, known.postings[name])
    before = sum(posting.status == "open" for posting in known.postings.values())
    listed = {entry.external_id for entry in seen.entries if entry.open}
    return Verdict(
        outcome=work.outcome,
        reason="; ".join(work.notes),
        seen=len(listed),
        stated_total=seen.stated_total,
        changes=tuple(grouped(work.changes, now, before, moved=moved)),
        updates=work.updates,
        fills=work.fills,
        settled=known.settled or work.outcome in {"complete", "window"},
        masks=frozenset(work.masks),
        empties=empties,
        pending=_pending(work),
        renamed=names,
        ties=(*same_ties, *work.ties),
        holds=work.holds,
        employer=seen.employer or known.employer,
        dropped=work.dropped,
        open_before=before,
        held=_count_held(work, listed),
    )


def _count_held(work: Work, listed: set[str]) -> int | None:
    """Return how many postings stay open although a complete list does not show them; None if the list is not complete."""
    if work.outcome != "complete":
        return None
    known = work.known.postings.items()
    return sum(work.updates.get(name, posting).status == "open" for name, posting in known if name not in listed)


def _marked_by_pages(seen: Listing, answers: Answers) -> Listing:
    """Return the listing with the entries closed whose own page says that they are not published, such as drafts."""
    return replace(
        seen,
        entries=tuple(replace(entry, open=False) if unpublished(entry, answers) else entry for entry in seen.entries),
    )


def unpublished(entry: Entry, answers: Answers) -> bool:
    """Return whether the page of an entry was read and says that it is not published."""
    if entry.external_id in answers.same:  # a page that says so is never skipped
        return False
    page = answers.details.get(entry.external_id) if entry.detail and entry.open else None
    try:
        return page is not None and not Reading.of(entry, page).open
    except Unread:
        return False


def _no_changes(work: Work, known: History) -> Verdict:
    """Return the verdict of a check whose list is not believed yet: no posting changes."""
    if UNSTEADY in known.holds:
        work.holds[UNSTEADY] = known.holds[UNSTEADY]
    return Verdict(
        work.outcome,
        "; ".join(work.notes),
        sum(entry.open for entry in work.seen.entries) if work.outcome != "failed" else 0,
        work.seen.stated_total,
        settled=known.settled,
        masks=known.masks,
        pending=True,
        used=False,
        holds=work.holds,
        employer=known.employer,
    )


def _flapping(work: Work) -> None:
    """Note the postings that alternate between two wordings, as a cache may show them."""
    count = sum(bool(posting.doubt.flapping) for posting in work.updates.values())
    if count:
        work.notes.append(
            f"held: {count} {'posting goes' if count == 1 else 'postings go'} back and forth between wordings that "
            "were there before; released by two checks in a row that show the same"
        )


def _pending(work: Work) -> bool:
    """Return whether the next check must read the list even if it is equal byte for byte."""
    unnamed = nameless({**work.known.postings, **work.updates}, work.seen) if work.seen.lost else 0
    if work.outcome not in GOOD or unnamed != work.unnamed_rows or any(entry.detail for entry in work.seen.entries):
        return True
    if any(what not in {LOST_ROWS, RENEWED, UNSTEADY} for what in work.holds) or any(
        known.doubt.flapping or known.doubt.hold for known in work.updates.values()
    ):
        return True
    if work.outcome == "window":
        return any(
            known.doubt.flagged for known in {**work.known.postings, **work.updates}.values() if known.status == "open"
        )
    return any(
        not known.listed or known.doubt.flagged
        for known in {**work.known.postings, **work.updates}.values()
        if known.status == "open"
    )


def _entry(work: Work, entry: Entry, ids: dict[str, str | None]) -> None:
    posting = work.known.postings.get(entry.external_id)
    if posting is None:
        if entry.open:
            ids[entry.external_id] = _opened(work, entry)
        return
    if not entry.open:
        _marked(work, posting)
        return
    listed = _listed(posting)
    stays = posting.fingerprint == entry.fingerprint or not _confirmed(work, entry)
    if stays and posting.status == "open" and entry.external_id not in work.answers.details:
        _stays(work, posting, listed)
        return
    confirmed = _confirmed(work, entry)
    if entry.external_id in work.answers.same:
        _stays(work, posting, replace(listed, url=entry.url or posting.url, read_at=work.now))
        return
    before = work.known.wording[entry.external_id]
    after, read, requisition = _wording(work, entry, before, has_text=posting.has_text)
    if requisition and posting.requisition_id and requisition != posting.requisition_id:
        work.renewed.append((posting.requisition_id, requisition))
    after, read = guards.from_elsewhere(work, entry, posting, after, read=read)
    if not confirmed:
        after = replace(after, title=before.title, location=before.location, department=before.department)
    listed = replace(
        listed,
        url=entry.url or posting.url,
        title=after.title,
        fingerprint=entry.fingerprint if confirmed and entry.external_id not in work.textless else posting.fingerprint,
        read_at=work.now if read else posting.read_at if entry.detail else "",
        has_text=posting.has_text or read or entry.detail is None,
        requisition_id=requisition or posting.requisition_id,
    )
    first = read or (entry.detail is None and same(before, replace(before, **_fields_not_in_text(after))))
    if posting.status == "open" and not posting.has_text and first and not before.blocks:
        work.fills[entry.external_id] = after
        work.update(listed)
        return
    edited = not same(before, after)
    if posting.status == "closed":
        _reopened(work, listed, before, after, edited=edited)
        return
    if posting.doubt.unlisted:
        work.changes.append(Change(entry.external_id, "reopened", None, "listed again"))
    work.update(_edited(work, posting, listed, before, after) if edited else listed)


def _fields_not_in_text(posting: Wording) -> dict[str, Any]:
    """Return the fields that the text does not state."""
    return {name: getattr(posting, name) for name in _FIELDS if not name.startswith("pay_")}


def _stays(work: Work, posting: Known, listed: Known) -> None:
    """Note that an open posting is still listed, with its known wording."""
    work.update(listed)
    if posting.doubt.unlisted:
        work.changes.append(Change(posting.external_id, "reopened", None, "listed again"))


def _listed(posting: Known) -> Known:
    """Return a posting's row without doubts, now that it is listed again as before."""
    came_back = posting.status == "open" and posting.doubt.misses > 0
    released = posting.released()
    if released.listed and not came_back:
        return released  # true for most postings in most checks; copying each would take a tenth of a rebuild
    return replace(released, listed=True, absences=posting.absences + came_back)


def _edited(work: Work, posting: Known, listed: Known, before: Wording, after: Wording) -> Known:
    """Note an edit, and return the posting's row after it. A posting that alternates between wordings is held."""
    if _goes_back_and_forth(work, posting, after):
        return replace(listed, title=before.title, fingerprint=posting.fingerprint).doubting(
            flapping=after.state,
            doubted=posting.doubt.doubted or work.known.last_seen(posting.external_id),
            differs_at=posting.doubt.differs_at or work.now,
        )
    weight, why = assess(before, after)
    what = summary(before, after)
    at = (
        posting.doubt.differs_at
        if posting.doubt.doubted and not (posting.doubt.misses or posting.doubt.standing or posting.doubt.flagged)
        else ""
    )
    work.changes.append(Change(posting.external_id, "edited", weight, what, why, before=before, after=after, at=at))
    return replace(listed, number=posting.number + 1)


def _marked(work: Work, known: Known) -> None:
    """Note that an open posting is listed and marked as closed."""
    if known.status == "open":
        work.update(
            replace(known, listed=True).doubting(misses=known.doubt.misses if known.doubt.hold else 0, standing=0)
        )


def _goes_back_and_forth(work: Work, posting: Known, after: Wording) -> bool:
    """Return whether a posting returns to an earlier wording, from one that was itself a return.

    A cache that alternates does that. It counts as an edit when two checks in a row show the same. In a folder it
    counts at once, because the list names the content of each file.
    """
    if posting.number < _RETURNS or work.seen.definite:
        return False
    past = work.known.past.get(posting.external_id, ())
    *earlier, current = past or ("",)
    return after.state in earlier and current in earlier and posting.doubt.flapping != after.state


def _confirmed(work: Work, entry: Entry) -> bool:
    """Return whether to believe what the list says of an entry. On pages made for people, a second read must agree."""
    posting = work.known.postings[entry.external_id]
    if work.seen.exact or posting.fingerprint == entry.fingerprint or entry.external_id in work.renamed:
        return True
    second = work.answers.second_listing
    if second is None:
        return False
    return any(
        other.external_id == entry.external_id and other.fingerprint == entry.fingerprint for other in second.entries
    )


def _reopened(work: Work, posting: Known, before: Wording, after: Wording, *, edited: bool) -> None:
    what = f"open again, with another wording: {summary(before, after)}" if edited else "open again"
    change = Change(posting.external_id, "reopened", None, what, was_closed=True)
    work.changes.append(replace(change, before=before, after=after) if edited else change)
    number = posting.number + (1 if edited else 0)
    work.update(replace(posting, status="open", closed_at=None, number=number, returns=posting.returns + 1))


def _opened(work: Work, entry: Entry) -> str | None:
    """Note a new posting, and return its requisition id."""
    wording, read, requisition = _wording(work, entry, None, has_text=False)
    early = bool(work.outcome == "window" and wording.posted_at and wording.posted_at < work.known.began[:10])
    before = not work.known.settled or early
    work.changes.append(
        Change(
            entry.external_id,
            "opened",
            None,
            "already there when the watching began" if before else _opening(wording),
            f"posted on {wording.posted_at}, before monitoring began" if early and work.known.settled else "",
            baseline=before,
            after=wording,
        )
    )
    work.update(
        Known(
            external_id=entry.external_id,
            url=entry.url,
            title=wording.title,
            first_seen=work.now,
            fingerprint=entry.fingerprint,
            read_at=work.now if read else "",
            has_text=read or entry.detail is None,
            requisition_id=requisition,
        )
    )
    return requisition


def _opening(wording: Wording) -> str:
    return f"opened in {wording.location}" if wording.location else "opened"


def _wording(work: Work, entry: Entry, before: Wording | None, *, has_text: bool) -> tuple[Wording, bool, str | None]:
    """Return the entry's current wording, whether its own page was read for it, and its requisition id."""
    page = work.answers.details.get(entry.external_id) if entry.detail else None
    if page is not None:
        try:
            if entry.external_id in work.alike:
                raise Failed(_SAME_TEXT)
            own = Reading.of(entry, page)
            if own.without:
                work.missing_texts.append(f"{entry.url}: {own.without}")
            return _settled(work, entry, own.wording, before), True, own.requisition_id
        except Unread as error:
            (work.missing_texts if entry.own_page else work.unread).append(f"{entry.url}: {error}")
    listed = Reading.of(entry, None)
    if entry.detail is None or entry.own_page:
        return listed.wording, False, listed.requisition_id
    return _with_known_values(listed.wording, before if has_text else None), False, listed.requisition_id


def _with_known_values(fresh: Wording, before: Wording | None) -> Wording:
    """Return the list's fields, with the known values of what only the posting's own page states."""
    if before is None:
        return fresh
    return replace(
        before,
        title=fresh.title,
        location=fresh.location or before.location,
        department=fresh.department or before.department,
    )


def _settled(work: Work, entry: Entry, after: Wording, before: Wording | None) -> Wording:
    """Return a page's wording without what differs between two reads of the same moment."""
    if before is None or (work.seen.exact and not entry.own_page) or not before.blocks:
        return after
    page = work.answers.seconds.get(entry.external_id)
    if page is None:
        blocks = settle(before.blocks, after.blocks, None, text_origin.patterns(work.known.masks))
        settled = replace(after, blocks=blocks)
        return settled if same(before, settled) else before
    try:
        second = Reading.of(entry, page).wording
    except Unread:
        return before
    work.masks |= masks_of(after.blocks, second.blocks)
    moved = {name: getattr(before, name) for name in _FIELDS if getattr(after, name) != getattr(second, name)}
    return replace(
        after, **moved, blocks=settle(before.blocks, after.blocks, second.blocks, text_origin.patterns(work.masks))
    )


def _texts_unread(work: Work) -> None:
    """Note the unreadable texts. Many make the check partial; a few are requested again next time."""
    count, total = len(work.unread), len(work.answers.details) or len(work.seen.entries)
    if not count:
        return
    work.notes.append(f"{count} of {total} texts could not be read, the first: {work.unread[0]}")
    if count > max(MAY_FAIL, MAY_FAIL_SHARE * total) or count == total > 1:
        work.outcome = "partial"
        closed = {change.external_id for change in work.changes if change.kind in {"closed", "unlisted"}}
        work.changes = [change for change in work.changes if change.external_id not in closed]
        work.dropped = 0
        for name in closed:
            work.updates[name] = replace(work.known.postings[name], listed=False)
