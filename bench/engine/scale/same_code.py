"""Whether a Dask worker would run what was planned: versions, sources, handling of pages."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from bench.environments import envs, identity, installed, launch
from bench.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.model import Adapter

    Code = Mapping[str, Mapping[str, str]]  # adapter -> what must be the same -> its version or digest

_SHOWN = 12  # digits of a digest
_DIGEST = 64  # length of a whole one; other fingerprints hold a time, which differs from machine to machine


def here(adapters: Sequence[Adapter], folder: Path) -> Code:
    """Return what results depend on, as it is here; user modules and files of commands lie in ``folder``."""
    versions = installed.versions(adapters)
    return {adapter.name: versions[adapter.name] | _sources(adapter, folder) for adapter in adapters}


def _sources(adapter: Adapter, folder: Path) -> dict[str, str]:
    """Return the digests of the files an adapter's results depend on."""
    digests = {f"file {name}": digest for name, digest in identity.command_digest(launch.expand(adapter, folder)).items()}
    digests[f"the source of {adapter.target}"] = identity.source_digest(adapter.target, str(folder))
    digests["the handling of pages"] = identity.harness()
    return {name: digest[:_SHOWN] for name, digest in digests.items() if not digest or len(digest) == _DIGEST}


def demand(planned: Code, adapters: Sequence[Adapter], folder: Path) -> None:
    """Raise RunError, naming the first difference, where one of ``adapters`` is not here what was planned."""
    for adapter in adapters:
        if adapter.env and envs.find(adapter.env) is None:
            raise _unlike(f"no environment {adapter.env!r}", f"boilerbench env create {adapter.env}, on every machine of the cluster")
    present = here(adapters, folder)
    for adapter in adapters:
        for name, wanted in planned[adapter.name].items():
            has = present[adapter.name].get(name, "")
            if has != wanted:
                difference = f"{name} {has or '(none)'} where {wanted or '(none)'} was planned, for {adapter.name}"
                raise _unlike(difference, "install the same there; what was done is kept")


def _unlike(has: str, hint: str) -> RunError:
    """Return the error of a machine that has something else."""
    return RunError(f"the Dask worker on {socket.gethostname()} has {has}", "the same packages and files wherever Dask workers run", hint)
