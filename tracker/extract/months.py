"""Names of months in the languages of careers pages, as dates have them: in the genitive where a language uses it."""

from __future__ import annotations

import re

# January to December; "|" separates months, spaces the names of one month. Abbreviations may have a full stop.
_NAMES = (
    "january januar januari janvier jan jän jänner enero ene gennaio gen janeiro stycznia styczeń ledna leden januára január janúar tammikuuta tammikuu ianuarie ocak января январь січня януари siječnja januara ιανουαρίου",
    "february februar februari février feb fév febrero febbraio fevereiro fev lutego luty února únor februára február helmikuuta helmikuu februarie şubat февраля лютого февруари veljače februara φεβρουαρίου",
    "march mar mars mär märz marzo maart março marca marzec března březen március maaliskuuta maaliskuu martie mart марта март березня ožujka marta μαρτίου mrz",
    "april apr avr avril abr abril aprile kwietnia kwiecień dubna duben apríla április huhtikuuta huhtikuu aprilie nisan апреля апрель квітня април travnja aprila απριλίου",
    "may mai mayo maggio mag mei maj maio maja května květen mája május toukokuuta toukokuu mayıs мая май травня svibnja μαΐου",
    "june jun juni juin junio giugno giu junho czerwca czerwiec června červen júna június kesäkuuta kesäkuu iunie haziran июня червня юни lipnja juna ιουνίου",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec července červenec júla július heinäkuuta heinäkuu iulie temmuz июля липня юли srpnja jula ιουλίου",
    "august aug août ago agosto augusti augustus sierpnia sierpień srpna srpen augusta augusztus elokuuta elokuu ağustos августа август серпня kolovoza avgusta αυγούστου",
    "september sept sep septembre septiembre settembre set setembro września wrzesień září septembra szeptember syyskuuta syyskuu septembrie eylül сентября вересня септември rujna σεπτεμβρίου",
    "october oct okt oktober octobre octubre ottobre ott outubro października październik října říjen októbra október lokakuuta lokakuu octombrie ekim октября жовтня октомври oktobra οκτωβρίου",
    "november nov novembre noviembre novembro listopada listopad listopadu novembra marraskuuta marraskuu noiembrie kasım ноября листопада ноември novembra νοεμβρίου",
    "december dec dez dezember décembre déc dic diciembre dicembre dezembro grudnia grudzień prosince prosinec decembra joulukuuta joulukuu decembrie aralık декабря грудня декември prosinca δεκεμβρίου",
)
# October in Croatian, November in Polish.
_AMBIGUOUS = frozenset(("listopada",))
NUMBER_OF = {word: number for number, names in enumerate(_NAMES, 1) for word in names.split() if word not in _AMBIGUOUS}
PATTERN = "|".join(sorted(map(re.escape, NUMBER_OF), key=lambda word: (-len(word), word)))
