"""Files named by URLs are opened, listed and their faults told, whatever library reads them."""

from __future__ import annotations

import pytest

from bench.corpus.source.remote import RemoteFile, is_url, matching
from bench.errors import ConfigError, CorpusError

fsspec = pytest.importorskip("fsspec")


@pytest.mark.parametrize(
    ("spec", "known"),
    [("s3://b/k", True), ("https://h/f", True), ("memory://x", True), ("C:/x", False), ("a/b*.warc", False), ("wcxb", False)],
)
def test_a_url_is_told_from_a_path(spec: str, known: bool) -> None:
    assert is_url(spec) is known


def test_a_file_is_read_and_a_pattern_lists_in_order() -> None:
    for name in ("b.warc", "a.warc", "c.txt"):
        fsspec.filesystem("memory").pipe(f"/remote/{name}", name.encode())
    found = matching("memory://remote/*.warc")
    assert [one.name for one in found] == ["a.warc", "b.warc"]
    with found[0].open() as stream:
        assert (stream.read(2), stream.tell(), stream.read()) == (b"a.", 2, b"warc")
    assert matching("memory://remote/x?y=1.warc") == [RemoteFile("memory://remote/x?y=1.warc")]
    assert RemoteFile("https://h/a.warc.gz?sig=1/2").name == "a.warc.gz"


def test_what_cannot_be_opened_or_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CorpusError, match="cannot be opened"):
        RemoteFile("memory://remote/gone.warc").open()
    with pytest.raises(CorpusError, match="nonsense"):
        RemoteFile("nonsense://remote/gone.warc").open()
    fsspec.filesystem("memory").pipe("/remote/a.warc", b"abc")
    stream = RemoteFile("memory://remote/a.warc").open()
    inner = stream._stream  # type: ignore[attr-defined]
    monkeypatch.setattr(inner, "read", lambda count: (_ for _ in ()).throw(RuntimeError("reset")))
    with pytest.raises(OSError, match="RuntimeError: reset"):
        stream.read(1)


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(ConfigError, match="fsspec") as told:
        RemoteFile("s3://b/a.warc").open()
    assert "boilerbench[remote]" in str(told.value)
