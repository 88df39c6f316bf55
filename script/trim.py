"""Remove debug information from the compiled files in .venv. It is a quarter of its size, and never read at run time.

Wheels ship it by oversight (Playwright's Node has 32 MB of it, zstandard 22). An ELF file is loaded by its program
headers alone; the sections that follow what they name, debug information among them, are cut off, as `sstrip` does. Files
of other systems are left alone.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

_ELF_64_LITTLE = b"\x7fELF\x02\x01"
_HEADER = 64  # bytes of an ELF file's own header
_LEAST = 100_000  # bytes to save; below, a file is not worth rewriting


def end_of_loaded(data: bytes) -> int:
    """Return the end of the last byte that a program header names in an ELF file (64 bits, little-endian)."""
    start = int(struct.unpack_from("<Q", data, 32)[0])
    size, count = struct.unpack_from("<HH", data, 54)
    ends = [start + size * count]
    for place in range(start, start + size * count, size):
        offset, length = (struct.unpack_from("<Q", data, place + at)[0] for at in (8, 32))
        ends.append(offset + length)
    return max(ends)


def trimmed(data: bytes) -> bytes:
    """Return an ELF file without what is never loaded; any other file as it is."""
    if not data.startswith(_ELF_64_LITTLE):
        return data
    try:
        end = end_of_loaded(data)
    except struct.error:  # cut off, or no ELF file after all
        return data
    if not _HEADER <= end <= len(data) - _LEAST:
        return data
    short = bytearray(data[:end])
    struct.pack_into("<Q", short, 40, 0)  # the section headers: no offset,
    struct.pack_into("<HHH", short, 58, 0, 0, 0)  # no size, no number, no index of names
    return bytes(short)


def trim(path: Path) -> int:
    """Trim a file in place, atomically. Return the number of bytes that were removed."""
    data = path.read_bytes()
    short = trimmed(data)
    if len(short) == len(data):
        return 0
    beside = path.with_name(f".{path.name}.trimmed")
    beside.write_bytes(short)
    beside.chmod(path.stat().st_mode)
    if os.access(path, os.X_OK) and path.name == "node":
        done = subprocess.run([beside, "--version"], capture_output=True, check=False, timeout=60)
        if done.returncode:
            beside.unlink()
            return 0
    beside.replace(path)
    return len(data) - len(short)


def main() -> None:
    """Trim all compiled files of this Python's environment."""
    root = Path(sys.prefix) / "lib"
    files = [*root.rglob("*.so"), *root.rglob("*.so.*"), *root.rglob("playwright/driver/node")]
    saved = sum(trim(path) for path in files if path.is_file() and not path.is_symlink())
    print(f"{saved / 1e6:.0f} MB of debug information taken out of {len(files)} compiled files")


if __name__ == "__main__":
    main()
