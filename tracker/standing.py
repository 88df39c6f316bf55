"""Does a posting's own page say that it still stands, that it is gone, or nothing that can be relied on."""

from __future__ import annotations

import contextlib
import json
import re

from tracker import charset, htmltree, jsontext, urls
from tracker.ledger import Evidence
from tracker.model import Page
from tracker.walls import wall

_GONE = frozenset((404, 410))
_GOOD = 200
_REDIRECTED_WITH = re.compile(r"[?&](?:error=true|not_found=true|jobnotfound)", re.IGNORECASE)
_NO_LONGER = re.compile(
    r"no longer (?:open|available|accepting|active|posted)|(?:position|role|job|posting|vacancy) (?:has been|is|was) "
    r"(?:now )?(?:filled|closed|removed|expired|unavailable)|job (?:posting )?not found|nicht mehr (?:verfügbar|online|"
    r"aktuell|ausgeschrieben)|(?:职位|岗位)已(?:关闭|下线)|n'est plus disponible|ya no está disponible",
    re.IGNORECASE,
)


def stands(page: Page, title: str, listing: tuple[str, ...]) -> tuple[bool | None, Evidence]:
    """Judge a posting's page: True it stands, False it is gone, None it can't be told; and why, in words.

    `listing` are the addresses of the list: a redirect to one of them says that the posting is gone.
    """
    if page.failure:
        return None, Evidence(f"its page could not be read ({page.failure})")
    if vendor := wall(page):
        return None, Evidence(f"{vendor} stood before its page")
    if page.status in _GONE:
        return False, Evidence(f"its page answers {page.status}", "gone")
    if page.status != _GOOD:
        return None, Evidence(f"its page answers {page.status}")
    if _redirected_to_list(page, listing):
        return False, Evidence(f"its page leads to the list, {page.url}", "redirected")
    if _json_says_gone(page):
        return False, Evidence("its reply says that it is no longer there", "says-closed")
    content = _words(page.text())
    named = _words(title)
    if named and named in content:
        if len(content) < _SHORT and _NO_LONGER.search(content):
            return False, Evidence("its page says that it is no longer open", "says-closed")
        return True, Evidence("its page still stands")
    if _NO_LONGER.search(content):
        return False, Evidence("its page says that it is no longer open", "says-closed")
    return None, Evidence("its page answers 200 without naming it")


_SHORT = 3_000  # characters: a notice that names the posting is short; a full ad that says "no longer" is none


def _json_says_gone(page: Page) -> bool:
    """Read a reply of an API that answers 200 for a posting that is gone: no items, or a flag that says so."""
    if charset.first(page.body) != "{":
        return False
    try:
        reply = jsontext.loads(page.body, page.header("content-type"))
    except jsontext.NotJson:
        return False
    info = reply.get("jobPostingInfo", reply)
    detail = reply.get("jobDetail")
    data = detail.get("data") if isinstance(detail, dict) else None
    flags = [info.get(key) for key in ("active", "posted")] if isinstance(info, dict) else []
    return reply.get("items") == [] or False in flags or (isinstance(data, dict) and not data.get("job"))


def _redirected_to_list(page: Page, listing: tuple[str, ...]) -> bool:
    if urls.clean(page.url) == urls.clean(page.request.url):
        return False
    if _REDIRECTED_WITH.search(page.url):
        return True
    here = urls.place(page.url)
    parents = {urls.place(address) for address in listing}
    return here in parents


def _words(markup: str) -> str:
    """Bring markup or JSON to words in small letters, so that a title is found in either."""
    if markup.lstrip()[:1] in {"{", "["}:
        with contextlib.suppress(ValueError, RecursionError):
            markup = json.dumps(jsontext.loads(markup), ensure_ascii=False)
    plain = re.sub(r"<[^<>]*>", " ", htmltree.without(markup, ("script", "style")))
    plain = htmltree.unescape(htmltree.unescape(plain)).replace('\\"', '"').replace("\\/", "/")
    return " ".join(plain.split()).casefold()
