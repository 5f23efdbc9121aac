"""Where the loss is, for a stored run: worked out once, of pages that are as they were, and said where it cannot be."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bench import corpus
from bench.engine import loss_table, stored_outputs
from bench.scoring.tables import losses as counted
from bench.store import losses_file
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

BODY = "the harbour was quiet that morning and nobody spoke"
NAV = "imprint newsletter jobs advertise"


@pytest.fixture
def made(tmp_path: Path) -> RunFolder:
    """Return a run of two stored outputs on two pages; one output lets the navigation in and lacks a page."""
    home = tmp_path / "aeb"
    (home / "html").mkdir(parents=True)
    truth = {f"page{i}": {"articleBody": f"{BODY} {i}", "url": f"https://s{i}.example/"} for i in range(2)}
    (home / "ground-truth.json").write_text(json.dumps(truth))
    for page, entry in truth.items():
        markup = f"<nav>{NAV}</nav><p>{entry['articleBody']}</p>"
        (home / "html" / f"{page}.html.gz").write_bytes(gzip.compress(markup.encode()))
    (tmp_path / "good.json").write_text(json.dumps({page: {"articleBody": entry["articleBody"]} for page, entry in truth.items()}))
    (tmp_path / "noisy.json").write_text(json.dumps({"page0": {"articleBody": f"{NAV}\n{BODY} 0"}}))
    outputs = [stored_outputs.read(tmp_path / name) for name in ("good.json", "noisy.json")]
    return stored_outputs.store(corpus.load(str(home)), outputs, ["aligned"], tmp_path / "reports", resamples=100)


def losses(folder: RunFolder) -> dict[tuple[str, str], dict[str, float]]:
    return {(line["adapter"], line["page_id"]): line for line in loss_table.ensure(folder).to_pylist()}


def test_extra_words_are_traced_to_the_pages_own_markup(made: RunFolder) -> None:
    lost = losses(made)
    assert set(lost) == {(adapter, page) for adapter in ("good", "noisy") for page in ("page0", "page1")}
    assert lost["noisy", "page0"]["extra_navigation"] == len(NAV.split())
    assert lost["good", "page0"]["extra_navigation"] == lost["good", "page0"]["missing_paragraph"] == 0


def test_a_failed_page_lacks_all_that_was_required(made: RunFolder) -> None:
    lost = losses(made)["noisy", "page1"]
    assert lost["missing_paragraph"] == lost["required"] == len(BODY.split()) + 1


def test_it_is_worked_out_once(made: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loss_table.ensure(made)
    monkeypatch.setattr(counted, "counted", lambda *_: pytest.fail("counted again"))
    assert loss_table.ensure(made).equals(first)


def test_no_more_than_a_block_of_texts_and_gold_is_read_at_once(made: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    read = {name: getattr(RunFolder, name) for name in ("pages", "extractions")}

    def without_texts(name: str) -> Callable[[RunFolder, Sequence[str]], pa.Table]:
        """Return the reader of a whole table, which no text may come from."""
        return lambda self, columns: read[name](self, [column for column in columns if column not in {"text", "blocks"}])

    for name in read:
        monkeypatch.setattr(RunFolder, name, without_texts(name))
    assert losses(made)["noisy", "page0"]["extra_navigation"] == len(NAV.split())


def test_other_extractions_or_another_version_are_no_use(made: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    loss_table.ensure(made)
    monkeypatch.setattr(counted, "VERSION", counted.VERSION + 1)
    assert losses_file.read(made) is None
    monkeypatch.undo()
    assert losses_file.read(made) is not None
    made.write_extractions(())
    assert losses_file.read(made) is None


def test_pages_that_changed_or_went_away_have_no_losses_and_are_named(made: RunFolder, tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "aeb" / "html" / "page0.html.gz").write_bytes(gzip.compress(b"<p>quite another page</p>"))
    table = loss_table.ensure(made, said.append)
    assert set(table["page_id"].to_pylist()) == {"page1"}
    assert losses_file.unread(table) == ["aeb"]
    assert "cannot be read" in said[-1]
    (made.path / losses_file.FILE).unlink()
    (tmp_path / "aeb").rename(tmp_path / "elsewhere")
    assert loss_table.ensure(made, said.append).num_rows == 0


def test_a_damaged_file_is_made_again(made: RunFolder) -> None:
    first = loss_table.ensure(made)
    (made.path / losses_file.FILE).write_bytes(b"PAR1 no more")
    assert loss_table.ensure(made).equals(first)


def test_only_built_in_corpora_are_cheap(made: RunFolder) -> None:
    assert not loss_table.is_cheap(made.manifest())
