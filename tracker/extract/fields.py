"""Extract pay, place, dates and kind of work from what a board states, structured or in prose. Unknown stays None.

Pay is taken as stated: never converted to a year, never completed by a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tracker.extract import months, unmarked
from tracker.extract import pay as _pay
from tracker.extract.pay.numbers import amount

if TYPE_CHECKING:
    from tracker.extract.pay import best, pay_declared, pay_in_prose, period

__all__ = [
    "amount",
    "best",
    "date",
    "employment_kind",
    "employment_type",
    "flagged",
    "language",
    "listed",
    "markup",
    "number",
    "pay_declared",
    "pay_in_prose",
    "period",
    "places",
    "words",
    "workplace",
]

_NAMED = rf"(?P<name>{months.PATTERN})\b\.?"
_DATES = (
    re.compile(r"^\s*(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"^\s*(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日"),
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:(?:de|of)\s+)?{_NAMED},?\s+(?:del?\s+)?(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_NAMED}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:[\d:]+\s+\w+\s+)?(?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<year>\d{{4}})\.?\s+{_NAMED}\s+(?P<day>\d{{1,2}})\b", re.IGNORECASE),
)
_SLASHED = re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\b")
_NO_AMOUNT = 1e30  # an integer above 1e308 can't be converted to a float
_YEAR_5138 = 1e11  # seconds since 1970; a larger number is milliseconds
_SAMPLE, _LEAST_SAMPLE, _LEAST_WORDS = 500, 60, 4  # characters of a text that are examined; words to recognise
_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3040-\u30ff\u3400-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_KANA = re.compile("[\u3040-\u30ff]")
_LISTS = tuple(
    (code, words.split())
    for code, words in (
        ("en", "the and of you your our with are will this that have be work"),
        ("de", "und der die das wir sie mit für ist ein eine den im zu auf bei sich als unser ihre oder dich"),
        ("fr", "les des vous nous et est une pour dans avec votre notre vos nos au aux du sont chez"),
        ("es", "los las una con por para que nuestro nuestra tus como más y el trabajo su buscamos"),
        ("it", "il gli della che con per una nel sono nostro nostra delle di lavoro alla cerchiamo"),
        ("nl", "het een van wij je en met voor op zijn ons onze jij als bij aan niet"),
        ("pt", "os uma para com você nosso nossa não dos em ao das trabalho nós sua"),
        ("pl", "w z na i do się oraz jest dla nas naszym praca lub przy od"),
        ("sv", "och att för är oss hos till eller våra arbetar"),
        ("da", "og af dig vores være virksomhed eller hvor arbejde også"),
        ("no", "og deg vår våre være bedrift hvor arbeid også"),
        ("fi", "ja on tai sekä meillä sinulla että työ ovat kanssa"),
        ("cs", "a v na se je pro nebo práce jsme naše s do že"),
    )
)
_SHARED = {word for word, count in Counter(word for _, words in _LISTS for word in words).items() if count > 1}
# Words that are common in one of these languages and not in the others.
_COMMON = {word: code for code, words in _LISTS for word in words if word not in _SHARED}
_WORKPLACE = re.compile(
    r"(?P<hybrid>\b(?:hybrid|hybride|hybridarbete|hybridn[íě]|híbrid[oa]|ibrid[oa]|hybrydow[oeyai]|hibrit|hibrid|гибрид(?:ный|ная|но)?)\b|ハイブリッド|하이브리드|混合(?:办公|辦公))|"
    r"(?P<remote>\bremote\b|\banywhere in\b|home[- ]?office|\btelecommut|work from home)|"
    r"(?P<onsite>\bon[- ]?site\b|\bin[- ]office\b|vor ort)",
    re.IGNORECASE,
)
_NOT_REMOTE = re.compile(r"\b(?:no|not|non)[- ]+(?:remote|hybrid)\w*", re.IGNORECASE)
_APART = re.compile(
    r"(?:[(\[,–—|/-]\s*|^)(?:fully |100 ?% )?(?:(?P<hybrid>hybrid)|(?P<remote>remote|home[- ]?office)|(?P<onsite>on[- ]?site))\s*(?:$|[)\],–—|/-])",
    re.IGNORECASE,
)
_WORKPLACE_NAMES = {"hybrid": "hybrid", "remote": "remote", "onsite": "on-site"}
_EMPLOYMENT = (
    ("intern", re.compile(r"\bintern(?:ship)?s?\b|praktik|werkstudent", re.IGNORECASE)),
    ("temporary", re.compile(r"\btemp(?:orary)?\b|seasonal|fixed[- ]?term|(?<!un)befristet", re.IGNORECASE)),
    ("contract", re.compile(r"\bcontract(?:or)?\b|freelance", re.IGNORECASE)),
    ("part-time", re.compile(r"\bpart[-_ ]?time\b|teilzeit", re.IGNORECASE)),
    ("full-time", re.compile(r"\bfull[-_ ]?time\b|vollzeit", re.IGNORECASE)),
)


def __getattr__(name: str) -> object:
    """Load what reads pay when it is first used (`tracker.extract.pay`)."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(_pay, name)
    return value


