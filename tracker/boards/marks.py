"""The mark (`#id`) of a posting that stands in the page itself, and whether that mark stays with its posting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.boards.headings import Head

# Numbers up to twelve, as themes and templates write them out in ids.
_WORDS = frozenset(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        *("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
        *("un", "deux", "trois", "quatre", "cinq", "uno", "dos", "tres", "cuatro", "cinco", "due", "tre", "quattro"),
    )
)
_TOKEN = re.compile(r"[0-9]+|[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+")
_LONG = 5  # digits at the end: no page has ten thousand sections
_SHORT = 5  # digits of a counter; Elementor writes the number of its widget and that of the tab as one
_RUNS = 3  # runs of digits; an id with more was drawn at random, and stays with its element
_MOST = 100  # characters of an id that are looked at


def mark_of(head: Head) -> str:
    """Return the id that a link to a posting in the page may use: its own, its element's, or that of what it opens."""
    unit = head.unit or head.node
    up = head.node
    for _ in range(13):
        name = up.attributes.get("id")
        if name:
            return name
        if up.mem_id == unit.mem_id or up.parent is None:
            break
        up = up.parent
    return (head.target.attributes.get("id") or "") if head.target is not None else _opened(head)


def _opened(head: Head) -> str:
    """Return the mark that a link within a heading leads to, as those of accordions do."""
    for node in (*head.node.css('a[href^="#"]'), *([head.node] if head.node.tag == "a" else [])):
        return (node.attributes.get("href") or "").lstrip("#")
    return ""


def is_counted(mark: str) -> bool:
    """Say whether a mark may be the place of an element among its like: `heading1`, `collapseTwo`, `faq-3-title`, `panel-b`.

    It is told from the mark alone, so that a posting's id does not change with what else the page lists.
    """
    tokens = [token.casefold() for token in _TOKEN.findall(mark[:_MOST])]
    if not tokens:
        return False
    numbers = [token for token in tokens if token[0].isdigit()]
    if len(tokens[-1]) == 1 and not numbers:
        return True
    if tokens[-1][0].isdigit():  # a long number is that of the posting, but for Elementor's, which are made by the page
        return len(tokens[-1]) < _LONG or "elementor" in tokens
    short = len(numbers) <= _RUNS and any(len(token) <= _SHORT for token in numbers)
    return short or any(token in _WORDS for token in tokens)
