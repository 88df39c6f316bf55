"""Make the payload of a message: its changes and findings with links, words, reasons, and how complete the check was.

The JSON Schema of a payload is in `schema.py`.
"""

from __future__ import annotations

import sqlite3

from tracker.alerts import findings
from tracker.alerts.facts import facts
from tracker.alerts.payload_types import ChangeItem, CheckItem, Data, ExcerptItem, FindingItem, Payload
from tracker.alerts.rules import Fact, Rules
from tracker.config import Alert, Settings
from tracker.diff import compare
from tracker.diff.render import excerpt
from tracker.extract import urls
from tracker.extract.phrases import Phrases
from tracker.model import Time

MOST_SHOWN = 50  # changes that one alert shows in full; further ones are counted
MOST_EXCERPTS = 3
_AROUND = 120  # characters of an excerpt on each side of the first phrase
_LONGEST_ROW = 800  # characters of one row of `words`


def payload(connection: sqlite3.Connection, alert: Alert, settings: Settings, delivery: str, at: Time) -> Payload:
    """Return the payload of a delivery."""
    query = "SELECT change_id FROM delivery_changes WHERE delivery_id = ? ORDER BY rowid"
    names = [row[0] for row in connection.execute(query, (delivery,))]
    delivered = findings.of(connection, delivery)
    items = [findings.item(connection, finding, alert, settings) for finding in delivered]
    return payload_of(connection, alert, settings, facts(connection, names), items, at)


def payload_of(
    connection: sqlite3.Connection,
    alert: Alert,
    settings: Settings,
    changes: list[Fact],
    finding_items: list[FindingItem],
    at: Time,
) -> Payload:
    """Return the payload of these changes and findings. `count` is the number of postings of all items, including those in `more`."""
    rules, base = Rules((alert,), settings.topics), settings.site.base_url
    groups: dict[str, int] = {}
    first: list[Fact] = []
    for fact in changes:
        if fact.group_id:
            groups[fact.group_id] = groups.get(fact.group_id, 0) + 1
            if groups[fact.group_id] > 1:
                continue
        first.append(fact)
    shown_changes = [
        item(connection, fact, rules, alert, base, groups.get(fact.group_id or "", 1)) for fact in first[:MOST_SHOWN]
    ]
    linked: list[FindingItem] = [
        {**finding, "permalink": f"{base}/news/{urls.encode(finding['id'])}" if base else None}
        for finding in finding_items
    ]
    data: Data = {
        "alert": alert.name,
        "count": len(changes) + len(finding_items),
        "changes": shown_changes,
        "more": max(0, len(first) - MOST_SHOWN) + max(0, len(finding_items) - MOST_SHOWN),
    }
    if finding_items:
        data["findings"] = linked[:MOST_SHOWN]
    return {"type": "findings.made" if finding_items else "postings.changed", "timestamp": at, "data": data}


def item(
    connection: sqlite3.Connection, fact: Fact, rules: Rules, alert: Alert, base: str, postings: int
) -> ChangeItem:
    """Return a change in the form of a payload. `base` is the address of the website, "" without one."""
    old, new = fact.before.split("\n")[1:], fact.after.split("\n")[1:]
    diff = compare(old, new) if fact.before and old != new else None
    rows = excerpt(diff, MOST_EXCERPTS) if diff else ()
    links = fact.links
    return {
        "id": fact.id,
        "posting": fact.posting_id,
        "source": fact.source,
        "employer": fact.employer,
        "title": fact.title,
        "location": fact.location,
        "url": fact.url,
        "at": fact.at,
        "known_at": fact.known_at or fact.at,
        "kind": fact.kind,
        "significance": fact.significance,
        "summary": fact.summary,
        "why": rules.why(alert, fact),
        "reasons": [
            {"rule": reason.rule, "value": reason.value, "phrase": reason.phrase or None}
            for reason in rules.reasons(alert, fact)
        ],
        "postings": postings,
        "fields": {name: {"old": before, "new": after} for name, (before, after) in fact.fields.items()},
        "words": [[{"op": span.op, "text": span.text[:_LONGEST_ROW]} for span in row] for row in rows],
        "excerpts": excerpts(rules.words(alert), [fact.title, *new]),
        "permalink": _permalink(fact, base, postings),
        "evidence": f"{base}/evidence/{urls.encode(links.snapshot)}" if base and links.snapshot else None,
        "live": fact.url if fact.url and links.status == "open" else None,
        "check": _check(connection, links.check),
    }


def _permalink(fact: Fact, base: str, postings: int) -> str | None:
    if not base:
        return None
    if postings > 1 and fact.group_id:
        return f"{base}/?{urls.encode_query({'group': fact.group_id})}"
    first, last = fact.links.from_number, fact.links.to_number
    versions = {"from": first, "to": last} if first and last and first != last else {}
    query = f"?{urls.encode_query(versions)}" if versions else ""
    return f"{base}/postings/{urls.encode(fact.posting_id)}{query}"


def excerpts(phrases: Phrases, blocks: list[str]) -> list[ExcerptItem]:
    """Return the first passages that have one of the phrases; `matches` are places in `text`, in code points."""
    result: list[ExcerptItem] = []
    for block in blocks if phrases.phrases else ():
        if not phrases.of(block):
            continue
        first = phrases.spans(block)[0]
        start, end = max(0, first[0] - _AROUND), first[1] + _AROUND
        excerpt = ("… " if start else "") + block[start:end] + (" …" if end < len(block) else "")
        result.append({"text": excerpt, "matches": [list(span) for span in phrases.spans(excerpt)]})
        if len(result) == MOST_EXCERPTS:
            break
    return result


def _check(connection: sqlite3.Connection, name: str | None) -> CheckItem | None:
    query = "SELECT id, outcome, seen, stated_total, reason FROM checks WHERE id = ?"
    row = connection.execute(query, (name,)).fetchone()
    if row is None:
        return None
    return {"id": row[0], "outcome": row[1], "seen": row[2], "stated_total": row[3], "reason": row[4]}
