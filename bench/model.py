"""The nouns: frozen dataclasses and enums that every floor shares (standard library only)."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, SupportsBytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

SCHEMA = 1  # of every file this package writes
PairKey = tuple[str, str, str]  # adapter, corpus, page id


class Kind(StrEnum):
    """What a page dump is: markup, or the text of a page saved without it."""

    HTML = "html"
    TEXT = "text"


class Status(StrEnum):
    """How one (adapter, page) pair ended. Only ``ok`` carries text; ``skipped`` was never tried."""

    OK = "ok"
    EMPTY = "empty"  # the extractor returned nothing but white space
    ERROR = "error"  # it raised
    TIMEOUT = "timeout"  # the deadline passed and its process group was killed
    CRASH = "crash"  # its process died
    MEMORY = "memory"  # it hit the address-space cap
    NETWORK = "network"  # it reached for a network, which was refused: what it would say elsewhere nobody knows
    MISSING = "missing"  # stored outputs hold none for the page
    SKIPPED = "skipped"  # the adapter does not accept this kind of page, or its library is missing

    @property
    def failed(self) -> bool:
        """Whether the extractor broke: neither text nor an empty answer came, though the page was tried."""
        return self not in {Status.OK, Status.EMPTY, Status.SKIPPED}


class GoldState(StrEnum):
    """What is known of the gold of one page: only ``cleaned`` is what a person says."""

    CLEANED = "cleaned"
    DRAFT = "draft"  # still marked as a draft, which extractors voted
    EMPTY = "empty"  # there is gold without a word, and no person said that the page has no content
    ABSENT = "absent"  # there is none
    UNKNOWN = "unknown"  # a stored run of an earlier release does not say


class Outcome(StrEnum):
    """What a comparison of two scores says."""

    IMPROVED = "improved"
    REGRESSED = "regressed"
    UNCHANGED = "unchanged"
    INCOMPARABLE = "incomparable"

    @property
    def exit_code(self) -> int:
        """0 fine, 1 regressed, 2 cannot judge."""
        return {Outcome.REGRESSED: 1, Outcome.INCOMPARABLE: 2}.get(self, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page dump as captured."""

    id: str  # unique in its corpus
    corpus: str
    stored: bytes | SupportsBytes  # gzip-compressed where ``packed``; :attr:`content` is what the site served
    kind: Kind = Kind.HTML
    _: KW_ONLY
    packed: bool = False
    url: str = ""
    site: str = ""  # the host that pages are clustered by, "" where unknown
    encoding: str = ""  # a declaration from outside the page, "" = as the page says
    lang: str = ""  # BCP 47
    type: str = ""
    devices: tuple[str, ...] = ()  # its boilerplate devices
    title: str = ""
    fingerprint: tuple[int, str] | None = field(default=None, repr=False, compare=False)  # once in a corpus: saves unpacking it again

    @property
    def content(self) -> bytes:
        """The page's bytes, unpacked."""
        return gzip.decompress(bytes(self.stored)) if self.packed else bytes(self.stored)

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, then the one in runs made before splits stood in ids: ``dev/0001``, ``0001``."""
        return tuple(dict.fromkeys((self.id, self.id.rpartition("/")[2])))

    @property
    def size(self) -> int:
        """Number of the unpacked bytes."""
        return self.fingerprint[0] if self.fingerprint else len(self.content)

    @property
    def sha256(self) -> str:
        """SHA-256 of the unpacked bytes, in hexadecimal."""
        return (self.fingerprint or fingerprint(self.content))[1]


def fingerprint(content: bytes) -> tuple[int, str]:
    """Return the size of a page's unpacked bytes and their SHA-256 in hexadecimal."""
    return len(content), hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of gold: text that must be returned, or may be (``optional``: neutral for ``aligned``)."""

    text: str
    optional: bool = False
    role: str = "paragraph"  # what it is: paragraph heading list table code quote caption


@dataclass(frozen=True, slots=True)
class Gold:
    """What a person says the content of a page is."""

    page_id: str
    blocks: tuple[Block, ...] | None  # None where the corpus has snippets only
    must_have: tuple[str, ...] = ()  # segments that must be in the output
    must_not: tuple[str, ...] = ()  # segments that must not
    parts: Mapping[str, str] = field(default_factory=dict)  # further gold by name (``markdown``, ``tagged``), for protocols that read it
    draft: bool = False  # not cleaned by a person yet
    _: KW_ONLY
    blank: bool = False  # a person says that the page has no content, so gold without a word is right
    file: str = field(default="", compare=False)  # where it was read from, where that is a file of its own
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)  # of ``file``: where each block's text begins, from 1

    @property
    def state(self) -> GoldState:
        """What is known of this gold; segments alone are gold too."""
        if self.draft or self.blocks is None:
            known = GoldState.CLEANED if self.must_have or self.must_not or self.parts else GoldState.ABSENT
            return GoldState.DRAFT if self.draft else known
        return GoldState.CLEANED if self.blank or any(any(map(str.isalnum, block.text)) for block in self.blocks) else GoldState.EMPTY

    @property
    def text(self) -> str:
        """All blocks, optional ones too, joined by blank lines: what peers' protocols see. "" without."""
        return "\n\n".join(block.text for block in self.blocks or ())


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages and their gold, in page order."""

    name: str
    digest: str  # changes when any byte of page, gold or metadata that can move a score does
    pages: tuple[Page, ...]
    gold: Mapping[str, Gold]  # by page id; a page without an entry has none
    _: KW_ONLY
    licence: str = ""
    citation: str = ""
    source: str = ""  # what to pass to ``--corpus`` to read it again
    oracle: bool = False  # its "gold" is another extractor's output: a regression oracle, not truth
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # page id -> why its gold is none; gold file of no page -> ()
    left_out: Mapping[str, int] = field(default_factory=dict)  # what the source holds and this does not: reason -> how many
    repeated: int = 0  # pages of one split that another split has too
    selection: Mapping[str, Any] = field(default_factory=dict)  # by what a part was chosen (``only``, ``limit``); empty: the whole
    sampling: Mapping[str, Any] = field(default_factory=dict)  # how pages were drawn for gold (bench.corpus.sampling); empty: nobody says
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # page id -> codes of findings that a reader let stand


@dataclass(frozen=True, slots=True)
class Adapter:
    """One line of the leaderboard: an extractor with settings."""

    name: str
    target: str = ""  # ``module:function``, called as ``function(page, **settings) -> str``
    package: str = ""  # the distribution whose version is printed
    settings: Mapping[str, Any] = field(default_factory=dict)  # exactly what is measured, and printed
    _: KW_ONLY
    accepts: str = "str"  # ``str`` or ``bytes``: what ``page`` is
    kinds: tuple[Kind, ...] = (Kind.HTML,)  # taken as they are; without ``text``, a text dump is wrapped as HTML first
    licence: str = ""
    extra: str = ""  # the extra that installs it
    env: str = ""  # a named virtual environment it lives in
    command: tuple[str, ...] = ()  # a foreign worker that speaks the wire
    floor: bool = False  # a yardstick, not a contender
    output: str = "text"  # what it answers with: ``text``, ``markdown``, or ``html``, which is turned into Markdown
    note: str = ""  # what stands under every board that it is on
    family: str = ""  # whom it shares an algorithm or code with, "" = the others of its package: a family has one vote on what is content

    def as_data(self) -> dict[str, Any]:
        """Return the adapter as plain data, for JSON."""
        plain = {"settings": dict(self.settings), "kinds": [kind.value for kind in self.kinds], "command": list(self.command)}
        return {name: getattr(self, name) for name in self.__slots__} | plain


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one adapter made of one page. Times in ns around the call alone; ``peak_rss`` in bytes."""

    corpus: str
    page_id: str
    adapter: str
    status: Status
    _: KW_ONLY
    text: str = ""
    error: str = ""  # one line: exception type and message, signal, or why it was skipped
    wall_ns: int = 0  # 0: not timed
    cpu_ns: int = 0
    peak_rss: int = 0
    stderr: str = ""  # what the library printed, capped
    network: int = 0  # refused attempts to open a socket
    reused: bool = False  # taken from an earlier run under the same key
    clock: str = ""  # why the time is not what its worker claims, "" where it is


