"""A PATCH is one thing: its operations in their order, all or none of them, and one answer (RFC 7644 section 3.5.2)."""

from scimproof import (
    Declared,
    Directory,
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
from scimproof.patching import (
    NO_PATH,
    Patched,
    add,
    definition,
    done,
    email_types,
    entries,
    remove,
    replace,
    spare_texts,
    unassigned,
    untouched,
)

MANY = 40


@scenario(given=("patch", "User"))
def operations_follow_each_other(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Three operations, two that meet in one attribute, forty, and one that changes nothing, are sent to a user."""
    users = declared.endpoint("User")
    one, other = story.texts = spare_texts(declared)
    body = {**as_user(directory.person(), declared), one: "First"}
    body.pop(other, None)
    user = story.user = Patched(probe, users, probe.create(users, body).resource_id)

    story.all_three = user.step(
        replace(one, "Passing"),
        add(other, "Added"),
        replace(one, "Settled"),
        until=lambda shown: not expect.kept({one: "Settled", other: "Added"}, shown, one, other),
    )
    story.added_and_removed = user.step(
        replace(other, "Doomed"), remove(other), until=lambda shown: not expect.lookup(shown.answer.object, other)
    )
    last = {one: f"One {MANY - 2}", other: f"Other {MANY - 1}"}
    many = [replace(name, f"{name_of} {at}") for at in range(MANY) for name, name_of in [_turn(at, one, other)]]
    story.many = user.step(*many, until=lambda shown: not expect.kept(last, shown, *last))
    story.last = last
    story.repeated = user.step(replace(one, last[one]))
    if "password" in body and (definition(declared, "User", "password") or {}).get("mutability") != "readOnly":
        story.password = user.step(replace(NO_PATH, {"password": directory.person().password}))


def _turn(at: int, one: str, other: str) -> tuple[str, str]:
    return (one, "One") if at % 2 == 0 else (other, "Other")


@scenario(given=("patch", "User"))
def operations_fail_together(story: Story, operations_follow_each_other: Story, declared: Declared) -> None:
    """To the same user, a change that would do is sent together with one that cannot be done: before it, after it, and
    on both sides."""
    one, other = spare_texts(declared)
    user: Patched = operations_follow_each_other.user
    story.without_path = user.step(
        replace(one, "Half done"), {"op": "remove"}, malformed="the second operation lacks its path"
    )
    story.at_the_end = user.step(
        {"op": "remove"},
        replace(one, "Half done"),
        add(other, "Half done"),
        malformed="the first operation lacks its path",
    )
    first, _, third = email_types(declared)
    if any(str(entry.get("type")).casefold() == third.casefold() for entry in entries(user.last, "emails")):
        raise NotApplicable("the target gives users an e-mail address of each type")
    story.without_match = user.step(
        replace(one, "Half done"),
        add("emails", [{"type": first, "value": "half.done@scimproof.example"}]),
        replace(f'emails[type eq "{third}"].value', "nobody@scimproof.example"),
    )


@scenario
def the_config_is_asked_for_patch(story: Story, probe: Probe) -> None:
    """The ServiceProviderConfig is read."""
    story.config = probe.send("GET", "/ServiceProviderConfig")


@check("rfc7644-3.5.2-all-operations-are-carried-out", "RFC7644-3.5.2-22", "RFC7644-3.5.2-20", level="must")
def all_operations_are_carried_out(operations_follow_each_other: Story) -> Findings:
    """Three operations in one PATCH are all carried out, in the order of the array."""
    story = operations_follow_each_other
    step, (one, other) = story.all_three, story.texts
    return done(step.patched) or expect.kept({one: "Settled", other: "Added"}, step.after, one, other)


@check("rfc7644-3.5.2-operations-meet", "RFC7644-3.5.2-21", "RFC7644-3.5.2-20", level="must")
def operations_meet(operations_follow_each_other: Story) -> Findings:
    """A value that one operation sets and the next one removes is not there afterwards."""
    story = operations_follow_each_other
    step, name = story.added_and_removed, story.texts[1]
    return done(step.patched) or unassigned(f"{name} after it was set and removed", step.after, name)


@check("rfc7644-3.5.2-many-operations", "RFC7644-3.5.2-22", "RFC7644-3.5.2-21", level="must")
def many_operations(operations_follow_each_other: Story) -> Findings:
    """Forty operations in one PATCH are all carried out; refusing them with 413 draws a warning."""
    story = operations_follow_each_other
    step = story.many
    found = expect.status(step.patched, 200, 204, tolerate={413: "forty operations are too many"})
    return found or expect.kept(story.last, step.after, *story.last)


@check("rfc7644-3.5.2.3-same-value-again", "RFC7644-3.5.2-27", "RFC7644-3.5.2.3-03")
def the_same_value_again(operations_follow_each_other: Story) -> Findings:
    """A replace of a value by itself succeeds.

    Seen: 400 because there is nothing to update. Clients send what they have, not what differs.
    """
    step = operations_follow_each_other.repeated
    return done(step.patched) or untouched("after a replace by the same value", step.before, step.after)


@check("rfc7644-3.5.2-answer-shows-the-change", "RFC7644-3.5.2-27")
def the_answer_shows_the_change(operations_follow_each_other: Story) -> Findings:
    """A PATCH is answered 200 with the whole changed user, or 204 without a body.

    Seen: the user as it was before, and the request itself.
    """
    story = operations_follow_each_other
    step = story.all_three
    if found := done(step.patched):
        return found
    if step.patched.status == 204:
        return None
    shown = step.patched.answer.object
    found = expect.equal(
        "the id in the answer to a PATCH", step.before.resource.get("id"), shown.get("id"), step.patched
    )
    for name in story.texts:
        wanted = expect.lookup(step.after.resource, name)
        found += expect.equal(
            f"{name} in the answer to a PATCH", wanted, expect.lookup(shown, name), step.patched, step.after
        )
    return found


@check("rfc7644-3.5.2-password-is-patched", "RFC7643-4.1.1-17", "RFC7643-7-33", level="must")
def a_password_is_patched(operations_follow_each_other: Story) -> Findings:
    """A replace of password succeeds, although no answer ever shows it.

    Whether the new one opens the door cannot be seen by SCIM alone.
    """
    story = operations_follow_each_other
    if "many" in vars(story) and "password" not in vars(story):
        raise NotApplicable("the schema of the target has no password that clients may write")
    return done(story.password.patched)


@check("rfc7644-3.5.2-one-fails-all-fail", "RFC7644-3.5.2-24", "RFC7644-3.5.2-25")
def one_fails_all_fail(operations_fail_together: Story) -> Findings:
    """When one operation of a PATCH cannot be carried out, the others before and after it are not either."""
    story = operations_fail_together
    found: list[Finding] = []
    for step in (story.without_path, story.at_the_end):
        found += expect.status(step.patched, 400, why="an operation lacks its path")
        found += untouched("after a PATCH that failed", step.before, step.after)
    return found


@check("rfc7644-3.5.2-failed-patch-is-undone", "RFC7644-3.5.2-25", "RFC7644-3.5.2-24")
def a_failed_patch_is_undone(operations_fail_together: Story) -> Findings:
    """A PATCH whose last operation finds nothing to replace leaves the user as it was before the first one.

    The failure shows only while the operations are carried out: what is done already has to be undone.
    """
    step = operations_fail_together.without_match
    if step.patched.answer.ok:
        raise NotApplicable("the target creates what a filter does not find, so no operation failed")
    return untouched("after a PATCH that failed in the end", step.before, step.after)


@check("rfc7644-3.5.2-config-tells-of-patch", "RFC7644-3.5-03", "RFC7644-3.5.2-02", level="must")
def the_config_tells_of_patch(the_config_is_asked_for_patch: Story) -> Findings:
    """The ServiceProviderConfig says whether PATCH is supported: patch.supported is true or false."""
    exchange = the_config_is_asked_for_patch.config
    told = _supported(exchange.resource)
    return [] if isinstance(told, bool) else expect.equal("patch.supported", "true or false", told, exchange)


@check("rfc7644-3.5-patch-is-supported", "RFC7644-3.5-02", "RFC7644-3.5.2-01")
def patch_is_supported(the_config_is_asked_for_patch: Story) -> Findings:
    """The server supports PATCH, since large groups cannot be replaced for every member."""
    exchange = the_config_is_asked_for_patch.config
    return expect.equal("patch.supported", True, _supported(exchange.resource), exchange)


def _supported(config: dict[str, object]) -> object:
    entry = expect.lookup(config, "patch")
    return expect.lookup(entry, "supported") if isinstance(entry, dict) else None
