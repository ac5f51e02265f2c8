"""Entitlement management: what the application lets people do is discovered, assigned, and taken away again."""

from collections.abc import Sequence
from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Okta,
    OktaSpecTester,
    Probe,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.okta.entitlements import ENTITLEMENT, OKTA_SCHEMAS, ROLE
from scimproof.convergence import settled_read
from scimproof.listing import imported, is_list, of_ours, whole_numbers
from scimproof.querying import entries

SUITES = ("okta-entitlements",)

LONGEST = 1000


@scenario(given="User")
def entitlements_are_discovered(story: Story, okta: Okta, okta_tester: OktaSpecTester, declared: Declared) -> None:
    """An admin enables provisioning with governance. Later the published test asks each endpoint for a page of one.

    Okta sends GET /ResourceTypes, GET /Schemas if users have an extension that it does not know, and a page of a
    hundred from the endpoint of each resource type of roles and entitlements. The test sends GET on each with
    count=1&startIndex=1.
    """
    _needs_entitlements(declared)
    story.discovered = okta.discover_entitlements()
    story.types = story.discovered.first
    story.tested = [
        okta_tester.first("/" + str(kind.get("endpoint")).strip("/"))
        for kind in entries(story.types)
        if str(kind.get("schema")).startswith(OKTA_SCHEMAS)
    ]


