"""Decode the bytes that a site sends, as browsers do. Every body is decoded here.

Sources: Encoding Standard (encoding.spec.whatwg.org: byte order marks, labels, decoders), HTML Living Standard
("Determining the character encoding": the prescan of a page), RFC 7303 (XML), RFC 8259 (JSON). Labels and most decoders
come from `webencodings`. Where Python's decoder differs from the standard's, this module corrects it.

The encoding is taken from the byte order mark, then the header, then the document's own declaration. A document that
declares none is UTF-8 if it is valid UTF-8, else windows-1252, the browsers' fallback.

Two formats differ. JSON is UTF-8 whatever its header says, as it is for scripts that fetch it; the header counts only
if the bytes are not valid UTF-8. XML that declares UTF-8 and is valid UTF-8 is read as UTF-8 even if its header says
otherwise, because wrong headers of feeds often go unnoticed.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from functools import cache, partial

Decoder = Callable[[bytes], str]

# Browsers look for a declaration in the first 1,024 bytes, and still accept a later one when they reach it. This is the
# number of bytes searched here; a head that contains all its style sheets has about 200,000.
MOST_HEAD = 262_144
_START = 4_096  # bytes of whitespace allowed before the first character
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_UTF_16 = frozenset(("utf-16le", "utf-16be"))
_STATED = re.compile(r"charset\s*+=\s*+[\"']?\s*+([^\s\"';,]++)", re.IGNORECASE)
_META, _CHARSET_WORD = re.compile(rb"<meta", re.IGNORECASE), re.compile(rb"charset", re.IGNORECASE)
# A tag as browsers read one. Possessive, so that nothing is read twice; an unclosed tag extends to the end.
_WS = rb"\t\n\f\r "
_VALUE = (
    rb"[" + _WS + rb"]*+=[" + _WS + rb"]*+(?:\"([^\"]*+)(?:\"|\Z)|'([^']*+)(?:'|\Z)|((?![\"'])[^" + _WS + rb">]*+))"
)
_ATTRIBUTE = re.compile(rb"(=?[^" + _WS + rb"/>=]++)(?:" + _VALUE + rb")?+")
_ATTRIBUTES = (
    rb"(?:[" + _WS + rb"/]++|(?:=[^" + _WS + rb"/>=]*+|[^" + _WS + rb"/>=]++)(?:"
    + re.sub(rb"\((?!\?)", rb"(?:", _VALUE)
    + rb")?+)*+"
)  # fmt: skip
_TOKEN = re.compile(
    rb"<(?:!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))|(?i:meta)(?=[" + _WS + rb"/])(" + _ATTRIBUTES + rb")"
    rb"|/?[a-zA-Z][^" + _WS + rb"/>]*+" + _ATTRIBUTES + rb"|[!?/][^>]*+)"
)
_CONTENT = re.compile(rb"charset\s*+=\s*+(?:\"([^\"]++)\"|'([^']++)'|([^\s;\"']++))", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\s[^>]*?encoding\s*+=\s*+[\"']([^\"'>]{1,40}+)[\"']")


def decode(body: bytes, kind: str = "") -> str:
    """Decode a body whose Content-Type is `kind`. Undecodable bytes become U+FFFD; a byte order mark is removed."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoder(name)(body[len(mark) :])
    stated, low = _stated(kind), kind.lower()
    if "json" in low or (not low and first(body) in {"{", "["}):
        return _json(body, stated)
    if "html" not in low and ("xml" in low or body[:_START].lstrip().startswith(b"<?xml")):
        name = _xml(body, stated)
    else:
        name = stated or _declared(body) or _xml_declared(body)
    return _decoder(name)(body) if name else _undeclared(body)


def first(body: bytes) -> str:
    """Return the first character of a body that is not whitespace, for UTF-16 too; "" if there is none."""
    head = body[:_START]
    if b"\x00" in head[:4]:  # UTF-16 or UTF-32
        head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1].decode("latin-1")


def label(name: str) -> str:
    """Return the standard's name for an encoding label as sites write it (`Latin1`, `x-sjis`); "" for an unknown label."""
    from webencodings.labels import LABELS

    return LABELS.get(name.strip("\t\n\f\r ").lower(), "") if name.isascii() else ""


@cache
def _stated(kind: str) -> str:
    match = _STATED.search(kind)
    return label(match[1]) if match else ""


def _json(body: bytes, stated: str) -> str:
    """Decode JSON: as UTF-8 if valid, else as its header says. ISO-2022-JP is recognised by its escapes, which JSON never has."""
    if b"\x00" in body[:4]:
        return body.decode(json.detect_encoding(body), "replace")
    if stated == "iso-2022-jp" and b"\x1b" in body:
        return _iso_2022_jp(body)
    try:
        return body.decode()
    except UnicodeDecodeError:
        return _decoder(stated)(body) if stated and stated != "utf-8" else _undeclared(body)


def _xml(body: bytes, stated: str) -> str:
    declared = _xml_declared(body)
    if stated and stated != declared == "utf-8":
        try:
            body.decode()
        except UnicodeDecodeError:
            return stated
        return declared
    return stated or declared


def _xml_declared(body: bytes) -> str:
    """Return the encoding that an XML declaration names, or that its first bytes show; "" for neither."""
    if body[:4] == b"<\x00?\x00":
        return "utf-16le"
    if body[:4] == b"\x00<\x00?":
        return "utf-16be"
    match = _XML.match(body[:_START].lstrip())
    return _of_document(match[1]) if match else ""


