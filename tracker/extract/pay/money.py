"""Read currencies next to an amount: symbols, ISO 4217 codes and words. A symbol of several countries may stay ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CODES = (
    "USD EUR GBP CAD AUD CHF JPY INR SGD CNY HKD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN RSD TRY UAH RUB BRL MXN ARS CLP COP PEN UYU "
    "ILS AED SAR QAR KWD BHD OMR EGP MAD ZAR NGN KES GHS KRW TWD THB MYR IDR PHP VND PKR BDT LKR CRC GEL KZT"
).split()
DOLLARS = frozenset("USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BRL UYU".split())
_CROWNS = frozenset("SEK NOK DKK ISK".split())
# The currencies of a symbol, the usual one first; None first if none is more usual than the others.
SHARED: dict[str, tuple[str | None, frozenset[str]]] = {
    "$": ("USD", DOLLARS),
    "¥": ("JPY", frozenset(("JPY", "CNY"))),
    "kr": (None, _CROWNS),
    "£": ("GBP", frozenset(("GBP", "EGP"))),
    "rs": ("INR", frozenset("INR PKR LKR".split())),
    "ريال": (None, frozenset("SAR QAR OMR".split())),
    "درهم": (None, frozenset("AED MAD".split())),
    "جنيه": (None, frozenset("EGP GBP".split())),
}
_SIGNS = {
    "$": "$", "＄": "$", "€": "EUR", "£": "£", "￡": "£", "¥": "¥", "￥": "¥", "円": "JPY", "元": "CNY", "₩": "KRW", "원": "KRW",
    "₹": "INR", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₽": "RUB", "₱": "PHP", "฿": "THB", "₫": "VND", "₦": "NGN",
}  # fmt: skip
_DOLLAR_PREFIXES = {
    "us": "USD", "usd": "USD", "u.s.": "USD", "c": "CAD", "ca": "CAD", "cad": "CAD", "cdn": "CAD", "can": "CAD", "a": "AUD", "au": "AUD", "aud": "AUD",
    "s": "SGD", "sg": "SGD", "sgd": "SGD", "hk": "HKD", "hkd": "HKD", "nz": "NZD", "nzd": "NZD", "nt": "TWD", "r": "BRL", "mx": "MXN", "mxn": "MXN",
    "mex": "MXN", "cl": "CLP", "ar": "ARS", "co": "COP", "col": "COP",
}  # fmt: skip
# Words and abbreviations. Those that are also other words are recognised by their capitals.
_WORDS = {
    **{code: code for code in _CODES},
    **{code.lower(): code for code in ("USD", "EUR", "GBP", "CHF", "PLN", "SEK", "NOK", "DKK", "CZK", "INR", "AUD", "ZAR")},
    **dict.fromkeys(("Euro", "Euros", "euro", "euros", "EURO", "EUROS", "Eur", "euroa"), "EUR"),
    **dict.fromkeys(("zł", "Zł", "ZŁ", "zl", "złotych", "zlotych"), "PLN"),
    **dict.fromkeys(("Kč", "kč", "KČ", "Kc"), "CZK"),
    **dict.fromkeys(("kr", "Kr", "KR", "kronor", "kroner"), "kr"),
    **dict.fromkeys(("Fr", "SFr", "sFr", "Franken"), "CHF"),
    **dict.fromkeys(("Rs", "RS", "rs", "rupees", "Rupees"), "rs"),
    **dict.fromkeys(("dollars", "Dollars", "dollar"), "$"),
    **dict.fromkeys(("pounds", "Pounds", "sterling"), "GBP"),
    **dict.fromkeys(("RMB", "rmb", "yuan"), "CNY"),
    **dict.fromkeys(("yen", "Yen"), "JPY"),
    **dict.fromkeys(("won", "Won"), "KRW"),
    **dict.fromkeys(("reais", "Reais"), "BRL"),
    **dict.fromkeys(("Dhs", "dirhams"), "AED"),
    "บาท": "THB", "ريال": "ريال", "درهم": "درهم", "جنيه": "جنيه", "đồng": "VND",
    "Ft": "HUF", "lei": "RON", "RM": "MYR", "Rp": "IDR", "NIS": "ILS", "TL": "TRY", "R": "ZAR", "KSh": "KES", "грн": "UAH", "руб": "RUB", "лв": "BGN",
}  # fmt: skip
_ONLY_AFTER = frozenset("won Won yen yuan dollar dollars Dollars pounds Pounds sterling Ft lei kronor kroner".split())
_ONLY_BEFORE = frozenset(("R", "RM", "Rp", "Fr", "KSh"))
_NATIONS = {
    "us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "new zealand": "NZD", "singapore": "SGD", "hong kong": "HKD",
    "british": "GBP", "swiss": "CHF",
}  # fmt: skip
_NATION = re.compile(
    rf"\s{{0,2}}\(?(?:in )?({'|'.join(map(re.escape, _NATIONS))})\s(?:dollars?|pounds?|francs?)\b\)?", re.IGNORECASE
)
_AFTER = re.compile(
    rf"\s{{0,2}}(?P<open>[(,]?)\s?(?:(?P<sign>(?:[A-Za-z]{{1,3}}(?=[$＄]))?[{''.join(_SIGNS)}])|(?P<word>[^\W\d_]{{2,9}}))(?!\s?[\d{{])(?:\.(?!\w))?(?P<close>\)?)"
)
_DOLLAR_OF = re.compile(r"\s?(CA|US)(?![\w$])")  # `60 000 $ CA`, as Quebec writes it
_BEFORE_SIGN = re.compile(r"((?<![^\W\d_])(?:[A-Za-z]{1,3}|U\.S\.))$")
_BEFORE_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,8})\.?$")
_MOST_BESIDE, _GAP, _CODE = 2, 2, 3  # currencies next to one amount, `$90,000 CAD`; spaces between; letters of a code
_SEEN = 24  # characters before an amount that can contain two currencies, `AUD NZ$ `
CODE = re.compile(
    rf"(?<!\w)(?:({'|'.join(_CODES)})|(Canadian|Australian|New Zealand|Singapore|US|U\.S\.) [Dd]ollars?)(?!\w)"
)
_POINTS = re.compile(r"\$\s?\d{1,3}(?:\.\d{3})++(?![\d.])")  # the United States uses commas here
_ABROAD = re.compile(
    rf"(?:\s[^\W\d_]{{1,12}}){{0,3}}\s?\((?:in |paid in )?(?:{'|'.join(sorted(DOLLARS - {'USD'}))}|Chile|M[eé]xico|Colombia|Argentina|Uruguay|Canada|Australia|New Zealand|Singapore)(?!\w)"
)
# Every text with money contains one of these. Searching each with `in` is faster than one pattern for all.
HINTS = (
    *(sign for sign in _SIGNS if sign not in "円元원"), *_CODES, "Euro", "euro", "EURO", "eur", "zł", "Kč", "kr", " Fr", "Rs", "LPA", "lakh", "dollars", "pounds",
    "RMB", "円", "元", "원", "万", "薪", " lei",
    " TL", " Ft", "RM", "Rp", "NIS", "грн", "руб", "лв", "บาท", "ريال", "درهم", "جنيه", "đồng", " R ", " R1", " R2", " R3", " R4", " R5", " R6", " R7", " R8", " R9",
    "rupees", "usd", "gbp", "chf", "pln", "sek", "nok", "dkk", "czk", "inr",
)  # fmt: skip


def before(block: str, place: int, floor: int) -> tuple[tuple[str, ...], int]:
    """Return the currencies directly before a position, and where the first of them begins."""
    symbols: list[str] = []
    start = place
    while len(symbols) < _MOST_BESIDE:
        words = block[max(floor, start - _SEEN) : start]
        bare = words.rstrip(" \u00a0\u202f:(" if symbols else " \u00a0\u202f")
        if not bare or len(words) - len(bare) > _GAP:
            break
        symbol, length = _symbol(bare)
        if not symbol:
            break
        symbols.append(symbol)
        start -= len(words) - len(bare) + length
    return tuple(symbols), start


def _symbol(bare: str) -> tuple[str | None, int]:
    if bare[-1] in _SIGNS:
        prefix = _BEFORE_SIGN.search(bare[:-1]) if _SIGNS[bare[-1]] == "$" else None
        code = _DOLLAR_PREFIXES.get(prefix[1].lower()) if prefix else None
        return (code, 1 + len(prefix[1])) if prefix and code else (_SIGNS[bare[-1]], 1)
    word = _BEFORE_WORD.search(bare)
    return (_WORDS.get(word[1]), len(word[0])) if word and word[1] not in _ONLY_AFTER else (None, 0)


def behind(block: str, place: int) -> tuple[tuple[str, ...], int]:
    """Return the currencies directly after a position, and where the last of them ends."""
    symbols: list[str] = []
    while len(symbols) < _MOST_BESIDE:
        nation = _NATION.match(block, place)
        if nation:
            symbols.append(_NATIONS[nation[1].lower()])
            place = nation.end()
            continue
        after = _AFTER.match(block, place)
        symbol = _named(after) if after else None
        if not after or not symbol:
            break
        dollar = _DOLLAR_OF.match(block, after.end()) if symbol == "$" and after["sign"] else None
        symbols.append(_DOLLAR_PREFIXES[dollar[1].lower()] if dollar else symbol)
        place = dollar.end() if dollar else after.end() - (bool(after["close"]) and not after["open"])
    return tuple(symbols), place


def _named(after: re.Match[str]) -> str | None:
    if after["open"] == "," and not (after["word"] or "").isupper():
        return None
    if after["open"] == "(" and not after["close"]:
        return None
    if after["word"]:
        return None if after["word"] in _ONLY_BEFORE else _WORDS.get(after["word"])
    sign = after["sign"]
    return _DOLLAR_PREFIXES.get(sign[:-1].lower()) or _SIGNS[sign[-1]]


def currency_of(text: str | None) -> str | None:
    """Return the code of a currency written on its own: `€`, `US$`, `Euro`, `eur`; None if it is not one."""
    bare = (text or "").strip()
    if not bare:
        return None
    if len(bare) == _CODE and bare.isascii() and bare.isalpha():
        return bare.upper()
    symbol, length = _symbol(bare)
    return SHARED.get(symbol, (symbol,))[0] if symbol and length >= len(bare) - 1 else None


def resolve(symbols: Iterable[str], nearby: Iterable[str] = ()) -> tuple[str | None, bool]:
    """Return the code that all these symbols can mean, and whether they contradict each other.

    A shared symbol (`$`, `kr`) stands for the currency of a nearby code, else for its usual one.
    """
    plain = list(dict.fromkeys(symbol for symbol in symbols if symbol not in SHARED))
    shared = list(dict.fromkeys(symbol for symbol in symbols if symbol in SHARED))
    if len(plain) > 1 or len(shared) > 1:
        return None, True
    if plain:
        return plain[0], bool(shared) and plain[0] not in SHARED[shared[0]][1]
    if not shared:
        return None, False
    usual, meanings = SHARED[shared[0]]
    named = [code for code in nearby if code in meanings]
    return (named[-1] if named else usual), False


def codes(words: str) -> list[str]:
    """Return the currency codes in some words, in order."""
    return [match[1] or _NATIONS[match[2].lower()] for match in CODE.finditer(words)]


def is_doubtful(symbols: Iterable[str], block: str, start: int, end: int) -> bool:
    """Return whether a plain `$` may be another country's: `$1.200.000`, `$7,500 a month (ARS equivalent)`."""
    if any(symbol != "$" for symbol in symbols):
        return False
    return bool(_POINTS.search(block, start, end) or _ABROAD.match(block, end))
