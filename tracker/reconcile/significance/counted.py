"""Find the numbers of an edit that matter: amounts, counts and dates, but not addresses, ids, or names like Office 365."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tracker.reconcile.significance.passages import Changed, Run

_AROUND = 60  # characters before and after a number that say what it counts
_NEAR = 24  # characters of the longest telephone number
_LONG_NUMBER = 7  # ungrouped digits: a telephone number or an id

_LETTERS = re.compile(r"\w+")
_NUMBER = re.compile(
    r"(?<![^\W\u2e80-\u9fff\uac00-\ud7af])(?<![.,])\d+(?:[.,'’\u00a0\u202f]\d+)*(?:st|nd|rd|th|er|e|º|ª)?(?!\d)",
    re.IGNORECASE,
)

# Kinds of numbers: money, amounts and counts that ads state, other counts, and dates.
_Kind = Literal["", "amount", "count", "thing", "date"]


_CURRENCY = r"[$€£¥₹₩₽₺₪฿]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|INR|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|SGD|HKD|ZAR|KRW|CNY|RMB|zł|kr|Kč|R)"
_PAID_BEFORE = re.compile(rf"(?:{_CURRENCY})\s?$", re.IGNORECASE)
_PAID_AFTER = re.compile(rf"\s?k?\s?(?:{_CURRENCY})(?!\w)", re.IGNORECASE)
# Months by their names, abbreviations and cases; "may" and "mars" are months only beside a number.
_MONTH = (
    r"jan(?:uary|uar|uari|eiro|vier|v)?|stycznia|enero|gennaio|feb(?:ruary|ruar|ruari|rero|braio)?|fevereiro|févr?(?:ier)?|lutego|"
    r"mar(?:ch|s|zo|ço|ca)?|mrt|maart|märz|mär|apr(?:il|ile)?|abr(?:il)?|avr(?:il)?|kwietnia|may|mai|maio|mayo|maj|maja|mei|maggio|"
    r"june?|juni|juin|junio|junho|giugno|czerwca|july?|juli|juil(?:let)?|julio|julho|luglio|lipca|aug(?:ust|usti|ustus)?|août|agosto|"
    r"sierpnia|sept?(?:ember|embre|tiembre|iembre|embro)?|set(?:tembre|embro)|września|o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|"
    r"października|nov(?:ember|embre|iembre|embro)?|listopada|de[csz](?:ember|embre|iembre|embro)?|déc(?:embre)?|dic(?:embre|iembre)?|grudnia"
)
_DATED_BEFORE = re.compile(rf"\b(?:{_MONTH})\.?\s(?:de )?$", re.IGNORECASE)
_DATED_AFTER = re.compile(rf"\.?\s(?:of |de )?(?:{_MONTH})\b", re.IGNORECASE)
_MONTH_DATED = re.compile(
    rf"(?P<day>\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.? (?:of |de )?)?\b(?P<month>{_MONTH})\b(?P<year>\.? (?:de )?\d{{1,4}}\b)?",
    re.IGNORECASE,
)
_HOUR_AFTER = re.compile(r"\s?(?:[ap]\.?m\b|uhr\b|o’clock|o'clock)|:\d\d", re.IGNORECASE)
_HOUR_BEFORE = re.compile(r"\d:$")
_COUNTED_AFTER = re.compile(
    rf"\s?(?:(?:[-–—+]|to|bis|à|a|or more|and)?\s?(?:{_CURRENCY})?\s?\d[\d.,]*)?\s?\+?\s?(?:%|‰|°|[€$£¥₹]|(?:(?<=\s)|[-–])[^\W\d_])",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s?[-–]?(?:%|‰|°|k\b|[kmgt]?[wv]a?h?\b|[kmgt]b\b|kg\b|lbs?\b|m[²2]?\b|km\b|cm\b|mm\b|ft\b|sq\b|hours?\b|hrs?\b|days?\b|weeks?\b|"
    r"months?\b|years?\b|yrs?\b|people\b|employees\b|stunden\b|tage\b|wochen\b|monate\b|jahre\b|heures\b|jours\b|ans\b|mois\b|"
    r"horas\b|días\b|dias\b|años\b|anos\b|mesi\b|anni\b|ore\b|giorni\b|nights?\b|shifts?\b|positions?\b|vacanc\w+|openings?\b|headcount\b|"
    r"uur\b|dagen\b|maanden\b|jaar\b|godzin\w*|miesi\w+|lat\b|timmar\b|månader\b|timer\b|stellen\b|postes?\b|plazas\b)",
    re.IGNORECASE,
)
_EAST_ASIAN_DATE = re.compile(r"\s?[月日월일]")
_EAST_ASIAN_COUNT = re.compile(r"\s?[年名人万億%時时円元년명원세]")
_LARGE_AFTER = re.compile(
    r"\s?\+?\s?(?:m|mm|bn|b|million\w*|billion\w*|trillion|mio|mrd|milliarden|millionen|millones|milliards?|miljoner|mln|mld)\b",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"\b(?:salary|salaries|pay|paid|wages?|compensation|earn\w*|bonus\w*|stipend|allowance|budget|ote|per (?:hour|day|month|year|annum)|gehalt\w*|lohn\w*|vergütung\w*|"
    r"salaire|rémunération|prime|salario|sueldo|retribuzione|stipendio|salaris|salário|wynagrodzeni\w*|lön|løn)\b|月給|年収|給与|薪|연봉|급여",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(r"\b[A-Z][\w+#-]*\s$")  # Office 365, Building 7, ISO 9001
_LABELLED_BEFORE = re.compile(
    r"(?:#|§|\bzip(?: code)?|\bpost(?:al)? ?code|\bplz|\bno\.?|\bnr\.?|\bref\w*\.?|\breq\w*\.?|\bid|\bjob|\bseries\)?|\bcode|\bnumber|\bannouncement)\s?[:#]?\s?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://|www\.|@|\.com\b|\.org\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+\d{1,3}[ \d().-]{7,20}|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b0\d{2,4}[ /-]\d{4,}")
_POSTAL_BEFORE = re.compile(r"\b[A-Z]{2}\s$")
# Words before or after a date that say that it is the date of an event, and words that say that the work begins.
_EVENT = re.compile(
    r"\b(?:(?:info(?:rmation)?|q&a|online|recruit\w+|the|our|next|briefing) (?:sessions?|events?|days?|fairs?|meetings?)|sessions? (?:is|are|on|takes?|begins?|starts?)|"
    r"webinars?|interviews? (?:is|are|on|takes?|will)|vorstellungsgespräch\w*|entretiens?|entrevistas?|open (?:day|house)|job fairs?|career (?:day|fair)s?|meet-?ups?|"
    r"info(?:rmations)?(?:abend|tag|veranstaltung|termin)\w*|tag der offenen tür|veranstaltung|jobmesse|(?:journée|séance|réunion) (?:portes|d[’'](?:information|accueil))|"
    r"sesión|jornada (?:de|informativa)|feria|evento|incontro|giornata|sessione|sessão|feira|infosessie|informatieavond|open dag|informationsmöte|"
    r"informationsmøde|informasjonsmøte|spotkani[ea]|targi)\b|説明会|宣讲会|说明会|설명회",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:(?:job|work|role|position|contract|employment|you|internship|programme|program) (?:will )?(?:begins?|starts?|commences?)|start(?:ing)? date|start[- ]?datum|"
    r"arbeitsbeginn|eintritt\w*|beginn|prise de (?:poste|fonctions?)|incorporaci[óo]n|inizio|início|aanvang|tillträde|tiltrædelse|rozpoczęci[ea])\b|入社|入职|입사",
    re.IGNORECASE,
)
# People who already work there, unless the job leads them.
_COLLEAGUES = re.compile(
    r"[\s+-]{0,3}(?:\w+[\s-]){0,2}?(?:colleagues|employees|people|persons|professionals|team ?members|teammates|experts|engineers|staff|kolleg\w+|mitarbeit\w+|personen|menschen|"
    r"köpf\w+|leuten?|collègues|collaborat\w+|personnes|salariés|compañer\w+|emplead\w+|personas|colleghi|persone|dipendenti|collega[’']?s|medewerkers|"
    r"mensen|colegas|pessoas|funcionários|os[óo]b|pracownik\w+|kolleg[oae]r|medarbet\w+|medarbejdere|ansatte|personer)\b|\s?[名人명]",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\b(?:lead\w*|manag\w+|supervis\w+|direct\w*|oversee\w*|recruit\w*|hir(?:e|ing)|train\w*|serv\w+|up to|führ\w+|leite\w*|verantwort\w+|encadre\w*|diriges?|manage\w*|"
    r"dirig\w+|lider\w+|gestion\w*|guid\w+|coordin\w+|leid\w+|aansturen|kieruj\w+|zarządza\w+|led(?:er|a)?|experience|erfahrung|positions?|vacanc\w+|"
    r"looking for|seeking|suchen|cherch\w+|busca\w*|cerc\w+|zoeken)\b|募集|採用|招聘|모집|채용|マネ",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"\b(?:\w*teams?|colleagues|we are|over|more than|company|group|department|\w*abteilung|wir sind|unternehmen|équipe|entreprise|equipo|empresa|somos|squadra|azienda|siamo|"
    r"afdeling|bedrijf|equipa|equipe|zespó?\w*|firm\w*|företag\w*|virksomhed|vi är|vi er|plus de|über|rund|más de|oltre|ruim|ponad)\b|チーム|团队|팀|社員|员工|직원",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})\b")
_COUNTED_WORD = re.compile(
    r"\b(\w{2,8}) (?:hours?|days?|weeks?|months?|years?|yrs?|people|positions|vacancies|openings|stellen|postes|plazas|stunden|tage|wochen|monate|jahre|heures|jours|ans|mois|horas|días|años|meses)\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_TAIL = re.compile(r"\w{0,12}")
_DATING = frozenset(
    "in since from until by before after through seit ab bis im en depuis desde hasta dal fino sinds tot".split()
)
_YEARS = range(1900, 2100)
_MONTH_LETTERS = 3  # of the name of a month: Sept. is September
_YEAR_DIGITS, _POSTAL_DIGITS = 4, 5


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that matters: as it is compared, as it is shown, and whether its line is about the job."""

    kind: _Kind
    plain: str
    shown: str
    aside: bool


