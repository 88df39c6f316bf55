"""Split the words that a board has for a posting's location into places, and leave out what is not a place.

"San Francisco, CA, Miami, FL" is two places, "London, Ontario" is one, and "Full time" is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.extract.gazetteer import Gazetteer
from tracker.extract.locating import Locator
from tracker.extract.occupations import GENDERS, is_role
from tracker.extract.placenames import key
from tracker.extract.scopes import Part, best

MOST = 500  # places of one posting; a board that lists all shops of a chain had 300
_LONGEST = 100  # characters of a place that is not in the gazetteer
_COMMAS = 60  # parts between commas; with more, the text is not split
_KEPT = 20_000  # location texts whose places are cached: 3 MB

# Separators that always split places, and words and signs that do so only if each side is a place.
_BETWEEN = re.compile(r"[;|・•·●\n]|(?<=\s)/(?=\s)")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COMMA = re.compile(",")
_PERHAPS = re.compile(
    r"/|(?<=\s)(?:and|or|und|oder|et|ou|y|e|en|(?<!republic )(?<!state )(?<!states )(?<!kingdom )(?<!isle )(?<!city )of|och|og|&|\+)(?=\s)",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:fully|100\s?%|partly|partially|mostly|temporarily)?[ -]?(?:remote(?:ly)?(?:[- ](?:first|friendly|eligible|only|possible|ok|based|position|work|job|role))?|"
    r"hybrid(?:[- ](?:work|remote|role|position|available))?|tele(?:work|commut)\w*|home[- ]?office|work(?:ing)? from home|wfh|on[- ]?site|onsite|in[- ]office|in[- ]person|"
    r"home[- ]based|distributed|virtual|flexible|any\s?where|world[- ]?wide|global(?:ly)?|international)\b"
    r"|\b(?:remoto|remota|en remoto|da remoto|télétravail|à distance|teletrabajo|zdalnie|praca zdalna|på distans|thuiswerk\w*|etätyö)\b"
    r"|在宅|リモート|フルリモート|远程|遠程|원격",
    re.IGNORECASE,
)
_FAR = re.compile(r"\bremote\b|\banywhere\b", re.IGNORECASE)
# Words for where a posting is not, up to the end of the list or the bracket: "Remote (non-US)", "US except CA, NY".
_WITHOUT = re.compile(
    r"(?<!\w)(?:non[- ](?!exempt)|except(?:ing)?(?!\w)|exclud(?:ing|es|ed)(?!\w)|excl(?!\w)|not (?!specified|applicable|available|stated)|other than (?!\W)|outside (?:of )?(?:the )?(?=\w)|(?<=\()no (?=\w)|"
    r"ohne |außer |hors |sauf |excepto |exceto |eccetto )[^()\[\];|\n]*+",
    re.IGNORECASE,
)
_EDGES = " \t-–—:,/|·•*()[]."
_NONE = frozenset(
    "na|n a|none|null|nil|undefined|unknown|unspecified|not specified|not applicable|not available|not stated|tbd|tba|tbc|to be determined|to be confirmed|to be announced|"
    "various|various locations|various sites|varies|multiple|multiple locations|multiple sites|multiple cities|multiple offices|several locations|many locations|all locations|all|"
    "any|any location|any office|other|others|other location|other locations|see description|see job description|see posting|see below|see opening id|see ad|"
    "location|locations|place|city|country|state|region|job location|work location|location flexible|flexible location|location negotiable|negotiable|nationwide|"
    "office|headquarters|hq|field|field based|based|no location|no locations|default|default location|test|general|misc|open|select|please select|in|and|or|the|us or|"
    "verschiedene|verschiedene standorte|mehrere standorte|diverse|diverse standorte|alle standorte|standort|standorte|head office|main office|home|customer site|client site|price|english speaking|german speaking|french speaking|bundesweit|deutschlandweit|ort|keine angabe|"
    "plusieurs lieux|plusieurs sites|divers|lieu|lieux|non precise|tous les sites|varias ubicaciones|multiples ubicaciones|ubicacion|varios|diversos|meerdere locaties|"
    "locatie|flera orter|flere steder|sede|piu sedi|その他|複数|勤務地|多个地点|全国|不限".split("|")
)
# Departments that some pages have in the field for places: alone they are not a place.
_TEAMS = frozenset(
    "marketing|sales|engineering|operations|finance|legal|hr|human resources|people|it|product|design|customer success|customer support|support|research|r d|research and development|"
    "accounting|administration|manufacturing|production|quality|logistics|supply chain|procurement|security|data|business development|communications|information technology|"
    "corporate|management|consulting|education|healthcare|retail|vertrieb|entwicklung|verwaltung|produktion|einkauf|buchhaltung|personal|ventes|commercial|informatique".split(
        "|"
    )
)
# Names of regions that contain a word which separates places in a list; the gazetteer has others.
_JOINED = frozenset(
    "vestfold og telemark|troms og finnmark|more og romsdal|sogn og fjordane|yorkshire and the humber|tyne and wear|dumfries and galloway|"
    "perth and kinross|argyll and bute|brighton and hove|bath and north east somerset|windsor and maidenhead|telford and wrekin|"
    "hammersmith and fulham|kensington and chelsea|barking and dagenham|rhondda cynon taf|cork and kerry|isle of wight|isle of man|"
    "antigua and barbuda|saint kitts and nevis|sao tome and principe|turks and caicos|wallis and futuna".split("|")
)
_ANY = re.compile(r"(?:any|multiple|various|several|all) .*|.*\btemplates?\b.*", re.IGNORECASE)
_COUNTED = re.compile(
    r"\+?\s*\d+\s*(?:more|other|additional|weitere|autres)?\s*(?:locations?|sites?|cities|offices|standorte?|lieux|ubicaciones|places|more)?",
    re.IGNORECASE,
)
_KINDS = re.compile(
    r"(?:regular|permanent|temporary|temp|full[-_ ]?time|part[-_ ]?time|contract(?:or)?|freelance|intern(?:ship)?|seasonal|per diem|casual|vollzeit|teilzeit|befristet|unbefristet|"
    r"festanstellung|minijob|praktikum|werkstudent|cdi|cdd|temps plein|temps partiel|stage|alternance|tempo pieno|indefinido|jornada completa|media jornada|fulltime|parttime|fte|w2|1099|"
    r"employee|day shift|night shift|evening shift|shift|salaried|hourly|exempt|non[- ]exempt|experienced|entry level|mid level|senior|junior|正社員|契約社員|アルバイト|全职|兼职|정규직)"
)
_NO_PLACE = re.compile(r"[$€£¥@?!]|\b(?:UTC|GMT|CES?T|[ECMP][SD]T)\b|https?:|www\.|\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a posting: as written, and what is known of it."""

    written: str
    city: str | None = None
    region: str | None = None
    country: str | None = None


