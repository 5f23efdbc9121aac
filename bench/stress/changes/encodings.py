"""Changes to how a page's characters are written down."""

import re
from collections.abc import Iterator

from bench.corpus.text.decode import codec_of
from bench.stress.editing.source import PageSource
from bench.stress.editing.steps import ChangeStep, Edit

ENCODINGS = ("windows-1252", "iso-8859-15", "utf-16-le", "utf-16-be", "utf-8-sig")
_DECLARES = frozenset(("charset", "content"))


def references(source: PageSource) -> Iterator[ChangeStep]:
    """Write characters beyond ASCII, and some within, as numeric references."""
    markup, places = source.markup, dict[str, list[int]]()
    for token in markup.tokens:
        if token.kind == "text" and token.editable:
            for found in re.finditer("[^\x00-\x7f]|['\"-]", markup.text[token.start : token.end]):
                places.setdefault(found[0], []).append(token.start + found.start())
    for character, held in sorted(places.items()):
        level, written = source.level(), source.draw.choice((f"&#{ord(character)};", f"&#x{ord(character):x};"))
        yield ChangeStep(level, tuple(Edit(place, place + 1, written) for place in held))


def charset(source: PageSource) -> Iterator[ChangeStep]:
    """Write the page in another encoding and declare that; the dose is the share of pages."""
    level, encoding = source.level(), source.draw.choice(ENCODINGS)
    markup, edits = source.markup, list[Edit]()
    for tag in markup.tokens:
        if (tag.kind, tag.name) == ("start", "meta"):
            for one in markup.attributes(tag):
                label = one.value if one.name == "charset" else one.value.lower().partition("charset=")[2].strip()
                if one.name in _DECLARES and codec_of(label):
                    edits.append(Edit(tag.start, tag.end, ""))
                    break
    if not encoding.startswith("utf"):  # the others begin with a byte order mark
        head = next((tag.end for tag in markup.tokens if (tag.kind, tag.name) == ("start", "head")), 0)
        doctype = next((tag.end for tag in markup.tokens if tag.kind == "other" and tag.start == 0), 0)
        edits.append(Edit(head or doctype, head or doctype, f'<meta charset="{encoding}">'))
    yield ChangeStep(level, tuple(edits), encoding)
