"""Find what an edit changes: requirements among the changed words, and pay.

Words that were only corrected (a typo, another ending) or moved don't count, nor do lines that are not about the job
(see `tracker.reconcile.significance.passages`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tracker.diff import BlockRow, Diff
from tracker.model.wording import Wording
from tracker.reconcile.significance.corrections import only_corrected
from tracker.reconcile.significance.passages import Changed, Run, Sentences, asides

_LEAST_RISE = 0.005  # a smaller change would show as 0 %
_AROUND = 60  # characters around changed words within which a requirement may begin or end
_QUOTED = 24  # characters by which a quoted requirement may exceed the words that identify it

_MODAL = "what is required"
# Kinds of requirements, by the name used in reasons. Each pattern matches whole words.
_KINDS: dict[str, re.Pattern[str]] = {
    "a degree": re.compile(
        r"\b(?:(?:degrees?(?! (?:of|celsius|fahrenheit))|bachelor[’']?\w*|master[’']?s|ph\.?d|j\.?d|ll\.?[bm]|mba|staatsexamen|laurea|licenciatura|studium|dipl[ôo]m\w*)"
        r"(?: (?:in|from|en|der|em|des) [^.;:()]{1,60})?|doctorate|abitur|hochschul\w*|universitäts\w*|"
        r"licence professionnelle|baccalauréat|bac ?\+ ?\d|grado universitario|"
        r"licenciado|wykształcenie wyższe|högskole\w*|universitetsexamen|bacheloruddannelse|kandidatuddannelse)\b|"
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
        r"experience(?: (?:in|with|as|of) \S+)?|experience(?:d)? (?:in|with|as|of|[a-z]+ing) \S+|experience (?:is )?required|"
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
        r"\b(?:(?:fully|100%|work(?:ing)?|is|are|be|or|partly|entirely) remote(?:ly)?|"
        r"remote (?:work\w*|position|role|job|within|in|from|only|possible|eligible|based|friendly|options?)|remote$|"
        r"(?:fully )?on-?site|in[- ]office|(?:fully|is|are|or) hybrid|hybrid (?:work\w*|role|model|schedule|position|job|office)|"
        r"home[- ]?office|work from home|mobiles arbeiten|télétravail|teletrabajo|smart working|thuiswerken|praca zdalna|distansarbete)\b|"
        r"在宅勤務|リモート|远程|재택",
        re.IGNORECASE,
    ),
    "sponsorship of visas": re.compile(
        r"\b(?:(?:can(?:not|['’]t| not)?|do(?:es)? not|don['’]t|doesn['’]t|won['’]t|will(?: not)?|(?:un)?able to|no) )?(?:visa )?sponsor\w*(?: \w+)?(?= (?:visas?|work permits?))(?: \w+)?|"
        r"\b(?:can(?:not|['’]t| not)?|do(?:es)? not|don['’]t|doesn['’]t|won['’]t|will(?: not)?|(?:un)?able to) (?:offer |provide )?(?:sponsor\w*|visa) (?:work )?(?:visas?|sponsor\w*|permits?)|"
        r"\bvisa sponsorship(?: is (?:not |un)?available)?",
        re.IGNORECASE,
    ),
    _MODAL: re.compile(
        r"\b(?:must(?! see)|required?|requires|mandatory|(?:is|are) essential|preferred|minimum|at least|should have|you(?:[’']ll| will)? need|"
        r"citizenship|u\.?s\.? citizens?|(?:be|are) (?:an? )?(?:\w+ )?citizens?|work (?:permit|authorization)|voraussetzung\w*|erforderlich\w*|zwingend|mindestens|musst|müssen|solltest|vous devez|deb(?:es|erás)|dovrai|je moet|deve ter|musisz|måste|exig\w+|requis\w*|obligatoir\w*|"
        r"requisit\w+|imprescindible|obligatori\w+|richiest\w+|obrigatóri\w+|vereist\w*|verplicht\w*|wymagan\w+|krav|kräver|"
        r"påkrævet)\b|必須|必要|要求|资格|必须|필수|자격",
        re.IGNORECASE,
    ),
}


def changed(diff: Diff) -> Changed:
    """Return the words that changed, without blocks that only moved and words that were only corrected."""
    removed: list[Run] = []
    added: list[Run] = []
    besides = asides(diff.side("old")), asides(diff.side("new"))
    for row in diff.rows:
        asides_near = _aside(row.old, besides[0]), _aside(row.new, besides[1])
        if row.kind == "removed":
            removed += _runs_of_block(row, aside=asides_near[0])
        elif row.kind == "added":
            added += _runs_of_block(row, aside=asides_near[1])
        elif row.kind == "edited":
            _edited(row, removed, added, asides_near)
    if sorted(_words(removed)) == sorted(_words(added)):  # the same words in another order
        return Changed((), ())
    return Changed(tuple(removed), tuple(added))


def _aside(index: int | None, besides: tuple[bool, ...]) -> bool:
    return index is not None and besides[index]


def _words(runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        yield from _LETTERS.findall(run.text.casefold())


_LETTERS = re.compile(r"\w+")


def _runs_of_block(row: BlockRow, *, aside: bool) -> Iterator[Run]:
    block = row.spans[0].text
    return Sentences(block, aside=aside).runs(0, len(block))


def _edited(row: BlockRow, gone: list[Run], added: list[Run], aside: tuple[bool, bool]) -> None:
    old = Sentences("".join(span.text for span in row.spans if span.op != "+"), aside=aside[0])
    new = Sentences("".join(span.text for span in row.spans if span.op != "-"), aside=aside[1])
    at_old = at_new = 0
    waiting: list[Run] = []
    removed = ""
    for span in row.spans:
        size = len(span.text)
        if span.op == "+":
            if not removed or not only_corrected(removed, span.text):
                gone += waiting or old.runs(at_old, at_old)
                added += new.runs(at_new, at_new + size)
        elif waiting:
            gone += waiting
            added += new.runs(at_new, at_new)
        removed, waiting = "", []
        if span.op == "-":
            removed, waiting = span.text, list(old.runs(at_old, at_old + size))
        at_old += size if span.op != "+" else 0
        at_new += size if span.op != "-" else 0
    if waiting:
        gone += waiting
        added += new.runs(at_new, at_new)


_GO_ON = frozenset(("experience", _MODAL))  # "must" and "experience with" are quoted with the words after them


def not_about_the_job(words: Changed) -> str:
    """Return the reason if the change is not about the job, "" if some of it is."""
    every = (*words.removed, *words.added)
    only = bool(every) and all(run.aside for run in every)
    return "only text on how to apply or about the employer changed" if only else ""


def requirement(words: Changed, old: Iterable[str], new: Iterable[str]) -> str:
    """Return which requirement was added, removed or changed by these words, "" if none. `old`, `new` are all blocks."""
    words = Changed(*(tuple(run for run in runs if not run.aside) for runs in (words.removed, words.added)))
    for name, pattern in _KINDS.items():
        matches = [list(_matches(pattern, runs)) for runs in (words.removed, words.added)]
        removed, added = (Counter(plain for plain, _ in side) for side in matches)
        before, after = next(iter(removed - added), ""), next(iter(added - removed), "")
        if not before and not after:
            continue
        if name in _GO_ON:
            before, after = dict(matches[0]).get(before, ""), dict(matches[1]).get(after, "")
        if before and after:
            return f"a requirement changed: “{before}” → “{after}”"
        if after:
            is_new = name != _MODAL and not any(_has(pattern, block) for block in old)
            return f"{name} is asked for: “{after}”" if is_new else f"a requirement was added: “{after}”"
        is_gone = name != _MODAL and not any(_has(pattern, block) for block in new)
        return f"{name} is no longer asked for: “{before}”" if is_gone else f"a requirement was removed: “{before}”"
    return _negation(words)


def _negation(words: Changed) -> str:
    """Return the reason if a "not" was added or removed and hardly another word changed, else ""."""
    removed, added = ({word for word in _words(runs) if word in _NOT} for runs in (words.removed, words.added))
    few = len([*_words(words.removed), *_words(words.added)]) <= _FEW
    return f"a negation changed: “{next(iter(removed ^ added))}”" if few and removed ^ added else ""


_NOT = frozenset(
    "not no never without nicht kein keine keinen ohne pas sans sin non senza niet geen não sem nie bez inte ikke ej".split()
)
_FEW = 6  # changed words; with more, a "not" is part of a new sentence


def _matches(pattern: re.Pattern[str], runs: tuple[Run, ...]) -> Iterator[tuple[str, str]]:
    """Return what a pattern matches where it touches changed words: the identifying words, and the quotation."""
    for run in runs:
        for match in pattern.finditer(run.block, max(0, run.start - _AROUND), min(len(run.block), run.end + _AROUND)):
            if match.start() <= run.end and match.end() >= run.start and not _not_asked(run.block, match):
                plain = _YEARS_SHORT.sub("years", match[0].casefold())
                yield plain, plain + _continuation(run.block[match.end() : match.end() + _QUOTED])


def _has(pattern: re.Pattern[str], block: str) -> bool:
    return any(not _not_asked(block, match) for match in pattern.finditer(block))


def _not_asked(block: str, match: re.Match[str]) -> bool:
    """Return whether a match is not a requirement: the experience of users that a job deals with, or "we don't require"."""
    before = block[max(0, match.start() - _QUOTED) : match.start()].split()
    last = before[-1].casefold().strip("(\"'“") if before else ""
    if match[0].casefold().startswith("requir"):
        return last in _NOT or last.endswith(("n't", "n’t"))
    return last in _OTHERS and match[0].casefold().startswith("experience")


_OTHERS = frozenset(
    "user users customer customers client developer developers digital guest guests employee candidate visitor patient patients player "
    "member learner learning shopping search product service brand end-user seamless great best quality web".split()
)


def _continuation(after: str) -> str:
    """Return how a quotation continues to the end of a phrase, in whole words: "experience with" needs its object."""
    phrase = _PHRASE_END.split(after, maxsplit=1)[0]
    if len(after) == _QUOTED and phrase == after:
        phrase = phrase.rpartition(" ")[0]
    return phrase.rstrip().casefold()


_PHRASE_END = re.compile(r"[.,;:()!?。、]")
_YEARS_SHORT = re.compile(r"\byrs?\b\.?")


def pay(before: Wording, after: Wording) -> str:
    """Return how pay changed, such as "pay raised by 12 %" if both sides state it alike; "" if it did not."""
    old, new = (
        [amount for amount in (wording.pay_min, wording.pay_max) if amount is not None] for wording in (before, after)
    )
    if not old and not new:
        return "the text about pay changed"
    if not old:
        return "pay is stated now"
    if not new:
        return "pay is no longer stated"
    if (before.pay_currency, before.pay_period) != (after.pay_currency, after.pay_period) or len(old) != len(new):
        return "pay changed"
    moves = {(two > old_amount) - (two < old_amount) for old_amount, two in zip(old, new, strict=True)} - {0}
    middle = sum(old)
    if len(moves) != 1 or middle <= 0:
        return "the pay range changed"
    share = abs(sum(new) / middle - 1)
    return f"pay {'raised' if moves == {1} else 'lowered'} by {share:.0%}" if share >= _LEAST_RISE else "pay changed"
