"""From what a worker said, or failed to say, to the one extraction of a page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers import clocks, wire
from bench.workers.limits import MB, Limits


def settle(
    page: Page, adapter: Adapter, header: Mapping[str, Any], body: bytes, stderr: str, elapsed: float, *, least: float = 0.0
) -> Extraction:
    """Return the extraction of a result frame; raises WireError where the frame says what cannot be.

    ``elapsed`` and ``least`` are seconds, as :func:`bench.workers.clocks.judged` takes them.
    """
    said = wire.status(header)
    try:
        text = body.decode("utf-8") if said == "ok" else ""
    except UnicodeDecodeError as problem:
        raise WireError(f"text that is not UTF-8 at byte {problem.start:,}", "UTF-8") from None
    status = Status.EMPTY if said == "ok" and not text.strip() else Status(said)
    kept = text if status is Status.OK else ""
    why = wire.one_line(str(header.get("error") or ""))
    wall, doubt = clocks.judged(header, elapsed, least)
    cpu, peak, tries = (wire.count(header, name) for name in ("cpu_ns", "peak_rss", "network"))
    return Extraction(
        page.corpus, page.id, adapter.name, status, text=kept, error=why, wall_ns=wall, cpu_ns=cpu, peak_rss=peak, stderr=stderr,
        network=tries, clock=doubt,
    )  # fmt: skip


def untimed(first: Extraction) -> Extraction:
    """Return an extraction without its times: a worker's first call loads what its first page needs."""
    return replace(first, wall_ns=0, cpu_ns=0)


def retimed(first: Extraction, again: Extraction) -> Extraction:
    """Return a first extraction with the times of the same page again; without any where that ended otherwise."""
    return replace(first, wall_ns=again.wall_ns, cpu_ns=again.cpu_ns, clock=again.clock) if again.status is first.status else untimed(first)


def gave_up(page: Page, adapter: Adapter, status: Status, reason: str, *, stderr: str = "", elapsed: float = 0.0) -> Extraction:
    """Return the extraction of a page that got no answer."""
    return Extraction(page.corpus, page.id, adapter.name, status, error=wire.one_line(reason), wall_ns=int(elapsed * 1e9), stderr=stderr)


def broke(problem: WireError) -> tuple[Status, str]:
    """Return status and reason for a worker that broke the wire."""
    return Status.ERROR, f"WireError: {problem.what}; expected {problem.expected}" if problem.expected else f"WireError: {problem.what}"


def is_worn(limits: Limits, pages: int, extraction: Extraction, header: Mapping[str, Any]) -> bool:
    """Whether a worker is to be replaced: out of memory, with children left behind, old, or large."""
    spent = extraction.status is Status.MEMORY or bool(header.get("children"))
    large = 0 < limits.recycle_mb * MB < wire.count(header, "rss")
    return spent or large or 0 < limits.recycle_pages <= pages
