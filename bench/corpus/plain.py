"""Saved pages as they are, without an index or gold: a folder of any depth, an archive, some files, or one."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from itertools import chain, count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.source.backends import Files, Folder
from bench.corpus.source.members import LIMITS, folded
from bench.corpus.source.spill import Spill, files
from bench.corpus.structure.origin import address_and_language
from bench.corpus.structure.saved import BESIDE, PACKED_ENDINGS, PAGE_ENDINGS, SYSTEM, SavedPage, bare, files_below, read_saved
from bench.corpus.text.decode import decode
from bench.model import Corpus, Kind, Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bench.corpus.source.archive import Source

NAME = "plain"
ENDINGS = tuple(f"{ending}{packed}" for ending in (*PAGE_ENDINGS, ".txt") for packed in ("", *PACKED_ENDINGS))
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 120  # bytes of UTF-8 of a part of an id: names of files may have 255, endings and numbers come to it
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+(?::\d+)?")
_RUN = ("manifest.json", "extractions.parquet")
_PLAIN_SIZE = 256 << 20  # bytes of pages held as they are; further ones are packed


def recognises(source: Source) -> bool:
    """Whether there is a file that is called as saved pages are."""
    return any(name.lower().endswith(ENDINGS) for name in source.names)


def read(source: Source, name: str) -> Corpus:
    """Read every saved page below a folder, or in an archive; raises CorpusError where there is none.

    Ids are those of :func:`id_of`, in the order of names. What is passed over is counted by reason.
    """
    left_out: Counter[str] = Counter()
    pages, spill = list[Page](), Spill()
    taken: set[str] = set()
    size = 0
    for file, content in _contents(source, _candidates(source, left_out), left_out):
        saved = f"files of more than {LIMITS.page >> 20} MB" if len(content) > LIMITS.page else read_saved(file, content)
        if isinstance(saved, str) or not saved.content.strip():
            left_out[saved if isinstance(saved, str) else "empty files"] += 1
            continue
        size += len(saved.content)
        pages.append(spill.page(_page(saved, file, source, name, id_of(file, taken), is_packed=size > _PLAIN_SIZE)))
    return assemble(name, pages, {}, source=source.label, left_out=left_out, repeated=0)


def id_of(file: str, taken: set[str]) -> str:
    """Return what a page is called after its file: letters, digits and ``. _ -``, no part too long.

    It is the relative path without its ending, with a number where that is taken; ``taken`` (of the caller) gains it.
    """
    *folders, last = PurePosixPath(bare(file)).parts
    stem = PurePosixPath(last).stem if PurePosixPath(last).suffix.lower() in {*PAGE_ENDINGS, ".txt"} else last
    parts = (_UNSAFE.sub("-", part).encode()[:_LONGEST].decode(errors="ignore").strip("-.") for part in (*folders, stem))
    short = "/".join(part or "page" for part in parts)
    numbered = (f"{short}-{number}" for number in count(2))
    key = next(key for key in chain((short,), numbered) if folded(key) not in taken)
    taken.add(folded(key))
    return key


def _candidates(source: Source, left_out: Counter[str]) -> list[str]:
    """Return the files that may be pages, sorted; what cannot be one is counted by reason."""
    is_whole = isinstance(source.backend, Folder) and not isinstance(source.backend, Files) and not source.inside
    names = sorted(files_below(source.path, left_out) if is_whole else source.names)
    shared = source.prefix if is_whole else ""
    runs = _run_folders(names)
    kept = []
    for file in names:
        if reason := _why_not(file, runs):
            left_out[reason] += 1
        else:
            kept.append(file.removeprefix(shared))
    return kept


def _why_not(file: str, runs: Collection[str]) -> str:
    """Return why a file is no page of its own, "" where it may be one."""
    path = PurePosixPath(file)
    if any(folder.endswith(BESIDE) for folder in path.parts[:-1]):
        return "files that a browser saved beside a page"
    if any(part.startswith(".") or part in SYSTEM for part in path.parts):
        return "hidden files or folders"
    return "files of runs of boilerbench" if any(str(parent) in runs for parent in path.parents) else ""


def _run_folders(names: Collection[str]) -> set[str]:
    """Return the folders among names that hold a run."""
    paths = [PurePosixPath(name) for name in names]
    manifests, tables = ({str(path.parent) for path in paths if path.name == file} for file in _RUN)
    return manifests & tables


def _contents(source: Source, wanted: Collection[str], left_out: Counter[str]) -> Iterator[tuple[str, bytes]]:
    """Yield wanted files with their bytes, in name order; a file that cannot be read is counted."""
    if not isinstance(source.backend, Folder):
        held = files(source.members(frozenset(wanted).__contains__))
        yield from ((file, held[file]) for file in sorted(held))
        return
    for file in sorted(wanted):
        try:
            with source.open(file) as stream:
                content = stream.read(LIMITS.page + 1)
        except OSError as problem:
            left_out[f"files that cannot be read ({problem.strerror})"] += 1
            continue
        yield file, content


def _page(saved: SavedPage, file: str, source: Source, corpus: str, key: str, *, is_packed: bool) -> Page:
    """Return the page of a file, its name as the title."""
    known, lang = address_and_language(decode(saved.content, saved.encoding)) if saved.kind is Kind.HTML else ("", "")
    url = saved.url or known
    stored = gzip.compress(saved.content, 1, mtime=0) if is_packed else saved.content
    return Page(
        key,
        corpus,
        stored,
        saved.kind,
        packed=is_packed,
        url=url,
        lang=lang,
        encoding=saved.encoding,
        site=site_of(url) or _host(file, source),
        title=file.encode("utf-8", "replace").decode(),
    )


def _host(file: str, source: Source) -> str:
    """Return the site of a mirrored page: its first folder, or that of all pages, if named as a host."""
    first = file.partition("/")[0] if "/" in file else source.folder
    return site_of(first) if _HOST.fullmatch(first.lower()) else ""
