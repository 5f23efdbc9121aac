"""What the gate refuses to compare, and what it says to type instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import GateError
from bench.gate.comparability import refuse_unlike, rerun
from tests.gate import made
from tests.gate.figures import SHARE, shot

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus


@pytest.fixture(scope="module")
def source() -> Corpus:
    return made.corpus(6)


def test_unlike_things_are_refused_with_what_to_type(source: Corpus, tmp_path: Path) -> None:
    outputs = made.outputs(source)
    now = made.snapshot(source, tmp_path, ("aligned", "shingles"), one=outputs, two=outputs)
    base = made.pin(now)
    aligned = dict(now.protocols["aligned"])
    fast = replace(now.adapters["one"], settings={"fast": True})
    again = "boilerbench gate --corpus made --predictions one=FILE --predictions two=FILE --protocol aligned,shingles"
    skipped = replace(now.adapters["one"], statuses=("skipped",) * len(now.pages))
    for other, words, hint in [
        (replace(now, digest="0" * 64), "not the one of the baseline", "boilerbench gate --update"),
        (replace(now, protocols={**now.protocols, "aligned": aligned | {"version": 2}}), "aligned@2", "boilerbench gate --update"),
        (replace(now, protocols={**now.protocols, "aligned": aligned | {"variant": "x"}}), "aligned@1", "boilerbench gate --update"),
        (replace(now, protocols={"aligned": aligned}), "not scored by 'shingles'", again),
        (replace(now, adapters={"one": now.adapters["one"]}), "not in the run: two", again),
        (replace(now, adapters={**now.adapters, "one": skipped}), "skipped on every page", "boilerbench doctor"),
        (replace(now, adapters={**now.adapters, "one": fast}), "fast", "boilerbench gate --update"),
        (replace(now, adapters={**now.adapters, "one": replace(now.adapters["one"], package="else")}), "else", "boilerbench gate --update"),
        (replace(now, rows={}), "no scored page", again),
        (replace(now, pages=(), rows={}), "no scored page", again),
    ]:  # fmt: skip
        with pytest.raises(GateError) as caught:
            refuse_unlike(base, other)
        assert words in caught.value.what
        assert caught.value.hint.startswith(hint)


def test_each_refusal_tells_both_sides() -> None:
    side = shot([0.5])
    other = replace(side, protocols={SHARE.name: {"version": 2, "variant": "x", "columns": ["share"]}})
    with pytest.raises(GateError) as caught:
        refuse_unlike(made.pin(side), other)
    assert caught.value.what == f"protocol {SHARE.name!r} is {SHARE.name}@2 (x), the baseline's {SHARE.name}@1"
    fast = replace(side, adapters={"one": replace(side.adapters["one"], package="", settings={"fast": True})})
    with pytest.raises(GateError) as caught:
        refuse_unlike(made.pin(side), fast)
    assert caught.value.what == "one was run as one {'fast': True}, in the baseline as one {}"
    with pytest.raises(GateError, match="digest eeeeeeeeeeee, not dddddddddddd\\n"):
        refuse_unlike(made.pin(replace(side, digest="d" * 64)), replace(side, digest="e" * 64))


@pytest.mark.parametrize("changes", [{"digest": "e"}, {"pages": ("other",)}, {"rows": {}}, {"pages": ()}])
def test_one_difference_is_enough(changes: dict[str, object]) -> None:
    side = shot([0.5])
    refuse_unlike(made.pin(side), side)
    with pytest.raises(GateError):
        refuse_unlike(made.pin(side), replace(side, **changes))


def test_an_adapter_skipped_on_both_sides_or_on_some_pages_is_no_reason() -> None:
    skipped, half = shot([0.5, 0.5], "skipped", "skipped"), shot([0.5, 0.5], "skipped")
    refuse_unlike(made.pin(skipped), skipped)
    refuse_unlike(made.pin(half), half)
    with pytest.raises(GateError, match="skipped on every page"):
        refuse_unlike(made.pin(half), skipped)


def test_what_to_run_again_leaves_out_what_is_the_default() -> None:
    side = replace(shot([0.5]), source="embedded", protocols={"aligned": {}})
    assert rerun(side) == "boilerbench run --adapters one"
    more = replace(side, source="pages.zip", adapters={"b": side.adapters["one"], "a": side.adapters["one"]})
    assert rerun(more) == "boilerbench run --corpus pages.zip --adapters b,a"
    assert rerun(replace(more, protocols={"aligned": {}, "words": {}})).endswith(" --protocol aligned,words")
    assert rerun(replace(more, protocols={"words": {}})).endswith(" --protocol words")


def test_stored_outputs_are_no_adapters_to_run_again() -> None:
    side = replace(shot([0.5]), source="embedded", protocols={"aligned": {}})
    one = side.adapters["one"]
    stored, spaced = replace(one, predictions="mine@1.json"), replace(one, predictions="my outputs.json")
    both = replace(side, adapters={"live": one, "mine": stored, "closed": spaced})
    assert rerun(both) == "boilerbench run --adapters live --predictions mine=mine@1.json --predictions 'closed=my outputs.json'"
    assert rerun(replace(side, adapters={"mine": stored})) == "boilerbench gate --corpus embedded --predictions mine=mine@1.json"
