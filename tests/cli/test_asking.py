"""What verbs ask for comes from the command line first, then from the configuration, then from defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.cli import asking
from bench.config import Config
from bench.engine.plan import Options
from bench.errors import AdapterError, ConfigError
from bench.workers.limits import Limits


def test_values_are_split_at_commas_and_blanks_dropped() -> None:
    assert asking.listed(["a, b", "", "c,,d "]) == ["a", "b", "c", "d"]


def test_the_folder_of_runs_is_the_one_given_else_configured_else_reports() -> None:
    configured = Config(Path(), run={"out": "elsewhere"})
    assert asking.reports(Path("here"), configured) == Path("here")
    assert asking.reports(None, configured) == Path("elsewhere")
    assert asking.reports(None, Config(Path())) == Path("reports")


def test_options_hold_what_was_asked_for_and_defaults_for_the_rest(tmp_path: Path) -> None:
    chosen = Config(tmp_path)
    kept = (tmp_path / "reports" / "baseline",)  # what runs and the gate write is no code of an adapter
    assert asking.run_options({}, chosen) == Options(folder=tmp_path, apart=kept)
    wish = {"deadline": 5.0, "memory": 512, "workers": 3, "seed": 7, "resamples": 200, "adapters": ["core"]}
    assert asking.run_options(wish, chosen, fresh=True, cluster="local:2") == Options(
        limits=Limits(deadline_s=5.0, memory_mb=512),
        workers=3,
        seed=7,
        resamples=200,
        fresh=True,
        cluster="local:2",
        folder=tmp_path,
        apart=kept,
    )


def test_adapters_are_those_named() -> None:
    assert [adapter.name for adapter in asking.adapters_of(["nothing,everything"], Config(Path()))] == ["nothing", "everything"]
    with pytest.raises(AdapterError):
        asking.adapters_of(["no-such-adapter"], Config(Path()))


def test_the_first_option_that_would_be_ignored_is_told() -> None:
    asking.refuse({"--one": False, "--two": None}, "boilerbench run --help")
    with pytest.raises(ConfigError, match="--two means nothing") as caught:
        asking.refuse({"--one": "", "--two": "x", "--three": 1}, "boilerbench run --help")
    assert caught.value.hint == "boilerbench run --help"
