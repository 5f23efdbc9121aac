"""Reading the corpus at a path: which file or folder was meant, which reader knows its format."""

import re
from glob import has_magic
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from bench.corpus import plain
from bench.corpus.readers import BUILTIN, READERS, warc
from bench.corpus.readers.assembly import sound
from bench.corpus.source import cache
from bench.corpus.source.archive import Source, is_archive, open_files, open_source, stem
from bench.errors import CorpusError
from bench.model import Corpus
from bench.registry import lookup, plugins, unknown

_GROUP = "boilerbench.corpora"  # of entry points
_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]+")


class CorpusReader(Protocol):
    """One corpus format: a module of this package or of an entry point of ``boilerbench.corpora``."""

    NAME: str

    def recognises(self, source: Source) -> bool:
        """Whether the source is of this format."""

    def read(self, source: Source, name: str) -> Corpus:
        """Read it."""


def load_path(
    path: Path, inside: str = "", reader: str = "", name: str = "", *, with_faults: bool = False, gold_only: bool = False
) -> Corpus:
    """Read the corpus in a folder, archive or file by the reader named, else by one that knows it.

    ``with_faults``: gold files that cannot be read are noted in ``Corpus.faults``; else they raise CorpusError. ``gold_only``: readers may
    leave the bytes of pages unread.
    """
    corpus = _read(open_source(path, inside, gold_only=gold_only), reader, name or default_name(path, inside))
    return corpus if with_faults else sound(corpus)


def load_glob(*specs: str) -> Corpus:
    """Read the files that ``[reader:]glob`` matches, or several files, as one corpus."""
    pattern, reader = _reader_of(specs[0], "")
    source = open_files(*(str(Path(one).expanduser()) for one in (pattern, *specs[1:])))
    name = default_name(Path(pattern).parent if Path(pattern).exists() else Path(pattern.partition("*")[0]))
    return sound(_read(source, reader, name))


def is_warc(name: str) -> bool:
    """Whether a file is called as WARC and WET files are."""
    return name.lower().endswith(warc.ENDINGS)


def is_page(name: str) -> bool:
    """Whether a file is called as a saved page is."""
    return name.lower().endswith(plain.ENDINGS)


def is_glob(spec: str) -> bool:
    """Whether a corpus is given as a glob: such characters, and no file of that very name."""
    pattern = _reader_of(spec, "")[0]
    return has_magic(pattern) and not Path(pattern).expanduser().exists()


def _read(source: Source, reader: str, name: str) -> Corpus:
    """Read a source by the reader named, else by one that knows it."""
    return (find_reader(reader) if reader else recognise(source)).read(source, name)


def default_name(path: Path, inside: str = "") -> str:
    """Return a corpus name made of safe characters from where it lies."""
    return _UNSAFE.sub("-", "-".join(part for part in (stem(path), inside.strip("/").replace("/", "-")) if part)).strip("-.") or "corpus"


def recognise(source: Source) -> CorpusReader:
    """Return the first reader that knows the source's format; raises CorpusError where none does."""
    for name in {**READERS, **plugins(_GROUP)}:
        module = find_reader(name)
        if module.recognises(source):
            return module
    if plain.recognises(source):
        return plain
    raise CorpusError(
        f"{source.label} is in no format this package reads",
        f"saved pages ({', '.join(plain.ENDINGS[::2])}), or a corpus for one of the readers {', '.join(READERS)}",
        f"name the reader (READER:{source.label})",
    )


def find_reader(name: str) -> CorpusReader:
    """Return a reader module by name; raises CorpusError for an unknown one."""
    if name == plain.NAME:
        return plain
    if name in READERS:
        return cast("CorpusReader", import_module(READERS[name]))
    installed = plugins(_GROUP)
    if name not in installed:
        raise unknown("corpus reader", name, {*READERS, *installed}, CorpusError, "boilerbench corpus import --help")
    return cast("CorpusReader", lookup("corpus reader", name, {}, _GROUP, CorpusError, "boilerbench corpus list"))


def locate(spec: str, reader: str = "") -> tuple[Path, str, str]:
    """Return path, inside and reader of ``[reader:]path[/inside]``; the path ends where a file does.

    Raises CorpusError where nothing is there, with the nearest name of a corpus where ``spec`` looks like a name.
    """
    spec, reader = _reader_of(spec, reader)
    path = Path(spec).expanduser()
    if path.exists():
        return path, "", reader
    for parent in path.parents:
        if parent.is_file() and is_archive(parent):
            return parent, path.relative_to(parent).as_posix(), reader
    if "/" in spec or "\\" in spec or is_archive(path) or reader:
        raise CorpusError(f"there is no file or folder {path}", "a corpus by name or path", "boilerbench corpus list")
    raise unknown("corpus", spec, [*BUILTIN, *cache.names()], CorpusError, "boilerbench corpus list")


def _reader_of(spec: str, reader: str) -> tuple[str, str]:
    """Split ``[reader:]path`` into path and reader, ``reader`` where that is given."""
    head, colon, tail = spec.partition(":")
    if colon and head in {*READERS, plain.NAME, *plugins(_GROUP)} and not Path(spec).exists():
        return tail, reader or head
    return spec, reader
