"""PATCH of users: one replace of active, and nothing else."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.vaults import refused, stays, user

SUITES = ("vault",)
LIKE_BOOLEANS = ("True", "False", "true", 1)


@scenario(given="User")
def a_user_is_patched(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Whatever PATCH is not documented for users is tried, then replace of active, with a path and without."""
    users = declared.endpoint("User")
    story.created = probe.create(users, user(directory.person(), declared))
    identifier = story.created.resource_id
    other = directory.person()
    off = {"op": "replace", "path": "active", "value": False}
    tries: dict[str, list[dict[str, object]]] = {
        "replace of userName": [{"op": "replace", "path": "userName", "value": other.user_name}],
        "replace without a path, of userName": [{"op": "replace", "value": {"userName": other.user_name}}],
        "replace without a path, of active and userName": [
            {"op": "replace", "value": {"active": False, "userName": other.user_name}}
        ],
        "replace of externalId": [{"op": "replace", "path": "externalId", "value": other.external_id}],
        "add of active": [{**off, "op": "add"}],
        "remove of active": [{"op": "remove", "path": "active"}],
        "two replaces of active": [off, off],
        "replace of active and of userName": [off, {"op": "replace", "path": "userName", "value": other.user_name}],
    }
    story.tries, story.afters = {}, {}
    for what, operations in tries.items():
        story.tries[what] = probe.patch(users, identifier, *operations)
        story.afters[what] = probe.read(users, identifier)
    story.texts = {
        value: probe.patch(users, identifier, {**off, "value": value}, malformed="active is a boolean")
        for value in LIKE_BOOLEANS
    }
    *_, story.before_texts = story.afters.values()
    story.after_texts = probe.read(users, identifier)
    story.off = probe.patch(users, identifier, off)
    story.after_off = probe.read(users, identifier)
    story.on = probe.patch(users, identifier, {**off, "value": True})
    story.after_on = probe.read(users, identifier)
    story.pathless = probe.patch(users, identifier, {"op": "replace", "value": {"active": False}})
    story.after_pathless = probe.read(users, identifier)


@check("user-patch-is-limited", "VLT-25")
def a_patch_of_a_user_is_limited(a_user_is_patched: Story) -> Findings:
    """Every PATCH of a user but one replace of active is refused, and the user stays as it was."""
    story = a_user_is_patched
    found: list[Finding] = []
    for what, exchange in story.tries.items():
        found += refused(exchange, f"A PATCH of a user is taken that Vault documents as refused: {what}")
        names = ("userName", "externalId", "active")
        found += stays(f"after the PATCH ({what})", story.created.resource, story.afters[what], *names)
    return found


@check("active-is-patched", "VLT-25", "VLT-26")
def active_is_patched(a_user_is_patched: Story) -> Findings:
    """One replace of active switches a user off, and on again."""
    story = a_user_is_patched
    found = expect.status(story.off, 200, 204) + expect.status(story.on, 200, 204)
    found += stays("after it was switched off", {"active": False}, story.after_off, "active")
    return found + stays("after it was switched on", {"active": True}, story.after_on, "active")


@check("texts-do-not-switch-users-off", "VLT-27")
def texts_do_not_switch_users_off(a_user_is_patched: Story) -> Findings:
    """A replace of active with what is no boolean is refused with 400, and the user stays active."""
    story = a_user_is_patched
    message = (
        "A PATCH with a text as active is taken: Vault documents that it refuses what Entra sends without its flag"
    )
    found = [finding for exchange in story.texts.values() for finding in refused(exchange, message, 400)]
    return found + stays("after the refused PATCH", story.before_texts.resource, story.after_texts, "active")


@check("active-is-patched-without-a-path", "VLT-25", level="may")
def active_is_patched_without_a_path(a_user_is_patched: Story) -> Findings:
    """Whether replace of active works without a path is recorded: Okta's OIN apps send it so."""
    story = a_user_is_patched
    works = story.pathless.answer.ok and story.after_pathless.resource.get("active") is False
    message = f"A PATCH of active without a path is {'taken' if works else 'not taken'}"
    return Finding(message, "not documented", f"{story.pathless.status}", (story.pathless.number,), grade=Outcome.NOTE)
