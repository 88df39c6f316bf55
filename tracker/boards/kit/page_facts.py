"""Read the facts that a posting's own page states in its markup: place, department, kind of employment, dates.

They are next to labels, in the cells of a table, in lines with an icon, or as short words below the title. A fact far from the
title and outside the page's content counts only as part of a block of facts, because footers and menus have addresses and
departments too. When several values contradict each other, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from tracker.boards.kit import fact_labels as kinds
from tracker.boards.kit import labels, page_furniture, row_details
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.fact_values import place, short
from tracker.boards.kit.page_badges import LONGEST, Badges
from tracker.boards.kit.page_lines import PARTING, Line, lines_of
from tracker.boards.kit.posting_text import OwnPage
from tracker.extract import fields
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DASH = re.compile(r"\s[-–—]\s")
_COLON, _SPACE = re.compile(r"[:：]"), re.compile(r"\s")
# Headings of parts that state facts of the employer or of a person.
_ELSE = re.compile(
    r"^\W*(?:(?:your |the |our )?contacts?\b|(?:ihre? |dein |deine )?(?:kontakt|ansprechpartner|ansprechperson)|(?:votre |vos )?contact|contatt|contatto|kontaktperson|yhteystiedot|kapcsolat|контакт|"
    r"about (?:us|the (?:company|employer|team)|our)|who we are|our (?:company|offices?|locations?)|head ?(?:office|quarters)|company (?:profile|overview|information)|employer|address|"
    r"über (?:uns|das unternehmen)|wir über uns|unternehmen|arbeitgeber|hauptsitz|adresse|anschrift|qui sommes|à propos|l.entreprise|siège|sobre (?:nosotros|la empresa|a empresa|nós)|"
    r"quiénes somos|la empresa|chi siamo|l.azienda|over ons|het bedrijf|o nas|o firmie|o nás|o společnosti|rólunk|despre (?:noi|companie)|hakkımızda|om (?:oss|os|företaget|virksomheden|bedriften)|"
    r"tietoa meistä|meistä|о (?:компании|нас)|про (?:компанію|нас)|за нас|o nama|会社(?:概要|情報|案内)|企業(?:情報|概要)|お問い合わせ|连絡先|連絡先|公司(?:简介|介绍|信息)|关于我们|联系|회사 ?(?:소개|정보)|문의|"
    r"về chúng tôi|liên hệ|tentang kami|אודות|similar|related|other|more jobs|apply (?:for|now|online)|application form|bewerbungsformular)",
    re.IGNORECASE,
)
_HEAD = 16  # lines below the title that may be facts without a label
_NEAR = 6  # lines between two facts of one block
_LEVEL_OF_TEXT = 8  # level of a line that is not a heading
_MOST = 100  # facts of a page
_MOST_PLACES = 8  # of one posting
_PLAIN = frozenset((kinds.PLACE, kinds.SITE, kinds.TEAM, kinds.KIND))
_VAGUE = frozenset((kinds.GROUP, kinds.HOURS))  # labels that other parts of a page have too


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page states; None is unknown. `pay` are the lines that may state pay."""

    location: str | None = None
    department: str | None = None
    employment_type: str | None = None
    workplace: str | None = None
    posted_at: str | None = None
    closes_at: str | None = None
    pay: str = ""


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: str
    words: str
    line: int
    sure: bool = True  # the value has a colon or a cell of its own
    apart: bool = False  # the rest of its line may state other facts


NONE = Facts()


def of_page(page: OwnPage, title: str) -> Facts:
    """Return the facts of a posting's page; `title` is that of the posting."""
    tree = page.tree
    body = tree.body
    if body is None:
        return NONE
    out = page.furniture()
    main = _content(tree)
    lines = lines_of(body, out | _frame(body, title), main)
    shut = _outside(lines)
    stated = _stated(lines, shut)
    begin, end = _head_range(lines, stated, title)
    facts = [
        fact
        for fact in stated
        if begin <= fact.line < end or (lines[fact.line].main and fact.kind not in _VAGUE) or _in_block(fact, stated)
    ]
    facts = _of_meta(tree) + facts
    badges = Badges(lines[begin:end] if end else [], {fact.line - begin for fact in stated if not fact.apart}, title)
    return _chosen(facts, badges, (begin, end), [lines[fact.line].words for fact in facts if fact.line >= 0])


