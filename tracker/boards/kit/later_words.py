"""Patterns for texts shown instead of a list, in many languages: try again later, choose a place first, see another site.

They are looked for only on a page that says that it has no openings.
"""

from __future__ import annotations

import re

from tracker.extract import list_words

_LONGEST = 200  # characters of such a text; a longer one is about something else
_JOBS = r"(?:jobs?|positions?|vacanc(?:y|ies)|roles?|openings?|opportunities|posts|listings?)"
_NOT_NOW = (
    r"\btemporarily (?:limited|restricted|reduced|suspended|disabled|paused)\b|\bre-?index(?:es|ed|ing)?\b|"
    r"\b(?:feed|list|index|data|board|search|results?|listings?) (?:is|are) (?:currently |now |just )?being (?:\w+ed|rebuilt)\b|"
    r"\bsupport id\b|\b(?:incident|event|request|reference|ray) id ?[:#]|\b(?:results?|listings?|list) (?:may|might|could) (?:be|not be) (?:incomplete|complete|out of date|up to date)|"
    r"\b(?:some|not all) (?:\w+ )?(?:results?|jobs|listings?|vacancies|positions) (?:could|can|may|were|are) ?not\b|"
    r"\b(?:api[ -]?key|api[ -]?token|access token|feed url|licen[cs]e(?: key)?|widget|plug-?in|shortcode|integration|account|subscription|certificate|domain|endpoint) "
    r"(?:is |has |was |key )*(?:(?:not |un|mis)(?: ?yet )?(?:configured|set up|activated|valid|found|connected)|expired|invalid|missing|revoked|suspended|disabled|for sale)\b|"
    r"\b(?:invalid|missing|expired|wrong|unknown) (?:api|access|licen[cs]e|security|csrf|feed|auth\w*) ?(?:key|token|url|code)?\b|"
    r"\b(?:critical|serious|severe|unexpected|unknown|internal) error\b|\bdomain (?:name )?(?:is|may be) for sale\b|\b(?:reload|refresh) (?:the|this|your) (?:page|browser)\b|"
    r"verbindung\b.{0,40}\bnicht (?:hergestellt|aufgebaut|möglich)|\barbeiten (?:\w+ )?an (?:unserer|unserem|der|dem|dieser) (?:\w+ )?(?:website|webseite|seite|homepage|portal|stellen\w+|system)|"
    r"\bversuche(?:n sie)? es\b|\b(?:erneut|noch einmal|nochmals?) (?:zu )?(?:versuchen|laden)|\bbitte\b.{0,40}\berneut\b|\bwartung(?:s\w+)?(?:\W*$|\s*[:–-]|\s(?:bis|am|vom|von|heute|läuft|ab)\b)|"
    r"(?:seite|website) neu (?:zu )?laden|(?:laden|aktualisieren) sie die seite|"
    r"(?:service|site|système|serveur|recherche) .{0,30}(?:interrompu|suspendu|ne répond)|momentanément (?:interrompu|suspendu|indisponible|inaccessible)|\bmaintenance (?:en cours|prévue|programmée|technique)|"
    r"(?:actualisez|rechargez) (?:la|cette) page|"
    r"tareas? de mantenimiento|mantenimiento (?:programado|en curso)|(?:sistema|servidor|servicio|servizio|sistema) (?:no|non|não) (?:responde|risponde|disponible|disponibile)|"
    r"(?:vuelva|vuelve|volver) a intentar|(?:intente|intenta|inténtal?o)\b.{0,20}(?:tarde|nuevo|minutos)|(?:recargue|actualice) la página|"
    r"manutenzione (?:in corso|programmata)|(?:ricarica|aggiorna)(?:re)? la pagina|manutenção (?:em andamento|programada)|(?:recarregue|atualize) a página|"
    r"(?:systeem|server|dienst) (?:reageert|antwoordt) niet|\bonderhoud(?:\W*$|\s*:| gepland| bezig)|(?:ververs|herlaad|vernieuw) (?:de|deze) pagina|\bprobeer\b.{0,20}\b(?:opnieuw|later)|"
    r"(?:gick|går) inte att (?:hämta|ladda|visa|nå|ansluta)|kunde inte (?:hämtas?|laddas?|visas?|nås?)|försök (?:igen|senare)|underhåll(?:sarbete)? (?:pågår|planeras)|\bunderhåll\W*$|"
    r"kunne ikke (?:hente|vise|laste|indlæse|lastes|hentes|vises|indlæses)|prøv (?:igen|igjen|senere)|vedlige?hold(?:else)? (?:pågår|i gang)|yritä (?:\w+ )?uudelleen|huoltokatko|huoltotyö|"
    r"(?:ei|eivät) voitu? (?:ladata|näyttää|hakea)|lataaminen epäonnistui|odśwież stronę|(?:spróbuj|proszę spróbować)\b.{0,20}(?:ponownie|później)|konserwacj\w+ (?:systemu|serwisu|trwa)|"
    r"zkuste (?:to|prosím)\b|obnovte stránku|probíhá údržba|skúste (?:to|neskôr)|próbáld?ja? (?:meg )?(?:később|újra)|karbantartás|(?:încercați|reveniți) (?:din nou|mai târziu)|mentenanță|"
    r"tekrar deneyin|\w*yüklenemedi|sayfayı yenileyin|(?:попробуйте|повторите|обновите)\b.{0,40}(?:обновить|позже|снова|попытк|страницу|ещё раз|еще раз)|"
    r"(?:спробуйте|оновіть)\b.{0,40}(?:пізніше|ще раз|оновити|сторінку|знову)|не вдалося|δοκιμάστε .{0,20}(?:ξανά|αργότερα)|συντήρηση|опитайте .{0,20}(?:отново|късно)|pokušajte (?:ponovo|kasnije)|"
    r"(?:系统|系統|网络|網路|服务器|伺服器|网站|網站)(?:繁忙|忙碌|维护|維護)|请求过于频繁|操作(?:过于)?频繁|稍[后後](?:再|重)|请(?:刷新|重试)|無法(?:載入|連線|顯示)|无法(?:加载|连接|显示|访问)|"
    r"しばらく(?:して|経って|お待ち)|再度お試し|時間をおいて|もう一度お試し|混み合って|アクセスが集中|(?:取得|表示|接続|読み込み)(?:に失敗|できません|できませんでした)|"
    r"다시 시도|새로 ?고침|접속이 (?:원활|지연)|불러올 수 없|(?:حاول|المحاولة) (?:مرة أخرى|لاحق)|تعذر (?:تحميل|الاتصال|عرض|الوصول)|تحت الصيانة|أعمال صيانة|(?:נסו|נסה|לנסות) (?:שוב|מאוחר)|תחזוקה"
)
# The list is shown after something was chosen or typed, or with an account.
_CHOOSE = (
    rf"\b(?:select|choose|pick|enter|type|use|set)\b(?! (?:to|from) apply).{{0,60}}\b(?:to|and|then) (?:see|view|show|find|search|display|list|browse)\b.{{0,30}}\b(?:{_JOBS}|results|what)\b|"
    rf"\b(?:log|sign)(?:ging|ning)? ?in\b.{{0,30}}\b(?:to|for)\b.{{0,30}}\b{_JOBS}\b|"
    r"\b(?:wählen|wähle|geben)\b.{0,60}\bum\b.{0,30}(?:stellen|jobs)|\b(?:sélectionnez|choisissez|saisissez)\b.{0,60}\b(?:offres|postes)\b|"
    r"\b(?:seleccione|selecciona|elija|elige|introduzca)\b.{0,60}\b(?:ofertas|vacantes)\b|\b(?:seleziona|scegli)\b.{0,60}\b(?:posizioni|offerte)\b|"
    r"\b(?:selecione|escolha)\b.{0,60}\bvagas\b|\b(?:kies|selecteer)\b.{0,60}\bvacatures\b|\bwybierz\b.{0,60}\b(?:oferty|ofert)\b|\bvälj\b.{0,60}\bjobb\b|\bvælg\b.{0,60}\b(?:job|stillinger)\b|"
    r"\bvelg\b.{0,60}\bstillinger\b|выберите.{0,60}ваканси|оберіть.{0,60}ваканс|请选择.{0,20}(?:职位|岗位)|選択.{0,20}(?:求人|職種).{0,10}表示"
)
_NEW = r"(?:new|other|external|separate|dedicated|another|partner\w*|group\w*|parent\w*)"
_MOVED = (
    rf"\b{_JOBS}\b.{{0,40}}\b(?:on|at|in|via|to|through) (?:our |the |a |its |their )?{_NEW} (?:\w+ ){{0,2}}(?:site|website|page|portal|board|platform|system)\b|"
    rf"\b{_JOBS}\b.{{0,40}}\b(?:on|at|here)\W{{1,3}}https?://|\b(?:stellen(?:angebote|anzeigen)?|jobs)\b.{{0,40}}\b(?:neuen|anderen|externen) (?:\w+ )?(?:seite|website|portal|stellenportal|plattform)|"
    r"\b(?:offres|postes)\b.{0,40}\bnouveau (?:site|portail)|\b(?:ofertas|vacantes|empleo)\b.{0,40}\b(?:nuevo|otro) (?:sitio|portal)|\b(?:posizioni|offerte)\b.{0,40}\bnuovo (?:sito|portale)|"
    r"\bvagas\b.{0,40}\bnovo (?:site|portal)|\bvacatures\b.{0,40}\bnieuwe (?:site|website|pagina)"
)
_PUT_OFF = re.compile(f"{_NOT_NOW}|{_CHOOSE}|{_MOVED}", re.IGNORECASE)
# Words beside a link to another site that is not a list of the employer's jobs.
_NO_LIST = re.compile(
    r"\balerts?\b|newsletter|\bsubscri|\bcv\b|\bresume\b|speculative|spontan|unsolicited|talent (?:pool|community|network)|initiativ|open (?:application|sollicitatie)|candidatura|follow|social|privacy|about (?:jobs|careers)",
    re.IGNORECASE,
)


def puts_off(words: str) -> bool:
    """Return whether a short text says that the list isn't shown now, here, or before something is chosen."""
    return 0 < len(words) <= _LONGEST and _PUT_OFF.search(words) is not None


def names_a_list_elsewhere(words: str) -> bool:
    """Return whether a text with a link to another site is about jobs there, not about news of them or an application."""
    return 0 < len(words) <= _LONGEST and bool(list_words.names_jobs(words)) and _NO_LIST.search(words) is None
