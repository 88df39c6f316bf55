"""Keep user names, passwords and keys in the addresses of sources out of everything that is stored.

They are removed when tracker.toml is read. The address of a source then has no user name, and HIDDEN in place of each
key, so that boards, the archive, the database and the website never see them. `hiding` wraps the function that fetches:
it puts them back into requests to the origin that they were configured for, and removes them from the addresses,
headers and messages that come back, but not from bodies.

Parameters with a key are recognised by the words of their names (`keynames.is_secret`).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tracker.config.values import quoted
from tracker.extract import urls
from tracker.extract.urls.keynames import HIDDEN, is_secret
from tracker.model import Page, Prior, Request, Source

Fetch = Callable[[Request], Awaitable[Page]]
# Shortest secret that is replaced anywhere in a text. A shorter one may be a word, and is replaced only as a user or
# parameter.
_STRONG, _STRONG_WORD = 6, 16
_ADDRESS = re.compile(r"[@/\\]|%40")
_USERINFO = re.compile(r"(https?://)[^/?#\s\"'<>@]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddressSecrets:
    """The secrets of one address: where they may be sent, the user with password, and the parameters as written."""

    origin: str
    path: str = ""
    userinfo: str = field(default="", repr=False)
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def take_secrets(url: str) -> tuple[str, AddressSecrets | None]:
    """Remove user name, password and keys from an address. None if it has none, or is malformed."""
    parsed = urls.parse(url)
    if not urls.is_web(url):
        return url, None
    parameters: list[tuple[str, str]] = []

    def cover(name: str, value: str) -> str:
        if value in {"", HIDDEN} or not is_secret(name, parsed.host):
            return value
        parameters.append((name, value))
        return HIDDEN

    hidden = urls.rewritten(urls.without_user(url), cover)
    if not parameters and not parsed.userinfo:
        return url, None
    return hidden, AddressSecrets(urls.origin(url), urls.path(hidden), parsed.userinfo, tuple(parameters))


@dataclass(frozen=True)
class Credentials:
    """The secrets of a source's addresses. Its `repr` never shows them."""

    secrets: tuple[AddressSecrets, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, *taken: AddressSecrets | None) -> Credentials:
        """Return the secrets of several addresses as one value."""
        return cls(tuple(secrets for secrets in taken if secrets is not None))

    def __bool__(self) -> bool:
        return bool(self.secrets)

    def _for(self, url: str) -> list[AddressSecrets]:
        """Return the secrets that may be sent to an address, those with the closest path first."""
        origin, path = urls.origin(url), urls.path(url)
        matches = [secrets for secrets in self.secrets if secrets.origin == origin]
        return sorted(matches, key=lambda secrets: (not path.startswith(secrets.path), -len(secrets.path)))

    def revealed(self, url: str) -> str:
        """Return an address of the secrets' own origin with its keys, but not the user."""
        if HIDDEN not in url:
            return url
        for secrets in self._for(url):
            parameters = list(secrets.parameters)
            url = urls.rewritten(url, lambda name, value, parameters=parameters: _next(parameters, name, value))  # type: ignore[misc]
        return url

    def _user(self, url: str) -> str:
        return next((secrets.userinfo for secrets in self._for(url) if secrets.userinfo), "")

    def configured(self, url: str) -> str:
        """Return an address with all its secrets, as in tracker.toml."""
        user = self._user(url)
        return self.revealed(urls.with_user(url, user) if user else url)

    def request(self, request: Request) -> Request:
        """Return a request as it is sent. The user is in the address for a browser, in a header for a plain client."""
        if request.render or request.expand:
            return replace(request, url=self.configured(request.url))
        user = self._user(request.url)
        if user and not any(name.lower() == "authorization" for name, _ in request.headers):
            request = replace(request, headers=(*request.headers, ("Authorization", _basic(user))))
        return replace(request, url=self.revealed(request.url))

    def priors(self, prior: Mapping[str, Prior]) -> Mapping[str, Prior]:
        """Return the stored earlier replies by the requests as they are sent."""
        return {self._key(key): stored for key, stored in prior.items()} if self else prior

    def _key(self, key: str) -> str:
        method, space, rest = key.partition(" ")
        url, gap, body = rest.partition(" ")
        return f"{method}{space}{self.revealed(url)}{gap}{body}"

    def text(self, content: str) -> str:
        """Remove secrets from a text: an address, a header, a message."""
        if not self or not content:
            return content
        content = _USERINFO.sub(r"\1", content)
        for pattern, replacement in self._patterns:
            content = pattern.sub(replacement, content)
        return content

    def page(self, page: Page, request: Request | None = None) -> Page:
        """Remove secrets from a reply, except its body; `request` is the request without secrets."""
        if not self:
            return replace(page, request=request) if request else page
        return replace(
            page,
            request=request or self._request_without_secrets(page.request),
            url=self.text(page.url),
            headers=tuple((name, self.text(value)) for name, value in page.headers),
            failure=self.text(page.failure),
            cause=replace(page.cause, what=self.text(page.cause.what)) if page.cause else None,
            ended=self.text(page.ended),
            part_of=self.text(page.part_of),
            parts=tuple(self.page(part) for part in page.parts),
        )

    def _request_without_secrets(self, request: Request) -> Request:
        """Remove secrets from a request that a page made by itself."""
        body = self.text(request.body.decode("latin-1")).encode("latin-1") if request.body else b""
        headers = tuple((name, self.text(value)) for name, value in request.headers)
        return replace(request, url=self.text(request.url), body=body, headers=headers)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        anywhere: set[str] = set()
        patterns = []
        for secrets in self.secrets:
            if secrets.userinfo:
                user, _, password = secrets.userinfo.partition(":")
                anywhere |= {_basic(secrets.userinfo), _basic(secrets.userinfo).removeprefix("Basic ")}
                anywhere |= _forms(secrets.userinfo) | _forms(password or user)
            for name, value in secrets.parameters:
                forms = "|".join(map(re.escape, sorted(_forms(value), key=len, reverse=True)))
                names = "|".join(map(re.escape, sorted(_forms(name))))
                patterns.append(
                    (
                        re.compile(rf"(?<!\w)((?:{names})(?:=|%3D))(?:{forms})(?![\w%-])", re.IGNORECASE),
                        rf"\1{HIDDEN}",
                    )
                )
                anywhere |= _forms(value)
        strong = sorted(filter(_is_strong, anywhere), key=len, reverse=True)
        if strong:
            patterns.append((re.compile("|".join(map(re.escape, strong))), HIDDEN))
        return patterns


