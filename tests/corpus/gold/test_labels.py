import pytest

from bench.corpus.gold import labels
from bench.errors import CorpusError
from bench.model import Block

LINES = ["Headline", "By Ann", "", "  • one", "  • two", "Body.", "  • three"]


@pytest.mark.parametrize(
    ("keep", "optional", "expected"),
    [
        (["1", "6"], ["2"], (Block("Headline"), Block("By Ann", optional=True), Block("Body."))),
        (["6", "1"], [], (Block("Headline"), Block("Body."))),  # page order, whatever the order of labels
        (["3-7"], [], (Block("one\ntwo", role="list"), Block("Body."), Block("three", role="list"))),
        (["4"], ["5"], (Block("one", role="list"), Block("two", optional=True, role="list"))),
        ([], [], ()),
    ],
)
def test_lines_become_blocks(keep, optional, expected):
    assert labels.blocks(LINES, keep, optional) == expected


@pytest.mark.parametrize(
    ("keep", "optional", "why"),
    [
        (["1-3"], ["3"], "line 3 is labelled twice"),
        (["8"], [], "beyond the page's 7 lines"),
        (["0"], [], "no range"),
        (["3-1"], [], "no range"),
        (["1,2"], [], "no range"),
        (["1-99999999999"], [], "no range"),
    ],
)
def test_wrong_labels_are_named(keep, optional, why):
    with pytest.raises(CorpusError, match=why):
        labels.blocks(LINES, keep, optional)
