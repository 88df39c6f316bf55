"""Decide by the words around an amount whether it is pay, uncertain pay, or other money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extract.pay import periods, vocabulary
from tracker.extract.pay.statements import Statement

_BEFORE, _BEHIND = 170, 90  # characters that are examined; a clause is rarely longer
# A full stop ends a clause, except after these abbreviations.
_ABBREVIATED = "".join(
    rf"(?<!\W{word})" for word in "ca approx min max inkl zzgl est no incl excl mind bzw etc env aprox".split()
)
_ENDS = re.compile(rf"{_ABBREVIATED}(?<!\W[A-Z])(?<!\W\d)(?<!\W\d\d)\.(?=\s|$)|[!?;•|。！？；]|\n|(?<=\w)\)\s(?=[A-Z])")
_MONEY_BEHIND = re.compile(r"[$€£¥₹]|\d{4}")

BASE, CALLED, RATE, ALONE, TARGET = 5, 4, 3, 2, 1  # how certain it is that a statement is the pay
_GROSS = 12  # characters after an amount that may say that it is before tax
_TARGET = 60  # characters between "OTE" and its amount
_ALONE = 30  # other characters in the block of a statement that nothing names as pay
_AROUND = 300  # characters around a large range in which a word for pay must be
_LEAST = 1_000  # lowest amount of such a statement
_LEAST_MONTH = 900
_SHORT_PERIODS = frozenset(("day", "week", "month"))  # periods that are also used for much other than pay
_FIELD_LEAST, _FIELD_MOST, _FIELD_SPREAD = 15_000, 1_000_000, 4  # a year's pay, and the largest ratio of its ends
_FIELD_KIND = 12  # characters of the words directly before a field: "Full-time $60k - $70k"
_FIELD_BEGINS = re.compile(
    r"(?:^|[|•·/(:>=~,]|\s[–—-]|(?i:full[- ]?time|part[- ]?time|on[- ]?site|remote|hybrid|contract(?:or)?|permanent))\s{0,2}$"
)
_FIELD_ENDS = re.compile(r"\s{0,2}(?:$|[|•·)/+&,(]|[–—-]\s|https?:|with |plus |(?i:depending|doe|dependent|based on))")
_BIG = 15_000  # a larger range is pay rather than a bonus, if both are named
_NOTHING = 3  # characters next to an amount that is the only content
_DIRECT = 80  # characters before a number in which it is named
_LAKHS = frozenset(("lakh", "lakhs", "lac", "lacs", "lpa"))
_PACKAGE = re.compile(r"(?<!\w)package\s?:?\s(?:of\s|from\s)?$", re.IGNORECASE)
_HOURLY = re.compile(r"(?:per|an|pro|par|por)\s|/", re.IGNORECASE)
_BY_EXPERIENCE = re.compile(r"\s{0,2}[,(]?\s?(?:doe(?!\w)|depend(?:ing|ent) on experience)", re.IGNORECASE)
_PER_ANNUM = "lpa"  # lakhs per annum, which is only used for pay
_BASE = re.compile(r"(?<!\w)(?:base|basic|grund\w*|fixe|fijo|basis\w*)(?!\w)", re.IGNORECASE)


def clause_before(block: str, start: int, floor: int) -> str:
    """Return the words of a statement's clause that come before it."""
    words = _whole(block, max(floor, start - _BEFORE), start)
    return words[_last(_ENDS.finditer(words)) :]


def _whole(block: str, start: int, end: int) -> str:
    """Return a part of a block without a partial word at its start."""
    if start and block[start - 1].isalnum():
        space = block.find(" ", start, end)
        start = space if space >= 0 else end
    return block[start:end]


def _last(matches: Iterator[re.Match[str]]) -> int:
    end = 0
    for match in matches:
        end = match.end()
    return end


def _clause_behind(block: str, end: int) -> str:
    words = block[end : end + _BEHIND]
    stop = _ENDS.search(words)
    return words[: stop.start()] if stop else words


def certainty(block: str, statement: Statement, floor: int, headed: bool) -> int:  # noqa: FBT001
    """Return how certain it is that a statement is pay; 0 if it is other money, or nothing says what it is.

    `floor` is the end of the previous statement. `headed` is True if a heading above the block is about pay.
    """
    before, behind = clause_before(block, statement.start, floor), _clause_behind(block, statement.end)
    if not statement.symbols:
        return CALLED if _is_named(block, statement, floor) and not _is_other(before, behind, statement) else 0
    if _is_other(before, behind, statement):
        return 0
    if _BASE.match(behind.lstrip()):
        return BASE
    if _is_target(before, behind, block[statement.start : statement.end]):
        return TARGET
    called = _called(block, before, behind, statement, floor) or headed
    if called:
        return BASE if _BASE.search(before) or _BASE.search(behind[:30]) else CALLED
    if statement.millions:
        return 0
    if not (statement.period in _SHORT_PERIODS and vocabulary.BUSINESS.search(before)) and _is_rate(
        statement, statement.period or period_before(block, statement, floor)
    ):
        return RATE
    around = _whole(block, max(0, statement.start - _AROUND), statement.end + _AROUND)
    if statement.times.lower() == _PER_ANNUM:
        return RATE
    near = statement.top >= _BIG and vocabulary.PAY.search(around)
    if statement.range and (near or _stands_alone(block, statement)):
        return ALONE
    return ALONE if _is_field(block, before, behind, statement) or _is_all(block, statement) else 0


