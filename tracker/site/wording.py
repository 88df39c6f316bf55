"""Render a version, or the comparison of two, as HTML: inline or side by side."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from tracker.diff import Diff, Row, Span
from tracker.diff.render import html_spans

_LONGEST = 20_000  # longest run of words that a page shows, in characters
_CONTEXT_BLOCKS = 1  # unchanged blocks that stay visible around a change
_WORDS = {"added": "added", "removed": "removed", "moved": "moved here"}


def plain(blocks: Sequence[str]) -> Markup:
    """Return one version's text as HTML."""
    return Markup("\n".join(_listed(_block(_Unchanged((Span("=", block),)), "") for block in blocks)))


def inline(diff: Diff) -> Markup:
    """Return the comparison as one text, with unchanged stretches folded."""
    changed = [place for place, row in enumerate(diff.rows) if row.kind != "same"]
    near = {place + step for place in changed for step in range(-_CONTEXT_BLOCKS, _CONTEXT_BLOCKS + 1)}
    parts: list[str] = []
    run: list[Row] = []
    blocks: list[tuple[str, str]] = []
    for place, row in enumerate(diff.rows):
        if place not in near and changed:
            run.append(row)
            continue
        if run:
            parts += _listed(blocks)
            parts.append(_fold(run))
            blocks, run = [], []
        blocks.append(_block(row, row.kind))
    parts += _listed(blocks)
    if run:
        parts.append(_fold(run))
    return Markup("\n".join(parts))


def side_by_side(diff: Diff) -> Markup:
    """Return table rows with the old and the new text of each block."""
    lines = []
    for row in diff.rows:
        spans = pretty(row.spans)
        old = _shown(span for span in spans if span.op != "+") if row.old is not None else ""
        new = _shown(span for span in spans if span.op != "-") if row.new is not None else ""
        note = '<span class="visually-hidden">moved: </span>' if row.kind == "moved" else ""
        lines.append(f'<tr class="{row.kind}"><td>{old}</td><td>{note}{new}</td></tr>')
    return Markup("\n".join(lines))


def pretty(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans with the heading mark removed, or the list mark replaced by a bullet."""
    if not spans:
        return ()
    first = spans[0].text
    if first.startswith("#"):
        shown = first.lstrip("#").lstrip()
    else:
        shown = f"• {first[2:]}" if first.startswith("- ") else first
    return (Span(spans[0].op, shown), *spans[1:])


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


def _block(row: Row | _Unchanged, kind: str) -> tuple[str, str]:
    """Return the HTML element of a block, and its HTML without the heading or list mark."""
    first = row.spans[0].text if row.spans else ""
    element = "h3" if first.startswith("#") else "li" if first.startswith("- ") else "p"
    spans = list(row.spans)
    if element == "h3":
        spans[0] = Span(spans[0].op, first.lstrip("#").lstrip())
    elif element == "li":
        spans[0] = Span(spans[0].op, first[2:])
    note = f'<span class="visually-hidden">{_WORDS[kind]}: </span>' if kind == "moved" else ""
    shown = _shown(span for span in spans if span.text)
    cls = f' class="{html.escape(kind)}"' if kind and kind != "same" else ""
    return element, f"<{element}{cls}>{note}{shown}</{element}>"


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


def _fold(run: list[Row]) -> str:
    inside = "\n".join(_listed(_block(row, "") for row in run))
    count = f"{len(run)} {'block' if len(run) == 1 else 'blocks'} unchanged"
    return f"<details><summary>{count}</summary>{inside}</details>"
