"""The list in a page that nobody has described: links that share a shape, each in an element of its own, that read like jobs.

Links are put together by the shape of their addresses and by where they stand. Every group is weighed by what its
members say: words for occupations, addresses that speak of jobs, places beside them; against them speak words of news,
of navigation, of buttons. A group that is not clearly one of postings is told as unsure, and is no list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from tracker import fields, text
from tracker.boards import vocabulary as vocab

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

SURE, UNSURE = 2.5, 1.0  # what a group's members must weigh on average; chosen so that one sign alone is never enough
_SHARE = 0.6  # of the members that weigh at least this much by themselves
_MEMBER = 1.5
_ALONE = 4.0  # what one link must weigh to be a list of one
_FURNITURE = frozenset(("nav", "footer"))
_ROLES = frozenset(("navigation", "contentinfo", "menu", "menubar", "tablist"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PLACE_NAME = re.compile(
    r"location|standort|\bplace|\bcity|\bcities|arbeitsort|\bort\b|\boffice|\blieu|ubicaci|sede|\bregion", re.IGNORECASE
)
_TEAM_NAME = re.compile(
    r"department|\bteam|categor|abteilung|bereich|\bfunction|division|service|discipline", re.IGNORECASE
)
_KIND_NAME = re.compile(
    r"employment|job-?type|contract|arbeitszeit|vertrag|\btype\b|schedule|commitment", re.IGNORECASE
)
_TITLE_NAME = re.compile(r"title|titel|heading|position|jobname|job-name|stelle|role", re.IGNORECASE)
_MOST_TITLE = 16  # words
_ID = re.compile(r"\d|^[0-9a-f-]{20,}$")
_SECTION_TEXT = 120  # characters below a heading that make it a posting without a page of its own
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or what a frame in it shows."""

    url: str
    markup: str


@dataclass(frozen=True, slots=True)
class Item:
    """One posting as the list shows it. `text` is set where the whole posting stands in the list itself."""

    url: str
    title: str
    location: str | None = None
    department: str | None = None
    kind: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Postings that were found together. `weight` is what they say of themselves, `shape` how to know more of them."""

    items: tuple[Item, ...]
    weight: float
    shape: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a page has: its postings, or how unsure it is; what it states; where it goes on."""

    items: tuple[Item, ...] = ()
    shapes: tuple[tuple[str, ...], ...] = ()
    unsure: str = ""
    total: int | None = None
    following: str = ""
    button: str = ""
    nothing: bool = False


@dataclass(slots=True)
class _Link:
    node: LexborNode
    url: str
    words: str
    place: tuple[str, ...]
    item: LexborNode | None = None
    title: str = ""
    lines: list[str] = field(default_factory=list)
    weight: float = 0.0


def find(documents: Iterable[Document], *, known: Sequence[tuple[str, ...]] = ()) -> Repeated:
    """Find the postings of a page. `known` are shapes of the list's first page: links of these are postings anyway."""
    from selectolax.lexbor import LexborHTMLParser

    best = Repeated()
    for document in documents:
        tree = LexborHTMLParser(document.markup)
        if tree.body is None:
            continue
        base = tree.css_first("base[href]")
        home = urljoin(document.url, base.attributes.get("href") or "") if base is not None else document.url
        found = _in_document(tree, home, document.url, known)
        if (len(found.items), bool(found.unsure), found.nothing) > (len(best.items), bool(best.unsure), best.nothing):
            best = found
    return best


def _in_document(tree: LexborHTMLParser, home: str, url: str, known: Sequence[tuple[str, ...]]) -> Repeated:
    body = tree.body
    if body is None:
        return Repeated()
    for node in body.css("script, style, noscript, template, svg"):
        node.decompose()
    links = _links(body, home, url)
    groups = _groups(links, urlsplit(url).path, known)
    sections = _sections(body, url)
    said = " ".join(body.text(separator=" ").split())
    total = _total(body)
    following, button = _following(body, home, url)
    more = {"total": total, "following": following, "button": button}
    sure = [group for group in groups if group.weight >= SURE]
    if not sure and sections and sections.weight >= SURE:
        sure = [sections]
    if sure:
        top = max(group.weight for group in sure)
        chosen = [group for group in sure if group.weight >= top * 0.7]
        items = {item.url: item for group in chosen for item in group.items}
        return Repeated(tuple(items.values()), tuple(group.shape for group in chosen), **more)  # type: ignore[arg-type]
    doubtful = [group for group in (*groups, *([sections] if sections else [])) if group.weight >= UNSURE]
    if doubtful:
        group = max(doubtful, key=lambda group: group.weight)
        names = ", ".join(repr(item.title[:40]) for item in group.items[:3])
        return Repeated(unsure=f"{len(group.items)} links might be postings ({names}), and might not", **more)  # type: ignore[arg-type]
    return Repeated(nothing=bool(vocab.NOTHING.search(said[:20_000])), **more)  # type: ignore[arg-type]


