"""The commands `tracker serve` and `demo`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tracker.cli.common import reading


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("-p", "--port", type=click.IntRange(0, 65_535), default=8001, show_default=True)
@click.option("-o", "--open", "open_browser", is_flag=True, help="Open the website in a browser.")
@click.option("--public", is_flag=True, help="For a public site: limits, and neither SQL nor pages for administrators.")
@click.option("--sql", is_flag=True, help="With --public: readers may send SQL, within the limits.")
@click.pass_obj
def serve_(root: Path, host: str, port: int, *, open_browser: bool, public: bool, sql: bool) -> None:
    """Serve the history as a website (Datasette). Checks may run at the same time.

    Nothing is written, except that a new project gets its empty database.
    """
    from tracker.model.errors import ConfigError
    from tracker.operations import project
    from tracker.operations.serve import arguments, begin, check_address
    from tracker.site.middleware import PUBLIC
    from tracker.store import integrity, remedies

    if sql and not public:
        message = "--sql needs --public; without --public, readers may always send SQL"
        raise click.UsageError(message)
    check_address(host, port)
    try:
        site = project.load(root).settings.site
    except ConfigError:
        site = None  # a database can be served without a tracker.toml
    begin(root)
    with reading(root) as connection:
        wrong = integrity.quick(connection)
        if wrong:
            raise remedies.damaged(root / "tracker.db", wrong[0])
        command = arguments(root, host, port, public=public, sql=sql, site=site)
    if public:
        os.environ[PUBLIC] = "1"
    if open_browser:
        command.append("--open")
    os.execv(sys.executable, [sys.executable, *command])


@click.command("demo")
@click.option("--serve", is_flag=True, help="Serve the resulting history afterwards.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep the project in this directory.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8001, show_default=True, help="The port for --serve.")
def demo_(keep: Path | None, port: int, *, serve: bool) -> None:
    """Try the tracker on a small made-up careers site on this machine. It takes less than a minute and needs no network."""
    from tracker.demo.show import show

    sys.exit(show(keep, serve=serve, port=port))
