"""Read pay periods in prose, in many languages: after an amount (`per month`) or before it (`Hourly wage:`)."""

from __future__ import annotations

import re

# Nouns need a word or a slash before them; adverbs and abbreviations don't.
_NOUNS = {
    "year": "year years yr yrs annum anno jahr jahres an année annee ano ano. año jaar rok roku år året vuosi vuodessa vuotta yıl tahun év an ani год gada рік έτος χρόνο metus aastas năm godinu".split(),
    "month": "month months mo mth mois mes mês mese maand monat monate miesiąc mies måned månad måneden månaden mån mnd kuukausi kuukaudessa kk měsíc měs ay bulan hónap hó lună месяц luni місяць mėn mėnesį mēnesī μήνα mesec mjesec tháng เดือน".split(),
    "week": "week weeks wk woche semaine semana settimana tydzień vecka veckan uge ugen uke uken viikko týden hafta hét неделю săptămână тиждень savaitę εβδομάδα tuần".split(),
    "day": "day days tag jour día dia giorno dag dagen dzień dniówkę päivä den gün nap день md manday zi dieną ημέρα ngày dan".split(),
    "hour": "hour hours hr hrs h stunde std heure hora ora uur godzinę godzina godz timme timmen tim timer tunti hodinu hodina hod saat óra oră час годину val valandą stundu ώρα sat giờ ชั่วโมง".split(),
}
_ADVERBS = {
    "year": "annually p/a p/j yearly annual annualized annualised p.a pa jährlich jährl annuel annuels annuelle anual anuales anualmente annuo annui annua jaarlijks rocznie årligen årligt årlig årleg vuosittain vuodessa ročně год/year yıllık évente annuali ročne aastas gadā לשנה setahun godišnje годишно سنويا سنوياً ετησίως ต่อปี".split(),
    "month": "monthly pcm p/m p.m pm monatlich mtl monatl mensuel mensuels mensuelle mensual mensuales mensualmente mensal mensais mensalmente mensile mensili maandelijks miesięcznie månatligen månedlig månedligt kuukaudessa kuussa měsíčně aylık havonta mesačne kuus mēnesī לחודש sebulan mesečno mjesečno месечно ежемесячно щомісяця شهريا شهرياً μηνιαίως ต่อเดือน".split(),
    "week": "weekly wöchentlich hebdomadaire semanal semanales settimanale wekelijks tygodniowo ugentlig ugentligt veckovis viikossa týdně týždenne settimanali nädalas nedēļā לשבוע seminggu nedeljno tjedno أسبوعيا".split(),
    "day": "daily täglich tgl journalier quotidien diario diarios giornaliero dagelijks dziennie päivässä denně denne giornalieri päevas dienā ליום sehari dnevno дневно يوميا".split(),
    "hour": "hourly p/u p/h ph stündlich horaire horaires orario orari hourly/hour phr tunnissa hodinově óránként saatlik godzinowo hodinovo tunnis stundā לשעה sejam ต่อชั่วโมง".split(),
}
_SPACED = ["p. a", "p. m"]
_BARE = {"year": "yr yrs", "hour": "hr hrs"}  # nouns that don't need a word before them
_BEFORE = {
    "year": r"annual(?:ly|i[sz]ed)?|yearly|per (?:year|annum)|(?:brutto|ziel)?jahres(?:brutto|grund|fest|ziel|ein|ge|lo|ver|ent)\w*|jährlich\w*|annuel\w*|anual\w*|"
    r"annu[aoi]|RAL|jaar(?:salaris|inkomen|loon|lijks)|årslön\w*|årsløn\w*|årlig\w*|vuosi(?:palk|ansio)\w*|roczn\w*|roční\w*|ročn[áýú]|éves (?:bruttó|nettó|bér)\w*|yıllık|godišnj\w*|годовая|годовой|річн\w*|ετήσι\w*|שנתי\w*|السنوي|tahunan|年薪|年収|年俸|연봉",
    "month": r"monthly|per month|(?:brutto)?monats(?:brutto|grund|ein|ge|lo|ver|ent)\w*|monatlich\w*|mensuel\w*|mensual\w*|mensal|mensile|maand(?:salaris|loon|elijks)|"
    r"månadslön\w*|månatlig\w*|månedsløn\w*|månedlig\w*|kuukausipalk\w*|miesięczn\w*|měsíční\w*|mesačn[áýú]|havi (?:bruttó|nettó|bér|fizetés|alapbér)\w*|aylık|mesečn\w*|mjesečn\w*|месечн\w*|месячн\w*|місячн\w*|salariu lunar|mėnesin\w*|kuupalk|μηνιαί\w*|חודשי\w*|الشهري|bulanan|月薪|月給|월급",
    "week": r"weekly|per week|wochenlohn|wöchentlich\w*|hebdomadaire|semanal|settimanale|week(?:loon|salaris)|tygodniow\w*|heti (?:bér|fizetés)\w*|haftalık|veckolön|ugeløn|ukelønn",
    "day": r"daily|day rate|per day|tages?s(?:atz|ätze)|tagelohn|tjm|taux journalier|diari[ao]|giornalier\w*|dagtarief|dagloon|dzienn\w*|napi (?:bér|díj)\w*|günlük|dagtaxa|päiväpalk\w*|日薪|日給",
    "hour": r"hourly|per hour|stunden(?:lo|sa|sä|ver|ent)\w*|stündlich\w*|(?:taux|salaire|rémunération) horaire|por hora|orari[a]|uur(?:loon|tarief)|godzinow\w*|"
    r"timlön\w*|timeløn\w*|timpenning|tuntipalk\w*|hodinov\w*|órabér\w*|saatlik|satnic\w*|почасов\w*|ωρομίσθι\w*|tunnitasu|tunnipalk|時薪|时薪|時給|시급",
}
_STRUCTURED = {"annum": "year", "pa": "year", "1y": "year", "pm": "month", "pw": "week", "pd": "day", "ph": "hour"}
_PERIOD = {
    **{word.rstrip("."): period for table in (_NOUNS, _ADVERBS) for period, words in table.items() for word in words},
    **_STRUCTURED,
    "p. a": "year",
    "p. m": "month",
}


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


