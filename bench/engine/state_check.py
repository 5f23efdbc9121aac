"""Whether outputs depend on what their worker saw before: on repetition, or on order."""

from __future__ import annotations

import json
import random
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from bench.environments import launch
from bench.files import write_json
from bench.model import SCHEMA, Adapter
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.engine.plan import Plan
    from bench.store.run_folder import RunFolder

    Answer = tuple[str, str]  # status, text

FILE = "state.json"
_SHUFFLED = "\n(shuffled)"  # no adapter is called so: what tells the second worker's extractions apart


@dataclass(frozen=True, slots=True)
class Dependence:
    """A page that an adapter answered in two ways."""

    adapter: str
    corpus: str
    page_id: str
    why: str  # ``repetition`` (same worker, later) or ``order`` (fresh worker, shuffled)
    first: str
    second: str


def check(plan: Plan) -> tuple[Dependence, ...]:
    """Run every page three times, none reused or stored; return what differed by adapter, corpus and page."""
    answers: dict[tuple[str, str, str], list[Answer]] = {}
    limits = replace(plan.options.limits, recycle_pages=0, recycle_mb=0)
    tried = [adapter for adapter in plan.adapters if plan.accepted(adapter) and adapter.name not in plan.missing]
    pool = launch.pool(limits, plan.options.slots, plan.options.folder, retime=False, sealed=plan.options.apart)
    with closing(pool.extract(Schedule([unit for adapter in tried for unit in _units(plan, adapter)]))) as extractions:
        for one in extractions:
            answers.setdefault((one.adapter, one.corpus, one.page_id), []).append((one.status.value, one.text))
    order = {adapter.name: place for place, adapter in enumerate(plan.adapters)}
    differences = (difference for key in answers if key[0] in order for difference in _differences(key, answers))
    return tuple(sorted(differences, key=lambda case: (order[case.adapter], case.corpus, case.page_id, case.why)))


def _units(plan: Plan, adapter: Adapter) -> tuple[Unit, Unit]:
    """Return all pages twice over for one worker, and all pages shuffled by the run's seed for another."""
    pages = plan.accepted(adapter)
    mixed = random.Random(plan.options.seed).sample(pages, len(pages))  # noqa: S311 - a shuffle, no secret
    return Unit(adapter, (*pages, *pages), whole=True), Unit(replace(adapter, name=adapter.name + _SHUFFLED), tuple(mixed), whole=True)


def _differences(key: tuple[str, str, str], answers: Mapping[tuple[str, str, str], list[Answer]]) -> list[Dependence]:
    """Return how the answers for one page differ."""
    first, *again = answers[key]
    shuffled = answers.get((key[0] + _SHUFFLED, *key[1:]), [])
    cases = [("repetition", other) for other in again] + [("order", other) for other in shuffled]
    return [Dependence(*key, why, _short(first), _short(other)) for why, other in cases if other != first]


def _short(answer: Answer) -> str:
    """Return status and size of an answer."""
    return f"{answer[0]}, {len(answer[1].split())} words"


def write(folder: RunFolder, differences: tuple[Dependence, ...]) -> None:
    """Keep what was seen in the run folder."""
    write_json(folder.path / FILE, {"schema": SCHEMA, "unsteady": [asdict(case) for case in differences]})


def read(folder: RunFolder) -> tuple[Dependence, ...] | None:
    """Return what a run folder keeps, None where it was not checked."""
    try:
        value = json.loads((folder.path / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return tuple(Dependence(**case) for case in value["unsteady"])