def _links(body: LexborNode, home: str, url: str) -> list[_Link]:
    links = []
    here = text.clean_url(url)
    for node in body.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "sms:")):
            continue
        if href.startswith("#") and not href.startswith(("#/", "#!")):
            continue
        try:
            address = text.clean_url(urljoin(home, href))
        except ValueError:
            continue
        if address == here or not address.startswith(("http://", "https://")) or _is_furniture(node):
            continue
        links.append(_Link(node, address, _words(node), _path(node)))
    return links


def _words(node: LexborNode) -> str:
    said = text.line(node.text(separator=" "))
    if said:
        return said
    image = node.css_first("img[alt]")
    return text.line((node.attributes.get("aria-label") or "") or (image.attributes.get("alt") or "" if image else ""))


def _is_furniture(node: LexborNode) -> bool:
    up: LexborNode | None = node
    while up is not None:
        if up.tag in _FURNITURE or (up.attributes or {}).get("role") in _ROLES:
            return True
        if up.tag == "header" and not _inside(up, {"main", "article", "li", "section"}):
            return True
        up = up.parent
    return False


def _inside(node: LexborNode, tags: set[str]) -> bool:
    up = node.parent
    while up is not None:
        if up.tag in tags:
            return True
        up = up.parent
    return False


def _path(node: LexborNode) -> tuple[str, ...]:
    """Give where a link stands: the tags above it, with the first of their classes that has no digit."""
    names: list[str] = []
    up: LexborNode | None = node
    while up is not None and up.tag not in {"body", "html"} and len(names) < 5:
        classes = ((up.attributes or {}).get("class") or "").split()
        stable = next((one for one in classes if not any(sign.isdigit() for sign in one)), "")
        names.append(f"{up.tag}.{stable}" if stable else str(up.tag))
        up = up.parent
    return tuple(names)


