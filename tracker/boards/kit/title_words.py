"""Remove from titles what is not part of them: badges, file sizes, arrows, and words for screen readers.

A badge disappears after a few days. If it were part of the title, that would be an edit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.boards.kit.page_items import without_bullet, words_of
from tracker.extract import text
from tracker.extract.occupations import is_role

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN = "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader screenreader assistive-text".split()
_BADGES = ", ".join(
    (*(f'[class~="{name}" i]' for name in (*_UNSEEN, "badge", "new", "label-new", "new-badge", "is-new", "badge-new")),)
)
_LONGEST = 300  # characters of a title that is examined
_MOST_BADGE = 30  # characters of a badge; a longer text is the title, whatever its element is called
_FLAG = re.compile(
    r"^(?:\W{0,3}(?:NEW|NEU|NOUVEAU|NUEVO|NIEUW|NUOVO|URGENT)\W{0,3}|(?:[Nn]ew|[Nn]eu|[Nn]ouveau|[Nn]uevo|[Nn]ieuw|[Uu]rgent)!)\s",
    re.UNICODE,
)
_FLAG_BEHIND = re.compile(
    r"\s(?:[(\[]?(?:NEW|NEU|NOUVEAU|NUEVO|NIEUW)[)\]!]?|[Nn](?:ew|eu)!|[(\[*#]{1,2}(?i:new|neu|nouveau|nuevo|nieuw|nuovo|urgent|urgente|dringend|hot)[)\]*!#]{0,3})$"
)
# Emoji that are typed before or after a title, with their joiners and variants.
_PICTURES = "[\u2600-\u27bf\u2b50\u2b55\u203c\u2049\U0001f300-\U0001faff\ufe0f\u200d]"
_PICTURED = re.compile(rf"^{_PICTURES}{{1,8}}\s*|\s*{_PICTURES}{{1,8}}$")
_MOST_PARTS, _LONGEST_PART = 40, 60  # elements of a title, and characters of one, that may be a badge
_PARTS = "span, em, small, b, strong, i, sup, mark, button, label, time"
# Words that are a badge if they have their own element: new, urgent, closing soon, a reference, "read more".
_PART = re.compile(
    r"[^\w(]{0,3}(?:new(?:est)?|neu|nouveau(?:té)?|nuev[oa]|nieuw|nuov[oa]|nov[oa]|nowe|nowość|nytt|nyhed|uusi|nové|új|yeni|новое|нове|新着|"
    r"(?:currently |now )?(?:open|hiring|recruiting)(?: now)?|actively hiring|offen|ouvert|abiert[ao]|apert[ao]|aberta|open ?staand|otwarta|ledig|"
    r"募集中|積極採用中|受付中|招聘中|热招|急聘|招募中|(?:상시 ?)?(?:채용|모집|접수|진행) ?중|상시 ?채용|마감 ?임박|"
    r"urgent(?:ly)?(?: (?:needed|wanted|hiring))?|dringend(?: gesucht)?|eilt|urgente|pilne|brådskande|haster|срочно|急募|"
    r"hot(?: job)?|top[ -]job|featured(?: job)?|highlighted|sponsored|promoted|just (?:added|posted|in|listed)|recently (?:added|posted)|last chance|"
    r"(?:closing|closes|ending|ends|expiring|expires) (?:soon|today|tomorrow)|\(?(?:deadline|closing date|frist|date limite)? ?(?:extended|verlängert|prolongée?|prorogée?)\)?|"
    r"(?:only |noch |posted:? |added:? |updated:? )?\d{1,3} (?:days?|hours?|weeks?|tage?|jours?|días?) (?:left|remaining|ago|übrig)|noch \d{1,3} tage|"
    r"(?:closes|closing|closing date|apply by|apply before|apply until|deadline|bis|bewerbungsfrist):? .{0,14}\d.{0,14}|"
    r"(?:ref|reference|job|req|requisition|referenz|référence|kennziffer|kennung)(?:\.|-?(?:id|no|nr|number|nummer)\.?)?[ :.#]{1,3}(?=[\w/.-]{0,19}\d)[\w/.-]{1,20}|"
    r"read more|learn more|apply(?: now| here| today)?|view (?:job|details)|details|more|mehr(?: erfahren)?|jetzt bewerben|en savoir plus|postuler)[^\w)]{0,3}",
    re.IGNORECASE,
).fullmatch
_KEPT_SIGNS = frozenset("-–—|/&+,.:;·()[]'\"")  # signs in their own element that join the parts of a title
_BEHIND = re.compile(
    r"(?:\s?[(\[](?:pdf|docx?)(?:[ ,;:/|–-]{1,3}(?:\d[\d.,]* ?(?:[kmg]i?b|bytes?|pages?|seiten?|p\.?|s\.)?|download|herunterladen|télécharger|file|datei|document|dokument|format|version|"
    r"opens? in .{1,20}|english|deutsch|en|de|fr))?[)\]]|\s?[(\[]\d[\d.,]* ?[km]b[)\]]|"
    r"\s?[(\[](?:link |it )?(?:opens? in (?:a |an )?(?:new|external) (?:window|tab|page))[)\]]|"
    r"\s?[(\[](?:deadline |closing date |application deadline |frist |date limite )?(?:extended|verlängert|prolongée?|prorogée?)[)\]]|"
    r"\s[(\[–—-]? ?\d{1,3} days? left[)\]]?|"
    r"\s?[(\[]?(?:opens? in (?:a |an )?(?:new|external) (?:window|tab|page)|öffnet (?:sich )?in (?:einem )?neue[mn]? (?:fenster|tab)|"
    r"(?:s.)?ouvre dans (?:une nouvelle fenêtre|un nouvel onglet)|(?:se )?abre en (?:una )?(?:ventana nueva|nueva (?:ventana|pestaña))|external link)[)\]]?|"
    r"\s(?:[(\[|–—-] ?)?(?:apply by|apply before|apply until|closes(?: on)?|closing(?: on)?|closing date|application deadline|bewerbungsfrist|bewerben bis|bewerbung bis):? [^()\[\]]{0,14}\d[^()\[\]]{0,14}[)\]]?|"
    r"\s[→➔➜➝➞⟶›»↗>]+)$",
    re.IGNORECASE,
)


def tidy(title: str) -> str:
    """Return a title without its bullet, a badge in capitals, a file size, an arrow, or a deadline at its end."""
    bare = without_bullet(title)
    if len(bare) > _LONGEST:
        return bare
    unpictured = _PICTURED.sub("", bare)
    bare = unpictured if any(map(str.isalnum, unpictured)) else bare
    flag = _FLAG.match(bare)
    rest = bare[flag.end() :].strip() if flag else ""
    if rest and not rest.isupper():  # "NEW BUSINESS MANAGER" is a title
        bare = rest
    for pattern in (_BEHIND, _BEHIND, _FLAG_BEHIND):
        match = pattern.search(bare)
        if match and match.start() and not (pattern is _FLAG_BEHIND and bare.isupper()):
            bare = bare[: match.start()].rstrip()
    return bare


def is_badge(words: str) -> bool:
    """Return whether words are only a badge."""
    return (bool(_FLAG.match(f"{words[:_MOST_BADGE]} ")) and len(words.split()) == 1) or _is_part(words)


def _is_not_of_the_title(words: str) -> bool:
    """Return whether the words of an element that is named for a badge are not part of the title."""
    return len(words) <= _MOST_BADGE and not is_role(words)


def title_of(node: LexborNode) -> str:
    """Return the words of an element without those of the badges in it."""
    out = {element.mem_id for element in node.css(_BADGES) if _is_not_of_the_title(element.text())}
    parts = node.css(_PARTS)
    if 0 < len(parts) <= _MOST_PARTS:
        out |= {element.mem_id for element in parts if _is_part(element.text())}
    words = text.line(text.of_node(node, frozenset(out - {node.mem_id})).replace("\n", " ")) if out else ""
    return re.sub(r"^(?:# |- )", "", words) or words_of(node)


def _is_part(words: str) -> bool:
    """Return whether the words of a part of a title, whatever it is called, are those of a badge or of a button."""
    bare = text.line(words) if len(words) <= 2 * _LONGEST_PART else ""
    if not 0 < len(bare) <= _LONGEST_PART:
        return False
    signs = set(bare) - {" "}
    return _PART(bare) is not None or not (any(map(str.isalnum, bare)) or signs <= _KEPT_SIGNS)