def _content(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element of the page's content: its `main`, or its article if it has only one."""
    main = tree.css_first("main, [role=main]")
    articles = tree.css("article") if main is None else []
    return main if main is not None else articles[0] if len(articles) == 1 else None


def _frame(body: LexborNode, title: str) -> frozenset[int]:
    """Return the page's own headers and footers. A header with the posting's title is part of its content."""
    elements = []
    for node in body.css("header, footer, [role=banner], [role=contentinfo], [class*=footer i], [id*=footer i]"):
        within = any(ancestor.tag in {"main", "article"} for ancestor in ancestors(node))
        head = node.css_first("h1, h2") if node.tag == "header" or node.attributes.get("role") == "banner" else None
        named = head is not None and title.casefold() in head.text().casefold()
        if not (named or (within and node.tag == "header")) and node.css_first("h1, main") is None:
            elements.append(node.mem_id)
    return frozenset(elements)


def _outside(lines: Sequence[Line]) -> list[bool]:
    """Return for each line whether it is below a heading about the employer, a contact or other postings."""
    outside, level = [], 0
    for line in lines:
        own = line.level or (_LEVEL_OF_TEXT if _may_head(line) else 0)
        if own and not line.long and (not level or own <= level):
            level = own if _is_of_else(line.words) else 0
        outside.append(level > 0)
    return outside


def _may_head(line: Line) -> bool:
    """Return whether a line that is not a heading may title an address: "Head office". A label with its value may not."""
    single = not line.tag and len(line.pieces) == 1 and not _label(line.words)[0]
    return single and len(line.words) <= kinds.LONGEST and _ELSE.match(line.words) is not None


def _is_of_else(heading: str) -> bool:
    if len(heading) > LONGEST or _label(heading)[0] not in {"", kinds.OTHER}:
        return False
    matched = _ELSE.match(heading) or labels.NO_TITLE.match(heading) or vocab.OTHER_POSTINGS.match(heading)
    return matched is not None or page_furniture.is_of_site(heading)


def _head_range(lines: Sequence[Line], stated: Sequence[_Fact], title: str) -> tuple[int, int]:
    """Return where the lines with facts below the title begin and end; (0, 0) if the page does not show the title."""
    low = " ".join(title.split()).casefold()
    shown = ((number, line) for number, line in enumerate(lines) if not line.long)
    exact = [(line.level or _LEVEL_OF_TEXT, number) for number, line in shown if low in line.words.casefold()]
    headings = [(level, number) for level, number in exact if level < _LEVEL_OF_TEXT]
    if not low or not headings:
        return 0, 0
    begin = min(headings)[1]
    known = {fact.line for fact in stated}
    end = begin + 1
    for number in range(begin + 1, min(begin + _HEAD, len(lines))):
        line = lines[number]
        heading = 0 < line.level < kinds.LONGEST and number not in known and kinds.label_of(line.words) == ""
        is_heading = heading and line.level <= len("123456") and not row_details.named_kind(line.words)
        if line.long or (len(line.words) > LONGEST and number not in known) or is_heading:
            break
        end = number + 1
    return begin, end


def _stated(lines: Sequence[Line], shut: Sequence[bool]) -> list[_Fact]:
    """Return the facts behind labels, in the order of the page."""
    all_facts: list[_Fact] = []
    open_label: tuple[str, Line, bool] | None = None  # a label without a value yet
    for number, line in enumerate(lines):
        if len(all_facts) > _MOST:
            break
        if line.long or shut[number]:
            open_label = None
            continue
        facts, label_without_value = _in_line(line, number)
        if open_label is not None and not facts and not label_without_value:
            label, before, colon = open_label
            cell = bool(before.row) and before.row == line.row and (before.tag != line.tag or line.tag == "td")
            if (not before.row or cell) and not (line.level and line.level < before.level):
                facts = [_Fact(label, line.words, number, colon or cell)]
                if line.tag == "dd":
                    all_facts += facts
                    continue  # a label may have several definitions
        all_facts += facts
        open_label = (label_without_value[0], line, label_without_value[1]) if label_without_value else None
    return all_facts


def _in_line(line: Line, number: int) -> tuple[list[_Fact], tuple[str, bool] | None]:
    """Return the facts of a line, and the label at its end that has no value, with whether a colon is behind it."""
    facts: list[_Fact] = []
    label, colon, value = "", False, list[str]()
    for number_of, (words, icon, parted) in enumerate(_split(line)):
        kind, has_colon, tail = (icon, True, "") if icon else _label(words)
        has_colon = has_colon or (number_of == 0 and not tail)  # a separate element at the beginning of a line
        if kind and (not label or value or parted):
            if label and value:
                facts.append(_Fact(label, _joined_words(value), number, colon))
            label, colon, value = kind, has_colon, [tail] if tail else []
        elif label and (not parted or not value):
            value.append(words)
        elif label:
            facts.append(_Fact(label, _joined_words(value), number, colon))
            label, colon, value = "", False, []
    if label and value:
        facts.append(_Fact(label, _joined_words(value), number, colon))
        label = ""
    if not label:
        dated = map(kinds.dated, dict.fromkeys((line.words, *(words for words, icon, _ in _split(line) if not icon))))
        known = {fact.kind for fact in facts}
        found = ((kind, date) for kind, date in dated if kind and kind not in known)
        facts += [_Fact(kind, date, number, apart=True) for kind, date in islice(found, 1)]
    only_label = bool(label) and not facts and sum(not piece.label for piece in line.pieces) <= 1
    return facts, (label, _ends(line.words)) if only_label else None


def _ends(words: str) -> bool:
    """Return whether a label ends with a colon."""
    return words.rstrip()[-1:] in {":", "："}


def _joined_words(pieces: Sequence[str]) -> str:
    return " ".join(pieces).replace(" ,", ",")


def _split(line: Line) -> Iterable[tuple[str, str, bool]]:
    """Yield the pieces of a line: words, the label of an icon, and whether a sign parts them from those before."""
    for piece in line.pieces:
        if piece.label:
            yield "", piece.label, True
            continue
        parted = (words for part in PARTING.split(piece.words) for words in _at_labels(part))
        for number, words in enumerate(parted):
            if words:
                yield words, "", number > 0


def _at_labels(words: str) -> Iterable[str]:
    """Split words before each label with a colon: "Ort: Kassel Arbeitszeit: Vollzeit"."""
    begin = 0
    for colon in _COLON.finditer(words):
        starts = [
            space.end() for space in _SPACE.finditer(words, max(begin, colon.start() - kinds.LONGEST), colon.start())
        ]
        at = next((start for start in starts if kinds.label_of(words[start : colon.start()])), begin)
        if at > begin:
            yield words[begin:at].strip()
            begin = at
    yield words[begin:].strip()


def _label(words: str) -> tuple[str, bool, str]:
    """Return the kind of a label at the beginning of words, whether it has a colon, and what is behind it."""
    for sign in ":：":
        head, colon, tail = words.partition(sign)
        if colon and (kind := kinds.label_of(head)):
            return kind, True, tail.strip()
    if words[:1] in ":：":
        return "", False, ""
    if kind := kinds.label_of(words):
        return kind, False, ""
    parts = _DASH.split(words, maxsplit=1)
    kind = kinds.label_of(parts[0]) if len(parts) > 1 else ""
    return (kind, False, parts[1]) if kind else ("", False, "")


def _in_block(fact: _Fact, stated: Sequence[_Fact]) -> bool:
    """Return whether a fact of another kind is near, so that both are in a block of facts."""
    neighbours = (other for other in stated if other.kind != fact.kind and abs(other.line - fact.line) <= _NEAR)
    return any(other.kind in _PLAIN or (other.kind == kinds.OTHER and fact.kind not in _VAGUE) for other in neighbours)


def _of_meta(tree: LexborHTMLParser) -> list[_Fact]:
    """Return the facts in the page's head, as sites state them for previews of links (`twitter:label1`)."""
    values = {}
    for node in tree.css('meta[name^="twitter:"]'):
        attributes = node.attributes
        values[attributes.get("name") or ""] = attributes.get("content") or attributes.get("value") or ""
    pairs = (
        (kinds.label_of(values.get(f"twitter:label{number}", "")), values.get(f"twitter:data{number}", ""))
        for number in (1, 2)
    )
    return [_Fact(kind, words, -1) for kind, words in pairs if kind and words]


def _chosen(facts: Sequence[_Fact], badges: Badges, head: tuple[int, int], pay: Sequence[str]) -> Facts:
    team = _value_of([fact for fact in facts if fact.kind == kinds.TEAM], head, kinds.TEAM)
    team = (
        team
        or _value_of([fact for fact in facts if fact.kind == kinds.GROUP], head, kinds.GROUP)
        or _only(badges.teams)
    )
    kind = _value_of([fact for fact in facts if fact.kind == kinds.KIND], head, kinds.KIND)
    kind = (
        kind
        or _value_of([fact for fact in facts if fact.kind == kinds.HOURS], head, kinds.HOURS)
        or _first(badges.kinds)
    )
    where = _places([fact for fact in facts if fact.kind == kinds.PLACE], head)
    where = where or _places([fact for fact in facts if fact.kind == kinds.SITE], head) or _joined(badges.places)
    ways = [fact.words for fact in facts if fact.kind == kinds.WAY] + badges.ways
    return Facts(
        location=where,
        department=team,
        employment_type=fields.employment_type(kind),
        workplace=next(filter(None, map(fields.workplace, ways)), None),
        posted_at=_date([fact for fact in facts if fact.kind == kinds.POSTED]),
        closes_at=_date([fact for fact in facts if fact.kind == kinds.CLOSES]),
        pay="\n".join((*badges.lines, *pay)),
    )


def _value_of(facts: Sequence[_Fact], head: tuple[int, int], kind: str) -> str | None:
    """Return the value of facts of one kind: the first one, unless another far from the title contradicts it."""
    valid = [(fact, words) for fact in facts if (words := short(fact.words, kind, sure=fact.sure))]
    return _agreed(valid, head)


def _places(facts: Sequence[_Fact], head: tuple[int, int]) -> str | None:
    places = []
    for fact in facts:
        words = place(fact.words, sure=fact.sure and fact.kind == kinds.PLACE)
        if words:
            places.append((fact, words))
    near = all(two.line - fact.line <= 1 for (fact, _), (two, _) in pairwise(places))
    return _joined([words for _, words in places]) if near else _agreed(places, head)


def _agreed(values: Sequence[tuple[_Fact, str]], head: tuple[int, int]) -> str | None:
    if not values:
        return None
    first, words = values[0]
    low = words.casefold()
    sure = head[0] <= first.line < head[1] or first.line < 0
    return (
        words
        if sure or all(low in found_place.casefold() or found_place.casefold() in low for _, found_place in values)
        else None
    )


def _only(values: Sequence[str]) -> str | None:
    return values[0] if len(set(values)) == 1 else None


def _first(values: Sequence[str]) -> str | None:
    return values[0] if values else None


def _joined(values: Sequence[str]) -> str | None:
    distinct = tuple(dict.fromkeys(values))
    return "; ".join(distinct) if 0 < len(distinct) <= _MOST_PLACES else None


def _date(facts: Sequence[_Fact]) -> str | None:
    dates = {date for fact in facts if len(fact.words) <= LONGEST and (date := fields.date(fact.words))}
    return dates.pop() if len(dates) == 1 else None
