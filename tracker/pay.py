"""Pay as it is stated, structured or in prose: range, currency and period. Never annualised, never completed by a guess."""

from __future__ import annotations

import math
import re

from tracker.model import Pay

_CURRENCIES = {"$": "USD", "€": "EUR", "₩": "KRW", "zł": "PLN", "£": "GBP", "¥": "JPY", "₹": "INR"}
_PREFIXED = {
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "s$": "SGD",
    "hk$": "HKD",
    "nz$": "NZD",
}
_CODES = "USD EUR GBP CAD AUD CHF JPY INR SGD CNY HKD NZD SEK NOK DKK PLN CZK HUF RON BRL MXN ILS AED SAR ZAR KRW TWD".split()
_PERIODS = {
    "year": ("year", "yearly", "yr", "annum", "annual", "annually", "p.a.", "pa", "jahr", "jährlich", "an"),
    "month": ("month", "monthly", "mo", "monat", "monatlich", "mois"),
    "week": ("week", "weekly", "wk", "woche"),
    "day": ("day", "daily", "tag"),
    "hour": ("hour", "hourly", "hr", "h", "stunde"),
}
_PERIOD = {word: period for period, words in _PERIODS.items() for word in words}
_LONGEST = 5_000  # characters of one block that are searched for pay
_SIGNS = ("€", "£", "¥", "￥", "₹", "₩", "円", "元", "万", "薪", "원", "zł")

_SYMBOL = r"(?:US|CA|AU|HK|NZ|[CAS])?\$|€|£|¥|₹|₩|zł\b|\bEuros?\b|\b(?:" + "|".join(_CODES) + r")\b"
_AMOUNT = r"(?<![\d.,])(?:\d{1,3}(?:[,.\u202f\u00a0' ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?!\d)"
_TIMES = r"\s?(?:[kK]\b|[mM](?:illion|io\.?)?(?!\w))"
# Possessive (`*+`, Python 3.11): three runs of spaces side by side would be divided in every way there is.
_PER = (
    r"(?i:"
    r"(?:\s*+(?:(?:gross|brutto|brut|base)\s*+)?(?:(?:/|\bper\b|\ba\b|\ban\b|\bpro\b|\bpar\b)\s*+)?"
    r"(?P<period>years?\b|yearly|yr\b|annum|annually|annual\b|p\.a\.|months?\b|monthly|weeks?\b|weekly|days?\b|daily|"
    r"hours?\b|hourly|hr\b|Jahr|Monat|Stunde|jährlich|monatlich)))?"
)
_RANGE = re.compile(
    rf"(?P<before>{_SYMBOL})?\s?(?P<low>{_AMOUNT})(?P<low_times>{_TIMES})?\s?(?P<middle>{_SYMBOL})?(?:\s?/\s?(?i:hr|hour|h|yr|year|month|mo)\b)?"
    rf"\s?(?:-|–|—|to\b|bis\b|and\b|à\b)\s?"
    rf"(?P<again>{_SYMBOL})?\s?(?P<high>{_AMOUNT})(?P<high_times>{_TIMES})?\s?(?P<after>{_SYMBOL})?{_PER}"
)
_SINGLE = re.compile(
    rf"(?P<before>{_SYMBOL})\s?(?P<low>{_AMOUNT})(?P<low_times>{_TIMES})?\s?(?P<after>{_SYMBOL})?{_PER}"
    rf"|(?P<low2>{_AMOUNT})(?P<low2_times>{_TIMES})?\s?(?P<after2>{_SYMBOL})"
)
_ABOUT_PAY = re.compile(
    r"salary|compensation|\bpay\b|\bwages?\b|\bOTE\b|remuneration|gehalt|vergütung|salaire|\bbase\b|\bearn",
    re.IGNORECASE,
)
_NOT_PAY = re.compile(
    r"revenue|funding|raised|valuation|assets|budget|billion|signing|sign-on|referral|portfolio|market cap|\bARR\b|\bquota\b|"
    r"sales of|\bsaved?\b|savings|customers|turnover|umsatz|chiffre d.affaires",
    re.IGNORECASE,
)
# Money of another kind, as the words before an amount, or those right behind it, say.
_BENEFIT_BEFORE = re.compile(
    r"(?:stipend|allowance|commut\w*|reimburs\w*|per diem|gift|voucher|relocation|tuition|wellness|retention|deductible|"
    r"donat\w*|bonus(?:es)? of|bonus up to|match\w*|insurance|401\W?k|parking|transit|zuschuss|prime de)\b[^.]{0,45}$",
    re.IGNORECASE,
)
_BENEFIT_BEHIND = re.compile(
    r"^[^\w+&]*(?:(?:per|a|an|each|every) \w+|monthly|annual(?:ly)?|yearly|quarterly)?[^\w+&]*(?:for )?(?:(?!plus\b|with\b|or\b|in\b)[\w-]+ ){0,4}?"
    r"(?:stipend|allowance|reimbursement|bonus|credit|voucher|budget|zuschuss|commuter|benefit|parking|wellness|towards?|differential|premium|perk|travel|education|learning|conferences?)\b",
    re.IGNORECASE,
)

