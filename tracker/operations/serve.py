"""Build the command that starts Datasette for a project."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from tracker import config
from tracker.extract import urls
from tracker.model.errors import UsageError
from tracker.store.schema import connect

_LAST_PORT = 65_535

# Suggesting facets makes a page of a large table a hundred times slower. Our own pages have threads of their own beside the
# two that Datasette's pages may use (`tracker/site/unique_order.py`).
SETTINGS = {
    "suggest_facets": "off",
    "default_page_size": "50",
    "sql_time_limit_ms": "3000",
    "num_sql_threads": "6",
}
# A public site: short queries, few rows, no download of the database, and no SQL from readers.
PUBLIC = {
    "sql_time_limit_ms": "1000",
    "facet_time_limit_ms": "200",
    "max_returned_rows": "1000",
    "max_csv_mb": "100",
    "allow_download": "off",
    "default_allow_sql": "off",
}


def begin(root: Path) -> None:
    """Create the empty database of a project that has no archive yet, so that its website can say what to do next.

    Do nothing if there is a database, no tracker.toml, or an archive, which `tracker rebuild` makes the database from.
    """
    database = root / "tracker.db"
    archived = any((root / "snapshots").glob("*/*"))
    if not database.exists() and (root / "tracker.toml").exists() and not archived:
        connect(database, write=True).close()


def check_address(host: str, port: int) -> None:
    """Raise UsageError if nothing can be served at this address: the port is in use, or the host is not of this machine."""
    if not port:
        return  # any free port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        message = (
            f"--host {host}: this name has no address; use 127.0.0.1, or 0.0.0.0 for every address of this machine"
        )
        raise UsageError(message) from error
    for family, kind, protocol, _, address in addresses:
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(address)
            except OSError as error:
                raise UsageError(_refused(host, port, error)) from error


def _refused(host: str, port: int, error: OSError) -> str:
    """Return why an address can't be served, and what to do."""
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < _LAST_PORT else port - 1
        return (
            f"port {port} of {host} is in use, perhaps by another `tracker serve`; stop that, "
            f"or use another port: tracker serve --port {other}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"--host {host} is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for every address that it has"
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"this user may not serve at port {port}; use a port from 1024 on: tracker serve --port 8001"
    return f"can't serve at port {port} of {host}: {error.strerror or error}"


def arguments(
    root: Path, host: str, port: int, *, public: bool = False, sql: bool = False, site: config.Site | None = None
) -> list[str]:
    """Return the arguments after `python` that serve a project. The project's own metadata.yml is used if there is one.

    `public` sets limits; with `sql`, readers may still send SQL. The public address of `site` gives the path that all
    addresses begin with.
    """
    database = root / "tracker.db"
    # In a read-only place, a reader can't create the index of the write-ahead log. There nobody writes, so none is
    # needed.
    fixed = not os.access(root, os.W_OK) and not database.with_name(f"{database.name}-wal").exists()
    database_arguments = ["--immutable", str(database)] if fixed else [str(database)]
    command = ["-m", "datasette", "serve", *database_arguments, "--host", host, "--port", str(port)]
    own = root / "metadata.yml"
    command += ["--metadata", str(own if own.exists() else Path(__file__).parents[1] / "site" / "metadata.yml")]
    settings = {**SETTINGS, **(PUBLIC if public else {}), **({"default_allow_sql": "on"} if public and sql else {})}
    if path := urls.parse(site.base_url).path.strip("/") if site else "":
        settings["base_url"] = f"/{path}/"
    for name, value in settings.items():
        command += ["--setting", name, value]
    return command