class Places:
    """Reads places with a gazetteer, and caches the results."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._locator = Locator(gazetteer)
        self._found = lru_cache(_KEPT)(self._read)

    def of(self, location: str | None, *others: str | None) -> tuple[Place, ...]:
        """Return the places that a posting names, each once; `others` are its title, department and kind of employment.

        A text that equals one of those, and is not a known place, is in the field for places by mistake.
        """
        if not location:
            return ()
        found = self._found(location)
        if all(one.country for one in found):
            return found
        said = {key(one) for one in others if one}
        return tuple(one for one in found if one.country or key(one.written) not in said)

    def _read(self, location: str) -> tuple[Place, ...]:
        found = (self._place(piece) for piece in self.split(location)[::2])
        return tuple(dict.fromkeys(one for one in found if one))[:MOST]

    def _place(self, piece: str) -> Place | None:
        written = " ".join(piece.split()).strip(" -–—:,;|/·•*")
        bare = _bare(piece)
        name = key(bare)
        if not name or name in _NONE or name in _TEAMS or _COUNTED.fullmatch(bare):
            return None
        spot = self._locator.locate(bare)
        if spot.country is None and _ANY.fullmatch(bare):
            return None
        far = (
            spot.city == spot.region and "," not in bare and _FAR.search(written)
        )  # "Remote New York" is the state, if anything
        city = None if far else spot.city
        return Place(written, city, spot.region, spot.country) if spot.country or _may_be(bare) else None

    def split(self, location: str) -> list[str]:
        """Split a text into places and separators, alternating. Joined, they are the text again."""
        pieces: list[str] = []
        for number, piece in enumerate(_outside(_BETWEEN, location)):
            pieces += [piece] if number % 2 else self._perhaps(piece)
        return pieces

    def _perhaps(self, piece: str) -> list[str]:
        """Split at words and signs that names also contain, if all sides are places: not "Trinidad and Tobago"."""
        if _WITHOUT.search(piece):
            return [piece]
        parts = _outside(_PERHAPS, piece)
        named = any(
            _PERHAPS.search(part.words) and (part.meanings or key(part.words) in _JOINED)
            for part in self._locator.parts(_bare(piece))
        )
        if len(parts) > 1 and not named and all(map(self._stands, parts[::2])):
            return [one for number, part in enumerate(parts) for one in ([part] if number % 2 else self._commas(part))]
        return self._commas(piece)

    def _stands(self, part: str) -> bool:
        """Return whether a part is a place, or a list of places, by itself."""
        bare = _bare(part)
        return not key(bare) or self._locator.locate(bare).country is not None or len(self._commas(part)) > 1

    def _commas(self, piece: str) -> list[str]:
        """Split a list of places with commas within and between them, if there is only one way to read all of it."""
        parts = _outside(_COMMA, piece)
        if not 3 <= len(parts) < 2 * _COMMAS or len({bool(_HAN.search(part)) for part in parts[::2]}) > 1:  # noqa: PLR2004
            return [piece]  # one comma makes three parts; "渋谷区, Tokyo" has one place in two scripts
        given = [(not key(_bare(part)), self._locator.parts(_bare(part))) for part in parts[::2]]
        ends = _runs(given, self._locator)
        if not ends and _is_shortened(given, self._locator):
            return parts
        if (
            len(ends) <= 1
            or _is_town_of_a_country(self._locator.parts(piece))
            or _is_unknown_town(given, ends, self._locator)
        ):
            return [piece]
        result, start = [], 0
        for end in ends:
            result += ["".join(parts[2 * start : 2 * end - 1]), *parts[2 * end - 1 : 2 * end]]
            start = end
        return result


def _runs(given: Sequence[tuple[bool, Sequence[Part]]], locator: Locator) -> list[int]:
    """Return where each place ends, in the reading with the fewest places; empty if some parts can't be read.

    A place is a name by itself, or a name followed by one or two wider ones that contain it. A part that only has words
    for the way of working also counts as a place.
    """
    ways: list[list[int] | None] = [[]]
    for end in range(1, len(given) + 1):
        found: list[int] | None = None
        for size in (1, 2, 3):
            before = ways[end - size] if size <= end else None
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            run = given[end - size : end]
            if (size == 1 and run[0][0]) or _is_place([parts for _, parts in run], locator):
                found = [*before, end]
        ways.append(found)
    return ways[-1] or []


def _is_shortened(given: Sequence[tuple[bool, Sequence[Part]]], locator: Locator) -> bool:
    """Return whether each part is a place, known or not: cities and their short names, as in "SEA, SF, NYC, CHI"."""
    cities = short = 0
    for blank, parts in given:
        city = locator.spot(parts).city is not None
        brief = len(parts) == 1 and parts[0].words.isalpha() and len(parts[0].words) <= _SHORT
        brief = brief and not any(one.is_region for one in parts[0].meanings)  # "GA" may belong to the part before it
        wide = bool(parts) and all(one.is_country for part in parts for one in part.meanings)
        if not (blank or city or brief or (wide and all(part.meanings for part in parts))):
            return False
        cities += city
        short += brief
    return len(given) > 2 and cities > 1 and short > 1  # noqa: PLR2004 (two may be a city and its region)


def _is_unknown_town(given: Sequence[tuple[bool, Sequence[Part]]], ends: Sequence[int], locator: Locator) -> bool:
    """Return whether an unknown town comes before its region and country: "Hull, England, United Kingdom".

    The same applies to a region alone: "Lawrenceville, New Jersey". The gazetteer has a city of that name only
    elsewhere, so it is an unknown town of this region rather than another place of a list.
    """
    starts = [0, *ends]
    for before, start, end in zip(starts, ends, ends[1:], strict=False):
        run = [part for _, parts in given[start:end] for part in parts]
        spot = locator.spot(run)
        if (
            spot.city is None
            and start - before == 1 == len(given[before][1])
            and (end - start > 1 or (len(given) == 2 and spot.region))  # noqa: PLR2004
        ):
            return locator.spot(given[before][1]).city is not None
    return False


def _is_town_of_a_country(parts: Sequence[Part]) -> bool:
    """Return whether two parts are a town rather than a country and a state: "Poland, Ohio", too small for the gazetteer."""
    if len(parts) != 2 or not all(part.meanings for part in parts):  # noqa: PLR2004
        return False
    abroad = any(one.is_country and one.country != "US" for one in parts[0].meanings)
    either = any(
        one.is_city and one.people >= _LARGE for part in parts for one in part.meanings
    )  # "Singapore, New York"
    return abroad and not either and any(one.is_region and one.country == "US" for one in parts[1].meanings)


def _is_place(run: Sequence[Sequence[Part]], locator: Locator) -> bool:
    parts = [part for given in run for part in given]
    if not all(run) or not all(part.meanings for part in parts):
        return False
    if len(parts) == 1:
        large = [
            one
            for one in parts[0].meanings
            if one.is_city
            and one.people >= (_LARGE if one.usual else 8 * _LARGE)
            and (one.usual or len(parts[0].words) > _CODE)
        ]
        short = len(parts[0].words) == _CODE and parts[0].words not in {"US", "UK"}
        wide = [one for one in parts[0].meanings if not one.is_city and not short]
        spot = locator.spot(parts)
        known = (
            spot.region is not None if large else spot.country is not None
        )  # "Virginia" is also a city in South Africa
        return (bool(large) and spot.city is not None) or (bool(wide) and known)
    countries = sum(any(one.is_country for part in given for one in part.meanings) for given in run)
    if len(run) > 1 and countries > 1 and len(parts) > len(run):  # "US-Austin, US-Texas" are two
        return False
    scopes, many = best(parts)
    ends = [*run[0], *run[-1]]  # "US, TX, Austin" has the wider names first
    wider = any(
        not one.is_city and (one.is_country or (one.country, one.region) in scopes)
        for part in ends
        for one in part.meanings
    )
    return many == len(parts) and wider


_CODE = 2  # letters of a code of a state or country: "qc" after a comma is not Quezon City
_SHORT = 4  # letters of a city's short name
_LARGE = 25_000  # population of a city in a list of cities


def _outside(pattern: re.Pattern[str], text: str) -> list[str]:
    """Split a text at a pattern outside of brackets. Return the pieces and separators, alternating."""
    result, start, depth, seen = [], 0, 0, 0
    for found in pattern.finditer(text):
        depth = max(
            0,
            depth
            + sum(text.count(sign, seen, found.start()) for sign in "([")
            - sum(text.count(sign, seen, found.start()) for sign in ")]"),
        )
        seen = found.start()
        if not depth:
            result += [text[start : found.start()], found[0]]
            start = found.end()
    return [*result, text[start:]]


def _bare(piece: str) -> str:
    """Remove the words for the way of working, and the punctuation left around them."""
    piece = _WITHOUT.sub(" ", piece)
    return _WORK.sub(" ", piece).strip(_EDGES) if _WORK.search(piece) else piece.strip(" ,;")


# Words beside those for the way of working that name no place: "Hybrid working", "2 days remote or on-site".
_OF_A_WAY = frozenset(
    "working work role job position possible available option optional days day week per a or and und oder et ou".split()
)


def is_way_of_working(words: str) -> bool:
    """Return whether words say only how somebody works: "Hybrid", "Fully remote". "Remote – Spain" names a place too."""
    if not 0 < len(words) <= _LONGEST or not _WORK.search(words):
        return False
    return all(one in _OF_A_WAY or one.isdecimal() for one in key(_bare(words)).split())


_OF_WORK = frozenset(
    ("position", "positions", "role", "roles", "job", "jobs", "opening", "openings", "vacancy", "vacancies")
)


def _may_be(bare: str) -> bool:
    """Return whether words that are not in the gazetteer may be a place: a building, a village, a part of the world."""
    low = bare.casefold()
    words = re.split(r"[\s,/-]+", bare)
    kinds = all(_KINDS.fullmatch(one.strip()) for one in re.split(r"[,/;()|]| - ", low) if one.strip())
    return not (
        len(bare) > _LONGEST
        or _NO_PLACE.search(bare)
        or GENDERS.search(bare)
        or kinds
        or is_role(words[-1])
        or words[-1].casefold() in _OF_WORK
    )
