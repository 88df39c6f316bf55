"""Recognise sentences that say that a posting is closed, in many languages.

The words must be about the posting or its applications, and say that it has happened. "Until the position has been
filled", "not yet filled", "the other position has been filled" and "applications close on 3 May" don't count.

On a page that still has its posting's text only a strong statement counts: a whole sentence that says nothing else. If a
notice is missed, complete lists without the posting close it later; a false closing would be reported to everyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tracker.extract.closed_notices import OTHERS_LINKED, Line

# Sentences that count on any page, because they name what is closed.
_SURE = (
    # English
    (
        r"\b(?:position|role|job|job post|job posting|job ad|posting|vacancy|opening|listing|opportunity|advert|advertisement|"
        r"requisition)s? (?:(?:that )?(?:you|we) [a-z ]{3,30} )?(?:has|have|is|was|are)(?: now| already| since| been| just| currently)* "
        r"(?:filled|closed|removed|expired|unavailable|withdrawn|cancell?ed|taken down|inactive|no longer (?:open|available|active|"
        r"accepting|posted|advertised|online|live|listed|vacant|being advertised))\b(?!(?: with| to| by|-|ly))"
    ),
    r"\b(?:job|vacancy|posting|listing|position)s? (?:has |have )?(?:now )?(?:expired|closed)\b(?!(?: to| by|-))",
    r"\bapplications? (?:for this [a-z]+ )?(?:have|has|are|is)(?: now| already| been)* closed\b|\bapplications have closed\b",
    r"\bno longer accepting (?:new )?(?:applications|applicants|candidates)\b|\bapplications are no longer (?:being )?accepted\b",
    (
        r"\b(?:application|closing|submission) (?:deadline|date|period|window) (?:for [a-z ]{3,30} )?(?:has|have)(?: now| already)? "
        r"(?:passed|expired|ended|closed)\b"
    ),
    (
        r"\bwe have (?:already |now )?filled this (?:position|role|job|vacancy)\b|\b(?:recruitment|recruiting|hiring) for this (?:position|role|job|"
        r"vacancy) (?:has (?:now )?(?:ended|closed|finished)|is (?:now )?(?:complete|closed|over))\b|"
        r"\bwe(?:['’]ve| have) (?:now )?stopped (?:taking|accepting) applications\b"
    ),
    r"\bwe(?:['’]ve| have) (?:now |already )?filled this (?:position|role|job|vacancy|post)\b|\b(?:recruitment|recruiting|hiring) for this post has (?:now )?(?:closed|ended)\b",
    r"\bno longer open (?:for|to) applications\b|\bjob (?:posting )?(?:not found|does not exist|no longer exists)\b",
    # German
    (
        r"\b(?:stelle|position|(?:stellen)?anzeige|(?:stellen)?ausschreibung|stellenangebot|job|jobangebot|vakanz) (?:ist|wurde|war)"
        r"(?: leider| bereits| inzwischen| schon| nun| aktuell| mittlerweile| zwischenzeitlich)* (?:nicht (?:mehr|länger) (?:verfügbar|online|aktuell|"
        r"ausgeschrieben|aktiv|vakant|offen|frei|zu besetzen|vorhanden)|abgelaufen|besetzt|vergeben|geschlossen|deaktiviert|beendet|"
        r"entfernt|gelöscht)\b(?! mit)"
    ),
    r"\bleider (?:ist|wurde) (?:diese|die) (?:stelle|position|vakanz) (?:bereits |schon |inzwischen )?(?:vergeben|besetzt)\b",
    r"\bbewerbungs(?:frist|zeitraum|phase|schluss)(?: für diese (?:stelle|position))? (?:ist|war|wurde)?(?: leider| bereits| schon)* ?(?:abgelaufen|beendet|abgeschlossen|vorbei)\b",
    r"\bbewerbungen (?:sind|werden)(?: leider)? nicht mehr (?:möglich|angenommen|entgegengenommen)\b",
    r"\bfür diese (?:stelle|position|ausschreibung) (?:nehmen wir|werden) (?:leider )?keine (?:weiteren )?bewerbungen mehr (?:an|angenommen|entgegen(?:genommen)?)\b",
    # French
    r"\b(?:le )?recrutement pour (?:ce poste|cette offre) est (?:désormais |maintenant )?(?:terminé|clos|clôturé)\b|\bnous n['’]acceptons plus (?:de|les) candidatures\b(?: pour (?:ce poste|cette offre))?",
    (
        r"\b(?:offre|annonce|poste|vacance|opportunité)(?: d['’]emploi| de stage)? (?:n['’]existe plus|n['’]est plus"
        r"(?: disponible| active| actif| en ligne| valable| valide| ouverte?| d['’]actualité| à pourvoir))\b"
    ),
    (
        r"\b(?:offre|annonce|poste)(?: d['’]emploi| de stage)? (?:a (?:déjà )?(?:expiré|été (?:pourvue?|retirée?|clôturée?|fermée?|supprimée?))|"
        r"est (?:désormais |déjà |maintenant )?(?:expirée?|pourvue?|clôturée?|clos|close|fermée?))\b"
    ),
    r"\bcandidatures (?:sont )?(?:désormais |maintenant )?(?:closes|clôturées|fermées)\b|\bdate limite [^.]{0,40}(?:est )?(?:dépassée|passée)\b",
    # Spanish
    (
        r"\b(?:oferta|vacante|puesto|empleo|convocatoria|posición)(?: de (?:empleo|trabajo))? (?:ya no (?:está|se encuentra) (?:disponible|"
        r"activ[ao]|vigente|abiert[ao]|publicad[ao])|(?:ya )?ha (?:caducado|cerrado|expirado|finalizado|vencido|sido (?:cubiert[ao]|cerrad[ao]|eliminad[ao]|"
        r"retirad[ao]))|(?:ya )?está (?:cerrad[ao]|cubiert[ao]|caducad[ao]|finalizad[ao]|vencid[ao]))\b"
    ),
    r"\bproceso de selección (?:para est[ae] (?:puesto|vacante|oferta) )?(?:ya )?ha (?:finalizado|concluido|terminado)\b",
    r"\b(?:oferta|vacante) ya no acepta (?:más )?(?:candidaturas|solicitudes|postulaciones)\b",
    r"\bplazo [^.]{0,40}ha (?:finalizado|cerrado|vencido|expirado|terminado|concluido)\b|\bya no (?:se aceptan|aceptamos) (?:candidaturas|solicitudes)\b",
    # Italian
    (
        r"\b(?:offerta|posizione|annuncio|vacancy)(?: di lavoro)? (?:non è più (?:disponibile|attiv[ao]|valid[ao]|apert[ao]|online)|(?:è )?"
        r"(?:ormai |già )?(?:scadut[ao]|chius[ao]|terminat[ao])|è (?:già )?stat[ao] (?:chius[ao]|copert[ao]|rimoss[ao]|ritirat[ao]))\b"
    ),
    r"\bselezione per quest[ao] (?:posizione|ruolo|annuncio) (?:è|si è) (?:ormai |già )?(?:conclusa|chiusa|terminata)\b",
    r"\bcandidature (?:per quest[ao] (?:posizione|offerta|annuncio) )?(?:sono )?(?:ormai )?(?:chiuse|terminate)\b",
    # Dutch
    (
        r"\b(?:vacature|functie|positie|stageplek) (?:is|werd)(?: helaas| inmiddels| reeds| al| nu)* (?:gesloten|vervuld|verlopen|ingevuld|"
        r"niet (?:meer|langer) (?:beschikbaar|actief|actueel|open|vacant|online))\b|\breageren is niet meer mogelijk\b|"
        r"\bop deze vacature kun je niet meer (?:solliciteren|reageren)\b|"
        r"\bje kunt niet meer (?:solliciteren|reageren)\b|"
        r"\bsollicitatietermijn is (?:verstreken|gesloten|verlopen)\b"
    ),
    # Portuguese
    r"\bprazo de (?:candidatura|inscrição) (?:já )?(?:terminou|expirou|encerrou)\b",
    r"\b(?:vaga|oferta|oportunidade|posição|anúncio)(?: de emprego)? (?:já )?não (?:está|se encontra)(?: mais)? (?:disponível|ativ[ao]|abert[ao])\b",
    (
        r"\b(?:vaga|oferta|oportunidade)(?: de emprego)? (?:(?:já )?(?:foi |está )?(?:encerrad[ao]|preenchid[ao]|expirad[ao]|fechad[ao])|expirou)\b|"
        r"\bprocesso seletivo para esta (?:vaga|oportunidade) foi (?:concluído|encerrado|finalizado)\b|"
        r"\b(?:inscrições|candidaturas) (?:para esta (?:vaga|oportunidade) )?(?:já )?(?:estão )?encerradas\b"
    ),
    # Polish
    (
        r"\b(?:oferta|ogłoszenie|rekrutacja)(?: pracy| na to stanowisko)? (?:jest (?:już )?(?:nieaktualn[ea]|nieaktywn[ea]|zamknięt[ae]|zakończon[ae])|(?:już )?wygasł[ao]|"
        r"został[ao] (?:już )?(?:zakończon[ae]|zamknięt[ae]|usunięt[ae])|nie jest już (?:dostępn[ae]|aktywn[ae]|aktualn[ae]))\b"
    ),
    r"\btermin składania (?:aplikacji|zgłoszeń|ofert) (?:już )?(?:minął|upłynął)\b",
    # Swedish, Danish, Norwegian
    (
        r"\b(?:annonsen|(?:denna|den här) (?:annons|tjänst)(?:en)?|tjänsten|jobbet|platsannonsen|rekryteringen) (?:är (?:nu )?(?:inte längre (?:aktiv|tillgänglig|aktuell)|stängd|tillsatt|avslutad|"
        r"utgången)|har (?:gått ut|utgått|tagits bort|stängts|tillsatts))\b|\bansökningstiden (?:har gått ut|är (?:över|slut)|har passerat)\b|"
        r"\bsista ansökningsdag(?:en)? har passerat\b"
    ),
    (
        r"\b(?:stillingen|denne stilling|jobbet|annoncen|jobopslaget|opslaget) er (?:desværre |nu )?(?:blevet besat|ikke længere (?:aktiv|aktivt|ledig|aktuel|tilgængelig|tilgængeligt|"
        r"opslået)|besat|udløbet|lukket|slettet)\b|\bansøgningsfristen er (?:udløbet|overskredet)\b"
    ),
    (
        r"\b(?:stillingen|annonsen) er (?:dessverre |nå )?(?:ikke lenger (?:aktiv|ledig|tilgjengelig|aktuell)|utløpt|besatt|stengt)\b|"
        r"\bsøknadsfristen (?:er utløpt|har gått ut)\b"
    ),
    # Finnish
    r"\btyöpaikka ei ole enää (?:avoinna|haettavissa)\b|\bhakuaika on päättynyt\b|\b(?:työpaikka|paikka|tehtävä) on (?:jo )?täytetty\b|\bilmoitus on vanhentunut\b",
    # Russian, Turkish
    r"\bвакансия (?:уже )?(?:закрыта|неактивна|не актуальна|в архиве)\b|\bbu (?:iş )?ilanı? (?:yayından kaldırıl(?:mıştır|dı)|artık (?:aktif|yayında) değil)\b",
    # Czech
    (
        r"\b(?:nabídka|pozice|inzerát)(?: práce)? (?:již |už )?(?:není (?:již |už )?(?:aktuální|aktivní|dostupn[áý]|k dispozici)|byla? (?:již )?(?:obsazen[ao]?|"
        r"uzavřen[ao]?|ukončen[ao]?|stažen[ao]?))\b"
    ),
    # Japanese, Korean, Chinese
    (
        r"(?:募集|求人|応募|掲載|受付)[^。、]{0,8}(?:終了|締め切り|締切り|締切)(?:いた|致)?(?:しました|しております|しています|ました|済み)|(?:この|本)求人は存在しません|"
        r"現在(?:は)?募集し(?:ておりません|ていません)"
    ),
    (
        r"(?:채용|공고|모집|접수|지원)[^.。]{0,6}(?:마감|종료|완료)(?:되었|됐|하였|했)|(?:마감|종료)된 (?:채용|공고|모집)|"
        r"(?:지원|접수|모집) 기간[이은]? (?:만료|종료|마감)(?:되었|됐)"
    ),
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
# Lines that say it in two words and nothing else.
_NOTICES = re.compile(
    r"(?:position|role|job|vacancy|posting|listing) (?:is )?(?:now )?(?:filled|closed|expired|no longer available)|applications? closed|"
    r"(?:job |posting |vacancy |application )?status: ?(?:closed|filled|expired|no longer available)|no longer accepting applications|"
    r"(?:stelle|position|vakanz) (?:bereits |leider )?(?:besetzt|vergeben|geschlossen|nicht mehr verfügbar)|(?:stellen)?anzeige abgelaufen|"
    r"(?:poste|offre|annonce)(?: d['’]emploi)? (?:déjà )?(?:pourvue?|expirée?|clôturée?|fermée?)|candidatures (?:closes|clôturées)|"
    r"(?:vacante|oferta|convocatoria)(?: de empleo)? (?:cerrada|caducada|cubierta|finalizada|expirada)|"
    r"(?:posizione|offerta|annuncio)(?: di lavoro)? (?:chius[ao]|scadut[ao]|copert[ao])|vacature (?:gesloten|vervuld|verlopen)|"
    r"vaga (?:encerrada|preenchida|fechada)|(?:rekrutacja (?:zakończona|zamknięta)|oferta (?:wygasła|nieaktualna))|"
    r"tjänsten (?:tillsatt|stängd)|annonsen stängd|stillingen (?:besat|besatt|lukket)"
)
# Lines that are also labels of a date to come, as in a table: they count only where none follows.
_LABELS = re.compile(
    r"(?:採用|募集|応募|求人)(?:受付)?(?:終了|締切)|(?:채용|모집|접수|지원) ?(?:마감|종료)|(?:招聘|职位|職缺|申请)(?:已?截止|已?结束|已?關閉|已?关闭)"
)
# Words in the same sentence that refer to the future or to another case.
_IF = re.compile(
    r"\b(?:until|till|once|when|if|after|unless|before|whether|should|as soon as|bis|sobald|wenn|falls|nachdem|jusqu['’]à ce que|si|dès que|lorsque|quand|"
    r"hasta que|cuando|una vez|finché|quando|se(?! aceptan| admiten| reciben| encuentra)|qualora|tot|totdat|zodra|als|wanneer|até que|assim que|caso|dopóki|gdy|jeśli|jeżeli|aż|tills|när|om|"
    r"indtil|når|hvis|inntil|pokud|dokud|jos|kun(?! je))\b|如果|如(?=职|岗|该|本)|若|当(?!前)|一旦|直到|もし|次第|場合|時に"
)
# A verb that begins a sentence asks or sets a condition ("Has this job expired", "Ist die Stelle besetzt, melden wir uns").
_ASKS = re.compile(r"\W*(?:is|has|have|are|was|were|ist|sind|sollte|wird|wurde|war|är|er|har|werd|wird)\b")
# Ways to say "no longer", and other words with a "not" in them that deny nothing.
_NO_LONGER = re.compile(
    r"\b(?:no longer|not found|does not exist|nicht (?:mehr|länger)|n['’](?:est|existe) plus|ya no|non è più|non sono più|niet (?:meer|langer)|"
    r"já não|não está mais|não se encontra mais|nie jest już|inte längre|ikke længere|ikke lenger|není (?:již|už)|ei ole enää|(?:n['’]acceptons) plus|keine (?:weiteren )?bewerbungen mehr)\b|(?:již|už) není|"
    r"申し訳(?:ありません|ございません)"
)
_NOT = re.compile(
    r"\b(?:not|never|no|none|isn['’]t|hasn['’]t|haven['’]t|yet|noch|nicht|kein\w*|pas|encore|jamais|todavía|aún|nunca|non|ancora|mai|nog|niet|nooit|geen|não|"
    r"ainda|nie|jeszcze|inte|ännu|ikke|endnu|ennå|ei|vielä|není|nebyla?|ještě)\b|まだ|아직|않|尚未|没有|沒有|未|还没"
)
# Words that speak of another posting, of the past, or of one way to apply.
_OTHER = re.compile(
    r"\b(?:previous|other|another|former|earlier|first|second|last|reopened|re-opened|again|so far|until now|"
    r"vorherige\w*|andere\w*|weitere\w*|frühere\w*|bisher|eine|unsere|wieder|précédente?|autre|ancienne?|anterior|otr[oa]|nuestr[oa]|precedente|altr[oa]|"
    r"vorige|eerdere|nuevamente|outr[oa]|nossa|inn[aey]|poprzedni\w*|förra|tidigere|andra|anden|předchozí|jin[áéý]|by|from(?! (?:our|the|this) )|via|through|our|"
    r"nur|e-?mail\w*|mail|postal|per(?! quest)|par|por|correo|courrier|pocztą|poczty|agenc\w+|recruiters|word)\b|"
    r"郵送|メール|電話|우편|이메일|방문|邮寄|郵寄|邮件|郵件|电话|紹介会社|猎头|에이전시|昨年|작년|去年|一部|일부|部分|前回|以前|別の|他の|其他|다른|이전"
)
# What may stand around the words in a strong statement.
_OPENING = re.compile(
    r"(?:(?:(?:we(?: are|['’]re)? (?:sorry|regret to (?:inform you|say)|regret)|i['’]m sorry|sorry|unfortunately|oops|uh-oh|please note|note|notice|update|status|"
    r"attention|looks like|it (?:looks like|seems)|thank you for your interest|that|but|however|this|these|the|your?|we are|we['’]re|all|currently|now|job|"
    r"leider|achtung|hinweis|schade|es tut uns leid|wir bedauern|dass|diese[rs]?|dieses|die|das|der|aktuell|"
    r"désolée?s?|nous sommes désolés|malheureusement|cette|cet|ce|le|la|les|"
    r"lo sentimos|lamentablemente|est[ae]|el|las|los|"
    r"siamo spiacenti|spiacenti|purtroppo|quest[ao]|il|"
    r"helaas|sorry|deze|dit|de|het|"
    r"infelizmente|lamentamos|desculpe|a|o|as|os|"
    r"niestety|uwaga|przepraszamy|ta|to|ten|"
    r"tyvärr|denna|den här|den|det här|desværre|dessverre|denne|dette|det|valitettavasti|tämä|bohužel|tato|tento|je nám líto)(?!\w)|l['’]|quest['’]|"
    r"恐れ入りますが|申し訳(?:ありませんが|ございませんが)|誠に|現在|(?:この|こちらの|本)求人は|この|こちらの|本|当該|大変|"
    r"죄송합니다|죄송하지만|안타깝게도|이|본|해당|현재|"
    r"很抱歉|抱歉|对不起|對不起|该|該|此|本|这个|這個|当前|目前|职位|職位|岗位)[\s,:!，、–—-]*+)*+"
)
_ENDING = re.compile(
    r"(?:[\s,.!。！，、–—-]*+(?:applications|new applications|applicants|candidates|for this (?:job|position|role|vacancy|posting)|to this (?:job|position|role)|"
    r"and (?:is )?no longer (?:available|open|active|accepting)|at this time|any ?more|already|now|on \d{1,2} [a-z]{3,9}(?: \d{4})?|"
    r"on [a-z]{3,9} \d{1,2}(?:, \d{4})?|thank you(?: for your interest)?|mehr|worden|op deze vacature|voor deze vacature|per questa posizione|"
    r"à cette offre|para est[ae] (?:vacante|oferta|puesto|vaga)|pracy|ました|います|いたしました|습니다|어요|입니다|接收|招聘|了)(?!\w))*+[\s.!。！…]*+"
)
_ENDING_CJK = re.compile(r"(?:습니다|어요|습니다만|입니다|了)?[\s.!。！…]*+")
_REOPENED = re.compile(
    r"\b(?:re-?opened|open again|still (?:open|accepting|hiring)|wieder (?:offen|ausgeschrieben|frei|geöffnet)|weiterhin (?:offen|möglich)|rouvert\w*|"
    r"toujours (?:ouvert\w*|disponible)|reabiert[ao]|sigue abiert[ao]|riapert[ao]|ancora apert[ao]|opnieuw (?:open|opengesteld)|nog open|reabert[ao]|"
    r"continua abert[ao]|wznowion[ao]|öppnats igen|genåbnet|genopslået|gjenåpnet)\b|再開|再募集|다시 (?:모집|채용)|재모집|重新(?:开放|招聘|開放)"
)
_PLURAL = re.compile(r"(?:position|role|job|posting|opening|listing|opportunit|vacanc)(?:s|ies) ")
# What the patterns leave open between their words must name no part, group or place in a strong statement.
_GAPS = re.compile(
    r"plazo(?: (?:de|del|para|la|las|el|los|presentar|presentación|inscripción|inscripciones|solicitud|solicitudes|candidatura|candidaturas|"
    r"postulación|recepción|admisión|ya)\b)* ha [a-z]+|"
    r"date limite(?: (?:de|des|du|pour|les|la|dépôt|candidature|candidatures|réception|postuler|cette|offre|ce|poste|est)\b| d['’]envoi)* (?:dé)?passée|"
    r"(?:application|closing|submission) [a-z]+ for this [a-z]+ .*|applications? for this [a-z]+ .*|(?:recruitment|recruiting|hiring) for this .*|"
    r".* (?:you|we) .*\b(?:looking|searching|search|requested|request|selected|select|view|viewing|interested|apply|applying) .*"
)
_HAS_GAP = re.compile(r"(?:plazo|date limite)\b|.* (?:for|you|we) ")
_FAR_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FAR_EAST_WORDS = re.compile(
    r"[の募集求人応受付掲載期間はをがも現在締め切り終了いた致しましたております済み情報せん存本こまい\s職职位岗招聘缺应聘申请請徵才該该此已经經关闭下线停止结束失效过過招满架關閉截額滿期信息时间結報名报"
    r"채용공고모집접수지원마감종료완만되었됐하였했된이가은는의기간서류미]+"
)
# What follows where only a group, a place or a language is meant.
_GROUP = re.compile(
    r"\s+(?:(?:with|met|mit|to|for|voor|för|til|für|pour|aux|à|alle|alla|ai|agli|dla|para|a|solo|only|nur|just|alleen|bara|kun)\s+(?!(?:new |further |any |neue |weitere |de |les |"
    r"nuevas |novas |nieuwe |nya |nye )?(?:applic|candidat|bewerb|sollicit|kandid|ansök|ansøg|søkn|inscri|solicitud|postul|aplik|zgłosz|reacti)|(?:this|diese|deze|cette|"
    r"ce|est[ae]|quest[ao]|denna|denne|dig|you)\b)|(?:in|en|i)\s+(?:your|this (?:country|language|region)|english|german|french|spanish|dieser sprache|inglés|este|inglese|engelska)\b|"
    r"(?:on|at|under) this (?:site|address|page)\b)|接受(?!申请|简历|应聘)|在线"
)
# Things other than a posting that expire, close or are no longer available.
_THINGS = re.compile(
    r"\b(?:session|link|page|video|picture|photo|image|content|service|version|newsletter|bonus|token|certificate|cookies?|browser|sitzung|seite|sprachversion|"
    r"leitung(?:en)?|sesión|sessione|página|pagina|sessie|sessão|sesja|sessionen)(?: you requested| (?:of|for) (?:this|the) [a-z]+| in the mail)? "
    r"(?:is|has|have|was|no longer|ist|sind|n['’]est|ya no|ha|è|non è|não|har)\b|"
    r"\b(?:for maintenance|votre langue|letztes jahr|(?:one|two|three|four|\d+) of the|van de (?:twee|drie|vier)|zweite|erste|primera|segunda|internal|interne)\b|"
    r"登录|登入|ログイン|로그인"
)
# Words that say that another round or place is open.
_STILL = re.compile(r"\b(?:still|remains?) open\b|abierta\b|募集中|を開始|진행 ?중|仍在|进行中|继续")
# What pages say beside a notice.
_COURTESY = re.compile(
    r"\b(?:thank\w*|danken?|vielen dank|merci|gracias|grazie|bedankt|dank (?:je|u)|obrigad[oa]s?|agradecemos|dziękujemy|tack|tak for|takk|kiitos|děkujeme)\b|"
    r"\b(?:other|similar|related|current|open|all|more|our|new|latest|andere\w*|weitere\w*|aktuelle\w*|ähnliche\w*|unsere\w*|autres|nos|otras|nuestras|altre|"
    r"nostre|onze|andere|outras|nossas|inne|nasze|andra|våra|andre|vores)\s(?:[a-zé]+\s)?(?:jobs?|positions?|roles|openings|vacancies|opportunities|careers|postings|"
    r"stellen\w*|jobangebote|offres|ofertas|vacantes|posizioni|offerte|vacatures|vagas|oferty|jobb|tjänster|stillinger|job)\b|"
    r"ありがとう|他の求人|求人一覧|감사|다른 (?:공고|채용)|感谢|謝謝|谢谢|其他(?:职位|職缺|岗位)"
)
_BUT = re.compile(
    r"\b(?:but|however|still|nevertheless|yet|second|again|re-?open\w*|aber|jedoch|trotzdem|noch|mais|toutefois|pero|sin embargo|ma|tuttavia|maar|mas|ale|"
    r"jednak|men)\b|[\d?？:：]|しかし|ただし|하지만|그러나|但"
)
_WORDS = re.compile(r"\w")
_ICON = re.compile(r"^[^\w\s\"'“”„«»‘’「『(\[]{1,3}\s")
_DATED = re.compile(r"\b(?:is|are)\b")
_DIGIT = re.compile(r"\d")
_MOST_NOTICE = 300  # characters of a line that is a notice
_SHORT_PAGE = 3_000  # characters of a page with little other text
_PIECES = re.compile(r"[^.!?:;。！？]*+[.!?:;。！？]*+")
_SENTENCES = re.compile(r"[^.!?。！？]*+[.!?。！？]*+")


def closing_words(lines: Sequence[Line], ignored: frozenset[str] = frozenset(), *, strong: bool = False) -> str:
    """Return the words that say that a page's posting is closed, "" if there are none.

    `ignored` are words that prove nothing on this site, because the pages of its open postings have them too. `strong` is
    for a page that still has its posting's text.
    """
    sentences = _strong(lines) if strong else _weak(lines)
    return next((sentence for sentence in sentences if sentence not in ignored), "")


def of_text(blocks: Iterable[str]) -> frozenset[str]:
    """Return the words in a posting's own text that would say on its page that it is closed."""
    lines = [" ".join(block.casefold().split()) for block in blocks]
    content = " ".join(lines)
    # A page may show two lines as one, or one as two.
    texts = (content, *(piece for words in lines for piece in _PIECES.findall(words)))
    own = {match[0] for words in texts for pattern in (_SURE_WORDS, _SHORT_WORDS) for match in pattern.finditer(words)}
    return frozenset(own | {match for words in lines if (match := _notice(words.lstrip("-# ")))})


