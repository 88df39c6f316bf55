"""HTML or plain text → canonical text: one block a line, the same for every rendering of the same content.

A block is a heading (`# `), a paragraph, a list item (`- `) or a table row (cells joined by ` | `). Text is NFC,
entities are decoded, invisible characters and the tracking parameters of addresses are gone.
"""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What ends a block before and after itself (HTML Living Standard, "flow content" that renders as a block).
_BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary table tbody "
    "tfoot thead tr ul br caption".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = frozenset(
    "script style noscript template svg head iframe object embed audio video canvas math title meta link".split()
)
_FURNITURE = "nav, header, footer, aside, form, dialog, [role=navigation], [role=banner], [role=contentinfo]"

# Soft hyphen, zero-width space, word joiner, BOM, and the marks of writing direction. Joiners (U+200C, U+200D)
# stay: they carry meaning in Persian, in Indic scripts and in emoji.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_CONTROLS = {code: " " for code in [*range(0x20), *range(0x7F, 0xA0)] if code not in {0x0A}}
_TABLE = {**_CONTROLS, **_INVISIBLE, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
_BULLET = re.compile(r"^[-*•·▪▫‣◦●○■□➢➤►–—\uf0b7\uf0a7]\s+")
_ONLY_BULLET = re.compile(r"^[-*•·▪▫‣◦●○■□➢➤►–—\uf0b7\uf0a7#|\s]*$")
_ESCAPED = re.compile(r"&lt;/?(?:p|div|ul|ol|li|br|h[1-6]|strong|em|b|i|span|a|table)\b", re.IGNORECASE)
_TAGS = re.compile(r"<(?:p|div|ul|ol|li|br|h[1-6]|span|strong|b|table)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_MARK = re.compile(r"^(?:# |- )")
_TRACKING = re.compile(
    r"^(?:utm_.*|gclid|fbclid|msclkid|mc_[ce]id|_ga|_gl|igshid|ref|referrer|source|src|trk.*|"
    r"token|csrf.*|nonce|sid|s_?id|session.*|jsessionid|phpsessid|timestamp|ts|_|cb|rand|v?isit.*|gh_src|lever-.*)$",
    re.IGNORECASE,
)
_MARKS = {"li": "- ", **dict.fromkeys(_HEADINGS, "# ")}
_CJK = re.compile("([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fa1f])")


def clean_url(url: str) -> str:
    """Take the parameters that only track or only change from an address, and its fragment.

    A fragment that carries a path (`#/jobs/1`, `#!…`) stays, for it is what such a site calls the page.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(key, value) for key, value in pairs if not _TRACKING.match(key)]
        if len(kept) != len(pairs):
            query = urlencode(kept)
    path = re.sub(r";jsessionid=[^/?#]*", "", parts.path, flags=re.IGNORECASE)
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((parts.scheme.lower(), parts.netloc, path, query, fragment))


def line(raw: str) -> str:
    """Bring one block to its canonical form; "" if nothing is left of it."""
    words = " ".join(raw.split())
    if not (words.isascii() and words.isprintable()):
        words = words.translate(_TABLE)
        if not unicodedata.is_normalized("NFC", words):
            words = unicodedata.normalize("NFC", words)
        words = " ".join(words.split())
    if "http" in words:
        words = _ADDRESS.sub(lambda found: clean_url(found.group()), words)
    if not words[:1].isalnum():
        if _ONLY_BULLET.match(words):
            return ""
        found = _BULLET.match(words)
        if found:
            words = "- " + words[found.end() :]
    return words


def from_plain(text: str) -> str:
    """Bring plain text, one paragraph or item a line, to its canonical form. Idempotent."""
    return "\n".join(filter(None, map(line, text.splitlines())))


def from_html(markup: str) -> str:
    """Bring HTML, also escaped HTML, to canonical text."""
    for _ in range(2):
        if "&lt;" not in markup or _TAGS.search(markup) or not _ESCAPED.search(markup):
            break
        markup = html_entities.unescape(markup)
    if "<" not in markup:
        return from_plain(html_entities.unescape(markup))
    tree = LexborHTMLParser(markup)
    return of_node(tree.body) if tree.body is not None else ""


def unescape_once(markup: str) -> str:
    """Undo one escaping of HTML, the five characters that matter; the parser decodes the rest."""
    return (
        markup.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#39;", "'")
        .replace("&amp;", "&")
    )


def _add(blocks: list[str], words: str, mark: str) -> None:
    if words:
        if mark == "# " and words[:2] == "- ":
            words = words[2:]
        blocks.append(mark + words if mark and words[:2] != mark else words)


def of_node(node: LexborNode) -> str:
    """Give the canonical text of one element of a parsed page."""
    blocks: list[str] = []
    pending: list[str] = []
    _walk(node, blocks, pending)
    _flush(blocks, pending, "")
    return "\n".join(blocks)


def main_text(markup: str) -> str:
    """Give the text of a whole page without its furniture (navigation, header, footer, forms)."""
    tree = LexborHTMLParser(markup)
    if tree.body is None:
        return ""
    root = tree.css_first("main, [role=main], article") or tree.body
    for node in root.css(_FURNITURE):
        node.decompose()
    return of_node(root)


def _flush(blocks: list[str], pending: list[str], mark: str) -> None:
    if pending:
        _add(blocks, line("".join(pending)), mark)
        pending.clear()


def _walk(node: LexborNode, blocks: list[str], pending: list[str], mark: str = "") -> None:
    """Go down the tree. `mark` belongs to the first block inside a heading or a list item."""
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            text = child.text_content
            if text:
                pending.append(text)
        elif tag in _BLOCK:
            _flush(blocks, pending, mark)
            if tag == "tr":
                _row(child, blocks)
                continue
            inner = _MARKS.get(tag, "")
            _walk(child, blocks, pending, inner)
            _flush(blocks, pending, inner)
        elif tag not in _UNSEEN and tag is not None:
            _walk(child, blocks, pending, mark)


def _row(row: LexborNode, blocks: list[str]) -> None:
    cells = []
    for cell in row.iter():
        inside: list[str] = []
        pending: list[str] = []
        _walk(cell, inside, pending)
        _flush(inside, pending, "")
        cells.append(" ".join(inside))
    words = line(" | ".join(cells)) if any(cells) else ""
    if words:
        blocks.append(words)


def bare(blocks: tuple[str, ...]) -> list[str]:
    """Give the words alone, without the marks of blocks: what must differ for an edit to be one."""
    return " ".join(_MARK.sub("", block) for block in blocks).split()


def segment(text: str) -> str:
    """Put a space around every Chinese, Japanese and Korean character, so that an index of words finds them."""
    return text if text.isascii() else _CJK.sub(r" \1 ", text)
