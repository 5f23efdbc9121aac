"""The gate as a whole on run folders: real regressions are caught, equal runs never alarm, floors never fall unasked."""

from __future__ import annotations

import math
import os
import random
import re
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from bench import corpus as corpora
from bench.config import Config
from bench.engine.stored_outputs import read
from bench.errors import BoilerbenchError, ConfigError, GateError
from bench.gate import baseline as pins
from bench.gate import judging, thresholds
from bench.gate.thresholds import Terms
from bench.model import Corpus, Outcome
from bench.store.run_folder import RunFolder
from tests.gate import made
from tests.gate.figures import PERCENT, RATE, SHARE, shot

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ARCHIVE = DATA / "article-extraction-benchmark-4a3bc97.tar.gz"
BEFORE, AFTER = (DATA / "regression" / f"go_readability@{commit}.json.gz" for commit in ("bdc8717", "ebaf390"))


@pytest.fixture(scope="module")
def articles() -> Corpus:
    """Return the 181 pages of the article-extraction-benchmark."""
    for path in (ARCHIVE, BEFORE, AFTER):
        if not path.is_file() and os.environ.get("CI") != "true":
            pytest.skip(f"{path.name} is not at hand")
    return corpora.load(str(ARCHIVE))


@pytest.fixture(scope="module")
def runs(articles: Corpus, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, RunFolder]:
    """Return the stored outputs of one extractor at two commits as runs."""
    place = tmp_path_factory.mktemp("runs")
    return tuple(judging.stored([path], articles, ["shingles"], place, place) for path in (BEFORE, AFTER))  # type: ignore[return-value]


def test_the_real_regression_is_caught_with_its_broken_pages(runs: tuple[RunFolder, RunFolder], tmp_path: Path) -> None:
    moved = judging.update(runs[0], tmp_path)
    floors = {move.key[3]: move.after for moves in moved.values() for move in moves}
    verdict = judging.judge(runs[1], tmp_path, Terms())
    (f1,) = [judgement for judgement in verdict.judgements if judgement.metric == "f1"]
    assert (round(floors["f1"], 3), round(f1.floor, 3), round(f1.value, 3)) == (0.943, 0.943, 0.931)
    assert (verdict.outcome, verdict.exit_code, f1.outcome) == (Outcome.REGRESSED, 1, Outcome.REGRESSED)
    assert [(page.page_id[:8], page.status_after, round(page.before, 3), page.after) for page in verdict.broken] == [
        ("0ec95c72", "empty", 0.993, 0.0),
        ("b37be353", "ok", 0.832, 0.0),
    ]
    assert verdict.broken[1].diff.startswith("- ")
    assert len(verdict.fallen) == 20
    assert verdict.run["article-extraction-benchmark-4a3bc97"]["adapters"] == {"go_readability": "ebaf390"}
    assert judging.judge(runs[1], tmp_path, Terms(rule="significant")).exit_code == 1
    assert judging.against(runs[1], runs[0], Terms()).judgements == verdict.judgements


def test_the_reverse_order_passes_as_improved_and_a_run_against_itself_is_unchanged(
    runs: tuple[RunFolder, RunFolder], tmp_path: Path
) -> None:
    judging.update(runs[1], tmp_path)
    for run, expected in ((runs[0], Outcome.IMPROVED), (runs[1], Outcome.UNCHANGED)):
        verdict = judging.judge(run, tmp_path, Terms())
        assert (verdict.outcome, verdict.exit_code, verdict.broken) == (expected, 0, ())


@pytest.mark.parametrize("seed", range(4))
def test_one_sentence_of_content_lost_on_three_pages_is_caught(
    articles: Corpus, runs: tuple[RunFolder, RunFolder], tmp_path: Path, seed: int
) -> None:
    texts = dict(read(BEFORE).texts)
    rng = random.Random(seed)
    cut = rng.sample([page for page in sorted(texts) if without_a_sentence(texts[page], articles.gold[page].text, rng)], 3)
    less = {**texts, **{page: without_a_sentence(texts[page], articles.gold[page].text, rng) for page in cut}}
    run = judging.stored([made.stored(tmp_path / "go_readability@less.json", less)], articles, ["shingles"], tmp_path, tmp_path)
    verdict = judging.against(run, runs[0], Terms())
    assert verdict.outcome is Outcome.REGRESSED
    assert {page.page_id for page in (*verdict.broken, *verdict.fallen)} == set(cut)