@scenario(given="User")
def entitlements_are_assigned(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """An admin gives Ada two roles (or the one there is) and an entitlement; she gets another name; then a role is
    taken away.

    Okta sends GET /Users/{id} and PUT with roles [{"value": id, "display": name}], and entitlements with a type as
    well; the same for the name; and a PUT without the role. In between users are imported.
    """
    _needs_entitlements(declared)
    known = okta.discover_entitlements().resources
    roles = [entry for entry in known if entry["resourceType"].get("schema") == ROLE][:2]
    others = [entry for entry in known if entry["resourceType"].get("schema") == ENTITLEMENT][:1]
    if not roles + others:
        raise Blocked("no roles and no entitlements were discovered")
    story.all, story.rest = roles + others, (roles + others)[1:]
    ada = okta.user(directory.person())
    story.id = okta.assign(ada).sent("POST").resource_id
    story.granted = okta.assign_entitlements(ada, *story.all)
    story.read = _read(probe, story.id, story.all)
    story.listed = of_ours(imported(okta, [story.id]), [story.id]).get(story.id, {})
    story.renamed = okta.update_profile(ada, first_name="Renamed")
    story.read_renamed = _read(probe, story.id, story.all)
    story.revoked = okta.assign_entitlements(ada, *story.rest)
    story.read_revoked = probe.read("/Users", story.id)


@check("entitlement-types-are-discovered", "OKTA-ENT-01")
def entitlement_types_are_discovered(entitlements_are_discovered: Story) -> Findings:
    """The resource types are a ListResponse, and those of roles and entitlements name their endpoints.

    Okta reads /ResourceTypes, then what each type of its own schemas serves: /Roles, /Entitlements, or whatever the
    endpoint is. A bare array is no list.
    """
    story = entitlements_are_discovered
    found = is_list(story.types)
    for kind in entries(story.types):
        if str(kind.get("schema")).startswith(OKTA_SCHEMAS):
            found += expect.present(
                f"endpoint of the resource type {kind.get('name')}", kind.get("endpoint"), story.types
            )
    return found


@check("entitlements-are-discovered", "OKTA-ENT-02")
def entitlements_are_discovered_with_names(entitlements_are_discovered: Story) -> Findings:
    """Each endpoint lists its roles or entitlements, with an id and a displayName."""
    story = entitlements_are_discovered
    if not story.tested:
        raise Blocked("no resource types of roles or entitlements were discovered")
    if found := succeeded(story.discovered):
        return found
    for page in story.discovered.exchanges[1:]:
        for entry in entries(page):
            found += expect.present("id of a role or entitlement", entry.get("id"), page)
            if OKTA_SCHEMAS in str(entry.get("schemas")):
                found += expect.present("displayName of a role or entitlement", entry.get("displayName"), page)
    return found


@check("entitlements-tell-their-kind", "OKTA-ENT-03")
def entitlements_tell_their_kind(entitlements_are_discovered: Story) -> Findings:
    """A resource of the entitlement schema has the name of its resource type as its type."""
    found: list[Finding] = []
    for entry in _of(entitlements_are_discovered, ENTITLEMENT):
        kind = entry["resourceType"].get("name")
        found += expect.equal("type of an entitlement", kind, entry.get("type"), *_pages(entitlements_are_discovered))
    return found


@check("descriptions-of-entitlements-are-short", "OKTA-ENT-04")
def descriptions_of_entitlements_are_short(entitlements_are_discovered: Story) -> Findings:
    """The description of a role or entitlement has at most a thousand characters."""
    story = entitlements_are_discovered
    lengths = [len(str(entry.get("description") or "")) for entry in story.discovered.resources]
    longest = max(lengths, default=0)
    return (
        expect.equal("the length of the longest description", LONGEST, longest, *_pages(story))
        if (longest > LONGEST)
        else None
    )


@check("published-entitlements-test", "OKTA-TEST-19")
def the_published_entitlements_test(entitlements_are_discovered: Story) -> Findings:
    """Okta's published test of entitlements: a page of one is a list that is not empty, and says itemsPerPage 1."""
    found: list[Finding] = []
    for page in entitlements_are_discovered.tested:
        found += is_list(page) or (
            expect.present("Resources", entries(page), page)
            + whole_numbers(page, "startIndex", "totalResults")
            + expect.equal("itemsPerPage", 1, expect.lookup(page.resource, "itemsPerPage"), page)
        )
    return found


@check("entitlements-are-granted", "OKTA-ENT-05")
def entitlements_are_granted(entitlements_are_assigned: Story) -> Findings:
    """Roles and entitlements that are assigned are kept, and shown when the user is read.

    Sent is a PUT with roles: [{"value": id, "display": name}], and entitlements with their type as well.
    """
    story = entitlements_are_assigned
    return succeeded(story.granted) or _holds(story.read, story.read.resource, story.all)


@check("entitlements-are-listed", "OKTA-ENT-06")
def entitlements_are_listed(entitlements_are_assigned: Story) -> Findings:
    """Lists of users show the roles and entitlements as well: imports and certifications read those."""
    story = entitlements_are_assigned
    _were_granted(story)
    return _holds(story.read, story.listed, story.all)


@check("entitlements-outlive-a-profile-push", "OKTA-ENT-08")
def entitlements_outlive_a_profile_push(entitlements_are_assigned: Story) -> Findings:
    """Another first name does not cost a role."""
    story = entitlements_are_assigned
    _were_granted(story)
    return succeeded(story.renamed) or _holds(story.read_renamed, story.read_renamed.resource, story.all)


@check("entitlements-can-be-revoked", "OKTA-ENT-07")
def entitlements_can_be_revoked(entitlements_are_assigned: Story) -> Findings:
    """A role that is taken away is gone, and the others stay."""
    story = entitlements_are_assigned
    _were_granted(story)
    return succeeded(story.revoked) or _holds(story.read_revoked, story.read_revoked.resource, story.rest)


def _needs_entitlements(declared: Declared) -> None:
    if not any(kind.schema.startswith(OKTA_SCHEMAS) for kind in declared.resource_types):
        raise NotApplicable("the target declares no resource type of Okta's roles and entitlements")


def _of(story: Story, schema: str) -> list[Any]:
    return [entry for entry in story.discovered.resources if entry["resourceType"].get("schema") == schema]


def _pages(story: Story) -> Sequence[Exchange]:
    pages: Sequence[Exchange] = story.discovered.exchanges[1:]
    return pages


def _were_granted(story: Story) -> None:
    if not story.granted.succeeded or _holds(story.read, story.read.resource, story.all):
        raise Blocked("the roles and entitlements were not kept in the first place")


def _read(probe: Probe, identifier: str, granted: Sequence[Any]) -> Exchange:
    wanted = {"roles": [{"value": entry["id"]} for entry in granted if entry["resourceType"].get("schema") == ROLE]}
    return settled_read(probe, "/Users", identifier, wanted)


def _holds(exchange: Exchange, user: Any, granted: Sequence[Any]) -> list[Finding]:
    """A user has exactly these roles and entitlements."""
    found: list[Finding] = []
    for name, schema in (("roles", ROLE), ("entitlements", ENTITLEMENT)):
        wanted = sorted(str(entry["id"]) for entry in granted if entry["resourceType"].get("schema") == schema)
        listed = expect.lookup(user, name)
        values = listed if isinstance(listed, list) else []
        shown = sorted(str(entry.get("value")) for entry in values if isinstance(entry, dict))
        found += expect.equal(f"{name} of the user", wanted, shown, exchange)
    return found
