"""Pages and gold of a few lines, held against each other."""

from bench.corpus.gold.audit.placement import Placement, place
from bench.corpus.gold.goldtext import parse
from bench.corpus.structure.passages import passages
from bench.model import Gold, Kind, Page

LONG = "The old ferry stopped running in March because its engine could no longer be repaired."
NEXT = "The council met twice, found no money, and asked the county for help before autumn."
LAST = "Nobody knows who will pay, and the captain has already sold his uniform to a theatre."


def page(markup: str, kind: Kind = Kind.HTML) -> Page:
    return Page("a", "c", markup.encode(), kind)


def gold(text: str) -> Gold:
    return Gold("a", parse(text)[0])


def placed(markup: str, text: str, kind: Kind = Kind.HTML) -> Placement:
    return place(gold(text), passages(page(markup, kind)))
