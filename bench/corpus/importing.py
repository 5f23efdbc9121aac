"""Importing a corpus under a name: read it, keep its bytes, check it at every later reading."""

from collections.abc import Callable
from dataclasses import replace as changed
from pathlib import Path

from bench.corpus.readers import BUILTIN
from bench.corpus.readers.assembly import part
from bench.corpus.reading import default_name, find_reader, load_path, locate, recognise
from bench.corpus.source import cache
from bench.corpus.source.archive import open_source
from bench.errors import CorpusError
from bench.model import Corpus


def keep(spec: str, name: str = "", reader: str = "", *, replace: bool = False) -> Corpus:
    """Import what ``[reader:]path[/inside]`` names, under ``name`` or the archive's own."""
    path, inside, forced = locate(spec, reader)
    return keep_path(path, inside, forced, name or default_name(path, inside), replace=replace)


def keep_path(
    path: Path, inside: str, reader: str, name: str, *, replace: bool = False, check: Callable[[Corpus], None] | None = None
) -> Corpus:
    """Import a folder, archive or file under ``name``, once ``check`` has not raised for it.

    Raises CorpusError where it cannot be read or the name is taken; what was kept there stays then.
    """
    if name in BUILTIN:
        raise CorpusError(f"a corpus cannot be called {name!r}", "a name that is not built in", "--as NAME")
    cache.check_name(name, replace=replace)
    reader = find_reader(reader).NAME if reader else recognise(open_source(path, inside)).NAME
    corpus = load_path(path, inside, reader, name)
    if check is not None:
        check(corpus)
    facts = {key: getattr(corpus, key) for key in ("digest", "licence", "citation", "source", "left_out", "repeated")}
    cache.keep(name, path, {**facts, "reader": reader, "inside": inside, "pages": len(corpus.pages)})
    return changed(corpus, source=name)


def load(name: str, folder: str = "") -> Corpus:
    """Read an imported corpus, or the pages of one of its parts (``folder``), by the name ``NAME/FOLDER``.

    Raises CorpusError where it is not the one that was imported, or has no such part.
    """
    card = cache.card(name)
    if lacking := [key for key in ("file", "inside", "reader", "digest") if not isinstance(card.get(key), str)]:
        raise CorpusError(f"the imported corpus {name} is damaged: its card has no {lacking[0]}", "a whole import", "import it again")
    called = f"{name}-{folder.replace('/', '-')}" if folder else name
    corpus = load_path(cache.root() / name / card["file"], card["inside"], card["reader"], called)
    if corpus.digest != card["digest"]:
        what = f"the imported corpus {name} reads as another corpus than when it was imported"
        again = "a release of boilerbench that reads it so, or import (or fetch) it again with --replace"
        raise CorpusError(what, f"digest {card['digest'][:12]}, not {corpus.digest[:12]}", again)
    return part(corpus, folder, source=f"{name}/{folder}") if folder else changed(corpus, source=name)
