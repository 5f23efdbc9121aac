"""What most families return of a page: one vote a family, lines once, in order."""

from __future__ import annotations

import pytest

from bench.corpus.gold.agreed import agreed

LINES = tuple(f"Paragraph {word} tells of the harbour, the ferry and the long winter." for word in ("one", "two", "three", "four"))
MENU = "Home and all sections, newsletter, jobs and imprint"
ALL = "\n".join(LINES)


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        ({"a": ALL, "b": ALL, "c": ALL}, LINES),
        ({"a": f"{MENU}\n{ALL}", "b": ALL, "c": ALL}, LINES),  # what one adds is not agreed on
        ({"a": "\n".join(LINES[1:]), "b": ALL, "c": "\n".join(LINES[:3])}, LINES),  # in order, whoever returns it
        ({"a": ALL.replace("\n", " "), "b": ALL, "c": "\n".join(LINES[:2])}, LINES),  # one line of all is no line more
        ({"a": ALL, "b": "", "c": ""}, ()),
        ({"a": "Short", "b": "Short\nMore", "c": "Other"}, ("Short",)),
        ({}, ()),
    ],
)
def test_lines_that_most_families_hold(outputs: dict[str, str], expected: tuple[str, ...]) -> None:
    assert tuple(block.text for block in agreed(outputs, {name: name for name in outputs})) == expected


def test_a_family_has_one_vote() -> None:
    outputs = {"x1": MENU, "x2": MENU, "x3": MENU, "y": LINES[0], "z": LINES[0]}
    families = {name: name[0] for name in outputs}
    assert [block.text for block in agreed(outputs, families)] == [LINES[0]]
    assert [block.text for block in agreed(outputs, {name: name for name in outputs})] == [MENU]