_NOUN = _alternatives([word for words in _NOUNS.values() for word in words])
_ADVERB = _alternatives(
    [word for words in _ADVERBS.values() for word in words]
    + [word for words in _BARE.values() for word in words.split()]
    + _SPACED
)
_FILLER = (
    r"gross|brutto|bruttó|brut|bruts|brutos?|bruta|lord[oaie]|netto?|nett|netos?|net|base|fixed|before tax|vor steuern|hrubého|bruttoa|líquidos?|netti|netta|бруто|нето|на руки|μεικτά|μικτά|καθαρά|"
    r"br\.?|OTE|excl\.? vat|\+ ?vat|ht|hors taxes"
)
_PREPOSITION = r"per|pr|an?|each|every|pro|par|im|in het|por|al|all['’]|à l['’]|de l['’]|l['’]|na|za|i|om|op|w|kohti|the|der|pe|în|в|на|за|у|po|ανά|το|τον|την|mỗi"
# What is between an amount and its period is matched possessively, so that spaces are split in one way only.
BEHIND = re.compile(
    rf"(?:[\s(,]{{0,3}}(?:{_FILLER})\b\.?){{0,3}}+[\s(),]{{0,3}}+"
    rf"(?:(?:[/／]\s?|(?:{_PREPOSITION})(?:(?<=['’])|[\s.]{{1,2}}))(?:timen?(?!\w)|(?P<noun>{_NOUN})(?!\w))|(?:on an )?(?P<adverb>{_ADVERB})(?!\w)(?: basis)?)(?:(?:(?<=p\.a)|(?<=p\. a)|(?<=p\. m))\.)?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!\w)(?:" + "|".join(rf"(?P<{period}>{words})" for period, words in _BEFORE.items()) + r")(?!\w)", re.IGNORECASE
)


_NEAR = 24  # characters between a word for pay and its period: "Base pay rate per hour"


def period(text: str | None) -> str | None:
    """Return the pay period (`year`, `month`, `week`, `day`, `hour`) that a word or constant names."""
    if not text:
        return None
    low = text.lower().strip().removeprefix("per-").removeprefix("per ").removesuffix("-salary").removesuffix("-wage")
    low = low.removeprefix("1 ").removeprefix("/").strip(" .")
    return _PERIOD.get(low) or _PERIOD.get(low.rstrip("s"))


def behind(block: str, place: int) -> tuple[str | None, int]:
    """Return the period stated directly after an amount, and where it ends."""
    match = BEHIND.match(block, place)
    if not match:
        return None, place
    return period(match["noun"] or match["adverb"]) or "hour", match.end()


def before(words: str, pay: re.Pattern[str]) -> tuple[str | None, int]:
    """Return the last period that the words before an amount state, and where it ends in them.

    "Per week" counts only after a word for `pay`: "4 days per week, salary $70,000" states none.
    """
    last = None
    for match in _LABEL.finditer(words):
        if not match[0].lower().startswith("per ") or pay.search(words, max(0, match.start() - _NEAR), match.start()):
            last = match
    return (last.lastgroup, last.end()) if last else (None, 0)
