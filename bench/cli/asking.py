"""What several verbs ask for, and what that comes to together with the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.config import Config
    from bench.engine.plan import Options
    from bench.model import Adapter, Corpus
    from bench.store.run_folder import RunFolder

Several = list[str] | None
Adapters = Annotated[
    Several, typer.Option(help="Names, groups (core, all, floors), name@version, module:function; commas; prefix with - to exclude.")
]
Predictions = Annotated[
    Several, typer.Option(help="Stored outputs of another system: NAME=FILE (JSON) or NAME=FOLDER (texts); may be given again.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Run = Annotated[str, typer.Argument(help="A run: latest, an id, the start of one, or a folder.")]
Out = Annotated[Path | None, typer.Option(help="Folder of all runs (reports).")]
Pages = Annotated[Path | None, typer.Option(help="Folder of the page files of corpora that carry none (dumps).")]
Only = Annotated[Several, typer.Option(help="Pages whose ids match a pattern such as 'forum-*'; may be given again.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Pages of each corpus at most, the first ones.")]
Seed = Annotated[int | None, typer.Option(help="Seed of the resampling (0).")]
Resamples = Annotated[int | None, typer.Option(min=100, help="Resamples of the intervals (10000).")]
Baseline = Annotated[Path | None, typer.Option(help="Folder of baselines that give the corpora, adapters and protocols not given here.")]
CheckState = Annotated[
    bool, typer.Option("--check-state", help="Find adapters whose output depends on order or repetition (three more passes).")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Reuse no result of earlier runs.")]
Deadline = Annotated[float | None, typer.Option(min=0.1, help="Seconds a page may take (30).")]
Memory = Annotated[int | None, typer.Option(min=64, help="MB a worker may use (2048).")]
Workers = Annotated[int | None, typer.Option(min=1, help="Workers at a time (one a core).")]
IgnoreUnknown = Annotated[bool, typer.Option("--ignore-unknown", help="Leave out stored outputs that are of no page (an error).")]
Costs = Annotated[
    bool, typer.Option("--costs", help="Add what answers cost: tokens, wasted tokens, time and US dollars for a million pages.")
]
Price = Annotated[float | None, typer.Option(min=0.0, help="US dollars for an hour of one core, with --costs (0.05).")]
Cluster = Annotated[str, typer.Option(help="Dask workers: tcp://HOST:PORT of a scheduler, or local:N.")]


def listed(values: Sequence[str]) -> list[str]:
    """Split values at commas."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def protocols_of(values: Sequence[str]) -> list[str]:
    """Return the protocols that names and groups (``metadata``) stand for, each once."""
    from bench.scoring import GROUPS

    return list(dict.fromkeys(member for name in listed(values) for member in GROUPS.get(name, (name,))))


def reports(out: Path | None, chosen: Config) -> Path:
    """Return the folder of all runs."""
    from bench.cli import console

    folder = out or Path(chosen.run.get("out", "reports"))
    console.detail(f"folder of all runs: {folder.resolve()}")
    return folder


def run_of(run: str, out: Path | None, chosen: Config | None = None) -> RunFolder:
    """Return the folder of a run."""
    from bench import config
    from bench.store.run_folder import find

    return find(run, reports(out, chosen or config.load()))


def adapters_of(names: Sequence[str], chosen: Config) -> tuple[Adapter, ...]:
    """Return the adapters that names stand for."""
    from bench.adapters.selection import select

    return select(listed(names), chosen.adapters)


def corpus_of(spec: str, chosen: Config, pages: Path | None = None, *, with_faults: bool = False, gold_only: bool = False) -> Corpus:
    """Read a corpus.

    ``with_faults``: though gold files of it cannot be read; ``gold_only``: without its pages' bytes.
    """
    from bench import corpus

    folder = pages or chosen.run.get("pages")
    return corpus.load(spec, pages=Path(folder) if folder else None, with_faults=with_faults, gold_only=gold_only)


def wishes(chosen: Config, **given: object) -> dict[str, Any]:
    """Return what the configuration says of runs, under the options that were given."""
    from bench.cli import console

    console.detail(f"configuration: {chosen.source or 'none'}")
    return {**chosen.run, **{name: value for name, value in given.items() if value is not None}}


def baseline_wishes(place: Path | None, given: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what the baselines in a folder, if there are any, ask of a run beside what is ``given``."""
    if not place:
        return {}
    from bench.gate import judging

    return judging.wishes(place, rows=bool(given.get("adapters") or given.get("predictions")))


def run_options(wish: Mapping[str, Any], chosen: Config, *, apart: Sequence[Path] = (), **flags: Any) -> Options:
    """Return the engine's options from what was asked for; ``flags`` are fields of Options."""
    from bench.cli import console
    from bench.engine.plan import Options
    from bench.workers.limits import Limits, within

    named = {"deadline_s": wish.get("deadline"), "memory_mb": wish.get("memory")}
    limits, less = within(Limits(**{name: value for name, value in named.items() if value is not None}))
    if less:
        console.warn(less)
    kept = {name: wish[name] for name in ("workers", "seed", "resamples") if name in wish}
    floors = chosen.folder / str(chosen.gate.get("baseline", "reports/baseline"))
    return Options(limits=limits, folder=chosen.folder, apart=(floors, *apart), **flags, **kept)


def price_of(wish: Mapping[str, Any], price: float | None, *, costs: bool) -> float | None:
    """Return the price of an hour of one core, in US dollars; None where costs are not asked for.

    Raises ConfigError where it is given in vain.
    """
    refuse({"--price": price is not None and not costs}, "--costs --price DOLLARS")
    if not costs:
        return None
    from bench.scoring.tables.costs.tables import CORE_HOUR

    return float(wish.get("price", CORE_HOUR) if price is None else price)


def refuse(idle: Mapping[str, object], listing: str) -> None:
    """Raise ConfigError for the first option given in vain; ``listing`` prints its help."""
    from bench.errors import ConfigError

    if given := [name for name, is_idle in idle.items() if is_idle]:
        raise ConfigError(f"{given[0]} means nothing with these other options", "what the help says of it", listing)
