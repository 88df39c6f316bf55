"""Find postings within a page itself: a heading, a switch or a row each, with the text inside, below or after it.

A group of them is scored by how many name an occupation, by the heading above them and the names of their elements, and
by their content (a text, a place, a way to apply). One sign alone never makes a list.
"""

from __future__ import annotations

import re
from collections import Counter

from tracker.boards.generic.entry_links import around, own_link
from tracker.boards.generic.foot import without_foot
from tracker.boards.generic.marks import is_counted, mark_of
from tracker.boards.generic.section_weight import Section, in_list, score_group, score_unnamed
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.emptiness import denies
from tracker.boards.kit.groups import of_address
from tracker.boards.kit.headings import LEVELS, Head, Outline, set_units
from tracker.boards.kit.labels import NO_TITLE, city_behind, labelled
from tracker.boards.kit.page_items import MOST_TITLE, SURE, UNSURE, Furniture, Group, Item
from tracker.boards.kit.row_details import city_of, kind_of, named_place, place_of
from tracker.boards.kit.templates import Templates
from tracker.extract import text, urls
from tracker.extract.places import is_way_of_working

_SHARE = 0.6  # share of the headings of one kind that must name an occupation
_LEAST_SHARE = 0.25  # the same, in a list of jobs
_SOME = 40  # characters in a posting's element besides its title, if it contains the text
_BUTTON = 60  # characters of a button
_LINKED = 0.8  # share of the headings that must lead to pages of their own, if these are the postings
_TEASER = 200  # characters of a text that only introduces the posting's own page
_LINES = 40  # lines of a text that may have a label
_SAME = 2  # postings with the same elements; they show where the last one ends
_MOST_UNNAMED = 30  # postings of which none names a known occupation; more are a catalogue of something else
UNNAMED = "unnamed"  # prefix of the shape of such a group
_ALIKE = 0.5  # share of titles that two groups have in common if they are the same list


def sections(
    outline: Outline, home: str, url: str, furniture: Furniture, templates: Templates | None = None
) -> list[Group]:
    """Return the groups of postings within the page itself, the highest score first; `templates` are texts of templates."""
    groups: list[Group] = []
    for kind, heads in outline.kinds:
        groups += _groups(outline, kind, heads, home, url, furniture, templates or {})
    groups.sort(key=lambda group: (-(group.weight >= SURE), -len(group.items), -group.weight))
    lines = [[{line.removeprefix("# ") for line in item.text.split("\n")} for item in group.items] for group in groups]
    titles = [{item.title for item in group.items} for group in groups]
    distinct: list[int] = []
    for number in range(len(groups)):
        if any(_holds(lines[number], titles[number], other) for other in titles):
            continue
        if any(_says_more(groups[number], other) for other in groups):
            continue
        if not any(len(titles[number] & titles[size]) > len(titles[number]) * _ALIKE for size in distinct):
            distinct.append(number)
    return [groups[number] for number in distinct]


def _holds(lines: list[set[str]], titles: set[str], other: set[str]) -> bool:
    """Return whether a group's members are departments: their texts contain the postings of another group."""
    if len(other) < len(titles) or titles & other:
        return False
    return sum(bool(line & other) for line in lines) * 2 >= len(lines)


def _says_more(group: Group, other: Group) -> bool:
    """Return whether a group has whole rows as titles, and the other one the titles in them, with the rest beside."""
    if len(group.items) != len(other.items) or group is other:
        return False
    pairs = zip(group.items, other.items, strict=True)
    return all(_is_row_of(row.title, section) for row, section in pairs)


def _is_row_of(words: str, item: Item) -> bool:
    rest = words.removeprefix(item.title).strip()
    return words != item.title and words.startswith(item.title) and rest in f"{item.location or ''} {item.text}"


def _groups(
    outline: Outline, kind: str, heads: list[Head], home: str, url: str, furniture: Furniture, templates: Templates
) -> list[Group]:
    if not any(vocab.is_role(head.title) for head in heads):
        return _unnamed(outline, kind, heads, home, url, furniture, templates)
    heads = [head for head in heads if _may_be(head) and not furniture.holds(head.target or head.node)]
    set_units(heads, kind)
    parts = _of_jobs([_section(outline, head, home, url) for head in heads])
    return list(filter(None, (_group(kind, _merged(part), url, templates) for part in parts)))


def _unnamed(
    outline: Outline, kind: str, heads: list[Head], home: str, url: str, furniture: Furniture, templates: Templates
) -> list[Group]:
    """Return the sections directly under a heading of a list that name no known occupation, as a list or a doubt."""
    heads = [head for head in heads if vocab.LIST_HEADING.search(head.above()) and _may_be(head)]
    heads = [head for head in heads if not furniture.holds(head.target or head.node)]
    if not 1 < len(heads) <= _MOST_UNNAMED:
        return []
    set_units(heads, kind)
    members = _merged([_section(outline, head, home, url) for head in heads])
    _set_texts(members, kind, templates)
    members = [section for section in members if not _is_closed(section)]
    weight = score_unnamed(kind, members)
    return [Group(_items(members, url), weight, (UNNAMED, kind))] if weight >= UNSURE else []


