"""Records: read however they were written, and nothing that is damaged or cut passes for whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
from itertools import accumulate

import pytest

from bench.corpus.warc import records as module
from bench.corpus.warc.records import CUT, DAMAGED, LARGE, UNENDED, Lost, Record, is_right, records
from bench.errors import CorpusError
from tests.corpus.warc.written import MEMBERS, PLAIN, WHOLE, lost, page, read, record

KINDS = {"plain": PLAIN, "members": MEMBERS, "whole": WHOLE}


@pytest.mark.parametrize("kind", KINDS)
def test_records_are_read_whole_however_they_are_packed(kind: str) -> None:
    made = list(records(io.BytesIO(KINDS[kind]), "x"))
    assert [one.headers["warc-target-uri"] for one in made if isinstance(one, Record)] == [f"http://boat.example/{at}" for at in range(6)]
    assert [one.content.endswith(page(at)) for at, one in enumerate(made) if isinstance(one, Record)] == [True] * 6


@pytest.mark.parametrize(
    "content",
    [
        b"".join(record(at, line=b"\n") for at in range(3)),
        b"".join(record(at, end=1) for at in range(3)),
        b"".join(record(at, end=5) for at in range(3)),
        PLAIN[: len(record(0)) * 3].replace(b"WARC-Type:", b"warc-type :").replace(b"Content-Length: ", b"content-length:"),
        PLAIN[: len(record(0)) * 3].replace(b"WARC/1.0", b"WARC/0.18 "),
        gzip.compress(b"").join(gzip.compress(record(at)) for at in range(3)),
        b"".join(gzip.compress(record(at)) + b"\0" * 20 for at in range(3)),
        b"\r\n" + b"".join(map(record, range(3))),
    ],
)
def test_writers_may_differ(content: bytes) -> None:
    assert [isinstance(one, bytes) for one in read(content)] == [True] * 3


def test_carriage_returns_taken_out_after_a_file_was_written_lose_no_record_but_what_a_digest_contradicts() -> None:
    content = b"".join(record(at, digest="") for at in range(4)).replace(b"\r\n", b"\n")
    assert [isinstance(one, bytes) and one.endswith(page(at)) for at, one in enumerate(read(content)[:3])] == [True] * 3
    assert read(PLAIN.replace(b"\r\n", b"\n"))[:5] == [DAMAGED] * 5


@pytest.mark.parametrize("kind", KINDS)
def test_no_cut_passes_in_silence(kind: str) -> None:
    """One exactly between two records or members leaves a file that is whole."""
    content, size = KINDS[kind], len(record(0))
    packed = [len(gzip.compress(record(at), mtime=0)) for at in range(6)]
    ends = {"plain": {size * at for at in range(7)}, "members": set(accumulate(packed)), "whole": set[int]()}[kind]
    for at in random.Random(0).sample(range(1, len(content)), 1000):
        try:
            told = lost(content[:at])
        except CorpusError:  # nothing is left that could be told from something else
            told = [CUT] if at < 100 else []
        assert bool(told) != (at in ends), at
        assert set(told) <= {CUT, UNENDED}


@pytest.mark.parametrize("kind", KINDS)
def test_no_flip_passes_in_silence_and_other_records_stay(kind: str) -> None:
    """Where all is one member its checksum stands at the end, behind what it holds."""
    content, whole = KINDS[kind], read(KINDS[kind])
    random_ = random.Random(1)
    for _ in range(300):
        damaged = bytearray(content)
        at = random_.randrange(3, len(content))
        damaged[at] ^= 1 << random_.randrange(8)
        try:
            made = read(bytes(damaged))
        except CorpusError:
            assert kind == "whole"
            continue
        kept = [one for one in made if isinstance(one, bytes)]
        assert len(kept) == 6 or any(isinstance(one, str) for one in made)
        if kind != "whole":
            assert set(kept) <= set(whole)
            assert len(kept) >= 5


def test_a_length_that_lies_loses_its_record_alone() -> None:
    size = str(len(record(0).split(b"\r\n\r\n", 1)[1]) - 4).encode()
    for lie in (b"9" + size, b"5", b"x", b"-1", b""):
        content = record(0) + record(1).replace(b"Content-Length: " + size, b"Content-Length: " + lie) + record(2)
        assert [isinstance(one, bytes) for one in read(content)] == [True, False, True]


def test_garbage_between_records_is_told() -> None:
    assert read(record(0) + b"rubbish\r\n" + record(1))[1] == DAMAGED
    assert lost(MEMBERS + b"rubbish") == [DAMAGED]
    assert len(read(MEMBERS + b"rubbish")) == 7


def test_a_record_over_the_limit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 2000)
    assert read(record(0) + record(1, body=b"x" * 5000) + record(2))[1] == LARGE
    assert read(record(0) + record(1, body=b"x" * 5000)[:-3000])[1] == CUT


def test_a_whole_last_record_is_kept_and_its_missing_end_told() -> None:
    (first, last) = records(io.BytesIO(record(0)[:-2]), "x")
    assert isinstance(first, Record)
    assert last == Lost(UNENDED, whole=True)


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256", "sha512"])
def test_digests_are_compared_in_base_32_or_hexadecimal(kind: str) -> None:
    right = hashlib.new(kind, b"content").hexdigest()
    assert is_right({"warc-block-digest": f"{kind.upper()}:{right}"}, b"content")
    assert not is_right({"warc-block-digest": f"{kind}:{right}"}, b"Content")
    assert is_right({"warc-block-digest": "xyz:abc"}, b"content")


def test_a_payload_has_the_digest_of_what_was_sent_or_of_what_was_meant() -> None:
    chunked = b"3\r\nabc\r\n0\r\n\r\n"
    for body in (chunked, b"abc"):
        stated = {
            "content-type": "application/http",
            "warc-payload-digest": f"sha1:{hashlib.sha1(body, usedforsecurity=False).hexdigest()}",
        }
        block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert is_right(stated, block + chunked)
        assert not is_right(stated, block + chunked.replace(b"b", b"x"))
        assert is_right(stated | {"warc-truncated": "length"}, block + chunked[:5])
