"""What the target says of itself: ServiceProviderConfig, ResourceTypes, Schemas (RFC 7644 section 4)."""

from urllib.parse import quote

from scimproof import (
    Blocked,
    Declared,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.declared import definitions, relative_endpoint
from scimproof.discovery import is_absent, need_published


@scenario
def one_at_a_time(story: Story, probe: Probe, declared: Declared, discovery: Story) -> None:
    """Each resource type and each schema that the lists name is read on its own, and so is one that nobody has."""
    kinds = [entry for entry in declared.resource_type_documents if isinstance(entry.get("name"), str)]
    story.types_alone = [
        (entry, probe.query(f"/ResourceTypes/{quote(str(entry.get('id') or entry['name']), safe='')}"))
        for entry in kinds
    ]
    story.schemas_alone = [
        (identifier, probe.query(f"/Schemas/{quote(identifier, safe=':')}")) for identifier in declared.schemas
    ]
    need_published(discovery.schemas)
    story.no_schema = probe.query("/Schemas/urn:ietf:params:scim:schemas:scimproof:none")


@scenario
def asked_with_a_filter(story: Story, probe: Probe, discovery: Story) -> None:
    """The discovery endpoints are queried with parameters that have no meaning there."""
    need_published(discovery.schemas)
    story.filtered = probe.query("/Schemas", {"filter": 'id eq "urn:ietf:params:scim:schemas:core:2.0:User"'})
    story.paged = probe.query("/Schemas", {"startIndex": 2, "count": 1})


@scenario
def before_anybody_signs_in(story: Story, probe: Probe) -> None:
    """A stranger asks how to authenticate."""
    story.config = probe.send("GET", "/ServiceProviderConfig", headers=probe.headers_with(None), anonymous=True)


@check("rfc7644-4-service-provider-config-answers", "RFC7644-4-02", "RFC7644-4-01", level="must")
def service_provider_config_answers(discovery: Story) -> Findings:
    """GET /ServiceProviderConfig is answered with the features of the server."""
    return expect.status(discovery.provider_config, 200)


@check("rfc7644-4-service-provider-config-schema", "RFC7644-4-03", "RFC7643-5-01")
def service_provider_config_names_its_schema(discovery: Story) -> Findings:
    """The ServiceProviderConfig names its own schema."""
    expected = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
    schemas = discovery.provider_config.resource.get("schemas")
    if isinstance(schemas, list) and expected in schemas:
        return None
    return expect.equal("schemas of /ServiceProviderConfig", [expected], schemas, discovery.provider_config)


@check("rfc7644-4-resource-types-listed", "RFC7644-4-07", "RFC7644-4-10", "RFC7644-4-01", level="must")
def resource_types_are_listed(discovery: Story) -> Findings:
    """GET /ResourceTypes lists the resource types in a ListResponse; or there is no such endpoint: 404 or 501.

    Section 4 says that it MAY be retrieved. A server without it is noted: its clients have to guess what it has.
    """
    return _absent(discovery.resource_types) or _list_of(discovery.resource_types)


@check("rfc7644-4-schemas-listed", "RFC7644-4-04", "RFC7644-4-10", "RFC7644-4-01", "RFC7643-1.2-01")
def schemas_are_listed(discovery: Story) -> Findings:
    """GET /Schemas lists all supported schemas in a ListResponse; or there is no such endpoint: 404 or 501.

    Schemas MAY be returned there (RFC 7643 section 1.2). A server without it is noted: its clients have to know them.
    """
    return _absent(discovery.schemas) or _list_of(discovery.schemas)


def _absent(exchange: Exchange) -> list[Finding]:
    """A note that there is no such endpoint; or what is wrong with the status."""
    if not is_absent(exchange):
        return expect.status(exchange, 200, 404, 501)
    name = exchange.request.path.rpartition("/")[2]
    return expect.equal(f"/{name}", "published", "absent", exchange, grade=Outcome.NOTE)


def _list_of(exchange: Exchange) -> list[Finding]:
    body = exchange.answer.json
    if isinstance(body, dict) and isinstance(body.get("Resources"), list) and body["Resources"]:
        return []
    return [
        Finding(
            f"{exchange.request.path.rpartition('/')[2]} does not come as a ListResponse with Resources",
            'an object with "schemas", "totalResults" and a non-empty "Resources"',
            "a bare array" if isinstance(body, list) else expect.shown(body),
            (exchange.number,),
            cause="discovery lists without their envelope",
        )
    ]


@check("rfc7643-6-resource-type-schema-exists", "RFC7643-6-14", "RFC7643-6-17", "RFC7644-4-08")
def resource_types_refer_to_listed_schemas(discovery: Story, declared: Declared) -> Findings:
    """Every schema and extension that a resource type names is among /Schemas."""
    need_published(discovery.schemas)
    if not declared.resource_type_documents:
        raise NotApplicable("the target tells of no resource types")
    if not declared.schemas:
        raise Blocked(f"/Schemas told of no schema (#{discovery.schemas.number})")
    return [
        Finding(
            f"The resource type {kind.name} names {urn}, which is not among /Schemas",
            f"a schema with the id {urn}",
            expect.shown(sorted(declared.schemas)),
            expect.numbers([discovery.resource_types, discovery.schemas]),
            cause=f"{urn} is not listed",
        )
        for kind in declared.resource_types
        for urn in (kind.schema, *kind.extensions)
        if urn not in declared.schemas
    ]


@check("rfc7643-6-endpoint-is-relative", "RFC7643-6-12", level="must")
def endpoints_are_relative_to_the_base_url(discovery: Story, declared: Declared) -> Findings:
    """The endpoint of a resource type is given relative to the base URL, such as /Users.

    A client that puts base URL and endpoint together otherwise asks at a place that does not exist.
    """
    need_published(discovery.resource_types)
    found: list[Finding] = []
    for document in declared.resource_type_documents:
        endpoint = document.get("endpoint")
        if isinstance(endpoint, str) and endpoint.strip("/") != relative_endpoint(endpoint, declared.base_url):
            wanted = "/" + relative_endpoint(endpoint, declared.base_url)
            found += expect.equal("the endpoint of a resource type", wanted, endpoint, discovery.resource_types)
    return found


@check("rfc7643-7-schema-has-attributes", "RFC7643-7-15", level="must")
def schemas_define_attributes(discovery: Story, declared: Declared) -> Findings:
    """Every schema defines its attributes."""
    need_published(discovery.schemas)
    return [
        Finding(
            f"The schema {urn} defines no attributes",
            'a non-empty "attributes"',
            expect.shown(document.get("attributes")),
            (discovery.schemas.number,),
            cause="schemas without attributes",
        )
        for urn, document in declared.schemas.items()
        if not document.get("attributes")
    ]


@check("rfc7644-4-single-resource-type", "RFC7644-4-09", "RFC7643-6-05", level="must")
def a_resource_type_can_be_read_alone(one_at_a_time: Story, discovery: Story) -> Findings:
    """Each listed resource type can be read on its own, as a single resource."""
    need_published(discovery.resource_types)
    found: list[Finding] = []
    for entry, exchange in one_at_a_time.types_alone:
        found += expect.status(exchange, 200) or expect.equal(
            f"the name of /ResourceTypes/{entry['name']}", entry["name"], exchange.answer.object.get("name"), exchange
        )
    return found


@check("rfc7644-4-single-schema", "RFC7644-4-05", "RFC7643-7-08", level="must")
def a_schema_can_be_read_alone(one_at_a_time: Story, discovery: Story) -> Findings:
    """Each listed schema can be read on its own by its URI."""
    need_published(discovery.schemas)
    found: list[Finding] = []
    for identifier, exchange in one_at_a_time.schemas_alone:
        found += expect.status(exchange, 200) or expect.equal(
            "the id of a schema read alone", identifier, exchange.answer.object.get("id"), exchange
        )
    return found


@check("rfc7644-4-schema-alone-is-the-listed-one", "RFC7644-4-05", "RFC7644-4-04", level="should")
def a_schema_alone_is_the_listed_one(one_at_a_time: Story, declared: Declared) -> Findings:
    """A schema that is read alone defines the attributes that the list shows for it.

    There is one resource behind both: a client cannot tell which of two different ones is true.
    """
    found: list[Finding] = []
    for identifier, exchange in one_at_a_time.schemas_alone:
        alone, listed = (
            sorted(entry.name for entry in definitions(document))
            for document in (exchange.answer.object, declared.schemas[identifier])
        )
        if exchange.status == 200 and alone != listed:
            different = sorted(set(alone) ^ set(listed)) or "one of them several times"
            found.append(
                Finding(
                    f"{identifier} defines other attributes alone than in the list",
                    f"the {len(listed)} attributes and sub-attributes of the list",
                    f"{len(alone)}; different: {expect.shown(different)}",
                    (exchange.number,),
                    cause="schemas that differ from the list",
                )
            )
    return found


@check("rfc7643-3.1-resource-type-location-resolves", "RFC7643-3.1-26", level="must")
def discovery_locations_lead_there(one_at_a_time: Story, discovery: Story, probe: Probe) -> Findings:
    """The meta.location of a discovery document is the URI that it is read at."""
    need_published(discovery.resource_types)
    found: list[Finding] = []
    for document, exchange in one_at_a_time.types_alone:
        location = (document.get("meta") or {}).get("location") if isinstance(document.get("meta"), dict) else None
        if location is None or exchange.status != 200:
            continue  # meta is not required of resource types (RFC 7643 section 3.1)
        # A type with an id besides its name may be found by both (RFC 7643 section 6).
        by_name = f"{probe.session.base_url}/ResourceTypes/{quote(str(document['name']), safe='')}"
        uris = (exchange.request.url, by_name)
        if not any(expect.same_uri(str(location), uri, probe.session.base_url) for uri in uris):
            found += expect.equal("meta.location of a resource type", exchange.request.url, location, exchange)
    return found


@check("rfc7644-4-unknown-schema-is-404", "RFC7644-3.12-13", level="must")
def an_unknown_schema_is_not_found(one_at_a_time: Story) -> Findings:
    """A schema that does not exist is answered with 404."""
    return expect.status(one_at_a_time.no_schema, 404)


@check("rfc7644-4-filter-is-forbidden", "RFC7644-4-12", "RFC7644-4-11")
def a_filter_on_discovery_is_forbidden(asked_with_a_filter: Story, discovery: Story) -> Findings:
    """A filter on a discovery endpoint is answered with 403, or ignored.

    Section 4 says both: query parameters are ignored, and a filter should be answered with 403. A client that sends
    one must not be misled into reading a filtered list as the whole.
    """
    exchange = asked_with_a_filter.filtered
    if exchange.status == 403:
        return None
    found = expect.status(exchange, 403, 200)
    if found:
        return found
    whole = discovery.schemas.resource.get("totalResults")
    return expect.equal(
        "totalResults of /Schemas with a filter", whole, exchange.resource.get("totalResults"), exchange
    )


@check("rfc7644-4-paging-is-ignored", "RFC7644-4-11")
def paging_on_discovery_is_ignored(asked_with_a_filter: Story, discovery: Story) -> Findings:
    """Paging parameters are ignored at the discovery endpoints."""
    page = asked_with_a_filter.paged
    whole = discovery.schemas.resource.get("Resources")
    return expect.status(page, 200) or expect.equal(
        "the number of schemas with startIndex=2&count=1",
        len(whole) if isinstance(whole, list) else None,
        len(page.resource.get("Resources") or []),
        page,
    )


@check("rfc7643-5-schemes-are-readable", "RFC7643-5-20")
def a_stranger_can_read_the_authentication_schemes(before_anybody_signs_in: Story) -> Findings:
    """The authentication schemes can be read without a credential."""
    return expect.status(before_anybody_signs_in.config, 200)
