"""``boilerbench gate`` as people and CI type it: exit codes, one last line, files, and what an update prints."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from bench import cli
from bench.gate import formats
from tests.gate import made

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for path in (ROOT / "bench" / "gate" / "examples").rglob("*") if path.is_file())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a corpus, a good and a bad file of outputs, and a run of the good one; it is the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    source = made.corpus(6)
    made.folder(tmp_path / "corpus", source)
    made.stored(tmp_path / "mine@1.json", made.outputs(source, skill=1.0))
    made.stored(tmp_path / "mine@2.json", made.outputs(source, skill=0.4))
    return tmp_path


def run(*words: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as caught:
        cli.main(list(words))
    return int(caught.value.code or 0)


def stored(version: int, *words: str) -> int:
    """Run the gate on one file of stored outputs."""
    return run("gate", "--predictions", f"mine@{version}.json", "--corpus", "corpus", "--baseline", "base", *words)


def test_adapters_of_plain_text_are_judged_beside_those_of_markdown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, name, text in (("fixtures", "a.html", "<p>The ferry leaves at noon."), ("expected", "a.md", "The ferry leaves at noon.")):
        (place / "tests" / folder).mkdir(parents=True)
        (place / "tests" / folder / name).write_text(text, encoding="utf-8")
    words = ("--adapters", "everything,page-markdown", "--protocol", "aligned,structure", "--resamples", "100")
    assert run("run", "--corpus", "tests", *words, "--json") == 0
    assert run("gate", "--update") == 0
    capsys.readouterr()
    assert run("gate", "--json") == 0
    judged = json.loads(capsys.readouterr().out)["judgements"]
    assert {(row["adapter"], row["protocol"]) for row in judged} >= {("everything", "aligned"), ("page-markdown", "structure")}
    assert ("everything", "structure") not in {(row["adapter"], row["protocol"]) for row in judged}


def test_a_regression_exits_1_and_its_reverse_0(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stored(1, "--update") == 0
    assert "f1" in capsys.readouterr().out
    assert stored(1) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("boilerbench gate: unchanged: ")
    assert stored(2) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[-1].startswith("boilerbench gate: regressed: 3 judged, 2 regressed")
    assert any(line.startswith("broken: corpus mine p0") for line in out)
    assert stored(2, "--update") == 2
    assert "boilerbench gate --update --allow-regression" in capsys.readouterr().err
    assert stored(2, "--update", "--allow-regression") == 0
    assert stored(1) == 0
    assert "boilerbench gate: improved" in capsys.readouterr().out
    assert [path.name for path in (place / "base").iterdir()] == ["corpus.json"]


def test_what_cannot_be_judged_exits_2_with_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def line() -> str:
        (found,) = capsys.readouterr().out.splitlines()
        return found

    assert stored(1) == 2
    assert line() == "boilerbench gate: incomparable: there is no baseline at base/corpus.json; type: boilerbench gate --update"
    stored(1, "--update")
    capsys.readouterr()
    kept = (place / "base" / "corpus.json").read_bytes()
    (place / "base" / "corpus.json").write_bytes(kept[: len(kept) // 2])
    assert stored(1) == 2
    assert re.search("damaged.*type: git checkout", line())
    other = json.loads(kept.replace(b'"version": 1,\n   "variant"', b'"version": 7,\n   "variant"'))
    del other["sha256"]  # as one of before there were digests
    (place / "base" / "corpus.json").write_text(json.dumps(other), encoding="utf-8")
    assert stored(1) == 2
    assert re.search("aligned@1.*aligned@7.*type: boilerbench gate --update", line())
    (place / "base" / "corpus.json").write_bytes(kept)
    (place / "other@1.json").write_bytes((place / "mine@1.json").read_bytes())
    assert run("gate", "--predictions", "other@1.json", "--corpus", "corpus", "--baseline", "base") == 2
    assert re.search("not in the run: mine; type: boilerbench gate --corpus corpus --predictions mine=mine@1.json", line())
    page = place / "corpus" / "p001.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert stored(1) == 2
    assert re.search("is not the one of the baseline.*type: boilerbench gate --update", line())
    (place / "mine@1.json").write_text("{}", encoding="utf-8")
    assert stored(1) == 2
    assert line().startswith("boilerbench gate: incomparable: ")
    assert run("gate", "never-made") == 2
    assert line().endswith("type: boilerbench run")


@pytest.mark.parametrize("words", [["--fail-on", "f1"], ["--rule", "maybe"], ["--format", "yaml"], ["--format", "json", "--json"]])
def test_a_wrong_option_exits_2_before_anything_is_read(place: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gate", *words) == 2
    assert "try: " in capsys.readouterr().err


def test_ci_gets_its_files_annotations_and_summary(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(1, "--update")
    capsys.readouterr()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place / "summary.md"))
    assert stored(2, "--json", "--format", "junit=out/gate.xml", "--format", "bmf=out/gate.bmf.json") == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["exit_code"] == 1
    assert captured.err.startswith("::error title=boilerbench gate::regressed")
    assert captured.err.splitlines()[-1].startswith("boilerbench gate: regressed")
    assert (place / "summary.md").read_text(encoding="utf-8").startswith("## ")
    assert sorted(path.name for path in (place / "out").iterdir()) == ["gate.bmf.json", "gate.xml"]


def test_the_configuration_sets_thresholds_and_options_win(place: Path) -> None:
    (place / "boilerbench.toml").write_text('[gate]\nfail_on = ["f1:-0.9"]\nbaseline = "base"\n', encoding="utf-8")
    made.stored(place / "mine@3.json", {page: f"{text} one two three" for page, text in made.outputs(made.corpus(6), skill=1.0).items()})
    words = ["gate", "--predictions", "mine@3.json", "--corpus", "corpus"]
    assert stored(1, "--update") == 0
    assert run(*words) == 0
    assert run(*words, "--fail-on", "f1:-0.001") == 1


def test_a_baseline_of_stored_outputs_runs_no_adapter(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stored(1, "--update") == 0
    capsys.readouterr()
    assert run("run", "--baseline", "base") == 2
    assert "try: boilerbench gate --corpus corpus --predictions mine=mine@1.json" in capsys.readouterr().err
    assert run("run", "--baseline", "base", "--predictions", "mine=mine@1.json", "--resamples", "100", "--json") == 0
    (board,) = json.loads(capsys.readouterr().out)["boards"]
    assert [line["adapter"] for line in board["rows"]] == ["mine"]


def test_lost_line_breaks_are_a_regression_where_f1_is_level(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "mine.py").write_text(
        "import re\nfrom pathlib import Path\n\n\ndef text(page):\n    at = re.search(r'\\d+', page)[0]\n"
        f"    return Path({str(place)!r}, 'corpus', 'gold', f'p{{int(at):03d}}.txt').read_text().replace('\\n\\n', '\\n')\n",
        encoding="utf-8",
    )
    words = ["run", "--corpus", "corpus", "--adapters", "mine:text", "--protocol", "aligned,fidelity", "--resamples", "100", "--fresh"]
    assert run(*words) == 0
    assert run("gate", "--update", "--baseline", "base") == 0
    assert run("gate", "--baseline", "base") == 0
    code = (place / "mine.py").read_text(encoding="utf-8")
    for end, outcome, hurt in [("' '", 1, "line_breaks"), ("'\\n\\u202e'", 1, "bidi"), ("'\\n\\x07'", 1, "clean"), ("'\\r\\n'", 0, "")]:
        (place / "mine.py").write_text(code.replace("'\\n')", f"{end})"), encoding="utf-8")
        assert run(*words) == 0
        capsys.readouterr()
        assert run("gate", "--baseline", "base", "--json") == outcome
        judged = {(one["protocol"], one["metric"]): one for one in json.loads(capsys.readouterr().out)["judgements"]}
        assert judged["aligned", "f1"]["value"] == judged["aligned", "f1"]["floor"] == 1
        assert judged["fidelity", "fidelity"]["outcome"] == ("regressed" if outcome else "unchanged")
        for metric in ("line_breaks", "clean", "bidi"):
            assert judged["fidelity", metric]["value"] == (metric != hurt)
            limit = f"{metric}:-0.01"
            assert run("gate", "--baseline", "base", "--fail-on", limit, "--fail-on", "fidelity:-0.3") == int(
                hurt in {metric, "line_breaks"}
            )


def test_runs_are_judged_by_name_and_against_each_other(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = made.corpus(6)
    good = made.run(source, place / "reports", one=made.outputs(source, skill=1.0))
    bad = made.run(source, place / "reports", one=made.outputs(source, skill=0.4))
    assert run("gate", good.path.name, "--update") == 0
    assert run("gate", good.path.name) == 0
    assert run("gate") == 1, "the latest run is the bad one"
    assert run("gate", good.path.name, "--against", bad.path.name) == 0
    capsys.readouterr()
    assert run("gate", good.path.name, "--update", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("path", [*EXAMPLES, ROOT / "action.yml"], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_option_of_the_examples_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    verbs = {"gate": ("--format",), "run": ("--adapters",)}
    found = re.findall(r"boilerbench (run|gate)\b([^\n|&;#]*)", text)
    assert found, f"{path.name} gates nothing"
    for verb, rest in found:
        known = "".join(_help(verb).split())
        for word in shlex.split(rest.replace("'", " ").replace('"', " ")):
            option = word.split("=")[0]
            if option.startswith("--"):
                assert option in known, f"{path.name}: {verb} {option}"
        assert all(option in known for option in verbs[verb])
    for name in re.findall(r"--format[ =]+'?\"?([\w-]+)=", text):
        assert name in formats.FORMATS


def _help(verb: str) -> str:
    """Return the options of a verb."""
    from typer.main import get_command

    if not any(command.name == verb for command in cli.app.registered_commands):
        cli.register()
    command = get_command(cli.app).commands[verb]  # type: ignore[attr-defined]
    return " ".join(option for parameter in command.params for option in parameter.opts)


@pytest.mark.parametrize(
    "typed",
    [
        "--allow-regression", "--adapters trafilatura", "--corpus embedded", "--protocol words", "--update --against latest",
        "--speed --predictions a.json", "--update --format junit=a.xml", "--speed --fail-on f1:-0.1", "--instructions --rule floor",
    ],
)  # fmt: skip
def test_an_option_that_would_be_ignored_is_refused(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["gate", *typed.split()])
    assert caught.value.code == 2
    assert "means nothing with these other options" in capsys.readouterr().err
