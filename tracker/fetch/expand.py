"""A list in the browser, opened until its end: consent declined, "load more" pressed, scrolled down and up and down.

What it presses is what a reader would: buttons that say in so many words that there is more. It never accepts what can
be declined, and declines only where that is offered. A list that lets go of what was scrolled past (or shows one piece
at a time) is collected as it goes by.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.async_api import Frame, Response
    from playwright.async_api import Page as Tab
    from playwright.async_api import Request as Sent

_STILL = 0.4  # seconds without traffic that count as quiet
_MOST_QUIET = 8.0  # seconds; a page that never goes quiet is taken as it is
_STREAM = 1.5  # seconds after its answer began: then a request that goes on is a stream, and is not waited for
_MOST_ROUNDS = 400
_MOST_SECONDS = 150.0
_QUIET_ROUNDS = 3
_DATA = frozenset(("xhr", "fetch", "document", "script"))

_DEEP = """
const deep = (root, found = []) => {
  for (const one of root.querySelectorAll('*')) { found.push(one); if (one.shadowRoot) deep(one.shadowRoot, found); }
  return found;
};
const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden';
const words = (one) => (one.innerText || one.value || one.getAttribute('aria-label') || '').trim().replace(/\\s+/g, ' ');
const pressable = (one) => one.matches('button, [role=button], input[type=button], input[type=submit], a, summary') ||
  (one.matches('div, span, p') && one.children.length < 3 && !one.querySelector('a, button') && words(one).length < 40 &&
   (one.onclick !== null || getComputedStyle(one).cursor === 'pointer' || /(load|show|view|see)[-_ ]?more|more[-_ ]?(jobs|results)/i.test(one.className + ' ' + one.id)));
