"""What an annotator did, saved after each action: one file of JSON lines for each page and reader."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.annotate.colours import Colour
from bench.annotate.work import History, Items, WorkItem
from bench.corpus.gold.readings import place
from bench.corpus.structure.leaves import Leaf, PageBlocks
from bench.errors import CorpusError
from bench.files import check_schema, whole
from bench.model import SCHEMA

FOLDER = ".annotating"  # in the folder of the corpus


def saved_at(folder: Path, page_id: str, reader: str = "") -> Path:
    """Return the file that holds the work on a page, of a second ``reader`` or of the first."""
    inside = place(folder, reader or "first", page_id).relative_to(folder / "readings")
    return (folder / FOLDER / ("second" if reader else ".") / inside).with_name(inside.name.removesuffix(".txt") + ".jsonl")


def begin(path: Path, items: Items, sha256: str) -> None:
    """Write the first line whole: the blocks as they start, and the page they are of."""
    first = {"schema": SCHEMA, "sha256": sha256, "items": [asdict(item) for item in items]}
    with whole(path) as temporary:
        temporary.write_text(json.dumps(first, ensure_ascii=False) + "\n", encoding="utf-8")


def add(path: Path, action: Mapping[str, Any]) -> None:
    """Append one action; it is on the disk when this returns."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    try:
        size = os.fstat(descriptor).st_size
        torn = size and os.pread(descriptor, 1, size - 1) != b"\n"  # a crash cut the last line: it counts for nothing
        os.write(descriptor, b"\n" * bool(torn) + json.dumps(action, ensure_ascii=False).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def restore(path: Path, blocks: PageBlocks, sha256: str) -> tuple[History, int] | None:
    """Return the work on a page and how many actions it took.

    None where there is none, or where the page's bytes are others now. A line that a crash
    cut short is left out. Raises CorpusError for a damaged file.
    """
    try:
        first, *lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        start = json.loads(first)
        check_schema(start["schema"], path, CorpusError, "move the file away to begin the page again")
        if start["sha256"] != sha256:
            return None
        history = History(tuple(map(_item, start["items"])), {each.number: each for each in blocks.containers})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as problem:
        what = f"{path} does not hold the work on a page: {problem}"
        raise CorpusError(what, "what boilerbench wrote", "move the file away to begin the page again") from problem
    count = 0
    for line in lines:
        action = _action(line)
        if action:
            history.act(action)
            count += 1
    return history, count


def _action(line: str) -> dict[str, Any]:
    try:
        action = json.loads(line)
    except ValueError:
        return {}
    return action if isinstance(action, dict) else {}


def _item(entry: Mapping[str, Any]) -> WorkItem:
    leaf = Leaf(**{**entry["leaf"], "containers": tuple(entry["leaf"]["containers"])})
    return WorkItem(leaf, Colour(entry["colour"]), tuple(entry["leaves"]), float(entry["certainty"]))
