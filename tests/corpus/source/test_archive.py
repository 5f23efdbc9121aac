import tarfile
from pathlib import Path

import pytest

from bench.corpus.source.archive import noted_commit, open_source, stem
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


def test_the_one_file_of_a_name_is_found_at_any_depth_and_several_are_an_error(tmp_path):
    source = open_source(zipped(tmp_path / "p.zip", [(f"top/{name}", b"") for name in ("a/x.json", "b/x.json", "c/y.json", "my.json")]))
    assert (source.only("y.json"), source.only("my.json"), source.only("z.json"), source.only("n.json")) == (
        "c/y.json",
        "my.json",
        None,
        None,
    )
    with pytest.raises(CorpusError, match=r"2 files called x\.json, such as a/x\.json and b/x\.json"):
        source.only("x.json")


def test_the_folder_of_a_source_is_the_one_that_its_files_lie_in(tmp_path):
    path = zipped(tmp_path / "p.zip", [("top/dev/html/a", b""), ("top/dev/gold/a", b""), ("top/test/html/a", b"")])
    assert [open_source(path, inside).folder for inside in ("", "dev", "dev/html", "test")] == ["top", "dev", "html", "html"]
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "a").write_bytes(b"")
    (tmp_path / "dev" / "b").write_bytes(b"")
    assert open_source(tmp_path / "dev").folder == "dev"
    assert open_source(zipped(tmp_path / "q.zip", [("a", b""), ("b", b"")])).folder == ""


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08 cut"])
def test_an_archive_that_cannot_be_read_notes_no_commit(tmp_path, content):
    (tmp_path / "x.tar.gz").write_bytes(content)
    assert noted_commit(tmp_path / "x.tar.gz") == ""


def test_the_commit_stands_in_the_first_header(tmp_path):
    for noted in ("abc123", ""):
        headers = {"comment": noted} if noted else {}
        with tarfile.open(tmp_path / "x.tar.gz", "w:gz", format=tarfile.PAX_FORMAT, pax_headers=headers) as archive:
            archive.addfile(tarfile.TarInfo("a"))
        assert noted_commit(tmp_path / "x.tar.gz") == noted
