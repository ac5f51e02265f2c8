"""Names of groups: those that admins give, and what happens when they change."""

from dataclasses import replace

from scimproof import (
    Blocked,
    Directory,
    Finding,
    Findings,
    Okta,
    Probe,
    Story,
    Team,
    check,
    converged,
    expect,
    needed,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.clients.okta import OktaGroup, Task, established, hired, until_listed

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")

LONGEST = 250
# By a word for the story; each gets the mark of the run in front.
NAMES = {
    "quoted": 'The "A\\B" team, they\'d say',
    "marked": "R&D / <Ops> & 100% +1; a=b?#c",
    "coloured": "Équipe Zürich 東京 🚀👩🏽\u200d🔬",
    "long": "x" * LONGEST,
}


@scenario(given="Group")
def groups_have_all_kinds_of_names(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Four groups with names that need care are pushed; each is unlinked, left there, and pushed once more.

    Okta sends GET /Groups?filter=displayName eq "...", with quotes and backslashes escaped as in JSON and all of it
    percent-encoded; then POST /Groups, and what follows every create: PATCH of the name, or GET and PUT.
    """
    plain = needed(okta.push_group(okta.group(directory.team())))  # whether groups can be pushed is not the question
    story.plain = _again(okta, okta.groups[0], plain)
    for kind, name in NAMES.items():
        team = directory.team()
        mark = team.name.rpartition(" ")[2]
        okta.groups.clear()
        group = okta.group(Team(f"{mark} {name}"[:LONGEST], team.external_id))
        pushed = okta.push_group(group)
        seen = observe(probe, okta.intends())
        setattr(story, kind, (group.name, pushed, seen, _again(okta, group, pushed)))


def _again(okta: Okta, group: OktaGroup, pushed: Task) -> list[Finding]:
    """The group is unlinked, left there, and pushed once more: the look-up by its name finds it."""
    if not pushed.succeeded:
        return []
    until_listed(okta, group)
    first = group.target_id
    okta.unlink_group(group, delete=False)
    again = okta.push_group(group)
    what = "the group that the look-up by its name finds"
    return succeeded(again) or expect.equal(what, first, group.target_id, again.first)


def _named(story: Story, kind: str) -> list[Finding]:
    """The group gets the name, and is found by it."""
    name, pushed, seen, again = getattr(story, kind)
    for created in pushed.exchanges:
        posted = created.request.method == "POST" and created.answer.ok
        if posted and (found := expect.kept({"displayName": name}, created, "displayName")):
            return found
    if found := succeeded(pushed) or converged(seen):
        return found
    if story.plain:
        raise Blocked(f"a group with a plain name is not found, either: {story.plain[0].message}")
    return list(again)


@check("group-name-with-quotes", "OKTA-GROUP-NAME-01")
def a_name_may_have_quotes(groups_have_all_kinds_of_names: Story) -> Findings:
    """A group's name may have quotes and a backslash: it is kept as it is, and the group is found by it.

    In the filter of the look-up they are escaped as in JSON (RFC 7644 section 3.4.2.2). Where that goes wrong, a second
    push creates the group once more.
    """
    return _named(groups_have_all_kinds_of_names, "quoted")


@check("group-name-with-marks", "OKTA-GROUP-NAME-01")
def a_name_may_have_marks(groups_have_all_kinds_of_names: Story) -> Findings:
    """A group's name may have an ampersand, slashes, angle brackets and whatever else URLs and HTML know.

    It is kept as it is: neither escaped for a web page, nor taken apart at a character that means something in URLs.
    """
    return _named(groups_have_all_kinds_of_names, "marked")


@check("group-name-in-any-script", "OKTA-GROUP-NAME-01")
def a_name_may_be_in_any_script(groups_have_all_kinds_of_names: Story) -> Findings:
    """A group's name may be in any script, and have emoji."""
    return _named(groups_have_all_kinds_of_names, "coloured")


@check("group-name-of-250-characters", "OKTA-GROUP-NAME-02")
def a_name_may_be_long(groups_have_all_kinds_of_names: Story) -> Findings:
    """A group's name may have 250 characters: it is not cut.

    Okta's groups have names of up to 255. A name that the application cuts is never found again by the look-up.
    """
    return _named(groups_have_all_kinds_of_names, "long")


@scenario(given=("User", "Group"))
def two_groups_have_similar_names(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """The application has the group Sales EMEA, with Ada in it. A group of the org that is called Sales is pushed.

    Okta sends GET /Groups?filter=displayName eq "Sales", and POST /Groups if that finds nothing. What it finds it takes
    over: the name and the members are replaced.
    """
    ada, bea = hired(okta, directory, 2)
    team = directory.team()
    longer = okta.group(replace(team, name=f"{team.name} EMEA"), ada)
    established(okta, longer)
    story.longer = longer.target_id
    shorter = okta.group(team, bea)
    story.pushed = okta.push_group(shorter)
    story.shorter = shorter.target_id
    story.after = observe(probe, okta.intends())


@check("similar-group-is-not-taken-over", "OKTA-GROUP-NAME-06")
def a_similar_group_is_not_taken_over(two_groups_have_similar_names: Story) -> Findings:
    """The look-up of a group finds the one of exactly this name, and none whose name contains it."""
    story = two_groups_have_similar_names
    if story.shorter == story.longer:
        found = f"the id {story.longer}, of the group with the longer name"
        message = "The look-up of a name finds a group whose name contains it, and Okta takes that one over"
        return Finding(message, "no group, or one of this name", found, (story.pushed.first.number,))
    return succeeded(story.pushed) or converged(story.after)


@scenario(given=("User", "Group"))
def a_group_gets_another_name(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Sales is renamed to Revenue; a new group is called Sales; then Revenue is to be called Sales as well.

    An OIN app of Okta sends PATCH replace without a path, {"id": "...", "displayName": "..."}; an AIW app GET and PUT
    of the whole group. The new group is a look-up and POST /Groups.
    """
    ada, bea, cleo = hired(okta, directory, 3)
    group = okta.group(directory.team(), ada, bea)
    established(okta, group)
    former = group.name
    story.renamed = okta.rename_group(group, directory.team().name)
    story.after_renaming = observe(probe, okta.intends())
    name, story.id = group.name, group.target_id
    needed(story.renamed)
    heir = okta.group(Team(former, "heir"), cleo)
    story.heir = okta.push_group(heir)
    story.heir_id = heir.target_id
    story.after_inheriting = observe(probe, okta.intends())
    needed(story.heir)
    story.clashed = okta.rename_group(group, former)
    if not story.clashed.succeeded:
        group.name = name
    story.after_clashing = observe(probe, okta.intends())


@check("group-rename-keeps-the-members", "OKTA-GROUP-NAME-03", "OKTA-GROUP-MEMBER-02")
def a_renamed_group_keeps_its_members(a_group_gets_another_name: Story) -> Findings:
    """A renamed group has the new name, and the same members.

    An OIN app sends a PATCH without a path, with the id and the name, and without the members. A server that refuses
    it stops the group from being kept up to date; one that takes what is not named for empty empties the group.
    """
    return succeeded(a_group_gets_another_name.renamed) or converged(a_group_gets_another_name.after_renaming)


@check("former-group-name-is-free", "OKTA-GROUP-NAME-04")
def a_former_name_is_free(a_group_gets_another_name: Story) -> Findings:
    """The former name of a renamed group is free: a new group gets it, and it is another group.

    A server with a stale index of names refuses the new group, or finds the renamed one by its former name: then one
    group gets the members of the other.
    """
    story = a_group_gets_another_name
    sound(story.after_renaming)
    if found := succeeded(story.heir):
        return found
    if story.heir_id == story.id:
        message = "The look-up of the former name finds the renamed group, and the new group takes its place"
        exchange = story.heir.first
        return Finding(message, "a group of its own", f"the id {story.id}", (exchange.number,))
    return converged(story.after_inheriting)


@check("group-rename-to-a-name-in-use", "OKTA-GROUP-NAME-05")
def a_rename_to_a_name_in_use_is_clear(a_group_gets_another_name: Story) -> Findings:
    """A rename to a name that another group has is done, or refused with 409; and nothing else changes.

    Names of groups need not be unique. Where they are, the admin has to read that in the error.
    """
    story = a_group_gets_another_name
    sound(story.after_inheriting)
    if not story.clashed.succeeded:
        why = "or 200 or 204, if two groups may have one name"
        remark = {400: "409 with scimType uniqueness says what is wrong"}
        if found := expect.status(story.clashed.exchanges[-1], 409, tolerate=remark, why=why):
            return found
    return converged(story.after_clashing)
