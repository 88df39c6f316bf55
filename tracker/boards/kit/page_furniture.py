"""Find the parts of a posting's page that are not the posting, by their names and links, to leave them out of the text.

That is a consent box, a captcha, a chat, a switch of languages, a menu of pages, tags, a newsletter, articles to read
next. Sentences of the posting about such things stay: a part is furniture by its name, its heading or its links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit.headings import LEVELS
from tracker.boards.kit.page_items import words_of
from tracker.extract import urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

Size = Callable[["LexborNode"], int]

# Whole names of elements: classes and ids. Consent managers, captchas and chats by the names of their products.
_NAME = re.compile(
    r"(?:^|\s)(?:(?:cybot|cookiebot|onetrust|ot-sdk|cmplz|cky-|klaro|usercentrics|iubenda|didomi|borlabs|termly|osano|qc-cmp|truste|moove_gdpr|gdpr|consent|cmp(?:box|banner|wrapper)?[-_])[\w-]*|cmp(?:box|banner|wrapper)?(?=\s|$)|"
    r"cc-(?:window|banner|revoke|grower)|g-recaptcha|grecaptcha[\w-]*|recaptcha[\w-]*|h-captcha|cf-turnstile|captcha[\w-]*|"
    r"(?:live-?)?chat(?:-?(?:bot|widget|window|box|bubble|launcher|popup))?|intercom[\w-]*|drift-[\w-]+|tawk[\w-]*|crisp-[\w-]+|zopim|"
    r"lang(?:uage)?s?-(?:switch(?:er)?|menu|nav|selector|select|chooser|picker)|wpml-ls[\w-]*|polylang[\w-]*|gtranslate[\w-]*|"
    r"(?:(?:site|page|main|global)-)?footer|footer-(?:wrapper|widgets?|area|bottom|top|container|menu|links)|post-navigation|nav-links|nav-previous|nav-next|"
    r"mailing-list|subscribe(?:-[\w-]+)?|mc4wp[\w-]*|mc_embed[\w-]*|job-?alerts?(?:-[\w-]+)?|author-box|about-author|comments(?:-area)?|comment-respond)(?=\s|$)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|\s)(?:(?:post|entry)[_-](?:meta|info)|byline|posted-(?:on|by)|cat-links|tags?-links)(?=\s|$)", re.IGNORECASE
)
_SIGNED = re.compile(
    r"\b(?:by|von|par|por|di|door|av|przez)\b|^(?:posted|published|filed|categor|veröffentlicht|publié|publicado|pubblicato|geplaatst|publicerad)",
    re.IGNORECASE,
)
_MENU = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:menu|nav|navbar|navigation|sidebar|widget)|list-group|breadcrumbs?)(?=\s|$)", re.IGNORECASE
)
_MENU_HEADING = re.compile(
    r"^\W*(?:in this section|(?:main |side |sub-?)?menu|navigation|(?:quick|useful) links|explore|more|careers?|jobs|about us|karriere|über uns|in diesem bereich|"
    r"carrières?|dans cette rubrique|carreras?|lavora con noi|werken bij|karriär|kariera|карьера|採用情報|メニュー|招聘)\W*$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"/(?:tags?|category|categories|kategorien?|schlagwort|mot-cle|etiqueta|keywords?|topics?)/", re.IGNORECASE
)
_TAGS = 'a[rel~="tag"], a[href*="/tag"], a[href*="/categor"], a[href*="/kategori"], a[href*="/schlagwort/"], a[href*="/etiqueta/"], a[href*="/keyword"], a[href*="/topic"]'
# Names of languages in the language itself, and their codes: the words of a language switch.
_LANGUAGE = re.compile(
    r"^\W*(?:english|deutsch|français|español|italiano|português|nederlands|svenska|dansk|norsk(?: bokmål)?|suomi|polski|čeština|slovenčina|slovenščina|hrvatski|srpski|magyar|română|"
    r"ελληνικά|türkçe|русский|українська|български|eesti|latviešu|lietuvių|íslenska|gaeilge|cymraeg|català|euskara|galego|日本語|中文|简体中文|繁體中文|한국어|العربية|עברית|हिन्दी|ไทย|tiếng việt|"
    r"bahasa indonesia|(?:en|de|fr|es|it|pt|nl|sv|da|no|nb|fi|pl|cs|sk|hu|ro|el|tr|ru|uk|bg|ja|zh|ko|ar|he)(?:[-_](?:gb|us|uk|de|at|ch|fr|be|ca|br|es|mx|cn|tw))?)(?: ?\([\w-]{2,5}\))?\W*$",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"^\W*(?:(?:accept|allow|reject|decline|deny|refuse|manage|customi[sz]e)(?: (?:all|only|necessary|cookies?|settings|preferences|selection))*|(?:ok|okay|got it|i (?:agree|accept)|agree|cookie (?:settings|preferences)|"
    r"(?:alle )?(?:akzeptieren|ablehnen|zulassen|annehmen)|(?:alle )?cookies? (?:akzeptieren|zulassen|ablehnen)|einverstanden|einstellungen|(?:tout )?(?:accepter|refuser)|paramétrer|j.accepte|(?:aceptar|rechazar|acepto|configurar)(?: tod[ao]s)?|"
    r"(?:accett[ao]|rifiuta|accetta)(?: tutt[io])?|(?:aceitar|rejeitar|aceito)(?: tod[ao]s)?|(?:alles )?(?:accepteren|weigeren|akkoord)|(?:acceptera|godkänn|neka|avvisa)(?: alla)?|(?:accepter|afvis|godta|avvis)(?: alle)?|"
    r"(?:hyväksy|hylkää)(?: kaikki)?|(?:akceptuj(?:ę)?|odrzuć|zgadzam się)(?: wszystkie)?|(?:přijmout|odmítnout|souhlasím)(?: vše)?|принять(?: все)?|согласен|同意する|すべて許可|同意|接受))\W*$",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b|クッキー|evästei|ciasteczk|куки|файлы cookie", re.IGNORECASE)
# Headings of parts about other pages of the site, a newsletter, networks or consent.
_HEADING = re.compile(
    r"^\W*(?:read next|keep reading|continue reading|related (?:articles?|posts?|news|stories|content|reading|pages|links)|(?:latest|recent|more|upcoming) (?:news|articles|posts|stories|blog(?: posts)?|insights|events)|"
    r"(?:our )?(?:news|blog|latest)|(?:from|on) (?:the|our) blog|you (?:may|might) also (?:like|enjoy|be interested in)|(?:our |the )?newsletter|(?:subscribe|sign up)(?: (?:to|for) (?:our |the )?(?:newsletter|mailing list|job alerts?|updates?|news))?|"
    r"(?:join|get) our (?:newsletter|mailing list)|stay (?:in touch|up to date|updated|informed|connected)|(?:(?:get|create|set up) (?:a )?)?job alerts?|follow us(?: on .{1,30})?|connect with us|find us on .{1,30}|(?:quick|useful) links|"
    r"in this section|(?:choose|select|change) (?:your |a )?language|tags|cookie (?:settings|preferences|notice|policy)|(?:privacy|consent) (?:settings|preferences)|we value your privacy|"
    r"weiterlesen|das könnte (?:sie|dich) auch interessieren|ähnliche (?:beiträge|artikel)|(?:neueste|aktuelle|weitere) (?:beiträge|artikel|news|nachrichten|meldungen)|aus unserem blog|newsletter(?:[ -](?:abonnieren|anmeldung))?|"
    r"(?:folgen sie|folge?t?) uns(?: auf .{1,30})?|bleiben sie (?:informiert|in kontakt|auf dem laufenden)|jobs per e-?mail|job-?alarm|sprache (?:aus)?wählen|schlagwörter|(?:cookie|datenschutz)-?einstellungen|in diesem bereich|"
    r"(?:à )?lire aussi|articles (?:similaires|récents|liés)|(?:nos |dernières )?actualités|derniers articles|vous aimerez aussi|cela pourrait vous intéresser|sur (?:le|notre) blog|inscription à la newsletter|"
    r"(?:s.)?abonnez?(?:-vous)? à (?:la|notre) newsletter|suivez-nous(?: sur .{1,30})?|restez informée?s?|alertes? emploi|choisir la langue|mots-clés|(?:gestion|paramètres) des cookies|dans cette rubrique|"
    r"le[ea]r? también|artículos relacionados|entradas (?:relacionadas|recientes)|(?:últimas )?noticias(?: relacionadas| recientes)?|(?:también )?te puede interesar|suscríbete(?: a .{1,40})?|boletín|síguenos(?: en .{1,30})?|alertas de empleo|"
    r"etiquetas|configuración de cookies|leggi anche|articoli (?:correlati|recenti)|ultime notizie|potrebbe interessarti(?: anche)?|ti potrebbe interessare|iscriviti alla .{0,12}newsletter|seguici(?: su .{1,30})?|impostazioni cookie|"
    r"leia também|(?:artigos|posts) (?:relacionados|recentes)|últimas notícias|você também pode gostar|assine .{0,12}newsletter|siga-nos(?: n[ao]s? .{1,30})?|configurações de cookies|"
    r"lees (?:ook|verder)|gerelateerde (?:berichten|artikelen)|(?:laatste|recent) (?:nieuws|berichten)|schrijf je in voor .{1,20}nieuwsbrief|nieuwsbrief|volg ons(?: op .{1,30})?|blijf op de hoogte|cookie-?instellingen|"
    r"läs (?:också|även|mer)|relaterade (?:artiklar|inlägg)|senaste nytt|nyhetsbrev|prenumerera(?: på .{1,30})?|följ oss(?: på .{1,30})?|håll dig uppdaterad|læs også|les også|relaterede? (?:artikler|indlæg|innlegg)|(?:seneste nyt|siste nytt)|"
    r"nyhedsbrev|følg oss?(?: på .{1,30})?|hold dig opdateret|lue myös|aiheeseen liittyvää|uusimmat (?:uutiset|artikkelit)|(?:tilaa )?uutiskirje|seuraa meitä|evästeasetukset|"
    r"(?:prze)?czytaj (?:również|także|dalej)|(?:podobne|powiązane|najnowsze) (?:wpisy|artykuły)|aktualności|zapisz się do newslettera|(?:śledź|obserwuj) nas|bądź na bieżąco|ustawienia (?:plików )?cookies?|"
    r"čtěte (?:také|dále)|(?:související|nejnovější) (?:články|příspěvky)|odebírat newsletter|sledujte nás|nastavení cookies|kapcsolódó cikkek|hírlevél|kövess minket|articole similare|urmărește-ne|ilgili yazılar|bülten|bizi takip edin|"
    r"читайте также|похожие статьи|последние новости|подпи(?:шитесь|ска) на .{1,30}|мы в соцсетях|関連記事|おすすめ記事|最新(?:記事|ニュース)|メルマガ(?:登録)?|ニュースレター|フォローする|相关(?:文章|阅读)|推荐阅读|最新(?:文章|资讯)|关注我们|订阅|"
    r"관련 (?:글|기사)|최신 글|뉴스레터|구독하기)\W*$",
    re.IGNORECASE,
)
# Notices in a separate line. The site uses cookies, and not somebody who has the job.
_SITE_USES = (
    r"(?:this|our|the) (?:web)?site (?:also )?uses (?:\w+ ){0,2}cookies|we (?:also )?use (?:\w+ ){0,2}cookies (?:and similar \w+ )?(?:to|for|on (?:this|our)|in order)|by (?:continuing|using|clicking).{1,80}cookies|"
    r"(?:diese|unsere) (?:web)?(?:seite|site) (?:verwendet|nutzt|benutzt) (?:\w+ ){0,2}cookies|wir (?:verwenden|nutzen|setzen) (?:\w+ ){0,2}cookies,? (?:ein,? )?um|(?:ce|notre) site (?:web )?utilise des cookies|nous utilisons des cookies (?:pour|afin)|"
    r"(?:este|nuestro) sitio(?: web)? utiliza cookies|utilizamos cookies (?:propias|para)|(?:questo|il nostro) sito(?: web)? utilizza (?:i )?cookies?|(?:este|o nosso|nosso) (?:site|website) (?:utiliza|usa) cookies|"
    r"(?:deze|onze) (?:web)?site (?:gebruikt|maakt gebruik van) cookies|(?:den här|vår) webbplats(?:en)? använder (?:\w+ )?cookies|(?:denne|vores|vår) (?:hjemmeside|nettside|side) (?:bruger|bruker) (?:informasjonskapsler|cookies)|"
    r"(?:tämä|tämä sivusto|sivustomme) käyttää evästeitä|ta strona (?:używa|korzysta z) (?:plików )?(?:cookies|ciasteczek)|(?:tyto|tato) (?:webové )?strán\w+ používa\w+ (?:soubory )?cookies?|"
    r"(?:этот|наш) сайт использует (?:файлы )?(?:cookies?|куки)|当サイトでは.{0,12}(?:cookie|クッキー)|本(?:网站|網站)使用.{0,6}cookie"
)
_NOTICE = re.compile(rf"\W*(?:{_SITE_USES})", re.IGNORECASE)
_CAPTCHA = re.compile(r"captcha", re.IGNORECASE)
_PROTECTS = re.compile(
    r"protect|geschützt|protég|proteg|protett|beschermd|skydda|beskytt|suojattu|chroni|chráněn|保護|保护|보호",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"privacy|datenschutz|confidentialité|privacidad|integritet|personvern|tietosuoja|prywatno|soukromí|プライバシー|隐私|隱私|개인정보|^.{0,60}$",
    re.IGNORECASE,
)
_MAY_HAVE = ("cookie", "captcha", "not a robot", "evästeitä", "ciastecz", "informasjonskapsler", "куки", "クッキー")
_ROBOT = re.compile(r"\W*(?:i.m|i am) not a robot\W*", re.IGNORECASE)
_LONGEST = 400  # characters of such a notice
_MOST_BOX = 1_500  # characters of a consent box
_MOST_KEPT = 4_096  # names and headings that are cached, because the pages of a site repeat them
_MOST_NAMES = 400  # characters of the classes and the id of an element that are looked at
_MOST_MENU = 6_000  # characters of a menu, with the spaces of its markup
_MOST_PART = 200  # characters of a part under a heading of the site; a longer one may be the posting again
_SHORT = 80  # characters of a heading, a button and an entry of a menu
_LEAST = 3  # links of a menu
_BESIDE = 24  # characters besides the links of a list of tags: "Tagged with:"
_AROUND = 5  # elements around a button in which its box is
_FILES = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".zip")
_ONLY = ("mailto:", "tel:", "javascript:", "#")


def parts(root: LexborNode, size: Size, own: str) -> Iterator[LexborNode]:
    """Yield the elements below a root that are furniture; `own` is the page's address."""
    for node in root.css("[class], [id]"):
        attributes = node.attributes
        named = _kind_by_names(attributes.get("class") or "", attributes.get("id") or "")
        signed = named == "byline" and size(node) <= _MOST_BOX and _SIGNED.search(words_of(node)[:_MOST_PART])
        menu = named == "menu" and node.tag not in {"ul", "ol"} and _is_menu(node, size, own)
        if named == "furniture" or signed or menu:
            yield node
    yield from _consent(root, size)
    for node in root.css("ul, ol"):
        if _is_menu(node, size, own):
            yield node
    yield from _languages(root, size)
    yield from _tags(root, size)


