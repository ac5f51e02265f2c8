"""Bodies of a PUT that are right, and read oddly: names in capitals, members in another order, somebody else's id,
names that nobody knows, and none for what it is (RFC 7644 section 3.5.1, RFC 7643 section 2.1)."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import need_writable

UNKNOWN = "scimproofUnknown"


@scenario(given="User")
def a_put_in_odd_spelling(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is replaced with names in capitals, with the members of objects in another order, and with an attribute
    that nobody knows."""
    need_writable(declared, "User", "name.familyName", "name.givenName")
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    identifier = probe.create(users, body).resource_id
    story.loud = _renamed(body, "Loud")
    shouted = {key if key == "schemas" else key.upper(): _shouted(value) for key, value in story.loud.items()}
    story.in_capitals = probe.replace(users, identifier, shouted, malformed="names in capitals, which is legal")
    story.after_capitals = probe.read(users, identifier)
    story.turned = _renamed(body, "Turned")
    story.in_reverse = probe.replace(users, identifier, _reversed(story.turned))
    story.after_reverse = probe.read(users, identifier)
    story.with_unknown = probe.replace(users, identifier, {**body, UNKNOWN: "proof"}, malformed="an unknown attribute")
    story.after_unknown = probe.read(users, identifier)


def _renamed(body: dict[str, Any], given: str) -> dict[str, Any]:
    return {**body, "name": {**body.get("name", {}), "givenName": given}}


def _shouted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.upper(): _shouted(entry) for key, entry in value.items()}
    return [_shouted(entry) for entry in value] if isinstance(value, list) else value


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(list(value))}
    return [_reversed(entry) for entry in value] if isinstance(value, list) else value


@scenario(given="User")
def a_put_about_somebody_else(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A PUT to one user carries the id of another."""
    users = declared.endpoint("User")
    one, other = as_user(directory.person(), declared), as_user(directory.person(), declared)
    story.one = probe.create(users, one)
    story.other = probe.create(users, other)
    here, there = story.one.resource_id, story.other.resource_id
    story.sent = _renamed(one, "Misled") if "name" in one else one
    story.replaced = probe.replace(users, here, {**story.sent, "id": there})
    story.here, story.there = probe.read(users, here), probe.read(users, there)


@scenario(given="User")
def nobody_says_what_it_is(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created, and replaced, without schemas."""
    users = declared.endpoint("User")
    bare = {name: value for name, value in as_user(directory.person(), declared).items() if name != "schemas"}
    story.created = probe.create(users, bare, malformed="schemas is missing")
    body = as_user(directory.person(), declared)
    identifier = probe.create(users, body).resource_id
    bare = {name: value for name, value in body.items() if name != "schemas"}
    story.replaced = probe.replace(users, identifier, bare, malformed="schemas is missing")


@check("rfc7643-2.1-put-ignores-case-of-names", "RFC7643-2.1-01", "RFC7644-3.10-06", level="must")
def names_of_a_put_ignore_case(a_put_in_odd_spelling: Story) -> Findings:
    """A PUT is understood with its attribute names in capitals, those of sub-attributes too."""
    story = a_put_in_odd_spelling
    return expect.status(story.in_capitals, 200) or expect.kept(story.loud, story.after_capitals, "name", "emails")


@check("rfc7643-2.3.8-order-of-members-is-no-matter", "RFC7643-2.3.8-01")
def order_is_no_matter(a_put_in_odd_spelling: Story) -> Findings:
    """A PUT whose objects have their members in another order, schemas last, is understood."""
    story = a_put_in_odd_spelling
    return expect.status(story.in_reverse, 200) or expect.kept(story.turned, story.after_reverse, "name", "emails")


@check("rfc7644-3.5.1-unknown-attribute-in-put", "RFC7644-3.12-10", "RFC7643-3-09", level="must")
def an_unknown_attribute(a_put_in_odd_spelling: Story) -> Findings:
    """A PUT with an attribute that is in no schema ignores it, or is answered with 400.

    Storing and showing it draws a warning: no schema tells other clients what it is.
    """
    story = a_put_in_odd_spelling
    found = expect.status(story.with_unknown, 200, 400)
    shown = expect.lookup(story.after_unknown.resource, UNKNOWN)
    return found or expect.equal("an unknown attribute", None, shown, story.after_unknown, grade=Outcome.WARN)


@check("rfc7644-3.5.1-put-changes-whom-its-uri-names", "RFC7644-3.5.1-12", "RFC7643-3.1-07")
def a_put_goes_where_its_uri_leads(a_put_about_somebody_else: Story) -> Findings:
    """A PUT with the id of somebody else in its body changes the user of its URI, or is answered with 400; nobody
    else is changed, and no id."""
    story = a_put_about_somebody_else
    ids = {"here": story.one.resource_id, "there": story.other.resource_id}
    found = expect.status(story.replaced, 200, 400, tolerate={409: "400 is the status for it, if it is refused"})
    found += expect.equal("the id of the user in the URI", ids["here"], story.here.resource_id, story.here)
    found += expect.equal("the id of the user in the body", ids["there"], story.there.resource_id, story.there)
    for name in ("userName", "name"):
        found += expect.equal(
            f"{name} of somebody whose id was in the body",
            expect.lookup(story.other.resource, name),
            expect.lookup(story.there.resource, name),
            story.there,
        )
    return found + (expect.kept(story.sent, story.here, "userName", "name") if story.replaced.answer.ok else [])


@check("rfc7643-2.1-create-says-its-schemas", "RFC7643-2.1-02", "RFC7643-3-02")
def a_create_without_schemas(nobody_says_what_it_is: Story) -> Findings:
    """A create without schemas is answered with 400; acceptance draws a warning."""
    return expect.status(nobody_says_what_it_is.created, 400, tolerate={201: "schemas is missing, and is guessed"})


@check("rfc7643-2.1-put-says-its-schemas", "RFC7643-2.1-02", "RFC7643-3-02")
def a_put_without_schemas(nobody_says_what_it_is: Story) -> Findings:
    """A PUT without schemas is answered with 400; acceptance draws a warning."""
    return expect.status(nobody_says_what_it_is.replaced, 400, tolerate={200: "schemas is missing, and is guessed"})
