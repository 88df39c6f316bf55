"""Decide which lines of a page that still has its posting's text can be a notice about it, by their position and their neighbours.

Such a page may say "This position has been filled" of another place, round or group, in an example, or as the label of a
value. A notice is a line of its own: near the title, above the text, in a box for messages, or alone at the text's end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from tracker.extract import closed_words
from tracker.extract.closed_notices import Block, Line

_LETTERS = re.compile(r"[^\W_]+")
_ENDED = (".", "!", "?", "…", "。", "！", "？", ")", "”", "»")
_OPENS = (":", "：", ",", "、", ";", "(", "–", "—", "-")  # what ends a line that the next one belongs to
_NEAR = 2  # blocks up to one that holds two neighbours
_MOST_VALUE = 50  # characters of a value
_FRAMES = frozenset(("header", "nav", "footer"))
_FEW = 30  # lines that are searched for another heading
_DEEPEST = 64  # blocks above a line that are compared
_LEAST_KNOWN = 12  # letters and digits of a line that is found within a longer one of the text
_MOST_SEARCHED = 2_000  # lines of a page that are searched in the text
_MOST_TEXT = 100_000  # characters of it
# Words before a date or a number, where it is a value, and values that are none.
_VALUE = re.compile(
    r"[\s(]*(?:(?:on|by|at|from|since|until|till|as of|in|the|ab|am|bis|seit|zum|vom|le|du|au|dès|depuis|el|del|desde|hasta|il|dal|al|op|vanaf|"
    r"per|em|a partir de|desde|od|do|dnia|från|den|fra|den|mon|tues?|wednes|thurs?|fri|satur|sun|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonntag|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*[\s.,]+){0,3}[~(]?\d"
)
_NO = re.compile(
    r"[\s:–—=-]*(?:no|not (?:yet|applicable|at all)|none|false|never|n/a|nein|noch nicht|nicht|non|pas encore|ancora no|nee|nog niet|não|ainda não|"
    r"todavía no|aún no|nie|jeszcze nie|nej|ännu inte|ikke|nei|ei|ne|いいえ|なし|未|まだ|아니요|아니오|없음|否|无|尚未|yes|ja|oui|sí|sì|sim|tak|はい|예|是|-|–|—)"
    r"[\s.!,]*(?:\d.*)?"
)
# The other state, as in a legend, a filter, or a list of rounds.
_OPEN = re.compile(
    r"(?:positions? |jobs? |roles? |vacanc(?:y|ies) |applications? |stellen? |poste |offre |vacante |oferta |posizione |vacature |vaga )?(?:still |noch |now )?"
    r"(?:open|live|active|available|offen|ouverte?s?|abiert[ao]s?|apert[aoe]|abert[ao]s?|otwart[aey]|öppen|öppna|ledig|åben)"
    r"(?: (?:positions?|jobs?|roles?|vacanc(?:y|ies)|stellen?))?|募集中|応募受付中|受付中|모집 ?중|접수 ?중|채용 ?중|招聘中|开放"
)
# Headings and labels that announce a notice about the posting itself.
_ANNOUNCED = re.compile(
    r"(?:(?:job |application |posting |vacancy )?status|important|please note|note|notice|update|attention|hinweis|achtung|wichtig|avis|aviso|avviso|let op|"
    r"uwaga|obs|重要|お知らせ|공지|안내|通知|提示)[\s:：!]*"
)


def weakened(lines: Sequence[Line], title: str, text: AbstractSet[str]) -> list[Line]:
    """Return the lines of a page that has this text, those that can't be a notice made weak. Linear in their number."""
    return _Around.of(lines, " ".join(title.casefold().split()), text).judged()


