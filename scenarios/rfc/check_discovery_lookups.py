"""Looking up one resource type or schema by a name that is not quite right (RFC 7644 section 4)."""

from urllib.parse import quote

from scimproof import Declared, Findings, NotApplicable, Probe, Story, check, expect, scenario
from scimproof.discovery import need_published


@scenario
def names_are_not_quite_right(story: Story, probe: Probe, declared: Declared) -> None:
    """A resource type is asked for that nobody has, and a schema with its URN in another case."""
    story.no_type = probe.query("/ResourceTypes/ScimproofHasNoSuchType")
    known = next(iter(declared.schemas), None)
    if known is None:
        raise NotApplicable("the target publishes no schemas")
    story.in_capitals = probe.query(f"/Schemas/{quote(known.upper(), safe=':')}")


@check("rfc7644-4-unknown-resource-type-is-404", "RFC7644-3.12-13", level="must")
def an_unknown_resource_type_is_not_found(names_are_not_quite_right: Story, discovery: Story) -> Findings:
    """A resource type that does not exist is answered with 404."""
    need_published(discovery.resource_types)
    return expect.status(names_are_not_quite_right.no_type, 404)


@check("rfc7644-4-schema-in-another-case", "RFC7644-4-05", level="may")
def a_schema_is_found_in_another_case(names_are_not_quite_right: Story) -> Findings:
    """A schema is found by its URN in another case.

    Section 3.10 says of the URN of an attribute that it ignores case, and nothing of the paths of schemas: it is noted.
    """
    return expect.status(names_are_not_quite_right.in_capitals, 200)
