"""Write each figure as a file of its own: SVG by the same templates, PNG through resvg, no browser."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.errors import ConfigError
from bench.files import whole
from bench.report import figures
from bench.report.drawing.stylesheets import standalone
from bench.report.scopes import Scope

SCALE = 3  # pixels a unit: a figure of 560 units is 1,680 pixels wide, 300 dots an inch at 14 cm
FONTS = "font-family:'Inter','Source Sans 3','Noto Sans','DejaVu Sans','Liberation Sans',Arial,sans-serif"


def write(scopes: Sequence[Scope], target: Path, *, png: bool = True) -> Iterator[Path]:
    """Write an SVG and a PNG for every figure of every scope; yield each path once it is written.

    SVG comes before PNG. They are named ``<number of scope>-<protocol>-<figure>[-<number>]``. Where PNG is wanted and cannot be drawn,
    raises ConfigError once every SVG is written.
    """
    documents = dict(drawn(scopes))
    for ending in ("svg", "png") if png else ("svg",):
        for name, svg in documents.items():
            path = target / f"{name}.{ending}"
            with whole(path) as temporary:
                temporary.write_bytes(svg.encode() if ending == "svg" else raster(svg))
            yield path


def drawn(scopes: Sequence[Scope]) -> Iterator[tuple[str, str]]:
    """Yield (name, SVG document) of every figure; names are made of our own words and numbers alone."""
    for at, scope in enumerate(scopes, 1):
        protocol = re.sub(r"[^a-z0-9-]", "", scope.scorer.name.lower()) or "protocol"
        for key in figures.FIGURES:
            figure = figures.draw(key, scope, "f")
            for number, svg in enumerate(_whole(figure.svgs) if figure else (), 1):
                suffix = f"-{number}" if figure and len(figure.svgs) > 1 else ""
                yield f"{at}-{protocol}-{key}{suffix}", document(svg)


def _whole(svgs: Sequence[str]) -> list[str]:
    """Return small multiples each with the parts of its own that it only points to in the first."""
    parts = dict(re.findall(r'<g id="([\w-]+)">(.*?)</g>', svgs[0], re.DOTALL))
    return [re.sub(r'<use[^>]* href="#([\w-]+)"/>', lambda match: parts[match[1]], svg) for svg in svgs]


def document(svg: str) -> str:
    """Return an inline SVG element of ours as a document: with a size, plain colours and white paper."""
    width, height = (float(part) for part in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    opening, body = re.findall(r"^(<svg[^>]*>)(.*)", svg, re.DOTALL)[0]
    style = f"svg{{{FONTS};background:#fff}}{standalone()}"
    kind = re.findall(r'class="([^"]*)"', opening)[0]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
        f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>{body}\n'
    )


def raster(svg: str) -> bytes:
    """Return an SVG document as PNG, SCALE pixels a unit; ConfigError without the extra ``figures``."""
    try:
        import resvg_py
    except ImportError as problem:
        missing = "the figures are written as SVG alone: PNG needs resvg-py, which is not installed"
        raise ConfigError(missing, "the extra `figures`", "pip install 'boilerbench[figures]', or --svg-only") from problem
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SCALE))
