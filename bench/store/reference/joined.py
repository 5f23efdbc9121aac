"""Stored rows beside those of a run: one table for all who print or draw boards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench.scoring.tables.signature import REFERENCE as MARK
from bench.store.reference import folder as reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import pandas as pd

    from bench.store.frames import RunFrames
    from bench.store.reference.folder import Reference
    from bench.store.run_folder import RunFolder


def of_run(run: RunFolder) -> list[Reference]:
    """Return what stands beside a run, corpus by corpus; nothing beside most."""
    return [reference.read(path) for path in reference.found(run.path / reference.FOLDER)]


def join(run: RunFrames, beside: Sequence[Reference]) -> RunFrames:
    """Return a run with the rows of its reference, on the pages that both have alike."""
    import pandas as pd

    adapters = {str(one["name"]): one for one in run.manifest.adapters}
    for held in beside:
        adapters = {**{str(one["name"]): {**one, MARK: True} for one in held.manifest.adapters}, **adapters}
    ordered = [*run.manifest.names, *(name for name in adapters if name not in run.manifest.names)]
    shared = {str(held.corpus["name"]): set(held.pages["page_id"].to_pylist()) for held in beside}
    alike = [page in shared.get(corpus, {page}) for corpus, page in zip(run.pages["corpus"], run.pages["page_id"], strict=True)]
    return replace(
        run,
        manifest=replace(run.manifest, adapters=tuple(adapters[name] for name in ordered)),
        pages=run.pages[alike],
        extractions=pd.concat([run.extractions, *(_filled(held.extractions.to_pandas(), run.extractions) for held in beside)]),
        scores={
            name: pd.concat([table, *(held.scores[name].to_pandas() for held in beside if name in held.scores)])
            for name, table in run.scores.items()
        },
    )


def _filled(table: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the columns of another: nothing was timed, returned or said."""
    from pandas.api.types import is_numeric_dtype

    blank: dict[str, Any] = {
        name: like[name].dtype.type(0) if is_numeric_dtype(like[name]) else "" for name in map(str, like) if name not in table
    }
    return table.assign(**blank)[list(like.columns)]


def notes(run: RunFolder) -> list[str]:
    """Return what is to be said beside the boards: what comes from the reference, and what was left out."""
    said = []
    for held in of_run(run):
        out = int(held.manifest.options.get("left_out", 0))
        line = f"{held.corpus['name']}: {len(held.manifest.adapters)} adapters from the reference of {held.manifest.created[:10]}"
        said.append(line + (f"; {out} pages left out, as their bytes or gold are not those of the reference" if out else ""))
    return said
