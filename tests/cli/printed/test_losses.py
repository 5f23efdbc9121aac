"""Where the loss is, on the terminal: shares in per cent, the largest part first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli.printed import losses as printed_losses
from bench.scoring.tables.loss_shares import Loss

if TYPE_CHECKING:
    import pytest

LOSS = Loss(
    adapter="a", missing=(("paragraph", 1.0),), extra=(("footer", 0.5),), missing_words=10, extra_words=4,
    edges=(0.1, float("nan")), order=0.01, repeated=0.5, glued=0.25,
)  # fmt: skip


def test_parts_with_most_words_over_all_adapters_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    shares = [("a", 10, (("list", 0.9), ("code", 0.1))), ("b", 90, (("code", 1.0),)), ("c", 0, ())]
    printed_losses._table("title", "missing", shares)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == ["adapter", "missing", "words", "code", "list"]
    assert lines[2:] == [["a", "10", "10.0", "90.0"], ["b", "90", "100.0", "0.0"], ["c", "0", "-", "-"]]


def test_plain_data_name_what_the_columns_say() -> None:
    data = printed_losses._data(("made", "html", 9, (LOSS,)))
    (line,) = data["rows"]
    assert (data["corpus"], data["kind"], data["pages"]) == ("made", "html", 9)
    assert (line["missing"], line["extra"]) == ({"paragraph": 1.0}, {"footer": 0.5})
    assert (line["first_paragraph_lost"], line["order"], line["repeated"], line["run_together"]) == (0.1, 0.01, 0.5, 0.25)


def test_an_undefined_share_is_a_dash() -> None:
    assert printed_losses._percent(0.125) == "12.5"
    assert printed_losses._percent(float("nan")) == "-"
