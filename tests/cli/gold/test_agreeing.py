"""``corpus agreement``: how far readers agree, as a user asks for it."""

import json

import pytest

from bench import cli
from bench.corpus.gold import readings
from bench.corpus.gold.readings import Reading
from bench.model import Block

FULL, LESS = (Block("Some words here"), Block("and more")), (Block("Some words here"),)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.html").write_text("<h1>Page</h1><p>Some words here<p>and more<p>the end", encoding="utf-8")
    (tmp_path / "pages.toml").write_text('schema = 1\nname = "mine"\n[pages.a]\nfile = "a.html"\n', encoding="utf-8")
    readings.store_gold(tmp_path, "a", FULL)
    return tmp_path


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        cli.main(["corpus", *map(str, arguments)])
    told = capsys.readouterr()
    return left.value.code or 0, told.out, told.err


def test_second_readings_are_held_against_gold(folder, capsys):
    readings.store(folder, Reading("Bo", "a", LESS))
    code, out, told = call(capsys, "agreement", folder, "--resamples", 100)
    assert code == 0, told
    assert "2 readers (Bo, gold)" in out
    assert "“and more” (Bo: drop, gold: keep)" in out
    code, out, _ = call(capsys, "agreement", folder, "--resamples", 100, "--json")
    made = json.loads(out)
    assert code == 0
    assert made["overall"]["with_optional"]["f1"]["value"] == pytest.approx(2 * 3 / 8)
    assert made["overall"]["with_optional"]["f1"]["low"] is None
    assert made["pages"][0]["id"] == "a"


def test_a_corpus_is_held_against_another(folder, tmp_path_factory, capsys):
    import shutil

    other = tmp_path_factory.mktemp("others") / "theirs"
    shutil.copytree(folder, other)
    code, _, told = call(capsys, "agreement", folder, "--against", other, "--resamples", 100)
    assert code == 0, told
    assert "readers agree on every word" in told


@pytest.mark.parametrize(("options", "told"), [(["{}"], "was read by two readers"), (["{}/no"], "holds no pages.toml"),
                                               (["{}", "--against", "{}"], "was given twice")])  # fmt: skip
def test_bad_input_ends_in_one_clear_error(folder, capsys, options, told):
    code, _, said = call(capsys, "agreement", *(option.format(folder) for option in options))
    assert code == 2
    assert told in said


def test_second_readings_are_no_folder_that_was_left_out(folder, capsys):
    readings.store(folder, Reading("Bo", "a", LESS))
    (folder / "b.html").write_text("<p>More pages", encoding="utf-8")
    code, out, told = call(capsys, "new", folder, "--adapters", "everything,nothing", "--json")
    assert code == 0, told
    assert json.loads(out)["left_out"] == {}
