"""Which methods do what at which endpoint (RFC 7644 section 3.2), and how URLs are spelled."""

from urllib.parse import quote

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Regulars,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.declared import Json
from scimproof.discovery import is_absent

CONFIG = "/ServiceProviderConfig"

NOT_THIS_ONE = "PATCH is served, but refuses to write the value that is there"

# Each of them has confused a router: an encoded slash, a letter outside ASCII, half a UTF-8 sequence, a long one.
ODD_IDS = ("scimproof%2Fnone", "scimproof-%C3%A9", "scimproof-%C3", "scimproof-" + "x" * 600)


@scenario(given="User")
def a_user_of_every_method(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created, read, listed, replaced, patched and deleted."""
    body = as_user(directory.person(), declared)
    name = "active" if "active" in body else "userName"
    _every_method(story, probe, declared, declared.endpoint("User"), body, name)


@scenario(given="Group")
def a_group_of_every_method(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group is created, read, listed, replaced, patched and deleted."""
    body = as_group(directory.team(), declared)
    _every_method(story, probe, declared, declared.endpoint("Group"), body, "displayName")


@scenario(given="User")
def a_put_to_nobody(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody who never existed is replaced, and then looked up."""
    users, nobody = declared.endpoint("User"), probe.session.invented_id()
    story.replaced = probe.replace(users, nobody, as_user(directory.person(), declared))
    story.read = probe.read(users, nobody)


@scenario
def the_configuration_is_written_to(story: Story, probe: Probe, discovery: Story) -> None:
    """A client wants to create and to replace the configuration of the server, as it was read."""
    document = discovery.provider_config.resource
    story.written = [
        probe.send(method, CONFIG, body=document, malformed="discovery documents are read-only")
        for method in ("POST", "PUT")
    ]


@scenario(given="User")
def searches_by_post(story: Story, probe: Probe, declared: Declared) -> None:
    """One user is searched for by POST, among users and on the whole server."""
    story.among_users = probe.search(declared.endpoint("User"), {"count": 1})
    story.everywhere = probe.search("", {"count": 1})


@scenario(given="User")
def ids_are_spelled_in_other_ways(story: Story, probe: Probe, regulars: Regulars) -> None:
    """A user is read with a letter of the id percent-encoded, once and twice, and odd ids are read."""
    crowd = regulars.three()
    users, identifier = crowd.endpoint, crowd.id_of("ada")
    once = f"%{ord(identifier[0]):02X}{quote(identifier[1:], safe='')}"
    if not identifier[0].isascii():
        raise NotApplicable("the id of the user does not begin with a letter or digit")
    story.once = probe.send("GET", f"{users}/{once}")
    story.twice = probe.send("GET", f"{users}/{quote(once, safe='')}")
    story.odd = [probe.send("GET", f"{users}/{odd}") for odd in ODD_IDS]


@check("rfc7644-3.2-endpoints-of-users-and-groups", "RFC7644-3.2-01", level="should")
def users_and_groups_are_where_they_belong(discovery: Story, declared: Declared) -> Findings:
    """Users are at /Users, and groups at /Groups.

    Clients that do not read /ResourceTypes, which is most of them, look for them there.
    """
    found: list[Finding] = []
    for name in ("User", "Group"):
        kind = declared.resource_type(name)
        if kind is not None:
            found += expect.equal(f"the endpoint of {name}", f"/{name}s", kind.endpoint, discovery.resource_types)
    return found


@check("rfc7644-3.2-endpoints-of-other-types", "RFC7644-3.2-02")
def other_types_have_plural_endpoints(discovery: Story, declared: Declared) -> Findings:
    """The endpoint of any other resource type is its name with an s at the end."""
    others = [kind for kind in declared.resource_types if kind.name not in ("User", "Group")]
    if not others:
        raise NotApplicable("the target declares no other resource types than User and Group")
    found: list[Finding] = []
    for kind in others:
        if kind.endpoint != f"/{kind.name}s":
            found += expect.equal(
                "the endpoint of a resource type", f"/{kind.name}s", kind.endpoint, discovery.resource_types
            )
    return found


@check(
    "rfc7644-3.2-methods-of-users",
    "RFC7644-3.2-10",
    "RFC7644-3.2-04",
    "RFC7644-3.2-05",
    "RFC7644-3.2-06",
    "RFC7644-3.2-09",
    level="must",
)
def users_know_their_methods(a_user_of_every_method: Story) -> Findings:
    """/Users serves POST and GET, and each user GET, PUT and DELETE."""
    return _served(a_user_of_every_method)


@check("rfc7644-3.2-patch-of-users", "RFC7644-3.2-10", "RFC7644-3.2-08", "RFC7644-8.2-03", level="must", given="patch")
def users_can_be_patched(a_user_of_every_method: Story) -> Findings:
    """Where PATCH is declared, users can be patched."""
    return expect.status(a_user_of_every_method.patched, 200, 204, tolerate={400: NOT_THIS_ONE})


@check("rfc7644-3.2-methods-of-groups", "RFC7644-3.2-11", "RFC7644-3.2-04", "RFC7644-3.2-09", level="must")
def groups_know_their_methods(a_group_of_every_method: Story) -> Findings:
    """/Groups serves POST and GET, and each group GET, PUT and DELETE."""
    return _served(a_group_of_every_method)


@check("rfc7644-3.2-patch-of-groups", "RFC7644-3.2-11", "RFC7644-3.2-08", level="must", given="patch")
def groups_can_be_patched(a_group_of_every_method: Story) -> Findings:
    """Where PATCH is declared, groups can be patched."""
    return expect.status(a_group_of_every_method.patched, 200, 204, tolerate={400: NOT_THIS_ONE})


@check("rfc7644-3.2-put-creates-nothing", "RFC7644-3.2-07", "RFC7644-3.12-13")
def a_put_creates_nothing(a_put_to_nobody: Story) -> Findings:
    """A PUT to an id that nobody has is answered with 404, and afterwards there is still nobody."""
    return expect.status(a_put_to_nobody.replaced, 404) + expect.status(a_put_to_nobody.read, 404)


@check("rfc7644-3.2-discovery-serves-get", "RFC7644-3.2-13", "RFC7644-3.2-14", "RFC7644-3.2-15", level="must")
def discovery_serves_get(discovery: Story) -> Findings:
    """/ServiceProviderConfig serves GET, and so do /ResourceTypes and /Schemas where they are published."""
    found = expect.status(discovery.provider_config, 200)
    for exchange in (discovery.resource_types, discovery.schemas):
        if not is_absent(exchange):
            found += expect.status(exchange, 200)
    return found


@check("rfc7644-3.2-discovery-serves-get-only", "RFC7644-3.2-13", "RFC7644-3.12-18", level="should")
def discovery_cannot_be_written(the_configuration_is_written_to: Story) -> Findings:
    """The configuration of the server cannot be written: POST and PUT are answered with 405, 501 or 403.

    404 means that there is no such method here, which a client cannot know: a warning like the rest.
    """
    return [
        finding
        for exchange in the_configuration_is_written_to.written
        for finding in expect.status(exchange, 405, 501, 403)
    ]


@check("rfc7644-3.2-search-by-post", "RFC7644-3.2-17", "RFC7644-8.2-02", level="must")
def searches_by_post_are_served(searches_by_post: Story) -> Findings:
    """A POST to /Users/.search and to /.search is answered with a list, or declined: 501, 405, 404 or 403.

    The RFC has no flag that says whether a server can do it, so declining is noted only. Taking a search for a
    create is not right.
    """
    found: list[Finding] = []
    for exchange in (searches_by_post.among_users, searches_by_post.everywhere):
        if exchange.status in (501, 405, 404, 403):
            found += expect.equal(
                "a search by POST", "200", f"{exchange.status}: declined", exchange, grade=Outcome.NOTE
            )
        else:
            remark = {400: "nothing but schemas is required of a search request"}
            found += expect.status(exchange, 200, tolerate=remark, why="or declined with 501, 405, 404 or 403")
    return found


@check("rfc7644-3.4.1-percent-encoded-ids", "RFC7644-3.4.1-02", level="should")
def encoded_ids_are_the_same(ids_are_spelled_in_other_ways: Story) -> Findings:
    """An id of which a letter is percent-encoded is the same id (RFC 3986 section 6.2.2.2).

    Clients and proxies encode at will. A server that compares the raw path does not find its own users.
    """
    return expect.status(ids_are_spelled_in_other_ways.once, 200)


@check("rfc7644-3.4.1-ids-are-decoded-once", "RFC7644-3.12-13", level="should")
def ids_are_decoded_once(ids_are_spelled_in_other_ways: Story) -> Findings:
    """A path is decoded once: an id that is encoded twice is another id, and unknown.

    Decoding twice is how checks on paths are got around.
    """
    return expect.status(ids_are_spelled_in_other_ways.twice, 404, 400)


@check("rfc7644-3.12-odd-ids-are-404", "RFC7644-3.12-13", level="must")
def odd_ids_are_not_found(ids_are_spelled_in_other_ways: Story) -> Findings:
    """An id with an encoded slash, letters outside ASCII or broken UTF-8 is not found: 404.

    A gateway may refuse it before: 400, 403 and 414 pass.
    """
    return [
        finding
        for exchange in ids_are_spelled_in_other_ways.odd
        for finding in expect.status(exchange, 404, 400, 403, 414)
    ]


def _every_method(story: Story, probe: Probe, declared: Declared, endpoint: str, body: Json, name: str) -> None:
    story.created = probe.create(endpoint, body)
    identifier = story.created.resource_id
    story.read = probe.read(endpoint, identifier)
    story.listed = probe.query(endpoint, {"count": 1})
    story.replaced = probe.replace(endpoint, identifier, body)
    if declared.supports("patch"):
        # The value that it has: whether changes arrive is judged elsewhere.
        story.patched = probe.patch(endpoint, identifier, {"op": "replace", "path": name, "value": body[name]})
    story.deleted = probe.send("DELETE", resource_path(endpoint, identifier))


def _served(story: Story) -> list[Finding]:
    """Whether a method is there at all: 404 and 405 say no; what else may be wrong is judged elsewhere."""
    accepted: tuple[tuple[Exchange, tuple[int, ...]], ...] = (
        (story.created, (201,)),
        (story.read, (200,)),
        (story.listed, (200,)),
        (story.replaced, (200, 204)),
        (story.deleted, (204, 200, 202)),
    )
    return [finding for exchange, statuses in accepted for finding in expect.status(exchange, *statuses)]
