import pytest

from bench.corpus.gold.markdown_gold import blocks
from bench.model import Block

MARKDOWN = """# Title *with* marks

Text with [a link](http://x.example/a_(b)) and ![an image](i.png "t") and `code`.

- one
- two **bold**
1. three

| a | b |
|---|:-:|
| 1 | **2** |

> quoted

```python
# not a heading

x = [1](2)
```

$$ E = mc^2 $$ and $a_1$ but \\$5 and $6 are prices

<table><tr><td>x</td></tr></table>
"""


def test_markdown_gold_as_blocks():
    assert blocks(MARKDOWN) == (
        Block("Title *with* marks", role="heading"),
        Block("Text with a link and  and code."),
        Block("one\ntwo bold\nthree", role="list"),
        Block("a | b\n1 | 2", role="table"),
        Block("quoted", role="quote"),
        Block("# not a heading\nx = [1](2)", role="code"),
        Block("$$ E = mc^2 $$ and $a_1$ but $5 and $6 are prices"),
        Block("x"),
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", ()),
        ("```\nnever closed", (Block("never closed", role="code"),)),
        ("~~~\n```\nx\n```\n~~~", (Block("```\nx\n```", role="code"),)),  # only its own kind of mark closes a fence
        ("````\nx\n```\ny\n````", (Block("x\n```\ny", role="code"),)),  # and none that is shorter
        ("one\r\ntwo", (Block("one\ntwo"),)),
        ("- one\n  goes on\ntext", (Block("one\n  goes on".replace("  ", ""), role="list"), Block("text"))),
        ("# a\n# b", (Block("a", role="heading"), Block("b", role="heading"))),
        ("a - b\n-5 degrees", (Block("a - b\n-5 degrees"),)),
        ("![only an image](x.png)", ()),
    ],
)
def test_corners(markdown, expected):
    assert blocks(markdown) == expected
