"""What is returned of a resource by POST, PUT, PATCH and lists, and what only on request (RFC 7644 section 3.9)."""

from scimproof import Declared, Directory, Exchange, Findings, NotApplicable, Probe, Story, check, expect, scenario
from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP
from scimproof.declared import Json
from scimproof.projecting import FRAME, always_returned, names_in, needs_body
from scimproof.querying import Crowd, entries, until_listed

ONLY_NAME = "attributes=userName"
NO_TITLE = "excludedAttributes=title"


@scenario(given="User")
def answers_to_writes_are_read(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada is created, replaced and changed: without parameters, with attributes=userName, and without her title."""
    crowd = Crowd(probe, directory, declared, "pw")
    users = crowd.endpoint
    story.always = always_returned(declared)
    crowd.add("ada", title="Engineer")
    story.created = crowd.created["ada"]
    identifier, sent = crowd.id_of("ada"), crowd.sent["ada"]
    path = resource_path(users, identifier)
    story.read = probe.read(users, identifier)
    if declared.supports("filter"):
        story.listed = until_listed(probe, users, f'userName eq "{crowd.login("ada")}"', identifier)
    story.replaced = probe.replace(users, identifier, sent)
    story.read_again = probe.read(users, identifier)  # what a PUT does not name may be cleared, defaults included
    story.part_of_create = probe.send("POST", users, query=ONLY_NAME, body=crowd.body("bob", title="Engineer"))
    story.part_of_put = probe.send("PUT", path, query=ONLY_NAME, body=sent)
    story.rest_of_create = probe.send("POST", users, query=NO_TITLE, body=crowd.body("cyd", title="Engineer"))
    story.rest_of_put = probe.send("PUT", path, query=NO_TITLE, body=sent)
    if declared.supports("patch"):
        change = {"op": "replace", "path": "userName", "value": sent["userName"]}
        story.patched = probe.patch(users, identifier, change)
        body = {"schemas": [PATCH_OP], "Operations": [change]}
        story.part_of_patch = probe.send("PATCH", path, query=ONLY_NAME, body=body)
        story.rest_of_patch = probe.send("PATCH", path, query=NO_TITLE, body=body)


@check("rfc7644-3.9-create-returns-the-default-set", "RFC7644-3.9-01", "RFC7643-7-35", level="should")
def creates_return_the_default_set(answers_to_writes_are_read: Story) -> Findings:
    """The answer to a create shows the same attributes as a later read."""
    return _same_set(answers_to_writes_are_read.read, answers_to_writes_are_read.created)


@check("rfc7644-3.9-put-returns-the-default-set", "RFC7644-3.9-01", "RFC7643-7-35", level="should")
def puts_return_the_default_set(answers_to_writes_are_read: Story) -> Findings:
    """The answer to a PUT of the same values shows the same attributes as a read."""
    return _same_set(answers_to_writes_are_read.read_again, answers_to_writes_are_read.replaced)


@check("rfc7644-3.9-patch-returns-the-default-set", "RFC7644-3.9-01", "RFC7643-7-35", level="should", given="patch")
def patches_return_the_default_set(answers_to_writes_are_read: Story) -> Findings:
    """The answer to a PATCH that changes nothing, if it has a body, shows the same attributes as a read."""
    if answers_to_writes_are_read.patched.status == 204:
        return None
    return _same_set(answers_to_writes_are_read.read_again, answers_to_writes_are_read.patched)


@check("rfc7644-3.4-lists-return-the-default-set", "RFC7644-3.4-03", "RFC7643-7-39", level="should", given="filter")
def lists_return_the_default_set(answers_to_writes_are_read: Story) -> Findings:
    """A list shows of each resource the same attributes as a read."""
    story = answers_to_writes_are_read
    shown = [entry for entry in entries(story.listed) if entry.get("id") == story.read.resource_id]
    return expect.present("the user in the list", shown, story.listed) or expect.equal(
        "the attributes in a list", sorted(names_in(story.read.resource)), sorted(names_in(shown[0])), story.listed
    )


@check("rfc7644-3.9-default-set", "RFC7644-3.9-03", "RFC7644-3.4-03", "RFC7643-7-39", level="must")
def the_default_set_is_returned(answers_to_writes_are_read: Story) -> Findings:
    """A read without parameters shows what the answer to the create showed: nothing is left out by default."""
    story = answers_to_writes_are_read
    missing = names_in(story.created.resource) - names_in(story.read.resource)
    return expect.equal("what a read leaves out", [], sorted(missing), story.read)


@check("rfc7644-3.9-attributes-on-create", "RFC7644-3.9-05", level="should")
def attributes_on_create(answers_to_writes_are_read: Story) -> Findings:
    """attributes applies to the answer to a create.

    Section 3.9 says it of any operation that returns a resource, section 3.4.2.5 makes it a MUST of queries: it warns.
    """
    return _only_name(answers_to_writes_are_read, answers_to_writes_are_read.part_of_create, 201)


@check("rfc7644-3.9-attributes-on-put", "RFC7644-3.9-05", level="should")
def attributes_on_put(answers_to_writes_are_read: Story) -> Findings:
    """attributes applies to the answer to a PUT."""
    return _only_name(answers_to_writes_are_read, answers_to_writes_are_read.part_of_put, 200)


@check("rfc7644-3.9-attributes-on-patch", "RFC7644-3.9-05", level="should", given="patch")
def attributes_on_patch(answers_to_writes_are_read: Story) -> Findings:
    """attributes applies to the answer to a PATCH."""
    return _only_name(answers_to_writes_are_read, answers_to_writes_are_read.part_of_patch, 200)


@check("rfc7644-3.5.2-patch-with-attributes-answers-200", "RFC7644-3.5.2-29", given="patch")
def patch_with_attributes_answers_200(answers_to_writes_are_read: Story) -> Findings:
    """A PATCH with attributes is answered with 200 and the resource, not with 204."""
    return expect.status(answers_to_writes_are_read.part_of_patch, 200)


@check("rfc7644-3.9-excluded-attributes-on-create", "RFC7644-3.9-08", level="should")
def excluded_attributes_on_create(answers_to_writes_are_read: Story) -> Findings:
    """excludedAttributes applies to the answer to a create."""
    return _no_title(answers_to_writes_are_read, answers_to_writes_are_read.rest_of_create, 201)


@check("rfc7644-3.9-excluded-attributes-on-put", "RFC7644-3.9-08", level="should")
def excluded_attributes_on_put(answers_to_writes_are_read: Story) -> Findings:
    """excludedAttributes applies to the answer to a PUT."""
    return _no_title(answers_to_writes_are_read, answers_to_writes_are_read.rest_of_put, 200)


@check("rfc7644-3.9-excluded-attributes-on-patch", "RFC7644-3.9-08", level="should", given="patch")
def excluded_attributes_on_patch(answers_to_writes_are_read: Story) -> Findings:
    """excludedAttributes applies to the answer to a PATCH, if it has a body."""
    return _no_title(answers_to_writes_are_read, answers_to_writes_are_read.rest_of_patch, 200, 204)


@scenario(given="User")
def attributes_on_request(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada is created with an attribute that the target's schema returns on request only."""
    story.name = name = _on_request(declared)
    crowd = Crowd(probe, directory, declared, "rq")
    crowd.add("ada", **{name: "on request"})
    story.created = crowd.created["ada"]
    story.read = probe.read(crowd.endpoint, crowd.id_of("ada"))
    story.asked = probe.read(crowd.endpoint, crowd.id_of("ada"), {"attributes": name})


@check("rfc7643-7-request-only-when-asked", "RFC7643-7-42", level="must")
def returned_only_when_asked(attributes_on_request: Story) -> Findings:
    """An attribute that is returned on request is left out of a read, and shown when attributes asks for it."""
    story = attributes_on_request
    plain, asked = (expect.lookup(exchange.resource, story.name) for exchange in (story.read, story.asked))
    return expect.equal(f"{story.name} without being asked for", None, plain, story.read) + expect.present(
        f"{story.name} when asked for", asked, story.asked
    )


@check("rfc7643-7-request-after-a-write", "RFC7643-7-41", level="should")
def returned_after_a_write(attributes_on_request: Story) -> Findings:
    """An attribute that is returned on request is shown in the answer to the create that sent it."""
    story = attributes_on_request
    return expect.present(story.name, expect.lookup(story.created.resource, story.name), story.created)


def _on_request(declared: Declared) -> str:
    """A text of the target's User schema that is returned on request.

    :raises NotApplicable: when there is none.
    """
    kind = declared.resource_type("User")
    listed = declared.schemas.get(kind.schema, {}).get("attributes") if kind else None
    for entry in listed if isinstance(listed, list) else []:
        plain = isinstance(entry, dict) and entry.get("type") == "string" and not entry.get("multiValued")
        if plain and entry.get("returned") == "request" and entry.get("mutability") in (None, "readWrite"):
            return str(entry.get("name"))
    raise NotApplicable("the target's User schema has no text that is returned on request")


def _same_set(read: Exchange, exchange: Exchange) -> Findings:
    expected, shown = names_in(read.resource), names_in(exchange.resource)
    return expect.equal(
        f"the attributes in the answer to {exchange.request.method}", sorted(expected), sorted(shown), exchange
    )


def _no_title(story: Story, exchange: Exchange, *statuses: int) -> Findings:
    if "title" not in names_in(story.read.resource) or "title" in story.always:
        raise NotApplicable("the target shows no title, or always shows it")
    needs_body(exchange)
    title = expect.lookup(exchange.answer.object, "title")
    return expect.status(exchange, *statuses) or expect.equal(
        f"title in the answer to {exchange.request.method} with excludedAttributes=title", None, title, exchange
    )


def _only_name(story: Story, exchange: Exchange, status: int) -> Findings:
    found = expect.status(exchange, status)
    needs_body(exchange)
    if found:
        return found
    resource: Json = exchange.answer.object
    extra = sorted(names_in(resource) - {"username"} - FRAME - story.always)
    return expect.present("userName", expect.lookup(resource, "userName"), exchange) + expect.equal(
        f"what {exchange.request.method} shows beside userName", [], extra, exchange
    )
