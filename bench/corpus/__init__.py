"""Corpora: a page dump in, pages and gold out.

Callers use :func:`load` and the modules of this folder; of the rooms below, ``text`` (what an adapter is sent), ``structure`` (regions of a
page), ``source.archive`` (files of an archive) and ``source.cache`` (where imported corpora lie). The rooms import each other in one order:
``source`` and ``text``, then ``structure``, ``gold``, ``readers``, and this folder.
"""

from pathlib import Path

from bench.corpus.readers import BUILTIN, READERS
from bench.model import Corpus


def load(spec: str | Path = "embedded", *, pages: Path | None = None, reader: str = "") -> Corpus:
    """Read a corpus by built-in name, by the name it was imported as, or from a folder or archive.

    ``reader`` forces a format (else the first that recognises the source). ``pages`` is the folder of page files for
    corpora whose pages may not be copied (``dumps``). Raises CorpusError with what to type next.
    """
    from bench.corpus import importing, reading
    from bench.corpus.readers import dumps, native
    from bench.corpus.source import cache

    name = str(spec)
    if name == "embedded":
        return native.embedded()
    if name == "dumps":
        return dumps.dumps(pages)
    if cache.holds(name):
        return importing.load(name)
    return reading.load_path(*reading.locate(name, reader))


__all__ = ["BUILTIN", "READERS", "load"]
