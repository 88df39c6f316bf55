// Elements of a page and of its shadow roots, and what a person sees of them. It is put into each script that uses it.
const deep = (root, found = []) => {
  for (const one of root.querySelectorAll('*')) { found.push(one); if (one.shadowRoot) deep(one.shadowRoot, found); }
  return found;
};
const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden';
const words = (one) => (one.innerText || one.value || one.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ');
const pressable = (one) => one.matches('button, [role=button], input[type=button], input[type=submit], a, summary') ||
  (one.matches('div, span, p') && one.children.length < 3 && !one.querySelector('a, button') && words(one).length < 40 &&
   (one.hasAttribute('onclick') || getComputedStyle(one).cursor === 'pointer' || /(load|show|view|see)[-_ ]?more|more[-_ ]?(jobs|results)/i.test(one.className + ' ' + one.id)));
