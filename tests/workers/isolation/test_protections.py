"""Protections in words: what is not in force is said with its reason, in one order."""

from __future__ import annotations

from bench.workers.isolation.protections import WORDS, lacking


def test_what_is_lacking_is_said_with_its_reason_and_nothing_else() -> None:
    assert lacking({}) == []
    assert lacking({"shared memory": "mounts: no", "network": "namespaces: refused", "unknown": "x"}) == [
        "workers can reach the network (namespaces: refused)",
        "shared memory is not held to a worker's cap (mounts: no)",
    ]
    assert len(lacking(dict.fromkeys(WORDS, "why"))) == len(WORDS)
