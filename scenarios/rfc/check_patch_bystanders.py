"""What a PATCH of one user must not do to another, and what two changes at the same time do to each other."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Probe,
    Regulars,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import NO_PATH, add, members, need_writable, replace

TEAM = 4
# A change that meets another one may be refused, so that the client comes again (RFC 9110 sections 15.5.10, 15.6.4).
COME_AGAIN = (409, 412, 429, 503)


@scenario(given=("patch", "User"))
def an_address_is_given_away(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody gets, by PATCH, the e-mail address of somebody else."""
    need_writable(declared, "User", "emails.value")
    users = declared.endpoint("User")
    story.owner = as_user(directory.person(), declared)
    owner = probe.create(users, story.owner).resource_id
    story.before = probe.read(users, owner)
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.patched = probe.patch(users, identifier, replace("emails", story.owner["emails"]))
    story.after = probe.read(users, owner)


@check("rfc7644-3.2-patch-leaves-others-alone", "RFC7644-3.2-08", level="must")
def a_patch_leaves_others_alone(an_address_is_given_away: Story) -> Findings:
    """A PATCH that gives a user the e-mail address of somebody else changes that user only, or is refused.

    Servers that link accounts by address hand the account of somebody else over to whoever may write an address.
    """
    story = an_address_is_given_away
    if not story.patched.answer.ok and story.patched.status not in (400, 403, 409):
        return expect.status(story.patched, 200, 204, 400, 403, 409)
    names = [name for name in ("userName", "name", "displayName", "emails") if name in story.owner]
    before = {name: expect.lookup(story.before.resource, name) for name in names}
    return expect.status(story.after, 200) or [
        finding
        for name in names
        for finding in expect.equal(
            f"{name} of somebody else",
            before[name],
            expect.lookup(story.after.resource, name),
            story.patched,
            story.after,
        )
    ]


@scenario(given=("patch", "User"))
def names_of_a_language_are_patched(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A PATCH names __proto__ and constructor, which mean something to JavaScript and nothing to SCIM.

    The attribute that it sets is nobody's: should the server be open to it, nobody is hurt.
    """
    users = declared.endpoint("User")
    story.mark = f"scimproof{probe.session.settings.run_id}"
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    bystander = probe.create(users, as_user(directory.person(), declared)).resource_id
    why = "no schema has such an attribute"
    nested = {"__proto__": {story.mark: True}, "constructor": {"prototype": {story.mark: True}}}
    story.patches = [
        probe.patch(users, identifier, add(f"__proto__.{story.mark}", True), malformed=why),
        probe.patch(users, identifier, add(NO_PATH, nested), malformed=why),
    ]
    story.reads = [probe.read(users, identifier), probe.read(users, bystander)]


@check("rfc7644-3.5.2-names-of-a-language-are-nothing", "RFC7644-3.5.2-11", "RFC7644-3.12-24")
def names_of_a_language_are_nothing(names_of_a_language_are_patched: Story) -> Findings:
    """__proto__ and constructor are no attributes: a PATCH of them is refused or passed over, and shows nowhere.

    Where a server sets whatever key it is given, one request changes every object of its process.
    """
    story = names_of_a_language_are_patched
    crashed: list[Exchange] = [patch for patch in story.patches if patch.response is None or patch.status >= 500]
    found = [finding for patch in crashed for finding in expect.status(patch, 400, 200, 204)]
    for read in story.reads:
        found += expect.status(read, 200)
        if read.answer.ok and story.mark in read.response.text:
            found.append(
                Finding(
                    "A user shows what a PATCH of __proto__ or constructor set",
                    f"no attribute {story.mark}",
                    f"an attribute {story.mark}",
                    expect.numbers((*story.patches, read)),
                    cause="A PATCH of __proto__ is carried out",
                )
            )
    return found


@scenario(given=("patch", "User", "Group"))
def people_join_at_once(
    story: Story, probe: Probe, regulars: Regulars, directory: Directory, declared: Declared
) -> None:
    """Several people join a team in requests that are sent at the same time, and one of them twice."""
    need_writable(declared, "Group", "members")
    groups = declared.endpoint("Group")
    people = regulars.colleagues(TEAM)
    new = directory.team()
    team = probe.create(groups, as_group(new, declared, people[:1])).resource_id
    if people[0] not in members(probe.read(groups, team)):
        raise Blocked("a new group does not show its member by the id of the user")
    story.joining = [*people[1:], people[-1]]

    def joins(identifier: str) -> Exchange:
        return probe.patch(groups, team, add("members", as_group(new, declared, (identifier,))["members"]))

    story.answers = probe.session.together(*[lambda one=one: joins(one) for one in story.joining])
    told = {who for who, answer in zip(story.joining, story.answers, strict=True) if answer.answer.ok}
    story.wanted = {people[0], *told}
    story.after = probe.session.settled(lambda: probe.read(groups, team), lambda shown: story.wanted <= members(shown))


@check("rfc7644-3.5.2.1-members-join-at-once", "RFC7644-3.5.2.1-12", "RFC7644-3.5.2.1-10", level="should")
def members_join_at_the_same_time(people_join_at_once: Story) -> Findings:
    """Adds of members that come at the same time succeed, or are refused so that the client comes again.

    Two may add the same member: the second finds nothing to do, which is no error of the server.
    """
    return [
        finding
        for answer in people_join_at_once.answers
        if answer.status not in COME_AGAIN
        for finding in expect.status(answer, 200, 204, why="or 409, 412, 429, 503: come again")
    ]


@check("rfc7644-3.5.2.1-nobody-is-lost-at-once", "RFC7644-3.5.2.1-06", "RFC7644-3.5.2-24", level="must")
def nobody_is_lost_at_the_same_time(people_join_at_once: Story) -> Findings:
    """Whose add was answered with success is a member, however many adds came at the same time.

    Servers that read the list, change it and write it back lose those whose change came in between.
    """
    story = people_join_at_once
    lost = sorted(story.wanted - members(story.after))
    return expect.equal("members lost when several join at once", [], lost, *story.answers, story.after)
