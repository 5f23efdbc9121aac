"""The verb that serves annotation: what it refuses before anything is served."""

from __future__ import annotations

import pytest

from bench.cli import main


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "holds no pages.toml"),
        (["--by", "../x"], "cannot be called"),
        (["--reader", "/x"], "cannot be called"),
        (["--run", "none"], "none"),
    ],
)
def test_bad_input_ends_in_one_clear_error(tmp_path, capsys, options, told):
    if options:
        (tmp_path / "one.html").write_text("<p>Some words", encoding="utf-8")
        (tmp_path / "pages.toml").write_text('schema = 1\n[pages.one]\nfile = "one.html"\n', encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["annotate", str(tmp_path), "--no-open", "--out", str(tmp_path / "runs"), *options])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / ".annotating").exists()
