"""Start a part of ``bench`` (``fork-server``, ``identity``, ``bridge``, ``filter``) by path in any Python.

``bench`` becomes importable without making anything that lies beside it importable: an environment keeps its own libraries.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

PARTS = {
    "fork-server": "bench.workers.fork_server",
    "identity": "bench.environments.identity",
    "bridge": "bench.workers.bridge",
    "filter": "bench.workers.answers.filter",
}


def mount() -> None:
    """Import the package this file lies in under the name ``bench``, leaving ``sys.path`` as it is."""
    root = Path(__file__).resolve().parent.parent
    spec = spec_from_file_location("bench", root / "__init__.py", submodule_search_locations=[str(root)])
    if spec is None or spec.loader is None:
        raise ImportError(f"{root} is not a package")
    sys.modules["bench"] = package = module_from_spec(spec)
    spec.loader.exec_module(package)


if __name__ == "__main__":
    mount()
    import_module(PARTS[sys.argv[1]]).main(sys.argv[2:])
