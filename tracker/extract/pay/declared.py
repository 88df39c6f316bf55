"""Read pay from a field for pay. Its value is pay even without a word that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tracker.extract.pay import money
from tracker.extract.pay.constants import period
from tracker.extract.pay.numbers import amount
from tracker.extract.pay.prose import pay_in_prose
from tracker.extract.pay.statements import Statement, statements
from tracker.model import Pay

_LEAST = (
    "minValue",
    "min",
    "minimum",
    "from",
    "low",
    "minPrice",
    "min_value",
    "salaryMin",
    "min_amount",
    "salary_min",
    "start",
)
_MOST = (
    "maxValue",
    "max",
    "maximum",
    "to",
    "high",
    "maxPrice",
    "max_value",
    "salaryMax",
    "max_amount",
    "salary_max",
    "end",
)
_VALUE = ("value", "amount", "price", "salary")
_CURRENCY = ("currency", "currencyCode", "currency_code", "salaryCurrency", "priceCurrency")
_PERIOD = ("unitText", "period", "interval", "unit", "per", "frequency", "unitCode")
_TEXTS = ("text", "description", "label", "summary", "name", "display")
_STATED = 200  # characters
_DEEPEST = 4  # of nesting: a MonetaryAmount contains a QuantitativeValue
_MOST_AMOUNT = 1e15  # a larger number is not an amount, see MOST_AMOUNT of tracker/extract/border.py


def best(*stated: Pay | None) -> Pay | None:
    """Return the first pay with an amount, else the first that was stated at all."""
    known = [pay for pay in stated if pay is not None]
    return next((pay for pay in known if pay.min is not None or pay.max is not None), known[0] if known else None)


def pay_declared(value: object, currency: object = None, levels: int = _DEEPEST) -> Pay | None:
    """Return the pay in a field: a text, a number, a schema.org MonetaryAmount or a similar object, or a list of them.

    `currency` is the value of a separate field. Amounts of 0 are ignored; a text without amounts is kept as stated.
    """
    if levels <= 0 or isinstance(value, bool):
        return None
    if isinstance(value, (list, tuple)):
        return next(filter(None, (pay_declared(item, currency, levels - 1) for item in value[:10])), None)
    if isinstance(value, Mapping):
        return _of_mapping(value, currency, levels)
    if isinstance(value, (int, float)):
        amount = _number(value)
        return Pay(amount, amount, _code(currency)) if amount else None
    return _of_text(value, currency) if isinstance(value, str) else None


def _of_text(value: str, currency: object) -> Pay | None:
    words = " ".join(value.split())
    if not words:
        return None
    pay = pay_in_prose(f"Salary: {words}") or _believed(words) or Pay(stated=words[:_STATED])
    if not (pay.min or pay.max):
        return None if words.strip("0., -–") == "" else replace(pay, min=None, max=None, stated=words[:_STATED])
    if pay.currency is None or (pay.currency == "USD" and "$" in words and "US" not in words):
        code = _code(currency)
        pay = replace(pay, currency=code if pay.currency is None or code in money.DOLLARS else pay.currency)
    return pay


def _believed(words: str) -> Pay | None:
    """Return the first range, else the first amount, whatever the words around it."""
    stated = [statement for statement in statements(words) if statement.top > 0]
    candidate: Statement | None = next(
        (statement for statement in stated if statement.range), stated[0] if stated else None
    )
    if candidate is None:
        return None
    code, contrary = money.resolve(candidate.symbols, money.codes(words))
    if contrary or candidate.conflict:
        return Pay(stated=words[:_STATED])
    return Pay(candidate.low, candidate.high, code, candidate.period, words[:_STATED])


def _of_mapping(value: Mapping[object, object], currency: object, levels: int) -> Pay | None:
    code = _first(value, _CURRENCY) or currency
    per = _first(value, _PERIOD)
    least, most = _first(value, _LEAST), _first(value, _MOST)
    code = code or _currency_in(least) or _currency_in(most)
    low, high = _number(least), _number(most)
    if low or high:
        return Pay(low, high or None, _code(code), period(per) if isinstance(per, str) else None)
    inner = _first(value, _VALUE)
    pay = pay_declared(inner if inner is not None else _first(value, _TEXTS), code, levels - 1)
    if pay is None or not isinstance(per, str):
        return pay
    return replace(pay, period=pay.period or period(per))


def _first(value: Mapping[object, object], keys: tuple[str, ...]) -> object:
    return next((value[key] for key in keys if value.get(key) not in (None, "", [], {})), None)


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value < _MOST_AMOUNT else None
    if not isinstance(value, str):
        return None
    plain = amount(value)
    if plain is None:
        plain = next((statement.low for statement in statements(value) if not statement.range), None)
    return plain


def _currency_in(value: object) -> str | None:
    """Return the currency next to an amount in a text."""
    statement = next(statements(value), None) if isinstance(value, str) else None
    return money.resolve(statement.symbols)[0] if statement else None


def _code(value: object) -> str | None:
    return money.currency_of(value) if isinstance(value, str) else None
