"""Group a page's links by shape, and score each group as a possible list of postings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.boards.kit import row_links
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import (
    MOST_TITLE,
    SURE,
    UNSURE,
    Group,
    Item,
    Link,
    nearest_before,
    words_of,
)
from tracker.boards.kit.row_details import RowReader, city_of, kind_of, place_of
from tracker.boards.kit.title_words import is_badge, tidy, title_of
from tracker.extract import fields, text, urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SHARE = 0.6  # share of the members that must score this much by themselves
_MEMBER = 2.0
_CLOSED = 20.0  # score of a list that the page itself calls closed; everything else in it reads like postings
_ALONE = 4.5  # score that a single link needs to be a list of one
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE_NAME = re.compile(r"title|titel|heading|position|jobname|job-name|stelle|role", re.IGNORECASE)
_ID = re.compile(r"\d|^[0-9a-f-]{20,}$")
_LEVELS = 9
_ENTRIES = frozenset(("li", "tr", "article"))
_COUNTED = re.compile(r"[^\W\d_]\D{0,3}[(\[]\d{1,4}[)\]]$")  # a name and a number: "Sweden (8)"


def _shapes(link: Link) -> list[tuple[str, ...]]:
    """Return the groups that a link may belong to: by its address, more and more loosely, and by its place in the page."""
    parts = urls.parse(link.url)
    path = parts.fragment.lstrip("!") if parts.fragment else parts.path
    segments = [segment for segment in path.split("/") if segment]
    plain = ["#" if _ID.search(segment) else segment.lower() for segment in segments]
    keys = "&".join(sorted({key for key, _ in urls.query(link.url)}))
    host = parts.netloc or link.site
    shapes = [("address", host, *plain[:-1], "*", keys)]
    if len(plain) > 2:
        shapes.append(("first", host, plain[0], str(len(plain)), keys))
    shapes.append(("place", host, *link.place[:4]))
    return shapes


def _apart(groups: list[Group]) -> list[Group]:
    """Drop groups whose postings are all in a group with a higher score or more members."""
    distinct: list[Group] = []
    used: set[str] = set()
    for group in sorted(groups, key=lambda group: (group.weight < SURE, -len(group.items) * min(group.weight, 4.0))):
        addresses = {item.url for item in group.items}
        if addresses - used:
            distinct.append(group)
            used |= addresses
    return distinct


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts in the lines of an element, which are the same for each of its links."""

    lines: list[str]
    title: str
    places: frozenset[str]
    kinds: frozenset[str]
    weight: float


