"""Histories of sources that are checked once a week, made from a folder of saved lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from pathlib import Path

from tracker.operations import import_captures, project


def weekly(
    root: Path, config: str, first: date, weeks: Mapping[str, int], gap: Collection[int], jobs: Callable[[int], object]
) -> Path:
    """Create a project in which each source has a number of weekly checks, without those in `gap`.

    `jobs` returns the list of a week.
    """
    (root / "tracker.toml").write_text(config)
    here = project.load(root)
    for name, many in weeks.items():
        folder = root / name
        folder.mkdir()
        for week in range(many):
            if week not in gap:
                day = first + timedelta(weeks=week)
                (folder / f"{day.isoformat()}T040000Z.json").write_text(json.dumps({"jobs": jobs(week)}))
        import_captures.from_dir(here, folder, name, at=None, each=False, board="", step=lambda _name: None)
    return root
