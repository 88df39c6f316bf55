"""Find links to other parts of a list that are not its next page: "G–Z", "October", "11–20", "II", "continued".

Such a link may also filter a list that is complete. So the board `page` reads the part, and the list counts as incomplete
only if the part has postings that it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from tracker.boards.generic.next_page import is_of_other_part
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import words_of
from tracker.extract import urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.generic.area import Area

_TOKEN = re.compile(r"[^\W_]+")
_SIGN = re.compile(
    r"[^\W_]|\d{1,4}(?:st|nd|rd|th|er|e|º|ª)?|\d{1,3}x{1,4}|[ivx]{2,4}"
)  # "B", "11", "2nd", "0xxx", "II"
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "januar februar märz mai juni juli oktober dezember dez okt janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio "
    "settembre ottobre dicembre januari februari maart augustus janeiro fevereiro março maio junho julho setembro outubro novembro dezembro"
)
_PLACES = (
    "first second third fourth fifth last next previous earlier older newer further more yesterday continue continued continuation erste zweite dritte letzte "
    "nächste vorige frühere ältere weitere fortsetzung première deuxième troisième suivante précédente suite segunda tercera siguiente anterior continuación "
    "seconda terza successiva precedente continua tweede derde volgende vorige vervolg andra tredje nästa föregående fortsättning anden næste fortsættelse "
    "druga następna dalszy druhá další pokračování toinen seuraava jatkuu"
)
# Words for the parts of a list, and words between the ends of a range.
_BESIDE = (
    "page pages part parts sheet section set batch list letter letters rows row entries results jobs vacancies positions openings postings week month year issue "
    "seite teil blatt abschnitt liste buchstabe zeilen einträge stellen woche monat jahr partie feuille feuillet lettre semaine mois année offres hoja parte página "
    "pagina foglio lettera deel blad del sida side strona część strana část sivu osa to bis through thru until and of this on from à au tot und et y al til do von"
)
_STRONG = frozenset(f"{_MONTHS} {_PLACES}".split())
_KNOWN = _STRONG | frozenset(_BESIDE.split())
_LATER = frozenset(
    "ii iii iv second next further continue continued continuation zweite nächste weitere fortsetzung deuxième suivante suite segunda siguiente "
    "continuación seconda successiva continua tweede volgende vervolg andra nästa fortsättning anden næste fortsættelse".split()
)
_STEM = re.compile(r"^[^\W\d_]+")
_LONGEST, _MOST_WORDS = 40, 6
_ROWS = re.compile(r"\D{0,12}(\d{1,5}) ?(?:[-–—]|to|bis|à) ?(\d{1,5})\D{0,12}")
_MOST_LINKS, _MOST_OPTIONS = 1_000, 100  # links of a page, and options of a menu, that are examined
_DEEPER = 2  # additional path segments that a part of a list may have


def is_part(words: str) -> bool:
    """Return whether words name a part of a list and nothing else: letters, numbers, months, "second page"."""
    tokens = _TOKEN.findall(words.casefold()) if len(words) <= _LONGEST else []
    named = [token for token in tokens if token in _STRONG or _SIGN.fullmatch(token)]
    return 0 < len(tokens) <= _MOST_WORDS and bool(named) and all(token in _KNOWN or token in named for token in tokens)


def follows(words: str) -> bool:
    """Return whether words name the part that follows the one shown: "II", "continued", "second page"."""
    return any(word in _LATER for word in _TOKEN.findall(words[:_LONGEST].casefold()))


def of(body: LexborNode, home: str, url: str, others: Collection[str], area: Area) -> tuple[tuple[str, str], ...]:
    """Return the words and addresses of links to parts of the list at `url`; `others` are addresses that are not parts.

    Links of another part of the page, as `area` tells it, are left out.
    """
    parts: dict[str, str] = {}
    own_url = urls.clean(url)
    for node in body.css("a[href]")[:_MOST_LINKS]:
        href = (node.attributes.get("href") or "").strip()
        if not href or href[0] == "#":
            continue
        words = words_of(node)
        sign = node.text().strip() if not words else ""
        if not is_part(words) and not (sign and len(sign) < _MOST_WORDS):
            continue
        address = urls.clean(urls.join(home, href))
        own = address != own_url and address not in others and is_of(url, address, any_path=not sign)
        if own and not is_of_other_part(node, address, url, area):
            parts.setdefault(address, words or sign)
    return tuple((words, address) for address, words in parts.items())


def is_of(url: str, address: str, *, any_path: bool) -> bool:
    """Return whether an address is the list's own with other parameters, or (`any_path`) next to or below it."""
    if not urls.is_web(address) or urls.site(url) != urls.site(address):
        return False
    own_path, other_path = urls.path(url).rstrip("/"), urls.path(address).rstrip("/")
    if own_path == other_path:
        return urls.parse(url).query != urls.parse(address).query
    below = other_path.startswith(f"{own_path}/") and other_path.removeprefix(own_path).count("/") <= _DEEPER
    (folder, _, last), (its_folder, _, its_last) = own_path.rpartition("/"), other_path.rpartition("/")
    alike = _stem(last) == _stem(its_last) != "" or bool(vocab.JOB_PATH.match(f"/{its_last}"))
    return any_path and (below or (folder == its_folder and alike))


def _stem(name: str) -> str:
    """Return the letters that a name begins with: "careers" of "careers-2.html"."""
    return next((part for part in _STEM.findall(name)), "").casefold()


def ranges_unread(body: LexborNode) -> tuple[str, ...]:
    """Return the problem of a menu of row ranges ("1–10", "11–20") that only a script or a form opens, if there is one."""
    for menu in body.css("select"):
        options = [words_of(element) for element in islice(menu.iter(), _MOST_OPTIONS) if element.tag == "option"]
        spans = [_ROWS.fullmatch(words) for words in options]
        ends = [(int(span[1]), int(span[2])) for span in spans if span]
        if len(ends) > 1 and ends[0][0] == 1 and all(b[0] == a[1] + 1 for a, b in pairwise(ends)):
            return (f"the list goes on in a menu ({options[1]!r})",)
    return ()
