"""Which parameters of an address hold a key, a token or a password: told by the words of their names."""

from __future__ import annotations

import re

HIDDEN = "HIDDEN"  # what stands in a secret's place
# Names of parameters that hold secrets. A word of the first list makes a name secret, unless a word of `_PAGING` beside
# it says that it names a place in a list; "key" needs a word of `_KEYS` beside it; the last list are whole names.
_SECRET_WORDS = frozenset(
    "apikey appkey accesskey authkey secretkey privatekey token accesstoken authtoken apitoken auth authorization bearer "
    "jwt hmac secret clientsecret signature sig password passwd passphrase pwd passcode credential credentials".split()
)
_PAGING = frozenset("page next previous prev continuation cursor sync start resume".split())
_KEYS = frozenset(
    "api app access auth secret private client subscription account license licence functions user".split()
)
_SECRET_ALONE = frozenset(("key", "code", "pass"))
_PUBLIC = {"token": ("greenhouse.io",)}  # the number of a posting in an embedded board
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def is_secret(name: str, host: str = "") -> bool:
    """Say whether a parameter of this name holds a key, a token or a password, judged by the words of the name.

    `host` is whose address it stands in: some boards call what is public a token.
    """
    if any(host == end or host.endswith(f".{end}") for end in _PUBLIC.get(name.lower(), ())):
        return False
    words = [word.lower() for word in _WORDS.findall(name)]
    if len(words) == 1 and words[0] in _SECRET_ALONE:
        return True
    if not _SECRET_WORDS.isdisjoint(words):
        return _PAGING.isdisjoint(words)
    return "key" in words and not _KEYS.isdisjoint(words)
