"""Colours can be told from their ground, in both themes."""

from __future__ import annotations

import pytest

from bench.report.drawing import palette

THEMES = {"light": palette.LIGHT, "dark": palette.DARK}


@pytest.mark.parametrize("theme", THEMES)
def test_text_reaches_the_contrast_of_text_on_every_ground(theme):
    colours = THEMES[theme]
    grounds = dict.fromkeys(("ink", "soft", "link", "bad"), ("paper", "panel", "neutral-paper"))
    grounds |= {"missing": ("paper", "panel", "missing-paper"), "extra": ("paper", "panel", "extra-paper")}
    low = {
        (name, ground): round(palette.contrast(colours[name], colours[ground]), 2)
        for name, chosen in grounds.items()
        for ground in chosen
        if palette.contrast(colours[name], colours[ground]) < 4.5
    }
    assert low == {}
    assert palette.contrast(colours["ink"], colours["extra-paper"]) >= 4.5
    assert palette.contrast(colours["paper"], colours["extra"]) >= 4.5  # the labels of regions
    assert palette.contrast(colours["paper"], colours["missing"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_marks_reach_the_contrast_of_graphics(theme):
    colours = THEMES[theme]
    low = {
        name: palette.contrast(colours[name], colours["paper"])
        for name in palette.GRAPHIC
        if palette.contrast(colours[name], colours["paper"]) < 3
    }
    assert low == {}
    heat = "#{:02x}{:02x}{:02x}".format(*palette.HEAT)
    assert palette.contrast(heat, colours["paper"]) >= 3
    assert palette.contrast(colours["fail"], heat) >= 3


def test_both_themes_name_the_same_colours_and_no_two_series_share_a_mark():
    assert set(palette.LIGHT) == set(palette.DARK)
    assert len(set(palette.MARKS)) == len(palette.MARKS) == 9


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)]
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert palette.contrast(one, other) == pytest.approx(ratio, abs=0.01)
