"""The hand-written schemas: what they accept, what they say, and that each demand names its requirement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from scimproof.declared import ENTERPRISE_USER, USER
from scimproof.registry import requirements
from scimproof.validation.messages import MessageName, document, problems
from scimproof.validation.problem import Problem

from .makers import CONFIG, MESSAGES, RESOURCE_TYPES, USER_SCHEMA, error, group, listing, user

FOLDER = Path(__file__).parents[2] / "schemas" / "scim"
FILES = sorted(FOLDER.glob("*.json"))
NAMES: tuple[MessageName, ...] = get_args(MessageName)


def patch(*operations: Any) -> dict[str, Any]:
    return {"schemas": [f"{MESSAGES}PatchOp"], "Operations": list(operations)}


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every subschema of a schema."""
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                for below in value.values():
                    yield from nodes(below)
            elif key not in ("const", "enum"):
                yield from nodes(value)
    elif isinstance(schema, list):
        for entry in schema:
            yield from nodes(entry)


def test_there_is_a_file_for_every_name() -> None:
    assert {file.stem for file in FILES} == {*NAMES, "common"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
class TestFile:
    def test_is_json_schema(self, file: Path) -> None:
        schema = json.loads(file.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == f"https://scimproof.dev/schemas/scim/{file.name}"
        assert schema["title"]
        assert schema["description"]

    def test_every_property_is_explained_and_cites_its_requirement(self, file: Path) -> None:
        for node in nodes(json.loads(file.read_text("utf-8"))):
            for name, definition in node.get("properties", {}).items():
                if "type" in definition and "x-requirement" not in definition and "description" not in definition:
                    continue  # a condition, not a definition
                if set(definition) <= {"const", "enum", "pattern", "type"}:
                    continue
                assert definition.get("description"), name
                assert definition.get("x-requirement") or "$ref" in definition, name

    def test_every_cited_requirement_exists(self, file: Path) -> None:
        known = requirements()
        sections = {(entry.rfc, entry.section) for entry in known.values()}
        for node in nodes(json.loads(file.read_text("utf-8"))):
            for cited in (node.get("x-requirement"), node.get("x-presence")):
                if cited is not None:
                    rfc, _, place = cited.removeprefix("RFC").partition("-")
                    section = place.rpartition("-")[0]
                    # A section that the registry does not have yet cannot be looked up.
                    assert cited in known or (int(rfc), section) not in sections


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("instance", [None, [], {}, "text", 7, True, [[]], {"schemas": {}}, {"schemas": [None]}])
def test_any_document_can_be_judged(name: MessageName, instance: Any) -> None:
    assert all(isinstance(problem, Problem) for problem in problems(instance, name))


@pytest.mark.parametrize(
    ("name", "instance"),
    [
        ("error", error(404)),
        ("error", error(404) | {"scimType": None, "detail": None, "extra": 1}),
        ("error", error(404, schemas=[f"{MESSAGES}Error", "urn:x"])),
        ("list-response", listing(user())),
        ("list-response", listing(Resources=None)),
        ("list-response", listing(user(), total=None, nextCursor="abc")),
        ("patch-op", patch({"op": "Add", "path": "members", "value": [{"value": "1"}]})),
        ("patch-op", patch({"op": "Remove", "path": "members", "value": [{"value": "1"}]})),
        ("patch-op", patch({"op": "replace", "value": {"name.givenName": "x", f"{USER}:title": "y"}})),
        ("patch-op", patch({"op": "replace", "path": "title", "value": None})),
        ("patch-op", patch({"op": "replace", "path": "active", "value": "False"})),
        ("search-request", {"schemas": [f"{MESSAGES}SearchRequest"], "count": -1, "cursor": ""}),
        ("service-provider-config", CONFIG),
        ("resource-type", RESOURCE_TYPES[0]),
        ("schema", USER_SCHEMA),
        ("schema", {key: value for key, value in USER_SCHEMA.items() if key != "schemas"}),
        ("user", user()),
        ("user", user(emails=[], name=None, groups=[{"value": "1"}], unknown=7)),
        ("user", user(**{ENTERPRISE_USER: {"manager": {"value": "1"}}})),
        ("enterprise-user", {"department": "x", "manager": {"displayName": "y"}}),
        ("group", group()),
    ],
)
def test_what_is_right_has_no_problems(name: MessageName, instance: Any) -> None:
    assert problems(instance, name) == []


@pytest.mark.parametrize(
    ("name", "instance", "pointer", "rule", "requirement"),
    [
        ("error", error(404, status=404), "/status", "type", "RFC7644-3.12-04"),
        ("error", error(404, status="oops"), "/status", "pattern", "RFC7644-3.12-04"),
        ("error", error(404, status=None), "/status", "required", "RFC7644-3.12-04"),
        ("error", error(404, schemas=["urn:x"]), "/schemas", "contains", "RFC7644-3.12-03"),
        ("error", error(404, Status="404", status=None), "/Status", "case", "RFC7643-2.1-01"),
        ("list-response", listing(total=None), "/totalResults", "required", "RFC7644-3.4.2-06"),
        ("list-response", listing(total=3.0), "/totalResults", "type", "RFC7644-3.4.2-06"),
        ("list-response", listing(7), "/Resources/0", "type", "RFC7644-3.4.2-07"),
        ("patch-op", patch(), "/Operations", "minItems", "RFC7644-3.5.2-05"),
        ("patch-op", patch({"op": "move"}), "/Operations/0/op", "pattern", "RFC7644-3.5.2-06"),
        ("patch-op", patch({"op": "remove"}), "/Operations/0/path", "required", "RFC7644-3.5.2-08"),
        ("patch-op", patch({"op": "add", "path": "x"}), "/Operations/0/value", "required", "RFC7644-3.5.2.1-01"),
        (
            "bulk-request",
            {"schemas": [f"{MESSAGES}BulkRequest"], "Operations": [{"method": "POST", "path": "/Users", "data": {}}]},
            "/Operations/0/bulkId",
            "required",
            "RFC7644-3.7-12",
        ),
        ("service-provider-config", {**CONFIG, "etag": None}, "/etag", "required", "RFC7643-5-18"),
        ("service-provider-config", {**CONFIG, "sort": {}}, "/sort/supported", "required", "RFC7643-5-17"),
        (
            "service-provider-config",
            {**CONFIG, "bulk": {"supported": True, "maxOperations": 5}},
            "/bulk/maxPayloadSize",
            "required",
            "RFC7643-5-10",
        ),
        (
            "service-provider-config",
            {**CONFIG, "filter": {"supported": True}},
            "/filter/maxResults",
            "required",
            "RFC7643-5-13",
        ),
        ("resource-type", {**RESOURCE_TYPES[0], "name": None}, "/name", "required", "RFC7643-6-09"),
        ("schema", {**USER_SCHEMA, "id": None}, "/id", "required", "RFC7643-7-10"),
        ("user", user(id=None), "/id", "required", "RFC7643-3.1-05"),
        ("user", user(userName=""), "/userName", "minLength", "RFC7643-4.1.1-01"),
        ("user", user(active="true"), "/active", "type", "RFC7643-8.7.1-23"),
        ("user", user(schemas=None), "/schemas", "required", "RFC7643-3-02"),
        ("group", group(displayName=None), "/displayName", "required", "RFC7643-4.2-02"),
    ],
)
def test_a_problem_names_its_place_and_its_requirement(
    name: MessageName, instance: Any, pointer: str, rule: str, requirement: str
) -> None:
    found = [(problem.pointer, problem.rule, problem.requirement) for problem in problems(instance, name)]
    assert found == [(pointer, rule, requirement)]


def test_a_document_with_a_name_in_two_cases_is_judged_by_the_exact_one() -> None:
    found = problems(error(404) | {"STATUS": 7}, "error")
    assert [(problem.pointer, problem.rule) for problem in found] == [("/STATUS", "case")]


def test_endless_nesting_is_a_problem_and_no_crash() -> None:
    attribute: dict[str, Any] = {"name": "x", "type": "complex", "multiValued": False}
    for _ in range(2000):
        attribute = {**attribute, "subAttributes": [attribute]}
    found = problems({"id": "urn:x", "attributes": [attribute]}, "schema")
    assert [problem.rule for problem in found] == ["depth"]


def test_values_are_shown_short_and_without_secrets() -> None:
    found = problems(user(active="x" * 500, name={"password": "hunter2"}, title={"clientSecret": "s3cr3t"}), "user")
    assert "hunter2" not in repr(found)
    assert "s3cr3t" not in repr(found)
    assert max(len(problem.received) for problem in found) <= 80


def test_a_document_is_shared_and_complete() -> None:
    assert document("error")["title"] == "Error"
    with pytest.raises(KeyError):
        document("nonsense")
