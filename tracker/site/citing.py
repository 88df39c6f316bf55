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


def all_of(citation: Cited) -> dict[str, str]:
    """Return the citation in each style, by its name."""
    return {"Plain": plain(citation), "APA": apa(citation), "BibTeX": bibtex(citation), "RIS": ris(citation)}


def plain(citation: Cited) -> str:
    """Return the citation as one sentence, with everything that identifies the version."""
    quote = f"“{_line(citation.quote)}”, in " if citation.quote else ""
    text = f", SHA-256 of the text {citation.sha256}" if citation.sha256 else ""
    return (
        f"{quote}“{_line(citation.title)}”, {_line(citation.employer)}, job posting {_line(citation.posting)}, {_times_in_words(citation)}; version {citation.version}, "
        f"captured {common.second(citation.captured)} UTC{text}, {citation.url}"
    )


def apa(citation: Cited) -> str:
    """Return the citation as the manual of the APA (7th edition) cites a web page that changes."""
    day = _day(citation.captured)
    return (
        f"{_line(citation.employer)}. ({day.year}, {day:%B} {day.day}). {_line(citation.title)} [Job posting, version {citation.version}]. "
        f"{_line(citation.site)}. Retrieved {_american(citation.accessed)}, from {citation.url}"
    )


def bibtex(citation: Cited) -> str:
    """Return the citation as a BibTeX entry."""
    key = _KEY.sub("-", f"{citation.employer} {citation.posting} v{citation.version}".lower()).strip("-") or "posting"
    note = f"Job posting {citation.posting}, version {citation.version}, {_times_in_words(citation)}"
    note += f". SHA-256 of the text: {citation.sha256}" if citation.sha256 else ""
    values = {
        "author": f"{{{_latex(citation.employer)}}}",
        "title": f"{{{_latex(citation.title)}}}",
        "year": str(_day(citation.captured).year),
        "date": citation.captured[:10],
        "publisher": _latex(citation.site),
        "url": citation.url,
        "urldate": citation.accessed[:10],
        "note": _latex(note),
    }
    return "\n".join((f"@misc{{{key},", *(f"  {name} = {{{value}}}," for name, value in values.items()), "}"))


def ris(citation: Cited) -> str:
    """Return the citation in the RIS format, for Zotero, EndNote and others."""
    text = f"; SHA-256 of the text {citation.sha256}" if citation.sha256 else ""
    lines = (
        ("TY", "ELEC"),
        ("AU", _line(citation.employer)),
        ("TI", _line(citation.title)),
        ("PY", str(_day(citation.captured).year)),
        ("DA", citation.captured[:10].replace("-", "/")),
        ("PB", _line(citation.site)),
        ("N1", f"Job posting {_line(citation.posting)}, version {citation.version}, {_times_in_words(citation)}{text}"),
        ("UR", citation.url),
        ("Y2", citation.accessed[:10].replace("-", "/")),
        ("ER", ""),
    )
    return "\n".join(f"{name}  - {value}" for name, value in lines)


def _times_in_words(citation: Cited) -> str:
    """Return when the posting was seen, in words."""
    if citation.closed:
        return f"first seen {common.day_of(citation.first_seen)}, closed by {common.day_of(citation.closed)}"
    return f"seen from {common.day_of(citation.first_seen)} to {common.day_of(citation.last_seen)}"


def _line(text: str) -> str:
    return _SPACE.sub(" ", common.clean(text)).strip()


def _latex(text: str) -> str:
    return _LATEX_SIGN.sub(lambda sign: _LATEX[sign.group()], _line(text))


def _day(time: Time) -> date:
    return date.fromisoformat(time[:10])


def _american(time: Time) -> str:
    day = _day(time)
    return f"{day:%B} {day.day}, {day.year}"
