"""The list in a page that nobody has described: links that share a shape, each in an element of its own, that read like jobs.

Links are put together by the shape of their addresses and by where they stand. Every group is weighed by what its
members say: words for occupations, addresses that speak of jobs, places beside them; against them speak words of news,
of navigation, of buttons. A group that is not clearly one of postings is told as unsure, and is no list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import fields, text, urls
from tracker.boards import vocabulary as vocab
from tracker.boards.beside import column_of, item_of
from tracker.boards.items import MOST_TITLE, SURE, UNSURE, Group, Item, Link, is_furniture, words_of
from tracker.boards.onward import most_named, next_page, stated_total
from tracker.boards.sections import sections

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SHARE = 0.6  # of the members that weigh at least this much by themselves
_MEMBER = 2.0
_ALONE = 4.5  # what one link must weigh to be a list of one
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE_NAME = re.compile(r"title|titel|heading|position|jobname|job-name|stelle|role", re.IGNORECASE)
_ID = re.compile(r"\d|^[0-9a-f-]{20,}$")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or what a frame in it shows."""

    url: str
    markup: str


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
    most: int = 0


def find(documents: Iterable[Document], *, known: Sequence[tuple[str, ...]] = ()) -> Repeated:
    """Find the postings of a page. `known` are shapes of the list's first page: links of these are postings anyway."""
    from selectolax.lexbor import LexborHTMLParser

    best = Repeated()
    for document in documents:
        tree = LexborHTMLParser(document.markup)
        if tree.body is None:
            continue
        base = tree.css_first("base[href]")
        home = urls.join(document.url, base.attributes.get("href") or "") if base is not None else document.url
        home = home if urls.is_web(home) else document.url
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
    groups = _groups(links, urls.path(url), known)
    inline = sections(body, url)
    said = " ".join(body.text(separator=" ").split())
    total = stated_total(body)
    following, button = next_page(body, home, url)
    more = {"total": total, "following": following, "button": button, "most": most_named(body)}
    sure = [group for group in groups if group.weight >= SURE]
    if not sure and inline and inline.weight >= SURE:
        sure = [inline]
    if sure:
        top = max(group.weight for group in sure)
        chosen = _others([group for group in sure if group.weight >= top * 0.7])
        items = {item.url: item for group in chosen for item in group.items}
        return Repeated(tuple(items.values()), tuple(group.shape for group in chosen), **more)  # type: ignore[arg-type]
    doubtful = [group for group in (*groups, *([inline] if inline else [])) if group.weight >= UNSURE]
    if doubtful:
        group = max(doubtful, key=lambda group: group.weight)
        names = ", ".join(repr(item.title[:40]) for item in group.items[:3])
        return Repeated(unsure=f"{len(group.items)} links might be postings ({names}), and might not", **more)  # type: ignore[arg-type]
    return Repeated(nothing=bool(vocab.NOTHING.search(said[:20_000])), **more)  # type: ignore[arg-type]


def _links(body: LexborNode, home: str, url: str) -> list[Link]:
    links = []
    here, site = urls.clean(url), urls.parse(url).netloc
    for node in body.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:", "sms:")):
            continue
        if href.startswith("#") and not href.startswith(("#/", "#!")):
            continue
        address = urls.clean(urls.join(home, href))
        if address == here or urls.parse(address).scheme not in {"", *urls.WEB} or is_furniture(node):
            continue
        links.append(Link(node, address, words_of(node), _path(node), site))
    return links


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


def _shapes(link: Link) -> list[tuple[str, ...]]:
    """Give the groups that a link may belong to: by its address, ever more loosely, and by where it stands."""
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


def _groups(links: list[Link], path: str, known: Sequence[tuple[str, ...]]) -> list[Group]:
    by_shape: dict[tuple[str, ...], list[Link]] = {}
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


def _others(groups: list[Group]) -> list[Group]:
    """Leave out a group that names the same postings once more, by another link of theirs."""
    kept: list[Group] = []
    for group in groups:
        titles = {item.title for item in group.items}
        if not any(len(titles & {item.title for item in one.items}) * 2 > len(titles) for one in kept):
            kept.append(group)
    return kept