@lru_cache(_MOST_KEPT)
def _kind_by_names(classes: str, name: str) -> str:
    """Return what an element is by its names: furniture, or perhaps a byline or a menu."""
    names = f"{classes} {name}"[:_MOST_NAMES]
    kinds = (("furniture", _NAME), ("byline", _BYLINE), ("menu", _MENU))
    return next((kind for kind, pattern in kinds if pattern.search(names)), "")


@lru_cache(_MOST_KEPT)
def is_of_site(heading: str) -> bool:
    """Return whether a heading says that what follows is about other pages of the site, a newsletter or networks."""
    return len(heading) <= _SHORT and _HEADING.match(heading) is not None


def may_follow(node: LexborNode, size: Size) -> bool:
    """Return whether an element below such a heading belongs to it: it is short, or has a link or a field."""
    return size(node) <= _MOST_PART or node.css_first("a[href], input, article") is not None


def without_notices(body: str) -> str:
    """Return a text without the lines that are such notices; a text that has only those is returned as it is."""
    low = body.casefold()
    if not any(words in low for words in _MAY_HAVE):
        return body
    lines = "\n".join(line for line in body.split("\n") if not is_notice(line))
    return lines or body


def is_notice(line: str) -> bool:
    """Return whether a line is a notice of the site about its cookies, or of the service that keeps robots away."""
    bare = line.removeprefix("# ").removeprefix("- ")
    if len(bare) > _LONGEST:
        return False
    robots = _CAPTCHA.search(bare) and _PROTECTS.search(bare) and _TERMS.search(bare)
    return bool(_NOTICE.match(bare) or robots or _ROBOT.fullmatch(bare))


