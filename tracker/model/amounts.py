"""Numbers and sizes in words, for messages."""

from __future__ import annotations

_KILO, _MEGA, _GIGA = 1e3, 1e6, 1e9


def counted(count: int, noun: str, several: str = "") -> str:
    """Return a number with its noun: "1 check", "2 checks"."""
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def sized(count: float) -> str:
    """Return a number of bytes in the unit that suits it: "812 bytes", "25 kB", "3.4 MB", "1.2 GB"."""
    if count < _KILO:
        return counted(round(count), "byte")
    if count < _MEGA:
        return f"{count / _KILO:.0f} kB"
    return f"{count / _MEGA:.1f} MB" if count < _GIGA else f"{count / _GIGA:.1f} GB"
