"""Does a row's output depend on what its worker saw before? Each page twice in one worker, and all pages shuffled in another."""

from __future__ import annotations

import json
import random
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from bench.environments import launch
from bench.model import SCHEMA
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.engine.plan import Plan
    from bench.model import Adapter
    from bench.store.run_folder import RunFolder

FILE = "state.json"
_SHUFFLED = "\n(shuffled)"  # no adapter is called so: what tells the second worker's rows apart
Answer = tuple[str, str]  # status, text


@dataclass(frozen=True, slots=True)
class Unsteady:
    """A page that a row answered in two ways. ``why`` is ``repetition`` (same worker, later) or ``order`` (fresh worker, shuffled)."""

    adapter: str
    corpus: str
    page_id: str
    why: str
    first: str
    second: str


def check(made: Plan) -> tuple[Unsteady, ...]:
    """Run every page three times a row and return what differed, by row, corpus and page. Nothing is reused or stored."""
    answers: dict[tuple[str, str, str], list[Answer]] = {}
    limits = replace(made.options.limits, recycle_pages=0, recycle_mb=0)
    units = [unit for row in made.adapters if made.accepted(row) and row.name not in made.missing for unit in _units(made, row)]
    pool = launch.pool(limits, made.options.slots, made.options.folder)
    with closing(pool.extract(Schedule(units))) as rows:
        for row in rows:
            answers.setdefault((row.adapter, row.corpus, row.page_id), []).append((row.status.value, row.text))
    order = {row.name: place for place, row in enumerate(made.adapters)}
    found = (difference for key in answers if key[0] in order for difference in _differences(key, answers))
    return tuple(sorted(found, key=lambda case: (order[case.adapter], case.corpus, case.page_id, case.why)))


def _units(made: Plan, row: Adapter) -> tuple[Unit, Unit]:
    """Return a worker's life of all pages twice over, and another's of all pages shuffled by the run's seed."""
    pages = made.accepted(row)
    mixed = random.Random(made.options.seed).sample(pages, len(pages))  # noqa: S311 - a shuffle, no secret
    return Unit(row, (*pages, *pages), whole=True), Unit(replace(row, name=row.name + _SHUFFLED), tuple(mixed), whole=True)


def _differences(key: tuple[str, str, str], answers: Mapping[tuple[str, str, str], list[Answer]]) -> list[Unsteady]:
    """Return how the answers for one page differ."""
    first, *again = answers[key]
    shuffled = answers.get((key[0] + _SHUFFLED, *key[1:]), [])
    cases = [("repetition", other) for other in again] + [("order", other) for other in shuffled]
    return [Unsteady(*key, why, _short(first), _short(other)) for why, other in cases if other != first]


def _short(answer: Answer) -> str:
    """Return status and size of an answer."""
    return f"{answer[0]}, {len(answer[1].split())} words"


def write(folder: RunFolder, found: tuple[Unsteady, ...]) -> None:
    """Keep the findings in the run folder."""
    from bench.files import write_json

    write_json(folder.path / FILE, {"schema": SCHEMA, "unsteady": [asdict(case) for case in found]})


def read(folder: RunFolder) -> tuple[Unsteady, ...] | None:
    """Return the findings kept in a run folder, None where it was not checked."""
    try:
        value = json.loads((folder.path / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return tuple(Unsteady(**case) for case in value["unsteady"])