def _declared(body: bytes) -> str:
    """Return the encoding that a page declares in a `<meta>` (the standard's prescan), "" if it declares none."""
    head = body[:MOST_HEAD]
    if not _META.search(head) or not _CHARSET_WORD.search(head):
        return ""
    for match in _TOKEN.finditer(head):
        name = _of_meta(match[1]) if match[1] else ""
        if name:
            return name
    return ""


def _of_meta(attributes: bytes) -> str:
    has: dict[bytes, bytes] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        has.setdefault(match[1].lower(), match[2] or match[3] or match[4] or b"")
    if b"charset" in has:
        return _of_document(has[b"charset"])
    if has.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return ""
    declaration = _CONTENT.search(has.get(b"content", b""))
    return _of_document(declaration[1] or declaration[2] or declaration[3]) if declaration else ""


def _of_document(name: bytes) -> str:
    """Return the encoding that a declaration within a document means. It can't be UTF-16, or it could not have been read."""
    encoding = label(name.decode("latin-1"))
    return "utf-8" if encoding in _UTF_16 else "windows-1252" if encoding == "x-user-defined" else encoding


def _undeclared(body: bytes) -> str:
    """Decode a body that declares no encoding: UTF-8, also with a few broken characters, else windows-1252."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    return text if sound >= broken else _decoder("windows-1252")(body)


@cache
def _decoder(name: str) -> Decoder:
    """Return the decoder of an encoding of the standard."""
    if name in _OWN:
        return _OWN[name]
    from webencodings import lookup

    codec = lookup(name)
    return partial(_by, codec.codec_info, _LEFT_OVER if name.startswith("windows-") else "replace") if codec else _utf_8


def _by(codec: codecs.CodecInfo, errors: str, body: bytes) -> str:
    text: str = codec.decode(body, errors)[0]
    return text


_LEFT_OVER = "tracker.left-over"


def _left_over(error: UnicodeError) -> tuple[str, int]:
    """Decode a byte that Python's table leaves out. Browsers read it as a control character, and 0x80 in Chinese as €."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start]
    if error.encoding == "gb18030":
        return ("€" if byte == 0x80 else "\ufffd"), (error.start + 1 if byte == 0x80 else error.end)  # noqa: PLR2004
    return (chr(byte) if byte < 0xA0 else "\ufffd"), error.end  # noqa: PLR2004 (the last control character and one)


codecs.register_error(_LEFT_OVER, _left_over)


def _utf_8(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _gbk(body: bytes) -> str:
    """Decode gb2312 and gbk, which the standard decodes as GB 18030."""
    return body.decode("gb18030", _LEFT_OVER)


def _replacement(body: bytes) -> str:
    """Decode encodings that browsers refuse to decode (HZ, ISO-2022-KR …), because they can hide markup."""
    return "\ufffd" if body else ""


# Where Python's tables of JIS X 0208 differ from those of browsers (and of windows-31j).
_JIS = str.maketrans("\u301c\u2016\u2212\u00a2\u00a3\u00ac", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2")
_LOW, _HIGH = 0xA1, 0xFE  # lowest and highest value of both bytes of a character


def _euc_jp(body: bytes) -> str:
    return body.decode("euc_jp", "tracker.windows-31j").translate(_JIS)


def _windows_31j(error: UnicodeError) -> tuple[str, int]:
    """Decode a pair of bytes that is not in JIS X 0208 (circled digits, Roman numerals …) by the table of windows-31j."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and min(pair) >= _LOW and max(pair) <= _HIGH:  # noqa: PLR2004 (a pair)
        row, cell = pair[0] - 0x80, pair[1] - 0x80
        lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)  # noqa: PLR2004 (as Shift_JIS folds rows in two)
        trail = cell + (0x7E if row % 2 == 0 else 0x1F if cell < 0x60 else 0x20)  # noqa: PLR2004
        try:
            return bytes((lead, trail)).decode("cp932"), error.start + 2
        except UnicodeDecodeError:
            pass
    return "\ufffd", error.end


codecs.register_error("tracker.windows-31j", _windows_31j)

_ESCAPES = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_EIGHT_BITS = bytes(number | 0x80 if number > 0x20 else number for number in range(256))  # noqa: PLR2004 (the first graphic character)


def _iso_2022_jp(body: bytes) -> str:
    """Decode ISO-2022-JP: its escapes switch between ASCII, JIS X 0208 and half-width kana, all in seven bits."""
    start, *rest = _ESCAPES.split(body)
    parts = [start.decode("ascii", "replace")]
    for escape, words in zip(rest[::2], rest[1::2], strict=True):
        if escape[:1] == b"$":
            parts.append(_euc_jp(words.translate(_EIGHT_BITS)))
        else:
            parts.append(words.translate(_EIGHT_BITS).decode("cp932", "replace") if escape == b"(I" else _ascii(words))
    return "".join(parts)


def _ascii(words: bytes) -> str:
    return words.decode("ascii", "replace")


_OWN: dict[str, Decoder] = {
    "utf-8": _utf_8,
    "gbk": _gbk,
    "gb18030": _gbk,
    "euc-jp": _euc_jp,
    "iso-2022-jp": _iso_2022_jp,
    "replacement": _replacement,
}
