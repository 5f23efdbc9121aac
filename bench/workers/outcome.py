"""From what a worker said, or failed to say, to the one extraction of a page."""

from collections.abc import Mapping
from typing import Any

from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers import wire
from bench.workers.limits import MB, Limits


def settle(page: Page, adapter: Adapter, header: Mapping[str, Any], body: bytes, stderr: str, elapsed: float) -> Extraction:
    """Return the extraction of a result frame; raises WireError where the frame says what cannot be."""
    said = wire.status(header)
    try:
        text = body.decode("utf-8") if said == "ok" else ""
    except UnicodeDecodeError as problem:
        raise WireError(f"text that is not UTF-8 at byte {problem.start:,}", "UTF-8") from None
    status = Status.EMPTY if said == "ok" and not text.strip() else Status(said)
    kept = text if status is Status.OK else ""
    why = wire.one_line(str(header.get("error") or ""))
    wall, cpu = wire.count(header, "wall_ns"), wire.count(header, "cpu_ns")
    wall = wall or int(elapsed * 1e9)  # by the parent's clock (seconds) where a foreign worker does not measure
    peak, tries = wire.count(header, "peak_rss"), wire.count(header, "network")
    where = page.corpus, page.id, adapter.name
    return Extraction(*where, status, text=kept, error=why, wall_ns=wall, cpu_ns=cpu, peak_rss=peak, stderr=stderr, network=tries)


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
