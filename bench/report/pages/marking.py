"""Write one output against its gold as marked text, with a map of where the differences lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from bench.escaping import visible
from bench.scoring.text.diff import Diff, Run

SHORTEST = 20  # characters of a line that may stand in a region of its own: less could stand anywhere
SLOTS = 120  # of the map beside a text: each is a share of its words


@dataclass(frozen=True, slots=True)
class Marked:
    """A diff as markup: the text with its marks, paths of the map beside it, the diff's own counts.

    ``body`` has ``del`` (missing), ``ins`` (extra) and ``span`` (optional: ``o`` returned, ``n`` not) elements; ``missing`` and ``extra``
    are paths, 10 wide and SLOTS high. ``note`` says where the diff is not that of the score.
    """

    body: str
    missing: str
    extra: str
    counts: dict[str, int]
    note: str = ""


def marked(diff: Diff, role: Callable[[str], str], roles: Sequence[str]) -> Marked:
    """Mark up a diff; ``role`` names the region of extra text, ``roles`` are those of gold's blocks."""
    note = "Long texts: compared by stretches that stand once, so some equal words may be marked." if diff.coarse else ""
    return Marked("".join(_run(diff, run, role, roles) for run in diff.runs), *_map(diff), diff.counts(), note)


def _run(diff: Diff, run: Run, role: Callable[[str], str], roles: Sequence[str]) -> str:
    """Return one run as markup."""
    gold = diff.gold[slice(*run.gold)]
    if run.kind == "equal":
        return _text(gold)
    if run.kind == "optional":
        return _wrap("span class=o" if run.text_words else "span class=n", gold)
    if run.kind == "missing":
        name = roles[run.block] if 0 <= run.block < len(roles) else ""
        return _wrap("del" + _named("" if name == "paragraph" else name), gold)
    return "".join(_wrap("ins" + _named(name), text) for name, text in _by_role(diff.text[slice(*run.text)], role))


def _by_role(text: str, role: Callable[[str], str]) -> list[tuple[str, str]]:
    """Divide text before its lines into stretches of one role; too short a line goes with those before it."""
    parts: list[tuple[str, list[str]]] = []
    for line in text.splitlines(keepends=True):
        name = role(line)
        if parts and (name == parts[-1][0] or not line.strip() or (not name and len(line) < SHORTEST)):
            parts[-1][1].append(line)
        else:
            parts.append((name, [line]))
    return [(name, "".join(lines)) for name, lines in parts]


def _named(role: str) -> str:
    """Return the attribute that names a role, "" for anything but a plain word: corpus files name roles."""
    return f" data-r={role}" if role.isascii() and role.isalpha() else ""


def _wrap(opening: str, text: str) -> str:
    """Put an element around the text to its last visible character: no mark crosses a line's end."""
    inner = text.rstrip()
    return f"<{opening}>{_text(inner)}</{opening.partition(' ')[0]}>{text[len(inner) :]}"


def _text(text: str) -> str:
    """Text for HTML content, with what cannot be seen made visible."""
    return escape(visible(text), quote=False)


def _map(diff: Diff) -> tuple[str, str]:
    """Where missing and extra words lie, as paths over slots of equal numbers of words."""
    total = sum(max(run.gold_words, run.text_words) for run in diff.runs)
    if not total:
        return "", ""
    slots: dict[str, set[int]] = {"missing": set(), "extra": set()}
    done = 0
    for run in diff.runs:
        size = max(run.gold_words, run.text_words)
        if run.kind in slots and size:
            slots[run.kind].update(range(done * SLOTS // total, -(-(done + size) * SLOTS // total)))
        done += size
    return _bars(slots["missing"], 0), _bars(slots["extra"], 5)


def _bars(slots: set[int], left: int) -> str:
    """Neighbouring slots as rectangles, half the map's width."""
    path, ordered = "", sorted(slots)
    while ordered:
        size = next((at for at in range(1, len(ordered)) if ordered[at] != ordered[0] + at), len(ordered))
        path += f"M{left} {ordered[0]}h5v{size}h-5z"
        ordered = ordered[size:]
    return path
