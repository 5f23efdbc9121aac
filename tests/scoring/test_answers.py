"""What protocols read of answers in text, Markdown and HTML."""

import pytest

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
