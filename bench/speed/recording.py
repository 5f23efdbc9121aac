"""Take the samples: every adapter on every page of the sample, in rounds.

A round goes from adapter to adapter, so that drift hits all alike; each has its pages one after another, as it has them in a run. Were
adapters to alternate from page to page, each would find the caches of the processor full of the others' work, by up to a third slower.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.corpus.text.payload import is_accepted
from bench.errors import AdapterError
from bench.model import Kind, Status
from bench.speed.interpreter import interpreter
from bench.speed.sample import bucket_of, items, ordered
from bench.speed.subject import Subject
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.model import Adapter, Corpus, Page
    from bench.speed.sample import Item


@dataclass(frozen=True, slots=True)
class RecordingOptions:
    """How to sample: ``pages`` of each size, ``rounds`` in each of an adapter's ``processes``."""

    pages: int = 8
    rounds: int = 3
    processes: int = 2
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One adapter's samples of one page, in the order taken: times in ns, ``peak_rss`` in bytes.

    There are no times where the page did not end well.
    """

    adapter: str
    corpus: str
    page_id: str
    bucket: str
    size: int
    status: str
    cpu_ns: tuple[int, ...] = ()
    wall_ns: tuple[int, ...] = ()
    peak_rss: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """One start of an adapter's process: its version, and the cost of import and first call in ns."""

    adapter: str
    version: str
    cpu_ns: int
    wall_ns: int


@dataclass(frozen=True, slots=True)
class Recording:
    """All samples of a session.

    ``calibration`` are times in ns of a fixed loop run between them; ``missing`` says why an adapter could not start.
    """

    series: tuple[Series, ...]
    starts: tuple[Start, ...]
    calibration: tuple[int, ...]
    missing: Mapping[str, str]


def pages_for(pages: Sequence[Page], adapter: Adapter, count: int, seed: int) -> list[Page]:
    """Return at most ``count`` pages of each size bucket.

    They are HTML pages for an adapter of HTML, text dumps for one of text alone.
    """
    taken = [page for page in pages if is_accepted(page, adapter)]
    markup = [page for page in taken if page.kind is Kind.HTML] or taken
    filled: dict[str, int] = {}
    chosen = []
    for page in ordered(markup, seed):
        bucket = bucket_of(page.size)
        if filled.setdefault(bucket, 0) < count:
            filled[bucket] += 1
            chosen.append(page)
    return chosen


def record(
    corpora: Sequence[Corpus], adapters: Sequence[Adapter], options: RecordingOptions, say: Callable[[str], None] = lambda _: None
) -> Recording:
    """Measure all adapters.

    One that cannot start is ``missing``, a page that fails once is not tried again.
    """
    pages = []
    for adapter in adapters:
        for corpus in corpora:
            drawn = items(pages_for(corpus.pages, adapter, options.pages, options.seed), adapter)
            pages += [_PageSamples(adapter, corpus.name, item) for item in drawn]
    rounds = _Rounds(adapters, pages, options, say)
    for number in range(options.processes):
        rounds.run(number)
    series = tuple(page.series() for page in pages if page.adapter.name not in rounds.missing)
    return Recording(series, tuple(rounds.starts), tuple(rounds.loop), rounds.missing)


class _PageSamples:
    """The samples of one page by one adapter while they are taken."""

    def __init__(self, adapter: Adapter, corpus: str, item: Item) -> None:
        """Start with none."""
        self.adapter, self.corpus, self.item = adapter, corpus, item
        self.status, self.peak = Status.OK, 0
        self._cpu, self._wall = list[int](), list[int]()

    def run(self, subject: Subject) -> None:
        """Take one sample; an empty result is an extraction too, after any other failure there are no more."""
        sample = subject.measure(self.item.header, self.item.body)
        self.status = sample.status
        if self.fine:
            self._cpu.append(sample.cpu_ns)
            self._wall.append(sample.wall_ns)
            self.peak = max(self.peak, sample.peak_rss)

    @property
    def fine(self) -> bool:
        """Whether the page ended well so far."""
        return self.status in {Status.OK, Status.EMPTY}

    def series(self) -> Series:
        """Return what was taken."""
        return Series(
            adapter=self.adapter.name,
            corpus=self.corpus,
            page_id=self.item.page_id,
            bucket=self.item.bucket,
            size=self.item.size,
            status=self.status.value,
            cpu_ns=tuple(self._cpu) if self.fine else (),
            wall_ns=tuple(self._wall) if self.fine else (),
            peak_rss=self.peak if self.fine else 0,
        )


class _Rounds:
    """Processes of all adapters side by side, and what is noted beside the samples."""

    def __init__(
        self, adapters: Sequence[Adapter], pages: Sequence[_PageSamples], options: RecordingOptions, say: Callable[[str], None]
    ) -> None:
        """Start with nothing noted."""
        self.starts: list[Start] = []
        self.loop: list[int] = []
        self.missing: dict[str, str] = {}
        self._taken = 0
        self._adapters, self._options, self._say = adapters, options, say
        self._pages = {adapter.name: [page for page in pages if page.adapter.name == adapter.name] for adapter in adapters}

    def run(self, number: int) -> None:
        """Start one process for each adapter under hash seed ``number`` and take all rounds."""
        with ExitStack() as stack:
            subjects = {adapter.name: subject for adapter in self._adapters if (subject := self._start(stack, adapter, number)) is not None}
            for turn in range(self._options.rounds):
                done, planned = number * self._options.rounds + turn, self._options.rounds * self._options.processes
                self._say(f"round {done + 1} of {planned}")
                shift = done % max(1, len(subjects))  # each time another adapter begins
                for name in (*list(subjects)[shift:], *list(subjects)[:shift]):
                    self._in_a_row(stack, subjects, self._pages[name], number)

    def _in_a_row(self, stack: ExitStack, subjects: dict[str, Subject], pages: list[_PageSamples], number: int) -> None:
        """Give an adapter its pages; once for as many pages as there are adapters, run the fixed loop."""
        for page in filter(lambda page: page.fine, pages):
            subject = subjects[page.adapter.name]
            page.run(subject)
            if subject.sick and (again := self._start(stack, page.adapter, number)) is not None:
                subjects[page.adapter.name] = again
            self._taken += 1
            if self._taken % len(subjects) == 0:
                self._calibrate(subjects)

    def _calibrate(self, subjects: dict[str, Subject]) -> None:
        """Run the fixed loop in a process that can."""
        steady = next((subject for subject in subjects.values() if not subject.sick and not subject.adapter.command), None)
        if steady and (took := steady.calibrate()):
            self.loop.append(took)

    def _start(self, stack: ExitStack, adapter: Adapter, number: int) -> Subject | None:
        """Start a process and note what that cost; None, with the reason noted, where it does not work."""
        try:
            subject = stack.enter_context(
                Subject(adapter, interpreter(adapter, self._say), seed=number, limits=self._options.limits, path=self._options.path)
            )
            hello = subject.greet()
        except AdapterError as problem:
            self.missing[adapter.name] = str(problem).splitlines()[0]
            return None
        cpu, wall = (int(hello.get(name, 0)) for name in ("import_cpu_ns", "import_wall_ns"))
        self.starts.append(Start(adapter.name, str(hello.get("version", "")), cpu, wall))
        return subject
