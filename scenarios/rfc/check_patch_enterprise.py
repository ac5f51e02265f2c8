"""Departments and managers: PATCH of an extension (RFC 7644 section 3.5.2, RFC 7643 section 4.3)."""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Regulars,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import ENTERPRISE_USER, attribute
from scimproof.patching import (
    NO_PATH,
    OTHER_REFUSALS,
    Patched,
    Step,
    add,
    done,
    has_enterprise,
    remove,
    replace,
    untouched,
)

# Texts of the extension, in the order in which they are taken.
TEXTS = ("department", "costCenter", "division", "organization", "employeeNumber")


def texts(declared: Declared) -> tuple[str, str]:
    """Two texts of the extension that may be set, changed and removed at will.

    :raises NotApplicable: when users have no such extension, or it has not two of them.
    """
    if not has_enterprise(declared):
        raise NotApplicable("the target declares no enterprise extension of users")
    schema = declared.schemas.get(ENTERPRISE_USER)
    if schema is None:
        return TEXTS[0], TEXTS[1]
    free = [name for name in TEXTS if _is_free(attribute(schema, name))]
    if len(free) < 2:
        raise NotApplicable("the enterprise extension of the target has not two texts that a client may change")
    return free[0], free[1]


def _is_free(found: dict[str, Any] | None) -> bool:
    return (
        found is not None
        and found.get("mutability", "readWrite") == "readWrite"
        and not found.get("required")
        and not found.get("canonicalValues")
    )


def of_extension(exchange: Exchange, name: str) -> Any:
    """The value of an attribute of the extension; ``None`` when there is none."""
    extension = expect.lookup(exchange.answer.object, ENTERPRISE_USER)
    return expect.lookup(extension, name) if isinstance(extension, dict) else None


