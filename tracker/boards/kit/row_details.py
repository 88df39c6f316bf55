"""Read what a list shows next to a posting's title: place, department, kind of employment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.boards.kit import fact_labels, labels, table_rows
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import Item, Link, nearest_before, words_of
from tracker.extract import fields, places, text
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_PLACE_NAME = re.compile(
    r"location|\bloc\b|standort|\bplace|\bcity|\bcities|arbeitsort|\bort\b|\boffice|\blieu|ubicaci|sede|\bregion|lokali[sz]|localit|localidad|ciudad|\bville|plaats|locatie|"
    r"miejsce|\bmiasto|\bměsto|\bsehir|lokasyon|\bkonum|helyszin|telephely|\bplats\b|arbetsort|arbeidssted|paikkakunta|sijainti|\blocatie|"
    r"\boras\b|lokacij|\bgorod|topothesia|勤務地|工作地|근무지",
    re.IGNORECASE,
)
_TEAM_NAME = re.compile(
    r"department|\bteam|direction|categor|abteilung|bereich|\bfunction|division|service|discipline", re.IGNORECASE
)
_KIND_NAME = re.compile(
    r"employment|job-?type|contract|contrat|arbeitszeit|vertrag|anstellung|beschäftigung|dienstverband|\btype\b|schedule|commitment",
    re.IGNORECASE,
)

_LONGEST_KIND, _PAIR = 60, 2
_VILLAGE = re.compile(r"[^\W\d_a-z][^\W\d_]{1,24}(?:[ -][^\W\d_]{1,24}){0,2}")
_LEAST_PLACED, _MOST_OF = 3, 0.6  # rows, and share of the rows, that have their place in the same element
_LONGEST_CITY = 80
_LONGEST_PLACE = 200  # characters of a line that may be a place; a longer one is a sentence
_MOST_KEPT = 4_096  # lines that are cached, because the same line is looked at for many groups and pages
_PARTS = re.compile(r"\s*[;|•・]\s*|\s+[·–—-]\s+")
_WITHIN = re.compile(r"\s*[,/&]\s*|\s(?:or|and|und|oder|et|ou|y|o|e|en|of|och|og|i|lub|a|nebo)\s", re.IGNORECASE)
_LABEL = re.compile(r"^[\w ]{2,20}:\s+")
_KIND_WORDS = re.compile(
    r"^(?:(?:full|part)[ -]?time|permanent|temporary|contract|freelance|internship|voll-?/?teilzeit|vollzeit|teilzeit|unbefristet|befristet|cdi|cdd|"
    r"stage|alternance|tempo (?:pieno|parziale)|jornada completa|正社員|契約社員|アルバイト|業務委託|全职|全職|兼职|정규직|계약직|plný úvazek|"
    r"pełny etat|umowa o pracę|полная занятость|heltid|fuldtid|deltid|fast|kokoaikainen|tam zamanlı|fulltime|parttime|unbefristete anstellung|festanstellung|minijob|werkstudent(?:in)?|"
    r"temps (?:plein|partiel)|intérim|apprentissage|indefinido|media jornada|tempo (?:in)?determinato|full time|part time|efetivo|tempo (?:inteiro|integral|parcial)|meio período|clt|"
    r"voltijd|deeltijd|vast(?:e aanstelling)?|umowa zlecenie|b2b|część etatu|hpp|zkrácený úvazek|plný úväzok|teljes munkaidő|részmunkaidő|normă întreagă|tillsvidare(?:anställning)?|vikariat|"
    r"fastansatt|fast stilling|fastansættelse|osa-aikainen|vakituinen|määräaikainen|частичная занятость|повна зайнятість|часткова зайнятість|пълно работно време|πλήρης απασχόληση|μερική απασχόληση|"
    r"puno radno vrijeme|yarı zamanlı|משרה מלאה|משרה חלקית|دوام (?:كامل|جزئي)|派遣社員|パート(?:タイム)?|嘱託社員|フルタイム|实习|實習|인턴|파트타임|toàn thời gian|bán thời gian|penuh waktu|งานประจำ)$",
    re.IGNORECASE,
)
_NUMBER_HEAD = re.compile(
    r"\b(?:no|nos|nr|id|ids|ref|reference|code|number|type|date|category|location)\b|nummer|#|№|编号|番号",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"(?:^|[\s_-])(?:tag|skill|keyword|technolog(?:y|ie))s?(?:$|[\s_-])", re.IGNORECASE)
_NAMES = (("place", _PLACE_NAME), ("team", _TEAM_NAME), ("kind", _KIND_NAME))
_LABELS = {"place": fact_labels.PLACE, "team": fact_labels.TEAM, "kind": fact_labels.KIND}
_TITLES_ONLY = frozenset(("dt", "h2", "h3", "h4", "h5", "h6", "p", "a"))  # entries whose details are behind them
_PLAIN = frozenset(("-text", "i", "svg", "img"))  # a text, and icons before it
_MOST_BEHIND = 3  # short texts behind an entry that are looked at
_MOST_LABELS = 40  # lines of an element that are searched for a label
_MOST_LINES = 200  # lines of an element that are searched for a title; an entry has fewer


@dataclass(frozen=True, slots=True)
class Shown:
    """The content of an entry's element: its lines, those of each kind, and the names of its parts."""

    lines: list[str]
    named_parts: Mapping[str, str | None]
    places: list[str]
    kinds: list[str]
    teams: list[str]
    heading: str | None
    workplaces: list[str]
    texts_after: list[str]


