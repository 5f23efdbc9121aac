"""Changes to the names that a page gives its elements."""

import re
from collections.abc import Iterator

from bench.stress.editing.source import PageSource, hashed
from bench.stress.editing.steps import ChangeStep, Edit

_WORD = re.compile(r"[^\s&]++")  # a name with a character reference in it stays
_POINTING = frozenset(("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers"))


def class_names(source: PageSource) -> Iterator[ChangeStep]:
    """Replace class names by hashes, as CSS modules do."""
    yield from _renamed(source, frozenset(("class",)))


def ids(source: PageSource) -> Iterator[ChangeStep]:
    """Replace ids, and what points to them, by hashes."""
    yield from _renamed(source, _POINTING)


def _renamed(source: PageSource, attributes: frozenset[str]) -> Iterator[ChangeStep]:
    """Yield a step for each name that stands in one of these attributes, in the order of the page."""
    markup, places = source.markup, dict[str, list[tuple[int, int, str]]]()
    for tag in markup.tokens:
        if tag.kind != "start":
            continue
        for attribute in markup.attributes(tag):
            if attribute.name == "href" and "id" in attributes and attribute.value[:1] == "#":
                places.setdefault(attribute.value[1:], []).append((attribute.start + 1, attribute.end, ""))
            elif attribute.name in attributes:
                for word in _WORD.finditer(markup.text, attribute.start, attribute.end):
                    places.setdefault(word[0], []).append((*word.span(), attribute.name))
    salt = source.draw.getrandbits(32)
    for name, found in places.items():
        level = source.level()
        if any(kind for _, _, kind in found):  # a link alone names an anchor of another kind
            yield ChangeStep(level, tuple(Edit(start, end, hashed(salt, name)) for start, end, _ in found))
