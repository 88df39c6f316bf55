"""Decide whether a page shows its list with a filter set: "no openings" then says nothing about the other postings.

A filter that the configured address itself sets (`?place=york`) belongs to the monitored list.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract import text, urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

_MOST, _MOST_OPTIONS = 100, 300  # fields of a page, and options of one, that are examined; search forms have a dozen
_LONGEST = 60  # characters of a value that is quoted or of the label of a filter
_MOST_LEVELS = 8
# Names of fields by which a list of jobs is searched.
_NAMED = re.compile(
    r"(?:^|[\W_])(?:q|s|k|l|query|search\w*|keywords?|kw|term|text|what|where|suche?|suchbegriff|stichwort\w*|recherche|mot\w*cles?|buscar|busca|cerca|zoek\w*|fraza|szukaj|sok|haku|"
    r"places?|locations?|loc|city|cities|town|region|country|state|site|office|ort|standort\w*|lieu|ville|ciudad|lugar|ubicacion|sede|citta|plaats|vestiging|miasto|lokalizacja|stad|"
    r"departments?|dept|teams?|categor\w+|cat|functions?|division|area|field|sector|industry|discipline|abteilung|bereich|kategorie|berufsfeld|fachbereich|metier|domaine|service|"
    r"types?|job-?types?|contracts?|employment\w*|level|experience|vertrag\w*|arbeitszeit|anstellung\w*|contrat|jornada|filters?|f)(?:$|[\W_])",
    re.IGNORECASE,
)
_JOBS = re.compile(
    r"job|career|vacanc|position|stelle|karriere|emploi|offre|empleo|oferta|lavoro|vacature", re.IGNORECASE
)
_OTHER = re.compile(
    r"lang|locale|currency|sort|order|per[-_ ]?page|limit|size|radius|distance|umkreis|sprache|news|mail|subscri|contact|kontakt|cookie|consent|login|user|phone|tel",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"^\W*$|^\W*(?:all|any|every|everything|everywhere|anywhere|select|choose|pick|please|filter|alle[rs]?|beliebig|bitte|wählen|auswählen|egal|tous|toutes|tout|choisir|choisissez|sélectionne[rz]|"
    r"todos|todas|todo|seleccion\w+|elegir|elija|tutt[eio]|scegli|seleziona|alles|kies|selecteer|wszystkie|wybierz|alla|välj|vælg|velg|kaikki|valitse|všechny|vyberte|összes|toate|tümü|seçiniz|все|выберите|усі|όλες|όλα|"
    r"qualquer|selecione|escolha)\b|^(?:すべて|全て|全部|指定なし|選択|不限|请选择|전체|선택)",
    re.IGNORECASE,
)
_NOTHING = frozenset(("", "0", "-1", "all", "any", "none", "null", "undefined", "*", "alle", "default"))
_CHIPS = "[class*='filter' i], [class*='facet' i], [class*='chip' i], [class*='refine' i], [class*='selected' i], [class*='applied' i]"
_MARKED = "li.active, a.active, li.selected, a.selected, li.current, a.current, li.is-active, a.is-active, a[aria-current], [aria-selected=true]"
# Next to "All" and "Closed", these mean all open postings. Sort orders and views don't change the list.
_OPEN = re.compile(
    r"^\W*(?:(?:currently )?open|current|active|available|vacant|new(?:est)?|latest|list|map|grid|jobs?|vacancies|openings|offene?|aktuelle?|freie|neueste|liste|karte|ouvertes?|en cours|récentes?|"
    r"abiert[ao]s?|activ[ao]s?|vigentes?|apert[ei]|attiv[ei]|actueel|open ?staande|otwarte|aktualne|lediga|aktuella|ledige|avoimet|otevřené|aktuální|открытые|актуальные|募集中|招聘中|진행 ?중)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[^\W\d_]\D{0,3}[(\[ ]\d{1,4}[)\]]?$")  # a name and a number: "Italy (4)", "Italy 4"
_PARTS = frozenset(("body", "main", "html"))
_CHIP = re.compile(r"(.{1,60}?)\s?(?:[×✕✖✗⨯🗙]|\b[xX])(?:\W.{0,30})?$")
_CLOSES = re.compile(r"clos|schlie|ferm|cerrar|chiud|sluit|dismiss|menu|filters?$|^filter$", re.IGNORECASE)


def set_filter(body: LexborNode, url: str, shown: frozenset[int] = frozenset()) -> str:
    """Return the value of a filter that is set on a page, "" if there is none; `shown` are elements to leave out."""
    own_values = {value.casefold() for _, value in urls.query(url)}
    for value in (*_of_fields(body, shown), *_of_chips(body, shown), *_of_links(body, url, shown)):
        if value.casefold() not in own_values:
            return value[:_LONGEST]
    return ""


def narrowed(body: LexborNode, url: str) -> tuple[str, ...]:
    """Return the problem of a list that is shown with a set filter; empty if there is none.

    Postings that it leaves out are not closed.
    """
    value = set_filter(body, url)
    return (f"a filter is set ({value!r}), which may leave postings out",) if value else ()


def _of_fields(body: LexborNode, shown: frozenset[int]) -> Iterator[str]:
    boxes: dict[str, list[bool]] = {}
    for node in body.css("input, select")[:_MOST]:
        if node.mem_id in shown or not _is_a_filter(node):
            continue
        attributes = node.attributes
        kind = (attributes.get("type") or "text").lower()
        if node.tag == "select":
            yield from _chosen(node)
        elif kind in {"text", "search"} and not _NEUTRAL.match(attributes.get("value") or ""):
            yield text.line(attributes.get("value") or "")
        elif kind in {"checkbox", "radio"}:
            group = boxes.setdefault(f"{kind} {attributes.get('name') or ''}", [])
            group.append("checked" in attributes and not _neutral_box(node, kind, first=not group))
    for group in boxes.values():
        if any(group) and not all(group):
            yield "a box that is checked"


def _neutral_box(node: LexborNode, kind: str, *, first: bool) -> bool:
    """Return whether a checked box chooses everything: "all", or the first of radio buttons."""
    words = text.line(node.parent.text(separator=" ")) if node.parent is not None and node.parent.tag == "label" else ""
    value = (node.attributes.get("value") or "").strip().lower()
    all_of_them = bool(words) and bool(_NEUTRAL.match(words))
    return (kind == "radio" and first) or all_of_them or value in _NOTHING - {""}


def _chosen(node: LexborNode) -> Iterator[str]:
    """Yield the options of a select that are marked as chosen, if one that means all of them could have been."""
    options = node.css("option")[:_MOST_OPTIONS]
    for index, element in enumerate(options):
        if "selected" not in element.attributes or "disabled" in element.attributes:
            continue
        words = text.line(element.text())
        value = element.attributes.get("value")
        if _NEUTRAL.match(words) or (value is not None and value.strip().lower() in _NOTHING) or _is_label(node, words):
            continue
        if index or len(options) == 1 or any(_NEUTRAL.match(text.line(other.text())) for other in options):
            yield words


def _is_label(node: LexborNode, words: str) -> bool:
    """Return whether the first option only says what the select is for: "Location"."""
    named = " ".join(filter(None, (node.attributes.get(name) for name in ("name", "id", "aria-label", "title"))))
    return words.casefold().rstrip("s:. ") in named.casefold() or bool(_NAMED.fullmatch(words.strip(" :.…")))


def _is_a_filter(node: LexborNode) -> bool:
    """Return whether the name of a field is for searching jobs, and its form is not for anything else."""
    attributes = node.attributes
    named = " ".join(
        filter(None, (attributes.get(key) for key in ("name", "id", "class", "aria-label", "placeholder")))
    )
    if "disabled" in attributes or (attributes.get("type") or "").lower() in {
        "hidden",
        "submit",
        "button",
        "email",
        "password",
    }:
        return False
    if _OTHER.search(named) or not _NAMED.search(f" {named} "):
        return False
    form = next((ancestor for ancestor in islice(ancestors(node), _MOST_LEVELS) if ancestor.tag == "form"), None)
    if form is None:
        return True
    of_form = " ".join(filter(None, (form.attributes.get(key) for key in ("action", "class", "id", "name", "role"))))
    return not re.search(
        r"news|subscri|contact|kontakt|mail|login|apply|bewerb|cookie", of_form, re.IGNORECASE
    ) or bool(_JOBS.search(of_form) and "search" in of_form)


def _of_chips(body: LexborNode, shown: frozenset[int]) -> Iterator[str]:
    """Yield the words of an element that shows a set filter with a cross to remove it."""
    for node in body.css(_CHIPS)[:_MOST]:
        if node.mem_id in shown:
            continue
        words = text.line(node.text(separator=" ")) if len(node.text()) <= 4 * _LONGEST else ""
        match = _CHIP.fullmatch(words)
        if match and not _CLOSES.search(match[1]):
            yield match[1].strip()


def _of_links(body: LexborNode, url: str, shown: frozenset[int]) -> Iterator[str]:
    """Yield the words of a link that is marked among links to the same list, if another of them means all of it."""
    for node in body.css(_MARKED)[:_MOST]:
        words = text.line(node.text(separator=" ")) if len(node.text()) <= 4 * _LONGEST else ""
        is_all = words.isdecimal() or _NEUTRAL.match(words) or _OPEN.match(words)
        if node.mem_id in shown or not 1 < len(words) <= _LONGEST or is_all:
            continue
        group = node.parent.parent if node.parent is not None and node.parent.tag == "li" else node.parent
        links = group.css("a[href]")[:_MOST] if group is not None and group.tag not in _PARTS else []
        own = node if node.tag == "a" else node.css_first("a[href]")
        if own is not None and _address(own, url) == urls.clean(url):
            continue  # the address that is configured
        links_to_all = [
            element
            for element in links
            if _NEUTRAL.match(text.line(element.text())) and len(element.text()) <= _LONGEST
        ]
        if (links_to_all and all(_is_of_list(element, url) for element in links)) or _are_counted_parts(
            own, links, url
        ):
            yield words


def _are_counted_parts(own: LexborNode | None, links: list[LexborNode], url: str) -> bool:
    """Return whether links lead to parts of the list, each with its number of postings: "Italy (4)", "Spain (11)"."""
    if own is None or not 1 < len(links) < _MOST or not all(_is_of_list(element, url) for element in links):
        return False
    if not all(
        _COUNTED.search(text.line(element.text(separator=" "))) for element in links if len(element.text()) <= _LONGEST
    ):
        return False
    return len({name for element in links for name, _ in urls.query(_address(element, url))}) == 1


def _address(link: LexborNode, url: str) -> str:
    return urls.clean(urls.join(url, link.attributes.get("href") or ""))


def _is_of_list(link: LexborNode, url: str) -> bool:
    """Return whether a link leads to the list's own address with other parameters."""
    address = _address(link, url)
    return urls.site(address) == urls.site(url) and urls.path(address).rstrip("/") == urls.path(url).rstrip("/")
