"""The family of an adapter by its name."""

from __future__ import annotations

import pytest

from bench.adapters import ADAPTERS
from bench.adapters.families import families, family_of


def test_a_version_is_of_the_family_of_its_adapter_and_a_stranger_of_its_own() -> None:
    made = families(["trafilatura", "trafilatura@1.12.2", "mine", "my:module@x", ""])
    assert made["trafilatura@1.12.2"] == made["trafilatura"]
    assert (made["mine"], made["my:module@x"], made[""]) == ("mine", "my:module@x", "")


@pytest.mark.parametrize(
    "together",
    [
        {
            *("trafilatura", "trafilatura-fast", "trafilatura-precision", "trafilatura-recall", "trafilatura-markdown"),
            "trafilatura-metadata",
            *("rs-trafilatura", "rs-trafilatura-markdown", "trafipy"),
        },
        {"trafilatura-baseline"},
        {
            *(
                "readability-lxml",
                "breadability",
                "readability-linkedom",
                "readability-jsdom",
                "defuddle",
                "article-extractor",
                "go-readability",
            ),
            *("readability-lxml-markdown", "readability-linkedom-markdown", "defuddle-markdown", "readability-lxml-metadata"),
            *("readability-linkedom-metadata", "defuddle-metadata"),
        },
        {"justext", "justext-langindep", "justext-declared"},
        {"newspaper4k", "goose3", "newspaper4k-metadata", "goose3-metadata"},
        {"boilerpy3-article", "boilerpy3-default", "boilerpipe-article", "boilerpipe-default"},
        {"magic-html"},
        {"lines-quality"},
    ],
)
def test_settings_of_one_library_and_ports_of_one_algorithm_are_one_family(together: set[str]) -> None:
    contenders = families(name for name, adapter in ADAPTERS.items() if not adapter.floor)
    first = contenders[min(together)]
    assert {name for name, family in contenders.items() if family == first} == together


@pytest.mark.parametrize(
    ("about", "family"),
    [
        ({"name": "mine"}, "mine"),
        ({"name": "mine", "family": "ours", "package": "trafilatura"}, "ours"),
        ({"name": "mine", "package": "trafilatura"}, "trafilatura"),  # settings of a package that the table has
        ({"name": "mine", "package": "breadability", "family": ""}, "readability"),
        ({"name": "mine-fast", "package": "mine"}, "mine"),
        ({"name": "trafilatura-baseline@2.0.0", "package": "trafilatura", "family": None}, "trafilatura-baseline"),
        ({"name": "readability-lxml", "package": "readability-lxml"}, "readability"),  # of a run made before families stood in manifests
    ],
)
def test_a_family_is_what_is_said_else_the_table_s_else_the_package_else_the_name(about: dict[str, str], family: str) -> None:
    assert family_of(about) == family
