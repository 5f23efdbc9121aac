"""Articles to ask a worker for: ordinary sentences, as many as wanted, no two paragraphs alike."""

from __future__ import annotations

_HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head><body><article><h1>{0}</h1>'
_WHO = ("The harbour office", "Every keeper of the light", "An old pilot", "The clerk of the port", "The ferry's mate")
_DOES = ("keeps the tide tables of", "has read the whole log of", "still asks about", "cannot forget the winter of", "wrote a letter about")
_WHAT = ("the year when the breakwater was built", "a schooner that never came back", "the great storm", "each ship that he saw")
_WHY = ("and tells it to anyone who asks.", "but there is nobody left to tell.", "so that it will not be lost.", "as is the custom.")


def article(title: str, paragraphs: int, extra: str = "") -> bytes:
    """Return a page of so many paragraphs, no two alike, each ending with ``extra``, as UTF-8."""
    body = "".join(f"<p>On day {day} of the log: {_sentences(3 * day)} {extra}</p>" for day in range(1, paragraphs + 1))
    return f"{_HEAD.format(title)}{body}</article></body></html>".encode()


def _sentences(start: int) -> str:
    """Return three sentences; neighbouring numbers share few words."""
    return " ".join(" ".join((_WHO[n % 5], _DOES[n // 2 % 5], _WHAT[n // 3 % 4], _WHY[n // 5 % 4])) for n in range(start, start + 3))
