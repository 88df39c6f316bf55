"""Pay, place, dates, kind of work: out of what a board gives, structured or in prose. Unknown stays None.

Pay is taken as stated: never annualised, never completed by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tracker.model import Pay

_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
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
_MONTH_NAMES = "jan jän ene|feb fév|mar mär mrz|apr avr abr|may mai|jun|jul|aug aoû ago|sep|oct okt|nov|dec dez déc dic"
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_NAMED = rf"(?P<name>{'|'.join(_MONTHS)})[a-zäéû]*\.?"
_DATES = (
    re.compile(r"^\s*(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"^\s*(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日"),
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?{_NAMED}\s+(?:de\s+)?(?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b{_NAMED}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:[\d:]+\s+\w+\s+)?(?P<year>\d{{4}})\b", re.IGNORECASE
    ),
)
_SLASHED = re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\b")
_LONGEST = 5_000  # characters of one block that are searched for pay
_YEAR_5138 = 1e11  # seconds since 1970: what is larger is milliseconds
_SIGNS = ("€", "£", "¥", "₹")

_SYMBOL = r"(?:US|CA|AU|HK|NZ|[CAS])?\$|€|£|¥|₹|\b(?:" + "|".join(_CODES) + r")\b"
_AMOUNT = r"(?<![\d.,])(?:\d{1,3}(?:[,.\u202f\u00a0' ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?!\d)"
_TIMES = r"\s?(?:[kK]\b|[mM](?:illion)?\b)"
_PER = (
    r"(?:\s*(?:gross|brutto|brut|base)?\s*(?:/|\bper\b|\ba\b|\ban\b|\bpro\b|\bpar\b)?\s*"
    r"(?P<period>years?\b|yearly|yr\b|annum|annually|annual\b|p\.a\.|months?\b|monthly|weeks?\b|weekly|days?\b|daily|"
    r"hours?\b|hourly|hr\b|Jahr|Monat|Stunde|jährlich|monatlich))?"
)
_RANGE = re.compile(
    rf"(?P<before>{_SYMBOL})?\s?(?P<low>{_AMOUNT})(?P<low_times>{_TIMES})?\s?(?P<middle>{_SYMBOL})?"
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
_NOT_PAY = re.compile(r"revenue|funding|raised|valuation|assets|budget|billion|signing|sign-on|referral", re.IGNORECASE)
_WORKPLACE = re.compile(
    r"(?P<hybrid>\bhybrid\b)|(?P<remote>\bremote\b|home[- ]?office|\btelecommut|work from home)|"
    r"(?P<onsite>\bon[- ]?site\b|\bin[- ]office\b|vor ort)",
    re.IGNORECASE,
)
_WORKPLACE_NAMES = {"hybrid": "hybrid", "remote": "remote", "onsite": "on-site"}
_EMPLOYMENT = (
    ("intern", re.compile(r"\bintern(?:ship)?s?\b|praktik|werkstudent", re.IGNORECASE)),
    ("temporary", re.compile(r"\btemp(?:orary)?\b|seasonal|fixed[- ]?term|befristet", re.IGNORECASE)),
    ("contract", re.compile(r"\bcontract(?:or)?\b|freelance", re.IGNORECASE)),
    ("part-time", re.compile(r"\bpart[-_ ]?time\b|teilzeit", re.IGNORECASE)),
    ("full-time", re.compile(r"\bfull[-_ ]?time\b|vollzeit|\bpermanent\b", re.IGNORECASE)),
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
    return value * (1_000 if unit == "k" else 1_000_000 if unit == "m" else 1)


def _currency(*symbols: str | None) -> str | None:
    for symbol in symbols:
        if symbol:
            low = symbol.lower()
            return _PREFIXED.get(low) or _CURRENCIES.get(symbol) or symbol.upper()
    return None


def period(text: str | None) -> str | None:
    """Name the period of pay (`year`, `month`, `week`, `day`, `hour`) out of a word or a constant for it."""
    if not text:
        return None
    low = text.lower().strip().removeprefix("per-").removesuffix("-salary").removesuffix("-wage").removeprefix("1 ")
    return _PERIOD.get(low) or _PERIOD.get(low.rstrip("s"))


def pay_in_prose(text: str) -> Pay | None:
    """Find the first statement of pay in a text: a range in a currency, or an amount for a period."""
    if not _hinted(text):
        return None
    for block in text.split("\n"):
        if _hinted(block):
            found = _pay_in_block(block[:_LONGEST])
            if found:
                return found
    return None


def _hinted(text: str) -> bool:
    """Say, cheaply, whether a text can have money in it at all."""
    if "$" in text or (not text.isascii() and any(sign in text for sign in _SIGNS)):
        return True
    return "USD" in text or "EUR" in text or "GBP" in text or "CHF" in text  # the others come with a sign, as a rule


def _pay_in_block(block: str) -> Pay | None:
    for found in _RANGE.finditer(block):
        currency = _currency(*found.group("before", "again", "middle", "after"))
        if currency is None or _elsewhere(block, found):
            continue
        times = found["low_times"] or found["high_times"]
        low, high = amount(found["low"], times), amount(found["high"], found["high_times"])
        return Pay(low, high, currency, period(found["period"]), found.group().strip())
    for found in _SINGLE.finditer(block):
        named = found.groupdict()
        currency = _currency(named["before"], named["after"], named["after2"])
        about = named["period"] or _ABOUT_PAY.search(block[max(0, found.start() - 80) : found.start()])
        if currency is None or not about or _elsewhere(block, found):
            continue
        value = amount(named["low"] or named["low2"], named["low_times"] or named["low2_times"])
        return Pay(value, value, currency, period(named["period"]), found.group().strip())
    return None


def _elsewhere(block: str, found: re.Match[str]) -> bool:
    """Say whether the words around an amount speak of other money than pay."""
    return bool(_NOT_PAY.search(block[max(0, found.start() - 40) : found.end() + 30]))


def workplace(*texts: str | None) -> str | None:
    """Say `on-site`, `hybrid` or `remote` if one of the texts names it, the first text first."""
    for text in texts:
        named = {found.lastgroup for found in _WORKPLACE.finditer(text)} if text else set()
        for group, name in _WORKPLACE_NAMES.items():
            if group in named:
                return name
    return None


def employment_type(*texts: str | None) -> str | None:
    """Say `full-time`, `part-time`, `contract`, `temporary` or `intern`; another short word stays as stated."""
    for text in texts:
        kind = employment_kind(text) if text else None
        if kind:
            return kind
    return next((text.strip() for text in texts if text and text.strip()), None)


def employment_kind(text: str) -> str | None:
    """Say which kind of employment a text names in one of its usual words; None if in none."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text).replace("_", "-")
    return next((name for name, pattern in _EMPLOYMENT if pattern.search(spaced)), None)


