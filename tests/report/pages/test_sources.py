"""The source of a large page is cut where no reader looks, says so, and is whole everywhere else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random

import pytest

from bench.model import Corpus, Kind, Manifest, Page
from bench.report.pages import sources


def cut(text):
    return sources.shortened(text.encode()).decode()


def test_long_scripts_styles_and_data_are_cut_and_say_so():
    body = "x" * 5000
    found = cut(
        f"<p>one</p><SCRIPT type=a>{body}</SCRIPT><p>two</p><style>{body}</style><img src='data:image/png;base64,{'A' * 2000}'>three"
    )
    assert found == (
        f"<p>one</p><SCRIPT type=a>{'x' * 200} [... 4800 bytes left out ...] </SCRIPT><p>two</p>"
        f"<style>{'x' * 200} [... 4800 bytes left out ...] </style><img src='data:image/png;base64,[... left out ...]'>three"
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "<p>" + "long text " * 500, "<script>short()</script>", "<scripted>" + "x" * 3000 + "</scripted>", "<script>" + "x" * 3000,
        "<script" + " a" * 3000, "<pre>" + "A" * 3000,
    ],
)  # fmt: skip
def test_everything_else_stays_as_it_is(text):
    assert cut(text) == text


def test_a_cut_never_splits_a_character():
    assert "\ufffd" not in cut("<script>" + "a" + "山" * 2000 + "</script>")


@pytest.mark.parametrize("text", ["<script " * 100_000, "<script" * 100_000, "<script></style" * 60_000, "<style>" * 100_000])
def test_hostile_markup_takes_no_longer_than_it_is_long(text):
    assert cut(text) == text  # what is quadratic takes many minutes here


def test_only_large_pages_are_cut(monkeypatch):
    noise = random.Random(1).randbytes(60_000).hex()
    pages = [
        Page(name, "made", f"<script>{text}</script><p>end</p>".encode(), Kind.HTML) for name, text in (("a", noise), ("b", "x" * 9000))
    ]
    about = {("made", page.id): {"sha256": page.sha256} for page in pages}
    held = Corpus("made", hashlib.sha256(b"made").hexdigest(), tuple(pages), {})
    manifest = Manifest(
        id="run",
        created="2026-01-02T03:04:05Z",
        version="0",
        corpora=({"name": "made"},),
        adapters=(),
        options={},
        machine={},
        complete=True,
    )
    found = sources.Sources(manifest, about, [held])
    large, small = (gzip.decompress(base64.b64decode(found.packed(("made", page.id)))).decode() for page in pages)
    assert len(large) < 400
    assert "bytes left out" in large
    assert large.endswith("</script><p>end</p>")
    assert small == pages[1].content.decode()


def test_pages_of_a_run_made_before_splits_stood_in_ids_are_found_by_their_bytes():
    pages = [Page("dev/1", "made", b"<p>one"), Page("test/1", "made", b"<p>another"), Page("dev/2", "made", b"<p>two")]
    about = {("made", "1"): {"sha256": pages[0].sha256}, ("made", "2"): {"sha256": "0" * 64}}
    manifest = Manifest(
        id="run", created="2026-01-02T03:04:05Z", version="0", corpora=({"name": "made"},), adapters=(), options={}, machine={}
    )
    found = sources.Sources(manifest, about, [Corpus("made", "digest", tuple(pages), {})])
    assert gzip.decompress(base64.b64decode(found.packed(("made", "1")))) == b"<p>one"
    assert found.packed(("made", "2")) == ""
