"""Adapters of models with a setting ``weights``, each called on a library of its shape that answers from the folder given."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from bench import config
from bench.adapters.libraries import htmlsift, mineru_html, pulpie

PAGE = "<p>Bread</p>"


class Model:
    """What the three libraries have in common: made of a path, it answers with what lies there."""

    def __init__(self, *arguments: object, **named: object) -> None:
        places = [Path(str(value)) for value in (*arguments, *named.values()) if Path(str(value)).is_dir()]
        self.told, self.named = (places[0] / "said").read_text(encoding="utf-8"), named

    def extract(self, page: str) -> object:
        return SimpleNamespace(html=self.told + page) if self.named.get("device") else self.told + page

    def process(self, page: str) -> list[object]:
        return [SimpleNamespace(error=ValueError("no labels") if page == "" else None, main_html=self.told + page)]


@pytest.fixture(autouse=True)
def _libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put modules of the libraries' names where they are imported from."""
    for name, held in {
        "htmlsift": {"Extractor": Model},
        "pulpie": {"Extractor": Model},
        "mineru_html": {},
        "mineru_html.api": {"MinerUHTMLConfig": dict},
        "mineru_html.implementations": {},
        "mineru_html.implementations.transformers_api": {"MinerUHTML_Transformers": Model},
    }.items():
        module = ModuleType(name)
        vars(module).update(held)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.parametrize("library", [htmlsift, pulpie, mineru_html])
def test_a_model_is_made_of_the_weights_named_and_once(library: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "said").write_text("model ", encoding="utf-8")
    assert library.extract(PAGE, weights=str(tmp_path)) == f"model {PAGE}"
    (tmp_path / "said").unlink()
    assert library.extract("x", weights=str(tmp_path)) == "model x"


def test_an_answer_that_cannot_be_used_is_the_library_s_own_error(tmp_path: Path) -> None:
    (tmp_path / "said").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="no labels"):
        mineru_html.extract("", weights=str(tmp_path))


def test_weights_are_seen_from_the_configuration(tmp_path: Path) -> None:
    row = '[adapters.mine]\ntarget = "m:f"\nsettings = { weights = "models/a", threads = 1 }\n'
    (tmp_path / "boilerbench.toml").write_text(row, encoding="utf-8")
    assert config.load(tmp_path).adapters["mine"].settings == {"weights": str(tmp_path.resolve() / "models" / "a"), "threads": 1}
