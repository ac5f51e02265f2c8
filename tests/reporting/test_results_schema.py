"""The published schema of results.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMA: dict[str, Any] = json.loads(files("scimproof.schemas").joinpath("results.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "https://scimproof.dev/schemas/results-1.json"


def test_the_runs_of_these_tests_fit(results: Any, passing: Any, hostile: Any, large: Any) -> None:
    for document in (results, passing, hostile, large):
        assert not list(VALIDATOR.iter_errors(document))


def test_every_field_is_described() -> None:
    undescribed = [path for path, field in fields(SCHEMA) if "description" not in field and "$ref" not in field]
    assert not undescribed


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("tool",),
        ("run",),
        ("target",),
        ("verdicts", 0),
        ("gate",),
        ("checks", 1),
        ("checks", 1, "findings", 0),
        ("exchanges", 0),
        ("exchanges", 0, "request"),
        ("exchanges", 0, "response"),
        ("leftovers", 0),
    ],
)
def test_objects_are_closed_and_complete(results: Any, path: tuple[str | int, ...]) -> None:
    place = results
    for step in path:
        place = place[step]
    place["surprise"] = 1
    assert not VALIDATOR.is_valid(results)
    del place["surprise"]
    for name in list(place):
        value = place.pop(name)
        assert not VALIDATOR.is_valid(results), name
        place[name] = value
    assert VALIDATOR.is_valid(results)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "scimproof-results/2"),
        (("checks", 0, "outcome"), "passed"),
        (("checks", 0, "level"), "MUST"),
        (("verdicts", 0, "verdict"), "93 %"),
        (("verdicts", 0, "counts"), {"passed": 1}),
        (("gate", "fail_on"), "may"),
        (("exchanges", 0, "number"), 0),
        (("exchanges", 0, "request", "headers"), {"Accept": "application/json"}),
        (("exchanges", 0, "request", "headers"), [["Accept"]]),
    ],
)
def test_wrong_values_are_refused(results: Any, path: tuple[str | int, ...], value: Any) -> None:
    place = results
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(results)


def fields(schema: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of a value, with where it stands."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for name, part in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield from fields(part, f"{path}.{name}")
    for place, part in enumerate([schema.get("items"), *schema.get("prefixItems", [])]):
        yield from fields(part, f"{path}[{place}]")
