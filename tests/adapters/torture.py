"""Pages that break extractors: each small to write down, none seen in the wild as it stands."""

from __future__ import annotations

import random

from bench.model import Corpus, Kind, Page

HEAD = "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Torture</title></head><body>"
PROSE = (
    "The baker of the upper village gets up at three, long before anyone else, because the oven needs two hours until it is hot enough. "
    "His daughter brings the loaves down to the market in a cart that was built by her grandfather, and most of them are sold by noon."
)
WORDS = PROSE.split()


def _article(inside: str) -> bytes:
    """Return an ordinary article with something in it."""
    return f"{HEAD}<article><h1>Bread</h1><p>{PROSE}</p>{inside}<p>{PROSE[::-1]}</p></article></body></html>".encode()


def _paragraphs(size: int) -> str:
    """Return paragraphs of shuffled words, about ``size`` bytes of them."""
    dice = random.Random(5)
    return "".join(f"<p>{' '.join(dice.sample(WORDS, 40))}.</p>" for _ in range(size // 200))


def _nested(depth: int) -> bytes:
    return f"{HEAD}{'<div>' * depth}<p>{PROSE}</p>{'</div>' * depth}</body></html>".encode()


def _unclosed() -> bytes:
    """Return elements that never end, attributes without an end quote, and an end within a comment within a script."""
    dice = random.Random(3)
    tags = (
        "div",
        "p",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "b",
        "a href='",
        'span class="x',
        "article",
        "select",
        "option",
        "form",
        "svg",
        "math",
    )
    body = "".join(f"<{dice.choice(tags)}> {dice.choice(WORDS)} " for _ in range(2000))
    return f"{HEAD}<p>{PROSE}{body}<script>let a = '<!-- <p".encode()


QUICK = {
    "empty": b"",
    "white space": b" \r\n\t\x0c " * 100,
    "only comments": b"<!-- one --><!-- two -- ><!--->" + b"<!-- three",
    "300 divs": _nested(300),
    "lone surrogates": _article("<p>&#xD800; &#xDFFF; \\ud800 ").replace(b"\\ud800", b"\xed\xa0\x80\xed\xbf\xbf"),
    "NUL": _article("<p>a\0b &#0; \x01\x02\x0b\x1f \x7f</p><p\0 class='\0'>"),
    "Latin-1 said to be UTF-8": _article("<p>caf\u00e9 cr\u00e8me br\u00fbl\u00e9e</p>").decode().encode("latin-1"),
    "UTF-8 said to be Latin-1": _article("<p>caf\u00e9 \u2013 \u6f6e\u6c50</p>").replace(b"charset='utf-8'", b"charset='iso-8859-1'"),
    "a charset that is none": _article("").replace(b"charset='utf-8'", b"charset='x-\xff-none'"),
    "UTF-16": _article("").decode().encode("utf-16"),
    "XML declaration": b'<?xml version="1.0" encoding="iso-8859-1"?>\n' + _article("<br /><![CDATA[ <p>hidden</p> ]]>"),
    "SVG with template": _article(
        "<svg><template><svg><title><p>in</p></title><desc><template><p>deep</p></template></desc></svg></template></svg>"
    ),
    "unclosed everything": _unclosed(),
}
HEAVY = {
    "5,000 divs": _nested(5000),
    "5 MB": _article(_paragraphs(5 << 20)),
    "a million attributes": _article(f"<div {' '.join(f'a{number}' for number in range(1_000_000))}>{PROSE}</div>"),
}
TEXTS = {
    "empty": b"",
    "white space": b" \n\t \n" * 100,
    "NUL": f"{PROSE}\n\0\0 {PROSE}\x0b".encode(),
    "lone surrogates": PROSE.encode() + b"\n\xed\xa0\x80\xed\xbf\xbf\n",
    "not UTF-8": "Br\u00f6tchen und Kr\u00e4nze\n".encode("latin-1") * 50,
    "markup": b"<p>" * 5000 + b"</html>",
    "one line of 1 MB": " ".join(WORDS * 4000).encode(),
    "5 MB": (PROSE + "\n").encode() * 20_000,
}


def corpus(pages: dict[str, bytes], kind: Kind = Kind.HTML) -> Corpus:
    """Return a corpus of such pages, without gold."""
    return Corpus("torture", "torture", tuple(Page(name, "torture", content, kind) for name, content in pages.items()), {})
