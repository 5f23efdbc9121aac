"""What the gate compares where it is asked to judge by estimates: pages without gold, and what families of extractors agree on."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from bench.drafts import GoldCounts
from bench.engine import agreement
from bench.errors import GateError
from bench.gate import snapshot
from bench.scoring import ESTIMATES, load
from bench.scoring.tables.estimated.boards import PROTOCOL
from bench.store import estimates, frames
from bench.store.combinations import families_of

if TYPE_CHECKING:
    from pathlib import Path

    from bench.gate.refusals import Case
    from bench.gate.snapshot import Snapshot
    from bench.model import Manifest
    from bench.store.run_folder import RunFolder

FOLDER = "estimated"  # beside the baselines of scores, whose folder is judged as a whole
ACCEPT = "boilerbench gate --estimated --update"


def place_of(place: Path) -> Path:
    """Return where baselines of estimates lie: a folder in that of scores, or the one file that is named."""
    return place if place.suffix == ".json" else place / FOLDER


def from_run(folder: RunFolder) -> tuple[Snapshot, ...]:
    """Return a snapshot of each corpus with estimates, worked out if need be; raises GateError for none."""
    if estimates.are_needed(folder):
        agreement.ensure(folder)
    seen = estimates.results(frames.read(folder, (), pages=snapshot.PAGES, extractions=frames.BOARD_EXTRACTIONS))
    known = () if seen is None else snapshot.of_scores(folder, {PROTOCOL: _described(folder.manifest())}, {PROTOCOL: seen.scores})
    made = tuple(replace(one, gold=GoldCounts()) for one in known if one.rows)
    if not made:
        why = estimates.too_few(folder) or "every page of this run has gold, so nothing of it is estimated"
        raise GateError(why, "pages without gold, and extractors of several families", "boilerbench gate")
    return made


def _described(manifest: Manifest) -> dict[str, object]:
    """Return version, variant and columns of the estimates; who votes is a part of what they are."""
    voters = sorted((name, family) for name, family in families_of(manifest).items() if name not in manifest.floors)
    scorer = load(PROTOCOL)
    variant = f"voters:{sha256(repr(voters).encode()).hexdigest()[:12]}"
    return {"version": scorer.version, "variant": variant, "columns": list(scorer.columns)}


def said(case: Case) -> list[str]:
    """Return what a reader must know of a verdict by estimates."""
    if not ESTIMATES.keys() & case.now.protocols.keys():
        return []
    why = "each rests on what the other extractors return, so a new version of one moves those of all"
    return [f"{case.now.corpus}: judged by estimates without gold, not by scores: {why}"]
