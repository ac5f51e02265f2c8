"""Exercising attributes: what a schema says, values that fit it, what is the same, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from scimproof.clients.probe import Probe
from scimproof.declared import Declared, ResourceType
from scimproof.directory import Directory
from scimproof.exchange import Exchange, Request, Response
from scimproof.exercising.characteristics import Attribute, attributes_of, with_parts
from scimproof.exercising.comparing import differences, keeps_case
from scimproof.exercising.halving import sift
from scimproof.exercising.inventing import CannotInvent, Inventor
from scimproof.exercising.nonsense import fits
from scimproof.exercising.resources import Plot
from scimproof.outcome import NotApplicable

THING = "urn:example:schemas:Thing"
MORE = "urn:example:schemas:More"
KIND = ResourceType("Thing", "/Things", THING, (MORE,))
EMAILS = {
    "name": "emails",
    "type": "complex",
    "multiValued": True,
    "subAttributes": [{"name": "value"}, {"name": "type", "canonicalValues": ["work", "home"]}, {"name": "display"}],
}
OWNER = {
    "name": "owner",
    "type": "complex",
    "subAttributes": [{"name": "value"}, {"name": "$ref", "type": "reference", "referenceTypes": ["User"]}],
}

MEMBERS = {
    "name": "members",
    "type": "complex",
    "multiValued": True,
    "subAttributes": [
        {"name": "value"},
        {"name": "$ref", "type": "reference", "referenceTypes": ["User", "Group"]},
        {"name": "type", "canonicalValues": ["User", "Group"]},
    ],
}


def attribute(**definition: Any) -> Attribute:
    return Attribute("Thing", {"name": "title", **definition})


def inventor(*people: str) -> Inventor:
    return Inventor("sp1", "https://scim.example/v2", "/Users", lambda: people)


def answered(status: int) -> Exchange:
    request = Request("POST", "https://scim.example/v2/Things")
    return Exchange(1, "test", None, datetime.now(UTC), 0.0, request, Response(status))


def test_what_is_not_said_has_its_default() -> None:
    one = attribute()
    assert (one.type, one.mutability, one.returned, one.required, one.case_exact) == (
        "string",
        "readWrite",
        "default",
        False,
        False,
    )


def test_nonsense_in_a_definition_is_no_statement() -> None:
    one = attribute(mutability="sometimes", returned=7, canonicalValues="work", type=None)
    assert (one.mutability, one.returned, one.canonical_values, one.type) == ("readWrite", "default", [], "string")


def test_common_attributes_are_left_out_and_extensions_are_not() -> None:
    documents = (
        {"id": THING, "attributes": [{"name": "id"}, {"name": "EXTERNALID"}, {"name": "title"}, OWNER]},
        {"id": MORE, "attributes": [{"name": "colour"}]},
    )
    found = attributes_of(Declared(schema_documents=documents), KIND)
    assert [one.path for one in found] == ["title", "owner", f"{MORE}:colour"]
    assert f"{MORE}:colour" in [one.path for one in with_parts(found)]
    assert "owner.$ref" in [one.path for one in with_parts(found)]


def test_a_value_of_an_extension_names_the_extension() -> None:
    one = Attribute("Thing", {"name": "colour"}, MORE)
    body: dict[str, Any] = {"schemas": [THING]}
    one.put(body, "red")
    assert body == {"schemas": [THING, MORE], MORE: {"colour": "red"}}
    assert one.of({MORE.upper(): {"COLOUR": "red"}}) == "red"


def test_two_values_differ_and_fit() -> None:
    for kind in ("string", "boolean", "integer", "decimal", "dateTime", "binary", "reference"):
        one = attribute(type=kind)
        first, second = (inventor().value(one, turn) for turn in (0, 1))
        assert first != second
        assert fits(one, first)
        assert fits(one, second)


def test_suggestions_are_followed() -> None:
    assert inventor().value(attribute(canonicalValues=["work", "home"]), 1) == "home"
    emails = inventor().value(Attribute("Thing", EMAILS), 0)
    assert emails == [{"value": "sp1.1@scimproof.example", "type": "work"}]


def test_references_lead_to_people_of_our_own() -> None:
    assert inventor("1", "2").value(Attribute("Thing", OWNER), 1) == {"value": "2"}
    with pytest.raises(CannotInvent):
        inventor().value(Attribute("Thing", OWNER), 1)
    with pytest.raises(CannotInvent):
        inventor("1", "2").value(attribute(type="reference", referenceTypes=["Robot"]), 0)


@pytest.mark.parametrize(
    ("definition", "sent", "shown"),
    [
        ({}, "Guide", "GUIDE"),
        ({"type": "dateTime"}, "2026-01-31T10:00:00Z", "2026-01-31T11:00:00.000+01:00"),
        ({"type": "decimal"}, 2.0, 2),
        ({"type": "binary"}, "U2NpbXByb29m", "U2NpbXByb29m"),
        ({"type": "binary"}, "+/8=", "-_8"),
        ({"type": "reference"}, "https://scim.example/v2/Users/1", "Users/1"),
        ({"multiValued": True}, ["a"], ["b", "A"]),
        (EMAILS, [{"value": "a@b.example", "display": "A"}], [{"VALUE": "A@b.example", "type": "work"}]),
        (OWNER, {"value": "1", "$ref": "Users/1"}, {"value": "1"}),
    ],
)
def test_other_forms_are_the_same(definition: dict[str, Any], sent: Any, shown: Any) -> None:
    assert differences(attribute(**definition), sent, shown) == []


@pytest.mark.parametrize(
    ("definition", "sent", "shown", "kind"),
    [
        ({}, "Guide", None, "missing"),
        ({}, "Guide", "Other", "other"),
        ({"type": "boolean"}, True, 1, "other"),
        ({"type": "dateTime"}, "2026-01-31T10:00:00Z", "2026-01-31", "other"),
        ({"multiValued": True}, ["a"], [], "missing"),
        (EMAILS, [{"value": "a@b.example", "type": "work"}], [{"value": "a@b.example"}], "missing"),
        (EMAILS, [{"value": "a@b.example"}], [{"value": "c@b.example"}], "other"),
        (OWNER, {"value": "1"}, "1", "other"),
    ],
)
def test_differences_are_seen(definition: dict[str, Any], sent: Any, shown: Any, kind: str) -> None:
    assert [one.kind for one in differences(attribute(**definition), sent, shown)] == [kind]


@pytest.mark.parametrize(
    ("definition", "shown", "kinds"),
    [
        (MEMBERS, {"value": "7"}, []),
        (MEMBERS, {"value": "7", "type": "User"}, []),
        (MEMBERS, {"value": "7", "type": "Group"}, ["other"]),
        (EMAILS, {"value": "7"}, ["missing"]),
    ],
    ids=["left-out", "shown", "wrong", "of-no-reference"],
)
def test_the_type_of_what_is_referred_to_may_be_left_out(
    definition: dict[str, Any], shown: dict[str, Any], kinds: list[str]
) -> None:
    sent = [{"value": "7", "type": "User"}]
    assert [one.kind for one in differences(attribute(**definition), sent, [shown])] == kinds


def test_case_is_seen_where_the_rest_is_the_same() -> None:
    assert keeps_case(attribute(), "Badge One", "Badge One")
    assert not keeps_case(attribute(), "Badge One", "badge one")
    assert keeps_case(attribute(), "Badge One", "something else")
    assert not keeps_case(attribute(type="reference"), "https://a.example/One", "https://a.example/one")


def test_halves_find_the_one_that_is_refused() -> None:
    asked: list[Sequence[str]] = []

    def send(some: Sequence[str]) -> Exchange:
        asked.append(some)
        return answered(400 if "bad" in some else 201)

    sifted = sift(["a", "b", "bad", "c"], send)
    assert sorted(sifted.accepted) == ["a", "b", "c"]
    assert [part for part, _ in sifted.refused] == ["bad"]
    assert not sifted.at_once
    assert len(asked) == 5


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    sifted = sift([str(number) for number in range(100)], lambda some: answered(500), most=10)
    assert len(sifted.tries) == 10
    assert len(sifted.untried) + len(sifted.refused) == 100


def test_what_fits() -> None:
    assert fits(attribute(type="integer"), 7)
    assert not fits(attribute(type="integer"), True)
    assert not fits(attribute(), {"scimproof": 1})
    assert fits(attribute(type="boolean"), None)
    assert not fits(attribute(multiValued=True), "no list")


def test_a_type_that_needs_what_nobody_has_is_left_alone() -> None:
    required = {"name": "robot", "type": "reference", "referenceTypes": ["Robot"], "required": True}
    declared = Declared(schema_documents=({"id": THING, "attributes": [required]},))
    plot = Plot(KIND, Probe.__new__(Probe), Directory(0, "1"), declared, lambda: ())
    with pytest.raises(NotApplicable, match="needs robot"):
        plot.begin()
