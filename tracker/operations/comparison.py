"""Compare two texts, or two versions of a posting, and write the differences in several formats."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tracker.config.values import quoted
from tracker.model import Posting
from tracker.model.errors import WrongValue
from tracker.model.wording import Wording
from tracker.operations import arguments
from tracker.operations.records import Version

if TYPE_CHECKING:
    from tracker.diff import BlockRow, Diff

_DECODE = "decode bytes first: reply.read().decode()"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs, as people see it. None means that nothing is stated."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two texts or versions.

    `fields` are the fields that differ (none for texts). `rows` are the blocks of both texts in reading order. A row's
    `kind` is same, edited, added, removed or moved. `old` and `new` are its positions, from 0. Its `spans` are runs of
    text that both sides have (`=`), only the old one (`-`) or only the new one (`+`).
    """

    fields: tuple[FieldChange, ...]
    rows: tuple[BlockRow, ...]

    @property
    def changed(self) -> bool:
        """Return whether anything differs."""
        return bool(self.fields) or self._diff.changed

    @property
    def old_text(self) -> str:
        """Return the old text, exactly."""
        return "\n".join(self._diff.side("old"))

    @property
    def new_text(self) -> str:
        """Return the new text, exactly."""
        return "\n".join(self._diff.side("new"))

    def html(self) -> str:
        """Return the comparison as HTML with `ins` and `del`. The texts are escaped."""
        from tracker.diff import render

        return render.fields_as_html(self._fields) + render.as_html(self._diff)

    def markdown(self) -> str:
        """Return the changes as Markdown, `~~old~~` and `**new**`; "" if nothing changed."""
        from tracker.diff import render

        parts = (render.fields_as_markdown(self._fields), render.as_markdown(self._diff))
        return "\n\n".join(filter(None, parts))

    def terminal(self, *, colour: bool = False) -> str:
        """Return the changes for a terminal, `[-old-]` and `{+new+}` without colour; "" if nothing changed."""
        from tracker.diff import render

        blocks = render.as_terminal(self._diff, colour=colour) if self._diff.changed else ""
        return "\n".join(filter(None, (render.fields_as_terminal(self._fields), blocks)))

    def json(self) -> str:
        """Return the comparison as JSON with `fields` and `blocks`, as `tracker diff --json` does. `from_json` reads it."""
        from tracker.diff import render

        fields = {change.name: {"old": change.old, "new": change.new} for change in self.fields}
        return json.dumps({"fields": fields, "blocks": render.as_json(self._diff)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, written: str) -> Self:
        """Read what `json` wrote. Raise UsageError (which is a ValueError here) for anything else."""
        from tracker.diff import BlockRow, Span

        advice = "pass what Comparison.json() or `tracker diff --json` wrote"
        written = arguments.text(written, "Comparison.from_json", "written", "a text", advice)
        try:
            data = json.loads(written)
            fields = (FieldChange(name, **sides) for name, sides in data["fields"].items())
            rows = (
                BlockRow(
                    row["kind"], row["old"], row["new"], tuple(Span(span["op"], span["text"]) for span in row["spans"])
                )
                for row in data["blocks"]
            )
            return cls(tuple(fields), tuple(rows))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            why = f"{type(error).__name__}: {error}"
            message = f"Comparison.from_json: {quoted(written)} is not a comparison in JSON ({why}); {advice}"
            raise WrongValue(message) from error

    @property
    def _diff(self) -> Diff:
        from tracker.diff import Diff

        return Diff(self.rows)

    @property
    def _fields(self) -> dict[str, tuple[str | None, str | None]]:
        return {change.name: (change.old, change.new) for change in self.fields}


def compare(old: str | Version | Posting, new: str | Version | Posting) -> Comparison:
    """Compare two texts, versions or postings.

    A text may be HTML or plain text; what is compared is its `text_of`. Fields (title, pay, …) are compared if both
    sides have some. Raise UsageError (which is a TypeError here) for anything else.
    """
    from tracker import diff
    from tracker.diff import render

    before, after = _wording(old, "old"), _wording(new, "new")
    fields = {} if isinstance(old, str) or isinstance(new, str) else render.field_changes(before, after)
    changes = (FieldChange(name, *sides) for name, sides in fields.items())
    return Comparison(tuple(changes), diff.compare(before.blocks, after.blocks).rows)


def text_of(html: str) -> str:
    """Return the canonical text of HTML: one block (heading, paragraph, list item, table row) a line.

    The same content in different markup gives the same text. Plain text, and what this returns, is only tidied,
    unless it mentions tags: text with tags among its words counts as HTML. Raise UsageError (which is a TypeError here)
    if it is not a text.
    """
    from tracker.extract import text

    if not isinstance(html, str):
        arguments.refuse("tracker.text_of", "html", "a text", html, _DECODE)
    return text.canonical(html)


def _wording(side: str | Version | Posting, name: str) -> Wording:
    if isinstance(side, str):
        canonical = text_of(side)
        return Wording("", tuple(canonical.split("\n")) if canonical else ())
    if isinstance(side, Posting):
        return Wording.of(side)
    if not isinstance(side, Version):
        arguments.refuse("tracker.compare", name, "a text, a Version or a Posting", side, _DECODE)
    return Wording.of(
        Posting(
            external_id="",
            url="",
            title=side.title,
            text=side.text,
            location=side.location,
            department=side.department,
            employment_type=side.employment_type,
            workplace=side.workplace,
            pay=side.pay,
            posted_at=side.posted_at,
            closes_at=side.closes_at,
            language=side.language,
        )
    )
