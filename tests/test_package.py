"""What a package index shows of the project, and what its archives hold."""

from __future__ import annotations

import re
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from email.message import Message

pytest.importorskip("hatchling", reason="hatchling is not installed, which builds the package")

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a wheel and a source archive of this tree."""
    from hatchling.builders.sdist import SdistBuilder
    from hatchling.builders.wheel import WheelBuilder

    place = str(tmp_path_factory.mktemp("dist"))
    wheel = next(WheelBuilder(str(ROOT)).build(directory=place, versions=["standard"]))
    source = next(SdistBuilder(str(ROOT)).build(directory=place, versions=["standard"]))
    return Path(wheel), Path(source)


@pytest.fixture(scope="module")
def metadata(built: tuple[Path, Path]) -> Message:
    """Give what the wheel says of itself."""
    from email import message_from_bytes

    with zipfile.ZipFile(built[0]) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(wheel.read(name))


def test_the_description_is_the_readme_with_links_that_lead_somewhere(metadata: Message) -> None:
    text = str(metadata.get_payload())
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(links) > 10
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    files = {link.removeprefix(PROJECT["urls"]["Source"]).partition("#")[0] for link in links if link.startswith("https://")}
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []
    assert metadata["Description-Content-Type"] == "text/markdown"


def test_project_addresses_are_shown(metadata: Message) -> None:
    shown = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL") or [])
    assert shown == PROJECT["urls"]
    assert {"Homepage", "Documentation", "Source", "Changelog"} <= shown.keys()


def test_the_extra_all_brings_every_other_extra() -> None:
    extras = PROJECT["optional-dependencies"]
    (named,) = map(Requirement, extras["all"])
    assert named.name == PROJECT["name"]
    assert named.extras == extras.keys() - {"all"}


def test_the_wheel_holds_every_embedded_page_packed_and_is_small(built: tuple[Path, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        wheel.extract("bench/data/seeds/embedded.tar.xz", tmp_path)
    with tarfile.open(tmp_path / "bench/data/seeds/embedded.tar.xz") as archive:
        held = {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]
    assert held == {path.name: path.read_bytes() for path in (ROOT / "seeds" / "embedded").iterdir()}
    assert built[0].stat().st_size < 6_000_000


def test_the_wheel_holds_what_a_first_run_reads_and_no_tests(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = wheel.namelist()
    assert {"bench/data/seeds/embedded.tar.xz", "bench/py.typed", "bench/data/gold/README.md", "bench/data/docs/glossary.md"} <= {*names}
    assert [name for name in names if name.startswith("tests/")] == []
    with tarfile.open(built[1]) as source:
        files = {name.partition("/")[2] for name in source.getnames()}
    assert {"hatch_build.py", "README.md", "CHANGELOG.md", "LICENSE", "tests/test_package.py", "docs/index.md", "CITATION.cff"} <= files
