"""What changePassword declares, and whether it is so (RFC 7643 sections 4.1.1 and 5).

A black box cannot sign in with the new password: that a change is taken, and given away by nothing, is all that shows.
"""

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json, attribute

# The password at the create was of the same kind; but a policy may forbid, say, two changes on one day.
POLICY = "a policy may refuse this password; a server that refuses every one does not do what it declares"

# So odd that nothing else in an answer can look like it.
LAST = "zQ7-scimproof-%pW4!"


@scenario(given=("changePassword", "User"))
def a_password_is_changed(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user gets a new password by PUT, and another one by PATCH."""
    users = declared.endpoint("User")
    body, changes = _with_password(directory, declared), directory.person()
    identifier = probe.create(users, body).resource_id
    story.replaced = probe.replace(users, identifier, {**body, "password": changes.password})
    if declared.supports("patch"):
        story.patched = probe.patch(users, identifier, {"op": "replace", "path": "password", "value": LAST})
    story.after = probe.read(users, identifier)


@scenario(given="User")
def a_password_comes_undeclared(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A target that says it cannot change passwords is sent a new one by PUT."""
    entry = declared.config.get("changePassword")
    if not isinstance(entry, dict) or entry.get("supported") is not False:
        raise NotApplicable("the target does not say that passwords cannot be changed")
    users = declared.endpoint("User")
    body = _with_password(directory, declared)
    identifier = probe.create(users, body).resource_id
    story.replaced = probe.replace(users, identifier, {**body, "password": directory.person().password})


def _with_password(directory: Directory, declared: Declared) -> Json:
    body = as_user(directory.person(), declared)
    if "password" not in body:
        raise NotApplicable("the target takes no password of a user")
    return body


@check("rfc7643-5-password-can-be-replaced", "RFC7643-5-15", "RFC7643-4.1.1-17")
def a_password_can_be_replaced(a_password_is_changed: Story) -> Findings:
    """Where changePassword is declared, a PUT with a new password is taken: 200."""
    return expect.status(a_password_is_changed.replaced, 200, 204, tolerate={400: POLICY})


@check("rfc7643-5-password-can-be-patched", "RFC7643-5-15", "RFC7643-4.1.1-17", given="patch")
def a_password_can_be_patched(a_password_is_changed: Story) -> Findings:
    """Where changePassword and PATCH are declared, a PATCH of the password is taken: 200 or 204."""
    return expect.status(a_password_is_changed.patched, 200, 204, tolerate={400: POLICY})


@check("rfc7643-4.1.1-changed-password-stays-secret", "RFC7643-4.1.1-18", "RFC7643-4.1.1-24", level="must")
def a_changed_password_stays_secret(a_password_is_changed: Story) -> Findings:
    """Neither the answer to a change of the password nor the user read afterwards shows a password."""
    return [finding for exchange in a_password_is_changed.exchanges for finding in _secret(exchange)]


@check("rfc7643-5-password-is-in-the-schema", "RFC7643-5-15", level="should", given=("changePassword", "User"))
def the_password_is_in_the_schema(declared: Declared, discovery: Story) -> Findings:
    """Where changePassword is declared and schemas are published, that of User has a password that can be written.

    There is no other way in SCIM to change one.
    """
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema) if kind else None
    if schema is None:
        raise NotApplicable("the target does not publish the schema of User")
    definition = attribute(schema, "password")
    if definition is not None and definition.get("mutability") != "readOnly":
        return None
    return Finding(
        "changePassword is declared, and there is no password to write",
        "password in the schema of User, with the mutability writeOnly; or changePassword not supported",
        "no password" if definition is None else f'"mutability": {expect.shown(definition.get("mutability"))}',
        expect.numbers([discovery.provider_config, discovery.schemas]),
        cause="changePassword without a password",
    )


@check("rfc7643-5-undeclared-password-does-no-harm", "RFC7643-5-15", level="should")
def an_undeclared_password_does_no_harm(a_password_comes_undeclared: Story) -> Findings:
    """Where changePassword is not supported, a password in a PUT is ignored, or refused with 400, 403 or 501."""
    return expect.status(a_password_comes_undeclared.replaced, 200, 204, 400, 403, 501)


def _secret(exchange: Exchange) -> list[Finding]:
    answer = exchange.answer
    if expect.lookup(answer.object, "password") in (None, "", []) and LAST not in answer.text:
        return []
    return [
        Finding(
            f"The answer to {exchange.request.method} shows a password",
            "no password in any form",
            "a password",
            (exchange.number,),
            cause="a password is shown",
        )
    ]
