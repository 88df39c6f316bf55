"""Pay in fields: the declared `pay` of the boards `json` and `html`, baseSalary of schema.org, and how pay is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_boards import drive, source
from tracker.diff.render import pay
from tracker.model import Page, Pay
from tracker.model.wording import Wording

K = 1_000
HTML = "text/html; charset=utf-8"


def read(board: str, reply: object, **more: Any) -> Pay | None:
    """Return the pay of the first posting of a list."""
    listing, _ = drive(source(board, render="never", **more), {"*": reply})
    found: Pay | None = listing.entries[0].read(None).pay
    return found


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("$140,000 USD", (140 * K, 140 * K, "USD", None)),
        ("$48,000 - $52,000 CAD", (48 * K, 52 * K, "CAD", None)),
        ("41.000 – 46.000 EUR", (41 * K, 46 * K, "EUR", None)),
        ("32-36k", (32 * K, 36 * K, None, None)),
        (51_000, (51 * K, 51 * K, None, None)),
        ({"min": 20, "max": 24, "currency": "GBP", "period": "hour"}, (20, 24, "GBP", "hour")),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_the_pay_of_a_json_entry_is_believed(
    stated: object, expected: tuple[float, float, str | None, str | None], *, declared: bool
) -> None:
    """An expression, or a field called salary, needs no word of pay beside its amount."""
    key = "offered" if declared else "salary"
    row = {"id": "1", "title": "Baker", "url": "https://other.example/1", "description": "You bake.", key: stated}
    found = read("json", [row], pay="offered" if declared else "")
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == expected


def test_words_in_a_field_do_not_hide_what_the_text_states() -> None:
    """Where the field says "Competitive", the amounts of the text are read; without any, the word is kept."""
    row = {"id": "1", "title": "Baker", "url": "https://other.example/1", "salary": "Competitive"}
    found = read("json", [row | {"description": "Salary: £30,000 - £34,000"}])
    assert found == Pay(30 * K, 34 * K, "GBP", None, "£30,000 - £34,000")
    assert read("json", [row | {"description": "You bake."}]) == Pay(stated="Competitive")


def test_the_pay_at_a_selector_is_believed() -> None:
    """The amount at the selector `pay` of board `html` needs no label."""
    page = '<ul><li class="o"><a href="/1">Baker</a> <i>$44,000</i></li></ul>'
    given = source("html", render="never", item="li.o", pay="i")
    listing, _ = drive(given, {"*": page})
    entry = listing.entries[0]
    assert entry.detail is not None
    found = entry.read(Page(entry.detail, entry.url, 200, (("content-type", HTML),), b"<main>Budget: $9,000</main>"))
    assert (found.pay.min, found.pay.max, found.pay.currency) == (44 * K, 44 * K, "USD")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"currency": "EUR", "value": {"minValue": 20, "maxValue": "25", "unitText": "HOUR"}}, (20, 25, "EUR", "hour")),
        ({"currency": "USD", "value": 91_000, "unitText": "YEAR"}, (91 * K, 91 * K, "USD", "year")),
        ({"currency": "USD", "value": {"value": "88,000.00", "unitText": "YEAR"}}, (88 * K, 88 * K, "USD", "year")),
        ({"currency": "EUR", "value": "42.000 € - 47.000 €"}, (42 * K, 47 * K, "EUR", None)),
        ({"currency": "CAD", "value": {"value": "$60,000 - $64,000 per year"}}, (60 * K, 64 * K, "CAD", "year")),
        ({"currency": "€", "value": {"minValue": 30_000, "unitText": "annual"}}, (30 * K, None, "EUR", "year")),
        ({"currency": "USD", "value": {"minValue": 30_000, "maxValue": 0}}, (30 * K, None, "USD", None)),
        ("£25,000 - £27,000 per annum", (25 * K, 27 * K, "GBP", "year")),
        ("26000", (26 * K, 26 * K, "SEK", None)),
        (26_000, (26 * K, 26 * K, "SEK", None)),
        ([{"currency": "PLN", "value": {"minValue": 8_000, "maxValue": 9_500, "unitText": "MONTH"}}], (8 * K, 9_500, "PLN", "month")),
        ({"minPrice": 70, "maxPrice": 80, "priceCurrency": "CHF"}, (70, 80, "CHF", None)),
    ],
)  # fmt: skip
def test_base_salary(stated: object, expected: tuple[float, float | None, str, str | None]) -> None:
    """BaseSalary is a MonetaryAmount, a PriceSpecification, a number or a text, and may have its currency beside it."""
    item = {"@type": "JobPosting", "title": "Baker", "url": "/1", "description": "You bake.", "salaryCurrency": "SEK"}
    page = f'<script type="application/ld+json">{json.dumps(item | {"baseSalary": stated})}</script>'
    found = read("jsonld", page)
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == expected


@pytest.mark.parametrize(
    "stated", [0, "", None, {}, {"currency": "USD", "value": {"minValue": 0, "maxValue": 0}}, {"currency": "USD"}]
)
def test_base_salary_that_states_nothing(stated: object) -> None:
    """Zeros and empty fields are no pay; the text may still state it."""
    item = {
        "@type": "JobPosting",
        "title": "Baker",
        "url": "/1",
        "description": "Salary: $31,000",
        "baseSalary": stated,
    }
    page = f'<script type="application/ld+json">{json.dumps(item)}</script>'
    found = read("jsonld", page)
    assert found is not None
    assert (found.min, found.currency) == (31 * K, "USD")


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (None, 45_000, "up to £45,000 a year"),
        (38_000, None, "from £38,000 a year"),
        (38_000, 38_000, "£38,000 a year"),
        (38_000, 45_000, "£38,000 – £45,000 a year"),
    ],
)
def test_an_open_end_is_shown(low: float | None, high: float | None, shown: str) -> None:
    """One end alone is not shown as if it were the pay."""
    assert pay(Wording("Baker", pay_min=low, pay_max=high, pay_currency="GBP", pay_period="year")) == shown


def test_what_is_stated_without_amounts_is_shown() -> None:
    """What could not be read for certain is shown as it was stated."""
    assert pay(Wording("Baker", pay_stated="£40,000 USD")) == "£40,000 USD"