"""

_DECLINE = f"""() => {{ {_DEEP}
  const known = '#onetrust-reject-all-handler, #CybotCookiebotDialogBodyButtonDecline, .cky-btn-reject, .cc-deny, ' +
    '[data-testid=uc-deny-all-button], #didomi-notice-disagree-button, .fc-cta-do-not-consent, #truste-consent-required, ' +
    '.cmplz-deny, .osano-cm-denyAll, #hs-eu-decline-button, [data-cookiefirst-action=reject]';
  const says = new RegExp('^(reject|decline|deny|refuse|disagree)( all| optional| non-essential)?( cookies)?$|' +
    '^(use |accept |allow )?(only )?(strictly )?(necessary|essential|required)( cookies)?( only)?$|' +
    'continue without (accepting|agreeing|consent)|^(alle )?(cookies )?ablehnen$|^nur (technisch )?' +
    '(notwendige|erforderliche|essenzielle)|^(tout )?refuser( tout)?$|continuer sans accepter|^rechazar( tod[ao]s?)?$|' +
    '^rifiuta( tutt[oi])?$|^(alles )?(weigeren|afwijzen)$|^avvisa( alla)?$|^afvis( alle)?$|^odrzuć( wszystkie)?$|' +
    '^(全部)?拒[绝絕]$|^(すべて)?拒否(する)?$|^(모두 )?거부$|^رفض( الكل)?$', 'i');
  const about = /cookie|consent|privacy|datenschutz|einwilligung|zustimmung|tracking|confidentialité|privacidad|隐私|クッキー|쿠키/i;
  const near = (one) => {{
    for (let up = one, n = 0; up && n < 8; n++, up = up.parentElement || (up.getRootNode() || {{}}).host)
      if (about.test((up.innerText || '').slice(0, 3000) + ' ' + up.id + ' ' + up.className)) return true;
    return false;
  }};
  for (const one of deep(document))
    if (shown(one) && (one.matches(known) || (pressable(one) && says.test(words(one)) && near(one)))) {{
      one.click();
      return words(one) || one.id;
    }}
  return '';
}}"""

_MORE = f"""(press) => {{ {_DEEP}
  const nouns = ' (open |current |offene )?(jobs?|positions?|openings|roles|results|vacancies|opportunities|postings|' +
    'stellen(angebote)?|ergebnisse|treffer|angebote|offres|postes|ofertas|vacantes|vacatures)';
  const more = new RegExp('^(load|show|view|see|display|get|explore|browse|discover)( me)?( \\\\d+)?( all)?( the)?( more| all| additional| remaining)' +
    '( \\\\d+)?(' + nouns + ')?( \\\\(?\\\\d+\\\\)?)?[ .…↓+]*$|^(\\\\+ ?)?(\\\\d+ )?more(' + nouns + ')?[ .…↓+]*$|' +
    '^(next|older)( \\\\d+)?' + nouns + '$|^(mehr|weitere)(' + nouns + ')?( anzeigen| laden)?$|^alle(' + nouns + ')? anzeigen$|' +
    '^(afficher|voir|charger) (plus|davantage|la suite)|' +
    '^(ver|cargar|mostrar) m[áa]s|^(mostra|carica) altr|^(meer|toon meer)( laden| tonen| vacatures)?$|^visa fler|^vis (mere|flere)|' +
    '^näytä lisää|^pokaż więcej|加载更多|加載更多|查看更多|显示更多|もっと(見る|読み込む|表示)|さらに(表示|読み込む)|더 ?보기|' +
    'عرض المزيد|تحميل المزيد', 'i');
  const next = new RegExp('^(next|next page|weiter|nächste( seite)?|suivant[e]?|page suivante|siguiente|successiva|volgende|' +
    '下一页|下一頁|次へ|다음|التالي|[›»→>])[ ›»→>]*$', 'i');
  const off = (one) => one.disabled || one.getAttribute('aria-disabled') === 'true' || /\\bdisabled\\b/.test(one.className);
  const leads = (one) => one.matches('a[href]') && !/^(#|javascript:|$)/i.test(one.getAttribute('href').trim());
  const all = deep(document).filter((one) => pressable(one) && shown(one) && !off(one) && !leads(one));
  const saying = (says) => all.filter((one) => says.test(words(one)) || says.test(one.getAttribute('aria-label') || ''));
  for (const says of [more, next]) {{
    const found = saying(says);
    const counts = {{}};
    for (const one of found) counts[words(one)] = (counts[words(one)] || 0) + 1;
    const chosen = found.find((one) => counts[words(one)] < 3);
    if (chosen) {{
      if (press) {{ chosen.scrollIntoView({{block: 'center'}}); chosen.click(); }}
      return words(chosen) || chosen.getAttribute('aria-label');
    }}
  }}
  return '';
}}"""

_SCROLL = f"""(share) => {{ {_DEEP}
  const root = document.scrollingElement || document.documentElement;
  const inner = deep(document).filter((one) => one.scrollHeight > one.clientHeight + 40 && one.clientHeight > 80 &&
    /auto|scroll/.test(getComputedStyle(one).overflowY));
  for (const one of [root, ...inner]) one.scrollTop = one.scrollHeight * share;
  window.dispatchEvent(new Event('scroll'));
}}"""

_COUNT = f"""() => {{ {_DEEP}
  const kept = window.__listSeen || (window.__listSeen = new Map());
  const here = new Map();
  for (const one of deep(document)) if (one.matches('a[href]')) {{
    const item = one.closest('li, tr, article, [role=listitem], [role=row]') || one.parentElement || one;
    if (item.outerHTML.length < 20000) here.set(one.href, item.outerHTML);
  }}
  for (const [href, markup] of here) kept.set(href, markup);
  return [kept.size, here.size, document.body ? document.body.innerText.length : 0].join(' ');
}}"""

_RESTORE = f"""() => {{ {_DEEP}
  const kept = window.__listSeen || new Map();
  const here = new Set(deep(document).filter((one) => one.matches('a[href]')).map((one) => one.href));
  const gone = [...kept].filter(([href]) => !here.has(href));
  if (!gone.length || !document.body) return 0;
  const box = document.createElement('div');
  box.setAttribute('data-scrolled-away', gone.length);
  box.innerHTML = gone.map(([, markup]) => markup).join('\\n');
  document.body.append(box);
  return gone.length;
}}"""

_FLATTEN = """() => {
  const open = (root) => [...root.querySelectorAll('*')].some((one) => one.shadowRoot);
  if (!open(document)) return '';
  const empty = new Set(['area','base','br','col','embed','hr','img','input','link','meta','source','track','wbr']);
  const raw = new Set(['SCRIPT', 'STYLE']);
  const escaped = (said) => said.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const write = (node) => {
    if (node.nodeType === 3) return raw.has(node.parentNode.nodeName) ? node.data : escaped(node.data);
    if (node.nodeType !== 1) return '';
    const tag = node.localName;
    const attributes = [...node.attributes].map((one) => ` ${one.name}="${escaped(one.value).replace(/"/g, '&quot;')}"`).join('');
    if (empty.has(tag)) return `<${tag}${attributes}>`;
    const slotted = tag === 'slot' ? node.assignedNodes({flatten: true}) : [];
    const inside = node.shadowRoot ? node.shadowRoot.childNodes : slotted.length ? slotted : node.childNodes;
    return `<${tag}${attributes}>${[...inside].map(write).join('')}</${tag}>`;
  };
  return '<!DOCTYPE html>' + write(document.documentElement);
}"""


class Traffic:
    """What a tab has under way, and which of its requests for data went wrong."""

    def __init__(self, tab: Tab) -> None:
        self._pending: dict[Sent, float] = {}
        self._host = ""
        self._good: set[str] = set()
        self.broken: list[str] = []
        tab.on("request", self._sent)
        tab.on("response", self._answered)
        tab.on("requestfinished", self._over)
        tab.on("requestfailed", self._failed)

    def at(self, url: str) -> None:
        """Name the page, so that its own requests are told from those of others."""
        self._host = urlsplit(url).netloc

    def _sent(self, request: Sent) -> None:
        if request.resource_type in _DATA:
            self._pending[request] = 0.0

    def _answered(self, response: Response) -> None:
        request = response.request
        if request in self._pending:
            self._pending[request] = time.monotonic()
        if request.resource_type not in {"xhr", "fetch"}:
            return
        place = response.url.split("?")[0]
        if response.ok:
            self._good.add(place)
        elif response.status == 429 or response.status >= 500 or place in self._good:  # noqa: PLR2004 (HTTP's numbers)
            self._note(response.url, f"answered {response.status}")

    def _over(self, request: Sent) -> None:
        self._pending.pop(request, None)

    def _failed(self, request: Sent) -> None:
        self._pending.pop(request, None)
        if request.resource_type in {"xhr", "fetch"} and "ERR_ABORTED" not in (request.failure or ""):
            self._note(request.url, f"failed ({request.failure})")

    def _note(self, url: str, what: str) -> None:
        if not self._host or urlsplit(url).netloc == self._host or url.split("?", maxsplit=1)[0] in self._good:
            self.broken.append(f"{url} {what}")

    async def quiet(self, still: float = _STILL, most: float = _MOST_QUIET) -> None:
        """Wait until nothing is under way but streams, for a while; at most so long."""
        begun = last = time.monotonic()
        while (now := time.monotonic()) - begun < most:
            waiting = [at for at in self._pending.values() if not at or now - at < _STREAM]
            if waiting:
                last = now
            elif now - last >= still:
                return
            await asyncio.sleep(0.05)


async def decline(tab: Tab, traffic: Traffic) -> str:
    """Decline a consent banner that offers it; gives what was pressed, "" for none."""
    for frame in tab.frames:
        pressed = await _try(frame, _DECLINE)
        if pressed:
            await traffic.quiet()
            return str(pressed)
    return ""


async def open_list(tab: Tab, traffic: Traffic) -> str:
    """Open a list until nothing more comes; gives how its end was proved, or "open: " and why it was not."""
    begun = time.monotonic()
    pressed, name, quiet, grown = 0, "", 0, False
    before = await _count(tab)
    for number in range(_MOST_ROUNDS):
        if time.monotonic() - begun > _MOST_SECONDS:
            return f"open: more still came after {_MOST_SECONDS:.0f} s"
        more = await _press(tab)
        if more:
            pressed, name = pressed + 1, more
            await traffic.quiet()
        else:
            for share in (1.0, 0.5, 1.0) if number else (0.5, 1.0):
                await _try(tab.main_frame, _SCROLL, share)
                await traffic.quiet(0.25)
            if quiet:
                await _resize(tab, traffic)
        after = await _count(tab)
        grown = grown or after != before
        quiet = 0 if after != before else quiet + 1
        before = after
        if traffic.broken:
            return f"open: the page's script was let down: {traffic.broken[0]}"
        if quiet >= (_QUIET_ROUNDS if grown else _QUIET_ROUNDS - 1):
            break
    else:
        return f"open: more still came after {_MOST_ROUNDS} rounds"
    await _try(tab.main_frame, _RESTORE)
    if await _try(tab.main_frame, _MORE, press=False):
        return f"open: {name or 'a button for more'!r} is still there, and brings nothing more"
    if pressed:
        return f"{name!r} is gone after it was pressed {pressed} times"
    return "scrolling brought no more" if grown else "the rendered page has no more"


async def content(tab: Tab) -> str:
    """Give the page as it stands, with what its shadow roots show in their places."""
    flat = await _try(tab.main_frame, _FLATTEN)
    return str(flat) if flat else await tab.content()


async def frames(tab: Tab) -> list[tuple[str, str]]:
    """Give address and content of every frame in the page that has one."""
    found = []
    for frame in tab.frames:
        if frame == tab.main_frame or frame.is_detached():
            continue
        try:
            flat = await _try(frame, _FLATTEN)
            markup = str(flat) if flat else await frame.content()
        except PlaywrightError:
            continue
        if "<a" in markup or len(markup) > 500:  # noqa: PLR2004 (an empty frame is some 40 characters)
            found.append((frame.url, markup))
    return found


async def _press(tab: Tab) -> str:
    for frame in tab.frames:
        pressed = await _try(frame, _MORE, press=True)
        if pressed:
            return str(pressed)
    return ""


async def _resize(tab: Tab, traffic: Traffic) -> None:
    """Make the window low and high again: a list that ends within it waits for its end to come into view once more."""
    size = tab.viewport_size
    if size is not None:
        await tab.set_viewport_size({"width": size["width"], "height": 160})
        await traffic.quiet(0.15)
        await tab.set_viewport_size(size)
        await traffic.quiet(0.15)


async def _count(tab: Tab) -> tuple[object, ...]:
    return tuple([await _try(frame, _COUNT) for frame in tab.frames])


async def _try(frame: Frame, script: str, share: float | None = None, *, press: bool | None = None) -> object:
    """Run a script in a frame; one that is gone, or whose page forbids it, has nothing to say."""
    try:
        return await frame.evaluate(script, share if press is None else press)
    except PlaywrightError:
        return None
