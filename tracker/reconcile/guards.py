"""Hold the changes of a complete list that is probably wrong, until it recovers or several checks agree.

Each guard looks for many postings that change at once in a way no editor would change them: texts or places gone, one
text for all, another language, another employer's postings. The reason says what releases the changes.
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

TEMPLATE = 3  # postings with the same edit in one check: it is an edit of the template
_STRANGERS = 3  # known open postings that are all missing from the list; fewer prove nothing


def another_employer(work: Work, *, moved: bool) -> bool:
    """Return whether to hold a list without any known posting: it may be another list, or another employer's."""
    known, seen = work.known, work.seen
    lost = [posting for posting in known.postings.values() if posting.status == "open"]
    if moved or not seen.entries or len(lost) < _STRANGERS or (work.policy.commit and seen.definite):
        return False
    if sum(entry.external_id in known.postings for entry in seen.entries) * 2 >= len(lost):
        return False
    if any(_is_known(work, entry) for entry in seen.entries):
        return False
    finding = f"none of the {len(lost)} known postings is in the list, and {len(seen.entries)} unknown ones are"
    if known.employer and seen.employer and known.employer != seen.employer:
        work.outcome = "partial"
        work.notes.append(
            f"held: {finding}; it names {seen.employer!r}, where it named {known.employer!r}; released by a list with "
            f'known postings, or by url = "…" of the right list in tracker.toml'
        )
        return True
    answers = work.answers.standing.values()
    if (
        work.outcome == "window"
        or known.employer == seen.employer != ""
        or (answers and all(answer is False for answer in answers))
    ):
        return False
    return work.hold("another list", finding, "a list with known postings")


def _is_known(work: Work, entry: Entry) -> bool:
    """Return whether an entry is a known posting. The id alone is not enough: many employers use the same small numbers."""
    posting = work.known.postings.get(entry.external_id)
    return posting is not None and (
        posting.fingerprint == entry.fingerprint
        or title_likeness(plain(posting.title), plain(entry.title)) >= NEAR_TITLE
    )


def hold_losses(work: Work) -> None:
    """Hold a loss or change that most postings show at once: texts, places, one text for all, the language."""
    edits = [change for change in work.changes if change.kind == "edited" and change.before and change.after]
    texts = Counter(filter(None, map(_new_text, edits)))
    common = texts.most_common(1)[0][0] if texts else ""
    total = len(work.seen.entries)
    if work.textless and not (len(work.textless) > 1 and len(work.textless) * 3 > total):
        work.notes.append(f"{len(work.textless)} of {total} postings came without their text; the known text is kept")
        work.textless.clear()
    if work.textless:
        _texts_gone(work, total)
    suspects = [
        ({change.external_id for change in edits if common and _new_text(change) == common}, "have the very same text"),
        ({change.external_id for change in edits if _lost(change, "location")}, "have no place any more"),
        ({change.external_id for change in edits if _lost(change, "department")}, "have no department any more"),
        (_translated(work, edits), "came in another language"),
    ]
    for names, what in suspects:
        if len(names) < TEMPLATE or len(names) * 2 <= total:
            continue
        if work.hold(
            what,
            f"{len(names)} of {total} postings {what}, all at once: the reply is at fault",
            "one that is as before",
        ):
            _take_back(work, names)


def _texts_gone(work: Work, total: int) -> None:
    """Hold the changes of a list that lost its texts. After AGREE_MANY checks in a row, accept it as a list without texts."""
    finding = f"{len(work.textless)} of {total} postings have no text any more"
    count = work.known.holds.get(TEXTS_GONE, 0)
    if not work.hold(TEXTS_GONE, f"{finding}, all at once: the reply is at fault", "one that has them"):
        work.holds[TEXTS_GONE] = count + 1
        work.notes.append(
            f"{finding}; the known texts are kept, and some of the postings' own pages are read in each check"
        )
        work.textless.clear()
        return
    _take_back(work, set(work.textless))


def _take_back(work: Work, names: set[str]) -> None:
    """Undo the changes of these postings, and note when they began to look different."""
    work.changes = [change for change in work.changes if change.external_id not in names]
    for name in names:
        posting = work.known.postings[name]
        work.updates.pop(name, None)
        work.update(
            posting.doubting(
                doubted=posting.doubt.doubted or work.known.last_seen(name),
                differs_at=posting.doubt.differs_at or work.now,
            )
        )


def _translated(work: Work, edits: list[Change]) -> set[str]:
    """Return the postings whose text is now in another language; if no text changed, those whose titles together are."""
    translated = {
        change.external_id
        for change in edits
        if change.before
        and change.after
        and change.before.blocks != change.after.blocks
        and change.before.language
        and change.after.language
        and change.before.language != change.after.language
    }
    if translated:
        return translated
    titled = [
        change for change in edits if change.before and change.after and change.before.title != change.after.title
    ]
    if len(titled) < TEMPLATE or len(titled) * 2 <= len(work.seen.entries):
        return set()
    old = fields.language("\n".join(change.before.title for change in titled if change.before))
    new = fields.language("\n".join(change.after.title for change in titled if change.after))
    return {change.external_id for change in titled} if old and new and old != new else set()


def _new_text(change: Change) -> str:
    """Return the new text of an edit, "" if the text did not change."""
    before, after = change.before, change.after
    return after.text if before and after and before.text != after.text else ""


def _lost(change: Change, name: str) -> bool:
    return bool(getattr(change.before, name)) and not getattr(change.after, name)


def from_elsewhere(work: Work, entry: Entry, posting: Known, after: Wording, *, read: bool) -> tuple[Wording, bool]:
    """Return the wording with the right text, and whether that text came from the posting's own page.

    A reply without the text, or with only a part of it, is not an edit of the text. The known text is kept; the other
    fields are those of the list.
    """
    before = work.known.wording[entry.external_id]
    if entry.detail is None and posting.read_at:
        after = text_origin.from_list(before, after)
    elif entry.own_page and read:
        after, read = _of_own_page(work, entry, posting, after)
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


def _of_own_page(work: Work, entry: Entry, posting: Known, after: Wording) -> tuple[Wording, bool]:
    """Return the wording with the text of the posting's page, and True if the page was used.

    If the known text came from the list, only lines that differ from the page as it was before count as an edit.
    """
    name, before = entry.external_id, work.known.wording[entry.external_id]
    had = text_origin.noted(work.masks, name)
    if not before.blocks or (had is None and posting.read_at):
        return after, True
    blocks = text_origin.by_page(before.blocks, after.blocks, had)
    if blocks is None:
        work.missing_texts.append(
            f"{entry.url}: its page has a different text than the list had; the text of the list is kept"
        )
        return replace(after, blocks=()), False
    text_origin.note(work.masks, name, after.blocks)
    return text_origin.merged(before, after, Reading.of(entry, None).wording, blocks), True


def note_missing_texts(work: Work) -> None:
    """Note the pages that gave no text. This does not make a check partial."""
    count = len(work.missing_texts)
    if count:
        what = "posting has no text" if count == 1 else "postings have no text, the first"
        work.notes.append(f"{count} {what}: {work.missing_texts[0]}")
