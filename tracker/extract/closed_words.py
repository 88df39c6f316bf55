"""Recognise sentences that say that a posting is closed, in many languages.

The words must be about the posting or its applications, and say that it has happened. "Until the position has been
filled" and "applications close on 3 May" don't count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Sentences that count on any page, because they name what is closed.
_SURE = (
    # English
    (
        r"\b(?:position|role|job|job post|job posting|job ad|posting|vacancy|opening|listing|opportunity|advert|advertisement|"
        r"requisition)s? (?:(?:you|that) [a-z ]{3,30} )?(?:has|have|is|was|are)(?: now| already| since| been| just| currently)* "
        r"(?:filled|closed|removed|expired|unavailable|withdrawn|cancell?ed|taken down|inactive|no longer (?:open|available|active|"
        r"accepting|posted|advertised|online|listed|vacant|being advertised))\b(?!(?: with| to| by|-|ly))"
    ),
    r"\b(?:job|vacancy|posting|listing|position)s? (?:has |have )?(?:now )?(?:expired|closed)\b(?!(?: to| by|-))",
    r"\bapplications? (?:for this [a-z]+ )?(?:have|has|are|is)(?: now| already| been)* closed\b|\bapplications have closed\b",
    r"\bno longer accepting (?:new )?(?:applications|applicants|candidates)\b|\bapplications are no longer (?:being )?accepted\b",
    (
        r"\b(?:application|closing|submission) (?:deadline|date|period|window) (?:for [a-z ]{3,30} )?(?:has|have)(?: now| already)? "
        r"(?:passed|expired|ended|closed)\b"
    ),
    r"\bno longer open (?:for|to) applications\b|\bjob (?:posting )?(?:not found|does not exist|no longer exists)\b",
    # German
    (
        r"\b(?:stelle|position|(?:stellen)?anzeige|(?:stellen)?ausschreibung|stellenangebot|job|jobangebot|vakanz) (?:ist|wurde|war)"
        r"(?: leider| bereits| inzwischen| schon| nun| aktuell| mittlerweile)* (?:nicht (?:mehr|länger) (?:verfügbar|online|aktuell|"
        r"ausgeschrieben|aktiv|vakant|offen|frei|zu besetzen|vorhanden)|abgelaufen|besetzt|vergeben|geschlossen|deaktiviert|beendet|"
        r"entfernt|gelöscht)\b(?! mit)"
    ),
    r"\bbewerbungs(?:frist|zeitraum|phase|schluss) (?:ist|war|wurde)?(?: leider| bereits| schon)* ?(?:abgelaufen|beendet|abgeschlossen|vorbei)\b",
    r"\bbewerbungen (?:sind|werden)(?: leider)? nicht mehr (?:möglich|angenommen|entgegengenommen)\b",
    # French
    (
        r"\b(?:offre|annonce|poste|vacance|opportunité)(?: d['’]emploi| de stage)? (?:n['’]est|n['’]existe) plus"
        r"(?: disponible| active| actif| en ligne| valable| valide| ouverte?| d['’]actualité| à pourvoir)?\b"
    ),
    (
        r"\b(?:offre|annonce|poste)(?: d['’]emploi| de stage)? (?:a (?:déjà )?(?:expiré|été (?:pourvue?|retirée?|clôturée?|fermée?|supprimée?))|"
        r"est (?:désormais |déjà |maintenant )?(?:expirée?|pourvue?|clôturée?|clos|close|fermée?))\b"
    ),
    r"\bcandidatures (?:sont )?(?:désormais |maintenant )?(?:closes|clôturées|fermées)\b|\bdate limite [^.]{0,40}(?:est )?(?:dépassée|passée)\b",
    # Spanish
    (
        r"\b(?:oferta|vacante|puesto|empleo|convocatoria|posición)(?: de (?:empleo|trabajo))? (?:ya no (?:está|se encuentra) (?:disponible|"
        r"activ[ao]|vigente|abiert[ao]|publicad[ao])|(?:ya )?ha (?:caducado|expirado|finalizado|vencido|sido (?:cubiert[ao]|cerrad[ao]|eliminad[ao]|"
        r"retirad[ao]))|(?:ya )?está (?:cerrad[ao]|cubiert[ao]|caducad[ao]|finalizad[ao]|vencid[ao]))\b"
    ),
    r"\bplazo [^.]{0,40}ha (?:finalizado|cerrado|vencido|expirado|terminado|concluido)\b|\bya no (?:se aceptan|aceptamos) (?:candidaturas|solicitudes)\b",
    # Italian
    (
        r"\b(?:offerta|posizione|annuncio|vacancy)(?: di lavoro)? (?:non è più (?:disponibile|attiv[ao]|valid[ao]|apert[ao]|online)|(?:è )?"
        r"(?:ormai |già )?(?:scadut[ao]|chius[ao]|terminat[ao])|è stat[ao] (?:chius[ao]|copert[ao]|rimoss[ao]|ritirat[ao]))\b"
    ),
    r"\bcandidature (?:sono )?(?:ormai )?(?:chiuse|terminate)\b",
    # Dutch
    (
        r"\b(?:vacature|functie|positie|stageplek) (?:is|werd)(?: helaas| inmiddels| reeds| al| nu)* (?:gesloten|vervuld|verlopen|ingevuld|"
        r"niet (?:meer|langer) (?:beschikbaar|actief|actueel|open|vacant|online))\b|\breageren is niet meer mogelijk\b|"
        r"\bsollicitatietermijn is (?:verstreken|gesloten|verlopen)\b"
    ),
    # Portuguese
    r"\b(?:vaga|oferta|oportunidade|posição|anúncio)(?: de emprego)? (?:já )?não (?:está|se encontra)(?: mais)? (?:disponível|ativ[ao]|abert[ao])\b",
    (
        r"\b(?:vaga|oferta|oportunidade)(?: de emprego)? (?:(?:já )?(?:foi |está )?(?:encerrad[ao]|preenchid[ao]|expirad[ao]|fechad[ao])|expirou)\b|"
        r"\b(?:inscrições|candidaturas) (?:já )?(?:estão )?encerradas\b"
    ),
    # Polish
    (
        r"\b(?:oferta|ogłoszenie|rekrutacja)(?: pracy)? (?:jest (?:już )?(?:nieaktualn[ea]|nieaktywn[ea]|zamknięt[ae]|zakończon[ae])|(?:już )?wygasł[ao]|"
        r"został[ao] (?:już )?(?:zakończon[ae]|zamknięt[ae]|usunięt[ae])|nie jest już (?:dostępn[ae]|aktywn[ae]|aktualn[ae]))\b"
    ),
    # Swedish, Danish, Norwegian
    (
        r"\b(?:annonsen|tjänsten|jobbet|platsannonsen|rekryteringen) (?:är (?:nu )?(?:inte längre (?:aktiv|tillgänglig|aktuell)|stängd|tillsatt|avslutad|"
        r"utgången)|har (?:gått ut|tagits bort|stängts|tillsatts))\b|\bansökningstiden (?:har gått ut|är (?:över|slut)|har passerat)\b|"
        r"\bsista ansökningsdag(?:en)? har passerat\b"
    ),
    (
        r"\b(?:stillingen|jobbet|annoncen|jobopslaget|opslaget) er (?:desværre |nu )?(?:ikke længere (?:aktiv|aktivt|ledig|aktuel|tilgængelig|tilgængeligt|"
        r"opslået)|besat|udløbet|lukket|slettet)\b|\bansøgningsfristen er (?:udløbet|overskredet)\b"
    ),
    (
        r"\b(?:stillingen|annonsen) er (?:dessverre |nå )?(?:ikke lenger (?:aktiv|ledig|tilgjengelig|aktuell)|utløpt|besatt|stengt)\b|"
        r"\bsøknadsfristen (?:er utløpt|har gått ut)\b"
    ),
    # Finnish, Czech
    r"\bhakuaika on päättynyt\b|\b(?:työpaikka|paikka|tehtävä) on (?:jo )?täytetty\b|\bilmoitus on vanhentunut\b",
    (
        r"\b(?:nabídka|pozice|inzerát)(?: práce)? (?:již |už )?(?:není (?:již |už )?(?:aktuální|aktivní|dostupn[áý]|k dispozici)|byla? (?:již )?(?:obsazen[ao]?|"
        r"uzavřen[ao]?|ukončen[ao]?|stažen[ao]?))\b"
    ),
    # Japanese, Korean, Chinese
    r"(?:募集|求人|応募|掲載|受付)[^。、]{0,8}(?:終了|締め切り|締切り|締切)(?:いた|致)?(?:しました|しております|しています|ました|済み)|(?:この|本)求人は存在しません",
    r"(?:채용|공고|모집|접수|지원)[^.。]{0,6}(?:마감|종료|완료)(?:되었|됐|하였|했)|(?:마감|종료)된 (?:채용|공고|모집)",
    r"(?:职位|岗位|招聘|職位|職缺|应聘|申请|申請|徵才)[^。,，]{0,6}(?:已|已经|已經)(?:关闭|下线|停止|结束|失效|过期|招满|下架|關閉|截止|結束|額滿|過期|招滿)|已停止招聘",
)
# Sentences that count only on a page with little other text.
_SHORT = (
    r"\bno longer (?:open|available|accepting|active|posted)\b",
    r"\bnicht mehr (?:verfügbar|online|aktuell|ausgeschrieben)\b",
    r"\bn['’]est plus disponible\b",
    r"\bya no está disponible\b",
    r"\bnon è più disponibile\b",
    r"\bniet meer beschikbaar\b",
    r"\bnão está mais disponível\b",
    r"\bclosed on (?:\d{1,2} [a-z]{3,9}|[a-z]{3,9} \d{1,2}),? \d{4}\b",
    r"\b(?:scaduta|scaduto|abgelaufen|besetzt|vervuld|caducada)\b",
)
_SURE_WORDS = re.compile("|".join(_SURE))
_SHORT_WORDS = re.compile("|".join(_SHORT))
# Words before them in the same sentence that refer to the future or to another case.
_IF = re.compile(
    r"\b(?:until|till|once|when|if|after|unless|before|whether|should|bis|sobald|wenn|falls|nachdem|jusqu['’]à ce que|si|dès que|lorsque|quand|hasta que|"
    r"cuando|una vez|finché|quando|se|qualora|tot|totdat|zodra|als|wanneer|até que|assim que|caso|dopóki|gdy|jeśli|jeżeli|aż|tills|när|om|indtil|når|hvis|"
    r"inntil|pokud|dokud|jos|kun)\b|如果|若|当|一旦|直到|もし"
)
_BEFORE = 60  # characters before the sentence in which such a word is searched
_SHORT_PAGE = 3_000  # characters of a page with little other text


def said(content: str, ignored: frozenset[str] = frozenset()) -> str:
    """Return the sentence that says that a page's posting is closed, "" if there is none.

    `content` is the page's text in lower case with single spaces. `ignored` are sentences that prove nothing on this
    site, because the pages of its open postings have them too.
    """
    return next((one for one in _found(content) if one not in ignored), "")


def of_text(blocks: Iterable[str]) -> frozenset[str]:
    """Return the sentences in a posting's own text that would say on its page that it is closed."""
    content = " ".join(" ".join(blocks).casefold().split())
    return frozenset(found[0] for pattern in (_SURE_WORDS, _SHORT_WORDS) for found in pattern.finditer(content))


def _found(content: str) -> Iterator[str]:
    for pattern in (_SURE_WORDS, _SHORT_WORDS) if len(content) < _SHORT_PAGE else (_SURE_WORDS,):
        for found in pattern.finditer(content):
            before = re.split(r"[.!?:;。！？]", content[max(0, found.start() - _BEFORE) : found.start()])[-1]
            after = content[found.end() : found.end() + 4]
            if not _IF.search(before) and not after.startswith(("場合", "时", "時")):
                yield found[0]