_SURE = 3  # a range that is called pay: nothing better will come
_WIDEST = 10
_BARE, _LEAST = 25, 1_000  # what a range that is not called pay may have around it, and must come to
_MOST = {"hour": 2_000, "day": 20_000, "week": 100_000, "month": 500_000, "year": 20_000_000}
_LIGHT = frozenset(("USD", "EUR", "GBP", "CAD", "AUD", "CHF", "NZD", "SGD"))  # currencies that these bounds are for
_USUAL_CODES = (
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "Euro",
    "PLN",
    "INR",
    "CAD",
    "AUD",
    "SEK",
)  # others come with a sign, as a rule
_LABELLED = re.compile(r"\b(hourly|annual|yearly|monthly|weekly|daily)\b[^.;$€£]{0,45}$", re.IGNORECASE)
_CHINESE = re.compile("元|薪|人民币|RMB|CNY|月|年薪")
_TENS = {"万": 10_000, "萬": 10_000, "만": 10_000, "千": 1_000, "k": 1_000, "K": 1_000}
_ASIAN_PERIODS = {
    **dict.fromkeys(("年収", "年俸", "年薪", "연봉", "年", "年间"), "year"),
    **dict.fromkeys(("月給", "月収", "月薪", "월급", "月", "월"), "month"),
    **dict.fromkeys(("日給", "日薪", "일급", "日", "天"), "day"),
    **dict.fromkeys(("時給", "时薪", "時薪", "시급", "小时", "時"), "hour"),
}
_OPEN_END = re.compile(r"\s*+(?:[～~〜]|以上|起|이상)")
_N = r"(?:(?<![\d,])|(?<=[^\d,],))\d[\d,]*+(?:\.\d++)?+"  # whole numbers alone: of 1000 zeros not each one begins a number
_TO = r"\s*+(?:[-–—~～〜至到]|から)\s*+"
_ASIAN = (
    (
        "JPY",
        re.compile(
            rf"(?P<label>年収|年俸|月給|月収|日給|時給)[:：\s]*+(?P<low>{_N})(?P<low_unit>万|千)?円?(?:{_TO}(?P<high>{_N})(?P<unit>万|千)?円|円|(?=万))"
        ),
    ),
    ("JPY", re.compile(rf"(?P<low>{_N})(?P<low_unit>万)?円?{_TO}(?P<high>{_N})(?P<unit>万)?円")),
    (
        "KRW",
        re.compile(
            rf"(?P<label>연봉|월급|시급|일급)[:：\s]*+(?P<low>{_N})\s?(?P<low_unit>만)?\s?원?(?:{_TO}(?P<high>{_N})\s?(?P<unit>만)?\s?원|원)"
        ),
    ),
    (
        "CNY",
        re.compile(
            rf"(?P<label>年薪|月薪|日薪|时薪|時薪)[:：\s]*+[¥￥]?(?P<low>{_N})\s?(?P<low_unit>[kK千万萬])?元?{_TO}[¥￥]?(?P<high>{_N})\s?(?P<unit>[kK千万萬])?元?"
        ),
    ),
    (
        "CNY",
        re.compile(
            rf"[¥￥]?(?P<low>{_N})\s?(?P<low_unit>[kK千万萬])?元?{_TO}[¥￥]?(?P<high>{_N})\s?(?P<unit>[kK千万萬])?元?(?P<behind>/(?:年|月|天|小时)|·\d+薪)"
        ),
    ),
    (
        "CNY",
        re.compile(
            rf"(?P<low>{_N})(?P<low_unit>[kK千万萬])?{_TO}(?P<high>{_N})(?P<unit>[kK千万萬])?元(?P<behind>/(?:年|月|天|小时))?"
        ),
    ),
)


def amount(text: str, times: str | None = None) -> float | None:
    """Read a number as it is written in the US, in Europe or with spaces: `132,000`, `60.000,50`, `60 000`."""
    digits = re.sub(r"[\s\u202f\u00a0']", "", text)
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0 and len(digits) - last - 1 in {1, 2}:
        digits = re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :]
    else:
        digits = re.sub(r"[.,]", "", digits)
    try:
        value = float(digits)
    except ValueError:
        return None
    unit = (times or "").strip().lower()[:1]
    value *= 1_000 if unit == "k" else 1_000_000 if unit == "m" else 1
    return value if math.isfinite(value) else None


def _currency(*symbols: str | None) -> str | None:
    for symbol in symbols:
        if symbol:
            low = symbol.lower()
            if low.startswith("euro"):
                return "EUR"
            return _PREFIXED.get(low) or _CURRENCIES.get(low) or symbol.upper()
    return None


def period(text: str | None) -> str | None:
    """Name the period of pay (`year`, `month`, `week`, `day`, `hour`) out of a word or a constant for it."""
    if not text:
        return None
    low = text.lower().strip().removeprefix("per-").removesuffix("-salary").removesuffix("-wage").removeprefix("1 ")
    return _PERIOD.get(low) or _PERIOD.get(low.rstrip("s"))


