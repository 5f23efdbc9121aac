"""Names to objects: the table first, then module:attr, then plug-ins; what is unknown is said with the nearest name."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from bench import __version__, registry
from bench.errors import AdapterError

if TYPE_CHECKING:
    from pathlib import Path

TABLE = {"join": "os.path:join", "broken": "no_such_module:f", "lacking": "os:no_such"}


def plug_in(folder: Path) -> None:
    """Pretend that a package with two entry points is installed."""
    card = folder / "made_plugin-1.5.dist-info"
    card.mkdir()
    (card / "METADATA").write_text("Metadata-Version: 2.1\nName: made-plugin\nVersion: 1.5\n", encoding="utf-8")
    (card / "entry_points.txt").write_text("[made.group]\nz = os.path:split\njoin = os.path:split\n", encoding="utf-8")


def look(name: str) -> object:
    return registry.lookup("thing", name, TABLE, "made.group", AdapterError, "boilerbench list")


def test_a_dotted_attribute_is_resolved() -> None:
    assert registry.resolve("os:path.join") is registry.resolve("os.path:join")
    with pytest.raises(AttributeError):
        registry.resolve("os:path.gone")


def test_names_are_looked_up_in_the_table_then_as_a_module_then_among_plug_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    plug_in(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert registry.plugins("made.group") == {"join": "os.path:split", "z": "os.path:split"}
    assert list(registry.plugins("made.group")) == ["join", "z"]
    assert registry.packages("made.group") == {"join": "made-plugin", "z": "made-plugin"}
    assert look("join") is os.path.join
    assert look("z") is os.path.split
    assert look("os.path:basename") is os.path.basename
    assert registry.plugins("made.other") == {}


@pytest.mark.parametrize("name", ["broken", "lacking", "no_such_module:f"])
def test_what_cannot_be_loaded_is_an_error_that_says_from_where(name: str) -> None:
    with pytest.raises(AdapterError, match=f"thing '{name}' cannot be loaded from '{TABLE.get(name, name)}'") as caught:
        look(name)
    assert (caught.value.expected, caught.value.hint) == ("an importable module:attr", "boilerbench list")


def test_an_unknown_name_is_said_with_the_nearest() -> None:
    with pytest.raises(AdapterError, match="no thing is called 'jion'") as caught:
        look("jion")
    assert caught.value.expected == "one of: broken, join, lacking"
    assert caught.value.hint == "did you mean 'join'? see `boilerbench list`"
    with pytest.raises(AdapterError) as caught:
        look("quite else")
    assert caught.value.hint == "see `boilerbench list`"


def test_versions_are_those_installed() -> None:
    assert registry.version_of("boilerbench") == __version__
    assert registry.version_of("lxml") == metadata.version("lxml")
    assert registry.version_of("no-such-distribution") == ""
    assert registry.version_of("") == ""
