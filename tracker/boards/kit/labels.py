"""Find the place of work by its label: in lines ("Standort: Kassel"), table headers and names of elements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tracker.extract.gazetteer import gazetteer
from tracker.extract.locating import Locator

_WORDS = (
    r"(?:job |work(?:ing)? |office )?location|(?:job|work) site|place(?: of (?:work|employment))?|work ?place|city|town|office|duty station|"
    r"(?:arbeits|einsatz|dienst)ort|arbeitsstätte|ort|standort|einsatzgebiet|"
    r"lieu(?: de (?:travail|la mission))?|localisation|ville|"
    r"lugar(?: de trabajo)?|ubicaci[óo]n|localidad|ciudad|localizaci[óo]n|centro de trabajo|"
    r"sede(?: di lavoro)?|luogo(?: di lavoro)?|localit[àa]|citt[àa]|"
    r"local(?: de trabalho)?|localiza[çc][ãa]o|cidade|localidade|"
    r"standplaats|(?:werk)?locatie|werkplek|plaats|stad|"
    r"miejsce(?: pracy)?|lokalizacja|miasto|"
    r"m[íi]sto (?:výkonu )?(?:práce|prace)|m[íi]sto výkonu práce|miesto (?:výkonu )?práce|lokalita|město|mesto|pracoviště|pracovisko|"
    r"(?:munkavégzés|munka) helye|munkahely|helyszín|telephely|város|"
    r"loca[țţt]i[ea]|loc(?:ul)? de munc[ăa]|ora[șşs]|"
    r"(?:çalışma )?(?:yeri|lokasyonu?)|lokasyon|şehir|konum|"
    r"place of duty|arbetsort|plats|placeringsort|(?:arbets)?ställe|arbeidssted|arbejdssted|sted|"
    r"(?:työ)?paikkakunta|sijainti|toimipaikka|työskentelypaikka|"
    r"место(?: работы)?|город|локация|адрес работы|регион|местоположение|"
    r"місце(?: роботи)?|місто|локація|"
    r"място(?: на работа)?|месторабота|град|локация|"
    r"место рада|mesto rada|mjesto(?: rada)?|lokacija|kraj dela|"
    r"τοποθεσία|τόπος εργασίας|περιοχή|έδρα|πόλη|"
    r"darbo vieta|vieta|miestas|darba vieta|pilsēta|asukoht|töökoht|"
    r"מיקום|מקום העבודה|עיר|אזור|الموقع|مكان العمل|المدينة|مقر العمل|"
    r"勤務地|勤務場所|勤務先|就業場所|所在地|工作地点|工作地點|工作地|地点|地點|城市|근무지|근무 ?지역|근무 ?장소|위치|"
    r"nơi làm việc|địa điểm(?: làm việc)?|khu vực|lokasi(?: kerja)?|penempatan|kota|สถานที่(?:ทำงาน|ปฏิบัติงาน)?|ที่ตั้ง"
)
# Labels that are also before other words: "Site: www.example.org", "Branch: Electrical". What follows must look like a
# place.
_SITES = (
    r"site|campus|depot|store|shop|clinic|hospital|school|facility|plant|premises|niederlassung|filiale|werk|betriebsstätte|geschäftsstelle|zweigstelle|dienstsitz|"
    r"établissement|agence|implantation|magasin|sucursal|sede|plantel|tienda|centro|stabilimento|punto vendita|filial|unidade|loja|vestiging|filiaal|winkel|"
    r"anläggning|butikk?|kontor|kampus|toimipiste|myymälä|oddział|filia|placówka|zakład|pobočka|provozovna|závod|kampusz|üzem|fióktelep|sucursală|filială|"
    r"şube|kampüs|филиал|площадка|кампус|філія|事業所|拠点|キャンパス|店舗|場所|校区|分公司|分部|사업장|지점|캠퍼스|장소|الفرع|סניף|קמפוס"
)
# Labels after which only a known place counts: "Base: £30,000".
_VAGUE = r"base(?:d (?:in|at))?|branch|where|wo|où|d[óo]nde|dove|onde|waar|var|hvor|missä|gdzie|kde|hol|unde|nerede|где|де|どこ|地区|어디"
_SITE_HEAD = re.compile(rf"^\W{{0,3}}(?:{_SITES}) ?[:：]?$", re.IGNORECASE)
_VAGUE_HEAD = re.compile(rf"^\W{{0,3}}(?:{_SITES}|{_VAGUE}) ?[:：]?$", re.IGNORECASE)
_VAGUE_SAID = re.compile(rf"^\W{{0,3}}(?:{_SITES}|{_VAGUE}) ?[:：] ?(?P<place>[^|;•·]{{2,}})", re.IGNORECASE)
_NO_SITE = re.compile(r"\d|[@/$€£¥?!]|www\.|^(?:yes|no|all|any|various|n\.?a\.?|tb[acd])$", re.IGNORECASE)
_SAID = re.compile(
    rf"(?:^|[.;|•·] )\W{{0,3}}(?:{_WORDS}) ?(?:\([^()]{{1,20}}\) ?)?[:：|] ?(?P<place>[^|;•·]{{2,}})", re.IGNORECASE
)
_ALONE = re.compile(rf"^\W{{0,3}}(?:{_WORDS}) ?[:：]?$", re.IGNORECASE)
HEAD = re.compile(rf"^\W{{0,3}}(?:{_WORDS})(?!\w)", re.IGNORECASE)  # the header of a column
_LONGEST, _WORDS_OF_A_PLACE = 80, 10  # a longer one is a sentence
_WORDS_OF_A_CITY = 6  # "San Luis Obispo, California, United States" without its last
_MOST = 300  # characters of a line that may have a label; such lines are short and come before the text
_MOST_PARTS = 4  # of a place, between commas
_LONGEST_NAME = 60  # characters of a city's name with its region and country
_BEHIND = re.compile(r"(?:, | [-–—|] )(?P<place>[^,()|–—]{2,})$|\((?P<held>[^()]{2,})\)$")
_BEHIND_BOTH = re.compile(r"(?:, | [-–—|] )([^,()|–—]{2,}, [^,()|–—]{2,})$")
_SIGNS = re.compile(r"^[^\w(]+")
_OPENING = {")": "(", "）": "（", "】": "【", "］": "［", "」": "「", "]": "["}


def labelled(lines: Sequence[str]) -> str | None:
    """Return the place that the first labelled line states, or the line after a label that is alone on its line."""
    for number, line in enumerate(lines):
        if len(line) > _MOST:
            if (phrase := _SAID.match(line[:_MOST])) and (place := _city_before(phrase["place"])):
                return place
            continue
        phrase = _SAID.search(line)
        if phrase:
            return _place(phrase["place"]) or _city_before(phrase["place"])
        if number + 1 < len(lines) and _ALONE.match(line):
            return _place(lines[number + 1])
        site = _VAGUE_SAID.match(line)
        words = (
            site["place"] if site else lines[number + 1] if number + 1 < len(lines) and _VAGUE_HEAD.match(line) else ""
        )
        if (place := _place(words)) and names_town(place):
            return place
    return None


def _city_before(words: str) -> str | None:
    """Return the city, with its region or country, that a line begins with before the posting's text: "Bend, OR We bake every day"."""
    first = words.split(maxsplit=_WORDS_OF_A_CITY)[:_WORDS_OF_A_CITY]
    ways = (" ".join(first[:size]) for size in range(len(first), 1, -1))
    return next((way for way in ways if "," in way[:-1] and not way.endswith(",") and is_city(way)), None)


