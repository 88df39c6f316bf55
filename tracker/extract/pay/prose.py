"""Find the pay in a text: the best statement in all its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extract.pay import asian, judge, money, periods, vocabulary
from tracker.extract.pay.statements import Statement, statements
from tracker.model import Pay

_LONGEST = 20_000  # characters of one block that are searched for pay
# Words in a block that mark an amount as pay without a currency: `vocabulary.DIRECT`, shortened.
_LABELS = tuple(
    "alar ehalt ompensation Pay: pay: wages: Wage wage muneration ohn: rgütung munération ueldo ynagrodzenie Lön: lön: Løn løn Lønn alkka Mzda mzda Plat "
    "RAL CTC etribuzione tipendio арплат maaş Maaş".split()
)
_HINTS = (*money.HINTS, *_LABELS)
_ASCII_HINTS = tuple(filter(str.isascii, _HINTS))
_TEN = "0123456789"
_DIGIT = re.compile(r"\d")
_CHINESE = re.compile("元|薪|人民币|RMB|CNY|月")
_SWEDISH, _NORWEGIAN, _DANISH = (
    re.compile(r"\w*lön\w*|månad\w*|\boch\b|timme"),
    re.compile(r"\w*lønn(?!en)\w*"),
    re.compile(r"\w*løn(?!n)\w*"),
)
_HEADING = 80  # characters of a heading
_BENEFITS = re.compile(
    r"(?<!\w)(?:benefits?|extras|\w*leistungen|vorteile|avantages|benefici\w*|prestaciones)(?!\w)", re.IGNORECASE
)
_INTRODUCES = 120  # last characters of a sentence before a list, which say what the list is about
_REACH = 8  # blocks to which a heading applies
_EDGES = " (),;:–—-"
_STATED = 200  # characters of the stated words that are kept
_LABEL_REACH = 60
_LEAST = 1_000  # a smaller single amount is pay only by the hour or another stated period
_TEMPLATE = re.compile(r"\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|\$\{[^{}]{0,200}\}")
_SURE = judge.BASE


def pay_in_prose(text: str) -> Pay | None:
    """Return the pay in a text: base salary before other pay, a range before a single amount, the first of several.

    Other money (stipends, bonuses, budgets, revenue) is ignored. Pay that can't be read with certainty is kept as
    stated, without amounts. Nothing is converted to a year, and nothing is guessed.
    """
    best: tuple[int, Pay] | None = None
    for block, headed in _blocks(text):
        statement = asian.in_block(block) or _in_block(block, headed)
        if statement and (best is None or statement[0] > best[0]):
            best = statement
        if best and best[0] >= _SURE * 2 + 1:
            break
    return best[1] if best else None


def _hinted(block: str) -> bool:
    """Return whether a block may have money in it, by a fast check."""
    hints = _ASCII_HINTS if block.isascii() else _HINTS
    return any(map(block.__contains__, hints))


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the blocks that may have pay, each with whether a heading above it says so.

    The text is searched once, from number to number. Most blocks have no number and are skipped.
    """
    if text.isascii() and not any(map(text.__contains__, _TEN)):  # four times as fast as the pattern
        return
    blocks: list[str] | None = None
    place = counted = end = 0
    while digit := _DIGIT.search(text, end):
        start = text.rfind("\n", end, digit.start()) + 1
        place, counted = place + text.count("\n", counted, start), start
        end = text.find("\n", digit.end())
        end = len(text) if end < 0 else end
        block = text[start:end]
        if _hinted(block):
            blocks = blocks if blocks is not None else text.split("\n")
            headed = _headed(blocks[max(0, place - _REACH) : place])
            yield _TEMPLATE.sub(lambda match: "{" * len(match[0]), block[:_LONGEST]), headed


def _headed(above: list[str]) -> bool:
    """Return whether the nearest heading above a block is about pay. Headings are short and have no numbers."""
    for block in reversed(above):
        if len(block) > _HEADING and block.endswith(":"):  # the sentence before a list: "The yearly pay by country is:"
            words = block[-_INTRODUCES:].rpartition(". ")[2]
            return bool(vocabulary.PAY.search(words)) and not (
                vocabulary.OTHER.search(words) or _BENEFITS.search(words)
            )
        if not block or len(block) > _HEADING or _DIGIT.search(block):
            continue
        if vocabulary.PAY.search(block):
            return not vocabulary.HEADING.search(block)
        if block.startswith("#") or vocabulary.OTHER.search(block):
            return False
    return False


