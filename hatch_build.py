"""Part of the build: the README as package indexes show it, and the pages of the embedded corpus packed together.

A link to a file of the repository leads nowhere on an index. Pages have much in common, so together they are smaller than each on its own.
"""

from __future__ import annotations

import re
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\]\((?!https?://|#|mailto:)(?:\./)?([^)\s]+)\)")


def absolute(text: str, address: str) -> str:
    """Return Markdown whose links to files lead to those files below ``address``, which ends in a slash."""
    return _LINK.sub(rf"]({address}\1)", text)


class ReadmeHook(MetadataHookInterface):
    """Gives the project its readme."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the readme, with links below the address of the source."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, metadata["urls"]["Source"])}


def packed(pages: Path, target: Path) -> None:
    """Write the files of a folder as an archive: the same files give the same bytes."""
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for path in sorted(pages.iterdir()):
            member = tarfile.TarInfo(path.name)
            member.size = path.stat().st_size
            with path.open("rb") as content:
                archive.addfile(member, content)


class PagesHook(BuildHookInterface[Any]):
    """Gives a wheel the pages of the embedded corpus; an editable one reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack the pages."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._place = TemporaryDirectory()
        archive = Path(self._place.name, "embedded.tar.xz")
        packed(Path(self.root, "seeds", "embedded"), archive)
        build_data["force_include"][str(archive)] = "bench/data/seeds/embedded.tar.xz"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - as hatchling calls it
        """Clear up."""
        if self.target_name == "wheel" and version != "editable":
            self._place.cleanup()
