"""Pay, dates, workplace: as stated, never guessed."""

from __future__ import annotations

import pytest

from tracker.diff.render import pay
from tracker.extract import fields
from tracker.extract.pay import implausible
from tracker.model.wording import Wording


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
        ("CHF 90'000 – 110'000 pro Jahr", (90000, 110000, "CHF", "year")),
        ("Vergütung: 52.000 bis 61.000 Euro brutto pro Jahr", (52000, 61000, "EUR", "year")),
        ("12 000 – 15 000 zł a month", (12000, 15000, "PLN", "month")),
        ("年収500万円～750万円", (5000000, 7500000, "JPY", "year")),
        ("月給23万円～（経験による）", (230000, None, "JPY", "month")),
        ("時給1,200円", (1200, 1200, "JPY", "hour")),
        ("薪资：20-40K·14薪", (20000, 40000, "CNY", "month")),
        ("月薪15000-25000元", (15000, 25000, "CNY", "month")),
        ("30-50万/年", (300000, 500000, "CNY", "year")),
        ("연봉 3,500만원 ~ 5,000만원", (35000000, 50000000, "KRW", "year")),
        (
            "We offer a $300 per month commuter stipend.\nThe salary range is $100,000 - $120,000.",
            (100000, 120000, "USD", None),
        ),
        ("Base pay: $120,000 - $150,000 plus bonus and equity", (120000, 150000, "USD", None)),
        ("Pay: $0 to $2 million per year", (0, 2000000, "USD", "year")),
    ],
)
def test_pay(text: str, expected: tuple[float, float, str, str | None]) -> None:
    """Pay is read from prose as range, currency and period."""
    found = fields.pay_in_prose(text)
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == expected