@dataclass(frozen=True, slots=True)
class _Around:
    """The lines of a page, which of them are the posting's title and text, and where its text begins and ends."""

    lines: Sequence[Line]
    title: str
    titles: frozenset[int]
    known: frozenset[int]
    first: int
    end: int
    wraps: frozenset[int]  # ids of the blocks that hold the title or the text

    @classmethod
    def of(cls, lines: Sequence[Line], title: str, text: AbstractSet[str]) -> _Around:
        text_lines = "\n".join(sorted(text))[:_MOST_TEXT]
        squeezed = ["".join(_LETTERS.findall(line.words)) for line in lines]
        known = [
            place
            for place, (line, words) in enumerate(zip(lines, squeezed, strict=True))
            if line.block is not None
            and (words in text or (place < _MOST_SEARCHED and len(words) >= _LEAST_KNOWN and words in text_lines))
        ]
        titles = {place for place, line in enumerate(lines) if line.block is not None and _titled(line, title)}
        wraps: set[int] = set()
        for place in (*sorted(titles), *known[:1], *known[-1:]):
            block = lines[place].block
            while block is not None and id(block) not in wraps:
                if place in titles or (block.start <= known[0] and known[-1] < block.end):
                    wraps.add(id(block))
                block = block.parent
        first = known[0] if known else len(lines)
        return cls(lines, title, frozenset(titles), frozenset(known), first, _end_of(lines, known), frozenset(wraps))

    def judged(self) -> list[Line]:
        return [
            replace(line, weak=True) if not line.weak and line.block is not None and self._doubtful(place) else line
            for place, line in enumerate(self.lines)
        ]

    def _doubtful(self, place: int) -> bool:
        """Return whether the lines next to a line show that it is not a notice about this posting."""
        line = self.lines[place]
        before = self.lines[place - 1] if place and self.lines[place - 1].block is not None else None
        after = self.lines[place + 1] if place + 1 < len(self.lines) else None
        return (before is not None and self._led(place, line, before)) or (
            after is not None and self._followed(place, line, after)
        )

    def _led(self, place: int, line: Line, before: Line) -> bool:
        """Return whether the line before is the heading, the label or the beginning of this one."""
        if place - 1 in self.titles or _ANNOUNCED.fullmatch(before.words):
            return False
        if before.link:
            return self._in_card(line, before)
        if before.words.endswith(_OPENS) and not _is_box(line, before):
            return True
        if before.level and _shared(line.block, before.block) is before.block:
            return False  # a badge in a heading
        if before.level:
            return not (_is_box(line, before) and place < self.first and self._below_title(place - 1))
        near = _near(line, before)
        if near and (_OPEN.fullmatch(before.words) or (line.small and not before.words.endswith(_ENDED))):
            return not (place - 1 in self.known and not line.small)
        return self._amid(place) and place - 1 not in self.known and not _is_box(line, before)

    def _followed(self, place: int, line: Line, after: Line) -> bool:
        """Return whether the next line is a value, continues this line, or contradicts it."""
        if after.level or place + 1 in self.titles or not _near(line, after) or _is_box(line, after):
            return False
        if _OPEN.fullmatch(after.words) and not after.link:
            return True
        if len(after.words) <= _MOST_VALUE and (_VALUE.match(after.words) or _NO.fullmatch(after.words)):
            return True
        if after.words[:1] in {":", "："} or (after.small and not line.words.endswith(_ENDED)):
            return not after.link
        is_said = after.words.endswith(_ENDED) and not closed_words.courteous(after.words)
        return is_said and self._amid(place) and place + 1 not in self.known

    def _amid(self, place: int) -> bool:
        """Return whether a line stands in the text, or in the same element below it."""
        return self.first < place < self.end

    def _below_title(self, place: int) -> bool:
        """Return whether a heading is right below the title, and no other of its level comes before the text."""
        if place - 1 not in self.titles:
            return False
        level, rest = self.lines[place].level, self.lines[place + 1 : min(self.first, place + _FEW)]
        return all(line.level != level for line in rest)

    def _in_card(self, line: Line, link: Line) -> bool:
        """Return whether a link and the line below it are in one card: of one element without the title and the text."""
        shared = _shared(line.block, link.block)
        if shared is None or shared.tag in _FRAMES:
            return False
        if id(shared) not in self.wraps and shared.tag not in {"body", "main"}:
            return True
        bare = link.block is shared or (link.block is not None and link.block.linked)
        return bare and not _is_box(line, link)


