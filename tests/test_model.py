"""The nouns: what their few properties say."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace

import pytest

from bench.model import Adapter, Block, Gold, Kind, Manifest, Outcome, Page, Status, fingerprint
from bench.scoring import load

MANIFEST = Manifest(
    id="r", created="", version="", options={}, machine={},
    corpora=({"name": "a", "source": "/from/a"}, {"name": "b", "source": ""}, {"name": "c"}),
    adapters=({"name": "z", "floor": True}, {"name": "y", "floor": False}, {"name": "x"}),
)  # fmt: skip


@pytest.mark.parametrize("status", list(Status))
def test_a_page_failed_where_the_extractor_broke(status: Status) -> None:
    assert status.failed == (status in {Status.ERROR, Status.TIMEOUT, Status.CRASH, Status.MEMORY, Status.NETWORK, Status.MISSING})


def test_outcomes_are_exit_codes() -> None:
    assert {outcome.value: outcome.exit_code for outcome in Outcome} == {"improved": 0, "regressed": 1, "unchanged": 0, "incomparable": 2}


def test_a_page_is_its_unpacked_bytes() -> None:
    plain, packed = Page("p", "c", b"text"), Page("p", "c", gzip.compress(b"text"), packed=True)
    assert plain.content == packed.content == b"text"
    assert plain.size == packed.size == 4
    assert plain.sha256 == packed.sha256 == hashlib.sha256(b"text").hexdigest()
    known = replace(plain, fingerprint=(9, "known"))
    assert (known.size, known.sha256) == (9, "known")
    assert known == plain
    assert fingerprint(b"text") == (4, plain.sha256)


def test_a_page_of_a_split_is_known_by_its_id_without_it_too() -> None:
    assert [Page(key, "c", b"").ids for key in ("dev/0001", "0001", "a/b/1")] == [("dev/0001", "0001"), ("0001",), ("a/b/1", "1")]


def test_gold_is_all_its_blocks() -> None:
    assert Gold("p", (Block("one"), Block("two", optional=True))).text == "one\n\ntwo"
    assert Gold("p", None).text == Gold("p", ()).text == ""


def test_an_adapter_is_plain_data() -> None:
    adapter = Adapter("a", "m:f", "lxml", {"b": 1}, kinds=(Kind.TEXT, Kind.HTML), command=("x", "y"), floor=True, env="old")
    assert adapter.as_data() == {
        "name": "a", "target": "m:f", "package": "lxml", "settings": {"b": 1}, "accepts": "str", "kinds": ["text", "html"], "licence": "",
        "extra": "", "env": "old", "command": ["x", "y"], "floor": True, "output": "text",
        "family": "", "note": "",
    }  # fmt: skip
    assert json.loads(json.dumps(adapter.as_data())) == adapter.as_data()


def test_a_manifest_says_its_names_floors_and_sources() -> None:
    assert MANIFEST.names == ("z", "y", "x")
    assert MANIFEST.floors == {"z"}
    assert MANIFEST.sources == {"a": "/from/a", "b": "b", "c": "c"}


@pytest.mark.parametrize(
    ("needs", "gold", "applies"),
    [
        ("text", Gold("p", ()), True),
        ("text", Gold("p", None, ("must",)), False),
        ("segments", Gold("p", (), ("must",)), True),
        ("segments", Gold("p", (), (), ("not",)), True),
        ("segments", Gold("p", (Block("x"),)), False),
        ("markdown", Gold("p", None, parts={"markdown": ""}), True),
        ("markdown", Gold("p", (Block("x"),), parts={"tagged": ""}), False),
    ],
)
def test_a_protocol_applies_where_the_gold_holds_what_it_needs(needs: str, gold: Gold, applies: bool) -> None:
    assert replace(load("aligned"), needs=needs).applies(gold) is applies