@pytest.mark.parametrize(
    "text",
    [
        "we raised $2 million in funding",
        "between 5 and 8 years",
        "",
        "a budget of $50,000 - $60,000",
        "$300 per month commuter benefit and a $1,000 yearly learning allowance",
        "a monthly stipend of $50 per month",
        "relocation support up to $5,000 per year",
        "管理預算 20-40 个项目",
        "5-10 years, 3-4 days a week",
        "experience with 2 to 3 CAD tools",
        "Projects ranging from $1M to $5M in construction value",
        "Projekte von 500.000 € bis 5 Mio. €, von der Planung bis zur Übergabe",
        "Deal sizes of $50,000 - $250,000 in the mid market",
        "home prices from $300,000 to $900,000 in the region",
    ],
)
def test_other_money_is_no_pay(text: str) -> None:
    """Other kinds of money, and numbers without money, are no pay."""
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
    """Employment type and workplace are normalised to one word each."""
    assert fields.employment_type("FullTime") == "full-time"
    assert fields.employment_type("FULL_TIME") == "full-time"
    assert fields.workplace("Remote - US") == "remote"
    assert fields.workplace("Austin, Texas") is None
    assert fields.workplace(None, "Remote Sensing Scientist") is None
    assert fields.workplace(None, "Hybrid Cloud Architect") is None
    assert fields.workplace(None, "Baker (remote)") == "remote"
    assert fields.workplace(None, "Engineer – Hybrid") == "hybrid"
    assert fields.workplace("No remote work") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Pay: $0 to $2 million per year", "it begins at nothing"),
        ("$20,000 - $900,000 a year", "more than 10 times"),
        ("$120,000 - $150,000 per hour", "more than 2,000 USD an hour"),
        ("$90,000 - $120,000 a year", ""),
        ("年収500万円～750万円", ""),
    ],
)
def test_what_can_not_be_meant_is_marked_and_kept(text: str, why: str) -> None:
    """Implausible pay is kept as stated, and marked."""
    found = fields.pay_in_prose(text)
    assert found is not None
    assert why in implausible(found)
    assert bool(implausible(found)) == bool(why)
    wording = Wording("t", pay_min=found.min, pay_max=found.max, pay_currency=found.currency, pay_period=found.period)
    assert ("implausible" in (pay(wording) or "")) == bool(why)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Sep 16, 2026", "2026-09-16"),
        ("Wed Sep 16 00:00:00 UTC 2026", "2026-09-16"),
        ("16. März 2026", "2026-03-16"),
        ("16.3.2026", "2026-03-16"),
        ("Tue, 22 Sep 2026 08:00:00:0", "2026-09-22"),
        ("2026年3月5日", "2026-03-05"),
        ("3 de dic 2026", "2026-12-03"),
        ("8 januari 2027", "2027-01-08"),
        ("2026. december 31.", "2026-12-31"),
        ("31 grudnia 2026", "2026-12-31"),
        ("5. února 2027", "2027-02-05"),
        ("1 gennaio 2027", "2027-01-01"),
        ("15 de março de 2027", "2027-03-15"),
        ("1er août 2026", "2026-08-01"),
        ("den 5 maj 2026", "2026-05-05"),
        ("31. joulukuuta 2026", "2026-12-31"),
        ("12 Aralık 2026", "2026-12-12"),
        ("31 декабря 2026 г.", "2026-12-31"),
        ("20 Temmuz 2026", "2026-07-20"),
        ("2 listopada 2026", None),  # October in Croatian, November in Polish
        ("30 gener 2026", None),
        ("07/09/2026", None),
        ("Marketing 5 2026", None),
        ("decision 12 2026", None),
        ("31.02.2026", None),
    ],
)
def test_written_dates(value: str, expected: str | None) -> None:
    """Named months and dotted dates are read; ambiguous ones are not."""
    assert fields.date(value) == expected
    assert fields.date("07/09/2026", month_first=True) == "2026-07-09"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "You will work with our team and keep the halls cool. We are looking for someone who has the patience for it.",
            "en",
        ),
        (
            "Wir suchen für unser Werk eine Fachkraft, die mit uns die Anlagen betreibt und sich auf die Schicht freut.",
            "de",
        ),
        (
            "Vous rejoindrez les équipes de notre usine et serez responsable des lignes dans une ville au bord de la mer.",
            "fr",
        ),
        ("我们正在寻找一位经验丰富的数据中心工程师，负责机房的供电和制冷系统。" * 3, "zh"),
        ("データセンターの電力と冷却の設備を見守るエンジニアを募集しています。夜勤もあります。" * 2, "ja"),
        ("نبحث عن مهندس شبكات للعمل في مركز البيانات الجديد في دبي مع فريق صغير وخبرة طويلة", "ar"),
        ("Baker", None),
        ("1234567890 " * 20, None),
    ],
)
def test_language(text: str, expected: str | None) -> None:
    """A language is set only if the text is clearly in it."""
    assert fields.language(text) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("1-YEAR", "year"),
        ("1 YEAR", "year"),
        ("per-year-salary", "year"),
        ("Annual Salary", "year"),
        ("p.a.", "year"),
        ("par an", "year"),
        ("P1Y", "year"),
        ("semi-month-salary", "half-month"),
        ("semimonthly", "half-month"),
        ("bi-week-salary", "fortnight"),
        ("bi-month-salary", None),
        ("per day", "day"),
        ("PER_DAY", "day"),
        ("1-DAY", "day"),
        ("perHour", "hour"),
        ("per-hour-wage", "hour"),
        ("HOURLY", "hour"),
        ("€ / Stunde", "hour"),
        ("PT1H", "hour"),
        ("WEEK", "week"),
        ("2 WEEKS", None),
        ("month", "month"),
        ("one-time", None),
        ("NONE", None),
        ("week or month", None),
        ("", None),
        (None, None),
    ],
)
def test_period(stated: str | None, expected: str | None) -> None:
    """Periods are read as boards state them; unknown ones, and several at once, are not."""
    assert fields.period(stated) == expected
