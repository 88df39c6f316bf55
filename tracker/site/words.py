"""Stored values and summaries as pages write them: dates with the month's name, languages by name, no technical terms."""

from __future__ import annotations

import re
from datetime import date

from tracker.extract.placenames import key
from tracker.extract.placewords import UNSTATED
from tracker.model import Time
from tracker.model.history import How

_DATED = frozenset(("Posted", "Closes"))
# The languages that are recognised in texts, and others that careers pages state (ISO 639-1).
_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_ISO = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")
_TIME = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?= UTC)")
_MONTHS = {name: place for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_CLOSED = "closed: "
_OLD, _NEW = re.compile(r"\babsent from ([0-9]+) complete lists running\b"), r"missing from \1 complete lists in a row"
_LEAST = 20  # shortest beginning of a headline that is not repeated


def day_of(time: Time | None) -> str:
    """Return a date as the pages write it: 17 Aug 2023."""
    if not time:
        return ""
    try:
        day = date.fromisoformat(time[:10])
    except ValueError:
        return time[:10]
    return f"{day.day} {day.strftime('%b %Y')}"


def value(label: str, text: str | None) -> str:
    """Return the value of a field for readers; `label` is the key in our JSON, such as "Posted"."""
    text = text or ""
    if label in _DATED:
        return _day(text)
    return _LANGUAGES.get(text.partition("-")[0].lower(), text) if label == "Language" else text


def place(text: str | None) -> str:
    """Return a place as it is written, or "" if it says only that none is stated."""
    name = key(text or "")
    return "" if not name or name in UNSTATED else text or ""


def stored(text: str) -> str:
    """Return a date that is written as on the pages (22 Aug 2026, or 22 August 2026, 14:00) as 2026-08-22, or 2026-08-22T14:00.

    Other text is returned as it is. The month may come first.
    """
    parts = text.replace(",", " ").removesuffix("UTC").split()
    if len(parts) not in {3, 4}:
        return text
    first, second, year, *time = parts
    day, month = (second, first) if second.isdecimal() else (first, second)
    number = _MONTHS.get(month[:3].lower())
    if number is None or not (day.isdecimal() and year.isdecimal() and len(day) + len(year) <= len("222026")):
        return text
    try:
        iso = date(int(year), number, int(day)).isoformat()
    except ValueError:
        return text
    return f"{iso}T{time[0]}" if time else iso


def times(text: str) -> str:
    """Return text with its times (2026-08-22 10:01 UTC) as pages write them: 22 Aug 2026, 10:01 UTC."""
    return _TIME.sub(lambda match: f"{_day(match.group()[:10])}, {match.group()[11:]}", text)


def _day(text: str) -> str:
    """Return a date, or the date of a time, as 12 Mar 2026; other text as it is."""
    try:
        return day_of(date.fromisoformat(text[:10]).isoformat())
    except ValueError:
        return text


def summary(text: str | None) -> str:
    """Return the summary of a change without "closed" and the dashes of list items in front, and with readable dates outside of quotations."""
    words = _OLD.sub(_NEW, (text or "").removeprefix(_CLOSED)).replace("closes: ", "apply by: ").replace("“- ", "“")
    parts = []
    for index, part in enumerate(words.split("“")):
        quoted, mark, rest = part.partition("”") if index else ("", "", part)
        parts.append(f"{quoted}{mark}{_ISO.sub(lambda match: _day(match.group()), rest)}")
    return "“".join(parts)


def ended(how: How | None, reason: str | None) -> str:
    """Return what proves a closing, for a list of closings; "" if the posting was only missing from the lists."""
    return "" if how in {None, "absent"} else reason or ""


def after(headline: str, why: str) -> str:
    """Return the explanation of a finding without a beginning that repeats the headline."""
    same = 0
    for word, other in zip(headline, why, strict=False):
        if word != other:
            break
        same += 1
    end = max(why.rfind("”", 0, same) + 1, why.rfind(", ", 0, same + 2), why.rfind("; ", 0, same + 2))
    if why[same : same + 1] in {",", ";"}:
        end = same
    if end < _LEAST:
        return why
    rest = why[end:].lstrip(" ,;:")
    if not rest:
        return ""
    return f"First {rest}" if rest.startswith("in ") and why.startswith("First ") else rest[0].upper() + rest[1:]
