"""Examples of every verb, shown below its help: each works as it stands where its files and runs are there."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "run": (
        "boilerbench run",
        "boilerbench run --corpus saved/ --adapters all",
        "boilerbench run --adapters trafilatura,readability-lxml,my_module:extract --limit 20",
        "boilerbench run --adapters all,-goose3 --protocol aligned,shingles",
        "boilerbench run --corpus aeb --adapters my_module:extract --against reference",
    ),
    "extract": (
        "boilerbench extract saved/",
        "boilerbench extract 'crawl/*.warc.gz' --adapters trafilatura,resiliparse",
        "boilerbench extract 'crawl/*.warc.gz' --report",
    ),
    "score": (
        "boilerbench score --protocol rouge-lsum",
        "boilerbench score --by type",
        "boilerbench score --predictions mine=outputs.json --corpus embedded",
    ),
    "protocols": ("boilerbench protocols", "boilerbench protocols --json"),
    "explain": ("boilerbench explain barley-quota trafilatura",),
    "reproduce": ("boilerbench reproduce",),
    "report": ("boilerbench report", "boilerbench report --format latex > table.tex", "boilerbench report --figures figures/ --svg-only"),
    "view": ("boilerbench view",),
    "compare": ("boilerbench compare 20261101 latest",),
    "gate": (
        "boilerbench gate --update",
        "boilerbench run && boilerbench gate",
        "boilerbench gate --fail-on 'f1[type=forum]:-0.02' --format junit=gate.xml",
        "boilerbench gate --speed --against trafilatura@2.3.0",
    ),
    "reference": (
        "boilerbench reference",
        "boilerbench reference update --corpus embedded",
        "boilerbench reference check --corpus embedded --adapters core",
    ),
    "stress": (
        "boilerbench stress",
        "boilerbench stress saved/ --adapters trafilatura,readability-lxml --changes class-names,ads --doses 0.5,1",
        "boilerbench stress --list",
    ),
    "speed": ("boilerbench speed --adapters trafilatura,readability-lxml",),
    "history": ("boilerbench history", "boilerbench history --metric all --report"),
    "timeline": ("boilerbench timeline trafilatura --versions 1.12.2,2.0.0,2.3.1",),
    "bisect": ("boilerbench bisect trafilatura --good 2.1.0 --bad 2.2.0",),
    "list": ("boilerbench list",),
    "doctor": ("boilerbench doctor", "boilerbench doctor trafilatura", "boilerbench doctor --json"),
    "wire": ("boilerbench wire -- ./my-worker --fast",),
    "plan": ("boilerbench plan",),
    "validate": ("boilerbench validate latest --draws 200",),
    "annotate": ("boilerbench annotate saved/",),
    "glossary": ("boilerbench glossary", "boilerbench glossary rank"),
    "init": ("boilerbench init", "boilerbench init --for go --workflow gitlab"),
    "env create": ("boilerbench env create node", "boilerbench env create trafilatura@1.12.2"),
    "env list": ("boilerbench env list",),
    "env remove": ("boilerbench env remove trafilatura@1.12.2",),
    "corpus list": ("boilerbench corpus list",),
    "corpus import": ("boilerbench corpus import article-extraction-benchmark.tar.gz --as aeb",),
    "corpus fetch": ("boilerbench corpus fetch article-extraction-benchmark",),
    "corpus remove": ("boilerbench corpus remove aeb",),
    "corpus check": ("boilerbench corpus check saved/", "boilerbench corpus check embedded --all"),
    "corpus stats": ("boilerbench corpus stats embedded", "boilerbench corpus stats saved/ --beside embedded"),
    "corpus new": ("boilerbench corpus new saved/",),
    "corpus next": ("boilerbench corpus next saved/",),
    "corpus agreement": ("boilerbench corpus agreement saved/", "boilerbench corpus agreement saved/ --against second-reading/"),
    "corpus predict": ("boilerbench corpus predict 20261101 latest",),
}


def epilog(verb: str) -> str | None:
    """Return what stands below a verb's help: its examples, one a line; None where there are none."""
    lines = EXAMPLES.get(verb)
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines))) if lines else None  # \b: no line is wrapped
