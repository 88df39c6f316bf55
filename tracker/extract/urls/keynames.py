"""Recognise parameters of an address that contain a key, a token or a password, by the words of their names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, unquote_plus

HIDDEN = "HIDDEN"  # replaces a secret
Value = Callable[[str, str], str]  # the new value of a parameter, by its decoded name and its raw value

# A word of the first list makes a name secret, except "token" next to a word of `_PAGING`, which names a place in a
# list.
_SECRET_WORDS = frozenset(
    "apikey appkey accesskey authkey secretkey privatekey token accesstoken authtoken apitoken auth oauth authorization "
    "bearer jwt hmac secret clientsecret signature sig password passwort passwd passphrase pw pwd psw passcode passkey "
    "credential credentials cred creds".split()
)
_PAGING = frozenset("page next previous prev continuation cursor sync start resume".split())
# Words that make the word next to them a secret.
_BESIDE = {
    "key": frozenset(
        "api app access auth secret private client consumer customer subscription account license licence function "
        "functions user master shared signing sign encryption crypto deploy deployment service feed rss atom host "
        "security session storage read write admin root partner developer dev site widget server download login".split()
    ),
    "code": frozenset("access auth authorization authentication login security verification".split()),
    "pass": frozenset("user login db database ftp http proxy basic admin account my web".split()),
    "id": frozenset("session sess".split()),
    "ticket": frozenset("login access auth service session cas".split()),
    "string": frozenset(("connection",)),
}
_SECRET_ALONE = frozenset("key code pass session ticket otp".split())
_PUBLIC = {"token": ("greenhouse.io",)}  # the number of a posting in an embedded board
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_VOCABULARY = _SECRET_WORDS.union(_PAGING, _SECRET_ALONE, _BESIDE, *_BESIDE.values(), ("php", "j", "asp", "aws", "x"))
_LONGEST_WORD = max(map(len, _VOCABULARY))
# No other word ends in one of these, so any word may be joined before them.
_ENDS = ("token", "secret", "password", "passwd", "passphrase", "signature", "credentials")
_MOST_NAME = 200  # characters of a name that are searched for joined words
_MOST_DECODED = 3  # times that a name is decoded: a link within a link within a link
_MOST_NESTED = 100  # parameters within the value of one that are examined
_NESTED = re.compile(r"[?;#]")
_HEAD = re.compile(r".*[?;#/!]", re.DOTALL)
_MATRIX = re.compile(r";([^;/=]*)=([^;/]*)")


def is_secret(name: str, host: str = "") -> bool:
    """Return whether a parameter contains a key, a token or a password, by the words of its name.

    Words may be separated in any way (`api_key`, `apiKey`, `login[pass]`), joined (`refreshtoken`) or escaped. `host`
    is the host of the address: some boards call a public value a token.
    """
    for _ in range(_MOST_DECODED):
        name = unquote(name)
    if any(host == end or host.endswith(f".{end}") for end in _PUBLIC.get(name.lower(), ())):
        return False
    return _judged(name) if len(name) <= _MOST_NAME else _judged.__wrapped__(name)


@lru_cache(maxsize=1024)
def _judged(name: str) -> bool:
    written = [word.lower() for word in _WORDS.findall(name)]
    if len(name) > _MOST_NAME:
        return _secret(written)
    glued = _segments("".join(written))  # "APIkey" is cut in the wrong place
    return _secret([part for word in written for part in _parts(word)]) or _secret(glued)


def _secret(words: list[str]) -> bool:
    if len(words) == 1 and words[0] in _SECRET_ALONE:
        return True
    secret_words = _SECRET_WORDS.intersection(words)
    if secret_words:
        return secret_words != {"token"} or _PAGING.isdisjoint(words)
    return any(word in words and not companions.isdisjoint(words) for word, companions in _BESIDE.items())


def _parts(word: str) -> list[str]:
    """Split a word that is several joined words. Any other word is returned alone."""
    segments = _segments(word)
    if segments:
        return segments
    end = next((ending for ending in _ENDS if word.endswith(ending)), "")
    return [*(_segments(word.removesuffix(end)) or [word.removesuffix(end)]), end] if end else [word]


def _segments(word: str) -> list[str]:
    """Return the fewest words of the vocabulary that make up a word, [] if none do."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(word) + 1):
        splits = [
            [*before, word[start:end]]
            for start in range(max(0, end - _LONGEST_WORD), end)
            if (before := best[start]) is not None and word[start:end] in _VOCABULARY
        ]
        best.append(min(splits, key=len, default=None))
    return best[-1] or []


def in_query(query: str, value: Value) -> str:
    """Return a query, or a fragment in the form of one, with the values that `value` returns.

    `&` separates parameters. If the value of one is unchanged, parameters after `;`, `?` or `#` in it are examined too.
    So a password with such a character counts as one value.
    """
    return "&".join(_in_piece(piece, value) for piece in query.split("&"))


def _in_piece(piece: str, value: Value) -> str:
    before_piece = ""
    for _ in range(_MOST_NESTED):
        before, sign, old = piece.partition("=")
        head = _HEAD.match(before)
        new = value(unquote_plus(before[head.end() :] if head else before), old) if before else old
        if new != old:
            return f"{before_piece}{before}={new}"
        nested = _NESTED.search(old)
        if not sign or not nested or "=" not in old[nested.end() :]:
            break
        cut = len(before) + 1 + nested.end()
        before_piece, piece = before_piece + piece[:cut], piece[cut:]
    return before_piece + piece


def in_path(path: str, value: Value) -> str:
    """Return a path with the values that `value` returns for its parameters, as in `/jobs;key=1/2`."""

    def changed(match: re.Match[str]) -> str:
        return f";{match[1]}={value(unquote_plus(match[1]), match[2])}"

    return _MATRIX.sub(changed, path) if ";" in path else path
