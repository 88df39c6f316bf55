"""How Datasette is started for a project."""

from __future__ import annotations

from pathlib import Path

# A page of a large table takes a hundred times as long while Datasette suggests facets for it.
SETTINGS = {"suggest_facets": "off", "default_page_size": "50", "sql_time_limit_ms": "3000"}


def arguments(root: Path, host: str, port: int) -> list[str]:
    """Return the arguments after `python` that serve a project; its own metadata.yml is used if it has one."""
    command = ["-m", "datasette", "serve", str(root / "tracker.db"), "--host", host, "--port", str(port)]
    own = root / "metadata.yml"
    command += ["--metadata", str(own if own.exists() else Path(__file__).parents[1] / "site" / "metadata.yml")]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    return command
