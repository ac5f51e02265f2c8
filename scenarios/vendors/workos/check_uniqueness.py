"""Nobody twice: userNames and addresses are of one person, whatever their case."""

from scimproof import Declared, Directory, Exchange, Findings, Probe, Story, as_user, check, expect, scenario
from scimproof.promises import refused

SUITES = ("workos",)


@scenario(given="User")
def a_user_name_is_taken(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody comes under the userName of Ada, also in other letters, and Bea is to get it by PUT and by PATCH; they
    have other addresses than Ada."""
    users = declared.endpoint("User")
    ada, bea, other = directory.person(), directory.person(), directory.person()
    name = ada.user_name.upper()
    probe.create(users, as_user(ada, declared))
    sent = as_user(bea, declared)
    identifier = probe.create(users, sent).resource_id
    story.same = probe.create(users, {**as_user(other, declared), "userName": ada.user_name})
    story.spelt_otherwise = probe.create(users, {**as_user(other, declared), "userName": name})
    story.renamed = probe.replace(users, identifier, {**sent, "userName": name})
    story.patched = probe.patch(users, identifier, {"op": "replace", "path": "userName", "value": name})
    story.sent, story.read = sent, probe.read(users, identifier)


@scenario(given="User")
def an_address_is_taken(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Dan comes with the address of Cyd, in the same letters and in others. Then Cyd is deactivated, and Dan comes once
    more."""
    users, cyd, dan = declared.endpoint("User"), directory.person(), directory.person()
    sent = as_user(cyd, declared)
    identifier = probe.create(users, sent).resource_id

    def come(address: str) -> Exchange:
        return probe.create(users, {**as_user(dan, declared), "emails": [{"value": address, "type": "work"}]})

    story.same, story.spelt_otherwise = come(cyd.user_name), come(cyd.user_name.upper())
    story.left = probe.patch(users, identifier, {"op": "replace", "path": "active", "value": False})
    story.freed = come(cyd.user_name)


@check("user-names-are-unique", "WOS-06")
def user_names_are_unique(a_user_name_is_taken: Story) -> Findings:
    """A userName that somebody has is refused in a create, a PUT and a PATCH, in whichever case."""
    story = a_user_name_is_taken
    found = refused("A userName that somebody has", story.same, 409)
    found += refused("A userName that somebody has, in other letters,", story.spelt_otherwise, 409)
    found += refused("A userName that somebody has, in a replacement,", story.renamed, 409)
    found += refused("A userName that somebody has, in a PATCH,", story.patched, 409)
    return found + expect.kept(story.sent, story.read, "userName")


@check("active-addresses-are-unique", "WOS-07")
def active_addresses_are_unique(an_address_is_taken: Story) -> Findings:
    """An address that an active user has is refused, in whichever case."""
    story = an_address_is_taken
    return refused("An address that an active user has", story.same, 409) + refused(
        "An address that an active user has, in other letters,", story.spelt_otherwise, 409
    )


@check("addresses-of-leavers-are-free", "WOS-07")
def addresses_of_leavers_are_free(an_address_is_taken: Story) -> Findings:
    """An address that only an inactive user has is free for somebody else."""
    story = an_address_is_taken
    if story.same.answer.ok:
        return []  # the address was free before already, which active-addresses-are-unique tells of
    return expect.status(story.left, 200, 204) or expect.status(story.freed, 201)
