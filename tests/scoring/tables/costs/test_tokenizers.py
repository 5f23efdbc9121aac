"""cl100k_base is taken only where its file is there whole, so that nothing is fetched."""

from __future__ import annotations

import hashlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bench.scoring.tables.costs import tokenizers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    tokenizers.chosen.cache_clear()
    yield
    tokenizers.chosen.cache_clear()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiktoken that cuts texts at every letter, and its file."""
    module = ModuleType("tiktoken")
    module.__spec__ = ModuleSpec("tiktoken", None)
    module.get_encoding = lambda name: SimpleNamespace(encode_ordinary=lambda text: [name, *map(ord, text)])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tiktoken", module)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tokenizers, "_SHA256", hashlib.sha256(b"ranks").hexdigest())
    return tmp_path / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"


def test_the_file_is_taken_where_it_is_whole(kept: Path) -> None:
    kept.write_bytes(b"ranks")
    made = tokenizers.chosen()
    assert (made.name, made.unit, made.cut("ab")) == ("cl100k_base", "tokens", ["cl100k_base", 97, 98])


@pytest.mark.parametrize("content", [None, b"rank"])
def test_words_stand_in_for_a_missing_or_damaged_file(kept: Path, content: bytes | None) -> None:
    if content is not None:
        kept.write_bytes(content)
    assert tokenizers.chosen() is tokenizers.WORDS


def test_words_stand_in_where_files_are_not_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write_bytes(b"ranks")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert tokenizers.chosen() is tokenizers.WORDS


def test_words_stand_in_without_the_library(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write_bytes(b"ranks")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert tokenizers.chosen() is tokenizers.WORDS
    assert tokenizers.WORDS.cut("two words") == ["two", "words"]
