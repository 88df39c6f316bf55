"""Pack the archive files of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.archive import packing
from tracker.model.errors import unknown
from tracker.operations.project import Project, now


def pack(project: Project, names: Iterable[str], step: Callable[[str], None]) -> list[packing.Packed]:
    """Pack the files of these sources, or of all. Return the files that became smaller."""
    with project.lock(wait=True) as current:
        archive = current.archive()
        known = sorted({file.partition("/")[0] for file in archive.files()})
        names = list(names)
        for name in names:
            if name not in known:
                raise unknown(name, known, what="source", where="snapshots/")
        packed_files = []
        for file in [file for name in names or known for file in archive.files(name)]:
            step(file)
            over = packing.is_over(file, now())
            if archive.length(file) and (packed := packing.pack(archive, file, over=over)):
                packed_files.append(packed)
        return packed_files
