"""What a whole list can be at fault in, though it is complete: held, until it is mended or several checks agree.

Each of these sees many postings change at once in a way that no editor makes: texts or places gone, one text for all,
another language, another employer's postings. What is held says what would release it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from tracker.extract import fields
from tracker.model import Entry
from tracker.model.history import Change, Known, Reading
from tracker.model.wording import Wording
from tracker.reconcile import text_origin
from tracker.reconcile.likeness import NEAR_TITLE, plain, title_likeness
from tracker.reconcile.vanished import TEXTS_GONE, Work

TEMPLATE = 3  # postings with the same edit in one check make it an edit of the template
_STRANGERS = 3  # known open postings none of which is in the list: fewer prove nothing


def another_employer(work: Work, *, moved: bool) -> bool:
    """Hold a list that has none of the known postings: another employer's, or another list's."""
    known, seen = work.known, work.seen
    lost = [one for one in known.postings.values() if one.status == "open"]
    if moved or not seen.entries or len(lost) < _STRANGERS or (work.policy.commit and seen.definite):
        return False
    if sum(entry.external_id in known.postings for entry in seen.entries) * 2 >= len(lost):
        return False
    if any(_is_known(work, entry) for entry in seen.entries):
        return False
    told = f"none of the {len(lost)} known postings is in the list, and {len(seen.entries)} unknown ones are"
    if known.employer and seen.employer and known.employer != seen.employer:
        work.outcome = "partial"
        work.notes.append(
            f"held: {told}; it names {seen.employer!r}, where it named {known.employer!r}; released by a list with "
            f'known postings, or by url = "…" of the right list in tracker.toml'
        )
        return True
    answers = work.answers.standing.values()
    if (
        work.outcome == "window"
        or known.employer == seen.employer != ""
        or (answers and all(one is False for one in answers))
    ):
        return False
    return work.held("another list", told, "a list with known postings")


def _is_known(work: Work, entry: Entry) -> bool:
    """Return whether an entry is one of the known postings: small numbers are ids of many employers."""
    one = work.known.postings.get(entry.external_id)
    return one is not None and (
        one.fingerprint == entry.fingerprint or title_likeness(plain(one.title), plain(entry.title)) >= NEAR_TITLE
    )


def degraded(work: Work) -> None:
    """Hold what most postings show at once and no editor does: texts or places gone, one text for all, a language."""
    edits = [change for change in work.changes if change.kind == "edited" and change.before and change.after]
    texts = Counter(filter(None, map(_new_text, edits)))
    common = texts.most_common(1)[0][0] if texts else ""
    total = len(work.seen.entries)
    if work.textless and not (len(work.textless) > 1 and len(work.textless) * 3 > total):
        work.notes.append(
            f"{len(work.textless)} of {total} postings came without their text; what is known of it is kept"
        )
        work.textless.clear()
    if work.textless:
        _texts_gone(work, total)
    suspects = [
        ({one.external_id for one in edits if common and _new_text(one) == common}, "have the very same text"),
        ({one.external_id for one in edits if _lost(one, "location")}, "have no place any more"),
        ({one.external_id for one in edits if _lost(one, "department")}, "have no department any more"),
        (_translated(work, edits), "came in another language"),
    ]
    for names, what in suspects:
        if len(names) < TEMPLATE or len(names) * 2 <= total:
            continue
        if work.held(
            what,
            f"{len(names)} of {total} postings {what}, all at once: the reply is at fault",
            "one that is as before",
        ):
            _take_back(work, names)


def _texts_gone(work: Work, total: int) -> None:
    """Hold a list that lost its texts; once AGREE_MANY checks running show it, it is one without texts, and is judged."""
    told = f"{len(work.textless)} of {total} postings have no text any more"
    count = work.known.holds.get(TEXTS_GONE, 0)
    if not work.held(TEXTS_GONE, f"{told}, all at once: the reply is at fault", "one that has them"):
        work.holds[TEXTS_GONE] = count + 1
        work.notes.append(f"{told}; what is known of them is kept, and their own pages are read, some in each check")
        work.textless.clear()
        return
    _take_back(work, set(work.textless))


def _take_back(work: Work, names: set[str]) -> None:
    """Leave postings as they are known, but for the moment at which they began to look otherwise."""
    work.changes = [change for change in work.changes if change.external_id not in names]
    for name in names:
        one = work.known.postings[name]
        work.updates.pop(name, None)
        work.put(one.doubting(doubted=one.doubt.doubted or one.last_seen, differs_at=one.doubt.differs_at or work.now))


def _translated(work: Work, edits: list[Change]) -> set[str]:
    """Return the postings whose text, or where the list has none whose titles taken together, are in another language."""
    found = {
        one.external_id
        for one in edits
        if one.before
        and one.after
        and one.before.blocks != one.after.blocks
        and one.before.language
        and one.after.language
        and one.before.language != one.after.language
    }
    if found:
        return found
    titled = [one for one in edits if one.before and one.after and one.before.title != one.after.title]
    if len(titled) < TEMPLATE or len(titled) * 2 <= len(work.seen.entries):
        return set()
    old = fields.language("\n".join(one.before.title for one in titled if one.before))
    new = fields.language("\n".join(one.after.title for one in titled if one.after))
    return {one.external_id for one in titled} if old and new and old != new else set()


def _new_text(change: Change) -> str:
    """Return the text that an edit brought, "" where the text is as before."""
    before, after = change.before, change.after
    return after.text if before and after and before.text != after.text else ""


def _lost(change: Change, name: str) -> bool:
    return bool(getattr(change.before, name)) and not getattr(change.after, name)


def from_elsewhere(work: Work, entry: Entry, one: Known, after: Wording, *, read: bool) -> tuple[Wording, bool]:
    """Return a wording whose text may come from elsewhere than the known one, and whether the posting's page gave it.

    A reply without the text, or with a part of it, is no edit of the text: what is known stays, but for what the list
    itself says.
    """
    before = work.known.wording[entry.external_id]
    if entry.detail is None and one.read_at:
        after = text_origin.from_list(before, after)
    elif entry.own_page and read:
        after, read = _of_own_page(work, entry, one, after)
    if not before.blocks:
        return after, read
    if not after.blocks or (not read and text_origin.is_cut(before.blocks, Reading.of(entry, None))):
        work.textless.add(entry.external_id)
        after = replace(
            before,
            title=after.title or before.title,
            location=after.location or before.location,
            department=after.department or before.department,
        )
    return after, read


def _of_own_page(work: Work, entry: Entry, one: Known, after: Wording) -> tuple[Wording, bool]:
    """Take the text of a page where the list had one: only what differs from the page as it was is an edit."""
    name, before = entry.external_id, work.known.wording[entry.external_id]
    had = text_origin.noted(work.masks, name)
    if not before.blocks or (had is None and one.read_at):
        return after, True
    blocks = text_origin.by_page(before.blocks, after.blocks, had)
    if blocks is None:
        work.without.append(f"{entry.url}: its page has another text than the list had, which is kept")
        return replace(after, blocks=()), False
    text_origin.note(work.masks, name, after.blocks)
    return text_origin.merged(before, after, Reading.of(entry, None).wording, blocks), True


def texts_absent(work: Work) -> None:
    """Tell of pages that were read, or asked for because the list has no text, and gave none. It makes no check partial."""
    count = len(work.without)
    if count:
        what = "posting has no text" if count == 1 else "postings have no text, the first"
        work.notes.append(f"{count} {what}: {work.without[0]}")
