"""What a list shows of a posting beside its title: place, department, kind of employment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker import fields
from tracker.boards import vocabulary as vocab
from tracker.boards.items import Item, Link, words_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_PLACE_NAME = re.compile(
    r"location|standort|\bplace|\bcity|\bcities|arbeitsort|\bort\b|\boffice|\blieu|ubicaci|sede|\bregion", re.IGNORECASE
)
_TEAM_NAME = re.compile(
    r"department|\bteam|categor|abteilung|bereich|\bfunction|division|service|discipline", re.IGNORECASE
)
_KIND_NAME = re.compile(
    r"employment|job-?type|contract|arbeitszeit|vertrag|\btype\b|schedule|commitment", re.IGNORECASE
)


def item_of(link: Link) -> Item:
    """Make of a link what the list shows of its posting."""
    item = link.item or link.node
    said = {
        name: _named(item, pattern)
        for name, pattern in (("place", _PLACE_NAME), ("team", _TEAM_NAME), ("kind", _KIND_NAME))
    }
    columns = _columns(item)
    rest = [line for line in link.lines if line != link.title and not vocab.GENERIC.match(line)]
    place = said["place"] or columns.get("place") or next((line for line in rest if vocab.PLACE.match(line)), None)
    kinds = [line for line in rest if len(line) < 40 and fields.employment_kind(line)]
    team = (
        said["team"] or columns.get("team") or next((line for line in rest if vocab.DEPARTMENT_ONLY.match(line)), None)
    )
    return Item(
        link.url,
        link.title,
        place or _behind(link),
        team or _heading_above(item),
        said["kind"] or columns.get("kind") or next(iter(kinds), None),
    )


def _named(item: LexborNode, pattern: re.Pattern[str]) -> str | None:
    """Give the words of the element below an item whose class or property says what it is."""
    for node in item.css("[class], [itemprop], [data-label], [data-th]"):
        has = node.attributes
        name = " ".join(
            filter(None, (has.get("class"), has.get("itemprop"), has.get("data-label"), has.get("data-th")))
        )
        words = words_of(node)
        if pattern.search(name) and words and len(words) < 100 and node.css_first("a[href], h2, h3, h4") is None:
            label = re.match(r"^[\w ]{2,20}:\s+", words)
            return words[label.end() :] if label else words
    return None


def _columns(item: LexborNode) -> dict[str, str]:
    """Give the cells of a table's row by what the heads of their columns say."""
    if item.tag != "tr":
        return {}
    heads = _heads(item)
    cells = [words_of(cell) for cell in item.css("td, th")]
    found: dict[str, str] = {}
    for head, cell in zip(heads, cells, strict=False):
        for name, pattern in (("place", _PLACE_NAME), ("team", _TEAM_NAME), ("kind", _KIND_NAME)):
            if pattern.search(head) and cell:
                found.setdefault(name, cell)
    return found


def column_of(row: LexborNode, node: LexborNode) -> str:
    """Give the head of the column that a link of a table's row stands in, "" for none."""
    up: LexborNode | None = node
    while up is not None and up.tag not in {"td", "th"}:
        up = up.parent
    heads = _heads(row)
    cells = [cell.mem_id for cell in row.css("td, th")]
    place = cells.index(up.mem_id) if up is not None and up.mem_id in cells else len(heads)
    return heads[place] if place < len(heads) else ""


def _heads(row: LexborNode) -> list[str]:
    up = row.parent
    while up is not None and up.tag != "table":
        up = up.parent
    first = (up.css_first("thead tr") or up.css_first("tr")) if up is not None else None
    return [words_of(head) for head in first.css("td, th")] if first is not None else []


def _behind(link: Link) -> str | None:
    """Give what stands behind the title on its own line (`Baker – Graz`, `Baker (Graz)`), if that can be a place."""
    for line in link.lines:
        if line.startswith(link.title) and line != link.title:
            rest = line[len(link.title) :].strip(" -–—,|·()[]:")
            if vocab.PLACE.match(rest):
                return rest
    return None


def _heading_above(item: LexborNode) -> str | None:
    """Give the department that a list stands under: the nearest heading, where it is none of the page itself."""
    up: LexborNode | None = item
    for _ in range(4):
        if up is None or up.tag in {"body", "main", "html"}:
            return None
        before = up.prev
        while before is not None:
            if before.tag in {"h2", "h3", "h4", "h5", "summary", "dt", "button"}:
                words = words_of(before)
                return words if vocab.DEPARTMENT_ONLY.match(words) else None
            before = before.prev
        up = up.parent
    return None
