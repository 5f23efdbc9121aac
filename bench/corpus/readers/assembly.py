"""Pages and gold become a corpus, with a digest of all that can move a score."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from bench.corpus.source import fingerprints
from bench.corpus.source.members import folded
from bench.corpus.source.spill import Spill, SpilledValues, gold_of
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Page, fingerprint

GOLD_ONLY = "gold-"  # before the digest of a corpus whose pages were left unread: no corpus that was read has it
MARKDOWN = "structure"  # the key of gold's Markdown for the protocol of that name
METADATA = ("title", "author", "date")  # the keys of what gold says of them, for the protocols of the group metadata
_BESIDE = frozenset({MARKDOWN, *METADATA})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


def assemble(
    name: str,
    pages: Iterable[Page],
    gold: Mapping[str, Gold],
    *,
    licence: str = "",
    citation: str = "",
    source: str = "",
    oracle: bool = False,
    left_out: Mapping[str, int] | None = None,
    repeated: int | None = None,
    unread: bool = False,
) -> Corpus:
    """Return the corpus with pages and gold in order of page id.

    ``left_out`` counts by reason what the source holds and the corpus does not; ``repeated`` the pages that two splits have (None: those
    whose bytes stand under two first parts of an id). ``unread`` says that the bytes of pages were left unread: the digest is then one of
    gold. Raises CorpusError for no pages, for an id used twice, or for two that differ in letter case or Unicode form alone: a file system
    may hold one of them only. Packed pages are unpacked once here, so a damaged or monstrous one is met at import, not in a worker
    (ArchiveError).
    """
    reasons = {reason: count for reason, count in sorted((left_out or {}).items()) if count}
    spill = Spill()
    ordered = sorted(map(spill.page, pages), key=lambda page: page.id)
    if not ordered:
        why = f" ({said(reasons)})" if reasons else ""
        raise CorpusError(f"{source or name} holds no pages{why}", "at least one page with its gold")
    check_ids((page.id for page in ordered), name)
    prints = map(_unread, ordered) if unread else fingerprints.of_pages(ordered)
    known = tuple(replace(page, fingerprint=one) for page, one in zip(ordered, prints, strict=True))
    ids = [page.id for page in known if page.id in gold]
    kept = gold_of(gold, ids) if isinstance(gold, SpilledValues) else spill.gold((page_id, gold[page_id]) for page_id in ids)
    again = (0 if unread else _repeated(known)) if repeated is None else repeated
    held = GOLD_ONLY * unread + digest(known, kept)
    whole = Corpus(name, held, known, kept, left_out=reasons, repeated=again)
    return replace(whole, licence=licence, citation=citation, source=source, oracle=oracle)


def sound(corpus: Corpus) -> Corpus:
    """Return a corpus all of whose gold files could be read; raises CorpusError for one that could not."""
    faults = [fault for fault in corpus.faults.values() if fault]
    for what, expected, hint in faults:
        more = f" (and {len(faults) - 1} more gold files cannot be read)" if len(faults) > 1 else ""
        raise CorpusError(what + more, expected, f"{hint}; boilerbench corpus check {corpus.source} lists all" if more else hint)
    return corpus


def part(corpus: Corpus, folder: str, source: str = "") -> Corpus:
    """Return the pages whose ids begin with ``folder/`` as a corpus, which ``source`` names.

    Raises CorpusError where there are none.
    """
    pages = tuple(page for page in corpus.pages if page.id.startswith(f"{folder}/"))
    if not pages:
        splits = sorted({page.id.partition("/")[0] for page in corpus.pages if "/" in page.id})
        raise CorpusError(f"corpus {corpus.name} has no part {folder!r}", f"one of: {', '.join(splits) or 'none, it is one whole'}")
    gold = gold_of(corpus.gold, [page.id for page in pages])
    return replace(corpus, digest=digest(pages, gold), pages=pages, gold=gold, source=source or corpus.source, left_out={}, repeated=0)


def chosen_pages(corpus: Corpus, only: Sequence[str], limit: int | None = None) -> Corpus:
    """Return the part of a corpus that ``only`` and ``limit`` ask for; the rest is counted.

    These are the first ``limit`` pages (all for None) whose ids match one of the patterns ``only`` (all for none). Patterns are those of
    file names (``*``, ``?``, ``[...]``), letter case counts. Raises CorpusError where no page matches.
    """
    if not only and (limit is None or limit >= len(corpus.pages)):
        return corpus
    matched = [page for page in corpus.pages if not only or any(fnmatchcase(page.id, pattern) for pattern in only)]
    if not matched:
        near = ", ".join(page.id for page in corpus.pages[:3])
        raise CorpusError(f"no page of {corpus.name} matches {' or '.join(only)}", f"a pattern of page ids such as {near}", "--only '*'")
    pages = tuple(matched[:limit])
    gold = gold_of(corpus.gold, [page.id for page in pages])
    counted = {"pages that --only leaves out": len(corpus.pages) - len(matched), "pages that --limit leaves out": len(matched) - len(pages)}
    left_out = {**corpus.left_out, **{reason: count for reason, count in counted.items() if count}}
    selection = {**({"only": list(only)} if only else {}), **({"limit": limit} if limit else {})}
    return replace(corpus, digest=digest(pages, gold), pages=pages, gold=gold, left_out=left_out, selection=selection)


def check_ids(ids: Iterable[str], name: str) -> None:
    """Raise CorpusError for an id used twice, or two that differ in case or Unicode form alone."""
    known: dict[str, str] = {}
    for key in ids:
        other = known.get(folded(key))
        if other == key:
            raise CorpusError(f"corpus {name} has two pages called {key!r}", "ids that are unique in their corpus")
        if other is not None:
            what = f"corpus {name} has pages called {other!r} and {key!r}, which differ in letter case or Unicode form alone"
            raise CorpusError(what, "ids that every file system keeps apart", "rename one of the files")
        known[folded(key)] = key


def said(left_out: Mapping[str, int]) -> str:
    """Return what was left out of a corpus as words: ``400 documents without a page, 1 ...``."""
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(left_out.items()))


def _repeated(pages: Iterable[Page]) -> int:
    """Count the pages whose bytes stand under more than one first part of an id."""
    splits: dict[str, set[str]] = {}
    for page in pages:
        if "/" in page.id:
            splits.setdefault(page.sha256, set()).add(page.id.partition("/")[0])
    return sum(len(held) > 1 for held in splits.values())


def _unread(page: Page) -> tuple[int, str]:
    """Return what stands for bytes left unread: of each page its own, so that no two pass for one."""
    return 0, fingerprint(page.id.encode())[1]


def digest(pages: Iterable[Page], gold: Mapping[str, Gold]) -> str:
    """Return the SHA-256 over pages in the order given: bytes, parsed gold, what groups or decodes them.

    Packing, file names, archive order and the line ends of gold files do not enter; a page's own bytes do, line ends and all. Nor does
    gold's Markdown for protocol ``structure``, or its title, author and date, which stand beside gold whose text does: baselines from
    before they were read still hold.
    """
    total = hashlib.sha256()
    for page in pages:
        facts = [page.id, page.kind, page.site, page.encoding, page.lang, page.type, page.devices, page.sha256]
        total.update(json.dumps([*facts, _facts(gold.get(page.id))]).encode())
    return total.hexdigest()


def metadata(title: object, author: object, date: object) -> dict[str, str]:
    """Return what gold states of title, author and date as parts, a date without a day left out."""
    stated = {name: value.strip() for name, value in zip(METADATA, (title, author, date), strict=True) if isinstance(value, str)}
    return {name: value for name, value in stated.items() if value and (name != "date" or _DAY.match(value))}


def _facts(gold: Gold | None) -> object:
    """Return gold as plain lists: what a scorer can see of it."""
    if gold is None:
        return None
    blocks = None if gold.blocks is None else [[block.text, block.optional, block.role] for block in gold.blocks]
    return [blocks, gold.must_have, gold.must_not, sorted((name, part) for name, part in gold.parts.items() if name not in _BESIDE)]


def site_of(url: str) -> str:
    """Return the host that pages are clustered by, lower case, no port, no ``www.``; "" for none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")
