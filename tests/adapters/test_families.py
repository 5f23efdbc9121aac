"""The family of an adapter by its name."""

from __future__ import annotations

import pytest

from bench.adapters import ADAPTERS
from bench.adapters.families import families


def test_a_version_is_of_the_family_of_its_adapter_and_a_stranger_of_its_own() -> None:
    made = families(["trafilatura", "trafilatura@1.12.2", "mine", "my:module@x", ""])
    assert made["trafilatura@1.12.2"] == made["trafilatura"]
    assert (made["mine"], made["my:module@x"], made[""]) == ("mine", "my:module@x", "")


@pytest.mark.parametrize(
    "together",
    [
        {"trafilatura", "trafilatura-fast", "trafilatura-precision", "trafilatura-recall"},
        {"trafilatura-baseline"},
        {"readability-lxml", "breadability", "readability-linkedom", "readability-jsdom", "defuddle", "article-extractor"},
        {"justext", "justext-langindep", "justext-declared"},
        {"newspaper4k", "goose3"},
        {"boilerpy3-article", "boilerpy3-default"},
        {"lines-quality"},
    ],
)
def test_settings_of_one_library_and_ports_of_one_algorithm_are_one_family(together: set[str]) -> None:
    contenders = families(name for name, adapter in ADAPTERS.items() if not adapter.floor)
    first = contenders[min(together)]
    assert {name for name, family in contenders.items() if family == first} == together
