"""Would a Dask worker run what was planned? The same versions, sources and handling of pages there, or its results bear wrong names."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from bench.environments import commands, envs, identity, installed
from bench.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.model import Adapter

    Likeness = Mapping[str, Mapping[str, str]]  # row -> what must be alike -> how it is

_SHOWN = 12  # digits of a digest
_DIGEST = 64  # length of a whole one; other fingerprints hold a time, which differs from machine to machine


def of(rows: Sequence[Adapter], folder: Path) -> Likeness:
    """Return, by row, what its results depend on and how that is here. ``folder`` is where user modules and commands lie."""
    versions = installed.versions(rows)
    return {row.name: versions[row.name] | _sources(row, folder) for row in rows}


def _sources(row: Adapter, folder: Path) -> dict[str, str]:
    """Return the digests of the files a row's results depend on."""
    found = {f"file {name}": digest for name, digest in identity.command_digest(commands.expand(row, folder)).items()}
    found |= {f"the source of {row.target}": identity.source_digest(row.target, str(folder)), "the handling of pages": identity.harness()}
    return {name: digest[:_SHOWN] for name, digest in found.items() if not digest or len(digest) == _DIGEST}


def demand(planned: Likeness, rows: Sequence[Adapter], folder: Path) -> None:
    """Raise RunError, naming the first difference, where a row of ``rows`` is not here what was planned."""
    for row in rows:
        if row.env and envs.find(row.env) is None:
            raise _unlike(f"no environment {row.env!r}", f"boilerbench env create {row.env}, on every machine of the cluster")
    there = of(rows, folder)
    for row in rows:
        for name, wanted in planned[row.name].items():
            if there[row.name].get(name, "") != wanted:
                has = f"{name} {there[row.name].get(name) or '(none)'} where {wanted or '(none)'} was planned, for {row.name}"
                raise _unlike(has, "install the same there; what was done is kept")


def _unlike(has: str, hint: str) -> RunError:
    """Return the error of a machine that has something else."""
    return RunError(f"the Dask worker on {socket.gethostname()} has {has}", "the same packages and files wherever Dask workers run", hint)
