"""What a protocol reads of an adapter's answer, by what the adapter says that it answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ProtocolError
from bench.scoring import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from bench.model import Manifest, Scorer

_MARKUP_ONLY = frozenset({"structure", "structure-lines"})  # protocols on which plain text has nothing to show
_MARKDOWN = _MARKUP_ONLY | {"rouge-5", "text-edit", "code-edit", "formula-edit", "table-edit", "teds"}  # those that read Markdown as it is


def output_of(about: Mapping[str, Any]) -> str:
    """Return what an adapter answers with, as its manifest says: ``text``, ``markdown`` or ``html``.

    That of stored outputs is unknown, which is "".
    """
    return str(about.get("output") or ("" if about.get("stored") else "text"))


def without_text(manifest: Manifest) -> frozenset[str]:
    """Return the adapters that answer with metadata, whose answers are no text of a page."""
    return frozenset(name for name, output in outputs_of(manifest).items() if output == "metadata")


def outputs_of(manifest: Manifest) -> dict[str, str]:
    """Return, by adapter, what :func:`output_of` says."""
    return {str(about["name"]): output_of(about) for about in manifest.adapters}


def takes(scorer: Scorer, output: str) -> bool:
    """Whether a protocol scores adapters that answer so: metadata by its own protocols alone."""
    if scorer.name in METADATA or output == "metadata":
        return scorer.name in METADATA and output in {"metadata", ""}
    return output != "text" or scorer.name not in _MARKUP_ONLY


def told(output: str) -> str:
    """Return in words what an adapter answers with."""
    return {"text": "plain text", "markdown": "Markdown", "html": "HTML", "metadata": "title, author and date"}.get(output, "text")


def reads(scorer: Scorer) -> str:
    """Return in words what a protocol reads."""
    return told("metadata") if scorer.name in METADATA else "Markdown" if scorer.name in _MARKDOWN else "text"


def demand(scorer: Scorer, outputs: Iterable[str]) -> None:
    """Raise ProtocolError where a protocol takes no answer of these kinds."""
    if any(takes(scorer, output) for output in outputs):
        return
    if scorer.name in METADATA:
        what = f"no adapter of the run answers with title, author and date, and {scorer.name} reads nothing else"
        raise ProtocolError(what, "an adapter of the group metadata", "boilerbench run --adapters metadata --protocol metadata")
    if scorer.name not in _MARKUP_ONLY:
        what = f"the adapters of the run answer with title, author and date, and {scorer.name} reads text"
        raise ProtocolError(what, "a protocol of the group metadata", "boilerbench run --adapters metadata --protocol metadata")
    what = f"no adapter of the run answers with Markdown or HTML, and {scorer.name} reads nothing else"
    raise ProtocolError(what, "an adapter of the group markdown", f"boilerbench run --adapters markdown --protocol {scorer.name}")


def read(scorer: Scorer, output: str, text: str) -> str:
    """Return what a protocol reads of an answer: Markdown's words alone, unless it reads Markdown."""
    return text if scorer.name in _MARKDOWN else words(output, text)


def words(output: str, text: str) -> str:
    """Return what a reader sees of an answer: of Markdown what it is rendered to, anything else as it is."""
    if not is_markup(output):
        return text
    from bench.scoring.text import tree

    return tree.plain(text)


def is_markup(output: str) -> bool:
    """Whether answers are kept as Markdown: those that were Markdown, and those that were HTML."""
    return output in {"markdown", "html"}