def _group(kind: str, sections: list[Section], url: str, templates: Templates) -> Group | None:
    sections = [section for section in sections if not section.link or of_address(section.link, urls.path(url)) >= 0]
    roles = [section for section in sections if section.role]
    if not roles or len(roles) < len(sections) * _LEAST_SHARE:
        return None
    _set_texts(sections, kind, templates)
    sections = [section for section in sections if not _is_closed(section)]
    roles = [section for section in sections if section.role]
    if not roles:
        return None
    if len(roles) < len(sections) * _SHARE and not in_list(sections):
        return None
    weight = score_group(kind, sections, url)
    if weight < UNSURE:
        return None
    return Group(_items(sections, url), weight, ("sections", kind))


def _may_be(head: Head) -> bool:
    title = head.title
    return (
        bool(title)
        and len(title.split()) <= MOST_TITLE
        and not title.endswith("?")
        and not vocab.GENERIC.match(title)
        and not vocab.CALL.search(title)
        and not NO_TITLE.match(title)
        and not (vocab.is_person(title) and not vocab.JOBS_HEADING.search(head.above()))
        and not (vocab.LIST_HEADING.search(title) and not vocab.is_role(title))
    )


def _section(outline: Outline, head: Head, home: str, url: str) -> Section:
    return Section(head, "", own_link(outline, head, home, url), role=vocab.is_role(head.title))


def _of_jobs(sections: list[Section]) -> list[list[Section]]:
    """Leave out what is under headings of other things: values, people, questions.

    If some are under a heading of a list of jobs, those under other headings form a separate group.
    """
    under: dict[str, list[Section]] = {}
    for section in sections:
        under.setdefault(section.head.above(), []).append(section)
    of_jobs: list[Section] = []
    separate: list[Section] = []
    listed = any(vocab.LIST_HEADING.search(heading) for heading in under)
    for heading, members in under.items():
        other = vocab.OTHER_HEADING.search(heading) and not vocab.JOBS_HEADING.search(heading)
        other = other and not vocab.DEPARTMENT_ONLY.match(heading) and not all(section.link for section in members)
        closed = vocab.CLOSED_HEADING.search(heading)
        if not closed and not (other and len(under) > 1) and any(section.role for section in members):
            (of_jobs if not listed or _names_a_part(heading) else separate).extend(members)
    signatures = {_signature(section) for section in of_jobs if section.role}
    return [[section for section in of_jobs if section.role or _signature(section) in signatures], separate]


def _names_a_part(heading: str) -> bool:
    return bool(
        vocab.JOBS_HEADING.search(heading)
        or vocab.DEPARTMENT_ONLY.match(heading)
        or vocab.PLACE.match(heading)
        or vocab.is_role(heading)
    )


def _merged(sections: list[Section]) -> list[Section]:
    """Merge what one posting has twice, as a card and as the window that its button opens."""
    first: dict[str, Section] = {}
    merged = []
    for section in sections:
        before = first.setdefault(section.head.title, section)
        if before is section or _signature(before) == _signature(section):
            merged.append(section)
        else:
            before.more_heads.append(section.head)
    return merged


def _signature(section: Section) -> tuple[str, str, bool]:
    node = section.head.node
    return str(node.tag), (node.attributes.get("class") or "").split(" ")[0], bool(section.link)


def _set_texts(sections: list[Section], kind: str, templates: Templates) -> None:
    """Set the text of each posting: inside its element, in what it opens, else what follows up to the next posting."""
    units = {section.head.unit.mem_id for section in sections if section.head.unit is not None}
    inside = ["\n".join(filter(None, map(_inside, (section.head, *section.more_heads)))) for section in sections]
    more_of = [_in_template(section, templates) for section in sections]
    if sum(len(body) + len(more) >= _SOME for body, more in zip(inside, more_of, strict=True)) * 2 < len(sections):
        after = [_text_between(section.head, kind, units) for section in sections]
        shapes = {shape for _, members in after[:-1] for shape in members}
        if len(sections) > 1:  # what follows the last one may belong to no posting
            after[-1] = _text_between(sections[-1].head, kind, units, shapes, _element_count(after[:-1]))
        inside = ["\n".join(filter(None, (body, more))) for body, (more, _) in zip(inside, after, strict=True)]
    for section, body, more in zip(sections, without_foot(inside), more_of, strict=True):
        section.text = "\n".join(filter(None, (_without_buttons(body), more)))
        section.applies = any(len(line) < _BUTTON and vocab.APPLY.search(line) for line in body.split("\n")[-3:])
        lines = [
            re.sub(r"^(?:# |- )", "", line)
            for line in (*section.head.adjacent, *body.split("\n")[:4])
            if len(line) < 200
        ]
        section.place = next(filter(None, map(place_of, lines)), None) or _labelled_place(section.head, body)
        section.city = next(filter(None, map(city_of, lines)), None) or city_behind(section.head.title)
        section.kind = next((line for line in lines if kind_of(line)), None)
        section.workplace = next(filter(is_way_of_working, lines), None)
        section.place_words = section.place or section.city
        if section.workplace and section.place_words and is_way_of_working(section.place_words):
            others = (place_of(line) for line in lines if not is_way_of_working(line))
            section.place_words = (
                next(filter(None, others), None) or _labelled_place(section.head, body) or section.city
            )