def number(words: Changed) -> tuple[bool, str]:
    """Return whether these words change an amount, a count or a date of the job, and describe the change ("": none).

    A date of the application, of an event or of the ad itself is reported, but is not a change of the job.
    """
    counts = Counter(_all_numbers(words.removed)), Counter(_all_numbers(words.added))
    removed = [figure for figure in _numbers(words.removed) if counts[0][figure.plain] > counts[1][figure.plain]]
    added = [figure for figure in _numbers(words.added) if counts[1][figure.plain] > counts[0][figure.plain]]
    for kinds, noun in (({"amount", "count"}, "number"), ({"date"}, "date")):
        if reason := _change(noun, _of(removed, kinds), _of(added, kinds)):
            return True, reason
    counted_things = _of(removed, {"thing"}), _of(added, {"thing"})
    if all(counted_things):
        return True, _change("number", *counted_things)
    dates = ([figure for figure in side if figure.kind == "date"] for side in (removed, added))
    return False, _change("date", *dates)


def _of(numbers: Iterable[_Number], kinds: Container[str]) -> list[_Number]:
    return [figure for figure in numbers if figure.kind in kinds and not figure.aside]


def _change(noun: str, removed: list[_Number], added: list[_Number]) -> str:
    if removed and added:
        return f"a {noun} changed: {removed[0].shown} → {added[0].shown}"
    if added:
        return f"a {noun} was added: {added[0].shown}"
    return f"a {noun} was removed: {removed[0].shown}" if removed else ""


