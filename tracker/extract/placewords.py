"""Words in fields for places that are not places, or that qualify one: kinds and ways of working, sites, "N/A"."""

from __future__ import annotations

import re

WORK = re.compile(
    r"\b(?:fully|100\s?%|partly|partially|mostly|temporarily)?[ -]?(?:remote(?:ly)?(?:[- ](?:work[- ]from[- ]home|capable|first|friendly|eligible|only|possible|ok|based|position|work|job|role))?|"
    r"hybrid(?:[- ](?:work|remote|role|position|available))?|tele(?:work|commut)\w*|home[- ]?office|(?:work(?:ing)? )?from home|wfh|on[- ]?site|onsite|in[- ]office|in[- ]person|"
    r"home[- ]based|distributed|virtual|flexible|any\s?where|world[- ]?wide|global(?:ly)?|international)\b"
    r"|\b(?:remoto|remota|en remoto|da remoto|télétravail|à distance|teletrabajo|zdalnie|praca zdalna|på distans|thuiswerk\w*|etätyö)\b"
    r"|\b(?:híbrid[oa]|hybride(?: werken)?|ibrid[oa]|hybrydow[oeyai]|hybridarbete|hybridn[íě]|hibrit|hibrid|гибрид(?:ный|ная|но)?(?: формат| график)?|удал[её]нно|presencial|présentiel|stacjonarnie)\b"
    r"|ハイブリッド(?:勤務)?|하이브리드(?: ?근무)?|재택(?: ?근무)?|混合(?:办公|辦公)|在宅(?:勤務)?|フルリモート|リモート(?:ワーク)?|远程(?:办公)?|遠程|원격(?: ?근무)?",
    re.IGNORECASE,
)
FAR = re.compile(r"\bremote\b|\banywhere\b", re.IGNORECASE)
# Words for where a posting is not, up to the end of the list or the bracket: "Remote (non-US)", "US except CA, NY".
WITHOUT = re.compile(
    r"(?<!\w)(?:non[- ](?!exempt)|except(?:ing)?(?!\w)|exclud(?:ing|es|ed)(?!\w)|excl(?!\w)|not (?!specified|applicable|available|stated)|other than (?!\W)|outside (?:of )?(?:the )?(?=\w)|(?<=\()no (?=\w)|"
    r"ohne |außer |hors |sauf |excepto |exceto |eccetto )[^()\[\];|\n]*+",
    re.IGNORECASE,
)
# Words that say that no place is stated.
UNSTATED = frozenset(
    "na|n a|none|null|nil|undefined|unknown|unspecified|not specified|not applicable|not available|not stated|tbd|tba|tbc|to be determined|to be confirmed|to be announced".split(
        "|"
    )
)
NONE = UNSTATED | frozenset(
    "various|various locations|various sites|varies|multiple|multiple locations|multiple sites|multiple cities|multiple offices|several locations|many locations|all locations|all|"
    "any|any location|any office|other|others|other location|other locations|see description|see job description|see posting|see below|see opening id|see ad|"
    "location|locations|place|city|country|state|region|job location|work location|location flexible|flexible location|location negotiable|negotiable|nationwide|"
    "office|headquarters|hq|field|field based|based|no location|no locations|default|default location|test|general|misc|open|select|please select|in|and|or|the|us or|"
    "verschiedene|verschiedene standorte|mehrere standorte|diverse|diverse standorte|alle standorte|standort|standorte|head office|main office|home|customer site|client site|price|english speaking|german speaking|french speaking|bundesweit|deutschlandweit|ort|keine angabe|"
    "plusieurs lieux|plusieurs sites|divers|lieu|lieux|non precise|tous les sites|varias ubicaciones|multiples ubicaciones|ubicacion|varios|diversos|meerdere locaties|"
    "locatie|flera orter|flere steder|sede|piu sedi|その他|複数|勤務地|多个地点|全国|不限|未定|要相談|応相談|미정|무관|협의|待定|面议|"
    "unknown location|any location|location any|city state|city state abbreviation|national|nationwide opportunities|nationwide opportunities available|"
    "ka|keine|nach vereinbarung|nvt|niet van toepassing|nader te bepalen|sans objet|a definir|non specifie|non renseigne|sin especificar|no especificado|no aplica|por definir|"
    "non specificato|da definire|non applicabile|nie dotyczy|nie podano|do ustalenia|nao informado|nao especificado|nao aplicavel|a combinar|ej angivet|ikke angivet|ikke oppgitt|"
    "ei ilmoitettu|neuvedeno|nespecifikovano|не указано|не указан|уточняется|belirtilmemis".split("|")
)
# Departments that some pages have in the field for places: alone they are not a place.
TEAMS = frozenset(
    "marketing|sales|engineering|operations|finance|legal|hr|human resources|people|it|product|design|customer success|customer support|support|research|r d|research and development|"
    "accounting|administration|manufacturing|production|quality|logistics|supply chain|procurement|security|data|business development|communications|information technology|"
    "corporate|management|consulting|education|healthcare|retail|vertrieb|entwicklung|verwaltung|produktion|einkauf|buchhaltung|personal|ventes|commercial|informatique".split(
        "|"
    )
)
# Names of regions that contain a word which separates places in a list; the gazetteer has others.
JOINED = frozenset(
    "vestfold og telemark|troms og finnmark|more og romsdal|sogn og fjordane|yorkshire and the humber|tyne and wear|dumfries and galloway|"
    "perth and kinross|argyll and bute|brighton and hove|bath and north east somerset|windsor and maidenhead|telford and wrekin|"
    "hammersmith and fulham|kensington and chelsea|barking and dagenham|rhondda cynon taf|cork and kerry|isle of wight|isle of man|"
    "antigua and barbuda|saint kitts and nevis|sao tome and principe|turks and caicos|wallis and futuna".split("|")
)
ANY = re.compile(r"(?:any|multiple|various|several|all) .*|.*\btemplates?\b.*", re.IGNORECASE)
COUNTED = re.compile(
    r"\+?\s*\d+\s*(?:more|other|additional|weitere|autres)?\s*(?:locations?|sites?|cities|offices|standorte?|lieux|ubicaciones|places|more)?",
    re.IGNORECASE,
)
KINDS = re.compile(
    r"(?:regular|permanent|temporary|temp|full[-_ ]?time|part[-_ ]?time|contract(?:or)?|freelance|intern(?:ship)?|seasonal|per diem|casual|vollzeit|teilzeit|befristet|unbefristet|"
    r"festanstellung|minijob|praktikum|werkstudent|cdi|cdd|temps plein|temps partiel|stage|alternance|tempo pieno|indefinido|jornada completa|media jornada|fulltime|parttime|fte|w2|1099|"
    r"tiempo completo|tiempo parcial|jornada parcial|tempo indeterminato|tempo determinato|a tempo pieno|part[- ]time|tempo integral|tempo parcial|meio período|estágio|tirocinio|prácticas|"
    r"pełny etat|pół etatu|niepełny etat|umowa o pracę|b2b|voltijds?|deeltijds?|heltid|deltid|tillsvidare|vikariat|fast stilling|kokoaikainen|osa-aikainen|plný úvazek|částečný úvazek|hpp|"
    r"полная занятость|частичная занятость|стажировка|tam zamanlı|yarı zamanlı|staj|パート|派遣社員|業務委託|インターン|계약직|인턴|实习|全職|兼職|contrat à durée indéterminée|ausbildung|"
    r"employee|day shift|night shift|evening shift|shift|salaried|hourly|exempt|non[- ]exempt|experienced|entry level|mid level|senior|junior|正社員|契約社員|アルバイト|全职|兼职|정규직)"
)
# Words of sentences and headings in a field for places: "Submit your CV", "Open to any of our offices".
SAID = re.compile(
    r"\b(?:submit|apply|click|please|open to|depending|your|our|opportunit(?:y|ies)|upcoming|time ?zones?|preferred|postcodes?|covering|offshore|nearshore)\b|\bhours$|(?:^| )(?:option|capable)$",
    re.IGNORECASE,
)
NO_PLACE = re.compile(r"[$€£¥@?!]|\b(?:UTC|GMT|CES?T|[ECMP][SD]T)\b|https?:|www\.|\d{4}-\d\d-\d\d")
AREA = re.compile(
    r"^(?:greater|metro|metropolitan)\s|\s(?:bay area|bay|metro(?:politan)? area|metro|area|region)$", re.IGNORECASE
)
SIDE = re.compile(r"^(?:((?:north|south|east|west)ern|upstate)|north|south|east|west|central)[ -]", re.IGNORECASE)
SITE = re.compile(
    r"^(?:city of|downtown|stadt|office|near|(?:in|from|within|based in)(?: the)?|the|select|selected|eligible|multiple|various|all|any|several)\s"
    r"|\s(?:office|offices|hq|headquarters|campus|hub|studio|plant|warehouse|city center|downtown|city|only|locations?|preferred|national)$",
    re.IGNORECASE,
)
# Parts of the world: "North America" is not "North" in the United States.
WORLD = frozenset(
    "north america|latin america|south america|central america|americas|the americas|europe|asia|africa|emea|apac|latam|middle east|asia pacific|"
    "western europe|eastern europe|northern europe|southern europe|central europe|european union|eu|oceania|nordics|scandinavia|benelux|dach|cis|mena|gcc|anz|uki|na|amer|noram|namer|"
    "bay area|southeast asia|south east asia|caribbean|balkans|baltics|world|earth".split("|")
)
# Common words in job lists that are also names of small towns: alone they don't mean the town.
COMMON = (
    frozenset(
        "central center centre north south east west northeast northwest southeast southwest union field park mobile sales most nice bath "
        "reading split of man home office general commerce enterprise industry independence normal remote eastern western northern southern "
        "midwest national coast college university hospital bank market marketing media orange date page male best clay price".split()
    )
    | frozenset(
        f"{side} {kind}"
        for side in ("west", "east", "north", "south", "gulf", "central", "eastern", "western", "northern", "southern")
        for kind in ("coast", "region")
    )
    | frozenset(("long island",))
)  # of one country, and of a region of another: "West Coast" is in New Zealand
# First words of a street; and rivers and regions after towns of one name in one country.
STREETS = frozenset(
    "via viale piazza corso largo calle c carrer avenida avda paseo plaza plaça rue avenue boulevard straat".split()
)
RIVERS = frozenset(
    "Oder Main Saale Breisgau Neckar Donau Spree Thüringen".split()
)  # after towns of one name in one country
# Regions of several towns, although the city that they are named after has most of the population: "Macaé, Rio de
# Janeiro".
WIDER = frozenset("rio de janeiro|stockholm|kyoto|geneva|salzburg|abu dhabi|panama city|stavropol|cordoba".split("|"))
