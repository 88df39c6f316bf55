"""Is this answer a page at all, or a wall that stands in its place, whatever its status says.

Vendors mark their own interstitials; a posting that merely mentions a vendor does not carry those marks, and a page that
a vendor watches carries others (a sensor's script is on every page of such a site). Consent, login and maintenance pages
and the shells of scripts are told by what their title or first heading says, and by how little else they have.
What each vendor serves is public in its documentation.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from tracker.model import Page
from tracker.occupations import is_role

# vendor, a mark of its interstitial, and what must stand beside it ("" for nothing).
_MARKS: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...] = tuple(
    (vendor, re.compile(mark, re.IGNORECASE), re.compile(beside, re.IGNORECASE) if beside else None)
    for vendor, mark, beside in (
        (
            "Cloudflare Turnstile",
            r"class=\"?cf-turnstile|challenges\.cloudflare\.com/turnstile",
            r"verify (?:you are|that you)|are (?:a )?human|kein roboter|人机|验证",
        ),
        (
            "Cloudflare",
            r"_cf_chl_opt|/cdn-cgi/challenge-platform/h/|id=\"?(?:cf-)?challenge-(?:form|running|stage|error-text)",
            "",
        ),
        (
            "Cloudflare",
            r"<title>\s*(?:just a moment|nur einen moment|einen moment|请稍候|請稍候|しばらくお待ちください|un instant)",
            r"cloudflare|challenge|enable javascript|cf-",
        ),
        ("Cloudflare", r"<title>[^<]*attention required|sorry, you have been blocked|cf-error-details", r"cloudflare"),
        ("Akamai", r"<title>\s*access denied", r"errors\.edgesuite\.net|permission to access"),
        ("Akamai", r"sec-if-cpt-container|/_sec/cp_challenge/", ""),
        ("DataDome", r"captcha-delivery\.com", ""),
        ("PerimeterX", r"px-captcha|captcha\.px-c(?:dn|loud)", ""),
        ("PerimeterX", r"_pxappid", r"press (?:&(?:amp;)?|and) hold|access to this page has been denied|_pxblock"),
        ("Imperva", r"incapsula incident id|<iframe[^>]+_incapsula_resource|_incapsula_resource\?cwudnsai", ""),
        ("AWS WAF", r"gokuprops|awswafcookiedomainlist", ""),
        (
            "AWS WAF",
            r"\.awswaf\.com/",
            r"challenge-container|captcha-container|awswafintegration\.(?:getToken|saveReferrer|checkForceRefresh)",
        ),
        ("F5", r"the requested url was rejected|<title>\s*request rejected", r"support id"),
        ("Vercel", r"vercel security checkpoint", ""),
        ("Sucuri", r"sucuri website firewall|cloudproxy@sucuri", ""),
        ("Azure WAF", r"azure-?ref|azure front door", r"request is blocked|access (?:is )?denied"),
        ("Alibaba Cloud WAF", r"errors\.aliyun\.com|acw_sc__v2|aliyun_waf", ""),
    )
)
# what the page is, as its title or first heading says it
_NOTICES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(said, re.IGNORECASE))
    for name, said in (
        (
            "a bot check",
            (
                r"are you (?:a )?(?:human|robot)|verify (?:that )?you(?: are|'re) (?:a )?human|(?:human|security|robot) (?:verification|check)\b|"
                r"pardon our interruption|bot (?:check|protection)|unusual traffic|access to this page has been denied|request blocked|"
                r"sind sie ein (?:mensch|roboter)|kein roboter|sicherheitsüberprüfung|zugriff verweigert|anfrage blockiert|"
                r"安全验证|安全檢查|人机验证|请完成验证|访问被(?:拒绝|阻断|拦截)|您的访问|访问验证|滑动验证"
            ),
        ),
        (
            "a consent page",
            (
                r"before you continue|your (?:privacy|consent) (?:choices|matters|is important)|cookie consent|we value your privacy|manage (?:your )?consent|"
                r"bevor sie (?:fortfahren|weiter)|ihre (?:zustimmung|einwilligung|privatsphäre)|zustimmung erforderlich|cookie-(?:einstellungen|zustimmung)|"
                r"avant de continuer|votre vie privée|antes de continuar|隐私(?:设置|同意)|在您继续|同意(?:使用)?cookie"
            ),
        ),
        (
            "a login page",
            (
                r"^(?:please )?(?:sign|log) ?in(?:$|\b.{0,40}$)|^log ?on\b|login (?:required|page)|single sign-on|authentication required|"
                r"^(?:bitte )?(?:anmelden|einloggen)|^anmeldung(?:$| erforderlich)|^login\b|melden sie sich an|^connexion\b|^iniciar sesión|^(?:用户)?登[录陆錄]|请(?:先)?登录|統一認証|ログイン"
            ),
        ),
        (
            "a maintenance page",
            (
                r"(?:under|down for|undergoing|scheduled|planned|performing|currently in) (?:\w+ )?maintenance|maintenance (?:mode|in progress|break|window)|"
                r"we(?:'|’|&rsquo;)?ll be (?:right )?back|be back (?:soon|shortly)|temporarily (?:unavailable|down|offline)|site (?:is )?offline|"
                r"wartungs(?:arbeiten|modus|pause)|wird (?:gerade )?gewartet|vorübergehend nicht (?:erreichbar|verfügbar)|"
                r"en maintenance|en mantenimiento|(?:系统|网站|服务器?)?(?:正在)?(?:升级)?维护(?:中|公告|$)|系統維護|メンテナンス中|ただいまメンテナンス"
            ),
        ),
    )
)
_SCRIPT_WANTED = re.compile(
    r"(?:enable|requires?|needs?|activate|turn on|allow)\s+(?:\w+\s+){0,3}javascript|javascript (?:is|must be|has to be) (?:\w+ ){0,2}"
    r"(?:required|disabled|enabled|turned)|without javascript|javascript (?:zu )?aktivieren|aktivieren sie (?:bitte )?javascript|"
    r"javascript (?:ist )?(?:deaktiviert|erforderlich|benötigt)|activer javascript|habilit\w+ javascript|启用\s*javascript|"
    r"(?:开启|打开|啟用)\s*javascript|javascript\s*(?:を有効|未启用|已禁用)",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"javascript|maintenan|wartung|gewartet|mantenimiento|维护|維護|メンテナンス|be back|unavailable|nicht (?:erreichbar|verfügbar)|offline|consent|cookie|"
    r"privacy|zustimmung|einwilligung|continuer|continuar|fortfahren|隐私|password|passwort|登录|登陆|登錄|ログイン|sign ?in|log ?in|anmeld|SAMLRequest|human|robot|"
    r"verif|interruption|blocked|denied|verweigert|unusual traffic|验证|驗證|访问",
    re.IGNORECASE,
)
_MAY_BE_WALL = 64_000  # bytes: interstitials are small (the largest of those seen: 35 KB); a posting may be anything
_FEW = 2_500  # characters that a vendor's interstitial shows at most
_NOTICE = 1_200  # characters of a notice; a posting whose first heading reads like one has more
_SHELL = 250  # characters that a script's empty shell shows
_SHORT = 400  # characters of a page that is nothing but its notice
_SENTENCE = re.compile(r"\b(?:we|is|are|be|please|site|server|you|your|sind|sie|wird)\b", re.IGNORECASE)
_LISTS = re.compile(r"<(?:li|tr|article)\b", re.IGNORECASE)
_PASSWORD = re.compile(r"type=[\"']?password", re.IGNORECASE)
_SAML = re.compile(r"name=[\"']?SAMLRequest", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(script|style|noscript|template|svg|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title|<h[12][^>]*>(.*?)</h[12]", re.DOTALL | re.IGNORECASE)


def wall(page: Page) -> str:
    """Name the vendor of the wall that this page is, or what kind of page stands there instead; "" if it is none."""
    if page.header("cf-mitigated").lower() == "challenge":
        return "Cloudflare"
    if page.header("x-datadome") and page.status in {401, 403, 405}:
        return "DataDome"
    if page.header("x-amzn-waf-action").lower() in {"challenge", "captcha"}:
        return "AWS WAF"
    if not page.body or len(page.body) > _MAY_BE_WALL or page.body.lstrip()[:1] in (b"{", b"["):
        return ""
    return _named(page.text())


@lru_cache(maxsize=64)
def _named(markup: str) -> str:
    if "<" not in markup:
        return ""
    if re.search(r"&#(?:46|x2e|47|x2f|58|x3a|95|x5f|45|x2d);", markup, re.IGNORECASE):
        markup = html.unescape(markup)
    shown: str | None = None
    for vendor, mark, beside in _MARKS:
        if mark.search(markup) and (beside is None or beside.search(markup)):
            shown = _shown(markup) if shown is None else shown
            if len(shown) <= _FEW:
                return vendor
    if not _HINT.search(markup):
        return ""
    return _notice(markup, _shown(markup) if shown is None else shown)


def _notice(markup: str, shown: str) -> str:
    """Name what a page says of itself in its title or first heading, where it has little else to say."""
    if len(shown) <= _SHELL and (
        _SCRIPT_WANTED.search(markup) and not re.search(r"<h1|<article", markup, re.IGNORECASE)
    ):
        return "a page that wants JavaScript"
    if len(shown) > _NOTICE:
        return ""
    if _SAML.search(markup):
        return "a login page"
    headings = [_words(found[1] or found[2] or "") for found in _TITLE.finditer(markup)][:2]
    if any(is_role(heading) and not _SENTENCE.search(heading) for heading in headings):
        return ""  # a job may be called after what a notice says
    said_here = [*headings, shown] if len(shown) <= _SHORT and not _LISTS.search(markup) else headings
    for name, said in _NOTICES:
        if any(said.search(one) for one in said_here) and (name != "a login page" or _asks(markup)):
            return name
    return "a login page" if len(shown) <= _SHORT and _PASSWORD.search(markup) and not _LISTS.search(markup) else ""


def _asks(markup: str) -> bool:
    """Say whether a page asks for a name or a password, or leads to where that is done."""
    return bool(
        re.search(
            r"type=[\"']?(?:password|email)|oauth|saml|openid|/sso|name=[\"']?(?:user|login|username)",
            markup,
            re.IGNORECASE,
        )
    )


def _shown(markup: str) -> str:
    return _words(_UNSEEN.sub(" ", markup))


def _words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())
