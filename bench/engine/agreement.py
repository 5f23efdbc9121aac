"""What the adapters of a stored run agree on: estimates of each output without gold, computed when first asked for, and kept."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bench.engine.score import Place, place_of, text_of
from bench.model import Status
from bench.scoring import answers
from bench.scoring.statistics.agreement import page_figures
from bench.scoring.text.shingle_sets import shingle_table
from bench.store import agreement_file
from bench.store.agreement_file import KEYS
from bench.store.combinations import families_of
from bench.store.page_blocks import page_blocks
from bench.store.tables import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from bench.model import Manifest
    from bench.store.run_folder import RunFolder


def ensure(folder: RunFolder) -> pa.Table:
    """Return the estimates of a run, computed and kept if need be.

    The columns are :data:`KEYS`, then ``agreement_file.FIGURES``. There is a line for each pair of a contender that was tried, in the order
    of the extractions; a page that failed counts as one without text. Yardsticks have none: they neither vote nor are judged. A block of
    pages is in memory.
    """
    held = agreement_file.read(folder)
    if held is None:
        agreement_file.write(folder, *_of_run(folder))
        held = agreement_file.read(folder)
        if held is None:
            raise RuntimeError(f"{folder.path / agreement_file.FILE} changed while it was written")
    return held


def _of_run(folder: RunFolder) -> tuple[pa.Table, NDArray[np.float64]]:
    """Return the :data:`KEYS` of each extraction of a contender that was tried, and its figures."""
    manifest, keys = folder.manifest(), folder.extractions([*KEYS, "status"])
    families, outputs = families_of(manifest), answers.outputs_of(manifest)
    idle = manifest.floors | answers.without_text(manifest)
    adapters, statuses = listed(keys["adapter"]), listed(keys["status"])
    counts = np.array([name not in idle and status != Status.SKIPPED for name, status in zip(adapters, statuses, strict=True)], bool)
    figures = np.full((len(counts), len(agreement_file.FIGURES)), np.nan)
    for page in chain.from_iterable(page_blocks(folder, keys)):
        lines = [line for line in page.lines if counts[line]]
        held = dict(zip(page.lines, page.texts, strict=True))
        texts = [answers.words(outputs[adapters[line]], held[line] if statuses[line] == Status.OK else "") for line in lines]
        figures[lines] = _of_page(texts, [families[adapters[line]] for line in lines])
    return keys.filter(counts), figures[counts]


def _of_page(texts: Sequence[str], families: Sequence[str]) -> NDArray[np.float64]:
    """Return the figures of a page's texts, (texts, 6)."""
    return page_figures(shingle_table(texts), families)


def estimated(manifest: Manifest, tried: Sequence[Mapping[str, Any]]) -> tuple[list[tuple[str, str, str]], NDArray[np.float64]]:
    """Return the key of each extraction of a contender, and its figures.

    Figures are in the order of ``agreement_file.FIGURES``. ``tried`` holds what contenders were tried on, with :data:`KEYS`, status and
    text.
    """
    families, outputs = families_of(manifest), answers.outputs_of(manifest)
    pages: dict[Place, list[int]] = {}
    for at, one in enumerate(tried):
        pages.setdefault(place_of(one), []).append(at)
    figures = np.full((len(tried), len(agreement_file.FIGURES)), np.nan)
    for members in pages.values():
        texts = [text_of(tried[at], outputs) for at in members]
        figures[members] = _of_page(texts, [families[tried[at]["adapter"]] for at in members])
    return [(one["adapter"], one["corpus"], one["page_id"]) for one in tried], figures
