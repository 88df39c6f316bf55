"""Read the short words below a posting's title that state facts without a label: "Leeds · Full-time"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.boards.kit import fact_labels as kinds
from tracker.boards.kit import fact_values, labels, row_details
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_lines import PARTING, Line, Piece
from tracker.extract import places

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 80  # characters of a line of such words
_ICON = re.compile(r"map-?(?:marker|pin)|marker|location|(?<![a-z])(?:geo|place|pin)(?![a-z])", re.IGNORECASE)
_CATEGORY = re.compile("categor", re.IGNORECASE)  # categories of a blog, unless the name is about jobs
_PIN = "📍🗺📌"
_MOST = 40  # pieces of such lines that are looked at
_AROUND = 3  # elements around a text whose names may say what it states
_END = frozenset(("body", "main", "article", "section"))


class Badges:
    """The short words below a title that state facts without a label."""

    def __init__(self, lines: Sequence[Line], lines_read: set[int], title: str) -> None:
        self.places: list[str] = []
        self.kinds: list[str] = []
        self.teams: list[str] = []
        self.ways: list[str] = []
        self.lines = [line.words for line in lines]
        self._remaining = _MOST  # pieces that may still be looked at
        for number, line in enumerate(lines):
            if number not in lines_read:
                self._read_line(line, title)

    def _read_line(self, line: Line, title: str) -> None:
        """Read the pieces of a line. A line of links is a menu unless each of them states a fact."""
        menu = len(line.pieces) > 1 and all(piece.node.tag == "a" for piece in line.pieces)
        before = [list(known_lines) for known_lines in (self.places, self.kinds, self.teams, self.ways)]
        for piece in line.pieces:
            count = self._count()
            self._read(piece, title)
            if menu and self._count() == count:
                self.places, self.kinds, self.teams, self.ways = before
                return

    def _count(self) -> int:
        return len(self.places) + len(self.kinds) + len(self.teams) + len(self.ways)

    def _read(self, piece: Piece, title: str) -> None:
        words = piece.words
        self._remaining -= 1
        if (
            self._remaining < 0
            or piece.label
            or len(words) > LONGEST
            or title.casefold() in words.casefold()
            or vocab.GENERIC.match(words)
        ):
            return
        if kinds.label_of(words):
            return
        named = _kind_by_names(piece.node) if not PARTING.search(words) else ""
        bare = labels.bare(words)
        if named == "place" or words[0] in _PIN:
            self.places += filter(None, [fact_values.place(bare, sure=True)])
        elif named == "team":
            self.teams += filter(None, [fact_values.short(bare, kinds.TEAM, sure=False)])
        elif named == "kind":
            self.kinds += filter(None, [fact_values.short(bare, kinds.KIND, sure=False)])
        else:
            self._unnamed(bare)

    def _unnamed(self, words: str) -> None:
        if places.is_way_of_working(words):
            self.ways.append(words)
            return
        for part in PARTING.split(words):
            if places.is_way_of_working(part):
                self.ways.append(part)
            elif vocab.DEPARTMENT_ONLY.match(part):
                self.teams.append(part)
            elif kind := row_details.named_kind(part):
                self.kinds.append(kind)
            elif place := row_details.place_of(part) or row_details.city_of(part):
                self.places.append(place)


def _kind_by_names(node: LexborNode) -> str:
    """Return the kind of fact that the names of a text's element, or of the icon before it, indicate."""
    size = len(node.text().strip())
    at: LexborNode | None = node
    for _ in range(_AROUND):
        if at is None or at.tag in _END or len(at.text().strip()) != size:
            break
        attributes = at.attributes
        names = " ".join(
            filter(None, (attributes.get("class"), attributes.get("itemprop"), attributes.get("data-label")))
        )
        stated = row_details.fact_named(names)
        if stated:
            return stated if stated != "team" or not _CATEGORY.search(names) or vocab.JOBS_NAME.search(names) else ""
        first = next(iter(at.iter()), None)
        for icon in (at.prev, first):
            if icon is not None and _is_pin(icon):
                return "place"
        at = at.parent
    return ""


def _is_pin(icon: LexborNode) -> bool:
    """Return whether an element is the icon of a map or of a place."""
    if icon.tag not in {"i", "svg", "span", "img"} or icon.text().strip():
        return False
    return _ICON.search(icon.attributes.get("class") or icon.attributes.get("src") or "") is not None
