"""A small corpus of HTML pages with gold, two pages a site, for tests of changes to pages."""

from __future__ import annotations

from bench.model import Block, Corpus, Gold, Kind, Page

WORDS = ("river", "bridge", "market", "winter", "engine", "harbour", "garden", "letter")


def sentence(page: int, number: int) -> str:
    """Return a sentence of a story, long enough to pass for content."""
    first, second = WORDS[(page + number) % 8], WORDS[(page * 3 + number + 1) % 8]
    return f"Story {page}, part {number}: the {first} behind the {second} had been empty for {page + number + 3} years, and nobody minded."


def story(number: int) -> tuple[Page, Gold]:
    """Return one page and its gold."""
    texts = [sentence(number, part) for part in range(6)]
    body = "\n".join(f'<p class="story">{text}</p>' for text in texts)
    nav = '<nav class="menu" id="top"><a href="/">Home</a> <a href="#top">Up</a></nav>'
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{number}</title></head><body class="page">{nav}'
        f'<main><article><h1 class="head">Headline {number}</h1>\n<!-- begin -->{body}</article></main>'
        f'<footer><p class="legal">All rights reserved, caf\u00e9 {number}.</p></footer></body></html>'
    )
    gold = Gold(f"s{number}", (Block(f"Headline {number}", role="heading"), *map(Block, texts)))
    return Page(f"s{number}", "stories", page.encode(), site=f"site{number // 2}.example"), gold


def corpus(count: int = 6, *more: Page) -> Corpus:
    """Return so many pages, and more without gold."""
    made = [story(number) for number in range(count)]
    pages = (*(page for page, _ in made), *more)
    return Corpus("stories", f"digest-{len(pages)}", pages, {gold.page_id: gold for _, gold in made})


DUMP = Page("dump", "stories", b"a text dump", Kind.TEXT)
EMPTY = Page("nothing", "stories", b"")
