"""The keys of tracker.toml: what each holds, and what it is for."""

from __future__ import annotations

from tracker.config.values import Key
from tracker.model import KINDS, SIGNIFICANCES

DIGESTS = ("event", "run", "daily", "weekly")
FORMATS = ("standard", "cloudevents")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIELDS = (
    "title",
    "text",
    "location",
    "department",
    "pay",
    "employment_type",
    "workplace",
    "posted_at",
    "closes_at",
    "language",
)
FINDINGS = tuple(
    "new-phrase new-place new-function surge drop pay standing-text repost shared-phrase role-wave quiet-edit".split()
)


# Keys of every source; `[defaults]` may have them too.
SOURCE_KEYS: dict[str, Key] = {
    "name": Key("text", "the employer's name, as people see it"),
    "board": Key("board", "the kind of board; by default recognised from the URL or the page"),
    "url": Key("url", "the URL of the careers page, as a person would open it"),
    "endpoint": Key("url", "another URL of the same API: a proxy, a mirror, a test server"),
    "every": Key("duration", "how often `tracker run --due` reads it"),
    "adapt": Key(
        "flag", "adapt the interval to how often a source changes, from half of `every` to one and a half times `every`"
    ),
    "delay": Key("duration", "the time between two requests to one host"),
    "reread": Key("duration", "every posting's own page is read again within this time"),
    "limit": Key("span", "the longest time that one check may take"),
    "max_bytes": Key("size", "the most bytes that one check may read, after decompression"),
    "complete": Key(
        "choice",
        "never: the list shows only the newest entries, so a missing posting proves nothing",
        ("auto", "never"),
    ),
    "formerly": Key("text", "the former name of the source in this file; its history continues"),
    "allow_private": Key("flag", "allow private and loopback addresses"),
    "render": Key("choice", "whether a browser renders the page", ("auto", "never", "always")),
    "item": Key("text", "CSS selector of one entry of the list (html)"),
    "link": Key("text", "CSS selector of the entry's link (html), or expression of its address (json)"),
    "title": Key("text", "CSS selector (html) or JMESPath expression (json) of the title"),
    "location": Key("text", "CSS selector (html) or JMESPath expression (json) of the place"),
    "department": Key("text", "CSS selector (html) or JMESPath expression (json) of the department"),
    "text": Key(
        "text",
        "CSS selector on the posting's page (html) or JMESPath expression (json; css:… for its page) of the text",
    ),
    "next": Key("text", "CSS selector of the link to the next page (html)"),
    "items": Key("text", "JMESPath expression of the list of entries (json)"),
    "id": Key("text", "JMESPath expression of the entry's id (json)"),
    "pay": Key("text", "CSS selector (html) or JMESPath expression (json) of the pay"),
    "posted": Key("text", "JMESPath expression of the posting date (json)"),
    "open": Key("text", "JMESPath expression that is false for a closed entry (json)"),
}
ALERT_KEYS: dict[str, Key] = {
    "topic": Key("text", "a topic of [topics]: postings with one of its phrases"),
    "phrase": Key("text", "a phrase that is new in the posting"),
    "sources": Key("texts", "only these sources"),
    "kinds": Key("texts", "only these kinds of change", KINDS),
    "significance": Key("choice", "at least this significance", SIGNIFICANCES),
    "findings": Key("texts", "findings of these kinds, and no changes", FINDINGS),
    "min_score": Key("share", "findings with at least this score, 0 to 1"),
    "question": Key("text", "findings for which the language model of [summaries] answers this question with yes"),
    "webhook": Key("place", "the URL to post the alert to; or env:NAME"),
    "secret": Key(
        "secret", "the Standard Webhooks secret, whsec_…, or env:NAME; a list while you change it: all of them sign"
    ),
    "apprise": Key("address", "an Apprise address for chat or mail; or env:NAME"),
    "format": Key("choice", "cloudevents: the webhook also has the headers of CloudEvents", FORMATS),
    "digest": Key("choice", "one message for each event, run, day or week", DIGESTS),
    "allow_private": Key("flag", "the receiver may be on a private or loopback address"),
    "fields": Key("texts", "only edits of these fields", FIELDS),
    "places": Key("texts", "only postings in these cities, regions or countries, by name or country code"),
    "departments": Key("texts", "only postings of departments with one of these phrases"),
    "postings": Key("texts", "only these postings, by id or address"),
    "exclude": Key("table", "what the alert is never sent for, with the same keys"),
    "quiet": Key("clock_span", 'when nothing is sent, "22:00-07:00"; what happens then is sent afterwards'),
    "at": Key("clock", 'when a daily or weekly alert is sent, "08:00"'),
    "weekday": Key("choice", "the day on which a weekly alert is sent", WEEKDAYS),
    "time_zone": Key("zone", 'the time zone of quiet, at and mute_until, "Europe/Berlin"'),
    "mute_until": Key("day", "what happens before this date is never sent"),
}
EXCLUDE_KEYS: dict[str, Key] = {
    "topic": Key("words", "postings with a phrase of this topic, or of one of these topics"),
    "phrase": Key("words", "postings with this phrase, or one of these phrases"),
    **{
        name: Key("texts", ALERT_KEYS[name].about.replace("only ", ""), ALERT_KEYS[name].choices)
        for name in ("sources", "kinds", "findings", "fields", "places", "departments", "postings")
    },
}
TOP_KEYS: dict[str, Key] = {
    "contact": Key("text", "an address where the monitored sites can reach you; sent in the User-Agent"),
    "defaults": Key("table", "settings for every source that does not set its own"),
    "topics": Key("table", "phrases by topic, with * for any ending"),
    "browser": Key("table", "the browser for pages that must be rendered"),
    "sources": Key("table", "the careers pages to monitor"),
    "alerts": Key("table", "which changes are sent where"),
    "operator": Key(
        "table", "where problems are reported: failing sources, a full disk, receivers of alerts that don't answer"
    ),
    "heartbeat": Key(
        "place",
        "an address that is requested when a run starts, succeeds or fails, as healthchecks.io defines it; or env:NAME",
    ),
    "site": Key("table", "the website: its public address, title and description"),
    "retention": Key("table", "how long replies are kept; `tracker prune` deletes older ones"),
    "summaries": Key("table", "the language model that summarises findings and answers questions of alerts"),
    "apart": Key(
        "table", 'pairs of postings, "one other", that a person marked as different; `tracker untie` writes them'
    ),
}
OPERATOR_KEYS: dict[str, Key] = {
    "webhook": ALERT_KEYS["webhook"],
    "secret": ALERT_KEYS["secret"],
    "apprise": ALERT_KEYS["apprise"],
    "format": ALERT_KEYS["format"],
    "allow_private": Key("flag", "the receiver, and that of `heartbeat`, may be on a private or loopback address"),
    "after": Key("count", "how many checks of a source in a row must fail or be partial before it is reported"),
    "min_disk": Key("size", "report when less than this is free on the disk of the project"),
    "max_run": Key("span", "report a run that takes longer"),
}
BROWSER_KEYS: dict[str, Key] = {"path": Key("text", "the browser's executable")}
SITE_KEYS: dict[str, Key] = {
    "base_url": Key("url", "the public address of the website; links in feeds, citations and alerts begin with it"),
    "title": Key("text", "the name of the website"),
    "description": Key("text", "one sentence about the website, for its front page and for previews of links"),
    "contact": Key("text", "an address where readers can reach you, shown on the website"),
}
RETENTION_KEYS: dict[str, Key] = {
    "replies": Key("span", "`tracker prune` removes replies older than this; the first reply of each version is kept"),
}
