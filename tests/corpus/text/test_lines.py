import pytest

from bench.corpus.text.lines import split_lines, tidy


def test_lines_of_any_platform_and_nothing_else():
    assert split_lines("a\r\nb\rc\n\rd\x0be\u2028f") == ["a", "b", "c", "", "d\x0be\u2028f"]
    assert split_lines("") == [""]


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("  a \n\n \t\nb\r\n", "paragraph", "a\nb"),
        ("a\n  b", "list", "a\n  b"),
        ("\n  if x:\n\n      y ", "code", "  if x:\n      y"),
        (" \n ", "code", ""),
    ],
)
def test_tidy(text, role, expected):
    assert tidy(text, role) == expected
    assert tidy(expected, role) == expected
