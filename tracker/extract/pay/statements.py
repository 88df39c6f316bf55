"""Find the amounts of money in a block of text, and the ranges and open ranges that they form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.extract.pay import money, periods
from tracker.extract.pay.numbers import MILLION, NUMBER, amount, times_of

_NUMBER = re.compile(NUMBER)
_TIMES = re.compile(
    r"\s?(?:(?P<letter>[kK](?=[A-Z€$£]|(?!\w))|(?:M|MM|m)(?![\w²³])|T(?=€|EUR\b|CHF\b|\s€)|L(?!\w))"
    r"|(?i:(?P<word>tsd|tys|tis|thousand|mille|mil|lpa|lakhs?|lacs?|crores?|cr|mio|mln|triệu|millions?|millionen|billions?|bn|mrd)(?!\w)\.?))"
)
_MARKS = re.compile(r",[-–—]+|\.[-–—]+|:-")  # `90.000,-`
_PER_ANNUM = "lpa"
_JOINED = re.compile(
    r"\s*(?:\([^()]{1,24}\)\s*|(?:OTE|DOE|base)\s*)?"
    r"(?:[-–—−‐‑~～〜/]+|(?i:,?\s?(?:and\s|und\s|och\s)?(?:to|up to|through|thru|bis zu|bis|à|a|até|al?|hasta|jusqu['’]à|fino a|tot|do|til|till|upp till|op til|opp til|až|до|līdz|iki|kuni|până la|pana la|έως|ως|đến|sampai|hingga|إلى|الى|ถึง|[.,;/|]?\s?(?:(?:salary|pay|range|rate|hourly|annual)\s){0,3}max(?:imum)?\.?(?: (?:hourly|annual|salary|pay|wage|rate|range|compensation)){0,3}\s?[:–-]?)))"
    r"(?:\s?(?:…|\.\.\.|[,:–-]|(?i:(?:gs|es|step|grade|level|band|stufe|tier)[\s-]?\d{1,2}(?!\d)|a maximum of|max(?:imum)?\.?)))*+\s*[<>~≈]?\s*"
)
_PAIRED = re.compile(r"\s*+(?i:and|und|et|y|e|en|och|og|i|a|ja|&)(?i:\s(?:the|de|den|les|los|le|il|i))?\s*+")
_BETWEEN = re.compile(
    r"\b(?i:between|entre|zwischen|tussen|tra|mellan|mellem|mellom|pomiędzy|między|välillä)(?:\s(?:the|de|den|les|los|il|i|a))?\W{0,3}$",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?i:(?<!\w)(?:up[ -]?to|below|under|less than|as much as|no more than|not more than|at most|max(?:imum)?\.?(?: of)?|capped at|bis zu|bis|höchstens|maximal|jusqu['’]à|maximum de|hasta|hasta los|"
    r"máximo|até|fino a|massimo|tot|maximaal|do|maksymalnie|upp till|max|högst|op til|opp til|maks|až|до|jopa|enintään|līdz|iki|kuni|până la|έως|đến|hingga|حتى|ไม่เกิน)\s?:?\s?(?:to\s|de\s)?)$"
)
_FROM = re.compile(
    r"(?i:(?<!\w)(?:from|starting (?:at|from)|starts? (?:at|from)|beginning at|begins? at|at least|min(?:imum)?\.?(?: of)?|no less than|not less than|ab|mind\.?|mindestens|à partir de|"
    r"dès|minimum de|desde|a partir de|mínimo|da|a partire da|almeno|minimo|vanaf|minimaal|od|minimum|från|fra|minst|alkaen|above|over|more than|exceeding|upwards of|plus de|über|mehr als|más de|oltre|meer dan|ponad|powyżej|över|yli|от|від|vähintään|nuo|alates|από|từ|من)\s?:?\s?(?:de\s)?)$"
)
_OR_MORE = re.compile(
    r"\s?(?i:and up(?!\w)|and above|or more|or above|plus(?=[.,)]|$)|minimum|min\b|et plus|y más|und mehr|aufwärts|en hoger|以上|alkaen)"
)
_OR_LESS = re.compile(r"\s?(?i:max(?:imum|\.)?(?!\w)|or less|以下)")
_PLUS = re.compile(r"\+(?!\w|\s(?i:bonus|equity|commission|benefits|super|tips|ote|holiday|stock))")
_GRADE = re.compile(
    r"(?i:(?<![^\W\d_])(?:step|grade|level|band|tier|zone|stufe|class|series|gs|es|ic|lvl|range)[\s-]?)$"
)
_GUARD = frozenset("%°")
# "Wages start at $17.25 and go up to $24.60": the upper end of one range.
_RISES = re.compile(
    r"\s?,?\s(?:(?:and|then|but)\s){0,2}(?:can\s)?(?:go(?:es)?|rise|rises|rising|increas(?:e|es|ing)|climbs?|grows?|growing|going|progress(?:es)?)\s(?:up\s)?to\s(?:as much as\s)?",
    re.IGNORECASE,
)
_APART = re.compile(r"[.;!?()\n]\s|(?i:(?<!\w)(?:bonus\w*|plus|and|with|commission))")
_MOST_BETWEEN = 60  # characters between two ends of a range, with grades and places
_SHORT = 1_000  # a smaller number may be abbreviated thousands: `$150-190k`, `$170-195,000`
_CUT = re.compile(r"^\d{2,3},(?:\d{1,2}|\d{4,})$")
_MISTYPED = "a number is mistyped"
_WIDEST = 100  # largest ratio between the ends of a range of pay
_WRITTEN_OUT = 10_000
_SPREAD = 3  # largest ratio between the ends if one of them is abbreviated


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with what is next to it. `more`: it has a plus sign; `odd`: it is mistyped."""

    start: int
    end: int
    value: float
    times: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    period: str | None
    more: bool = False
    mistyped: bool = False

    @property
    def bare(self) -> bool:
        """Return whether it has no currency next to it."""
        return not self.before and not self.after