def _consent(root: LexborNode, size: Size) -> Iterator[LexborNode]:
    """Yield the boxes with a button that accepts or refuses cookies."""
    for button in root.css(
        "button, [role=button], a[class*=btn], a[class*=button], input[type=button], input[type=submit]"
    ):
        words = words_of(button) if size(button) <= _SHORT else ""
        if not _ACCEPT.match(words or button.attributes.get("value") or ""):
            continue
        for ancestor in islice(ancestors(button), _AROUND):
            if size(ancestor) > _MOST_BOX or ancestor.mem_id == root.mem_id:
                break
            if size(ancestor) > size(button) + _LEAST and _COOKIES.search(ancestor.text()):
                yield ancestor
                break


def _is_menu(node: LexborNode, size: Size, own: str) -> bool:
    """Return whether an element has links to pages of the site only, and no heading of the posting leads to them."""
    links = node.css("a[href]") if size(node) <= _MOST_MENU else []
    if len(links) < _LEAST or _characters_outside(node, links) or any(size(link) > _MOST_PART for link in links):
        return False
    if not all(_is_page(link.attributes.get("href") or "", own) for link in links):
        return False
    before = node.prev
    while before is not None and not size(before):
        before = before.prev
    led = before is not None and (before.tag in LEVELS or words_of(before).endswith(":"))
    return not led or (before is not None and _MENU_HEADING.match(words_of(before)[:_SHORT]) is not None)