@scenario(given=("patch", "User"))
def somebody_gets_a_department(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user without extension gets texts of it: by full names, as an object without a path, and loses one again."""
    one, other = story.texts = texts(declared)
    users = declared.endpoint("User")
    user = Patched(probe, users, probe.create(users, as_user(directory.person(), declared)).resource_id)

    def until(name: str, wanted: str | None) -> Any:
        return lambda shown: of_extension(shown, name) == wanted

    story.added = user.step(add(f"{ENTERPRISE_USER}:{one}", "Added"), until=until(one, "Added"))
    story.at_large = user.step(add(NO_PATH, {ENTERPRISE_USER: {other: "Beside"}}), until=until(other, "Beside"))
    story.replaced = user.step(replace(f"{ENTERPRISE_USER}:{one}", "Replaced"), until=until(one, "Replaced"))
    story.flat = user.step(add(NO_PATH, {f"{ENTERPRISE_USER}:{one}": "Flat"}))
    story.removed = user.step(remove(f"{ENTERPRISE_USER}:{one}"), until=until(one, None))


@scenario(given=("patch", "User"))
def somebody_joins_the_enterprise(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """One PATCH names the extension in schemas, and then sets a text of it."""
    one, _ = story.texts = texts(declared)
    users = declared.endpoint("User")
    user = Patched(probe, users, probe.create(users, as_user(directory.person(), declared)).resource_id)
    story.both = user.step(
        add("schemas", [ENTERPRISE_USER]),
        add(f"{ENTERPRISE_USER}:{one}", "Joined"),
        until=lambda shown: of_extension(shown, one) == "Joined",
    )


@scenario(given=("patch", "User"))
def somebody_gets_a_manager(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """A user gets a manager, another one by the path to its value, none, and one who is a bare text."""
    schema = declared.schemas.get(ENTERPRISE_USER)
    manager = attribute(schema, "manager") if schema else {}
    if not has_enterprise(declared) or manager is None or manager.get("mutability", "readWrite") != "readWrite":
        raise NotApplicable("the target declares no manager of users that clients may write")
    users = declared.endpoint("User")
    story.first, story.second = first, second = regulars.colleagues(2)
    user = Patched(probe, users, probe.create(users, as_user(directory.person(), declared)).resource_id)
    path = f"{ENTERPRISE_USER}:manager"
    story.given = user.step(add(path, {"value": first}), until=lambda shown: _manager(shown) == first)
    story.changed = user.step(replace(f"{path}.value", second), until=lambda shown: _manager(shown) == second)
    story.removed = user.step(remove(path), until=lambda shown: _manager(shown) is None)
    story.as_text = user.step(replace(path, first))


def _manager(exchange: Exchange) -> Any:
    manager = of_extension(exchange, "manager")
    return expect.lookup(manager, "value") if isinstance(manager, dict) else manager


def _text(step: Step, name: str, wanted: str | None, how: str) -> list[Finding]:
    shown = of_extension(step.after, name) or None
    return done(step.patched) or expect.equal(
        f"{name} of the extension after {how}", wanted, shown, step.patched, step.after
    )


@check("rfc7644-3.5.2-extension-by-its-urn", "RFC7644-3.5.2-18", "RFC7644-3.5.2-15", "RFC7644-3.10-03", level="must")
def an_extension_by_its_urn(somebody_gets_a_department: Story) -> Findings:
    """An add with the full name of an attribute of an extension sets it, inside of the object of the extension."""
    story = somebody_gets_a_department
    step, name = story.added, story.texts[0]
    found = _text(step, name, "Added", "an add by its full name")
    return found or untouched("after an add to an extension", step.before, step.after, but=("schemas", ENTERPRISE_USER))


@check("rfc7644-3.5.2-answer-shows-the-extension", "RFC7644-3.5.2-27", "RFC7643-3-11")
def the_answer_shows_the_extension(somebody_gets_a_department: Story) -> Findings:
    """A PATCH of an extension that is answered with 200 shows the new value in the object of the extension.

    Seen: the text form of an object of the server's programming language.
    """
    story = somebody_gets_a_department
    step, name = story.added, story.texts[0]
    if step.patched.status == 204:
        return None
    return done(step.patched) or expect.equal(
        f"{name} of the extension in the answer to a PATCH",
        of_extension(step.after, name),
        of_extension(step.patched, name),
        step.patched,
        step.after,
    )


@check("rfc7644-3.5.2-extension-joins-schemas", "RFC7644-3.5.2-19", "RFC7644-3.5.2-18", level="must")
def an_extension_joins_schemas(somebody_gets_a_department: Story) -> Findings:
    """A user who was given an attribute of an extension by PATCH names the extension in schemas."""
    story = somebody_gets_a_department
    step = story.added
    if of_extension(step.after, story.texts[0]) is None:
        raise Blocked("the attribute of the extension was not set")
    listed = expect.lookup(step.after.resource, "schemas")
    known = [str(entry).casefold() for entry in listed] if isinstance(listed, list) else []
    if ENTERPRISE_USER.casefold() in known:
        return None
    return expect.equal(
        "schemas after an add to an extension", [ENTERPRISE_USER, "..."], listed, step.patched, step.after
    )


@check("rfc7644-3.5.2.1-extension-without-path", "RFC7644-3.5.2.1-03", "RFC7643-3-11", level="must")
def an_extension_without_a_path(somebody_gets_a_department: Story) -> Findings:
    """An add without a path whose value holds the object of an extension sets its attributes, and keeps the others."""
    story = somebody_gets_a_department
    step, (one, other) = story.at_large, story.texts
    found = _text(step, other, "Beside", "an add of the extension without a path")
    former = of_extension(step.before, one)
    return found or _text(step, one, former, "an add of another one")


@check("rfc7644-3.5.2.3-extension-is-replaced", "RFC7644-3.5.2.3-03", "RFC7644-3.5.2-15", level="must")
def a_text_of_an_extension_is_replaced(somebody_gets_a_department: Story) -> Findings:
    """A replace with the full name of an attribute of an extension gives it the new value."""
    story = somebody_gets_a_department
    return _text(story.replaced, story.texts[0], "Replaced", "a replace")


@check("rfc7644-3.5.2-urn-keys-are-no-names", "RFC7644-3.5.2.1-03", "RFC7644-3.5.2.3-01", level="must")
def urn_keys_are_no_names(somebody_gets_a_department: Story) -> Findings:
    """An add without a path whose key is a full name sets that attribute or is refused, and makes none of that name."""
    story = somebody_gets_a_department
    step, key = story.flat, f"{ENTERPRISE_USER}:{story.texts[0]}"
    found = expect.status(step.patched, 200, 204, 400, tolerate=OTHER_REFUSALS)
    return found + expect.equal(
        "an attribute whose name is a full name",
        None,
        expect.lookup(step.after.resource, key),
        step.patched,
        step.after,
    )


@check("rfc7644-3.5.2.2-extension-is-removed", "RFC7644-3.5.2.2-03", "RFC7644-3.5.2.2-01")
def a_text_of_an_extension_is_removed(somebody_gets_a_department: Story) -> Findings:
    """A remove with the full name of an attribute of an extension takes its value, and keeps the others."""
    story = somebody_gets_a_department
    step, (one, other) = story.removed, story.texts
    if of_extension(step.before, one) is None:
        raise Blocked("there was no value that could be removed")
    kept = of_extension(step.before, other)
    return _text(step, one, None, "a remove") or _text(step, other, kept, "a remove of another one")


@check("rfc7644-3.5.2-schemas-change-in-between", "RFC7644-3.5.2-17")
def schemas_change_in_between(somebody_joins_the_enterprise: Story) -> Findings:
    """An operation that adds an extension to schemas is followed by one that uses it: both are carried out.

    A server that lets nobody write schemas draws a warning: the RFC speaks of operations that do.
    """
    story = somebody_joins_the_enterprise
    step = story.both
    if not step.patched.answer.ok:
        return expect.status(step.patched, 200, 204, tolerate={400: "schemas is not for clients to write here"})
    return _text(step, story.texts[0], "Joined", "an add that follows one to schemas")


@check("rfc7643-4.3-manager-is-patched", "RFC7643-4.3-08", "RFC7643-4.3-07", "RFC7644-3.5.2.1-05", level="must")
def a_manager_is_patched(somebody_gets_a_manager: Story) -> Findings:
    """An add of manager with the id of another user makes this user the manager."""
    story = somebody_gets_a_manager
    step = story.given
    return done(step.patched) or expect.equal(
        "manager.value after an add", story.first, _manager(step.after), step.patched, step.after
    )


@check("rfc7644-3.5.2-part-of-an-extension", "RFC7644-3.5.2-15", "RFC7644-3.10-04", level="must")
def a_part_of_an_extension(somebody_gets_a_manager: Story) -> Findings:
    """A path may name the URN, the attribute and the sub-attribute: a replace of manager.value changes the manager."""
    story = somebody_gets_a_manager
    step = story.changed
    return done(step.patched) or expect.equal(
        "manager.value after a replace", story.second, _manager(step.after), step.patched, step.after
    )


@check("rfc7644-3.5.2.2-manager-is-removed", "RFC7644-3.5.2.2-03", "RFC7644-3.5.2.2-01")
def a_manager_is_removed(somebody_gets_a_manager: Story) -> Findings:
    """A remove of manager leaves the user without one."""
    step = somebody_gets_a_manager.removed
    if _manager(step.before) is None:
        raise Blocked("there was no manager who could be removed")
    return done(step.patched) or expect.equal(
        "manager after a remove", None, _manager(step.after) or None, step.patched, step.after
    )


@check("rfc7643-4.3-manager-is-no-text", "RFC7643-4.3-07", "RFC7644-3.5.2-11", level="must")
def a_manager_is_no_text(somebody_gets_a_manager: Story) -> Findings:
    """A manager who is sent as a bare id is refused with 400 or made an object; the text is not stored.

    Entra ID has long sent it so.
    """
    step = somebody_gets_a_manager.as_text
    found = expect.status(step.patched, 200, 204, 400, tolerate=OTHER_REFUSALS)
    shown = of_extension(step.after, "manager")
    if shown is None or isinstance(shown, dict):
        return found
    return found + expect.equal("manager after a replace by a text", {"value": "..."}, shown, step.patched, step.after)
