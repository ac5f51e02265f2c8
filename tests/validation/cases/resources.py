"""schemas, id, meta, locations and versions of resources."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER, GROUP, USER, Declared
from scimproof.exchange import Exchange
from scimproof.validation.passive import Context

from ..case import FAIL, PASS, WARN, Case
from ..makers import (
    BASE,
    CONFIG,
    MESSAGES,
    RESOURCE_TYPES,
    USER_SCHEMA,
    WITH_ETAG,
    bulk,
    device,
    exchange,
    group,
    listing,
    meta,
    user,
)

HAS_SCHEMAS = "rfc7643-3-every-resource-has-schemas"
NO_TWICE = "rfc7643-3-no-schema-named-twice"
ONLY_DECLARED = "rfc7643-3-only-declared-schemas-are-named"
PUBLISHED = "rfc7643-7-every-schema-that-is-named-is-published"
BASE_SCHEMA = "rfc7643-3.3-every-resource-names-its-base-schema"
EXTENSIONS = "rfc7643-3.3-every-extension-with-data-is-named"
HAS_ID = "rfc7643-3.1-every-resource-has-an-id"
BULK_ID = "rfc7643-3.1-no-id-holds-bulk-id"
HAS_META = "rfc7643-3.1-every-resource-has-meta"
KIND = "rfc7643-3.1-every-resource-type-is-the-endpoints"
TIMES = "rfc7643-3.1-meta-times-are-date-times"
ORDER = "rfc7643-3.1-last-modified-is-not-before-created"
VERSION = "rfc7643-3.1-version-is-the-etag"
LOCATION = "rfc7643-3.1-every-location-is-the-resources-uri"
NO_QUERY = "rfc7644-1.3-base-uri-has-no-query"
CREATED = "rfc7644-3.3-every-created-has-a-location"
HEADERS = "rfc7644-3.3-location-header-is-meta-location"

READ = "GET /Users/2819"
PART = "GET /Users/2819?attributes=userName"
OWN = f"{BASE}/Users/2819"
SECRETIVE = Context(Declared(), BASE)  # declares nothing
VERSIONED = Context(WITH_ETAG, BASE)
TAG = 'W/"3694e05e9dff591"'


def _read(**changes: Any) -> Exchange:
    return exchange(READ, 200, user(**changes))


def _meta(**changes: Any) -> Exchange:
    return _read(meta=meta("User", "/Users/2819", **changes))


def _versioned(version: Any, **headers: Any) -> Exchange:
    return exchange(READ, 200, user(meta=meta("User", "/Users/2819", version=version)), **headers)


CASES = [
    Case(HAS_SCHEMAS, "named", _read(), PASS),
    Case(HAS_SCHEMAS, "missing", _read(schemas=None), FAIL),
    Case(HAS_SCHEMAS, "empty", _read(schemas=[]), FAIL),
    Case(HAS_SCHEMAS, "a string", _read(schemas=USER), FAIL),
    Case(HAS_SCHEMAS, "numbers", _read(schemas=[1]), FAIL),
    Case(HAS_SCHEMAS, "missing in a list", exchange("GET /Users", 200, listing(user(schemas=None))), FAIL),
    Case(HAS_SCHEMAS, "missing in a part", exchange(PART, 200, {"id": "2819", "userName": "b"}), WARN),
    Case(
        HAS_SCHEMAS,
        "missing in a part of a list",
        exchange("GET /Users?excludedAttributes=meta", 200, listing({"id": "1"})),
        WARN,
    ),
    Case(
        HAS_SCHEMAS,
        "missing in a printed schema",
        exchange("GET /Schemas", 200, listing({k: v for k, v in USER_SCHEMA.items() if k != "schemas"})),
        WARN,
    ),
    Case(
        HAS_SCHEMAS,
        "missing in a configuration",
        exchange("GET /ServiceProviderConfig", 200, {k: v for k, v in CONFIG.items() if k != "schemas"}),
        FAIL,
    ),
    Case(NO_TWICE, "each once", _read(schemas=[USER, ENTERPRISE_USER]), PASS),
    Case(NO_TWICE, "one twice", _read(schemas=[USER, ENTERPRISE_USER, USER]), FAIL),
    Case(NO_TWICE, "unusable ones", _read(schemas=[1, 1]), PASS),
    Case(ONLY_DECLARED, "those of the type", _read(schemas=[USER, ENTERPRISE_USER]), PASS),
    Case(ONLY_DECLARED, "in other case", _read(schemas=[USER.upper()]), PASS),
    Case(ONLY_DECLARED, "an extension nobody declared", _read(schemas=[USER, "urn:x:Extra"]), FAIL),
    Case(
        ONLY_DECLARED,
        "the request in place of the resource",
        exchange("PATCH /Users/2819", 200, {"schemas": [f"{MESSAGES}PatchOp"], "Operations": []}),
        FAIL,
    ),
    Case(
        ONLY_DECLARED,
        "a target that declares nothing",
        exchange(READ, 200, user(schemas=[USER, "urn:x:Extra"])),
        PASS,
        SECRETIVE,
    ),
    Case(PUBLISHED, "those of the type", _read(schemas=[USER, ENTERPRISE_USER]), PASS),
    Case(PUBLISHED, "one in other letters", _read(schemas=[USER.upper()]), PASS),
    Case(PUBLISHED, "one that nobody knows", _read(schemas=[USER, "urn:x:Extra"]), FAIL),
    Case(
        PUBLISHED,
        "that of a configuration, which need not be published",
        exchange("GET /ServiceProviderConfig", 200, CONFIG),
        PASS,
    ),
    Case(PUBLISHED, "a target that tells no schemas", _read(schemas=[USER, "urn:x:Extra"]), PASS, SECRETIVE),
    Case(BASE_SCHEMA, "named", _read(), PASS),
    Case(BASE_SCHEMA, "last", _read(schemas=[ENTERPRISE_USER, USER]), PASS),
    Case(BASE_SCHEMA, "only the extension", _read(schemas=[ENTERPRISE_USER]), FAIL),
    Case(BASE_SCHEMA, "that of another type", exchange("GET /Groups/e9e3", 200, group(schemas=[USER])), FAIL),
    Case(BASE_SCHEMA, "only the extension in a part", exchange(PART, 200, user(schemas=[ENTERPRISE_USER])), WARN),
    Case(BASE_SCHEMA, "that of a configuration", exchange("GET /ServiceProviderConfig", 200, CONFIG), PASS),
    Case(
        BASE_SCHEMA,
        "a configuration with the schema of a User",
        exchange("GET /ServiceProviderConfig", 200, CONFIG | {"schemas": [USER]}),
        FAIL,
    ),
    Case(
        EXTENSIONS,
        "data that is named",
        _read(schemas=[USER, ENTERPRISE_USER], **{ENTERPRISE_USER: {"department": "x"}}),
        PASS,
    ),
    Case(EXTENSIONS, "named without data", _read(schemas=[USER, ENTERPRISE_USER]), PASS),
    Case(EXTENSIONS, "an empty object", _read(**{ENTERPRISE_USER: {}}), PASS),
    Case(EXTENSIONS, "nothing but null", _read(**{ENTERPRISE_USER: {"department": None, "manager": []}}), PASS),
    Case(EXTENSIONS, "data that is not named", _read(**{ENTERPRISE_USER: {"department": "x"}}), FAIL),
    Case(EXTENSIONS, "not named in a part", exchange(PART, 200, user(**{ENTERPRISE_USER: {"department": "x"}})), WARN),
    Case(HAS_ID, "an id", _read(), PASS),
    Case(HAS_ID, "no id", _read(id=None), FAIL),
    Case(HAS_ID, "an empty id", _read(id=""), FAIL),
    Case(HAS_ID, "a number", _read(id=2819), FAIL),
    Case(HAS_ID, "no id in a part", exchange(PART, 200, {"schemas": [USER], "userName": "b"}), FAIL),
    Case(HAS_ID, "no id in a list", exchange("GET /Users", 200, listing(user(id=None))), FAIL),
    Case(HAS_ID, "no id after a create", exchange("POST /Users", 201, user(id=None)), FAIL),
    Case(
        HAS_ID,
        "no id in a bulk answer",
        exchange(
            "POST /Bulk",
            200,
            bulk({"method": "POST", "bulkId": "q", "status": "201", "location": OWN, "response": user(id=None)}),
        ),
        FAIL,
    ),
    Case(HAS_ID, "a configuration needs none", exchange("GET /ServiceProviderConfig", 200, CONFIG), PASS),
    Case(HAS_ID, "a schema needs one", exchange("GET /Schemas", 200, listing({"attributes": []})), FAIL),
    Case(BULK_ID, "an id", _read(), PASS),
    Case(BULK_ID, "another case", _read(id="bulkid-1"), PASS),
    Case(BULK_ID, "the reserved word", _read(id="bulkId:qwerty"), FAIL),
    Case(HAS_META, "all of it", _read(), PASS),
    Case(HAS_META, "a version more", _meta(version=TAG), PASS),
    Case(HAS_META, "none of it", _read(meta=None), FAIL),
    Case(HAS_META, "no location", _meta(location=None), FAIL),
    Case(
        HAS_META,
        "no times",
        exchange("GET /Devices/7", 200, device(meta=meta("Device", "/Devices/7", created=None, lastModified=None))),
        FAIL,
    ),
    Case(HAS_META, "none in a list", exchange("GET /Users", 200, listing(user(meta=None))), FAIL),
    Case(HAS_META, "none in a part", exchange(PART, 200, user(meta=None)), PASS),
    Case(HAS_META, "none in discovery", exchange("GET /Schemas", 200, listing(USER_SCHEMA)), PASS),
    Case(KIND, "the name", _read(), PASS),
    Case(KIND, "no name", _meta(resourceType=None), PASS),
    Case(KIND, "another name", _meta(resourceType="Person"), FAIL),
    Case(KIND, "in other case", _meta(resourceType="user"), FAIL),
    Case(
        KIND,
        "another type in a list",
        exchange("GET /Users", 200, listing(user(meta=meta("Group", "/Users/2819")))),
        FAIL,
    ),
    Case(
        KIND,
        "the id of the type",
        _meta(resourceType="user-type"),
        WARN,
        Context(Declared(CONFIG, (RESOURCE_TYPES[0] | {"id": "user-type"},), (USER_SCHEMA,)), BASE),
    ),
    Case(KIND, "of everything by what it says", exchange("GET /", 200, listing(user(), group())), PASS),
    Case(
        KIND,
        "another name for a configuration",
        exchange("GET /ServiceProviderConfig", 200, CONFIG | {"meta": {"resourceType": "Config"}}),
        WARN,
    ),
    Case(TIMES, "with Z", _read(), PASS),
    Case(TIMES, "with an offset and a fraction", _meta(created="2010-01-23T04:56:22.123456789+05:30"), PASS),
    Case(TIMES, "at the end of a day", _meta(created="2010-01-23T24:00:00Z"), PASS),
    Case(TIMES, "in small letters", _meta(created="2010-01-23t04:56:22z"), PASS),
    Case(TIMES, "far away", _meta(created="-0044-03-15T12:00:00Z", lastModified="12010-01-01T00:00:00Z"), PASS),
    Case(TIMES, "null", _read(meta=meta("User", "/Users/2819") | {"created": None}), PASS),
    Case(TIMES, "without a zone", _meta(created="2010-01-23T04:56:22"), WARN),
    Case(TIMES, "a date alone", _meta(created="2010-01-23"), FAIL),
    Case(TIMES, "a number", _meta(created=1264222582), FAIL),
    Case(TIMES, "a blank in place of T", _meta(created="2010-01-23 04:56:22Z"), FAIL),
    Case(TIMES, "an offset without a colon", _meta(lastModified="2010-01-23T04:56:22+0000"), FAIL),
    Case(TIMES, "a day that is not", _meta(created="2010-02-30T04:56:22Z"), FAIL),
    Case(ORDER, "in order", _read(), PASS),
    Case(ORDER, "at once", _meta(lastModified="2010-01-23T04:56:22Z"), PASS),
    Case(ORDER, "rounded", _meta(created="2010-01-23T04:56:22.900Z", lastModified="2010-01-23T04:56:22Z"), PASS),
    Case(
        ORDER, "in another zone", _meta(created="2010-01-23T06:00:00+02:00", lastModified="2010-01-23T05:00:00Z"), PASS
    ),
    Case(ORDER, "not to be compared", _meta(created="2010-01-23T06:00:00", lastModified="2010-01-23T05:00:00Z"), PASS),
    Case(ORDER, "before", _meta(lastModified="2009-01-23T04:56:22Z"), FAIL),
    Case(VERSION, "the same", _versioned(TAG, ETag=TAG), PASS, VERSIONED),
    Case(VERSION, "without quotes", _versioned("3694e05e9dff591", ETag=TAG), WARN, VERSIONED),
    Case(VERSION, "strong", _versioned('"3694e05e9dff591"', ETag=TAG), WARN, VERSIONED),
    Case(VERSION, "another", _versioned('W/"1"', ETag=TAG), FAIL, VERSIONED),
    Case(VERSION, "no header", _versioned(TAG), FAIL, VERSIONED),
    Case(VERSION, "no version", _versioned(None, ETag=TAG), WARN, VERSIONED),
    Case(VERSION, "no version in a part", exchange(PART, 200, user(meta=None), ETag=TAG), PASS, VERSIONED),
    Case(VERSION, "not declared", _versioned('W/"1"', ETag=TAG), PASS),
    Case(VERSION, "not in lists", exchange("GET /Users", 200, listing(user())), PASS, VERSIONED),
    Case(LOCATION, "the URI", _read(), PASS),
    Case(LOCATION, "relative to the root of the service", _meta(location="Users/2819"), PASS),
    Case(LOCATION, "with a leading slash", _meta(location="/Users/2819"), PASS),
    Case(LOCATION, "with the whole path", _meta(location="/scim/v2/Users/2819"), PASS),
    Case(LOCATION, "without the version", _meta(location="https://scim.example/scim/Users/2819"), PASS),
    Case(LOCATION, "with the port", _meta(location="https://SCIM.example:443/scim/v2/Users/2819"), PASS),
    Case(
        LOCATION,
        "percent-encoded",
        exchange("GET /Users/a%20b", 200, user("a b", meta=meta("User", "/Users/a%20b"))),
        PASS,
    ),
    Case(LOCATION, "of a configuration", exchange("GET /ServiceProviderConfig", 200, CONFIG), PASS),
    Case(
        LOCATION,
        "of resource types, by name",
        exchange(
            "GET /ResourceTypes", 200, listing(*(entry | {"id": f"id-of-{entry['name']}"} for entry in RESOURCE_TYPES))
        ),
        PASS,
    ),
    Case(
        LOCATION,
        "of a schema, as the RFC prints it",
        exchange(
            "GET /Schemas",
            200,
            listing(USER_SCHEMA | {"meta": {"resourceType": "Schema", "location": f"/v2/Schemas/{USER}"}}),
        ),
        PASS,
    ),
    Case(LOCATION, "on another host", _meta(location="http://internal:8080/scim/v2/Users/2819"), WARN),
    Case(LOCATION, "in another place", _meta(location="https://scim.example/Users/2819"), WARN),
    Case(LOCATION, "in other case", _meta(location="https://scim.example/scim/v2/users/2819"), WARN),
    Case(LOCATION, "by another identifier", _meta(location=f"{BASE}/Users/bjensen"), WARN),
    Case(LOCATION, "of the endpoint", _meta(location=f"{BASE}/Users"), FAIL),
    Case(LOCATION, "of nothing", _meta(location=f"{BASE}/Users/undefined"), FAIL),
    Case(
        LOCATION, "of another type", exchange("GET /Groups/e9e3", 200, group(meta=meta("Group", "/Users/e9e3"))), FAIL
    ),
    Case(LOCATION, "no URI", _meta(location="http://[broken"), FAIL),
    Case(NO_QUERY, "none", _read(), PASS),
    Case(NO_QUERY, "no location", _meta(location=None), PASS),
    Case(NO_QUERY, "before the endpoint", _meta(location="https://scim.example/?tenant=1/Users/2819"), FAIL),
    Case(NO_QUERY, "at the end", _meta(location=f"{OWN}?tenant=1"), WARN),
    Case(
        NO_QUERY,
        "in a configuration",
        exchange(
            "GET /ServiceProviderConfig",
            200,
            CONFIG | {"meta": {"location": "https://scim.example/scim?tenant=1/ServiceProviderConfig"}},
        ),
        FAIL,
    ),
    Case(CREATED, "a URI", exchange("POST /Users", 201, user(), Location=OWN), PASS),
    Case(CREATED, "none", exchange("POST /Users", 201, user()), FAIL),
    Case(CREATED, "none, and no body", exchange("POST /Users", 201), FAIL),
    Case(CREATED, "a relative one", exchange("POST /Users", 201, user(), Location="/scim/v2/Users/2819"), WARN),
    Case(CREATED, "none needed", exchange("PUT /Users/2819", 200, user()), PASS),
    Case(HEADERS, "the same", exchange("POST /Users", 201, user(), Location=OWN), PASS),
    Case(HEADERS, "the same, relative", exchange("POST /Users", 201, user(), Location="/scim/v2/Users/2819"), PASS),
    Case(
        HEADERS,
        "without the version",
        exchange("POST /Users", 201, user(), Location="https://scim.example/scim/Users/2819"),
        PASS,
    ),
    Case(
        HEADERS, "in quotes, as the RFC prints it", exchange("PUT /Users/2819", 200, user(), Location=f'"{OWN}"'), PASS
    ),
    Case(HEADERS, "another after a create", exchange("POST /Users", 201, user(), Location=f"{BASE}/Users/1"), FAIL),
    Case(HEADERS, "another content location", exchange(READ, 200, user(), Content_Location=f"{BASE}/Users/1"), FAIL),
    Case(HEADERS, "another after a read", exchange(READ, 200, user(), Location=f"{BASE}/Users/1"), WARN),
    Case(HEADERS, "none", exchange(READ, 200, user()), PASS),
    Case(
        HEADERS, "that of a search", exchange("POST /.search", 200, listing(user()), Location=f"{BASE}/.search"), PASS
    ),
    Case(
        HAS_SCHEMAS,
        "a target that declares nothing",
        exchange("GET /Groups/1", 200, group("1", schemas=[GROUP])),
        PASS,
        SECRETIVE,
    ),
]
