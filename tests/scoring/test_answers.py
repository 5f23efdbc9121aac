"""What protocols read of answers in text, Markdown and HTML."""

import pytest

import bench
from bench.errors import BoilerbenchError
from bench.scoring import answers, load


@pytest.mark.parametrize(
    ("protocol", "output", "read"),
    [
        ("aligned", "text", "# a [b](/c)"), ("aligned", "", "# a [b](/c)"), ("aligned", "markdown", "a b"), ("words", "html", "a b"),
        ("structure", "html", "# a [b](/c)"), ("teds", "markdown", "# a [b](/c)"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_its_words_unless_a_protocol_reads_markdown(protocol: str, output: str, read: str) -> None:
    assert answers.read(load(protocol), output, "# a [b](/c)") == read


def test_only_structure_refuses_plain_text_and_stored_outputs_are_of_no_known_kind() -> None:
    assert not answers.takes(load("structure"), "text")
    assert answers.takes(load("structure"), "")
    assert answers.takes(load("aligned"), "text")
    assert [answers.output_of(about) for about in ({"output": "html"}, {}, {"stored": True})] == ["html", "text", ""]


def test_a_protocol_that_takes_no_answer_of_a_run_says_so_before_anything_is_run(tmp_path) -> None:
    answers.demand(load("structure"), ["text", "html"])
    answers.demand(load("aligned"), ["text"])
    for outputs in ([], ["text", "text"]):
        with pytest.raises(BoilerbenchError, match="structure reads nothing else"):
            answers.demand(load("structure"), outputs)
    with pytest.raises(BoilerbenchError, match="structure reads nothing else"):
        bench.run(adapters=["nothing"], protocols=["structure"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
