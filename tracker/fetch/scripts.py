"""What is asked of a page, in its own language. Each is one function; it runs in a world that the page can't reach."""

from __future__ import annotations

_DEEP = """
const deep = (root, found = []) => {
  for (const one of root.querySelectorAll('*')) { found.push(one); if (one.shadowRoot) deep(one.shadowRoot, found); }
  return found;
};
const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden';
const words = (one) => (one.innerText || one.value || one.getAttribute('aria-label') || '').trim().replace(/\\s+/g, ' ');
const pressable = (one) => one.matches('button, [role=button], input[type=button], input[type=submit], a, summary') ||
  (one.matches('div, span, p') && one.children.length < 3 && !one.querySelector('a, button') && words(one).length < 40 &&
   (one.hasAttribute('onclick') || getComputedStyle(one).cursor === 'pointer' || /(load|show|view|see)[-_ ]?more|more[-_ ]?(jobs|results)/i.test(one.className + ' ' + one.id)));
"""

DECLINE = f"""() => {{ {_DEEP}
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

MORE = f"""(press) => {{ {_DEEP}
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

SCROLL = f"""(share) => {{ {_DEEP}
  const root = document.scrollingElement || document.documentElement;
  const inner = deep(document).filter((one) => one.scrollHeight > one.clientHeight + 40 && one.clientHeight > 80 &&
    /auto|scroll/.test(getComputedStyle(one).overflowY));
  for (const one of [root, ...inner]) one.scrollTop = one.scrollHeight * share;
  window.dispatchEvent(new Event('scroll'));
}}"""

COUNT = f"""() => {{ {_DEEP}
  const kept = window.__listSeen || (window.__listSeen = new Map());
  const here = new Map();
  for (const one of deep(document)) if (one.matches('a[href]')) {{
    const item = one.closest('li, tr, article, [role=listitem], [role=row]') || one.parentElement || one;
    if (item.outerHTML.length < 20000) here.set(one.href, item.outerHTML);
  }}
  for (const [href, markup] of here) kept.set(href, markup);
  return [kept.size, here.size, document.body ? document.body.innerText.length : 0].join(' ');
}}"""

RESTORE = f"""() => {{ {_DEEP}
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

CONTENT = """(most) => {
  const open = (root) => [...root.querySelectorAll('*')].some((one) => one.shadowRoot);
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
  let markup = '';
  try {
    if (open(document)) markup = '<!DOCTYPE html>' + write(document.documentElement);
  } catch { }  // nested too deep to be written by a function that calls itself
  if (!markup && document.documentElement)
    markup = (document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '') + document.documentElement.outerHTML;
  return markup.length > most ? markup.length : markup;
}"""
