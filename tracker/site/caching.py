"""Cache headers for browsers and proxies, and the reply 304 if a page is the same as before."""

from __future__ import annotations

import hashlib
from typing import Any

from datasette import Response

_SECONDS = 60  # in which a page may be shown without asking again: checks are minutes or hours apart
_LENGTH = 27  # characters of an ETag: 108 bits


def of(request: Any, reply: Any) -> Any:
    """Return a reply with Cache-Control and ETag, or 304 if the client has the same page.

    Only the reader's own browser may cache a page for somebody who is logged in.
    """
    if reply.status != 200 or not isinstance(reply, Response):  # noqa: PLR2004
        return reply
    body = reply.body if isinstance(reply.body, bytes) else str(reply.body or "").encode("utf-8", "surrogatepass")
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:_LENGTH]}"'
    scope = f"public, max-age={_SECONDS}" if request.actor is None else "private, no-cache"
    headers = {**reply.headers, "Cache-Control": scope, "ETag": tag, "Vary": "Cookie, Authorization"}
    stated = request.headers.get("if-none-match", "")
    if tag in (part.strip() for part in stated.split(",")):
        return Response(b"", status=304, headers=headers, content_type=reply.content_type)
    reply.headers = headers
    return reply