@dataclass(frozen=True, slots=True)
class Statement:
    """An amount or a range as one statement. `conflict` says why its parts can't be one pay, "" if they can."""

    start: int
    end: int
    low: float | None
    high: float | None
    symbols: tuple[str, ...]
    period: str | None
    times: str = ""
    conflict: str = ""

    @property
    def range(self) -> bool:
        """Return whether it has two different ends."""
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def top(self) -> float:
        """Return its larger amount."""
        return max(value for value in (self.low, self.high, 0.0) if value is not None)

    @property
    def millions(self) -> bool:
        """Return whether it was written in millions, which pay rarely is."""
        return times_of(self.times) >= MILLION


def amounts(block: str) -> Iterator[Amount]:
    """Yield every number of a block that can be money, in order."""
    floor = 0
    for match in _NUMBER.finditer(block):
        if match.start() < floor:
            continue
        found_amount = _amount(block, match, floor)
        if found_amount:
            floor = found_amount.end
            yield found_amount


def _amount(block: str, match: re.Match[str], floor: int) -> Amount | None:
    before, start = money.before(block, match.start(), floor)
    if not before and start and (block[start - 1].isalpha() or block[start - 1] in "_.#@"):
        return None
    times = _TIMES.match(block, match.end())
    end = times.end() if times else match.end()
    marks = _MARKS.match(block, end)
    after, end = money.behind(block, marks.end() if marks else end)
    if not before and not after and _is_no_money(block, start, end):
        return None
    unit = (times["letter"] or times["word"]) if times else ""
    value = amount(match[0], unit)
    if value is None:
        return None
    more = bool(_PLUS.match(block, end))
    period, stop = periods.behind(block, end + more)
    if not after:  # `$21/hr CAD`
        late, further = money.behind(block, stop)
        after, stop = (late, further) if late else (after, stop)
    if unit.lower() == _PER_ANNUM:
        period, after = period or "year", after or (() if before else ("INR",))
    return Amount(start, stop, value, unit, before, after, period, more, _is_odd(match[0], value, unit, before))


def _is_odd(written: str, value: float, unit: str, before: tuple[str, ...]) -> bool:
    """Return whether a number is mistyped: `$110,000k` has its thousands twice, `$160,00` lacks a digit."""
    if times_of(unit) == _SHORT and value >= _SHORT * _WRITTEN_OUT:
        return True
    return "$" in before and _CUT.search(written) is not None


