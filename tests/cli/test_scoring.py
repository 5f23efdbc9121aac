"""The verbs score, protocols, explain and reproduce, from stored outputs of a corpus made here."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bench import corpus
from bench.cli import main
from bench.engine import stored_outputs
from bench.scoring import SCORERS
from bench.store.run_folder import point
from tests.scoring import peers

if TYPE_CHECKING:
    from pathlib import Path

COPIED = ("AutoExtract", "trafilatura", "readability", "dragnet", "boilerpipe", "beautifulsoup")  # stored outputs of the peers


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of both stored outputs, scored once for all tests that only read it."""
    folder = written(tmp_path_factory.mktemp("scored"))
    found = [stored_outputs.read(folder / name) for name in ("good.json", "bad.json")]
    made = stored_outputs.store(corpus.load(str(folder / "aeb")), found, ["aligned"], folder / "reports", resamples=100)
    point(folder / "reports", made.path)
    return folder / "reports"


def written(tmp_path: Path) -> Path:
    """Write a corpus in the article-extraction-benchmark's layout, with two stored outputs; one lacks a page."""
    (tmp_path / "aeb" / "html").mkdir(parents=True)
    truth = {f"page{i}": {"articleBody": f"one two three four five number {i}", "url": f"https://s{i}.example/x"} for i in range(6)}
    (tmp_path / "aeb" / "ground-truth.json").write_text(json.dumps(truth))
    for page, entry in truth.items():
        (tmp_path / "aeb" / "html" / f"{page}.html.gz").write_bytes(gzip.compress(f"<p>{entry['articleBody']}".encode()))
    good = {page: {"articleBody": entry["articleBody"]} for page, entry in truth.items()}
    (tmp_path / "good.json").write_text(json.dumps(good))
    (tmp_path / "bad.json").write_text(json.dumps({"version": "2", "output": {"page0": {"articleBody": "one two \x1b[31m nav"}}}))
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    """Run the command and return its stdout; stderr stands in the assertion where the exit code is another."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert (ended.value.code or 0) == code, printed.err
    return printed.out if code == 0 else printed.out + printed.err


def scored(capsys: pytest.CaptureFixture[str], data: Path, *more: object) -> str:
    files = ("--predictions", data / "good.json", "--predictions", data / "bad.json", "--corpus", data / "aeb")
    return call(capsys, "score", *files, "--protocol", "shingles,words", "--out", data / "reports", *more)


def test_stored_outputs_become_a_run_with_boards(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(scored(capsys, data, "--json", "--resamples", 200))
    assert [board["protocol"] for board in found["boards"]] == ["shingles", "words"]
    best, worst = found["boards"][0]["rows"]
    assert (best["adapter"], best["metrics"]["f1"]["value"], best["coverage"]) == ("good", 1.0, 1.0)
    assert (worst["adapter"], worst["version"], worst["failures"]) == ("bad", "2", {"missing": 5})
    assert "seed:0" in found["boards"][0]["signature"]
    assert not (data / "reports" / "latest").is_symlink()
    again = json.loads(call(capsys, "score", found["run"], "--out", data / "reports", "--protocol", "edit", "--json", "--resamples", 200))
    assert [board["protocol"] for board in again["boards"]] == ["edit"]


def test_peer_errors_and_pairs_are_printed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = scored(capsys, data, "--peer-errors", "--pairs", "--resamples", 200, "--test", "swap", "--unit", "page")
    assert "±" in printed
    assert "p, all pairs" in printed
    assert "test:swap" in printed


def test_pages_are_grouped_by_what_is_known_of_them(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = call(capsys, "score", "--by", "site", "--out", reports)
    assert out.splitlines()[0] == "aligned f1 on aeb (html) by site"
    assert out.splitlines()[1].split()[0] == "adapter"
    assert "s0.example (1)" in out
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["good", "bad"]
    assert out.splitlines()[2].split()[-1] == "1.000"
    found = json.loads(call(capsys, "score", "--by", "site", "--json", "--out", reports))
    assert {(line["adapter"], line["group"]) for line in found} == {(name, f"s{i}.example") for name in ("good", "bad") for i in range(6)}
    assert "'colour'" in call(capsys, "score", "--by", "colour", "--out", reports, code=2)


def test_losses_are_printed_as_tables_and_json(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = call(capsys, "score", "latest", "--out", reports, "--losses")
    assert "missing words" in printed
    assert "last paragraph lost %" in printed
    (group,) = json.loads(call(capsys, "score", "latest", "--out", reports, "--losses", "--json"))["losses"]
    assert (group["corpus"], group["kind"], group["pages"]) == ("aeb", "html", 6)
    good, bad = group["rows"]
    assert (good["missing_words"], good["missing"], good["extra_words"]) == (0, {}, 0)
    assert (bad["missing_words"], bad["missing"], bad["first_paragraph_lost"]) == (40, {"paragraph": 1.0}, pytest.approx(40 / 42))


@pytest.mark.parametrize("protocol", ["aligned", "shingles", "words", "edit", "rouge-lsum", "cleaneval"])
def test_a_page_is_explained(reports: Path, capsys: pytest.CaptureFixture[str], protocol: str) -> None:
    made = json.loads(call(capsys, "explain", "page0", "bad", "--protocol", protocol, "--out", reports, "--json"))
    assert made["protocol"] == protocol
    assert made["steps"]
    shown = call(capsys, "explain", "page0", "bad", "--protocol", protocol, "--out", reports, "--limit", 2)
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "nothing", "bad"),
        ("explain", "page", "bad"),
        ("explain", "page0", "nobody"),
        ("explain", "page0", "bad", "--protocol", "segments"),
        ("score", "latest", "--protocol", "unheard"),
        ("score", "latest", "--metric", "unheard"),
        ("score", "latest", "--corpus", "embedded"),
        ("score", "no-such-run"),
    ],
)
def test_mistakes_are_user_errors(reports: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert "expected:" in call(capsys, *arguments, "--out", reports, code=2)


def test_protocols_are_listed_with_their_conventions(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(call(capsys, "protocols", "--json"))
    assert {entry["name"] for entry in listed} >= set(SCORERS)
    assert all(entry["rules"]["failed"] for entry in listed)
    assert "harmonic mean" in call(capsys, "protocols")


def test_reproduce_says_how_to_get_data_and_fails_without_any(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "get it: boilerbench corpus fetch" in call(capsys, "reproduce", "--data", tmp_path, code=2)
    assert "one of:" in call(capsys, "reproduce", "unheard", "--data", tmp_path, code=2)
    assert f"(looked for wcxb*, archive or folder, in {tmp_path})" in call(capsys, "reproduce", "--data", tmp_path, code=2)
    assert "there is no folder" in call(capsys, "reproduce", "--data", tmp_path / "nodir", code=2)


def test_reproduce_exits_1_where_a_figure_differs(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = data / "article-extraction-benchmark-x"
    (data / "aeb").rename(home)
    (home / "output").mkdir()
    (data / "good.json").rename(home / "output" / "newspaper.json")
    assert "differs" in call(capsys, "reproduce", "newspaper4k", "--data", data, code=1)
    lines = json.loads(call(capsys, "reproduce", "newspaper4k", "--data", data, "--json", code=1))[0]["lines"]
    assert {line["ours"] for line in lines} == {1.0}


@pytest.fixture(scope="module")
def peers_copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write six stored outputs of the article-extraction-benchmark ten times each, under other names."""
    folder = tmp_path_factory.mktemp("copies")
    for name in COPIED:
        content = peers.members()[f"output/{name}.json"]
        for at in range(10):
            (folder / f"{name}-{at}.json").write_bytes(content)
    return folder


