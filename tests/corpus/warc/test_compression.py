"""Packed bytes: members and frames in order, and a fault wherever some are lost."""

from __future__ import annotations

import gzip
import io

import pytest

from bench.corpus.warc import compression
from bench.corpus.warc.compression import Fault, unpacked
from tests.corpus.warc.written import MEMBERS, PLAIN


def test_a_large_member_comes_in_pieces_of_bounded_size() -> None:
    made = list(unpacked(io.BytesIO(gzip.compress(b"\0" * 10_000_000))))
    assert max(len(piece) for piece in made if isinstance(piece, bytes)) <= 1 << 16
    assert sum(len(piece) for piece in made if isinstance(piece, bytes)) == 10_000_000


@pytest.mark.parametrize(("name", "cut"), [("ZstdWriter", 0), ("Lz4Writer", 0), ("ZstdWriter", 500), ("Lz4Writer", 500)])
def test_zstandard_and_lz4_are_unpacked_and_a_cut_is_a_fault(name: str, cut: int) -> None:
    from fastwarc import stream_io

    raw = io.BytesIO()
    writer = getattr(stream_io, name)(raw)
    writer.write(PLAIN)
    writer.close()
    made = list(unpacked(io.BytesIO(raw.getvalue()[: len(raw.getvalue()) - cut])))
    assert PLAIN.startswith(b"".join(piece for piece in made if isinstance(piece, bytes)))
    assert any(isinstance(piece, Fault) for piece in made) == bool(cut)


def test_a_member_too_large_to_be_read_again_still_tells_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "_REPLAY", 10)
    monkeypatch.setattr(compression, "_CHUNK", 100)
    damaged = bytearray(MEMBERS)
    damaged[400] ^= 8
    made = list(unpacked(io.BytesIO(bytes(damaged))))
    assert sum(isinstance(piece, Fault) for piece in made) == 1
    assert b"http://boat.example/5" in b"".join(piece for piece in made if isinstance(piece, bytes))
