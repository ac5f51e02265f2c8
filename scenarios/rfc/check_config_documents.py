"""Discovery documents are for reading, and tell of resources, not of messages (RFC 7643 sections 5 and 6)."""

from typing import Any
from urllib.parse import quote

from scimproof import Declared, Finding, Findings, NotApplicable, Probe, Story, check, expect, scenario
from scimproof.clients.probe import PATCH_OP
from scimproof.declared import Json

READ_ONLY = "discovery documents are read-only"

MESSAGES = "urn:ietf:params:scim:api:"
LIST_RESPONSE = f"{MESSAGES}messages:2.0:ListResponse"

# Harmless if it should come to stay: a link for people, under a name that nobody can own (RFC 2606).
HELP_PAGE = "https://scimproof.example/help"


@scenario
def the_help_page_is_moved(story: Story, probe: Probe, discovery: Story) -> None:
    """A client changes documentationUri of the ServiceProviderConfig, by PUT and by PATCH, and reads it again."""
    document = discovery.provider_config.resource
    _write(story, probe, "/ServiceProviderConfig", document, "documentationUri", HELP_PAGE)


@scenario
def a_type_is_described_anew(story: Story, probe: Probe, declared: Declared) -> None:
    """A client changes the description of a resource type, by PUT and by PATCH, and reads it again."""
    named = [entry for entry in declared.resource_type_documents if isinstance(entry.get("name"), str)]
    if not named:
        raise NotApplicable("the target tells of no resource types")
    path = f"/ResourceTypes/{quote(str(named[0].get('id') or named[0]['name']), safe='')}"
    _write(story, probe, path, named[0], "description", "Changed by Scimproof")


@scenario
def somebody_asks_for_a_message(story: Story, probe: Probe, declared: Declared) -> None:
    """The schema of the ListResponse message is asked for, as if it were one of a resource."""
    if not declared.schema_documents:
        raise NotApplicable("the target publishes no schemas")
    story.asked = probe.query(f"/Schemas/{LIST_RESPONSE}")


def _write(story: Story, probe: Probe, path: str, document: Json, name: str, value: str) -> None:
    """Change one attribute by PUT and by PATCH, read, and put it back if it did change.

    Nothing is deleted: a server that would take it at its word could not be helped any more.
    """
    story.before = document.get(name)
    story.replaced = probe.send("PUT", path, body={**document, name: value}, malformed=READ_ONLY)
    story.patched = _patch(probe, path, {"op": "replace", "path": name, "value": value})
    story.after = probe.query(path)
    if story.after.answer.object.get(name) == value:
        probe.send("PUT", path, body=document, malformed=READ_ONLY)
        former: Json = {"op": "remove", "path": name}
        if story.before is not None:
            former = {"op": "replace", "path": name, "value": story.before}
        _patch(probe, path, former)


def _patch(probe: Probe, path: str, operation: Json) -> Any:
    body = {"schemas": [PATCH_OP], "Operations": [operation]}
    return probe.send("PATCH", path, body=body, malformed=READ_ONLY)


@check("rfc7643-5-configuration-is-read-only", "RFC7643-5-02", level="must")
def the_configuration_is_read_only(the_help_page_is_moved: Story) -> Findings:
    """No client can change the ServiceProviderConfig: after a PUT and a PATCH it is as before.

    How they are answered is judged elsewhere.
    """
    return _unchanged(the_help_page_is_moved, "documentationUri", "the ServiceProviderConfig")


@check("rfc7643-6-resource-types-are-read-only", "RFC7643-6-01", level="must")
def resource_types_are_read_only(a_type_is_described_anew: Story) -> Findings:
    """No client can change a resource type: after a PUT and a PATCH it is as before."""
    return _unchanged(a_type_is_described_anew, "description", "a resource type")


@check("rfc7644-3.2-resource-types-serve-get-only", "RFC7644-3.2-14", "RFC7644-3.12-18", level="should")
def resource_types_serve_get_only(a_type_is_described_anew: Story) -> Findings:
    """A resource type cannot be written: PUT and PATCH are answered with 405, 501 or 403."""
    story = a_type_is_described_anew
    return [
        finding for exchange in (story.replaced, story.patched) for finding in expect.status(exchange, 405, 501, 403)
    ]


@check("rfc7644-3.1-messages-are-no-schemas", "RFC7644-3.1-08")
def messages_are_no_schemas(somebody_asks_for_a_message: Story, discovery: Story, declared: Declared) -> Findings:
    """The schemas of messages, urn:ietf:params:scim:api:..., are not among /Schemas, neither in the list nor alone.

    A client that maps attributes would offer them to people as kinds of resources.
    """
    asked = somebody_asks_for_a_message.asked
    found = [
        _message_as_schema(f"/Schemas lists {identifier}", "among the schemas", identifier, discovery.schemas.number)
        for identifier in declared.schemas
        if identifier.lower().startswith(MESSAGES)
    ]
    alone = str(asked.answer.object.get("id"))
    if asked.answer.ok and alone.lower() == LIST_RESPONSE.lower():
        found.append(_message_as_schema(f"{alone} can be read below /Schemas", "read alone", alone, asked.number))
    return found


def _message_as_schema(message: str, how: str, identifier: str, number: int) -> Finding:
    expected = f"no schema whose id begins with {MESSAGES}"
    return Finding(message, expected, expect.shown(identifier), (number,), cause=f"schema of a message {how}")


def _unchanged(story: Story, name: str, what: str) -> Findings:
    return expect.equal(
        f"{name} of {what} after a PUT and a PATCH",
        story.before,
        story.after.resource.get(name),
        story.replaced,
        story.patched,
        story.after,
    )
