"""Patterns for messages of a page or server that failed, in many languages: errors, timeouts, missing pages, rebuilding.

They are looked for only on a page that says that it has no openings. Such messages are short: a long paragraph with the
same words describes what a company does ("switches for when a connection is lost").
"""

from __future__ import annotations

import re

_LONGEST = 200  # characters of a message of a failure; a longer text is about something else
_ALONE = 80  # characters of a text that is only the name of a failure
# Words that name a failure in any context.
_SERVER = (
    r"internal server|bad gateway|gateway time-?out|service (?:is )?(?:temporarily |currently |momentarily )?unavailable|rate[ -]limit|quota exceeded|"
    r"too many (?:requests|connections)|connection (?:was |has been )?(?:refused|reset|lost|closed|interrupted|timed out|failed)|"
    r"(?:server|database|network|connection|query|api|system|feed|request|loading|script|application) (?:error|failure|fault|timed out)\b|"
    r"(?:did|does|is|could)(?: not|n.t) (?:answer(?:ing)?|respond(?:ing)?|reply(?:ing)?)|(?:empty|invalid|unexpected|malformed|no) (?:response|reply) (?:from|by|was|to|of|when|while)|"
    r"return(?:ed|s) (?:an? )?(?:empty|invalid|unexpected|malformed|no) (?:response|reply|answer)|\btimed out\b|time-?out (?:while|when|after|of|on|error|fetching|loading|expired)|"
    r"\bfatal error|\buncaught\b|unhandled exception|\bstack ?trace\b|\btraceback\b|\bin \S+ on line \d|undefined (?:index|variable|property|offset|array key|method|function)|"
    r"is not (?:a function|defined|iterable)\b|cannot read propert|sqlstate|mysqli?_|syntax ?error|typeerror|referenceerror|networkerror|\w{3,40}exception\b|"
    r"failed to (?:fetch|load|connect)|error establishing|(?:database|server|system|site|portal|board|service|software|list|feed|api) (?:is|was|are|seems) (?:currently |temporarily |at present |again )?"
    r"(?:down|offline|out of service|out of order|not (?:reachable|responding|available|working)|unreachable|broken|overloaded|busy)|"
    r"\byou (?:are|seem to be|appear to be) (?:currently )?offline|no internet(?: connection)?|check your (?:internet |network )?connection|"
    r"checking your browser|verif(?:y|ying) (?:that )?you are (?:human|not a robot)|are you (?:human|a human|a robot)|security check|"
    r"\b(?:could|can)(?: not|n.t|not) (?:be )?(?:reach|access|open|find|contact|complete)(?:ed)?\b|(?<!report a )(?<!report )(?:trouble|problems?|difficult(?:y|ies)|issues) "
    r"(?:showing|loading|displaying|fetching|reaching|getting|finding|connecting|with (?:our|the|this) (?:\w+ )?(?:server|database|site|page|list|system|portal|feed))|"
    r"technical (?:problems?|difficult(?:y|ies)|issues?|faults?|errors?|reasons?|disruption)|(?:that|this|it) did(?: not|n.t) work"
)
_SITE = r"(?:(?:web)?site|(?:web ?)?page|portal|section|list|board|platform|software|system|database|server|area|homepage|feed)"
_REBUILT = (
    rf"(?:re-?build|re-?work|re-?design|overhaul|upgrad|renew|revis|refresh|updat|migrat|repair|fix|mov|replac)ing (?:our|the|this) (?:\w+ ){{0,3}}{_SITE}|"
    rf"\b{_SITE} (?:is|are|has|will be|was)\b.{{0,25}}\b(?:construction|re-?built|re-?worked|re-?designed|upgraded|updated|migrated|moved|renewed|revised|replaced|repaired|"
    rf"out of date|outdated|overhauled|not (?:complete|current|up to date))|\bwork .{{0,30}}\b(?:jobs?|careers?|web) ?(?:site|page|portal)|"
    r"(?:seite|website|homepage|rubrik|bereich|portal|stellenbörse|stellenmarkt)\b.{0,40}\b(?:überarbeitet|umgebaut|aktualisiert|neu gestaltet|gewartet|umgestellt|erneuert|im aufbau|in bearbeitung|umgezogen)|"
    r"(?:site|page|rubrique|espace|portail|service|liste)\b.{0,40}(?:en construction|en travaux|en maintenance|en cours d.(?:actualisation|élaboration)|en cours de (?:refonte|construction|mise à jour|maintenance))|"
    r"(?:página|sitio|web|sección|portal)\b.{0,30}(?:en construcción|en obras|en mantenimiento)|(?:pagina|sito|sezione|portale)\b.{0,30}(?:in costruzione|in aggiornamento|in allestimento)|"
    r"(?:página|site|secção|seção|portal)\b.{0,30}em (?:construção|atualização|manutenção)|(?:pagina|site|website)\b.{0,30}(?:in aanbouw|in opbouw|vernieuwd|in onderhoud)|"
    r"(?:strona|serwis|witryna)\b.{0,30}(?:w budowie|w przebudowie|przebudowywan)|(?:sida|webbplats|hemsida)\w*\b.{0,30}(?:under (?:uppbyggnad|ombyggnad|konstruktion)|byggs om|uppdateras)|"
    r"(?:side|hjemmeside|nettside|nettsted)\w*\b.{0,30}(?:under (?:opbygning|ombygning|oppbygging|ombygging|konstruktion)|opdateres|oppdateres)|stránk\w+ .{0,30}(?:ve výstavbě|v rekonstrukci)|"
    r"(?:страниц|сайт|раздел)\w*\b.{0,30}(?:в разработке|реконструкц|обновля)|(?:сторінк|сайт|розділ)\w*\b.{0,30}(?:в розробці|реконструкц|оновлю)|sayfa\w*\b.{0,30}yapım aşamasında|"
    r"工事中|リニューアル(?:中|のため|作業)|更新作業|建设中|建設中|升级中|升級中|改版中|공사 ?중|개편 ?중"
)
_MISSING = (
    r"\b(?:page|site|address|url|link|document|file|resource)\b(?: .{0,40})? (?:(?:was|is|were|be|could|can)(?: not|n.t|not)(?: be)? (?:found|available|accessible)|cannot be found|not found|does(?: not|n.t) exist|"
    r"no longer (?:exists?|available)|unavailable|is gone|has (?:moved|been (?:removed|deleted)))|(?:seite|adresse|dokument|datei)\b.{0,50}\b(?:nicht (?:mehr )?(?:gefunden|vorhanden|verfügbar|erreichbar|existent)|existiert nicht)|"
    r"(?:page|adresse|document|fichier)\b.{0,40}(?:introuvable|n.existe (?:pas|plus)|pas été trouvée?|n.est pas disponible)|(?:página|dirección|archivo)\b.{0,40}(?:no (?:se )?(?:ha )?(?:encontr|existe|exist)|no está disponible|"
    r"não (?:foi )?(?:encontrad|existe))|no se (?:ha )?(?:encontrado|encontró|encuentra) la página|(?:pagina|indirizzo)\b.{0,40}(?:non (?:è stata )?(?:trovata|esiste|disponibile)|niet (?:worden )?gevonden|bestaat niet)|"
    r"(?:strona|strony|adres)\b.{0,40}(?:nie (?:została |istnieje|znalezion)|nie można znaleźć)|nie znaleziono strony|(?:sida|sidan|adressen)\b.{0,40}(?:hittades inte|inte hittas|finns inte|saknas)|"
    r"(?:siden|side)\b.{0,40}(?:ikke (?:blev |ble )?(?:fundet|funnet)|findes ikke|finnes ikke)|sivua? .{0,20}(?:ei (?:löyd|löytynyt|ole))|stránk\w+ .{0,30}(?:nenalezen|neexistuje|nebyla nalezena)|"
    r"oldal .{0,30}nem található|pagina .{0,30}nu (?:a fost găsită|există)|sayfa .{0,30}bulunamadı|(?:страниц|сторінк)\w* .{0,20}не (?:найден|существу|знайден|існу)|η σελίδα .{0,30}δεν|"
    r"ページ.{0,12}(?:見つかりません|存在しません|ありません)|(?:页面|頁面|网页|網頁).{0,10}(?:不存在|未找到|找不到|无法)|找不到(?:页面|頁面|网页)|페이지.{0,12}(?:찾을 수 없|존재하지 않)"
)
_OTHERS = (
    r"technische[nrsm]? (?:störung\w*|problem\w*|schwierigkeit\w*|gründe\w*|fehler\w*)|(?:server|datenbank|verbindungs|system|netzwerk|lade)-?fehler|(?:server|dienst|datenbank|portal|service|system) (?:ist |sind )?"
    r"(?:momentan |derzeit |zurzeit |zur zeit |gerade |leider )*(?:nicht (?:erreichbar|verfügbar)|überlastet|gestört)|zeitüberschreitung|unerwarteter fehler|keine (?:internet)?verbindung|sie sind offline|"
    r"problèmes? techniques?|incident technique|raisons? techniques?|difficultés techniques|erreur (?:inattendue|interne|inconnue|serveur|technique|de connexion)|(?:service|serveur|site) (?:est )?(?:momentanément |actuellement |temporairement )?"
    r"(?:indisponible|inaccessible|surchargé)|délai (?:d.attente )?dépassé|hors ligne|problemas? técnicos?|error (?:inesperado|interno|técnico|desconocido|del servidor|de conexión)|"
    r"ha ocurrido un|servicio no (?:está )?disponible|tiempo de espera|sin conexión|problem[ai] tecnic[io]|motivi tecnici|errore (?:imprevisto|interno|tecnico|del server)|servizio (?:non (?:è )?(?:al momento |attualmente )?disponibile)|"
    r"tempo (?:di attesa )?scaduto|problemas? técnic|erro (?:inesperado|interno|do servidor)|serviço indisponível|tempo esgotado|technische (?:storing|problemen|fout)|(?:onverwachte|interne) fout|niet (?:bereikbaar|beschikbaar)\b|"
    r"błąd (?:serwera|wewnętrzny|połączenia|techniczny|ładowania)|problem\w* techniczn|(?:usługa|strona|serwis) (?:jest )?(?:chwilowo |obecnie |tymczasowo )?niedostępn|przekroczono (?:limit )?czas|tekniskt? (?:fel|problem|feil)|tekniske (?:problemer|vanskeligheder)|"
    r"(?:oväntat|internt) fel|(?:uventet|intern) (?:fejl|feil)|tjänsten är (?:inte|otillgänglig)|tjenesten er (?:ikke|utilgjengelig|utilgængelig)|odottamaton virhe|palvelin\w*virhe|technick\w+ (?:problém|závad|potíž)|neočekávaná chyba|chyba serveru|"
    r"szerverhiba|váratlan hiba|eroare (?:internă|neașteptată)|sunucu hatası|beklenmeyen (?:bir )?hata|техническ\w+ (?:проблем|неполад|причин|сбо)|(?:внутренняя|неизвестная|непредвиденная) ошибка|ошибка (?:сервера|загрузки|соединения)|сервис (?:временно )?недоступ|"
    r"технічн\w+ (?:проблем|причин)|помилка (?:сервера|завантаження)|σφάλμα (?:διακομιστή|συστήματος)|(?:サーバー?|システム|通信|接続|データベース)(?:エラー|障害)|障害が発生|タイムアウト|(?:发生|發生|出现|系统|系統|服务器|伺服器|网络|網路|数据库|連線|连接)(?:错误|錯誤|异常|故障|失败|失敗)|"
    r"超时|逾時|服务不可用|서버 ?(?:오류|에러|장애)|(?:시간|연결) ?초과|네트워크 오류"
)
_BROWSER = (
    r"\bbrowser\b.{0,30}\b(?:not supported|unsupported|outdated|out of date|too old|veraltet|nicht unterstützt|niet ondersteund|verouderd|stöds inte|understøttes ikke|støttes ikke|obsoleto|non supportato)|"
    r"\b(?:outdated|unsupported|old) browser|\b(?:update|upgrade|change|switch|replace) (?:your|to (?:a|another)) .{0,20}browser|browser.{0,20}(?:aktualisieren|wechseln|updaten)|(?:aktualisieren|wechseln) sie .{0,25}browser|"
    r"navigateur.{0,30}(?:pas (?:pris en charge|compatible|supporté)|obsolète|trop ancien)|mettr?e[zr]? à jour votre navigateur|navegador.{0,30}(?:no (?:es )?(?:compatible|soportad)|obsoleto|não (?:é )?(?:compatível|suportad))|"
    r"(?:actualice|actualiza|atualize) (?:su|tu|seu|o) navegador|przeglądark\w+.{0,30}(?:nie jest obsługiwana|nieaktualn|przestarza)|ваш браузер.{0,30}(?:не поддерж|устарел)|ブラウザー?.{0,12}(?:対応していません|サポートされていません|古い)|浏览器.{0,12}(?:不支持|过低|过旧|版本)|"
    r"\b(?:page|site|list|app|application) (?:needs?|requires?|uses|only works with) (?:\w+ ){0,2}scripts?\b"
)
# The list is shown only after a login, or in other countries.
_GATED = (
    r"\b(?:log|sign) ?in (?:first )?(?:to|and) (?:see|view|access|browse|show|display)\b|\b(?:only|just) (?:visible|available|shown) (?:to|for) (?:registered|logged-?in|members)\b|"
    r"\b(?:melden? sie sich|melde dich|loggen sie sich|logge dich) .{0,30}\b(?:an|ein)\b.{0,40}\b(?:sehen|anzusehen|einzusehen|anzuzeigen|zugreifen)\b|"
    r"\b(?:connectez|identifiez)-vous pour (?:voir|consulter|accéder)|\b(?:inici[ae]|ingres[ae]) (?:la )?sesión para (?:ver|acceder|consultar)|"
    r"\b(?:accedi|effettua (?:il login|l.accesso)) per (?:vedere|visualizzare|consultare)|\b(?:faça|inicie|efetue) (?:o )?(?:login|sessão) para (?:ver|visualizar|consultar|aceder|acessar)|"
    r"\blog (?:je )?in om .{0,40}\b(?:bekijken|zien)\b|\bzaloguj się,? (?:aby|żeby) .{0,20}(?:zobaczyć|przeglądać|wyświetlić)|\blogga in för att (?:se|visa)\b|"
    r"\blog(?:g)? (?:ind|inn) for å? ?(?:at )?(?:se|vise)\b|\bkirjaudu (?:sisään )?.{0,20}\bnähdäksesi|\bp[rř]ihl[aá]ste se.{0,30}\bzobrazen|\bjelentkezz(?:en)? be .{0,40}megtekint|"
    r"\bautentificați-vă pentru a vedea|\bgörmek için giriş yap|\b(?:войдите|авторизуйтесь),? чтобы (?:увидеть|посмотреть|просмотреть)|\bувійдіть,? щоб (?:побачити|переглянути)|"
    r"\bσυνδεθείτε για να δείτε|ログイン(?:して|すると|後に).{0,20}(?:閲覧|ご覧|表示|確認)|(?:请|請)?(?:先)?(?:登录|登入|登錄)(?:后|後|以|即可).{0,6}(?:查看|浏览|瀏覽)|로그인 ?(?:후|하시면|하면).{0,20}(?:확인|볼 수|열람)|"
    r"\b(?:not available|unavailable|not accessible|blocked|restricted) (?:in|from) (?:your|this) (?:country|region|location|area)\b|\bin (?:ihr|dein)e[mr] (?:land|region) nicht (?:verfügbar|zugänglich)|"
    r"\b(?:pas|non) (?:disponible|accessible)s? (?:dans|depuis) votre (?:pays|région)|\bno (?:está )?disponibles? en (?:su|tu) (?:país|región)|\bnon (?:è )?disponibil[ei] n(?:el tuo paese|ella tua (?:regione|zona))|"
    r"\b(?:não (?:está )?disponível|indisponível) n(?:o seu país|a sua região)|\bniet beschikbaar in (?:jouw|je|uw) (?:land|regio)|\bniedostępn\w{1,2} w (?:twoim|państwa) (?:kraju|regionie)|"
    r"\binte tillgänglig\w? i (?:ditt land|din region)|\bikke tilg(?:æ|je)ngelig i (?:dit|ditt) land|\bнедоступ\w{1,3} в вашей? (?:стране|регионе)|お住まいの(?:国|地域)では|您(?:所在)?的(?:国家|地区|國家|地區)|(?:해당|귀하의) (?:국가|지역)에서"
)
_SEEN = re.compile(f"{_GATED}|{_SERVER}|{_REBUILT}|{_MISSING}|{_OTHERS}|{_BROWSER}", re.IGNORECASE)
# A text with nothing else: "Oops!", "Error 500", "404", "Under construction". "Error: …" counts with the text after it.
_CODE = r"(?:4(?:0\d|1[0-8]|2[0-9]|31|51)|50[0-9]|52[0-9])"
_BARE = re.compile(
    rf"\W*(?:(?:http |server |page |status |error |code |fehler |erreur )*{_CODE}\b(?:\W*$|\W{{0,3}}[–—:|-]\W.*|\W(?:not found|forbidden|unauthori[sz]ed|bad request|gone|error)\b.*)|"
    r"(?:oops|whoops|ooops|uups|ups|hoppla|oups|vaya|ups[ií]|ой)\b.{0,60}|"
    r"(?:(?:an? |unknown |unexpected |system |general )?error|fehler(?:meldung)?|erreur|error|errore|erro|fout(?:melding)?|błąd|fel|fejl|feil|virhe|chyba|hiba|eroare|hata|ошибка|помилка|σφάλμα|грешка|greška|エラー|错误|錯誤|오류|خطأ|שגיאה)"
    r"(?:\W*$|\W{0,2}[:!(].*|\s[–—-]\s.*|\W+(?:code |nr\.? |no\.? |#)?\d+\W*$)|"
    r"(?:not found|page not found|forbidden|unauthori[sz]ed|access denied|under construction|coming soon|offline|blocked|no connection|(?:im|noch im) aufbau|baustelle|en construction|en construcción|in costruzione|em construção|"
    r"in aanbouw|w budowie|under uppbyggnad|under opbygning|準備中|工事中|ページがありません)\W*)",
    re.IGNORECASE | re.DOTALL,
)
# Messages about a case that may arise: "If you have trouble with the form, call us."
_IF = re.compile(
    r"\b(?:if|should|in case|in the event|wenn|falls|sollten?|s'il|s’il|en cas|si vous|indien)\b", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?:;。！？]\s")


def tells_failure(words: str) -> bool:
    """Return whether a short text says that a page, a server or a request failed, or that the page is being rebuilt."""
    if not 0 < len(words) <= _LONGEST:
        return False
    if len(words) <= _ALONE and _BARE.fullmatch(words):
        return True
    return any(not _IF.search(_sentence_before(words, match.start())) for match in _SEEN.finditer(words))


def names_failure(words: str) -> bool:
    """Return whether a title or heading is the name of a failure: "404", "Page not found – Acme"."""
    if len(words) > _LONGEST:
        return False
    parts = [words, *re.split(r"\s+[|·•–—-]\s+", words)]
    return any(tells_failure(part.strip()) for part in parts[:6] if part.strip())


def _sentence_before(words: str, position: int) -> str:
    begins = 0
    for end in _ENDS.finditer(words, 0, position):
        begins = end.end()
    return words[begins:position]
