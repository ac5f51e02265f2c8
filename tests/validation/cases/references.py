"""References between resources, and how memberships are labelled."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER, USER

from ..case import FAIL, PASS, WARN, Case
from ..makers import BASE, exchange, group, listing, user

IS_A_URI = "rfc7643-2.3.7-every-reference-is-a-uri"
MEMBERSHIP = "rfc7643-4.1.2-every-membership-is-direct-or-indirect"


def _member(reference: Any) -> Any:
    return exchange("GET /Groups/e9e3", 200, group(members=[{"value": "2819", "$ref": reference}]))


def _groups(**entry: Any) -> Any:
    return exchange("GET /Users/2819", 200, user(groups=[{"value": "e9e3", **entry}]))


CASES = [
    Case(IS_A_URI, "absolute", _member(f"{BASE}/Users/2819"), PASS),
    Case(IS_A_URI, "from the root", _member("Users/2819"), PASS),
    Case(IS_A_URI, "as in the examples", _member("../Users/2819"), PASS),
    Case(IS_A_URI, "with encoded blanks", _member(f"{BASE}/Users/a%20b"), PASS),
    Case(IS_A_URI, "none", exchange("GET /Groups/e9e3", 200, group(members=[{"value": "2819"}])), PASS),
    Case(IS_A_URI, "empty", _member(""), PASS),
    Case(IS_A_URI, "no text", _member(7), PASS),  # that is a question of types
    Case(IS_A_URI, "words", _member("user 2819"), FAIL),
    Case(IS_A_URI, "a template", _member(f"{BASE}/Users/{{id}}"), FAIL),
    Case(IS_A_URI, "letters outside ASCII", _member(f"{BASE}/Users/zoë"), WARN),
    Case(IS_A_URI, "a URN", _member("urn:uuid:2819c223"), FAIL),
    Case(IS_A_URI, "of a file", _member("file:///etc/passwd"), FAIL),
    Case(
        IS_A_URI,
        "a URN in an attribute of somebody else's",
        exchange("GET /Users/2819", 200, user(badge={"$ref": "urn:example:badge:1"})),
        WARN,
    ),
    Case(
        IS_A_URI,
        "a manager in words, in a list",
        exchange(
            "GET /Users",
            200,
            listing(
                user(schemas=[USER, ENTERPRISE_USER], **{ENTERPRISE_USER: {"manager": {"$ref": "the boss"}}}),
            ),
        ),
        FAIL,
    ),
    Case(MEMBERSHIP, "direct", _groups(type="direct"), PASS),
    Case(MEMBERSHIP, "indirect, in capitals", _groups(type="Indirect"), PASS),
    Case(MEMBERSHIP, "unlabelled", _groups(), PASS),
    Case(MEMBERSHIP, "a word of its own", _groups(type="assigned"), WARN),
]
