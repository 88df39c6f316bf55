"""Write the payload of an alert as a message for people, within the limits of a service. Pure.

What does not fit is left out in this order: the words of an item, and then whole items from the end, which are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.alerts.dialects import Dialect, Piece
from tracker.alerts.payload_types import ChangeItem, CheckItem, FindingItem, Payload, SpanItem
from tracker.diff.render import FIELDS

Line = list[Piece]
_TITLE, _SENTENCE, _VALUE = 160, 300, 200  # characters of a title, of a sentence and of a field
_ROW = 600  # characters of a row of changed words
_UNSTATED = "not stated"
_TAIL = 200  # left for the line that counts what does not fit
_MOST_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Apprise takes it."""

    title: str
    body: str
    format: str


def write(payload: Payload, dialect: Dialect) -> Message:
    """Return a payload as a message in a dialect."""
    data = payload["data"]
    items = [(int(item.get("postings", 1)), _change(item)) for item in data.get("changes", ())]
    items += [(1, _finding(item)) for item in data.get("findings", ())]
    count = int(data["count"])
    what = "finding" if payload.get("type") == "findings.made" else "change"
    title = f"{_counted(count, what)} in job postings ({data.get('alert', '')})"
    parts: list[str] = []
    written, used = 0, dialect.size(title) + _TAIL
    for postings, lines in items:
        room = dialect.most - used
        text = _fitted(lines, dialect, room)
        if not text:
            break
        parts.append(text)
        used += dialect.size(text + dialect.gap)
        written += postings
    if count > written:
        parts.append(
            dialect.write(Piece(f"… and {_counted(count - written, f'more {what}')}, which do not fit in this message"))
        )
    return Message(title, dialect.gap.join(parts), dialect.format)


def _fitted(lines: list[tuple[int, Line]], dialect: Dialect, room: int) -> str:
    """Return the lines that fit, without the least important ones if necessary; "" if not even the first ones fit."""
    for most in (3, 2, 1):
        written = ("".join(map(dialect.write, line)) for level, line in lines if level <= most)
        text = dialect.line.join(filter(None, written))
        if dialect.size(text) <= room:
            return text
    return ""


def _change(change: ChangeItem) -> list[tuple[int, Line]]:
    """Return the lines of a change, each with its level: 1 is always shown, 3 is left out first."""
    place = f", {_cut(change['location'], _VALUE)}" if change.get("location") else ""
    name = f"{_cut(change['employer'], _TITLE)}: {_cut(change['title'], _TITLE) or '(no title)'}"
    lines: list[tuple[int, Line]] = [
        (1, [Piece(name, "title"), Piece(f"{place} – {_cut(change['summary'], _SENTENCE)}")])
    ]
    fields = list(change.get("fields", {}).items())
    lines += [(2, _field(name, **values)) for name, values in fields[:_MOST_FIELDS]]
    lines += [(3, row) for row in map(_row, change.get("words", ())) if row]
    lines += [(3, _excerpt(**excerpt)) for excerpt in change.get("excerpts", ()) if not change.get("words")]
    more = int(change.get("postings", 1)) - 1
    if more:
        lines.append((1, [Piece(f"and {_counted(more, 'more posting')} with the same {_kind(change)}")]))
    return [
        *lines,
        (1, [Piece(f"Why: {_cut(change['why'], _SENTENCE)}")]),
        *_checked(change.get("check")),
        *_links(change.get("permalink"), change.get("evidence"), change.get("live", change.get("url"))),
    ]


def _kind(change: ChangeItem) -> str:
    return "edit" if change.get("kind") == "edited" else "change"


def _finding(finding: FindingItem) -> list[tuple[int, Line]]:
    from tracker.alerts import questions

    head = [
        Piece(f"{_cut(finding['employer'], _TITLE)}: {_cut(finding['headline'], _SENTENCE)}", "title"),
        Piece(f" – {_cut(finding['why'], _SENTENCE)}"),
    ]
    passage = [(3, [Piece(f"“{_cut(finding['passage'], _ROW)}”")])] if finding.get("passage") else []
    lines: list[tuple[int, Line]] = [(2, [Piece(_cut(line, _ROW))]) for line in questions.lines(finding)]
    reason = [(1, [Piece(f"Why: {_cut(finding['reason'], _SENTENCE)}")])] if finding.get("reason") else []
    return [(1, head), *passage, *lines, *reason, *_links(finding.get("permalink"), None, finding.get("url"))]


def _field(name: str, old: str | None, new: str | None) -> Line:
    return [
        Piece(f"{FIELDS.get(name, name)}: "),
        Piece(_cut(old, _VALUE), "old") if old else Piece(_UNSTATED),
        Piece(" → "),
        Piece(_cut(new, _VALUE), "new") if new else Piece(_UNSTATED),
    ]


def _row(spans: Iterable[SpanItem]) -> Line:
    """Return a row of changed words, cut in its unchanged parts first."""
    row: Line = []
    room = _ROW
    for index, span in enumerate(spans):
        text = span["text"].lstrip("#- ") if not index else span["text"]
        text = _cut(text, room)
        room -= len(text)
        if span["op"] == "+" and row and row[-1].style == "old" and not row[-1].text[-1:].isspace():
            row.append(Piece(" "))  # keep the marks of the old and the new words apart
        row.append(Piece(text, "old" if span["op"] == "-" else "new" if span["op"] == "+" else ""))
        if room <= 0:
            break
    return row


def _excerpt(text: str, matches: list[list[int]]) -> Line:
    line: Line = []
    last = 0
    for start, end in matches:
        line += [Piece(text[last:start]), Piece(text[start:end], "mark")]
        last = end
    return [Piece("“"), *line, Piece(text[last:]), Piece("”")]


def _checked(check: CheckItem | None) -> Iterator[tuple[int, Line]]:
    """Yield the words that say how complete the check was."""
    if not check:
        return
    outcome = {
        "complete": "the list was complete",
        "window": "the list shows only its newest postings",
        "partial": "the list was not complete",
    }.get(check["outcome"], str(check["outcome"]))
    seen, total = check.get("seen"), check.get("stated_total")
    stated = f" of {total:,}" if seen is not None and total is not None else ""
    noun = "posting" if (total if stated else seen) == 1 else "postings"
    numbers = f", {seen:,}{stated} {noun}" if seen is not None else ""
    reason = f" ({_cut(check['reason'], _VALUE)})" if check.get("reason") and check["outcome"] == "partial" else ""
    yield 2, [Piece(f"Check: {outcome}{numbers}{reason}", "quiet")]


def _links(permalink: str | None, evidence: str | None, live: str | None) -> Iterator[tuple[int, Line]]:
    links = (("Change", permalink), ("Evidence", evidence), ("Live page", live))
    line: Line = []
    for name, url in links:
        if url:
            line += [*([Piece(" · ")] if line else []), Piece(name, "link", str(url))]
    if line:
        yield 1, line


def _cut(text: str | None, most: int) -> str:
    text = text or ""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
