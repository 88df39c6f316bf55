"""Decide by the entries' own pages whether they are postings or lists of postings.

An entry's page is a list if it names other postings (links, headings with a text each, accordions) and has hardly any
text of its own, or if it only says that there are none. A list may have one posting or none at the moment, so two pages
are not always enough: an entry that is not named like a posting is looked at too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.boards.generic import repeated
from tracker.boards.generic.index_pages import is_plural, names_a_list
from tracker.boards.kit import jobposting, posting_text
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.headings import LEVELS
from tracker.boards.kit.own_pages import Seen
from tracker.boards.kit.page_items import words_of
from tracker.extract import htmltree, urls
from tracker.model import Entry, Page, Request

# Headings of a menu of other postings on a posting's own page. "Our jobs" may also be the heading of a list.
_MENU = re.compile(
    r"^\W*(?:see |view |our |nos )?(?:other|more|similar|related|further|additional|recommended|latest|you may|weitere|andere|ähnliche|autres|d.autres|offres similaires|"
    r"otras|más|altre|ulteriori|meer|vergelijkbare|overige|outras|inne|podobne|pozostałe|andra|fler|liknande|andre|lignende|flere|muut|další|podobné|ostatní|"
    r"другие|похожие|інші|他の|その他|関連|其他|相关|다른|das könnte|these jobs|people also)",
    re.IGNORECASE,
)
# Links to the posting before or behind, as a pager of postings has them: "Next job".
_NEXT = re.compile(
    r"^\W*(?:next|prev(?:ious)?|newer|older|nächste[rsn]?|vorherige[rsn]?|vorige[rsn]?|suivante?|précédente?|(?:offre|poste|annonce) (?:suivante?|précédente?)|siguiente|anterior|"
    r"(?:oferta|vacante|vaga|puesto) (?:siguiente|anterior|seguinte)|próxim[oa]|successiv[oa]|precedente|(?:offerta|posizione) (?:successiva|precedente)|volgende|nästa|föregående|neste|næste|forrige|seuraava|"
    r"edellinen|następn[aey]|poprzedni[ae]?|další|předchozí|ďalšia|következő|előző|următo\w{1,5}|anterioar[aă]|sonraki|önceki|следующая|предыдущая|наступна|попередня|次の|前の|下一|上一|다음|이전)"
    r"(?: (?:job|position|role|vacancy|opening|posting|offer|stelle|job|stellenanzeige|anzeige|offre|poste|annonce|oferta|vacante|vaga|puesto|offerta|posizione|annuncio|vacature|jobb|tjänst|stilling|paikka|"
    r"työpaikka|oferta|stanowisko|pozice|nabídka|állás|post|ilan|вакансия|вакансія)|求人|个职位|篇)?\W*$",
    re.IGNORECASE,
)
_TOGGLES = "summary, button[aria-expanded], [role=button][aria-expanded]"
_SPLIT = re.compile(r"[,(|:;]|\s[-–—·•]\s")
_SENTENCES = re.compile(r"(?<=[.!?。]) ")
# Words that lead to the title in the text of a posting.
_AS = re.compile(
    r" (?:as|a|an|as (?:our|a|an|the|your)|als|als unsere?|eine?n?|un[ae]?|en tant que|comme|como|come|jako|som|som en|en|ett)$"
)
_WORD = re.compile(r"\w+")
_MOST_PROSE = 600  # characters of a page that is a list, besides its postings; a posting usually has more
_LEAST_PROSE = 150  # characters of the text of a posting
_LEAST_TEXT = 100  # characters of a text that speaks of its own title
_LITTLE = 200  # characters of a page that names one other posting, or says that there are none
_SENTENCE = 60  # characters of a line that is part of a text
_LONGEST_NAME, _MOST_WORDS = 80, 5  # of a line that names a posting: characters, and words before a comma
_MOST_TOGGLES = 100  # of a page; a posting's own page has a handful
_FURTHER = 3  # pages that are looked at in addition to those that were read
_SIGNS = 2  # signs of a list in a page whose lines name others; one sign is not enough
_SHOWN = 2


@dataclass(slots=True)
class OwnPages:
    """What is known of the entries' own pages that were read."""

    known: Mapping[str, Seen]
    shapes: Sequence[tuple[str, ...]] = ()  # of the list's links; a part of the list has them too
    lists: list[str] = field(default_factory=list)
    perhaps: list[str] = field(default_factory=list)
    postings: int = 0
    texts: int = 0  # pages whose text has the entry's title, as no list has
    examined: set[str] = field(default_factory=set)
    indexes: set[str] = field(default_factory=set)  # addresses of the entries whose pages are lists

    def look(self, seen: Seen, page: Page) -> None:
        """Note whether a page is a list of postings other than those known, may be one, or is a posting."""
        self.examined.add(seen.posting.url)
        if next(jobposting.job_postings(page), None) is not None:
            self.postings += 1
            self.texts += 1
            return
        shown = _EntryPage(seen.posting.title, page, self.known, self.shapes)
        if shown.is_list():
            self.lists.append(shown.description())
            self.indexes.add(seen.posting.url)
        elif shown.may_be_list():
            self.perhaps.append(shown.description())
        else:
            self.postings += shown.size >= _LEAST_PROSE and (shown.is_text or not shown.lines)
            self.texts += shown.is_text

    def further(self) -> Generator[Sequence[Request], Sequence[Page]]:
        """Look at more pages if some entries are not named like postings; at none if the page is an index."""
        remaining = [
            seen
            for seen in self.known.values()
            if seen.has_own_page
            and not seen.posting.text
            and seen.posting.url not in self.examined
            and urls.is_web(seen.posting.url)
        ]
        for seen in [other for other in remaining if not _names_a_posting(other.posting.title)][:_FURTHER]:
            if not self.examined or (self.lists and not self.postings):
                return
            (page,) = yield [Request(seen.posting.url)]
            if page.status == 200:
                self.look(seen, page)

    def without_lists(self, entries: Sequence[Entry], parts: Collection[str]) -> tuple[Entry, ...]:
        """Leave out the entries that lead to lists and are not named like postings; `parts` are parts of this list.

        An index that has nothing else keeps its entries, which are the only ones known.
        """
        postings = [entry for entry in entries if entry.url not in parts and not self._is_index(entry)]
        return tuple(postings if postings and (self.postings or parts) else entries)

    def _is_index(self, entry: Entry) -> bool:
        led = entry.url in self.indexes or (
            self.indexes and entry.url not in self.examined and names_a_list(entry.title)
        )
        return bool(led) and not _names_a_posting(entry.title)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the list may be an index: a page is a list, or one may be and none is a posting."""
        reason = "an entry's own page is a list ({}): if the page is an index, add the pages that it links to"
        reasons = self.lists or ([] if self.postings else self.perhaps)
        return (reason.format(reasons[0]),) if reasons else ()


class _EntryPage:
    """An entry's own page: the other postings that it names, and how much text it has besides them.

    `linked` are links to others, `parts` are others with a text in the page itself, `lines` are lines named like
    postings.
    """

    def __init__(
        self, title: str, page: Page, known: Mapping[str, Seen], shapes: Sequence[tuple[str, ...]] = ()
    ) -> None:
        markup = page.text()
        alike = () if _names_a_posting(title) else shapes  # a posting's page may have others in the list's shape
        items = repeated.find([repeated.Document(page.url, markup)], known=alike)
        addresses = {urls.bare(seen.posting.url) for seen in known.values()} | {urls.bare(page.url)}
        links = [item for item in items.items if not item.text and not _NEXT.match(item.title)]
        self._title, self._is_posting = title, _names_a_posting(title)
        self.linked = [
            item.title for item in links if urls.bare(item.url) not in addresses and _is_other(item.title, title)
        ]
        named = (*(item.title for item in items.items if item.text), *_toggles(markup))
        self.parts = [name for name in dict.fromkeys(named) if _is_other(name, title)]
        under = _under_menus(markup)
        self._menu = bool(under) or len(self.linked) * 2 <= len(links)
        menu = posting_text.Others(frozenset(item.url for item in links))
        lines = posting_text.of_page(markup, menu, page.url).split("\n")
        self._none = items.nothing and not any(
            vocab.CLOSED.match(part) for line in lines for part in _SENTENCES.split(line)
        )
        self.lines = [name for line in lines if (name := _name(line)) and _is_other(name, title)]
        self.size = len("\n".join(lines))
        before = next((at for at, line in enumerate(lines) if _bare(line) in under), len(lines))
        if len("\n".join(lines[:before])) >= _LEAST_PROSE:  # a posting with cards of others below its text
            self.parts = [name for name in self.parts if name not in under]
        inline = self.parts or ([] if self._is_posting else self.lines)
        first = next((at for at, line in enumerate(lines) if _bare(line) in inline), 0 if inline else len(lines))
        self._besides = len("\n".join(lines[:first])) if inline and not self.linked else self.size
        about = _mentions(title, lines[: first or len(lines)], any_mention=self._is_posting)
        self.is_text = about and self._besides >= _LEAST_TEXT and not is_plural(title) and not names_a_list(title)

    def is_list(self) -> bool:
        """Return whether the page is a list: it says that there are none, or names others and hardly anything else."""
        if self._none and self.size <= _LITTLE:
            return True
        least = 2 if self._is_posting else 1
        enough = len(self.parts) >= least or (len(self.linked) >= least and not self._menu)
        return enough and self._besides <= _MOST_PROSE and not self.is_text

    def may_be_list(self) -> bool:
        """Return whether the page may be a list: it names one other posting, or several in its text."""
        if self.is_text or self._besides > _MOST_PROSE:
            return False
        names_one = (self.parts or (self.linked and not self._menu)) and self._besides <= _LITTLE
        little = self.size <= _LITTLE
        signs = min(len(self.lines), _SIGNS) + little + (not self._is_posting)
        return bool(names_one) or (bool(self.lines) and signs > _SIGNS)

    def description(self) -> str:
        """Return what the page is, for a reason."""
        names = [*dict.fromkeys((*self.linked, *self.parts))] or self.lines
        if not names:
            return f"{self._title[:40]!r} leads to a page that says that there are none"
        first = ", ".join(repr(name[:40]) for name in names[:_SHOWN])
        return f"{self._title[:40]!r} leads to {len(names)} other{'s' if len(names) > 1 else ''}: {first}"


def _names_a_posting(title: str) -> bool:
    return vocab.is_role(title) and not is_plural(title) and not names_a_list(title)


def _under_menus(markup: str) -> dict[str, None]:
    """Return the headings of menus of other postings, and the headings of lower levels below each."""
    titles: dict[str, None] = {}
    level = ""
    for heading in htmltree.lexbor(markup).css(", ".join(LEVELS)):
        words, tag = words_of(heading), str(heading.tag)
        level = tag if _MENU.match(words) else "" if tag <= level else level
        if level:
            titles[words] = None
    return titles


def _toggles(markup: str) -> Iterator[str]:
    """Yield the titles of postings that open a part of the page."""
    for node in htmltree.lexbor(markup).css(_TOGGLES)[:_MOST_TOGGLES]:
        name = _name(words_of(node))
        if name:
            yield name


def _bare(line: str) -> str:
    return line.removeprefix("# ").removeprefix("- ").strip()


def _name(line: str) -> str:
    """Return a line that names a posting, "" for any other. It is short, not a sentence, and begins with an occupation."""
    words = _bare(line)
    if not 0 < len(words) <= _LONGEST_NAME or words[-1] in ".!?" or words[0].islower():
        return ""
    begin = _SPLIT.split(words)[0]
    return words if len(begin.split()) <= _MOST_WORDS and vocab.is_role(begin) and not vocab.CALL.search(words) else ""


def _is_other(name: str, title: str) -> bool:
    """Return whether a name has words that the entry's title lacks. "Welder" is not another than "Welder in Leeds"."""
    return not {*_WORD.findall(name.casefold())} <= {*_WORD.findall(title.casefold())}


def _mentions(title: str, lines: Sequence[str], *, any_mention: bool) -> bool:
    """Return whether a sentence has the title of the entry as the text of a posting has it: "as our Ward Sister".

    `any_mention`: the title names an occupation, so that no words need to lead to it.
    """
    title_words = " ".join(_WORD.findall(title.casefold()))
    for line in lines:
        words = f" {' '.join(_WORD.findall(line.casefold()))} " if len(line) > _SENTENCE else ""
        before, mention, _ = words.partition(f" {title_words} ")
        if mention and (any_mention or _AS.search(before[-_SENTENCE:])):
            return True
    return False
