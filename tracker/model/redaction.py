"""Passages that are removed from a posting, known only by their hashes, so that the words are not stored.

A passage is compared in folded form: case and white space make no difference. A salted rolling hash finds the places
where it may be, in one pass over a text, and a salted SHA-256 confirms them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tracker.model.posting import Posting
from tracker.model.values import posting_id

MARK = "[redacted]"
LEAST = 3  # characters of a passage, folded
LEAST_OF_SEVERAL = 12  # characters of each line of a passage with several lines: shorter ones are in many texts
MOST = 5_000
_PRIME = (1 << 61) - 1
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of one line: the number of its folded characters, its two hashes, and the salt of both."""

    salt: str
    length: int
    rolling: int
    sha256: str

    @classmethod
    def of(cls, line: str, salt: str) -> Passage:
        """Return the passage that a line is."""
        folded, _ = _folded(line.strip())
        rolling = 0
        base = _base(salt)
        for char in folded:
            rolling = (rolling * base + ord(char)) % _PRIME
        return cls(salt, len(folded), rolling, _sha(salt, folded))

    def hide(self, text: str) -> str:
        """Return a text with each occurrence of the passage replaced by a mark."""
        spans = self.spans(text)
        if not spans:
            return text
        parts, last = [], 0
        for begin, end in spans:
            if begin >= last:
                parts += [text[last:begin], MARK]
                last = end
        return "".join((*parts, text[last:]))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the passage is in a text: where it begins, and where it ends."""
        folded, indexes = _folded(text)
        return [(indexes[start], indexes[start + self.length - 1] + 1) for start in self._starts(folded)]

    def _starts(self, folded: str) -> list[int]:
        if self.length < 1 or len(folded) < self.length:
            return []
        base = _base(self.salt)
        lead = pow(base, self.length, _PRIME)
        rolling = 0
        starts: list[int] = []
        for index, char in enumerate(folded):
            rolling = (rolling * base + ord(char)) % _PRIME
            if index >= self.length:
                rolling = (rolling - ord(folded[index - self.length]) * lead) % _PRIME
            start = index - self.length + 1
            separate = start >= 0 and not (starts and start < starts[-1] + self.length)
            if separate and rolling == self.rolling and _sha(self.salt, folded[start : index + 1]) == self.sha256:
                starts.append(start)
        return starts


def _base(salt: str) -> int:
    return int(hashlib.sha256(salt.encode()).hexdigest()[:15], 16) + 0x110000


def _sha(salt: str, folded: str) -> str:
    return hashlib.sha256(f"{salt}\x1f{folded}".encode("utf-8", "surrogatepass")).hexdigest()


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text with folded letters and single spaces, and the original position of each character."""
    chars: list[str] = []
    indexes: list[int] = []
    for index, char in enumerate(text):
        if char.isspace():
            if chars and chars[-1] == " ":
                continue
            chars.append(" ")
            indexes.append(index)
            continue
        for part in char.casefold():
            chars.append(part)
            indexes.append(index)
    return "".join(chars), indexes


def folded(text: str) -> str:
    """Return a text as passages are compared in it."""
    return _SPACES.sub(" ", text.casefold())


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that have words, without the marks of headings and lists."""
    lines = [line.strip().lstrip("#- ").strip() for line in text.split("\n")]
    return [line for line in lines if line]


def passages_of(text: str, salt: str) -> tuple[Passage, ...]:
    """Return the passages of a text, one for each line that has words. Raise ValueError if one is too short or too long."""
    lines = lines_of(text)
    least = LEAST if len(lines) == 1 else LEAST_OF_SEVERAL
    for line in lines:
        if len(line) < least:
            message = (
                f"{line!r} is too short; a line needs at least {least} characters, because it may be in other texts"
            )
            raise ValueError(message)
    if not lines or len(text) > MOST:
        message = f"the text is empty or longer than {MOST:,} characters"
        raise ValueError(message)
    return tuple(Passage.of(line, f"{salt}{number}") for number, line in enumerate(lines))


def hide(passages: Iterable[Passage], text: str) -> str:
    """Return a text without these passages."""
    for passage in passages:
        text = passage.hide(text)
    return text


@dataclass(frozen=True, slots=True)
class Redaction:
    """A removal: the posting, the source and external id that it had, and its passages."""

    id: str
    posting: str
    source: str
    external_id: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What to remove from the postings of one source: passages by external id, and by the id that a posting has at first."""

    slug: str = ""
    names: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    ids: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ids)

    def of(self, external_id: str) -> tuple[Passage, ...]:
        """Return what to remove from a posting."""
        return self.names.get(external_id) or self.ids.get(posting_id(self.slug, external_id), ())

    def all(self) -> tuple[Passage, ...]:
        """Return what to remove from any of the postings."""
        return tuple(passage for passages in self.ids.values() for passage in passages)

    def posting(self, posting: Posting) -> Posting:
        """Return a posting without its removed passages."""
        passages = self.of(posting.external_id) if self.ids else ()
        if not passages:
            return posting
        pay = posting.pay
        return replace(
            posting,
            title=hide(passages, posting.title),
            text="\n".join(hide(passages, line) for line in posting.text.split("\n")),
            location=_maybe(passages, posting.location),
            department=_maybe(passages, posting.department),
            employment_type=_maybe(passages, posting.employment_type),
            workplace=_maybe(passages, posting.workplace),
            pay=replace(pay, stated=hide(passages, pay.stated)) if pay else None,
        )


NOTHING = Hidden()


def _maybe(passages: tuple[Passage, ...], text: str | None) -> str | None:
    return None if text is None else hide(passages, text)
