"""Parse an address into its parts as browsers do, with host and port normalised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from tracker.extract.urls import hostnames

WEB = frozenset(("http", "https"))
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_MOST_PORT = 65_535
_MOST_KEPT = 2_000  # characters of an address that is cached; a longer one is needed only once
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
LONE = re.compile("[\ud800-\udfff]")
_DROPPED = str.maketrans("", "", "\t\r\n")
# Removed from both ends: C0 controls and whitespace of any kind.
ENDS = "".join(map(chr, range(0x21))) + "\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
ENDS += "\u2028\u2029\u202f\u205f\u3000"


@dataclass(frozen=True, slots=True)
class Url:
    """A parsed address.

    `scheme` and `host` are in lower case; `host` is ASCII and without brackets. `port` is None if it is the scheme's
    default. `path`, `query` and `fragment` are as written, without their delimiters. `authority` is the part after `//`
    as written, None if there is none. `problem` says why the address can't be used (`host` is then ""), or is "".
    """

    text: str
    scheme: str = ""
    authority: str | None = field(default=None, repr=False)
    userinfo: str = field(default="", repr=False)
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""
    fragment: str = ""
    problem: str = ""
    bad_port: bool = False  # the problem is its port

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong with the address. A relative one may be ok too."""
        return not self.problem

    @property
    def netloc(self) -> str:
        """Return host and port, normalised."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{name}:{self.port}" if self.port is not None else name


class Parts(NamedTuple):
    """The parts of an address as written; `authority` is None if there is no `//`."""

    scheme: str
    authority: str | None
    path: str
    query: str
    fragment: str

    def text(self) -> str:
        """Return the parts joined. Empty queries and fragments have no delimiter."""
        path = self.path
        if self.authority and path and not path.startswith("/"):
            path = f"/{path}"
        return "".join(
            (
                f"{self.scheme}:" if self.scheme else "",
                f"//{self.authority}" if self.authority is not None else "",
                path,
                f"?{self.query}" if self.query else "",
                f"#{self.fragment}" if self.fragment else "",
            )
        )


def tidied(text: str) -> str:
    """Remove what browsers remove before they parse: outer whitespace, tabs and line ends. Replace lone surrogates."""
    if not text.isascii():
        text = LONE.sub("\ufffd", text)
    return text.translate(_DROPPED).strip(ENDS) if not text.isprintable() else text.strip(ENDS)


def split(text: str, *, as_written: bool = False) -> Parts:
    """Split a tidied text into parts. Every text has parts, even if they can't be used.

    `as_written` keeps backslashes and superfluous slashes before the host.
    """
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    rest = text[match.end() :] if match else text
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    web = (scheme in WEB or not scheme) and not as_written
    if web and "\\" in rest:
        rest = rest.replace("\\", "/")
    if not rest.startswith("//"):
        return Parts(scheme, None, rest, query, fragment)
    rest = rest.lstrip("/") if web else rest[2:]
    authority, slash, path = rest.partition("/")
    return Parts(scheme, authority, slash + path, query, fragment)


def parse(text: str) -> Url:
    """Parse an address. Any text returns a `Url`; if it can't be used, `problem` says why."""
    return _kept(text) if len(text) <= _MOST_KEPT else _parsed(text)


def _parsed(text: str) -> Url:
    tidy = tidied(text)
    scheme, authority, path, query, fragment = split(tidy)
    if authority is None:
        problem = "it has no host" if scheme in WEB else ""
        return Url(tidy, scheme, path=path, query=query, fragment=fragment, problem=problem)
    parted = _kept_authority if len(authority) <= _USUAL_AUTHORITY else authority_of
    userinfo, name, port, problem = parted(authority, scheme)
    bad_port = bool(problem) and problem == _port(authority.rpartition("@")[2], scheme)[2]
    return Url(tidy, scheme, authority, userinfo, name, port, path, query, fragment, problem, bad_port)


_kept = lru_cache(maxsize=1024)(_parsed)  # twenty boards in turn examine each address of a page


def authority_of(text: str, scheme: str) -> tuple[str, str, int | None, str]:
    """Split `user:password@host:port`. The fourth value is what is wrong with it."""
    userinfo, _, rest = text.rpartition("@")
    name, port, problem = _port(rest, scheme)
    if scheme in WEB or not scheme:
        name, wrong = hostnames.canonical(name)
        problem = wrong or problem
    return (userinfo, "", None, problem) if problem else (userinfo, name.lower(), port, "")


_USUAL_AUTHORITY = 300  # characters; a host has 253 at most
_kept_authority = lru_cache(maxsize=1024)(authority_of)  # the addresses of one site share theirs


def _port(place: str, scheme: str) -> tuple[str, int | None, str]:
    """Split host and port. The third value is what is wrong with the port."""
    bracket = place.rfind("]")
    name, colon, digits = place[bracket + 1 :].rpartition(":")
    if not colon:
        return place, None, ""
    name = place[: bracket + 1] + name
    if not digits:
        return name, None, ""
    plain = digits.lstrip("0")
    if not (digits.isascii() and digits.isdigit()) or len(plain) > len(str(_MOST_PORT)):
        return name, None, f"its port {digits[:20]!r} is not a number from 1 to {_MOST_PORT}"
    number = int(plain or "0")
    if not 0 < number <= _MOST_PORT:
        return name, None, f"its port {digits[:20]!r} is not a number from 1 to {_MOST_PORT}"
    return name, None if number == PORTS.get(scheme) else number, ""
