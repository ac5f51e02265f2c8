"""From a target's schemas to JSON Schema, in every view, and from nonsense as well."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scimproof.declared import ENTERPRISE_USER, USER, Declared, ResourceType
from scimproof.validation.compiler import View, compile_resource
from scimproof.validation.conformance import Conformance
from scimproof.validation.undeclared import undeclared_attributes

from .makers import (
    DECLARED,
    DEVICE,
    ENTERPRISE_SCHEMA,
    USER_SCHEMA,
    attribute,
    declared,
    device,
    resource_type,
    schema,
    several,
    user,
)

THING = ResourceType("Thing", "/Things", "urn:x:Thing", ("urn:x:Extra",), ("urn:x:Extra",))
VIEWS: tuple[View, ...] = ("response", "partial", "create", "replace")


def compiled(view: View, *attributes: Any, extra: Any = ()) -> dict[str, Any]:
    documents = {"urn:x:Thing": schema("urn:x:Thing", *attributes), "urn:x:Extra": schema("urn:x:Extra", *extra)}
    return compile_resource(THING, documents, view=view)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("string", "string"),
        ("boolean", "boolean"),
        ("decimal", "number"),
        ("integer", "integer"),
        ("dateTime", "string"),
        ("DATETIME", "string"),
        ("reference", "string"),
        ("binary", "string"),
        ("complex", "object"),
    ],
)
def test_types(kind: str, expected: str) -> None:
    single = compiled("response", attribute("a", kind))["properties"]["a"]
    many = compiled("response", attribute("a", kind, multiValued=True))["properties"]["a"]
    assert single["type"] == expected
    assert many["type"] == "array"
    assert many["items"]["type"] == expected


@pytest.mark.parametrize("kind", ["email", "", None, 7, ["string"]])
def test_a_type_that_is_none_demands_nothing(kind: Any) -> None:
    assert "type" not in compiled("response", attribute("a") | {"type": kind})["properties"]["a"]


@pytest.mark.parametrize("plurality", [None, "true", 1])
def test_without_plurality_nothing_is_demanded(plurality: Any) -> None:
    assert "type" not in compiled("response", attribute("a") | {"multiValued": plurality})["properties"]["a"]


@pytest.mark.parametrize(
    ("view", "characteristics", "demanded"),
    [
        ("response", {}, True),
        ("response", {"returned": "default"}, True),
        ("response", {"returned": "always"}, True),
        ("response", {"returned": "request"}, False),
        ("response", {"returned": "never"}, False),
        ("response", {"mutability": "writeOnly"}, False),
        ("response", {"mutability": "readOnly"}, True),
        ("partial", {}, False),
        ("partial", {"returned": "always"}, False),
        ("create", {}, True),
        ("create", {"returned": "never"}, True),
        ("create", {"mutability": "readOnly"}, False),
        ("create", {"mutability": "immutable"}, True),
        ("replace", {}, True),
        ("replace", {"mutability": "readOnly"}, False),
    ],
)
def test_what_is_required_is_demanded_where_it_has_to_be(
    view: View, characteristics: dict[str, str], demanded: bool
) -> None:
    found = compiled(view, attribute("a", required=True, **characteristics))
    assert ("a" in found["required"]) is demanded


def test_only_true_is_required() -> None:
    assert "a" not in compiled("response", attribute("a") | {"required": "true"})["required"]


@pytest.mark.parametrize(
    ("view", "demanded"),
    [
        ("response", ["schemas", "id", "urn:x:Extra"]),
        ("partial", ["id"]),
        ("create", ["schemas", "urn:x:Extra"]),
        ("replace", ["schemas", "urn:x:Extra"]),
    ],
)
def test_common_attributes_and_required_extensions(view: View, demanded: list[str]) -> None:
    found = compiled(view)
    assert found["required"] == demanded
    assert {"schemas", "id", "externalId", "meta"} <= set(found["properties"])


def test_a_schema_cannot_redefine_common_attributes() -> None:
    found = compiled("response", attribute("ID", "integer", required=True), attribute("Meta"), attribute("schemas"))
    assert "ID" not in found["properties"]
    assert found["properties"]["id"]["type"] == "string"
    assert found["properties"]["meta"]["type"] == "object"


def test_suggestions_are_kept_out_of_the_validation() -> None:
    found = compiled("response", attribute("a", canonicalValues=["x"], caseExact=True, uniqueness="server"))
    entry = found["properties"]["a"]
    assert entry["x-should"] == {"enum": ["x"]}
    assert entry["x-caseExact"] is True
    assert entry["x-uniqueness"] == "server"
    assert not {"enum", "const"} & set(entry)


def test_of_equal_names_the_first_counts() -> None:
    found = compiled("response", attribute("a", "integer"), attribute("A", "boolean"))
    assert found["properties"]["a"]["type"] == "integer"
    assert "A" not in found["properties"]


@pytest.mark.parametrize(
    ("view", "pointers"),
    [
        ("response", ["/pin"]),
        ("partial", ["/pin"]),
        ("create", []),
        ("replace", []),
    ],
)
def test_what_is_never_returned_is_in_no_answer_and_free_in_requests(view: View, pointers: list[str]) -> None:
    kind = DECLARED.resource_type("Device")
    assert kind is not None
    found = Conformance.of(DECLARED).problems(device(pin="1234"), kind, view)
    assert [problem.pointer for problem in found if problem.rule == "returned"] == pointers
    assert [problem for problem in found if problem.rule != "returned"] == []
    assert "1234" not in repr(found)


def test_parts_are_demanded_only_where_their_attribute_is() -> None:
    target = declared(
        types=(resource_type("Thing", "/Things", "urn:x:Thing"),),
        schemas=(schema("urn:x:Thing", several("tags", attribute("value", required=True))),),
    )
    kind = target.resource_types[0]
    whole = {"schemas": ["urn:x:Thing"], "id": "1"}
    judge = Conformance.of(target)
    assert judge.problems(whole, kind) == []
    assert judge.problems({**whole, "tags": []}, kind) == []
    found = judge.problems({**whole, "tags": [{"value": "x"}, {"type": "y"}]}, kind)
    assert [(problem.pointer, problem.rule) for problem in found] == [("/tags/1/value", "required")]
    assert judge.problems({**whole, "tags": [{"type": "y"}]}, kind, "partial") == []


def test_an_extension_is_judged_below_its_uri() -> None:
    kind = DECLARED.resource_type("User")
    assert kind is not None
    found = Conformance.of(DECLARED).problems(user(**{ENTERPRISE_USER: {"department": 7}}), kind)
    assert [problem.attribute for problem in found] == [f"{ENTERPRISE_USER}:department"]


def test_schemas_are_found_whatever_the_case_of_their_uri() -> None:
    target = declared(schemas=(USER_SCHEMA | {"id": USER.upper()},))
    kind = target.resource_type("User")
    assert kind is not None
    found = Conformance.of(target).problems(user(active="yes", userName=""), kind)
    assert {problem.pointer for problem in found} == {"/active", "/userName"}


def test_the_schemas_of_a_target_are_compiled_once_and_forgotten_with_it() -> None:
    target = declared()
    assert Conformance.of(target) is Conformance.of(target)
    assert Conformance.of(declared()) is not Conformance.of(target)


def test_undeclared_attributes_are_named_once_each() -> None:
    kind = DECLARED.resource_type("User")
    assert kind is not None
    shown = user(emails=[{"value": "a", "x": 1}, {"value": "b", "x": 2}], colour="blue", groups=[{"since": "2020"}])
    found = undeclared_attributes(shown, kind, DECLARED.schemas)
    assert [(problem.rule, problem.attribute) for problem in found] == [
        ("undeclared", "emails.x"),
        ("undeclared", "colour"),
        ("undeclared", "groups.since"),
    ]
    assert "blue" not in repr(found)


# -- nonsense ---------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)
KEYWORDS = st.sampled_from(
    ["name", "type", "multiValued", "required", "returned", "mutability", "canonicalValues", "subAttributes"]
)
WORDS = st.sampled_from(["string", "complex", "dateTime", "never", "always", "readOnly", "writeOnly", "$ref", "id"])
DEFINITION = st.recursive(
    st.dictionaries(KEYWORDS, JSON | WORDS | st.booleans(), max_size=6),
    lambda below: st.dictionaries(KEYWORDS, WORDS | st.booleans() | st.lists(below, max_size=3), max_size=8),
    max_leaves=8,
)
DOCUMENT = st.fixed_dictionaries({"id": st.just(DEVICE), "attributes": JSON | st.lists(DEFINITION | JSON, max_size=6)})


@given(document=DOCUMENT, resource=JSON | st.dictionaries(WORDS | st.text(max_size=5), JSON, max_size=5))
def test_no_document_is_too_strange(document: dict[str, Any], resource: Any) -> None:
    kind = ResourceType("Device", "/Devices", DEVICE, (ENTERPRISE_USER,))
    target = Declared(schema_documents=(document, ENTERPRISE_SCHEMA))
    for view in VIEWS:
        Draft202012Validator.check_schema(compile_resource(kind, target.schemas, view=view))
        Conformance.of(target).problems(resource, kind, view)
    if isinstance(resource, dict):
        undeclared_attributes(resource, kind, target.schemas)
