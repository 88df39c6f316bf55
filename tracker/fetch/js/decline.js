// Decline a consent dialog. Returns what was pressed, or the empty text.
() => {
  /* shared */
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
  const near = (one) => {
    for (let up = one, n = 0; up && n < 8; n++, up = up.parentElement || (up.getRootNode() || {}).host)
      if (about.test((up.innerText || '').slice(0, 3000) + ' ' + up.id + ' ' + up.className)) return true;
    return false;
  };
  for (const one of deep(document))
    if (shown(one) && (one.matches(known) || (pressable(one) && says.test(words(one)) && near(one)))) {
      one.click();
      return words(one) || one.id;
    }
  return '';
}
