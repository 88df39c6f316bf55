"""Is this answer a page at all, or a wall that stands in its place, whatever its status says.

Vendors mark their own interstitials; a posting that merely mentions a vendor does not carry those marks
(script addresses, element ids, the title of the page). What each vendor serves is public in their documentation.
"""

from __future__ import annotations

import html
import re

from tracker.model import Page

# vendor, a mark that only its interstitial carries, and what must stand beside it ("" for nothing).
_MARKS: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...] = tuple(
    (vendor, re.compile(mark, re.IGNORECASE), re.compile(beside, re.IGNORECASE) if beside else None)
    for vendor, mark, beside in (
        ("Cloudflare", r"/cdn-cgi/challenge-platform/|window\._cf_chl_opt|id=\"challenge-(?:form|running|stage)", ""),
        ("Cloudflare", r"<title>\s*just a moment", r"cloudflare|challenge|enable javascript"),
        ("Cloudflare", r"<title>[^<]*attention required", r"cloudflare"),
        ("Cloudflare Turnstile", r"challenges\.cloudflare\.com/turnstile", r"verify (?:you are|that you)|human"),
        ("Akamai", r"<title>\s*access denied", r"errors\.edgesuite\.net|permission to access"),
        ("Akamai", r"sec-if-cpt-container|/_sec/cp_challenge/", ""),
        ("DataDome", r"captcha-delivery\.com|geo\.captcha-delivery", ""),
        ("PerimeterX", r"_pxappid|px-captcha|perimeterx\.net|captcha\.px-cdn", ""),
        ("Imperva", r"_incapsula_resource|incapsula incident id", ""),
        ("AWS WAF", r"awswafcookiedomainlist|\.awswaf\.com/|gokuprops", ""),
    )
)
_MAY_BE_WALL = 64_000  # bytes: interstitials are small (the largest of those seen: 35 KB); a posting may be anything


def wall(page: Page) -> str:
    """Name the vendor of the wall that this page is, or "" if it is none."""
    if page.header("cf-mitigated").lower() == "challenge":
        return "Cloudflare"
    if page.header("x-datadome") and page.status in {401, 403, 405}:
        return "DataDome"
    if not page.body or len(page.body) > _MAY_BE_WALL or page.body.lstrip()[:1] in (b"{", b"["):
        return ""
    markup = page.text()
    if "<" not in markup:
        return ""
    if "&#46;" in markup or "&#x2e;" in markup.lower():
        markup = html.unescape(markup)
    for vendor, mark, beside in _MARKS:
        if mark.search(markup) and (beside is None or beside.search(markup)):
            return vendor
    return ""
