"""``score --complements``: combinations, the best pairs, the matrix; JSON; and what cannot be combined."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.model import Status
from tests.store.made import extraction, run

if TYPE_CHECKING:
    from pathlib import Path

RETURNED = {"a": ("one", "two fine evenings", "three"), "b": ("one fine morning", "two", "three more"), "c": ("one fine", "two fine", "x")}


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    made = [extraction(f"p{at}", name, text=text) for name, texts in RETURNED.items() for at, text in enumerate(texts)]
    return run(tmp_path / "runs" / "one", made, protocols=["aligned"]).path


def call(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert (ended.value.code or 0) == code, printed.err
    return printed.out, printed.err


def test_tables_say_what_they_are(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed, _ = call(capsys, "score", stored, "--complements", "--protocol", "aligned", "--resamples", 50)
    lines = printed.splitlines()
    assert "none has a rank" in lines[0]
    assert [line.split()[0] for line in lines[2:4]] == ["oracle", "medoid"]
    assert all("combination of 3 adapters" in line for line in lines[2:4])
    pair = next(line for line in lines if line.startswith(("a + b", "b + a")))
    assert "over" in lines[5]
    assert pair.split()[3:5] == ["0.933", "0.800-1.000"]
    assert "on the diagonal each adapter by itself" in printed


def test_json_has_every_pair(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed, _ = call(capsys, "score", stored, "--complements", "--json", "--resamples", 50)
    (one,) = json.loads(printed)["combinations"]
    assert len(one["complements"]) == 3
    assert [line["name"] for line in one["lines"]] == ["oracle", "medoid"]
    assert one["lines"][0]["gain"]["value"] >= 0
    assert "gold" in json.loads(printed)


def test_one_contender_has_nothing_to_combine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = run(tmp_path / "runs" / "one", [extraction(f"p{at}", "a", text="one") for at in range(3)], protocols=["aligned"]).path
    printed, said = call(capsys, "score", alone, "--complements", code=2)
    assert printed == ""
    assert "nothing to combine" in said


def test_a_metric_that_no_protocol_has_is_an_error(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no protocol here has a metric 'beauty'" in call(capsys, "score", stored, "--complements", "--metric", "beauty", code=2)[1]


@pytest.mark.parametrize("other", [("--losses",), ("--by", "type"), ("--peer-errors",)])
def test_other_tables_are_refused_beside_it(other: tuple[str, ...], stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert other[0] in call(capsys, "score", stored, "--complements", *other, code=2)[1]


def test_failures_everywhere_still_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = [extraction(f"p{at}", name, Status.ERROR if name == "a" else Status.OK, text="one") for name in "abc" for at in range(3)]
    path = run(tmp_path / "runs" / "one", made, protocols=["aligned"]).path
    assert "medoid" in call(capsys, "score", path, "--complements", "--resamples", 50, code=2)[0]  # 2: ``a`` returned nothing for any page
