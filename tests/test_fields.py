"""Pay, dates, workplace: as stated, never guessed."""

from __future__ import annotations

import pytest

from tracker import fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The range is $132,000 - $390,000 a year", (132000, 390000, "USD", "year")),
        ("€60.000 – €75.000 pro Jahr", (60000, 75000, "EUR", "year")),
        ("60 000 € à 70 000 €", (60000, 70000, "EUR", None)),
        ("£45k-£60k", (45000, 60000, "GBP", None)),
        ("$45.50 per hour", (45.5, 45.5, "USD", "hour")),
        ("USD 120,000 to 150,000 per year", (120000, 150000, "USD", "year")),
        ("CA$100,000—CA$120,000", (100000, 120000, "CAD", None)),
    ],
)
def test_pay(text: str, expected: tuple[float, float, str, str | None]) -> None:
    """Pay is read out of prose as range, currency and period."""
    found = fields.pay_in_prose(text)
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == expected


@pytest.mark.parametrize(
    "text", ["we raised $2 million in funding", "between 5 and 8 years", "", "a budget of $50,000 - $60,000"]
)
def test_other_money_is_no_pay(text: str) -> None:
    """Money of another kind, and numbers without money, are no pay."""
    assert fields.pay_in_prose(text) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-10-10T11:09:29-04:00", "2025-10-10"),
        (1692640776, "2023-08-21"),
        (1711403416463, "2024-03-25"),
        ("Posted 3 Days Ago", None),
        (None, None),
        ("2025-13-40", None),
    ],
)
def test_dates(value: object, expected: str | None) -> None:
    """Absolute dates are read; relative ones are unknown."""
    assert fields.date(value) == expected


def test_kinds_of_work() -> None:
    """Employment and workplace have one word each."""
    assert fields.employment_type("FullTime") == "full-time"
    assert fields.employment_type("FULL_TIME") == "full-time"
    assert fields.workplace("Remote - US") == "remote"
    assert fields.workplace("Austin, Texas") is None
