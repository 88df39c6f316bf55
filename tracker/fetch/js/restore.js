// Put back the entries that a virtual list has scrolled away. Returns how many.
() => {
  /* shared */
  const kept = window.__listSeen || new Map();
  const here = new Set(deep(document).filter((one) => one.matches('a[href]')).map((one) => one.href));
  const gone = [...kept].filter(([href]) => !here.has(href));
  if (!gone.length || !document.body) return 0;
  const box = document.createElement('div');
  box.setAttribute('data-scrolled-away', gone.length);
  box.innerHTML = gone.map(([, markup]) => markup).join('\n');
  document.body.append(box);
  return gone.length;
}
