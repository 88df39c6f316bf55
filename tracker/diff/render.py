"""Render a difference for the terminal, as HTML, as Markdown or as plain data. Each form is readable without colour."""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import TypedDict

from tracker.diff import BlockRow, Diff, Op, Span, markdown
from tracker.extract.pay import implausible
from tracker.model import Pay
from tracker.model.wording import COMPARED, Wording

FIELDS: dict[str, str] = {
    "title": "Title",
    "location": "Location",
    "department": "Department",
    "pay": "Pay",
    "employment_type": "Employment",
    "workplace": "Workplace",
    "posted_at": "Posted",
    "closes_at": "Closes",
    "language": "Language",
}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_UNSTATED = "not stated"
_AROUND = 90  # characters of context on each side of a change in an excerpt


def pay(wording: Wording) -> str | None:
    """Return pay as text: `$132,000 – $390,000 a year`; None if none is stated."""
    return _pay(Pay(wording.pay_min, wording.pay_max, wording.pay_currency, wording.pay_period), wording.pay_stated)


def _pay(stated: Pay, words: str | None) -> str | None:
    amounts = [amount for amount in (stated.min, stated.max) if amount is not None]
    if not amounts:
        return words
    symbol = _SYMBOLS.get(stated.currency or "", "")
    unit = "" if symbol or not stated.currency else f" {stated.currency}"
    ends = dict.fromkeys(f"{symbol}{_number(amount)}" for amount in amounts)
    period = f" a{'n' if stated.period == 'hour' else ''} {stated.period}" if stated.period else ""
    doubt = " (as stated; implausible)" if implausible(stated) else ""
    open_end = "up to " if stated.min is None else "from " if stated.max is None else ""
    return open_end + " – ".join(ends) + unit + period + doubt


class PayColumns(TypedDict):
    """The columns of a version that state its pay."""

    pay_min: float | None
    pay_max: float | None
    pay_currency: str | None
    pay_period: str | None
    pay_stated: str | None


def pay_of(row: PayColumns) -> str | None:
    """Return the pay of a row with the columns of a version, as text."""
    return _pay(Pay(row["pay_min"], row["pay_max"], row["pay_currency"], row["pay_period"]), row["pay_stated"])


def _number(amount: float) -> str:
    return f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"


def field_values(wording: Wording) -> dict[str, str | None]:
    """Return every field of a wording except its text, as text. Pay is one field."""
    plain = {item.name for item in fields(wording)}
    return {
        name: pay(wording) if name == "pay" else getattr(wording, name) for name in FIELDS if name in plain | {"pay"}
    }


def field_changes(old: Wording, new: Wording) -> dict[str, tuple[str | None, str | None]]:
    """Return the fields whose values differ, old and new as they are shown."""
    changed = [name for name in COMPARED if old.value(name) != new.value(name)]
    if not changed:
        return {}
    before, after = field_values(old), field_values(new)
    return {name: (before[name], after[name]) for name in changed}


class SpanItem(TypedDict):
    """A run of text in JSON, with its start on both sides; None where that side has not got it."""

    op: Op
    text: str
    old_at: int | None
    new_at: int | None


class RowItem(TypedDict):
    """A row of a difference in JSON, with the number of its block on both sides."""

    kind: str
    old: int | None
    new: int | None
    spans: list[SpanItem]


def as_json(diff: Diff) -> list[RowItem]:
    """Return the rows as plain data, with their places on both sides.

    `old` and `new` are the numbers of the block, from 0. A span's `old_at` and `new_at` are its start in the whole text
    of that side (blocks joined by one newline), in characters (Unicode code points).
    """
    starts = {side: _starts(diff.side(side)) for side in ("old", "new")}
    return [
        {
            "kind": row.kind,
            "old": row.old,
            "new": row.new,
            "spans": list(
                _placed(
                    row,
                    None if row.old is None else starts["old"][row.old],
                    None if row.new is None else starts["new"][row.new],
                )
            ),
        }
        for row in diff.rows
    ]