def workplace(*texts: str | None) -> str | None:
    """Return `on-site`, `hybrid` or `remote` if one of the texts names it; the first such text counts.

    The first text is a place, in which any such word counts. In the others, usually titles, a word counts only if it
    stands apart: "Baker (remote)" or "Baker – Hybrid", but not "Remote Sensing Scientist".
    """
    for number, text in enumerate(texts):
        spoken = _NOT_REMOTE.sub(" ", text) if text else ""
        matches = _WORKPLACE.finditer(spoken) if not number else _APART.finditer(spoken)
        groups_named = {match.lastgroup for match in matches}
        for group, name in _WORKPLACE_NAMES.items():
            if group in groups_named:
                return name
    return None


def flagged(place: str | None, *, remote: bool) -> str | None:
    """Return the workplace that a place names, or `remote` if only the board's flag says so.

    Boards set that flag for hybrid work too: "London (Hybrid)" is not remote.
    """
    return workplace(place) or ("remote" if remote else None)


def employment_type(*texts: str | None) -> str | None:
    """Return `full-time`, `part-time`, `contract`, `temporary` or `intern`; another short text stays as stated."""
    for text in texts:
        kind = employment_kind(text) if text else None
        if kind:
            return kind
    return next((text.strip() for text in texts if text and text.strip()), None)


def employment_kind(text: str) -> str | None:
    """Return the kind of employment that a text names with a usual word; None if there is none."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text).replace("_", "-")
    return next((name for name, pattern in _EMPLOYMENT if pattern.search(spaced)), None)


def language(text: str) -> str | None:
    """Return the language of a text (ISO 639-1) by its script, else by its most common words; None if it is not clear."""
    sample = text[:_SAMPLE]
    if len(sample) < _LEAST_SAMPLE:
        return None
    if not sample.isascii():
        for code, pattern in _SCRIPTS:
            if len(pattern.findall(sample)) * 5 > len(sample):
                return "ja" if code == "zh" and len(_KANA.findall(sample)) * 20 > len(sample) else code
    common = [code for code in map(_COMMON.get, sample.lower().split()) if code]
    if len(common) < _LEAST_WORDS:
        return None
    counts = Counter(common)
    ranked = sorted(counts, key=lambda code: -counts[code])[:2]
    if not ranked or counts[ranked[0]] < _LEAST_WORDS:
        return None
    return ranked[0] if len(ranked) == 1 or counts[ranked[0]] >= counts[ranked[1]] * 1.5 else None


def date(value: object, *, month_first: bool = False) -> str | None:
    """Return a date as `YYYY-MM-DD`, read from ISO 8601, a named month, a dotted date, or seconds or ms since 1970.

    `07/09/2026` is read only if the format says that the month comes first. Relative dates return None.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)) or (isinstance(value, str) and value.isdecimal() and len(value) in {10, 13}):
        seconds = number(value) or 0.0
        seconds = seconds / 1000 if seconds > _YEAR_5138 else seconds
        try:
            return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else None
        except (OverflowError, ValueError, OSError):
            return None
    for pattern in (*_DATES, *((_SLASHED,) if month_first else ())):
        match = pattern.search(str(value)[:60])
        if match:
            named = match.groupdict()
            month = named.get("month") or months.NUMBER_OF[named["name"].lower()]
            try:
                return datetime(int(match["year"]), int(month), int(match["day"]), tzinfo=UTC).date().isoformat()
            except ValueError:
                return None
    return None


def number(value: object) -> float | None:
    """Return an amount that is stated as a number or as text; None for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if abs(value) < _NO_AMOUNT else None  # None for NaN, too
    return amount(value) if isinstance(value, str) and value.strip() else None


def places(*names: str | None) -> str | None:
    """Join the names of places, each once. Places may contain commas, so semicolons separate them."""
    lines = (" ".join(unmarked.line(name).split()) for name in names if name)
    return "; ".join(dict.fromkeys(filter(None, lines))) or None


def listed(value: object) -> str | None:
    """Return the name of a place, or the names in a list of places as `places` joins them."""
    return places(*map(words, value)) if isinstance(value, (list, tuple)) else words(value)


def words(value: object, levels: int = 8) -> str | None:
    """Return one line from a text, a number, a named object or a list of them; None if there is none.

    Character references are decoded and tags removed (`unmarked`); `markup` keeps them.
    """
    text = markup(value, levels)
    return " ".join(unmarked.line(text).split()) or None if text and ("&" in text or "<" in text) else text


def markup(value: object, levels: int = 8) -> str | None:
    """Return the same line as the reply has it, with its character references and tags.

    Values nested deeper than `levels` are ignored: names never are.
    """
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if value is None or isinstance(value, bool) or not levels:
        return None
    if isinstance(value, Mapping):
        return markup(value.get("name") or value.get("label") or value.get("title"), levels - 1)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        parts = [part for part in (markup(item, levels - 1) for item in value) if part]
        return ", ".join(dict.fromkeys(parts)) or None
    try:
        return " ".join(str(value).split()) or None
    except ValueError:  # an integer of more digits than Python prints
        return None
