"""Decide whether a page states that it has no openings.

"No openings" proves an empty list only if it is stated as a fact, about all openings, in the place of the list. A
question ("No job that fits you?"), a condition ("If there are no vacancies …") and a statement about a part ("no
openings in London", "no vacancies for interns") prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.groups import of_address
from tracker.boards.kit.labels import is_city
from tracker.boards.kit.none_words import (
    ASIDE,
    CONDITION,
    NONE_OF_THEM,
    PART,
    PAST,
    PLACE_IN_HEADING,
    QUALIFIER,
    RELATIVE,
    TIMES,
    TURN,
)
from tracker.boards.kit.page_items import Furniture, Link, words_of
from tracker.extract import htmltree, urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.kit.headings import Outline

_LONGEST = 400  # characters of a paragraph with such a sentence; a longer one is also about something else
_HIDDEN = frozenset(("hidden", "d-none", "is-hidden", "visually-hidden", "sr-only", "hide"))
_MOST_LEVELS = 8  # elements above a sentence that are searched
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    "p div li td th dd dt section article center main body blockquote header form ul ol dl table tbody tr".split()
) | frozenset(_HEADINGS)
_HOLDS_BLOCKS = ", ".join(sorted(BLOCKS))
_SENTENCE = re.compile(r"[^.!?。！？؟;]++[.!?。！？؟;]?")  # a Greek question ends with ";"
_GREEK = re.compile(r"[\u0370-\u03ff]")
_MOST_WORDS = 8  # other words in the same clause; with more of them it is about something else
_NAME = re.compile(r"[^\W\d_][\w-]*+")
_MOST_NAMES, _MOST_KEPT = 60, 4_096  # words of a sentence that are looked up, and words that are cached
_LEAST = 4  # letters of a town's name; shorter ones are words of many languages
# Endings for "in" and what to put in their place: Hungarian, Finnish, Lithuanian.
_ENDINGS = tuple(
    tuple(ending.split(":"))
    for ending in "ban: ben: on: en: ön: ssa: ssä: lla: llä: ella: ellä: eella:e eellä:e uje:us yje:ys oje:a ėje:ė".split()
)
_TOWNS = re.compile(
    "東京|大阪|名古屋|福岡|札幌|横浜|京都|神戸|仙台|広島|北京|上海|深圳|广州|廣州|杭州|成都|武汉|南京|台北|臺北|香港|서울|부산|대구|인천|대전|광주|دبي|الرياض|القاهرة|عمّان|جدة"
)  # in scripts without spaces between words
_CHROME = re.compile(r"menu|nav|footer|sidebar|widget|social|breadcrumb|cookie|lang", re.IGNORECASE)
_CALLS = re.compile(r"fetch\s*+\(|XMLHttpRequest|\$\.(?:get|ajax|getJSON|post)|axios|\.load\s*+\(", re.IGNORECASE)
_JOB = re.compile(r"job|career|vacanc|position|opening|stelle|offre|emploi|oferta|empleo|recruit", re.IGNORECASE)
_MOST_NOSCRIPT = 20  # elements of a page that are examined; analytics have one each
_SCRIPTS = re.compile(r"java ?script|\bscripts?\b|javascript", re.IGNORECASE)
_ALL_JOBS = re.compile(
    rf"\b(?:all|more|every|full|complete|entire|remaining|other|alle|weitere|komplette|vollständige|tous|toutes|autres|complète|todas|todos|más|completa|tutt[ei]|altre|"
    rf"meer|volledige|wszystki\w+|alla|fler|kaikki|všechny|összes|toate|tüm|все|всі)(?: \w+){{0,4}}\W+\w*(?:{_JOB.pattern}|lavoro|posizioni|vacature|praca|ofert|jobb|stilling|paikat|pozic|állás|posturi|ilan|ваканс)|(?:全て|すべて|全部|所有|모든)[^。.]{{0,12}}(?:求人|募集|职位|岗位|채용)",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(
    rf"{_JOB.pattern}|\b(?:this|the|our) (?:page|(?:web)?site|app|application|content|list)\b|(?:diese|die) (?:seite|anwendung)|cette (?:page|application)|"
    r"ce site|esta (?:página|aplicación)|questa pagina|deze (?:pagina|site)",
    re.IGNORECASE,
)
# Attributes by which a script shows an element or not: Vue, Angular, Alpine, Knockout. A script that has run removes most.
_CONDITIONAL = ", ".join(
    f"[{name}]"
    for name in r"v-if v-else v-else-if v-show v-for x-if x-show x-for ng-if ng-show ng-hide ng-repeat \*ngif \*ngfor".split()
)
_CLOAKS = ("v-cloak", "x-cloak", "ng-cloak", "data-ng-cloak")
_CLOAKED = ", ".join(f"[{name}]" for name in _CLOAKS)
_PLACEHOLDER = re.compile(r"\{\{[^{}<>\n]{1,60}\}\}|<%=? ?[\w.]{1,40} ?%>")
_EMPTY = "div, section, ul, ol, tbody, iframe"


def states_no_openings(outline: Outline, furniture: Furniture) -> bool:
    """Return whether a short piece of text under the heading of the list or the page states that there are no openings."""
    titles = {words_of(node) for node in outline.body.css("h1")}
    parts: set[str] = set()
    for node in (outline.body, *outline.body.css(", ".join(sorted(BLOCKS - {"body"})))):
        for words, blocks in runs(node):
            if not states_none(words) or furniture.holds(node) or is_hidden(node):
                continue
            level = _HEADINGS.index(node.tag) + 1 if node.tag in _HEADINGS else len(_HEADINGS) + 1
            over = (*outline.over(node, level), *_headings_in(blocks))
            heading = next((words for words in reversed(over) if words), "")
            if _is_of_the_list(heading, titles):
                return True
            parts.add(heading)
    return len(parts) > 1 and _are_all_parts(outline, furniture, parts)


def _are_all_parts(outline: Outline, furniture: Furniture, denied: set[str]) -> bool:
    """Return whether these headings are all parts of a list of jobs: "Teaching: none", "Support staff: none"."""
    for level, tag in enumerate(_HEADINGS[1:], 2):
        nodes = [node for node in outline.body.css(tag) if words_of(node) and not furniture.holds(node)]
        if nodes and denied >= {words_of(node) for node in nodes}:
            over = {next((heading for heading in reversed(outline.over(node, level)) if heading), "") for node in nodes}
            return len(over) == 1 and all(map(vocab.JOBS_HEADING.search, over)) and not all(map(PART.search, denied))
    return False


OF_A_JOB = re.compile(
    r"\s*(?:experience|descriptions?|titles?|offers?|seekers?|interviews?|alerts?|fairs?|missed|hopping)\b",
    re.IGNORECASE,
)  # words after "no job" that make it about a property of a job


def states_none(words: str) -> bool:
    """Return whether words state that there are no openings at all."""
    if not 0 < len(words) <= _LONGEST or not vocab.NOTHING.search(words):
        return False
    before = ""
    for match in _SENTENCE.finditer(words):
        sentence = match[0].strip()
        if is_statement(sentence) and not PART.search(before):
            return True
        before = sentence if sentence.endswith(";") else ""  # "our internships are closed; there are no open positions"
    return False


def denies(title: str, body: str) -> bool:
    """Return whether the first sentence below a heading says that there are no openings of the named kind.

    "Internships: we have no internships at the moment" is not a posting; "Internship: no experience needed" is one.
    """
    if not 0 < len(body) <= _LONGEST:
        return False
    first = next((sentence[0].strip() for sentence in _SENTENCE.finditer(body)), "")
    if not first or CONDITION.match(first) or first.endswith("?"):
        return False
    of_a_part = PART.search(title) and not vocab.GENDERS.search(title) and NONE_OF_THEM.search(first)
    return bool(of_a_part) or is_statement(first)


def denied_below(outline: Outline, title: str, node: LexborNode) -> bool:
    """Return whether the element after a heading says that there are no openings of the named kind."""
    after = node.next
    while after is not None and not outline.sizes.get(after.mem_id, 0) and after.tag not in BLOCKS:
        after = after.next
    if after is None or not 0 < outline.sizes.get(after.mem_id, 0) <= _LONGEST:
        return False
    return denies(title, words_of(after))


def is_statement(sentence: str, none: re.Pattern[str] = vocab.NOTHING) -> bool:
    """Return whether a sentence states as a fact that there are no openings at all. `none` are its words for that."""
    plain = re.sub(r"\s+", " ", TIMES.sub(" ", sentence))
    match = none.search(plain) or none.search(sentence)
    is_question = (
        sentence.endswith(("?", "？", "؟")) or "¿" in sentence or (sentence[-1] == ";" and _GREEK.search(sentence))
    )
    if match is None or is_question or PART.search(sentence):
        return False
    before, behind = match.string[: match.start()], match.string[match.end() :]
    if CONDITION.search(before) or RELATIVE.search(behind) or OF_A_JOB.match(behind) or PAST.search(sentence):
        return False
    *earlier, last = TURN.split(before)
    clause = TURN.split(behind)[0]
    if any(QUALIFIER.match(earlier_sentence.strip()) for earlier_sentence in earlier):
        return False
    beside = f"{last} | {clause}"
    if QUALIFIER.search(beside) or len(beside.split()) - 1 > _MOST_WORDS:
        return False
    return not names_a_place(before) and not names_a_place(behind)


def names_a_place(words: str) -> bool:
    """Return whether one of the words, possibly with an ending, is a town: "a Milano", "Budapesten", "東京での"."""
    return bool(_TOWNS.search(words)) or any(map(_is_town, _NAME.findall(words)[:_MOST_NAMES]))


@lru_cache(_MOST_KEPT)
def _is_town(word: str) -> bool:
    forms = [word, *(word.removesuffix(ending) + more for ending, more in _ENDINGS if word.endswith(ending))]
    return any(len(form) >= _LEAST and is_city(form) for form in forms)


def _is_of_the_list(heading: str, titles: set[str]) -> bool:
    """Return whether a heading belongs to the list or the page, and not to a part of it or to something else."""
    if not heading:
        return True
    jobs = vocab.JOBS_HEADING.search(heading) or vocab.LIST_HEADING.search(heading)
    if PART.search(heading) or (not jobs and vocab.OTHER_HEADING.search(heading)):
        return False
    if heading in titles or states_none(heading) or ASIDE.match(heading):
        return True
    return bool(jobs) and not PLACE_IN_HEADING.search(heading)


def runs(node: LexborNode) -> Iterator[tuple[str, list[LexborNode]]]:
    """Yield the pieces of text directly in an element, split at its blocks, with the blocks before each piece."""
    lines: list[str] = []
    blocks: list[LexborNode] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            lines.append(child.text_content or "")
        elif child.tag not in BLOCKS and child.css_first(_HOLDS_BLOCKS) is None:
            lines.append("" if hides(child) else words_of(child))
        else:
            if any(map(str.strip, lines)):
                yield " ".join(" ".join(lines).split()), blocks
            lines = []
            blocks.append(child)
    if any(map(str.strip, lines)):
        yield " ".join(" ".join(lines).split()), blocks


def _headings_in(blocks: Sequence[LexborNode]) -> Iterator[str]:
    for block in blocks:
        yield from map(words_of, block.css(", ".join(_HEADINGS)))


def hides(node: LexborNode) -> bool:
    """Return whether an element is hidden. Scripts show such an element when a search finds nothing."""
    attributes = node.attributes or {}
    style = (attributes.get("style") or "").replace(" ", "").lower()
    named = _HIDDEN & set((attributes.get("class") or "").lower().split())
    unseen = "display:none" in style or "visibility:hidden" in style
    return "hidden" in attributes or bool(named) or unseen or attributes.get("aria-hidden") == "true"


def is_hidden(node: LexborNode) -> bool:
    """Return whether an element, or one of those around it, is hidden."""
    return any(map(hides, (node, *islice(ancestors(node), _MOST_LEVELS))))


def may_link_to_postings(outline: Outline, links: Sequence[Link], url: str) -> str:
    """Return the words of a link that may lead to a posting, "" if none does.

    If there is such a link, no sentence proves an empty list.

    The link names an occupation; or it is in an entry of its own under a heading of jobs, and its address has words for
    jobs or the same shape as another such link.
    """
    host, path = urls.site(url), urls.path(url)
    entries: dict[str, str] = {}
    for link in links:
        if not link.words or vocab.GENERIC.match(link.words) or vocab.ALL_JOBS.match(link.words):
            continue
        heading = next((words for words in reversed(outline.over(link.node)) if words), "")
        jobs = vocab.JOBS_HEADING.search(heading)
        if vocab.CLOSED_HEADING.search(heading) or (vocab.OTHER_HEADING.search(heading) and not jobs):
            continue
        if of_address(link.url, path) < 0 or vocab.CALL.search(link.words) or _is_chrome(link.node):
            continue
        if vocab.is_role(link.words):
            return link.words
        if jobs and urls.site(link.url) == host and is_entry(link, outline):
            folder = urls.path(link.url).rstrip("/").rpartition("/")[0]
            if folder in entries or of_address(link.url, path) > 1:
                return entries.get(folder, link.words)
            entries[folder] = link.words
    return ""


def is_entry(link: Link, outline: Outline) -> bool:
    """Return whether a link is most of its list item, row or paragraph."""
    for ancestor in islice(ancestors(link.node), 4):
        if ancestor.tag in {"li", "tr", "article", "p", "h2", "h3", "h4", "dt", "dd"}:
            return len(link.words) * 3 >= outline.sizes.get(ancestor.mem_id, 0)
    return False


def _is_chrome(node: LexborNode) -> bool:
    has = [element.attributes or {} for element in islice(ancestors(node), _MOST_LEVELS)]
    return any(_CHROME.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}") for attributes in has)


def may_load_a_list(markup: str) -> bool:
    """Return whether a plain page may get its list from a script, or has a template that a script fills.

    Such a page may say "no openings" until its script has run, or about something else.
    """
    tree = htmltree.lexbor(markup)
    scripts = tree.css("script")
    inline = [script.text(deep=True) for script in scripts]
    if any(_CALLS.search(code) and _JOB.search(code) for code in inline):
        return True
    if not any(script.attributes.get("src") for script in scripts) or tree.body is None:
        return False
    if any(map(_wants_scripts, tree.css("noscript")[:_MOST_NOSCRIPT])) or tree.body.css_first(_CONDITIONAL) is not None:
        return True
    for node in tree.body.css(_EMPTY):
        attributes = node.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".replace("_", " ").replace("-", " ")
        if vocab.JOBS_NAME.search(name) and next(node.iter(), None) is None and not node.text().strip():
            return True
    return False


def hides_some(markup: str) -> bool:
    """Return whether a `<noscript>` says that scripts show all of the list, so that the plain page may have a part of it."""
    for _, content in islice(htmltree.elements(markup, "noscript"), _MOST_NOSCRIPT):
        words = htmltree.untagged(content[: 4 * _LONGEST])[:_LONGEST]
        if _SCRIPTS.search(words) and _ALL_JOBS.search(words):
            return True
    return False


def _wants_scripts(node: LexborNode) -> bool:
    """Return whether a `<noscript>` says that the page, or its list, needs JavaScript."""
    words = htmltree.untagged(node.html or "")[:_LONGEST]
    return bool(_SCRIPTS.search(words) and _OF_PAGE.search(words))


def unfilled(markup: str) -> str:
    """Return the mark of a template that no script has filled, "" if there is none: `{{ job.title }}`, `v-cloak`."""
    tree = htmltree.lexbor(markup)
    if tree.body is None:
        return ""
    if (cloaked := tree.body.css_first(_CLOAKED)) is not None:
        return next(name for name in _CLOAKS if name in cloaked.attributes)
    for node in tree.body.css("script, style, template, noscript, svg, pre, code, textarea"):
        node.decompose()
    match = _PLACEHOLDER.search(tree.body.text(separator=" "))
    return match[0] if match else ""
