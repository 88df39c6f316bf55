"""Check the arguments of the public API, so that a wrong one is an error of ours that says what to pass."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

from tracker.config.keys import SOURCE_KEYS
from tracker.config.values import quoted
from tracker.model import Page, Source
from tracker.model.errors import UsageError, WrongType

_NUMBER = (int, float)


def refuse(where: str, name: str, wanted: str, value: object, advice: str) -> NoReturn:
    """Raise UsageError for an argument of the wrong type. `where` is the function as users write it."""
    message = f"{where}: {name} should be {wanted}, not {quoted(value)} ({type(value).__name__}); {advice}"
    raise WrongType(message)


def text(value: object, where: str, name: str, wanted: str, advice: str) -> str:
    """Return an argument that has to be a text. Raise UsageError if it is not, or can't be written as UTF-8."""
    if not isinstance(value, str):
        refuse(where, name, wanted, value, advice)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        message = (
            f"{where}: {name} {quoted(value)} has half a surrogate pair at {error.start}, which no text has; {advice}"
        )
        raise UsageError(message) from error
    return value


def path(value: object, where: str, name: str) -> Path:
    """Return an argument that has to be a path."""
    plain = os.fspath(value) if isinstance(value, os.PathLike) else value
    advice = 'pass the project\'s directory, such as tracker.open("jobs"), or a copy of its tracker.db'
    return Path(text(plain, where, name, "a path (str or pathlib.Path)", advice))


def source_name(value: object, where: str) -> str:
    """Return an argument that has to be the name of a source."""
    return text(value, where, "source", "the name of a source", "project.sources() lists them")


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number. True and False are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def source(value: object, where: str) -> Source:
    """Return a source whose values have the types and the choices of tracker.toml."""
    if not isinstance(value, Source):
        advice = 'pass an address, or tracker.Source("acme", "https://jobs.example.org/")'
        refuse(where, "source", "a tracker.Source or the address of a careers page", value, advice)
    usual = Source("", "")
    for name in Source.__slots__:
        setting, default = getattr(value, name), getattr(usual, name)
        advice = f"docs/reference.md says what `{name}` of a source is"
        if isinstance(default, str):
            text(setting, where, f"source.{name}", "a text", advice)
            choices = SOURCE_KEYS[name].choices if name in SOURCE_KEYS else ()
            if choices and setting not in choices:
                message = f"{where}: source.{name} {quoted(setting)} should be one of {', '.join(choices)}; {advice}"
                raise UsageError(message)
        elif isinstance(default, bool):
            if not isinstance(setting, bool):
                refuse(where, f"source.{name}", "True or False", setting, advice)
        elif not isinstance(setting, _NUMBER) or isinstance(setting, bool):
            refuse(where, f"source.{name}", "a number", setting, advice)
    return value


def page(value: Page, where: str) -> Page:
    """Return a page that a user's function made, if its values have the types that are documented."""

    def check(name: str, wanted: str, advice: str, *, ok: bool) -> None:
        if not ok:
            about = f"`{name}` of the Page that fetch returned for {value.request.url}"
            refuse(where, about, wanted, getattr(value, name), advice)

    check("url", "a text", "pass the address that answered", ok=isinstance(value.url, str))
    check("status", "a whole number", "pass the HTTP status, such as 200", ok=is_whole(value.status))
    stored = hasattr(value.content, "read") and hasattr(value.content, "size")
    advice = "pass the body as it came, such as reply.read(); a text can be encoded with .encode()"
    check("content", "bytes", advice, ok=isinstance(value.content, bytes) or stored)
    check("headers", "pairs of texts", "pass them as reply.headers.items() has them", ok=_are_headers(value.headers))
    check("failure", "a text", "say why there was no reply", ok=isinstance(value.failure, str))
    check("failure_kind", "a text", "docs/library.md lists the kinds", ok=isinstance(value.failure_kind, str))
    parts = isinstance(value.parts, tuple) and all(isinstance(part, Page) for part in value.parts)
    check("parts", "a tuple of Pages", "leave it out if no script loaded anything", ok=parts)
    return value


def _are_headers(value: object) -> bool:
    try:
        return all(isinstance(name, str) and isinstance(text, str) for name, text in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return False
