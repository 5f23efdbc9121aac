"""A robustness run: pages are changed, extracted by the ordinary pool, scored, and held against the unchanged ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.engine.run import run
from bench.errors import BoilerbenchError, ProtocolError
from bench.store import boards, frames
from bench.stress.board import StressBoard, stress_board
from bench.stress.changed_pages import changed
from bench.stress.changes import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.engine.plan import Options
    from bench.engine.progress import Progress
    from bench.model import Adapter, Corpus
    from bench.store.run_folder import RunFolder

DOSES = (0.25, 0.5, 1.0)
FOLDER = "stress"  # of the runs over changed pages, below that of all runs: no verb takes them for runs over the corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class StressPlan:
    """What is changed how far, who is run on it, and by what it is scored."""

    adapters: Sequence[str] = ("core",)
    changes: Sequence[str] = ()  # all
    doses: Sequence[float] = DOSES
    protocol: str = "aligned"
    seed: int = 0  # of the changes

    def __post_init__(self) -> None:
        """Refuse doses that mean nothing."""
        if not any(self.doses) or any(not 0 <= dose <= 1 for dose in self.doses):
            given = ", ".join(f"{dose:g}" for dose in self.doses) or "none"
            raise BoilerbenchError(f"doses are {given}", "numbers from 0 to 1, one above 0", "--doses 0.25,0.5,1")


def stress(
    corpus: Corpus,
    plan: StressPlan,
    *,
    out: Path | str = "reports",
    options: Options | None = None,
    progress: Progress | None = None,
    own: Mapping[str, Adapter] | None = None,
    made: Callable[[int], None] | None = None,
) -> tuple[RunFolder, StressBoard]:
    """Change the pages, run, score; return the run's folder below ``<out>/stress`` and the board.

    Dose 0 is the corpus as it is. ``made`` is told after each page that was changed how many are done. Raises BoilerbenchError for what a
    user can mend.
    """
    from bench.scoring import load_to_score

    load_to_score(plan.protocol)
    doses = sorted({float(dose) for dose in plan.doses if dose})
    if not any(page.kind == "html" for page in corpus.pages):
        what = f"{corpus.name} has no HTML page, and a text dump has no markup to change"
        raise ProtocolError(what, "a corpus of HTML pages with gold", "boilerbench corpus list")
    pages = changed(corpus, chosen(plan.changes), doses, plan.seed, made)
    corpora = [pages.corpus, *([pages.pages] if pages.pages.pages else [])]
    folder = run(corpora, plan.adapters, [plan.protocol], out=Path(out) / FOLDER, options=options, progress=progress, own=own)
    held = frames.read(folder, [plan.protocol], pages=frames.BOARD_PAGES, extractions=frames.BOARD_EXTRACTIONS)
    sampling = boards.sampling(held.manifest.options)
    return folder, stress_board(held.results(plan.protocol), pages, sampling, doses, plan.seed)
