"""The costs of a stored run, a table for each corpus and track; only a block of pages is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.model import Status
from bench.scoring import answers
from bench.scoring.tables.costs import tables, tokenizers
from bench.scoring.tables.costs.answers import AnswerCost, answer_cost, gold_tokens
from bench.store.page_blocks import page_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.scoring.tables.costs.tables import CostLine, Costs
    from bench.scoring.tables.costs.tokenizers import Tokenizer
    from bench.store.run_folder import RunFolder

Place = tuple[str, str]  # corpus, track

COLUMNS = ("adapter", "corpus", "page_id", "status", "wall_ns", "cpu_ns", "clock")  # of extractions, beside their texts


def of_run(folder: RunFolder, price: float = tables.CORE_HOUR) -> tuple[Costs, ...]:
    """Return the costs of a run, corpora in its order, HTML before text.

    ``price`` is in US dollars for an hour of one core.

    Pages that failed are left out, and from times those of first calls, of clocks that are not believed, and of stored outputs.
    Raises RunError where a table cannot be read.
    """
    manifest, tokenizer = folder.manifest(), tokenizers.chosen()
    made = _answers(folder, tokenizer)
    order = [str(corpus["name"]) for corpus in manifest.corpora]
    found = []
    for corpus, track in sorted(made, key=lambda place: (order.index(place[0]), place[1] != "html")):
        kept = made[corpus, track]
        lines = [_line(name, kept[name], price, floor=name in manifest.floors) for name in manifest.names if name in kept]
        found.append(tables.costs(corpus, track, lines, {"tokenizer": tokenizer.name, "unit": tokenizer.unit, "price": price}))
    return tuple(found)


def _line(name: str, answered: Sequence[AnswerCost | None], price: float, *, floor: bool) -> CostLine:
    """Return the line of one adapter; None stands for a page that failed."""
    kept = [one for one in answered if one is not None]
    return tables.cost_line(name, kept, len(answered) - len(kept), price, floor=floor)


def _answers(folder: RunFolder, tokenizer: Tokenizer) -> dict[Place, dict[str, list[AnswerCost | None]]]:
    """Return by corpus and track, then by adapter, what each answer cost, None where the page failed."""
    keys, outputs = folder.extractions(COLUMNS), answers.outputs_of(folder.manifest())
    lines, pages = keys.to_pylist(), folder.pages(["corpus", "page_id", "kind"]).to_pylist()
    kinds = {(page["corpus"], page["page_id"]): str(page["kind"]) for page in pages}
    made: dict[Place, dict[str, list[AnswerCost | None]]] = {}
    for block in page_blocks(folder, keys):
        for page in block:
            if (track := kinds.get((page.corpus, page.page_id))) is None:
                continue
            gold = gold_tokens(page.gold, tokenizer)
            for number, text in zip(page.lines, page.texts, strict=True):
                adapter, status = lines[number]["adapter"], Status(lines[number]["status"])
                if status is not Status.SKIPPED and outputs[adapter] != "metadata":
                    seen = answers.words(outputs[adapter], text)
                    cost = None if status.failed else answer_cost(text, seen, gold, tokenizer, _cpu(lines[number]))
                    made.setdefault((page.corpus, track), {}).setdefault(adapter, []).append(cost)
    return made


def _cpu(extraction: Mapping[str, Any]) -> int:
    """Return the CPU time of an extraction in ns, 0 where it was not timed or its clock is not believed."""
    return int(extraction["cpu_ns"]) if extraction["wall_ns"] > 0 and not extraction["clock"] else 0
