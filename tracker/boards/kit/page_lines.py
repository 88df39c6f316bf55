"""Split a posting's page into short lines and their pieces, with the heading level, table row and element of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.boards.kit.fact_labels import label_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PARTING = re.compile(r"\s*[|•·●・]\s*|\s{1,3}[–—]\s{1,3}")  # signs between facts in one line
LONGEST = 300  # characters of a line that may have a label; a longer one is text, and its words are not kept
_MOST_LINES = 3_000  # of a page
_BOLD = 7  # level of a line that is bold and nothing else: it may be a heading
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data em font i label mark q s small span strong sub sup time u var wbr img svg".split()
)
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "head", "title", "img", "wbr"))
_SIGNS = frozenset(("i", "img", "svg"))
_CELLS = frozenset(("dt", "dd", "th", "td"))


@dataclass(slots=True)
class Piece:
    """A part of a line, with its element; `label` is the kind of fact that a picture or an icon is the label of."""

    words: str
    node: LexborNode
    label: str = ""


@dataclass(slots=True)
class Line:
    """The text of a block up to the next block or line break. `row` is the table row or definition list of a cell."""

    pieces: list[Piece] = field(default_factory=list)
    level: int = 0
    tag: str = ""
    row: int = 0
    main: bool = False
    long: bool = False

    @property
    def words(self) -> str:
        """Return the line as it is shown, without icons."""
        return " ".join(piece.words for piece in self.pieces if not piece.label)


class _Walk:
    """One walk through the elements of a page, in their order."""

    def __init__(self, out: frozenset[int], main: int) -> None:
        self.lines: list[Line] = []
        self._out = out
        self._main = main
        self._line = Line()
        self._size = 0
        self._bold = True
        self._blocks: list[tuple[str, int, int]] = [("", 0, 0)]  # tag, heading level and row of the blocks around
        self._inside = 0  # elements around that are the main one
        self._strong = 0  # bold elements around

    def through(self, root: LexborNode) -> list[Line]:
        """Walk, without recursion, since pages nest deeply."""
        stack: list[tuple[Iterator[LexborNode], str, LexborNode]] = [(root.iter(include_text=True), "", root)]
        while stack and len(self.lines) < _MOST_LINES:
            children, tag, node = stack[-1]
            for child in children:
                name = child.tag or ""
                if name == "-text":
                    self._add(child.text_content or "", node)
                elif name == "br":
                    self._flush()
                elif child.mem_id not in self._out and self._opens(child, name):
                    stack.append((child.iter(include_text=True), name, child))
                    break
            else:
                stack.pop()
                self._closes(tag, node)
        self._flush()
        return self.lines

    def _opens(self, node: LexborNode, tag: str) -> bool:
        if tag in _SIGNS:
            self._sign(node)
        if tag in _UNSEEN or tag[:1] in "-_!":
            return False
        if tag == "time" and (when := node.attributes.get("datetime")):
            self._add(when[:LONGEST], node)
            return False
        self._inside += node.mem_id == self._main
        self._strong += tag in {"b", "strong"}
        if tag not in _INLINE:
            self._flush()
            _, level, row = self._blocks[-1]
            row = node.mem_id if tag in {"tr", "dl"} else row
            self._blocks.append((tag, _HEADINGS.get(tag, level), row))
        return True

    def _closes(self, tag: str, node: LexborNode) -> None:
        if tag and tag not in _INLINE:
            self._flush()
            self._blocks.pop()
        self._inside -= node.mem_id == self._main
        self._strong -= tag in {"b", "strong"}

    def _sign(self, node: LexborNode) -> None:
        attributes = node.attributes
        label = attributes.get("aria-label") or attributes.get("title") or attributes.get("alt") or ""
        if label and (kind := label_of(label)):
            self._line.pieces.append(Piece(label, node, kind))

    def _add(self, raw: str, node: LexborNode) -> None:
        if self._size > LONGEST:
            return
        words = " ".join(raw.split())
        if words:
            self._size += len(words)
            self._bold = self._bold and self._strong > 0
            self._line.pieces.append(Piece(words, node))

    def _flush(self) -> None:
        line = self._line
        if line.pieces:
            tag, level, row = self._blocks[-1]
            line.level = level or (_BOLD if self._bold and self._size else 0)
            line.tag, line.row = (tag, row) if tag in _CELLS else ("", 0)
            line.main = self._inside > 0
            line.long = self._size > LONGEST
            if line.long:
                line.pieces = []
            self.lines.append(line)
            self._line = Line()
        self._size, self._bold = 0, True


def lines_of(root: LexborNode, out: frozenset[int], main: LexborNode | None) -> list[Line]:
    """Return the lines below an element, without the elements of these `mem_id`s; those in `main` are marked."""
    return _Walk(out, main.mem_id if main is not None else 0).through(root)
