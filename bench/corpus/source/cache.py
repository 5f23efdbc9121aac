"""The bytes of imported corpora, as they were published: one folder for each in the user's cache."""

import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.corpus.source.archive import open_source
from bench.errors import CorpusError
from bench.files import check_schema, sealed, unsealed, write_json
from bench.model import SCHEMA

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}\Z")
_CARD = "corpus.json"


def root() -> Path:
    """Return the folder of imported corpora, in ``$BOILERBENCH_CACHE`` or the platform's cache folder."""
    if told := os.environ.get("BOILERBENCH_CACHE"):
        return Path(told) / "corpora"
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "boilerbench" / "corpora"


def names() -> list[str]:
    """Return the names of imported corpora, sorted."""
    return sorted(card.parent.name for card in root().glob(f"*/{_CARD}"))


def holds(name: str) -> bool:
    """Whether a corpus was imported under this name."""
    return bool(_NAME.match(name)) and (root() / name / _CARD).is_file()


def card(name: str) -> dict[str, Any]:
    """Return what was noted at the import: reader, file, inside, digest, pages, licence, source ..."""
    what = f"the imported corpus {name}"
    try:
        held = json.loads((root() / name / _CARD).read_text(encoding="utf-8"))
        check_schema(held.get("schema"), what, CorpusError, "import it again")
        return unsealed(held)
    except (OSError, ValueError, AttributeError, RecursionError) as problem:
        raise CorpusError(f"{what} is damaged: {problem}", "a whole import", "import it again") from problem


def check_name(name: str, *, replace: bool = False) -> None:
    """Raise CorpusError for a name that no corpus can have, or that is taken and not to be replaced."""
    if not _NAME.match(name):
        raise CorpusError(f"a corpus cannot be called {name!r}", "letters, digits, . _ + -", "--as NAME")
    if holds(name) and not replace:
        raise CorpusError(f"there is already a corpus called {name}", "another name", "--as NAME, or --replace")


def keep(name: str, path: Path, facts: Mapping[str, Any]) -> None:
    """Copy a folder, archive or file under ``name`` and note ``facts`` beside it; what was there goes.

    Written whole or not at all; the name must have passed :func:`check_name`.
    """
    root().mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=root()))
    try:
        write_json(work / _CARD, sealed({**facts, "file": _copy(path, work), "schema": SCHEMA}))
        _put(work, root() / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def forget(name: str) -> None:
    """Remove an imported corpus; raises CorpusError where there is none."""
    if not holds(name):
        raise CorpusError(f"no corpus was imported as {name!r}", f"one of: {', '.join(names()) or 'none yet'}", "boilerbench corpus list")
    shutil.rmtree(root() / name)


def _copy(path: Path, work: Path) -> str:
    """Copy a file as it is, a folder as one zip archive; return the file's name."""
    if path.is_file():
        shutil.copyfile(path, work / path.name)
        return path.name
    source = open_source(path)
    with zipfile.ZipFile(work / "source.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in source.members():
            stored = zipfile.ZIP_STORED if member.endswith(".gz") else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(member), content, compress_type=stored)
    return "source.zip"


def _put(work: Path, target: Path) -> None:
    """Move a finished folder to its place; an older one goes only when the new one is whole."""
    old = work.with_name(work.name + ".old")
    if target.exists():
        target.replace(old)
    work.replace(target)
    shutil.rmtree(old, ignore_errors=True)
