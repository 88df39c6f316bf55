"""Compressed bodies are decoded completely or refused: a truncated list is never a short list."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Answer, check
from tracker.fetch.decoding import Cut, Decoder

Site = Callable[[Answer], tuple[str, list[str]]]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip in members": ("x-gzip", lambda data: b"".join(gzip.compress(data[n : n + 7]) for n in range(0, len(data), 7)) or gzip.compress(b"")),
    "deflate": ("deflate", zlib.compress),
    "deflate without a header": ("Deflate", raw_deflate),
    "brotli": ("br", brotli.compress),
    "twice": ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
    "none": ("identity", bytes),
    "nothing": ("", bytes),
}  # fmt: skip


def unpacked(encoding: str, data: bytes, step: int) -> bytes:
    decoder = Decoder(encoding)
    found = b"".join(piece for n in range(0, len(data), step) for piece in decoder.feed(data[n : n + step]))
    decoder.end()
    return found


@pytest.mark.parametrize("packer", PACKERS)
@given(data=st.binary(max_size=400), step=st.integers(1, 90))
def test_what_was_packed_comes_out(packer: str, data: bytes, step: int) -> None:
    """Whatever the encoding, and in whatever parts the body arrives."""
    encoding, pack = PACKERS[packer]
    assert unpacked(encoding, pack(data), step) == data


@pytest.mark.parametrize(
    "packer", [name for name, (encoding, _) in PACKERS.items() if encoding not in {"", "identity"}]
)
@given(data=st.binary(min_size=1, max_size=200), share=st.floats(0, 0.999))
def test_what_ends_early_is_refused(packer: str, data: bytes, share: float) -> None:
    """Bodies that are cut inside a stream are refused. A cut exactly between two members can't be noticed."""
    encoding, pack = PACKERS[packer]
    packed = pack(data)
    cut = packed[: max(1, int(len(packed) * share))]
    try:
        found = unpacked(encoding, cut, 50)
    except Cut:
        return
    assert packer in {"gzip in members", "twice"}
    assert packer == "gzip in members"
    assert data.startswith(found)
    assert len(found) % 7 == 0 or found == data


def test_what_can_t_be_read_says_so() -> None:
    """An encoding that was not requested, and bytes that are not encoded at all."""
    with pytest.raises(Cut, match="packed as 'zstd'"):
        Decoder("zstd")
    for encoding in ("gzip", "br", "deflate"):
        with pytest.raises(Cut, match="not whole"):
            unpacked(encoding, b"<html>plain</html>" * 9, 40)
    assert unpacked("gzip", gzip.compress(b"x") + b"\0trailing", 5) == b"x"


def test_a_bomb_comes_out_in_pieces() -> None:
    """200 MB of zeros are never in memory together; fifty thousand members cost no more than their bytes."""
    packed = gzip.compress(bytes(200 << 20))
    sizes = [len(piece) for piece in Decoder("gzip").feed(packed)]
    assert (sum(sizes), max(sizes) <= 1 << 20) == (200 << 20, True)
    sizes = [len(piece) for piece in Decoder("br").feed(brotli.compress(bytes(50 << 20)))]
    assert (sum(sizes), max(sizes) <= 2 << 20) == (50 << 20, True)
    assert sum(len(piece) for piece in Decoder("gzip").feed(gzip.compress(b"x") * 50_000)) == 50_000


def test_a_list_that_was_cut_closes_nothing(tmp_path: Path, site: Site) -> None:
    """A page without a next link, cut in its gzip stream: the check fails, and every posting stays open."""
    rows = "".join(f'<li class=o><a href="/p/{n}">Lamp keeper {n}</a></li>' for n in range(40))
    body = gzip.compress(f"<ul>{rows}</ul>".encode())
    cut = [False]

    def answer(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        assert headers["Accept-Encoding"] == "gzip, deflate, br"
        if path != "/jobs":
            return 200, {"Content-Type": "text/html"}, b"<main>You keep lamps.</main>"
        sent = body[: len(body) * 2 // 3] if cut[0] else body
        return 200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, sent

    base, _ = site(answer)
    (tmp_path / "tracker.toml").write_text(
        f'[sources.a]\nboard = "html"\nurl = "{base}/jobs"\nitem = "li.o"\ntext = "main"\nallow_private = true\n'
        'delay = "0s"\nrender = "never"\n'
    )
    (result,) = check(tmp_path).results
    assert (result.verdict.outcome, result.verdict.seen) == ("complete", 40)
    cut[0] = True
    for _ in range(3):
        (result,) = check(tmp_path).results
        assert (result.verdict.outcome, result.changes) == ("failed", ())
        assert "middle of its gzip stream" in result.verdict.reason
    assert json.dumps(result.verdict.reason)
