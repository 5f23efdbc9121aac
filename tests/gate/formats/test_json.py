"""JSON is by the published schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings

from bench.gate import formats
from bench.gate.formats.json import SCHEMA
from tests.gate.formats.verdicts import EXAMPLE, VERDICT

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_json_is_by_the_published_schema(verdict: Verdict) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    text = formats.render(verdict, "json")
    found = json.loads(text, parse_constant=pytest.fail)
    jsonschema.validate(found, schema)
    assert text.isascii()
    assert (found["outcome"], found["exit_code"], len(found["broken"])) == (verdict.outcome, verdict.exit_code, len(verdict.broken))


def test_what_is_not_defined_is_null() -> None:
    value = json.loads(formats.render(EXAMPLE, "json"))
    assert [item["value"] for item in value["judgements"]] == [0.75, 0.8, 0.5, None]
    assert (value["judgements"][0]["low"], value["judgements"][1]["low"]) == (None, -0.15)
    assert (value["exit_code"], value["summary"], value["schema"]) == (1, EXAMPLE.summary, 1)


def test_the_same_verdict_is_the_same_bytes_with_a_line_for_each_key() -> None:
    text = formats.render(EXAMPLE, "json")
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=1) + "\n"
    assert text.splitlines()[1:5] == [' "baseline": {', '  "made": {', '   "run": "a"', "  }"]
