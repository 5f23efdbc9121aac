"""Changes that put boilerplate of our own writing into a page."""

from collections.abc import Callable, Iterator, Sequence

from bench.stress.editing import phrases
from bench.stress.editing.phrases import Phrases, written
from bench.stress.editing.source import PageSource
from bench.stress.editing.steps import ChangeStep, Edit

_ADS, _TEASERS, _NEWSLETTERS, _SHARES = 10, 8, 3, 4  # at most, on one page; ads stand after every third block or so


def ads(source: PageSource) -> Iterator[ChangeStep]:
    """Put ads between paragraphs, with and without a label or a telling class name."""
    yield from _between(source, _ADS, _ad)


def teasers(source: PageSource) -> Iterator[ChangeStep]:
    """Put teasers of other pages, a headline and a sentence each, between paragraphs."""
    yield from _between(source, _TEASERS, _teaser)


def newsletter(source: PageSource) -> Iterator[ChangeStep]:
    """Put sign-up boxes between paragraphs."""
    yield from _between(source, _NEWSLETTERS, _sign_up)


def share(source: PageSource) -> Iterator[ChangeStep]:
    """Put bars of share buttons between paragraphs."""
    yield from _between(source, _SHARES, _share_bar)


def related(source: PageSource) -> Iterator[ChangeStep]:
    """Put lists of links to other pages between paragraphs and after the last."""
    gaps, words = source.markup.gaps, phrases.of_language(source.lang)
    places = sorted({gaps[-1], source.draw.choice(gaps)}) if gaps else []
    for place in places:
        opening, closing = _box(source, ("related", "read-more-links", "trending"), "aside")
        title = written(source.draw.choice(words["related_titles"]))
        yield ChangeStep(0.0, (Edit(place, place, f"{opening}<h3>{title}</h3><ul>"),))
        for text in _some(source, words["links"], 9):
            yield ChangeStep(source.level(), (Edit(place, place, f"<li>{_link(source, text)}</li>"),))
        yield ChangeStep(0.0, (Edit(place, place, f"</ul>{closing}"),))


def consent(source: PageSource) -> Iterator[ChangeStep]:
    """Put a consent dialog at the top or the end of the body; its list of vendors grows."""
    words = phrases.of_language(source.lang)
    place = source.draw.choice((source.markup.top, source.markup.bottom))
    opening, closing = _box(source, ("cmp-container", "cookie-banner", "privacy-dialog"), "div", ' role="dialog" aria-modal="true"')
    yield ChangeStep(0.0, (Edit(place, place, f"{opening}<h2>{written(words['consent'][0])}</h2>"),))
    for text in words["consent"][1:]:
        tag = source.draw.choice(("p", "div", "p", "span"))
        yield ChangeStep(source.level(), (Edit(place, place, f"<{tag}>{written(text)}</{tag}>"),))
    for text in _some(source, phrases.of_language("en")["vendors"], 24):
        label = f'<label><input type="checkbox" checked>{written(text)}</label>'
        yield ChangeStep(source.level(), (Edit(place, place, f"<div>{label}</div>"),))
    buttons = "".join(f"<button>{written(text)}</button>" for text in words["consent_buttons"])
    yield ChangeStep(0.0, (Edit(place, place, f"{buttons}{closing}"),))


def _between(source: PageSource, most: int, made: Callable[[PageSource, Phrases], str]) -> Iterator[ChangeStep]:
    """Yield a step for each of up to ``most`` places between blocks, drawn at random."""
    gaps, words = source.markup.gaps, phrases.of_language(source.lang)
    for place in sorted(source.draw.sample(gaps, min(most, (len(gaps) + 2) // 3))):
        level = source.level()
        yield ChangeStep(level, (Edit(place, place, made(source, words)),))


def _ad(source: PageSource, words: Phrases) -> str:
    opening, closing = _box(source, ("ad-slot", "advert", "sponsored", "dfp-unit"))
    label = f"<span>{written(source.draw.choice(words['ad_labels']))}</span>" if source.level() < 0.7 else ""
    text = written(source.draw.choice(words["ads"]))
    shape = source.draw.choice(('<a href="{url}" rel="sponsored">{text}</a>', '<a href="{url}"><b>{text}</b></a>', "<p>{text}</p>"))
    return f"{opening}{label}{shape.format(url=_address(source), text=text)}{closing}"


def _teaser(source: PageSource, words: Phrases) -> str:
    opening, closing = _box(source, ("teaser", "promo-card", "story-card"), source.draw.choice(("div", "article", "section")))
    headline, text = (written(source.draw.choice(words[name])) for name in ("links", "teasers"))
    more = _link(source, source.draw.choice(words["read_more"]))
    return f'{opening}<h3><a href="{_address(source)}">{headline}</a></h3><p>{text}</p>{more}{closing}'


def _sign_up(source: PageSource, words: Phrases) -> str:
    opening, closing = _box(source, ("newsletter-signup", "subscribe-box", "inline-promo"), source.draw.choice(("div", "section", "aside")))
    texts = "".join(f"<p>{written(text)}</p>" for text in _some(source, words["newsletter"], 3))
    button = written(source.draw.choice(words["newsletter_buttons"]))
    return f'{opening}{texts}<form><input type="email" placeholder="name@example.com"><button>{button}</button></form>{closing}'


def _share_bar(source: PageSource, words: Phrases) -> str:
    opening, closing = _box(source, ("share-bar", "social-links", "toolbar"))
    items = "".join(f"<li>{_link(source, text)}</li>" for text in _some(source, words["share"], 5))
    return f"{opening}<ul>{items}</ul>{closing}"


def _box(source: PageSource, names: Sequence[str], tag: str = "div", more: str = "") -> tuple[str, str]:
    """Return the tags of an element around boilerplate; half of them say by their class what it is."""
    name = source.draw.choice(names) if source.level() < 0.5 else source.name()
    return f'<{tag} class="{name}"{more}>', f"</{tag}>"


def _some(source: PageSource, texts: Sequence[str], most: int) -> list[str]:
    """Return up to ``most`` of the texts, in random order."""
    return source.draw.sample(texts, min(most, len(texts)))


def _link(source: PageSource, text: str) -> str:
    return f'<a href="{_address(source)}">{written(text)}</a>'


def _address(source: PageSource) -> str:
    return f"https://www.example.com/{source.draw.randint(1000, 999999)}"
