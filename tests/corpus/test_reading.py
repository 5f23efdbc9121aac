"""What can be typed, and which reader takes it."""

import pytest

import bench.corpus
from bench.errors import CorpusError
from tests.corpus.hostile import zipped


def test_what_can_be_typed(archive, folder, monkeypatch):
    assert bench.corpus.load().name == "embedded"
    assert bench.corpus.load(archive).name == "mine-1.2"
    assert bench.corpus.load(f"{archive}/").name == "mine-1.2"
    assert bench.corpus.load(f"native:{archive}").digest == bench.corpus.load(archive, reader="native").digest
    assert bench.corpus.load(folder).name == "my-folder"
    monkeypatch.chdir(folder.parent)
    assert bench.corpus.load("my folder").source == "my folder"


@pytest.mark.parametrize(
    ("spec", "why", "hint"),
    [
        ("embeded", "no corpus is called 'embeded'", "did you mean 'embedded'"),
        ("./nowhere", "there is no file or folder", "corpus list"),
        ("nowhere.zip", "there is no file or folder", "corpus list"),
        ("warc:nowhere", "there is no file or folder", "corpus list"),
    ],
)
def test_what_cannot(spec, why, hint):
    with pytest.raises(CorpusError, match=why) as caught:
        bench.corpus.load(spec)
    assert hint in caught.value.hint


def test_an_unknown_format_or_reader(tmp_path):
    path = zipped(tmp_path / "x.zip", [("a.doc", b"x")])
    with pytest.raises(CorpusError, match="in no format") as caught:
        bench.corpus.load(path)
    assert "saved pages (.html" in caught.value.expected
    assert "name the reader" in caught.value.hint
    with pytest.raises(CorpusError, match="no corpus reader is called 'doc'"):
        bench.corpus.load(path, reader="doc")


def test_a_glob_is_one_corpus(tmp_path):
    for name in ("a/one.html", "a/two.htm", "b/one.html", "b/three.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<p>{name}</p>")
    made = bench.corpus.load(f"{tmp_path}/*/*.htm*")
    assert [page.id for page in made.pages] == ["a/one", "a/two", "b/one"]
    assert [page.id for page in bench.corpus.load(f"plain:{tmp_path}/a/*").pages] == ["one", "two"]
    assert bench.corpus.load(f"{tmp_path}/[ab]").left_out == {"files whose ending and first tag are of no page": 1}
    with pytest.raises(CorpusError, match="no file matches"):
        bench.corpus.load(f"{tmp_path}/*.html")


def test_a_name_with_the_characters_of_a_glob_is_itself(tmp_path):
    (tmp_path / "pages [1]").mkdir()
    (tmp_path / "pages [1]" / "x.html").write_text("<p>x</p>")
    assert [page.id for page in bench.corpus.load(tmp_path / "pages [1]").pages] == ["x"]
