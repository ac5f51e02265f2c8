"""What the entries of /ResourceTypes say, and whether that is so (RFC 7643 section 6)."""

from collections import Counter
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.directory import with_department


@scenario(given="User")
def somebody_without_extras(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user comes with the attributes of the base schema alone, and another loses the department by PUT."""
    kind = declared.resource_type("User")
    if not declared.resource_type_documents or kind is None or not kind.extensions:
        raise NotApplicable("the target declares no extension of users")
    if kind.required_extensions:
        raise NotApplicable("the target requires an extension of every user")
    story.created = probe.create(kind.endpoint, as_user(directory.person(), declared))
    person = directory.person()
    plain = as_user(person, declared)
    identifier = probe.create(kind.endpoint, with_department(plain, person, declared)).resource_id
    story.replaced = probe.replace(kind.endpoint, identifier, plain)


@check("rfc7643-6-names-are-unique", "RFC7643-6-07")
def names_are_unique(discovery: Story, declared: Declared) -> Findings:
    """No two resource types bear the same name: meta.resourceType of a resource would not tell which is meant."""
    return _unique("name", discovery, declared)


@check("rfc7643-6-ids-are-unique", "RFC7643-6-05", "RFC7643-6-06", level="must")
def ids_are_unique(discovery: Story, declared: Declared) -> Findings:
    """No two resource types have the same id, where they have one."""
    return _unique("id", discovery, declared)


@check("rfc7643-6-types-are-described", "RFC7643-6-10", "RFC7643-6-11", level="may")
def types_are_described(discovery: Story, declared: Declared) -> Findings:
    """Resource types are described for people; section 6 calls that a MUST, where applicable, and OPTIONAL as well."""
    return [
        finding
        for document in _told(declared)
        for finding in expect.present(
            f"the description of the resource type {document.get('name')}",
            document.get("description"),
            discovery.resource_types,
            grade=Outcome.NOTE,
        )
    ]


@check("rfc7643-6-optional-extension-may-be-omitted", "RFC7643-6-20", "RFC7644-3.3-08", level="must")
def an_optional_extension_may_be_omitted(somebody_without_extras: Story) -> Findings:
    """A user may go without the extensions that the resource type declares with required false.

    Neither a create without them is refused, nor a PUT that leaves them out.
    """
    story = somebody_without_extras
    return expect.status(story.created, 201) + expect.status(story.replaced, 200, 204)


def _told(declared: Declared) -> tuple[dict[str, Any], ...]:
    if not declared.resource_type_documents:
        raise NotApplicable("the target tells of no resource types")
    return declared.resource_type_documents


def _unique(name: str, discovery: Story, declared: Declared) -> list[Finding]:
    given = [str(document[name]) for document in _told(declared) if isinstance(document.get(name), str)]
    return [
        Finding(
            f"Several resource types have the {name} {value}",
            f"another {name} for each",
            f"{times} times {expect.shown(value)}",
            (discovery.resource_types.number,),
            cause=f"{name} of several resource types",
        )
        for value, times in Counter(given).items()
        if times > 1
    ]