def _titled(line: Line, title: str) -> bool:
    return bool(title) and ((line.level and title in line.words) or line.words == title)


def _end_of(lines: Sequence[Line], known: Sequence[int]) -> int:
    """Return the end of the element with the text, at least that of its lines."""
    if not known:
        return 0
    block = _shared(lines[known[0]].block, lines[known[-1]].block)
    if block is not None and block.parent is not None and block is lines[known[0]].block:
        block = block.parent
    return block.end if block is not None else known[-1] + 1


def _shared(first: Block | None, other: Block | None) -> Block | None:
    """Return the smallest block with both."""
    seen = set()
    for _ in range(_DEEPEST):
        for block in (first, other):
            if block is not None:
                if id(block) in seen:
                    return block
                seen.add(id(block))
        if first is other:
            return first
        first, other = first and first.parent, other and other.parent
    return None


def _near(first: Line, other: Line) -> bool:
    """Return whether two lines are in one block, or in two that stand side by side."""
    shared = _shared(first.block, other.block)
    return shared is not None and all(_within(line.block, shared) for line in (first, other))


def _within(block: Block | None, shared: Block) -> bool:
    for _ in range(_NEAR + 1):
        if block is shared:
            return True
        block = block and block.parent
    return False


def _is_box(line: Line, neighbour: Line) -> bool:
    """Return whether a line is in a box for messages that the line next to it is not in."""
    if line.block is None or not line.block.box:
        return False
    shared = _shared(line.block, neighbour.block)
    return shared is None or not shared.box


_MARKS = re.compile(
    r"(?:(?:position|role|job|vacancy|posting)(?: is| has been)? )?(?:now )?(?:closed|filled|expired|no longer available|unavailable)|geschlossen|besetzt|abgelaufen|"
    r"vergeben|nicht mehr verfügbar|(?:poste )?pourvu|expirée?|clôturée?|(?:vacante )?(?:cerrada|cubierta|caducada)|(?:posizione )?(?:chiusa|scaduta|coperta)|(?:vacature )?(?:gesloten|vervuld|verlopen)|"
    r"(?:vaga )?(?:encerrada|preenchida)|nieaktualn[ea]|zakończona|stängd|tillsatt|besat|besatt|lukket|募集終了|受付終了|마감|채용 ?마감|已关闭|已结束|已截止"
)
_AROUND_MARK = " ()[]【】（）–—-:|·•*!.,"


def marked(lines: Sequence[Line], title: str) -> str:
    """Return the mark at the posting's title that says that it is closed: "Cook (closed)", or a badge next to it; "" for none."""
    title_words = " ".join(title.casefold().split())
    for place, line in enumerate(lines):
        if not line.level or not title_words or title_words not in line.words:
            previous = place and lines[place - 1]
            if line.badge and previous and previous.level and previous.words == title_words and _is_mark(line.words):
                after = lines[place + 1] if place + 1 < len(lines) else None
                if after is None or not _near(line, after) or not _says_open(after.words):
                    return line.words
            continue
        before, _, behind = line.words.partition(title_words)
        for rest, other in ((before, behind), (behind, before)):
            if _is_mark(rest) and not other.strip(_AROUND_MARK):
                return rest.strip(_AROUND_MARK)
    return ""


def _is_mark(words: str) -> bool:
    return bool(_MARKS.fullmatch(words.strip(_AROUND_MARK)))


def _says_open(words: str) -> bool:
    return bool(_OPEN.fullmatch(words) or (len(words) <= _MOST_VALUE and (_VALUE.match(words) or _NO.fullmatch(words))))
