"""What an edit says: requirements and numbers among the words that changed, and pay that moved, in plain words.

Words that were only mended (a typo, another ending) and words that were only moved say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from tracker.diff import Diff, Row
from tracker.wording import Wording

_LEAST_RISE = 0.005  # less is told as 0 %
_MENDED = 2  # letters put in or taken out: as much as a typo or another ending
_LEAST_WORD = 4  # letters; a shorter word with two other letters is another word
_AROUND = 60  # characters before and after a number that say what it counts
_NEAR = 24  # characters: the longest telephone number
_LONG_NUMBER = 7  # digits: a telephone number or an id, where no separator groups them

_WORD = re.compile(r"\S+")
_NUMBER = re.compile(
    r"(?<![^\W\u2e80-\u9fff\uac00-\ud7af])(?<![.,])\d+(?:[.,'’\u00a0\u202f]\d+)*(?:st|nd|rd|th|er|e|º|ª)?(?!\d)",
    re.IGNORECASE,
)

_MODAL = "what is required"
# What an employer asks for, by the name under which a change of it is told. Each pattern matches whole words.
_KINDS: dict[str, re.Pattern[str]] = {
    "a degree": re.compile(
        r"\b(?:degrees?|bachelor\w*|master[’']?s|ph\.?d|doctorate|diplom\w*|abitur|hochschul\w*|universitäts\w*|"
        r"(?:abgeschlossenes )?studium|licence professionnelle|baccalauréat|bac ?\+ ?\d|licenciatura|grado universitario|"
        r"laurea|licenciado|wykształcenie wyższe|högskole\w*|universitetsexamen|bacheloruddannelse|kandidatuddannelse)\b|"
        r"学历|学位|本科|学士|硕士|학위|학사|석사|대졸",
        re.IGNORECASE,
    ),
    "a clearance": re.compile(
        r"\b(?:(?:security |secret |top secret |dv |sc )?clearance|sicherheitsüberprüfung|habilitation (?:de )?sécurité|"
        r"background checks?|drug (?:test|screen)\w*)\b|セキュリティクリアランス",
        re.IGNORECASE,
    ),
    "a licence or certificate": re.compile(
        r"\b(?:licen[cs]es?|licen[cs]ed|certifications?|certificates?|certified|zertifi\w+|führerschein\w*|permis|"
        r"certificad\w+|certificazion\w+|certyfikat\w*|rijbewijs|körkort|kørekort|prawo jazdy)\b|免許|资格证|자격증",
        re.IGNORECASE,
    ),
    "experience": re.compile(
        r"\b(?:(?:years?|yrs?\.?|proven|prior|previous|relevant|work(?:ing)?|professional|hands-on|minimum)[’']?(?: of)?(?: \w+)? "
        r"experience(?: (?:in|with|as|of) \S+)?|experience(?:d)? (?:in|with|as|of|working) \S+|experience (?:is )?required|"
        r"berufserfahrung|erfahrung (?:in|mit|als|im) \S+|expérience (?:en|dans|avec|de) \S+|experiencia (?:en|con|como) \S+|"
        r"esperienza (?:in|con|come|di) \S+|experiência (?:em|com|como) \S+|ervaring (?:in|met|als) \S+|"
        r"doświadczeni[ea] (?:w|z) \S+|erfarenhet (?:av|inom|som) \S+|erfaring (?:med|inden|som) \S+)|"
        r"経験\S{0,4}年|年以上の経験|实务经验|工作经验|경력",
        re.IGNORECASE,
    ),
    "a language": re.compile(
        r"\b(?:fluent|fluency|native|fließend\w*|verhandlungssicher\w*|muttersprach\w*|courant|bilingue|fluid[oa]|nativ[oa]|"
        r"fluente|madrelingua|vloeiend\w*|flytande)(?: in)? \w+|\b[ABC][12]\b",
        re.IGNORECASE,
    ),
    "a place of work": re.compile(
        r"\b(?:fully |100% )?(?:remote|on-?site|in[- ]office|hybrid|home[- ]?office|télétravail|teletrabajo|thuiswerken)\b",
        re.IGNORECASE,
    ),
    _MODAL: re.compile(
        r"\b(?:must(?! see)|required?|requires|requirements?|mandatory|essential|preferred|minimum|at least|eligible|"
        r"qualifications?|qualified|voraussetzung\w*|erforderlich\w*|zwingend|mindestens|exig\w+|requis\w*|obligatoir\w*|"
        r"requisit\w+|imprescindible|obligatori\w+|richiest\w+|obrigatóri\w+|vereist\w*|verplicht\w*|wymagan\w+|krav|kräver|"
        r"påkrævet)\b|必須|必要|要求|资格|必须|필수|자격",
        re.IGNORECASE,
    ),
}

_CURRENCY = r"[$€£¥₹₩₽₺₪฿]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|INR|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|SGD|HKD|ZAR|KRW|CNY|RMB|zł|kr|Kč|R)"
_PAID_BEFORE = re.compile(rf"(?:{_CURRENCY})\s?$", re.IGNORECASE)
_MONTH = (
    r"jan\w*|feb\w*|mar\w*|mär\w*|apr\w*|may|mai\w*|mayo|jun\w*|jul\w*|aug\w*|ago\w*|sep\w*|oct\w*|okt\w*|ott\w*|out\w*|nov\w*|"
    r"dec\w*|dez\w*|dic\w*|déc\w*|janv\w*|févr\w*|avr\w*|juin|juil\w*|août"
)
_DATED_BEFORE = re.compile(rf"\b(?:{_MONTH})\.?\s$", re.IGNORECASE)
_COUNTED_AFTER = re.compile(
    rf"\s?(?:(?:[-–—+]|to|bis|à|a|or more|and)?\s?(?:{_CURRENCY})?\s?\d[\d.,]*)?\s?\+?\s?(?:%|‰|°|[€$£¥₹]|(?:(?<=\s)|[-–])[^\W\d_])",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s?[-–]?(?:%|‰|°|k\b|[kmgt]?[wv]a?h?\b|[kmgt]b\b|kg\b|lbs?\b|m[²2]?\b|km\b|cm\b|mm\b|ft\b|sq\b|hours?\b|hrs?\b|days?\b|weeks?\b|"
    r"months?\b|years?\b|yrs?\b|people\b|employees\b|stunden\b|tage\b|wochen\b|monate\b|jahre\b|heures\b|jours\b|ans\b|mois\b|"
    r"horas\b|días\b|dias\b|años\b|anos\b|mesi\b|anni\b|ore\b|giorni\b|million|billion|thousand|mio\b|mrd\b)",
    re.IGNORECASE,
)
_EAST_ASIAN_COUNT = re.compile(r"\s?[年月日名人万億%時时名円元년월일명원세]")
_NAMED_BEFORE = re.compile(r"\b[A-Z][\w+#-]*\s$")  # Office 365, Building 7, ISO 9001
_LABELLED_BEFORE = re.compile(
    r"(?:#|§|\bzip(?: code)?|\bpost(?:al)? ?code|\bplz|\bno\.?|\bnr\.?|\bref\w*\.?|\breq\w*\.?|\bid|\bjob)\s?[:#]?\s?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://|www\.|@|\.com\b|\.org\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+\d{1,3}[ \d().-]{7,20}|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b0\d{2,4}[ /-]\d{4,}")
_POSTAL_BEFORE = re.compile(r"\b[A-Z]{2}\s$")
_DATE = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})\b")
_COUNTED_WORD = re.compile(
    r"\b(\w{2,8}) (?:hours?|days?|weeks?|months?|years?|yrs?|people|stunden|tage|wochen|monate|jahre|heures|jours|ans|mois|horas|días|años|meses)\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_TAIL = re.compile(r"\w{0,12}")
_DATING = frozenset(
    "in since from until by before after through seit ab bis im en depuis desde hasta dal fino sinds tot".split()
)
_YEARS = range(1900, 2100)
_YEAR_DIGITS, _POSTAL_DIGITS = 4, 5


@dataclass(frozen=True, slots=True)
class Run:
    """Words that were taken out or put in: `block` is the whole block, and the words are `block[start:end]`."""

    block: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the words."""
        return self.block[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Changed:
    """The words that an edit took out, and those that it put in."""

    gone: tuple[Run, ...]
    come: tuple[Run, ...]


def changed(diff: Diff) -> Changed:
    """Return the words that changed. Blocks that were only moved, and words that were only mended, are left out."""
    gone: list[Run] = []
    come: list[Run] = []
    for row in diff.rows:
        if row.kind == "removed":
            gone.append(_whole(row))
        elif row.kind == "added":
            come.append(_whole(row))
        elif row.kind == "edited":
            _edited(row, gone, come)
    if sorted(_words(gone)) == sorted(_words(come)):  # the same words in another order
        return Changed((), ())
    return Changed(tuple(gone), tuple(come))


def _words(runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        yield from _LETTERS.findall(run.text.casefold())


_LETTERS = re.compile(r"\w+")


def _whole(row: Row) -> Run:
    block = row.spans[0].text
    return Run(block, 0, len(block))


def _edited(row: Row, gone: list[Run], come: list[Run]) -> None:
    old = "".join(span.text for span in row.spans if span.op != "+")
    new = "".join(span.text for span in row.spans if span.op != "-")
    at_old = at_new = 0
    waiting: Run | None = None
    for span in row.spans:
        size = len(span.text)
        if span.op == "=":
            gone.extend([waiting] if waiting else ())
            waiting, at_old, at_new = None, at_old + size, at_new + size
        elif span.op == "-":
            gone.extend([waiting] if waiting else ())
            waiting, at_old = Run(old, at_old, at_old + size), at_old + size
        else:
            run, at_new = Run(new, at_new, at_new + size), at_new + size
            if waiting is None or not _mended(waiting.text, run.text):
                gone.extend([waiting] if waiting else ())
                come.append(run)
            waiting = None
    gone.extend([waiting] if waiting else ())


def _mended(old: str, new: str) -> bool:
    """Say whether words became the same words with a typo mended, or with another ending."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    return len(before) == len(after) and all(_one_word(*pair) for pair in zip(before, after, strict=True))


def _one_word(old: str, new: str) -> bool:
    if old.casefold() == new.casefold():
        return True
    if min(len(old), len(new)) < _LEAST_WORD or old[0].casefold() != new[0].casefold():
        return False
    if any(sign.isdigit() for sign in old + new):
        return False
    return Indel.distance(old.casefold(), new.casefold(), score_cutoff=_MENDED) <= _MENDED


def requirement(words: Changed, old: Iterable[str], new: Iterable[str]) -> str:
    """Say which requirement came, went or changed among these words; "" if none did. `old`, `new`: all the blocks."""
    for name, pattern in _KINDS.items():
        gone, come = (Counter(_matches(pattern, runs)) for runs in (words.gone, words.come))
        left, right = next(iter(gone - come), ""), next(iter(come - gone), "")
        if not left and not right:
            continue
        if not left and name != _MODAL and not any(pattern.search(block) for block in old):
            return f"{name} is asked for: “{right}”"
        if not right and name != _MODAL and not any(pattern.search(block) for block in new):
            return f"{name} is no longer asked for: “{left}”"
        return "a requirement changed: " + " → ".join(f"“{one}”" for one in (left, right) if one)
    return _negation(words)


def _negation(words: Changed) -> str:
    """Say that a "not" came or went where hardly another word changed."""
    gone, come = ({word for word in _words(runs) if word in _NOT} for runs in (words.gone, words.come))
    few = len([*_words(words.gone), *_words(words.come)]) <= _FEW
    return f"a negation changed: “{next(iter(gone ^ come))}”" if few and gone ^ come else ""


_NOT = frozenset(
    "not no never without nicht kein keine keinen ohne pas sans sin non senza niet geen não sem nie bez inte ikke ej".split()
)
_FEW = 6  # words that changed: among more, a "not" is one word of a new sentence


def _matches(pattern: re.Pattern[str], runs: tuple[Run, ...]) -> Iterator[str]:
    """Yield what a pattern matches in the blocks of these runs, where it touches changed words."""
    for run in runs:
        for found in pattern.finditer(run.block, max(0, run.start - _AROUND), min(len(run.block), run.end + _AROUND)):
            if found.start() < run.end and found.end() > run.start:
                yield _YEARS_SHORT.sub("years", found[0].casefold())


_YEARS_SHORT = re.compile(r"\byrs?\b\.?")


def number(words: Changed) -> str:
    """Say which amount, count or date changed, came in or is gone among these words; "" if none did.

    Numbers in addresses, telephone numbers, ids and names (Office 365) are none of these.
    """
    gone, come = (dict(_numbers(runs)) for runs in (words.gone, words.come))
    counts = Counter(_all_numbers(words.gone)), Counter(_all_numbers(words.come))
    old = next((told for key, told in gone.items() if counts[0][key] > counts[1][key]), "")
    new = next((told for key, told in come.items() if counts[1][key] > counts[0][key]), "")
    if old and new:
        return f"a number changed: {old} → {new}"
    if new:
        return f"a number came in: {new}"
    return f"a number is gone: {old}" if old else ""


def _all_numbers(runs: tuple[Run, ...]) -> Iterator[str]:
    for run in runs:
        yield from (_plain(found[0]) for found in _NUMBER.finditer(run.block, run.start, run.end))
        yield from (_SPELLED[word] for word in _LETTERS.findall(run.text.casefold()) if word in _SPELLED)


def _plain(number: str) -> str:
    """Return a number as it is compared: 90,000 is 90000, and 1st is 1."""
    bare = _ORDINAL.sub("", number)
    if _GROUPED.fullmatch(bare):
        whole, _, part = bare.rpartition(".") if bare.count(".") == 1 and "," in bare else (bare, "", "")
        return "".join(sign for sign in whole or part if sign.isdigit()) + (f".{part}" if whole and part else "")
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


def _numbers(runs: tuple[Run, ...]) -> Iterator[tuple[str, str]]:
    """Yield the numbers that mean something, as they are compared and as they are told (1st, 5kV)."""
    for run in runs:
        for found in _NUMBER.finditer(run.block, run.start, run.end):
            if _means(run.block, found):
                tail = _TAIL.match(run.block, found.end())
                yield _plain(found[0]), found[0] + (tail[0] if tail else "")
        for found in _COUNTED_WORD.finditer(
            run.block, max(0, run.start - _AROUND), min(len(run.block), run.end + _AROUND)
        ):
            if found[1].casefold() in _SPELLED and run.start <= found.start() < run.end:
                yield _SPELLED[found[1].casefold()], found[1]


def _means(block: str, found: re.Match[str]) -> bool:
    """Say whether a number is an amount, a count, a date or a place in an order, by what stands around it."""
    before, after = block[max(0, found.start() - _AROUND) : found.start()], block[found.end() : found.end() + _AROUND]
    plain = found[0]
    if _in_an_address(before, plain, after):
        return False
    if not plain[-1].isdigit() or _PAID_BEFORE.search(before):
        return True
    if plain.isdigit() and len(plain) >= _LONG_NUMBER:
        return False
    if _LABELLED_BEFORE.search(before):
        return False
    if (
        _within(_DATE, before, plain, after)
        or _UNIT_AFTER.match(after)
        or _DATED_BEFORE.search(before)
        or _EAST_ASIAN_COUNT.match(after)
    ):
        return True
    named = _NAMED_BEFORE.search(before)
    if len(plain) == _YEAR_DIGITS and plain.isdigit() and int(plain) in _YEARS:
        return named is None or named[0].strip().casefold() in _DATING
    if len(plain) == _POSTAL_DIGITS and _POSTAL_BEFORE.search(before):
        return False
    if _GROUPED.fullmatch(plain):
        return True
    if named and len(before.split()) > 1:
        return False
    if not before.strip(" -*•–") and after[:1] in {".", ")"}:
        return False  # the number of an item in a list
    return bool(_COUNTED_AFTER.match(after)) or before.rstrip().endswith(":")


def _in_an_address(before: str, plain: str, after: str) -> bool:
    """Say whether a number is part of an address of the web, of mail, or of a telephone number."""
    start = "" if before[-1:].isspace() else before.rsplit(None, 1)[-1] if before else ""
    end = "" if after[:1].isspace() else after.split(None, 1)[0] if after else ""
    if _ADDRESS.search(start + plain + end):
        return True
    return _within(_TELEPHONE, before, plain, after)


def _within(pattern: re.Pattern[str], before: str, plain: str, after: str) -> bool:
    """Say whether a number is part of what a pattern matches."""
    near, place = before[-_NEAR:] + plain + after[:_NEAR], len(before[-_NEAR:])
    return any(found.start() <= place < found.end() for found in pattern.finditer(near))


def pay(before: Wording, after: Wording) -> str:
    """Say how pay changed: "pay raised by 12 %" where both are stated alike."""
    old, new = ([one for one in (wording.pay_min, wording.pay_max) if one is not None] for wording in (before, after))
    if not old and not new:
        return "what is said of pay changed"
    if not old:
        return "pay is stated now"
    if not new:
        return "pay is no longer stated"
    if (before.pay_currency, before.pay_period) != (after.pay_currency, after.pay_period) or len(old) != len(new):
        return "pay changed"
    moves = {(two > one) - (two < one) for one, two in zip(old, new, strict=True)} - {0}
    middle = sum(old)
    if len(moves) != 1 or middle <= 0:
        return "the range of pay changed"
    share = abs(sum(new) / middle - 1)
    return f"pay {'raised' if moves == {1} else 'lowered'} by {share:.0%}" if share >= _LEAST_RISE else "pay changed"
