"""Complete the names of sources in a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.model.errors import TrackerError

if TYPE_CHECKING:
    import click


def sources(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the sources in tracker.toml that begin with what was typed; none if the file can't be used."""
    from tracker.operations import project

    # The shell only parses the command line: the group has not run, and has not set the project directory.
    directory = ctx.find_root().params.get("directory") or Path()
    try:
        names = project.load(directory.resolve()).settings.sources
    except (TrackerError, OSError):
        return []
    return [name for name in names if name.startswith(incomplete)]
