from bench.corpus.source import installed


def test_the_wheels_data_comes_before_the_checkouts(tmp_path, monkeypatch):
    package = tmp_path / "bench"
    (package / "corpus").mkdir(parents=True)
    monkeypatch.setattr(installed, "__file__", str(package / "corpus" / "source" / "installed.py"))
    assert installed.data_root("seeds") == tmp_path / "seeds"
    (package / "data" / "seeds").mkdir(parents=True)
    assert installed.data_root("seeds") == package / "data" / "seeds"
