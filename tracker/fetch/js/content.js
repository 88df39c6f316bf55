// Write the page as markup, with its shadow roots and slots. Returns its length if that is more than `most` characters.
(most) => {
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
}