def _all_numbers(runs: tuple[Run, ...]) -> Iterator[str]:
    for run in runs:
        yield from (_plain(match[0]) for match in _NUMBER.finditer(run.block, run.start, run.end))
        yield from (_SPELLED[word] for word in _LETTERS.findall(run.text.casefold()) if word in _SPELLED)
        yield from (_month(match) for match in _months(run))


def _months(run: Run) -> Iterator[re.Match[str]]:
    """Return the dates in which the name of the month changed: beside a number, or where the line says what begins then."""
    for match in _MONTH_DATED.finditer(run.block, max(0, run.start - _AROUND), min(len(run.block), run.end + _AROUND)):
        dated = (
            match["day"] or match["year"] or _BEGINS.search(run.block, max(0, match.start() - _AROUND), match.start())
        )
        if dated and match.start("month") < run.end and match.end("month") > run.start:
            yield match


def _month(match: re.Match[str]) -> str:
    return match["month"][:_MONTH_LETTERS].casefold()


def _plain(number: str) -> str:
    """Return a number in the form in which it is compared: 90,000 is 90000, and 1st is 1."""
    bare = _ORDINAL.sub("", number)
    if _GROUPED.fullmatch(bare):
        integer, _, part = bare.rpartition(".") if bare.count(".") == 1 and "," in bare else (bare, "", "")
        return "".join(sign for sign in integer or part if sign.isdigit()) + (f".{part}" if integer and part else "")
    return bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare


