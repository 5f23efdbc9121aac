"""What an installation brings is pinned, and what a plain one brings has digests; no file names a registry."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
HASHED = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^\n]*?)? (?P<hashes>(?:\\\n    --hash=sha256:[0-9a-f]{64} ?)+)$", re.MULTILINE
)


def normal(name: str) -> str:
    """Return a distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    """Return the version that constraints.txt pins of each package."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {normal(line.partition("==")[0]): line.partition("==")[2] for line in lines if line and not line.startswith("#")}


def brought(wanted: list[str], found: set[str]) -> set[str]:
    """Return the names of all that these requirements bring here, by what is installed."""
    for text in wanted:
        requirement = Requirement(text)
        name = normal(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        try:
            brought(distribution(name).requires or [], found)
        except PackageNotFoundError:
            continue
    return found


def test_all_that_a_plain_installation_brings_is_pinned_and_has_digests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = brought([*project["project"]["dependencies"], *project["build-system"]["requires"]], set())
    assert len(wanted) > 40
    pinned = pins()
    assert sorted(wanted - pinned.keys()) == []
    hashed = {match["name"]: match["version"] for match in HASHED.finditer((ROOT / "requirements.txt").read_text(encoding="utf-8"))}
    assert sorted(wanted - hashed.keys()) == []
    assert {name: pinned[name] for name in hashed} == hashed


def test_every_line_of_requirements_is_a_release_with_digests() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    rest = re.sub(r"^#.*\n?", "", HASHED.sub("", text), flags=re.MULTILINE)
    assert rest.strip() == ""
    assert "://" not in text


def test_what_is_imported_is_required_by_name_and_not_only_brought_along() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    required = {normal(Requirement(one).name) for one in asked}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "bench").rglob("*.py"))]
    named = {alias.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {
        node.module for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    tops = {name.partition(".")[0] for name in named} - set(sys.stdlib_module_names) - {"bench"}
    bringers = packages_distributions()
    known = {top: {normal(one) for one in bringers[top]} for top in tops if top in bringers}
    assert len(known) > 15
    assert {top for top, distributions in known.items() if not distributions & required} == set()
