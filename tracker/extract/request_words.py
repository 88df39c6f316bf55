"""Words in the addresses of requests that scripts send for something other than a list: chats, statistics, sessions."""

from __future__ import annotations

import re

from tracker.extract import urls

OTHER = re.compile(
    r"(?:^|[/._-])(?:chat\w*|bots?|messag\w*|livechat|intercom|stats?|statistics?|analytics?|metrics?|track\w*|collect|logs?|logger|events?|pixels?|beacons?|telemetry|ping|health|status|consent|cookies?|gdpr|"
    r"tagmanager|gtag|gtm|ads?|adservice|maps?|geo\w*|weather|captcha|recaptcha|users?|me|accounts?|profiles?|sessions?|auth|login|logout|csrf|tokens?|i18n|locales?|lang\w*|translat\w*|notifications?|push|newsletters?|"
    r"subscri\w*|news|blogs?|posts|tweets?|social|instagram|facebook|twitter|linkedin|youtube|video\w*|comments?|reviews?|ratings?|cart|shop|products?|menus?|nav\w*|banners?|popups?|polls?|surveys?|feedback|contact\w*|"
    r"search-suggest\w*|fonts?|icons?|images?|manifest|service-?worker|sw|sentry|hotjar|optimi[sz]ely|features?|flags?|experiments?|abtest\w*|version|config\w*|settings|preferences|testimonials?|faqs?|"
    r"quotes?|currenc(?:y|ies))(?=$|[/._?-])",
    re.IGNORECASE,
)
# Parts of words for jobs, in any place of the path: with one of them, a request may be for postings.
_JOBS = re.compile(
    r"job|career|vacan|vakan|position|opening|recruit|hiring|talent|stelle|karri|emploi|offre|empleo|oferta|lavoro|praca|stilling|search|list|load|more|page|feed|data",
    re.IGNORECASE,
)


def is_for_something_else(url: str) -> bool:
    """Return whether an address has words for something other than postings, and none for postings or a list."""
    path = urls.path(url)
    return OTHER.search(path) is not None and _JOBS.search(path) is None