def _in_block(block: str, headed: bool) -> tuple[int, Pay] | None:  # noqa: FBT001
    best: tuple[int, Pay] | None = None
    floor = 0
    for statement in statements(block):
        sure = judge.certainty(block, statement, floor, headed)
        if sure:
            rank = sure * 2 + statement.range
            if best is None or rank > best[0]:
                best = rank, _pay(block, statement, floor, sure)
        if statement.symbols:
            floor = statement.end
    return best


def _pay(block: str, statement: Statement, floor: int, sure: int) -> Pay:
    before = judge.clause_before(block, statement.start, floor)
    currency, contrary = money.resolve(statement.symbols, money.codes(before))
    if contrary or statement.conflict or _is_short(statement, before):
        label = vocabulary.PAY.search(before, max(0, len(before) - _LABEL_REACH))
        start = statement.start - len(before) + label.start() if label else statement.start
        return Pay(stated=_stated(block, start, statement.end))
    if currency == "JPY" and _CHINESE.search(block):
        currency = "CNY"
    if currency == "USD" and money.is_doubtful(statement.symbols, block, statement.start, statement.end):
        currency = None
    if currency is None and "kr" in statement.symbols:
        currency = _crown(block)
    low, high = _bounded(before, statement)
    start, end = _of_target(block, before, statement) if sure == judge.TARGET else (statement.start, statement.end)
    period = statement.period or judge.period_before(block, statement, floor)
    return Pay(low, high, currency, period, _stated(block, start, end))


def _is_short(statement: Statement, before: str) -> bool:
    """Return whether a single amount is too small for its purpose: "$250 + equity", where thousands are meant."""
    small = not statement.range and statement.top < _LEAST and not statement.period
    return small and not periods.before(before, vocabulary.PAY)[0] and not vocabulary.WAGE.search(before)


def _of_target(block: str, before: str, statement: Statement) -> tuple[int, int]:
    """Return where a statement of target pay begins and ends, including the words that say so."""
    label = vocabulary.TARGET.search(before)
    named = vocabulary.TARGET.search(block, statement.end, statement.end + _LABEL_REACH)
    if label:
        return statement.start - len(before) + label.start(), statement.end
    return statement.start, named.end() if named else statement.end


def _stated(block: str, start: int, end: int) -> str:
    stated = block[start:end].strip(_EDGES)
    stated = stated.rstrip(".") if not stated.endswith("p.a.") else stated
    return (f"{stated})" if stated.count("(") > stated.count(")") else stated)[:_STATED]


_MOST_WORDS = re.compile(
    r"(?<!\w)(?:max(?:imum|imal\w*)?|massim[ao]|máxim[ao]|maksym\w*|höchst\w*|upper end|top end|ceiling)(?!\w)",
    re.IGNORECASE,
)
_LEAST_WORDS = re.compile(
    r"(?<!\w)(?:min(?:imum|imal\w*)?|minim[ao]|mínim[ao]|starting|mind|mindest\w*|einstiegs\w*|lower end|floor|entry)(?!\w)",
    re.IGNORECASE,
)


def _bounded(before: str, statement: Statement) -> tuple[float | None, float | None]:
    """Return the ends of a statement. "The maximum salary is $172,500" states only one of them."""
    if statement.range or statement.low != statement.high:
        return statement.low, statement.high
    most, least = bool(_MOST_WORDS.search(before)), bool(_LEAST_WORDS.search(before))
    if most == least:
        return statement.low, statement.high
    return (None, statement.high) if most else (statement.low, None)


def _crown(block: str) -> str | None:
    """Return the currency that `kr` means, by the words around it; None if they don't say."""
    stated = [
        code
        for code, words in (("SEK", _SWEDISH), ("NOK", _NORWEGIAN), ("DKK", _DANISH))
        if words.search(block.lower())
    ]
    return stated[0] if len(stated) == 1 else None
