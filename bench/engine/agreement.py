"""What the adapters of a stored run agree on: estimates of each output without gold, computed when first asked for, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.engine.score import Place, place_of, text_of
from bench.scoring import answers
from bench.scoring.statistics.agreement import page_figures
from bench.scoring.text.shingle_sets import shingle_table
from bench.store import agreement_file
from bench.store.agreement_file import KEYS
from bench.store.combinations import families_of
from bench.store.page_blocks import tried_pages

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
    counts, figures = np.zeros(keys.num_rows, bool), np.full((keys.num_rows, len(agreement_file.FIGURES)), np.nan)
    for _, answered in tried_pages(folder, keys, manifest.floors | answers.without_text(manifest)):
        texts = [answers.words(outputs[adapter], text) for adapter, text in answered.values()]
        lines = list(answered)
        figures[lines] = _of_page(texts, [families[adapter] for adapter, _ in answered.values()])
        counts[lines] = True
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
