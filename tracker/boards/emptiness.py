"""Whether a page says that it has no openings, of the list that it would have them in."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards import vocabulary as vocab
from tracker.boards.items import Furniture, words_of
from tracker.htmltree import above

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.headings import Outline

_LONGEST = 400  # characters of a paragraph that says so
_HIDDEN = frozenset(("hidden", "d-none", "is-hidden", "visually-hidden", "sr-only", "hide"))
_MOST_LEVELS = 8  # elements above a sentence that are looked at


def hides(node: LexborNode) -> bool:
    """Say whether an element is not shown: a script shows it where a search finds nothing."""
    has = node.attributes or {}
    style = (has.get("style") or "").replace(" ", "").lower()
    named = _HIDDEN & set((has.get("class") or "").lower().split())
    unseen = "display:none" in style or "visibility:hidden" in style
    return "hidden" in has or bool(named) or unseen or has.get("aria-hidden") == "true"


def _is_hidden(node: LexborNode) -> bool:
    return any(map(hides, (node, *islice(above(node), _MOST_LEVELS))))


def says_nothing(outline: Outline, furniture: Furniture) -> bool:
    """Say whether a short piece of the page says that there are no openings, under no heading of something else."""
    for node in outline.body.css(
        "p, div, span, li, td, h1, h2, h3, h4, h5, h6, strong, em, b, section, article, center, font"
    ):
        if not 0 < outline.sizes.get(node.mem_id, 0) <= _LONGEST:
            continue
        if not vocab.NOTHING.search(words_of(node)) or furniture.holds(node) or _is_hidden(node):
            continue
        heading = next((words for words in reversed(outline.over(node)) if words), "")
        if not vocab.OTHER_HEADING.search(heading) or vocab.JOBS_HEADING.search(heading):
            return True
    return False
