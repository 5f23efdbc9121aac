"""What a pool needs around it: a locked scratch folder, interpreters, commands and payloads."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import files
from bench.model import Adapter
from bench.workers.limits import MB, Limits
from bench.workers.payloads import BOUND, Payloads

_PREFIX = "boilerbench-run-"
_YOUNG = 60.0  # seconds: a folder may have been made but not locked yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a pool needs."""

    scratch: Path
    lock: int  # the descriptor that holds the scratch folder
    folder: Path  # where user modules are looked for
    python: Callable[[str], str]  # the interpreter of an environment
    command: Callable[[Adapter, Path], Sequence[str]]  # that of an adapter, with its files located
    body: Payloads
    sealed: tuple[str, ...] = ()  # gold, pages, runs and baselines: what no worker reads
    private: tuple[str, ...] = ()  # home and temporary files: what a worker reads only where its own packages lie there

    def order(self, adapter: Adapter, limits: Limits, *, warm: bool) -> dict[str, Any]:
        """Return what a fork server needs to know to fork a worker, ``warm`` if that is to warm up."""
        caps = {"memory": limits.memory_mb * MB, "output": limits.output_mb * MB}
        command = self.command(adapter, self.folder)
        return adapter.as_data() | caps | {"command": command, "warm": warm, "answers": adapter.output}


def make(
    folder: Path,
    *,
    python: Callable[[str], str],
    command: Callable[[Adapter, Path], Sequence[str]],
    sealed: Iterable[Path] = (),
    cached: int = BOUND,
) -> Surroundings:
    """Return what a pool needs around it, with a fresh scratch folder and no payload made yet.

    At most ``cached`` bytes of payloads are kept.
    """
    private = tuple(dict.fromkeys([os.path.expanduser("~"), tempfile.gettempdir(), *_own_home()]))  # noqa: PTH111 - "~" where there is none
    kept = tuple(str(place) for place in sealed)
    scratch, lock = scratch_folder()
    return Surroundings(
        scratch=scratch, lock=lock, folder=folder, python=python, command=command, body=Payloads(cached), sealed=kept, private=private
    )


def _own_home() -> Iterator[str]:
    """Yield the home that the system notes for us, whatever the environment says."""
    with contextlib.suppress(KeyError, ImportError):
        import pwd

        yield pwd.getpwuid(os.getuid()).pw_dir


def scratch_folder() -> tuple[Path, int]:
    """Return a fresh folder and the descriptor that holds its lock; sweep up what killed runs left."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o711)  # workers may be another user: they enter, and list nothing
    lock = files.lock(folder)
    if lock is None:
        raise BlockingIOError(f"{folder} is locked")
    return folder, lock


def remove(folder: Path, lock: int) -> None:
    """Delete a folder with all that is in it, and let go of its lock."""
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def sweep(place: Path | None = None) -> None:
    """Delete our folders in ``place``, that of temporary files unless given, that nobody holds any more."""
    for folder in sorted((place or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*")):
        with contextlib.suppress(OSError):
            is_old = time.time() - folder.stat().st_mtime > _YOUNG
            if is_old and folder.stat().st_uid == os.getuid() and (lock := files.lock(folder)) is not None:
                remove(folder, lock)
