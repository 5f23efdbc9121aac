"""A small corpus of one's own, as an archive and as a folder, and a cache that is empty."""

import pytest

from tests.corpus.hostile import file, tar

FILES = {"pages.toml": b'licence = "CC0"\n[pages.a]\n', "a.html": b"<p>x", "gold/a.txt": b"x"}


@pytest.fixture(autouse=True)
def cache_folder(tmp_path, monkeypatch):
    """Where imported corpora lie during a test."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "corpora"


@pytest.fixture
def archive(tmp_path):
    return tar(tmp_path / "mine-1.2.tar.gz", [file(f"top/{name}", content) for name, content in FILES.items()])


@pytest.fixture
def folder(tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "my folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "my folder"