def _notice(words: str) -> str:
    bare = words.strip(" .!。！…–—-")
    return bare if _NOTICES.fullmatch(_OPENING.sub("", bare, count=1)) or _NOTICES.fullmatch(bare) else ""


def _weak(lines: Sequence[Line]) -> Iterator[str]:
    """Yield words that count on a page without its posting's text."""
    short = sum(len(line.words) for line in lines) < _SHORT_PAGE
    for line in lines:
        if _STILL.search(line.words):
            continue
        if notice := _notice(line.words):
            yield notice
        bare = line.words.strip(" .!。！")
        if not line.followed and _LABELS.fullmatch(bare):
            yield bare
        for piece in _PIECES.findall(line.words):
            for pattern in (_SURE_WORDS, _SHORT_WORDS) if short else (_SURE_WORDS,):
                if (match := pattern.search(piece)) and _plain(piece) and not _of_something_else(piece, match):
                    yield match[0]


def _of_something_else(sentence: str, match: re.Match[str]) -> bool:
    """Return whether a sentence limits what was found to a group or a place, or speaks of a page, a link or a session."""
    return bool(_GROUP.match(sentence[match.end() :]) or _THINGS.search(sentence))


def _plain(sentence: str) -> bool:
    """Return whether a sentence is a plain statement about this posting: not a question, denial or condition, or about another posting."""
    if sentence.endswith(("?", "？")) or _ASKS.match(sentence) or _IF.search(sentence) or _OTHER.search(sentence):
        return False
    return not _NOT.search(_NO_LONGER.sub(" ", sentence))


