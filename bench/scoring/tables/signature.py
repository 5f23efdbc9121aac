"""Render the one line that names everything a table depends on."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.model import Manifest, Scorer
from bench.scoring.statistics.resampling import Sampling

REFERENCE = "from_reference"  # in a manifest, says of an adapter that its rows are stored ones
DIGEST = 12  # hexadecimal digits shown: 48 bits tell apart any corpora that anyone keeps


def signature(
    manifest: Manifest,
    corpora: Sequence[str],
    scorer: Scorer,
    options: Sampling | None = None,
    *,
    metric: str = "",
    adapters: Sequence[str] | None = None,
    track: str = "",
) -> str:
    """Return one line that names everything a table depends on.

    Its form is ``metric:protocol@version|variant|corpus:name@digest:pages|package==version(adapter{settings},adapter)|bs:10000|unit:site``
    and so on, up to ``|seed:0``. ``corpora`` and ``adapters`` (None = all) select from the manifest, which they must name; both are printed
    sorted, so the line does not depend on order. ``metric`` defaults to the headline; ``track`` (html, text) is printed when given.
    """
    sampling = options or Sampling()
    known = {str(corpus["name"]): f"{str(corpus['digest'])[:DIGEST]}:{corpus['pages']}" for corpus in manifest.corpora}
    fields = [
        f"{metric or scorer.headline}:{scorer.name}@{scorer.version}",
        scorer.variant,
        "+".join(f"corpus:{name}@{known[name]}" for name in sorted(corpora)),
        f"track:{track}" if track else "",
        "+".join(_packages([adapter for adapter in manifest.adapters if adapters is None or adapter["name"] in adapters])),
        f"bs:{sampling.resamples}|unit:{sampling.unit}|test:{sampling.test}|ci:{sampling.level:g}|seed:{sampling.seed}",
    ]
    return "|".join(filter(None, fields))


def _packages(adapters: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return each ``package==version(adapter{settings},adapter)`` once, sorted.

    An adapter called as its package is, and alone of it, is not named again: ``package==version{settings}``; nor is one without a package.
    """
    packages: dict[str, list[tuple[str, str]]] = {}
    for adapter in adapters:
        version = f"=={adapter['version']}" if adapter.get("version") else ""
        digest = str(adapter.get("sha256") or "")[:DIGEST]  # of stored outputs, which their version need not tell apart
        version += f"@{digest}" if digest not in version else ""
        version += "@reference" if adapter.get(REFERENCE) else ""
        member = (str(adapter["name"]), settings(adapter.get("settings") or {}))
        packages.setdefault(f"{adapter.get('package') or adapter['name']}{version}", []).append(member)
    return [_package(package, sorted(members)) for package, members in sorted(packages.items())]


def _package(package: str, members: Sequence[tuple[str, str]]) -> str:
    """Return one package with its adapters and their settings."""
    if [name for name, _ in members] == [package.partition("==")[0]]:
        return f"{package}{members[0][1]}"
    return f"{package}({','.join(name + chosen for name, chosen in members)})"


def stored(adapter: Mapping[str, Any]) -> str:
    """Return in words where the outputs or rows of an adapter were stored, "" of one that was run."""
    if adapter.get(REFERENCE):
        return "from the reference"
    return f"stored outputs: {adapter['file']}" if adapter.get("stored") and adapter.get("file") else ""


def settings(chosen: Mapping[str, Any]) -> str:
    """Return settings as ``{key=value,...}`` in sorted order, "" for none."""
    return "{" + ",".join(f"{key}={chosen[key]}" for key in sorted(chosen)) + "}" if chosen else ""
