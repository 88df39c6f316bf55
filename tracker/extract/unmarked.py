"""Decode character references and remove HTML tags in values that should be plain text, such as titles.

A title comes as `R&amp;D`, `R&amp;#038;D` or `<b>R&D</b>` from one site, and as `R&D` from a later version of the same
site. All are one title (decision 20). What is not a reference or an HTML tag stays: `C<int>`, `R<D`, `AT&T`,
`a&copy=1`.

Source: HTML Living Standard, "Named character references" and "Elements in the DOM".
"""

from __future__ import annotations

import re

from tracker.extract.htmltree import unescape, without

_MOST_PASSES = 4  # times that a line is processed again; escaped markup was seen within escaped markup, and no deeper
# Any number of escaped ampersands is decoded in one step.
_AMPERSAND = re.compile(r"&(?:(?:amp|AMP|#0*+38|#[xX]0*+26);)++")
# A name counts only with its semicolon, because "&copy" and "&para" are also in addresses and in words joined by "&".
# Five names, and numbers, count without it if no letter follows.
_REFERENCE = re.compile(
    r"&(?:#(?:[0-9]{2,}+|[xX][0-9a-fA-F]{2,}+);?+|[A-Za-z][A-Za-z0-9]{1,31}+;|(?:amp|nbsp|quot|lt|gt)(?![A-Za-z0-9=;]))"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+(?::p)?+)([\s/][^<>]*+)?+>")
_PARTING = frozenset(
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li nav ol o:p p pre section "
    "table tbody td tfoot th thead tr ul".split()
)
_WITHIN = frozenset(
    "abbr acronym big button center cite del em font img ins kbd mark nobr small span strike strong sub sup tt wbr".split()
)
# Tags without an end tag that are not named above.
_ALONE = frozenset("html head body main meta link input col base source embed".split())
# Elements whose content is not shown.
_UNSHOWN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "audio", "video", "math", "title")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_MADE = re.compile(r"<[!?][^<>]*+>")
# Names that code also has in such brackets: they are tags only if they are closed.
_CLOSED = frozenset("a b bdi bdo code data i label p q s time title u var".split())
_KNOWN = _PARTING | _WITHIN | _CLOSED | _ALONE | frozenset(_UNSHOWN)


def line(words: str) -> str:
    """Decode character references, repeatedly escaped ones too, and remove comments and HTML tags."""
    for _ in range(_MOST_PASSES):
        if "&" not in words and "<" not in words:
            break
        untagged = _untagged(references(words))
        if untagged == words:
            break
        words = untagged
    return words


def references(words: str) -> str:
    """Decode the character references in a text that is not markup. Any kind of space becomes a plain one."""
    if "&" not in words:
        return words
    return _REFERENCE.sub(_undone, _AMPERSAND.sub("&", words) if ";" in words else words)


def _undone(match: re.Match[str]) -> str:
    decoded = unescape(match[0] if match[0][-1] == ";" else f"{match[0]};")
    return " " if decoded.isspace() else decoded


def _untagged(words: str) -> str:
    if "<" not in words:
        return words
    words = without(words, ("script", "style"), comments=True)
    closed = {tag[2].lower() for tag in _TAG.finditer(words) if tag[1]}

    def shown(match: re.Match[str]) -> str:
        name = match[2].lower()
        if "=" not in (match[3] or "=") and match[3].strip(" /"):
            return match[0]  # words and not attributes: "Manager <small business>"
        if name in _CLOSED and name not in closed and not (name == "p" and not match.start()):
            return match[0]
        return " " if name in _PARTING else "" if name in _WITHIN or name in _CLOSED else match[0]

    return _TAG.sub(shown, words)


def is_markup(words: str) -> bool:
    """Return whether a text has an HTML tag. `a < b` and `List<String>` are plain text."""
    names = (match[2].lower() for match in _TAG.finditer(words))
    return any(name in _KNOWN for name in names)


def keeps(markup: str, read: str) -> bool:
    """Return whether a text that was read as markup kept all its words, apart from its tags.

    If it only mentions markup, words get lost: `List<String>`, or all that follows "you write `<script>`".
    """
    markup = _MADE.sub("", without(references(markup), _UNSHOWN, comments=True))
    closed = {tag[2].lower() for tag in _TAG.finditer(markup) if tag[1]}

    def shown(match: re.Match[str]) -> str:
        name = match[2].lower()
        known = name in _PARTING or name in _WITHIN or name in _CLOSED or name in _ALONE
        return "" if known or name in closed or "=" in (match[3] or "") else match[0]

    return _letters(_TAG.sub(shown, markup)) <= _letters(read)


def _letters(words: str) -> int:
    """Count letters and digits outside of addresses, because addresses lose their tracking parameters."""
    return sum(map(str.isalnum, _ADDRESS.sub("", words)))
