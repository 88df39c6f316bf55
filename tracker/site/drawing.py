"""Draw a sharing image with Pillow and the fonts of this machine.

Each character is drawn in the first font that has it. A machine without fonts still draws Latin text, with the font that
comes with Pillow; characters that no font has are left out.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
_EDGE = 72
_PAPER, _INK, _QUIET, _LINE, _ACCENT = "#fffefa", "#1c1b18", "#57544b", "#ddd8cc", "#0a4f96"
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")
# Fonts by preference, for Latin, Greek and Cyrillic first and then for other scripts.
_WANTED = (
    "NotoSerif-Regular", "DejaVuSerif", "LiberationSerif-Regular", "Georgia", "georgia", "NotoSans-Regular", "DejaVuSans",
    "Arial Unicode", "NotoSansCJK-Regular", "NotoSansCJKjp-Regular", "DroidSansFallback", "DroidSansFallbackFull", "wqy-microhei", "wqy-zenhei",
    "PingFang", "Hiragino Sans GB", "msyh", "malgun", "NotoSansArabic-Regular", "NotoNaskhArabic-Regular", "NotoSansHebrew-Regular",
    "NotoSansDevanagari-Regular", "NotoSansThai-Regular", "unifont",
)  # fmt: skip
_MOST = 600  # characters of a text that are looked at
_ONE_AT_A_TIME = Lock()  # FreeType's fonts must not be used by two threads at once


@dataclass(frozen=True, slots=True)
class _Style:
    size: int
    lines: int
    colour: str = _INK


@cache
def _paths() -> tuple[str, ...]:
    """Return the fonts of this machine that are in _WANTED, by preference."""
    by_name: dict[str, str] = {}
    for folder in _FOLDERS:
        for path in Path(folder).rglob("*") if Path(folder).is_dir() else ():
            if path.suffix.lower() in {".ttf", ".otf", ".ttc"}:
                by_name.setdefault(path.stem, str(path))
    return tuple(by_name[name] for name in _WANTED if name in by_name)


@cache
def _fonts(size: int) -> tuple[ImageFont.FreeTypeFont, ...]:
    from PIL import ImageFont

    fonts = []
    for path in _paths():
        try:
            fonts.append(ImageFont.truetype(path, size))
        except OSError:
            continue
    last = ImageFont.load_default(size)
    return (*fonts, *((last,) if isinstance(last, ImageFont.FreeTypeFont) else ()))


@cache
def _nothing(size: int) -> tuple[bytes, ...]:
    """Return how each font draws a missing character."""
    return tuple(bytes(font.getmask("\U0010fffd")) for font in _fonts(size))


@cache
def _font_of(char: str, size: int) -> int:
    """Return the number of the first font that has a character, -1 if none has."""
    if char.isspace():
        return 0
    for index, font in enumerate(_fonts(size)):
        if bytes(font.getmask(char)) != _nothing(size)[index]:
            return index
    return -1


def _runs(text: str, size: int) -> list[tuple[int, str]]:
    pairs = [(_font_of(char, size), char) for char in text]
    return [
        (font, "".join(char for _, char in group)) for font, group in groupby(pairs, lambda pair: pair[0]) if font >= 0
    ]


def _width(text: str, size: int) -> float:
    return sum(_fonts(size)[font].getlength(run) for font, run in _runs(text, size))


def wrapped(text: str, size: int, lines: int, room: int) -> list[str]:
    """Return a text in at most so many lines that fit; the last one ends with … if something is left out."""
    result: list[str] = []
    line = ""
    for word in _words(text[:_MOST]):
        if line and _width(f"{line}{word}".rstrip(), size) > room:
            result.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    result += [line.rstrip()] if line.strip() else []
    if len(result) <= lines and len(text) <= _MOST:
        return result
    last = result[lines - 1] if len(result) >= lines else result[-1]
    while last and _width(f"{last} …", size) > room:
        last = last[:-1]
    return [*result[: lines - 1], f"{last.rstrip()} …"]


def _words(text: str) -> list[str]:
    """Return the pieces at which a line may end: words with the space behind them, and signs of scripts without spaces."""
    pieces: list[str] = []
    fresh = True
    for char in " ".join(text.split()):
        wide = ord(char) >= 0x2E80  # noqa: PLR2004 - where the scripts of China, Japan and Korea begin
        if fresh or wide or len(pieces[-1]) >= 30:  # noqa: PLR2004 - longer words are broken
            pieces.append(char)
        else:
            pieces[-1] += char
        fresh = char == " " or wide
    return pieces


def draw(site: str, over: str, title: str, quote: str, foot: str) -> bytes:
    """Return the PNG of a card."""
    with _ONE_AT_A_TIME:
        return _drawn(site, over, title, quote, foot)


def _drawn(site: str, over: str, title: str, quote: str, foot: str) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=_ACCENT)
    place = _put(pen, over, _EDGE, _Style(34, 1, _QUIET))
    place = _put(pen, title or "(no title)", place + 14, _Style(62 if len(title) <= 70 else 48, 3))  # noqa: PLR2004
    if quote:
        _put(pen, quote, place + 20, _Style(32, 3, _QUIET))
    pen.line((_EDGE, HEIGHT - 118, WIDTH - _EDGE, HEIGHT - 118), fill=_LINE, width=3)
    _put(pen, foot, HEIGHT - 98, _Style(32, 1), room=560)
    _put(pen, site, HEIGHT - 98, _Style(30, 1, _QUIET), left=WIDTH // 2 + 60, room=WIDTH // 2 - 60 - _EDGE)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _put(
    pen: ImageDraw.ImageDraw, text: str, top: int, style: _Style, *, left: int = _EDGE, room: int = WIDTH - 2 * _EDGE
) -> int:
    """Draw a text in lines; return where it ends."""
    for line in wrapped(text, style.size, style.lines, room):
        position: float = left
        for number, run in _runs(line, style.size):
            font = _fonts(style.size)[number]
            pen.text((position, top + style.size), run, font=font, fill=style.colour, anchor="ls")
            position += font.getlength(run)
        top += round(style.size * 1.28)
    return top
