"""Recognise lines of a posting's page that change by themselves or only offer something: counters, ages, share links.

"Viewed 1,204 times" and "Posted 3 days ago" say nothing about the posting, and would be an edit every day.
"""

from __future__ import annotations

import re

_LONGEST = 100  # characters of such a line
_AGE = r"(?:\d{1,4}\+?|an?|one|few|eine[mnr]?|une?|una?)"
_NUMBER = r"\d[\d.,'\u00a0\u202f ]{0,12}"
_UNIT = r"(?:(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?|[smhdw])"
_AD = r"(?:job|page|ad|advert|position|vacancy|role|post|posting|opening|offer|listing)"
_SOON = rf"(?:{_AGE} {_UNIT} ago|today|yesterday|just now|recently|this week|now)"
_NETWORK = (
    r"(?:facebook|x|twitter|linkedin|whatsapp|xing|telegram|instagram|pinterest|reddit|bluesky|mastodon|threads|messenger|e-?mail|mail|sms|copy(?: (?:the )?link)?|link|print|"
    r"(?:a |your )?friends?|others|your network|teilen|drucken|kopieren)"
)
_NETWORKS = rf"{_NETWORK}(?:[ |,·•/&+-]{{1,5}}(?:and |or |und |et )?{_NETWORK}){{0,12}}"
_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_LINE = re.compile(
    rf"(?:this (?:job|page|ad|vacancy|posting) (?:has been |was )?)?(?:viewed|seen|read|visited):? {_NUMBER}(?: ?(?:times?|x|people|visitors))?|"
    rf"{_NUMBER} (?:page )?(?:views?|visits|visitors|clicks|impressions|applicants?|applications|(?:people|candidates|others|persons|users) (?:have )?(?:already )?(?:viewed|applied|saved|seen)(?: (?:for |to )?(?:this|the) {_AD}| so far| already| today| in the (?:last|past) .{{1,20}})?|"
    rf"aufrufe|bewerber|vues|consultations|visitas|visualizzazioni|weergaven|wyświetle\w+|visningar|visninger|просмотр\w*)|"
    rf"(?:page )?(?:views?|visits|hits|aufrufe|vues|visitas|visualizzazioni|weergaven|visningar|visninger|просмотров): ?{_NUMBER}|"
    rf"(?:(?:job |date )?(?:posted|published|listed|added|updated|advertised|reposted)(?: on)?:? )?(?:about |over |more than )?{_AGE} {_UNIT} ago|"
    rf"(?:posted|published|listed|added|updated):? (?:today|yesterday|just now|recently)|"
    rf"(?:(?:veröffentlicht|online|aktualisiert|eingestellt)(?: seit)?:? )?vor (?:etwa |über )?{_AGE} (?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)(?: veröffentlicht)?|"
    rf"(?:(?:publiée?|mise? en ligne)(?: :)? )?il y a {_AGE} (?:minutes?|heures?|jours?|semaines?|mois|ans?)|"
    rf"(?:publicad[oa]:? )?hace {_AGE} (?:minutos?|horas?|días?|semanas?|mes(?:es)?|años?)|"
    rf"(?:pubblicat[oa]:? )?{_AGE} (?:minuti|or[ae]|giorn[io]|settiman[ae]|mes[ei]) fa|(?:geplaatst:? )?{_AGE} (?:minuten|uur|dag(?:en)?|weken|week|maand(?:en)?) geleden|"
    rf"today is (?:{_DAYS},? )?.{{3,30}}\d{{4}}|heute ist (?:\w+, )?(?:der )?\d.{{3,20}}\d{{4}}|"
    rf"print(?: this)?(?: {_AD})?|(?:share|tweet|forward|email)(?: this| the)?(?: {_AD})?(?: ?(?:on|via|with|to|:|-) {_NETWORKS})?|"
    rf"(?:viewed|seen|read|visited):? {_NUMBER}(?: ?(?:times?|x))? (?:today|so far|this week)|(?:views?|visits|hits) (?:today|this week): ?{_NUMBER}|"
    rf"(?:last )?(?:active|updated|viewed|seen|modified|checked|online):? {_SOON}|be (?:among |one of )?(?:the |an )?(?:first|early)(?: \d{{1,3}})?(?: applicants?| candidates?| to apply)?|"
    rf"(?:only )?{_AGE} {_UNIT} (?:left|remaining)(?: to apply)?|(?:applications? )?(?:closes|ends|expires) (?:in {_AGE} {_UNIT}|soon|today|tomorrow)|"
    rf"(?:save|bookmark|report|flag|like|pin|follow|hide)(?: this| the)? {_AD}|(?:bookmark|unsave|saved)|add to (?:my )?(?:favou?rites|watch ?list|short ?list|saved jobs|bookmarks)|"
    rf"(?:email|send|forward|recommend|refer|tell)(?: this| the)?(?: {_AD})?(?: to)? (?:a |your )?friends?|copy (?:the )?(?:link|url|address)(?: to (?:the )?clipboard)?|"
    rf"(?:noch|nur noch) {_AGE} (?:stunden?|tage?n?|wochen?)(?: (?:übrig|zeit))?|zuletzt (?:aktualisiert|gesehen|online)(?: am)?:? vor {_AGE} \w{{3,8}}|(?:diese |die )?(?:stelle|anzeige|job) (?:merken|speichern|melden)|"
    rf"auf die merkliste|link kopieren|(?:il reste|encore|plus que) {_AGE} jours?(?: pour postuler)?|(?:enregistrer|sauvegarder|signaler)(?: cette| l.)? ?(?:offre|annonce)|copier le lien|"
    rf"quedan? {_AGE} días?|(?:guardar|denunciar)(?: esta| la)? oferta|copiar (?:el )?enlace|"
    r"diese (?:stelle|seite|anzeige) (?:teilen|drucken|weiterempfehlen)(?: ?: .{0,80})?|seite drucken|imprimer (?:cette )?(?:page|l.offre|offre)|"
    r"partager cette (?:offre|page|annonce)(?: ?: .{0,80})?",
    re.IGNORECASE,
).fullmatch


def moves(line: str) -> bool:
    """Return whether a line, without the mark of a heading or an item, has only such words."""
    bare = line.removeprefix("# ").removeprefix("- ").strip(" .!|·•")
    return 0 < len(bare) <= _LONGEST and _LINE(bare) is not None


def without_moving_lines(body: str) -> str:
    """Return a text without such lines; a text that has only such lines is returned as it is."""
    lines = body.split("\n")
    remaining = [line for line in lines if not moves(line)]
    return "\n".join(remaining) if remaining and len(remaining) < len(lines) else body
