"""Print what combinations of adapters would score, and who complements whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console
from bench.cli.printed import boards as printed_boards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Estimate
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.combinations.complements import Complement
    from bench.scoring.tables.combinations.lines import Combinations
    from bench.store.run_folder import RunFolder

BEST = 10  # pairs listed unless all are asked for


def show(
    folder: RunFolder, protocols: Sequence[str], sampling: Sampling, *, metric: str = "", pairs: bool = False, as_json: bool = False
) -> None:
    """Print the combinations of a run as tables or JSON; ``pairs`` lists every pair, not only the best.

    Raises ProtocolError where no protocol has the metric, RunError where no corpus has two contenders.
    """
    from bench.errors import RunError
    from bench.store import boards, combinations, frames

    run = frames.read(folder, protocols, pages=frames.BOARD_PAGES, extractions=combinations.COLUMNS)
    boards.check_metric([run.results(name).scorer for name in run.scores], metric)
    made = combinations.of_run(run, protocols, sampling, metric=metric)
    if not made:
        raise RunError(
            f"{folder.path.name} has nothing to combine", "a corpus with gold that two contenders were run on", "boilerbench run"
        )
    if as_json:
        console.as_json(
            {"run": str(folder.path), "combinations": [one.as_data() for one in made], "gold": printed_boards.gold_data(folder)}
        )
        return
    for one in made:
        _show(one, pairs=pairs)
    console.say(f"run: {folder.path}")


def _show(one: Combinations, *, pairs: bool) -> None:
    """Print the tables of one corpus and track."""
    from bench.scoring.tables.combinations.lines import MEANING

    where = f"{one.protocol} on {one.corpus}{'' if one.track == 'html' else f' ({one.track})'}: {console.pages(one.n, one.clusters)}"
    if one.gold.notice:
        print(console.clean(f"WARNING: {one.gold.notice}"))  # noqa: T201 - the result
    columns = [
        "combination",
        one.metric,
        "95 % interval",
        f"gain over {one.adapters[0]}",
        *_others(one),
        "takes most pages from",
        "what it is",
    ]
    lines = [
        [
            line.name,
            console.number(line.metrics[one.metric].value, 3),
            _interval(line.metrics[one.metric]),
            _gain(line.gain),
            *(console.number(line.metrics[name].value, 3) for name in _others(one)),
            ", ".join(f"{adapter} {pages}" for adapter, pages in list(line.pages.items())[:3]),
            f"combination of {line.members} adapters: {MEANING[line.name]}",
        ]
        for line in one.lines
    ]
    console.table(columns, lines, title=f"combinations of contenders, {where}; none has a rank")
    if one.no_medoid:
        print(one.no_medoid)  # noqa: T201 - the result
    ranked = one.best_pairs()
    title = f"who complements whom, {where}: the better output of a pair on each page" + ("" if pairs else f", best {BEST} pairs")
    columns = ["pair", one.metric, "95 % interval", "gain", "over", "better on pages"]
    console.table(columns, [_pair(pair) for pair in (ranked if pairs else ranked[:BEST])], title=title)
    _matrix(one, where)
    print(one.signature + "\n")  # noqa: T201 - the result


def _matrix(one: Combinations, where: str) -> None:
    """Print what each pair's better output scores; on the diagonal each adapter by itself."""
    columns = ["adapter", *(str(at) for at in range(1, len(one.adapters) + 1))]
    lines = [
        [f"{name} ({at})", *(console.number(value, 3) for value in values)]
        for at, (name, values) in enumerate(zip(one.adapters, one.matrix(), strict=True), 1)
    ]
    console.table(columns, lines, title=f"who complements whom, {where}: on the diagonal each adapter by itself")


def _others(one: Combinations) -> list[str]:
    """Return the metrics that pages are not chosen by."""
    return [name for name in one.metrics if name != one.metric]


def _pair(pair: Complement) -> list[str]:
    """Return the cells of a pair."""
    better = f"{pair.left_better}, {pair.right_better}"
    gain = _gain(pair.gain)
    return [f"{pair.left} + {pair.right}", console.number(pair.value.value, 3), _interval(pair.value), gain, pair.better, better]


def _interval(estimate: Estimate) -> str:
    """Return an interval."""
    return f"{console.number(estimate.low, 3)}-{console.number(estimate.high, 3)}"


def _gain(gain: Estimate) -> str:
    """Return a gain with its interval."""
    return f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})" if gain.value == gain.value else "-"
