"""What a run is going to do, and a digest of it all by which an interrupted run is continued."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import secrets
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from bench import __version__
from bench.corpus.text.payload import is_accepted
from bench.environments import machine
from bench.errors import AdapterError, ConfigError, RunError
from bench.model import Adapter, Corpus, Extraction, Manifest, Page
from bench.store.run_folder import corpus_data
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.environments.code import Code

    Notes = Mapping[str, Mapping[str, Any]]  # by adapter: version, growth of memory, why it cannot work

_LOCAL = re.compile(r"local:([1-9]\d*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run."""

    limits: Limits = field(default_factory=Limits)
    workers: int = 0  # one for each core
    seed: int = 0
    resamples: int = 10_000
    fresh: bool = False  # ignores stored results
    check_state: bool = False  # runs every page twice and shuffled afterwards, to find outputs that depend on what came before
    cluster: str = ""  # where Dask workers are: tcp://HOST:PORT of a scheduler, or local:N
    folder: Path = field(default_factory=Path.cwd)  # where user modules are looked for
    apart: tuple[Path, ...] = ()  # folders that hold no adapter's code: runs and baselines, which change as we work

    @property
    def slots(self) -> int:
        """How many workers run at a time."""
        return self.workers or machine.cores()


@dataclass(frozen=True, slots=True)
class StoredAdapter:
    """An adapter that is not run, as its outputs are stored: what the manifest says of it, and an extraction for each page."""

    about: Mapping[str, Any]
    extractions: tuple[Extraction, ...]

    @property
    def name(self) -> str:
        """What it is called in the run."""
        return str(self.about["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it starts."""

    corpora: tuple[Corpus, ...]
    adapters: tuple[Adapter, ...]
    options: Options
    keys: Mapping[str, str]  # by adapter
    versions: Mapping[str, Mapping[str, str]]  # by adapter, of all packages that matter
    missing: Mapping[str, str] = field(default_factory=dict)  # by adapter, why it cannot be tried
    code: Mapping[str, Code] = field(default_factory=dict)  # by adapter, what it runs
    stored: tuple[StoredAdapter, ...] = ()  # adapters that stand beside those that are run

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides the results: runs with the same one continue each other."""
        parts = [[(corpus.name, corpus.digest) for corpus in self.corpora], [self.keys[adapter.name] for adapter in self.adapters]]
        parts += [[one.about["key"] for one in self.stored]] if self.stored else []
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def pages(self) -> list[Page]:
        """Return all pages in corpus order."""
        return [page for corpus in self.corpora for page in corpus.pages]

    def accepted(self, adapter: Adapter) -> list[Page]:
        """Return the pages an adapter takes, in corpus order."""
        return [page for page in self.pages() if is_accepted(page, adapter)]

    def why_skipped(self, adapter: Adapter, page: Page) -> str:
        """Return why an adapter is not tried on a page, "" where it is."""
        return self.missing.get(adapter.name, "") if is_accepted(page, adapter) else f"does not take {page.kind} pages"


def local_workers(address: str) -> int:
    """Return the N of ``local:N``, 0 for a scheduler's address; raises ConfigError where it is neither."""
    if local := _LOCAL.fullmatch(address):
        return int(local[1])
    if "://" not in address:
        raise ConfigError(f"--cluster {address!r} is no address", "tcp://HOST:PORT or local:N", "--cluster local:2")
    return 0


def make(corpora: Sequence[Corpus], adapters: Sequence[Adapter], options: Options, stored: Sequence[StoredAdapter] = ()) -> Plan:
    """Return the plan; ``stored`` adapters stand beside those that are run.

    Raises RunError for two corpora or two adapters of one name, AdapterError where none of ``adapters`` can be tried or the module of one
    is nowhere, ConfigError where ``cluster`` is no address.
    """
    if twice := [name for name, count in Counter(corpus.name for corpus in corpora).items() if count > 1]:
        raise RunError(f"two corpora are called {twice[0]!r}", "corpora of different names: rows would be mixed up")
    if twice := [name for name, count in Counter([*(one.name for one in adapters), *(one.name for one in stored)]).items() if count > 1]:
        raise RunError(f"two adapters are called {twice[0]!r}", "a name of its own for each", "--predictions OTHER-NAME=FILE")
    if options.cluster:
        local_workers(options.cluster)
    for one in adapters:
        _find_module(one, options.folder)
    missing = {one.name: why for one in adapters if (why := _missing(one))}
    if adapters and len(missing) == len(adapters):
        wanted = sorted({one.env for one in adapters if _lacks_environment(one)})
        what = f"none of the adapters selected can be tried: {missing[adapters[0].name]}"
        raise AdapterError(what, "environments and weights that are there", f"boilerbench env create {' '.join(wanted)}" if wanted else "")
    versions, codes, keys = _identities(adapters, options) if adapters else ({}, {}, {})
    return Plan(
        corpora=tuple(corpora),
        adapters=tuple(adapters),
        options=options,
        keys=keys,
        versions=versions,
        missing=missing,
        code=codes,
        stored=tuple(stored),
    )


def _identities(adapters: Sequence[Adapter], options: Options) -> tuple[dict[str, dict[str, str]], dict[str, Code], dict[str, str]]:
    """Return, by adapter, the versions of what it runs, its code, and the key of its results."""
    from bench.environments import code, installed

    versions, limits = installed.versions(adapters), asdict(options.limits)
    codes = code.of(adapters, options.folder, options.apart)
    return versions, codes, {one.name: _key(one, versions[one.name], limits, codes[one.name]) for one in adapters}


def _lacks_environment(adapter: Adapter) -> bool:
    """Whether an adapter's environment is not there."""
    from bench.environments import envs

    return bool(adapter.env) and envs.find(adapter.env) is None


def _missing(adapter: Adapter) -> str:
    """Return what an adapter lacks, environment or weights, and how to get it; "" for nothing."""
    if _lacks_environment(adapter):
        return f"there is no environment {adapter.env!r}: boilerbench env create {adapter.env}"
    weights = adapter.settings.get("weights")
    if not isinstance(weights, str) or Path(weights).exists():
        return ""
    return f"there are no weights at {weights}: download them and set weights under [adapters.{adapter.name}]"


def _find_module(adapter: Adapter, folder: Path) -> None:
    """Raise AdapterError where an adapter's own module is neither in ``folder`` nor installed."""
    top = adapter.target.partition(":")[0].partition(".")[0]
    is_elsewhere = adapter.command or adapter.env or adapter.package or top in sys.builtin_module_names
    if is_elsewhere or PathFinder.find_spec(top, [str(folder), *sys.path]):
        return
    near = difflib.get_close_matches(top, [path.stem for path in folder.glob("*.py")], n=1)
    hint = f"did you mean {near[0]}{adapter.target[len(top) :]}?" if near else "start it where the module lies, or install it"
    raise AdapterError(f"{adapter.name}: there is no module {top!r}", f"{top}.py in {folder}, or an installed package", hint)


def _key(adapter: Adapter, versions: Mapping[str, str], limits: Mapping[str, Any], runs: Code) -> str:
    """Return the key of an adapter's results: one that no other run has where its code cannot be told."""
    from bench.environments import identity

    return f"never reused {secrets.token_hex(16)}" if runs.unvouched else identity.key(adapter, versions, limits, runs.parts)


def manifest(plan: Plan, run: str, created: str, notes: Notes | None = None, *, complete: bool = False) -> Manifest:
    """Return the manifest of a run; ``notes`` adds fields to adapters by name."""
    corpora, asked = tuple(map(corpus_data, plan.corpora)), plan.options
    adapters = [{**_about(plan, one), **(notes or {}).get(one.name, {})} for one in plan.adapters]
    adapters += [dict(one.about) for one in plan.stored]
    options = asdict(asked.limits) | {"workers": asked.slots, "seed": asked.seed, "resamples": asked.resamples, "plan": plan.digest}
    return Manifest(
        id=run,
        created=created,
        version=__version__,
        corpora=corpora,
        adapters=tuple(adapters),
        options=options,
        machine=machine.described(),
        complete=complete,
    )


def _about(plan: Plan, adapter: Adapter) -> dict[str, Any]:
    """Return what a manifest says of an adapter before it has run."""
    from bench.environments import installed

    versions, runs = dict(plan.versions[adapter.name]), plan.code[adapter.name]
    known = {"version": installed.version_of(adapter, versions), "versions": versions, "key": plan.keys[adapter.name]}
    return adapter.as_data() | known | {"code": runs.shown, "unvouched": runs.unvouched}


def now() -> str:
    """Return the time as UTC ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