def _starts(blocks: Iterable[str]) -> list[int]:
    starts, position = [], 0
    for block in blocks:
        starts.append(position)
        position += len(block) + 1
    return starts


def _placed(row: BlockRow, old: int | None, new: int | None) -> Iterator[SpanItem]:
    for span in row.spans:
        yield {
            "op": span.op,
            "text": span.text,
            "old_at": old if span.op != "+" else None,
            "new_at": new if span.op != "-" else None,
        }
        old = old + len(span.text) if old is not None and span.op != "+" else old
        new = new + len(span.text) if new is not None and span.op != "-" else new


def as_unified(diff: Diff, old: str, new: str, context: int = 3) -> str:
    """Return a unified diff of the blocks, one a line, as `patch` reads it; `old` and `new` name the sides."""
    lines = difflib.unified_diff(diff.side("old"), diff.side("new"), old, new, n=context, lineterm="")
    return "\n".join(lines)


def as_terminal(diff: Diff, *, colour: bool, context: int = 2) -> str:
    """Return the changed blocks with context; without colour, `[-old-]` and `{+new+}` mark words."""
    return "\n".join(_terminal_lines(diff, colour=colour, context=context))


def _terminal_lines(diff: Diff, *, colour: bool, context: int) -> Iterator[str]:
    near = _near(diff, context)
    skipped = 0
    for index, row in enumerate(diff.rows):
        if index not in near:
            skipped += 1
            continue
        if skipped:
            yield f"    … {skipped} {'block' if skipped == 1 else 'blocks'} unchanged"
            skipped = 0
        sign = {"same": " ", "edited": "~", "added": "+", "removed": "-", "moved": ">"}[row.kind]
        yield f"  {sign} " + "".join(_terminal_span(span, row, colour=colour) for span in row.spans)
    if skipped:
        yield f"    … {skipped} {'block' if skipped == 1 else 'blocks'} unchanged"


def _near(diff: Diff, context: int) -> set[int]:
    changed = [index for index, row in enumerate(diff.rows) if row.kind != "same"]
    return {near for index in changed for near in range(index - context, index + context + 1)}


def _terminal_span(span: Span, row: BlockRow, *, colour: bool) -> str:
    text = printable(span.text)
    if span.op == "=":
        return text
    if colour:
        return f"\x1b[{'9;31' if span.op == '-' else '4;32'}m{text}\x1b[0m"
    if row.kind != "edited":
        return text
    return f"[-{text}-]" if span.op == "-" else "{+" + text + "+}"


