"""Splitting Markdown: prices are no formulas, code comes before all, and hostile text costs no more than its length."""

from __future__ import annotations

import pytest

from bench.scoring.text import markdown

SAMPLE = """# Head `one`

It costs $5 and $10, but $x^2 + y$ holds. $$ a = b $$ and \\(z\\)

```py
two = "| a | b |"
```

| a | b |
|---|:-:|
| 1 | $c_1$ |

<table><tr><td>in<table><tr><td>deep</td></tr></table></td></tr></table>
"""


def test_markdown_is_split_into_code_formulas_and_tables() -> None:
    split = markdown.pieces(SAMPLE)
    assert split.code == ("one", 'two = "| a | b |"')
    assert split.formulas == ("x^2 + y", "a = b", "z")
    assert [table.splitlines()[0] for table in split.tables] == ["| a | b |", SAMPLE.splitlines()[-1]]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$5 and $x^2$", ("x^2",)),
        ("It costs $5 and $10.", ()),
        ("from $5 to $10, where $a_1$ and $b$ hold", ("a_1", "b")),
        ("US$5 and $x^2$", ("x^2",)),
        ("$5/month or $60/year", ()),
        ("5$ or 6$ and $\\alpha$", ("\\alpha",)),
        ("\\$5 and $x^2$", ("x^2",)),
        ("\\$x^2\\$", ()),
        ("$ x^2 $", ()),
        ("$x\n^2$", ()),
        ("$x$5", ()),
        ("$5$ apples", ()),
        ("$$5$$", ("5",)),
        ("$$a\nb$$ then \\[c\nd\\] and \\(e\\)", ("a\nb", "c\nd", "e")),
        ("\\begin{align}a\\end{align}", ("a",)),
        ("\\begin{align}a\\end{equation}", ()),
        ("`$x^2$` but $y^2$", ("y^2",)),
        ("![$x^2$](a.png) $y^2$", ("y^2",)),
    ],
)
def test_prices_are_no_formulas(text: str, formulas: tuple[str, ...]) -> None:
    assert markdown.pieces(text).formulas == formulas


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```\na\n```\nb", ("a",)),
        ("~~~py\na\n```\n~~~\nb", ("a\n```",)),
        ("````\na\n```\n````", ("a\n```",)),
        ("```\na", ("a",)),
        ("    ```\na\n```", ()),
        ("`a` ``b`` ```c", ("a", "b")),
        ("`a\nb`", ()),
        ("` `", ()),
    ],
)
def test_code_is_fenced_or_in_ticks(text: str, code: tuple[str, ...]) -> None:
    assert markdown.pieces(text).code == code


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("a | b\n-|-\nc | d\n\ne | f", ("a | b\n-|-\nc | d",)),
        ("| a |\n|---|", ("| a |\n|---|",)),
        ("| a |\n| b |", ()),
        ("a\n---|---", ()),
        ("<table><tr><td>a", ()),
        ("</table><table>a</table>", ("<table>a</table>",)),
        ("<table>| a |\n|---|\n</table>\n| b |\n|---|", ("<table>| a |\n|---|\n</table>", "| b |\n|---|")),
    ],
)
def test_tables_are_piped_or_html(text: str, tables: tuple[str, ...]) -> None:
    assert markdown.pieces(text).tables == tables


@pytest.mark.parametrize("hostile", ["$", "`", "![", "\\[", "<table>", "$a ", "\\begin{align}", "```\n", "~~~", "|-", "[^"])
def test_hostile_markdown_costs_no_more_than_its_length(hostile: str) -> None:
    markdown.pieces(hostile * 30_000)  # seconds to hours where a pattern backtracks
