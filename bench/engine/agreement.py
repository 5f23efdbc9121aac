"""What the adapters of a stored run agree on: estimates of each output without gold, computed when first asked for, and kept."""

from __future__ import annotations

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
    of the extractions; a page that failed counts as one without text. Yardsticks have none: they neither vote nor are judged.
    """
    held = agreement_file.read(folder)
    if held is None:
        manifest = folder.manifest()
        floors = manifest.floors | answers.without_text(manifest)
        extractions = [one for one in folder.extractions([*KEYS, "status", "text"]).to_pylist() if _counts(one, floors)]
        keys, figures = estimated(manifest, extractions)
        agreement_file.write(folder, keys, figures.tolist())
        held = agreement_file.read(folder)
        if held is None:
            raise RuntimeError(f"{folder.path / agreement_file.FILE} changed while it was written")
    return held


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
        held = shingle_table([text_of(tried[at], outputs) for at in members])
        voters = [families[tried[at]["adapter"]] for at in members]
        figures[members] = page_figures(held, voters)
    return [(one["adapter"], one["corpus"], one["page_id"]) for one in tried], figures


def _counts(extraction: dict[str, Any], floors: frozenset[str]) -> bool:
    """Whether an extraction is a contender's, on a page it was tried on."""
    return extraction["adapter"] not in floors and extraction["status"] != Status.SKIPPED
