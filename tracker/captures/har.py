"""HAR 1.2: what a person saved from the developer tools of their own browser.

Source: w3c.github.io/web-performance (HTTP Archive format); `content.text` may be base 64, `startedDateTime` is ISO 8601 with an offset.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.captures.recorded import Reply
from tracker.errors import UsageError
from tracker.model import Page, Request, iso

_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))


def replies(path: Path) -> tuple[list[Reply], list[str]]:
    """Read every reply of a HAR file, and say what of it could not be used. UsageError if it is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        entries = found["log"]["entries"]
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        message = f"{path} is no HAR file ({type(error).__name__}: {error}); save it from the browser's network tab"
        raise UsageError(message) from error
    good: list[Reply] = []
    problems: list[str] = []
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        try:
            reply = _reply(entry)
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
            problems.append(f"{path.name}: entry {number} can't be read ({type(error).__name__}: {error})")
            continue
        if reply:
            good.append(reply)
        else:
            url = entry.get("request", {}).get("url", "")
            problems.append(f"{path.name}: entry {number} has no body, {url[:100]}")
    if not good:
        message = f"{path} has no reply with a body; save it as “HAR with content”"
        raise UsageError(message)
    return good, problems


def _reply(entry: Mapping[str, Any]) -> Reply | None:
    asked, came = entry["request"], entry["response"]
    content = came.get("content") or {}
    text = content.get("text")
    status = int(came["status"])
    if (text is None and status == 200) or not status:  # noqa: PLR2004
        return None
    body = (
        base64.b64decode(text or "") if content.get("encoding") == "base64" else (text or "").encode("utf-8", "replace")
    )
    at = iso(_when(str(entry["startedDateTime"])))
    headers = tuple(
        (str(one["name"]), str(one["value"]))
        for one in came.get("headers", [])
        if str(one["name"]).lower() not in _UNDONE and not str(one["name"]).startswith(":")
    )
    headers = _with_kind(headers, str(content.get("mimeType") or ""), encoded=content.get("encoding") == "base64")
    url, method = str(asked["url"]), str(asked.get("method", "GET"))
    sent = str((asked.get("postData") or {}).get("text") or "").encode()
    page = Page(Request(url, method, sent), url, status, headers, body, at, sha256=hashlib.sha256(body).hexdigest())
    return Reply(at, url, page, method, sent, str(entry.get("pageref") or ""))


def _with_kind(headers: tuple[tuple[str, str], ...], kind: str, *, encoded: bool) -> tuple[tuple[str, str], ...]:
    """Say in the headers what the body is now: text in a HAR is Unicode, whatever the reply was encoded in."""
    stated = next((value for name, value in headers if name.lower() == "content-type"), kind)
    if not encoded:
        stated = f"{stated.partition(';')[0]}; charset=utf-8"
    return (*(one for one in headers if one[0].lower() != "content-type"), ("Content-Type", stated))


def _when(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
