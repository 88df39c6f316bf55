"""How each service formats text: its markup, its limits, and what must be escaped in a posting's text. Pure.

Messages go through Apprise, which turns CommonMark into Slack's mrkdwn and HTML into what Telegram and Matrix allow.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Style = Literal["", "title", "old", "new", "mark", "link", "quiet"]
ZERO = "\u200b"  # a zero-width space; "@" before it does not mention anyone
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_MARKDOWN = re.compile(r"([\\`*_~|\[\]<>#])")
_SLACK = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", "\\": "⧵"})  # Slack has no escape for its own marks
_URL_ENDS = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "|": "%7C", '"': "%22", "'": "%27", "`": "%60", "\\": "%5C", " ": "%20", "*": "%2A", "_": "%5F", "~": "%7E"}  # fmt: skip
_LONGEST_URL = 500  # characters; a longer link is left out


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style; `url` only for a link."""

    text: str
    style: Style = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to write for a service: the format given to Apprise, the largest message, and its markup.

    `keeps_links` is False where Apprise makes plain text of the HTML: links and marks must be readable there too.
    """

    format: Literal["markdown", "html", "text"]
    most: int
    size: Callable[[str], int]
    escape: Callable[[str], str]
    marks: dict[str, tuple[str, str]]
    line: str = "\n"
    gap: str = "\n\n"
    keeps_links: bool = True

    def write(self, piece: Piece) -> str:
        """Return a piece with its marks. A link that is not a web address, or too long, becomes plain text."""
        text = self.escape(plain(piece.text))
        if piece.style == "link":
            return self._link(text, piece.url)
        before, after = self.marks.get(piece.style, ("", ""))
        core = text.strip()
        if not core or not before:
            return text
        start = text.index(core)
        return f"{text[:start]}{before}{core}{after}{text[start + len(core) :]}"

    def _link(self, text: str, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or len(url) > _LONGEST_URL:
            return ""
        url = "".join(_URL_ENDS.get(char, char) for char in plain(url))
        if self.format == "html":
            address = html.escape(url)
            return (
                f'<a href="{address}">{text}</a>' if self.keeps_links else f'{text}: <a href="{address}">{address}</a>'
            )
        return f"[{text}](<{url}>)" if self.format == "markdown" else f"{text}: {url}"


def plain(text: str) -> str:
    """Return a text on one line, without control characters, marks of writing direction and characters without width."""
    return re.sub(r" {2,}", " ", _UNSEEN.sub(lambda match: " " if match[0].isspace() else "", text))


def _silent(text: str) -> str:
    """Return a text that mentions nobody: @everyone, @channel, @room and <@U1> have no effect."""
    return text.replace("@", f"@{ZERO}")


def _markdown(text: str) -> str:
    return _silent(_MARKDOWN.sub(r"\\\1", text))


def _slack(text: str) -> str:
    return _silent(text.translate(_SLACK)).replace("](", f"]{ZERO}(").replace("<", "\\<").replace(">", "\\>")


def _html(text: str) -> str:
    return _silent(html.escape(text))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _units(text: str) -> int:
    """Return the length in UTF-16, in which Discord and Telegram count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _escaped(text: str) -> int:
    return len(html.escape(text, quote=False))


_BRACES = {"old": ("[-", "-]"), "new": ("{+", "+}")}
_BOLD = {"title": ("**", "**"), "new": ("**", "**"), "mark": ("**", "**")}
_WRITTEN = {"title": ("<b>", "</b>"), "old": ("<s>[-", "-]</s>"), "new": ("<b>{+", "+}</b>"), "mark": ("<b>", "</b>")}
_TAGS = {"title": ("<b>", "</b>"), "old": ("<s>", "</s>"), "new": ("<b>", "</b>"), "mark": ("<b>", "</b>")}

# https://docs.slack.dev/reference/block-kit/blocks/section-block: 3,000 characters; a message's text 40,000.
SLACK = Dialect("markdown", 2_900, _escaped, _slack, {**_BOLD, "old": ("~", "~")})
# https://docs.discord.com/developers/resources/message: 2,000 characters with the title (an embed has 4,096).
DISCORD = Dialect("markdown", 1_900, _units, _markdown, {**_BOLD, "old": ("~~", "~~")})
# https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors: 28 kB for the card; JSON may take six bytes for one character.
TEAMS = Dialect("markdown", 4_000, _units, _markdown, {**_BOLD, "old": ("[-", "-]")}, "\n\n")
# https://core.telegram.org/bots/api#sendmessage: 4,096 characters; Apprise puts the title in front.
TELEGRAM = Dialect("html", 3_900, _units, _html, _TAGS, "<br/>", "<br/><br/>")
# https://docs.ntfy.sh/publish/#limitations: 4,096 bytes; a longer message becomes an attachment.
NTFY = Dialect("text", 3_800, _bytes, _silent, _BRACES)
# https://spec.matrix.org/latest/client-server-api/#size-limits: 65,536 bytes an event, which has the message twice.
MATRIX = Dialect("html", 20_000, _bytes, _html, _WRITTEN, "<br/>", "<br/><br/>", keeps_links=False)
MAIL = Dialect(
    "html", 80_000, _bytes, html.escape, _WRITTEN, "<br/>\n", "<br/><br/>\n", keeps_links=False
)  # Gmail hides what follows 102 kB
PLAIN = Dialect("text", 8_000, _units, _silent, _BRACES)
_BY_SCHEME = {
    "slack": SLACK, "discord": DISCORD, "workflow": TEAMS, "workflows": TEAMS, "msteams": TEAMS, "tgram": TELEGRAM,
    "ntfy": NTFY, "ntfys": NTFY, "matrix": MATRIX, "matrixs": MATRIX, "mailto": MAIL, "mailtos": MAIL,
}  # fmt: skip
_ALSO = {"slack.com": SLACK, "discord.com": DISCORD, "discordapp.com": DISCORD, "ntfy.sh": NTFY}


def of(address: str) -> Dialect:
    """Return the dialect of the service that an Apprise address names."""
    scheme, _, rest = address.partition("://")
    if scheme in {"http", "https"}:  # Apprise knows the webhooks of some services by their hosts
        host = rest.partition("/")[0].lower()
        return next((dialect for name, dialect in _ALSO.items() if host == name or host.endswith(f".{name}")), PLAIN)
    return _BY_SCHEME.get(scheme.lower(), PLAIN)
