// Note the links that are shown now, and count them: all so far, those shown now, and the characters of the page.
() => {
  /* shared */
  const kept = window.__listSeen || (window.__listSeen = new Map());
  const here = new Map();
  for (const one of deep(document)) if (one.matches('a[href]')) {
    const item = one.closest('li, tr, article, [role=listitem], [role=row]') || one.parentElement || one;
    if (item.outerHTML.length < 20000) here.set(one.href, item.outerHTML);
  }
  for (const [href, markup] of here) kept.set(href, markup);
  return [kept.size, here.size, document.body ? document.body.innerText.length : 0].join(' ');
}
