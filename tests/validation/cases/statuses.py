"""What a status promises."""

from __future__ import annotations

from ..case import FAIL, PASS, WARN, Case
from ..makers import bulk, error, exchange, listing, user

NO_CONTENT = "rfc7644-3.5.2-no-content-means-no-body"
OK = "rfc7644-3.4.1-every-ok-has-a-body"
CREATED = "rfc7644-3.3-every-created-has-a-body"
ACCIDENT = "rfc7644-3.12-no-internal-error"

CASES = [
    Case(NO_CONTENT, "nothing", exchange("DELETE /Users/1", 204), PASS),
    Case(NO_CONTENT, "a length of nothing", exchange("PATCH /Users/1", 204, Content_Length="0"), PASS),
    Case(NO_CONTENT, "a length of something", exchange("PATCH /Users/1", 204, Content_Length="12"), FAIL),
    Case(NO_CONTENT, "something", exchange("PATCH /Users/1", 204, user("1")), FAIL),
    Case(OK, "a read with a body", exchange("GET /Users/1", 200, user("1")), PASS),
    Case(OK, "a list with a body", exchange("GET /Users", 200, listing()), PASS),
    Case(OK, "a read without", exchange("GET /Users/1", 200), FAIL),
    Case(OK, "a list without", exchange("GET /Users", 200), FAIL),
    Case(OK, "a replacement without", exchange("PUT /Users/1", 200), FAIL),
    Case(OK, "a change without", exchange("PATCH /Users/1", 200), FAIL),
    Case(OK, "a change with", exchange("PATCH /Users/1", 200, user("1")), PASS),
    Case(OK, "a change with 204", exchange("PATCH /Users/1", 204), PASS),
    Case(OK, "null", exchange("GET /Users/1", 200, b"null"), FAIL),
    Case(OK, "an array", exchange("GET /Users/1", 200, [user("1")]), FAIL),
    Case(OK, "a bulk answer without", exchange("POST /Bulk", 200), FAIL),
    Case(OK, "a bulk answer with", exchange("POST /Bulk", 200, bulk()), PASS),
    Case(OK, "a removal without", exchange("DELETE /Users/1", 200), PASS),
    Case(OK, "a page of no concern", exchange("GET /Nowhere", 200), PASS),
    Case(CREATED, "with the resource", exchange("POST /Users", 201, user("1")), PASS),
    Case(CREATED, "empty", exchange("POST /Users", 201, Location="https://scim.example/scim/v2/Users/1"), WARN),
    Case(CREATED, "refused", exchange("POST /Users", 400, error(400)), PASS),
    Case(ACCIDENT, "a success", exchange("GET /Users/1", 200, user("1")), PASS),
    Case(ACCIDENT, "a refusal", exchange("POST /Users", 400, error(400)), PASS),
    Case(ACCIDENT, "not offered", exchange("PATCH /Users/1", 501, error(501)), PASS),
    Case(ACCIDENT, "busy", exchange("GET /Users", 503, error(503), Retry_After="1"), PASS),
    Case(ACCIDENT, "an internal error", exchange("GET /Users/1", 500, error(500)), WARN),
    Case(ACCIDENT, "a bad gateway", exchange("POST /Users/.search", 502), WARN),
    Case(ACCIDENT, "busy without end", exchange("GET /Users", 503, error(503)), WARN),
]
