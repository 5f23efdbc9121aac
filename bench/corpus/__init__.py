"""Corpora: a page dump in, pages and gold out; from outside, :func:`load` and the modules of this folder.

Of the rooms below, ``text`` (what an adapter is sent), ``structure`` (regions of a page), ``source.archive`` and ``source.cache``.
"""

from pathlib import Path

from bench.model import Corpus


def load(
    spec: str | Path = "embedded", *, pages: Path | None = None, reader: str = "", with_faults: bool = False, gold_only: bool = False
) -> Corpus:
    """Read a corpus by built-in name, by the name it was imported as, a folder, archive or glob.

    ``NAME/FOLDER`` is a part of an imported corpus: the pages whose ids begin so.

    ``reader`` forces a format (else the first that recognises the source). ``pages`` is the folder of page files for
    corpora whose pages may not be copied (``dumps``). ``with_faults``: gold files
    that cannot be read are noted in ``Corpus.faults``. ``gold_only``: the bytes of pages are left unread where the reader can, and
    the digest is then one of gold, ``gold-...``. Raises CorpusError with what to type next.
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
    imported, _, folder = name.rstrip("/").partition("/")
    if folder and cache.holds(imported) and not Path(name).exists():
        return importing.load(imported, folder)
    if not reader and reading.is_glob(name):
        return reading.load_glob(name)
    return reading.load_path(*reading.locate(name, reader), with_faults=with_faults, gold_only=gold_only)
