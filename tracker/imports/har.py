"""Import HAR 1.2 files, which people save from the developer tools of their browser.

Source: w3c.github.io/web-performance (HTTP Archive format); `content.text` may be base 64, `startedDateTime` is ISO
8601 with an offset.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path

from tracker.fetch.spool import Spool
from tracker.imports import bounds
from tracker.imports.bounds import MOST_REPLIES, Problems
from tracker.imports.entries import Entry, entries
from tracker.imports.recorded import Reply, reply
from tracker.model import Time
from tracker.model.errors import UsageError

_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))
_METHOD = re.compile(r"[A-Z]{1,20}")
_GOOD = 200
_STATUSES = range(100, 1000)  # HTTP statuses have three digits; 0 means that there was no reply


def replies(path: Path, spool: Spool, now: Time, problems: Problems) -> list[Reply]:
    """Read every reply of a HAR file into the spool, and note problems. Raise UsageError if it is not a HAR file."""
    good: list[Reply] = []
    if not path.is_file():
        message = f"{path} is not a file; give a HAR file that was saved from the browser's network tab"
        raise UsageError(message)
    try:
        with path.open("rb") as opened:
            for entry in entries(opened):
                if len(good) >= MOST_REPLIES:
                    problems.add(
                        path.name, f"the entries beyond the first {MOST_REPLIES:,} were left out; split the file"
                    )
                    break
                reply = _read_entry(path.name, entry, spool, now, problems)
                if reply:
                    good.append(reply)
    except EOFError as error:
        problems.add(path.name, error)
    except ValueError as error:
        if not good:
            message = f"{path} is not a HAR file ({error}); save it from the browser's network tab"
            raise UsageError(message) from error
        problems.add(path.name, f"it can't be read beyond here: {error}")
    except OSError as error:
        message = f"{path} can't be read: {error.strerror or error}"
        raise UsageError(message) from error
    if not good:
        first = f" ({problems.listed[0]})" if problems.listed else ""
        message = f"{path} has no reply with a body{first}; save it as “HAR with content”"
        raise UsageError(message)
    return good


def _read_entry(name: str, other_entry: Entry, spool: Spool, now: Time, problems: Problems) -> Reply | None:
    """Read one entry. Return None, and note a problem, if it is not a reply with a body."""
    where = f"{name}: entry {other_entry.number} at {other_entry.position:,}"
    if other_entry.problem:
        problems.add(where, other_entry.problem)
        return None
    try:
        entry = json.loads(other_entry.text)
        return _reply(entry, spool, now)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        problems.add(where, f"it can't be read ({type(error).__name__}: {error})")
    except _Empty as error:
        problems.add(where, f"it has no body, {error}")
    return None


class _Empty(Exception):
    """An entry without a body. The message is its address."""


def _reply(entry: Mapping[str, object], spool: Spool, now: Time) -> Reply:
    request, response = _table(entry, "request"), _table(entry, "response")
    content = _table(response, "content", {})
    text = content.get("text")
    status = _number(response["status"])
    if (text is None and status == _GOOD) or not status:
        raise _Empty(bounds.printed(request.get("url", ""), 100))
    if not isinstance(text, str | None):
        message = f"content.text is {bounds.printed(text, 40)}, not a text"
        raise TypeError(message)
    encoded = content.get("encoding") == "base64"
    body = base64.b64decode(text or "") if encoded else (text or "").encode("utf-8", "replace")
    listed = response.get("headers") or []
    if not isinstance(listed, list):
        message = f"headers is {bounds.printed(listed, 40)}, not a list"
        raise TypeError(message)
    pairs = [(str(header["name"]), str(header["value"])) for header in listed[: bounds.MOST_HEADERS * 2]]
    headers = bounds.headers(pair for pair in pairs if pair[0].lower() not in _UNDONE)
    headers = _with_kind(headers, str(content.get("mimeType") or ""), encoded=encoded)
    url, method = bounds.address(request["url"]), str(request.get("method", "GET"))
    if not _METHOD.fullmatch(method):
        message = f"request.method is {bounds.printed(method, 40)!r}, which is not an HTTP method"
        raise ValueError(message)
    sent = str(_table(request, "postData", {}).get("text") or "").encode("utf-8", "replace")
    at = bounds.past(str(entry["startedDateTime"]), now)
    group = str(entry.get("pageref") or "")[:100]
    return reply(spool, at, url, status, headers, body, method=method, sent=spool.keep(sent), group=group)


def _table(of: Mapping[str, object], name: str, default: Mapping[str, object] | None = None) -> Mapping[str, object]:
    table = of[name] if default is None else (of.get(name) or default)
    if not isinstance(table, Mapping):
        message = f"{name} is {bounds.printed(table, 40)}, not an object"
        raise TypeError(message)
    return table


def _number(status: object) -> int:
    number = int(status) if isinstance(status, int | float | str) else -1
    if number and number not in _STATUSES:
        message = f"status is {bounds.printed(status, 40)}, which is not an HTTP status"
        raise ValueError(message)
    return number


def _with_kind(headers: tuple[tuple[str, str], ...], kind: str, *, encoded: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers with the content type of the decoded body: text in a HAR is Unicode, whatever its encoding was."""
    stated = next((value for name, value in headers if name.lower() == "content-type"), kind)
    if not encoded:
        stated = f"{stated.partition(';')[0]}; charset=utf-8"
    return bounds.headers(
        (*(header for header in headers if header[0].lower() != "content-type"), ("Content-Type", stated))
    )
