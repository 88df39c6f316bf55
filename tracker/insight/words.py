"""Split blocks into sentences and words in the form in which findings compare them: all spellings of a word are the same."""

from __future__ import annotations

import re
from collections.abc import Collection

from tracker.extract.phrases import ORDINALS

# Written forms that are the same word.
_SAME = {**ORDINALS, "centre": "center", "centres": "centers", "1er": "premier", "1ère": "première"}
_WRITTEN = {word: tuple(form for form, same in _SAME.items() if same == word) for word in _SAME.values()}
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])|(?<=[。！？])")
_ABBREVIATED = (
    "e.g.",
    "i.e.",
    "sr.",
    "jr.",
    "inc.",
    "u.s.",
    "st.",
    "dr.",
    "vs.",
    "bzw.",
    "z.b.",
    "ca.",
    "no.",
    "co.",
    "ltd.",
    "approx.",
    "incl.",
    "etc.",
)
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_SIGNS_OF_LINES = {code: sign for code, sign in _SIGNS.items() if chr(code) != "\n"}
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_RUN = re.compile(f"{_CJK.pattern}+|[^{_CJK.pattern[1:-1]}]+")  # "2027年に開業" is written without a space
_LEAST_SENTENCE = 12  # characters: shorter pieces join the sentence before
MOST = 600  # characters of a sentence that are looked at; beyond, it is a list or a legal notice


def sentences(block: str) -> list[str]:
    """Return the sentences of a block, without the mark of a heading or list item. A short piece joins the one before."""
    text = block[2:] if block[:2] in {"# ", "- "} else block
    pieces: list[str] = []
    for piece in _END.split(text):
        if pieces and (len(pieces[-1]) < _LEAST_SENTENCE or _goes_on(pieces[-1])):
            pieces[-1] = f"{pieces[-1]} {piece}"
        elif piece.strip():
            pieces.append(piece.strip())
    return pieces


def _goes_on(piece: str) -> bool:
    """Return whether a piece ends with an abbreviation, so that the sentence continues. A long piece ends anyway."""
    return len(piece) < MOST and piece[-_LEAST_SENTENCE:].casefold().endswith(_ABBREVIATED)


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, ordinals written out; for scripts without spaces, pairs of characters."""
    low = text[:MOST].casefold()
    words = _WORD.findall(low)
    if low.isascii():
        return one_forms(words)
    out: list[str] = []
    for word in words:
        for run in _RUN.findall(word) if _CJK.search(word) else (word,):
            if _CJK.match(run):
                out += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
            else:
                out.append(one_form(run))
    return out


def one_forms(words: list[str]) -> list[str]:
    """Return words in the form in which they are compared (`one_form`); most of them have it already."""
    return words if _SAME.keys().isdisjoint(words) else [*map(one_form, words)]


def one_form(word: str) -> str:
    """Return a lower-case word in the form in which it is compared: "1st" as "first", "centre" as "center"."""
    return _SAME.get(word, word)


def written_forms(word: str) -> tuple[str, ...]:
    """Return how a word that is compared may be written: "first" also as "1st", and "ss" also as "ß"."""
    sharp = (word.replace("ss", "ß"),) if "ss" in word else ()
    return (word, *_WRITTEN.get(word, ()), *sharp)


def key(sentence: str) -> str:
    """Return the words of a sentence, joined by spaces, for comparison."""
    low = sentence[:MOST].casefold()
    if low.isascii():  # all titles of an employer are read for each check, and most are ASCII
        words = low.translate(_SIGNS).split()
        if _SAME.keys().isdisjoint(words):
            return " ".join(words)
    return " ".join(tokens(sentence))


def keys(texts: Collection[str]) -> dict[str, str]:
    """Return the key of each text. Plain texts are processed together, which takes a third of the time: an employer has thousands."""
    plain = [text for text in texts if text.isascii() and len(text) <= MOST and "\n" not in text]
    lines = [line.split() for line in "\n".join(plain).lower().translate(_SIGNS_OF_LINES).split("\n")]
    by_text = {
        text: " ".join(words) if _SAME.keys().isdisjoint(words) else key(text)
        for text, words in zip(plain, lines, strict=False)
    }
    return (
        by_text if len(by_text) == len(texts) else by_text | {text: key(text) for text in texts if text not in by_text}
    )


_TEMPLATE = ("{{", "}}", "{%", "%}", "<%", "%>", "${", "%s", "[template]", "title here", "template file", "lorem ipsum")
_BLANKS = frozenset(("n/a", "n.a.", "tbd", "tba", "null", "none", "undefined", "untitled", "job title"))


def is_template(text: str) -> bool:
    """Return whether a text is template code or a placeholder, and no real text: "{{ title }}", ".", "N/A"."""
    low = text.casefold().strip()
    return low in _BLANKS or any(sign in low for sign in _TEMPLATE) or not any(map(str.isalnum, low))
