"""Style sheets: themes before rules, colours of series only with figures, rules for what is chosen."""

from __future__ import annotations

import pytest

from bench.report.drawing import palette, stylesheets


def test_comments_and_line_breaks_go_spaces_within_a_line_stay():
    assert stylesheets.tight("a { b: c }\n  /* no\nmore */\n d e {}") == "a { b: c }d e {}"


def test_dark_is_by_the_systems_wish_or_the_readers():
    text = stylesheets.sheet("base.css")
    assert text.startswith(":root{")
    assert text.index("prefers-color-scheme:dark") < text.index(":root[data-theme=dark]") < text.index("forced-colors")
    assert f"--paper:{palette.LIGHT['paper']}" in text
    assert text.count(f"--paper:{palette.DARK['paper']}") == 2


@pytest.mark.parametrize(("names", "coloured"), [(("base.css",), False), (("base.css", "figure.css"), True)])
def test_colours_of_series_come_with_figures_alone(names, coloured):
    text = stylesheets.sheet(*names)
    assert ("--s0:" in text) is coloured
    assert (".s8{color:var(--s8)}" in text) is coloured
    assert ".s9{" not in text


def test_an_element_is_shown_while_all_its_buttons_are_checked():
    rules = stylesheets.choices([({"p0": "", "c1": ""}, "v0"), ({}, "v1")])
    assert rules == "body:has(#p0:checked):has(#c1:checked) #v0{display:block}body #v1{display:block}"


def test_each_adapter_can_be_chosen_for_each_side():
    assert stylesheets.pickers(1) == (
        "body:has(#l0:checked) .k0{display:block;order:1}body:has(#two:checked):has(#r0:checked) .k0{display:block;order:2}"
    )
    assert stylesheets.pickers(2).count("{") == 4


def test_headings_beside_figures_begin_with_the_eighth_column_and_hold_no_markup():
    text = stylesheets.labels("v0", ["F1", 'a"}b<'])
    assert '#v0 .board td:nth-child(8)::before{content:"F1"}' in text
    assert '#v0 .board td:nth-child(9)::before{content:"ab"}' in text
    assert text.startswith("@media screen and (max-width:1080px){")


def test_a_file_of_its_own_has_colours_in_place_of_variables():
    text = stylesheets.standalone()
    assert "var(" not in text
    assert f".s0{{color:{palette.LIGHT['s0']}}}" in text
    assert f".s8{{color:{palette.LIGHT['s8']}}}" in text
