"""Scratch folders: one a pool, held by a lock while it is in use, and swept up by a later run if everybody who knew of it was killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from bench import files

_PREFIX = "boilerbench-run-"
_YOUNG = 60.0  # seconds: a folder may have been made but not locked yet


def make() -> tuple[Path, int]:
    """Return a fresh folder and the descriptor that holds its lock until it is closed; sweep up what killed runs left."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = files.lock(folder)
    if lock is None:
        raise BlockingIOError(f"{folder} is locked")
    return folder, lock


def remove(folder: Path, lock: int) -> None:
    """Delete a folder with all that is in it, and let go of its lock."""
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def sweep(place: Path) -> None:
    """Delete our folders in ``place`` that nobody holds any more."""
    for folder in sorted(place.glob(f"{_PREFIX}*")):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _YOUNG and folder.stat().st_uid == os.getuid():
                _sweep(folder)


def _sweep(folder: Path) -> None:
    """Delete one folder, unless somebody holds it."""
    if (lock := files.lock(folder)) is not None:
        remove(folder, lock)
