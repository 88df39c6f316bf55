"""Recognise lines of a posting's page that change by themselves or only offer something: counters, ages, share links.

"Viewed 1,204 times" and "Posted 3 days ago" say nothing about the posting, and would be an edit every day.
"""

from __future__ import annotations

import re

_LONGEST = 100  # characters of such a line
_AGE = r"(?:\d{1,4}\+?|an?|one|few|eine[mnr]?|une?|una?)"
_NUMBER = r"\d[\d.,'\u00a0\u202f ]{0,12}"
_UNIT = r"(?:(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?|[smhdw])"
_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_LINE = re.compile(
    rf"(?:this (?:job|page|ad|vacancy|posting) (?:has been |was )?)?(?:viewed|seen|read|visited):? {_NUMBER}(?: ?(?:times?|x|people|visitors))?|"
    rf"{_NUMBER} (?:page )?(?:views?|visits|visitors|clicks|impressions|applicants?|applications|people (?:have )?(?:viewed|applied).{{0,30}}|"
    rf"aufrufe|bewerber|vues|consultations|visitas|visualizzazioni|weergaven|wyświetle\w+|visningar|visninger|просмотр\w*)|"
    rf"(?:page )?(?:views?|visits|hits|aufrufe|vues|visitas|visualizzazioni|weergaven|visningar|visninger|просмотров): ?{_NUMBER}|"
    rf"(?:(?:job |date )?(?:posted|published|listed|added|updated|advertised|reposted)(?: on)?:? )?(?:about |over |more than )?{_AGE} {_UNIT} ago|"
    rf"(?:posted|published|listed|added|updated):? (?:today|yesterday|just now|recently)|"
    rf"(?:(?:veröffentlicht|online|aktualisiert|eingestellt)(?: seit)?:? )?vor (?:etwa |über )?{_AGE} (?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)(?: veröffentlicht)?|"
    rf"(?:(?:publiée?|mise? en ligne)(?: :)? )?il y a {_AGE} (?:minutes?|heures?|jours?|semaines?|mois|ans?)|"
    rf"(?:publicad[oa]:? )?hace {_AGE} (?:minutos?|horas?|días?|semanas?|mes(?:es)?|años?)|"
    rf"(?:pubblicat[oa]:? )?{_AGE} (?:minuti|or[ae]|giorn[io]|settiman[ae]|mes[ei]) fa|(?:geplaatst:? )?{_AGE} (?:minuten|uur|dag(?:en)?|weken|week|maand(?:en)?) geleden|"
    rf"today is (?:{_DAYS},? )?.{{3,30}}\d{{4}}|heute ist (?:\w+, )?(?:der )?\d.{{3,20}}\d{{4}}|"
    r"print (?:this )?(?:page|job|ad|vacancy)?|(?:share|tweet|forward|email) this (?:job|page|position|vacancy|role|ad|post)(?: ?(?:on|via|with|:|-) .{0,80})?|"
    r"diese (?:stelle|seite|anzeige) (?:teilen|drucken|weiterempfehlen)(?: ?: .{0,80})?|seite drucken|imprimer (?:cette )?(?:page|l.offre|offre)|"
    r"partager cette (?:offre|page|annonce)(?: ?: .{0,80})?",
    re.IGNORECASE,
).fullmatch


def moves(line: str) -> bool:
    """Return whether a line, without the mark of a heading or an item, is nothing but such words."""
    bare = line.removeprefix("# ").removeprefix("- ").strip(" .!|·•")
    return 0 < len(bare) <= _LONGEST and _LINE(bare) is not None


def without(body: str) -> str:
    """Return a text without such lines; a text that has only such lines is returned as it is."""
    lines = body.split("\n")
    kept = [line for line in lines if not moves(line)]
    return "\n".join(kept) if kept and len(kept) < len(lines) else body
