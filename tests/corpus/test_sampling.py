"""Pages drawn for gold: reproducible, extended validly, with known probabilities, and kept in the index."""

import tomllib
from collections import Counter

import pytest

import bench.corpus
from bench.corpus import sampling
from bench.errors import CorpusError
from bench.model import Corpus

HEAD = '# mine, cleaned by hand\nschema = 1\nname = "mine"\n'


def made(tmp_path, pages=12, gold=()):
    folder = tmp_path / "mine"
    (folder / "gold").mkdir(parents=True, exist_ok=True)
    entries = []
    for at in range(pages):
        (folder / f"p{at}.html").write_text(f"<p>page {at}")
        entries.append(f'[pages.{chr(34) * (at % 2)}p{at}{chr(34) * (at % 2)}]  # page {at}\nfile = "p{at}.html"\ntype = "a # b"\n')
    (folder / "pages.toml").write_text(HEAD + "\n" + "\n".join(entries))
    clean(folder, *gold)
    return folder


def clean(folder, *pages):
    for page in pages:
        (folder / "gold" / f"{page}.txt").write_text(f"page {page}")


def draw(folder, count, **asked):
    return sampling.draw(bench.corpus.load(folder), folder, count, **{"sizes": {}, **asked})


def sample(folder) -> Corpus:
    return bench.corpus.load(folder).sampling


def test_a_sample_is_drawn_noted_and_read_again(tmp_path):
    folder = made(tmp_path)
    drawn = draw(folder, 3)
    assert (len(drawn.pages), drawn.new, drawn.method, drawn.seed, drawn.n, drawn.of) == (3, drawn.pages, "random", 0, 3, 12)
    assert sample(folder) == {"method": "random", "seed": 0, "n": 3, "of": 12, "drawn": dict.fromkeys(drawn.pages, 0.25)}
    text = (folder / "pages.toml").read_text()
    assert text.startswith(HEAD)
    assert all(f"# page {at}\n" in text for at in range(12))


def test_pages_that_wait_come_again_and_no_more_are_drawn_than_are_missing(tmp_path):
    folder = made(tmp_path)
    first = draw(folder, 4)
    assert draw(folder, 4).new == ()
    clean(folder, first.pages[0])
    again = draw(folder, 4)
    assert again.pages[:3] == first.pages[1:]
    assert len(again.new) == 1


def test_a_sample_that_is_extended_is_the_one_drawn_at_once(tmp_path):
    bit, whole = made(tmp_path / "a"), made(tmp_path / "b")
    for count in (2, 5, 9):
        draw(bit, count)
    draw(whole, 9)
    assert sample(bit) == sample(whole)
    assert (bit / "pages.toml").read_bytes() == (whole / "pages.toml").read_bytes()


def test_pages_with_gold_before_are_outside_of_the_sample(tmp_path):
    folder = made(tmp_path, gold=("p1", "p2"))
    drawn = draw(folder, 20)
    assert not {"p1", "p2"} & set(drawn.pages)
    assert drawn.of == 10
    assert set(sample(folder)["drawn"].values()) == {1.0}


def test_pages_that_came_since_catch_up_first(tmp_path):
    folder = made(tmp_path, 12)
    clean(folder, *draw(folder, 8).pages)
    index = folder / "pages.toml"
    for at in range(12, 40):
        (folder / f"p{at}.html").write_text(f"<p>page {at}")
        index.write_text(index.read_text() + f"\n[pages.p{at}]\n")
    grown = draw(folder, 1)
    ranks = {page: sampling._chance(0, page) for page in (f"p{at}" for at in range(40))}
    held = sample(folder)["drawn"]
    assert sorted(ranks, key=ranks.__getitem__)[: len(held)] == sorted(held, key=ranks.__getitem__)
    assert len(grown.new) > 1