def without_a_sentence(text: str, gold: str, rng: random.Random) -> str:
    """Return the text without one of its sentences that are in gold, "" where there is none."""
    found = [s for s in re.findall(r"[^.!?\n]{20,}[.!?]", text) if " ".join(s.split()) in " ".join(gold.split())]
    return text.replace(rng.choice(found), "", 1) if found else ""


def test_equal_runs_never_alarm(tmp_path: Path) -> None:
    source = made.corpus(20, texts=5)
    a, b = made.outputs(source), made.outputs(source, seed=1)
    judging.update(made.run(source, tmp_path, ("aligned", "shingles"), one=a, two=b), tmp_path / "base")
    for _ in range(8):
        run = made.run(source, tmp_path, ("aligned", "shingles"), two=b, one=a)
        assert judging.judge(run, tmp_path / "base", Terms()).outcome is Outcome.UNCHANGED


def test_a_corpus_edited_by_one_byte_is_refused(tmp_path: Path) -> None:
    place = made.folder(tmp_path / "pages", made.corpus(3))
    outputs = made.outputs(made.corpus(3))
    judging.update(made.run(corpora.load(str(place)), tmp_path, one=outputs), tmp_path / "base")
    assert judging.judge(made.run(corpora.load(str(place)), tmp_path, one=outputs), tmp_path / "base", Terms()).exit_code == 0
    for name in ("p001.html", "gold/p001.txt"):
        content = (place / name).read_bytes()
        (place / name).write_bytes(content.replace(b"1", b"2", 1) if name.endswith("html") else content.replace(b"a", b"e", 1))
        with pytest.raises(GateError, match="digest"):
            judging.judge(made.run(corpora.load(str(place)), tmp_path, one=outputs), tmp_path / "base", Terms())
        (place / name).write_bytes(content)


def test_update_refuses_to_lower_a_floor_unless_told_to(tmp_path: Path) -> None:
    source = made.corpus()
    good, bad = made.outputs(source, skill=1.0), made.outputs(source, skill=0.5)
    high, low = made.run(source, tmp_path, one=good), made.run(source, tmp_path, one=bad)
    path = tmp_path / "base" / "made.json"
    assert {move.lower for move in judging.update(low, path.parent)[path]} == {False}
    judging.update(high, path.parent)
    before = path.read_bytes()
    for run in (low, made.run(source, tmp_path, two=good), made.run(made.corpus(edit="x"), tmp_path, one=bad)):
        with pytest.raises(GateError, match="would fall") as caught:
            judging.update(run, path.parent)
        assert caught.value.hint == "boilerbench gate --update --allow-regression"
        assert path.read_bytes() == before
    moves = judging.update(low, path.parent, allow=True)[path]
    assert sum(move.lower for move in moves) == 3
    assert judging.judge(low, path.parent, Terms()).outcome is Outcome.UNCHANGED
    assert [found.name for found in path.parent.iterdir()] == ["made.json"], "nothing half-written is left"


def test_update_writes_nothing_where_one_of_two_corpora_would_fall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = made.corpus(name="one"), made.corpus(name="two")
    base = tmp_path / "base"
    for source in (one, two):
        judging.update(made.run(source, tmp_path, a=made.outputs(source, skill=0.7)), base)
    shots = [made.snapshot(one, tmp_path, a=made.outputs(one, skill=1.0)), made.snapshot(two, tmp_path, a=made.outputs(two, skill=0.2))]
    monkeypatch.setattr(judging, "from_run", lambda _: tuple(shots))
    monkeypatch.setattr(judging, "refuse", lambda _: None)  # there is no run
    before = {path: path.read_bytes() for path in base.iterdir()}
    with pytest.raises(GateError, match="would fall"):
        judging.update(RunFolder(tmp_path), base)
    assert {path: path.read_bytes() for path in base.iterdir()} == before