@dataclass(frozen=True, slots=True)
class Rules:
    """The conventions of a protocol in words, for ``boilerbench protocols``."""

    source: str  # where the protocol comes from
    tokens: str  # how text becomes tokens
    empty: str  # empty gold, empty output
    failed: str  # what a failed page counts as
    averaging: str  # how pages become a figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """One protocol: a corpus's figure is ``finish`` of the sum, weighted or not, of its pages' ``parts``."""

    name: str
    columns: tuple[str, ...]
    metrics: tuple[str, ...]
    rules: Rules
    prepare: Callable[[Gold], Any]  # the work that depends on gold alone; what it returns is opaque, and all adapters may share it
    row: Callable[[Any, str], tuple[float, ...]]  # (prepared, text) -> a page's ``len(columns)`` finite floats: counts or scores
    parts: Callable[[NDArray[Any]], NDArray[Any]]  # rows (..., pages, columns) -> additive parts (..., pages, k)
    finish: Callable[[NDArray[Any]], NDArray[Any]]  # summed or weighted parts (..., k) -> metrics (..., len(metrics)), NaN where undefined
    rows: Callable[[Any, Sequence[str]], list[tuple[float, ...]]] | None = None  # the same of many texts, where together is quicker
    version: int = 1
    headline: str = "f1"  # the metric to sort by
    needs: str = "text"  # the gold it needs: ``text``, ``segments``, or a key of ``Gold.parts``
    variant: str = ""  # a setting that can change figures and so stands in the signature: tokeniser, splitter
    lower_is_better: tuple[str, ...] = ()
    percent: bool = False  # metrics on 0-100 instead of 0-1
    library: str = ""  # a module it needs that does not come with this package
    extra: str = ""  # what installs that module
    explain: Callable[[Gold, str], Sequence[Any]] | None = None  # what a row counts: the Steps of bench.scoring.protocols.steps

    def applies(self, gold: Gold) -> bool:
        """Whether this gold holds what the protocol needs."""
        by_kind = {"text": gold.blocks is not None, "segments": bool(gold.must_have or gold.must_not)}
        return by_kind.get(self.needs, self.needs in gold.parts)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval: ``value`` in ``[low, high]`` at confidence ``level``, from ``n`` pages."""

    value: float
    low: float
    high: float
    level: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What made a run: enough to repeat it, and to refuse to compare unlike things."""

    id: str
    created: str  # UTC, ISO 8601
    version: str
    corpora: tuple[Mapping[str, Any], ...]  # name, digest, pages, source, licence, citation, oracle
    adapters: tuple[Mapping[str, Any], ...]  # name, package, version, settings, accepts, licence, extra, env, floor
    options: Mapping[str, Any]  # deadline_s, memory_mb, workers, seed, resamples and the like
    machine: Mapping[str, Any]  # cpu, cores, python, platform
    complete: bool = False  # not while it is under way, nor when interrupted
    schema: int = SCHEMA

    @property
    def names(self) -> tuple[str, ...]:
        """The adapters' names, in the order of the run."""
        return tuple(str(adapter["name"]) for adapter in self.adapters)

    @property
    def floors(self) -> frozenset[str]:
        """The names of adapters that are yardsticks, not contenders."""
        return frozenset(str(adapter["name"]) for adapter in self.adapters if adapter.get("floor"))

    @property
    def sources(self) -> Mapping[str, str]:
        """By corpus name, what to pass to ``--corpus`` to read it again."""
        return {str(corpus["name"]): str(corpus.get("source") or corpus["name"]) for corpus in self.corpora}
