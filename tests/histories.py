"""Histories without a site or a database: entries, lists and verdicts made by hand.

`after` says what the store keeps of a verdict. tests/test_histories.py holds it against the real store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from tracker.model import Entry, Listing, Page, Posting, Request, iso, moment
from tracker.model.errors import Failed
from tracker.model.history import Answers, Change, Doubt, History, Known, Policy, Verdict
from tracker.model.wording import Wording
from tracker.reconcile import reconcile

NOW, LATER = "2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"
POLICY = Policy(own=lambda _name, _url: ())
EMPTY = History({}, {})
Items = dict[str, tuple[str, str]]


def entry(
    name: str,
    title: str = "Cook",
    text: str = "x",
    *,
    detail: bool = False,
    is_open: bool = True,
    fingerprint: str = "",
    read: Callable[[Page | None], Posting] | None = None,
    **more: Any,
) -> Entry:
    """Make an entry that reads as a posting with these fields. With `detail` its text is on a page of its own."""
    url = f"https://x.org/{name}"

    def posting(page: Page | None) -> Posting:
        own = page.text() if page is not None and page.body else text
        return Posting(name, url, title, "" if detail and page is None else own, **more)

    return Entry(
        name,
        url,
        title,
        fingerprint or f"{title} {'' if detail else text} {more}",
        read or posting,
        Request(url) if detail else None,
        is_open,
    )


def listed(entries: Iterable[Entry], **more: Any) -> Listing:
    """Make a whole list of entries."""
    return Listing(tuple(entries), **{"end": "whole", **more})


def listing(items: Items, **more: Any) -> Listing:
    """Make a whole list of titles and texts by name."""
    return listed((entry(name, title, text) for name, (title, text) in items.items()), **more)


def roles(count: int, word: str = "Cook") -> Items:
    """Make that many postings with titles and texts of their own."""
    return {f"p{n:03}": (f"{word} {n}", f"text {n}") for n in range(count)}


def page(text: str = "", *, name: str = "a", status: int = 200, failure: str = "") -> Page:
    """Make the reply of a posting's own page."""
    url = f"https://x.org/{name}"
    return Page(Request(url), url, 0 if failure else status, (), text.encode(), failure=failure)


def broken(name: str) -> Callable[[Page | None], Posting]:
    """Return a reader that has a title from the list, and fails on the posting's own page."""

    def read(found: Page | None) -> Posting:
        if found is not None:
            message = "no text here"
            raise Failed(message)
        return Posting(name, f"https://x.org/{name}", "Chef")

    return read


def after(history: History, verdict: Verdict, at: str = LATER, address: str = "") -> History:
    """Return what is known once a verdict is written. `at` is the time of its check, `address` that of its source."""
    postings, wording = dict(history.postings), dict(history.wording)
    past = {name: tuple(history.past.get(name, ())) for name in postings}
    for new, old in verdict.renamed.items():
        for kept in (postings, wording, past):
            kept[new] = kept.pop(old)  # type: ignore[attr-defined, index]
    postings.update(verdict.updates)
    for change in verdict.changes:
        if change.after is not None:
            wording[change.external_id] = change.after
            past[change.external_id] = (*past.get(change.external_id, ()), change.after.state)
    for name, filled in verdict.fills.items():
        wording[name] = filled
        past[name] = (*past[name][:-1], filled.state)
    failed = verdict.outcome in {"blocked", "failed"}
    if verdict.used and not failed:
        postings = {name: replace(one, last_seen=at) if one.listed else one for name, one in postings.items()}
    return History(
        postings,
        wording,
        settled=verdict.settled,
        empties=verdict.empties,
        masks=verdict.masks,
        past=past,
        candidates=history.candidates,
        holds=verdict.holds,
        employer=verdict.employer or history.employer,
        address=address if address and verdict.used and not failed else history.address,
        began=history.began or (at if verdict.settled else ""),
    )


def seen_first(seen: Listing, policy: Policy = POLICY) -> History:
    """Return what is known after the first check, which found this list."""
    return after(EMPTY, reconcile(EMPTY, seen, Answers(), NOW, policy), NOW)


