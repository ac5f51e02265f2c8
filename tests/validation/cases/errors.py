"""Error bodies."""

from __future__ import annotations

from ..case import FAIL, PASS, WARN, Case
from ..makers import MESSAGES, Json, bulk, error, exchange

BODY = "rfc7644-3.12-every-error-has-a-scim-body"
STATUS = "rfc7644-3.12-error-status-is-string"
TYPE = "rfc7644-3.12-every-scim-type-is-known"
DETAIL = "rfc7644-3.12-every-error-detail-is-text"

HTML = b"<html><h1>Not Found</h1></html>"


def _bulk(status: str, response: Json) -> Json:
    return bulk({"method": "POST", "bulkId": "q", "status": status, "response": response})


CASES = [
    Case(BODY, "a SCIM error", exchange("GET /Users/1", 404, error(404)), PASS),
    Case(BODY, "a SCIM error in other case", exchange("GET /Users/1", 404, {"Schemas": [f"{MESSAGES}error"]}), PASS),
    Case(BODY, "a page on a resource", exchange("GET /Users/1", 404, HTML, media="text/html"), FAIL),
    Case(BODY, "nothing on a resource", exchange("DELETE /Users/1", 404), FAIL),
    Case(BODY, "somebody else's JSON", exchange("POST /Users", 400, {"error": "no", "status": 400}), FAIL),
    Case(BODY, "schemas of another message", exchange("POST /Users", 400, error(400, schemas=["urn:x"])), FAIL),
    Case(BODY, "schemas that are no array", exchange("POST /Users", 400, error(400, schemas="urn:x")), FAIL),
    Case(BODY, "an array", exchange("POST /Users", 400, [error(400)]), FAIL),
    Case(BODY, "a crash", exchange("GET /Users", 500, b"oops", media="text/plain"), FAIL),
    Case(BODY, "malformed on purpose", exchange("POST /Users", 400, b"bad", sent=b"{", malformed="no JSON"), FAIL),
    Case(BODY, "no such route", exchange("GET /Nowhere", 404, HTML, media="text/html"), WARN),
    Case(BODY, "below a resource", exchange("GET /Users/1/photo", 404, HTML, media="text/html"), WARN),
    Case(BODY, "search is not offered", exchange("POST /Users/.search", 404, HTML, media="text/html"), WARN),
    Case(BODY, "Me is not offered", exchange("GET /Me", 404), WARN),
    Case(BODY, "method not allowed", exchange("DELETE /Users", 405), WARN),
    Case(BODY, "unauthorized by a gateway", exchange("GET /Users", 401, {"message": "Unauthorized"}), WARN),
    Case(BODY, "forbidden, being anonymous", exchange("GET /Users", 403, {"message": "?"}, anonymous=True), WARN),
    Case(BODY, "forbidden, being somebody", exchange("GET /Users", 403, {"message": "?"}), FAIL),
    Case(BODY, "too many requests", exchange("GET /Users", 429, b"slow down", media="text/plain"), WARN),
    Case(BODY, "a proxy times out", exchange("GET /Users", 504, HTML, media="text/html"), WARN),
    Case(BODY, "unsupported media type", exchange("POST /Users", 415), WARN),
    Case(BODY, "HEAD has no body", exchange("HEAD /Users/1", 404), PASS),
    Case(BODY, "not modified is no error", exchange("GET /Users/1", 304), PASS),
    Case(BODY, "a bulk operation fails as it has to", exchange("POST /Bulk", 200, _bulk("409", error(409))), PASS),
    Case(BODY, "a bulk operation fails otherwise", exchange("POST /Bulk", 200, _bulk("409", {"oops": 1})), FAIL),
    Case(STATUS, "the status as a string", exchange("GET /Users/1", 404, error(404)), PASS),
    Case(STATUS, "the status as a number", exchange("GET /Users/1", 404, error(404, status=404)), FAIL),
    Case(STATUS, "a number behind a gateway code", exchange("POST /Users", 415, error(415, status=415)), FAIL),
    Case(STATUS, "another status", exchange("GET /Users/1", 404, error(400)), FAIL),
    Case(STATUS, "no status", exchange("GET /Users/1", 404, error(404, status=None)), FAIL),
    Case(STATUS, "no SCIM error at all", exchange("GET /Users/1", 404, {"status": 404}), PASS),
    Case(STATUS, "another status in bulk", exchange("POST /Bulk", 200, _bulk("409", error(400))), FAIL),
    Case(
        STATUS,
        "a bulk status as an object",
        exchange("POST /Bulk", 200, bulk({"method": "DELETE", "status": {"code": "404"}, "response": error(404)})),
        PASS,
    ),
    Case(TYPE, "no keyword", exchange("GET /Users/1", 404, error(404)), PASS),
    Case(TYPE, "null", exchange("POST /Users", 400, error(400) | {"scimType": None}), PASS),
    Case(TYPE, "a keyword of RFC 7644", exchange("POST /Users", 409, error(409, scimType="uniqueness")), PASS),
    Case(TYPE, "a keyword of RFC 9865", exchange("GET /Users", 400, error(400, scimType="invalidCursor")), PASS),
    Case(TYPE, "a keyword of its own", exchange("POST /Users", 400, error(400, scimType="badThing")), WARN),
    Case(TYPE, "a keyword in other case", exchange("POST /Users", 409, error(409, scimType="Uniqueness")), WARN),
    Case(TYPE, "no string", exchange("POST /Users", 400, error(400, scimType=["invalidValue"])), WARN),
    Case(DETAIL, "a text", exchange("GET /Users/1", 404, error(404)), PASS),
    Case(DETAIL, "no detail", exchange("GET /Users/1", 404, error(404, detail=None)), PASS),
    Case(DETAIL, "a list of texts", exchange("POST /Users", 400, error(400, detail=["one", "two"])), WARN),
    Case(DETAIL, "no SCIM error at all", exchange("POST /Users", 422, {"detail": [{"loc": []}]}), PASS),
]
