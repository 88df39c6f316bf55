"""Parse, join, normalise and display web addresses. No I/O, and no function raises for any text.

Addresses come from unknown pages, so a malformed one is a value: `parse` returns a `Url` whose `problem` says what is
wrong, `is_web` is False for it, and `clean`, `join` and `loose` return its text unchanged.

Source of the rules: RFC 3986, and url.spec.whatwg.org where browsers differ from it: tabs and line ends are removed,
backslashes are slashes, hosts are percent-decoded and mapped to ASCII (IDNA), 0x7f.1 is 127.0.0.1, default ports are
removed. `clean` and `join` keep the spelling of host, path and query, because the addresses that they return identify
postings. `origin`, `site`, `place` and `loose` are for comparing, and normalise the spelling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode

from tracker.extract.urls import hostnames
from tracker.extract.urls.keynames import HIDDEN, in_path, in_query, is_secret
from tracker.extract.urls.parsing import ENDS, LONE, PORTS, WEB, Parts, Url, authority_of, parse, split, tidied

__all__ = ["WEB", "Url", "parse"]

_RELATIVE = frozenset(("", "http", "https", "ftp", "file", "ws", "wss"))  # schemes whose addresses have a path to join

_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# Parameters that only track where a visitor came from, or that change from reply to reply.
_TRACKING = re.compile(
    r"^(?:utm_.*|gclid|fbclid|msclkid|mc_[ce]id|_ga|_gl|igshid|ref|referrer|source|src|trk.*|"
    r"token|csrf.*|nonce|sid|s_?id|session.*|jsessionid|phpsessid|timestamp|ts|_|cb|rand|v?isit.*|gh_src|lever-.*)$",
    re.IGNORECASE,
)
_LEVELS = 2  # labels of a domain, as in acme.com
_SECOND_LEVEL, _COUNTRY = 3, 2  # letters of "com" and "au" in acme.com.au
_ESCAPES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def is_web(url: str) -> bool:
    """Return whether an address can be requested: http or https, with a host."""
    parsed = parse(url)
    return parsed.ok and parsed.scheme in WEB and bool(parsed.host)


def host(url: str) -> str:
    """Return the normalised host of an address, "" if it has none."""
    return parse(url).host


def domain(name: str) -> str:
    """Return the domain that a host is part of, without subdomains: `acme.com`, `acme.co.uk`; the host itself if it is an IP address.

    A second level of up to three letters below a country is a public suffix (co.uk, com.au).
    """
    labels = name.split(".")
    if labels[-1].isdecimal() or len(labels) <= _LEVELS:
        return name
    short = len(labels[-2]) <= _SECOND_LEVEL and len(labels[-1]) == _COUNTRY
    return ".".join(labels[-_LEVELS - short :])


def one_site(url: str, other: str) -> bool:
    """Return whether two addresses belong to one site: their hosts differ only in their subdomains."""
    first, second = host(url), host(other).removeprefix("www.")
    if first and second and (first.removeprefix("www.") == second or first.endswith(f".{second}")):
        return True
    name = domain(second)
    named = "." in name and not name.rpartition(".")[2].isdecimal()
    return named and (first == name or first.endswith(f".{name}"))


def origin(url: str) -> str:
    """Return scheme, host and port, as in `https://example.org`; "" if the address has no scheme or host."""
    parsed = parse(url)
    return f"{parsed.scheme}://{parsed.netloc}" if parsed.scheme and parsed.host else ""


def site(url: str) -> str:
    """Return host and port without `www.`, for comparing."""
    return parse(url).netloc.removeprefix("www.")


def place(url: str) -> tuple[str, str]:
    """Return host with port, and path without its last slash, for comparing."""
    parsed = parse(url)
    return parsed.netloc, parsed.path.rstrip("/")


def path(url: str) -> str:
    """Return the path as written."""
    return split(tidied(url)).path


def path_parts(url: str) -> list[str]:
    """Return the parts of the path that are not empty."""
    parsed = parse(url)
    return [part for part in parsed.path.split("/") if part] if parsed.ok else []


def query(url: str) -> list[tuple[str, str]]:
    """Return the decoded parameters in order, including blank ones."""
    return parse_qsl(split(tidied(url)).query, keep_blank_values=True)


def parameter(url: str, name: str) -> str:
    """Return the first value of a parameter that is not blank, "" if there is none."""
    return next((value for key, value in query(url) if key == name and value), "")


def pieces(url: str) -> list[tuple[str, str]]:
    """Return the parameters of path, query and fragment, with decoded names and raw values."""
    pairs: list[tuple[str, str]] = []

    def seen(name: str, value: str) -> str:
        pairs.append((name, value))
        return value

    rewritten(url, seen)
    return pairs


def rewritten(url: str, value: Callable[[str, str], str]) -> str:
    """Return an address in which each parameter has the raw value that `value` returns for its name and value."""
    parts = split(tidied(url))
    fragment = in_query(parts.fragment, value) if "=" in parts.fragment else parts.fragment
    changed = parts._replace(
        path=in_path(parts.path, value), query=in_query(parts.query, value) if parts.query else "", fragment=fragment
    )
    return url if changed == parts else changed.text()


def with_user(url: str, userinfo: str) -> str:
    """Return an address with `user:password` (as written) in it."""
    parts = split(tidied(url))
    if parts.authority is None:
        return url
    place = parts.authority.rpartition("@")[2]
    return parts._replace(authority=f"{userinfo}@{place}" if userinfo else place).text()


def without_user(url: str) -> str:
    """Return an address without user name and password."""
    return with_user(url, "") if "@" in url else url


def bare(url: str) -> str:
    """Return an address without its query and fragment."""
    return split(tidied(url))._replace(query="", fragment="").text()


def encode(text: str, safe: str = "") -> str:
    """Percent-encode a text for use in a path or as a value."""
    return quote(LONE.sub("\ufffd", text), safe=safe)


def decode(text: str) -> str:
    """Decode percent-encoding. Bytes that are not UTF-8 are replaced."""
    return unquote(text)


def encode_query(parameters: Mapping[str, object] | Iterable[tuple[str, object]]) -> str:
    """Return parameters as a query."""
    if isinstance(parameters, Mapping):
        parameters = parameters.items()
    return urlencode([(LONE.sub("\ufffd", key), LONE.sub("\ufffd", str(value))) for key, value in parameters])


def join(base: str, href: str) -> str:
    """Return the address that `href` leads to on the page `base`.

    An absolute address is tidied (scheme in lower case, no stray space, tab, line end or backslash). One that can't be
    joined, because it or the base is malformed, is returned unchanged.
    """
    tidy = tidied(href)
    ground = tidied(base)
    if not ground or not tidy:
        return tidy or ground
    parts, under = split(tidy), split(ground)
    parts = parts._replace(path=_without_empty_parameter(parts.path))
    scheme = parts.scheme or under.scheme
    if scheme not in _RELATIVE or (parts.scheme and parts.scheme != under.scheme and parts.authority is None):
        return tidy
    if parts.authority is not None:
        joined = parts._replace(scheme=scheme)
        return joined.text() if _usable(joined.authority, scheme) else tidy
    if not _usable(under.authority, scheme) or (under.scheme in WEB and under.authority is None):
        return tidy
    if not parts.path:
        return under._replace(query=parts.query or under.query, fragment=parts.fragment).text()
    return Parts(scheme, under.authority, _joined(under.path, parts.path), parts.query, parts.fragment).text()


def _usable(authority: str | None, scheme: str) -> bool:
    return authority is None or scheme not in WEB or not authority_of(authority, scheme)[3]


def _without_empty_parameter(path: str) -> str:
    """Remove a lone `;` from the end: an empty parameter of the last segment means nothing."""
    return path[:-1] if path.endswith(";") and path.rpartition("/")[2].count(";") == 1 else path


def _joined(under: str, path: str) -> str:
    """Join two paths, and resolve `.` and `..` (RFC 3986, 5.2)."""
    if path.startswith("/"):
        segments = path.split("/")
    else:
        segments = [*under.split("/")[:-1], *path.split("/")]
        segments[1:-1] = [segment for segment in segments[1:-1] if segment]
    resolved: list[str] = []
    for segment in segments:
        if segment == "..":
            del resolved[-1:]
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in {".", ".."}:
        resolved.append("")
    return "/".join(resolved) or "/"


def clean(url: str) -> str:
    """Return an address without its fragment, and without parameters that only track or only change.

    A fragment with a path (`#/jobs/1`, `#!…`) stays, because such a site identifies its pages by it. A malformed
    address is returned unchanged.
    """
    tidy = tidied(url)
    parts = split(tidy, as_written=True)
    if not _usable(parts.authority, parts.scheme):
        return tidy
    parameters = parts.query
    if parameters:
        pairs = parse_qsl(parameters, keep_blank_values=True)
        untracked = [(key, value) for key, value in pairs if not _TRACKING.match(key)]
        if len(untracked) != len(pairs):
            parameters = encode_query(untracked)
    path = _SESSION.sub("", parts.path) if ";" in parts.path else parts.path
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return Parts(parts.scheme, parts.authority, path, parameters, fragment).text().strip(ENDS)


def loose(url: str) -> str:
    """Return an address for comparing: no scheme, `www.`, default port, last slash or fragment; the query sorted."""
    parsed = parse(url)
    if not parsed.ok:
        return parsed.text
    port = parsed.port if parsed.port not in {None, *PORTS.values()} else None
    name = f"[{parsed.host}]" if ":" in parsed.host else parsed.host.removeprefix("www.")
    parameters = encode_query(sorted(parse_qsl(parsed.query, keep_blank_values=True)))
    return f"{name}{f':{port}' if port else ''}{parsed.path.rstrip('/')}{'?' + parameters if parameters else ''}"


def display(url: str, most: int = 120) -> str:
    """Return an address for people: readable, on one line, without secrets, of at most `most` characters.

    User names, passwords and the values of secret parameters are removed. Hosts are shown in their own script if they
    can't be mistaken for another. Letters of paths are decoded; control characters and marks of direction are encoded.
    """
    owner = host(url)
    parsed = parse(rewritten(url, lambda name, value: HIDDEN if value and is_secret(name, owner) else value))
    name = parsed.netloc
    if "@" in parsed.text and not is_web(url) and not parsed.text.startswith(("/", "?", "#")):
        # The end of the password is unknown, so only what follows the last "@" is shown.
        scheme, name = (
            parsed.scheme if parsed.scheme in WEB else "",
            split(parsed.text.rpartition("@")[2])._replace(query="", fragment="").text(),
        )
        parts = Parts(scheme, name, "", "", "")
    else:
        if parsed.problem and parsed.authority is not None:
            name = parsed.authority.rpartition("@")[2]
        elif "xn--" in name:
            name = hostnames.readable(name)
        parts = Parts(
            parsed.scheme, name if parsed.authority is not None else None, parsed.path, parsed.query, parsed.fragment
        )
    readable = _ESCAPES.sub(_letters, parts.text())
    readable = "".join(char if char.isprintable() and char != " " else quote(char) for char in readable)
    if len(readable) <= most:
        return readable
    end = (most - 1) // 3
    return f"{readable[: most - 1 - end]}…{readable[len(readable) - end :]}"


def _letters(match: re.Match[str]) -> str:
    """Decode a run of escaped bytes beyond ASCII, if all of it can be shown."""
    text = unquote(match[0])
    return text if "\ufffd" not in text and text.isprintable() and " " not in text else match[0]
