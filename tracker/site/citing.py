"""How to cite a version of a posting: as plain text, in APA style, for BibTeX and for reference managers (RIS)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tracker.model import Time
from tracker.site import common

_SPACE = re.compile(r"\s+")
_KEY = re.compile(r"[^a-z0-9]+")
# BibTeX: characters with a meaning of their own in LaTeX.
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_LATEX_SIGN = re.compile(r"[\\{}&%$#_~^]")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation names. `sha256` is the hash of the text, "" if the posting has none; `closed` is "" while it is open."""

    title: str
    employer: str
    site: str
    posting: str
    version: int
    captured: Time
    first_seen: Time
    last_seen: Time
    closed: Time
    url: str
    accessed: Time
    sha256: str
    quote: str = ""


def all_of(one: Cited) -> dict[str, str]:
    """Return the citation in each style, by its name."""
    return {"Plain": plain(one), "APA": apa(one), "BibTeX": bibtex(one), "RIS": ris(one)}


def plain(one: Cited) -> str:
    """Return the citation as one sentence, with everything that identifies the version."""
    quote = f"“{_line(one.quote)}”, in " if one.quote else ""
    text = f", SHA-256 of the text {one.sha256}" if one.sha256 else ""
    return (
        f"{quote}“{_line(one.title)}”, {_line(one.employer)}, job posting {_line(one.posting)}, {_seen(one)}; version {one.version}, "
        f"captured {common.second(one.captured)} UTC{text}, {one.url}"
    )


def apa(one: Cited) -> str:
    """Return the citation as the manual of the APA (7th edition) cites a web page that changes."""
    day = _day(one.captured)
    return (
        f"{_line(one.employer)}. ({day.year}, {day:%B} {day.day}). {_line(one.title)} [Job posting, version {one.version}]. "
        f"{_line(one.site)}. Retrieved {_american(one.accessed)}, from {one.url}"
    )


def bibtex(one: Cited) -> str:
    """Return the citation as a BibTeX entry."""
    key = _KEY.sub("-", f"{one.employer} {one.posting} v{one.version}".lower()).strip("-") or "posting"
    note = f"Job posting {one.posting}, version {one.version}, {_seen(one)}"
    note += f". SHA-256 of the text: {one.sha256}" if one.sha256 else ""
    values = {
        "author": f"{{{_latex(one.employer)}}}",
        "title": f"{{{_latex(one.title)}}}",
        "year": str(_day(one.captured).year),
        "date": one.captured[:10],
        "publisher": _latex(one.site),
        "url": one.url,
        "urldate": one.accessed[:10],
        "note": _latex(note),
    }
    return "\n".join((f"@misc{{{key},", *(f"  {name} = {{{value}}}," for name, value in values.items()), "}"))


def ris(one: Cited) -> str:
    """Return the citation in the RIS format, for Zotero, EndNote and others."""
    text = f"; SHA-256 of the text {one.sha256}" if one.sha256 else ""
    lines = (
        ("TY", "ELEC"),
        ("AU", _line(one.employer)),
        ("TI", _line(one.title)),
        ("PY", str(_day(one.captured).year)),
        ("DA", one.captured[:10].replace("-", "/")),
        ("PB", _line(one.site)),
        ("N1", f"Job posting {_line(one.posting)}, version {one.version}, {_seen(one)}{text}"),
        ("UR", one.url),
        ("Y2", one.accessed[:10].replace("-", "/")),
        ("ER", ""),
    )
    return "\n".join(f"{name}  - {value}" for name, value in lines)


def _seen(one: Cited) -> str:
    """Return when the posting was seen, in words."""
    if one.closed:
        return f"first seen {common.day_of(one.first_seen)}, closed by {common.day_of(one.closed)}"
    return f"seen from {common.day_of(one.first_seen)} to {common.day_of(one.last_seen)}"


def _line(text: str) -> str:
    return _SPACE.sub(" ", common.clean(text)).strip()


def _latex(text: str) -> str:
    return _LATEX_SIGN.sub(lambda found: _LATEX[found.group()], _line(text))


def _day(time: Time) -> date:
    return date.fromisoformat(time[:10])


def _american(time: Time) -> str:
    day = _day(time)
    return f"{day:%B} {day.day}, {day.year}"