def printable(text: str) -> str:
    """Make text from the web safe for a terminal: without control characters and changes of writing direction."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)


def fields_as_html(fields: Mapping[str, tuple[str | None, str | None]]) -> str:
    """Return the changed fields as an HTML table, old beside new; "" if there are none."""
    rows = "".join(
        f'<tr><th scope="row">{FIELDS[name]}</th><td>{_side("del", old)}</td><td>{_side("ins", new)}</td></tr>'
        for name, (old, new) in fields.items()
    )
    head = '<tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr>'
    return f"<table>{head}{rows}</table>\n" if rows else ""


def _side(mark: str, value: str | None) -> str:
    return f"<{mark}>{html.escape(value)}</{mark}>" if value else _UNSTATED


def fields_as_terminal(fields: Mapping[str, tuple[str | None, str | None]]) -> str:
    """Return the changed fields, one a line, as text that is safe for a terminal; "" if there are none."""
    return "\n".join(
        f"{FIELDS[name]}: {printable(old or _UNSTATED)} → {printable(new or _UNSTATED)}"
        for name, (old, new) in fields.items()
    )


def fields_as_markdown(fields: Mapping[str, tuple[str | None, str | None]]) -> str:
    """Return the changed fields as Markdown, a paragraph each; "" if there are none."""
    return "\n\n".join(
        f"{FIELDS[name]}: {_markdown_side('-', old)} → {_markdown_side('+', new)}"
        for name, (old, new) in fields.items()
    )


def _markdown_side(op: Op, value: str | None) -> str:
    return _markdown_span(Span(op, value)) if value else _UNSTATED


def as_html(diff: Diff) -> str:
    """Return all blocks as escaped HTML; runs of unchanged blocks are folded into `details`."""
    return "\n".join(_html_runs(diff))


def _html_runs(diff: Diff) -> Iterator[str]:
    near = _near(diff, 1)
    run: list[BlockRow] = []
    for index, row in enumerate(diff.rows):
        if index not in near:
            run.append(row)
            continue
        yield from _folded(run)
        run = []
        yield _html_block(row)
    yield from _folded(run)


def _folded(run: list[BlockRow]) -> Iterator[str]:
    if run:
        inside = "\n".join(_html_block(row) for row in run)
        yield f"<details><summary>{len(run)} {'block' if len(run) == 1 else 'blocks'} unchanged</summary>{inside}</details>"


def _html_block(row: BlockRow) -> str:
    inside = html_spans(row.spans)
    note = '<span class="visually-hidden">moved here: </span>' if row.kind == "moved" else ""
    if inside.startswith("# "):
        return f'<h3 class="{row.kind}">{note}{inside[2:]}</h3>'
    kind = "item" if any(span.text.startswith("- ") for span in row.spans[:1]) else "paragraph"
    return f'<p class="{row.kind} {kind}">{note}{inside}</p>'


def html_spans(spans: Iterable[Span]) -> str:
    """Return spans as HTML with `ins` and `del`, and with hidden words for screen readers."""
    parts = []
    for span in spans:
        text = html.escape(span.text)
        if span.op == "-":
            parts.append(f'<del><span class="visually-hidden">removed: </span>{text}</del>')
        elif span.op == "+":
            parts.append(f'<ins><span class="visually-hidden">added: </span>{text}</ins>')
        else:
            parts.append(text)
    return "".join(parts)


def as_markdown(diff: Diff) -> str:
    """Return the changed blocks as Markdown: `~~old~~` and `**new**`. Markup in the texts is escaped."""
    return "\n\n".join(_markdown_row(row) for row in diff.rows if row.kind != "same")


def _markdown_row(row: BlockRow) -> str:
    """Return a block on one line. A heading or list item remains one."""
    spans = list(row.spans)
    mark = next((mark for mark in ("# ", "- ") if spans and spans[0].text.startswith(mark)), "")
    if mark:
        spans[0] = Span(spans[0].op, spans[0].text.removeprefix(mark))
    return mark + markdown.line_start("".join(map(_markdown_span, spans)).strip())


def _markdown_span(span: Span) -> str:
    text = markdown.escaped(span.text)
    core = text.strip()
    if span.op == "=" or not core:
        return text
    mark = "~~" if span.op == "-" else "**"
    return text.replace(core, f"{mark}{core}{mark}", 1)


def excerpt(diff: Diff, rows: int = 3) -> tuple[tuple[Span, ...], ...]:
    """Return the first changed rows as an excerpt, with long unchanged runs cut short."""
    changed = [row for row in diff.rows if row.kind not in {"same", "moved"}] or [
        row for row in diff.rows if row.kind == "moved"
    ]
    return tuple(tuple(_cut(row.spans)) for row in changed[:rows])


def _cut(spans: tuple[Span, ...]) -> Iterator[Span]:
    for index, span in enumerate(spans):
        text = span.text
        if span.op == "=" and len(spans) > 1 and len(text) > _AROUND * (2 if 0 < index < len(spans) - 1 else 1):
            head = text[:_AROUND].rsplit(" ", 1)[0] if index else ""
            tail = text[-_AROUND:].split(" ", 1)[-1] if index < len(spans) - 1 else ""
            text = f"{head} … {tail}"
        elif len(text) > 6 * _AROUND:
            text = text[: 6 * _AROUND] + " …"
        yield Span(span.op, text)