def _apart(groups: list[Group]) -> list[Group]:
    """Leave out groups whose postings are all in a heavier or larger one."""
    kept: list[Group] = []
    taken: set[str] = set()
    for group in sorted(groups, key=lambda group: (group.weight < SURE, -len(group.items) * min(group.weight, 4.0))):
        ours = {item.url for item in group.items}
        if ours - taken:
            kept.append(group)
            taken |= ours
    return kept


def _weigh(shape: tuple[str, ...], members: list[Link], path: str, *, like: bool) -> Group | None:
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
        return Group(tuple(map(item_of, kept)), SURE + 1, shape) if kept else None
    if not good:
        return None
    share = len(good) / len(links)
    average = sum(link.weight for link in links) / len(links)
    if len(links) == 1:
        if links[0].weight >= _ALONE:
            return Group((item_of(links[0]),), SURE, shape)
        return Group((item_of(links[0]),), UNSURE, shape) if links[0].weight >= SURE else None
    alike = {(link.place[:3], _shapes(link)[0]) for link in good}
    kept = [
        link
        for link in links
        if link.weight >= _MEMBER or (link.weight >= 0 and (link.place[:3], _shapes(link)[0]) in alike and share > 0.5)
    ]
    if average >= SURE and share >= _SHARE:
        return Group(tuple(map(item_of, kept)), average, shape)
    if share >= 0.3 and len(good) > 1 and all(link.weight >= SURE for link in good):
        rest = [link for link in links if link not in good]
        if all(link.weight <= 0 for link in rest):  # postings and other pages side by side, well apart
            return Group(tuple(map(item_of, good)), sum(link.weight for link in good) / len(good), shape)
    return Group(tuple(map(item_of, kept or good)), min(average, SURE - 0.1), shape) if average >= UNSURE else None


def _one_each(members: list[Link]) -> list[Link]:
    """Keep one link for each address: the one whose words name it best."""
    best: dict[str, Link] = {}
    for link in members:
        before = best.get(link.url)
        if before is None or _naming(link) > _naming(before):
            best[link.url] = link
    return list(best.values())


def _naming(link: Link) -> tuple[bool, bool, int]:
    return (bool(link.words) and not vocab.GENERIC.match(link.words), vocab.is_role(link.words), -len(link.words))


def _give_items(links: list[Link]) -> None:
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


def _give_title(link: Link) -> None:
    item = link.item or link.node
    link.lines = _lines(item)
    headings = [node for node in link.node.css(", ".join(_HEADINGS)) if words_of(node)]
    named = [
        node
        for node in link.node.css("[class]")
        if _TITLE_NAME.search(node.attributes.get("class") or "") and words_of(node)
    ]
    own = link.words
    if headings or named:
        own = words_of((headings or named)[0])
    elif "\n" in text.of_node(link.node):
        own = _lines(link.node)[0]
    if own and not vocab.GENERIC.match(own) and len(own.split()) <= MOST_TITLE:
        link.title = own
        return
    outside = [node for node in item.css(", ".join(_HEADINGS)) if words_of(node)]
    outside = outside or [
        node
        for node in item.css("[class]")
        if _TITLE_NAME.search(node.attributes.get("class") or "") and words_of(node)
    ]
    outside = outside or [node for node in item.css("strong, b, th") if words_of(node)]
    words = [words_of(node) for node in outside] + link.lines
    link.title = next(
        (one for one in words if one and not vocab.GENERIC.match(one) and len(one.split()) <= MOST_TITLE), ""
    )


def _lines(node: LexborNode) -> list[str]:
    """Give the words of an element, a piece each: blocks, what separators part, and what stands in elements of its own."""
    cells = node.css("td, th") if node.tag == "tr" else [node]
    blocks = [re.sub(r"^(?:# |- )", "", block) for cell in cells for block in text.of_node(cell).split("\n")]
    parted = [piece for block in blocks for piece in re.split(r"\s+[·•–—|]\s+", block)]
    single = [text.line(one.text_content or "") for one in node.traverse(include_text=True) if one.tag == "-text"]
    pieces = (piece.strip(" ·•–—|,") for piece in (*single, *parted, *blocks))
    return list(dict.fromkeys(piece for piece in pieces if len(piece) > 1))


