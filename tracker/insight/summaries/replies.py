"""Read what a language model answered. Pure. An answer is untrusted: the posting may have instructed the model."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from tracker.extract import htmltree, text
from tracker.insight.summaries.prompts import MOST_READ
from tracker.insight.words import sentences

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 300  # characters of a summary; the model is asked for 40 words
_SHORTEST = 20  # characters; "Yes." or "OK" is not a summary
_THINKS, _THOUGHT = "<think>", "</think>"  # around the reasoning that some models print first
_MARKS = str.maketrans(dict.fromkeys("<>[]*`|~", " "))
_AROUND = " \t\r\n.!\"'`*_“”‘’„"
# A name of a host, which mail and chat programs turn into a link. The parts before the last are looked at one by one.
_HOST = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2,})")


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # not before a model has replied

    return MarkdownIt("commonmark", {"html": True}).enable("table")


def sentence(reply: str, employer: str = "") -> str:
    """Return the first sentence of a reply as plain text, "" if there is none.

    Markdown, HTML and links are removed. The dot of a host's name is written `[.]`, unless the employer is called so.
    """
    plain = text.from_html(_markdown().render(_answer(reply)))
    plain = htmltree.untagged(htmltree.without(plain, ("script", "style")))  # markup that was escaped
    blocks = [block for block in plain.split("\n") if not block.startswith("# ")]
    first = next((other_sentence for block in blocks for other_sentence in sentences(block)), "")
    words = [_unlinked(word, employer) for word in text.line(first.translate(_MARKS)).split()]
    plain_words = " ".join(filter(None, words))
    if len(plain_words) < _SHORTEST:
        return ""
    return (
        plain_words
        if len(plain_words) <= LONGEST
        else f"{plain_words[: LONGEST - 2].rpartition(' ')[0] or plain_words[: LONGEST - 2]} …"
    )


def _unlinked(word: str, employer: str) -> str:
    """Return a word that no program takes for a link, "" for an address."""
    low = word.casefold()
    if "://" in low or "@" in low or low.lstrip("(\"'").startswith(("www.", "mailto:", "javascript:", "data:")):
        return ""
    if not _HOST.search(word) or low.strip(".,;:()'\"’s") in employer.casefold():
        return word
    return "" if "/" in word else _HOST.sub("[.]", word)


def yes_or_no(reply: str) -> Literal["yes", "no", ""]:
    """Return the answer to a question, "" unless the reply is just one of the two words."""
    word = _answer(reply).strip(_AROUND).casefold()
    return "yes" if word == "yes" else "no" if word == "no" else ""


def _answer(reply: str) -> str:
    """Return a reply, cut, without what the model thought before it."""
    answer = reply[:MOST_READ].rpartition(_THOUGHT)[2]
    return "" if _THINKS in answer else answer