@lru_cache(_MOST_KEPT)
def _kind_of(line: str) -> str | None:
    return fields.employment_kind(line)


def kind_of(line: str) -> str | None:
    """Return the kind of employment that a short line names."""
    return _kind_of(line) if len(line) < _LONGEST_KIND else None


def place_of(line: str) -> str | None:
    """Return the place in a line, without the kind of job next to it ("Full Time, Remote")."""
    return _place_of(line) if len(line) <= _LONGEST_PLACE else None


def city_of(line: str) -> str | None:
    """Return the city in a line, by the gazetteer. It sets a posting's place, but is not evidence of a list of jobs."""
    return _place_of(line, cities=True) if len(line) <= _LONGEST_CITY else None


@lru_cache(_MOST_KEPT)
def _place_of(line: str, *, cities: bool = False) -> str | None:
    parts = []
    for piece in _PARTS.split(line.strip()):
        words = [part for part in piece.split(", ") if not fields.employment_kind(part) and not _KIND_WORDS.match(part)]
        rest = labels.bare(_LABEL.sub("", ", ".join(words), count=1)).strip(" ,-–—")
        if rest and (labels.is_city(rest) if cities else vocab.PLACE.match(rest)):
            parts.append(rest)
    return "; ".join(dict.fromkeys(parts)) or None


def named_kind(line: str) -> str | None:
    """Return a line that names kinds of employment and nothing else: "Full-time, permanent"."""
    words = [part for piece in _PARTS.split(line.strip()) for part in _WITHIN.split(piece) if part]
    known = bool(words) and len(line) < _LONGEST_KIND and all(map(_names_kinds, words))
    return line.strip() if known else None


def _names_kinds(words: str) -> bool:
    """Return whether words are a kind of employment, or two of them: "Permanent full-time"."""
    pair = words.split()
    return bool(_KIND_WORDS.match(words)) or (len(pair) == _PAIR and all(map(_KIND_WORDS.match, pair)))


def fact_named(names: str) -> str:
    """Return what the class or property of an element says that it is: `place`, `team` or `kind`; "" if nothing."""
    return next((name for name, pattern in _NAMES if pattern.search(names)), "") if names else ""


