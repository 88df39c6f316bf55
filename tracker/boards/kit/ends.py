"""Decide whether an HTML page proves that its list is empty, or has ended.

A page without entries proves nothing by itself. A notice ("please wait"), a shell whose script has not run, and a
redesigned page have no entries either, and still contain the marks of the software.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from tracker.boards.kit import markup, vocabulary
from tracker.boards.kit.emptiness import hides, is_statement
from tracker.boards.kit.waiting import apart
from tracker.extract import htmltree, text
from tracker.model import Entry, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bs4 import Tag
    from selectolax.lexbor import LexborNode

_DIGITS = re.compile(r"\d+")
_AROUND = "header, footer, nav, aside, [role=banner], [role=navigation], [role=contentinfo]"
_MAY_HIDE = "[hidden], [aria-hidden], [style], [class]"
_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADINGS = ", ".join(_LEVELS)
_TITLES = "a, h1, h2, h3, h4, h5, h6, td, b, strong, span, p, li"  # elements that may have the title of an entry
_WRAPS = frozenset(("header", "hgroup", "div", "span"))  # elements that may wrap a heading alone
_WHOLE = frozenset(("main", "body", "html"))
# Lines around a list: fewer than 4 prove nothing, and 8 identify the page if 80 % of them are the same.
_FEW, _MANY, _MOST_OF = 4, 8, 0.8
_MOST_LOADING = 60  # characters of a line that says that the page is loading
_MOST_DIGITS = 9  # digits of a number of postings
_MOST_LINE = 300  # characters of a line that can say that there are no postings
_OF = r"(?:(?:open|current|currently|available|matching|active|more|further|new|job|search|such|other|published)\s+)"
_NOUN = (
    r"(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|opportunit(?:y|ies)|requisitions?|results?|postings?|matches|"
    r"match|listings?|careers?)"
)
_GERMAN = r"(?:(?:offenen?|aktuell(?:en)?|passenden?|weiteren?|freien?|derzeit|ausgeschriebenen?)\s+)"
NONE = re.compile(
    rf"\b(?:no|0|zero)\s+{_OF}{{0,3}}{_NOUN}\b|\b{_NOUN} (?:were |was |is |are )?not found\b|"
    rf"\b(?:not have|don.t have|not) any {_OF}{{0,3}}{_NOUN}\b|\bnothing (?:was )?found\b|\bnot (?:currently )?hiring\b|"
    rf"\bkeine {_GERMAN}{{0,3}}(?:stellen|jobs?|treffer|positionen|ergebnisse|stellenangebote|vakanzen|ausschreibungen)\b|"
    r"\baucune? (?:offre|poste|résultat|emploi|annonce)|\bno (?:hay (?:vacantes|ofertas|empleos|resultados|puestos|plazas)|"
    r"se encontraron |se han encontrado )|"
    r"\bgeen (?:openstaande )?(?:vacatures|resultaten|functies)|\bnessun[ao]? (?:posizione|offerta|risultato|annuncio)|"
    r"\bnenhuma? (?:vaga|resultado|oportunidade)|\bbrak (?:ofert|wyników)|\binga (?:lediga|jobb|träffar|resultat|tjänster)|"
    r"\bingen (?:ledige|stillinger|treff|resultater|job)|\bei (?:avoimia|tuloksia|hakutuloksia)|"
    r"ありません|見つかりません|没有(?:找到)?(?:相关|符合)?.{0,6}(?:职位|结果)|暂无职位|결과가 없",
    re.IGNORECASE,
)

# Words in sentences about other lists than the openings.
_OTHERS = re.compile(
    r"\b(?:basket|cart|saved|favou?rites?|bookmark(?:s|ed)?|viewed|job alerts?|alerts?|shortlist(?:ed)?|wish ?list|applied|"
    r"(?:my|your) (?:jobs|applications|searches|profile)|recommended|similar|events?|compare|selected|history|"
    r"merkzettel|merkliste|warenkorb|gemerkten?|gespeicherten?|zuletzt|favoriten|bewerbungen|panier|enregistrée?s?|sauvegardée?s?|"
    r"consultée?s?|favoris|guardad[oa]s?|favoritos|recientes|cesta|salvat[ei]|preferiti|opgeslagen|bewaarde|sparade|lagrede|gemte|"
    r"zapisane|tallennetut)\b|保存|閲覧|お気に入り|收藏|已保存",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|where|whenever|whether|unless|even|until|once|although|wenn|falls|sobald|auch|si|quand|même|cuando|aunque|"
    r"se|quando|als|wanneer|om|när|hvis|når|jos|jeśli|gdy)\b",
    re.IGNORECASE,
)
# Words of pages that can't show their list at the moment. If a true statement has such words and is not believed, only
# one check is lost. Believing a mere notice would close open postings.
_NOTICE = re.compile(
    r"\b(?:session|expired|limits?|quota|searches left|sign(?:ed)?[ -]?in|log(?:ged)?[ -]?in|too many|requests?|maintenance|errors?|went wrong|problems?|moved|"
    r"loading|javascript|script|cookies?|blocked|denied|unavailable|overload(?:ed)?|busy|time[ds]?[ -]?out|because|prepared|"
    r"can(?:not|.t)?(?: not)? be|could(?: not|n.t) be|unable|failed|queue|verify|captcha|"
    r"sitzung|abgelaufen|anmelden|wartung(?:sarbeiten)?|fehler|geladen|anfragen|überlastet|weil|können nicht|"
    r"expiré|connecte[rz]|erreurs?|chargement|requêtes|indisponible|parce que|caducad[oa]|iniciar? sesión|mantenimiento|cargando|"
    r"demasiad[oa]s|porque|sessie|verlopen|inloggen|onderhoud|fout|scaduta|manutenzione|errore|sessão|expirou|manutenção|erro)\b|"
    r"メンテナンス|エラー|维护|错误|로그인|오류",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\b(?:java ?script|cookies?)\b", re.IGNORECASE)
_LOADING = re.compile(
    r"^\W*(?:(?:please wait|loading|searching|(?:wird|werden) geladen|lädt|chargement|cargando|caricamento|laden|carregando|"
    r"ładowanie|läser in|laster|indlæser|ladataan|読み込み中|加载中|載入中|로딩)\b.{0,40}|.{0,30}\b(?:is|are|being) (?:being )?loaded|"
    r".{0,30}\b(?:wird|werden) geladen)\W*$",
    re.IGNORECASE,
)
# A search without words returns the whole list, although the page speaks of a search.
_SEARCH = re.compile(
    r"\b(?:(?:that|which) )?(?:match(?:ing|es|ed)?|meet(?:ing|s)?|fit(?:ting|s)?|for|with|to|by)? ?(?:your|the|this|these|that) (?:current |selected )?"
    r"(?:search(?:es)?|criteria|criterion|filters?|keywords?|query|selections?|parameters|request)(?: criteria| terms?| parameters)?"
    r"(?: returned| produced| gave| found)?|\b(?:qui )?(?:ne )?(?:correspond\w* )?(?:à|pour) (?:votre|vos|cette|ces) (?:recherche|critères?|sélection)(?: de recherche)?|"
    r"\b(?:que )?(?:coincid\w+ )?(?:con|para) (?:su|tu|esta|la|los) (?:búsqueda|selección|criterios)|\bper (?:la (?:tua|sua)|questa) ricerca|"
    r"\bvoor (?:je|uw|deze) (?:zoekopdracht|selectie)|\bpara (?:a )?sua (?:busca|pesquisa)|\bsom matchar din sökning|\bpå (?:din|dit) søk\w*|"
    r"\b(?:zu|für|mit) (?:ihre[rn]?|der|dieser|diese) (?:suche|suchkriterien|auswahl|suchanfrage|kriterien)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:0|zero)\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"(?:we (?:have )?found|found|showing|displaying|total(?: of)?|results|there are|there were|currently|we (?:currently )?have)?[\s:]*",
    re.IGNORECASE,
)
_STOPS, _ASKS = ".!?。！？", ("?", "？")


def says_none(page: Page, besides: re.Pattern[str] | None = None) -> str:
    """Return the sentence in which a page says that it has no posting, "" if none does; `besides` is an additional pattern.

    The sentence must be visible, in the place of the list: not in the page's header, footer or navigation, not as a
    form option, and not under a heading of something else ("Saved jobs"). A question, a condition, a notice ("your
    session has expired") and a page that is still loading say nothing about the list.
    """
    tree = htmltree.lexbor(page.text())
    if tree.body is None:
        return ""
    lines = text.of_node(tree.body, _elsewhere(tree.body) | apart(tree.body, page.text())).split("\n")
    if any(_LOADING.search(line) for line in lines if len(line) <= _MOST_LOADING):
        return ""
    return next((line for line in lines if _denies(line, besides)), "")


def _denies(line: str, besides: re.Pattern[str] | None = None) -> bool:
    """Return whether a line states that there are no postings, without words that limit it to something else."""
    if len(line) > _MOST_LINE:
        return False
    pattern = next((denial for denial in (besides, NONE, vocabulary.NOTHING) if denial and denial.search(line)), None)
    if pattern is None:
        return False
    match = pattern.search(line)
    begins = max(line.rfind(sign, 0, match.start()) for sign in _STOPS) + 1 if match else 0
    stops = [position for sign in _STOPS if match and (position := line.find(sign, match.end())) >= 0]
    until = min(stops, default=len(line))
    sentence = line[begins:until].strip()
    asks = line[until : until + 1] in _ASKS
    if _NOTICE.search(line[:until]) or _SCRIPT.search(line):
        return False
    if match is None or asks or _OTHERS.search(sentence) or _CONDITION.search(line[begins : match.start()]):
        return False
    return pattern is besides or _is_of_all(_SEARCH.sub(" ", sentence), pattern)


def _is_of_all(sentence: str, pattern: re.Pattern[str]) -> bool:
    """Return whether a sentence is about all postings: it names no place, group or search, and does not count a part of them."""
    counted = _COUNTED.search(sentence)
    if counted and not _COUNTS.fullmatch(sentence[: counted.start()].strip()):
        return False
    return is_statement(sentence, pattern)


def _elsewhere(body: LexborNode) -> frozenset[int]:
    """Return the elements (by `mem_id`) in which a sentence is not about the list."""
    nodes = [*body.css(f"{_AROUND}, select, option, dialog"), *filter(hides, body.css(_MAY_HIDE))]
    headings = body.css(_HEADINGS)
    heading_counts = Counter(node.mem_id for heading in headings for node in htmltree.ancestors(heading))
    for heading in headings:
        words = text.line(heading.text(separator=" "))[:_MOST_LINE]
        is_other = vocabulary.OTHER_HEADING.search(words) and not vocabulary.JOBS_HEADING.search(words)
        if is_other or _OTHERS.search(words):
            nodes += _under(heading, words, heading_counts)
    return frozenset(node.mem_id for node in nodes)


def _under(heading: LexborNode, words: str, heading_counts: Mapping[int, int]) -> list[LexborNode]:
    """Return the elements under a heading: its section, else what follows up to the next heading.

    `heading_counts` has the number of headings in each element.
    """
    at, up = heading, heading.parent
    while (
        up is not None
        and up.tag in _WRAPS
        and heading_counts[up.mem_id] == 1
        and text.line(up.text(separator=" ")) == words
    ):
        at, up = up, up.parent
    if up is not None and up.tag not in _WHOLE and heading_counts[up.mem_id] == 1:
        return [up]
    elements = [at]
    following = at.next
    while following is not None and following.tag not in _LEVELS and not heading_counts[following.mem_id]:
        elements.append(following)
        following = following.next
    return elements


def is_past_end(earlier: Page, page: Page, entries: Sequence[Entry] = (), *, none: bool = False) -> bool:
    """Return whether a page without entries is past the end of the list, judged by an earlier page with entries.

    It must have the surroundings of the entries there: the element that contains them, and most of the other lines. Apart from
    numbers, it may have no lines that the earlier page lacks, unless it says that there is nothing more (`none`). Any
    other line may be a notice in place of the entries.
    """
    tree = htmltree.lexbor(page.text())
    if tree.body is None or tree.css_first("body *") is None:
        return False
    lines = _lines(text.of_node(tree.body))
    before = htmltree.lexbor(earlier.text()).body
    if before is None:
        return False
    known = _lines(text.of_node(before))
    foreign = {words for words in text.of_node(tree.body).split("\n") if _plain(words) and _plain(words) not in known}
    if not none and not all(_denies(words) for words in foreign):
        return False
    if not entries:
        return True
    rows = _elements_of(before, entries)
    if not rows and not none:
        return False
    container, inside = _container(rows, tree.body)
    around = (node.mem_id for node in before.css(_AROUND))  # error pages have those too
    frame = _lines(text.of_node(before, frozenset((*around, *(node.mem_id for node in inside)))))
    common_lines = len(frame & lines)
    if len(frame) >= _FEW and common_lines * 2 <= len(frame):
        return False
    return container or none or (len(frame) >= _MANY and common_lines >= _MOST_OF * len(frame))


def _elements_of(body: LexborNode, entries: Sequence[Entry]) -> list[LexborNode]:
    """Return the elements of the first and the last entry, found by their titles; an empty list if one is not found."""
    titles = {entry.title for entry in (entries[0], entries[-1])}
    elements: dict[str, LexborNode] = {}
    for node in body.css(_TITLES):
        words = text.line(node.text(separator=" "))
        for title in titles:
            if title and title not in elements and len(words) <= _MOST_LINE and title in words:
                elements[title] = node
    return [elements[known_title] for known_title in titles] if titles == elements.keys() else []


def _container(rows: list[LexborNode], body: LexborNode) -> tuple[bool, list[LexborNode]]:
    """Return whether a page has the element that contained these rows, and that element's content (all rows)."""
    if not rows:
        return False, []
    paths = [[node, *htmltree.ancestors(node)][::-1] for node in rows]  # outermost first
    depth = min(map(len, paths)) - 1
    if len(paths) > 1:
        ids = [[node.mem_id for node in path] for path in paths]
        depth = next((n for n in range(depth + 1) if ids[0][n] != ids[1][n]), depth + 1)
    marks = {(node.tag, name) for node in body.css("[id], [class]") for name in _marks(node)}
    marked = [n for n in range(depth) if paths[0][n].tag not in _WHOLE and _marks(paths[0][n])]
    marked = marked[-1:] if len(paths) > 1 else marked[:-1]  # for a single row, not its own element
    containers = [n for n in marked if all((paths[0][n].tag, name) in marks for name in _marks(paths[0][n]))]
    at = max(containers, default=None) if len(paths) == 1 else None
    position = at + 1 if at is not None else depth
    if len(paths) == 1:
        return bool(containers) or not marked, [paths[0][min(position, len(paths[0]) - 1)]]
    last, inside = paths[1][position].mem_id, [paths[0][position]]
    if _is_before(paths[1][position], inside[0]):
        last, inside = inside[0].mem_id, [paths[1][position]]
    while inside[-1].mem_id != last and (following := inside[-1].next) is not None:
        inside.append(following)
    return bool(containers) or not marked, inside


def _is_before(node: LexborNode, other: LexborNode) -> bool:
    at = node.next
    while at is not None and at.mem_id != other.mem_id:
        at = at.next
    return at is not None


def _marks(node: LexborNode) -> set[str]:
    """Return what identifies an element on another page: its id, else its classes."""
    attributes = node.attributes or {}
    name = (attributes.get("id") or "").strip()
    return {f"#{name}"} if name else {f".{class_name}" for class_name in (attributes.get("class") or "").split()}


def stated(legend: Tag | None) -> int | None:
    """Return how many postings a legend states: the last number, or in an unknown language the largest.

    In "21–26 of 20", the second number counts places.
    """
    match = vocabulary.RANGE_OF.search(markup.words(legend)[:_MOST_LINE])
    if match is None:
        return markup.largest(legend)
    digits = re.sub(r"\D", "", match[3])
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _lines(words: str) -> set[str]:
    """Return the lines of a text without their numbers."""
    return {_plain(part) for part in words.split("\n")} - {""}


def _plain(line: str) -> str:
    return _DIGITS.sub("", line).strip()
