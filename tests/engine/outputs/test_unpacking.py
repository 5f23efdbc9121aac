"""Bytes of stored outputs: told by their first bytes, whole or refused, never more than fit."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from bench.engine.outputs import unpacking
from bench.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

DATA = b'{"p": "' + bytes(range(97, 123)) * 200 + b'"}'


def zstandard(content: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(content, asbytes=True))


PACKERS = {"plain": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstandard}


@pytest.mark.parametrize("packer", PACKERS)
def test_a_file_is_unpacked_whatever_its_name(tmp_path: Path, packer: str) -> None:
    (tmp_path / "x.json").write_bytes(packed := PACKERS[packer](DATA))
    assert unpacking.contents(tmp_path / "x.json") == (DATA, hashlib.sha256(packed).hexdigest())


def test_the_parts_of_a_gzip_file_are_all_read(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert unpacking.contents(tmp_path / "x.gz")[0] == b"one two"


NOISE = hashlib.shake_128(b"seed").digest(5000)


@pytest.mark.parametrize("packer", [name for name in PACKERS if name != "plain"])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, packer: str) -> None:
    packed = PACKERS[packer](NOISE)
    (tmp_path / "x").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(CorpusError, match="x cannot be read"):
        unpacking.contents(tmp_path / "x")


@pytest.mark.parametrize("packer", ["gzip", "bzip2", "xz"])  # Zstandard files need not hold a checksum
def test_a_damaged_file_is_refused(tmp_path: Path, packer: str) -> None:
    packed = PACKERS[packer](NOISE)
    (tmp_path / "x").write_bytes(packed[:12] + bytes(40) + packed[52:])
    with pytest.raises(CorpusError, match="x cannot be read"):
        unpacking.contents(tmp_path / "x")


@pytest.mark.parametrize("packer", PACKERS)
def test_no_more_is_unpacked_than_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packer: str) -> None:
    monkeypatch.setattr(unpacking, "LIMIT", 3 << 20)
    (tmp_path / "fits").write_bytes(PACKERS[packer](b" " * (3 << 20)))
    assert len(unpacking.contents(tmp_path / "fits")[0]) == 3 << 20
    (tmp_path / "bomb").write_bytes(PACKERS[packer](b" " * ((3 << 20) + 1)))
    with pytest.raises(CorpusError, match="more than 3 MB"):
        unpacking.contents(tmp_path / "bomb")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("empty", "is empty"), ("pipe", "no file"), ("nowhere", "no file"), (".", "no file")):
        with pytest.raises(CorpusError, match=said):
            unpacking.contents(tmp_path / name)