def date(value: object, *, month_first: bool = False) -> str | None:
    """Read a date (`YYYY-MM-DD`) out of ISO 8601, a named month, a dotted day, or seconds or milliseconds since 1970.

    `07/09/2026` is read only where the format says that the month stands first; relative dates give None.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)) or (isinstance(value, str) and value.isdigit() and len(value) in {10, 13}):
        seconds = float(value)
        seconds = seconds / 1000 if seconds > _YEAR_5138 else seconds
        try:
            return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else None
        except (OverflowError, ValueError, OSError):
            return None
    for pattern in (*_DATES, *((_SLASHED,) if month_first else ())):
        found = pattern.search(str(value)[:60])
        if found:
            named = found.groupdict()
            month = named.get("month") or _MONTHS[named["name"][:3].lower()]
            try:
                return datetime(int(found["year"]), int(month), int(found["day"]), tzinfo=UTC).date().isoformat()
            except ValueError:
                return None
    return None


def number(value: object) -> float | None:
    """Read an amount that is given as a number or as text; None for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return amount(value) if isinstance(value, str) and value.strip() else None


def places(*names: str | None) -> str | None:
    """Join the names of places, each once; a place may have commas, so they are kept apart by semicolons."""
    return "; ".join(dict.fromkeys(" ".join(name.split()) for name in names if name and name.strip())) or None


def words(value: object) -> str | None:
    """Give one line of text out of a text, a number, a named thing or a list of them; None if there is none."""
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, Mapping):
        return words(value.get("name") or value.get("label") or value.get("title"))
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        parts = [part for part in map(words, value) if part]
        return ", ".join(dict.fromkeys(parts)) or None
    return " ".join(str(value).split()) or None
