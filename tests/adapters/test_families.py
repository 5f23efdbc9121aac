"""The family of an adapter by its name."""

from __future__ import annotations

from bench.adapters import ADAPTERS
from bench.adapters.families import families


def test_a_version_is_of_the_family_of_its_adapter_and_a_stranger_of_its_own() -> None:
    made = families(["trafilatura", "trafilatura@1.12.2", "mine", "my:module@x", ""])
    assert made["trafilatura@1.12.2"] == made["trafilatura"]
    assert (made["mine"], made["my:module@x"], made[""]) == ("mine", "my:module@x", "")


def test_every_adapter_has_one() -> None:
    assert all(families(ADAPTERS).values())
