"""Find notices next to "no openings" that contradict the sentence: the list itself may not have been shown.

"Something went wrong. No jobs found." proves nothing. Neither does such a sentence next to a request to enable
JavaScript, to clear filters or to come back after maintenance, or next to a sentence about other jobs elsewhere. The
same applies if a filter is set, if there is an alert, if the title names an error, or if no script has filled a
template.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit.emptiness import BLOCKS, is_hidden, runs, states_none
from tracker.boards.kit.failure_words import names_failure, tells_failure
from tracker.boards.kit.later_words import puts_off
from tracker.boards.kit.page_items import words_of
from tracker.boards.kit.set_filters import set_filter
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.kit.headings import Outline
    from tracker.boards.kit.page_items import Furniture

_LONGEST = 400  # characters of a paragraph that is a notice
_SHOWN = 80  # characters of it that are quoted
_MOST_LEVELS = 8  # elements above a paragraph that are examined
_CONSENT = re.compile(r"cookie|consent|gdpr|privacy|datenschutz|footer|breadcrumb", re.IGNORECASE)
_FIELDS = frozenset(("form", "fieldset", "label"))  # a search form always offers to clear its filters
_MAIL = re.compile(r"spam|e-?mail|correo|courriel|почт", re.IGNORECASE)  # an address that a script hides from robots
_MOST_ALERTS = 50  # marked elements of a page that are examined
_ALERTS = (
    "[role=alert], [aria-live=assertive], [class~=error i], [class~=errors i], [class*='-error' i], [class*='error-' i], [class~=danger i], "
    "[class*='alert-danger' i], [class*='is-error' i], [class*='has-error' i], [class~=failure i], [class~=fehler i]"
)
_JOBS = r"(?:jobs?|positions?|vacanc(?:y|ies)|roles?|openings?|opportunities|posts)"

# A failure, whichever element says so. Single words ("maintenance", "error") also name jobs and departments.
_FAILED = re.compile(
    r"(?:something|anything) (?:has |just )?(?:went|gone) wrong|\berrors? (?:has |have )?(?:occurred|happened|loading|fetching|while)|"
    r"\b(?:failed|unable) to (?:load|fetch|get|retrieve|display|show|connect|reach|find the)|"
    r"\b(?:can(?:not|.t| not)|could(?: not|n.t))(?: currently)?(?: be)? (?:load|fetch|retriev|display|show|reach|connect)\w*|"
    r"\b(?:please )?try again (?:later|in a|soon|shortly)|\b(?:access|permission) (?:is |was |has been )?denied|\bnot authori[sz]ed\b|\bforbidden\b|"
    r"\b(?:temporarily|currently) (?:unavailable|offline|down|out of service)|\bservice (?:is )?unavailable|\btoo many requests|"
    r"\bsession (?:has |is )?(?:expired|timed out|ended)|\b(?:you (?:must|need to|have to)|please) (?:log|sign) in\b|"
    r"\b(?:under|undergoing|scheduled|planned|routine|ongoing|due to|during|for) (?:\w+ )?maintenance\b(?! \w+(?:er|or|ian|ist|ant)s?\b)|\bmaintenance (?:mode|window|is in progress|works?\b)|"
    r"\b(?:mov|migrat|switch|transfer|transition|upgrad|updat|chang|relaunch|rebuild)\w*\b.{0,60}\bnew (?:\w+ )?(?:system|portal|platform|site|website|software|provider)|"
    r"fehlgeschlagen|\bfehler (?:ist )?(?:aufgetreten|beim)|schief ?gelaufen|\bnicht (?:geladen|angezeigt|abgerufen|erreicht) werden|wartungs(?:arbeiten|modus)|"
    r"\b(?:in|wegen|während der|geplante) wartung\b|zugriff (?:wurde )?verweigert|vorübergehend nicht|versuchen sie es (?:später|erneut|noch)|sitzung (?:ist )?abgelaufen|"
    r"\berreur (?:s.est|est|lors)|pas pu être (?:chargé|affiché|récupéré)|impossible de (?:charger|afficher|récupérer)|accès (?:refusé|interdit)|"
    r"(?:en|de|pour|cause) maintenance|réessayer|temporairement (?:indisponible|inaccessible)|session (?:a )?expiré|"
    r"(?:ocurrido|producido) un error|ocurrió un error|algo (?:ha )?(?:salido|salió|ido) mal|no se (?:han podido|ha podido|pudieron|pudo|pueden?) (?:cargar|mostrar)|acceso denegado|"
    r"(?:en|por) mantenimiento|inténtelo (?:de nuevo|más tarde)|(?:verificato|verificatosi) un errore|qualcosa è andato|impossibile (?:caricare|visualizzare)|accesso negato|"
    r"in manutenzione|riprova(?:re)?\b|ocorreu um erro|algo deu errado|não foi possível|acesso negado|em manutenção|tente novamente|"
    r"(?:iets|is er) (?:is )?(?:mis|fout)\s?gegaan|fout opgetreden|toegang geweigerd|onderhoudswerkzaamheden|(?:in|wegens|gepland) onderhoud\b|probeer het|niet (?:worden )?geladen|"
    r"wystąpił błąd|coś poszło nie tak|nie udało się|odmowa dostępu|przerwa techniczna|prac(?:e|ami) (?:konserwacyjn|techniczn)|spróbuj ponownie|"
    r"något gick fel|ett fel (?:har )?(?:uppst|inträff)|noe gikk galt|oppst(?:o|å)\w* en feil|noget gik galt|opst(?:od|ået)\w* en fejl|jokin meni|virhe tapahtui|tapahtui virhe|"
    r"(?:došlo|doslo) k chyb|něco se pokazilo|nepodařilo se|hiba történt|valami elromlott|eroare|bir hata|ters gitti|erişim (?:engellendi|reddedildi)|bakım(?:da| çalışma)|"
    r"произошла ошибка|пошло не так|не удалось|доступ (?:запрещ|закры)|технически\w+ работ|сталася помилка|пішло не так|технічн\w+ робот|παρουσιάστηκε σφάλμα|"
    r"エラーが発生|メンテナンス(?:中|のため)|読み込(?:めません|みに失敗)|アクセスが拒否|出错|加载失败|系统维护|维护中|拒绝访问|오류가 발생|점검 ?중|불러오지 못|حدث خطأ|שגיאה",
    re.IGNORECASE,
)
_ENABLE = re.compile(
    r"\b(?:enable|activat\w+|turn on|switch on|requires?|needs?|without|disabled?|aktivier\w*|einschalten|benötig\w*|erforder\w*|deaktiviert\w*|activ\w+|habilit\w+|"
    r"abilit\w+|attiv\w+|ative\w*|schakel|zet|włącz\w*|aktiver\w*|povol\w+|включите|увімкніть|keine)\b.{0,30}\b(?:java ?script|cookies?)\b|"
    r"\b(?:java ?script|cookies?)\b.{0,30}\b(?:enabled?|disabled|required|turned (?:on|off)|switched (?:on|off)|aktivier\w*|deaktiviert|désactivé\w*|activé\w*|etkinleştir\w*|"
    r"desactivad\w*|disattivat\w*|uitgeschakeld|wyłączon\w*)\b|(?:java ?script|cookie).{0,6}(?:有効|启用|활성화|켜)|启用 ?java ?script",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"\b(?:clear|reset|remov|chang|adjust|broaden|widen|delet)(?:e|ing|s)? (?:all |your |the |some |any |of |these |current )*filters?\b|"
    rf"\b(?:see|show|view|of|browse) (?:all |our )*[1-9][\d,.]* (?:\w+ )?{_JOBS}\b|"
    r"^(?:showing |displaying |your )?(?:search )?results? for:?\W|\byou(?:.ve| have)? searched for\b|^searched for\b|\b(?:active|applied|selected|current) filters?\b|\bfiltered (?:by|for)\b|"
    r"^filters?: ?.{1,60}[×✕✖✗]|\b(?:your|current) search(?: terms?)?(?: for\b|:)|^(?:search|suche|recherche|búsqueda|ricerca|zoekopdracht|sökning|søgning|søk|haku|поиск)(?: nach| for| pour)?: ?\S|"
    r"(?:such)?ergebnisse für\b|\b(?:ihre|deine) suche nach\b|\bsie haben nach\b.{0,60}\bgesucht|\baktive filter|résultats (?:de (?:la |votre )?recherche )?pour\b|vous avez recherché|filtres? (?:actifs?|appliqués?)|"
    r"resultados (?:de (?:la |tu |su )?búsqueda )?para\b|(?:ha|has) buscado|filtros? (?:activos?|aplicados?|ativos?)|risultati (?:di ricerca )?per\b|hai cercato|filtri (?:attivi|applicati)|"
    r"(?:zoek)?resultaten voor\b|(?:je|u) zocht (?:naar|op)|actieve filters|wyniki (?:wyszukiwania )?dla|aktywne filtry|sökresultat för|du sökte|(?:søge|søke)resultat(?:er)? (?:for|på)|du (?:har )?(?:søgt|søkt|søgte|søkte) (?:efter|etter|på)|"
    r"hakutulokset|výsledky (?:hledání |vyhledávání )?pro|результат\w* (?:поиска )?(?:для|по)\b|вы искали|の検索結果|的搜索结果|검색 ?결과:|"
    r"\bfilter (?:zurücksetzen|löschen|entfernen|anpassen|aufheben)|(?:réinitialise|efface|supprime|modifie)[rz] (?:les |vos |tous les )*filtres|"
    r"(?:borr|limpi|restablec|quit|elimin)\w+ (?:los |todos los |tus |sus )*filtros|\bfilters (?:wissen|verwijderen|resetten)|"
    r"(?:cancella|rimuovi|azzera|reimposta) (?:i |tutti i )?filtri|(?:limpar|remover) (?:os |todos os )?filtros|wyczyść filtry|rensa (?:alla )?filter|"
    r"(?:nulstil|fjern|nullstill) (?:alle )?filtre|フィルター?を(?:クリア|解除|リセット)|清除(?:所有)?(?:筛选|过滤)|필터 ?(?:초기화|지우기)|сбросить фильтр|очистить фильтр",
    re.IGNORECASE,
)
# Other openings that are said to be published in another place.
_ELSEWHERE = re.compile(
    rf"\b(?:regular|other|permanent|professional|remaining|full-time|all other|paid) {_JOBS} (?:are|can be) "
    r"(?:posted|listed|advertised|published|shown|displayed|announced|found|available|on)\b|"
    r"\b(?:see|visit|go to|use|check)\b.{0,60}\bfor (?:our|all|the|other|all our|current) (?:\w+ )?(?:open )?"
    rf"{_JOBS}\b|\b(?:our|all|all our|these|the|open|current) {_JOBS} (?:are|can be) (?:only |also |all )?"
    r"(?:posted|listed|advertised|published|printed|announced|shown|found) (?:only |also |exclusively )?(?:in|at|on|through|via|by|elsewhere)\b(?! (?:this|our) (?:page|site|website)| here)|\b(?:reguläre|andere|weitere|übrige|feste) (?:offene )?(?:stellen|jobs) (?:finden sie|werden|sind|hängen|stehen)\b",
    re.IGNORECASE,
)
# In the paragraph that says "no openings", single words are enough, or a sentence about what is shown.
_SAID = re.compile(
    r"\b(?:java ?script|cookies?|maintenance|errors?|unavailable|denied|blocked|expired|loading|failed|captcha|wartung\w*|fehler|verweigert|"
    r"erreur|maintenance|indisponible|error|mantenimiento|cargando|errore|manutenzione|erro|manutenção|onderhoud|fout|błąd|ошибка|помилка)\b|"
    r"\b(?:are|is|be) (?:currently |being )?(?:shown|displayed|visible)\b|\bsichtbar\b|\bangezeigt werden\b|\bconsultables?\b|\bvisibles?\b",
    re.IGNORECASE,
)


def contradiction(outline: Outline, furniture: Furniture, url: str, title: str = "") -> str:
    """Return what contradicts "no openings" on a page, "" if nothing does. `title` is the page's own, `url` its address."""
    if names_failure(title):
        return title[:_SHOWN]
    for node in (outline.body, *outline.body.css(", ".join(sorted(BLOCKS - {"body"})))):
        for words, _ in runs(node):
            if len(words) > _LONGEST:
                continue
            notice = of_words(words, filters=node.tag not in _FIELDS)
            if notice and not furniture.holds(node) and not is_hidden(node) and not _is_apart(node):
                return words[:_SHOWN]
    return _alert(outline, furniture) or _filter(outline, url)


