"""Flatten markup without a parser, if it has plain tags only. Nearly every text of a board's API is such.

This is the hot path of a first run. The result is that of the parser (properties in the tests).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from tracker.extract.htmltree import unescape

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Placeholders for marks: the next words are a heading or a list item; and the end of that element.
HEADING, ITEM, END = "\x01", "\x02", "\x03"
MARKS = {HEADING: "# ", ITEM: "- "}
OPENS = {"li": f"\n{ITEM}", **dict.fromkeys(HEADINGS, f"\n{HEADING}")}
_SIGNS = re.compile(f"[{HEADING}{ITEM}{END}]")
PLAIN = {
    **{tag: OPENS.get(tag, "\n") for tag in ("p", "div", "ul", "ol", "li", "br", *HEADINGS)},
    **{f"/{tag}": f"{END}\n" if tag in OPENS else "\n" for tag in ("p", "div", "ul", "ol", "li", *HEADINGS)},
    **{slash + tag: "" for tag in ("strong", "em", "b", "i", "u", "span", "a") for slash in ("", "/")},
}
PLAIN["br/"] = PLAIN["br"]
# ASCII control characters except the placeholders and the line feed. Looking for each of them is nine times as fast as
# `isprintable`.
_UNPRINTED = [chr(one) for one in (*range(32), 127) if chr(one) not in f"{HEADING}{ITEM}{END}\n"]
# A line of canonical text that does not begin with a word.
_UNEVEN = re.compile(r"\n(?!(?:# |- )?[A-Za-z0-9])")
# Tags without words between them.
_RUN = re.compile("(<[^<>]*+> *+(?:<[^<>]*+> *+)*+)")
_ESCAPED_TAG = "&lt;[^&]*+(?:&(?![lg]t;)[^&]*+)*+&gt; *+"
_ESCAPED_RUN = re.compile(f"({_ESCAPED_TAG}(?:{_ESCAPED_TAG})*+)")
_MOST_RUNS = 2_000  # that are kept; a board writes the same few dozen in all its texts
_ENTITY = re.compile(r"&#?\w{1,32};?")


def one_line(text: str) -> str:
    """Remove line ends from a piece of text, and characters that would be read as a placeholder."""
    text = text.replace("\n", " ").replace("\r", " ")
    return _SIGNS.sub(" ", text) if HEADING in text or ITEM in text or END in text else text


def is_even(flat: str) -> bool:
    """Return whether flat text has nothing but printable ASCII characters and single spaces."""
    # `rfind` takes a third of the time of `in` for more than one character.
    return flat.isascii() and flat.rfind("  ") < 0 and not any(map(flat.__contains__, _UNPRINTED))


def markup_lines(markup: str) -> str | None:
    """Return the canonical text of markup with nothing but plain tags and lines that need no change; None for any other."""
    if not markup.isascii() or "&" in markup:
        return None
    return _lines(_RUN.split(one_line(markup)), _between)


def escaped_lines(markup: str) -> str | None:
    """Return the canonical text of markup that was escaped once, as `markup_lines` does."""
    if not markup.isascii() or "<" in markup or ">" in markup or markup.rfind("&amp;") >= 0:
        return None
    return _lines(_ESCAPED_RUN.split(one_line(markup)), _between_escaped)


def _lines(pieces: list[str], between: Callable[[str], str | None]) -> str | None:
    """Return the canonical text of words and runs of tags, alternating."""
    for place in range(1, len(pieces), 2):
        separator = between(pieces[place])
        if separator is None:
            return None
        pieces[place] = separator
    lines = "".join(pieces).strip("\n ")
    if (
        not is_even(lines)
        or any(map(lines.__contains__, "<>&"))
        or lines.rfind("://") >= 0
        or _UNEVEN.search(f"\n{lines}")
    ):
        return None
    return lines.replace(" \n", "\n") if lines.rfind(" \n") >= 0 else lines


@lru_cache(_MOST_RUNS)
def _between(run: str) -> str | None:
    return _separator(without_tags(run, "<", ">"))


@lru_cache(_MOST_RUNS)
def _between_escaped(run: str) -> str | None:
    return _separator(without_tags(run, "&lt;", "&gt;"))


def _separator(flat: str | None) -> str | None:
    """Return what a flattened run of tags is between words: spaces, or a line end and the mark of the next block."""
    if flat is None or "\n" not in flat:
        return flat
    mark = ""
    for line in flat.split("\n")[1:]:
        sign = line.strip(f" {END}")
        mark = MARKS[sign] if sign else mark
        mark = "" if END in line else mark  # an element without words
    return f"\n{mark}"


def flattened(markup: str) -> str | None:
    """Flatten markup that needs no parser because it has plain tags only; None for any other.

    Nearly every text of a board's API is such, and this is the hot path of a first run. The result is the same as the
    parser's (a property in the tests).
    """
    return _without_entities(without_tags(one_line(markup), "<", ">"))


def flattened_escaped(markup: str) -> str | None:
    """Flatten markup that was escaped once, as `flattened` does."""
    if markup.rfind("amp;lt;") >= 0:
        return None
    if "<" in markup:
        return flattened(unescape_once(markup))
    flat = without_tags(one_line(markup), "&lt;", "&gt;")
    if flat is None or "&" not in flat:
        return flat
    flat = unescape_once(flat)
    return None if _ends_attribute(flat) else _without_entities(flat)


def without_tags(markup: str, opening: str, closing: str) -> str | None:
    """Replace plain tags by placeholders; None if there is any other tag, or a bare bracket.

    A tag that contains the next one, or has no end, has no closing bracket before the next opening one.
    """
    flat, *pieces = markup.split(opening)
    flattened = [flat]
    for piece in pieces:
        tag, end, words = piece.partition(closing)
        sign = PLAIN.get(tag)
        if sign is None:
            sign = _sign_of(tag)
        if sign is None or not end:
            return None
        flattened += (sign, words)
    flat = "".join(flattened)
    return None if _ends_attribute(flat) else flat


def _sign_of(tag: str) -> str | None:
    """Return the placeholder of a tag with attributes or spaces; None if it is not plain."""
    name = tag.split(None, 1)[0] if tag and not tag[0].isspace() else ""
    return PLAIN.get(name) if name != tag else None


def _ends_attribute(flat: str) -> bool:
    """Return whether an attribute contains a bracket, so that a tag continued after its apparent end."""
    return ">" in flat and ('">' in flat or "'>" in flat)


def _without_entities(flat: str | None) -> str | None:
    return _ENTITY.sub(lambda match: one_line(unescape(match[0])), flat) if flat and "&" in flat else flat


def unescape_once(markup: str) -> str:
    """Undo one level of escaping of HTML, for the five characters that matter; the parser decodes the rest."""
    return (
        markup.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
    )
