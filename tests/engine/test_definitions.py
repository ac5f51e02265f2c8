"""Published definitions against the tables of RFC 7643: what passes, what is noted, what fails."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from scimproof import registry
from scimproof.declared import Declared, definitions
from scimproof.definitions import EXAMPLES, FIXED, Rows, citations, compared, in_words, path_of, tables
from scimproof.exchange import Exchange, Request, Response
from scimproof.outcome import Blocked, Level, NotApplicable, worst

LISTED = Exchange(3, "", None, datetime.now(UTC), 0.0, Request("GET", "https://x.example/Schemas"), Response(200))
ALL = {rows[0].attribute or "": rows for section in (EXAMPLES, FIXED) for rows in tables(section)}


def defined(rows: Rows, **changes: Any) -> dict[str, Any]:
    """The definition that these rows describe. ``emails__type={"mutability": "x"}`` changes a part of it, and ``None``
    takes it away."""
    made: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        path = path_of(row)
        change = changes.get("__".join(path).replace("$", ""), {})
        if change is None:
            continue
        told = {"name": path[-1], **row.characteristics, **change}
        made[path] = {name: value for name, value in told.items() if value is not None}
        if len(path) > 1 and path[:-1] in made:
            made[path[:-1]].setdefault("subAttributes", []).append(made[path])
    return made[path_of(rows[0])]


def outcome(rows: Rows, *attributes: dict[str, Any]) -> str:
    schema = {"id": rows[0].schema, "attributes": list(attributes)}
    return worst(Level.MUST, compared(rows, Declared(schema_documents=(schema,)), LISTED)).value


@pytest.mark.parametrize("rows", ALL.values(), ids=ALL)
def test_what_the_rfc_lists_passes(rows: Rows) -> None:
    assert outcome(rows, defined(rows)) == "pass"


@pytest.mark.parametrize("rows", ALL.values(), ids=ALL)
def test_every_alternative_passes(rows: Rows) -> None:
    for row in rows:
        for name, values in row.alternatives.items():
            for value in values:
                change = {"__".join(path_of(row)).replace("$", ""): {name: value}}
                assert outcome(rows, defined(rows, **change)) == "pass", (row.attribute, name, value)


@pytest.mark.parametrize("rows", ALL.values(), ids=ALL)
def test_what_may_be_left_out_passes(rows: Rows) -> None:
    for row in rows[1:]:
        if row.omissible:
            gone = {"__".join(path_of(one)).replace("$", ""): None for one in rows if path_of(one) == path_of(row)}
            assert outcome(rows, defined(rows, **gone)) == "pass"


@pytest.mark.parametrize(
    ("attribute", "changes", "expected"),
    [
        ("User.nickName", {"nickName": {"type": "complex"}}, "fail"),
        ("User.nickName", {"nickName": {"type": "String"}}, "pass"),
        ("User.nickName", {"nickName": {"multiValued": True}}, "fail"),
        ("User.nickName", {"nickName": {"type": None, "multiValued": None}}, "pass"),
        ("User.nickName", {"nickName": {"type": "text"}}, "pass"),  # no data type at all: judged elsewhere
        ("User.nickName", {"nickName": {"required": True}}, "note"),
        ("User.nickName", {"nickName": {"mutability": "readOnly", "returned": "request"}}, "note"),
        ("User.nickName", {"nickName": {"mutability": "sometimes"}}, "pass"),
        ("User.nickName", {"nickName": {"required": None, "caseExact": None, "mutability": None}}, "pass"),
        ("User.profileUrl", {"profileUrl": {"type": "string"}}, "note"),
        ("User.active", {"active": {"type": "string"}}, "fail"),
        ("User.active", {"active": {"caseExact": False, "uniqueness": "none"}}, "pass"),
        ("User.userName", {"userName": {"caseExact": True}}, "fail"),
        ("User.userName", {"userName": {"required": False}}, "fail"),
        ("User.userName", {"userName": {"uniqueness": "none"}}, "fail"),
        ("User.userName", {"userName": {"uniqueness": None}}, "warn"),
        ("User.userName", {"userName": {"mutability": "immutable"}}, "note"),
        ("User.password", {"password": {"returned": "default"}}, "fail"),
        ("User.password", {"password": {"mutability": "readWrite"}}, "fail"),
        ("User.password", {"password": {"mutability": "readOnly"}}, "warn"),
        ("User.groups", {"groups": {"mutability": "readWrite"}}, "fail"),
        ("User.groups", {"groups__type": None}, "note"),
        ("User.emails", {"emails__type": {"canonicalValues": ["work"]}}, "note"),
        ("User.emails", {"emails__type": {"canonicalValues": ["other", "work", "home"]}}, "pass"),
        ("User.emails", {"emails__type": {"canonicalValues": None}}, "pass"),
        ("User.emails", {"emails__primary": {"type": "string"}}, "fail"),
        ("User.roles", {"roles__type": {"canonicalValues": ["job"]}}, "pass"),
        ("Group.members", {"members__value": {"mutability": "readWrite"}}, "fail"),
        ("Group.members", {"members__ref": {"mutability": "readOnly"}}, "warn"),
        ("Group.members", {"members__display": {"mutability": "readWrite"}}, "note"),
        ("EnterpriseUser.manager", {"manager__displayName": {"mutability": "readWrite"}}, "fail"),
        ("ServiceProviderConfig.bulk", {"bulk": {"mutability": "readWrite"}}, "fail"),
        ("ServiceProviderConfig.bulk", {"bulk": {"mutability": None}}, "warn"),
        ("ServiceProviderConfig.bulk", {"bulk__maxOperations": {"required": False}}, "warn"),
        ("ServiceProviderConfig.bulk", {"bulk__maxOperations": {"type": "string"}}, "fail"),
        ("ServiceProviderConfig.bulk", {"bulk__maxOperations": None}, "warn"),
        ("Schema.attributes", {"attributes__subAttributes__name": {"type": "boolean"}}, "fail"),
    ],
)
def test_departures_are_graded(attribute: str, changes: dict[str, Any], expected: str) -> None:
    assert outcome(ALL[attribute], defined(ALL[attribute], **changes)) == expected


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [("User.userName", "fail"), ("Group.displayName", "fail"), ("ServiceProviderConfig.patch", "warn")],
)
def test_what_has_to_be_there_is_missed(attribute: str, expected: str) -> None:
    assert outcome(ALL[attribute], {"name": "other"}) == expected


@pytest.mark.parametrize("attribute", ["User.nickName", "Group.members", "ServiceProviderConfig.etag", "Schema.id"])
def test_what_a_target_does_not_have_is_not_judged(attribute: str) -> None:
    with pytest.raises(NotApplicable):
        outcome(ALL[attribute], {"name": "other"})


def test_a_complex_attribute_that_lists_no_parts_is_the_finding_of_another_check() -> None:
    assert outcome(ALL["User.name"], {"name": "name", "type": "complex", "multiValued": False}) == "pass"


def test_schemas_that_cannot_be_compared() -> None:
    rows = ALL["User.userName"]
    with pytest.raises(NotApplicable):
        compared(rows, Declared(schema_documents=({"id": "urn:x:y", "attributes": [{"name": "a"}]},)), LISTED)
    with pytest.raises(Blocked):
        compared(rows, Declared(), LISTED)
    with pytest.raises(Blocked):
        compared(rows, Declared(schema_documents=({"id": rows[0].schema, "attributes": "none"},)), LISTED)


def test_a_finding_says_what_who_and_where() -> None:
    changed = defined(ALL["User.groups"], groups__ref={"mutability": "readWrite"})
    schema = {"id": ALL["User.groups"][0].schema, "attributes": [changed]}
    (found,) = compared(ALL["User.groups"], Declared(schema_documents=(schema,)), LISTED)
    assert found.message == "The User schema gives groups.$ref another mutability than RFC 7643"
    assert found.expected == '"mutability": "readOnly", by RFC 7643 section 4.1.2'
    assert found.received == '"mutability": "readWrite"'
    assert found.exchanges == (3,)


def test_sentences() -> None:
    said = {attribute: in_words(rows) for attribute, rows in ALL.items()}
    assert said["User.active"] == "The schema of users defines active as a single Boolean"
    assert said["User.userName"] == (
        "The schema of users defines userName as a single string, required, not case-exact and unique"
    )
    assert said["User.groups"] == (
        "The schema of users defines groups as a list of objects with value, $ref, display and type, for reading only"
    )
    assert said["Schema.attributes"].endswith("canonicalValues and 6 more, for reading only")


def test_every_row_is_judged_by_one_check() -> None:
    rows = [row for row in registry.requirements().values() if row.section in (EXAMPLES, FIXED) and row.attribute]
    judged = list(itertools.chain.from_iterable(citations(group) for group in ALL.values()))
    assert {row.id for row in rows} <= set(judged)
    assert all(judged.count(row.id) == 1 for row in rows)


def test_statements_that_fix_a_value_are_known() -> None:
    known = registry.requirements()
    for row in itertools.chain.from_iterable(ALL.values()):
        assert set(row.fixed.values()) <= set(known)
        assert set(row.alternatives) | set(row.fixed) <= set(row.characteristics), row.attribute


def test_definitions_are_read_to_any_depth_and_nonsense_is_skipped() -> None:
    part = {"name": "b", "subAttributes": [{"name": "c"}, 7, {"no": "name"}]}
    schema = {"id": "urn:x", "attributes": [{"name": "a", "subAttributes": [part]}, None, {"name": 1}, {"name": "d"}]}
    assert [entry.name for entry in definitions(schema)] == ["a", "a.b", "a.b.c", "d"]
    assert list(definitions({"attributes": "x"})) == []
