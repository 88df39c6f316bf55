"""The reason of a check for readers: plain words instead of names of exceptions and technical terms.

The words as they were recorded are in the data, and behind a fold on the pages.
"""

from __future__ import annotations

import re

from tracker.site import words

_HELD = re.compile(r"(?:(?<=^)|(?<=; ))held: ")  # a reason may have several parts
_ENDINGS = ("Error", "Exception", "Timeout", "Disconnected", "Warning")
_STRIPPED = ".,:;()[]'\"“”"
# The first that is in the recorded words, in lower case, says what happened.
_HAPPENED = (
    (("timeout", "timed out"), "the site did not answer in time"),
    (("certificate", "ssl", "tls"), "no secure connection to the site could be made"),
    (
        ("getaddrinfo", "name or service", "dns", "resolve", "nodename"),
        "the site's host name was not found",
    ),
    (("connect", "disconnected", "reset by peer", "refused", "unreachable"), "the site could not be reached"),
    (("payload", "decode", "unicode", "content-encoding"), "the site's reply was damaged"),
)
_ELSE = "the site's reply could not be read"


def plain(text: str | None) -> str:
    """Return a reason in plain words."""
    stated = _HELD.sub("awaiting confirmation: ", text or "").replace("; released ", "; resolved ")
    if not raw(stated):
        return words.times(stated)
    lowered = stated.casefold()
    return next((happened for signs, happened in _HAPPENED if any(sign in lowered for sign in signs)), _ELSE)


def raw(text: str | None) -> str:
    """Return the recorded words if they contain the name of an exception, else ""."""
    return text or "" if any(_is_exception(word) for word in (text or "").split()) else ""


def _is_exception(word: str) -> bool:
    word = word.strip(_STRIPPED).rpartition(".")[2]
    return word[:1].isupper() and word.isidentifier() and word.endswith(_ENDINGS) and word not in _ENDINGS