def _filter(outline: Outline, url: str) -> str:
    """Return the filter that is set on a page, as a text to quote."""
    value = set_filter(outline.body, url)
    return f"a filter is set: {value}" if value else ""


def _alert(outline: Outline, furniture: Furniture) -> str:
    """Return the text of an element that is marked as an alert or an error, whatever its words are.

    An alert that itself says "no openings" is the sentence, and one in a small form is about its fields.
    """
    for node in outline.body.css(_ALERTS)[:_MOST_ALERTS]:
        words = words_of(node) if outline.sizes.get(node.mem_id, 0) <= 2 * _LONGEST else ""
        if not 0 < len(words) <= _LONGEST or states_none(words) or not any(map(str.isalpha, words)):
            continue
        if furniture.holds(node) or is_hidden(node) or _is_apart(node) or _is_of_fields(outline, node):
            continue
        return words[:_SHOWN]
    return ""


def _is_of_fields(outline: Outline, node: LexborNode) -> bool:
    """Return whether an element is in a form that is not most of the page."""
    total = outline.sizes.get(outline.body.mem_id, 0)
    forms = (ancestor for ancestor in islice(ancestors(node), _MOST_LEVELS) if ancestor.tag == "form")
    return any(outline.sizes.get(form.mem_id, 0) * 2 < total for form in forms)


def of_words(words: str, *, filters: bool = True) -> bool:
    """Return whether a paragraph is such a notice; `filters`: it may be one about filters."""
    if _MAIL.search(words):
        return False
    if tells_failure(words) or puts_off(words):
        return True
    patterns = (_FAILED, _ENABLE, _ELSEWHERE, *((_FILTERED,) if filters else ()))
    return any(pattern.search(words) for pattern in patterns) or bool(_SAID.search(words) and states_none(words))


def _is_apart(node: LexborNode) -> bool:
    """Return whether an element belongs to a consent banner, or to another part that is not about the list."""
    for element in (node, *islice(ancestors(node), _MOST_LEVELS)):
        attributes = element.attributes or {}
        if element.tag not in {"body", "html"} and _CONSENT.search(
            f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        ):
            return True
    return False