def _labelled_place(head: Head, body: str) -> str | None:
    """Return the place that is labelled in the lines next to a title or in its text, or by the name of an element."""
    lines = [*head.adjacent, *(re.sub(r"^(?:# |- )", "", line) for line in body.split("\n")[:_LINES])]
    unit = head.unit or head.node
    named = named_place(unit) if unit.mem_id != head.node.mem_id else None
    return labelled(lines) or named


def _is_closed(section: Section) -> bool:
    """Return whether a line of a posting says that it is no longer open, or its text that there are none of its kind."""
    if denies(section.head.title, section.text):
        return True
    return any(
        vocab.CLOSED.match(line) for line in (*section.head.adjacent, *section.text.split("\n")) if len(line) < _BUTTON
    )


def _without_buttons(body: str) -> str:
    """Return a text without the button labels at its end."""
    lines = body.split("\n")
    while lines and len(lines[-1]) < _BUTTON and vocab.GENERIC.match(lines[-1].removeprefix("- ")):
        lines.pop()
    return "\n".join(lines)


def _in_template(section: Section, templates: Templates) -> str:
    """Return the text of the only template in a posting's element."""
    texts = templates.get(section.head.unit.mem_id, []) if section.head.unit is not None else []
    return texts[0] if len(texts) == 1 else ""


def _inside(head: Head) -> str:
    unit = head.unit or head.node
    parts = [] if unit.mem_id == head.node.mem_id else [text.of_node(unit, frozenset((head.node.mem_id,)))]
    if head.target is not None and not any(up.mem_id == unit.mem_id for up in around(head.target, unit)):
        parts.append(text.of_node(head.target))
    return "\n".join(filter(None, parts))


def _element_count(after: list[tuple[str, list[str]]]) -> int:
    """Return the number of elements of the last posting, if all before it have the same ones; else -1."""
    shapes = {tuple(members) for _, members in after}
    return len(after[0][1]) if len(after) >= _SAME and len(shapes) == 1 else -1


def _text_between(
    head: Head, kind: str, units: set[int], shapes: set[str] | None = None, most: int = -1
) -> tuple[str, list[str]]:
    """Return the text between an element and the next one of its kind, and the kinds of elements that contain it."""
    parts: list[str] = []
    seen: list[str] = []
    higher = ", ".join(LEVELS[: LEVELS.index(kind) + 1] if kind in LEVELS else LEVELS[:4])
    unit = head.unit or head.node
    after = unit.next
    while after is not None and after.mem_id not in units:
        if after.tag != "-text":
            shape = f"{after.tag}.{((after.attributes or {}).get('class') or '').split(' ')[0]}"
            ends = after.tag == kind or after.tag in higher.split(", ") or after.css_first(f"{higher}, {_css(kind)}")
            if ends or (shapes is not None and shape not in shapes) or len(seen) == most:
                break
            seen.append(shape)
            parts.append(text.of_node(after))
        else:
            parts.append(text.line(after.text_content or ""))
        after = after.next
    return "\n".join(filter(None, parts)), seen


def _css(kind: str) -> str:
    return kind if kind in {*LEVELS, "summary", "dt", "li", "tr"} else "h1"


def _items(sections: list[Section], url: str) -> tuple[Item, ...]:
    own_url = urls.clean(url)
    linked = [section.link for section in sections if section.link]
    times = Counter(linked)
    paged = len(linked) >= len(sections) * _LINKED and len(times) == len(linked)
    own = [mark_of(section.head) for section in sections]
    marks = Counter(own)
    same = Counter(_slug(section.head.title) for section in sections)
    slugs: Counter[str] = Counter()
    items = []
    for section, name in zip(sections, own, strict=True):
        slug = _slug(section.head.title)
        if (place := section.place or section.city) and same[slug] > 1:
            slug = f"{slug}-{_slug(place)}"
        slugs[slug] += 1
        slug = slug if slugs[slug] == 1 else f"{slug}-{slugs[slug]}"
        mark = name if name and marks[name] == 1 else slug
        # an accordion numbers its panels: with one posting less, all after it would become other postings
        key = f"{own_url}#{slug}" if mark == name and is_counted(name) else ""
        # a short text next to a link is not the posting's text; this must not depend on how many others have a link
        if section.link and (paged or (times[section.link] == 1 and len(section.text) < _TEASER)):
            items.append(
                Item(section.link, section.head.title, section.place_words, kind=section.kind, way=section.workplace)
            )
        else:
            body = section.text or "\n".join((section.head.title, *section.head.adjacent))
            items.append(
                Item(
                    f"{own_url}#{mark}",
                    section.head.title,
                    section.place_words,
                    kind=section.kind,
                    text=body,
                    key=key,
                    way=section.workplace,
                )
            )
    return tuple(items)


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.casefold()).strip("-")