def site_under(head: str, cell: str) -> str | None:
    """Return the words in a column if they are a place and its header may be a site's ("Campus", "Filiale", "Where")."""
    if _VAGUE_HEAD.match(head) and names_town(cell):
        return cell
    return cell if _SITE_HEAD.match(head) and _place(cell) and not _NO_SITE.search(cell) else None


def heads_place(words: str) -> bool:
    """Return whether words are the label of a place and nothing else: "Location", "Arbeitsort:"."""
    return _ALONE.match(words) is not None


def heads_site(words: str) -> bool:
    """Return whether words are a label behind which only a known place counts: "Site", "Filiale", "Where"."""
    return _VAGUE_HEAD.match(words) is not None


def place_said(words: str) -> str | None:
    """Return the place behind a label without the signs around it; None if the words are too long for one."""
    return _place(words)


def is_known(words: str) -> bool:
    """Return whether the gazetteer knows words, or one of their parts between commas, as a place."""
    return any(names_town(part.strip()) for part in words.split(",")[:_MOST_PARTS])


def _place(words: str) -> str | None:
    words = bare(words).rstrip(" .,")
    short = 1 < len(words) <= _LONGEST and len(words.split()) <= _WORDS_OF_A_PLACE
    return words if short and any(sign.isalpha() for sign in words) else None


def bare(words: str) -> str:
    """Return a place without the pin or bullet before it, and without brackets around it: "（仙台市）", "(Leeds)"."""
    plain = _SIGNS.sub("", words, count=1).strip()
    opening = _OPENING.get(plain[-1:])
    if opening and opening not in plain[1:]:
        return plain[:-1].removeprefix(opening).strip()
    return plain


# Headings of other content in the same shape as postings; no job has such a title.
NO_TITLE = re.compile(
    r"^\W*(?:contacts?|kontakt[ye]?|contatt[oi]|contactos?|contato|contactez-nous|contacto de rrhh|yhteystiedot|kapcsolat|elérhetőség\w*|i?letişim|контакт\w*|"
    r"επικοινωνία|kontaktai|お問い合わせ(?:先)?|联系(?:我们|方式)|聯絡我們|문의(?:처)?|연락처|liên hệ|hubungi kami|kontak|ติดต่อเรา|צור קשר|יצירת קשר|"
    r"اتصل بنا|تواصل معنا|adres|address|adresse|anfahrt|dirección|indirizzo|opening hours|öffnungszeiten|benefits|vorteile)\W*$",
    re.IGNORECASE,
)


@cache
def _locator() -> Locator:
    return Locator(gazetteer())


def is_city(words: str) -> bool:
    """Return whether words are a city's name, optionally with its region or country, and nothing else."""
    if not 1 < len(words) <= _LONGEST_NAME or words[0].islower() or any(map(str.isdecimal, words)):
        return False
    parts = _locator().parts(words)
    return bool(parts) and all(part.meanings for part in parts) and _locator().spot(parts).city is not None


def names_town(words: str) -> bool:
    """Return whether words are a place's name, even if several places have it: "York", "Durham". "Sales" is not a place."""
    if not 1 < len(words) <= _LONGEST_NAME or words[0].islower() or _NO_SITE.search(words):
        return False
    return is_city(words) or _locator().may_be_town(words)


def city_behind(title: str) -> str | None:
    """Return the city that a title ends with: "Cook – Breda", "Nurse, Oulu", "Welder (Hull)", "Cook, London, UK"."""
    both = _BEHIND_BOTH.search(title[-_LONGEST_NAME:])
    if both and is_city(both[1].strip()):
        return both[1].strip()
    match = _BEHIND.search(title[-_LONGEST_NAME:])
    words = (match["place"] or match["held"]).strip() if match else ""
    return words if words and is_city(words) else None
