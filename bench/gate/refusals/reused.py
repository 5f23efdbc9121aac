"""What a run took over from earlier runs, and whether its code is still what it was."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bench import config
from bench.adapters.table import of_data
from bench.environments import code
from bench.errors import GateError
from bench.store import reuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.environments.code import Code
    from bench.gate.refusals import Case
    from bench.store.run_folder import RunFolder

FRESH = "boilerbench run --fresh"


def unvouched(case: Case) -> Iterator[GateError]:
    """Yield why results cannot be vouched for: no record of their code, or that is another now."""
    manifest, reused = case.folder.manifest(), counts(case.folder, case.now.corpus)
    known = {str(adapter["name"]) for adapter in manifest.adapters if adapter.get("key") and adapter.get("code")}
    old = [name for name, (count, _) in sorted(reused.items()) if count and name not in known]
    if old:
        what = f"results that were reused cannot be vouched for, no digest of the code that made them is stored: {', '.join(old)}"
        yield GateError(what, "results whose code is known", FRESH)
    for name, (runs, before) in _code_now(case).items():
        if changed := runs.changed(before):
            what = f"the code of {name} is not what this run was made with any more: {', '.join(changed)}"
            yield GateError(what, "a run of the code as it is", "boilerbench run")


def how_many(case: Case) -> Iterator[str]:
    """Yield how many results of a corpus were reused, and what else is not as it was at the run."""
    numbers = counts(case.folder, case.now.corpus)
    reused, results = (sum(pair[at] for pair in numbers.values()) for at in (0, 1))
    yield f"{case.now.corpus}: {reused:,} of {results:,} results were reused"
    for name, (runs, before) in _code_now(case).items():
        if changed := runs.changed(before, ("data ", "package ")):
            yield f"{name}: changed since the run, though not its own code: {', '.join(changed)}"


def counts(folder: RunFolder, corpus: str) -> dict[str, tuple[int, int]]:
    """Return, by adapter, how many results on a corpus were reused, and how many there are."""
    table = folder.extractions(["adapter", "corpus", "status", "reused"]).to_pylist()
    numbers: dict[str, tuple[int, int]] = {}
    for line in table:
        if line["corpus"] == corpus and line["status"] != "skipped":
            reused, results = numbers.get(line["adapter"], (0, 0))
            numbers[line["adapter"]] = reused + bool(line["reused"]), results + 1
    return numbers


@lru_cache(maxsize=1)  # a rule and a remark ask of the same case
def _code_now(case: Case) -> dict[str, tuple[Code, dict[str, str]]]:
    """Return, by adapter whose code the run's manifest holds, that code as it is here now and as it was."""
    manifest = case.folder.manifest()
    held = {str(adapter["name"]): adapter for adapter in manifest.adapters if adapter.get("code")}
    apart = [case.asked.place, *reuse.apart(manifest.sources.values(), case.folder.path.parent.parent)]
    now = code.of(list(map(of_data, held.values())), config.load().folder, apart)
    return {name: (runs, dict(held[name]["code"])) for name, runs in now.items()}
