"""Convert HTML or plain text to canonical text: one block a line, the same for every rendering of the same content.

A block is a heading (`# `), a paragraph, a list item (`- `) or a table row (cells joined by ` | `). Text is NFC,
entities are decoded, and invisible characters and the tracking parameters of addresses are removed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.extract import unmarked, urls
from tracker.extract.htmltree import lexbor, unescape
from tracker.extract.plain_markup import (
    END,
    HEADING,
    HEADINGS,
    ITEM,
    MARKS,
    OPENS,
    escaped_lines,
    flattened,
    flattened_escaped,
    is_even,
    markup_lines,
    one_line,
    unescape_once,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Elements that end a block before and after themselves (HTML Living Standard, "flow content" that renders as a block).
_BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary table tbody "
    "tfoot thead tr ul br caption".split()
)
_UNSEEN = frozenset(
    "script style noscript template svg head iframe object embed audio video canvas math title meta link".split()
)
_FURNITURE = frozenset(("nav", "header", "footer", "aside", "form", "dialog"))
_ROLES = "[role=navigation], [role=banner], [role=contentinfo]"

# Soft hyphen, zero-width space, word joiner, BOM, and the marks of writing direction. Joiners (U+200C, U+200D) stay:
# they carry meaning in Persian, in Indic scripts and in emoji.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00\x04-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_LONE = re.compile("[\ud800-\udfff]")
# One character of JIS X 0208 that converters of Shift_JIS and EUC-JP write in two ways: windows-31j, and Unicode's
# table.
_TWICE = dict(zip("～－∥￢￠￡―", "〜−‖¬¢£—", strict=True))
_ANY_TWICE = re.compile(f"[{''.join(_TWICE)}]")
_BULLETS = "[-*•·▪▫‣◦●○■□➢➤►➔➜→»✓✔✅☑🔹🔸🔷🔶👉➡\uf0b7\uf0a7\uf0fc–—]\ufe0f?"
_BULLET = re.compile(rf"^{_BULLETS}\s+")
_ONLY_BULLET = re.compile(rf"^(?:{_BULLETS}|[#|\s])*$")
# Matches however often the ampersand was escaped.
_ESCAPED = re.compile(r"&(?:amp;)*+lt;/?(?:p|div|ul|ol|li|br|h[1-6]|strong|em|b|i|span|a|table)\b", re.IGNORECASE)
_TAGS = re.compile(r"<(?:p|div|ul|ol|li|br|h[1-6]|span|strong|b|table)\b", re.IGNORECASE)
# Markup that was escaped within markup: an element with its start and end tag among words.
_HELD = {
    tag: (re.compile(rf"<{tag}(?:\s[^<>]*)?>", re.IGNORECASE), f"</{tag}>")
    for tag in ("p", "ul", "ol", "li", "div", *HEADINGS, "table", "strong", "em", "b", "i", "span", "a")
}
_HELD_BLOCKS = ("p", "ul", "ol", "li", "div", *HEADINGS)
_BEGINS = re.compile(
    r"\s*+<(?:p|div|ul|ol|li|br|h[1-6]|strong|em|b|i|span|a|table)\b[^<>]*+>|.*?<br\s*+/?+>", re.IGNORECASE | re.DOTALL
)
_MOST_HELD = 4  # times that a text is parsed again as markup; more than two levels of escaping were never seen
_MOST_ROWS = 8  # nested tables whose rows are written as rows; each level is parsed once more
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_MARK = re.compile(r"^(?:# |- )")
_UNEVEN = re.compile(f"\n(?!(?:{HEADING}|{ITEM})?[A-Za-z0-9])")  # a line that does not begin with a word
_MOST_MARKS, _JOINER = 30, "\u034f"  # the combining grapheme joiner
_CJK = re.compile("([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fa1f])")


def line(raw: str) -> str:
    """Return the canonical form of one line that is not markup; "" if nothing is left of it."""
    return _block(unmarked.line(raw) if "&" in raw or "<" in raw else raw)


def _block(raw: str) -> str:
    words = " ".join(raw.split())
    if words.isascii() and words.isprintable() and words[:1].isalnum() and "http" not in words and "&" not in words:
        return words
    return " ".join(_finish(one_line(raw)))


def _finished(flat: str) -> str:
    """Return the canonical text of flat text, one block a line (`_finish`)."""
    result = None if "&" in flat and unmarked.references(flat) != flat else _even_text(flat)
    return "\n".join(_finish(flat)) if result is None else result


def _even_text(flat: str) -> str | None:
    """Return the canonical text of flat text in which each line is a block as it stands; None for any other text.

    Most texts are such, and are checked as a whole instead of line by line. The result is that of `_finish` (a property
    in the tests). Placeholders stand only at the beginning of a line, where markup put them.
    """
    if not is_even(flat) or flat.rfind("://") >= 0:
        return None
    result = "\n".join([words for raw in flat.split("\n") if (words := raw.strip(" \x03"))])
    if _UNEVEN.search(f"\n{result}"):
        return None
    return result.replace(HEADING, MARKS[HEADING]).replace(ITEM, MARKS[ITEM])


def _finish(flat: str) -> list[str]:
    """Return canonical blocks of text with one block on each line, which may begin with the placeholder of its mark.

    A mark on a line without words belongs to the next line with words: `<li><p>` is one item.
    """
    if "&" in flat:
        flat = unmarked.references(flat)  # text that was escaped once more than its markup
    if not flat.isascii():
        flat = composed(_LONE.sub("\ufffd", _CONTROL.sub(" ", flat)))
    if "://" in flat:
        flat = _ADDRESS.sub(lambda match: urls.clean(match.group()), flat)
    even = is_even(flat)
    blocks: list[str] = []
    pending = ""
    for raw in flat.replace("\n\n", "\n").split("\n"):
        words = raw.strip(" \x03")
        if not words:
            pending = "" if END in raw else pending
            continue
        mark = MARKS.get(words[0], "")
        if even and (words[1:2].isalnum() if mark else not pending and words[0].isalnum()):
            blocks.append(mark + words[1:] if mark else words)  # nearly every block needs no further check
            pending = ""
            continue
        if mark:
            words = words[1:].lstrip()
            pending = mark if words or END not in raw else ""
        words = _tidied(words)
        if words:
            blocks.append(pending + (words[2:] if pending and words[:2] == "- " else words))
            pending = ""
    return blocks


def composed(words: str) -> str:
    """Remove invisible characters, and write the others in one form (NFC, and one of JIS's two forms)."""
    words = _ANY_TWICE.sub(lambda match: _TWICE[match[0]], _INVISIBLE.sub("", words))
    return words if unicodedata.is_normalized("NFC", words) else unicodedata.normalize("NFC", _stream_safe(words))


def _stream_safe(text: str) -> str:
    """Split runs of more than 30 combining marks, which `normalize` sorts in quadratic time.

    No word of any language has so many. It is the limit of Unicode's Stream-Safe Text Format (UAX #15, section 13).
    """
    parts: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > _MOST_MARKS:
            parts.append(_JOINER)
            marks = 1
        parts.append(char)
    return "".join(parts)


def _tidied(words: str) -> str:
    """Return the canonical form of the words of one block."""
    if "  " in words or not words.isprintable():
        words = " ".join(_CONTROL.sub(" ", words).split())
    return words if words[:1].isalnum() else _bulleted(words)


def _bulleted(words: str) -> str:
    """Write any bullet as `- `; "" if nothing follows it."""
    if _ONLY_BULLET.match(words):
        return ""
    match = _BULLET.match(words)
    return "- " + words[match.end() :] if match else words


def from_plain(text: str) -> str:
    """Return the canonical form of plain text with one paragraph or item a line. Idempotent."""
    return "\n".join(filter(None, map(_block, text.splitlines())))


def from_html(markup: str, depth: int = _MOST_HELD) -> str:
    """Return the canonical text of HTML, escaped HTML included. `depth`: how often text with markup is parsed again."""
    undone = _undone(markup)
    if undone:
        result = from_html(undone, depth)
        if unmarked.keeps(composed(undone), result):
            return result
    if "<" not in markup:
        return from_plain(unescape(markup))
    lines = markup_lines(markup)
    if lines is not None:
        return lines
    flat = flattened(markup)
    if flat is None:
        body = lexbor(markup).body
        result = of_node(body) if body is not None else ""
    else:
        result = _finished(flat)
    if depth and "</" in result and _holds_markup(result, _HELD_BLOCKS):
        read = from_html(result, depth - 1)
        result = read if unmarked.keeps(result, read) else result
    return result


def canonical(words: str) -> str:
    """Return the canonical form of HTML or plain text. Tags decide which of the two it is.

    Text that mentions unescaped tags (`<p>`) is taken for HTML.
    """
    return from_plain(words) if "<" in words and not unmarked.is_markup(words) else from_html(words)


def _undone(markup: str) -> str:
    """Undo all levels of escaping of a text that is only escaped markup; "" if it is not.

    "You write &lt;h3&gt; by hand" is not: it mentions a tag, and no element begins and ends in it.
    """
    if "lt;" not in markup or _TAGS.search(markup) or not _ESCAPED.search(markup):
        return ""
    for _ in range(_MOST_HELD):
        markup = unescape(markup)
        if _TAGS.search(markup) or not _ESCAPED.search(markup):
            return markup if _BEGINS.match(markup) or _holds_markup(markup, _HELD) else ""
    return ""


def _holds_markup(words: str, tags: Iterable[str]) -> bool:
    """Return whether words contain one of these elements with its start and end tag: markup that was escaped."""
    low = words.lower()
    for opening, closing in map(_HELD.__getitem__, tags):
        end = low.rfind(closing)
        if end >= 0 and opening.search(words, 0, end):
            return True
    return False


def from_escaped(markup: str) -> str:
    """Return the canonical text of HTML that was escaped once, as some APIs send it."""
    lines = escaped_lines(markup)
    if lines is not None:
        return lines
    flat = flattened_escaped(markup)
    return from_html(unescape_once(markup)) if flat is None else _finished(flat)


def of_node(node: LexborNode, without: frozenset[int] = frozenset()) -> str:
    """Return the canonical text of one element of a parsed page, without the nodes of these `mem_id`s below it."""
    return _of(node, frozenset(), without, 0)


def main_text(markup: str) -> str:
    """Return the text of a whole page without navigation, header, footer and forms."""
    tree = lexbor(markup)
    if tree.body is None:
        return ""
    root = tree.css_first("main, [role=main], article") or tree.body
    return _of(root, _FURNITURE, frozenset(node.mem_id for node in root.css(_ROLES)), 0)


def _of(node: LexborNode, tags: frozenset[str], ids: frozenset[int], rows: int) -> str:
    """Return the text of an element, without descendants with these tags or `mem_id`s."""
    parts: list[str] = []
    _walk(node, parts, tags, ids, rows)
    return _finished("".join(parts))


def _walk(node: LexborNode, parts: list[str], tags: frozenset[str], ids: frozenset[int], rows: int) -> None:
    """Flatten the tree of any depth: text, a line end around every block, and the placeholders of marks."""
    stack = [(node.iter(include_text=True), "")]
    while stack:
        children, closing = stack[-1]
        for child in children:
            tag = child.tag
            if tag == "-text":
                text = child.text_content
                if text:
                    parts.append(one_line(text))
            elif tag in tags or (ids and child.mem_id in ids):
                continue
            elif tag == "tr" and rows < _MOST_ROWS:
                parts.append(f"\n{_row(child, tags, ids, rows + 1)}\n")
            elif tag in _BLOCK:
                parts.append(OPENS.get(tag, "\n"))
                stack.append((child.iter(include_text=True), f"{END}\n" if tag in OPENS else "\n"))
                break
            elif tag not in _UNSEEN and tag is not None:
                stack.append((child.iter(include_text=True), ""))
                break
        else:
            parts.append(closing)
            stack.pop()


def _row(row: LexborNode, tags: frozenset[str], ids: frozenset[int], rows: int) -> str:
    """Return the cells of a table row, each on one line, joined by ` | `."""
    cells_shown = (cell for cell in row.iter() if cell.tag not in tags and cell.mem_id not in ids)
    cells = [_of(cell, tags, ids, rows).replace("\n", " ") for cell in cells_shown]
    return " | ".join(cells) if any(cells) else ""


def bare(blocks: Sequence[str]) -> list[str]:
    """Return the blocks without their marks: only a difference in these is an edit."""
    return " ".join(_MARK.sub("", block) for block in blocks).split()


def segment(text: str) -> str:
    """Put a space around every Chinese, Japanese and Korean character, so that a full-text index finds them."""
    return text if text.isascii() else _CJK.sub(r" \1 ", text)