class RowReader:
    """What is next to the titles of one page. Each element is read once, however many links it has."""

    def __init__(self) -> None:
        self._details: dict[int, Shown] = {}
        self._headings: dict[int, str | None] = {}
        self._heads: dict[int, list[str]] = {}
        self._tables: dict[int, dict[int, list[LexborNode]]] = {}

    def item_of(self, link: Link) -> Item:
        """Return the posting of a link, with the facts that the list shows."""
        shown = self._of(link.item or link.node, link.lines)
        place, kind, team = (
            shown.named_parts[name] or next((line for line in lines if link.title not in line), None)
            for name, lines in (("place", shown.places), ("kind", shown.kinds), ("team", shown.teams))
        )
        # an element that contains the title is the entry and not the name of its team, whatever its class
        place, kind, team = (None if value and link.title in value else value for value in (place, kind, team))
        place = (
            (place_of(place) or city_of(place) or labels.bare(place) if place else None)
            or labels.labelled([*shown.lines[:_MOST_LABELS], *shown.texts_after])
            or _behind(link)
        )
        return Item(link.url, link.title, place, team or shown.heading, kind, way=next(iter(shown.workplaces), None))

    def items_of(self, links: Sequence[Link]) -> tuple[Item, ...]:
        """Return the postings of a list. Where most rows have their place, the others have theirs, also in unknown villages."""
        items = tuple(map(self.item_of, links))
        places = [
            _slots(link, frozenset((item.location,))) if item.location else frozenset()
            for link, item in zip(links, items, strict=True)
        ]
        counts = Counter(slot for slots in places for slot in slots)
        column = frozenset(slot for slot, count in counts.items() if count >= max(_LEAST_PLACED, _MOST_OF * len(items)))
        shapes = {_shape(link) for link, item in zip(links, items, strict=True) if column and item.location}
        return tuple(
            item
            if item.location or not counts
            else replace(
                item, location=_town_in(link, counts.keys(), column if _shape(link) in shapes else frozenset())
            )
            for link, item in zip(links, items, strict=True)
        )

    def _of(self, item: LexborNode, lines: list[str]) -> Shown:
        shown = self._details.get(item.mem_id)
        if shown is None or shown.lines is not lines:
            columns = self._columns(item)
            stated = {name: _text_by_name(item, pattern) or columns.get(name) for name, pattern in _NAMES}
            stated["place"] = stated["place"] or _site_of(item)
            behind = _behind_it(item)
            rest = [line for line in (*lines, *behind) if not vocab.GENERIC.match(line)]
            ways = [line for line in rest if places.is_way_of_working(line)]
            joined = {
                f"{way} {line}" for way in ways[:_MOST_BEHIND] for line in rest[:_MOST_LABELS]
            }  # "Hybrid Baker" is no place
            place_lines = [line for line in rest if line not in ways and line not in joined]
            shown = self._details[item.mem_id] = Shown(
                lines,
                stated,
                [line for line in place_lines if place_of(line)]
                or [line for line in place_lines[:_MOST_LABELS] if city_of(line)],
                [line for line in rest if len(line) < 40 and kind_of(line)],
                _teams(item, rest),
                self._heading_above(item),
                ways,
                behind,
            )
            shown.places.extend(line for line in behind if item.tag == "dt" and labels.names_town(line))
        return shown

    def _columns(self, item: LexborNode) -> dict[str, str]:
        """Return the cells of a table row by the headers of their columns."""
        if item.tag != "tr":
            return {}
        cells = [words_of(cell) for cell in self._cells_of(item)]
        by_name: dict[str, str] = {}
        for head, cell in zip(self._heads_of(item), cells, strict=False):
            for name, pattern in _NAMES:
                named = pattern.search(head) or (name == "place" and labels.HEAD.match(head))
                if cell and (named or fact_labels.label_of(head) == _LABELS[name]):
                    by_name.setdefault(name, cell)
        if "place" not in by_name:
            site = next(filter(None, map(labels.site_under, self._heads_of(item), cells)), None)
            by_name |= {"place": site} if site else {}
        return by_name

    def column_of(self, row: LexborNode, node: LexborNode) -> str:
        """Return the header of the column that a link in a table row is in, "" if there is none."""
        ancestor: LexborNode | None = node
        while ancestor is not None and ancestor.tag not in {"td", "th"}:
            ancestor = ancestor.parent
        heads = self._heads_of(row)
        cells = [cell.mem_id for cell in self._cells_of(row)]
        position = cells.index(ancestor.mem_id) if ancestor is not None and ancestor.mem_id in cells else len(heads)
        return heads[position] if position < len(heads) else ""

    def title_of(self, row: LexborNode) -> str:
        """Return the cell of a table row that is in a column of titles, "" if there is none."""
        cells = self._cells_of(row)
        heads = enumerate(self._heads_of(row))
        named = [number for number, head in heads if vocab.TITLE_HEAD.search(head) and not _NUMBER_HEAD.search(head)]
        return words_of(cells[named[0]]) if named and named[0] < len(cells) else ""

    def _heads_of(self, row: LexborNode) -> list[str]:
        """Return the headers of the columns of a row's table: its first row."""
        table = _table_of(row)
        if table is None:
            return []
        if table.mem_id not in self._heads:
            first = table.css_first("thead tr") or table.css_first("tr")
            heads = self._cells_of(first) if first is not None else []
            self._heads[table.mem_id] = [words_of(head) for head in heads]
        return self._heads[table.mem_id]

    def _cells_of(self, row: LexborNode) -> list[LexborNode]:
        """Return the cells of a row, one for each column."""
        table = _table_of(row)
        if table is None:
            return row.css("td, th")
        if table.mem_id not in self._tables:
            self._tables[table.mem_id] = table_rows.cells_by_row(table)
        return self._tables[table.mem_id].get(row.mem_id, [])

    def _heading_above(self, item: LexborNode) -> str | None:
        """Return the department that a list is under: the nearest heading, if it is not the page's own."""
        ancestor: LexborNode | None = item
        for _ in range(4):
            if ancestor is None or ancestor.tag in {"body", "main", "html"}:
                return None
            words = nearest_before(ancestor, self._headings, _heading_words)
            if words is not None:
                return words or None
            ancestor = ancestor.parent
        return None


