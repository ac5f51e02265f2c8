"""The documents at /Schemas: whether each is a schema, and agrees with itself (RFC 7643 sections 2, 7 and 10)."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from scimproof import Blocked, Declared, Finding, Findings, Outcome, Probe, Story, check, expect, scenario
from scimproof.declared import USER, Definition, Json, definitions, is_complex
from scimproof.definitions import JSON_KINDS
from scimproof.discovery import need_published

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"

# A URI begins with its scheme (RFC 3986 section 3.1).
WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
IN_SCIM = re.compile(r"urn:ietf:params:scim:", re.IGNORECASE)
# RFC 7643 section 10.2.1; param is reserved there, too, though the template does not name it.
OF_SCIM = re.compile(r"urn:ietf:params:scim:(schemas|api|param):[^\s:]+(:[^\s:]+)*", re.IGNORECASE)

# What belongs to every multi-valued attribute means the same in all of them (RFC 7643 section 2.4).
PREDEFINED = {"type": "a string", "primary": "a Boolean", "display": "a string", "$ref": "a string"}


@scenario
def a_schema_is_described_anew(story: Story, probe: Probe, declared: Declared, discovery: Story) -> None:
    """A client changes the description of a schema by PUT, and reads it again; if it did change, it is put back."""
    if not declared.schemas:
        need_published(discovery.schemas)
        raise Blocked("/Schemas told of no schema")
    urn, document = list(declared.schemas.items())[-1]
    path = f"/Schemas/{quote(urn, safe=':')}"
    story.before = document.get("description")
    changed = {**document, "description": "Changed by Scimproof"}
    story.replaced = probe.send("PUT", path, body=changed, malformed="schemas are read-only")
    story.after = probe.query(path)
    if story.after.answer.object.get("description") == changed["description"]:
        probe.send("PUT", path, body=document, malformed="schemas are read-only")


def each(discovery: Story, declared: Declared) -> Iterator[Definition]:
    """Every definition in every schema.

    :raises Blocked: when there is none.
    """
    if not declared.schemas:
        need_published(discovery.schemas)
        raise Blocked(f"/Schemas told of no schema (#{discovery.schemas.number})")
    for document in declared.schemas.values():
        yield from definitions(document)


def finding(discovery: Story, message: str, expected: str, received: str, cause: str, **more: Outcome) -> Finding:
    """A finding that the answer of /Schemas shows."""
    return Finding(message, expected, received, (discovery.schemas.number,), cause, **more)


@check("rfc7643-7-schema-ids-are-uris", "RFC7643-7-09", "RFC7643-8.7.2-33", level="must")
def schema_ids_are_uris(discovery: Story, declared: Declared) -> Findings:
    """The id of a schema is its URI, and no two schemas have the same."""
    ids = [document["id"] for document in declared.schema_documents if isinstance(document.get("id"), str)]
    odd = [
        finding(discovery, f"The id {identifier} is no URI", "a URI such as " + USER, identifier, "ids of schemas")
        for identifier in ids
        if not WITH_SCHEME.fullmatch(identifier)
    ]
    twice = [
        finding(discovery, f"{times} schemas have the id {uri}", "one schema", f"{times} schemas", f"{uri} twice")
        for uri, times in Counter(map(str.casefold, ids)).items()
        if times > 1
    ]
    return odd + twice


@check("rfc7643-10.2.1-urns-of-scim-are-well-formed", "RFC7643-10.2.1-02", "RFC7643-10.2.1-01", level="must")
def urns_of_scim_are_well_formed(discovery: Story, declared: Declared) -> Findings:
    """URIs of schemas in the namespace of SCIM are urn:ietf:params:scim:, a type such as schemas, and a name."""
    kinds = declared.resource_types
    named = [*declared.schemas, *(urn for kind in kinds for urn in (kind.schema, *kind.extensions))]
    return [
        finding(
            discovery,
            f"{urn} has not the structure that the namespace of SCIM has",
            "urn:ietf:params:scim:{schemas or api}:{name}, and perhaps more after colons",
            urn,
            "structure of URNs",
        )
        for urn in dict.fromkeys(named)
        if IN_SCIM.match(urn) and not OF_SCIM.fullmatch(urn)
    ]


@check("rfc7643-1.2-simple-attributes-have-no-parts", "RFC7643-1.2-02")
def simple_attributes_have_no_parts(discovery: Story, declared: Declared) -> Findings:
    """Only complex attributes have sub-attributes."""
    return [
        finding(
            discovery,
            f"{entry.name} of {entry.schema} is of type {expect.shown(entry.json['type'])} and has sub-attributes",
            '"type": "complex", or no subAttributes',
            f"subAttributes {expect.shown([part.path[-1] for part in entry.parts])}",
            "sub-attributes of simple attributes",
        )
        for entry in each(discovery, declared)
        if entry.parts and "type" in entry.json and not is_complex(entry.json)
    ]


@check("rfc7643-2.3.8-no-complex-in-complex", "RFC7643-2.3.8-03", "RFC7643-1.2-03")
def no_complex_in_complex(discovery: Story, declared: Declared) -> Findings:
    """No sub-attribute is complex itself.

    The schema of schemas is the one that may nest, because it could not be written otherwise.
    """
    return [
        finding(
            discovery,
            f"{entry.name} of {entry.schema} is complex inside a complex attribute",
            "a simple data type",
            '"type": "complex"' + (" with subAttributes" if entry.parts else ""),
            "complex attributes in complex ones",
        )
        for entry in each(discovery, declared)
        if len(entry.path) > 1 and is_complex(entry.json) and entry.schema.casefold() != SCHEMA.casefold()
    ]


@check("rfc7643-7-complex-attributes-list-their-parts", "RFC7643-7-17")
def complex_attributes_list_their_parts(discovery: Story, declared: Declared) -> Findings:
    """The definition of a complex attribute lists its sub-attributes."""
    return [
        finding(
            discovery,
            f"{entry.name} of {entry.schema} is complex and lists no sub-attributes",
            "subAttributes with at least one definition",
            f"subAttributes {expect.shown(entry.json.get('subAttributes'))}",
            "complex attributes without parts",
        )
        for entry in each(discovery, declared)
        if is_complex(entry.json) and not entry.parts
    ]


@check("rfc7643-2.4-predefined-parts", "RFC7643-2.4-03")
def predefined_parts_mean_the_same(discovery: Story, declared: Declared) -> Findings:
    """In lists of objects, type, display and $ref are single strings, and primary is a single Boolean.

    What RFC 7643 section 2.4 predefines can be left out, but has no other meaning in any attribute.
    """
    return [
        finding(
            discovery,
            f"{part.name} of {part.schema} is not what {part.path[-1]} means in every multi-valued attribute",
            PREDEFINED[part.path[-1]],
            _kind(part.json),
            f"{part.path[-1]} redefined",
        )
        for entry in each(discovery, declared)
        if entry.json.get("multiValued") is True and is_complex(entry.json)
        for part in entry.parts
        if part.path[-1] in PREDEFINED and _kind(part.json) not in (PREDEFINED[part.path[-1]], "unknown")
    ]


def _kind(definition: Json) -> str:
    """What a client meets in JSON; ``unknown`` when the definition does not say."""
    kind = JSON_KINDS.get(str(definition.get("type", "")).casefold(), "unknown")
    return f"a list, each {kind}" if definition.get("multiValued") is True else kind


@check("rfc7643-7-no-attribute-is-defined-twice", "RFC7643-2.1-01", "RFC7643-7-15", level="should")
def no_attribute_is_defined_twice(discovery: Story, declared: Declared) -> Findings:
    """No schema defines an attribute twice, not even in another case: which definition would hold?"""
    times = Counter((entry.schema, entry.name.casefold()) for entry in each(discovery, declared))
    return [
        finding(
            discovery,
            f"{name} of {schema} is defined {count} times",
            "one definition for each name, whatever its case",
            f"{count} definitions",
            "attributes defined twice",
        )
        for (schema, name), count in times.items()
        if count > 1
    ]


@check("rfc7643-7-references-say-where-they-lead", "RFC7643-7-50", level="should")
def references_say_where_they_lead(discovery: Story, declared: Declared) -> Findings:
    """The definition of a reference lists what it may lead to as referenceTypes."""
    return [
        finding(
            discovery,
            f"{entry.name} of {entry.schema} is a reference and has no referenceTypes",
            "referenceTypes with the name of a resource type, external or uri",
            f"referenceTypes {expect.shown(entry.json.get('referenceTypes'))}",
            "references without referenceTypes",
        )
        for entry in each(discovery, declared)
        if str(entry.json.get("type", "")).casefold() == "reference" and not entry.json.get("referenceTypes")
    ]


@check(
    "rfc7643-7-reference-types-exist",
    *("RFC7643-7-51", "RFC7643-7-52", "RFC7643-8.7.2-51", "RFC7643-8.7.2-65"),
    level="should",
)
def reference_types_exist(discovery: Story, declared: Declared) -> Findings:
    """referenceTypes name resource types of the server, external or uri; only references have them.

    User and Group may be named where the server has no such resources, as in the listings of the RFC. On an
    attribute of another type referenceTypes are noted.
    """
    known = {"external", "uri", "User", "Group", *(kind.name for kind in declared.resource_types)}
    found: list[Finding] = []
    for entry in each(discovery, declared):
        listed = entry.json.get("referenceTypes")
        if not isinstance(listed, list) or not listed:
            continue
        where = f"{entry.name} of {entry.schema}"
        strangers = [name for name in listed if isinstance(name, str) and name not in known]
        if strangers:
            names = ", ".join(strangers)
            message = f"{where} may lead to {names}, which is no resource type of the server"
            expected = "one of " + ", ".join(sorted(known))
            found.append(finding(discovery, message, expected, expect.shown(listed), "unknown referenceTypes"))
        if str(entry.json.get("type", "reference")).casefold() != "reference":
            message = f"{where} has referenceTypes, though it is no reference"
            received = f'"type": {expect.shown(entry.json["type"])}'
            cause = "referenceTypes of other attributes"
            found.append(finding(discovery, message, '"type": "reference"', received, cause, grade=Outcome.NOTE))
    return found


@check(
    "rfc7643-7-schemas-describe-themselves",
    *("RFC7643-7-11", "RFC7643-7-13", "RFC7643-7-19", "RFC7643-8.7.2-35", "RFC7643-8.7.2-37"),
    level="may",
)
def schemas_describe_themselves(discovery: Story, declared: Declared) -> Findings:
    """Schemas have a name and a description, and attributes have a description.

    The RFC demands them "when applicable" and calls them optional in the same paragraph; so a missing one is only
    recorded. People who map attributes in the console of a client miss it.
    """
    found: list[Finding] = []
    for document in declared.schemas.values():
        lacking = [name for name in ("name", "description") if document.get(name) in (None, "")]
        silent = [entry.name for entry in definitions(document) if entry.json.get("description") in (None, "")]
        if lacking:
            message = f"{document['id']} has no {' and no '.join(lacking)}"
            found.append(finding(discovery, message, "a name and a description", "nothing", "undescribed schemas"))
        if silent:
            message = f"{document['id']} does not describe all of its attributes"
            received = "none for " + expect.shown(silent)
            found.append(finding(discovery, message, "a description", received, "undescribed attributes"))
    return found


@check("rfc7643-7-schemas-are-read-only", "RFC7643-7-02", level="must")
def schemas_are_read_only(a_schema_is_described_anew: Story) -> Findings:
    """No client can change a schema: after a PUT it is as before.

    How the PUT is answered is not judged here.
    """
    story = a_schema_is_described_anew
    shown = story.after.resource.get("description")
    return expect.equal("the description of a schema after a PUT", story.before, shown, story.replaced, story.after)
