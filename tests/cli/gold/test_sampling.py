"""``corpus next`` and ``plan``: from pages without gold to powered figures, as a user goes."""

import json
import random

import pytest

from bench import cli

WORDS = ["river", "stone", "market", "ferry", "winter", "letter", "garden", "engine", "harbour", "summer", "window", "bridge", "candle"]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([*map(str, arguments)])
        captured = capsys.readouterr()
        return left.value.code or 0, captured.out, captured.err

    return call


def corpus(tmp_path, pages=24):
    """Return the folder of a corpus without gold, and the text of each page."""
    folder, chance, texts = tmp_path / "mine", random.Random(1), {}
    (folder / "gold").mkdir(parents=True)
    index = 'name = "mine"\n'
    for at in range(pages):
        said = [" ".join(chance.choices(WORDS, k=30)).capitalize() + "." for _ in range(chance.randint(3, 8))]
        menu = "".join(f"<li><a href=/{word}>{word} {at}</a>" for word in chance.sample(WORDS, 6))
        foot = " ".join(chance.choices(WORDS, k=chance.randint(5, 25)))
        body = "".join(f"<p>{one}</p>" for one in said)
        (folder / f"p{at:02}.html").write_text(
            f"<html><body><nav><ul>{menu}</ul></nav><article>{body}</article><footer><p>{foot}</footer></body></html>"
        )
        index += f"\n[pages.p{at:02}]\n"
        texts[f"p{at:02}"] = "\n\n".join(said)
    (folder / "pages.toml").write_text(index)
    return folder, texts


def test_from_pages_without_gold_to_powered_figures(run, tmp_path):
    folder, texts = corpus(tmp_path)
    code, out, _ = run("corpus", "next", folder, "--n", 8, "--json")
    assert code == 0
    drawn = json.loads(out)
    assert (len(drawn["pages"]), drawn["n"], drawn["of"]) == (8, 8, 24)
    for page in drawn["pages"]:
        (folder / "gold" / f"{page}.txt").write_text(texts[page])
    adapters = "trafilatura,readability-lxml,justext-langindep,everything"
    code, _, told = run("run", "--corpus", folder, "--adapters", adapters, "--resamples", 200)
    assert code == 0, told
    code, out, _ = run("score", "--json")
    (board,) = json.loads(out)["boards"]
    assert board["basis"]
    if board["powered"]:
        assert all(row["classical"] for row in board["rows"])
    code, out, _ = run("plan")
    assert code == 0
    assert "more gold" in out
    code, out, _ = run("plan", "--json")
    assert json.loads(out)["plans"][0]["pages"] == 24
    code, out, told = run("corpus", "next", folder, "--n", 2)
    assert code == 0
    assert out.count("drawn now") == 2
    assert "skip none" in told


def test_by_disagreement_a_run_says_which_pages_are_disputed(run, tmp_path):
    folder, _ = corpus(tmp_path, 6)
    code, _, told = run("corpus", "next", folder, "--by", "disagreement")
    assert code == 2
    assert "boilerbench run --corpus" in told


def test_a_folder_without_an_index_is_one_clear_error(run, tmp_path):
    code, _, told = run("corpus", "next", tmp_path)
    assert code == 2
    assert "boilerbench corpus new" in told
