"""ASGI middleware around all of Datasette: the public address, clean paths, and what a public site hides."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from datasette import handle_exception

from tracker.extract import urls
from tracker.site import about

PUBLIC = "TRACKER_PUBLIC"  # set by `tracker serve --public`
# The pages below /-/ that a public site has: static files, and logging in and out.
_SHOWN = ("static", "static-plugins", "login", "logout", "auth-token")
# Tables of alerts: readers of a public site must not see which alerts are sent, by which channel, and what fails.
_PRIVATE = frozenset(
    ("deliveries", "delivery_changes", "delivery_channels", "delivery_findings", "receivers", "troubles", "waiting", "waiting_findings")
)  # fmt: skip
_STATIC = ("static", "static-plugins")
_READING = frozenset(("GET", "HEAD"))
_KEPT = 600  # seconds that a browser may keep a style sheet or a script, and has the old one after an upgrade
_LARGEST = 16 << 20  # bytes of one value on a public site; the longest texts of postings are shorter


def is_public() -> bool:
    """Return whether the site is served with `tracker serve --public`."""
    return bool(os.environ.get(PUBLIC))


def wrap(datasette: Any, app: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the whole site."""

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        scope = _addressed(scope, about.site(datasette).base_url)
        base = str(datasette.setting("base_url") or "/")
        if scope["path"] == base.rstrip("/"):
            await _moved(send, base)
            return
        if is_public() and _hidden(datasette, str(scope["path"])):
            await _refuse(send, 404, "not found")
            return
        if scope["path"].removeprefix(base).strip("/").split("/")[:2] in [["-", name] for name in _STATIC]:
            send = _with_cache_time(send)
        if scope["method"] in _READING:
            await _until_gone(app, scope, receive, send)
        elif scope["method"] == "OPTIONS" or "/-/" in scope["path"]:
            await app(scope, receive, send)
        else:  # only Datasette's pages below /-/ take forms
            await _refuse(send, 405, "this page can only be read", [(b"allow", b"GET, HEAD")])

    return wrapped


async def _until_gone(app: Callable[..., Any], scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer a request, and stop when the client disconnects. Otherwise a CSV of all changes would be read to its end."""
    first = await receive()
    if first.get("more_body"):  # a body in parts, which the app reads
        await app(scope, _after(first, receive), send)
        return
    disconnected = asyncio.ensure_future(receive())
    work = asyncio.ensure_future(app(scope, _after(first, lambda: asyncio.shield(disconnected)), send))
    try:
        await asyncio.wait({work, disconnected}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
            await asyncio.wait({work})
        if not work.cancelled():
            work.result()
    finally:
        work.cancel()
        disconnected.cancel()


def _after(first: Any, receive: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[Any]]:
    """Return a `receive` that returns a message that was already received, and then the following ones."""
    waiting = [first]

    async def received() -> Any:
        return waiting.pop() if waiting else await receive()

    return received


def _addressed(scope: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Return the request with the public host, so that no page repeats the Host header, and with one slash at the start.

    Browsers take a path that begins with two slashes for a host.
    """
    path, raw = str(scope["path"]), scope.get("raw_path") or b""
    if path.startswith("//"):
        scope = {**scope, "path": f"/{path.lstrip('/')}", "raw_path": b"/" + raw.lstrip(b"/")}
    if not base_url:
        return scope
    parsed = urls.parse(base_url)
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "scheme": parsed.scheme, "headers": [(b"host", parsed.netloc.encode()), *headers]}


def _hidden(datasette: Any, path: str) -> bool:
    parts = path.removeprefix(str(datasette.setting("base_url") or "/")).strip("/").split("/")
    if parts[0] == "-":
        return len(parts) > 1 and parts[1].partition(".")[0] not in _SHOWN
    return len(parts) > 1 and parts[1].partition(".")[0] in _PRIVATE


def _with_cache_time(send: Any) -> Callable[[Any], Awaitable[None]]:
    """Return a `send` that lets browsers keep a static file. Datasette sends it without a time, so each page asks for it again."""

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:  # noqa: PLR2004
            header = (b"cache-control", f"public, max-age={_KEPT}".encode())
            message = {**message, "headers": [*message.get("headers", ()), header]}
        await send(message)

    return sent


async def _moved(send: Any, path: str) -> None:
    """Redirect a request for the site's address without its final slash to the front page."""
    headers = [(b"location", path.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 301, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Any, status: int, error: str, more: list[tuple[bytes, bytes]] | None = None) -> None:
    body = json.dumps({"ok": False, "error": error, "status": status}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *(more or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def hide_paths(datasette: Any) -> None:
    """Show the names of the database files without their directories."""
    connected = datasette._connected_databases  # noqa: SLF001 - what /-/databases.json shows has no public name

    def named() -> list[dict[str, Any]]:
        return [
            {**database, "path": Path(database["path"]).name if database["path"] else None} for database in connected()
        ]

    datasette._connected_databases = named  # noqa: SLF001


def quiet() -> None:
    """Stop Datasette from printing the local variables of each error, which it does if rich is installed.

    For a page that is not found, this takes half a second; for an address without a route it fails, and the reader gets
    status 500.
    """
    handle_exception.rich = None


def limit(connection: sqlite3.Connection) -> None:
    """Limit what the queries of a public site can read, and the size of a value."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
    connection.set_authorizer(_authorized)


def _authorized(action: int, first: str | None, _second: str | None, _database: str | None, _inner: str | None) -> int:
    if (action == sqlite3.SQLITE_READ and first in _PRIVATE) or action == sqlite3.SQLITE_ATTACH:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
