"""Employees: the enterprise extension of users (RFC 7643 sections 3, 3.3 and 4.3)."""

from typing import Any

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
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import ENTERPRISE_USER, Json, attribute, sub_attribute
from scimproof.newcomers import Newcomer, number_for, text
from scimproof.outcome import Blocked
from scimproof.patching import OTHER_REFUSALS, need_enterprise, replace
from scimproof.references import Followed, follow

NAMES = ("costCenter", "organization", "division", "department")
FORGED = "Forged By Scimproof"


@scenario(given="User")
def an_employee_joins(story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared) -> None:
    """An employee joins, with a number that begins with zeros, the names of departments, and a manager."""
    need_enterprise(declared)
    (story.boss,) = regulars.colleagues(1)
    number = number_for(directory.person().external_id)
    texts = {name: f"{name.title()} & Söhne {number}" for name in NAMES}
    wanted = {"employeeNumber": f"00{number}", **texts, "manager": {"value": story.boss}}
    story.employee = Newcomer(probe, directory, declared, wanted, schema=ENTERPRISE_USER)
    if "manager" in story.employee.sent:
        read = story.employee.read("manager")
        story.manager_ref = follow(probe, "the $ref of a manager", _manager(read), story.boss, read)


@scenario(given="User")
def a_manager_is_forged(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A client writes the name of a manager, which is the server's to look up, by PUT and by PATCH; it sends a bare id
    for a manager; then the manager leaves."""
    need_enterprise(declared)
    users = declared.endpoint("User")
    schema = declared.schemas.get(ENTERPRISE_USER)
    if schema is not None and attribute(schema, "manager") is None:
        raise NotApplicable("the target's enterprise extension has no manager")
    story.boss = probe.create(users, as_user(directory.person(), declared)).resource_id
    body = _employed(as_user(directory.person(), declared), {"manager": {"value": story.boss}})
    identifier = probe.create(users, body).resource_id
    story.put = probe.replace(
        users, identifier, {**body, ENTERPRISE_USER: {"manager": {"value": story.boss, "displayName": FORGED}}}
    )
    story.after_put = probe.read(users, identifier)
    if declared.supports("patch"):
        story.patched = probe.patch(users, identifier, replace(f"{ENTERPRISE_USER}:manager.displayName", FORGED))
        story.after_patch = probe.read(users, identifier)
    bare = _employed(as_user(directory.person(), declared), {"manager": story.boss})
    story.bare = probe.create(users, bare, malformed="a bare id for a manager")
    story.boss_left = probe.delete(users, story.boss)
    story.orphan = probe.read(users, identifier)


@scenario(given="User")
def an_employee_the_other_way_round(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """An employee is created whose schemas name the extension first, and another whose extension is null."""
    need_enterprise(declared)
    users = declared.endpoint("User")
    schema = declared.schemas.get(ENTERPRISE_USER)
    story.name = next((name for name in reversed(NAMES) if schema is None or attribute(schema, name)), None)
    if story.name is None:
        raise NotApplicable("the target's enterprise extension has none of the names that the RFC gives it")
    story.value = directory.person().department
    body = _employed(as_user(directory.person(), declared), {story.name: story.value})
    story.sent = {**body, "schemas": list(reversed(body["schemas"]))}
    story.created = probe.create(users, story.sent)
    identifier = story.created.resource_id
    story.read = probe.read(users, identifier)
    kind = declared.resource_type("User")
    if kind is not None and ENTERPRISE_USER in kind.required_extensions:
        raise NotApplicable("the target requires the enterprise extension of every user")
    plain = as_user(directory.person(), declared)
    story.of_null = probe.create(users, {**plain, ENTERPRISE_USER: None}, malformed="null for an object, as in 2.5")


def _employed(user: Json, data: Json) -> Json:
    return {**user, "schemas": [*user["schemas"], ENTERPRISE_USER], ENTERPRISE_USER: data}


def _extension(exchange: Exchange) -> Json:
    found = expect.lookup(exchange.resource, ENTERPRISE_USER)
    return found if isinstance(found, dict) else {}


def _manager(exchange: Exchange) -> Json:
    found = expect.lookup(_extension(exchange), "manager")
    return found if isinstance(found, dict) else {}


@check("rfc7643-4.3-employee-number-is-a-text", "RFC7643-4.3-02", level="must")
def an_employee_number_is_a_text(an_employee_joins: Story) -> Findings:
    """employeeNumber is kept as the text that it is: zeros at its front stay."""
    employee: Newcomer = an_employee_joins.employee
    return employee.kept("employeeNumber", "digits in a string", text)


@check("rfc7643-4.3-cost-center-is-kept", "RFC7643-4.3-03", level="must")
def a_cost_center_is_kept(an_employee_joins: Story) -> Findings:
    """costCenter is kept."""
    employee: Newcomer = an_employee_joins.employee
    return employee.kept("costCenter", "a name", text)


@check("rfc7643-4.3-organization-is-kept", "RFC7643-4.3-04", level="must")
def an_organization_is_kept(an_employee_joins: Story) -> Findings:
    """organization is kept."""
    employee: Newcomer = an_employee_joins.employee
    return employee.kept("organization", "a name", text)


@check("rfc7643-4.3-division-is-kept", "RFC7643-4.3-05", level="must")
def a_division_is_kept(an_employee_joins: Story) -> Findings:
    """division is kept."""
    employee: Newcomer = an_employee_joins.employee
    return employee.kept("division", "a name", text)


@check("rfc7643-4.3-department-is-kept", "RFC7643-4.3-06", level="must")
def a_department_is_kept(an_employee_joins: Story) -> Findings:
    """department is kept."""
    employee: Newcomer = an_employee_joins.employee
    return employee.kept("department", "a name", text)


@check("rfc7643-4.3-manager-is-kept", "RFC7643-4.3-08", "RFC7643-4.3-07", level="must")
def a_manager_is_kept(an_employee_joins: Story) -> Findings:
    """The manager of a user is kept as an object, whose value is the id of the other user."""
    employee: Newcomer = an_employee_joins.employee
    return employee.kept(
        "manager",
        "the id of another user",
        lambda sent, shown: isinstance(shown, dict) and _leads_to(shown, sent["value"]),
    )


def _leads_to(manager: Json, identifier: str) -> bool:
    """By its value, or, since both are only recommended, by its reference."""
    value, reference = expect.lookup(manager, "value"), expect.lookup(manager, "$ref")
    return value == identifier or (value is None and str(reference).rstrip("/").endswith(f"/{identifier}"))


@check("rfc7643-4.3-manager-has-a-value", "RFC7643-4.3-09")
def a_manager_has_a_value(an_employee_joins: Story) -> Findings:
    """A manager that is shown has a value."""
    read = an_employee_joins.employee.read("manager")
    if not _manager(read):
        raise Blocked(f"{read.label} shows no manager")
    return expect.present("the value of a manager", expect.lookup(_manager(read), "value"), read)


@check("rfc7643-4.3-manager-has-a-reference", "RFC7643-4.3-10", level="may")
def a_manager_has_a_reference(an_employee_joins: Story) -> Findings:
    """A manager that is shown has a $ref.

    The RFC recommends it in the one place and calls it required in the other; clients get along with the value.
    """
    read = an_employee_joins.employee.read("manager")
    if not _manager(read):
        raise Blocked(f"{read.label} shows no manager")
    return expect.present("the $ref of a manager", expect.lookup(_manager(read), "$ref"), read)


@check("rfc7643-4.3-manager-reference-leads-to-the-manager", "RFC7643-2.3.7-07", "RFC7643-4.3-10")
def the_reference_of_a_manager_leads_there(an_employee_joins: Story) -> Findings:
    """The $ref of a manager, where there is one, leads to the manager."""
    an_employee_joins.employee.given("manager")
    followed: Followed = an_employee_joins.manager_ref
    return followed.findings()


@check("rfc7643-4.3-manager-name-is-the-servers", "RFC7643-4.3-11", "RFC7643-7-34", level="must")
def the_name_of_a_manager_is_the_servers(a_manager_is_forged: Story, declared: Declared) -> Findings:
    """The displayName of a manager that a client writes is not taken over.

    It is ignored in a PUT; refusing the PUT draws a warning.
    """
    story = a_manager_is_forged
    found = expect.status(story.put, 200, tolerate={400: "readOnly attributes are to be ignored, not refused"})
    if found and story.put.status != 400:
        return found
    return found + _unforged(story.after_put, declared)


@check("rfc7643-4.3-manager-name-cannot-be-patched", "RFC7643-4.3-11", "RFC7643-7-34", level="must", given="patch")
def the_name_of_a_manager_cannot_be_patched(a_manager_is_forged: Story, declared: Declared) -> Findings:
    """A PATCH of the displayName of a manager is refused with 400; a success without a change draws a warning."""
    story = a_manager_is_forged
    unchanged = "nothing was changed, and the client is not told"
    forged = _unforged(story.after_patch, declared)
    return forged or expect.status(story.patched, 400, tolerate={**OTHER_REFUSALS, 200: unchanged, 204: unchanged})


def _unforged(exchange: Exchange, declared: Declared) -> list[Finding]:
    shown = expect.lookup(_manager(exchange), "displayName")
    if shown != FORGED:
        return []
    manager = attribute(declared.schemas.get(ENTERPRISE_USER, {}), "manager") or {}
    name = sub_attribute(manager, "displayName")
    # A schema of the target's own that says otherwise contradicts the text, but clients that read it are not misled.
    grade = Outcome.WARN if name is not None and name.get("mutability", "readWrite") != "readOnly" else None
    return expect.equal("the displayName of a manager", "the server's own, or none", shown, exchange, grade=grade)


@check("rfc7643-4.3-bare-manager-is-refused-or-converted", "RFC7643-4.3-07", level="must")
def a_bare_manager_is_refused_or_converted(a_manager_is_forged: Story) -> Findings:
    """A bare id for a manager is refused with 400, converted to an object, or left out; it is not shown as it was."""
    exchange = a_manager_is_forged.bare
    found = expect.status(exchange, 201, 400)
    shown = expect.lookup(_extension(exchange), "manager") if exchange.answer.ok else None
    if found or shown is None or isinstance(shown, dict):
        return found
    return expect.equal("the manager", "an object, or 400", shown, exchange)


@check("rfc7644-3.6-manager-can-leave", "RFC7644-3.6-07", "RFC7644-3.6-01")
def a_manager_can_leave(a_manager_is_forged: Story) -> Findings:
    """A user who is the manager of another can be deleted, and the other is still there.

    A server that insists that the reference leads somewhere may refuse with 409 or 400: that draws a warning, as no
    client can do anything about it.
    """
    remark = "somebody who is a manager cannot be deleted"
    found = expect.status(a_manager_is_forged.boss_left, 204, tolerate={400: remark, 409: remark})
    return found + expect.status(a_manager_is_forged.orphan, 200)


@check("rfc7643-3.3-extension-has-an-object-of-its-own", "RFC7643-3.3-05", "RFC7643-3-11")
def an_extension_has_an_object_of_its_own(an_employee_the_other_way_round: Story, declared: Declared) -> Findings:
    """Attributes of an extension are shown in an object named by its URI, not among the core attributes, and under no
    other name."""
    story = an_employee_the_other_way_round
    shown: dict[str, Any] = story.read.resource
    if text(story.value, expect.lookup(_extension(story.read), story.name)):
        return None
    strays = {
        place: value
        for place, value in shown.items()
        if (place.lower() == story.name.lower() and text(story.value, value) and not declared.has("User", place))
        or (isinstance(value, dict) and text(story.value, expect.lookup(value, story.name)))
    }
    if not strays:
        raise Blocked(f"{story.name} is not kept ({story.read.label})")
    return expect.equal(f"the place of {story.name}", ENTERPRISE_USER, sorted(strays), story.read)


@check("rfc7643-3-order-of-schemas-does-not-matter", "RFC7643-3-07", "RFC7643-3.3-02")
def the_order_of_schemas_does_not_matter(an_employee_the_other_way_round: Story) -> Findings:
    """A user whose schemas name the extension first is created like any other, with all of its attributes."""
    story = an_employee_the_other_way_round
    found = expect.status(story.created, 201) or expect.kept(story.sent, story.read, "userName")
    kept = expect.lookup(_extension(story.read), story.name) if not found else story.value
    return found or ([] if text(story.value, kept) else expect.equal(story.name, story.value, kept, story.read))


@check("rfc7643-2.5-null-for-an-extension", "RFC7643-2.5-01")
def null_for_an_extension(an_employee_the_other_way_round: Story) -> Findings:
    """null for the object of an extension means that there is none, and is accepted."""
    return expect.status(an_employee_the_other_way_round.of_null, 201)
