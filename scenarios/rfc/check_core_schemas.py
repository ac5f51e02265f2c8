"""What the RFC calls its schemas and resource types (RFC 7643 section 4, RFC 7644 section 3.3.1)."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import ENTERPRISE_USER, GROUP, USER

# Nobody but the IETF names anything below the first; the second is that of SCIM 1.1.
RESERVED = "urn:ietf:params:scim:schemas:extension:enterprise:"
OLD = "urn:scim:schemas:extension:enterprise:"


@scenario
def one_of_each_is_created(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user and a group are created."""
    if declared.resource_type("User") is not None:
        story.user = probe.create(declared.endpoint("User"), as_user(directory.person(), declared))
    if declared.resource_type("Group") is not None:
        story.group = probe.create(declared.endpoint("Group"), as_group(directory.team(), declared))


def _has_schema(exchange: Exchange, discovery: Story, declared: Declared, name: str, wanted: str) -> list[Finding]:
    """A resource type and its resources have the schema of the RFC. Another case of it draws a warning: URNs ignore
    case in part, and clients compare letters."""
    kind = declared.resource_type(name)
    found: list[Finding] = []
    if kind is not None and declared.resource_type_documents and kind.schema != wanted:
        grade = Outcome.WARN if kind.schema.casefold() == wanted.casefold() else None
        found += expect.equal(
            f"the schema of the resource type {name}", wanted, kind.schema, discovery.resource_types, grade=grade
        )
    named = expect.lookup(exchange.resource, "schemas")
    uris = [uri for uri in named if isinstance(uri, str)] if isinstance(named, list) else []
    if wanted not in uris:
        grade = Outcome.WARN if wanted.casefold() in {uri.casefold() for uri in uris} else None
        found += expect.equal(f"the schemas of a {name}", [wanted], uris, exchange, grade=grade)
    return found


@check("rfc7643-4.1-users-have-the-core-schema", "RFC7643-4.1-01", level="must", given="User")
def users_have_the_core_schema(one_of_each_is_created: Story, discovery: Story, declared: Declared) -> Findings:
    """The resource type User, and every user, has the schema urn:ietf:params:scim:schemas:core:2.0:User."""
    return _has_schema(one_of_each_is_created.user, discovery, declared, "User", USER)


@check("rfc7643-4.2-groups-have-the-core-schema", "RFC7643-4.2-01", level="must", given="Group")
def groups_have_the_core_schema(one_of_each_is_created: Story, discovery: Story, declared: Declared) -> Findings:
    """The resource type Group, and every group, has the schema urn:ietf:params:scim:schemas:core:2.0:Group."""
    return _has_schema(one_of_each_is_created.group, discovery, declared, "Group", GROUP)


@check("rfc7643-4.3-enterprise-extension-has-its-uri", "RFC7643-4.3-01", level="must", given="User")
def the_enterprise_extension_has_its_uri(discovery: Story, declared: Declared) -> Findings:
    """The enterprise extension of users has the URI urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.

    A URI that is almost this one is a mistake. That of SCIM 1.1 draws a warning; other extensions are free.
    """
    kind = declared.resource_type("User")
    extensions = kind.extensions if kind else ()
    near = [uri for uri in extensions if uri.casefold().startswith((RESERVED, OLD))]
    if not near:
        raise NotApplicable("users of the target do not have the enterprise extension")
    if ENTERPRISE_USER in near:
        return None
    mistaken = near[0].casefold().startswith(RESERVED) and near[0].casefold() != ENTERPRISE_USER.casefold()
    return expect.equal(
        "the URI of the enterprise extension",
        ENTERPRISE_USER,
        near[0],
        discovery.resource_types,
        grade=None if mistaken else Outcome.WARN,
    )


@check("rfc7644-3.3.1-types-of-users-and-groups", "RFC7644-3.3.1-02", "RFC7643-3.1-21", level="must")
def users_are_users_and_groups_are_groups(one_of_each_is_created: Story, declared: Declared) -> Findings:
    """What is created at /Users has the meta.resourceType User, and at /Groups it has Group, letter by letter."""
    found: list[Finding] = []
    looked_at = 0
    for name, step in (("User", "user"), ("Group", "group")):
        kind = declared.resource_type(name)
        if kind is None or kind.endpoint != f"/{name}s":
            continue
        exchange: Exchange = getattr(one_of_each_is_created, step)
        meta = exchange.resource.get("meta")
        given = meta.get("resourceType") if isinstance(meta, dict) else None
        if given is None:
            raise Blocked(f"{exchange.label} shows no meta.resourceType")
        looked_at += 1
        found += expect.equal(f"meta.resourceType of what is created at /{name}s", name, given, exchange)
    if not looked_at:
        raise NotApplicable("the target has neither users at /Users nor groups at /Groups")
    return found
