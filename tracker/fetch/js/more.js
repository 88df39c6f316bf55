// Find the control that loads more of a list, and press it if `press`. Returns what it says, or the empty text.
(press) => {
  /* shared */
  /* words */
  const kinds = {};
  for (const kind of ['known', 'more', 'show', 'all', 'expand', 'still', 'counted']) kinds[kind] = new Set(list[kind].split(' '));
  const asian = new RegExp(list.asian);
  const says = (said) => {  // as `says_more` of list_words.py
    if (!said || said.length > 80) return false;
    if (asian.test(said.replace(/^[ .…›»→+>]+|[ .…›»→+>]+$/g, ''))) return true;
    const tokens = said.toLowerCase().replace(/ß/g, 'ss').replace(/ς/g, 'σ').replace(/\u0307/g, '').match(/\p{L}+/gu) || [];
    const has = (kind) => tokens.some((token) => kinds[kind].has(token));
    if (/\d/.test(said) && has('still') && has('counted') && tokens.length <= 16 &&
      tokens.every((token) => kinds.known.has(token) || kinds.still.has(token))) return true;
    if (tokens.length > 16 || !tokens.every((token) => kinds.known.has(token))) return false;
    return has('more') || (has('expand') && !has('all')) || (has('show') && has('all') && !has('expand'));
  };
  const nouns = ' (open |current |offene )?(jobs?|positions?|openings|roles|results|vacancies|opportunities|postings|' +
    'stellen(angebote)?|ergebnisse|treffer|angebote|offres|postes|ofertas|vacantes|vacatures)';
  const more = new RegExp('^(load|show|view|see|display|get|explore|browse|discover)( me)?( \\d+)?( all)?( the)?( more| all| additional| remaining)' +
    '( \\d+)?(' + nouns + ')?( \\(?\\d+\\)?)?[ .…↓+]*$|^(\\+ ?)?(\\d+ )?more(' + nouns + ')?[ .…↓+]*$|' +
    '^(next|older)( \\d+)?' + nouns + '$|^(mehr|weitere)(' + nouns + ')?( anzeigen| laden)?$|^alle(' + nouns + ')? anzeigen$|' +
    '^(afficher|voir|charger) (plus|davantage|la suite)|' +
    '^(ver|cargar|mostrar) m[áa]s|^(mostra|carica) altr|^(meer|toon meer)( laden| tonen| vacatures)?$|^visa fler|^vis (mere|flere)|' +
    '^näytä lisää|^pokaż więcej|加载更多|加載更多|查看更多|显示更多|もっと(見る|読み込む|表示)|さらに(表示|読み込む)|더 ?보기|' +
    'عرض المزيد|تحميل المزيد', 'i');
  const next = new RegExp('^(next|next page|weiter|nächste( seite)?|suivant[e]?|page suivante|siguiente|successiva|volgende|' +
    'volgende pagina|nästa( sida)?|neste( side)?|næste( side)?|seuraava( sivu)?|próxima( página)?|successivo|następna( strona)?|další( strana)?|' +
    'ďalšia( strana)?|következő( oldal)?|pagina următoare|sonraki( sayfa)?|επόμενη|следваща( страница)?|следующая( страница)?|далее|наступна|далі|' +
    'sljedeća|sledeća|naslednja|kitas|nākamā|järgmine|berikutnya|selanjutnya|trang sau|ถัดไป|הבא|' +
    '下一页|下一頁|次へ|다음|التالي|[›»→>])[ ›»→>]*$', 'i');
  const off = (one) => one.disabled || one.getAttribute('aria-disabled') === 'true' || /\bdisabled\b/.test(one.className) ||
    !['', 'false', null].includes(one.getAttribute('aria-haspopup'));
  const leads = (one) => one.matches('a[href]') && !/^(#|javascript:|$)/i.test(one.getAttribute('href').trim());
  const all = deep(document).filter((one) => pressable(one) && shown(one) && !off(one) && !leads(one));
  const tests = [(said) => more.test(said) || says(said), (said) => next.test(said)];
  for (const test of tests) {
    const found = all.filter((one) => test(words(one)) || test(one.getAttribute('aria-label') || ''));
    const counts = {};
    for (const one of found) counts[words(one)] = (counts[words(one)] || 0) + 1;
    const chosen = found.find((one) => counts[words(one)] < 3);
    if (chosen) {
      if (press) { chosen.scrollIntoView({block: 'center'}); chosen.click(); }
      return words(chosen) || chosen.getAttribute('aria-label');
    }
  }
  return '';
}
