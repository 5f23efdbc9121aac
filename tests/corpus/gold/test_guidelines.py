"""The guidelines: rules for every page and each type, each with a page that shows it."""

import re

from bench import corpus
from bench.corpus.gold.guidelines import guidelines

TYPES = {"article", "forum", "product", "collection", "listing", "documentation", "service"}


def test_every_type_of_page_has_rules():
    made = guidelines()
    assert set(made) == {"", *TYPES}
    assert all(len(rules) >= 4 for rules in made.values())
    assert not any("\n" in rule or rule.startswith("-") for rules in made.values() for rule in rules)


def test_each_rule_names_pages_of_its_type_that_have_gold():
    held = corpus.load("embedded")
    types = {page.id: page.type for page in held.pages}
    for kind, rules in guidelines().items():
        for rule in rules:
            names = [name for name in re.findall(r"`([^`]+)`", rule) if re.fullmatch(r"[\w-]+", name)]
            assert names, rule
            for name in names:
                assert held.gold[name].blocks, name
                assert not kind or types[name] == kind, rule
