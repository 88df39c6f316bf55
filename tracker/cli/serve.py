"""serve, demo."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tracker.cli.common import reading


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.option("-o", "--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.pass_obj
def serve_(root: Path, host: str, port: int, *, open_browser: bool) -> None:
    """Publish the history as a website (Datasette), while cron goes on writing into it."""
    from tracker.operations.serve import arguments
    from tracker.store import remedies, sound

    with reading(root) as connection:
        wrong = sound.quick(connection)
        if wrong:
            raise remedies.damaged(root / "tracker.db", wrong[0])
        command = arguments(root, host, port)
    if open_browser:
        command.append("--open")
    os.execv(sys.executable, [sys.executable, *command])


@click.command("demo")
@click.option("--serve", is_flag=True, help="Afterwards, serve the history that was made.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep the project in this directory.")
@click.option("--port", default=8001, show_default=True, help="The port that --serve uses.")
def demo_(keep: Path | None, port: int, *, serve: bool) -> None:
    """Watch a small careers site change, on this machine alone: under a minute, and no network."""
    from tracker.demo.show import show

    sys.exit(show(keep, serve=serve, port=port))
