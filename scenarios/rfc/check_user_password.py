"""Passwords go in and never come out (RFC 7643 section 4.1.1)."""

from typing import Any

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
from scimproof.patching import done, replace


@scenario(given="User")
def a_password_is_set_and_changed(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with a password, asked for it in every way, and given other ones by PUT and by PATCH."""
    if not declared.has("User", "password"):
        raise NotApplicable("the schema of the target has no password")
    users = declared.endpoint("User")
    person = directory.person()
    body = {**as_user(person, declared), "password": person.password}
    story.created = probe.create(users, body)
    identifier = story.created.resource_id
    story.asked = probe.read(users, identifier, {"attributes": "password"})
    story.asked_by_urn = probe.read(users, identifier, {"attributes": f"userName,{body['schemas'][0]}:password"})
    story.again = probe.create(users, body)
    # A password of another length: what is not known of a policy is not tried.
    story.put = probe.replace(users, identifier, {**body, "password": f"{directory.person().password}x9"})
    if declared.supports("patch"):
        story.patched = probe.patch(users, identifier, replace("password", f"{directory.person().password}y8"))


@check("rfc7643-4.1.1-password-can-be-put", "RFC7643-4.1.1-17", level="must", given="changePassword")
def a_password_can_be_put(a_password_is_set_and_changed: Story) -> Findings:
    """Where changing passwords is declared, a PUT gives another one."""
    return expect.status(a_password_is_set_and_changed.put, 200)


@check("rfc7643-4.1.1-password-can-be-patched", "RFC7643-4.1.1-17", level="must", given=("changePassword", "patch"))
def a_password_can_be_patched(a_password_is_set_and_changed: Story) -> Findings:
    """Where changing passwords is declared, a PATCH gives another one, although no answer ever showed the old."""
    return done(a_password_is_set_and_changed.patched)


@check("rfc7643-4.1.1-password-never-comes-out", "RFC7643-4.1.1-24", "RFC7643-4.1.1-18")
def a_password_never_comes_out(a_password_is_set_and_changed: Story) -> Findings:
    """No answer shows a password: not to whoever asks for it by name, not in a conflict, not after a change."""
    exchanges: list[Exchange] = a_password_is_set_and_changed.exchanges
    sent = {exchange.request.object["password"] for exchange in exchanges if "password" in exchange.request.object}
    found: list[Finding] = []
    for exchange in exchanges:
        shown = _passwords(exchange.response.json if exchange.response is not None else None)
        if shown or any(secret in exchange.answer.text for secret in sent):
            found.append(
                Finding(
                    "An answer shows a password",
                    "no password, in whatever form",
                    f"a password in the answer to {exchange.label}",
                    (exchange.number,),
                    cause="a password is shown",
                )
            )
    return found


def _passwords(document: Any) -> list[Any]:
    """What stands in members called password, at any depth."""
    shown, waiting = [], [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            shown += [entry for name, entry in value.items() if name.lower() == "password" and entry]
            waiting += [entry for name, entry in value.items() if name.lower() != "password"]
    return shown
