"""The baseline file: it reads back whole, a damaged one is refused, and it never falls by accident."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.errors import GateError
from bench.files import sealed
from bench.gate import baseline as pins
from bench.gate.baseline import Baseline
from bench.gate.verdict import TOLERANCE
from tests.gate import made
from tests.gate.figures import PERCENT, RATE, SHARE, floor, shot

if TYPE_CHECKING:
    from bench.model import Scorer


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    source = made.corpus(texts=3)
    good = made.outputs(source)
    good["p004"] = "  "
    del good["p005"]
    return made.pin(
        made.snapshot(source, tmp_path_factory.mktemp("run"), ("aligned", "shingles"), one=good, two=made.outputs(source, seed=2))
    )


def test_it_reads_back_to_the_same_bits(accepted: Baseline, tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    pins.write(accepted, path)
    again = pins.read(path)
    assert again.floors == accepted.floors
    assert set(again.snapshot.rows) == set(accepted.snapshot.rows)
    for key, rows in accepted.snapshot.rows.items():
        np.testing.assert_array_equal(again.snapshot.rows[key], rows)
    assert again.snapshot.adapters == accepted.snapshot.adapters
    assert again.snapshot.adapters["one"].predictions == "FILE", "these stored outputs came from no file"
    assert again.snapshot.adapters["one"].statuses[4:6] == ("empty", "missing")
    assert (again.snapshot.pages, again.snapshot.digest, again.snapshot.protocols) == (
        accepted.snapshot.pages, accepted.snapshot.digest, accepted.snapshot.protocols,
    )  # fmt: skip
    pins.write(again, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def test_html_pages_and_text_dumps_have_floors_of_their_own(accepted: Baseline) -> None:
    assert {key[0] for key in accepted.floors} == {"html", "text"}
    assert len(accepted.floors) == 2 * 2 * (3 + 4)


def test_a_person_can_review_it(accepted: Baseline, tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    pins.write(accepted, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"p007"' in line for line in lines) == 3, "a line a page, and one a page and adapter"
    assert max(map(len, lines)) < 200


def test_a_truncated_or_altered_file_is_refused(accepted: Baseline, tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    pins.write(accepted, path)
    whole = path.read_bytes()
    for size in {0, 1, len(whole) - 2, *range(7, len(whole), 997)}:
        path.write_bytes(whole[:size])
        with pytest.raises(GateError) as caught:
            pins.read(path)
        assert "gate --update" in caught.value.hint
    for broken in ("null", "[]", "{}", '{"schema": 1}', '{"schema": 99}', "\x00", '{"schema": 1, "corpus": 3}'):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(GateError):
            pins.read(path)


@pytest.mark.parametrize("cut", ["page", "figure", "floors"])
def test_a_file_that_lost_a_line_is_refused(accepted: Baseline, tmp_path: Path, cut: str) -> None:
    path = tmp_path / "made.json"
    pins.write(accepted, path)
    value = json.loads(path.read_text(encoding="utf-8"))
    if cut == "page":
        del value["adapters"]["one"]["pages"]["p003"]
    elif cut == "figure":
        value["adapters"]["one"]["pages"]["p003"] = "ok | 1 2"
    else:
        value["floors"] = {}
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(GateError):
        pins.read(path)


def test_a_missing_file_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(GateError) as caught:
        pins.read(tmp_path / "none.json")
    assert caught.value.hint == "boilerbench gate --update"


def test_moves_tell_higher_lower_new_and_gone(accepted: Baseline) -> None:
    keys = sorted(accepted.floors)
    floors = dict(accepted.floors)
    floors[keys[0]] += 0.1
    floors[keys[1]] -= 0.1
    del floors[keys[2]]
    floors["html", "three", "aligned", "f1"] = 0.5
    found = {move.key: move for move in pins.moves(accepted, Baseline(accepted.snapshot, floors))}
    assert set(found) == {*keys[:3], ("html", "three", "aligned", "f1")}
    assert [found[key].lower for key in keys[:3]] == [False, True, True]
    assert not found["html", "three", "aligned", "f1"].lower
    assert pins.moves(accepted, accepted) == ()


@given(st.text(max_size=30))
def test_no_corpus_name_leaves_the_folder(name: str) -> None:
    path = pins.path_of(Path("base"), name)
    assert path.parent == Path("base")
    assert path.suffix == ".json"
    assert not path.name.startswith(".")


@pytest.mark.parametrize(
    ("scorer", "before", "after", "expected"),
    [
        (SHARE, 0.0, TOLERANCE, [False]),
        (SHARE, 0.0, math.nextafter(TOLERANCE, 0), []),
        (SHARE, TOLERANCE, 0.0, [True]),
        (RATE, 0.0, TOLERANCE, [True]),
        (RATE, TOLERANCE, 0.0, [False]),
    ],
)
def test_a_floor_moves_by_the_tolerance_or_more_and_an_error_rate_gets_laxer_by_rising(
    scorer: Scorer, before: float, after: float, expected: list[bool]
) -> None:
    side = shot([0.5], scorer=scorer)
    moved = pins.moves(floor(before, side), floor(after, side))
    assert [move.lower for move in moved] == expected
    assert all((move.before, move.after) == (before, after) for move in moved)


def test_the_first_floors_are_new_and_sorted() -> None:
    side = shot({SHARE: [0.5], RATE: [0.25]})
    moved = pins.moves(None, pins.accept(side))
    assert [(move.key[3], move.after, move.lower) for move in moved] == [("rate", 0.25, False), ("share", 0.5, False)]
    assert all(math.isnan(move.before) for move in moved)
    (gone, _) = pins.moves(pins.accept(side), Baseline(side, {}))
    assert (gone.before, math.isnan(gone.after), gone.lower) == (0.25, True, True)


def test_what_is_not_defined_has_no_floor() -> None:
    assert pins.accept(shot([math.nan, math.nan])).floors == {}
    assert pins.accept(shot([0.5, math.nan])).floors == {("html", "one", SHARE.name, "share"): 0.5}


def test_the_file_line_by_line(tmp_path: Path) -> None:
    side = replace(
        shot({SHARE: [1.0, 0.1, math.nan], PERCENT: [math.nan, 2.5, math.nan]}, "ok", "ok", "skipped"),
        source="here", machine="m", made_by={"run": "r"},
    )  # fmt: skip
    side = replace(side, adapters={"one": replace(side.adapters["one"], costs={"p50_ms": 1.5}, settings={"fast": True})})
    pins.write(pins.accept(side), tmp_path / "x.json")
    described = {"version": 1, "variant": "", "columns": ["share"]}
    stored = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert stored.pop("sha256") == sealed(stored)["sha256"]
    assert stored == {
        "schema": 1,
        "corpus": {"name": "made", "digest": "d", "pages": 3, "source": "here"},
        "made_by": {"run": "r"},
        "machine": "m",
        "protocols": {PERCENT.name: described, SHARE.name: described},
        "floors": {f"html / one / {PERCENT.name}": {"share": 2.5}, f"html / one / {SHARE.name}": {"share": 0.55}},
        "adapters": {
            "one": {
                "package": "one",
                "version": "1",
                "settings": {"fast": True},
                "costs": {"p50_ms": 1.5},
                "pages": {"p00": "ok |  | 1", "p01": "ok | 2.5 | 0.1", "p02": "skipped"},
            }
        },
    }
    again = pins.read(tmp_path / "x.json").snapshot
    assert (again.source, again.machine, again.made_by, again.corpus, again.facets) == ("here", "m", {"run": "r"}, "made", ())
    assert again.adapters == side.adapters


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a b/c", "a_b_c.json"),
        ("A-1.x", "A-1.x.json"),
        ("..", "corpus.json"),
        ("é", "_.json"),
        (".hidden.", "hidden.json"),
        ("", "corpus.json"),
    ],
)
def test_a_file_is_called_as_its_corpus(name: str, file: str) -> None:
    assert pins.path_of(Path("base"), name) == Path("base", file)


def test_another_schema_is_told(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    path.write_text('{"schema": 2}', encoding="utf-8")
    with pytest.raises(GateError) as caught:
        pins.read(path)
    assert (caught.value.what, caught.value.expected, caught.value.hint) == (
        f"{path} has schema 2",
        "schema 1",
        "boilerbench gate --update",
    )
    path.write_text("{", encoding="utf-8")
    with pytest.raises(GateError, match=r"is damaged \(JSONDecodeError: ") as caught:
        pins.read(path)
    assert caught.value.hint == f"git checkout -- {path}, or boilerbench gate --update"
    with pytest.raises(GateError, match="there is no baseline at"):
        pins.read(tmp_path / "none.json")


def test_a_floor_that_is_no_number_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    with pytest.raises(ValueError, match="JSON compliant"):
        pins.write(floor(math.nan, shot([0.5])), path)
    assert list(tmp_path.iterdir()) == []


def test_lines_are_indented_by_one_space_a_level_and_names_are_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    pins.write(replace(floor(0.5, shot([0.5])), snapshot=replace(shot([0.5]), corpus="médias")), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1], lines[1][:2]) == ("{", "}", ' "')
    assert '  "name": "médias",' in lines


def test_a_baseline_that_was_edited_is_refused_by_its_digest_and_one_without_is_read(tmp_path: Path) -> None:
    source = made.corpus(4)
    pinned = made.pin(made.snapshot(source, tmp_path / "run", one=made.outputs(source)))
    path = tmp_path / "made.json"
    pins.write(pinned, path)
    held = json.loads(path.read_text(encoding="utf-8"))
    assert len(held.pop("sha256")) == 64
    path.write_text(json.dumps(held), encoding="utf-8-sig")
    assert pins.read(path).floors == pinned.floors
    path.write_text(json.dumps({**held, "machine": "another", "sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(GateError, match="digest"):
        pins.read(path)


@pytest.mark.parametrize("count", [-1, True, 2.0, "2"])
def test_counts_of_gold_that_are_no_counts_are_refused(tmp_path: Path, count: object) -> None:
    source = made.corpus(4)
    path = tmp_path / "made.json"
    pins.write(made.pin(made.snapshot(source, tmp_path / "run", one=made.outputs(source))), path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    del stored["sha256"]
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert pins.read(path).snapshot.gold.cleaned == 4
    stored["corpus"]["gold"]["draft"] = count
    path.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(GateError, match=r"is damaged \(ValueError: gold "):
        pins.read(path)
