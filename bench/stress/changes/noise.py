"""Changes to what no reader sees: white space, attributes, comments, scripts."""

import json
import re
from collections.abc import Iterator

from bench.stress.editing.source import PageSource
from bench.stress.editing.steps import ChangeStep, Edit

_BETWEEN = re.compile(r"(?<=\w) (?=\w)")  # a space in running text
_COMMENTS = (
    "widget:start", "widget:end", "ko if: visible", "/ko", "-*-*-", "content slot", "begin module", "end module", "cache miss", "/wrap",
    "google_ad_section_start", "google_ad_section_end", "#include nav", "row 3", "region: below-fold", "[if IE]><p class=ie><![endif]",
)  # fmt: skip
_EVERY = 40  # spaces of a text between those that become line breaks: enough for every line of a paragraph, too few to rewrite it
_SCRIPTS = 6  # at most, on one page


def white_space(source: PageSource) -> Iterator[ChangeStep]:
    """Break and indent lines between tags and in running text, where a browser shows one space."""
    markup = source.markup
    for token in markup.tokens:
        if token.kind != "text" or not token.editable:
            continue
        text = markup.text[token.start : token.end]
        level, indent = source.level(), source.draw.choice(("\n", "\n    ", "\n\t\t", " \r\n  "))
        if text.isspace():
            yield ChangeStep(level, (Edit(token.end, token.end, indent * source.draw.randint(1, 3)),))
        elif found := list(_BETWEEN.finditer(text))[:: max(1, _EVERY // 4)]:
            yield ChangeStep(level, tuple(Edit(token.start + at.start(), token.start + at.end(), indent) for at in found))


def attributes(source: PageSource) -> Iterator[ChangeStep]:
    """Give elements the attributes that frameworks, analytics and style tools leave."""
    for tag in source.markup.tokens:
        if tag.kind == "start" and tag.editable and source.markup.text[tag.end - 2] != "/":
            level, number = source.level(), source.draw.randint(1, 9999)
            noise = source.draw.choice((
                f' data-v-{number:04x}=""', f' data-testid="block-{number}"', f' jscontroller="k{number:x}"', f' style="--i:{number % 40}"',
                f' data-track="{{&quot;pos&quot;:{number}}}"', f' data-reactid=".{number % 9}.{number}"', f' ng-reflect-index="{number}"',
                f' data-aos="fade-up" data-aos-delay="{number % 900}"', f' wire:key="{number}"', f' x-bind:key="{number}"',
            ))  # fmt: skip
            if "style=" not in noise or "style" not in source.markup.text[tag.start : tag.end].lower():
                at = tag.start + 1 + len(tag.name)
                yield ChangeStep(level, (Edit(at, at, noise),))


def comments(source: PageSource) -> Iterator[ChangeStep]:
    """Move the comments of the source to other places, and put new ones between elements."""
    markup = source.markup
    places = [one.closing.end for one in markup.elements if one.editable]
    for token in markup.tokens:
        if token.kind == "comment" and token.editable and places:
            level, to = source.level(), source.draw.choice(places)
            edits = (Edit(token.start, token.end, ""), Edit(to, to, markup.text[token.start : token.end]))
            if not token.start < to < token.end:
                yield ChangeStep(level, edits)
    for place in places:
        level, words = source.level(), source.draw.choice(_COMMENTS)
        yield ChangeStep(level, (Edit(place, place, f"<!-- {words} -->"),))


def scripts(source: PageSource) -> Iterator[ChangeStep]:
    """Put scripts, style sheets and data of a framework between blocks."""
    gaps = source.markup.gaps
    for place in sorted(source.draw.sample(gaps, min(len(gaps), _SCRIPTS))):
        level, number = source.level(), source.draw.randint(1000, 9999)
        data = json.dumps({"id": number, "props": {"title": "More for you", "items": [{"href": f"/p/{number}", "text": "Read next"}]}})
        yield ChangeStep(level, (Edit(place, place, source.draw.choice((
            f'<script type="application/json" data-island="{number}">{data}</script>',
            f"<script>(window.queue=window.queue||[]).push(function(){{slot({number}).show()}});</script>",
            f"<style>.w{number}{{display:flex;gap:8px}}.w{number} a::after{{content:'read on'}}</style>",
            f"<noscript><img height=1 width=1 alt='' src='https://stats.example/p?id={number}'></noscript>",
        ))),))  # fmt: skip