_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|e|º|ª)$", re.IGNORECASE)
_SPELLED = {
    word: str(number)
    for words in (
        "one two three four five six seven eight nine ten",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "eins zwei drei vier fünf sechs sieben acht neun zehn",
        "un deux trois quatre cinq six sept huit neuf dix",
        "uno dos tres cuatro cinco seis siete ocho nueve diez",
    )
    for number, word in enumerate(words.split(), 1)
}


def _numbers(runs: tuple[Run, ...]) -> Iterator[_Number]:
    """Return the numbers that matter, as they are compared and as they are shown (1st, 5kV)."""
    for run in runs:
        for match in _NUMBER.finditer(run.block, run.start, run.end):
            kind, written = _kind(run.block, match)
            if kind:
                aside = run.aside or (kind == "date" and _of_an_event(run.block, match))
                yield _Number(kind, _plain(match[0]), written, aside)
        for match in _months(run):
            yield _Number("date", _month(match), match[0], run.aside or _of_an_event(run.block, match))
        for match in _COUNTED_WORD.finditer(
            run.block, max(0, run.start - _AROUND), min(len(run.block), run.end + _AROUND)
        ):
            if match[1].casefold() in _SPELLED and run.start <= match.start() < run.end:
                yield _Number("count", _SPELLED[match[1].casefold()], match[1], run.aside)


def _of_an_event(block: str, match: re.Match[str]) -> bool:
    """Return whether a date is that of a session or another event, and not the day on which the work begins."""
    around = max(0, match.start() - _AROUND), min(len(block), match.end() + _AROUND)
    return bool(_EVENT.search(block, *around)) and not _BEGINS.search(block, *around)


def _of_colleagues(before: str, after: str) -> bool:
    """Return whether a number counts people of the employer that the job does not lead."""
    if not _COLLEAGUES.match(after) or _LED.search(before):
        return False
    return bool(_TEAM.search(before) or _TEAM.search(after))


