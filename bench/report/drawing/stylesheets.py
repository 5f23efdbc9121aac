"""Put style sheets together: both themes as variables, the sheet of a page, that of figures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bench.report.drawing import palette
from bench.report.drawing.rendering import resource

SERIES = re.compile(r"s\d")  # names of the colours of series
# In this order: what is later wins. Paper is always light; where the system forces its colours, figures take them too.
THEMES = (
    ("", ":root", palette.LIGHT, "light", ""),
    ("@media screen and (prefers-color-scheme:dark){", ":root:not([data-theme=light])", palette.DARK, "dark", "}"),
    ("@media screen{", ":root[data-theme=dark]", palette.DARK, "dark", "}"),
)
FORCED = (
    "@media (forced-colors:active){:root:root{--paper:Canvas;--panel:Canvas;--ink:CanvasText;--soft:CanvasText;--mark:CanvasText;"
    "--rule:GrayText;--fail:CanvasText}}"
)


@lru_cache(maxsize=8)
def sheet(*names: str) -> str:
    """Return the named style sheets with the themes before them.

    Dark is by the system's wish, or by ``data-theme`` on the root. The colours of series come with ``figure.css`` alone.
    """
    drawn = "figure.css" in names
    themes = "".join(
        f"{opening}{before}{{{palette.variables({name: colour for name, colour in theme.items() if drawn or not SERIES.fullmatch(name)})};"
        f"color-scheme:{scheme}}}{closing}"
        for opening, before, theme, scheme, closing in THEMES
    )
    series = "".join(f".s{at}{{color:var(--s{at})}}" for at in range(9)) if drawn else ""
    return tight(themes + FORCED + series + "".join(resource(name) for name in names))


def choices(groups: Iterable[tuple[Mapping[str, str], str]]) -> str:
    """Return rules that show elements while their buttons are checked: ({button id: ...}, element id)."""
    return "".join(
        f"body{''.join(f':has(#{button}:checked)' for button in buttons)} #{element}{{display:block}}" for buttons, element in groups
    )


def standalone(names: Iterable[str] = ("figure.css",)) -> str:
    """Return the figures' sheet for a file of its own: light, every variable replaced by its colour."""
    series = "".join(f".s{at}{{color:{palette.LIGHT[f's{at}']}}}" for at in range(9))
    text = "".join(resource(name) for name in names) + series
    return tight(re.sub(r"var\(--([\w-]+)\)", lambda match: palette.LIGHT[match[1]], text))


def tight(text: str) -> str:
    """Style sheet text without comments and line breaks."""
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def pickers(count: int) -> str:
    """Return rules that show each of ``count`` panes while it is chosen, at the right while two are shown."""
    sides = (("", "l", 1), (":has(#two:checked)", "r", 2))
    return "".join(
        f"body{when}:has(#{side}{at}:checked) .k{at}{{display:block;order:{order}}}" for at in range(count) for when, side, order in sides
    )


def hidden(element: str, columns: Sequence[int]) -> str:
    """Return rules that leave out columns of a board, counted from 1."""
    return f"{','.join(f'#{element} .board tr>:nth-child({at})' for at in columns)}{{display:none}}" if columns else ""


def labels(element: str, names: Iterable[str]) -> str:
    """Return rules that write the headings from the eighth column on beside the figures on a phone."""
    plain = (re.sub(r"[^\w .-]", "", name) for name in names)
    rules = "".join(f'#{element} .board td:nth-child({at})::before{{content:"{name}"}}' for at, name in enumerate(plain, 8))
    return f"@media screen and (max-width:1080px){{{rules}}}"
