"""Changes to a page as steps, each taken from a dose on, so that a higher dose holds all that a lower one does."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """The source from ``start`` to ``end`` replaced by ``text``; at one place, what ``closes`` an element comes first."""

    start: int
    end: int
    text: str
    closes: bool = False


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """Edits that come together, at doses above ``level`` (0-1); ``encoding`` is what the page is written in from then on."""

    level: float
    edits: tuple[Edit, ...]
    encoding: str = ""


def taken(steps: Iterable[ChangeStep], dose: float) -> list[ChangeStep]:
    """Return the steps of a dose: none at 0, all at 1."""
    return [step for step in steps if step.level < dose]


def edited(text: str, steps: Iterable[ChangeStep]) -> str:
    """Return a source with the edits of some steps made.

    Raises ValueError where two edits replace the same character: a fault of the change.
    """
    edits = sorted((edit for step in steps for edit in step.edits), key=lambda edit: (edit.start, edit.end, not edit.closes))
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at:
            raise ValueError(f"two edits replace the character {edit.start}")
        pieces += text[at : edit.start], edit.text
        at = edit.end
    return "".join(pieces) + text[at:]
