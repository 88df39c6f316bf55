"""Make histories without a site or a database: entries, lists and verdicts.

`after` returns what the store keeps of a verdict. tests/test_histories.py compares it with the real store.
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
    """Make the entry of a posting with these fields. With `detail`, its text is on its own page."""
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
    """Make a complete listing of these entries."""
    return Listing(tuple(entries), **{"end": "whole", **more})


def listing(items: Items, **more: Any) -> Listing:
    """Make a complete listing from titles and texts by name."""
    return listed((entry(name, title, text) for name, (title, text) in items.items()), **more)


def roles(count: int, word: str = "Cook") -> Items:
    """Make this many postings, each with its own title and text."""
    return {f"p{n:03}": (f"{word} {n}", f"text {n}") for n in range(count)}


def page(text: str = "", *, name: str = "a", status: int = 200, failure: str = "") -> Page:
    """Make the reply for a posting's own page."""
    url = f"https://x.org/{name}"
    return Page(Request(url), url, 0 if failure else status, (), text.encode(), failure=failure)


def broken(name: str) -> Callable[[Page | None], Posting]:
    """Return a `read` that takes the title from the list, and fails for the posting's own page."""

    def read(found: Page | None) -> Posting:
        if found is not None:
            message = "no text here"
            raise Failed(message)
        return Posting(name, f"https://x.org/{name}", "Chef")

    return read


def after(history: History, verdict: Verdict, at: str = LATER, address: str = "") -> History:
    """Return the history after a verdict is written. `at` is the time of its check, `address` that of its source."""
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
    """Return the history after a first check that found this list."""
    return after(EMPTY, reconcile(EMPTY, seen, Answers(), NOW, policy), NOW)


def first(items: Items) -> History:
    """Return the history after a first check that found these postings."""
    return seen_first(listing(items))


def steps(
    history: History, *lists: Items, answers: Answers | None = None, policy: Policy = POLICY, **more: Any
) -> tuple[History, list[Verdict]]:
    """Check once for each list. Return the final history and all verdicts."""
    verdicts = []
    start = days_held(history)
    for day, items in enumerate(lists, start):
        verdict = reconcile(history, listing(items, **more), answers or Answers(), day_after(day), policy)
        history = after(history, verdict)
        verdicts.append(verdict)
    return history, verdicts


def day_after(days: int) -> str:
    """Return the time this many days after LATER."""
    return iso(moment(LATER) + timedelta(days=days))


def days_held(history: History) -> int:
    """Return how many checks have held a change of a posting, with one check a day."""
    return max(
        (max(one.doubt.misses, one.doubt.standing, one.doubt.flagged) for one in history.postings.values()), default=0
    )


def changed(history: History, **more: Mapping[str, Any]) -> History:
    """Return a history with other values for some postings: `changed(history, a={"misses": 1})`."""
    return replace(
        history,
        postings={name: _with(one, more.get(name, {})) for name, one in history.postings.items()},
    )


def _with(one: Known, values: Mapping[str, Any]) -> Known:
    doubts = {item.name for item in fields(Doubt)}
    bare = {name: value for name, value in values.items() if name not in doubts}
    return replace(one, **bare).doubting(**{name: value for name, value in values.items() if name in doubts})


def kinds(*verdicts: Verdict) -> Counter[str]:
    """Count the changes of verdicts by kind, without the baseline."""
    return Counter(change.kind for verdict in verdicts for change in verdict.changes if not change.baseline)


def events(verdict: Verdict) -> list[tuple[str, str]]:
    """Return the changes of a verdict as posting and kind, in order."""
    return sorted((change.external_id, change.kind) for change in verdict.changes)


def edit(name: str, before: Wording, after_: Wording, significance: str = "minor") -> Change:
    """Make an edit."""
    return Change(name, "edited", significance, "s", "why", before=before, after=after_)  # type: ignore[arg-type]


def known(name: str, **more: Any) -> Known:
    """Make a known posting."""
    return Known(name, f"https://x.org/{name}", "Cook", **more)


def part(count: int, of: int) -> dict[str, tuple[str, str]]:
    """Return the last `count` of `of` postings; the others are missing."""
    return dict(list(roles(of).items())[of - count :])


def gone_from(history: History, left: int, **answers: bool | None) -> Verdict:
    """Check once, a day after the previous check, with a list of only the last `left` postings."""
    seen = listing(part(left, len(history.postings)))
    return reconcile(history, seen, Answers(standing=answers), day_after(days_held(history)), POLICY)


LETTERS = "abcdefghijklmnopqrst"


def text(count: int = 20, other: int = 0, mark: str = "z") -> tuple[str, ...]:
    """Return a text of this many twelve-letter words, the last `other` of which are different ones."""
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
    """Return the history of a posting whose text is on its own page, and of another posting."""
    entries = [entry("a", detail=True, location="Oslo", department="Kitchen", **more), entry("b", "Baker", "y")]
    seen = listed(entries)
    return after(EMPTY, reconcile(EMPTY, seen, Answers(details={"a": page("We build.\nYou plan.")}), NOW, POLICY), NOW)