def test_every_page_is_drawn_as_often_as_its_probability_says():
    sizes = {f"p{at}": 0.1 + at / 10 for at in range(10)}
    wanted, seen, draws = sampling.probabilities(sizes, 4), Counter(), 3000
    for seed in range(draws):
        ranks = {page: sampling._chance(seed, page) / size for page, size in sizes.items()}
        seen.update(sorted(ranks, key=ranks.__getitem__)[:4])
    assert sum(wanted.values()) == pytest.approx(4)
    for page, chance in wanted.items():
        assert seen[page] / draws == pytest.approx(chance, abs=0.04)


def test_no_probability_is_over_1():
    assert sampling.probabilities({"a": 10.0, "b": 1.0, "c": 1.0}, 2) == {"a": 1.0, "b": 0.5, "c": 0.5}
    assert sampling.probabilities({"a": 1.0, "b": 1.0}, 2) == {"a": 1.0, "b": 1.0}


def test_by_disagreement_disputed_pages_are_likelier_and_sizes_are_kept(tmp_path):
    folder = made(tmp_path)
    sizes = {f"p{at}": at / 12 for at in range(12)}
    drawn = draw(folder, 4, method="disagreement", sizes=sizes)
    held = sample(folder)["drawn"]
    table = tomllib.loads((folder / "pages.toml").read_text())["pages"]
    assert drawn.method == "disagreement"
    assert [held[page] for page in drawn.pages] == [
        pytest.approx(sampling.probabilities({p: max(s, 0.05) for p, s in sizes.items()}, 4)[page], rel=1e-4) for page in drawn.pages
    ]
    assert table["p6"]["disagreement"] == 0.5
    assert table["p0"]["disagreement"] == 0.05


@pytest.mark.parametrize("asked", [{"method": "disagreement"}, {"seed": 3}])
def test_a_sample_goes_on_as_it_was_begun(tmp_path, asked):
    folder = made(tmp_path)
    draw(folder, 3)
    before = (folder / "pages.toml").read_bytes()
    with pytest.raises(CorpusError, match="begun by random with seed 0"):
        draw(folder, 5, **asked)
    assert (folder / "pages.toml").read_bytes() == before


def test_what_cannot_be_drawn_is_one_clear_error(tmp_path):
    with pytest.raises(CorpusError, match="cannot be drawn by 'taste'"):
        draw(made(tmp_path / "a"), 1, method="taste")
    with pytest.raises(CorpusError, match=r"every page of .* has gold"):
        draw(made(tmp_path / "b", 2, gold=("p0", "p1")), 1)


def test_an_index_of_another_style_is_written_anew_with_its_opening_comments(tmp_path):
    folder = made(tmp_path, 2)
    (folder / "pages.toml").write_text('# ours\nname = "mine"\npages = {p0 = {lang = "el", devices = ["tabs"]}, p1 = {}}\n')
    drawn = draw(folder, 1)
    text = (folder / "pages.toml").read_text()
    assert text.startswith("# ours\n")
    table = tomllib.loads(text)
    assert table["pages"]["p0"]["devices"] == ["tabs"]
    assert list(sample(folder)["drawn"]) == list(drawn.pages)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("probability = 0.25", "probability = 1.5"), "do not go together"),
        (("probability = 0.25", "probability = 0"), "do not go together"),
        (("draw = 2", "draw = 7"), "not numbered"),
        (("draw = 2", "draw = 1"), "not numbered"),
        (("draw = 2\n", ""), "do not go together"),
        (('method = "random"', 'method = "taste"'), "how its pages were drawn"),
        (("seed = 0", "seed = -1"), "how its pages were drawn"),
        (("[sampling]", "[samplings]"), "nothing is called"),
    ],
)
def test_a_sample_that_no_draw_gave_is_refused(tmp_path, change, says):
    folder = made(tmp_path)
    draw(folder, 3)
    index = folder / "pages.toml"
    index.write_text(index.read_text().replace(*change, 1))
    with pytest.raises(CorpusError, match=says):
        bench.corpus.load(folder)


def test_a_sample_moves_no_digest(tmp_path):
    folder = made(tmp_path)
    before = bench.corpus.load(folder).digest
    draw(folder, 3)
    assert bench.corpus.load(folder).digest == before