def test_a_damaged_baseline_is_only_replaced_on_purpose(tmp_path: Path) -> None:
    source = made.corpus()
    run, path = made.run(source, tmp_path, one=made.outputs(source)), tmp_path / "base" / "made.json"
    judging.update(run, path.parent)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(GateError, match="damaged"):
        judging.judge(run, path.parent, Terms())
    with pytest.raises(GateError) as caught:
        judging.update(run, path.parent)
    assert "--allow-regression" in caught.value.hint
    judging.update(run, path.parent, allow=True)
    assert judging.judge(run, path, Terms()).exit_code == 0, "one file may be named"


def test_a_baseline_this_run_says_nothing_about_is_refused(tmp_path: Path) -> None:
    base = tmp_path / "base"
    run = [made.run(made.corpus(name=name), tmp_path, a=made.outputs(made.corpus())) for name in ("one", "two")]
    for each in run:
        judging.update(each, base)
    with pytest.raises(GateError, match="not in this run, so it cannot be judged: corpus two") as caught:
        judging.judge(run[0], base, Terms())
    assert caught.value.hint == f"boilerbench run --corpus one --corpus two, or --baseline {base / 'one.json'}"
    assert judging.judge(run[0], base / "one.json", Terms()).exit_code == 0
    with pytest.raises(GateError, match="other corpora"):
        judging.against(run[0], run[1], Terms())


def test_corpora_are_named_by_what_reads_them_again(tmp_path: Path) -> None:
    base = tmp_path / "base"
    sources = [replace(made.corpus(name=name), source=f"data/{name}") for name in ("one", "two")]
    runs = [made.run(source, tmp_path, a=made.outputs(source)) for source in sources]
    for each in runs:
        judging.update(each, base)
    with pytest.raises(GateError) as caught:
        judging.judge(runs[0], base, Terms())
    assert caught.value.hint.startswith("boilerbench run --corpus data/one --corpus data/two, or ")


def test_a_threshold_about_nothing_is_refused(tmp_path: Path) -> None:
    source = made.corpus()
    run = made.run(source, tmp_path, one=made.outputs(source))
    judging.update(run, tmp_path / "base")
    for text in ("recal:-0.1", "f1[type=nonsense]:-0.1", "words/f1:-0.1", "f1[adapter=two]:-0.1", "p95_ms:+20%"):
        with pytest.raises(GateError, match="about no metric"):
            judging.judge(run, tmp_path / "base", thresholds.terms(Config(tmp_path), [text]))


def test_an_interrupted_or_outdated_run_is_refused(tmp_path: Path) -> None:
    source = made.corpus()
    run = made.run(source, tmp_path, one=made.outputs(source))
    judging.update(run, tmp_path / "base")
    table = run.scores("aligned")
    run.write_scores("aligned", table.replace_schema_metadata({**table.schema.metadata, b"version": b"9"}))
    with pytest.raises(GateError, match="by aligned@9, this installation has aligned@1"):
        judging.judge(run, tmp_path / "base", Terms())
    run.write_scores("aligned", table.slice(0, 0))
    with pytest.raises(GateError, match="no scored page"):
        judging.judge(run, tmp_path / "base", Terms())
    run.write_manifest(replace(run.manifest(), complete=False))
    with pytest.raises(GateError, match="interrupted"):
        judging.judge(run, tmp_path / "base", Terms())