def _strong(lines: Sequence[Line]) -> Iterator[str]:
    """Yield words of sentences that say nothing else, in short lines."""
    if any(_REOPENED.search(line.words) for line in lines):
        return
    for line in lines:
        if line.weak or len(line.words) > _MOST_NOTICE:
            continue
        if notice := _notice(line.words):
            yield notice
            continue
        yield from _alone([sentence.strip() for sentence in _SENTENCES.findall(line.words) if sentence.strip()])


def _alone(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the statements of sentences that otherwise have only regrets, thanks and pointers to other postings."""
    statements = []
    for sentence in sentences:
        bare = OTHERS_LINKED.sub("", _ICON.sub("", sentence, count=1))
        match = _SURE_WORDS.search(bare) or _NOTICES.search(bare)
        if match and _plain(bare) and _is_whole(bare, match):
            statements.append(match[0])
        elif not (notice := _notice(sentence)):
            if not (
                courteous(sentence) or _OPENING.fullmatch(sentence.rstrip(" .!。！…")) or not _WORDS.search(sentence)
            ):
                return
        else:
            statements.append(notice)
    yield from statements


def courteous(sentence: str) -> bool:
    """Return whether a sentence only thanks, or points to other postings."""
    return bool(_COURTESY.search(sentence)) and not _BUT.search(sentence)


def _is_whole(sentence: str, match: re.Match[str]) -> bool:
    """Return whether a sentence says what was found in it and nothing else."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    core = match[0]
    if _PLURAL.match(core) or (_HAS_GAP.match(core) and not _GAPS.fullmatch(core)):
        return False
    if (_FAR_EAST.search(core) and not _FAR_EAST_WORDS.fullmatch(core)) or (
        _DIGIT.search(after) and _DATED.search(core)
    ):
        return False
    return bool(_OPENING.fullmatch(before) and (_ENDING.fullmatch(after) or _ENDING_CJK.fullmatch(after)))
