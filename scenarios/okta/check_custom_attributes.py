"""Attributes that an admin adds to the app: roles above all, given to people or to the groups they are in."""

from functools import partial

from scimproof import (
    AssignedGroup,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Okta,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.okta import Task
from scimproof.convergence import settled_read
from scimproof.mapping import as_json, mappable, role_attribute, spare_extension_text, tells_types

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")

SLOT = "roles.^[type=='slot1'].value"
SECOND_ADDRESS = "emails.^[primary==false].value"
ITS_TYPE = "emails.^[primary==false].type"


@scenario(given="User")
def an_extension_is_mapped(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """An admin maps a text of an extension that the application has, under the URN of the extension.

    Okta sends the look-up and POST /Users, then GET and PUT /Users/{id}; the text stands in an object below the URN of
    the extension, which schemas names.
    """
    name = spare_extension_text(declared)
    ada = okta.user(directory.person(), **{name: "Scimproof"})
    story.mapped = as_json(ada.mapped)
    story.assigned = okta.assign(ada)
    story.id = story.assigned.sent("POST").resource_id
    story.read = settled_read(probe, "/Users", story.id, story.mapped)
    story.changed = okta.update_profile(ada, **{name: "Scimproof again"})
    story.mapped_again = as_json(ada.mapped)
    story.read_again = settled_read(probe, "/Users", story.id, story.mapped_again)


@scenario(given="User")
def groups_give_a_role(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A role stands in an attribute of the core schema, with a list of values. Two groups give it: the higher wins. Bea
    leaves the higher group, somebody gives her the role by hand and takes it away, and no group gives it any more.

    Okta sends the look-up and POST /Users with the value of the group that ranks highest, then GET and PUT /Users/{id}
    for each change: one value each time, at the top of the resource, and nothing that tells of groups. When nobody
    gives it any more, it is an empty text.
    """
    name, (high, low) = role_attribute(declared)
    story.name = name.rpartition(":")[2]
    admins, staff = AssignedGroup("Admins", 1, {name: high}), AssignedGroup("Staff", 2, {name: low})
    bea = okta.user(directory.person())

    def done(task: Task, wanted: str) -> tuple[Task, str, Exchange]:
        return task, wanted, settled_read(probe, "/Users", story.id, {story.name: wanted})

    assigned = okta.assign(bea, staff, admins)
    story.id = assigned.sent("POST").resource_id
    story.first = done(assigned, high)
    story.later = [
        done(okta.regroup(bea, staff), low),
        done(okta.update_profile(bea, **{name: high}), high),
        done(okta.update_profile(bea, **{name: None}), low),
    ]
    story.unset = okta.regroup(bea)
    story.emptied = probe.read("/Users", story.id)


@scenario(given="User")
def a_role_has_a_slot(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """An admin has mapped a role by the external name roles.^[type=='slot1'].value, and assigns the app to Cyd with the
    role admin. It becomes member.

    Okta sends the look-up and POST /Users with roles [{"type": "slot1", "value": "admin"}]; then GET /Users/{id}, and
    PUT with a new value in the entry that has the type.
    """
    if not tells_types("roles", declared):
        raise NotApplicable("the target's schema of users has no roles that are told by any type")
    cyd = okta.user(directory.person(), **{SLOT: "admin"})
    created = okta.assign(cyd).sent("POST")
    if created.status == 400:
        raise NotApplicable(f"the target refuses roles that are told by any type: {expect.detail(created)}")
    story.id = created.resource_id
    story.read = settled_read(probe, "/Users", story.id, as_json(cyd.mapped))
    story.changed = okta.update_profile(cyd, **{SLOT: "member"})
    story.read_again = settled_read(probe, "/Users", story.id, as_json(cyd.mapped))


@scenario(given="User")
def a_role_is_plain_text(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The admin has added roles as a text for one person, and as an array of texts for another.

    Okta sends the look-up and POST /Users with "roles": "admin", and another one with "roles": ["admin", "member"].
    """
    if not declared.has("User", "roles"):
        raise NotApplicable("the target's schema of users has no roles")
    story.text = okta.assign(okta.user(directory.person(), roles="admin")).sent("POST")
    story.array = okta.assign(okta.user(directory.person(), roles=["admin", "member"])).sent("POST")
    taken = [one for one in (story.text, story.array) if one.answer.ok]
    story.read = [probe.session.settled(partial(probe.read, "/Users", one.resource_id), _has_roles) for one in taken]


@scenario(given="User")
def somebody_has_two_addresses(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """An admin has mapped a second e-mail address, and assigns the app to Dan; then Dan gets another first name.

    Okta sends the look-up and POST /Users with two entries of emails, one of which has "primary": true; then GET
    /Users/{id}, and PUT with both.
    """
    person = directory.person()
    more = mappable({SECOND_ADDRESS: f"home.{person.user_name}", ITS_TYPE: "home"}, declared)
    if not {SECOND_ADDRESS, ITS_TYPE} <= more.keys():
        raise NotApplicable("the target's schema of users has no second kind of e-mail address")
    dan = okta.user(person, **more)
    story.primary, story.addresses = dan.email.lower(), sorted((dan.email, more[SECOND_ADDRESS]))
    story.assigned = okta.assign(dan)
    story.id = story.assigned.sent("POST").resource_id
    story.pushed = okta.update_profile(dan, first_name="Again")
    story.read = settled_read(probe, "/Users", story.id, {"name": {"givenName": "Again"}})


@check("extension-is-kept", "OKTA-CUSTOM-01")
def an_extension_is_kept(an_extension_is_mapped: Story) -> Findings:
    """An attribute of an extension is kept as it was created, and as it was changed."""
    story = an_extension_is_mapped
    return (
        succeeded(story.assigned)
        or expect.kept(story.mapped, story.read, *story.mapped)
        or succeeded(story.changed)
        or expect.kept(story.mapped_again, story.read_again, *story.mapped_again)
    )


@check("role-attribute-is-kept", "OKTA-CUSTOM-02")
def a_role_attribute_is_kept(groups_give_a_role: Story) -> Findings:
    """A role in an attribute of the core namespace is kept: it stands at the top of the resource.

    A target that has the attribute in its schema, and does not keep it, is warned about.
    """
    story = groups_give_a_role
    task, wanted, read = story.first
    return succeeded(task) or expect.kept({story.name: wanted}, read, story.name, grade=Outcome.WARN)


@check("role-follows-the-groups", "OKTA-CUSTOM-06")
def a_role_follows_the_groups(groups_give_a_role: Story) -> Findings:
    """A role is always the one that was pushed last: that of the group of the highest priority, or the one by hand."""
    story = groups_give_a_role
    _, wanted, read = story.first
    if expect.kept({story.name: wanted}, read, story.name):
        raise NotApplicable(f"the target does not keep {story.name}")
    found: list[Finding] = []
    for task, wanted, read in story.later:
        found = found or succeeded(task) or expect.kept({story.name: wanted}, read, story.name)
    return found


@check("role-can-be-taken-away", "OKTA-CUSTOM-07")
def a_role_can_be_taken_away(groups_give_a_role: Story) -> Findings:
    """A role that nobody gives any more is gone: empty, or not shown at all."""
    story = groups_give_a_role
    left = expect.lookup(story.emptied.resource, story.name)
    return succeeded(story.unset) or (expect.equal(story.name, "", left, story.emptied) if left else [])


@check("slot-keeps-its-type", "OKTA-CUSTOM-03")
def a_slot_keeps_its_type(a_role_has_a_slot: Story) -> Findings:
    """An entry of roles keeps the type by which Okta will look for it.

    A target that has roles in its schema, and keeps none, is warned about: they have to be mapped otherwise.
    """
    story = a_role_has_a_slot
    grade = Outcome.WARN if not expect.lookup(story.read.resource, "roles") else None
    return _slots(story.read, "admin", grade)


@check("slot-takes-a-new-value", "OKTA-CUSTOM-04")
def a_slot_takes_a_new_value(a_role_has_a_slot: Story) -> Findings:
    """A new value for the slot replaces the old one: one entry, with the same type."""
    story = a_role_has_a_slot
    if _slots(story.read, "admin"):
        raise NotApplicable("the target does not keep a role with its type")
    return succeeded(story.changed) or _slots(story.read_again, "member")


@check("roles-as-text", "OKTA-CUSTOM-05")
def roles_as_text(a_role_is_plain_text: Story) -> Findings:
    """roles may come as a bare text, or as an array of texts.

    The RFC has objects there, so a refusal is right. It tells what an admin has to do: set the attribute up by slots.
    """
    found: list[Finding] = []
    for form, exchange in (("a text", a_role_is_plain_text.text), ("texts", a_role_is_plain_text.array)):
        if not exchange.answer.ok:
            message = f"roles as {form} is refused: an admin has to map {SLOT} instead"
            received = f"{exchange.status} {expect.detail(exchange)}".strip()
            found.append(Finding(message, "201, or a refusal", received, (exchange.number,), cause=f"roles as {form}"))
    return found


@check("roles-as-text-is-not-lost", "OKTA-CUSTOM-09")
def roles_as_text_is_not_lost(a_role_is_plain_text: Story) -> Findings:
    """A role that came as a text is refused, or kept; it is not passed over without a word."""
    return [
        finding
        for read in a_role_is_plain_text.read
        if not _has_roles(read)
        for finding in expect.present("a role that was answered as a success", None, read)
    ]


@check("second-address-is-kept", "OKTA-CUSTOM-08")
def a_second_address_is_kept(somebody_has_two_addresses: Story) -> Findings:
    """Of two e-mail addresses both are kept, no more than these, and none is primary but the one that was sent so."""
    story = somebody_has_two_addresses
    if found := succeeded(story.assigned) or succeeded(story.pushed):
        return found
    listed = expect.lookup(story.read.resource, "emails")
    shown = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    primary = [str(entry.get("value")).lower() for entry in shown if entry.get("primary") is True]
    addresses = sorted(str(entry.get("value")).lower() for entry in shown)
    # One that keeps a single address says nothing worse of itself than that.
    grade = Outcome.WARN if len(addresses) < len(story.addresses) else None
    return expect.equal("the e-mail addresses", story.addresses, addresses, story.read, grade=grade) + (
        expect.equal("the primary address", [story.primary], primary, story.read)
        if primary and story.primary in addresses
        else []
    )


def _has_roles(exchange: Exchange) -> bool:
    return "admin" in str(expect.lookup(exchange.answer.object, "roles"))


def _slots(exchange: Exchange, value: str, grade: Outcome | None = None) -> list[Finding]:
    """roles is this one value, with the type of the slot."""
    listed = expect.lookup(exchange.resource, "roles")
    shown = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    pairs = [{"type": entry.get("type"), "value": entry.get("value")} for entry in shown]
    return expect.equal("roles", [{"type": "slot1", "value": value}], pairs, exchange, grade=grade)
