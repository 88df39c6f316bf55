"""Find other terms of a job among the changed words: the kind of employment, a spoken language, the class of a licence.

These are compared by what they mean: "Vollzeit" is "full-time", and "anglais" is "English".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tracker.reconcile.significance.passages import Changed, Run

_AROUND = 60  # characters around changed words within which a term may begin or end, and that say what it is about
_ALONE = 3  # words of a line that only states the kind of employment

# Kinds of employment by group. It is a change if both sides state one of the same group, as for the field.
_HOURS = {
    "full": r"full[- ]?time|vollzeit\w*|temps (?:plein|complet)|(?:tiempo|jornada) complet[oa]|tempo (?:pieno|integral|inteiro)|"
    r"voltijds?|fuldtids?\w*|heltids?\w*|(?:pełny|pełen|pełnym|pełnego) eta(?:t|cie|tu)|plný úvazek|tam zamanlı|kokoaikai\w+|полная занятость|"
    r"フルタイム|全职|全職|풀타임|전일제",
    "part": r"part[- ]?time|teilzeit\w*|temps partiel|mi-temps|(?:tiempo|jornada) parcial|media jornada|medio tiempo|tempo (?:parziale|parcial)|"
    r"meio período|deeltijds?|deltids?\w*|(?:część|części|niepełny|niepełnym|pół) eta(?:t|cie|tu)|částečný úvazek|yarı zamanlı|osa-aikai\w+|"
    r"частичная занятость|パートタイム|アルバイト|兼职|兼職|파트타임|시간제",
}
_TERM = {
    "permanent": r"permanente?s?(?! (?:residen\w+|address|location|home))|open-ended|unbefristet\w*|festanstellung|(?:durée )indéterminée|cdi|indefinid[oa]|"
    r"(?:tempo )indeterminato|sem termo|vast(?:e)? (?:contract|aanstelling|baan|dienstverband)|onbepaalde tijd|tillsvidare\w*|fastansæt\w+|"
    r"fast (?:stilling|ansættelse|ansettelse)|czas nieokreślony|正社員|无固定期限|정규직",
    "temporary": r"temporary|fixed[- ]term|limited[- ]term|interim|befristet\w*|durée déterminée|cdd|(?:contrato|puesto|empleo|trabajo):? temporal|"
    r"tempo determinato|a termine|temporári[oa]|a termo|tijdelijke?|bepaalde tijd|tidsbegränsa\w+|visstids?\w*|vikariat\w*|tidsbegrænse\w+|"
    r"midlertidig\w*|czas określony|契約社員|派遣社員|临时|계약직|임시직",
    "freelance": r"freelance\w*|freiberuflich\w*|collaborazione autonoma|zlecenie",
    "seasonal": r"seasonal|saisonarbeit|saisonal\w*|saisonni[eè]re?|stagionale|sezonow\w+|säsongs\w+",
}
# Employed or freelance.
_STATUS = {
    "employed": r"umow\w+ o pracę|cdi|festanstellung|employee status|contrato laboral",
    "mandate": r"umow\w+[ -]zleceni[ea]|umow\w+ o dzieło|kontrakt b2b|werkvertrag|independent contractor|contrato mercantil|partita iva",
}
# Grades of pay scales.
_PAY_GRADE = re.compile(
    r"\b(?:entgelt|besoldungs|vergütungs|lohn|gehalts)gruppe:?\s(?P<a>[A-Z]{0,2}\s?\d{1,2}\s?[a-d]?)\b|\b(?:EG|TVöD|TV-L|TVL)[- ]?(?:E\s?)?(?P<b>\d{1,2}[a-dü]?)\b|"
    r"\b(?:pay |salary |nhs |afc )(?:band|grade|scale)\s(?P<c>\d{1,2}[a-d]?)\b",
    re.IGNORECASE,
)
# Words that say that a line is about an employment: "temporary" may also be about a bridge.
_EMPLOYMENT = re.compile(
    r"\b(?:jobs?|positions?|roles?|contracts?|employ\w+|hire|opportunity|\w*(?:vertrag|stelle|anstellung)\w*|beschäftigung|arbeitsverhältnis|"
    r"contrat|poste|emploi|durée|contrato|puesto|empleo|trabajo|contratto|tempo|rapporto|vaga|emprego|baan|aanstelling|dienstverband|functie|"
    r"anställning\w*|tjänst|stilling|ansættelse|ansettelse|umow\w+|prac[ay]|etat\w*|czas)\b|雇用|契約|社員|合同|职位|고용|근무",
    re.IGNORECASE,
)

# Stems of the names of languages: compounds such as "Englischkenntnisse" go on.
_LANGUAGE_STEMS = {
    "en": "english englisch anglais inglés inglese inglês engels engelsk angielski 英語 英语 영어",
    "de": "german deutsch allemand alemán alemão tedesco duits tysk niemiecki ドイツ語 德语 독일어",
    "fr": "french französisch français francés francese francês frans fransk francuski フランス語 法语 프랑스어",
    "es": "spanish spanisch espagnol español spagnolo espanhol spaans spansk hiszpański スペイン語 西班牙语 스페인어",
    "it": "italian italienisch italien italiano italiaans italiensk włoski イタリア語 意大利语",
    "nl": "dutch niederländisch néerlandais neerlandés holandés olandese holandês nederlands nederländsk nederlandsk hollandsk niderlandzki",
    "pt": "portuguese portugiesisch portugais portugués portoghese português portugees portugisisk portugalski",
    "pl": "polish polnisch polonais polaco polacco polonês pools polsk",
    "sv": "swedish schwedisch suédois sueco svedese zweeds svensk szwedzki",
    "da": "danish dänisch danois danés danese dinamarquês deens dansk duński",
    "no": "norwegian norwegisch norvégien noruego norvegese norueguês noors norsk norweski",
    "fi": "finnish finnisch finnois finlandés finska",
    "ru": "russian russisch russe ruso russo rysk rosyjski",
    "uk": "ukrainian ukrainisch ukrainien ucraniano ukraiński",
    "cs": "czech tschechisch tchèque checo ceco czeski",
    "tr": "turkish türkisch turc turco turks",
    "ar": "arabic arabisch arabe árabe arabo",
    "zh": "chinese mandarin chinesisch chinois chino cinese chinês 中国語 汉语 중국어",
    "ja": "japanese japanisch japonais japonés giapponese japonês 日本語 日语 일본어",
    "ko": "korean koreanisch coréen coreano 韓国語 韩语",
}
# Words that say that a language is spoken, and is not the name of a market or of a people.
_SPOKEN = re.compile(
    r"\b(?:speak\w*|spoken|fluen\w+|languages?(?! models?)|(?:and|or) written|proficien\w+|native|bilingual|kenntnis\w*|sprich\w*|sprech\w*|sprachkenn\w+|"
    r"sprachniveau|fließend|verhandlungssicher\w*|parle[zr]?|courant|couramment|maîtris\w+|langues?|hablas?|hablar|fluidez|idiomas?|dominio|parli|parlare|"
    r"conoscenza|lingua|fala|falar|fluente|fluência|spreekt?|beheers\w*|vloeiend|taal|mówisz|język\w*|znajomoś\w+|płynn\w+|talar|behärska\w*|flytande|"
    r"taler|beherske\w*|flydende|flytende|[ABC][12])\b|\w{4}kenntnis|語力|会話|流利|流暢|능통|구사|회화|가능",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:HSK|TOPIK|TOEIC|TOEFL|IELTS)[ :-]{0,2}\d+|(?:JLPT|日本語|japanese|일본어)\S{0,6}[ :]{0,2}n[1-5](?![a-z0-9])",
    re.IGNORECASE,
)

_CLASS = r"(?-i:[A-ELT](?:1E|\+E|[1E])?\b)"
_CLASSES = rf"(?P<codes>{_CLASS}(?:(?:\s?[,/+&]\s?| (?:and|or|und|oder|et|ou|y|o|e|en|of|i|lub|och|eller|og) ){_CLASS}){{0,4}})"
_CLASS_WORD = r"class|categor(?:y|ies)|klass(?:e|en)?|kategori(?:e|i|a|ę)?|kat\.?|cat\.?|catégorie|clase|tipo|type|categor[ií]a|klasy"
_LICENCE_WORD = (
    r"licen[cs]e|führerschein|fahrerlaubnis|permis|permiso de conduc\w+|carn[eé] de conducir|licencia|patente|rijbewijs|praw[oa] jazdy|"
    r"körkort|kørekort|førerkort|carta de condução|habilitação|CNH|CDL"
)
_LICENCE = (
    re.compile(
        rf"\b(?:{_LICENCE_WORD})[\s:(,-]{{0,3}}(?:(?:of|der|de|la|di|{_CLASS_WORD})[\s:-]{{1,2}}){{0,3}}{_CLASSES}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:{_CLASS_WORD})[ :-]{{1,2}}{_CLASSES} (?:[\w’']+ ){{0,2}}(?:{_LICENCE_WORD})", re.IGNORECASE),
    re.compile(rf"(?<!\w){_CLASSES}[- ](?:{_LICENCE_WORD})", re.IGNORECASE),
    re.compile(r"(?P<codes>普通|準中型|中型|大型|二種)\S{0,8}免許"),
)


def _grouped(kinds: dict[str, str]) -> re.Pattern[str]:
    all_patterns = "|".join(f"(?P<{name}>{pattern})" for name, pattern in kinds.items())
    # No letter before a word; the East Asian ones have no spaces around them.
    return re.compile(rf"(?<![a-zà-žа-я])(?:{all_patterns})(?![a-zà-žа-я])", re.IGNORECASE)


_EMPLOYED = (_grouped(_HOURS), _grouped(_STATUS), _grouped(_TERM))
_LANGUAGE = re.compile(
    "(?<![a-zà-žа-я])(?:"
    + "|".join(f"(?P<{code}>{'|'.join(stems.split())})" for code, stems in _LANGUAGE_STEMS.items())
    + r")[a-zà-ž]{0,16}",
    re.IGNORECASE,
)
_Terms = dict[str, str]  # what is meant: how it is written


def changed(words: Changed) -> str:
    """Return which term of the job was changed by these words, "" if none was."""
    removed, added = (tuple(run for run in runs if not run.aside) for runs in (words.removed, words.added))
    for pattern in _EMPLOYED:
        old, new = _terms_in(removed, _employment(pattern)), _terms_in(added, _employment(pattern))
        if old and new and old.keys() != new.keys():
            return f"the kind of employment changed: “{', '.join(old.values())}” → “{', '.join(new.values())}”"
    old, new = _terms_in(removed, _grades), _terms_in(added, _grades)
    if old and new and old.keys() != new.keys():
        return f"the pay grade changed: {_difference(old, new)}"
    for name, find in (("a language", _languages), ("the class of a licence", _classes)):
        if difference := _difference(_terms_in(removed, find), _terms_in(added, find)):
            return f"{name} changed: {difference}" if "→" in difference else f"{name} {difference}"
    return ""


_Find = Callable[[Run], Iterator[tuple[str, str]]]


def _terms_in(runs: tuple[Run, ...], find: _Find) -> _Terms:
    return dict(pair for run in runs for pair in find(run))


def _difference(old: _Terms, new: _Terms) -> str:
    removed, added = (
        [terms[name] for name in terms if name not in others] for terms, others in ((old, new), (new, old))
    )
    if removed and added:
        return f"“{removed[0]}” → “{added[0]}”"
    if added:
        return f"was added: “{added[0]}”"
    return f"was removed: “{removed[0]}”" if removed else ""


def _touching(pattern: re.Pattern[str], run: Run) -> Iterator[re.Match[str]]:
    """Return the matches that touch changed words."""
    for match in pattern.finditer(run.block, max(0, run.start - _AROUND), min(len(run.block), run.end + _AROUND)):
        if match.start() <= run.end and match.end() >= run.start:
            yield match


def _employment(pattern: re.Pattern[str]) -> _Find:
    def find(run: Run) -> Iterator[tuple[str, str]]:
        for match in _touching(pattern, run):
            around = max(0, match.start() - _AROUND), min(len(run.block), match.end() + _AROUND)
            known = (_EMPLOYMENT, *(other_pattern for other_pattern in _EMPLOYED if other_pattern is not pattern))
            alone = len(run.block) <= _AROUND and len(run.block.removeprefix("- ").split()) <= _ALONE
            if (
                pattern is _EMPLOYED[0]
                or alone
                or any(other_pattern.search(run.block, *around) for other_pattern in known)
            ):
                yield match.lastgroup or "", match[0].casefold()

    return find


def _languages(run: Run) -> Iterator[tuple[str, str]]:
    for match in _touching(_LANGUAGE, run):
        if _SPOKEN.search(run.block, max(0, match.start() - _AROUND), min(len(run.block), match.end() + _AROUND)):
            yield match.lastgroup or "", match[0]
    for match in _touching(_TESTED, run):
        yield match[0].casefold(), match[0]


def _grades(run: Run) -> Iterator[tuple[str, str]]:
    for match in _touching(_PAY_GRADE, run):
        yield "".join((match["a"] or match["b"] or match["c"]).casefold().split()), match[0]


def _classes(run: Run) -> Iterator[tuple[str, str]]:
    for pattern in _LICENCE:
        for match in _touching(pattern, run):
            yield match["codes"], match["codes"]