# Numbers of things that the employer has, and that the job is not about.
_OWNS = re.compile(
    r"\b(?:we|our \w+|the company|wir|unser\w* \w+|nous|notre \w+|tenemos|nuestr[oa] \w+|abbiamo|we|onze? \w+|temos|mamy|vi) (?:\w+ )?(?:have|has|own|owns|run|runs|operate|operates|"
    r"haben|hat|betreiben|avons|a|possède|exploitons|tiene|ha|hebben|heeft|tem|har|driver) (?:\w+ ){0,2}$|"
    r"\b(?:tenemos|contamos con|abbiamo|temos|mamy) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)


_OPENINGS = re.compile(
    r"[\s+]{0,3}(?:\w+ )?(?:positions?|roles?|jobs?|vacanc\w+|openings?|stellen|postes?|plazas|vagas)\b", re.IGNORECASE
)


def _of_the_employer(before: str, after: str) -> bool:
    return bool(_OWNS.search(before)) and not _OPENINGS.match(after)


def _kind(block: str, match: re.Match[str]) -> tuple[_Kind, str]:
    """Return the kind of a number, by the text around it, and how it is shown."""
    before, after = block[max(0, match.start() - _AROUND) : match.start()], block[match.end() : match.end() + _AROUND]
    plain = match[0]
    tail = _TAIL.match(block, match.end())
    words = plain + (tail[0] if tail else "")
    if _in_an_address(before, plain, after):
        return "", words
    if day := _within(_DATE, before, plain, after) or _day(before, plain, after):
        return "date", day
    if _HOUR_AFTER.match(after) or _HOUR_BEFORE.search(before):
        return "", words  # a time of day
    if _PAID_BEFORE.search(before) or _PAID_AFTER.match(after):
        large = _LARGE_AFTER.match(after) and not _PAY.search(before)
        return "thing" if large else "amount", words
    return _kind_of_count(before, plain, after), words


def _day(before: str, plain: str, after: str) -> str:
    """Return a date that has its month in letters, or an East Asian sign; "" if there is none."""
    if month := _DATED_BEFORE.search(before):
        return month[0] + plain
    if _ORDINAL.sub("", plain).isdigit() and (month := _DATED_AFTER.match(after)):
        return plain + month[0]
    sign = _EAST_ASIAN_DATE.match(after)
    return plain + sign[0] if sign else ""


def _kind_of_count(before: str, plain: str, after: str) -> _Kind:
    """Return the kind of a number that is neither money nor a date."""
    if not plain[-1].isdigit():
        return "count"
    if plain.isdigit() and (len(plain) >= _LONG_NUMBER or (plain[0] == "0" and len(plain) > 1)):
        return ""
    if _LABELLED_BEFORE.search(before) or _of_colleagues(before, after):
        return ""
    if _UNIT_AFTER.match(after):
        return "count"
    label = _NAMED_BEFORE.search(before)
    if len(plain) == _YEAR_DIGITS and plain.isdigit() and int(plain) in _YEARS:
        return "date" if label is None or label[0].strip().casefold() in _DATING else ""
    if _EAST_ASIAN_COUNT.match(after):
        return "count"
    if len(plain) == _POSTAL_DIGITS and _POSTAL_BEFORE.search(before):
        return ""
    if _GROUPED.fullmatch(plain):
        return "thing" if _LARGE_AFTER.match(after) or not _PAY.search(before) else "amount"
    if label and len(before.split()) > 1:
        return ""
    if not before.strip(" -*•–") and after[:1] in {".", ")"}:
        return ""  # the number of an item in a list
    if before.rstrip().endswith(":"):
        return "count"
    return "thing" if _COUNTED_AFTER.match(after) and not _of_the_employer(before, after) else ""


def _in_an_address(before: str, plain: str, after: str) -> bool:
    """Return whether a number is part of a web address, a mail address or a telephone number."""
    start = "" if before[-1:].isspace() else before.rsplit(None, 1)[-1] if before else ""
    end = "" if after[:1].isspace() else after.split(None, 1)[0] if after else ""
    if _ADDRESS.search(start + plain + end):
        return True
    return bool(_within(_TELEPHONE, before, plain, after))


def _within(pattern: re.Pattern[str], before: str, plain: str, after: str) -> str:
    """Return what a pattern matches around a number, "" if it does not match."""
    near, position = before[-_NEAR:] + plain + after[:_NEAR], len(before[-_NEAR:])
    return next((match[0] for match in pattern.finditer(near) if match.start() <= position < match.end()), "")
