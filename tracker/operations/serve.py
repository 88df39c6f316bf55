"""Build the command that starts Datasette for a project."""

from __future__ import annotations

from pathlib import Path

# Suggesting facets makes a page of a large table a hundred times slower.
SETTINGS = {"suggest_facets": "off", "default_page_size": "50", "sql_time_limit_ms": "3000"}


def arguments(root: Path, host: str, port: int) -> list[str]:
    """Return the arguments after `python` that serve a project. The project's own metadata.yml is used if there is one."""
    command = ["-m", "datasette", "serve", str(root / "tracker.db"), "--host", host, "--port", str(port)]
    own = root / "metadata.yml"
    command += ["--metadata", str(own if own.exists() else Path(__file__).parents[1] / "site" / "metadata.yml")]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    return command
