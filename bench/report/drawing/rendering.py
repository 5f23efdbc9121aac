"""Fill templates: one Jinja environment with escaping on, and figures as they are printed."""

import base64
import hashlib
import json
import re
import zlib
from functools import lru_cache
from importlib.resources import files
from math import isnan
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bench.escaping import link, visible
from bench.report.drawing.compiled import CompiledTemplates

HARMLESS = bytes.maketrans(b"<>&", b",./")  # base 85 as RFC 1924 writes it, but for what HTML reads
HASH = re.compile(r"[0-9a-f]{16,}")
INLINE = re.compile(r"<(style|script)(?: type=\"?text/css\"?)?>(.*?)</\1>", re.DOTALL)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of all templates: every printed text made visible and escaped."""
    made = Environment(
        loader=PackageLoader("bench.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(Path(__file__)),
        finalize=lambda value: visible(value) if type(value) is str else value,  # markup is ours
    )
    made.filters |= {"n": number, "fixed": fixed, "http": link, "packed": packed, "metric": metric, "named": named, "pages": pages}
    return made


def render(name: str, /, **values: object) -> str:
    """Return the template ``name`` filled with ``values``."""
    return environment().get_template(name).render(**values)


@lru_cache(maxsize=16)
def resource(name: str) -> str:
    """Return the text of a style sheet or script beside the templates."""
    return (files("bench.report") / "templates" / name).read_text("utf-8")


def markup(text: str) -> Markup:
    """Mark text that templates or this package made as markup."""
    return Markup(text)  # noqa: S704 - made by our own templates, with escaping on


def packed(value: dict[str, object]) -> Markup:
    """Return JSON for a script, compressed (RFC 1950) and in base 85 (without ``< > &``)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return markup(base64.b85encode(zlib.compress(text.encode("utf-8", "replace"), 9)).translate(HARMLESS).decode())


def named(page_id: str, limit: int = 24) -> str:
    """Return a page's id, short: twelve characters of a hash (as git), ``limit`` of others."""
    if HASH.fullmatch(page_id):
        return page_id[:12]
    return page_id if len(page_id) <= limit else page_id[: limit - 1] + "…"


def number(value: float, digits: int = 1) -> str:
    """Return a coordinate, as short as it can be written: "12", "3.5"."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return "0" if text in {"-0", ""} else text


def fixed(value: float, digits: int = 3) -> str:
    """Return a figure with its digits, an en dash where there is none."""
    return "–" if isnan(value) else f"{value:.{digits}f}"


def bounds(low: float, high: float, digits: int = 3, between: str = "–", nothing: str = "–") -> str:
    """Return an interval, ``nothing`` where there is none (of one page, say)."""
    return nothing if isnan(low) or isnan(high) else f"{low:.{digits}f}{between}{high:.{digits}f}"


def pages(count: int) -> str:
    """Return how many pages there are, in words."""
    return f"{count} page" if count == 1 else f"{count} pages"


def signed(value: float, digits: int = 3) -> str:
    """Return a difference with its sign (U+2212 for minus), an en dash where there is none."""
    if isnan(value):
        return "–"
    text = f"{abs(value):.{digits}f}"
    return ("+" if value > 0 else "\u2212" if value < 0 else "±") + text if text.strip("0.") else "±" + text


def metric(name: str) -> str:
    """Return a metric's name as it is printed: "est. F1" for an estimate without gold."""
    if name.startswith("est_"):
        return f"est. {metric(name.removeprefix('est_'))}"
    return "F1" if name == "f1" else name.replace("_", " ")


def p_value(value: float) -> str:
    """Return a p-value as papers print it: "< .001" where smaller, three digits up to .1, then two."""
    if isnan(value):
        return "p unknown"
    if value < 0.001:
        return "p < .001"
    return f"p = {value:.{2 if value >= 0.1 else 3}f}".replace("0.", ".", 1)


def sealed(page: str, *, frames: bool = False) -> str:
    """Return the page with its policy filled in: nothing but its own inline blocks, named by SHA-256.

    With ``frames``, files beside it may stand in frames. The page's head must hold ``content="POLICY"``; script elements with data
    (another ``type``) are no scripts and need no hash.
    """
    hashes: dict[str, list[str]] = {"style": [], "script": []}
    for kind, text in INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[kind].append(f"'sha256-{digest}'")
    sources = {kind: " ".join(dict.fromkeys(hashed)) or "'none'" for kind, hashed in hashes.items()}
    allowed = f"style-src {sources['style']}; script-src {sources['script']}; img-src data:"
    framed = "; frame-src 'self'" if frames else ""
    policy = f"default-src 'none'; {allowed}{framed}; base-uri 'none'; form-action 'none'"
    return page.replace('content="POLICY"', f'content="{policy}"', 1)