def _weight(link: Link, path: str) -> float:
    """Weigh one link: what its title says, its address, and what stands beside it."""
    title = link.title
    if not title or vocab.GENERIC.match(title):
        return -2.0
    return _of_title(title) + _of_address(link.url, path) + _of_item(link) + _of_context(link)


def _of_title(title: str) -> float:
    weight = 3.0 if vocab.GENDERS.search(title) else 0.0
    if vocab.ROLE.search(title):
        weight += 2
    if vocab.DEPARTMENT_ONLY.match(title):
        weight -= 2.5
    if len(title.split()) > 12 or title.endswith((".", "?", "!", "…")):
        weight -= 1.5
    if len(title) < 3 or title.isdigit():
        weight -= 3
    return weight


def _of_address(url: str, path: str) -> float:
    """An address that speaks of jobs speaks for a posting, less so where all of the site lies below that word."""
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
    """Give what an address has beyond the folders that it shares with the list."""
    theirs, ours = where.split("/"), path.split("/")
    shared = 0
    while shared < min(len(theirs), len(ours)) - 1 and theirs[shared] == ours[shared]:
        shared += 1
    return "/" + "/".join(theirs[shared:])


def _of_context(link: Link) -> float:
    """Weigh what a list is called: the heading above it, the names of the elements around it, the head of its column."""
    item = link.item or link.node
    weight = _of_names(item)
    heading, near = _heading(item)
    if vocab.OTHER_HEADING.search(heading) and not vocab.JOBS_HEADING.search(heading):
        weight -= 1.5
    elif vocab.JOBS_HEADING.search(heading):
        weight += 1.5 if near else 0.5
    if item.tag == "tr" and vocab.TITLE_HEAD.search(column_of(item, link.node)):
        weight += 1.0
    if link.title != link.words and vocab.GENERIC.match(link.words):
        weight -= 0.25  # of two links to one posting, that which names it
    return weight


def _heading(item: LexborNode) -> tuple[str, bool]:
    """Give the nearest heading above an element, and whether it is the list's own rather than the page's."""
    up: LexborNode | None = item
    levels = 0
    while up is not None and up.tag != "html":
        before = up.prev
        while before is not None:
            if before.tag in _HEADINGS:
                return words_of(before), before.tag != "h1"
            if levels and before.tag in {"div", "header", "center", "p"}:
                inner = before.css(", ".join(_HEADINGS))
                if len(inner) == 1 and before.css_first("li, tr, article") is None:
                    return words_of(inner[0]), inner[0].tag != "h1"
            before = before.prev
        up, levels = up.parent, levels + 1
    return "", False


def _of_names(item: LexborNode) -> float:
    """Weigh the classes and ids of an element and of those around it, the nearest that says something."""
    up: LexborNode | None = item
    for _ in range(6):
        if up is None or up.tag in {"body", "html", "main"}:
            break
        has = up.attributes
        name = f"{has.get('class') or ''} {has.get('id') or ''}".replace("_", " ").replace("-", " ")
        if vocab.JOBS_NAME.search(name):
            return 1.0
        if vocab.OTHER_NAME.search(name):
            return -1.5
        up = up.parent
    return 0.0


def _of_item(link: Link) -> float:
    beside = [line for line in link.lines if line != link.title]
    weight = 1.0 if any(vocab.PLACE.match(line) for line in beside) else 0.0
    if any(fields.employment_kind(line) or fields.workplace(line) for line in beside if len(line) < 60):
        weight += 0.5
    if link.item is not None and (
        link.item.tag in {"li", "tr", "article", "dt", "dd"} or link.item.css_first("h2, h3, h4") is not None
    ):
        weight += 0.5
    if any(vocab.ARTICLE.search(line) for line in link.lines if len(line) < 200):
        weight -= 2
    return weight
