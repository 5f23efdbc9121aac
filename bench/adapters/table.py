"""All adapters, and the families of those that agree for sharing an algorithm or code: each family has one vote.

An adapter is data: what to call (``module:function``) and with which settings, so settings are exactly what is measured and printed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench.config.recipe import Recipe
from bench.model import Adapter, Kind
from bench.registry import part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

_ANY = (Kind.HTML, Kind.TEXT)
_READABILITY = "readability"  # the family of ports of one another, or built on one
DEBIAN = "debian"  # the extra of commands that Debian's packages bring
_TRAFILATURA_MARKDOWN = {"include_comments": False, "include_links": True, "output_format": "markdown"}
_GOOSE = "goose"  # newspaper began as a port of Goose
_BOILERPIPE = "boilerpipe"  # boilerpy3 is a port of it
_WCXB = "its author made the corpus WCXB"
_OTHER_PYTHON = "python3.12"
ENVS = {  # environments of Python packages that need another Python than most, or releases of their own
    _OTHER_PYTHON: Recipe(
        ("rs-trafilatura==0.1.1", "trafipy==0.1.0", "pygoreadability==0.2.8", "magic-html==0.1.8", "html-text==0.7.1"), "3.12"
    ),
}


def _trafilatura(name: str, **settings: bool) -> Adapter:
    return Adapter(name, "bench.adapters.trafilatura:extract", "trafilatura", {"include_comments": False, **settings}, licence="Apache-2.0")


def _justext(name: str, **settings: str | float) -> Adapter:
    return Adapter(name, "bench.adapters.justext:extract", "justext", settings, licence="BSD-2-Clause")


def _resiliparse(name: str, *, main_content: bool) -> Adapter:
    plain = dict.fromkeys(("list_bullets", "alt_texts", "links", "form_fields", "noscript", "comments"), False)
    settings, target = {"main_content": main_content, **plain}, "bench.adapters.resiliparse:extract"
    return Adapter(name, target, "resiliparse", settings, licence="Apache-2.0", extra="extractors", floor=not main_content)


def _boilerpy3(name: str, extractor: str) -> Adapter:
    return Adapter(
        name,
        "bench.adapters.boilerpy3:extract",
        "boilerpy3",
        {"extractor": extractor},
        licence="Apache-2.0",
        extra="extractors",
        family=_BOILERPIPE,
    )


def _boilerpipe(name: str, extractor: str) -> Adapter:
    """Return an extractor of the Java original, run by our worker on Debian's archives."""
    java = ("java", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx1g", "-jar", "{env}/worker.jar", "{settings}")
    settings = {"extractor": extractor}
    return Adapter(name, "", "boilerpipe", settings, licence="Apache-2.0", extra="java", env="java", command=java, family=_BOILERPIPE)


def _elsewhere(name: str, target: str, package: str, licence: str, **settings: bool) -> Adapter:
    """Return an extractor of a Python package that lives in the environment ``python3.12``."""
    return Adapter(name, f"bench.adapters.libraries.{target}", package, settings, licence=licence, extra=_OTHER_PYTHON, env=_OTHER_PYTHON)


def _rs_trafilatura(name: str, function: str, output: str = "text") -> Adapter:
    row = _elsewhere(name, f"rs_trafilatura:{function}", "rs-trafilatura", "MIT OR Apache-2.0")
    return replace(row, family="trafilatura", output=output, note=_WCXB)


def _text_of(name: str, package: str, licence: str, extra: str = "extractors") -> Adapter:
    return Adapter(name, f"bench.adapters.text_of:{name}", package, licence=licence, extra=extra, floor=True)


def _lines(name: str, function: str) -> Adapter:
    return Adapter(name, f"bench.adapters.lines:{function}", "boilerbench", licence="Apache-2.0", kinds=(Kind.TEXT,), family=name)


def _node(name: str, extractor: str, package: str, licence: str, **settings: str | bool) -> Adapter:
    """Return a JavaScript extractor, whose worker answers with HTML that the bridge makes text of."""
    command = part("bridge", "node", "{env}/worker.mjs", extractor, "{settings}")
    return Adapter(name, "", package, settings, licence=licence, extra="node", env="node", command=command, family=_READABILITY)


def _filter(name: str, licence: str, *arguments: str) -> Adapter:
    """Return a command of a Debian package of its name, which prints the whole page as text."""
    return Adapter(name, "", name, licence=licence, extra=DEBIAN, command=part("filter", "text", "-version", name, *arguments), floor=True)


_TABLE = (
    _trafilatura("trafilatura"),
    _trafilatura("trafilatura-fast", fast=True),
    _trafilatura("trafilatura-precision", favor_precision=True),
    _trafilatura("trafilatura-recall", favor_recall=True),
    Adapter(
        "trafilatura-baseline", "bench.adapters.trafilatura:baseline", "trafilatura", licence="Apache-2.0", family="trafilatura-baseline"
    ),
    Adapter("readability-lxml", "bench.adapters.readability_lxml:extract", "readability-lxml", licence="Apache-2.0", family=_READABILITY),
    _justext("justext", stoplist="English"),
    _justext("justext-langindep", stoplist="", stopwords_low=0, stopwords_high=0),
    _justext("justext-declared", stoplist="declared"),
    Adapter("nothing", "bench.adapters.floors:nothing", "boilerbench", licence="Apache-2.0", kinds=_ANY, floor=True),
    Adapter("everything", "bench.adapters.floors:everything", "lxml", licence="BSD-3-Clause", floor=True),
    Adapter("paragraphs", "bench.adapters.floors:paragraphs", "lxml", licence="BSD-3-Clause", floor=True),
    Adapter("identity", "bench.adapters.floors:identity", "boilerbench", licence="Apache-2.0", kinds=(Kind.TEXT,), floor=True),
    _lines("lines-quality", "quality"),
    _lines("lines-deduplicated", "deduplicated"),
    _resiliparse("resiliparse", main_content=True),
    Adapter("newspaper4k", "bench.adapters.newspaper4k:extract", "newspaper4k", licence="MIT", extra="extractors", family=_GOOSE),
    _boilerpy3("boilerpy3-article", "ArticleExtractor"),
    _boilerpy3("boilerpy3-default", "DefaultExtractor"),
    Adapter("goose3", "bench.adapters.goose3:extract", "goose3", accepts="bytes", licence="Apache-2.0", extra="extractors", family=_GOOSE),
    Adapter(
        "breadability",
        "bench.adapters.breadability:extract",
        "breadability",
        licence="BSD-2-Clause",
        extra="extractors",
        family=_READABILITY,
    ),
    Adapter("turbohtml", "bench.adapters.turbohtml:extract", "turbohtml", licence="MIT", extra="extractors"),
    _rs_trafilatura("rs-trafilatura", "extract"),
    replace(
        _elsewhere("trafipy", "rs_trafilatura:trafipy", "trafipy", "MIT OR Apache-2.0", favor_recall=False),
        family="trafilatura",
        note="the library of rs-trafilatura, whose author made the corpus WCXB",
    ),
    replace(_elsewhere("go-readability", "go_readability:extract", "pygoreadability", "MIT"), family=_READABILITY),
    _elsewhere("magic-html", "magic_html:extract", "magic-html", "Apache-2.0"),
    _boilerpipe("boilerpipe-article", "ArticleExtractor"),
    _boilerpipe("boilerpipe-default", "DefaultExtractor"),
    _node("readability-linkedom", "readability", "@mozilla/readability", "Apache-2.0", parser="linkedom"),
    _node("readability-jsdom", "readability", "@mozilla/readability", "Apache-2.0", parser="jsdom"),
    _node("defuddle", "defuddle", "defuddle", "MIT", parser="linkedom", markdown=False, useAsync=False),
    _node("article-extractor", "article-extractor", "@extractus/article-extractor", "MIT"),
    _resiliparse("resiliparse-all", main_content=False),
    replace(_trafilatura("trafilatura-markdown"), settings=_TRAFILATURA_MARKDOWN, output="markdown"),
    Adapter(
        "readability-lxml-markdown",
        "bench.adapters.readability_lxml:summary",
        "readability-lxml",
        licence="Apache-2.0",
        family=_READABILITY,
        output="html",
    ),
    replace(
        _node("readability-linkedom-markdown", "readability", "@mozilla/readability", "Apache-2.0", parser="linkedom"),
        output="html",
        command=part("bridge", "--markdown", "node", "{env}/worker.mjs", "readability", "{settings}"),
    ),
    replace(
        _node("defuddle-markdown", "defuddle", "defuddle", "MIT", parser="linkedom", markdown=False, useAsync=False),
        output="html",
        command=part("bridge", "--markdown", "node", "{env}/worker.mjs", "defuddle", "{settings}"),
    ),
    _rs_trafilatura("rs-trafilatura-markdown", "markdown", "markdown"),
    Adapter(
        "html-to-markdown",
        "bench.adapters.libraries.html_to_markdown:extract",
        "html-to-markdown",
        licence="MIT",
        extra="extractors",
        floor=True,
        output="markdown",
    ),
    Adapter("page-markdown", "bench.adapters.floors:page", "lxml", licence="BSD-3-Clause", floor=True, output="html"),
    _text_of("html_text", "html-text", "MIT", extra=""),
    _text_of("inscriptis", "inscriptis", "Apache-2.0"),
    _text_of("selectolax", "selectolax", "MIT"),
    _text_of("beautifulsoup", "beautifulsoup4", "MIT"),
    _text_of("justhtml", "justhtml", "MIT"),
    _filter("lynx", "GPL-2.0-only", "-dump", "-nolist", "-stdin", "-assume_charset=utf-8", "-display_charset=utf-8", "-width=500"),
    _filter("w3m", "MIT", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "500"),
    _filter("html2text", "GPL-2.0-or-later", "-utf8", "-width", "500"),
)
_METADATA = "bench.adapters.libraries.metadata:"
_TABLE_OF_METADATA = (
    Adapter("trafilatura-metadata", f"{_METADATA}trafilatura", "trafilatura", licence="Apache-2.0"),
    Adapter("readability-lxml-metadata", f"{_METADATA}readability", "readability-lxml", licence="Apache-2.0", family=_READABILITY),
    Adapter("htmldate", f"{_METADATA}htmldate", "htmldate", licence="Apache-2.0"),
    Adapter("goose3-metadata", f"{_METADATA}goose", "goose3", accepts="bytes", licence="Apache-2.0", extra="extractors", family=_GOOSE),
    Adapter(
        "newspaper4k-metadata",
        "bench.adapters.libraries.newspaper_metadata:extract",
        "newspaper4k",
        licence="MIT",
        extra="extractors",
        family=_GOOSE,
    ),
    replace(
        _node("readability-linkedom-metadata", "readability", "@mozilla/readability", "Apache-2.0", parser="linkedom"),
        command=("node", "{env}/worker.mjs", "readability-metadata", "{settings}"),
    ),
    replace(
        _node("defuddle-metadata", "defuddle", "defuddle", "MIT", parser="linkedom", markdown=False, useAsync=False),
        command=("node", "{env}/worker.mjs", "defuddle-metadata", "{settings}"),
    ),
)
ADAPTERS = {adapter.name: adapter for adapter in (*_TABLE, *(replace(row, output="metadata") for row in _TABLE_OF_METADATA))}


def of_data(data: Mapping[str, Any]) -> Adapter:
    """Return the adapter that plain data describe, whatever else stands among them."""
    tuples = {"kinds": tuple(map(Kind, data["kinds"])), "command": tuple(data["command"])}
    return Adapter(**{name: data[name] for name in Adapter.__slots__ if name in data} | tuples)


def families(names: Iterable[str]) -> dict[str, str]:
    """Return the family of each adapter by its name alone, as :func:`family_of` does."""
    return {name: family_of({"name": name}) for name in names}


def family_of(about: Mapping[str, Any]) -> str:
    """Return the family of an adapter that plain data describe, as manifests do.

    It is the one they say, else that of the table's adapter of this name (whatever the version) or of this package, else the package, else
    the name: settings of one package are no witnesses for each other.
    """
    name, package = str(about["name"]), str(about.get("package") or "")
    if about.get("family"):
        return str(about["family"])
    listed = ADAPTERS.get(name.partition("@")[0]) or next((one for one in ADAPTERS.values() if package and one.package == package), None)
    return (listed.family or listed.package) if listed else package or name