def _is_no_money(block: str, start: int, end: int) -> bool:
    """Return whether a number without a currency is a percentage, part of a word, or the number of a grade."""
    if end < len(block) and (block[end].isalnum() or block[end] in _GUARD):
        return True
    return bool(_GRADE.search(block[max(0, start - 8) : start]))


def statements(block: str) -> Iterator[Statement]:
    """Yield the ranges, the open ranges and the single amounts of a block, in order."""
    waiting: Amount | None = None
    statement: Statement | None = None
    for first in amounts(block):
        longer = _longer(block, statement, first) if statement else None
        if longer:
            statement = longer
            continue
        if statement:
            yield statement
        statement = _range(block, waiting, first) if waiting else None
        if statement is None and waiting:
            yield _single(block, waiting)
        waiting = None if statement else first
    if statement:
        yield statement
    if waiting:
        yield _single(block, waiting)


def _longer(block: str, statement: Statement, first: Amount) -> Statement | None:
    """Return a range with a third amount as its end: `$170,000 (min) – $213,000 (mid) – $256,000 (max)`."""
    between = block[statement.end : first.start]
    if (
        first.bare
        or statement.conflict
        or first.value < statement.top
        or len(between) > _MOST_BETWEEN
        or not _JOINED.fullmatch(between)
    ):
        return None
    symbols = (*statement.symbols, *first.before, *first.after)
    return replace(statement, end=first.end, high=first.value, symbols=symbols, period=statement.period or first.period)


def _range(block: str, low: Amount, high: Amount) -> Statement | None:
    between = block[low.end : high.start]
    if len(between) > _MOST_BETWEEN:
        return None
    before = block[max(0, low.start - 24) : low.start]
    join = _JOINED.fullmatch(between) or (_PAIRED.fullmatch(between) and _BETWEEN.search(before))
    apart = not join and _FROM.search(before) and _UP_TO.search(between) and not _APART.search(between)
    rises = not join and _FROM.search(before) and _RISES.fullmatch(between)
    if not join and not apart and not rises:
        return None
    if low.bare and high.before:
        return None  # `GS-15 - $134,789`: the number before the sign is a grade, not money
    return _ends(low, high)


def _ends(low: Amount, high: Amount) -> Statement:
    """Return a range of two amounts, each of which may lack what the other has."""
    first, last = low.value, high.value
    if high.times and not low.times and first < _SHORT:
        scaled = first * times_of(high.times)
        first = scaled if scaled <= last else first
    elif low.times and not high.times and last < _SHORT:
        last *= times_of(low.times)
    elif not high.before and first < _SHORT <= last and first * _SHORT <= last <= first * _SHORT * _SPREAD:
        first *= _SHORT  # `$170-195,000`
    period = low.period or high.period
    conflict = ""
    if low.period and high.period and low.period != high.period:
        conflict = "its ends have different periods"
    elif low.mistyped or high.mistyped:
        conflict = _MISTYPED
    elif last < first:
        conflict = "its upper end is below its lower one"
    elif 0 < first * _WIDEST < last or (low.bare and first < _SHORT and first * _SPREAD * 10 < last):
        conflict = "its ends are of different kinds"
    symbols = (*low.before, *low.after, *high.before, *high.after)
    return Statement(low.start, high.end, first, last, symbols, period, high.times or low.times, conflict)


def _single(block: str, first: Amount) -> Statement:
    low: float | None = first.value
    high: float | None = first.value
    start, end = first.start, first.end
    words = block[max(0, start - 24) : start]
    more, less = _OR_MORE.match(block, end), _OR_LESS.match(block, end)
    upper, lower = _UP_TO.search(words), _FROM.search(words)
    if upper or less:
        low = None
    elif lower or more or first.more:
        high = None
    limit = upper or lower
    start = start - len(limit[0]) if limit else start
    end = more.end() if more and low is not None else less.end() if less else end
    conflict = _MISTYPED if first.mistyped else ""
    return Statement(start, end, low, high, (*first.before, *first.after), first.period, first.times, conflict)
