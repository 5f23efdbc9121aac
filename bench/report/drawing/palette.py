"""The report's colours: two themes of the same names, and marks that need no colour."""

from collections.abc import Mapping

# Text colours reach 4.5:1 on `paper` and `panel` of their theme, marks and rules that carry meaning 3:1 (WCAG 2.2, 1.4.3 and 1.4.11);
# tests/report/drawing/test_palette.py computes every pair. Series hues follow Okabe and Ito (2008), darkened or lightened to that contrast.
_COLOURS = {  # name: (light, dark)
    "paper": ("#fbfbf9", "#14171a"),
    "panel": ("#ffffff", "#1a1e22"),
    "ink": ("#1a1f24", "#e7eaec"),
    "soft": ("#55606b", "#a3adb7"),
    "rule": ("#dcdfe2", "#31383f"),
    "mark": ("#737c86", "#8b949d"),
    "link": ("#0a5a9c", "#7cb8ea"),
    "missing": ("#a33a11", "#f3a07b"),
    "missing-paper": ("#fbe9e0", "#3c2318"),
    "extra": ("#1c5a94", "#8cc1ef"),
    "extra-paper": ("#e3eef8", "#18303f"),
    "neutral-paper": ("#eeeade", "#2f2c22"),
    "bad": ("#a3260f", "#ff9a85"),
    "s0": ("#00639c", "#5fb0e6"),
    "s1": ("#b34700", "#f0914d"),
    "s2": ("#007555", "#3fbf98"),
    "s3": ("#8a3f86", "#d58fd0"),
    "s4": ("#8a6200", "#d9ac3f"),
    "s5": ("#1f7a8c", "#63c3d6"),
    "s6": ("#6b4fbb", "#a995f0"),
    "s7": ("#9c3b4a", "#ec8d9b"),
    "s8": ("#666e76", "#9aa3ac"),
    "fail": ("#12161a", "#ffffff"),
}
LIGHT = {name: light for name, (light, _) in _COLOURS.items()}
DARK = {name: dark for name, (_, dark) in _COLOURS.items()}
TEXT = ("ink", "soft", "link", "missing", "extra", "bad")
GRAPHIC = ("mark", *(f"s{at}" for at in range(9)))
MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "M-3.6-3.6H3.6V3.6H-3.6Z",
    "M0-4.8L4.6 3.4H-4.6Z",
    "M0-5L5 0L0 5L-5 0Z",
    "M0 4.8L4.6-3.4H-4.6Z",
    "M-4.5-1.6H-1.6V-4.5H1.6V-1.6H4.5V1.6H1.6V4.5H-1.6V1.6H-4.5Z",
    "M0-5L1.5-1.6L5-1.5L2.3.9L3.2 4.4L0 2.4L-3.2 4.4L-2.3.9L-5-1.5L-1.5-1.6Z",
    "M-2.4-4.6H2.4L4.6 0L2.4 4.6H-2.4L-4.6 0Z",
    "M-3-3L3 3M3-3L-3 3",
)
HEAT = (0xC2, 0x52, 0x1A)  # of the heat map, by opacity: 3:1 and more on both papers at full strength
FLOOR = 8  # the series of yardsticks: grey, a cross


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def variables(theme: Mapping[str, str]) -> str:
    """Return the theme as declarations of CSS variables."""
    return ";".join(f"--{name}:{value}" for name, value in theme.items())


def series(names: list[str], packages: Mapping[str, str], floors: set[str]) -> dict[str, int]:
    """Return the series of each adapter: one for each package, after eight anew; yardsticks are grey."""
    order = list(dict.fromkeys(packages[name] for name in names if name not in floors))
    place = {package: at % FLOOR for at, package in enumerate(order)}
    return {name: FLOOR if name in floors else place[packages[name]] for name in names}