def _table_of(row: LexborNode) -> LexborNode | None:
    return next((ancestor for ancestor in ancestors(row) if ancestor.tag == "table"), None)


def _slots(link: Link, words: frozenset[str]) -> frozenset[tuple[str, str, int]]:
    """Return the tags and classes of the elements of an entry that have these words, and which of their kind they are."""
    return frozenset(slot for slot, text in _pieces(link) if text in words)


def _shape(link: Link) -> frozenset[tuple[str, str, int]]:
    """Return the elements of an entry that have a short text. If one is missing, those behind it are not the usual ones."""
    return frozenset(slot for slot, _ in _pieces(link))


def _town_in(
    link: Link, known: Collection[tuple[str, str, int]], column: Collection[tuple[str, str, int]]
) -> str | None:
    """Return the only town in the elements of an entry in which other entries have their place.

    In the elements in which most have theirs (`column`), any name is one.
    """
    words = [(slot, text) for slot, text in _pieces(link) if slot in known and text != link.title]
    towns = {text for _, text in words if labels.names_town(text)}
    towns = towns or {text for slot, text in words if slot in column and _VILLAGE.fullmatch(text) and _is_free(text)}
    return towns.pop() if len(towns) == 1 else None


def _is_free(words: str) -> bool:
    """Return whether words name no job, department or kind of employment, and are no button."""
    taken = kind_of(words) or named_kind(words) or fact_labels.label_of(words) or places.is_way_of_working(words)
    return not (taken or vocab.is_role(words) or vocab.DEPARTMENT_ONLY.match(words) or vocab.GENERIC.match(words))