def _is_named(block: str, statement: Statement, floor: int) -> bool:
    """Return whether a word for pay is directly before a number without a currency."""
    words = block[max(floor, statement.start - _DIRECT) : statement.start]
    if statement.times.lower() in _LAKHS and _PACKAGE.search(words):
        return True
    hourly = statement.period == "hour" and _HOURLY.search(
        block, statement.start, statement.end
    )  # not "Pay: 40 hrs a week"
    return bool(vocabulary.DIRECT.search(words)) and (statement.top >= _LEAST or bool(hourly))


def _is_all(block: str, statement: Statement) -> bool:
    """Return whether a single amount with its period is the whole block: `KES 80,000 per month`."""
    return (
        statement.period is not None
        and statement.top >= _LEAST
        and len(block.strip()) - (statement.end - statement.start) <= _NOTHING
    )


def _is_target(before: str, behind: str, stated: str) -> bool:
    """Return whether a statement is target pay: "OTE" follows the last "base" before it, or directly follows the amount."""
    named = max(_last(_BASE.finditer(before)), len(before) - _TARGET)
    return bool(
        vocabulary.TARGET.search(before, named)
        or vocabulary.TARGET.search(stated)
        or vocabulary.TARGET.match(behind.lstrip(" (–—-:"))
    )


def _called(block: str, before: str, behind: str, statement: Statement, floor: int) -> bool:
    if vocabulary.PAY.search(before) or vocabulary.GROSS.search(block, statement.start, statement.end + _GROSS):
        return True
    if statement.millions:
        return False
    if statement.top >= _BIG and vocabulary.WITH_EQUITY.match(behind):
        return True
    noun = behind[:45]
    stop = _MONEY_BEHIND.search(noun)
    if vocabulary.PAY.search(noun[: stop.start()] if stop else noun):
        return True
    if not statement.range and not vocabulary.RANGE.search(before):
        return False
    earlier = _whole(block, max(floor, statement.start - _BEFORE), statement.start - len(before))
    return bool(vocabulary.PAY.search(earlier)) and not vocabulary.OTHER.search(earlier) and not statement.millions


def _is_rate(statement: Statement, period: str | None) -> bool:
    """Return whether an amount with its period is pay by its form: an hourly wage, or a range of the usual size."""
    if not statement.range:
        return statement.period == "hour"
    return period in {"year", "week", "day", "hour"} or (period == "month" and statement.top >= _LEAST_MONTH)


def _is_field(block: str, before: str, behind: str, statement: Statement) -> bool:
    """Return whether a statement is a field in a line of fields: `Baker | Oslo | $60k - $70k + equity`."""
    least = _LEAST if statement.period == "month" else _FIELD_LEAST
    if not least <= statement.top <= _FIELD_MOST or vocabulary.BUSINESS.search(before):
        return False
    beginning = _FIELD_BEGINS.search(block, max(0, statement.start - _FIELD_KIND), statement.start)
    right = _FIELD_ENDS.match(block, statement.end)
    if not beginning or not (right or ("|" in beginning[0] and statement.range)):
        return False
    if statement.range:
        return statement.low is not None and statement.low * _FIELD_SPREAD >= statement.top
    if _BY_EXPERIENCE.match(behind):
        return True
    ends_here = not behind.strip() or statement.period is not None
    return ("|" in beginning[0] and ends_here) or bool(vocabulary.WITH_EQUITY.match(behind))


def _stands_alone(block: str, statement: Statement) -> bool:
    short = len(block) - (statement.end - statement.start) <= _ALONE and statement.top >= _LEAST
    return short and not vocabulary.BUSINESS.search(block)


def _is_other(before: str, behind: str, statement: Statement) -> bool:
    """Return whether the words around a statement name other money: the nearest noun before it, or the noun after it."""
    if vocabulary.SPENT.search(behind):
        return True
    if vocabulary.CALLED.match(behind):
        return False
    stop = vocabulary.BREAK.search(behind.lstrip())
    noun = behind.lstrip()[: stop.start()] if stop else behind
    other, pay = vocabulary.OTHER.search(noun), vocabulary.PAY.search(noun)
    labels_the_next = stop is not None and stop[0] == ":"  # "$45,000 a year Health stipend: $200"
    if other and not labels_the_next and not (pay and pay.start() < other.start()):
        return True
    return _other_before(before, statement)


def _other_before(before: str, statement: Statement) -> bool:
    pay, strange = _last(vocabulary.PAY.finditer(before)), _last(vocabulary.NOT_OWN.finditer(before))
    if strange >= pay and strange:
        return True
    for other in vocabulary.OTHER.finditer(before, pay):
        if pay and vocabulary.ASIDE.search(before[max(0, other.start() - 60) : other.start()]):
            continue
        attached = vocabulary.ATTACHED.fullmatch(before, other.end())
        if pay and not attached and statement.top >= _BIG and statement.range:
            continue
        return True
    return False


def period_before(block: str, statement: Statement, floor: int) -> str | None:
    """Return the period that the words before a statement state: `Hourly wage: $18 - $20`."""
    words = clause_before(block, statement.start, floor)
    period, end = periods.before(words, vocabulary.PAY)
    return None if period is None or vocabulary.OTHER.search(words, end) else period
