"""Values by the target's schemas, discovery documents, bulk answers."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER, USER, Declared
from scimproof.exchange import Exchange
from scimproof.validation.passive import Context

from ..case import FAIL, PASS, WARN, Case
from ..makers import (
    BASE,
    CONFIG,
    CORE,
    DEVICE_SCHEMA,
    ENTERPRISE_SCHEMA,
    MESSAGES,
    RESOURCE_TYPES,
    USER_SCHEMA,
    attribute,
    bulk,
    declared,
    device,
    error,
    exchange,
    group,
    listing,
    meta,
    resource_type,
    schema,
    user,
)

ELEMENTS = "rfc7643-2.4-every-reference-names-its-element"
TYPES = "rfc7643-2.3-every-value-has-its-type"
REQUIRED = "rfc7643-7-every-required-attribute-is-there"
SPELLING = "rfc7643-2.1-every-name-is-spelled-as-declared"
DECLARED_ONLY = "rfc7643-3-every-attribute-is-declared"
PRIMARY = "rfc7643-2.4-at-most-one-primary"
TWICE = "rfc7643-2.4-no-value-twice"
CONFIGURATION = "rfc7643-5-service-provider-config-is-complete"
SCHEME_TYPES = "rfc7643-5-scheme-types-are-known"
LINKS = "rfc7643-5-links-are-web-addresses"
RESOURCE_TYPE = "rfc7643-6-every-resource-type-is-complete"
SCHEMA = "rfc7643-7-every-schema-is-complete"
BULK = "rfc7644-3.7-every-bulk-answer-is-complete"

READ = "GET /Users/2819"
PART = "GET /Users/2819?attributes=active"
SECRETIVE = Context(Declared(), BASE)
STRICT = Context(declared(types=(resource_type("User", "/Users", USER, enterprise=True),)), BASE)


def _read(**changes: Any) -> Exchange:
    return exchange(READ, 200, user(**changes))


def _device(**changes: Any) -> Exchange:
    return exchange("GET /Devices/7", 200, device(**changes))


def _config(**changes: Any) -> Exchange:
    return exchange("GET /ServiceProviderConfig", 200, {k: v for k, v in (CONFIG | changes).items() if v is not None})


def _type(**changes: Any) -> Exchange:
    entry = {k: v for k, v in (RESOURCE_TYPES[0] | changes).items() if v is not None}
    return exchange("GET /ResourceTypes", 200, listing(entry))


def _scheme(**changes: Any) -> Exchange:
    scheme = {**CONFIG["authenticationSchemes"][0], **changes}
    return _config(authenticationSchemes=[{k: v for k, v in scheme.items() if v is not None}])


def _schema(**changes: Any) -> Exchange:
    entry = attribute("nick") | changes
    return exchange("GET /Schemas", 200, listing(schema(USER, {k: v for k, v in entry.items() if v is not None})))


def _bulk(**operation: Any) -> Exchange:
    return exchange("POST /Bulk", 200, bulk(operation))


def _members(*references: Any) -> Exchange:
    """A group whose member is 2819, by these references."""
    return exchange("GET /Groups/e9e3", 200, group(members=[{"value": "2819", "$ref": uri} for uri in references]))


CASES = [
    Case(ELEMENTS, "the URI of the member", _members(f"{BASE}/Users/2819", "Users/2819", "../Users/2819"), PASS),
    Case(ELEMENTS, "no reference", _members(None), PASS),
    Case(ELEMENTS, "no URI, which is another matter", _members("http://[broken"), PASS),
    Case(ELEMENTS, "the URI of another member", _members(f"{BASE}/Users/2820"), WARN),
    Case(ELEMENTS, "the endpoint alone", _members(f"{BASE}/Users"), WARN),
    Case(
        ELEMENTS,
        "a manager who is another",
        _read(**{ENTERPRISE_USER: {"manager": {"value": "26118915", "$ref": "../Users/2819"}}}),
        WARN,
    ),
    Case(TYPES, "as declared", _read(), PASS),
    Case(TYPES, "null and empty", _read(emails=[], active=None, name=[], title=[]), PASS),
    Case(TYPES, "names in other case", _read(ACTIVE=True, active=None), PASS),
    Case(TYPES, "a word for a boolean", _read(active="true"), FAIL),
    Case(TYPES, "wrong in other case", _read(ACTIVE="true", active=None), FAIL),
    Case(TYPES, "a number for a string", _read(title=7), FAIL),
    Case(TYPES, "an object for a list", _read(emails={"value": "b@scim.example"}), FAIL),
    Case(TYPES, "a list for a string", _read(title=["Guide"]), FAIL),
    Case(TYPES, "strings for objects", _read(emails=["b@scim.example"]), FAIL),
    Case(TYPES, "a string for an object", _read(**{ENTERPRISE_USER: {"manager": "Barbara"}}), FAIL),
    Case(TYPES, "a part that is wrong", _read(emails=[{"value": "b@scim.example", "primary": "yes"}]), FAIL),
    Case(TYPES, "wrong in a part of the resource", exchange(PART, 200, {"id": "2819", "active": 1}), FAIL),
    Case(TYPES, "wrong in a list", exchange("GET /Users", 200, listing(user("1"), user("2", active="yes"))), FAIL),
    Case(
        TYPES,
        "wrong in a bulk answer",
        _bulk(method="PUT", status="200", location=f"{BASE}/Users/2819", response=user(active="yes")),
        FAIL,
    ),
    Case(TYPES, "wrong after PATCH", exchange("PATCH /Users/2819", 200, user(active="False")), FAIL),
    Case(TYPES, "a reference that is relative", _read(profileUrl="../bjensen"), PASS),
    Case(TYPES, "base64 without padding", _read(x509Certificates=[{"value": "TUlJRA"}]), PASS),
    Case(TYPES, "base64 in lines", _read(x509Certificates=[{"value": "TUlJ\nRA==\n"}]), PASS),
    Case(TYPES, "no base64", _read(x509Certificates=[{"value": "not base64!"}]), FAIL),
    Case(TYPES, "values of all kinds", _device(ports=4, weight=1, boughtOn="2020-01-01T00:00:00"), PASS),
    Case(TYPES, "a whole number with a fraction", _device(ports=4.0), FAIL),
    Case(TYPES, "a boolean for a number", _device(ports=True), FAIL),
    Case(TYPES, "a date for a DateTime", _device(boughtOn="2020-01-01"), FAIL),
    Case(TYPES, "a decimal in quotes", _device(weight="1.5"), FAIL),
    Case(TYPES, "meta of the wrong kind", _read(meta=meta("User", "/Users/2819", location=7)), FAIL),
    Case(
        TYPES,
        "values that are only suggested",
        exchange(READ, 200, user(title="Other")),
        PASS,
        Context(declared(schemas=(schema(USER, attribute("title", canonicalValues=["Guide"])),)), BASE),
    ),
    Case(TYPES, "by the RFC where nothing is declared", exchange(READ, 200, user(active="true")), FAIL, SECRETIVE),
    Case(TYPES, "fine where nothing is declared", exchange(READ, 200, user(nonsense=7)), PASS, SECRETIVE),
    Case(TYPES, "of no known type", exchange("GET /Nowhere/1", 200, user(active="true")), PASS),
    Case(REQUIRED, "all there", _read(), PASS),
    Case(REQUIRED, "no userName", _read(userName=None), FAIL),
    Case(REQUIRED, "an empty userName", _read(userName=""), FAIL),
    Case(REQUIRED, "userName is null", _read(userName=None), FAIL),
    Case(REQUIRED, "no userName in a part", exchange(PART, 200, {"id": "2819", "active": True}), PASS),
    Case(REQUIRED, "no userName where nothing is declared", exchange(READ, 200, user(userName=None)), FAIL, SECRETIVE),
    Case(REQUIRED, "no part where nothing is declared", exchange(PART, 200, {"id": "1"}), PASS, SECRETIVE),
    Case(REQUIRED, "no displayName of a group", exchange("GET /Groups/e9e3", 200, group(displayName=None)), FAIL),
    Case(REQUIRED, "no members of a group", exchange("GET /Groups/e9e3", 200, group(members=None)), PASS),
    Case(REQUIRED, "another attribute", _device(serial=None), WARN),
    Case(REQUIRED, "an empty list", _device(labels=[]), WARN),
    Case(
        REQUIRED,
        "a required extension",
        exchange(READ, 200, user(schemas=[USER, ENTERPRISE_USER], **{ENTERPRISE_USER: {"department": "x"}})),
        PASS,
        STRICT,
    ),
    Case(
        REQUIRED,
        "a required extension that is only named",
        exchange(READ, 200, user(schemas=[USER, ENTERPRISE_USER])),
        PASS,
        STRICT,
    ),
    Case(REQUIRED, "no required extension", _read(), FAIL, STRICT),
    Case(SPELLING, "as declared", _read(), PASS),
    Case(SPELLING, "otherwise", _read(displayname="Babs"), WARN),
    Case(SPELLING, "a part otherwise", _read(emails=[{"Value": "b@scim.example"}]), WARN),
    Case(SPELLING, "an extension otherwise", _read(**{ENTERPRISE_USER.lower(): {"department": "x"}}), WARN),
    Case(
        SPELLING, "a list otherwise", exchange("GET /Users", 200, listing(user(), Resources=None, resources=[])), WARN
    ),
    Case(SPELLING, "an error otherwise", exchange(READ, 404, error(404, scimtype="noTarget")), WARN),
    Case(SPELLING, "an error as printed", exchange(READ, 404, error(404, scimType="noTarget")), PASS),
    Case(DECLARED_ONLY, "declared", _read(**{ENTERPRISE_USER: {"department": "x"}}), PASS),
    Case(DECLARED_ONLY, "declared in other case", _read(displayname="Babs"), PASS),
    Case(
        DECLARED_ONLY,
        "default parts of lists",
        exchange("GET /Groups/e9e3", 200, group(members=[{"value": "1", "display": "Babs", "type": "User"}])),
        PASS,
    ),
    Case(DECLARED_ONLY, "null", _read(favourite=[], name={"givenName": "B", "magic": None}), PASS),
    Case(DECLARED_ONLY, "unknown", _read(favourite="blue"), WARN),
    Case(DECLARED_ONLY, "an unknown part", _read(name={"givenName": "B", "magic": 7}), WARN),
    Case(DECLARED_ONLY, "an unknown part of an extension", _read(**{ENTERPRISE_USER: {"magic": "x"}}), WARN),
    Case(DECLARED_ONLY, "an unknown part of a part", _read(**{ENTERPRISE_USER: {"manager": {"magic": "x"}}}), WARN),
    Case(DECLARED_ONLY, "an unknown extension", _read(**{"urn:x:Extra": {"a": 1}}), WARN),
    Case(DECLARED_ONLY, "an unknown part of meta", _read(meta=meta("User", "/Users/2819", owner="me")), WARN),
    Case(
        DECLARED_ONLY,
        "a schema that is not published",
        _read(favourite="blue"),
        PASS,
        Context(declared(schemas=(ENTERPRISE_SCHEMA,)), BASE),
    ),
    Case(PRIMARY, "one", _read(), PASS),
    Case(PRIMARY, "none", _read(emails=[{"value": "a"}, {"value": "b", "primary": False}]), PASS),
    Case(PRIMARY, "one of each attribute", _read(phoneNumbers=[{"value": "1", "primary": True}]), PASS),
    Case(PRIMARY, "two", _read(emails=[{"value": "a", "primary": True}, {"value": "b", "primary": True}]), FAIL),
    Case(
        PRIMARY,
        "two in a list",
        exchange("GET /Users", 200, listing(user(phoneNumbers=[{"primary": True}, {"Primary": True}]))),
        FAIL,
    ),
    Case(
        PRIMARY,
        "two ways to authenticate",
        _config(authenticationSchemes=[CONFIG["authenticationSchemes"][0] | {"primary": True}] * 2),
        FAIL,
    ),
    Case(TWICE, "different values", _read(), PASS),
    Case(
        TWICE,
        "the same value of two types",
        _read(emails=[{"value": "a", "type": "work"}, {"value": "a", "type": "home"}]),
        PASS,
    ),
    Case(TWICE, "addresses without values", _read(addresses=[{"type": "work"}, {"type": "work"}]), PASS),
    Case(TWICE, "twice", _read(emails=[{"value": "a", "type": "work"}, {"value": "a", "type": "Work"}]), WARN),
    Case(
        TWICE,
        "a member twice",
        exchange("GET /Groups/e9e3", 200, group(members=[{"value": "1"}, {"value": "1"}])),
        WARN,
    ),
    Case(CONFIGURATION, "complete", _config(), PASS),
    Case(
        CONFIGURATION,
        "with paging and events",
        _config(
            pagination={"cursor": True, "index": True, "maxPageSize": 100}, securityEvents={"asyncRequest": "none"}
        ),
        PASS,
    ),
    Case(CONFIGURATION, "no way to authenticate", _config(authenticationSchemes=[]), PASS),
    Case(CONFIGURATION, "names of its own", _config(interopProfileConformant=True), PASS),
    Case(CONFIGURATION, "no etag", _config(etag=None), FAIL),
    Case(CONFIGURATION, "no list of schemes", _config(authenticationSchemes=None), FAIL),
    Case(
        CONFIGURATION,
        "a scheme without a type",
        _config(authenticationSchemes=[{"name": "x", "description": "y"}]),
        FAIL,
    ),
    Case(CONFIGURATION, "a word for a boolean", _config(patch={"supported": "true"}), FAIL),
    Case(CONFIGURATION, "no limits of what is offered", _config(bulk={"supported": True}), FAIL),
    Case(CONFIGURATION, "no limits of what is not offered", _config(bulk={"supported": False}), WARN),
    Case(CONFIGURATION, "paging without a method", _config(pagination={"cursor": True}), FAIL),
    Case(SCHEME_TYPES, "one of the five", _config(), PASS),
    Case(SCHEME_TYPES, "in capitals", _scheme(type="OAuth2"), PASS),
    Case(SCHEME_TYPES, "no type at all", _scheme(type=None), PASS),
    Case(SCHEME_TYPES, "a type of its own", _scheme(type="apikey"), WARN),
    Case(LINKS, "none", _config(), PASS),
    Case(LINKS, "a page", _config(documentationUri="https://scim.example/help?topic=1#top"), PASS),
    Case(LINKS, "pages of a scheme", _scheme(specUri="http://[::1]:8/a", documentationUri="HTTPS://x.example"), PASS),
    Case(LINKS, "a number, which is judged elsewhere", _config(documentationUri=7), PASS),
    Case(LINKS, "an address of mail", _config(documentationUri="mailto:help@scim.example"), FAIL),
    Case(LINKS, "a sentence", _scheme(specUri="see the manual"), FAIL),
    Case(LINKS, "no host", _scheme(documentationUri="https:///help"), FAIL),
    Case(LINKS, "a broken host", _config(documentationUri="https://[::1"), FAIL),
    Case(LINKS, "a path", _config(documentationUri="/help"), WARN),
    Case(LINKS, "an empty text", _config(documentationUri=""), WARN),
    Case(RESOURCE_TYPE, "complete", _type(), PASS),
    Case(RESOURCE_TYPE, "an empty id", _type(id=""), FAIL),
    Case(RESOURCE_TYPE, "without id, description and slash", _type(id=None, endpoint="Users"), PASS),
    Case(RESOURCE_TYPE, "without extensions", _type(schemaExtensions=None), PASS),
    Case(RESOURCE_TYPE, "alone", exchange("GET /ResourceTypes/User", 200, RESOURCE_TYPES[0]), PASS),
    Case(RESOURCE_TYPE, "no name", _type(name=None), FAIL),
    Case(RESOURCE_TYPE, "no endpoint", _type(endpoint=None), FAIL),
    Case(
        RESOURCE_TYPE, "an extension that may be required or not", _type(schemaExtensions=[{"schema": "urn:x"}]), FAIL
    ),
    Case(
        RESOURCE_TYPE, "an object for extensions", _type(schemaExtensions={"schema": "urn:x", "required": True}), FAIL
    ),
    Case(SCHEMA, "complete", exchange("GET /Schemas", 200, listing(USER_SCHEMA, DEVICE_SCHEMA)), PASS),
    Case(SCHEMA, "a type in capitals", _schema(type="DATETIME"), PASS),
    Case(SCHEMA, "a reference to something", _schema(name="$ref"), PASS),
    Case(SCHEMA, "no description", _schema(description=None), PASS),
    Case(SCHEMA, "a type of its own", _schema(type="email"), FAIL),
    Case(SCHEMA, "no plurality", _schema(multiValued=None), FAIL),
    Case(SCHEMA, "a word for a boolean", _schema(required="no"), FAIL),
    Case(SCHEMA, "a mutability of its own", _schema(mutability="sometimes"), FAIL),
    Case(SCHEMA, "a name with a blank", _schema(name="nick name"), FAIL),
    Case(
        SCHEMA,
        "wrong in a part",
        exchange("GET /Schemas", 200, listing(schema(USER, attribute("name", "complex", attribute("given", "text"))))),
        FAIL,
    ),
    Case(
        SCHEMA,
        "no attributes",
        exchange("GET /Schemas", 200, listing({"schemas": [f"{CORE}Schema"], "id": USER})),
        FAIL,
    ),
    Case(BULK, "complete", _bulk(method="POST", bulkId="q", status="201", location=f"{BASE}/Users/1"), PASS),
    Case(BULK, "a removal", _bulk(method="DELETE", status="204", location=f"{BASE}/Users/1"), PASS),
    Case(BULK, "a create that failed", _bulk(method="POST", bulkId="q", status="409", response=error(409)), PASS),
    Case(BULK, "a status as a number", _bulk(method="DELETE", status=204, location=f"{BASE}/Users/1"), WARN),
    Case(BULK, "a status as an object", _bulk(method="DELETE", status={"code": "204"}, location=f"{BASE}/U/1"), WARN),
    Case(BULK, "no location", _bulk(method="POST", bulkId="q", status="201"), FAIL),
    Case(BULK, "no bulkId", _bulk(method="POST", status="201", location=f"{BASE}/Users/1"), FAIL),
    Case(BULK, "no status", _bulk(method="DELETE", location=f"{BASE}/Users/1"), FAIL),
    Case(BULK, "no error", _bulk(method="POST", bulkId="q", status="409"), FAIL),
    Case(BULK, "another schema", exchange("POST /Bulk", 200, bulk() | {"schemas": [f"{MESSAGES}BulkRequest"]}), FAIL),
]
