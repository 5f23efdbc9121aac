"""Part of the build: the README as package indexes show it, where a link to a file of the repository leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

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