@pytest.mark.parametrize(
    "table", [{"fail-on": ["f1:-0.1"]}, {"fail_on": "f1:-0.1"}, {"fail_on": [1]}, {"rule": "never"}, {"rule": 3}, {"fail_on": ["f1"]}]
)
def test_a_wrong_gate_table_is_refused(table: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        thresholds.terms(Config(tmp_path, gate=table))


def test_options_win_over_the_gate_table(tmp_path: Path) -> None:
    chosen = Config(tmp_path, gate={"fail_on": ["f1:-0.1"], "rule": "significant", "baseline": "pins"})
    asked = thresholds.terms(chosen)
    assert ([str(item) for item in asked.thresholds], asked.rule, asked.place) == (["f1:-0.1"], "significant", tmp_path / "pins")
    assert thresholds.terms(chosen, ["precision:-0.2"], "floor").rule == "floor"
    assert thresholds.terms(Config(tmp_path)).place == Path("reports/baseline")


def test_stored_outputs_are_scored_by_the_protocols_of_their_baseline(tmp_path: Path) -> None:
    source = made.corpus()
    file = made.stored(tmp_path / "mine@2.json", made.outputs(source))
    first = judging.stored([file], source, ["shingles"], tmp_path / "base", tmp_path)
    judging.update(first, tmp_path / "base")
    again = judging.stored([file], source, [], tmp_path / "base", tmp_path)
    assert again.protocols() == ("shingles",)
    assert judging.judge(again, tmp_path / "base", Terms()).outcome is Outcome.UNCHANGED
    assert judging.stored([file], source, [], tmp_path / "none", tmp_path).protocols() == ("aligned",)
    assert [(row["name"], row["version"]) for row in again.manifest().adapters] == [("mine", "2")]


def test_what_cannot_be_judged_is_one_line_with_what_to_type() -> None:
    assert judging.incomparable(GateError("a", "b", "c")).summary == "boilerbench gate: incomparable: a; type: c"
    assert judging.incomparable(BoilerbenchError("a", "b")).summary == "boilerbench gate: incomparable: a; expected: b"
    assert judging.incomparable(GateError("a")).exit_code == 2


def test_three_of_the_floors_that_would_fall_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    high, low = shot({SHARE: [0.75], RATE: [0.25], PERCENT: [75.0]}), shot({SHARE: [0.5], RATE: [0.5], PERCENT: [50.0]})
    both = dict.fromkeys(("one", "two"), high.adapters["one"])
    two = {("two", protocol): rows for (_, protocol), rows in high.rows.items()}
    names = [f"html / {adapter} / {scorer.name} / {scorer.headline}" for adapter in ("one", "two") for scorer in (PERCENT, RATE, SHARE)]
    named = ", ".join(f"{name} {move}" for name, move in zip(names[:3], ("75 -> 50", "0.25 -> 0.5", "0.75 -> 0.5"), strict=True))
    for before, said in [
        (high, f"3 floors would fall: {named}"),
        (replace(high, adapters=both, rows={**high.rows, **two}), f"6 floors would fall: {named} and 3 more"),
    ]:
        monkeypatch.setattr(judging, "from_run", lambda _, side=before: (side,))
        monkeypatch.setattr(judging, "refuse", lambda _: None)  # there is no run
        judging.update(RunFolder(tmp_path), tmp_path / "base", allow=True)
        monkeypatch.setattr(judging, "from_run", lambda _: (low,))
        with pytest.raises(GateError) as caught:
            judging.update(RunFolder(tmp_path), tmp_path / "base")
        assert caught.value.what == said


@pytest.mark.parametrize(("count", "more"), [(3, ""), (5, " and 2 more")])
def test_three_of_the_pages_that_broke_are_named(count: int, more: str, tmp_path: Path) -> None:
    source = made.corpus()
    whole = {page.id: "\n".join(block.text for block in source.gold[page.id].blocks or ()) for page in source.pages}
    judging.update(made.run(source, tmp_path, one=whole), tmp_path / "base")
    broken = {name: "" if at < count else text for at, (name, text) in enumerate(whole.items())}
    with pytest.raises(GateError) as caught:
        judging._refuse_breaks(pins.read(tmp_path / "base" / "made.json"), made.snapshot(source, tmp_path, one=broken))
    assert caught.value.what == f"{count} pages broke: one p000, one p001, one p002{more}"


def test_an_update_accepts_unlike_runs_without_a_word_of_pages(tmp_path: Path) -> None:
    one, two = made.corpus(), made.corpus(edit="x", name="made")
    judging.update(made.run(one, tmp_path, one=made.outputs(one)), tmp_path / "base")
    other = made.snapshot(two, tmp_path, one=dict.fromkeys(made.outputs(two), ""))
    judging._refuse_breaks(pins.read(tmp_path / "base" / "made.json"), other)


def test_one_file_is_no_place_for_several_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = [replace(shot([0.5]), corpus=name) for name in ("one", "two")]
    monkeypatch.setattr(judging, "from_run", lambda _: tuple(sides))
    monkeypatch.setattr(judging, "refuse", lambda _: None)  # there is no run
    monkeypatch.setattr(judging, "remarks", lambda _: ())
    with pytest.raises(GateError) as caught:
        judging.update(RunFolder(tmp_path), tmp_path / "base.json")
    assert caught.value.what == f"{tmp_path / 'base.json'} is one file, the run has 2 corpora"
    assert caught.value.hint == f"--baseline {tmp_path}"
    moved = judging.update(RunFolder(tmp_path), tmp_path / "base.d")
    assert sorted(path.name for path in moved) == ["one.json", "two.json"]
    assert judging.judge(RunFolder(tmp_path), tmp_path / "base.d", Terms()).exit_code == 0
    sides[:] = [replace(shot([0.5]), corpus="three")]
    judging.update(RunFolder(tmp_path), tmp_path / "base.d")
    with pytest.raises(GateError, match="corpus one, two\\n"):
        judging.judge(RunFolder(tmp_path), tmp_path / "base.d", Terms())
    assert judging.judge(RunFolder(tmp_path), tmp_path / "base.d" / "three.json", Terms()).exit_code == 0
    sides[:] = [replace(shot([0.5]), corpus=name) for name in ("two", "three")]
    with pytest.raises(GateError, match="corpus one\\n") as caught:
        judging.judge(RunFolder(tmp_path), tmp_path / "base.d", Terms())
    assert caught.value.hint.endswith("or a folder of the others alone"), "one file cannot hold both"
    sides.clear()
    with pytest.raises(GateError, match="the run holds no corpus"):
        judging.judge(RunFolder(tmp_path), tmp_path / "base.d", Terms())
    sides[:] = [shot([math.nan])]
    with pytest.raises(GateError, match="no scored page of 'made'"):
        judging.update(RunFolder(tmp_path), tmp_path / "base.d")


def test_terms_unless_told_otherwise() -> None:
    assert Terms() == Terms(thresholds=(), rule="floor", seed=0, place=Path("reports", "baseline"))
    with pytest.raises(FrozenInstanceError):
        Terms().seed = 1


def test_rows_of_stored_outputs_are_wished_as_no_adapters(tmp_path: Path) -> None:
    source = made.corpus(6)
    side = made.snapshot(source, tmp_path, one=made.outputs(source), two=made.outputs(source))
    live = replace(side.adapters["two"], predictions="")
    path = tmp_path / "made.json"
    judging.pins.write(made.pin(replace(side, adapters={**side.adapters, "two": live})), path)
    assert judging.wishes(path) == {"corpus": ["made"], "adapters": ["two"], "protocol": ["aligned"]}
    assert judging.wishes(tmp_path / "none") == {}
    judging.pins.write(made.pin(side), path)
    assert judging.wishes(path, rows=True) == {"corpus": ["made"], "adapters": [], "protocol": ["aligned"]}
    with pytest.raises(GateError, match=r"all adapters of the baselines in .* are stored outputs") as caught:
        judging.wishes(path)
    assert caught.value.hint == "boilerbench gate --corpus made --predictions one=FILE --predictions two=FILE"


def test_a_baseline_names_the_file_of_stored_outputs(tmp_path: Path) -> None:
    source = made.corpus(6)
    file = made.stored(tmp_path / "mine@1.json", made.outputs(source))
    folder = judging.stored([file], source, (), tmp_path / "base", tmp_path / "out")
    judging.update(folder, tmp_path / "base", allow=False, asked=Terms())
    assert judging.pins.read(tmp_path / "base" / "made.json").snapshot.adapters["mine"].predictions == "mine@1.json"
