"""Find where an element leads: a link by its `href`, another element by what a click on it opens.

Rows and cards are often links only to a script: `onclick="location='/jobs/7'"`, `data-href="/jobs/7"`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

# Attributes with an address, as used by plain scripts, htmx, Angular, Vue and Nuxt.
_DATA = (
    "data-href data-url data-link data-target-url data-permalink data-location data-path data-detail data-detail-url data-details-url data-job-url data-joburl "
    "data-job-link data-job-href data-vacancy-url data-vacancy-href data-page-url data-page data-go data-goto data-route data-uri data-to data-target "
    "data-target-href data-link-url data-redirect data-action data-item-url hx-get data-hx-get routerlink ng-href to"
).split()
ANY = ", ".join(
    (
        "a[href], [onclick], [onmousedown], [onmouseup], [ondblclick], [formaction], form[action] button, form[action] input[type=submit]",
        "div[href], li[href], tr[href], td[href], span[href], article[href], section[href], button[href]",
        *(f"[{name}]" for name in _DATA),
    )
)
_HANDLERS = ("onclick", "onmousedown", "onmouseup", "ondblclick")
# An assignment or a call whose value is a text: `location.href = '/jobs/7'`, `goTo(event, '/jobs/7')`.
_CLICK = re.compile(
    r"([\w.$]{1,60}) ?(?:=(?!=)|\() ?(?:(?:[\w.$]{1,30}|''|\"\"|\{\}) ?, ?){0,3}['\"`]([^'\"`\s]{1,300})['\"`]"
)
_GOES = re.compile(
    r"(?:^|\.)location(?:\.href)?$|\blocation\.(?:assign|replace)$|(?:go|goto|navigat\w*|visit|redirect\w*|push|pushstate|open\w*|href|show\w*|view\w*|details?|follow|link\w*|jump\w*|leite\w*)$|"
    r"(?:go|goto|nav|navigate|redirect|open|jump|link)(?:_?to)?_?(?:url|page|link|job|vacancy|detail|details|posting|position|stelle)?$",
    re.IGNORECASE,
)
_SURE = re.compile(r"location|(?:^|\.)open$", re.IGNORECASE)  # their values may be relative: `location = 'jobs/7'`
_RELATIVE = re.compile(r"[\w-]{1,60}(?:/[\w.%-]{1,100}){1,6}/?")
_OF_ITSELF = re.compile(
    r"this\.dataset\.([a-zA-Z]{1,30})|(?:this|event\.currentTarget)\.getAttribute\(['\"](data-[\w-]{1,30})"
)
_MOST_SCRIPT = 500  # characters of a script that are examined
_ENTRY = 300  # characters of an entry of a list; an element with more holds the list itself
_MOST_LEVELS = 8  # elements above it that are examined for a link
_NOWHERE = ("javascript:", "mailto:", "tel:", "data:", "sms:")
_FILES = (".json", ".xml", ".js", ".jpg", ".jpeg", ".png", ".svg", ".webp", ".gif", ".mp4")


class Clicks:
    """The elements of a page that lead to another one. The page is walked once, whatever its depth."""

    def __init__(self, body: LexborNode, sizes: Mapping[int, int]) -> None:
        self._sizes = sizes
        self._linked: set[int] = set()  # elements that contain a link
        for link in body.css("a[href]"):
            if _href(link):
                for ancestor in ancestors(link):
                    if ancestor.mem_id in self._linked:
                        break
                    self._linked.add(ancestor.mem_id)

    def target(self, node: LexborNode) -> str:
        """Return the address, as it is written, that a link or a click on an element leads to, "" if there is none."""
        return _href(node) or self._clicked(node)

    def _clicked(self, node: LexborNode) -> str:
        attributes = node.attributes
        values = [
            *map(_of_script, self._scripts(node)),
            *((attributes.get(name) or "").strip() for name in (*_DATA, "href")),
        ]
        address = next((value for value in values if _is_address(value)), "") or _of_form(node)
        if not address or node.mem_id in self._linked or self._sizes.get(node.mem_id, 0) > _ENTRY:
            return ""
        if not self._sizes.get(node.mem_id, 0) and node.tag != "input":
            return ""
        return "" if any(ancestor.tag == "a" for ancestor in islice(ancestors(node), _MOST_LEVELS)) else address

    def _scripts(self, node: LexborNode) -> list[str]:
        """Return what an element does when it is clicked, with its own attributes in place of `this.dataset.url`."""
        attributes = node.attributes
        scripts = [(attributes.get(name) or "")[:_MOST_SCRIPT] for name in _HANDLERS if attributes.get(name)]
        return [
            _OF_ITSELF.sub(lambda match: f"'{attributes.get(_attribute(match)) or ''}'", script) for script in scripts
        ]


def _attribute(reference: re.Match[str]) -> str:
    name = re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", reference[1] or "")
    return f"data-{name}" if name else reference[2]


def _of_script(script: str) -> str:
    """Return the address that a script opens, "" if it does something else with it (`track('/jobs/7')`)."""
    for match in _CLICK.finditer(script):
        if _GOES.search(match[1]):
            relative = _SURE.search(match[1]) and _RELATIVE.fullmatch(match[2])
            return f"./{match[2]}" if relative else match[2]
    return ""


def _of_form(node: LexborNode) -> str:
    """Return where the button of a form without fields leads, "" for another element."""
    if node.tag not in {"button", "input"} or (node.attributes.get("type") or "submit").lower() != "submit":
        return ""
    form = next((ancestor for ancestor in islice(ancestors(node), _MOST_LEVELS) if ancestor.tag == "form"), None)
    if form is None or (form.attributes.get("method") or "get").lower() != "get":
        return ""
    if form.css_first("input:not([type=hidden]):not([type=submit]), select, textarea") is not None:
        return ""
    action = (node.attributes.get("formaction") or form.attributes.get("action") or "").strip()
    return action if _is_address(action) else ""


def _href(node: LexborNode) -> str:
    """Return where a link leads, "" for a link within the page, to a script or to a mailbox."""
    href = (node.attributes.get("href") or "").strip() if node.tag == "a" else ""
    away = href and not href.lower().startswith(_NOWHERE) and (href[0] != "#" or href.startswith(("#/", "#!")))
    return href if away else ""


def _is_address(value: str) -> bool:
    """Return whether an attribute is an address of a page: it has a path, and is not a data file or an image."""
    web = value.startswith(("/", "./", "../", "?", "http://", "https://"))
    page = value.endswith((".html", ".htm", ".php", ".aspx")) and "{" not in value
    return (web or page) and not value.partition("?")[0].lower().endswith(_FILES)