class Groups:
    """The groups of a page's links with their scores. Each element is analysed once, however many links it has."""

    def __init__(self, path: str, known: Sequence[tuple[str, ...]]) -> None:
        self._path = path
        self._known = known
        self._row_reader = RowReader()
        self._facts: dict[int, _Facts] = {}
        self._near: dict[int, tuple[str, bool] | None] = {}
        self._far: dict[int, tuple[str, bool] | None] = {}
        self._above: dict[int, tuple[str, bool]] = {}
        self._repeated: frozenset[str] = frozenset()

    def of(self, links: list[Link]) -> list[Group]:
        """Return the groups with a positive score, the highest first."""
        self._repeated = row_links.repeated(links)
        by_shape: dict[tuple[str, ...], list[Link]] = {}
        for link in links:
            for shape in _shapes(link):
                by_shape.setdefault(shape, []).append(link)
        groups = []
        for shape, members in by_shape.items():
            if len(members) > 3_000:
                continue
            group = self._score(shape, members)
            if group is not None:
                groups.append(group)
        groups.sort(key=lambda group: (-group.weight, -len(group.items)))
        return _apart(groups)

    def _score(self, shape: tuple[str, ...], members: list[Link]) -> Group | None:
        """Score a possible list: the average of its members, if enough of them look like postings by themselves."""
        links = row_links.one_each(members, self._repeated)
        _set_items(links)
        for link in links:
            self._set_title(link)
            link.weight = self._weight(link)
        titles = Counter(link.title for link in links)
        for link in links:
            if titles[link.title] > max(3, len(links) // 2):
                link.weight -= 2  # the same words on every link don't name a posting
        links = [link for link in links if link.weight > -_CLOSED / 2] or links
        good = [link for link in links if link.weight >= _MEMBER]
        if shape in self._known:
            members_kept = [link for link in links if link.title and link.weight > -1]
            return Group(self._items(members_kept), SURE + 1, shape) if members_kept else None
        if not good:
            return None
        share = len(good) / len(links)
        average = sum(link.weight for link in links) / len(links)
        if len(links) == 1:
            if links[0].weight >= _ALONE or self._is_listed(links[0]):
                return Group(self._items(links), SURE, shape)
            return Group(self._items(links), UNSURE, shape) if links[0].weight >= SURE else None
        shapes = {(link.place[:3], _shapes(link)[0]) for link in good}
        members_kept = [
            link
            for link in links
            if link.weight >= _MEMBER
            or (link.weight >= 0 and (link.place[:3], _shapes(link)[0]) in shapes and share > 0.5)
        ]
        if average >= SURE and share >= _SHARE:
            return Group(self._items(members_kept), average, shape)
        if share >= 0.3 and len(good) > 1 and all(link.weight >= SURE for link in good):
            rest = [link for link in links if link.weight < _MEMBER]
            if all(link.weight <= 0 for link in rest):  # postings and other pages together, clearly separable
                return Group(self._items(good), sum(link.weight for link in good) / len(good), shape)
        return Group(self._items(members_kept or good), min(average, SURE - 0.1), shape) if average >= UNSURE else None

    def _is_listed(self, link: Link) -> bool:
        """Return whether one link is a list with a single posting: an entry naming an occupation, directly under a heading of a list."""
        item = link.item or link.node
        named = vocab.is_role(link.title) and not vocab.CALL.search(link.title)
        fits = link.weight >= SURE and named and item.tag in _ENTRIES and of_address(link.url, self._path) >= 0
        return fits and bool(vocab.LIST_HEADING.search(self._heading(item)[0]))

    def _items(self, links: list[Link]) -> tuple[Item, ...]:
        return self._row_reader.items_of(links)

    def _set_title(self, link: Link) -> None:
        facts = self._facts_of(link.item or link.node)
        link.lines = facts.lines
        headings = [node for node in link.node.css(", ".join(_HEADINGS)) if words_of(node)]
        own = title_of(link.node) if link.words else ""
        if headings or (named := _called_title(link.node)):
            own = title_of((headings or named)[0])
        elif link.node.tag == "tr":  # a row that leads to a page when it is clicked
            own = self._row_reader.title_of(link.node) or next(filter(None, map(words_of, link.node.css("td"))), own)
        elif "\n" in text.of_node(link.node):
            own = next((line for line in _lines(link.node) if not is_badge(line)), own)
        else:
            own = _first_part(link.node) or own
        item = link.item or link.node
        column = self._row_reader.title_of(item) if item.tag == "tr" and not vocab.is_role(own) else ""
        other = own in self._repeated and row_links.says_more(facts.title, self._repeated)  # "Vis mere" in each row
        other = other or (
            facts.title != "" and facts.title in own and not link.node.text().strip()
        )  # a label, "View Baker"
        link.title = tidy(column or (own if _is_title(own) and not other else facts.title))

    def _facts_of(self, item: LexborNode) -> _Facts:
        facts = self._facts.get(item.mem_id)
        if facts is None:
            lines = _lines(item)
            weight = 0.0
            if item.tag in {"li", "tr", "article", "dt", "dd"} or item.css_first("h2, h3, h4") is not None:
                weight += 0.5
            if any(vocab.ARTICLE.search(line) for line in lines if len(line) < 200):
                weight -= 2
            if any(vocab.CLOSED.match(line) for line in lines):
                weight -= _CLOSED
            facts = self._facts[item.mem_id] = _Facts(
                lines,
                _title_in(item, lines),
                frozenset(line for line in lines if place_of(line)),
                frozenset(line for line in lines if len(line) < 60 and (kind_of(line) or fields.workplace(line))),
                weight,
            )
        return facts

    def _weight(self, link: Link) -> float:
        """Score one link by its title, its address, and the text next to it."""
        title = link.title
        if not title or vocab.GENERIC.match(title):
            return -2.0
        if self._is_filter(link):
            return -2.0
        address = of_address(link.url, self._path)
        if link.title != link.words and vocab.is_role(title) and vocab.APPLY.search(link.words):
            address = max(address, 0.0)  # a form for each title does not count against a list: "/apply?id=3"
        return _of_title(title) + address + self._of_item(link) + self._of_context(link)

    def _is_filter(self, link: Link) -> bool:
        """Return whether a link leads to a part of this list, and says how many postings that has: "Sweden (8)"."""
        counted = _COUNTED.search(link.title) and not vocab.is_role(link.title)
        return bool(counted) and urls.path(link.url).rstrip("/") == self._path.rstrip("/")

    def _of_item(self, link: Link) -> float:
        facts = self._facts_of(link.item or link.node)
        placed = len(facts.places) > (link.title in facts.places)
        has_kind = len(facts.kinds) > (link.title in facts.kinds)
        return 1.0 * placed + 0.5 * has_kind + facts.weight

    def _of_context(self, link: Link) -> float:
        """Score the context: the heading above the list, the names of the elements around it, the header of its column."""
        item = link.item or link.node
        weight = _of_names(item)
        heading, near = self._heading(item)
        if vocab.CLOSED_HEADING.search(heading):
            weight -= _CLOSED
        elif vocab.OTHER_HEADING.search(heading) and not vocab.JOBS_HEADING.search(heading):
            weight -= 1.5
        elif vocab.JOBS_HEADING.search(heading):
            weight += 1.5 if near else 0.5
        if item.tag == "tr" and (
            vocab.TITLE_HEAD.search(self._row_reader.column_of(item, link.node))
            or self._row_reader.title_of(item) == link.title
        ):
            weight += 1.0
        if link.title != link.words and vocab.GENERIC.match(link.words):
            weight -= 0.25  # of two links to one posting, the one with its name wins
        return weight

    def _heading(self, item: LexborNode) -> tuple[str, bool]:
        """Return the nearest heading above an element, and whether it is the list's own rather than the page's."""
        nearest = nearest_before(item, self._near, _as_heading) if item.tag != "html" else None
        if nearest is not None:
            return nearest
        passed: list[int] = []
        ancestor = item.parent
        nearest = ("", False)
        while ancestor is not None and ancestor.tag != "html":
            if ancestor.mem_id in self._above:
                nearest = self._above[ancestor.mem_id]
                break
            passed.append(ancestor.mem_id)
            heading = nearest_before(ancestor, self._far, _as_heading_within)
            if heading is not None:
                nearest = heading
                break
            ancestor = ancestor.parent
        self._above.update(dict.fromkeys(passed, nearest))
        return nearest


def _as_heading(node: LexborNode) -> tuple[str, bool] | None:
    return (words_of(node), node.tag != "h1") if node.tag in _HEADINGS else None


def _as_heading_within(node: LexborNode) -> tuple[str, bool] | None:
    """Return the heading that an element is or contains, if it contains no entries; else None."""
    if node.tag in {"div", "header", "center", "p"}:
        inner = node.css(", ".join(_HEADINGS))
        if len(inner) == 1 and node.css_first("li, tr, article") is None:
            return words_of(inner[0]), inner[0].tag != "h1"
    return _as_heading(node)


def _set_items(links: list[Link]) -> None:
    """Set each link's element: the largest that contains no other address of the group."""
    only_address: dict[int, str | None] = {}  # the only address in an element, None for several
    for link in links:
        ancestor: LexborNode | None = link.node
        while ancestor is not None and ancestor.tag not in {"body", "html", "main"}:
            only = only_address.get(ancestor.mem_id, "")
            if only is None or only == link.url:
                break  # then all elements above have several too
            only_address[ancestor.mem_id] = link.url if only == "" else None
            ancestor = ancestor.parent
    most = 3 if len(links) == 1 else _LEVELS
    for link in links:
        item, ancestor, levels = link.node, link.node.parent, 0
        while ancestor is not None and ancestor.tag not in {"body", "html", "main"} and levels < most:
            if only_address.get(ancestor.mem_id) is None or item.tag in {"li", "tr", "article"}:
                break
            item, ancestor, levels = ancestor, ancestor.parent, levels + 1
        link.item = item


def _is_title(words: str) -> bool:
    return bool(words) and not vocab.GENERIC.match(words) and len(words.split()) <= MOST_TITLE


def _first_part(node: LexborNode) -> str:
    """Return the first part of a link's text, if its parts differ in their tags or classes."""
    parts = [child for child in node.iter(include_text=True) if (child.text(deep=True) or "").strip()]
    parts = [part for part in parts if not is_badge(words_of(part))] or parts
    kinds = {(part.tag, (part.attributes or {}).get("class")) for part in parts}
    if len(parts) < 2 or any(part.tag == "-text" for part in parts):
        return ""
    words_of_parts = [words_of(part) for part in parts]
    if len(kinds) < 2:
        row = node.tag != "a" and not any(map(vocab.is_role, words_of_parts[1:]))  # its parts are columns
        is_row = row or all(place_of(words) or city_of(words) or kind_of(words) for words in words_of_parts[1:])
        return words_of_parts[0] if is_row and vocab.is_role(words_of_parts[0]) else ""
    return next((words for words in words_of_parts if vocab.is_role(words)), words_of_parts[0])


def _called_title(node: LexborNode) -> list[LexborNode]:
    """Return the elements below a node whose class says that they are a title."""
    return [
        element
        for element in node.css("[class]")
        if element.mem_id != node.mem_id
        and _TITLE_NAME.search(element.attributes.get("class") or "")
        and "\n" not in text.of_node(element)
        and words_of(element)
    ]


def _title_in(item: LexborNode, lines: list[str]) -> str:
    """Return what can be the title in an entry's element, outside the text of its link."""
    outside = [node for node in item.css(", ".join(_HEADINGS)) if words_of(node)]
    outside = outside or _called_title(item)
    outside = outside or [node for node in item.css("strong, b, th") if words_of(node)]
    return next(filter(_is_title, [*map(title_of, outside), *lines]), "")


def _lines(node: LexborNode) -> list[str]:
    """Return the text of an element in pieces: split at blocks, separators and child elements."""
    cells = node.css("td, th") if node.tag == "tr" else [node]
    blocks = [re.sub(r"^(?:# |- )", "", block) for cell in cells for block in text.of_node(cell).split("\n")]
    parted = [piece for block in blocks for piece in re.split(r"\s+[·•–—|]\s+", block)]
    single = [
        text.line(element.text_content or "") for element in node.traverse(include_text=True) if element.tag == "-text"
    ]
    pieces = (piece.strip(" ·•–—|,") for piece in (*single, *parted, *blocks))
    return list(dict.fromkeys(piece for piece in pieces if len(piece) > 1))


def _of_title(title: str) -> float:
    weight = 3.0 if vocab.GENDERS.search(title) else 0.0
    named = vocab.names_occupation(title)
    if named:
        weight += 2
    if vocab.DEPARTMENT_ONLY.match(title):
        weight -= 2.5
    if len(title.split()) > 12 or title.endswith((".", "?", "!", "…")):
        weight -= 1.5
    if (len(title) < 3 and not named) or title.isdigit():  # two signs are a whole word in Chinese: 护士
        weight -= 3
    return weight


def of_address(url: str, path: str) -> float:
    """Score addresses that contain a word for jobs; less if the whole site is below that word."""
    parts = urls.parse(url)
    where = f"{parts.path}?{parts.query}#{parts.fragment}" if parts.fragment else f"{parts.path}?{parts.query}"
    weight = 0.0
    if vocab.JOB_PATH.search(where):
        weight += 2 if vocab.JOB_PATH.search(_beyond(where, path)) else 1
    for pattern, cost in ((vocab.OTHER_PATH, 3.0), (vocab.PERHAPS_OTHER, 1.5)):
        others = list(pattern.finditer(where.rstrip("/?") + "/"))
        if others and not vocab.JOB_PATH.search(where[others[-1].end() - 1 :]):
            weight -= cost
    return weight


def _beyond(where: str, path: str) -> str:
    """Return the part of an address after the folders that it shares with the list."""
    parts, own_parts = where.split("/"), path.split("/")
    shared = 0
    while shared < min(len(parts), len(own_parts)) - 1 and parts[shared] == own_parts[shared]:
        shared += 1
    return "/" + "/".join(parts[shared:])


def _of_names(item: LexborNode) -> float:
    """Score the classes and ids of an element and of those around it; the nearest meaningful one counts."""
    ancestor: LexborNode | None = item
    for _ in range(6):
        if ancestor is None or ancestor.tag in {"body", "html", "main"}:
            break
        attributes = ancestor.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".replace("_", " ").replace("-", " ")
        if vocab.JOBS_NAME.search(name):
            return 1.0
        if vocab.OTHER_NAME.search(name):
            return -1.5
        ancestor = ancestor.parent
    return 0.0
