"""Text that stands where no markup belongs → what a reader would see: references undone, tags of HTML left out.

A title comes as `R&amp;D`, `R&amp;#038;D` or `<b>R&D</b>` from one site, and as `R&D` from the next version of the same
site. All are one title (decision 20). What is no reference and no tag of HTML stays: `C<int>`, `R<D`, `AT&T`, `a&copy=1`.

Source: HTML Living Standard, "Named character references" and "Elements in the DOM".
"""

from __future__ import annotations

import re

from tracker.extract.htmltree import unescape, without

_MOST = 4  # times that a line is looked at again: escaped markup was seen within escaped markup, and no deeper
# However often an ampersand was escaped, it is undone in one step.
_AMPERSAND = re.compile(r"&(?:(?:amp|AMP|#0*+38|#[xX]0*+26);)++")
# A name counts with its semicolon alone, as "&copy" and "&para" also stand in addresses and in words joined by "&". Five
# names and numbers count without it, where no letter follows.
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
# Tags without an end tag that have no name above.
_ALONE = frozenset("html head body main meta link input col base source embed".split())
# Elements whose content is not shown.
_UNSHOWN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "audio", "video", "math", "title")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_MADE = re.compile(r"<[!?][^<>]*+>")
# Names that code also has between such brackets: they are tags where they are closed.
_CLOSED = frozenset("a b bdi bdo code data i label p q s time title u var".split())
_KNOWN = _PARTING | _WITHIN | _CLOSED | _ALONE | frozenset(_UNSHOWN)


def line(words: str) -> str:
    """Undo references, also those that were escaped again, and leave out comments and the tags of HTML."""
    for _ in range(_MOST):
        if "&" not in words and "<" not in words:
            break
        made = _untagged(references(words))
        if made == words:
            break
        words = made
    return words


def references(words: str) -> str:
    """Undo the references to characters in a text that is no markup; a space of any kind becomes a plain one."""
    if "&" not in words:
        return words
    return _REFERENCE.sub(_undone, _AMPERSAND.sub("&", words) if ";" in words else words)


def _undone(found: re.Match[str]) -> str:
    meant = unescape(found[0] if found[0][-1] == ";" else f"{found[0]};")
    return " " if meant.isspace() else meant


def _untagged(words: str) -> str:
    if "<" not in words:
        return words
    words = without(words, ("script", "style"), comments=True)
    closed = {found[2].lower() for found in _TAG.finditer(words) if found[1]}

    def shown(found: re.Match[str]) -> str:
        name = found[2].lower()
        if "=" not in (found[3] or "=") and found[3].strip(" /"):
            return found[0]  # words, and no attributes: "Manager <small business>"
        if name in _CLOSED and name not in closed and not (name == "p" and not found.start()):
            return found[0]
        return " " if name in _PARTING else "" if name in _WITHIN or name in _CLOSED else found[0]

    return _TAG.sub(shown, words)


def is_markup(words: str) -> bool:
    """Return whether a text has a tag of HTML: `a < b` and `List<String>` are words."""
    names = (found[2].lower() for found in _TAG.finditer(words))
    return any(name in _KNOWN for name in names)


def keeps(markup: str, read: str) -> bool:
    """Return whether a text that was read as markup kept all its words; its tags are none.

    Where it only speaks of markup, words get lost: `List<String>`, or all that follows "you write `<script>`".
    """
    markup = _MADE.sub("", without(references(markup), _UNSHOWN, comments=True))
    closed = {found[2].lower() for found in _TAG.finditer(markup) if found[1]}

    def shown(found: re.Match[str]) -> str:
        name = found[2].lower()
        known = name in _PARTING or name in _WITHIN or name in _CLOSED or name in _ALONE
        return "" if known or name in closed or "=" in (found[3] or "") else found[0]

    return _letters(_TAG.sub(shown, markup)) <= _letters(read)


def _letters(words: str) -> int:
    """Count letters and digits outside of addresses, for those lose what follows a visitor around."""
    return sum(map(str.isalnum, _ADDRESS.sub("", words)))
