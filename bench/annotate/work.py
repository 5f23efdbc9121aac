"""The work on one page: blocks with colours, the actions that change them, undo and redo, and the gold they make."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bench.annotate.colours import Colour, following, parts, written
from bench.corpus.structure.leaves import Container, Leaf, PageBlocks
from bench.errors import CorpusError
from bench.model import Block

ROLES = ("paragraph", "heading", "list", "table", "code", "quote", "caption")
_LINED = frozenset(("list", "table", "code"))  # roles whose line breaks are kept


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One block that is chosen: its text and role as gold would hold them, and the leaves of the page it stands for."""

    leaf: Leaf
    colour: Colour
    leaves: tuple[int, ...] = ()
    certainty: float = 1.0  # of the colour it started with, 0-1


Items = tuple[WorkItem, ...]


@dataclass(slots=True)
class History:
    """All states of a page's blocks since it was opened first; the actions that led there can be undone and done again."""

    start: Items
    containers: Mapping[int, Container] = field(default_factory=dict)
    done: list[Items] = field(default_factory=list)
    undone: list[Items] = field(default_factory=list)

    @property
    def items(self) -> Items:
        """The blocks as they are now."""
        return self.done[-1] if self.done else self.start

    def act(self, action: Mapping[str, Any]) -> None:
        """Do one action, ``undo`` and ``redo`` among them; raises CorpusError for one that cannot be done."""
        name = action.get("do")
        if name == "undo":
            if self.done:
                self.undone.append(self.done.pop())
        elif name == "redo":
            if self.undone:
                self.done.append(self.undone.pop())
        else:
            after = acted(self.items, action, self.containers)
            if after != self.items:
                self.done.append(after)
                self.undone.clear()


def acted(items: Items, action: Mapping[str, Any], containers: Mapping[int, Container]) -> Items:
    """Return the blocks after an action; raises CorpusError for one that cannot be done."""
    change = _ACTIONS.get(str(action.get("do")))
    if change is None:
        raise CorpusError(f"there is no action {str(action.get('do'))[:40]!r}", ", ".join(["undo", "redo", *_ACTIONS]))
    if "like" in action:
        return _alike(items, action)
    if "container" in action:
        start, stop = _inside(items, containers.get(_number(action["container"])))
    else:
        first = _number(action.get("from"))
        start, stop = sorted((first, _number(action.get("to", first))))
        stop += 1
    if not 0 <= start < stop <= len(items):
        raise CorpusError(f"there are no blocks {start} to {stop - 1}", f"blocks 0 to {len(items) - 1}")
    return (*items[:start], *change(items[start:stop], action), *items[stop:])


def gold_of(items: Items) -> tuple[Block, ...]:
    """Return the gold that blocks make, in reading order.

    Neighbouring items of one list are one block, so are rows of one table.
    """
    return written(*_numbered(items))


def gold_items(items: Items) -> tuple[int, ...]:
    """Return for each block of :func:`gold_of` the first of the items that make it."""
    return tuple(part[0].number for part in parts(*_numbered(items)))


def _numbered(items: Items) -> tuple[PageBlocks, list[Colour]]:
    return PageBlocks(tuple(replace(item.leaf, number=at) for at, item in enumerate(items)), ()), [item.colour for item in items]


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise CorpusError(f"{str(value)[:40]!r} is no number of a block", "a whole number from 0")
    return value


def _inside(items: Items, container: Container | None) -> tuple[int, int]:
    """Return the range of the blocks that lie in a container."""
    if container is None:
        raise CorpusError("there is no such container", "a container of this page")
    inside = [at for at, item in enumerate(items) if item.leaves and container.start <= item.leaves[0] < container.stop]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _alike(items: Items, action: Mapping[str, Any]) -> Items:
    """Return the blocks after an action on one block and all that are like it.

    That is a colour, the next colour, or a role.
    """
    at, name = _number(action["like"]), action["do"]
    if not 0 <= at < len(items):
        raise CorpusError(f"there is no block {at}", f"blocks 0 to {len(items) - 1}")
    if name not in {"paint", "cycle", "role"}:
        raise CorpusError(f"{name} is of one block or of neighbours", "paint, cycle or role")
    one = items[at]
    given = {"do": "paint", "colour": following(one.colour)} if name == "cycle" else action
    change = _ACTIONS[str(given["do"])]
    return tuple(
        change((item,), given)[0] if item is one or (one.leaf.like and item.leaf.like == one.leaf.like) else item for item in items
    )


def _painted(chosen: Items, action: Mapping[str, Any]) -> Items:
    if action.get("colour") not in list(Colour):
        raise CorpusError(f"there is no colour {str(action.get('colour'))[:40]!r}", ", ".join(Colour))
    return tuple(replace(item, colour=Colour(action["colour"]), certainty=1.0) for item in chosen)


def _cycled(chosen: Items, _: Mapping[str, Any]) -> Items:
    return tuple(replace(item, colour=following(chosen[0].colour), certainty=1.0) for item in chosen)


def _role(chosen: Items, action: Mapping[str, Any]) -> Items:
    role = action.get("role")
    if role not in ROLES:
        raise CorpusError(f"there is no role {str(role)[:40]!r}", ", ".join(ROLES))
    group = chosen[0].leaf.group if len(chosen) == 1 else 1 + max(item.leaf.group for item in chosen)
    return tuple(replace(item, leaf=replace(item.leaf, role=role, group=group if role in {"list", "table"} else 0)) for item in chosen)


def _text(chosen: Items, action: Mapping[str, Any]) -> Items:
    """Give a block another text; an empty line splits it in two."""
    return tuple(_with_text(chosen[0], part, is_first=not at) for at, part in enumerate(_parts(chosen, str(action.get("text", "")))))


def _split(chosen: Items, action: Mapping[str, Any]) -> Items:
    """Split a block before a character of its text."""
    text, at = chosen[0].leaf.text, _number(action.get("at"))
    return _text(chosen, {"text": text[:at] + "\n\n" + text[at:]})


def _joined(chosen: Items, _: Mapping[str, Any]) -> Items:
    """Make one block of several, with the colour and role of the first."""
    first = chosen[0]
    text = ("\n" if first.leaf.role in _LINED else " ").join(item.leaf.text for item in chosen)
    leaves = tuple(sorted({leaf for item in chosen for leaf in item.leaves}))
    return (WorkItem(replace(first.leaf, text=text, group=0, row=0), first.colour, leaves),)


def _parts(chosen: Items, text: str) -> list[str]:
    if len(chosen) != 1:
        raise CorpusError("the text of one block at a time is changed", "one block")
    plain = "".join(character for character in text.replace("\r\n", "\n") if character.isprintable() or character in "\n\t\u200c\u200d")
    keeps_lines = chosen[0].leaf.role in _LINED
    lines = [part.strip("\n").rstrip() if keeps_lines else " ".join(part.split()) for part in re.split(r"\n[ \t]*\n", plain)]
    parts = [part for part in lines if part.strip()]
    if not parts:
        raise CorpusError("a block cannot be empty", "text, or drop the block")
    return parts


def _with_text(item: WorkItem, text: str, *, is_first: bool) -> WorkItem:
    if text == item.leaf.text:
        return item
    return replace(item, leaf=replace(item.leaf, text=text, group=0, row=0), leaves=item.leaves if is_first else item.leaves[-1:])


_ACTIONS: dict[str, Callable[[Items, Mapping[str, Any]], Sequence[WorkItem]]] = {
    "paint": _painted,
    "cycle": _cycled,
    "role": _role,
    "text": _text,
    "split": _split,
    "join": _joined,
}