def pay_in_prose(text: str) -> Pay | None:
    """Find what a text states of pay: best a range that is called pay, else a range, else an amount called so.

    US, European (`60.000 – 75.000 €`, `CHF 90'000`) and East Asian forms (`年収500万円～750万円`, `20-40K·14薪`). Money of
    another kind (stipends, bonuses, budgets) is none. Nothing is annualised, and nothing made up that is not stated.
    """
    if not _hinted(text):
        return None
    best: tuple[int, Pay] | None = None
    for block in text.split("\n"):
        if not _hinted(block):
            continue
        found = _asian(block[:_LONGEST]) or _pay_in_block(block[:_LONGEST])
        if found and (best is None or found[0] > best[0]):
            best = found
        if best and best[0] >= _SURE:
            break
    return best[1] if best else None


def implausible(pay: Pay) -> str:
    """Say why a statement of pay can't be meant as it stands ("$0 to $2 million"), "" if it can; it is kept as stated."""
    low, high = pay.min, pay.max
    if low is not None and high is not None:
        if high < low:
            return "its upper end is below its lower one"
        if low == 0 < high:
            return "it begins at nothing"
        if low and high > _WIDEST * low:
            return f"its upper end is more than {_WIDEST} times its lower one"
    most = _MOST.get(pay.period or "", 0)
    top = max((value for value in (low, high) if value is not None), default=0.0)
    if most and pay.currency in _LIGHT and top > most:
        return f"it is more than {most:,} {pay.currency} a{'n' if pay.period == 'hour' else ''} {pay.period}"
    return ""


def _hinted(text: str) -> bool:
    """Say, cheaply, whether a text can have money in it at all."""
    if "$" in text or (not text.isascii() and any(sign in text for sign in _SIGNS)):
        return True
    return any(code in text for code in _USUAL_CODES)


def _asian(block: str) -> tuple[int, Pay] | None:
    """Read the forms of Japan, China and Korea, whose units are ten thousands, and whose period stands before the amount."""
    if block.isascii():
        return None
    for currency, pattern in _ASIAN:
        found = pattern.search(block)
        if not found:
            continue
        named = found.groupdict()
        unit = _TENS.get(named.get("unit") or named.get("low_unit") or "", 1)
        low = amount(found["low"])
        high = amount(found["high"]) if named.get("high") else None
        low_unit = _TENS.get(named.get("low_unit") or named.get("unit") or "", unit)
        per = _ASIAN_PERIODS.get((named.get("label") or named.get("behind") or "")[-2:].strip("/"))
        per = (
            per
            or _ASIAN_PERIODS.get((named.get("behind") or "").strip("/ ·"))
            or ("month" if "薪" in found[0] else None)
        )
        open_ended = not named.get("high") and bool(_OPEN_END.match(block, found.end()))
        low_value = low * low_unit if low is not None else None
        high_value = high * unit if high is not None else None if open_ended else low_value
        return _SURE, Pay(low_value, high_value, currency, per, found[0].strip())
    return None


def _pay_in_block(block: str) -> tuple[int, Pay] | None:
    best: tuple[int, Pay] | None = None
    for found in _RANGE.finditer(block):
        currency = _currency(*found.group("before", "again", "middle", "after"))
        if currency is None or _elsewhere(block, found):
            continue
        currency = "CNY" if currency == "JPY" and _CHINESE.search(block) else currency
        times = found["low_times"] or found["high_times"]
        low, high = amount(found["low"], times), amount(found["high"], found["high_times"])
        per = found["period"] or _period_before(block, found)
        about = per or _ABOUT_PAY.search(block[max(0, found.start() - 120) : found.end() + 40])
        if not about and (len(block) - len(found.group()) > _BARE or (low or 0) < _LEAST):
            continue  # a range of money that nothing calls pay
        rank = _SURE if about else _SURE - 1
        if best is None or rank > best[0]:
            best = rank, Pay(low, high, currency, period(per), found.group().strip())
    if best:
        return best
    for found in _SINGLE.finditer(block):
        named = found.groupdict()
        currency = _currency(named["before"], named["after"], named["after2"])
        about = named["period"] or _ABOUT_PAY.search(block[max(0, found.start() - 80) : found.start()])
        if currency is None or not about or _elsewhere(block, found):
            continue
        value = amount(named["low"] or named["low2"], named["low_times"] or named["low2_times"])
        return 1, Pay(value, value, currency, period(named["period"]), found.group().strip())
    return None


def _period_before(block: str, found: re.Match[str]) -> str | None:
    """Give the period that the words before an amount state: `Hourly wage: $18 - $20`."""
    named = _LABELLED.search(block[max(0, found.start() - 60) : found.start()])
    return named[1] if named else None


def _elsewhere(block: str, found: re.Match[str]) -> bool:
    """Say whether the words around an amount speak of other money than pay."""
    before, behind = block[max(0, found.start() - 70) : found.start()], block[found.end() : found.end() + 60]
    if _NOT_PAY.search(before[-40:] + found.group() + behind[:30]):
        return True
    return bool(_BENEFIT_BEFORE.search(before) or _BENEFIT_BEHIND.search(behind))
