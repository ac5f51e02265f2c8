"""A server may send anything: no rule ever raises, and no secret ever shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scimproof.declared import ENTERPRISE_USER, USER, Declared
from scimproof.exchange import Exchange, Request, Response
from scimproof.validation.passive import Context, findings_of, merged

from .makers import BASE, CONFIG, CONTEXT, MESSAGES, TOKEN, WITH_ETAG, bulk, error, exchange, listing, user

CONTEXTS = (CONTEXT, Context(WITH_ETAG, BASE, (TOKEN,)), Context(Declared(), BASE), Context(Declared(), ""))

NAMES = st.sampled_from(
    [
        *("schemas", "id", "meta", "userName", "USERNAME", "emails", "primary", "value", "type", "password", "name"),
        *("Resources", "resources", "totalResults", "startIndex", "itemsPerPage", "nextCursor", "status", "scimType"),
        *("Operations", "response", "method", "location", "created", "lastModified", "resourceType", "version"),
        *("attributes", "subAttributes", "endpoint", "schema", "bulk", "supported", "detail", ENTERPRISE_USER, "urn:"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 0, 1, 200, 404, 2**63])
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(
        [
            *(USER, f"{MESSAGES}ListResponse", f"{MESSAGES}Error", f"{MESSAGES}BulkResponse", "User", "Group"),
            *("2010-01-23T04:56:22Z", "0000-00-00T24:00:00+99:99", "9999-12-31T24:00:00Z", "\ud800", "201", "404"),
            *("http://[", "//", "https://scim.example:x/", "../..", "/Users/", 'W/"1"', "bulkId", "POST"),
        ]
    )
)
JSON = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), below, max_size=6),
    max_leaves=25,
)
BODIES = JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40)
TARGETS = st.sampled_from(
    [
        *("GET /Users", "GET /Users?startIndex=2&count=1", "GET /Users?count=-1&attributes=id", "GET /Users/1"),
        *("POST /Users", "PUT /Users/1", "PATCH /Groups/1", "DELETE /Users/1", "POST /Users/.search", "POST /.search"),
        *("POST /Bulk", "GET /Schemas", "GET /ResourceTypes/User", "GET /ServiceProviderConfig", "GET /Me", "GET /"),
        *("HEAD /Users", "GET /Nowhere/x", "GET /Users/%zz?filter", "OPTIONS *", "GET /Devices?cursor=&count=x"),
    ]
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            ["Content-Type", "content-type", "Location", "Content-Location", "ETag", "Content-Length", "X"]
        ),
        st.sampled_from(["application/scim+json", "application/json", "", ";", "text/html", "http://[", "\xff", "12"])
        | st.text(st.characters(max_codepoint=255), max_size=10),
    ),
    max_size=5,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    target=TARGETS,
    status=st.sampled_from([200, 201, 202, 204, 301, 400, 401, 404, 409, 500, 501, 503, 0, 99, 999]),
    headers=HEADERS,
    body=BODIES,
    sent=BODIES,
)
def test_no_rule_raises(target: str, status: int, headers: list[tuple[str, str]], body: bytes, sent: bytes) -> None:
    method, _, path = target.partition(" ")
    request = Request(method, BASE + path, (("Authorization", "Basic !"), ("Accept", ",;,")), sent)
    seen = Exchange(1, "s", None, datetime.now(UTC), 0.1, request, Response(status, tuple(headers), body))
    for context in CONTEXTS:
        for finding in merged(finding for _, finding in findings_of(seen, context)):
            # What cannot be encoded cannot be printed or written.
            repr(finding).encode("utf-8")
            assert finding.cause
            assert len(finding.received) < 500


WHOLE = [
    ("GET /Users/2819", user(**{ENTERPRISE_USER: {"department": "x", "manager": {"value": "1"}}})),
    ("GET /Users", listing(user("1"), user("2"))),
    ("GET /ServiceProviderConfig", CONFIG),
    ("POST /Bulk", bulk({"method": "POST", "bulkId": "a", "status": "201", "location": "x", "response": user()})),
]


def _places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for key, value in entries:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += _places(value, (*path, key))
    return found


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_rule_raises_when_one_value_is_exchanged(data: st.DataObject) -> None:
    line, whole = data.draw(st.sampled_from(WHOLE))
    document = json.loads(json.dumps(whole))
    *above, last = data.draw(st.sampled_from(_places(document)))
    holder = document
    for key in above:
        holder = holder[key]
    holder[last] = data.draw(JSON)
    seen = exchange(line, 200, document)
    for context in CONTEXTS:
        list(findings_of(seen, context))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"Resources":' * 5_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"attributes":[{"subAttributes":' + b"[" * 800 + b"]" * 800 + b"}]}",
        b'{"totalResults": 1' + b"0" * 5_000 + b"}",
        b'{"totalResults": 1e400, "itemsPerPage": -0, "Resources": [NaN, Infinity]}',
        b"\x00" * 1000,
        json.dumps(listing(*[user(str(n)) for n in range(300)])).encode(),
    ],
    ids=["open", "half", "deep", "schema", "long number", "odd numbers", "zeros", "many"],
)
@pytest.mark.parametrize("line", ["GET /Users", "GET /Users/1", "GET /Schemas", "POST /Bulk", "GET /Nowhere"])
@pytest.mark.parametrize("status", [200, 404])
def test_extremes(body: bytes, line: str, status: int) -> None:
    list(findings_of(exchange(line, status, body), CONTEXT))


@given(secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=20))
def test_the_password_of_an_answer_is_in_no_finding(secret: str) -> None:
    answers = [
        exchange("GET /Users/1", 200, user("1", password=secret, id={"password": secret})),
        exchange("GET /Users/1", 404, error(404, scimType={"token": secret}, password=secret, schemas=None)),
    ]
    for answer in answers:
        assert secret not in repr(list(findings_of(answer, CONTEXT)))