@pytest.mark.parametrize(("copies", "resamples"), [(6, 10_000), (6, 100), (10, 10_000)])
def test_copies_of_six_outputs_tie_and_the_best_and_the_worst_share_no_rank(
    peers_copies: Path, capsys: pytest.CaptureFixture[str], copies: int, resamples: int
) -> None:
    files = [peers_copies / f"{name}-{at}.json" for name in COPIED for at in range(copies)]
    chosen = [option for file in files for option in ("--predictions", file)]
    asked = ("--corpus", peers.need(peers.ARCHIVE), "--protocol", "shingles", "--resamples", resamples, "--out", peers_copies / "reports")
    board = json.loads(call(capsys, "score", *chosen, *asked, "--json"))["boards"][0]
    ranks = {row["adapter"]: row["rank"] for row in board["rows"]}
    assert len(ranks) == 6 * copies
    for name in COPIED:
        assert len({tuple(ranks[f"{name}-{at}"]) for at in range(copies)}) == 1
    (best_low, best_high), (worst_low, worst_high) = (ranks[board["rows"][at]["adapter"]] for at in (0, -1))
    assert (best_low, worst_high) == (1, 6 * copies)
    assert best_high < worst_low
    assert copies <= best_high < 6 * copies
    for pair in board["pairs"]:
        holds_zero = pair["difference"]["low"] <= 0 <= pair["difference"]["high"]
        assert pair["significant"] is not holds_zero
        if pair["left"][:-2] == pair["right"][:-2]:
            assert (pair["p_adjusted"], pair["difference"]["low"], pair["difference"]["high"]) == (1, 0, 0)
