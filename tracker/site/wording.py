"""Render a version, or the comparison of two, as HTML: inline or side by side."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from tracker.diff import BlockRow, Diff, Span
from tracker.diff.render import html_spans

_LONGEST = 20_000  # longest run of words that a page shows, in characters
_CONTEXT_BLOCKS = 1  # unchanged blocks that stay visible around a change
_WORDS = {"added": "added", "removed": "removed", "moved": "moved here"}


def plain(blocks: Sequence[str]) -> Markup:
    """Return one version's text as HTML."""
    return Markup("\n".join(_listed(_block(_Unchanged((Span("=", block),)), "") for block in blocks)))


def inline(diff: Diff) -> Markup:
    """Return the comparison as one text, with unchanged stretches folded."""
    parts: list[str] = []
    for folded, rows in _stretches(diff):
        parts += [_fold(rows)] if folded else _listed(_block(row, row.kind) for row in rows)
    return Markup("\n".join(parts))


def side_by_side(diff: Diff, before: str = "Before", after: str = "After") -> Markup:
    """Return tables with the old and the new text of each block, with unchanged stretches folded as in `inline`."""
    head = (
        f'<table class="sides"><thead><tr><th scope="col">{html.escape(before)}</th>'
        f'<th scope="col">{html.escape(after)}</th></tr></thead><tbody>'
    )
    second_head = head.replace("<thead>", '<thead class="visually-hidden">')
    parts: list[str] = []
    has_table = False
    for folded, rows in _stretches(diff):
        lines = "\n".join(_pair(row) for row in rows)
        if folded:
            table = f"{second_head}{lines}</tbody></table>"
            parts.append(f'<details class="fold"><summary>{_unchanged(rows)}</summary>{table}</details>')
            continue
        parts.append(f"{second_head if has_table else head}{lines}</tbody></table>")
        has_table = True
    return Markup("\n".join(parts))


def _stretches(diff: Diff) -> list[tuple[bool, list[BlockRow]]]:
    """Return the rows in stretches: those near a change, and those that are folded. Without any change, nothing is folded."""
    changed = [index for index, row in enumerate(diff.rows) if row.kind != "same"]
    near = {index + step for index in changed for step in range(-_CONTEXT_BLOCKS, _CONTEXT_BLOCKS + 1)}
    stretches: list[tuple[bool, list[BlockRow]]] = []
    for index, row in enumerate(diff.rows):
        folded = bool(changed) and index not in near
        if not stretches or stretches[-1][0] != folded:
            stretches.append((folded, []))
        stretches[-1][1].append(row)
    return stretches


def _pair(row: BlockRow) -> str:
    spans = pretty(row.spans)
    old = _shown(span for span in spans if span.op != "+") if row.old is not None else ""
    new = _shown(span for span in spans if span.op != "-") if row.new is not None else ""
    note = '<span class="visually-hidden">moved: </span>' if row.kind == "moved" else ""
    return f'<tr class="{row.kind}"><td>{old}</td><td>{note}{new}</td></tr>'


def _unchanged(rows: Sequence[BlockRow]) -> str:
    return f"{len(rows)} {'paragraph' if len(rows) == 1 else 'paragraphs'} unchanged"


def pretty(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans with the heading mark removed, or the list mark replaced by a bullet."""
    if not spans:
        return ()
    first = spans[0].text
    if first.startswith("#"):
        text = first.lstrip("#").lstrip()
    else:
        text = f"• {first[2:]}" if first.startswith("- ") else first
    return (Span(spans[0].op, text), *spans[1:])


def _shown(spans: Iterable[Span]) -> str:
    """Return spans as HTML. The middle of a very long span is left out; the JSON has all of it."""
    parts: list[str] = []
    for span in spans:
        more = len(span.text) - _LONGEST
        if more <= 0:
            parts.append(html_spans([span]))
            continue
        half = _LONGEST // 2
        parts.append(html_spans([Span(span.op, span.text[:half])]))
        parts.append(
            f' <span class="cut" lang="en">({more:,} characters are not shown here; the JSON has them)</span> '
        )
        parts.append(html_spans([Span(span.op, span.text[-half:])]))
    return "".join(parts)


class _Unchanged:
    """A row of a single version, without differences."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self.spans = spans


def _block(row: BlockRow | _Unchanged, kind: str) -> tuple[str, str]:
    """Return the HTML element of a block, and its HTML without the heading or list mark."""
    first = row.spans[0].text if row.spans else ""
    element = "h3" if first.startswith("#") else "li" if first.startswith("- ") else "p"
    spans = list(row.spans)
    if element == "h3":
        spans[0] = Span(spans[0].op, first.lstrip("#").lstrip())
    elif element == "li":
        spans[0] = Span(spans[0].op, first[2:])
    note = f'<span class="visually-hidden">{_WORDS[kind]}: </span>' if kind == "moved" else ""
    content = _shown(span for span in spans if span.text)
    cls = f' class="{html.escape(kind)}"' if kind and kind != "same" else ""
    return element, f"<{element}{cls}>{note}{content}</{element}>"


def _listed(blocks: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the HTML of blocks, with consecutive list items in one list."""
    inside = False
    for element, content in blocks:
        if (element == "li") != inside:
            yield "<ul>" if element == "li" else "</ul>"
            inside = element == "li"
        yield content
    if inside:
        yield "</ul>"


def _fold(run: list[BlockRow]) -> str:
    inside = "\n".join(_listed(_block(row, "") for row in run))
    return f"<details><summary>{_unchanged(run)}</summary>{inside}</details>"
