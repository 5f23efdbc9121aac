"""Lock files of environments: which releases an installation chose and the digests of their files, to make the same again.

One lies beside each environment that pip filled, as ``NAME.lock``: a requirements file that pip reads with ``--require-hashes``,
after a line that says what it was made for. It holds no addresses: whoever rebuilds from it gets the files wherever pip looks for them.
"""

from __future__ import annotations

import json
import platform
import re
import sys
from typing import TYPE_CHECKING

from bench import files
from bench.environments.identity import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

SUFFIX = ".lock"
_HEAD = "# boilerbench environment: "
_LINE = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[\w.!+-]+)(?P<digests>( --hash=sha256:[0-9a-f]{64})+)")


def fits(path: Path, wanted: Sequence[str]) -> bool:
    """Whether a whole lock file lies at ``path``, for these requirements, this Python and machine."""
    try:
        head, *lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return head == _head(wanted, len(lines)) and all(_LINE.fullmatch(line) for line in lines)


def write(path: Path, wanted: Sequence[str], report: Mapping[str, Any]) -> tuple[str, ...]:
    """Write a lock file from pip's installation report; return the names that cannot be locked.

    Those were given by a folder or an address, which nothing vouches for: with any of them there is no lock file.
    """
    lines, loose = list[str](), list[str]()
    for entry in report["install"]:
        metadata, download = entry["metadata"], entry["download_info"]
        digest = download.get("archive_info", {}).get("hashes", {}).get("sha256")
        if digest is None or entry.get("is_direct"):
            loose.append(str(metadata["name"]))
        else:
            lines.append(f"{metadata['name']}=={metadata['version']} --hash=sha256:{digest}")
    if loose:
        path.unlink(missing_ok=True)
    else:
        with files.whole(path) as part:
            part.write_text("\n".join([_head(wanted, len(lines)), *sorted(lines, key=str.lower), ""]), encoding="utf-8")
    return tuple(sorted(loose))


def digests(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the SHA-256 digests that a lock file lists, by ``name==version``; {} where there is none."""
    try:
        found = [_LINE.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    except (OSError, ValueError):
        return {}
    return {f"{normal(one['name'])}=={one['version']}": tuple(re.findall(r"[0-9a-f]{64}", one["digests"])) for one in found if one}


def _head(wanted: Sequence[str], count: int) -> str:
    """Return the first line of a lock file with ``count`` packages."""
    made_for = {"requirements": list(wanted), "python": "{}.{}".format(*sys.version_info), "machine": _machine(), "packages": count}
    return _HEAD + json.dumps(made_for)


def _machine() -> str:
    """Return what decides which of a release's files fit: system and processor."""
    return f"{sys.platform}-{platform.machine()}"
