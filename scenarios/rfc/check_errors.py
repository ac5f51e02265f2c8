"""How errors are told: statuses, and the same in the body (RFC 7644 sections 3.2, 3.12 and 7.5.2)."""

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
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.validation.reading import NO_LIST_RESPONSE


@scenario(given="User")
def things_go_wrong(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is read who never existed, created twice, created of nothing, and replaced by half a document."""
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    identifier = probe.create(users, story.sent).resource_id
    story.listed = probe.query(users, {"count": 1})
    story.unknown = probe.read(users, probe.session.invented_id())
    story.taken = probe.create(users, story.sent)
    own = probe.headers("POST", has_body=True)
    story.empty = probe.send("POST", users, headers=own, body=b"", malformed="no body")
    half = b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "half'
    story.half = probe.send("PUT", resource_path(users, identifier), body=half, malformed="half a JSON document")
    story.after_half = probe.read(users, identifier)


@scenario(given="User")
def patch_is_tried_although_undeclared(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A target that says it has no PATCH is asked to patch a user."""
    entry = declared.config.get("patch")
    if not isinstance(entry, dict) or entry.get("supported") is not False:
        raise NotApplicable("the target does not say that it has no PATCH")
    users = declared.endpoint("User")
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.tried = probe.patch(users, identifier, {"op": "replace", "path": "active", "value": True})


@scenario(given=("filter", "User"))
def somebody_guesses_passwords(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Users are looked for by a password that nobody has."""
    if not declared.has("User", "password"):
        raise NotApplicable("the schema of the target has no password")
    users = declared.endpoint("User")
    probe.create(users, as_user(directory.person(), declared)).resource_id  # noqa: B018 - somebody could be found
    guessed = "".join(sign for sign in directory.person().password if sign.isalnum())
    story.guess = probe.query(users, {"filter": f'password eq "{guessed}-nobody"', "count": 1})


@check("rfc7644-3.2-errors-stand-in-status-and-body", "RFC7644-3.2-19", "RFC7644-3.12-07")
def errors_stand_in_status_and_body(things_go_wrong: Story) -> Findings:
    """An error shows in the HTTP status, and again in the body: 404 for an unknown user, 409 for a taken name."""
    story = things_go_wrong
    found: list[Finding] = []
    for exchange, status in ((story.unknown, 404), (story.taken, 409)):
        found += expect.status(exchange, status)
        repeated = str(exchange.answer.object.get("status"))
        if exchange.status >= 400 and repeated != str(exchange.status):
            found += expect.equal("the status in the body of an error", str(exchange.status), repeated, exchange)
    return found


@check("rfc7644-8.2-messages-name-their-schemas", "RFC7644-3.1-07", "RFC7644-8.2-01", "RFC7644-8.2-06")
def messages_name_their_schemas(things_go_wrong: Story) -> Findings:
    """Lists and errors name the registered URIs of their messages, which begin with urn:ietf:params:scim:api:."""
    story = things_go_wrong
    found: list[Finding] = []
    for exchange, name in ((story.listed, "ListResponse"), (story.unknown, "Error"), (story.taken, "Error")):
        wanted = [f"urn:ietf:params:scim:api:messages:2.0:{name}"]
        if exchange.answer.ok is (name == "ListResponse"):
            cause = NO_LIST_RESPONSE if name == "ListResponse" else None
            given = exchange.answer.object.get("schemas")
            found += expect.equal(f"the schemas of a {name}", wanted, given, exchange, cause=cause)
    return found


@check("rfc7644-3.12-empty-create-is-400", "RFC7644-3.12-10", level="must")
def a_create_of_nothing_is_refused(things_go_wrong: Story) -> Findings:
    """A create without a body is answered with 400.

    411 and 415 are what frameworks say to it, and true as well.
    """
    said = "the framework says so, and is right: there is no SCIM in the request"
    return expect.status(things_go_wrong.empty, 400, tolerate={411: said, 415: said})


@check("rfc7644-3.12-put-of-broken-json-is-400", "RFC7644-3.12-10", "RFC7644-3.12-23", level="must")
def a_broken_put_is_refused(things_go_wrong: Story) -> Findings:
    """A PUT of broken JSON is answered with 400; the scimType is invalidSyntax."""
    exchange = things_go_wrong.half
    return expect.status(exchange, 400) or expect.scim_type(exchange, "invalidSyntax", grade=Outcome.WARN)


@check("rfc7644-3.12-refused-put-changes-nothing", "RFC7644-3.12-10", level="must")
def a_refused_put_changes_nothing(things_go_wrong: Story) -> Findings:
    """A PUT that is refused leaves the user as it was."""
    story = things_go_wrong
    if story.half.answer.ok:
        raise Blocked(f"{story.half.label} was answered {story.half.status}")
    return expect.status(story.after_half, 200) or expect.kept(story.sent, story.after_half, "userName", "name")


@check("rfc7644-3.12-undeclared-patch-is-501", "RFC7644-3.12-18", level="should")
def undeclared_patch_is_refused(patch_is_tried_although_undeclared: Story) -> Findings:
    """A server that declares no PATCH answers one with 501; 405 and 403 are understood as well."""
    return expect.status(patch_is_tried_although_undeclared.tried, 501, 405, 403)


@check("rfc7644-7.5.2-guessed-password-finds-nobody", "RFC7644-7.5.2-03")
def a_guessed_password_finds_nobody(somebody_guesses_passwords: Story) -> Findings:
    """A filter on password is refused with 403 or 400, or finds nobody who has another one.

    Whoever is found by a password that nobody has was found because the filter was ignored.
    """
    exchange = somebody_guesses_passwords.guess
    if exchange.status != 200:
        return expect.status(exchange, 403, 400, why="or 200 with nobody")
    listed = exchange.answer.object.get("Resources")
    return expect.equal("who is found by a password that nobody has", [], listed or [], exchange)


@check("rfc7644-3.12-sensitive-filter-says-why", "RFC7644-7.5.2-04", "RFC7644-3.12-28", level="should")
def a_refused_filter_says_why(somebody_guesses_passwords: Story) -> Findings:
    """A refused filter on password is explained by the scimType sensitive, or by invalidFilter, or not at all."""
    exchange = somebody_guesses_passwords.guess
    if exchange.answer.ok:
        raise NotApplicable("the filter on password was not refused")
    return _scim_type_if_any(exchange, "sensitive", "invalidFilter")


def _scim_type_if_any(exchange: Exchange, *accepted: str) -> list[Finding]:
    return [] if exchange.answer.object.get("scimType") is None else expect.scim_type(exchange, *accepted)
