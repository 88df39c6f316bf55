"""Choose the fragment (`#id`) for a posting within a page, and decide whether it is stable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.extract.occupations import is_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.boards.kit.headings import Head

# Numbers as themes and templates write them in ids. Those that are also other words ("once", "sex") are left out.
_WORDS = frozenset(
    (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwoelf dreizehn vierzehn fünfzehn fuenfzehn sechzehn siebzehn "
        "achtzehn neunzehn un deux trois quatre cinq onze douze treize quatorze quinze seize "
        "uno dos tres cuatro cinco seis siete ocho nueve diez doce trece catorce quince "
        "due tre quattro sette otto nove dieci undici dodici tredici quattordici quindici twaalf dertien"
    ).split()
)
# Twenty and more: the ten alone, or with a number before or after it ("twentyone", "einundzwanzig", "veintidos").
_TENS = re.compile(
    r"(?:twenty|thirty|forty|fifty)(?:one|two|three|four|five|six|seven|eight|nine)?"
    r"|(?:(?:ein|zwei|drei|vier|f(?:ü|ue)nf|sechs|sieben|acht|neun)und)?(?:zwanzig|drei(?:ß|ss)ig|vierzig)"
    r"|vingt|trente|quarante|veinte|treinta|cuarenta|veinti(?:un|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
    r"|venti(?:due|tre|quattro|cinque|sei|sette|nove)?|vent(?:uno|otto)|trenta|quaranta|vinte|trinta|twintig|veertig|tjugo|trettio"
)
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")  # up to 39; higher ones are often words or sizes ("xl", "cv", "mix")
_TOKEN = re.compile(r"[0-9]+|[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+")
_LONG = 5  # digits at the end; no page has ten thousand sections
_SHORT = 5  # digits of a counter; Elementor joins the number of its widget and that of the tab
_RUNS = 3  # runs of digits; an id with more is random, and stays with its element
_BEFORE = 3  # words before a Roman numeral that counts; after more words it is part of a title
_MOST = 100  # characters of an id that are examined


def mark_of(head: Head) -> str:
    """Return the id for a link to a posting in the page: its own, its element's, or that of what it opens."""
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
    """Return the fragment that a link within a heading leads to, as in accordions."""
    for node in (*head.node.css('a[href^="#"]'), *([head.node] if head.node.tag == "a" else [])):
        return (node.attributes.get("href") or "").lstrip("#")
    return ""


def is_counted(mark: str) -> bool:
    """Return whether a fragment may be an element's number: `heading1`, `collapseTwo`, `faq-3-title`, `panel-b`.

    This depends on the fragment alone, so that a posting's id does not change with what else the page lists.
    """
    tokens = [token.casefold() for token in _TOKEN.findall(mark[:_MOST])]
    if not tokens:
        return False
    numbers = [token for token in tokens if token[0].isdigit()]
    if len(tokens[-1]) == 1 and not numbers:
        return True
    if tokens[-1][0].isdigit():  # a long number belongs to the posting, except those that Elementor generates
        return len(tokens[-1]) < _LONG or "elementor" in tokens
    short = len(numbers) <= _RUNS and any(len(token) <= _SHORT for token in numbers)
    return short or any(token in _WORDS or _TENS.fullmatch(token) for token in tokens) or _is_roman(tokens)


def _is_roman(tokens: Sequence[str]) -> bool:
    """Return whether the last word, or one before a layout word, is a Roman numeral: `panel-iv`, `jobXIIHead`.

    After the name of an occupation it is the level of that job: `accountant-ii`.
    """
    at = next((place for place, token in enumerate(tokens) if _ROMAN.fullmatch(token) and len(token) > 1), len(tokens))
    is_last = at < len(tokens) <= at + 2 and (at > 0 or len(tokens) == 1)
    return is_last and at <= _BEFORE and not is_role(" ".join(tokens[:at]))
