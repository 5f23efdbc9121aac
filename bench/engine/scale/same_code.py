"""Whether a Dask worker would run what was planned: versions, sources, handling of pages."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from bench.environments import code, envs, identity, installed
from bench.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.environments.code import Code as Runs
    from bench.model import Adapter

    Code = Mapping[str, Mapping[str, str]]  # adapter -> what must be the same -> its version or digest

_COMPARED = ("source ", "file ")  # versions say the rest


def here(adapters: Sequence[Adapter], folder: Path, apart: Sequence[Path] = ()) -> Code:
    """Return what results depend on, as it is here.

    User modules and files of commands lie in ``folder``; what lies in folders ``apart`` is no code.
    """
    versions, runs = installed.versions(adapters), code.of(adapters, folder, apart)
    return {adapter.name: versions[adapter.name] | _sources(runs[adapter.name]) for adapter in adapters}


def _sources(runs: Runs) -> dict[str, str]:
    """Return the digests of the files an adapter's results depend on, but installed ones."""
    parts = {name: digest for name, digest in runs.shown.items() if name.startswith(_COMPARED)}
    return parts | {"the handling of pages": identity.harness()[:12]}


def demand(planned: Code, adapters: Sequence[Adapter], folder: Path, apart: Sequence[Path] = ()) -> None:
    """Raise RunError, naming the first difference, where one of ``adapters`` is not here what was planned."""
    for adapter in adapters:
        if adapter.env and envs.find(adapter.env) is None:
            raise _unlike(f"no environment {adapter.env!r}", f"boilerbench env create {adapter.env}, on every machine of the cluster")
    present = here(adapters, folder, apart)
    for adapter in adapters:
        for name, wanted in planned[adapter.name].items():
            has = present[adapter.name].get(name, "")
            if has != wanted:
                difference = f"{name} {has or '(none)'} where {wanted or '(none)'} was planned, for {adapter.name}"
                raise _unlike(difference, "install the same there; what was done is kept")


def _unlike(has: str, hint: str) -> RunError:
    """Return the error of a machine that has something else."""
    return RunError(f"the Dask worker on {socket.gethostname()} has {has}", "the same packages and files wherever Dask workers run", hint)
