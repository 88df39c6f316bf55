"""Decide whether a reply is the requested page or a wall, whatever its status says.

Vendors mark their own interstitials. A posting that only mentions a vendor does not have those marks, and a page that a
vendor protects has other ones (the vendor's script is on every page of such a site). Consent, login and maintenance
pages and empty script shells are recognised by their title or first heading, and by how little else they have. What
each vendor serves is public in its documentation.
"""

from __future__ import annotations

import re
from hashlib import sha256

from tracker.extract import htmltree
from tracker.extract.occupations import is_role
from tracker.model import Page, charset

# Vendor; words of which the page must have one; a mark of its interstitial; and what the page must have in addition (""
# for nothing). All are matched in lower case. A plain word is found a hundred times faster than a pattern.
_MARKS: tuple[tuple[str, tuple[str, ...], re.Pattern[str], re.Pattern[str] | None], ...] = tuple(
    (vendor, words, re.compile(mark), re.compile(beside) if beside else None)
    for vendor, words, mark, beside in (
        (
            "Cloudflare Turnstile",
            ("cf-turnstile", "challenges.cloudflare.com/turnstile"),
            r"class=\"?cf-turnstile|challenges\.cloudflare\.com/turnstile",
            r"verify (?:you are|that you)|are (?:a )?human|kein roboter|人机|验证",
        ),
        (
            "Cloudflare",
            ("_cf_chl_opt", "challenge-"),
            r"_cf_chl_opt|/cdn-cgi/challenge-platform/h/|id=\"?(?:cf-)?challenge-(?:form|running|stage|error-text)",
            "",
        ),
        (
            "Cloudflare",
            ("<title>",),
            r"<title>\s*+(?:just a moment|nur einen moment|einen moment|请稍候|請稍候|しばらくお待ちください|un instant)",
            r"cloudflare|challenge|enable javascript|cf-",
        ),
        (
            "Cloudflare",
            ("cloudflare",),
            r"<title>[^<]*attention required|sorry, you have been blocked|cf-error-details",
            r"cloudflare",
        ),
        ("Akamai", ("access denied",), r"<title>\s*+access denied", r"errors\.edgesuite\.net|permission to access"),
        ("Akamai", ("sec-if-cpt-container", "/_sec/cp_challenge/"), r"sec-if-cpt-container|/_sec/cp_challenge/", ""),
        ("DataDome", ("captcha-delivery.com",), r"captcha-delivery\.com", ""),
        ("PerimeterX", ("px-captcha", "captcha.px-c"), r"px-captcha|captcha\.px-c(?:dn|loud)", ""),
        (
            "PerimeterX",
            ("_pxappid",),
            r"_pxappid",
            r"press (?:&(?:amp;)?|and) hold|access to this page has been denied|_pxblock",
        ),
        (
            "Imperva",
            ("incapsula",),
            r"incapsula incident id|<iframe[^<>]+_incapsula_resource|_incapsula_resource\?cwudnsai",
            "",
        ),
        ("AWS WAF", ("gokuprops", "awswafcookiedomainlist"), r"gokuprops|awswafcookiedomainlist", ""),
        (
            "AWS WAF",
            (".awswaf.com/",),
            r"\.awswaf\.com/",
            r"challenge-container|captcha-container|awswafintegration\.(?:gettoken|savereferrer|checkforcerefresh)",
        ),
        ("F5", ("support id",), r"the requested url was rejected|<title>\s*+request rejected", r"support id"),
        ("Vercel", ("vercel security checkpoint",), r"vercel security checkpoint", ""),
        ("Sucuri", ("sucuri",), r"sucuri website firewall|cloudproxy@sucuri", ""),
        (
            "Azure WAF",
            ("azureref", "azure-ref", "azure front door"),
            r"azure-?ref|azure front door",
            r"request is blocked|access (?:is )?denied",
        ),
        (
            "Alibaba Cloud WAF",
            ("errors.aliyun.com", "acw_sc__v2", "aliyun_waf"),
            r"errors\.aliyun\.com|acw_sc__v2|aliyun_waf",
            "",
        ),
    )
)
# what the page is, as its title or first heading says
_NOTICES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(said))
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
    r"javascript (?:ist )?(?:deaktiviert|erforderlich|benötigt)|activer javascript|habilit\w{1,12} javascript|启用\s*javascript|"
    r"(?:开启|打开|啟用)\s*javascript|javascript\s*(?:を有効|未启用|已禁用)"
)
# Every notice has one of these; those that most pages have come first.
_HINTS = (
    "javascript|cookie|login|privacy|password|consent|log in|sign in|signin|maintenan|wartung|gewartet|mantenimiento|维护|維護|メンテナンス|"
    "be back|unavailable|nicht erreichbar|nicht verfügbar|offline|zustimmung|einwilligung|continuer|continuar|fortfahren|隐私|passwort|"
    "登录|登陆|登錄|ログイン|anmeld|samlrequest|human|robot|verif|interruption|blocked|denied|verweigert|unusual traffic|验证|驗證|访问"
).split("|")
_MAY_BE_WALL = 64_000  # bytes: interstitials are small (the largest seen: 35 KB); a posting can have any size
_MOST_SHOWN = 2_500  # characters that a vendor's interstitial shows at most
_NOTICE = 1_200  # characters of a notice; a posting whose first heading looks like one has more
_SHELL = 250  # characters that an empty script shell shows
_SHORT = 400  # characters of a page that only has its notice
_SENTENCE = re.compile(r"\b(?:we|is|are|be|please|site|server|you|your|sind|sie|wird)\b")
_LISTS = re.compile(r"<(?:li|tr|article)\b")
_PASSWORD = re.compile(r"type=[\"']?password")
_SAML = re.compile(r"name=[\"']?samlrequest")
_ASKS = re.compile(r"type=[\"']?(?:password|email)|oauth|saml|openid|/sso|name=[\"']?(?:user|login|username)")
# Marks may have entities for their punctuation: . / : _ -
_ESCAPED = re.compile(r"&#(?:46|[xX]2[eE]|47|[xX]2[fF]|58|[xX]3[aA]|95|[xX]5[fF]|45|[xX]2[dD]);")
_UNSEEN = ("script", "style", "noscript", "template", "svg", "head")
_HEADINGS = 2  # titles or headings that are checked for a notice
_HEADING = re.compile(r"<(?:title|h[12])")
_CHUNK = 4_096  # characters of markup that are converted to text at once


