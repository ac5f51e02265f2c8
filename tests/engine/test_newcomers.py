"""What is sent of an attribute, by the schema of the target, and when it has come back."""

from typing import Any

import pytest

from scimproof import NotApplicable
from scimproof.newcomers import by_value_and_type, digits, fitted, text, url, without_blanks

EMAILS = {
    "name": "emails",
    "multiValued": True,
    "subAttributes": [
        {"name": "value"},
        {"name": "type", "canonicalValues": ["work", "home"]},
        {"name": "display", "mutability": "readOnly"},
    ],
}
ATTRIBUTES = [
    EMAILS,
    {"name": "photos", "multiValued": False, "subAttributes": [{"name": "value"}]},
    {"name": "userType", "canonicalValues": ["Employee"]},
    {"name": "nickName", "mutability": "readOnly"},
    {"name": "title", "returned": "request"},
    {"name": "locale"},
]
SCHEMA = {"id": "urn:x", "attributes": ATTRIBUTES}


def test_what_the_schema_has_is_sent() -> None:
    assert fitted("locale", "en-US", SCHEMA) == "en-US"
    work = {"value": "a", "type": "work", "display": "A", "primary": True}
    other = {"value": "b", "type": "other"}
    assert fitted("emails", [work, other], SCHEMA) == [{"value": "a", "type": "work"}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("emails", [{"value": "a", "type": "other"}]),
        ("photos", [{"value": "a"}]),
        ("userType", "Visitor"),
        ("nickName", "Ada"),
        ("title", "Dr."),
        ("timezone", "UTC"),
    ],
)
def test_what_the_schema_has_no_place_for_is_not_applicable(name: str, value: Any) -> None:
    with pytest.raises(NotApplicable):
        fitted(name, value, SCHEMA)


def test_without_a_schema_everything_is_sent() -> None:
    assert fitted("emails", [{"value": "a", "type": "x"}], None) == [{"value": "a", "type": "x"}]


@pytest.mark.parametrize(
    ("same", "sent", "received", "verdict"),
    [
        (text, "Ada", "ADA", True),
        (text, "1", 1, False),
        (digits, "tel:+1-201-555-0123", "+12015550123", True),
        (digits, "tel:+1-201-555-0123", "2015550123", False),
        (without_blanks, " Ada @Chat.Example", "ada@chat.example", True),
        (url, "https://X.example/A%20b", "https://x.example/A b", True),
        (url, "https://x.example/A", "https://x.example/a", False),
        (url, "https://x.example", "https://x.example/", True),
        (by_value_and_type(text), {"value": "a", "type": "work"}, {"value": "A", "TYPE": "Work"}, True),
        (by_value_and_type(text), {"value": "a", "type": "work"}, {"value": "a"}, False),
        (by_value_and_type(text), {"value": "a"}, {"value": "a", "type": "work"}, True),
    ],
)
def test_values_that_are_the_same(same: Any, sent: Any, received: Any, verdict: bool) -> None:
    assert bool(same(sent, received)) is verdict
