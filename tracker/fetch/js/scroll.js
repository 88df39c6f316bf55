// Scroll the page, and everything in it that scrolls, to `share` of its height.
(share) => {
  /* shared */
  const root = document.scrollingElement || document.documentElement;
  const inner = deep(document).filter((one) => one.scrollHeight > one.clientHeight + 40 && one.clientHeight > 80 &&
    /auto|scroll/.test(getComputedStyle(one).overflowY));
  for (const one of [root, ...inner]) one.scrollTop = one.scrollHeight * share;
  window.dispatchEvent(new Event('scroll'));
}
