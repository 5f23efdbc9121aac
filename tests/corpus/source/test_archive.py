from pathlib import Path

import pytest

from bench.corpus.source.archive import open_source, stem
from bench.errors import CorpusError
from tests.corpus.hostile import zipped


def test_inside_is_a_folder_or_a_file(honest):
    assert open_source(honest, "sub").names == ("b.html",)
    assert open_source(honest, "sub/b.html").read("b.html") == b"<p>b</p>"
    with pytest.raises(CorpusError, match="nothing called nope"):
        open_source(honest, "nope")


def test_inside_may_name_a_folder_that_all_files_share(tmp_path):
    path = zipped(tmp_path / "p.zip", [("top/data/v2/a.html", b"a"), ("top/data/v2/b/c.html", b"c")])
    for inside in ("data/v2", "v2", "top/data/v2", "data", "top"):
        assert open_source(path, inside).names == ("a.html", "b/c.html")
    assert open_source(path, "v2/b").names == ("c.html",)


def test_junk_of_archivers_is_passed_over(tmp_path):
    path = zipped(tmp_path / "p.zip", [("top/a.html", b"a"), ("__MACOSX/top/._a.html", b"x"), ("top/.DS_Store", b"x")])
    assert open_source(path).names == ("a.html",)


def test_names_of_corpora_come_from_the_archive():
    assert [stem(Path(f"/x/{name}")) for name in ("wcxb-c0.tar.gz", "a.zip", "b.jsonl", "c.warc.gz", "plain", "d.tgz")] == [
        "wcxb-c0",
        "a",
        "b",
        "c",
        "plain",
        "d",
    ]


def test_nothing_there_is_an_error_that_says_what_was_expected(tmp_path):
    with pytest.raises(CorpusError, match="no file or folder"):
        open_source(tmp_path / "missing.zip")
    with pytest.raises(CorpusError, match="no files"):
        open_source(tmp_path)
