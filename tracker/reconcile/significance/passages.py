"""Find the lines that are not about the job: how to apply, how applicants are selected, the employer, legal notices.

A sentence is recognised by its own words or by the heading above it. Requirements and numbers in it don't count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LONGEST_HEADING, _MOST_WORDS = 80, 4  # characters, and words of a line that is a heading

# Headings of sections that are not about the job, in the languages in which most ads are written.
_HEADINGS = re.compile(
    r"(?:how|ready|where) to (?:apply|join)|apply\b|applying\b|applications?(?:$| (?:evaluation|process|procedure|period|deadline|instructions|details|information))|"
    r"(?:our |the )?(?:hiring|interview|selection|recruitment|recruiting) (?:process|steps?)|interview|evaluation|required documents|what to expect|next steps|"
    r"info(?:rmation)? sessions?|attend an|deadlines?|important dates|timeline|key dates|contact(?:$| (?:us|person|details|information))|questions|"
    r"about (?:us|the company|our company|the organi[sz]ation)|about (?!the\b|this\b|you|our\b|role|job)[\w.&-]+$|"
    r"who we are|our (?:company|mission|values|culture|story|history)|company overview|the company|"
    r"equal (?:employment )?opportunit|eeo\b|diversity|inclusion|(?:reasonable )?accommodations?$|privacy|disclaimer|legal notice|"
    r"bewerbung|unterlagen|so bewirbst|dein weg zu uns|kontakt$|ansprechpartner|über uns|wer wir sind|wir über uns|datenschutz|chancengleichheit|"
    r"(?:pour |comment )?postuler|candidatures?$|processus de (?:recrutement|sélection)|qui sommes|à propos de|égalité des chances|"
    r"c[óo]mo (?:postular|aplicar|solicitar)|proceso de selecci[óo]n|qui[ée]nes somos|sobre (?:nosotros|n[óo]s)|igualdad de oportunidades|"
    r"come candidarsi|processo di selezione|chi siamo|come (?:partecipare|inviare)|pari opportunit|"
    r"solliciteren|sollicitatieprocedure|over ons|wie (?:wij|we) zijn|como (?:se )?candidatar|processo seletivo|quem somos|"
    r"jak aplikowa|proces rekrutac|o nas$|kim jeste|ansök|om oss$|rekryteringsproces|ansøg|om os$|"
    r"応募方法|応募(?!資格|条件|要件)|選考|会社概要|会社について|应聘(?!要求|条件|资格)|申请(?!要求|条件|资格)|公司简介|关于我们|지원 ?방법|채용 ?절차|전형|회사 ?소개",
    re.IGNORECASE,
)
# Words of a line that is itself not about the job.
_LINE = re.compile(
    r"\b(?:(?:to|you) apply|apply (?:by|now|here|at|via|online|for (?:this|the)|through|before|until|using)|your applications?|"
    r"applications? (?:will|are|must|closes?|opens?|process|period|window|materials|deadline)|job applications?|"
    r"(?:cover|motivation) letters?|r[ée]sum[ée]s?|your cv|your portfolio|work samples?|phone screens?|"
    r"(?:your|an?|one|two|phone|video|remote|onsite|qualifying|technical|final) interviews?|interview (?:process|you|with|rounds?|stages?|team)|"
    r"interviews? (?:over|via|by|with|process)|interviewing us|we schedule|you speak with|hiring process|"
    r"submit (?:a|an|your|the)|submission of|application deadline|deadline (?:is|for|to)|closing date|(?:this |job )announcement|"
    r"vacancy number|this (?:job )?posting|posted on|last (?:updated|modified)|info(?:rmation)? sessions?|register for|"
    r"equal[- ](?:employment )?opportunit\w+|regardless of|without regard|sexual orientation|gender identity|protected (?:status|veteran)|"
    r"reasonable accommodations?|e-verify|category rating|(?:be|are) (?:scored|rated)|your score|"
    r"(?:was|were|is|are|been)? ?founded (?:in|by)|headquartered|investors|our customers|customers include|fortune \d+|employees (?:in|across|worldwide|around)|"
    r"bewerbung\w*|bewirb|bewerben|lebenslauf|anschreiben|vorstellungsgespräch\w*|einsendeschluss|gegründet|unabhängig von|ungeachtet|schwerbehind\w+|"
    r"veröffentlicht|aktualisiert|"
    r"candidatures?|postuler|postulez|entretiens? (?:téléphonique|avec|individuel)\w*|lettre de motivation|fondée? en|situation de handicap|publiée? le|"
    r"postular|postúlate|env[íi]a(?:r|nos)? (?:tu|su)|entrevista (?:con|personal)|fundada en|igualdad de oportunidades|"
    r"candidarsi|candidati|candidatura|colloquio|fondat[ao] nel|pari opportunità|"
    r"solliciteer|solliciteren|sollicitatie\w*|opgericht|motivatiebrief|candidate-se|candidaturas?|fundada em|"
    r"aplikuj\w*|rozmow\w+ kwalifikacyjn\w+|założon[ay] w|ansök\w*|anställningsintervju\w*|grundat|grundades|ansøgning\w*|jobsamtale\w*|grundlagt)\b|"
    r"応募(?!資格|条件|要件)|面接|履歴書|設立|应聘(?!要求|条件|资格)|面试|简历|成立于|지원서|면접|이력서|설립",
    re.IGNORECASE,
)


def asides(blocks: Sequence[str]) -> tuple[bool, ...]:
    """Return for each block whether it is under a heading that is not about the job. Headings themselves state no requirement."""
    result: list[bool] = []
    under = False
    for block in blocks:
        heading = is_heading(block)
        if heading:
            under = bool(_HEADINGS.match(block.removeprefix("# ").strip(" :")))
        result.append(under or heading)
    return tuple(result)


def is_heading(block: str) -> bool:
    """Return whether a block is a heading, or a short line used as one: it ends with a colon or without punctuation."""
    if block.startswith("# "):
        return True
    if block.startswith("- ") or len(block) > _LONGEST_HEADING:
        return False
    return block.endswith(":") and len(block.split()) <= _MOST_WORDS


_ENDS = re.compile(r"[.!?](?:\s+|$)|[。！？]")
_HOLES = (("{{", "}}"), ("{%", "%}"))


def filled(block: str) -> str:
    """Blank out the placeholders of templates: `{{ page.date }}`, `{% if open %}`. The length stays the same."""
    if "{" not in block:
        return block
    for begin, end in _HOLES:
        parts, position = [], 0
        while (start := block.find(begin, position)) >= 0 and (stop := block.find(end, start + 2)) >= 0:
            parts += [block[position:start], " " * (stop + 2 - start)]
            position = stop + 2
        block = "".join(parts) + block[position:]
    return block


@dataclass(frozen=True, slots=True)
class Run:
    """Words that were removed or added: `block` is the whole block, and the words are `block[start:end]`.

    `aside`: the line is not about the job.
    """

    block: str
    start: int
    end: int
    aside: bool = False

    @property
    def text(self) -> str:
        """Return the words."""
        return self.block[self.start : self.end]


class Sentences:
    """The sentences of a block: where each ends, and whether it is about the job. Each is judged once."""

    def __init__(self, block: str, *, aside: bool) -> None:
        self._block = filled(block)
        self._ends = [match.end() for match in _ENDS.finditer(block)]
        if not self._ends or self._ends[-1] < len(block):
            self._ends.append(len(block))
        self._asides: dict[int, bool] = {}
        self._aside = aside

    def runs(self, start: int, end: int) -> Iterator[Run]:
        """Split changed words at the ends of sentences. A place without words, where others were or came, is an empty run."""
        position = min(bisect_right(self._ends, start), len(self._ends) - 1)
        if start == end:
            yield Run(self._block, start, end, self._is_aside(position))
        while start < end:
            stop = min(end, self._ends[position])
            yield Run(self._block, start, stop, self._is_aside(position))
            start, position = stop, position + 1

    def _is_aside(self, index: int) -> bool:
        if index not in self._asides:
            begin = self._ends[index - 1] if index else 0
            self._asides[index] = self._aside or bool(_LINE.search(self._block, begin, self._ends[index]))
        return self._asides[index]


@dataclass(frozen=True, slots=True)
class Changed:
    """The words that an edit removed, and those that it added."""

    removed: tuple[Run, ...]
    added: tuple[Run, ...]
