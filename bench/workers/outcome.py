"""From what a worker said, or failed to say, to the one extraction of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import WireError
from bench.model import Extraction, Status
from bench.workers import wire
from bench.workers.limits import MB

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bench.model import Adapter, Page
    from bench.workers.limits import Limits


def settle(page: Page, adapter: Adapter, header: Mapping[str, Any], body: bytes, stderr: str, elapsed: float) -> Extraction:
    """Return the extraction of a result frame; raises WireError where the frame says what cannot be.

    ``elapsed`` (seconds, by the parent's clock) stands in where a foreign worker does not measure.
    """
    said = wire.status(header)
    text = _text(body) if said == "ok" else ""
    status = Status.EMPTY if said == "ok" and not text.strip() else Status(said)
    return Extraction(
        corpus=page.corpus,
        page_id=page.id,
        adapter=adapter.name,
        status=status,
        text=text if status is Status.OK else "",
        error=wire.one_line(str(header.get("error") or "")),
        wall_ns=wire.count(header, "wall_ns") or int(elapsed * 1e9),
        cpu_ns=wire.count(header, "cpu_ns"),
        peak_rss=wire.count(header, "peak_rss"),
        stderr=stderr,
        network=wire.count(header, "network"),
    )


def gave_up(page: Page, adapter: Adapter, status: Status, reason: str, *, stderr: str = "", elapsed: float = 0.0) -> Extraction:
    """Return the extraction of a page that got no answer."""
    return Extraction(
        page.corpus, page.id, adapter.name, status, error=wire.one_line(reason), wall_ns=int(elapsed * 1e9), stderr=stderr
    )  # fmt: skip


def broke(problem: WireError) -> tuple[Status, str]:
    """Return status and reason for a worker that broke the wire."""
    return Status.ERROR, f"WireError: {problem.what}; expected {problem.expected}" if problem.expected else f"WireError: {problem.what}"


def _text(body: bytes) -> str:
    """Return the text of a result; raises WireError where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise WireError(f"text that is not UTF-8 at byte {problem.start:,}", "UTF-8") from None


def is_worn(limits: Limits, pages: int, extraction: Extraction, header: Mapping[str, Any]) -> bool:
    """Whether a worker is to be replaced: out of memory, with children left behind, old, or large."""
    spent = extraction.status is Status.MEMORY or bool(header.get("children"))
    large = 0 < limits.recycle_mb * MB < wire.count(header, "rss")
    return spent or large or 0 < limits.recycle_pages <= pages
