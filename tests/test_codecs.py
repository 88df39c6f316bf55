"""Dictionaries in memory take a limited number of bytes, however many files were read."""

from __future__ import annotations

import random

import pytest

from tracker.archive import frames, mapped_file
from tracker.archive.mapped_file import FileCache

KINDS = ("unused", "read", "written", "closely")


def codec(size: int, kind: str, seed: int = 1) -> frames.Codec:
    """Return a codec with a dictionary of this size that was used in one way."""
    made = frames.Codec(frames.dictionary(random.Random(seed).randbytes(size)), closely=kind == "closely")
    if kind != "unused":
        frame = made.compress(b"a record of the board")
        if kind == "read":
            made = frames.Codec(made.raw)
            assert made.decompress(frame, "") == b"a record of the board"
    return made


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [50_000, 500_000, 3_000_000])
def test_codecs_stay_within_a_number_of_bytes(size: int, kind: str) -> None:
    """Those used longest ago are dropped first. The newest one stays, even if it is larger than the limit."""
    held = FileCache()
    one = codec(size, kind)
    for number in range(30):
        held.keep_codec(f"a/{number}", number, one)
        assert held.codec(f"a/{number}", number) is one
    room = min(max(mapped_file._MOST_CODECS // one.memory, 1), 24)
    assert list(held._codecs) == [(f"a/{number}", number) for number in range(30 - room, 30)]


def test_a_codec_that_grows_makes_room_when_it_is_asked_for() -> None:
    """A dictionary alone is small; the tables for writing are made when a record is first written."""
    held = FileCache()
    for number in range(7):
        held.keep_codec(f"a/{number}", number, codec(4_000_000, "unused", number))
    assert len(held._codecs) == 7
    grown = held.codec("a/0", 0)
    assert grown is not None
    grown.compress(b"x")
    assert held.codec("a/0", 0) is grown
    assert len(held._codecs) < 7
    assert sum(one.memory for one in held._codecs.values()) <= mapped_file._MOST_CODECS
    assert list(held._codecs)[-1] == ("a/0", 0)
    assert held.codec("a/1", 1) is None


def test_small_boards_all_stay() -> None:
    """A dictionary of a board of twenty postings takes little, so that none is loaded twice."""
    held = FileCache()
    for number in range(24):
        held.keep_codec(f"a/{number}", number, codec(60_000, "written", number))
    assert len(held._codecs) == 24


def test_what_is_cached_of_a_source_or_a_file_is_dropped() -> None:
    held = mapped_file.FileCache()
    for file in ("a/1", "a/2", "ab/1", "b/1"):
        held.keep_codec(file, 1, codec(10, "unused"))
    held.drop("a")
    assert [file for file, _ in held._codecs] == ["ab/1", "b/1"]
    held.drop("ab/1")
    assert [file for file, _ in held._codecs] == ["b/1"]