NONE = Credentials()
_SCHEMES = urls.WEB | {"ftp", "ws", "wss", "file"}
_PLACE = re.compile(r"([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(?::[0-9]*)?")


def beginning(url: str) -> str:
    """Return the scheme and host of a malformed address, if neither can be part of a password; else ""."""
    parsed = urls.parse(url)
    match = _PLACE.fullmatch(parsed.authority or "")
    if parsed.scheme not in _SCHEMES or not match or "@" in urls.decode(url):
        return ""
    shown = f"{parsed.scheme}://{match[1]}"
    return shown if shown == url else f"{shown}…"


def wrong(url: str) -> str:
    """Return what is wrong with an address, without any part of it that may be secret. The text completes a sentence."""
    parsed = urls.parse(url)
    if parsed.scheme not in urls.WEB:
        return "it begins with something else"
    if parsed.authority is None:
        return "it has no // before the host"
    if " " in url:
        return "it has a space in it"
    if parsed.bad_port:
        return "its port is not a number from 1 to 65535; write / ? # and @ in a password as %2F %3F %23 and %40"
    return "its host can't be read"


def without_addresses(value: object) -> str:
    """Return a value for a message.

    A value is not shown if it may contain an address, because that may contain a password.
    """
    hidden = quoted(value)
    if not _ADDRESS.search(hidden):
        return hidden
    kinds: dict[type, str] = {str: "a text with an address in it", list: "a list", dict: "a table"}
    return f"{kinds.get(type(value), 'this')} (not shown: it may contain a password)"


def without_secrets(source: Source) -> tuple[Source, Credentials]:
    """Return a source with the secrets removed from its addresses, and those secrets."""
    (url, secrets), (endpoint, other) = take_secrets(source.url), take_secrets(source.endpoint)
    if secrets is None and other is None:
        return source, NONE
    return replace(source, url=url, endpoint=endpoint), Credentials.of(secrets, other)


def _is_strong(form: str) -> bool:
    return len(form) >= (_STRONG_WORD if form.isalpha() else _STRONG)


def _next(parameters: list[tuple[str, str]], name: str, value: str) -> str:
    """Return the next value of a hidden parameter, or the unchanged value of any other parameter."""
    if value == HIDDEN:
        for pair in parameters:
            if pair[0] == name:
                parameters.remove(pair)
                return pair[1]
    return value


def _basic(userinfo: str) -> str:
    """Return user and password in HTTP's Basic scheme (RFC 7617)."""
    user, _, password = userinfo.partition(":")
    plain = f"{urls.decode(user)}:{urls.decode(password)}"
    return "Basic " + base64.b64encode(plain.encode("utf-8", "replace")).decode()


def _forms(value: str) -> set[str]:
    """Return the ways in which others may write a value of an address."""
    plain = {value, urls.decode(value), urls.decode(value.replace("+", " "))}
    encoded = {form for text in plain for form in (urls.encode(text), urls.encode(text).replace("%20", "+"))}
    return {text for text in plain | encoded if text}


def hiding(fetch: Fetch, credentials: Credentials) -> Fetch:
    """Wrap a fetch function: send requests with their secrets, and return pages without them."""
    if not credentials:
        return fetch

    async def hidden(request: Request) -> Page:
        return credentials.page(await fetch(credentials.request(request)), request)

    return hidden
