"""The difference between the Markdown trees of gold and of an answer."""

from bench.model import Gold
from bench.report.pages.trees import diffs

GOLD = Gold("p", (), parts={"structure": "# a\n\n- b\n- c\n\nwords"})


def test_lines_are_the_same_missing_or_extra_and_equal_answers_stand_once() -> None:
    outputs = [{"name": name, "markdown": "# a\n\n- c\n\n| d |\n|---|"} for name in ("x", "y")]
    (one,) = diffs(GOLD, [*outputs, {"name": "plain", "markdown": ""}])
    assert one.names == ("x", "y")
    assert one.lines == (("same", "heading 1", "a"), ("missing", "item 1", "b"), ("same", "item 1", "c"), ("extra", "row", "d"))
    assert one.cut == 0


def test_long_outlines_are_cut_and_say_so_and_gold_without_markdown_has_none() -> None:
    (one,) = diffs(GOLD, [{"name": "x", "markdown": "\n".join(f"- {number}" for number in range(700))}])
    assert one.cut == 100
    assert diffs(Gold("p", ()), [{"name": "x", "markdown": "# a"}]) == ()