def _is_page(href: str, own: str) -> bool:
    target = href.strip()
    address = urls.join(own, target)
    page = target and not target.lower().startswith(_ONLY) and not urls.path(address).lower().endswith(_FILES)
    return bool(page) and (not own or urls.site(address) == urls.site(own))


def _languages(root: LexborNode, size: Size) -> Iterator[LexborNode]:
    """Yield the elements that only have links to the page in other languages."""
    seen: set[int] = set()
    for link in root.css("a[href]"):
        up = _holder(link) if size(link) <= _SHORT and _LANGUAGE.match(words_of(link)) else None
        if up is None or up.mem_id in seen or size(up) > _MOST_BOX:
            continue
        seen.add(up.mem_id)
        links = up.css("a[href]")
        named = len(links) > 1 and all(_LANGUAGE.match(words_of(element)) for element in links)
        if named and _characters_outside(up, links) <= _BESIDE:
            yield up


def _tags(root: LexborNode, size: Size) -> Iterator[LexborNode]:
    """Yield the lists of tags and categories: links to their pages, with hardly any other word."""
    seen: set[int] = set()
    for link in root.css(_TAGS):
        up = _holder(link)
        if up is None or up.mem_id in seen or size(up) > _MOST_BOX:
            continue
        seen.add(up.mem_id)
        links = up.css("a[href]")
        if all(map(_is_tag, links)) and _characters_outside(up, links) <= _BESIDE:
            yield up


def _is_tag(link: LexborNode) -> bool:
    attributes = link.attributes
    return _TAG.search(f"{attributes.get('href') or ''}/") is not None or "tag" in (attributes.get("rel") or "").split()


def _holder(link: LexborNode) -> LexborNode | None:
    """Return the element that contains a link and its neighbours: the list of its item, or the element around it."""
    ancestor = link.parent
    return ancestor.parent if ancestor is not None and ancestor.tag == "li" else ancestor


def _characters_outside(node: LexborNode, links: list[LexborNode]) -> int:
    """Return the characters of an element outside its links, without spaces and separators."""
    return _characters(node) - sum(map(_characters, links))


def _characters(node: LexborNode) -> int:
    return sum(map(str.isalnum, node.text()))