def _pieces(link: Link) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Yield the parts of an entry that hold a short text and no element but icons: where each is, and its words."""
    counts: Counter[tuple[str, str]] = Counter()
    for node in (link.item or link.node).css("span, p, div, small, li, td, em, dd, i, b")[:_MOST_LINES]:
        if all(child.tag in _PLAIN for child in node.iter(include_text=True)):
            text = labels.bare(words_of(node))
            if 0 < len(text) <= _LONGEST_CITY:
                kind = (str(node.tag), node.attributes.get("class") or "")
                counts[kind] += 1
                yield (*kind, counts[kind]), text


def _teams(item: LexborNode, lines: list[str]) -> list[str]:
    """Return the lines that name a department and not a skill: "Customer Service" may be one of an entry's tags."""
    teams = [line for line in lines if vocab.DEPARTMENT_ONLY.match(line)]
    if not teams:
        return []
    tags = {words_of(node) for node in item.css("[class]") if _TAG_NAME.search(node.attributes.get("class") or "")}
    return [line for line in teams if line not in tags]


def _heading_words(node: LexborNode) -> str | None:
    """Return the text of a department's heading, "" for another heading, None if it is not a heading."""
    if node.tag not in {"h2", "h3", "h4", "h5", "summary", "dt", "button"}:
        return None
    words = words_of(node)
    return words if vocab.DEPARTMENT_ONLY.match(words) else ""


def named_place(item: LexborNode) -> str | None:
    """Return the text of the element in a posting's entry that is named as a place."""
    words = _text_by_name(item, _PLACE_NAME)
    return place_of(words) or city_of(words) or labels.bare(words) or None if words else None


def _text_by_name(item: LexborNode, pattern: re.Pattern[str]) -> str | None:
    """Return the text of the element below an item whose class or property matches a pattern."""
    for node in item.css("[class], [itemprop], [data-label], [data-th]"):
        attributes = node.attributes
        name = " ".join(
            filter(
                None,
                (
                    attributes.get("class"),
                    attributes.get("itemprop"),
                    attributes.get("data-label"),
                    attributes.get("data-th"),
                ),
            )
        )
        words = words_of(node) if pattern.search(name) else ""
        if words and len(words) < 100 and node.css_first("a[href], h2, h3, h4") is None and node.mem_id != item.mem_id:
            label = re.match(r"^[\w ]{2,20}:\s+", words)
            return words[label.end() :] if label else words
    return None


def _site_of(item: LexborNode) -> str | None:
    """Return the text of the element below an item that is labelled as a site for narrow screens (`data-label="Campus"`)."""
    for node in item.css("[data-label], [data-th], [data-title]"):
        attributes = node.attributes
        head = attributes.get("data-label") or attributes.get("data-th") or attributes.get("data-title") or ""
        site = labels.site_under(head, words_of(node)) if len(head) < _LONGEST_KIND else None
        if site:
            return site
    return None


def _behind_it(item: LexborNode) -> list[str]:
    """Return the short texts behind an entry that is a title only, up to the next entry: the `dd` of a `dt`."""
    texts: list[str] = []
    after = item.next if item.tag in _TITLES_ONLY else None
    while after is not None and len(texts) < _MOST_BEHIND:
        tag = after.tag or ""
        if tag in _TITLES_ONLY - {"p"} or (tag[:1] not in "-_!" and _leads_on(after)):
            break
        words = (
            text.line(after.text_content or "") if tag == "-text" else words_of(after) if tag[:1] not in "_!" else ""
        )
        texts += [words] if 0 < len(words) <= _LONGEST_CITY else []
        after = after.next
    return texts


def _leads_on(node: LexborNode) -> bool:
    return node.tag == "a" or node.css_first("a[href]") is not None


def _behind(link: Link) -> str | None:
    """Return what follows the title on its own line (`Baker – Graz`, `Baker (Graz)`), if it can be a place."""
    for line in link.lines[:_MOST_LINES]:
        if line.startswith(link.title) and line != link.title:
            rest = line[len(link.title) :].strip(" -–—,|·()[]:")
            if vocab.PLACE.match(rest) or labels.is_city(rest):
                return rest
    return labels.city_behind(link.title)
