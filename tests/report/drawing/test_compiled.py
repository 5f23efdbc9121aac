"""Templates are compiled once, and what was kept is taken only where it is whole and of what is asked for."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from jinja2 import DictLoader, Environment

from bench.report.drawing.compiled import CompiledTemplates


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path))
    return tmp_path / "templates"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were compiled."""
    made: list[str] = []
    compile_template = Environment.compile

    def counted(self: Environment, source: str, *arguments: object, **options: object) -> object:
        made.append(source)
        return compile_template(self, source, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counted)
    return made


def printed(source: str = "{{ name }} & {{ '<b>' }}", ours: Path = Path(__file__)) -> str:
    made = Environment(loader=DictLoader({"page.html": source}), autoescape=True, bytecode_cache=CompiledTemplates(ours))
    return made.get_template("page.html").render(name="<i>")


def test_a_template_is_compiled_once(compiled: list[str], cache: Path) -> None:
    first = printed()
    assert first == printed() == "&lt;i&gt; & &lt;b&gt;"
    assert len(compiled) == len(list(cache.iterdir())) == 1


def test_another_source_is_compiled_and_takes_the_place(compiled: list[str], cache: Path, tmp_path: Path) -> None:
    printed()
    assert printed("{{ name }}") == "&lt;i&gt;"
    (tmp_path / "filters.py").write_text("other = 1")
    printed("{{ name }}", tmp_path / "filters.py")
    assert len(compiled) == 3
    assert len(list(cache.iterdir())) == 1


def test_another_release_of_jinja_compiles_anew(compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    printed()
    monkeypatch.setattr(jinja2, "__version__", "9.9.9")
    printed()
    assert len(compiled) == 2


@pytest.mark.parametrize("damage", [lambda held: b"", lambda held: held[:-1], lambda held: held[:40] + bytes([held[40] ^ 1]) + held[41:]])
def test_what_is_damaged_is_compiled_anew(damage: object, compiled: list[str], cache: Path) -> None:
    printed()
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))  # type: ignore[operator]
    assert printed() == "&lt;i&gt; & &lt;b&gt;"
    assert len(compiled) == 2
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_written_all_is_compiled(compiled: list[str], cache: Path) -> None:
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder should be")
    assert printed() == printed()
    assert len(compiled) == 2
