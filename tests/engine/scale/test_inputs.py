"""What a crawl is given: paths, globs, URLs and lists of paths, each file once."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from bench.engine.scale import inputs
from bench.errors import CorpusError
from tests.engine.scale.test_crawl import warc

if TYPE_CHECKING:
    from pathlib import Path

LISTED = "crawl-data/CC-MAIN-2026-01/segments/1/warc/CC-MAIN-0.warc.gz\ncrawl-data/CC-MAIN-2026-01/segments/1/warc/CC-MAIN-1.warc.gz\n"
FILES = LISTED.split()


def names(*given: str, root: str = "") -> list[str]:
    return list(map(str, inputs.found(given, root)[0]))


def test_globs_and_paths_give_each_file_once_and_the_rest_are_corpora(tmp_path: Path) -> None:
    for name in ("b.warc", "a.warc"):
        warc(tmp_path / name, 1)
    (tmp_path / "p.html").write_text("<p>text", encoding="utf-8")
    found, corpora = inputs.found([str(tmp_path / "*.warc"), str(tmp_path / "a.warc"), str(tmp_path / "p.html")])
    assert [one.name for one in found] == ["a.warc", "b.warc"]
    assert [len(one.pages) for one in corpora] == [1]


def test_a_list_of_paths_stands_for_its_files(tmp_path: Path) -> None:
    listing = tmp_path / "warc.paths.gz"
    listing.write_bytes(gzip.compress(LISTED.encode()))
    assert names(str(listing)) == [inputs.COMMON_CRAWL + file for file in FILES]
    assert names(str(listing), root="s3://commoncrawl/") == [f"s3://commoncrawl/{file}" for file in FILES]
    assert names(str(listing), root="/data") == [f"/data/{file}" for file in FILES]
    (tmp_path / FILES[0]).parent.mkdir(parents=True)
    (tmp_path / FILES[0]).touch()
    assert names(str(listing)) == [str(tmp_path / file) for file in FILES]


def test_a_list_by_its_url_says_where_its_files_lie() -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/mirror/crawl-data/CC-MAIN-2026-01/warc.paths.gz", gzip.compress(LISTED.encode()))
    assert names("memory://mirror/crawl-data/CC-MAIN-2026-01/warc.paths.gz") == [f"memory://mirror/{file}" for file in FILES]


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "lists no file"), (b"a.txt\n", "'a.txt'"), (gzip.compress(b"x")[:-9], "cannot be read"), (b"\xff\n", "cannot be read")],
)
def test_what_is_no_list_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "warc.paths").write_bytes(content)
    with pytest.raises(CorpusError, match=told):
        inputs.found([str(tmp_path / "warc.paths")])