def wall(page: Page) -> str:
    """Return the vendor of the wall that this page is, or the kind of page that came instead; "" if it is not a wall."""
    if page.header("cf-mitigated").lower() == "challenge":
        return "Cloudflare"
    if page.header("x-datadome") and page.status in {401, 403, 405}:
        return "DataDome"
    if page.header("x-amzn-waf-action").lower() in {"challenge", "captcha"}:
        return "AWS WAF"
    if not page.size or page.size > _MAY_BE_WALL:
        return ""
    body = page.body
    if charset.first(body) in {"{", "["} or body.startswith(b"%PDF-"):
        return ""
    key = (page.header("content-type"), page.sha256 or sha256(body).hexdigest())
    known = _JUDGED.get(key)
    if known is None:
        known = _named(page.text())
        if len(_JUDGED) >= _MOST_JUDGED:
            _JUDGED.clear()
        _JUDGED[key] = known
    return known


HEADERS = ("cf-mitigated", "x-datadome", "x-amzn-waf-action")  # headers that show a wall, besides status and body
# A page is checked several times in a check, and again in the next. The result depends on its bytes alone.
_JUDGED: dict[tuple[str, str], str] = {}
_MOST_JUDGED = 4_096


def _named(markup: str) -> str:
    if "<" not in markup:
        return ""
    if "&#" in markup and _ESCAPED.search(markup):
        markup = htmltree.unescape(markup)
    shown = _shown(markup)
    if shown is None:
        return ""  # it shows more than any interstitial
    low = markup.lower()
    for vendor, words, mark, required in _MARKS:
        if any(word in low for word in words) and mark.search(low) and (required is None or required.search(low)):
            return vendor
    if len(shown) > _NOTICE or not any(hint in low for hint in _HINTS):
        return ""
    return _notice(low, shown.lower())


def _notice(low: str, shown: str) -> str:
    """Return the kind of page that its title or first heading names, if it has little other text."""
    if len(shown) <= _SHELL and (
        "javascript" in low and _SCRIPT_WANTED.search(low) and "<h1" not in low and "<article" not in low
    ):
        return "a page that wants JavaScript"
    if _SAML.search(low):
        return "a login page"
    headings = _headings(low)
    if any(is_role(heading) and not _SENTENCE.search(heading) for heading in headings):
        return ""  # a job title may look like a notice
    said_here = [*headings, shown] if len(shown) <= _SHORT and not _LISTS.search(low) else headings
    for name, pattern in _NOTICES:
        if any(pattern.search(words) for words in said_here) and (name != "a login page" or _ASKS.search(low)):
            return name
    return "a login page" if len(shown) <= _SHORT and _PASSWORD.search(low) and not _LISTS.search(low) else ""


def _headings(low: str) -> list[str]:
    """Return the first titles or headings of a page, as text of limited length."""
    headings: list[str] = []
    opening = _HEADING.search(low)
    closed = {"t": low.rfind("</title"), "h": max(low.rfind("</h1"), low.rfind("</h2"))}
    while opening and len(headings) < _HEADINGS:
        kind = low[opening.start() + 1]
        begins = low.find(">", opening.end()) + 1 if opening.end() < closed[kind] else 0
        if not 0 < begins <= closed[kind]:
            opening = _HEADING.search(low, opening.end())
            continue
        ends = min(end for end in (low.find(words, begins) for words in _CLOSINGS[kind]) if end >= 0)
        headings.append(_words(low[begins:ends])[:_NOTICE])
        opening = _HEADING.search(low, ends)
    return headings


_CLOSINGS = {"t": ("</title",), "h": ("</h1", "</h2")}


def _shown(markup: str) -> str | None:
    """Return the text that a page shows; None as soon as it is more than any interstitial has."""
    seen = htmltree.without(markup, _UNSEEN, comments=True)
    parts: list[str] = []
    length = at = 0
    while at < len(seen):
        end = seen.find(">", at + _CHUNK) + 1 or len(seen)
        words = _words(seen[at:end])
        if words:
            parts.append(words)
            length += len(words) + 1
        if length > _MOST_SHOWN + 1:
            return None
        at = end
    return " ".join(parts)


def _words(markup: str) -> str:
    return " ".join(htmltree.unescape(htmltree.untagged(markup)).split())
