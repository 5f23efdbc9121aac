"""Imported corpora: kept in the user's cache as they were published, one folder each, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.corpus import BUILTIN
from bench.corpus.source.archive import open_source
from bench.errors import CorpusError
from bench.model import SCHEMA

if TYPE_CHECKING:
    from bench.model import Corpus

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$")
_CARD = "corpus.json"


def root() -> Path:
    """Return the folder of imported corpora: ``$BOILERBENCH_CACHE``, else the platform's cache folder for this program."""
    told = os.environ.get("BOILERBENCH_CACHE")
    if told:
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
    home = root()
    return sorted(found.parent.name for found in home.glob(f"*/{_CARD}")) if home.is_dir() else []


def holds(name: str) -> bool:
    """Whether a corpus was imported under this name."""
    return bool(_NAME.match(name)) and (root() / name / _CARD).is_file()


def card(name: str) -> dict[str, Any]:
    """Return what was noted when the corpus was imported: reader, file, inside, digest, pages, licence, citation, source."""
    try:
        found: dict[str, Any] = json.loads((root() / name / _CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CorpusError(f"the imported corpus {name} is damaged: {problem}", "a whole import", "import it again") from problem
    if found.get("schema") != SCHEMA:
        raise CorpusError(f"the imported corpus {name} has schema {found.get('schema')}", f"schema {SCHEMA}", "import it again")
    return found


def load(name: str) -> Corpus:
    """Read an imported corpus; raises CorpusError where its bytes are no longer those that were imported."""
    from bench.corpus.reading import load_path

    noted = card(name)
    corpus = load_path(root() / name / noted["file"], noted["inside"], noted["reader"], name)
    if corpus.digest != noted["digest"]:
        what = f"the imported corpus {name} reads as another corpus than when it was imported"
        raise CorpusError(what, f"digest {noted['digest'][:12]}, not {corpus.digest[:12]}", "import it again with --replace")
    return _named(corpus, name)


def keep(path: Path, inside: str, reader: str, name: str, *, replace: bool = False) -> Corpus:
    """Import a folder, archive or file under ``name``: read it first, then copy it; raises CorpusError, and nothing is kept then."""
    from bench.corpus.reading import find_reader, load_path, recognise

    _check(name, replace=replace)
    reader = find_reader(reader).NAME if reader else recognise(open_source(path, inside)).NAME
    corpus = load_path(path, inside, reader, name)
    root().mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=root()))
    try:
        file = _copy(path, work)
        _note(work / _CARD, corpus, reader=reader, file=file, inside=inside)
        _put(work, root() / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return _named(corpus, name)


def forget(name: str) -> None:
    """Remove an imported corpus; raises CorpusError where there is none."""
    if not holds(name):
        raise CorpusError(f"no corpus was imported as {name!r}", f"one of: {', '.join(names()) or 'none yet'}", "boilerbench corpus list")
    shutil.rmtree(root() / name)


def _check(name: str, *, replace: bool) -> None:
    if not _NAME.match(name) or name in BUILTIN:
        raise CorpusError(f"a corpus cannot be called {name!r}", "letters, digits, . _ + -, and no built-in name", "--as NAME")
    if holds(name) and not replace:
        raise CorpusError(f"there is already a corpus called {name}", "another name", "--as NAME, or --replace")


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


def _note(path: Path, corpus: Corpus, **facts: str) -> None:
    noted = {
        **facts,
        "schema": SCHEMA,
        "digest": corpus.digest,
        "pages": len(corpus.pages),
        "licence": corpus.licence,
        "citation": corpus.citation,
        "source": corpus.source,
    }
    path.write_text(json.dumps(noted, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _put(work: Path, target: Path) -> None:
    """Move a finished folder to its place; an older one under the name goes only when the new one is whole."""
    old = work.with_name(work.name + ".old")
    if target.exists():
        target.replace(old)
    work.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _named(corpus: Corpus, name: str) -> Corpus:
    return changed(corpus, source=name)