def first(items: Items) -> History:
    """Return what is known after a first check that found these postings."""
    return seen_first(listing(items))


def steps(
    history: History, *lists: Items, answers: Answers | None = None, policy: Policy = POLICY, **more: Any
) -> tuple[History, list[Verdict]]:
    """Check once for each list; return what is known in the end, and each verdict."""
    verdicts = []
    start = days_held(history)
    for day, items in enumerate(lists, start):
        verdict = reconcile(history, listing(items, **more), answers or Answers(), day_after(day), policy)
        history = after(history, verdict)
        verdicts.append(verdict)
    return history, verdicts


def day_after(days: int) -> str:
    """Return the time that many days after LATER."""
    return iso(moment(LATER) + timedelta(days=days))


def days_held(history: History) -> int:
    """Return how many checks have held something of a posting: checks are made once a day here."""
    return max(
        (max(one.doubt.misses, one.doubt.standing, one.doubt.flagged) for one in history.postings.values()), default=0
    )


def changed(history: History, **more: Mapping[str, Any]) -> History:
    """Return a history in which the named postings have other values: `changed(history, a={"misses": 1})`."""
    return replace(
        history,
        postings={name: _with(one, more.get(name, {})) for name, one in history.postings.items()},
    )


def _with(one: Known, values: Mapping[str, Any]) -> Known:
    doubts = {item.name for item in fields(Doubt)}
    bare = {name: value for name, value in values.items() if name not in doubts}
    return replace(one, **bare).doubting(**{name: value for name, value in values.items() if name in doubts})


def kinds(*verdicts: Verdict) -> Counter[str]:
    """Count the changes of verdicts by kind, without those of a baseline."""
    return Counter(change.kind for verdict in verdicts for change in verdict.changes if not change.baseline)


def events(verdict: Verdict) -> list[tuple[str, str]]:
    """Return the changes of a verdict as posting and kind, in order."""
    return sorted((change.external_id, change.kind) for change in verdict.changes)


def edit(name: str, before: Wording, after_: Wording, significance: str = "minor") -> Change:
    """Make an edit."""
    return Change(name, "edited", significance, "s", "why", before=before, after=after_)  # type: ignore[arg-type]


def known(name: str, **more: Any) -> Known:
    """Make a posting as it is known."""
    return Known(name, f"https://x.org/{name}", "Cook", **more)


def part(count: int, of: int) -> dict[str, tuple[str, str]]:
    """Return the last `count` of `of` postings: the others are gone."""
    return dict(list(roles(of).items())[of - count :])


def gone_from(history: History, left: int, **answers: bool | None) -> Verdict:
    """Check once, on the day after the check before; the list has only the last `left` postings."""
    seen = listing(part(left, len(history.postings)))
    return reconcile(history, seen, Answers(standing=answers), day_after(days_held(history)), POLICY)


LETTERS = "abcdefghijklmnopqrst"


def text(count: int = 20, other: int = 0, mark: str = "z") -> tuple[str, ...]:
    """Return a text of that many words of twelve letters, the last `other` of them other words."""
    return (
        " ".join([*(letter * 12 for letter in LETTERS[: count - other]), *(mark * (12 + n) for n in range(other))]),
    )


TEXT = text()


def ad(name: str, title: str = "Site Lead", blocks: tuple[str, ...] = TEXT, **more: Any) -> Any:
    return entry(name, title, "\n".join(blocks), **more)


TITLE = "abcdefghijklmnopqrst"
SIX, NEARLY_SIX = "abcdefghijkl01234567", "abcdefghijk012345678"  # 60 and 55 per cent of it
NINE, NEARLY_NINE = "abcdefghijklmnopqr01", "abcdefghijklmnopq012"  # 90 and 85 per cent


def with_text(**more: Any) -> History:
    """Return a history of one posting whose text is on a page of its own, and of another beside it."""
    entries = [entry("a", detail=True, location="Oslo", department="Kitchen", **more), entry("b", "Baker", "y")]
    seen = listed(entries)
    return after(EMPTY, reconcile(EMPTY, seen, Answers(details={"a": page("We build.\nYou plan.")}), NOW, POLICY), NOW)
