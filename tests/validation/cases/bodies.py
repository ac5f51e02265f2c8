"""Media types and JSON."""

from __future__ import annotations

from ..case import FAIL, PASS, WARN, Case
from ..makers import error, exchange, listing, user

MEDIA = "rfc7644-3.8-every-body-has-the-scim-media-type"
JSON = "rfc7644-3.8-every-body-is-json-in-utf8"
TWICE = "rfc7643-2.1-no-member-twice-in-an-object"

READ = "GET /Users/2819"

CASES = [
    Case(MEDIA, "SCIM's own", exchange(READ, 200, user()), PASS),
    Case(MEDIA, "with a charset", exchange(READ, 200, user(), media="application/scim+json; charset=utf-8"), PASS),
    Case(MEDIA, "in capitals", exchange(READ, 200, user(), media="Application/SCIM+JSON"), PASS),
    Case(MEDIA, "JSON", exchange(READ, 200, user(), media="application/json; charset=utf-8"), WARN),
    Case(
        MEDIA,
        "JSON to a client that says nothing",
        exchange(READ, 200, user(), media="application/json", accept=None),
        WARN,
    ),
    Case(
        MEDIA,
        "JSON, as asked for",
        exchange(READ, 200, user(), media="application/json", accept="application/json"),
        PASS,
    ),
    Case(MEDIA, "what was asked for", exchange(READ, 200, b"<user/>", media="text/xml", accept="text/xml"), PASS),
    Case(MEDIA, "text", exchange(READ, 200, user(), media="text/plain"), FAIL),
    Case(MEDIA, "a page", exchange("GET /Users", 200, b"<html>sign in</html>", media="text/html"), FAIL),
    Case(MEDIA, "nothing", exchange(READ, 200, user(), media=None), FAIL),
    Case(MEDIA, "an error as JSON", exchange(READ, 404, error(404), media="application/json"), WARN),
    Case(MEDIA, "an error as text", exchange(READ, 404, error(404), media="text/plain"), FAIL),
    Case(MEDIA, "an error of a gateway as text", exchange(READ, 429, error(429), media="text/plain"), WARN),
    Case(MEDIA, "no SCIM error, which is said elsewhere", exchange(READ, 404, b"no", media="text/plain"), PASS),
    Case(MEDIA, "no body", exchange("DELETE /Users/2819", 204), PASS),
    Case(MEDIA, "a redirect", exchange("GET /Me", 308, b"<html/>", media="text/html", Location="/Users/1"), PASS),
    Case(MEDIA, "a page of no concern", exchange("GET /", 200, b"<html/>", media="text/html"), PASS),
    Case(JSON, "JSON", exchange(READ, 200, user(displayName="Bärbel \U0001f600")), PASS),
    Case(JSON, "an escaped half of a pair", exchange(READ, 200, b'{"id": "\\ud800"}'), PASS),
    Case(JSON, "a very long number", exchange(READ, 200, b'{"id": ' + b"1" * 5000 + b"}"), PASS),
    Case(JSON, "deep", exchange(READ, 200, b"[" * 5000 + b"]" * 5000), PASS),
    Case(JSON, "broken off", exchange(READ, 200, b'{"id": "2819"'), FAIL),
    Case(JSON, "NaN", exchange(READ, 200, b'{"id": "2819", "weight": NaN}'), FAIL),
    Case(JSON, "Latin-1", exchange(READ, 200, '{"id": "Bärbel"}'.encode("latin-1")), FAIL),
    Case(JSON, "a byte order mark", exchange(READ, 200, b'\xef\xbb\xbf{"id": "2819"}'), FAIL),
    Case(JSON, "two documents", exchange("GET /Users", 200, b"{}{}"), FAIL),
    Case(JSON, "broken, of no concern", exchange("GET /Nowhere", 200, b"{", media="application/json"), WARN),
    Case(JSON, "marked as text", exchange(READ, 200, b"hello", media="text/plain"), PASS),
    Case(
        JSON,
        "an error that is no JSON, which is said elsewhere",
        exchange(READ, 404, b"{", media="application/json"),
        PASS,
    ),
    Case(TWICE, "each once", exchange("GET /Users", 200, listing(user("1"), user("2"))), PASS),
    Case(TWICE, "alike in two objects", exchange(READ, 200, b'{"a": {"x": 1}, "b": {"X": 2}}'), PASS),
    Case(TWICE, "twice", exchange(READ, 200, b'{"id": "1", "id": "2"}'), WARN),
    Case(TWICE, "in other case", exchange(READ, 200, b'{"Resources": [{"userName": "a", "username": "b"}]}'), WARN),
]
