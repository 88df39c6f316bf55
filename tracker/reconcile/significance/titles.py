"""Judge a change of the title: another occupation or level, a limited contract, a required language, or only other words.

A title has two parts: the words that name the occupation, and the rest (team, product, region).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tracker.extract.occupations import GENDERS, names_occupation
from tracker.reconcile.significance.corrections import one_word

_LONGEST = 400  # characters of a title that are read
_SHORT_FORMS = {
    "sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "mgr": "manager", "eng": "engineer", "dir": "director",
    "swe": "software engineer", "sde": "software engineer", "sre": "site reliability engineer", "vp": "vice president",
    "svp": "senior vice president", "evp": "executive vice president", "avp": "assistant vice president",
    "rvp": "regional vice president", "grad": "graduate", "asst": "assistant", "assoc": "associate", "dev": "developer", "engr": "engineer",
    "tpm": "technical program manager", "qa": "quality assurance", "ml": "machine learning", "hr": "human resources",
    "rep": "representative", "admin": "administrator", "intl": "international", "tech": "technical", "ops": "operations",
    "programme": "program", "bdr": "business development representative", "sdr": "sales development representative",
}  # fmt: skip

# The levels of a career with their synonyms, and kinds of contracts. Words of one line mean the same.
_LEVELS = """
senior seniorin sénior
junior juniorin júnior
staff
principal
distinguished
fellow
lead leads leiter leiterin leitung leader teamleiter teamleiterin teamlead kierownik kierowniczka
head
chief
director directors directeur directrice direktor direktorin direttore diretor dyrektor
president
vice
deputy stellvertretender stellvertretende adjoint adjointe
manager managers gestionnaire gerente
supervisor supervisors supervisory superviseur superviseure
associate
assistant assistente asistente asystent
entrylevel earlycareer
graduate
midlevel
intern internship interns stagiaire praktikant praktikantin praktikum becario becaria estagiário estagiária stagista tirocinante tirocinio stagiair stażysta インターン 实习生 인턴
apprentice apprenticeship ausbildung azubi auszubildende auszubildender apprenti apprentie alternance alternant alternante leerling lärling
trainee
werkstudent werkstudentin
mts
amts
smts
lmts
pmts
ii
iii
iv
"""
# Occupations in several languages: a title put into another language still names the same job.
_SAME_OCCUPATION = """
engineer ingenieur ingenieurin ingénieur ingénieure ingeniero ingeniera ingegnere engenheiro engenheira inżynier ingenjör ingeniør
developer entwickler entwicklerin développeur développeuse desarrollador desarrolladora sviluppatore desenvolvedor ontwikkelaar programista utvecklare udvikler utvikler
technician techniker technikerin technicien technicienne técnico técnica tecnico technicus technik tekniker
analyst analyste analista analityk analytiker
consultant berater beraterin conseiller conseillère consultor consultora consulente adviseur konsultant konsult konsulent
researcher forscher forscherin chercheur chercheuse investigador investigadora ricercatore ricercatrice onderzoeker forskare forsker
nurse krankenpfleger krankenschwester pflegefachkraft infirmier infirmière enfermero enfermera infermiere enfermeiro enfermeira verpleegkundige pielęgniarka sjuksköterska sygeplejerske sykepleier
doctor arzt ärztin médecin médico médica medico lekarz läkare læge lege
teacher lehrer lehrerin enseignant enseignante profesor profesora insegnante leraar nauczyciel lärare lærer
driver fahrer fahrerin chauffeur conducteur conductor autista motorista kierowca chauffør sjåfør
cook koch köchin cuisinier cuisinière cocinero cocinera cuoco cozinheiro kok kucharz kock kokk
baker bäcker bäckerin boulanger boulangère panadero fornaio padeiro bakker piekarz bagare bager
salesperson verkäufer verkäuferin vendeur vendeuse vendedor vendedora venditore verkoper sprzedawca säljare sælger
accountant buchhalter buchhalterin comptable contable contador contabile boekhouder księgowy
lawyer anwalt anwältin avocat avocate abogado abogada avvocato advogado advocaat prawnik advokat
"""
_CONTRACTS = """
temporary temp seasonal interim shortterm fixedterm ftc befristet befristete cdd temporär tijdelijk vikariat determinato
permanent unbefristet unbefristete cdi indefinido indeterminato
contractor freelance freelancer freiberuflich
parttime teilzeit deltid deeltijd
fulltime vollzeit heltid voltijd
remote télétravail teletrabajo thuiswerken リモート remoto
hybrid
onsite
nightshift nachtschicht nattskift
dayshift morningshift frühschicht
afternoonshift eveningshift spätschicht
weekendshift
"""
_LANGUAGES = frozenset(
    "english german french spanish italian dutch portuguese polish swedish danish norwegian finnish japanese korean chinese "
    "mandarin cantonese arabic hebrew turkish russian ukrainian czech hungarian romanian greek hindi thai vietnamese indonesian "
    "deutsch italien portugais néerlandais polonais englisch französisch spanisch italienisch français anglais allemand espagnol español inglés alemán francés".split()
)
_SPOKEN = frozenset("speaking speaker speakers fluent fluency native bilingual sprachig parlante sprechend".split())
_REGIONS = frozenset(
    "emea apac latam amer americas europe asia africa north south east west central northern southern eastern western "
    "global international regional uk us usa eu dach nordics benelux anz uki mena".split()
)
_LITTLE = frozenset(
    "and of the for to in at on with a an und der die das für im et de la le du des y e i en och og van".split()
)


def _table(lines: str) -> dict[str, str]:
    return {word: line.split()[0] for line in lines.split("\n") if line for word in line.split()}


_DEGREE_OF = _table("""
doctorate phd dphil doctoral
mba
master msc meng masters masterand masterarbeit masterandin mastère
bachelor bsc beng bachelors bachelorarbeit bachelorand
abitur
""")
_SHORT_DEGREES = {"ms": "master", "bs": "bachelor"}
_STUDENTS = frozenset(("intern", "graduate", "apprentice", "trainee", "werkstudent", "student", "students"))
_LEVEL_OF = _table(_LEVELS)
_CONTRACT_OF = _table(_CONTRACTS)
_OCCUPATION_OF = _table(_SAME_OCCUPATION)
# German compounds: Küchenleitung, Filialleiter. Begleiter (companion) and Halbleiter (semiconductor) are not levels.
_LED = re.compile(r"\w{3,40}(?<!beg)(?<!halb)(?<!ab)(?<!an)(?<!rohr)(?<!strom)(?<!frei)(?:leitung|leiter(?:in)?)")
_GRADE = re.compile(r"(?:gs|ic|l|e|p|t|m|band)\d{1,2}")
_GRADED = re.compile(r"\b(GS|IC|L|E|P|T|Band|Level|Grade)[- ]?(\d{1,2})\b", re.IGNORECASE)
_PARTS = re.compile(r"\s[-–—|/:@]+\s|[,;:()\[\]|–—・（）【】]|\s-|-\s")
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_JOINED = re.compile(
    r"\b(on|part|full|back|front|short|fixed|mid|entry|night|day|morning|afternoon|evening|weekend|team|early)[- ](lead|career|leader|site|time|term|level|shift|stack|end)\b",
    re.IGNORECASE,
)
# Lead Member of Technical Staff is LMTS.
_TECHNICAL_STAFF = re.compile(
    r"(?:\b(senior|lead|principal|associate)\s)?\bmember(?: of)?(?: the)? technical staff\b", re.IGNORECASE
)
# A cover for somebody on leave is temporary.
_COVER = re.compile(
    r"\b(?:maternity|paternity|parental|adoption|sick|family)(?: leave)?[- ](?:cover\w*|replacement)\b|\b(?:elternzeit|mutterschutz|krankheits)vertretung\b|"
    r"\b(?:als )?vertretung (?:in|für) (?:die )?elternzeit\b|\b(?:remplacement )?(?:de )?congé (?:de )?(?:maternité|parental|paternité)\b|"
    r"\b(?:sustitución )?(?:por )?baja (?:por |de )?(?:maternidad|paternidad)\b|\bsostituzione (?:di )?maternità\b|\bsubstituição (?:de )?licença(?:[- ]maternidade)?\b|"
    r"\bzwangerschaps(?:verlof|vervanging)\b|\bzastępstwo\b|\bföräldravikariat\b|\bbarselsvikar\w*\b|産休代替|육아휴직 ?대체",
    re.IGNORECASE,
)
# A market is not a language that the job requires.
_MARKET = re.compile(
    r"\b\w+[- ]speaking (?:(?:south|north|latin|central|west|western|east|eastern) )?(?:america\w*|africa|europe|asia|latam|markets?|countries|regions?|territor\w+|world|"
    r"switzerland|canada|belgium)\b",
    re.IGNORECASE,
)
# Levels in scripts without spaces, and French or Dutch "stage" (internship), but not the stage of a theatre or a
# company.
_JOINED_LEVELS = {
    "シニア": "senior",
    "시니어": "senior",
    "高级": "senior",
    "资深": "senior",
    "ジュニア": "junior",
    "주니어": "junior",
    "初级": "junior",
}
_STAGE = re.compile(
    r"(?<!early )(?<!late )(?<!growth )(?<!seed )(?<!main )(?<!early-)(?<!late-)\bstage(?=\s*(?:$|[-–—:/(,|]))|^stage(?= (?:en|de|in|bij)\b)|\bde stage\b",
    re.IGNORECASE,
)


def retitled(old: str, new: str) -> tuple[bool, str]:
    """Return whether the new title names another job, and describe how the titles differ."""
    before, after = _words(old), _words(new)
    before, after = _spelled(before, after), _spelled(after, before)
    if difference := _differ(_levels(before), _levels(after)):
        return True, f"the title names another level: {difference}"
    if difference := _differ(_meanings(before, _CONTRACT_OF), _meanings(after, _CONTRACT_OF)):
        return True, f"the title names another kind of work: {difference}"
    grades = _grades(before), _grades(after)
    if all(grades) and (difference := _differ(*grades)):
        return True, f"the title names another grade: {difference}"
    spoken = [_words(_MARKET.sub(" ", title)) for title in (old, new)]
    if difference := _differ(_languages(spoken[0], after), _languages(spoken[1], before)):
        return True, f"the title names another language: {difference}"
    if difference := _differ(_degrees(before), _degrees(after)):
        return True, f"the title names another degree: {difference}"
    if difference := _exchanged(_occupation(old), _occupation(new), before, after):
        return True, f"the title names another occupation: {difference}"
    return False, _change(
        _without_related(_extra_words(before, after), after), _without_related(_extra_words(after, before), before)
    )


def _spelled(words: list[str], others: list[str]) -> list[str]:
    """Return the words, with misspelled levels ("Manger", "Principle") corrected as in the other title."""
    added = [word for word in others if word in _LEVEL_OF and word not in words]
    if not added:
        return words
    return [
        word
        if word in _LEVEL_OF or word in others
        else next((added_word for added_word in added if one_word(word, added_word)), word)
        for word in words
    ]


def levels(title: str) -> frozenset[str]:
    """Return the levels of a career that a title names, synonyms under one name."""
    return frozenset(_meanings(_words(title), _LEVEL_OF))


def _exchanged(old: list[str], new: list[str], before: list[str], after: list[str]) -> str:
    """Return which words of the occupation were replaced by others, "" if words were only added, removed or moved.

    `old`, `new`: the words of the occupation. `before`, `after`: those of the whole titles.
    """
    removed, added = _without_related(_extra_words(old, after), new), _without_related(_extra_words(new, before), old)
    removed_words, added_words = (
        _without_related(_extra_words(old, new), new),
        _without_related(_extra_words(new, old), old),
    )
    if {_OCCUPATION_OF[word] for word in removed_words if word in _OCCUPATION_OF}.intersection(
        map(_OCCUPATION_OF.get, added_words)
    ):
        return ""  # put into another language
    other = (removed and new and not set(old) & set(after)) or (added and old and not set(new) & set(before))
    return (
        f"“{' '.join(removed_words or old)}” → “{' '.join(added_words or new)}”"
        if (removed and added_words) or (added and removed_words) or other
        else ""
    )


def _change(removed: list[str], added: list[str]) -> str:
    if removed and added:
        return f"the title is worded differently: “{' '.join(removed)}” → “{' '.join(added)}”"
    if removed or added:
        return f"the title says {'more' if added else 'less'}: “{' '.join(added or removed)}”"
    return "the title is written differently"


def _words(title: str) -> list[str]:
    """Return the words of a title in lower case, with abbreviations written out and without gender marks."""
    plain = _STAGE.sub("stagiaire", _COVER.sub(" temporary ", title[:_LONGEST]))
    for written, replacement in _JOINED_LEVELS.items():
        plain = plain.replace(written, f" {replacement} ")
    plain = _JOINED.sub(r"\1\2", GENDERS.sub(" ", plain))
    plain = _TECHNICAL_STAFF.sub(lambda match: f"{match[1][:1] if match[1] else ''}MTS", plain)
    plain = _GRADED.sub(r"\1\2", plain)
    words = (word.casefold() for word in _WORD.findall(plain))
    return [part for word in words for part in _SHORT_FORMS.get(word, word).split()]


def _meanings(words: Iterable[str], table: dict[str, str]) -> dict[str, str]:
    return {table[word]: word for word in words if word in table}


def _levels(words: list[str]) -> dict[str, str]:
    lead_words = [word for word in words if _LED.fullmatch(word)]
    return _meanings(words, _LEVEL_OF) | ({"lead": lead_words[-1]} if lead_words else {})


def _grades(words: Iterable[str]) -> dict[str, str]:
    return {word: word for word in words if _GRADE.fullmatch(word)}


def _languages(words: list[str], others: list[str]) -> dict[str, str]:
    """Return the languages that this title asks for and the other does not mention.

    A single language can be a market; several are languages to be spoken.
    """
    spoken = any(word in _SPOKEN or word.endswith(("sprachig", "phone")) for word in words)
    if not spoken and sum(word in _LANGUAGES for word in words) < _SEVERAL:
        return {}
    return {word: word for word in words if word in _LANGUAGES and word not in others}


def _degrees(words: list[str]) -> dict[str, str]:
    """Return the degrees that a title asks for. MS and BS are degrees only beside another one, or in a title for students."""
    sure = any(word in _DEGREE_OF or _LEVEL_OF.get(word) in _STUDENTS or word in _STUDENTS for word in words)
    known = _DEGREE_OF | _SHORT_DEGREES if sure else _DEGREE_OF
    return _meanings(words, known)


def _differ(old: dict[str, str], new: dict[str, str]) -> str:
    """Describe what only one side has, "" if both sides have the same."""
    if old.keys() == new.keys():
        return ""
    removed, added = (
        " ".join(side[name] for name in sorted(side.keys() - other.keys())) for side, other in ((old, new), (new, old))
    )
    if removed and added:
        return f"“{removed}” → “{added}”"
    return f"“{added}” was added" if added else f"“{removed}” was removed"


def _occupation(title: str) -> list[str]:
    """Return the words of the part that names the occupation, without the level.

    It is the first part with other words than the level ("Product Manager", "Senior Cook"), if one of them or the level
    names an occupation; otherwise the first of all ("Software Engineering, Lead"). "Director, Sails" has none: what
    follows is what is directed.
    """
    levels = _LEVEL_OF.keys() | _CONTRACT_OF.keys()
    parts = [_words(part) for part in _PARTS.split(title[:_LONGEST])]
    bare = [[word for word in words if word not in levels] for words in parts]
    if parts and parts[0] and _LEADING.issuperset(_LEVEL_OF.get(word, "") for word in parts[0]):
        return []
    parts_with_occupation = (
        rest for words, rest in zip(parts, bare, strict=True) if rest and names_occupation(" ".join(words))
    )
    return next(parts_with_occupation, None) or next(iter(bare), [])


def _extra_words(words: list[str], others: list[str]) -> list[str]:
    """Return the words that the other title lacks, without levels, contracts, regions and function words."""
    remaining = Counter(words) - Counter(others)
    skipped = _LITTLE | _REGIONS | _LEVEL_OF.keys() | _CONTRACT_OF.keys() | _SPOKEN
    return [word for word in dict.fromkeys(words) if word in remaining and word not in skipped and not word.isdigit()]


def _without_related(words: list[str], others: list[str]) -> list[str]:
    """Return the words without those that the other side has with another ending or a corrected typo."""
    return [word for word in words if not any(_are_related(word, other) for other in others)]


def _are_related(word: str, other: str) -> bool:
    if one_word(word, other):
        return True
    shorter, longer = sorted((word, other), key=len)
    if shorter.endswith("y") and longer == f"{shorter[:-1]}ies":
        return True
    if not longer.startswith(shorter):
        return False
    return len(shorter) in _SHORTENED or (len(shorter) > max(_SHORTENED) and longer[len(shorter) :] in _ENDINGS)


_LEADING = frozenset(
    ("manager", "director", "head", "lead", "chief", "president", "vice", "senior", "deputy", "supervisor")
)
_SEVERAL = 2
_SHORTENED = (3, 4)  # letters of a shortened word: "gen" and "dev" for generation and development
_ENDINGS = frozenset("s es ing ings ed er ers ship ships in innen e en".split())