def _shapes(link: _Link) -> list[tuple[str, ...]]:
    """Give the groups that a link may belong to: by its address, ever more loosely, and by where it stands."""
    parts = urlsplit(link.url)
    path = parts.fragment.lstrip("!") if parts.fragment else parts.path
    segments = [segment for segment in path.split("/") if segment]
    plain = ["#" if _ID.search(segment) else segment.lower() for segment in segments]
    keys = "&".join(sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    host = parts.netloc.lower()
    shapes = [("address", host, *plain[:-1], "*", keys)]
    if len(plain) > 2:
        shapes.append(("first", host, plain[0], str(len(plain)), keys))
    shapes.append(("place", host, *link.place[:4]))
    return shapes


def _groups(links: list[_Link], path: str, known: Sequence[tuple[str, ...]]) -> list[Group]:
    by_shape: dict[tuple[str, ...], list[_Link]] = {}
    for link in links:
        for shape in _shapes(link):
            by_shape.setdefault(shape, []).append(link)
    groups = []
    for shape, members in by_shape.items():
        if len(members) > 3_000:
            continue
        group = _weigh(shape, members, path, like=shape in known)
        if group is not None:
            groups.append(group)
    groups.sort(key=lambda group: (-group.weight, -len(group.items)))
    return _apart(groups)


def _apart(groups: list[Group]) -> list[Group]:
    """Leave out groups whose postings are all in a heavier or larger one."""
    kept: list[Group] = []
    taken: set[str] = set()
    for group in sorted(groups, key=lambda group: (group.weight < SURE, -len(group.items) * min(group.weight, 4.0))):
        urls = {item.url for item in group.items}
        if urls - taken:
            kept.append(group)
            taken |= urls
    return kept


def _weigh(shape: tuple[str, ...], members: list[_Link], path: str, *, like: bool) -> Group | None:
    """Weigh what may be a list: its members' average, if enough of them are postings by themselves."""
    links = _one_each(members)
    _give_items(links)
    for link in links:
        _give_title(link)
        link.weight = _weight(link, path)
    titles = Counter(link.title for link in links)
    for link in links:
        if titles[link.title] > max(3, len(links) // 2):
            link.weight -= 2  # the same words on every link name no posting
    good = [link for link in links if link.weight >= _MEMBER]
    if like:
        kept = [link for link in links if link.title and link.weight > -1]
        return Group(tuple(map(_item, kept)), SURE + 1, shape) if kept else None
    if not good:
        return None
    share = len(good) / len(links)
    average = sum(link.weight for link in links) / len(links)
    if len(links) == 1:
        if links[0].weight >= _ALONE:
            return Group((_item(links[0]),), SURE, shape)
        return Group((_item(links[0]),), UNSURE, shape) if links[0].weight >= SURE else None
    alike = {(link.place[:3], _shapes(link)[0]) for link in good}
    kept = [
        link
        for link in links
        if link.weight >= _MEMBER or (link.weight >= 0 and (link.place[:3], _shapes(link)[0]) in alike and share > 0.5)
    ]
    if average >= SURE and share >= _SHARE:
        return Group(tuple(map(_item, kept)), average, shape)
    if share >= 0.3 and len(good) > 1 and all(link.weight >= SURE for link in good) and shape[0] == "address":
        rest = [link for link in links if link not in good]
        if all(link.weight <= 0 for link in rest):  # postings and other pages below one address, well apart
            return Group(tuple(map(_item, good)), sum(link.weight for link in good) / len(good), shape)
    return Group(tuple(map(_item, kept or good)), min(average, SURE - 0.1), shape) if average >= UNSURE else None


def _one_each(members: list[_Link]) -> list[_Link]:
    """Keep one link for each address: the one whose words name it best."""
    best: dict[str, _Link] = {}
    for link in members:
        before = best.get(link.url)
        if before is None or _naming(link) > _naming(before):
            best[link.url] = link
    return list(best.values())


def _naming(link: _Link) -> tuple[bool, bool, int]:
    return (bool(link.words) and not vocab.GENERIC.match(link.words), vocab.is_role(link.words), -len(link.words))


def _give_items(links: list[_Link]) -> None:
    """Find each link's element: the largest that holds no other address of the group."""
    held: dict[int, set[str]] = {}
    for link in links:
        up: LexborNode | None = link.node
        while up is not None and up.tag not in {"body", "html", "main"}:
            held.setdefault(up.mem_id, set()).add(link.url)
            up = up.parent
    alone = len(links) == 1
    for link in links:
        item, up, levels = link.node, link.node.parent, 0
        while up is not None and up.tag not in {"body", "html", "main"} and levels < (3 if alone else _LEVELS):
            if len(held.get(up.mem_id, ())) != 1 or item.tag in {"li", "tr", "article"}:
                break
            item, up, levels = up, up.parent, levels + 1
        link.item = item


def _give_title(link: _Link) -> None:
    item = link.item or link.node
    link.lines = _lines(item)
    headings = [node for node in link.node.css(", ".join(_HEADINGS)) if _words(node)]
    named = [
        node
        for node in link.node.css("[class]")
        if _TITLE_NAME.search(node.attributes.get("class") or "") and _words(node)
    ]
    own = link.words
    if headings or named:
        own = _words((headings or named)[0])
    elif "\n" in text.of_node(link.node):
        own = _lines(link.node)[0]
    if own and not vocab.GENERIC.match(own) and len(own.split()) <= _MOST_TITLE:
        link.title = own
        return
    outside = [node for node in item.css(", ".join(_HEADINGS)) if _words(node)]
    outside = outside or [
        node for node in item.css("[class]") if _TITLE_NAME.search(node.attributes.get("class") or "") and _words(node)
    ]
    outside = outside or [node for node in item.css("strong, b, th") if _words(node)]
    words = [_words(node) for node in outside] + link.lines
    link.title = next(
        (one for one in words if one and not vocab.GENERIC.match(one) and len(one.split()) <= _MOST_TITLE), ""
    )


def _lines(node: LexborNode) -> list[str]:
    """Give the words of an element, a piece each: blocks, what separators part, and what stands in elements of its own."""
    cells = node.css("td, th") if node.tag == "tr" else [node]
    blocks = [re.sub(r"^(?:# |- )", "", block) for cell in cells for block in text.of_node(cell).split("\n")]
    parted = [piece for block in blocks for piece in re.split(r"\s+[·•–—|]\s+", block)]
    single = [text.line(one.text_content or "") for one in node.traverse(include_text=True) if one.tag == "-text"]
    pieces = (piece.strip(" ·•–—|,") for piece in (*single, *parted, *blocks))
    return list(dict.fromkeys(piece for piece in pieces if len(piece) > 1))


def _weight(link: _Link, path: str) -> float:
    title, parts = link.title, urlsplit(link.url)
    if not title or vocab.GENERIC.match(title):
        return -2.0
    where = f"{parts.path}?{parts.query}#{parts.fragment}" if parts.fragment else f"{parts.path}?{parts.query}"
    weight = 0.0
    if vocab.GENDERS.search(title):
        weight += 3
    if vocab.ROLE.search(title):
        weight += 2
    spoken = vocab.JOB_PATH.search(where)
    if spoken:
        common = bool(path.strip("/")) and where.startswith(path.rstrip("/"))
        weight += 1 if common and not vocab.JOB_PATH.search(where[len(path.rstrip("/")) :]) else 2
    for pattern, cost in ((vocab.OTHER_PATH, 3.0), (vocab.PERHAPS_OTHER, 1.5)):
        others = list(pattern.finditer(where.rstrip("/?") + "/"))
        if others and not vocab.JOB_PATH.search(where[others[-1].end() - 1 :]):
            weight -= cost
    if any(vocab.PLACE.match(line) for line in link.lines if line != title):
        weight += 1
    if any(
        fields.employment_kind(line) or fields.workplace(line)
        for line in link.lines
        if line != title and len(line) < 60
    ):
        weight += 0.5
    if link.item is not None and (
        link.item.tag in {"li", "tr", "article"} or link.item.css_first("h2, h3, h4") is not None
    ):
        weight += 0.5
    if vocab.DEPARTMENT_ONLY.match(title):
        weight -= 2.5
    count = len(title.split())
    if count > 12 or title.endswith((".", "?", "!", "…")):
        weight -= 1.5
    if any(vocab.ARTICLE.search(line) for line in link.lines if len(line) < 200):
        weight -= 2
    if len(title) < 3 or title.isdigit():
        weight -= 3
    return weight


def _item(link: _Link) -> Item:
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
        words = _words(node)
        if pattern.search(name) and words and len(words) < 100 and node.css_first("a[href], h2, h3, h4") is None:
            label = re.match(r"^[\w ]{2,20}:\s+", words)
            return words[label.end() :] if label else words
    return None


def _columns(item: LexborNode) -> dict[str, str]:
    """Give the cells of a table's row by what the heads of their columns say."""
    if item.tag != "tr":
        return {}
    up = item.parent
    while up is not None and up.tag != "table":
        up = up.parent
    row = (up.css_first("thead tr") or up.css_first("tr")) if up is not None else None
    heads = [_words(head) for head in row.css("td, th")] if row is not None else []
    cells = [_words(cell) for cell in item.css("td, th")]
    found: dict[str, str] = {}
    for head, cell in zip(heads, cells, strict=False):
        for name, pattern in (("place", _PLACE_NAME), ("team", _TEAM_NAME), ("kind", _KIND_NAME)):
            if pattern.search(head) and cell:
                found.setdefault(name, cell)
    return found


def _behind(link: _Link) -> str | None:
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
                words = _words(before)
                return words if vocab.DEPARTMENT_ONLY.match(words) else None
            before = before.prev
        up = up.parent
    return None


def _sections(body: LexborNode, url: str) -> Group | None:
    """Find postings that have no page of their own: headings, each with its text below it."""
    best: Group | None = None
    for tag in ("summary", "h2", "h3", "h4", "dt", "h5"):
        found = []
        for heading in body.css(tag):
            title = _words(heading)
            if not title or _is_furniture(heading) or len(title.split()) > _MOST_TITLE:
                continue
            below = _below(heading, tag)
            if len(below) >= _SECTION_TEXT:
                found.append((heading, title, below))
        roles = [one for one in found if vocab.is_role(one[1])]
        if len(roles) < 2 or len(roles) < len(found) * _SHARE:
            continue
        items = []
        for heading, title, below in roles:
            name = heading.attributes.get("id") or (heading.parent.attributes.get("id") if heading.parent else None)
            mark = name or re.sub(r"\W+", "-", title.casefold()).strip("-")
            places = [
                line for line in below.split("\n")[:4] if vocab.PLACE.match(re.sub(r"^[\w ]{2,20}:\s+", "", line))
            ]
            place = re.sub(r"^[\w ]{2,20}:\s+", "", places[0]) if places else None
            items.append(Item(f"{text.clean_url(url)}#{mark}", title, place, text=below))
        weight = SURE + len(roles) / len(found)
        if best is None or len(items) > len(best.items):
            best = Group(tuple(items), weight, ("sections", tag))
    return best


def _below(heading: LexborNode, tag: str) -> str:
    """Give the text that belongs to a heading: what follows it up to the next of its kind."""
    parts = []
    after = heading.next
    while after is not None and after.tag != tag:
        if after.tag != "-text" and after.css_first(tag) is not None:
            break
        parts.append(text.of_node(after) if after.tag != "-text" else text.line(after.text_content or ""))
        after = after.next
    return "\n".join(filter(None, parts))


def _total(body: LexborNode) -> int | None:
    """Give how many postings the page states, where a short piece of it says so plainly."""
    for node in body.css("p, div, span, h1, h2, h3, h4, strong, b, small, caption, td"):
        words = _words(node) if (node.text(deep=True) or "").strip() and len(node.text()) < 120 else ""
        if not words or len(words) > 60:
            continue
        span = vocab.RANGE_OF.search(words)
        if span:
            return int(re.sub(r"\D", "", span[3]))
        stated = vocab.TOTAL.match(words)
        if stated and node.tag != "td":
            return int(re.sub(r"\D", "", stated[1] or stated[2]))
    return None


def _following(body: LexborNode, home: str, url: str) -> tuple[str, str]:
    """Give the address of the next page, and the words of a button that would load more without one."""
    button = ""
    here = text.clean_url(url)
    for node in body.css('a[rel~="next"][href], a[href], button, [role=button]'):
        has = node.attributes
        said = [words for words in (_words(node), has.get("aria-label") or "", has.get("title") or "") if words]
        href = (has.get("href") or "").strip()
        off = "disabled" in has or has.get("aria-disabled") == "true" or "disabled" in (has.get("class") or "").split()
        named = any(vocab.MORE_LINK.match(words) for words in said) or "next" in (has.get("rel") or "").split()
        if not named or off:
            continue
        if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
            address = urljoin(home, href)
            if text.clean_url(address) != here:
                return address, ""
        elif not button:
            button = said[0] if said else "next"
    return _numbered(body, home, url), button


def _numbered(body: LexborNode, home: str, url: str) -> str:
    """Give the next of numbered pages, where there is no link that is called so."""
    numbers: dict[int, str] = {}
    for node in body.css("a[href]"):
        words = _words(node)
        if words.isdigit() and int(words) < 1_000:
            address = urljoin(home, (node.attributes.get("href") or "").strip())
            if re.search(rf"(?:page|seite|pg|p|start|offset|from|pn)[=/_-]?\d+|[?&/][^?&/]*{words}(?:$|[/&])", address):
                numbers.setdefault(int(words), address)
    if not numbers:
        return ""
    at = next((number for number, address in numbers.items() if text.clean_url(address) == text.clean_url(url)), None)
    if at is None:
        current = body.css_first('[aria-current="page"], .pagination .active, .pager .current, .page-numbers.current')
        words = _words(current) if current is not None else ""
        at = int(words) if words.isdigit() else min(numbers) - 1
    return numbers.get(at + 1, "")
